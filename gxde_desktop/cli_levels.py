"""Which level of figures was reached, and what the next one needs (method, section 7)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gxde_desktop.cli_tables import listed, some, spans
from gxde_desktop.text import say, tr
from models.frame import FACTORS, PRICES, RULES
from models.measurement import Measurement
from models.messages import Message
from models.quantities import REGISTRY

COMPENSATION, ACCUMULATED = RULES.index("compensation"), RULES.index("accumulated")
INDUSTRY_ITEM = "role.industry_"


@dataclass(slots=True)
class Need:
    """One item that figures of a level need, with the industries and years it lacks for."""

    why: Message
    industries: dict[str, None] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)


def lines(m: Measurement, lacking: Mapping[str, Message]) -> Iterator[str]:
    """The level of each block, then the items that are missing, each once.

    lacking: by role, what the project knows better than the method: a series is there but
    its unit is not said, or several are.
    """
    yield ""
    yield tr("cli.run.levels")
    yield f"  {tr('cli.run.level_a', reached=_years(m, 'stock_total'))}"
    yield f"  {tr('cli.run.level_a_rule', reached=_years(m, 'gdp_share', RULES.index('stock')))}"
    yield f"  {tr('cli.run.level_b', reached=_years(m, 'gdp_share', COMPENSATION))}"
    yield f"  {tr('cli.run.level_b_rule', reached=_years(m, 'gdp_share', ACCUMULATED))}"
    ict = m.values["aggregate_contribution"][FACTORS.index("ict")]
    yield f"  {tr('cli.run.level_b_accounts', reached=_intervals(m, ~np.isnan(ict)))}"
    yield f"  {tr('cli.run.level_c', reached=_with_tfp(m))}"
    known: set[tuple[str, str]] = set()
    for level, probes in (("b", _probes_b(m)), ("c", _probes_c(m))):
        needs = _needs(m, probes)
        fresh = {key: need for key, need in needs.items() if key not in known}
        known |= set(fresh)
        if fresh:
            yield ""
            yield tr(f"cli.run.needed_{level}")
            for need in fresh.values():
                yield f"  {_item(m, need, lacking)}"


def _years(m: Measurement, key: str, *outer: int) -> str:
    there = m.frame.existing_years(key, *outer)
    return spans([m.frame.years[t] for t in there]) or tr("cli.run.not_reached")


def _intervals(m: Measurement, reached: np.ndarray) -> str:
    labels = [str(label) for label in m.frame.labels("interval")]
    return listed([labels[i] for i in np.flatnonzero(reached)]) or tr("cli.run.not_reached")


def _with_tfp(m: Measurement) -> str:
    """Intervals with the number of industries that have TFP."""
    tfp = m.values["tfp"]
    counts = (~np.isnan(tfp)).sum(axis=0) if tfp.size else np.zeros(0)
    parts = [
        tr("cli.run.tfp_of", interval=label, count=int(count), of=tfp.shape[0])
        for label, count in zip(m.frame.labels("interval"), counts, strict=False)
        if count
    ]
    return listed(parts) or tr("cli.run.not_reached")


Probe = tuple[str, tuple[int, ...]]


def _probes_b(m: Measurement) -> Iterator[Probe]:
    """What user cost, rules 2 and 3 and the contribution of ICT capital rest on."""
    for t in _benchmark_years(m):
        yield "ex_ante_rate", (t,)
        yield "nonict_stock", (t,)
        yield "gdp_deflator", (t,)
        yield "price_level", (PRICES.index("gdp_volume"), t)
        for a in range(len(m.frame.assets)):
            yield "investment", (a, t)
            yield "price", (a, t)
            yield "stock", (a, t)
        for rule in (COMPENSATION, ACCUMULATED):
            yield "digital_economy", (rule, t)


def _probes_c(m: Measurement) -> Iterator[Probe]:
    """What TFP rests on, industry by industry."""
    if len(m.frame.benchmarks) == 1 or not m.frame.benchmarks:
        return
    for i in range(m.frame.size("interval")):
        for j in range(m.frame.size("industry")):
            yield "output_price_growth", (j, i)
            yield "labour_growth", (j, i)
        for j in range(m.frame.size("industry")):
            yield "tfp", (j, i)


def _benchmark_years(m: Measurement) -> list[int]:
    found = (m.frame.year_position(year) for year in m.frame.benchmarks)
    return [t for t in found if t is not None]


def _needs(m: Measurement, probes: Iterator[Probe]) -> dict[tuple[str, str], Need]:
    needs: dict[tuple[str, str], Need] = {}
    for key, index in probes:
        assert len(index) == len(REGISTRY[key].axes)
        if not math.isnan(m.at(key, index)):
            continue
        why = m.reason(key, *index)
        if why is None:
            continue
        need = needs.setdefault(_kind(why), Need(why))
        industry = _industry(why)
        if industry is None and not why.code.startswith("needs."):
            industry = _industry_of(m, key, index)
        if industry is not None:
            need.industries[industry] = None
        year = why.args.get("year")
        if isinstance(year, int):
            need.years.add(year)
    return needs


def _kind(why: Message) -> tuple[str, str]:
    """What makes two reasons one item: all but the year and the industry."""
    series = why.args.get("series")
    if isinstance(series, Message):
        return "series", series.code
    plain = {k: v for k, v in why.args.items() if k not in ("year", "years", "industry")}
    return why.code, repr(sorted(plain.items(), key=lambda pair: pair[0]))


def _industry(why: Message) -> str | None:
    series = why.args.get("series")
    named = series.args if isinstance(series, Message) else why.args
    industry = named.get("industry")
    return None if industry is None else str(industry)


def _industry_of(m: Measurement, key: str, index: tuple[int, ...]) -> str | None:
    axes = REGISTRY[key].axes
    if "industry" not in axes:
        return None
    return str(m.frame.labels("industry")[index[axes.index("industry")]])


def _item(m: Measurement, need: Need, lacking: Mapping[str, Message]) -> str:
    why = need.why
    series = why.args.get("series")
    facts = dict(why.args)
    if need.years:
        facts["year"] = spans(sorted(need.years))
    if need.industries:
        named = some(list(need.industries), m.frame.size("industry"))
        if not why.code.startswith("needs."):
            return tr("cli.run.because", what=named, why=say(Message(why.code, facts)))
        if isinstance(series, Message):
            facts["series"] = Message(series.code, {**series.args, "industry": named})
        else:
            facts["industry"] = named
    role = series.code.removeprefix("role.") if isinstance(series, Message) else ""
    if role in lacking:
        return say(lacking[role])
    return say(Message(why.code, facts))
