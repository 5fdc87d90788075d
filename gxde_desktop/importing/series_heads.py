"""What heads each column of figures: names, year, unit and basis, with groups and merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gxde_desktop.importing.facets import Facet, is_annual, read_cell_label, read_label, words
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.labels import chinese, has_han, key, without_marks
from gxde_desktop.importing.series_columns import Part
from gxde_desktop.importing.units import canonical_unit
from gxde_desktop.importing.years import year_label


@dataclass(slots=True)
class Column:
    """What heads one column of figures. path: its headings from the top, years left out."""

    at: int
    path: list[Facet]
    year: int | None = None
    unit: str | None = None
    basis: object = None
    leaf: Facet | None = None
    under: str = ""
    under_unit: str | None = None
    label_at: tuple[int, int] = (0, 0)
    refused: str = ""
    english: str | None = None
    forecast: bool = False


def column_heads(
    grid: Grid, header: Sequence[int], part: Part, meta_column: int | None
) -> list[Column]:
    """The headings of each column of figures, merged cells and groups included.

    meta_column: the label column, whose cells tell rows of metadata (单位, 频率) from headings.
    """
    out: list[Column] = []
    last, last_unit = "", None
    whole, whole_unit = "", None
    for column in part.data:
        pieces: list[tuple[int, int, Facet]] = []
        seen: set[tuple[int, int]] = set()
        unit = None
        refused = ""
        for place, row in enumerate(header):
            said = grid.at(row, meta_column) if meta_column is not None else None
            word = key(chinese(said)) if isinstance(said, str) else ""
            at = _heading_at(grid, header, place, column, part)
            if at is None or at in seen:
                continue
            seen.add(at)
            cell = grid.at(*at)
            years = word in words("name_heads") and year_label(cell) is not None
            if word in words("metadata") and not years:
                if word in words("units_heads") and isinstance(cell, str):
                    unit = canonical_unit(cell) or _plain_unit(cell)
                    found = read_label(cell)
                    if found.basis is not None:
                        pieces.append((*at, found))
                elif word in words("frequency_heads") and isinstance(cell, str):
                    refused = refused if is_annual(cell) else "not_annual"
                continue
            facet = read_cell_label(cell)
            if facet is not None:
                pieces.append((*at, facet))
        made = _column(column, pieces, unit, refused)
        if made.leaf is not None and made.leaf.role == "indicator":
            last, last_unit = made.leaf.name, made.unit
            if "人均" not in last and not made.leaf.part:
                whole, whole_unit = last, last_unit
        elif made.leaf is not None and made.leaf.role == "industry" and "人均" in last:
            # An industry is no part of a figure per head: it goes on with the one before that.
            made.under, made.under_unit = whole, whole_unit
        else:
            made.under, made.under_unit = last, last_unit
        out.append(made)
    _date_growth(out)
    return out


_FORECAST = re.compile(r"预[计测估]|(?<=\d)e$|\(e\)", re.IGNORECASE)


def is_forecast(text: str) -> bool:
    """2021年预计, 2022(E): a heading of figures that have not been observed."""
    return _FORECAST.search(text) is not None


def _date_growth(columns: list[Column]) -> None:
    """2020年, 同比增长, 2019年, 同比增长: growth is of the year that stands before it."""
    derived = [
        c for c in columns
        if c.year is None and c.leaf is not None and c.leaf.role in ("growth", "share")
    ]  # fmt: skip
    names = [tuple(f.text for f in c.path) for c in derived]
    year: int | None = None
    for column in columns:
        if column.year is not None:
            year = column.year
        elif column in derived and names.count(tuple(f.text for f in column.path)) > 1:
            column.year = year


def _plain_unit(cell: str) -> str | None:
    bare = without_marks(cell).strip().strip("()（）")
    return bare if bare and len(bare) <= 12 and "=100" not in key(bare) else None


def _heading_at(
    grid: Grid, header: Sequence[int], place: int, column: int, part: Part
) -> tuple[int, int] | None:
    """The cell that heads a column in one row: its own, merged, or its group's to the left."""
    row = header[place]
    at = grid.anchor(row, column)
    if grid.at(*at) is not None:
        return at if at[1] >= part.first or at[0] == row else None
    if at != (row, column) or place + 1 >= len(header):
        return None
    if any(grid.shown(above, column) is not None for above in header[:place]):
        return None  # the heading above reaches down to here
    below = [r for r in header[place + 1 :] if grid.shown(r, column) is not None]
    if not below:
        return None
    for left in range(column - 1, part.data[0] - 1, -1):
        other = grid.anchor(row, left)
        if grid.at(*other) is None:
            continue
        spreads = grid.anchor(below[0], left) != other and grid.shown(below[0], left) is not None
        joined = any(m[0] == other[0] and m[1] == other[1] and m[3] > m[1] for m in grid.merged)
        han = isinstance(grid.at(*other), str) and not has_han(str(grid.at(*other)))
        return other if spreads and not joined and not han else None
    return None


def _column(
    column: int, pieces: list[tuple[int, int, Facet]], unit: str | None, refused: str
) -> Column:
    path = [facet for _, _, facet in pieces]
    english = [said for f in path if (said := f.unit if f.in_english else f.english)]
    if any(has_han(f.text) for f in path if f.role not in ("year", "unit")):
        path = [f for f in path if f.role != "foreign" and not (f.role == "unit" and f.in_english)]
    else:
        english = []  # names in another language alone say their own units
    made = Column(column, [f for f in path if f.role not in ("year", "head")], refused=refused)
    made.year = next((f.year for f in reversed(path) if f.year is not None), None)
    for facet in path:
        if facet.unit is not None:
            made.unit = facet.unit
        if facet.basis is not None:
            made.basis = facet.basis
        if facet.role in ("span", "part_of_year", "rank"):
            made.refused = made.refused or facet.role
    made.unit = unit or made.unit
    made.forecast = any(f.year is not None and is_forecast(f.text) for f in path)
    made.english = english[-1] if english else None
    named = [f for f in made.path if f.role not in ("unit", "basis", "class")]
    made.leaf = named[-1] if named else None
    heads = [(r, c) for r, c, f in pieces if f is made.leaf] or [(r, c) for r, c, _ in pieces]
    made.label_at = heads[-1] if heads else (0, column)
    return made
