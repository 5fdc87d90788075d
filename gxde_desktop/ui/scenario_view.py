"""Scenarios compared: headline figures with their differences, and one series of all.

Plain tables and charts of variants; the page, the copies and the tests all use these.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.text import tr
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.measures import FigureKey, Resting, figure_cell, unit_text
from gxde_desktop.ui.overview_view import share_title
from gxde_desktop.ui.scenario_figures import Variant, scenario_title
from gxde_desktop.ui.words import name_of
from models.quantities import REGISTRY

if TYPE_CHECKING:
    from models.measurement import Measurement

LONGEST = 14
"""Characters of a scenario's name in a heading; the whole is its tool tip."""
COLOURS = tuple(f"scenario_{n}" for n in range(1, 8))


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that is compared. rule: whether it is by the rule of the overview.

    percent: a share or rate, shown times 100, compared by its difference alone. axis: `year`,
    or `interval` for growth accounts, of which the last interval up to the year is shown.
    """

    key: str
    rule: bool = False
    percent: bool = False
    axis: str = "year"


HEADLINES = (
    Headline("digital_economy", rule=True),
    Headline("gdp_share", rule=True, percent=True),
    Headline("real_growth", rule=True, percent=True),
    Headline("growth_contribution", rule=True, percent=True),
    Headline("digital_industrialisation_scaled"),
    Headline("industry_digitalisation", rule=True),
    Headline("stock_total"),
    Headline("stock_current_total"),
    Headline("domar_tfp", percent=True, axis="interval"),
)
SERIES = tuple(each for each in HEADLINES if each.axis == "year")
"""Those that have a value every year, for the chart."""


def headline_title(each: Headline, rule: int) -> str:
    """What a headline is called."""
    if each.key == "gdp_share":
        return share_title(rule)
    if each.key == "digital_industrialisation_scaled":
        return tr("ui.overview.industrialisation")
    return name_of(f"quantity.{each.key}.title")


def years_of(variants: Sequence[Variant]) -> tuple[int, ...]:
    """Years in which any scenario has a headline figure, newest first."""
    found: set[int] = set()
    for m in _measured(variants):
        for each in SERIES:
            finite = np.isfinite(m.values[each.key]).reshape(-1, len(m.frame.years)).any(axis=0)
            found.update(m.frame.years[t] for t in np.flatnonzero(finite))
    return tuple(sorted(found, reverse=True))


def default_year(variants: Sequence[Variant], rule: int) -> int | None:
    """The last year with a scale by the rule in any scenario, else the last with anything.

    Where nothing is measured yet the last year of all: its cells say what they need.
    """
    scaled = [
        m.frame.years[int(t)]
        for m in _measured(variants)
        for t in np.flatnonzero(np.isfinite(m.values["digital_economy"][rule]))
    ]
    years = years_of(variants)
    if scaled:
        return max(scaled)
    last = [m.frame.years[-1] for m in _measured(variants) if m.frame.years]
    return years[0] if years else max(last, default=None)


@dataclass(frozen=True, slots=True)
class ScenarioTable:
    """A table whose headings are short and say in full what they stand for."""

    table: FixedTable
    tips: tuple[str, ...]

    @property
    def rows(self) -> int:
        return self.table.rows

    @property
    def columns(self) -> int:
        return self.table.columns

    def cell(self, row: int, column: int) -> Cell:
        return self.table.cell(row, column)

    def column_header(self, column: int) -> str:
        return self.table.column_header(column)

    def column_tip(self, column: int) -> str:
        """The heading in full."""
        return self.tips[column]

    def row_header(self, row: int) -> str:
        return self.table.row_header(row)


def headline_table(
    variants: Sequence[Variant],
    against: str | None,
    year: int | None,
    rule: int,
    *,
    current: Measurement | None = None,
    resting: Resting | None = None,
) -> ScenarioTable:
    """Headline figures down; the scenario compared against, then each other with Δ and Δ%.

    current: the measurement whose figures can be explained by a click.
    """
    ordered = sorted(variants, key=lambda each: each.name != against)
    headers: list[str] = []
    tips: list[str] = []
    for each in ordered:
        name = short(each.title)
        headers.append(name)
        tips.append(each.title)
        if each.name != against:
            base = scenario_title(against)
            headers += [f"{name}\nΔ", f"{name}\nΔ %"]
            tips += [tr("ui.scenarios.delta_tip", scenario=each.title, against=base),
                     tr("ui.scenarios.percent_tip", scenario=each.title, against=base)]  # fmt: skip
    lines = []
    labels = []
    reference = next((each for each in ordered if each.name == against), None)
    for headline in HEADLINES:
        labels.append(_row_title(headline, rule, ordered, year))
        line: list[Cell] = []
        known: Mapping[Any, Any] = resting or {}
        for each in ordered:
            own = known if each.measurement is current else {}
            cell = _value(each, headline, year, rule, own, explain=each.measurement is current)
            line.append(cell)
            if each.name != against and reference is not None:
                line += _changes(line[0], cell, headline, reference, each)
        lines.append(tuple(line))
    return ScenarioTable(FixedTable(tuple(headers), tuple(lines), tuple(labels)), tuple(tips))


def lacking(variants: Sequence[Variant], year: int | None, rule: int) -> tuple[str, ...]:
    """Why figures are missing, each reason once with the scenarios it holds for."""
    found: dict[str, list[str]] = {}
    for each in variants:
        for headline in HEADLINES:
            cell = _value(each, headline, year, rule, {}, explain=False)
            if cell.value is None and cell.tip:
                m = each.measurement
                there = m is not None and _figure(m, headline, year, rule) is not None
                reason = tr("ui.derivation.needs", what=cell.tip) if there else cell.tip
                names = found.setdefault(reason, [])
                if each.title not in names:
                    names.append(each.title)
    return tuple(
        tr("ui.scenarios.lacks", scenarios=tuple(names), reason=reason)
        for reason, names in found.items()
    )


def series_chart(
    variants: Sequence[Variant],
    headline: Headline,
    rule: int,
    current: Measurement | None,
    against: str | None = "",
) -> ChartSpec:
    """One headline series of every scenario over the years.

    against: the scenario that the others are shown as differences from; empty: as they are.
    """
    measured = [each for each in variants if each.measurement is not None]
    years = sorted(
        {y for m in _measured(variants) for y in m.frame.years if _at(m, headline, y, rule)}
    )
    span = tuple(range(years[0], years[-1] + 1)) if years else ()
    base = next((each for each in measured if each.name == against), None)
    curves = []
    for number, each in enumerate(measured):
        m = each.measurement
        assert m is not None
        keys = [_figure(m, headline, year, rule) for year in span]
        values = _values(m, headline, keys)
        if base is not None:
            if each is base or not _comparable(headline, base, each):
                continue
            reference = base.measurement
            assert reference is not None
            theirs = [_figure(reference, headline, year, rule) for year in span]
            values = values - _values(reference, headline, theirs)
        curves.append(
            Curve(
                each.title,
                "total" if each.name is None else COLOURS[(number - 1) % len(COLOURS)],
                values,
                # Beyond the colours a dash tells scenarios apart.
                dashed=number > len(COLOURS),
                cells=tuple(keys) if m is current and base is None else (),
            )
        )
    first = measured[0].measurement if measured else None
    unit = "" if first is None else _unit(headline, first)
    return ChartSpec(
        title=(
            tr("ui.scenarios.chart", series=headline_title(headline, rule))
            if base is None
            else tr(
                "ui.scenarios.chart_delta",
                series=headline_title(headline, rule),
                against=base.title,
            )
        ),
        kind="line",
        x=np.array(span, dtype=float),
        x_title=tr("ui.chart.year"),
        y_title=unit,
        curves=tuple(curves),
        decimals=2,
        empty=tr("ui.scenarios.no_series"),
    )


# ------------------------------------------------------------------ cells


def _measured(variants: Sequence[Variant]) -> list[Measurement]:
    return [each.measurement for each in variants if each.measurement is not None]


def short(title: str) -> str:
    """A scenario's name for a heading."""
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def _figure(m: Measurement, headline: Headline, year: int | None, rule: int) -> FigureKey | None:
    """Key and positions of a headline in a year; None where the measurement has no such year."""
    outer = (rule,) if headline.rule else ()
    if headline.axis == "interval":
        ends = m.frame.benchmarks[1:]
        there = [i for i, end in enumerate(ends) if year is None or end <= year]
        return (headline.key, (*outer, there[-1])) if there else None
    if year not in m.frame.years:
        return None
    return headline.key, (*outer, m.frame.years.index(year))


def _at(m: Measurement, headline: Headline, year: int, rule: int) -> bool:
    figure = _figure(m, headline, year, rule)
    return figure is not None and not math.isnan(m.at(*figure))


def _factor(m: Measurement, headline: Headline, figure: FigureKey) -> float:
    """Growth over an interval is shown by year."""
    if headline.axis != "interval":
        return 1.0
    i = figure[1][-1]
    return 1.0 / (m.frame.benchmarks[i + 1] - m.frame.benchmarks[i])


def _value(
    variant: Variant,
    headline: Headline,
    year: int | None,
    rule: int,
    resting: Resting,
    *,
    explain: bool,
) -> Cell:
    m = variant.measurement
    if m is None:
        return Cell(None, tip=variant.reason)
    figure = _figure(m, headline, year, rule)
    if figure is None:
        code = "ui.growth.no_interval" if headline.axis == "interval" else "ui.scenarios.no_year"
        return Cell(None, tip=tr(code))
    cell = figure_cell(
        m,
        figure,
        percent=headline.percent,
        factor=_factor(m, headline, figure),
        resting=resting,
    )
    return cell if explain else replace(cell, key=None)


def _changes(
    reference: Cell, cell: Cell, headline: Headline, left: Variant, right: Variant
) -> tuple[Cell, Cell]:
    """Δ and Δ%, or why there is none."""
    why = _why_no_change(reference, cell, headline, left, right)
    if why:
        return Cell(None, tip=why), Cell(None, tip=why)
    assert isinstance(cell.value, float)
    assert isinstance(reference.value, float)
    change = cell.value - reference.value
    delta = Cell(change, cell.decimals, signed=True)
    if headline.percent:
        return delta, Cell(None, tip=tr("ui.scenarios.points_only"))
    if reference.value <= 0:
        return delta, Cell(None, tip=tr("ui.scenarios.no_percent"))
    return delta, Cell(100.0 * change / reference.value, 2, signed=True)


def _why_no_change(
    reference: Cell, cell: Cell, headline: Headline, left: Variant, right: Variant
) -> str:
    for each, variant in ((reference, left), (cell, right)):
        if each.value is None:
            return f"{variant.title}：{each.tip}"
    one, other = left.measurement, right.measurement
    assert one is not None
    assert other is not None
    if not _comparable(headline, left, right):
        return tr(
            "ui.scenarios.other_base",
            left=one.parameters.base_year,
            right=other.parameters.base_year,
        )
    return ""


def _comparable(headline: Headline, left: Variant, right: Variant) -> bool:
    """Whether both are at the same prices; True where one is missing."""
    years = {
        each.measurement.parameters.base_year
        for each in (left, right)
        if each.measurement is not None
    }
    return REGISTRY[headline.key].unit != "money_base" or len(years) < 2


def _values(
    m: Measurement, headline: Headline, keys: Sequence[FigureKey | None]
) -> NDArray[np.float64]:
    values = [math.nan if key is None else m.at(*key) for key in keys]
    return np.array(values, dtype=float) * (100.0 if headline.percent else 1.0)


def _unit(headline: Headline, m: Measurement) -> str:
    if headline.axis == "interval":
        return tr("ui.scenarios.percent_a_year")
    return "%" if headline.percent else unit_text(REGISTRY[headline.key].unit, m)


def _row_title(headline: Headline, rule: int, variants: Sequence[Variant], year: int | None) -> str:
    title = headline_title(headline, rule)
    first = next(iter(_measured(variants)), None)
    if first is None:
        return title
    if headline.axis == "interval":
        figure = _figure(first, headline, year, rule)
        if figure is not None:
            title = f"{title} {first.frame.labels('interval')[figure[1][-1]]}"
    return tr("ui.scenarios.row", title=title, unit=_unit(headline, first))
