"""Sections 门类 of GB/T 4754 and the industries in each: `resources/sections.json`.

A yearbook has employment by section. Where an industry has no series of its own, that of its
section is split by compensation of employees (method, section 7), which the measurement does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gxde_desktop.project.candidates import (
    Candidate,
    RoleRule,
    candidate,
    covering,
    in_reach,
    rule_text,
)
from gxde_desktop.resources import resource_folder
from models.concordance import normal_name
from models.frozen import FrozenMap
from models.industries import Industry
from models.series import AnnualSeries


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its letter, its names in the editions of the classification (normalised),
    and the keys of the links (`resources/industries`) that it is made of.
    """

    key: str
    letter: str
    names: frozenset[str]
    industries: frozenset[str]


@cache
def sections() -> tuple[Section, ...]:
    """The 19 sections, A to S."""
    plain = json.loads((resource_folder() / "sections.json").read_text(encoding="utf-8"))
    return tuple(
        Section(
            each["key"],
            each["letter"],
            frozenset(map(normal_name, each["names"])),
            frozenset(each["industries"]),
        )
        for each in plain
    )


def section_series(
    rule: RoleRule,
    industries: tuple[Industry, ...],
    region: str,
    series: tuple[AnnualSeries, ...],
) -> Mapping[str, AnnualSeries]:
    """By key of an industry: the series of its section, where that has several industries.

    A section counts only where the common industries fill it exactly; several series of one
    section that differ are none.
    """
    found: dict[str, AnnualSeries] = {}
    for section in sections():
        members = [each for each in industries if set(each.key.split("+")) <= section.industries]
        filled = {key for each in members for key in each.key.split("+")}
        if len(members) < 2 or filled != section.industries:
            continue
        one = _of_section(rule, section, region, series)
        if one is not None:
            found |= dict.fromkeys((each.key for each in members), one)
    return FrozenMap(found)


def _of_section(
    rule: RoleRule, section: Section, region: str, series: tuple[AnnualSeries, ...]
) -> AnnualSeries | None:
    near = [(one, rule_text(one)) for one in in_reach(rule, region, series)]
    for pattern in rule.patterns:
        matched: list[Candidate] = []
        for one, text in near:
            match = pattern.fullmatch(text)
            named = match is not None and "industry" in pattern.groupindex
            if match is not None and named and normal_name(match["industry"]) in section.names:
                matched.append(candidate(one, rule.kind))
        kept, _ = covering([each for each in matched if each.lacks is None])
        if len(kept) == 1:
            return kept[0].series
    return None
