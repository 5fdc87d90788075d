"""The digital economy by rule, growth accounts and what industries needed, for a console."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from gxde_desktop.cli_tables import number, some, spans, table
from gxde_desktop.text import label_text, label_texts, tr
from models.frame import FACTORS, RULES, VARIANTS
from models.measurement import Measurement

PRIMARY = ("ict", "nonict", "labour")
"""Factors of aggregate value added; intermediate inputs cancel in the aggregate."""

STOCK_RULE = RULES.index("stock")
GAINS = ("gain_smoothed", "gain_dropped")
"""Remedies for a negative user cost, by number of the reading of the gain."""


def lines(m: Measurement) -> Iterator[str]:
    """Scale by rule, growth accounts, and the industries that needed a remedy."""
    yield from _scale(m)
    yield from _accounts(m)
    yield from _industries(m)


def _scale(m: Measurement) -> Iterator[str]:
    scale, share = m.values["digital_economy"], m.values["gdp_share"]
    rules = [r for r in range(len(RULES)) if not np.isnan(scale[r]).all()]
    if not rules:
        return
    head = [tr("axis.year")]
    for r in rules:
        code = "cli.run.equivalent_column" if r == STOCK_RULE else "cli.run.share_column"
        head += [label_text("rule", RULES[r]), tr(code)]
    rows = []
    for t, year in enumerate(m.frame.years):
        cells = [(number(scale[r, t], 2), number(100 * share[r, t], 2)) for r in rules]
        if any(cell != "—" for pair in cells for cell in pair):
            rows.append([str(year), *(cell for pair in cells for cell in pair)])
    yield ""
    yield tr("cli.run.scale")
    yield table(head, rows)
    if STOCK_RULE in rules:
        yield f"  {tr('cli.run.equivalent_note')}"


def _accounts(m: Measurement) -> Iterator[str]:
    intervals = [str(label) for label in m.frame.labels("interval")]
    growth, tfp = m.values["aggregate_growth"], m.values["domar_tfp"]
    parts = [m.values["aggregate_contribution"][FACTORS.index(factor)] for factor in PRIMARY]
    named = [label_text("factor", factor) for factor in PRIMARY]
    body = [(tr("cli.run.growth_row"), growth), *zip(named, parts, strict=True)]
    body.append((tr("cli.run.tfp_row"), tfp))
    unknown = np.isnan(tfp)
    if unknown.any():
        # Without every input TFP is not given: what the known contributions leave holds both.
        known = np.nansum(parts, axis=0)
        shown = unknown & ~np.isnan(parts[PRIMARY.index("ict")])
        rest = np.where(shown, growth - known, np.nan)
        body.append((tr("cli.run.not_separated_row"), rest))
    if all(np.isnan(values).all() for _, values in body):
        return
    lengths = [b - a for a, b in zip(m.frame.benchmarks, m.frame.benchmarks[1:], strict=False)]
    head = [""]
    for label in intervals:
        head += [label, tr("cli.run.a_year")]
    rows = []
    for name, values in body:
        cells: list[str] = []
        for value, length in zip(values, lengths, strict=True):
            cells += [number(float(value), 4), number(float(value) / length, 4)]
        rows.append([name, *cells])
    yield ""
    yield tr("cli.run.accounts")
    yield table(head, rows)


def _industries(m: Measurement) -> Iterator[str]:
    found = [*_without_income(m), *_rates(m), *_gains(m)]
    if found:
        yield ""
        yield tr("cli.run.industries")
        yield from (f"  {line}" for line in found)


def _without_income(m: Measurement) -> Iterator[str]:
    """Industries whose capital income is not positive, with the amount."""
    names = label_texts("industry", m.frame.labels("industry"))
    for b, year in enumerate(m.frame.benchmarks):
        income = m.values["capital_income"][:, b]
        lacking = [
            f"{names[j]} ({number(float(income[j]), 2)})" for j in np.flatnonzero(income <= 0)
        ]
        if lacking:
            yield tr("cli.run.no_capital_income", year=year, industries=some(lacking, 0))


def _rates(m: Measurement) -> Iterator[str]:
    """Market industries that use another rate than their own ex post rate."""
    names = label_texts("industry", m.frame.labels("industry"))
    market = [j for j, each in enumerate(m.dataset.industries) if each.market]
    for b, year in enumerate(m.frame.benchmarks):
        t = m.frame.year_position(year)
        by_flag: dict[str, list[str]] = {}
        for j in market:
            variant = math.nan if t is None else m.at("gain_choice", (j, t))
            if math.isnan(variant):
                continue
            for flag in m.flags("candidate_rate", int(variant), j, b):
                by_flag.setdefault(flag.code, []).append(names[j])
        for code, industries in by_flag.items():
            shown = some(industries, len(market))
            yield tr("cli.run.remedy", year=year, remedy=tr(f"flag.{code}"), industries=shown)


def _gains(m: Measurement) -> Iterator[str]:
    """Industries and years in which the holding gain was smoothed or left out."""
    names, choice = label_texts("industry", m.frame.labels("industry")), m.values["gain_choice"]
    for variant in range(1, len(VARIANTS)):
        by_years: dict[tuple[int, ...], list[str]] = {}
        for j, name in enumerate(names):
            years = tuple(m.frame.years[t] for t in np.flatnonzero(choice[j] == variant))
            if years:
                by_years.setdefault(years, []).append(name)
        remedy = tr(f"flag.{GAINS[variant - 1]}")
        for line in _fewest(by_years, len(names)):
            yield tr("cli.run.remedy", year=line[0], remedy=remedy, industries=line[1])


def _fewest(
    by_years: dict[tuple[int, ...], list[str]], everyone: int, most: int = 4
) -> Iterator[tuple[str, str]]:
    """One line for years that industries share; where these are many, one for them all."""
    if len(by_years) <= most:
        for years, industries in by_years.items():
            yield spans(years), some(industries, everyone)
    else:
        every = sorted({year for years in by_years for year in years})
        yield spans(every), some(_joined(list(by_years.values())), everyone)


def _joined(groups: Sequence[Sequence[str]]) -> list[str]:
    return [name for group in groups for name in group]
