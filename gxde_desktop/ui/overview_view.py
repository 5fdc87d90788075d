"""The overview: scale of the digital economy by a rule, its share of GDP, growth, structure.

The rule is named on everything it touches. A stock is no part of value added: by the first
rule the ratio is only equivalent to per cent of GDP (method, section 8).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.levels import STOCK, rule_level
from gxde_desktop.text import label_text, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.measures import (
    FigureKey,
    FigureTable,
    Resting,
    extrapolation_mark,
    figure_cell,
    needs_text,
    unit_text,
)
from models.frame import INDICATORS, RULES

if TYPE_CHECKING:
    from models.measurement import Measurement
    from models.published import PublishedSet

DEFAULT_RULE = "compensation"
"""The rule in value-added units: what a national accountant would defend."""
GDP = INDICATORS.index("gdp")
RULE_COLUMNS = (
    "industry_digitalisation",
    "digital_economy",
    "gdp_share",
    "nominal_growth",
    "real_growth",
    "growth_contribution",
)
_PERCENT = ("gdp_share", "nominal_growth", "real_growth", "growth_contribution")


@dataclass(frozen=True, slots=True)
class Headline:
    """What a card shows."""

    caption: str
    number: str
    unit: str
    note: str
    figure: FigureKey | None
    tip: str = ""


def share_title(rule: int) -> str:
    """What the ratio to GDP is called: a share only where the scale is part of value added."""
    return tr("ui.overview.equivalent" if rule == STOCK else "ui.overview.share")


def rule_and_level(m: Measurement, rule: int) -> str:
    """Rule and level in words, for titles."""
    return f"{label_text('rule', RULES[rule])} · {level_text(rule_level(m, rule))}"


def year_shown(m: Measurement, rule: int) -> int:
    """Position of the year of the cards, -1 where there are no years.

    The last with a scale by the rule, else by any rule, else with a part of it: a year in which
    nothing can be given hides the figures that are there, and asks for what matters less.
    """
    scale = m.values["digital_economy"]
    parts = m.values["digital_industrialisation_scaled"]
    for line in (scale[rule], *scale, parts):
        there = np.flatnonzero(np.isfinite(line))
        if len(there):
            return int(there[-1])
    return len(m.frame.years) - 1


def interval_text(figure: FigureKey, ends: tuple[float, float]) -> str:
    """How far a figure of a card is certain."""
    percent = figure[0] == "gdp_share"
    low, high = (numbers.show(100 * x, 2) if percent else numbers.show(x, 0) for x in ends)
    return tr("ui.uncertainty.interval", low=low, high=high)


def headlines(
    m: Measurement, rule: int, published: PublishedSet | None, resting: Resting
) -> tuple[Headline, ...]:
    """The four cards: both parts, the scale, its ratio to GDP, in one year (see year_shown)."""
    t = year_shown(m, rule)
    if t < 0:
        return ()
    named = label_text("rule", RULES[rule])
    level = level_text(rule_level(m, rule))
    real = m.at("real_growth", (rule, t))
    real_text = f"{tr('ui.overview.real', percent=_signed(100 * real))}" if real == real else ""
    short = named.replace("：", ":").partition(":")[0]  # the card has no room for more
    level_a = level_text("A")
    cards = [
        _money(
            m, ("digital_industrialisation_scaled", (t,)), "industrialisation", level_a, resting
        ),
        _money(m, ("industry_digitalisation", (rule, t)), "digitalisation", short, resting, level),
        _money(m, ("digital_economy", (rule, t)), "scale", level, resting, real_text),
    ]
    printed = published.get("digital_economy", m.frame.years[t]) if published else None
    if printed is not None:
        scale = cards[2]
        told = tr("ui.overview.published_is", value=numbers.show(printed.value, 0))
        cards[2] = Headline(
            scale.caption, scale.number, scale.unit, f"{told} · {scale.note}", scale.figure,
            f"{scale.tip}\n{printed.where}：{printed.quote}",
        )  # fmt: skip
    return (*cards, _share(m, rule, t, level, resting))


def _money(
    m: Measurement, figure: FigureKey, name: str, what: str, resting: Resting, rest: str = ""
) -> Headline:
    key, index = figure
    t = index[-1]
    caption = f"{tr(f'ui.overview.{name}')} {m.frame.years[t]} · {what}"
    cell = figure_cell(m, figure, resting=resting)
    if cell.value is None:
        return Headline(caption, numbers.MISSING, "", needs_text(m, figure), figure, cell.tip)
    before = m.at(key, (*index[:-1], t - 1)) if t else math.nan
    growth = 100 * (float(cell.value) / before - 1) if before > 0 else math.nan
    code = "ui.overview.nominal_is" if name == "scale" else "ui.results.growth"
    grown = tr(code, percent=_signed(growth)) if growth == growth else ""
    note = " · ".join(part for part in (grown, rest) if part)
    return Headline(caption, _marked(cell, 1), unit_text("money", m), note, figure, cell.tip)


def _share(m: Measurement, rule: int, t: int, level: str, resting: Resting) -> Headline:
    figure: FigureKey = ("gdp_share", (rule, t))
    caption = f"{share_title(rule)} {m.frame.years[t]} · {level}"
    cell = figure_cell(m, figure, percent=True, resting=resting)
    if cell.value is None:
        return Headline(caption, numbers.MISSING, "", needs_text(m, figure), figure, cell.tip)
    before = 100 * m.at("gdp_share", (rule, t - 1)) if t else math.nan
    points = float(cell.value) - before
    change = tr("ui.overview.points", points=numbers.show_signed(points, 2))
    note = change if points == points else ""
    return Headline(caption, _marked(cell, 2), "%", note, figure, cell.tip)


def _marked(cell: Cell, decimals: int) -> str:
    assert isinstance(cell.value, float)
    shown = numbers.show(cell.value, decimals)
    return f"{shown}{cell.mark}" if cell.mark else shown


def _signed(percent: float) -> str:
    return numbers.show_signed(percent, 1)


# ------------------------------------------------------------------ charts


def overview_charts(
    m: Measurement, rule: int, published: PublishedSet | None
) -> tuple[ChartSpec, ...]:
    """Scale and its parts by year; ratio to GDP and growth by year."""
    scale = m.values["digital_economy"][rule]
    there = np.flatnonzero(np.isfinite(scale))
    span = range(int(there[0]), int(there[-1]) + 1) if len(there) else range(0)
    years = tuple(m.frame.years[t] for t in span)
    x = np.array(years, dtype=float)
    named = rule_and_level(m, rule)
    empty = _why_none(m, rule)
    parts = (
        ("industrialisation", "digital_industrialisation_scaled", ()),
        ("digitalisation", "industry_digitalisation", (rule,)),
    )
    curves = [
        Curve(
            tr(f"ui.overview.{name}"),
            name,
            # Only where there is a scale: one part alone would look like the whole.
            np.array([m.at(key, (*outer, t)) if np.isfinite(scale[t]) else np.nan for t in span]),
            cells=tuple((key, (*outer, t)) for t in span),
        )
        for name, key, outer in parts
    ]
    curves += _published(published, "digital_economy", years)
    marks = extrapolation_mark(m, x)
    first = ChartSpec(
        tr("ui.overview.chart.scale", rule=named), "area", x, tr("ui.chart.year"),
        unit_text("money", m), tuple(curves), marks, decimals=1, empty=empty,
    )  # fmt: skip
    lines = [
        Curve(
            title,
            colour,
            np.array([100 * m.at(key, (rule, t)) for t in span]),
            dashed=dashed,
            cells=tuple((key, (rule, t)) for t in span),
        )
        for title, colour, key, dashed in (
            (share_title(rule), "ict", "gdp_share", False),
            (tr("ui.overview.nominal"), "communications", "nominal_growth", False),
            (tr("ui.overview.real_growth"), "survival", "real_growth", True),
        )
    ]
    lines += _published(published, "gdp_share", years, share_title(rule))
    second = ChartSpec(
        tr("ui.overview.chart.share", share=share_title(rule), rule=named), "line", x,
        tr("ui.chart.year"), "%", tuple(lines), marks, decimals=2, empty=empty,
    )  # fmt: skip
    return first, second


def _published(
    published: PublishedSet | None, key: str, years: tuple[int, ...], what: str = ""
) -> list[Curve]:
    if published is None:
        return []
    found = [published.get(key, year) for year in years]
    if not any(found):
        return []
    values = np.array([each.value if each else np.nan for each in found])
    title = tr("ui.overview.published_of", what=what) if what else tr("ui.overview.published")
    return [Curve(title, "published", values, points=True)]


def _why_none(m: Measurement, rule: int) -> str:
    if not m.frame.years:
        return tr("ui.results.not_yet")
    return needs_text(m, ("digital_economy", (rule, year_shown(m, rule))))


# ------------------------------------------------------------------ tables


def rule_table(m: Measurement, rule: int, resting: Resting) -> FigureTable:
    """The three rules side by side in one year, the chosen one bold."""
    t = max(year_shown(m, rule), 0)
    shown = range(len(RULES)) if m.frame.years else range(0)
    return FigureTable(
        m,
        headers=(
            tr("ui.overview.level"),
            *(tr(f"ui.overview.column.{key}") for key in RULE_COLUMNS),
        ),
        labels=tuple(label_text("rule", RULES[r]) for r in shown),
        figures=tuple(
            (
                Cell(rule_level(m, r), tip=level_text(rule_level(m, r)), bold=r == rule),
                *((key, (r, t)) for key in RULE_COLUMNS),
            )
            for r in shown
        ),
        percent_columns=frozenset(1 + RULE_COLUMNS.index(key) for key in _PERCENT),
        bold_rows=frozenset({rule}),
        resting=resting,
    )


def year_table(
    m: Measurement, rule: int, published: PublishedSet | None, resting: Resting
) -> FigureTable:
    """Table 1 of the white paper by year, newest first, published beside computed."""
    columns: list[tuple[str, str, tuple[int, ...], bool, str]] = [
        # heading, quantity, outer positions, in per cent, key of what was published
        (tr("ui.overview.column.gdp"), "indicator", (GDP,), False, "gdp"),
        (tr("ui.overview.column.industrialisation"), "digital_industrialisation_scaled", (), False,
         "digital_industrialisation"),
        (tr("ui.overview.column.industry_digitalisation"), "industry_digitalisation", (rule,),
         False, "industry_digitalisation"),
        (tr("ui.overview.column.digital_economy"), "digital_economy", (rule,), False,
         "digital_economy"),
        (f"{share_title(rule)} %", "gdp_share", (rule,), True, "gdp_share"),
        (tr("ui.overview.column.nominal_growth"), "nominal_growth", (rule,), True,
         "nominal_growth"),
        (tr("ui.overview.column.real_growth"), "real_growth", (rule,), True, ""),
        (tr("ui.overview.column.growth_contribution"), "growth_contribution", (rule,), True,
         "growth_contribution"),
    ]  # fmt: skip
    years = [
        t
        for t in range(len(m.frame.years))
        if np.isfinite(m.values["digital_industrialisation_scaled"][t])
        or np.isfinite(m.values["digital_economy"][:, t]).any()
        or (published is not None and published.get("nominal_growth", m.frame.years[t]))
    ][::-1]
    headers: list[str] = []
    percent: set[int] = set()
    for title, _, _, times_100, key in columns:
        if times_100:
            percent.add(len(headers))
        headers.append(title)
        if published and key and key != "gdp":
            headers.append(tr("ui.overview.column.published"))
    figures: list[tuple[FigureKey | Cell | None, ...]] = []
    for t in years:
        line: list[FigureKey | Cell | None] = []
        for _, key, outer, _, known in columns:
            line.append((key, (*outer, t)))
            if published and known and known != "gdp":
                line.append(_printed(published, known, m.frame.years[t]))
        figures.append(tuple(line))
    return FigureTable(
        m,
        headers=tuple(headers),
        labels=tuple(str(m.frame.years[t]) for t in years),
        figures=tuple(figures),
        bold_columns=frozenset(
            i for i, h in enumerate(headers) if h == tr("ui.overview.column.digital_economy")
        ),
        percent_columns=frozenset(percent),
        resting=resting,
    )


def _printed(published: PublishedSet, key: str, year: int) -> Cell:
    found = published.get(key, year)
    if found is None:
        return Cell(None, tip=tr("ui.overview.not_published", title=published.title, year=year))
    derived = tr("ui.overview.derived") if found.derived else ""
    return Cell(
        found.value,
        decimals=0 if found.unit == "money" else 1,
        tip=f"{published.title}，{found.where}{derived}\n{found.quote}",
        tone="muted",
    )
