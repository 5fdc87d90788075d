"""Which level of figures was reached, and what the next one needs (method, section 7)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gxde_desktop.cli_tables import listed, some, spans
from gxde_desktop.levels import (
    ACCUMULATED,
    BLOCKS,
    COMPENSATION,
    Block,
    counts_of,
    level_of,
    reached_at,
    rule_level,
)
from gxde_desktop.text import industry_text, say, tr
from models.frame import PRICES
from models.measurement import Measurement
from models.messages import Message
from models.quantities import REGISTRY


@dataclass(slots=True)
class Need:
    """One item that figures of a level need, with the industries and years it lacks for.

    key: the quantity that said so first.
    """

    why: Message
    key: str
    industries: dict[str, None] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)


def lines(m: Measurement, lacking: Mapping[str, Message]) -> Iterator[str]:
    """The level of each block, then the items that are missing, each once.

    lacking: by role, what the project knows better than the method: a series is there but
    its unit is not said, or several are.
    """
    yield ""
    yield tr("cli.run.levels")
    for block in BLOCKS:
        level = level_of(m, (block.key, block.outer))
        what = tr(f"cli.run.block.{block.name}")
        yield f"  {tr('cli.run.level', level=level, what=what, reached=_reached(m, block))}"
    known: set[tuple[str, str]] = set()
    for level, probes in (("b", _probes_b(m)), ("c", _probes_c(m))):
        needs = _needs(m, probes)
        fresh = {key: need for key, need in needs.items() if key not in known}
        known |= set(fresh)
        if fresh:
            yield ""
            yield tr(f"cli.run.needed_{level}")
            for need in fresh.values():
                yield f"  {item(m, need, lacking)}"


def _reached(m: Measurement, block: Block) -> str:
    """Years or intervals that have the figures; of industries, how many have them."""
    axes = REGISTRY[block.key].axes
    places = reached_at(m, block)
    if axes[-1] == "year":
        return spans([m.frame.years[t] for t in places]) or tr("cli.run.not_reached")
    labels = m.frame.labels("interval")
    if "industry" not in axes:
        return listed([str(labels[i]) for i in places]) or tr("cli.run.not_reached")
    counts, of = counts_of(m, block), m.frame.size("industry")
    parts = [tr("cli.run.tfp_of", interval=labels[i], count=int(counts[i]), of=of) for i in places]
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
        yield from _rule_probes(m, "B", t)


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
    for t in _benchmark_years(m):
        yield from _rule_probes(m, "C", t)


def _rule_probes(m: Measurement, level: str, t: int) -> Iterator[Probe]:
    for rule in (COMPENSATION, ACCUMULATED):
        if rule_level(m, rule) == level:
            yield "digital_economy", (rule, t)


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
        need = needs.setdefault(_kind(why), Need(why, key))
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


def item(m: Measurement, need: Need, lacking: Mapping[str, Message]) -> str:
    """The line of one need, or of a cause with what it is about."""
    why = need.why
    series = why.args.get("series")
    facts = dict(why.args)
    if need.years:
        facts["year"] = spans(sorted(need.years))
    named = some([industry_text(each) for each in need.industries], m.frame.size("industry"))
    if not why.code.startswith("needs."):
        # No data that could be added: a cause is told with what it is about.
        what = named or tr(f"quantity.{need.key}.title")
        return tr("cli.run.because", what=what, why=say(Message(why.code, facts)))
    if need.industries:
        if isinstance(series, Message):
            facts["series"] = Message(series.code, {**series.args, "industry": named})
        else:
            facts["industry"] = named
    role = series.code.removeprefix("role.") if isinstance(series, Message) else ""
    if role in lacking:
        return say(lacking[role])
    return say(Message(why.code, facts))
