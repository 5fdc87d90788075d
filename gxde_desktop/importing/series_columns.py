"""The columns of a table of series: which hold labels, and which figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gxde_desktop.importing.facets import words
from gxde_desktop.importing.grid import Grid, is_number
from gxde_desktop.importing.indicators import basis_said
from gxde_desktop.importing.labels import chinese, has_han, key
from gxde_desktop.importing.series_cells import BARE_YEAR, BLANK, MARK, NUMBER, TEXT, YEAR, kind_of
from gxde_desktop.importing.series_panels import Panel
from gxde_desktop.importing.units import canonical_unit
from gxde_desktop.importing.years import year_label

SAMPLED = 3000
"""Rows of figures that decide what a column holds."""
_ABOUT_NUMBER = re.compile(r"^[\s约近超逾不足≈<>≤≥+\-－(（]*\d")


@dataclass(slots=True)
class Part:
    """Label columns and the columns of figures to their right: a table, or one half of it.

    labels: columns of names, outermost first; years, units, regions: columns of that kind;
    data: columns of figures; passed: others; first_days: its years are dates of 1 January;
    corner: what heads its innermost names.
    """

    labels: list[int] = field(default_factory=list)
    years: int | None = None
    more_years: list[int] = field(default_factory=list)
    units: int | None = None
    frequency: int | None = None
    meta: list[int] = field(default_factory=list)
    data: list[int] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    first_days: bool = False
    corner: list[str] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The leftmost column."""
        own = [*self.labels, *self.meta, *self.data]
        own += [c for c in (self.years, self.units, self.frequency) if c is not None]
        return min(own)


def parts_of(grid: Grid, panel: Panel, header: Sequence[int]) -> list[Part]:
    """The halves of a panel from left to right; one where nothing stands side by side."""
    rows = panel.body if len(panel.body) <= SAMPLED else panel.body[:: len(panel.body) // SAMPLED]
    roles = [_role(grid, rows, header, c) for c in range(grid.n_cols)]
    _settle_years(grid, rows, header, roles)
    _settle_repeats(grid, rows, roles)
    _settle_codes(grid, rows, header, roles)
    corner = _corner(grid, header, roles)
    parts = [Part()]
    for column, role in enumerate(roles):
        part = parts[-1]
        if role in ("label", "year") and part.data:
            if not any(r == "data" for r in roles[column + 1 :]) or not _opens(
                grid, header, column, role, corner
            ):
                if role == "year" and part.years is None:
                    part.years = column
                else:
                    part.passed.append(column)
                continue
            part = Part()
            parts.append(part)
        if role == "label":
            part.labels.append(column)
        elif role == "year" and part.years is None:
            part.years = column
        elif role == "year":
            part.more_years.append(column)
        elif role == "unit":
            part.units = column
        elif role == "frequency":
            part.frequency = column
        elif role == "data":
            part.data.append(column)
        elif role in ("meta", "code", "foreign"):
            part.meta.append(column)
    found = [part for part in parts if part.data]
    for part in found:
        if not part.labels and part.years is None:
            # English names alone are names.
            foreign = [c for c in part.meta if roles[c] == "foreign"]
            foreign = foreign or [c for c in part.meta if _names_rows(grid, rows, header, c)]
            part.labels = foreign[:1] or _names_after(grid, rows, part)
            part.passed = [c for c in part.passed if c not in part.labels]
        if part.labels:
            part.corner = _heads(grid, header, part.labels[-1])
    return found


def _names_after(grid: Grid, rows: Sequence[int], part: Part) -> list[int]:
    """The column right of the figures that names every row, where nothing to their left does."""
    after = [c for c in part.passed if c > max(part.data)]
    named = [c for c in after if all(isinstance(grid.shown(row, c), str) for row in rows)]
    return named[:1]


def _names_rows(grid: Grid, rows: Sequence[int], header: Sequence[int], column: int) -> bool:
    """A column headed 指标 or Indicator whose texts differ from row to row."""
    if not set(_heads(grid, header, column)) & words("name_heads"):
        return False
    texts = [cell for row in rows if isinstance(cell := grid.rows[row][column], str)]
    return len(set(texts)) == len(texts) == len(rows)


def _heads(grid: Grid, header: Sequence[int], column: int) -> list[str]:
    texts = [grid.shown(row, column) for row in header]
    return [key(chinese(t)) for t in texts if isinstance(t, str)]


def _role(grid: Grid, rows: Sequence[int], header: Sequence[int], column: int) -> str:
    heads = _heads(grid, header, column)
    counts = [0] * 6
    han = units = about = 0
    for row in rows:
        cell = grid.rows[row][column]
        if cell is None:
            continue
        kind = kind_of(cell)
        counts[kind] += 1
        if kind == TEXT and isinstance(cell, str):
            if canonical_unit(cell) is not None:
                units += 1
            if basis_said(cell) is not None:
                han += 1  # 1978年=100
            elif _ABOUT_NUMBER.match(cell) and not re.match(
                r"^[\s\u3000]*[(（]?\d{1,3}[.、)）]?\s*[\u3400-\u9fff]", cell
            ):
                about += 1
            elif has_han(cell):
                han += 1
    filled = sum(counts) - counts[BLANK]
    # In an export with dates down, the first column names rows of metadata, not itself.
    own = heads if all(h in words("metadata") for h in heads) and len(heads) < 3 else []
    if any(h in words("units_heads") for h in own):
        return "unit" if not counts[NUMBER] else "data"
    if any(h in words("frequency_heads") for h in own):
        return "frequency"
    if own and own[-1] in words("codes_heads"):
        return "code"
    if own:
        return "meta"
    if not filled:
        return "data" if heads or _year_heads(grid, header, column) else "empty"
    if counts[YEAR] * 2 > filled:
        return "year"
    if _year_heads(grid, header, column) and column > min(grid.filled(rows[0])):
        return "data"
    if (
        counts[BARE_YEAR]
        and not counts[NUMBER]
        and (any(h in words("year_heads") for h in heads) and counts[BARE_YEAR] * 2 >= filled)
    ):
        return "year"
    if counts[TEXT] * 2 >= filled and counts[TEXT] > about * 2:
        if units * 5 >= counts[TEXT] * 4:
            return "unit"
        if han * 2 >= counts[TEXT]:
            return "label"
        return "label" if any(h in words("regions_heads") for h in heads) else "foreign"
    return "data"


def _year_heads(grid: Grid, header: Sequence[int], column: int) -> bool:
    return any(year_label(grid.shown(row, column)) is not None for row in header)


def _settle_years(grid: Grid, rows: Sequence[int], header: Sequence[int], roles: list[str]) -> None:
    """The leftmost columns of bare numbers that run like years are years."""
    for column, role in enumerate(roles):
        if role in ("empty", "meta", "code", "foreign", "unit", "frequency"):
            continue
        if role != "data":
            if role == "year":
                return
            continue
        values = [v for row in rows if (v := grid.rows[row][column]) is not None]
        years = [y for v in values if (y := year_label(v)) is not None]
        odd = sum(kind_of(v) in (NUMBER, MARK) for v in values)
        heads = _heads(grid, header, column)
        named = any(h in words("year_heads") for h in heads)
        headed = any(h in words("heads") for h in heads)
        several = len(years) >= 2 and (named or not _year_heads(grid, header, column))
        runs = several and (named or runs_down(years))
        slips = named and len(years) >= 4 and odd * 5 <= len(values)  # 2103 among years
        if (not odd or slips) and (runs or (len(values) == len(years) == 1 and (named or headed))):
            roles[column] = "year"
        else:
            _years_elsewhere(grid, rows, header, roles)
        return


def _years_elsewhere(
    grid: Grid, rows: Sequence[int], header: Sequence[int], roles: list[str]
) -> None:
    """A column headed 年份 that stands after figures, and holds nothing but years."""
    found = []
    for column, role in enumerate(roles):
        heads = _heads(grid, header, column)
        if role != "data" or not heads or heads[-1] not in words("year_heads"):
            continue
        values = [v for row in rows if (v := grid.rows[row][column]) is not None]
        if len(values) >= 2 and all(year_label(v) is not None for v in values):
            found.append(column)
    if len(found) == 1:
        roles[found[0]] = "year"


def _settle_repeats(grid: Grid, rows: Sequence[int], roles: list[str]) -> None:
    """A column that repeats the years of another (at the right edge) holds no figures."""
    known = next((c for c, role in enumerate(roles) if role == "year"), None)
    if known is None:
        return
    years = [year_label(grid.rows[row][known]) for row in rows]
    for column, role in enumerate(roles):
        if role != "data" or column <= known:
            continue
        values = [grid.rows[row][column] for row in rows]
        held = [(v, y) for v, y in zip(values, years, strict=True) if v is not None]
        if len(held) >= 2 and all(y is not None and year_label(v) == y for v, y in held):
            roles[column] = "meta"


def runs_down(years: list[int]) -> bool:
    """Bare numbers down a column that step like years, in one or a few runs."""
    steps = [b - a for a, b in pairwise(years)]
    up = sum(0 < s <= 10 for s in steps)
    down = sum(-10 <= s < 0 for s in steps)
    return max(up, down) >= 0.6 * len(steps)


def _settle_codes(grid: Grid, rows: Sequence[int], header: Sequence[int], roles: list[str]) -> None:
    """Numbers to the left of all names are codes or a numbering, no figures; so is a 行次."""
    named = next((c for c, role in enumerate(roles) if role == "label"), None)
    if named is None:
        return
    for column in range(len(roles)):
        if roles[column] != "data":
            continue
        if column > named:
            heads = _heads(grid, header, column)
            if heads and heads[-1] in words("codes_heads"):
                roles[column] = "code"
            continue
        values = [v for row in rows if is_number(v := grid.rows[row][column])]
        if all(float(v) == int(v) for v in values):  # type: ignore[arg-type]
            roles[column] = "code"


def _corner(grid: Grid, header: Sequence[int], roles: list[str]) -> list[str]:
    first = next((c for c, r in enumerate(roles) if r in ("label", "year")), 0)
    return _heads(grid, header, first)


def _opens(grid: Grid, header: Sequence[int], column: int, role: str, corner: list[str]) -> bool:
    """Whether names after figures open a second half, rather than being a remark."""
    heads = _heads(grid, header, column)
    if heads == corner or role == "year":
        return True
    return any(h in words("heads") for h in heads)
