"""Tables pasted in parts: tiles that repeat the same labels beside or below one another.

A left and a right half have the same rows, an upper and a lower half the same columns. Rows are
put beside each other by their names, never by where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from gxde_desktop.importing.io_labels import (
    Line,
    column_role,
    fold,
    part_said,
    row_role,
    standard_codes,
)
from gxde_desktop.importing.io_lines import Tile
from gxde_desktop.importing.io_look import look_at
from gxde_desktop.importing.io_parts import said_of
from gxde_desktop.importing.io_tiles import tiles_of
from gxde_desktop.importing.io_view import joined

Band = list[Tile]

_SHORT = 16
"""Signs at most of a line that names a part of the table; a longer one is its title."""


def join_tiles(tiles: Sequence[Tile]) -> list[tuple[Tile, list[Tile]]]:
    """Tiles joined where they belong together: (tile, the tiles it is made of)."""
    bands = _bands([tile for tile in tiles if tile.rows and tile.columns])
    groups: list[list[Band]] = []
    for band in bands:
        for group in groups:
            if _goes_below(group, band):
                group.append(band)
                break
        else:
            groups.append([band])
    found: list[tuple[Tile, list[Tile]]] = []
    for group in groups:
        sources = [tile for band in group for tile in band]
        whole = _made_of(group) if len(sources) > 1 else None
        if whole is not None:
            found.append((whole, sources))
        else:
            found += [(tile, [tile]) for tile in sources]
    return found


def _bands(tiles: list[Tile]) -> list[Band]:
    """Tiles with the same rows and other columns, in reading order."""
    bands: list[Band] = []
    for tile in tiles:
        for band in bands:
            if _same_rows(band[0], tile) and not any(_share_columns(tile, o) for o in band):
                band.append(tile)
                break
        else:
            bands.append([tile])
    return bands


def _words(lines: Sequence[Line], *, rows: bool) -> list[str]:
    role = row_role if rows else column_role
    return [role(line.label) or line.role or fold(line.label) or str(line.code) for line in lines]


def _row_words(tile: Tile) -> list[str]:
    """Words of the rows; sectors of domestic and of imported goods are not the same rows."""
    over = _part_over(tile)
    side = None if over is None else part_said(str(tile.grid.at(*over)))
    return [
        word if word in standard_codes() else f"{said_of(line) or side or ''}<{word}"
        for word, line in zip(_words(tile.rows, rows=True), tile.rows, strict=True)
    ]


def _part_over(tile: Tile) -> tuple[int, int] | None:
    """The cell over a tile's heading that says which goods follow (二、进口产品)."""
    for row in range(tile.header[0] - 1, max(tile.header[0] - 4, -1), -1):
        words = tile.look.by_row.get(row, {})
        if tile.look.numbers_in(row, tile.left, tile.last_column):
            return None
        for column in words:
            text = str(tile.grid.at(row, column))
            if part_said(text) and len(text) <= _SHORT:
                return row, column
    return None


def _sectors(tile: Tile) -> list[str]:
    return [fold(line.label) for line in tile.rows if line.role is None]


def _same_rows(one: Tile, other: Tile) -> bool:
    """The same sectors down both, each once; the second has no heading that the first lacks."""
    down, beside = _sectors(one), _sectors(other)
    if len(set(down)) < len(down) or set(down) != set(beside) or len(down) != len(beside):
        return False
    words = _row_words(one)
    return len(set(words)) == len(words) and set(_row_words(other)) <= set(words)


def _share_columns(one: Tile, other: Tile) -> bool:
    return bool(set(_columns(one)) & set(_columns(other)))


def _columns(tile: Tile) -> list[str]:
    """Words of the columns; 合计 and the like by what stands above them."""
    return [
        f"{word}<{'/'.join(line.path)}" if line.role is None and not line.label else word
        for word, line in zip(_words(tile.columns, rows=False), tile.columns, strict=True)
        if line.label not in ("合计", "小计", "总计")
    ]


def _goes_below(group: list[Band], band: Band) -> bool:
    """The same columns under other rows."""
    first = group[0]
    if len(first) != len(band):
        return False
    same = all(_columns(a) == _columns(b) for a, b in zip(first, band, strict=True))
    above = {word for other in group for word in _row_words(other[0])}
    return same and not above & set(_row_words(band[0]))


def _made_of(group: list[Band]) -> Tile | None:
    """The one tile of the joined parts; None where joining them gives no single tile."""
    first = group[0][0]
    labels = sorted(
        {*range(first.left, first.name_column + 1)}
        | ({first.code_column} if first.code_column is not None else set())
    )
    height = max(tile.header[1] - tile.header[0] + 1 for tile in group[0])
    blocks: list[list[tuple[list[int], list[int]]]] = [[]]
    for place, tile in enumerate(group[0]):
        heading = list(range(tile.header[0], tile.header[1] + 1))
        heading = [-1] * (height - len(heading)) + heading
        columns = [line.at for line in tile.columns]
        if place == 0:
            blocks[0].append((heading, labels))
        blocks[0].append((heading, columns))
    for band in group:
        words = _row_words(band[0])
        if len(labels) != _width(band[0], first):
            return None
        own_labels = [c + band[0].left - first.left for c in labels]
        over = _part_over(band[0])
        if over is not None:
            said = [over[1] if c == first.name_column else -1 for c in labels]
            beside = [([-1], [line.at for line in tile.columns]) for tile in band]
            blocks.append([([over[0]], said), *beside])
        blocks.append([([line.at for line in band[0].rows], own_labels)])
        for tile in band:
            at = dict(zip(_row_words(tile), (line.at for line in tile.rows), strict=True))
            blocks[-1].append(
                ([at.get(word, -1) for word in words], [line.at for line in tile.columns])
            )
    look = look_at(joined(first.look.view, blocks))
    if look is None:
        return None
    made = [tile for tile in tiles_of(look) if tile.rows and tile.columns]
    return made[0] if len(made) == 1 else None


def _width(tile: Tile, first: Tile) -> int:
    labels = tile.name_column - tile.left + 1
    same_codes = (tile.code_column is None) == (first.code_column is None)
    beyond = tile.code_column is not None and tile.code_column > tile.name_column
    return labels + (1 if beyond else 0) if same_codes else -1
