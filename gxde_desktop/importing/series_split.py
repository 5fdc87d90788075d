"""Headings written over two rows for want of width: 人均地区 above 生产总值.

Two rows of headings without merged cells are either a group over its parts or one name cut in
two. They are one name where every column that has something below has its own text above and
at least one of these is no name by itself; a group stands over several columns.
"""

from __future__ import annotations

from dataclasses import replace

from gxde_desktop.importing.facets import read_label
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.labels import chinese, has_han, is_part, key
from gxde_desktop.importing.regions import looks_like_place
from gxde_desktop.importing.series_panels import Panel

_PIECES = frozenset(("item", "indicator", "industry"))
_LONGEST = 10
"""Characters of a piece; what has more room would not have been cut."""


def with_whole_headings(grid: Grid, panels: list[Panel]) -> Grid:
    """The grid with cut headings whole in the lower of their cells, the upper one blank."""
    changed: dict[int, list[Cell]] = {}
    for panel in panels:
        above: int | None = None
        for row in sorted(panel.header):
            cells = changed.get(row) or list(grid.rows[row])
            if above is not None:
                over = changed.get(above) or list(grid.rows[above])
                for column in _cut(grid, panel, above, over, row, cells):
                    cells[column] = f"{_text(over[column])}{_text(cells[column])}"
                    over[column] = None
                    changed[above], changed[row] = over, cells
            above = row
    if not changed:
        return grid
    rows = tuple(tuple(changed[r]) if r in changed else cells for r, cells in enumerate(grid.rows))
    return replace(grid, rows=rows, _anchors={}, _seen={})


def _text(cell: Cell) -> str:
    return str(cell).strip()


def _cut(
    grid: Grid, panel: Panel, above: int, over: list[Cell], row: int, cells: list[Cell]
) -> list[int]:
    """The columns whose two cells are one name; none where the upper row may hold groups."""
    if row != above + 1:
        return []
    first = grid.filled(panel.body[0])[0]
    below = [c for c, cell in enumerate(cells) if cell is not None and c > first]
    held = [c for c in below if _stands_alone(grid, above, over, row, cells, c)]
    if len(held) < len(below) and not any(_spans(grid, above, c) for c in below):
        return []
    # A group's name stands over the first of several: the next one has nothing above.
    uppers = [key(_text(over[c])) for c in held]
    if len(set(uppers)) < len(uppers):
        return []
    pieces = [
        c for c in held
        if _is_piece(over[c]) and _is_piece(cells[c])
        and not (looks_like_place(_text(over[c])) and looks_like_place(_text(cells[c])))
    ]  # fmt: skip
    sure = [c for c in pieces if _unfinished(_text(over[c]))]
    return pieces if sure else []


def _stands_alone(
    grid: Grid, above: int, over: list[Cell], row: int, cells: list[Cell], column: int
) -> bool:
    """Whether what stands above heads this column only, and is no merged group of several."""
    if any(grid.anchor(r, column) != (r, column) or _spans(grid, r, column) for r in (above, row)):
        return False
    if not isinstance(over[column], str):
        return False
    following = column + 1
    return not (
        following < len(cells)
        and cells[following] is not None
        and over[following] is None
        and not _spans(grid, above, following)
    )


def _spans(grid: Grid, row: int, column: int) -> bool:
    return any(m[0] <= row <= m[2] and m[1] <= column <= m[3] for m in grid.merged)


def _is_piece(cell: Cell) -> bool:
    if not isinstance(cell, str) or not has_han(cell) or is_part(cell):
        return False
    text = chinese(cell).strip()
    return len(text) <= _LONGEST and read_label(text).role in _PIECES


def _unfinished(text: str) -> bool:
    """A text that names nothing known by itself."""
    facet = read_label(text)
    return facet.role == "item" and facet.unit is None and facet.basis is None
