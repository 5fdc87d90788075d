"""Figures of a measurement as tables and charts, each cell with reason, flags and key.

The pages, the saved charts and the tests all use these same views.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.levels import level_of
from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.words import name_of
from models.parameters import ASSETS

if TYPE_CHECKING:
    from models.measurement import Measurement

FigureKey = tuple[str, tuple[int, ...]]
"""A quantity's key and the positions of one cell."""

MARKS = (
    "extrapolated",
    "extended",
    "assumed",
    "proxy",
    "arithmetical",
    "ex_ante_rate",
    "regional_rate",
    "gain_smoothed",
    "gain_dropped",
    "ict_not_deducted",
    "reviewed",
)
"""Flags that a table marks beside the number; `interpolated` is the method's normal case."""

Resting = Mapping["FigureKey", frozenset[str]]
"""Codes of the flags that figures rest on, as far as they are known yet."""


def unit_text(unit: str, measurement: Measurement) -> str:
    """A unit in words; constant prices name their year."""
    return tr(f"unit.{unit}", base=measurement.parameters.base_year)


def needs_text(measurement: Measurement, figure: FigureKey) -> str:
    """What a missing figure needs, in words; empty for one that is there."""
    reason = measurement.reason(figure[0], *figure[1])
    return tr("ui.derivation.needs", what=say(reason)) if reason else ""


def quantity_title(key: str) -> str:
    """A quantity's name."""
    return name_of(f"quantity.{key}.title")


def term_title(measurement: Measurement, figure: FigureKey, above: FigureKey) -> str:
    """Name of a term below a figure: labels that both share are left out."""
    from models.explain import labels_of
    from models.quantities import REGISTRY

    key, index = figure
    known = set(labels_of(measurement, *above))
    labels = labels_of(measurement, key, index)
    parts = [
        label_text(axis, label)
        for axis, label in zip(REGISTRY[key].axes, labels, strict=True)
        if label not in known
    ]
    return " · ".join((quantity_title(key), *parts))


def figure_title(measurement: Measurement, figure: FigureKey) -> str:
    """Name of one figure: quantity and its labels."""
    from models.explain import labels_of
    from models.quantities import REGISTRY

    key, index = figure
    axes = REGISTRY[key].axes
    labels = labels_of(measurement, key, index)
    parts = [label_text(axis, label) for axis, label in zip(axes, labels, strict=True)]
    return " · ".join((quantity_title(key), *parts))


def figure_cell(
    measurement: Measurement,
    figure: FigureKey,
    *,
    bold: bool = False,
    percent: bool = False,
    factor: float = 1.0,
    resting: Resting | None = None,
    tone: str = "",
) -> Cell:
    """One figure as a table cell: why it is missing, how it is marked, its level.

    percent: a share or rate shown times 100. factor: shown times this (1 / years).
    resting: what is known of the flags below the figure; without it they are collected here,
    which takes long for figures that rest on every industry.
    """
    from models.quantities import REGISTRY

    key, index = figure
    decimals = 2 if percent else numbers.decimals_for(REGISTRY[key].unit)
    value = measurement.at(key, index)
    if math.isnan(value):
        reason = measurement.reason(key, *index)
        return Cell(None, decimals, tip=say(reason) if reason else "", key=figure)
    own = {flag.code for flag in measurement.flags(key, *index)}
    if resting is None:
        below = frozenset(flag.code for flag in measurement.inherited_flags(key, *index))
    else:
        below = resting.get(figure, frozenset())
    marks = [
        tr(f"ui.table.{code}", flags=tr("ui.comma").join(tr(f"flag.{f}") for f in found))
        for code, found in (
            ("marked", [code for code in MARKS if code in own]),
            ("resting", [code for code in MARKS if code in below]),
        )
        if found
    ]
    marked = [code for code in MARKS if code in own]
    return Cell(
        (100.0 if percent else 1.0) * factor * value,
        decimals,
        tip="\n".join((level_text(level_of(measurement, figure)), *marks)),
        mark="*" if marked else "°" if below & frozenset(MARKS) else "",
        tone=tone or ("attention" if marked else ""),
        bold=bold,
        key=figure,
    )


@dataclass(slots=True, eq=False)
class FigureTable:
    """Years (or benchmarks) down, figures across; cells are made when they are drawn.

    headers: one a column; unit: of all columns, empty where they differ. figures: one row
    of keys a line, None for a blank, a cell for what is no figure of the measurement. Cells
    are kept once made: a table has a few hundred, and each needs its reason and flags.
    """

    measurement: Measurement
    headers: tuple[str, ...]
    labels: tuple[str, ...]
    figures: tuple[tuple[FigureKey | Cell | None, ...], ...]
    bold_columns: frozenset[int] = frozenset()
    unit: str = ""
    percent_columns: frozenset[int] = frozenset()
    resting: Resting | None = None
    bold_rows: frozenset[int] = frozenset()
    column_factors: Mapping[int, float] = field(default_factory=dict)
    _made: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.labels)

    @property
    def columns(self) -> int:
        return len(self.headers)

    def cell(self, row: int, column: int) -> Cell:
        place = (row, column)
        made = self._made.get(place)
        if made is None:
            figure = self.figures[row][column]
            if figure is None:
                made = Cell("")
            elif isinstance(figure, Cell):
                made = figure
            else:
                made = figure_cell(
                    self.measurement,
                    figure,
                    bold=column in self.bold_columns or row in self.bold_rows,
                    percent=column in self.percent_columns,
                    factor=self.column_factors.get(column, 1.0),
                    resting=self.resting,
                )
            self._made[place] = made
        return made

    def column_header(self, column: int) -> str:
        return self.headers[column]

    def row_header(self, row: int) -> str:
        return self.labels[row]

    def figure_keys(self) -> list[FigureKey]:
        """The figures of the measurement that it shows."""
        return [f for line in self.figures for f in line if isinstance(f, tuple)]

    def forget(self) -> None:
        """Make the cells anew: more is known of what they rest on."""
        self._made.clear()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table by year: a quantity at fixed outer positions."""

    key: str
    outer: tuple[int, ...] = ()
    title: str = ""


def by_year(
    measurement: Measurement, columns: Sequence[Column], *, bold: frozenset[int] = frozenset()
) -> FigureTable:
    """A table with years down, newest first, and quantities across."""
    from models.quantities import REGISTRY

    positions = _years_with_something(measurement, columns)
    years = measurement.frame.years
    units = [unit_text(REGISTRY[column.key].unit, measurement) for column in columns]
    same = len(set(units)) == 1
    return FigureTable(
        measurement,
        headers=tuple(
            column.title if same else f"{column.title}\n{unit}"
            for column, unit in zip(columns, units, strict=True)
        ),
        unit=units[0] if same else "",
        labels=tuple(str(years[t]) for t in positions),
        figures=tuple(
            tuple((column.key, (*column.outer, t)) for column in columns) for t in positions
        ),
        bold_columns=bold,
    )


def asset_columns(measurement: Measurement, key: str) -> list[Column]:
    """One column an asset."""
    return [
        Column(key, (a,), tr(f"asset.{asset}")) for a, asset in enumerate(measurement.frame.assets)
    ]


def _years_with_something(measurement: Measurement, columns: Sequence[Column]) -> list[int]:
    """Positions of years from the first with any figure to the last, newest first."""
    found = [
        t
        for t in range(len(measurement.frame.years))
        if any(not math.isnan(measurement.at(c.key, (*c.outer, t))) for c in columns)
    ]
    if not found:
        return list(range(len(measurement.frame.years)))[::-1]
    return list(range(found[0], found[-1] + 1))[::-1]


def last_year(measurement: Measurement, key: str) -> int | None:
    """Position of the last year at which a quantity over years alone has a value."""
    finite = np.flatnonzero(np.isfinite(measurement.values[key]))
    return int(finite[-1]) if len(finite) else None


def year_chart(
    measurement: Measurement,
    title: str,
    kind: str,
    columns: Sequence[Column],
    *,
    colours: Sequence[str] = ASSETS,
    y_title: str = "",
    empty: str = "",
) -> ChartSpec:
    """A chart over years of the same figures that a table shows."""
    from models.quantities import REGISTRY

    order = _years_with_something(measurement, columns)[::-1]
    unit = REGISTRY[columns[0].key].unit
    curves = tuple(
        Curve(
            column.title,
            colour,
            np.array([measurement.at(column.key, (*column.outer, t)) for t in order]),
            cells=tuple((column.key, (*column.outer, t)) for t in order),
        )
        for column, colour in zip(columns, colours, strict=False)
    )
    years = measurement.frame.years
    x = np.array([years[t] for t in order], dtype=float)
    return ChartSpec(
        title=title,
        kind=kind,
        x=x,
        x_title=tr("ui.chart.year"),
        y_title=y_title or unit_text(unit, measurement),
        curves=curves,
        marks=extrapolation_mark(measurement, x),
        decimals=numbers.decimals_for(unit),
        empty=empty,
    )


def extrapolation_mark(measurement: Measurement, x: np.ndarray) -> tuple[tuple[float, str], ...]:
    """A line where the last table of the region is: later ratios are carried on."""
    benchmarks = measurement.frame.benchmarks
    if not benchmarks or not len(x) or not x[0] < benchmarks[-1] < x[-1]:
        return ()
    return ((float(benchmarks[-1]), tr("ui.chart.extrapolated_after")),)
