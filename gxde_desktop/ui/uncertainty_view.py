"""Uncertainty as charts and a table: fan over the years, tornado, indices, distributions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.project.commands.ranges import range_title
from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.measures import FigureKey, extrapolation_mark, quantity_title, unit_text
from models.distributions import ParameterRange, RangeChoice, Uncertain, problem_of
from models.headlines import BY_ASSET, SINGLE
from models.messages import Message
from models.quantities import REGISTRY
from models.uncertainty import QUANTILES

if TYPE_CHECKING:
    from gxde_desktop.ui.uncertainty import Drawn
    from models.measurement import Measurement

BARS = 12
"""Ranges that a chart has room for."""

SEEN = 0.005
"""A shorter bar, as a share of the longest or of the variance, would not be seen."""

_PERCENT = frozenset({"gdp_share", "nominal_growth", "real_growth", "growth_contribution"})


@dataclass(frozen=True, slots=True)
class FigureChoice:
    """A figure over years or intervals: quantity and its first positions."""

    title: str
    key: str
    outer: tuple[int, ...]

    @property
    def axis(self) -> str:
        """What its last axis is."""
        return REGISTRY[self.key].axes[-1]

    @property
    def factor(self) -> float:
        """What it is shown times: shares are shown in per cent."""
        return 100.0 if self.key in _PERCENT else 1.0

    def unit(self, m: Measurement) -> str:
        """Its unit in words."""
        return "%" if self.key in _PERCENT else unit_text(REGISTRY[self.key].unit, m)

    @property
    def decimals(self) -> int:
        """Decimals shown."""
        return 2 if self.key in _PERCENT else numbers.decimals_for(REGISTRY[self.key].unit)


def figure_choices(m: Measurement, also: FigureChoice | None = None) -> tuple[FigureChoice, ...]:
    """The figures that can be looked at: headlines, investment and stocks by asset, then `also`."""
    found = [FigureChoice(_sentence(say(each.title)), each.key, each.outer) for each in SINGLE]
    for key in BY_ASSET:
        for place, asset in enumerate(m.frame.assets):
            title = f"{quantity_title(key)} · {label_text('asset', asset)}"
            found.append(FigureChoice(title, key, (place,)))
    if also is not None and (also.key, also.outer) not in {(c.key, c.outer) for c in found}:
        found.append(also)
    return tuple(each for each in found if _is_there(m, each))


def chosen_figure(m: Measurement, figure: FigureKey) -> FigureChoice | None:
    """What a person clicked somewhere, over all its years; None for what never varies."""
    from models.explain import labels_of

    key, index = figure
    quantity = REGISTRY[key]
    if quantity.is_input or not index:
        return None
    labels = labels_of(m, key, index)
    named = zip(quantity.axes[:-1], labels[:-1], strict=True)
    title = " · ".join((quantity_title(key), *(label_text(axis, label) for axis, label in named)))
    return FigureChoice(tr("ui.uncertainty.clicked", title=title), key, tuple(index[:-1]))


def drawn_for(drawn: Drawn, choice: FigureChoice) -> bool:
    """Whether a figure is among those that were drawn."""
    quantiles = drawn.assessment.bands.quantiles.get(choice.key)
    return quantiles is not None and bool(np.isfinite(quantiles[choice.outer]).any())


def without_value(drawn: Drawn, choice: FigureChoice) -> float:
    """The largest share of draws that gave a figure no value, where it was measured."""
    without = drawn.assessment.bands.without.get(choice.key)
    if without is None:
        return 0.0
    known = np.isfinite(drawn.measurement.values[choice.key][choice.outer])
    return float(np.max(without[choice.outer], where=known, initial=0.0))


def _is_there(m: Measurement, choice: FigureChoice) -> bool:
    values = m.values[choice.key]
    inside = all(i < n for i, n in zip(choice.outer, values.shape, strict=False))
    return inside and bool(np.isfinite(values[choice.outer]).any())


def places_of(m: Measurement, choice: FigureChoice) -> tuple[tuple[int, str], ...]:
    """Positions and labels of the years or intervals in which a figure has a value."""
    labels = m.frame.labels(choice.axis)
    known = np.isfinite(m.values[choice.key][choice.outer])
    return tuple((t, str(label)) for t, label in enumerate(labels) if known[t])


def fan_chart(drawn: Drawn, choice: FigureChoice, old: bool) -> ChartSpec:
    """Median, 50 % and 90 % bands, and what was measured, over the years or intervals."""
    m = drawn.measurement
    places = places_of(m, choice)
    years = choice.axis == "year"
    span = range(places[0][0], places[-1][0] + 1) if places and years else [t for t, _ in places]
    quantiles = choice.factor * drawn.assessment.bands.quantiles[choice.key][choice.outer][span]
    cells: tuple[FigureKey, ...] = tuple((choice.key, (*choice.outer, t)) for t in span)
    measured = choice.factor * np.array([m.at(*cell) for cell in cells])
    labels = m.frame.labels(choice.axis)
    x = np.array([labels[t] for t in span] if years else range(len(span)), dtype=float)
    low, lower, middle, upper, high = (quantiles[:, q] for q in range(len(QUANTILES)))
    curves = (
        Curve(tr("ui.uncertainty.band_90"), "band_90", high, lower=low),
        Curve(tr("ui.uncertainty.band_50"), "band_50", upper, lower=lower),
        Curve(tr("ui.uncertainty.median"), "median", middle, points=not years),
        Curve(
            tr("ui.uncertainty.measured"), "published", measured, dashed=True, width=1.5,
            cells=cells, points=not years,
        ),
    )  # fmt: skip
    return ChartSpec(
        title=_titled(choice.title, old),
        kind="fan",
        x=x,
        x_title=tr("ui.chart.year" if years else "ui.growth.interval_axis"),
        y_title=choice.unit(m),
        curves=curves,
        marks=extrapolation_mark(m, x) if years else (),
        x_labels=() if years else tuple(str(labels[t]) for t in span),
        decimals=choice.decimals,
        empty=tr("ui.uncertainty.no_band"),
    )


def tornado_chart(drawn: Drawn, choice: FigureChoice, place: int, old: bool) -> ChartSpec:
    """The figure with one range at a time at its ends, longest bar first."""
    m = drawn.measurement
    index = (*choice.outer, place)
    swings = drawn.assessment.tornado.of(choice.key, index)[:BARS]
    swings = tuple(each for each in swings if each.width > SEEN * swings[0].width)
    value = choice.factor * m.at(choice.key, index)
    label = str(m.frame.labels(choice.axis)[place])
    ends = [choice.factor * np.array([getattr(s, end) for s in swings]) for end in ("low", "high")]
    return ChartSpec(
        title=_titled(tr("ui.uncertainty.tornado", place=label), old),
        kind="tornado",
        x=np.arange(len(swings), dtype=float),
        x_title="",
        y_title=tr(
            "ui.uncertainty.measured_is",
            unit=choice.unit(m),
            value=numbers.show(value, choice.decimals),
        ),
        curves=(
            Curve(tr("ui.uncertainty.at_low"), "nonict", ends[0]),
            Curve(tr("ui.uncertainty.at_high"), "ict", ends[1]),
        ),
        marks=((value, ""),),
        x_labels=tuple(range_text(swing.what.name) for swing in swings),
        decimals=choice.decimals,
        empty=tr("ui.uncertainty.nothing_moves"),
    )


def sobol_chart(drawn: Drawn, choice: FigureChoice, place: int, old: bool) -> ChartSpec:
    """First-order and total indices, largest total first."""
    found = drawn.assessment.sobol
    indices = found.of(choice.key, (*choice.outer, place))[:BARS] if found else ()
    indices = tuple(each for each in indices if each.total > SEEN)
    label = str(drawn.measurement.frame.labels(choice.axis)[place])
    error = max((each.total_error for each in indices), default=0.0)
    empty = "ui.uncertainty.no_indices" if found else "ui.uncertainty.indices_not_asked"
    return ChartSpec(
        title=_titled(tr("ui.uncertainty.sobol", place=label), old),
        kind="across",
        x=np.arange(len(indices), dtype=float),
        x_title="",
        y_title=tr("ui.uncertainty.of_variance", error=numbers.show(error, 2)),
        curves=(
            Curve(tr("ui.uncertainty.first"), "ict", np.array([each.first for each in indices])),
            Curve(
                tr("ui.uncertainty.total"), "software", np.array([each.total for each in indices])
            ),
        ),
        x_labels=tuple(range_text(each.what.name) for each in indices),
        decimals=3,
        empty=tr(empty),
    )


def nothing_drawn(title: str, empty: str) -> ChartSpec:
    """An empty chart that says what will be there."""
    return ChartSpec(title, "fan", np.zeros(0), "", "", (), empty=empty)


def range_table(
    ranges: Sequence[Uncertain],
    choices: Mapping[str, RangeChoice],
    idle: Collection[str],
) -> FixedTable:
    """Every distribution: family, ends, value, and what is to be said of it.

    idle: names of those that no figure rests on.
    """
    return FixedTable(
        tuple(tr(f"ui.uncertainty.column.{code}") for code in ("family", "range", "value")),
        tuple(_range_line(one, choices, idle) for one in ranges),
        tuple(range_text(one.name) for one in ranges),
    )


def range_text(name: str) -> str:
    """What a range is called."""
    title = range_title(name)
    text = say(title) if isinstance(title, Message) else title
    year = name.rpartition("_")[2]
    is_margin = name.startswith("margin_") and year.isdigit()
    return f"{text} {year}" if is_margin else text


def family_of(one: Uncertain) -> str:
    """The family by which a range is shown."""
    if isinstance(one, ParameterRange):
        return "fixed" if one.certain else one.family
    return "fixed" if one.wander == 0 else "wander"


def _range_line(
    one: Uncertain, choices: Mapping[str, RangeChoice], idle: Collection[str]
) -> tuple[Cell, ...]:
    family = family_of(one)
    changed, problem = one.name in choices, problem_of(one)
    tone = "attention" if changed else "muted" if one.name in idle else ""
    tip = tr("ui.uncertainty.changed") if changed else ""
    if one.name in idle:
        tip = tr("ui.uncertainty.idle")
    kind = tr(f"family.{family}")
    value = Cell("")
    span = ""
    if isinstance(one, ParameterRange):
        value = Cell(one.value, _decimals(one.value), tone=tone)
        if family != "fixed":
            span = f"{typed(one.low)} – {typed(one.high)}"
    elif family != "fixed":
        span = tr("ui.uncertainty.a_year", percent=typed(100 * one.wander))
    if problem is not None:
        tone, tip = "wrong", tr("ui.uncertainty.outside")
        span = f"{span} ({tip})"
    return (
        Cell(f"{kind} *" if changed else kind, tip=tip, tone=tone),
        Cell(span, tip=tip, tone=tone),
        value,
    )


def typed(value: float) -> str:
    """A number as a person would type it."""
    return numbers.compact(round(value, 10))


def _decimals(value: float) -> int:
    return len(typed(value).partition(".")[2])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _titled(title: str, old: bool) -> str:
    return tr("ui.uncertainty.old_title", title=title) if old else title
