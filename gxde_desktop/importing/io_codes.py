"""Tables whose columns are headed by codes alone: the rows say what a code is called."""

from __future__ import annotations

from dataclasses import replace

from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.io_labels import code_text, is_heading, name_of, standard_codes
from gxde_desktop.importing.io_view import View
from gxde_desktop.importing.labels import has_han

_LEAST = 3
"""Codes that must stand both down and across."""


def named_by_codes(view: View) -> View | None:
    """The view with names of sectors in place of their codes across; None where none match.

    Every cell keeps its place. The codes across must be those of the rows, nearly all of them.
    """
    grid = view.grid
    found = _crossing(grid)
    if found is None:
        return None
    row, column = found
    names = _names(grid, row, column)
    if len(names) < _LEAST:
        return None
    line: list[Cell] = [
        names.get(code, cell) if (code := _number(cell)) is not None else cell
        for cell in grid.rows[row]
    ]
    rows = (*grid.rows[:row], tuple(line), *grid.rows[row + 1 :])
    named = Grid(grid.sheet, rows, grid.merged, grid.hidden, grid.typed, grid.errors, grid.uncached)
    return replace(view, grid=named, by_codes=True)


def _number(cell: Cell) -> str | None:
    """A code without leading zeros, so that 01 and 1 are one."""
    code = code_text(cell)
    if code is None or code in standard_codes() or "." in code:
        return None
    return code.lstrip("0") or "0" if code.isdigit() else code


def _crossing(grid: Grid) -> tuple[int, int] | None:
    """The row and the column of most common codes, the row above and the column before them."""
    across = {
        r: {code: c for c, cell in enumerate(row) if (code := _number(cell)) is not None}
        for r, row in enumerate(grid.rows[:12])
    }
    best, chosen = _LEAST - 1, None
    for column in range(min(grid.n_cols, 6)):
        down = {code: r for r in range(grid.n_rows) if (code := _number(grid.rows[r][column]))}
        for row, codes in across.items():
            shared = [
                code for code in down.keys() & codes.keys()
                if down[code] > row and codes[code] > column
            ]  # fmt: skip
            if len(shared) > best and len(shared) >= 0.8 * len(down):
                best, chosen = len(shared), (row, column)
    return chosen


def _names(grid: Grid, row: int, column: int) -> dict[str, str]:
    """Code -> name of the rows below, from the text beside the code."""
    names = {}
    for r in range(row + 1, grid.n_rows):
        code = _number(grid.rows[r][column])
        beside = [*range(column - 1, -1, -1), *range(column + 1, min(column + 3, grid.n_cols))]
        texts = [str(cell) for c in beside if isinstance(cell := grid.rows[r][c], str)]
        name = next((name_of(t) for t in texts if has_han(t) and not is_heading(t)), None)
        if code is not None and name is not None:
            names[code] = name
    return names
