"""Which series can serve a role: rules as data (`resources/roles.json`) and their outcome."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from gxde_desktop.importing.indicators import title_indicator
from gxde_desktop.importing.regions import region_named
from gxde_desktop.resources import resource_folder
from models.concordance import normal_name
from models.messages import Message, message
from models.quantities.capital_prices import PER_CENT
from models.series import AnnualSeries, Basis
from models.units import units_per_yi

NATIONAL = "全国"
_NAMES = 4096
"""Names whose words are kept."""
_NOMINAL = ("现价", "当年价", "名义", "缩减", "平减", "价格")
_REAL = ("指数", "增长", "增速")
_BRACKETS = re.compile(r"[（(\[【][^（()）\]】\[【]*[)）\]】]")


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A series that may serve a role. lacks: what must be answered first, None if nothing."""

    series_id: str
    series: AnnualSeries
    lacks: Message | None = None


@dataclass(frozen=True, slots=True)
class RoleRule:
    """What a role takes.

    kind: `money`, `price`, `volume` (an index or growth, never an amount), `wage` (an amount,
    not of the region), `rate` (a pure number or per cent) or `quantity` (persons, hours);
    national: of the nation, not the region.
    industries: for roles of one industry, the industry that a pattern is about, None where
    its group `industry` names it.
    """

    kind: str
    national: bool
    patterns: tuple[re.Pattern[str], ...]
    industries: tuple[str | None, ...] = ()


def role_rules() -> Mapping[str, RoleRule]:
    """The rules of every role, from `resources/roles.json`."""
    return _rules("roles")


def industry_role_rules() -> Mapping[str, RoleRule]:
    """The rules of the roles that each industry has (`models.dataset.INDUSTRY_ROLES`)."""
    return _rules("industry_roles")


def margin_rules() -> Mapping[str, RoleRule]:
    """The rules of the margins that a table is carried to another year with."""
    return _rules("margin_roles")


@cache
def _rules(section: str) -> Mapping[str, RoleRule]:
    plain = json.loads((resource_folder() / "roles.json").read_text(encoding="utf-8"))
    parts: dict[str, str] = plain["abbreviations"]

    def compiled(text: str) -> re.Pattern[str]:
        for name, part in parts.items():
            text = text.replace("{" + name + "}", part)
        return re.compile(text)

    found = {}
    for role, rule in plain[section].items():
        texts = [each if isinstance(each, dict) else {"rule": each} for each in rule["rules"]]
        found[role] = RoleRule(
            rule["kind"],
            rule["region"] == "national",
            tuple(compiled(each["rule"]) for each in texts),
            tuple(each.get("industry") for each in texts),
        )
    return MappingProxyType(found)


def series_id(series: AnnualSeries) -> str:
    """Names a series for good: content of the file, sheet, cell of its first value."""
    cell = series.cells[0] if series.cells else ""
    return f"{series.source.sha256[:16]}:{series.source.sheet}:{cell}"


def rule_text(series: AnnualSeries) -> str:
    """What the rules are matched with: name, and industry after a colon."""
    return _rule_words(series.name, series.industry)


# Every role asks for the same names again.
@lru_cache(_NAMES)
def _rule_words(*parts: str | None) -> str:
    return ":".join(normal_name(_BRACKETS.sub("", part)) for part in parts if part)


def candidate(series: AnnualSeries, kind: str) -> Candidate:
    """A series as a candidate, with what a person has to answer before it can be used."""
    return Candidate(series_id(series), series, _lacks(series, kind))


def by_rules(rule: RoleRule, region: str, series: Iterable[AnnualSeries]) -> list[list[Candidate]]:
    """Candidates of each rule in order; series whose region nobody said are among them."""
    near = in_reach(rule, region, series)
    return [
        [
            candidate(one, rule.kind)
            for one in near
            if any(pattern.fullmatch(text) for text in _texts(one, rule.kind))
        ]
        for pattern in rule.patterns
    ]


def _texts(series: AnnualSeries, kind: str) -> list[str]:
    """The text of the rules; a group of an index also under the title of its sheet or file.

    交通和通信 in the sheet 9-2 居民消费价格分类指数 is a consumer price.
    """
    text = rule_text(series)
    if kind != "price" or series.basis not in (Basis.INDEX_PREVIOUS_100, Basis.INDEX_FIXED_BASE):
        return [text]
    titles = (series.source.sheet, series.source.file.rpartition(".")[0])
    headed = {_title_words(title) for title in titles} - {""}
    return [text, *(f"{title}:{text}" for title in sorted(headed))]


@lru_cache(_NAMES)
def _title_words(title: str) -> str:
    return normal_name(title_indicator(title))


def in_reach(rule: RoleRule, region: str, series: Iterable[AnnualSeries]) -> list[AnnualSeries]:
    """Series of the rule's region, or of none that anybody said.

    A volume has the name of its amount (地区生产总值 at current prices and as an index): what
    tells them apart is the basis, or a word of the name where the basis is not said.
    """
    wanted = NATIONAL if rule.national else region
    near = [one for one in series if one.region is None or same_region(one.region, wanted)]
    return [one for one in near if rule.kind != "volume" or _is_volume(one)]


def _is_volume(series: AnnualSeries) -> bool:
    if any(word in series.name for word in _NOMINAL):
        return False
    if series.basis is None:
        return any(word in series.name for word in _REAL)
    return series.basis is not Basis.VALUE


def by_text(
    text: str, kind: str, region: str, series: Iterable[AnnualSeries]
) -> list[list[Candidate]]:
    """Candidates whose label holds `text`: the region's own first, then the nation's, then any."""
    wanted = normal_name(text)
    found = [one for one in series if wanted and wanted in normal_name(one.label)]
    own = [one for one in found if one.region is not None and same_region(one.region, region)]
    national = [one for one in found if one.region == NATIONAL and one not in own]
    rest = [one for one in found if one not in own and one not in national]
    return [[candidate(one, kind) for one in tier] for tier in (own, national, rest)]


@lru_cache(_NAMES)
def same_region(left: str, right: str) -> bool:
    """Whether two spellings are one region (广西, 广西壮族自治区)."""
    return left == right or (region_named(left) or left) == (region_named(right) or right)


def covering(candidates: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Candidates that are not repeated in a longer one, and those that are.

    Repeated: same unit and basis, every year of it in the other with the same value.
    """
    kept: list[Candidate] = []
    repeated: list[Candidate] = []
    for each in sorted(candidates, key=_order):
        if any(_holds(longer.series, each.series) for longer in kept):
            repeated.append(each)
        else:
            kept.append(each)
    return kept, repeated


def _order(candidate: Candidate) -> tuple[int, bool]:
    """Longer series first; of one length, the one that prints yearly changes."""
    series = candidate.series
    return -len(series.years), series.basis is not Basis.INDEX_PREVIOUS_100


def first_difference(left: AnnualSeries, right: AnnualSeries) -> int | None:
    """The first year in which two series print different values."""
    for year in left.years:
        other = right.at(year)
        if other is not None and other != left.at(year):
            return year
    return None


def _holds(longer: AnnualSeries, shorter: AnnualSeries) -> bool:
    if longer.basis != shorter.basis:
        return _one_index(longer, shorter)
    if longer.unit != shorter.unit:
        return False
    return all(longer.at(year) == shorter.at(year) for year in shorter.years)


PRINTED = 0.0015
"""How far yearly changes of one index may differ in two bases printed with one decimal."""


def _one_index(one: AnnualSeries, other: AnnualSeries) -> bool:
    """Whether two series are one index in two bases (上年=100 beside 1978年=100)."""
    changes, others = _changes(one), _changes(other)
    common = changes.keys() & others.keys()
    return bool(common) and all(abs(changes[y] - others[y]) <= PRINTED for y in common)


def _changes(series: AnnualSeries) -> dict[int, float]:
    """Yearly relatives of an index, by year; none of what is not an index."""
    if series.basis is Basis.INDEX_PREVIOUS_100:
        return {y: v / 100 for y, v in zip(series.years, series.values, strict=True)}
    if series.basis is Basis.GROWTH_PERCENT:
        return {y: 1 + v / 100 for y, v in zip(series.years, series.values, strict=True)}
    if series.basis is not Basis.INDEX_FIXED_BASE:
        return {}
    levels = dict(zip(series.years, series.values, strict=True))
    return {y: v / levels[y - 1] for y, v in levels.items() if levels.get(y - 1, 0) > 0}


def _lacks(series: AnnualSeries, kind: str) -> Message | None:
    field: str | None = None
    if series.region is None:
        field = "region"
    elif kind in ("price", "volume"):
        field = "basis" if series.basis is None else None
    elif kind == "rate":
        if series.basis not in (None, Basis.VALUE):
            return message("project.lacks.not_amount", series=series.label)
        if series.unit is not None and series.unit not in PER_CENT:
            return message("project.lacks.not_rate", series=series.label, unit=series.unit)
    elif kind in ("wage", "quantity"):
        if series.basis not in (None, Basis.VALUE):
            return message("project.lacks.not_amount", series=series.label)
        field = "unit" if series.unit is None else None
    elif series.basis not in (None, Basis.VALUE):
        return message("project.lacks.not_money", series=series.label)
    elif series.unit is None:
        field = "unit"
    elif units_per_yi(series.unit) is None:
        return message("project.lacks.unit_not_money", series=series.label, unit=series.unit)
    if field is None:
        return None
    return message(
        f"project.lacks.{field}",
        series=series.label,
        name=series.name or series.source.sheet,
        file=series.source.file,
    )
