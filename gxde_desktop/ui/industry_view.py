"""All industries in one table: value added, ICT capital, its compensation, rate, remedies, TFP."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.text import label_text, tr
from gxde_desktop.ui.cells import Cell, Drawing
from gxde_desktop.ui.measures import FigureKey, Resting, figure_cell

if TYPE_CHECKING:
    from models.measurement import Measurement

NAMES = ("value_added", "stock", "path", "compensation", "rate", "remedy", "tfp")
_BARS = {"value_added": "other", "stock": "ict", "compensation": "digitalisation"}
REMEDIES = ("ex_ante_rate", "regional_rate", "gain_smoothed", "gain_dropped")
TFP_PROXIES = ("output_price_growth", "labour_growth")


def years_shown(m: Measurement) -> tuple[int, ...]:
    """Positions of years with a stock by industry, newest first."""
    there = np.isfinite(m.values["industry_stock_current"]).any(axis=0)
    return tuple(int(t) for t in np.flatnonzero(there)[::-1])


@dataclass(slots=True, eq=False)
class IndustryTable:
    """One industry a row, in one year; value added of the last table up to it."""

    m: Measurement
    year: int
    resting: Resting
    _tops: dict[str, float] = field(default_factory=dict)
    _made: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def benchmark(self) -> int | None:
        """Position of the last table not later than the year, else of the first."""
        years = self.m.frame.benchmarks
        before = [b for b, year in enumerate(years) if year <= self.m.frame.years[self.year]]
        return before[-1] if before else 0 if years else None

    @property
    def interval(self) -> int | None:
        """Position of the interval of TFP: the one that holds the year, else the last."""
        benchmark, count = self.benchmark, self.m.frame.size("interval")
        return None if benchmark is None or not count else min(benchmark, count - 1)

    @property
    def rows(self) -> int:
        return self.m.frame.size("industry")

    @property
    def columns(self) -> int:
        return len(NAMES)

    def row_header(self, row: int) -> str:
        return label_text("industry", self.m.frame.labels("industry")[row])

    def column_header(self, column: int) -> str:
        name, frame = NAMES[column], self.m.frame
        year = str(frame.years[self.year])
        if name == "value_added" and self.benchmark is not None:
            year = str(frame.benchmarks[self.benchmark])
        if name == "tfp" and self.interval is not None:
            year = str(frame.labels("interval")[self.interval])
        if name == "path":
            shown = years_shown(self.m)
            year = f"{frame.years[shown[-1]]}–{frame.years[shown[0]]}" if shown else ""
        return tr(f"ui.industries.column.{name}", year=year)

    def cell(self, row: int, column: int) -> Cell:
        made = self._made.get((row, column))
        if made is None:
            made = self._make(row, NAMES[column])
            self._made[(row, column)] = made
        return made

    def figure_keys(self) -> list[FigureKey]:
        """The figures that it shows."""
        found = [self._key(row, name) for row in range(self.rows) for name in NAMES]
        return [figure for figure in found if figure is not None]

    def forget(self) -> None:
        """Make the cells anew."""
        self._made.clear()

    def _key(self, j: int, name: str) -> FigureKey | None:
        if name == "value_added":
            return None if self.benchmark is None else ("industry_value_added", (j, self.benchmark))
        if name == "tfp":
            return None if self.interval is None else ("tfp", (j, self.interval))
        key = {
            "stock": "industry_stock_current",
            "path": "industry_stock_current",
            "compensation": "ict_compensation",
            "rate": "rate_of_return",
            "remedy": "gain_choice",
        }[name]
        return key, (j, self.year)

    def _make(self, j: int, name: str) -> Cell:
        figure = self._key(j, name)
        if figure is None:
            return Cell(None)
        if name == "remedy":
            return self._remedy(j, figure)
        if name == "path":
            return self._path(j, figure)
        cell = figure_cell(self.m, figure, percent=name == "rate", resting=self.resting)
        if name == "tfp":
            return self._with_proxies(cell, j)
        if name in _BARS and isinstance(cell.value, float):
            top = self._top(name)
            drawing = Drawing("bar", (max(cell.value, 0.0),), 0.0, top, (_BARS[name],))
            return replace(cell, drawing=drawing)
        return cell

    def _top(self, name: str) -> float:
        if name not in self._tops:
            keys = [self._key(j, name) for j in range(self.rows)]
            values = [self.m.at(*key) for key in keys if key is not None]
            finite = [value for value in values if math.isfinite(value)]
            self._tops[name] = max(finite, default=1.0) or 1.0
        return self._tops[name]

    def _path(self, j: int, figure: FigureKey) -> Cell:
        shown = years_shown(self.m)[::-1]
        values = tuple(self.m.at("industry_stock_current", (j, t)) for t in shown)
        value = self.m.at(*figure)
        return Cell(
            None if math.isnan(value) else value,
            key=figure,
            drawing=Drawing("line", values, 0.0, 1.0, ("ict",)),
        )

    def _remedy(self, j: int, figure: FigureKey) -> Cell:
        codes = remedies(self.m, j, self.year)
        texts = [tr(f"flag.{code}") for code in codes]
        if math.isnan(self.m.at(*figure)):
            missing = figure_cell(self.m, figure, resting=self.resting)
            return Cell("", tip=missing.tip, key=figure)
        key: FigureKey = ("user_cost", (0, j, self.year))
        return Cell(tr("ui.comma").join(texts), tip="\n".join(texts), tone="attention", key=key)

    def _with_proxies(self, cell: Cell, j: int) -> Cell:
        if cell.value is None or self.interval is None or cell.mark == "*":
            return cell
        found = [
            flag.code
            for key in TFP_PROXIES
            for flag in self.m.flags(key, j, self.interval)
            if flag.code == "proxy"
        ]
        if not found:
            return cell
        tip = tr("ui.table.resting", flags=tr("flag.proxy"))
        return replace(
            cell, mark="°", tip=f"{cell.tip}\n{tip}" if tip not in cell.tip else cell.tip
        )


def remedies(m: Measurement, industry: int, year: int) -> tuple[str, ...]:
    """Codes of what a user cost needed in place of the simple case (method, section 6).

    A rate between two tables carries the remedies of both.
    """
    choice = m.at("gain_choice", (industry, year))
    if math.isnan(choice):
        return ()
    codes = {flag.code for flag in m.flags("user_cost", 0, industry, year)}
    years = m.frame.benchmarks
    before = [b for b, each in enumerate(years) if each <= m.frame.years[year]]
    after = [b for b, each in enumerate(years) if each >= m.frame.years[year]]
    for b in {*before[-1:], *after[:1]}:
        codes |= {flag.code for flag in m.flags("candidate_rate", int(choice), industry, b)}
    return tuple(code for code in REMEDIES if code in codes)
