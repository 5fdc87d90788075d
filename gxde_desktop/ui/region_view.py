"""Cities and regions as ranked tables and as lines over time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui.cells import Cell, Drawing
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.measures import FigureKey, Resting, extrapolation_mark, figure_cell
from models.frame import RULES
from models.region_figures import RegionComparison

if TYPE_CHECKING:
    from models.measurement import Measurement

RANKS = {"scale_rank", "share_rank", "growth_rank"}
PERCENT = {"share", "growth"}
BARS = {"scale": "ict", "share": "digitalisation"}
LINES = tuple(f"scenario_{place}" for place in range(1, 8))
"""Colours of the lines over time: as many as can be told apart."""

CITY_COLUMNS = (
    "scale",
    "scale_rank",
    "share",
    "share_rank",
    "growth",
    "growth_rank",
    "path",
    "industrialisation",
    "digitalisation",
    "investment",
    "stock",
)
REGION_COLUMNS = (*CITY_COLUMNS[:8], "stock")

_CITY_KEYS: dict[str, tuple[str, bool]] = {
    "scale": ("city_digital_economy", True),
    "scale_rank": ("city_scale_rank", True),
    "share": ("city_gdp_share", True),
    "share_rank": ("city_share_rank", True),
    "growth": ("city_growth", True),
    "growth_rank": ("city_growth_rank", True),
    "path": ("city_digital_economy", True),
    "industrialisation": ("city_digital_industrialisation", False),
    "digitalisation": ("city_digitalisation", True),
    "investment": ("city_investment_total", False),
    "stock": ("city_stock_current_total", False),
}
"""Quantity of each column of cities, and whether it has a rule."""

_REGION_KEYS: dict[str, tuple[str, bool]] = {
    "scale": ("digital_economy", True),
    "share": ("gdp_share", True),
    "growth": ("nominal_growth", True),
    "path": ("digital_economy", True),
    "industrialisation": ("digital_industrialisation_scaled", False),
    "stock": ("stock_current_total", False),
}
_RANKED = {
    "scale_rank": "digital_economy",
    "share_rank": "gdp_share",
    "growth_rank": "nominal_growth",
}


def column_title(name: str, rule: int, years: Sequence[int]) -> str:
    """Heading of a column; a path names its years."""
    if name in RANKS:
        return tr("exporting.regions.rank")
    if name == "share" and RULES[rule] == "stock":
        return tr("ui.regions.column.equivalent")
    span = f"{years[0]}–{years[-1]}" if years else ""
    return tr(f"ui.regions.column.{name}", years=span)


def city_years(m: Measurement, rule: int) -> tuple[int, ...]:
    """Positions of years in which any city has a scale, newest first."""
    there = np.isfinite(m.values["city_digital_economy"][rule]).any(axis=0)
    return tuple(int(t) for t in np.flatnonzero(there)[::-1])


@dataclass(slots=True, eq=False)
class _Ranked:
    """Cells made once, bars of a column on one scale."""

    names: tuple[str, ...]
    columns_shown: tuple[str, ...]
    rule: int
    span: tuple[int, ...]
    """Years of the paths, ascending."""
    _made: dict[tuple[int, int], Cell] = field(default_factory=dict)
    _tops: dict[str, float] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.names)

    @property
    def columns(self) -> int:
        return len(self.columns_shown)

    def row_header(self, row: int) -> str:
        return self.names[row]

    def column_header(self, column: int) -> str:
        return column_title(self.columns_shown[column], self.rule, self.span)

    def cell(self, row: int, column: int) -> Cell:
        made = self._made.get((row, column))
        if made is None:
            name = self.columns_shown[column]
            made = self._with_bar(self._make(row, name), name)
            self._made[(row, column)] = made
        return made

    def forget(self) -> None:
        """Make the cells anew."""
        self._made.clear()

    def _make(self, row: int, name: str) -> Cell:
        raise NotImplementedError

    def _values(self, name: str) -> list[float]:
        """The column's values, for the scale of its bars."""
        raise NotImplementedError

    def _with_bar(self, cell: Cell, name: str) -> Cell:
        if name not in BARS or not isinstance(cell.value, float):
            return cell
        if name not in self._tops:
            finite = [value for value in self._values(name) if math.isfinite(value)]
            self._tops[name] = max(finite, default=1.0) or 1.0
        drawing = Drawing("bar", (max(cell.value, 0.0),), 0.0, self._tops[name], (BARS[name],))
        return replace(cell, drawing=drawing)


@dataclass(slots=True, eq=False)
class CityTable(_Ranked):
    """One city a row, in one year by one rule; every figure of the measurement."""

    m: Measurement = field(kw_only=True)
    year: int = field(kw_only=True)
    resting: Resting | None = field(kw_only=True, default=None)

    def figure_keys(self) -> list[FigureKey]:
        """The figures that it shows."""
        return [self._key(row, name) for row in range(self.rows) for name in self.columns_shown]

    def _key(self, c: int, name: str) -> FigureKey:
        key, by_rule = _CITY_KEYS[name]
        return key, (self.rule, c, self.year) if by_rule else (c, self.year)

    def _make(self, c: int, name: str) -> Cell:
        figure = self._key(c, name)
        if name == "path":
            series = self.m.values["city_digital_economy"][self.rule, c]
            return _path(self.m.at(*figure), series[_known(series, self.span, self.m)], figure)
        cell = figure_cell(self.m, figure, percent=name in PERCENT, resting=self.resting)
        # What a rank rests on is marked beside it, at the figure that is ranked.
        return replace(cell, decimals=0, mark="", tone="") if name in RANKS else cell

    def _values(self, name: str) -> list[float]:
        factor = 100.0 if name in PERCENT else 1.0
        return [factor * self.m.at(*self._key(c, name)) for c in range(self.rows)]


def _known(series: np.ndarray, span: tuple[int, ...], m: Measurement) -> slice:
    first = span[0] - m.frame.years[0] if span else 0
    return slice(first, first + len(span)) if span else slice(0, len(series))


@dataclass(slots=True, eq=False)
class RegionTable(_Ranked):
    """One region a row. A figure of the region looked at has a derivation, others name theirs."""

    found: RegionComparison = field(kw_only=True)
    year: int = field(kw_only=True)
    own: Measurement | None = field(kw_only=True, default=None)
    """The measurement of the region looked at, where the comparison is still that of it."""

    def _make(self, row: int, name: str) -> Cell:
        region = self.found.regions[row]
        if name in RANKS:
            rank = float(self.found.ranks(_RANKED[name], self.year, self.rule)[row])
            key = _RANKED[name]
            value: float | None = None if math.isnan(rank) else rank
            return Cell(value, 0, tip=self._why(row, key, self.rule), key=self._key(row, key, True))
        key, by_rule = _REGION_KEYS[name]
        rule = self.rule if by_rule else None
        number = region.at(key, self.year, rule)
        if name == "path":
            series = np.array([region.at(key, year, rule) for year in self.span])
            return _path(number, series, self._key(row, key, True))
        if math.isnan(number):
            why = self._why(row, key, rule)
            return Cell(None, 2, tip=why, key=self._key(row, key, by_rule))
        factor = 100.0 if name in PERCENT else 1.0
        tip = tr("ui.regions.of_region", region=region.region)
        return Cell(factor * number, 2, tip=tip, key=self._key(row, key, by_rule))

    def _why(self, row: int, key: str, rule: int | None) -> str:
        reason = self.found.regions[row].reason(key, self.year, rule)
        return tr("ui.derivation.needs", what=say(reason)) if reason is not None else ""

    def _key(self, row: int, key: str, by_rule: bool) -> FigureKey | None:
        m = self.own
        if m is None or self.found.regions[row].region != m.dataset.region:
            return None
        t = m.frame.year_position(self.year)
        if t is None:
            return None
        return key, (self.rule, t) if by_rule else (t,)

    def _values(self, name: str) -> list[float]:
        key, by_rule = _REGION_KEYS[name]
        factor = 100.0 if name in PERCENT else 1.0
        return [
            factor * each.at(key, self.year, self.rule if by_rule else None)
            for each in self.found.regions
        ]


def _path(value: float, series: np.ndarray, key: FigureKey | None) -> Cell:
    drawing = Drawing("line", tuple(float(v) for v in series), 0.0, 1.0, ("ict",))
    return Cell(None if math.isnan(value) else value, key=key, drawing=drawing)


def chosen_lines(values: Sequence[float], chosen: Sequence[int]) -> tuple[int, ...]:
    """Rows whose lines are drawn: those chosen, else the largest, as many as there are colours."""
    if chosen:
        return tuple(chosen)[: len(LINES)]
    order = sorted(range(len(values)), key=lambda row: -np.nan_to_num(values[row], nan=-np.inf))
    return tuple(row for row in order if math.isfinite(values[row]))[: len(LINES)]


CHARTED = ("scale", "share", "growth")
"""What the lines over time can show."""


def city_chart(m: Measurement, rule: int, what: str, rows: Sequence[int]) -> ChartSpec:
    """Lines of some cities; a click on a point explains it."""
    key = _CITY_KEYS[what][0]
    years = [t for t in range(len(m.frame.years)) if np.isfinite(m.values[key][rule, :, t]).any()]
    order = range(years[0], years[-1] + 1) if years else range(0)
    x = np.array([m.frame.years[t] for t in order], dtype=float)

    def curve(place: int, c: int) -> Curve:
        values = np.array([_shown(m.at(key, (rule, c, t)), what) for t in order])
        cells = tuple((key, (rule, c, t)) for t in order)
        return Curve(m.dataset.cities.names[c], LINES[place], values, cells=cells)

    return _spec(rule, what, x, curve, rows, extrapolation_mark(m, x))


def region_chart(
    found: RegionComparison, rule: int, what: str, rows: Sequence[int], own: Measurement | None
) -> ChartSpec:
    """Lines of some regions; points of the region looked at can be explained."""
    key = _REGION_KEYS[what][0]
    years = [y for y in found.years if np.isfinite(found.values(key, y, rule)).any()]
    x = np.array(list(range(years[0], years[-1] + 1)) if years else [], dtype=float)

    def curve(place: int, row: int) -> Curve:
        region = found.regions[row]
        values = np.array([_shown(region.at(key, int(year), rule), what) for year in x])
        cells: tuple[FigureKey, ...] = ()
        if own is not None and own.dataset.region == region.region:
            first = own.frame.years[0]
            cells = tuple((key, (rule, int(year) - first)) for year in x)
        return Curve(region.region, LINES[place], values, cells=cells)

    return _spec(rule, what, x, curve, rows, ())


def _shown(value: float, what: str) -> float:
    return 100.0 * value if what in PERCENT else value


def _spec(
    rule: int,
    what: str,
    x: np.ndarray,
    curve: Callable[[int, int], Curve],
    rows: Sequence[int],
    marks: tuple[tuple[float, str], ...],
) -> ChartSpec:
    title = tr(f"ui.regions.chart.{what}", rule=label_text("rule", RULES[rule]))
    return ChartSpec(
        title=title,
        kind="line",
        x=x,
        x_title=tr("ui.chart.year"),
        y_title="%" if what in PERCENT else tr("unit.money"),
        curves=tuple(curve(place, row) for place, row in enumerate(rows)),
        marks=marks,
        decimals=2,
        empty=tr("ui.regions.no_line"),
    )
