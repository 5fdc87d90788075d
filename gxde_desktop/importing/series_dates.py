"""Headings that tell no single year: months, quarters, a year that stands twice.

Figures of months are never taken for a year's and never averaged; a panel of them is not used.
"""

from __future__ import annotations

import datetime as dt

from gxde_desktop.importing.facets import is_annual, words
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.labels import chinese, key
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.series_columns import Part
from gxde_desktop.importing.series_heads import Column
from gxde_desktop.importing.series_panels import Panel
from gxde_desktop.importing.series_read import NotUsed
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import month_of
from models.sources import address


def refuse_months(grid: Grid, panel: Panel, part: Part, columns: list[Column]) -> None:
    """Dates within a year, quarters: no annual figures, and never averaged."""
    used = [c for c in columns if not c.refused]
    across = [grid.shown(row, c.at) for c in used for row in panel.header]
    down: list[Cell] = []
    if part.years is not None:
        # A year's figures beside months' (each column with its frequency) leave months blank.
        mixed = len(used) < len(columns)
        rows = [
            r for r in panel.body if not mixed or any(grid.rows[r][c.at] is not None for c in used)
        ]
        down = [grid.shown(row, part.years) for row in rows]
    for cells in (across, down):
        dates = [(cell, m) for cell in cells if (m := month_of(cell)) is not None]
        found = {m for _, m in dates}
        # One date a year is a year's figure at its end; any other month is not said to be.
        stated = part.frequency is not None or _annual(grid, panel)
        if found == {1} and not stated and _first_days([cell for cell, _ in dates]):
            part.first_days = True
        elif len(found) > 1 or (found - {12} and not stated):
            raise NotUsed(msg("series.not_annual"))
    if part.years is not None and any(_numbers_months(grid, panel, c) for c in used):
        raise NotUsed(msg("series.not_annual"))
    quarters = sum(c.refused == "part_of_year" for c in columns)
    if quarters and quarters == len(columns):
        raise NotUsed(msg("series.not_annual"))


def _numbers_months(grid: Grid, panel: Panel, column: Column) -> bool:
    """A column of months, or quarters, beside that of years."""
    heads = {key(t) for r in panel.header if isinstance(t := grid.shown(r, column.at), str)}
    if not heads & words("month_heads"):
        return False
    values = [v for r in panel.body if (v := read_cell(grid.rows[r][column.at]).value) is not None]
    return len(values) >= 2 and all(value in range(1, 13) for value in values)


def _first_days(cells: list[Cell]) -> bool:
    """The first of January of one year after the other: how programs store a bare year."""
    days = [cell for cell in cells if isinstance(cell, dt.date)]
    years = [day.year for day in days]
    return (
        len(days) == len(cells) >= 3
        and all(day.month == day.day == 1 for day in days)
        and len(set(years)) == len(years)
    )


def _annual(grid: Grid, panel: Panel) -> bool:
    """Whether rows of metadata say that the figures are annual."""
    return any(
        isinstance(head := next((c for c in grid.rows[row] if c is not None), None), str)
        and key(chinese(head)) in words("frequency_heads")
        and any(isinstance(c, str) and is_annual(c) for c in grid.rows[row][1:])
        for row in panel.header
    )


def refuse_repeated(columns: list[Column], panel: Panel) -> None:
    """Two columns of one heading and year: nobody can tell which is meant."""
    seen: set[tuple[object, ...]] = set()
    for column in columns:
        if column.year is None or column.refused:
            continue
        name = (
            column.year,
            column.unit,
            column.basis,
            column.under,
            *(f.text for f in column.path),
        )
        if name in seen:
            row = panel.header[-1] if panel.header else panel.body[0]
            raise NotUsed(msg("series.year_twice", cell=address(row, column.at)))
        seen.add(name)
