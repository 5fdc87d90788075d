"""The row labels of a table of series, with the rows and lines that they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gxde_desktop.importing.facets import (
    ITEM_ROLES,
    Facet,
    is_annual,
    read_cell_label,
    read_label,
)
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.labels import chinese, indent, key, squeeze, without_marks
from gxde_desktop.importing.series_columns import Part
from gxde_desktop.importing.series_heads import is_forecast
from gxde_desktop.importing.series_panels import Panel
from gxde_desktop.importing.units import canonical_unit
from gxde_desktop.importing.years import year_label
from models.series import Basis


@dataclass(slots=True)
class Lines:
    """What lines of text between the figures say of the rows below them."""

    year: int | None = None
    region: Facet | None = None
    industry: Facet | None = None
    indicator: Facet | None = None
    unit: str | None = None
    basis: Basis | None = None
    path: tuple[str, ...] = ()
    units: tuple[tuple[int, str], ...] = ()
    """Columns of figures that have another unit from here on; -1 stands for all of them."""


@dataclass(slots=True)
class Row:
    """What the labels of one row of figures say. path: outermost first, years left out."""

    at: int
    path: tuple[Facet, ...]
    lines: Lines
    year: int | None = None
    unit: str | None = None
    unit_column: bool = False
    basis: Basis | None = None
    leaf: Facet | None = None
    leaf_at: int = 0
    depth: int = 0
    parents: tuple[Facet, ...] = ()
    under: str = ""
    under_unit: str | None = None
    refused: str = ""
    english: str | None = None
    forecast: bool = False
    key: tuple[str, ...] = field(default=())


_DITTO = frozenset(key(mark) for mark in ("〃", "″", '"', "''", "”", "“", "同上"))
"""In a column of units: the same as above."""


def rows_of(grid: Grid, panel: Panel, part: Part, before: Row | None = None) -> Iterator[Row]:
    """The rows of figures of one half from the top, each with what stands over it.

    before: the last row of the panel that this one continues.
    """
    lone = set(panel.lone)
    order = sorted([*panel.body, *panel.lone]) if lone else panel.body
    lines = Lines()
    stack: list[tuple[int, Facet]] = []
    part_name = -1
    filled_down: dict[int, object] = {}
    last, last_unit = _indicator_of(before)
    for row in order:
        if row in lone:
            changed = _units_of_line(grid, part, row)
            if changed:
                before_it = {} if -1 in changed else dict(lines.units)
                lines = replace(
                    lines,
                    unit=changed.get(-1, lines.unit),
                    units=tuple({**before_it, **changed}.items()),
                )
                continue
            text = _line_text(grid, part, row)
            if text is None:
                continue
            facet = read_cell_label(text)  # type: ignore[arg-type]
            if facet is not None and facet.role != "span":  # “十三五”时期 divides nothing
                lines = _below(lines, facet)
                stack, last, last_unit = [], "", None
            continue
        made = _row(grid, row, part, lines, filled_down)
        if made.leaf is not None and made.leaf_at >= 0:
            stack = _nest(grid, made, stack, part_name)
            part_name = _name_of_part(grid, made, part_name)
            if made.leaf.role == "indicator":
                if not made.leaf.part:
                    last, last_unit = made.leaf.name, made.unit
            else:
                made.under, made.under_unit = last, last_unit
        made.key = (
            *lines.path,
            made.under,
            *(f.name for f in made.parents),
            *(f.text if f.role == "basis" else f.name for f in made.path),
        )
        yield made


def _indicator_of(row: Row | None) -> tuple[str, str | None]:
    """The indicator that a row below this one would go on with."""
    if row is None:
        return "", None
    if row.leaf is not None and row.leaf.role == "indicator" and not row.leaf.part:
        return row.leaf.name, row.unit
    return row.under, row.under_unit


def _line_text(grid: Grid, part: Part, row: int) -> object:
    """The one label of a line between figures, where it stands over this half."""
    filled = [c for c, cell in enumerate(grid.rows[row]) if cell is not None]
    last = max(part.data)
    return next((grid.rows[row][c] for c in filled if c <= last), None)


def _units_of_line(grid: Grid, part: Part, row: int) -> dict[int, str]:
    """The units of a line between figures that says nothing but units of columns, or of all."""
    found: dict[int, str] = {}
    filled = grid.filled(row)
    for column in filled:
        cell = grid.rows[row][column]
        facet = read_label(cell) if isinstance(cell, str) else None
        if facet is None or facet.role != "unit" or facet.unit is None:
            return {}
        of_all = len(filled) == 1 and (
            column not in part.data or _SAYS_UNIT.match(facet.text) is not None
        )
        if of_all or column in part.data:
            found[-1 if of_all else column] = facet.unit
    return found


_SAYS_UNIT = re.compile(r"[(（]?(?:计量)?单位|[(（]?unit", re.IGNORECASE)


def _below(lines: Lines, facet: Facet) -> Lines:
    """Lines in force after one more: what it names replaces what was named in its kind."""
    made = replace(lines, path=())
    if facet.year is not None:
        made.year = facet.year
    if facet.role in ("region", "own_region"):
        made.region = facet
    elif facet.role == "industry":
        made.industry, made.indicator = facet, lines.indicator
    elif facet.role == "indicator":
        made.indicator, made.industry = facet, None
    elif facet.role in ("item", "class", "total", "member"):
        made.indicator = made.industry = None
    if facet.role not in ("year", "region", "own_region"):
        made.unit, made.basis = facet.unit, facet.basis
    if facet.role == "year":
        made.path = lines.path
    else:
        made.path = (facet.name or facet.text,)
    return made


def _row(grid: Grid, row: int, part: Part, lines: Lines, filled_down: dict[int, object]) -> Row:
    path: list[Facet] = []
    made = Row(row, (), lines)
    own, merged = grid.rows[row], bool(grid.merged)
    last_label = part.labels[-1] if part.labels else -1
    for column in part.labels:
        cell = own[column]
        if cell is None and merged:
            cell = grid.shown(row, column)
        if cell is None and column != last_label:
            cell = filled_down.get(column)  # type: ignore[assignment]
        elif column != last_label:
            if filled_down.get(column) != cell:
                for inner in part.labels:
                    if inner > column:
                        filled_down.pop(inner, None)
            filled_down[column] = cell
        facet = read_cell_label(cell)
        if facet is None:
            continue
        if facet.role == "year":
            made.year = facet.year
            continue
        if facet.role in ("span", "part_of_year", "formula", "rank"):
            made.refused = facet.role
        if facet.year is not None:
            made.year = facet.year
        path.append(facet)
        if facet.unit is not None:
            made.unit = facet.unit
        made.english = facet.english or made.english
        if facet.basis is not None:
            made.basis = facet.basis
        if facet.role not in ("unit", "basis", "head"):
            made.leaf, made.leaf_at = facet, column
    if part.years is not None:
        cell = own[part.years]
        if cell is None and merged:
            cell = grid.shown(row, part.years)
        year = year_label(cell)
        if year is None and cell is None:
            year = year_label(filled_down.get(part.years))  # type: ignore[arg-type]
        elif year is None:
            facet = read_cell_label(cell)
            if facet is not None and facet.year is not None:
                year, made.unit, made.basis = facet.year, facet.unit, facet.basis
                made.leaf, made.leaf_at = facet, part.years
                path.append(facet)
            else:
                known = facet is not None and facet.role in ("span", "part_of_year", "formula")
                made.refused = facet.role if facet is not None and known else "no_year"
        made.forecast = year is not None and isinstance(cell, str) and is_forecast(cell)
        if cell is not None:
            filled_down[part.years] = cell
        made.year = year if year is not None else made.year
        for column in part.more_years:
            other = year_label(own[column])
            if other is not None and other != made.year:
                made.refused = "no_year"  # two years for one row
    if part.units is not None:
        cell = grid.shown(row, part.units)
        made.unit_column = True
        if isinstance(cell, str) and key(cell) in _DITTO:
            cell = filled_down.get(part.units)  # type: ignore[assignment]
        filled_down[part.units] = cell
        if isinstance(cell, str):
            made.unit = canonical_unit(cell) or _plain(cell) or made.unit
            said = read_cell_label(cell)
            if said is not None and said.basis is not None:
                made.basis, made.unit = said.basis, said.unit
    if part.frequency is not None:
        cell = grid.shown(row, part.frequency)
        if isinstance(cell, str) and not is_annual(cell):
            made.refused = "not_annual"
    made.path = tuple(path)
    return made


def _plain(cell: str) -> str | None:
    bare = squeeze(chinese(without_marks(cell))).strip("()（）")
    return bare if bare and len(bare) <= 12 and "=100" not in key(bare) else None


def _name_of_part(grid: Grid, made: Row, before: int) -> int:
    """How far the name itself is set in after 其中：, for the rows aligned with it; -1: none."""
    assert made.leaf is not None
    cell = grid.shown(made.at, made.leaf_at)
    if not isinstance(cell, str):
        return -1
    found = _MARK_OF_PART.match(cell.strip())
    if found and made.leaf.part:
        return indent(cell) + 2 * len(found.group())
    return before if indent(cell) == before else -1


_MARK_OF_PART = re.compile(r"其中[:：]?")


def _nest(
    grid: Grid, made: Row, stack: list[tuple[int, Facet]], part_name: int = -1
) -> list[tuple[int, Facet]]:
    """The rows that this one stands under, by how far it is set in and by # and 其中.

    part_name: where the name after the last 其中： stands; what is aligned with it is its like.
    """
    assert made.leaf is not None
    cell = grid.shown(made.at, made.leaf_at)
    depth = 2 * indent(cell) if isinstance(cell, str) else 0
    if part_name >= 0 and stack and isinstance(cell, str) and indent(cell) == part_name:
        depth = stack[-1][0]
    if not stack and not depth and not made.leaf.part:
        return [(0, made.leaf)]
    if made.leaf.part:
        upper = [each for each in stack if not each[1].part]
        depth = max(depth, upper[-1][0] + 1) if upper else depth
    kept = [each for each in stack if each[0] < depth]
    made.depth = depth
    made.parents = tuple(f for _, f in kept if f.role in (*ITEM_ROLES, "industry", "total"))
    return [*kept, (depth, made.leaf)]
