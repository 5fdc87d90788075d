"""The lines of a tile: which rows and columns it has, what heads them, where their codes are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from gxde_desktop.importing.corrections import Corrections
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.io_labels import (
    Line,
    code_before,
    code_text,
    column_role,
    fold,
    is_generic,
    is_heading,
    is_sector_subtotal,
    name_of,
    part_said,
    row_role,
    standard_codes,
)
from gxde_desktop.importing.io_look import Look
from gxde_desktop.importing.labels import has_han, is_note, key


@dataclass(slots=True)
class Tile:
    """A part of a sheet under one heading, beside one column of labels.

    left: first column that belongs to the labels; first_column, last_column: where figures may
    stand; header: first and last heading row; first, last: rows of the body. rows, columns:
    its lines in order; code_column, code_row: where codes are printed; repeated: code columns
    that say the same again; told: a person said that it is a table of flows.
    """

    look: Look
    name_column: int
    left: int
    first_column: int
    last_column: int
    header: tuple[int, int]
    first: int
    last: int
    rows: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    code_column: int | None = None
    code_row: int | None = None
    repeated: tuple[int, ...] = ()
    told: bool = False

    @property
    def grid(self) -> Grid:
        """The grid it stands on."""
        return self.look.view.grid


def read_lines(tile: Tile, given: Corrections) -> None:
    """Fill the rows and columns of a tile, and where its codes are printed."""
    look = tile.look
    body = _body_rows(tile)
    codes = _code_columns(tile, body)
    tile.code_column = given.codes if given.codes is not None else (codes[0] if codes else None)
    tile.repeated = tuple(c for c in codes if c != tile.code_column)
    tile.rows = []
    for row, label, path in body:
        role = row_role(label)
        tile.rows.append(
            Line(row, label, path, _row_code(tile, row), role, "label" if role else "")
        )
    names = {fold(line.label) for line in tile.rows if line.role is None} | look.names
    tile.code_row = _code_row(tile, names)
    skip = {tile.code_column, *tile.repeated}
    rows = [line.at for line in tile.rows]
    filled: list[bool] = np.logical_or.reduce(np.isfinite(look.values[rows])).tolist()
    columns = []
    for column in range(tile.first_column, tile.last_column + 1):
        if column in skip:
            continue
        line = _column_line(tile, column, names)
        known = fold(line.label) in names or column_role(line.label) or line.code is not None
        if _heads_codes(line.label):
            continue
        if filled[column] or (line.label and known):
            columns.append(line)
    tile.columns = columns


def _row_code(tile: Tile, row: int) -> str | None:
    code = None if tile.code_column is None else code_text(tile.grid.at(row, tile.code_column))
    return code or code_before(str(tile.grid.at(row, tile.name_column) or ""))


def _body_rows(tile: Tile) -> list[tuple[int, str, tuple[str, ...]]]:
    """Rows with figures, or with a known heading: (row, label, headings beside it)."""
    grid, look = tile.grid, tile.look
    found = []
    side: dict[int, str] = {}
    above = -1
    figured = np.isfinite(look.values[:, tile.first_column : tile.last_column + 1])
    held: list[bool] = np.logical_or.reduce(figured, axis=1).tolist()
    for row in range(tile.first, tile.last + 1):
        label = ""
        here: set[int] = set()
        for column in range(tile.name_column, tile.left - 1, -1):
            cell = grid.rows[row][column]
            if type(cell) is str and (row, column) not in look.rules and cell.strip():
                if column != tile.name_column:
                    side[column] = cell
                    here.add(column)
                    # A new heading ends those to its right, but for those of its own row and
                    # one that stands alone right above it.
                    side = {
                        c: text for c, text in side.items()
                        if c <= column or c in here or (c == tile.name_column and above == row - 1)
                    }  # fmt: skip
                if not label and code_text(cell) is None:
                    label = name_of(cell)
        figures = held[row]
        if label and not figures and is_note(label):
            continue
        named = tile.grid.rows[row][tile.name_column]
        beside = label
        if figures and type(named) is str and part_said(named):
            label = label or name_of(named)  # imported goods of all sectors in one row
        elif is_heading(label) or (part_said(label) and not figures):
            label = ""
        known = bool(label) and (fold(label) in look.names or row_role(label) is not None)
        if known or figures:
            path = tuple(name_of(text) for _, text in sorted(side.items()))
            found.append((row, label, (*path, *_part_beside(tile, row))))
        elif beside:
            side[tile.name_column] = beside
            above = row
    return found


def _part_beside(tile: Tile, row: int) -> tuple[str, ...]:
    """国产 or 进口 printed in a column of its own right of the names."""
    cells = tile.grid.rows[row][tile.name_column + 1 : tile.name_column + 4]
    return tuple(name_of(cell) for cell in cells if type(cell) is str and part_said(cell))[:1]


def _code_columns(tile: Tile, body: list[tuple[int, str, tuple[str, ...]]]) -> list[int]:
    """Columns that print codes beside the rows, the best first."""
    grid, look = tile.grid, tile.look
    named = [
        (row, label) for row, label, _ in body
        if row_role(label) is None and not is_sector_subtotal(label) and not is_generic(label)
    ]  # fmt: skip
    sectors = [row for row, _ in named]
    rows = [row for row, _, _ in body]
    names = len({fold(label) for _, label in named})
    scored = []
    for column in range(tile.left, tile.last_column + 1):
        if column == tile.name_column or len(sectors) < 2:
            continue
        heads = [
            word for row, word in look.by_column.get(column, {}).items()
            if tile.header[0] <= row <= tile.header[1]
        ]  # fmt: skip
        if any(word in look.names or column_role(word) or is_generic(word) for word in heads):
            continue
        codes = [code_text(grid.rows[row][column]) for row in sectors]
        printed = [code for code in codes if code is not None]
        # Codes come once for each name; figures repeat (zeros) or are no whole numbers.
        if len(printed) < 0.5 * len(sectors) or len(set(printed)) < 0.8 * names:
            continue
        if heads and not any(map(is_heading, heads)) and column > tile.name_column + 3:
            continue
        known = sum(code_text(grid.rows[row][column]) in standard_codes() for row in rows)
        near = column <= tile.name_column + 3
        scored.append((near, known, len(printed), -abs(column - tile.name_column), column))
    return [entry[-1] for entry in sorted(scored, reverse=True)]


def _code_row(tile: Tile, names: set[str] | frozenset[str]) -> int | None:
    """The heading row that prints codes: the one with most of them."""
    grid, look = tile.grid, tile.look
    best, chosen = (0, 1), None
    for row in range(tile.header[0], tile.header[1] + 1):
        cells = grid.rows[row][tile.first_column : tile.last_column + 1]
        codes = [code for cell in cells if (code := code_text(cell)) is not None]
        words = sum(
            word in names
            for column, word in look.by_row.get(row, {}).items()
            if column >= tile.first_column
        )
        known = sum(code in standard_codes() for code in codes)
        if words < 2 and len(codes) > 1 and (known, len(codes)) > best:
            best, chosen = (known, len(codes)), row
    return chosen


_CODE_HEADING = re.compile(r"(?:部门|产品)?代码|序号|编号|编码|行次|列次|codes?|no\.")


@lru_cache(maxsize=65536)
def _heads_codes(label: str) -> bool:
    return _CODE_HEADING.fullmatch(key(label)) is not None


_UNIT_CELL = re.compile(r"单位[:：]|^[(（][^()（）]*元[)）]$")


def _column_line(tile: Tile, column: int, names: set[str] | frozenset[str]) -> Line:
    grid = tile.grid
    own: list[str] = []
    path: list[str] = []
    for row in range(tile.header[0], tile.header[1] + 1):
        if row == tile.code_row:
            continue
        cell = grid.rows[row][column]
        if type(cell) is str:
            if not _UNIT_CELL.search(cell) and cell.strip():
                own.append(cell)
                path.append(name_of(cell))
            continue
        anchor = grid.anchor(row, column)
        if anchor[1] != column and anchor[0] >= tile.header[0]:
            shown = grid.at(*anchor)
            if type(shown) is str:
                path.append(name_of(shown))
                own.clear()  # what stands over several columns ends the heading above it
    label = _label(own, names)
    code = None if tile.code_row is None else code_text(grid.at(tile.code_row, column))
    code = code or (code_before(own[-1]) if own else None)
    joined = "".join(name_of(text) for text in own)
    above = tuple(text for text in path if text != label and text not in label)
    if not above and joined != label:
        above = tuple(path[:-1])
    return Line(column, label, above, code)


def _label(own: list[str], names: set[str] | frozenset[str]) -> str:
    """The heading of a column from its texts downwards: a name may run over several cells."""
    texts = [text for text in own if has_han(text)] or own
    if not texts:
        return ""
    code = name_of(own[-1])
    if code in standard_codes() and all(map(is_heading, texts)):
        return code  # nothing but the frame stands over it
    lowest = name_of(texts[-1])
    if is_generic(lowest) or fold(lowest) in names or column_role(lowest):
        return lowest
    for start in range(len(texts) - 2, -1, -1):
        whole = name_of("".join(texts[start:]))
        if fold(whole) in names or column_role(whole):
            return whole
    return lowest
