"""Growth accounts as charts and tables: the aggregate by interval, the industries of one.

In the aggregate intermediate inputs of one industry are the output of another: what is left
is the growth of value added, split by Domar weights (method, section 7).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.text import label_text, label_texts, say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, Drawing
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.measures import FigureKey, FigureTable, Resting, figure_cell
from models.frame import FACTORS

if TYPE_CHECKING:
    from models.measurement import Measurement

SHOWN = ("ict", "nonict", "labour", "intermediate", "residual")
PRIMARY = ("ict", "nonict", "labour", "residual")
"""Factors of value added: intermediate inputs cancel in the aggregate."""
MARKED = ("ict", "nonict", "tfp")


def years_of(m: Measurement, interval: int) -> int:
    """Length of an interval in years."""
    return m.frame.benchmarks[interval + 1] - m.frame.benchmarks[interval]


def factor_of(m: Measurement, interval: int, annual: bool) -> float:
    """What log points over an interval are multiplied by."""
    return 1.0 / years_of(m, interval) if annual else 1.0


def unit_of(annual: bool) -> str:
    """Unit of growth and contributions."""
    return tr("ui.growth.annual_points" if annual else "unit.log_points")


def not_separated(m: Measurement, interval: int | None) -> str:
    """What TFP of an interval lacks, empty where it is there."""
    if interval is None:
        return tr("ui.growth.no_interval")
    if not math.isnan(m.at("domar_tfp", (interval,))):
        return ""
    return tr("ui.growth.not_separated", needs=tr("ui.semicolon").join(_needs(m, interval)))


def _needs(m: Measurement, interval: int) -> list[str]:
    """What TFP rests on and is not there: each item once, with how many industries lack it."""
    count = m.frame.size("industry")
    ict = FACTORS.index("ict")
    probes = (("output_price_growth", ()), ("labour_growth", ()), ("contribution", (ict,)))
    found: dict[str, None] = {}
    for key, outer in probes:
        lacking = [j for j in range(count) if math.isnan(m.at(key, (*outer, j, interval)))]
        reason = m.reason(key, *outer, lacking[0], interval) if lacking else None
        if reason is not None:
            more = tr("ui.growth.industries", count=len(lacking)) if len(lacking) > 1 else ""
            found[say(reason) + more] = None
    if not found:
        reason = m.reason("domar_tfp", interval)
        found[say(reason) if reason else ""] = None
    return list(found)


def _has(m: Measurement, factor: str) -> bool:
    values = m.values["aggregate_contribution"][FACTORS.index(factor)]
    return bool((np.nan_to_num(values) != 0).any())


def aggregate_chart(m: Measurement, annual: bool) -> ChartSpec:
    """Contributions to the growth of aggregate value added, one bar an interval."""
    count = m.frame.size("interval")
    scale = np.array([factor_of(m, i, annual) for i in range(count)])

    def curve(name: str, colour: str, key: str, outer: tuple[int, ...], points: bool) -> Curve:
        values = np.array([m.at(key, (*outer, i)) for i in range(count)]) * scale
        cells = tuple((key, (*outer, i)) for i in range(count))
        return Curve(name, colour, values, cells=cells, points=points)

    parts = [
        curve(label_text("factor", f), f, "aggregate_contribution", (FACTORS.index(f),), False)
        for f in PRIMARY
        if f != "residual" or _has(m, f)
    ]
    parts.append(curve(tr("ui.growth.tfp"), "tfp", "domar_tfp", (), False))
    parts.append(curve(tr("ui.growth.value_added"), "total", "aggregate_growth", (), True))
    level = "C" if np.isfinite(m.values["domar_tfp"]).any() else "B"
    return ChartSpec(
        title=tr("ui.growth.chart", level=level_text(level)),
        kind="stack",
        x=np.arange(count, dtype=float),
        x_title=tr("ui.growth.interval_axis"),
        y_title=unit_of(annual),
        curves=tuple(parts),
        x_labels=tuple(str(label) for label in m.frame.labels("interval")),
        decimals=4,
        empty=not_separated(m, 0 if count else None),
    )


def aggregate_table(m: Measurement, annual: bool, resting: Resting) -> FigureTable:
    """Sources of aggregate growth: factors down, intervals across, the rest not separated."""
    count = m.frame.size("interval")
    rows: list[tuple[str, str, tuple[int, ...]]] = [
        (tr("ui.growth.value_added"), "aggregate_growth", ())
    ]
    rows += [
        (label_text("factor", f), "aggregate_contribution", (FACTORS.index(f),))
        for f in PRIMARY
        if f != "residual" or _has(m, f)
    ]
    refused = [i for i in range(count) if math.isnan(m.at("domar_tfp", (i,)))]
    name = tr("ui.growth.rest") if refused and len(refused) == count else tr("ui.growth.tfp")
    rows.append((name, "domar_tfp", ()))
    return FigureTable(
        m,
        headers=tuple(str(label) for label in m.frame.labels("interval")),
        unit=unit_of(annual),
        labels=tuple(row[0] for row in rows),
        figures=tuple(tuple((key, (*outer, i)) for i in range(count)) for _, key, outer in rows),
        bold_rows=frozenset({0}),
        column_factors={i: factor_of(m, i, annual) for i in range(count)},
        resting=resting,
    )


def share_table(m: Measurement, interval: int, resting: Resting) -> FigureTable:
    """Mean shares of the factors in output at factor cost, one industry a row."""
    shown = [FACTORS.index(f) for f in SHOWN]
    return FigureTable(
        m,
        headers=tuple(label_text("factor", FACTORS[f]) for f in shown),
        unit="%",
        labels=label_texts("industry", m.frame.labels("industry")),
        figures=tuple(
            tuple(("mean_share", (f, j, interval)) for f in shown)
            for j in range(m.frame.size("industry"))
        ),
        percent_columns=frozenset(range(len(shown))),
        resting=resting,
    )


def yearly_table(m: Measurement, factor: int, resting: Resting) -> FigureTable:
    """Contribution of one of the `ANNUAL_FACTORS` year by year, one industry a row.

    Only years that any industry has a figure of; all where there is none, each saying why.
    """
    known = np.isfinite(m.values["annual_contribution"][factor]).any(axis=0)
    years = [t for t in range(1, len(m.frame.years)) if known[t] or not known.any()]
    return FigureTable(
        m,
        headers=tuple(str(m.frame.years[t]) for t in years),
        unit=tr("unit.log_points"),
        labels=label_texts("industry", m.frame.labels("industry")),
        figures=tuple(
            tuple(("annual_contribution", (factor, j, t)) for t in years)
            for j in range(m.frame.size("industry"))
        ),
        resting=resting,
    )


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the accounts of an industry: what grows, what it is split into, what follows.

    total, after: name of the heading (`ui.growth.short.NAME`, `ui.growth.NAME`) and quantity.
    """

    total: tuple[str, str]
    contribution: str
    tfp: str
    factors: tuple[str, ...]
    after: tuple[tuple[str, str], ...]


GROSS_OUTPUT = Form(
    ("output", "output_growth"),
    "contribution",
    "tfp",
    SHOWN,
    (("value_added", "value_added_growth"), ("domar", "domar_weight")),
)
VALUE_ADDED = Form(
    ("value_added", "value_added_growth"),
    "value_added_contribution",
    "value_added_tfp",
    PRIMARY,
    (("weight", "value_added_weight"),),
)
WEIGHTS = ("domar_weight", "value_added_weight")
"""No growth: the same over an interval and a year."""


@dataclass(slots=True, eq=False)
class IndustryAccounts:
    """Contributions by industry over one interval: a stacked bar, then its figures."""

    m: Measurement
    interval: int
    annual: bool
    resting: Resting
    form: Form = GROSS_OUTPUT
    _columns: tuple[tuple[str, str, str, tuple[int, ...]], ...] = ()
    _extent: tuple[float, float] = (0.0, 1.0)
    _made: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        form = self.form
        factors = [f for f in form.factors if f != "residual"]
        self._columns = (
            (form.total[0], tr(f"ui.growth.{form.total[0]}"), form.total[1], ()),
            *(
                (f, label_text("factor", f), form.contribution, (FACTORS.index(f),))
                for f in factors
            ),
            ("tfp", tr("ui.growth.tfp"), form.tfp, ()),
            *((name, tr(f"ui.growth.{name}"), key, ()) for name, key in form.after),
        )
        parts = np.array([self._parts(j) for j in range(self.rows)]).reshape(self.rows, -1)
        parts = np.nan_to_num(parts)
        if parts.size:
            low = float(np.minimum(parts, 0).sum(axis=1).min())
            high = float(np.maximum(parts, 0).sum(axis=1).max())
            self._extent = (low, high or 1.0)

    @property
    def rows(self) -> int:
        return self.m.frame.size("industry")

    @property
    def columns(self) -> int:
        return 1 + len(self._columns)

    def column_header(self, column: int) -> str:
        name = self._columns[column - 1][0] if column else "bars"
        return tr(f"ui.growth.short.{name}")

    def column_tip(self, column: int) -> str:
        """The heading in full: there is room for a short one only."""
        return self._columns[column - 1][1] if column else tr("ui.growth.bars")

    def row_header(self, row: int) -> str:
        return label_text("industry", self.m.frame.labels("industry")[row])

    def widest(self) -> dict[int, str]:
        """By column, a text as wide as its widest figure, without making every cell.

        What rests on capital may be marked, so there is room for a mark.
        """
        from models.quantities import REGISTRY

        found: dict[int, str] = {}
        for column, (name, _, key, outer) in enumerate(self._columns, 1):
            values = self.m.values[key][outer][:, self.interval]
            values = values[np.isfinite(values)] * self._factor(key)
            decimals = numbers.decimals_for(REGISTRY[key].unit)
            ends = (values.min(), values.max()) if values.size else (0.0, 0.0)
            texts = [numbers.show(float(end), decimals) for end in ends]
            mark = "° " if name in MARKED else ""
            found[column] = mark + max(texts, key=len)
        return found

    def cell(self, row: int, column: int) -> Cell:
        made = self._made.get((row, column))
        if made is None:
            made = self._bar(row) if column == 0 else self._figure(row, column)
            self._made[(row, column)] = made
        return made

    def figure_keys(self) -> list[FigureKey]:
        """The figures that it shows."""
        return [self._key(j, c) for j in range(self.rows) for c in range(1, self.columns)]

    def forget(self) -> None:
        """Make the cells anew."""
        self._made.clear()

    def _key(self, row: int, column: int) -> FigureKey:
        _, _, key, outer = self._columns[column - 1]
        return key, (*outer, row, self.interval)

    def _factor(self, key: str) -> float:
        return 1.0 if key in WEIGHTS else factor_of(self.m, self.interval, self.annual)

    def _figure(self, row: int, column: int) -> Cell:
        figure = self._key(row, column)
        return figure_cell(
            self.m, figure, factor=self._factor(figure[0]), resting=self.resting, bold=column == 1
        )

    def _parts(self, row: int) -> list[float]:
        form = self.form
        index: list[FigureKey] = [
            (form.contribution, (FACTORS.index(f), row, self.interval)) for f in form.factors
        ]
        index.append((form.tfp, (row, self.interval)))
        factor = factor_of(self.m, self.interval, self.annual)
        return [factor * self.m.at(key, at) for key, at in index]

    def _bar(self, row: int) -> Cell:
        parts = self._parts(row)
        key: FigureKey = (self.form.total[1], (row, self.interval))
        growth = self.m.at(*key) * factor_of(self.m, self.interval, self.annual)
        shown = self.form.factors
        names = [*(label_text("factor", f) for f in shown), tr("ui.growth.tfp")]
        tip = "\n".join(
            f"{name} {numbers.show(value, 4)}"
            for name, value in zip(names, parts, strict=True)
            if value != 0
        )
        low, high = self._extent
        return Cell(
            None if math.isnan(growth) else growth, 4, tip=tip, key=key,
            drawing=Drawing("stack", tuple(parts), low, high, (*shown, "tfp")),
        )  # fmt: skip
