"""Tables pasted in parts: tiles that repeat the same labels beside or below one another.

A left and a right half have the same rows, an upper and a lower half the same columns. Rows are
put beside each other by their names, never by where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from gxde_desktop.importing.io_labels import Line, column_role, fold, row_role
from gxde_desktop.importing.io_lines import Tile
from gxde_desktop.importing.io_look import look_at
from gxde_desktop.importing.io_tiles import tiles_of
from gxde_desktop.importing.io_view import joined

Band = list[Tile]


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


def _sectors(tile: Tile) -> list[str]:
    return [fold(line.label) for line in tile.rows if line.role is None]


def _same_rows(one: Tile, other: Tile) -> bool:
    """The same sectors down both, each once; the second has no heading that the first lacks."""
    down, beside = _sectors(one), _sectors(other)
    if len(set(down)) < len(down) or set(down) != set(beside) or len(down) != len(beside):
        return False
    words = _words(one.rows, rows=True)
    return len(set(words)) == len(words) and set(_words(other.rows, rows=True)) <= set(words)


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
    above = {word for other in group for word in _words(other[0].rows, rows=True)}
    return same and not above & set(_words(band[0].rows, rows=True))


def _made_of(group: list[Band]) -> Tile | None:
    """The one tile of the joined parts; None where joining them gives no single tile."""
    first = group[0][0]
    labels = sorted(
        {*range(first.left, first.name_column + 1)}
        | ({first.code_column} if first.code_column is not None else set())
    )
    height = max(tile.header[1] - tile.header[0] + 1 for tile in group[0])
    blocks: list[list[tuple[list[int], list[int]]]] = [[], *[[] for _ in group]]
    for place, tile in enumerate(group[0]):
        heading = list(range(tile.header[0], tile.header[1] + 1))
        heading = [-1] * (height - len(heading)) + heading
        columns = [line.at for line in tile.columns]
        if place == 0:
            blocks[0].append((heading, labels))
        blocks[0].append((heading, columns))
    for row, band in enumerate(group, start=1):
        words = _words(band[0].rows, rows=True)
        if len(labels) != _width(band[0], first):
            return None
        own_labels = [c + band[0].left - first.left for c in labels]
        blocks[row].append(([line.at for line in band[0].rows], own_labels))
        for tile in band:
            at = dict(
                zip(_words(tile.rows, rows=True), (line.at for line in tile.rows), strict=True)
            )
            blocks[row].append(
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
