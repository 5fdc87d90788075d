"""The common industries of a region's tables, and the series of each (method, sections 1 and 7).

Links between the names of classifications are data: `resources/industries/*.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from gxde_desktop.importing.results import Problem
from gxde_desktop.project.candidates import (
    Candidate,
    RoleRule,
    candidate,
    covering,
    in_reach,
    industry_role_rules,
    rule_text,
)
from gxde_desktop.project.crosswalks import matching_names
from gxde_desktop.project.sections import section_series
from gxde_desktop.project.summing import summed
from gxde_desktop.resources import resource_folder
from models.concordance import normal_name
from models.dataset import INDUSTRY_ROLES, Benchmark
from models.frozen import FrozenMap
from models.industries import Industry, IndustryLink, common_industries
from models.messages import Message, message
from models.series import AnnualSeries

Tables = tuple[tuple[str, ...], ...]
ByName = dict[str, AnnualSeries]

FLOWS = tuple(role for role in INDUSTRY_ROLES if role.startswith("flow_"))
"""Rows of a given capital-flow matrix."""

ADDED_UP = ("employment", "hours", "employees", "product_taxes", *FLOWS)
"""Roles whose sectors add up to the industry; prices do not."""


@cache
def industry_links() -> tuple[IndustryLink, ...]:
    """All links that ship with the program."""
    return tuple(
        IndustryLink(each["key"], tuple(each["names"]), each["broad"], each["market"])
        for each in _plain()
    )


@cache
def _plain() -> tuple[Mapping[str, Any], ...]:
    folder = resource_folder() / "industries"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json"))]
    return tuple(each for text in texts for each in json.loads(text))


@cache
def _parts() -> Mapping[str, frozenset[str]]:
    """By key of a link: names, normalised, that mean only a part of its activity."""
    return MappingProxyType(
        {each["key"]: frozenset(map(normal_name, each.get("parts", ()))) for each in _plain()}
    )


def common_of(benchmarks: tuple[Benchmark, ...]) -> tuple[Industry, ...]:
    """The finest common classification of the benchmarks' tables."""
    return _common(matching_names(tuple(benchmark.table for benchmark in benchmarks)))


@lru_cache(maxsize=16)
def _common(tables: Tables) -> tuple[Industry, ...]:
    return common_industries(tables, industry_links())


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one industry, normalised.

    whole: those that mean all of it; sectors: for each table, newest first, the names of its
    sectors where there are several, which together are the industry.
    """

    whole: frozenset[str]
    sectors: tuple[tuple[str, ...], ...]

    @property
    def all(self) -> frozenset[str]:
        """Every name, of the whole or of a part."""
        return self.whole.union(*self.sectors)


@lru_cache(maxsize=16)
def names_of(industries: tuple[Industry, ...], tables: Tables) -> tuple[Names, ...]:
    """The names of each industry; a name that two industries claim is nobody's."""
    holders: dict[str, set[str]] = {}
    for link in industry_links():
        for name in map(normal_name, link.names):
            holders.setdefault(name, set()).add(link.key)
    return tuple(_names(industry, tables, holders) for industry in industries)


def _names(industry: Industry, tables: Tables, holders: Mapping[str, set[str]]) -> Names:
    printed = [
        tuple(dict.fromkeys(normal_name(names[s]) for s in members))
        for names, members in zip(tables, industry.members, strict=True)
    ]
    alone = {group[0] for group in printed if len(group) == 1}
    together = {name for group in printed if len(group) > 1 for name in group}
    links = {key for group in printed for name in group for key in holders.get(name, ())}
    # A link's other names mean the whole industry where they stand for all of its links.
    others = {
        name
        for name, keys in holders.items()
        if links and keys == links and not any(name in _parts().get(key, ()) for key in keys)
    }
    return Names(
        frozenset(alone | (others - together)),
        tuple(group for group in reversed(printed) if len(group) > 1),
    )


def series_of(
    industries: tuple[Industry, ...],
    benchmarks: tuple[Benchmark, ...],
    region: str,
    series: tuple[AnnualSeries, ...],
    problems: list[Problem],
) -> Mapping[str, Mapping[str, AnnualSeries]]:
    """Series by role and key of the industry; what cannot be told is among the problems."""
    if not industries:
        return FrozenMap()
    names = names_of(industries, matching_names(tuple(b.table for b in benchmarks)))
    known = frozenset().union(*(each.all for each in names))
    found: dict[str, Mapping[str, AnnualSeries]] = {}
    for role, rule in industry_role_rules().items():
        tiers = _tiers(role, rule, region, series, known, problems)
        chosen: dict[str, AnnualSeries] = {}
        for industry, own in zip(industries, names, strict=True):
            one = _first(role, industry, own, tiers, problems)
            if one is not None:
                chosen[industry.key] = one
        if chosen:
            found[role] = FrozenMap(chosen)
    persons = found.get("employment", {})
    shared = section_series(industry_role_rules()["employment"], industries, region, series)
    if any(key not in persons for key in shared):
        found["section_employment"] = shared
    return FrozenMap(found)


def following_a_rule(series: Iterable[AnnualSeries], region: str) -> list[AnnualSeries]:
    """Series that a rule for one industry would take, of the region or of none that is said."""
    known = tuple(series)
    found: dict[int, AnnualSeries] = {}
    for rule in industry_role_rules().values():
        for each in in_reach(rule, region, known):
            text = rule_text(each)
            if any(pattern.fullmatch(text) for pattern in rule.patterns):
                found[id(each)] = each
    return list(found.values())


def _tiers(
    role: str,
    rule: RoleRule,
    region: str,
    series: tuple[AnnualSeries, ...],
    known: frozenset[str],
    problems: list[Problem],
) -> list[ByName]:
    """For each pattern in order: the one series of each industry's name that follows it."""
    near = [(one, rule_text(one)) for one in in_reach(rule, region, series)]
    tiers = []
    for pattern, fixed in zip(rule.patterns, rule.industries, strict=True):
        by_name: dict[str, list[Candidate]] = {}
        for one, text in near:
            match = pattern.fullmatch(text)
            name = "" if match is None else normal_name(fixed or match["industry"])
            if name in known:
                by_name.setdefault(name, []).append(candidate(one, rule.kind))
        tier: ByName = {}
        for name, candidates in by_name.items():
            kept, _ = covering([each for each in candidates if each.lacks is None])
            if len(kept) == 1:
                tier[name] = kept[0].series
            elif kept:
                problems.append(_several("question", role, kept[0].series.industry or name, kept))
        tiers.append(tier)
    return tiers


def _first(
    role: str, industry: Industry, names: Names, tiers: list[ByName], problems: list[Problem]
) -> AnnualSeries | None:
    for tier in tiers:
        present = {name: tier[name] for name in sorted(names.all) if name in tier}
        if present:
            one = _of_whole(role, industry, names, present, problems)
            if one is None and role in ADDED_UP:
                one = _sum_of_sectors(role, industry, names, present, problems)
            elif one is None:
                one = _price_of_sectors(industry, present, problems)
            if one is not None:
                return one
    return None


def _of_whole(
    role: str, industry: Industry, names: Names, present: ByName, problems: list[Problem]
) -> AnnualSeries | None:
    wholes = [candidate(one, "") for name, one in present.items() if name in names.whole]
    kept, _ = covering(wholes)
    if len(kept) > 1:
        problems.append(_several("question", role, industry.label, kept))
    return kept[0].series if len(kept) == 1 else None


def _sum_of_sectors(
    role: str, industry: Industry, names: Names, present: ByName, problems: list[Problem]
) -> AnnualSeries | None:
    """Persons or hours of all sectors of one table, the newest that has them all."""
    for sectors in names.sectors:
        if all(name in present for name in sectors):
            total = summed([present[name] for name in sectors])
            if total is not None:
                return total
    if not names.whole & set(present):
        code = "flow" if role in FLOWS else role
        problems.append(_incomplete(code, industry, present))
    return None


def _price_of_sectors(
    industry: Industry, present: ByName, problems: list[Problem]
) -> AnnualSeries | None:
    """The price that all sectors share; several that differ are not averaged."""
    different = {(one.basis, one.years, one.values): one for one in present.values()}
    if len(different) > 1:
        problems.append(_incomplete("price", industry, present))
        return None
    (one,) = different.values()
    if len(present) == 1:
        problems.append(_incomplete("price_of_part", industry, present))
    return one


def _several(severity: str, role: str, industry: str, kept: list[Candidate]) -> Problem:
    where = tuple(f"{each.series.label} ({each.series.source.file})" for each in kept[:4])
    named = message(f"role.industry_{role}", industry=industry)
    what = message("project.several_series", role=named, series=where, count=len(kept))
    return _problem(severity, what, kept[0].series)


def _incomplete(code: str, industry: Industry, present: ByName) -> Problem:
    what = message(
        f"project.industry_{code}",
        industry=industry.label,
        sectors=tuple(one.industry or one.name for one in present.values()),
    )
    return _problem("info", what, next(iter(present.values())))


def _problem(severity: str, what: Message, series: AnnualSeries) -> Problem:
    code = what.code.removeprefix("project.")
    return Problem(severity, code, what, series.source.sheet, None, series.source.file)
