"""Corrections of a person on a sheet: whether they can be, and the sheet as they want it read."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from gxde_desktop.importing.answers import Read
from gxde_desktop.importing.corrections import Corrections, MeantYear, area_of, lines_text
from gxde_desktop.importing.grid import Area, Cell, Grid
from gxde_desktop.importing.indicators import basis_said
from gxde_desktop.importing.io_panel import area_text
from gxde_desktop.importing.labels import chinese, squeeze
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.regions import region_in, region_named
from gxde_desktop.importing.units import canonical_unit, unit_in_brackets, unit_said
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import year_in, year_label
from models.messages import Message
from models.sources import column_letters


def reader(grid: Grid, stem: str) -> Read:
    """What a place says that an answer points to. stem: the file's name without its ending."""

    def read(field: str, place: str) -> str | None:
        if place == "file":
            years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", stem))
            return years.pop() if field == "year" and len(years) == 1 else None
        area = area_of(place)
        if area is None:
            return None
        cell = grid.shown(area[0], area[1])
        text = cell if isinstance(cell, str) else ""
        if field == "year":
            year = year_label(cell) or (year_in(text) if text else None)
            return None if year is None else str(year)
        if field == "unit":
            return unit_said(text) or canonical_unit(text) or unit_in_brackets(text)
        if field == "region":
            return region_named(text) or region_in(text)
        if field == "basis":
            basis = basis_said(text)
            return None if basis is None else basis.value
        return squeeze(chinese(text)) or None

    return read


def impossible(grid: Grid, corrections: Corrections) -> list[Message]:
    """Why corrections cannot be, each with the place; empty where nothing speaks against them."""
    found: list[Message] = []
    end = area_text((0, 0, max(grid.n_rows - 1, 0), max(grid.n_cols - 1, 0)))
    area = corrections.area
    if area is not None:
        if area[2] >= grid.n_rows or area[3] >= grid.n_cols:
            found.append(msg("correction.outside", field=msg("field.area"),
                             given=area_text(area), sheet_area=end))  # fmt: skip
        elif not _holds_figures(grid, area):
            found.append(msg("correction.no_figures", given=area_text(area)))
    header = corrections.header
    if header is not None:
        given = f"{header[0] + 1}:{header[1] + 1}"
        if header[1] >= grid.n_rows:
            found.append(msg("correction.outside", field=msg("field.header"), given=given,
                             sheet_area=end))  # fmt: skip
        elif area is not None and header[1] >= area[0] and corrections.orientation != "down":
            found.append(
                msg("correction.header_in_area", given=given, area=area_text(area), row=area[0] + 1)
            )
    for meant in corrections.years:
        given = meant.text()
        if meant.row >= grid.n_rows or meant.column >= grid.n_cols:
            found.append(msg("correction.outside", field=msg("field.years"), given=given,
                             sheet_area=end))  # fmt: skip
    for field in ("codes", "names"):
        column = getattr(corrections, field)
        if column is None:
            continue
        what, letters = msg(f"field.{field}"), column_letters(column)
        if column >= grid.n_cols:
            found.append(msg("correction.outside", field=what, given=letters, sheet_area=end))
        elif area is not None and area[1] <= column <= area[3]:
            found.append(
                msg("correction.column_in_area", field=what, given=letters, area=area_text(area))
            )
    return found


def _holds_figures(grid: Grid, area: Area) -> bool:
    rows, columns = slice(area[0], area[2] + 1), slice(area[1], area[3] + 1)
    if np.isfinite(grid.numbers[rows, columns]).any():
        return True
    return any(
        read_cell(cell).kind == "number"
        for row in grid.rows[rows]
        for cell in row[columns]
        if isinstance(cell, str)
    )


def masked(grid: Grid, areas: tuple[Area, ...]) -> Grid:
    """The sheet with cells that are not to be used taken as empty; addresses stay."""
    if not areas:
        return grid
    rows = [list(row) for row in grid.rows]
    for first_row, first_col, last_row, last_col in areas:
        for row in rows[first_row : last_row + 1]:
            stop = min(last_col + 1, len(row))
            row[first_col:stop] = [None] * max(stop - first_col, 0)

    def outside(row: int, column: int) -> bool:
        return not any(a[0] <= row <= a[2] and a[1] <= column <= a[3] for a in areas)

    return replace(
        grid,
        rows=tuple(map(tuple, rows)),
        merged=tuple(each for each in grid.merged if outside(each[0], each[1])),
        errors=tuple(each for each in grid.errors if outside(*each)),
        uncached=tuple(each for each in grid.uncached if outside(*each)),
        _anchors={},
        _seen={},
    )


def with_meant_years(grid: Grid, years: tuple[MeantYear, ...]) -> tuple[Grid, list[Message]]:
    """The sheet with the years that a person meant, and what of them is not there.

    A slip that stands there no more (the next year's file, a corrected one) is left as it is.
    """
    rows = {meant.row: list(grid.rows[meant.row]) for meant in years}
    gone: list[Message] = []
    for meant in years:
        cell = rows[meant.row][meant.column]
        prints = {None, printed_year(cell), str(year_label(cell))}
        if meant.printed not in prints:
            gone.append(msg("correction.year_not_there", given=meant.text()))
            continue
        value: Cell = f"{meant.year}年" if isinstance(cell, str) else float(meant.year)
        rows[meant.row][meant.column] = value
    if len(gone) == len(years):
        return grid, gone
    changed = tuple(tuple(rows.get(at, row)) for at, row in enumerate(grid.rows))
    return replace(grid, rows=changed, _anchors={}, _seen={}), gone


def printed_year(cell: Cell) -> str:
    """What a heading prints, without white space; a whole number without its decimals."""
    whole = isinstance(cell, float) and cell.is_integer()
    return re.sub(r"\s+", "", str(int(cell) if whole and isinstance(cell, float) else cell))


def unused_of(grid: Grid, areas: tuple[Area, ...]) -> list[tuple[str, Message]]:
    """What a person took out, for the list of what no figure comes from."""
    return [
        (lines_text(area), msg("unused.by_person"))
        for area in areas
        if area[0] < grid.n_rows and area[1] < grid.n_cols
    ]


def within(grid: Grid, area: Area) -> Area:
    """An area cut to the sheet, to be painted."""
    return (area[0], area[1], min(area[2], grid.n_rows - 1), min(area[3], grid.n_cols - 1))


def overlap(first: Area, second: Area) -> bool:
    """Whether two areas share a cell."""
    return (
        first[0] <= second[2] and second[0] <= first[2]
        and first[1] <= second[3] and second[1] <= first[3]
    )  # fmt: skip
