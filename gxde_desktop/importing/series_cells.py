"""What a cell of a table of series may be: a number, a year, a missing mark, words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.labels import key
from gxde_desktop.importing.numbers import read_text
from gxde_desktop.importing.years import FIRST_YEAR, LAST_YEAR, year_label

BLANK, NUMBER, BARE_YEAR, YEAR, MARK, TEXT = range(6)


@lru_cache(maxsize=131072)
def text_kind(text: str) -> int:
    """What a text cell may be: a number, a year, a missing mark, words."""
    bare = text.strip(" \t\r\n\u00a0\u3000\u200b\ufeff")
    if not bare:
        return BLANK
    if len(bare) > 5 and "\u3400" <= bare[0] <= "\u9fff" and bare[0] not in "约近超逾一二不":
        return TEXT  # the common case, and the only one for which that is plain
    if year_label(text) is not None:
        return BARE_YEAR if key(text).isdigit() else YEAR
    kind = read_text(text).kind
    return NUMBER if kind == "number" else MARK if kind == "missing" else TEXT


def kind_of(cell: Cell) -> int:
    """What a cell may be (see text_kind)."""
    if cell is None:
        return BLANK
    if isinstance(cell, str):
        return text_kind(cell)
    if isinstance(cell, bool):
        return TEXT
    if isinstance(cell, int | float):
        return BARE_YEAR if FIRST_YEAR <= cell <= LAST_YEAR and cell == int(cell) else NUMBER
    return YEAR if isinstance(cell, dt.date) else TEXT


def without_spaces(grid: Grid) -> Grid:
    """The grid with cells of nothing but white space as what they are: blank."""
    odd = {
        row
        for row, cells in enumerate(grid.rows)
        for cell in cells
        if type(cell) is str and not text_kind(cell)
    }
    if not odd:
        return grid
    rows = tuple(
        tuple(None if isinstance(c, str) and not text_kind(c) else c for c in cells)
        if row in odd
        else cells
        for row, cells in enumerate(grid.rows)
    )
    return replace(grid, rows=rows)


def filled_in(grid: Grid, row: int) -> list[int]:
    return [c for c, cell in enumerate(grid.rows[row]) if cell is not None and kind_of(cell)]
