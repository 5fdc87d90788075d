"""From the imported tables to the method's dataset: region, benchmarks, roles.

Nothing is guessed: what is not unique is a problem that says how to choose, what is
not said is named with the answer it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gxde_desktop.importing.results import Problem
from gxde_desktop.project.benchmarks import benchmarks_of, regions_of
from gxde_desktop.project.candidates import (
    NATIONAL,
    Candidate,
    RoleRule,
    by_rules,
    by_text,
    candidate,
    covering,
    first_difference,
    role_rules,
    series_id,
)
from gxde_desktop.project.cities import cities_of_region
from gxde_desktop.project.industries import common_of, following_a_rule, series_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.updates import Outcome, outcomes_of
from gxde_desktop.project.vintages import vintage_problems
from models.concordance import GROUP_OF_ASSET
from models.dataset import Dataset
from models.frozen import FrozenMap
from models.industries import BROAD
from models.messages import Message, message
from models.parameters import Parameters
from models.series import AnnualSeries

LEVELS: Mapping[str, str] = {
    "price.cpi": "B",
    "price.gdp_volume": "B",
    "price.wage": "C",
    **{f"rental.{capital}": "B" for capital in (*GROUP_OF_ASSET, "nonict")},
    **{f"price.{broad}_volume": "C" for broad in BROAD},
    **{f"broad_value.{broad}": "C" for broad in BROAD},
}
"""Level of the figures (method, section 7) that a role is first read for; the others: A."""


@dataclass(frozen=True, slots=True, eq=False)
class RoleChoice:
    """The series that serves one role, or what it takes to have one.

    needed: whether figures of its `level` lack something without it under these parameters;
    a role that is not needed is used all the same where it overrides (a given investment
    series). level: `A`, `B` or `C`: what lacks beyond A leaves the slice as it is.
    chosen: None where there is none yet, and then `missing` says what is needed.
    by_person: chosen by a command, not by the rules.
    candidates: every series that follows a rule or was named, usable or not.
    """

    role: str
    needed: bool
    chosen: Candidate | None
    missing: Message | None
    candidates: tuple[Candidate, ...]
    by_person: bool = False

    @property
    def level(self) -> str:
        """Level of the figures that the role is read for."""
        return LEVELS.get(self.role, "A")


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """A dataset as far as the project gives one.

    dataset: None only where there is nothing to measure (no region). regions: those that
    have a table, the national one last. problems: what a person should decide or know.
    updated: what came of tables that were carried to another year.
    """

    dataset: Dataset | None
    regions: tuple[str, ...]
    roles: tuple[RoleChoice, ...]
    problems: tuple[Problem, ...]
    updated: tuple[Outcome, ...] = ()

    def role(self, role: str) -> RoleChoice:
        """The choice of one role."""
        return next(each for each in self.roles if each.role == role)


def assemble(state: ProjectState) -> Assembly:
    """The dataset of a project, with every choice made and every choice that is open.

    Of the active scenario: its files, region, choices and parameters.
    """
    state = replace(state, files=state.used_files)
    problems: list[Problem] = []
    regions = regions_of(state)
    region = _region(state, regions, problems)
    if region is None:
        return Assembly(None, regions, (), tuple(problems))
    series = all_series(state)
    updated = outcomes_of(state, series)
    benchmarks = benchmarks_of(state, region, problems, updated)
    roles = tuple(_role(role, state, region, series, problems) for role in role_rules())
    used = {
        each.role: each.chosen.series
        for each in roles
        if each.chosen is not None and (each.needed or not _is_asset_price(each.role))
    }
    chosen = [each.chosen.series for each in roles if each.chosen is not None]
    could = [each.series for role in roles for each in role.candidates]
    could += following_a_rule(series, region)
    problems.extend(vintage_problems(series, chosen, could))
    industries = common_of(benchmarks)
    by_industry = series_of(industries, benchmarks, region, series, problems)
    cities = cities_of_region(region, series, problems)
    dataset = Dataset(region, benchmarks, FrozenMap(used), industries, by_industry, cities)
    return Assembly(dataset, regions, roles, tuple(problems), updated)


def assembly_key(state: ProjectState) -> tuple[Any, ...]:
    """What an assembly depends on: two states with the same key have the same one.

    Of the parameters only those that name the series to be used.
    """
    series = tuple(
        (name, each.price_method, each.price_series, each.activity)
        for name, each in state.parameters.assets.items()
    )
    parameters = state.parameters
    named = (series, parameters.cpi_series, parameters.continuation, parameters.return_reading)
    choices = tuple(sorted(state.choices.items()))
    return (state.used_files, state.region, choices, named, state.concordances, state.updates)


def all_series(state: ProjectState) -> tuple[AnnualSeries, ...]:
    """Every series of every file, in order."""
    return tuple(
        series
        for file in state.files
        for table in file.report.tables
        if table.status != "refused"
        for series in table.series
        if series.years
    )


def problem(severity: str, what: Message, *, file: str = "", sheet: str | None = None) -> Problem:
    """A problem of the project; `code` is its message's code without the area."""
    return Problem(severity, what.code.removeprefix("project."), what, sheet, None, file)


def _region(state: ProjectState, regions: tuple[str, ...], problems: list[Problem]) -> str | None:
    if state.region is not None:
        if state.region not in regions:
            problems.append(
                problem(
                    "warning",
                    message("project.region_without_table", region=state.region, regions=regions),
                )
            )
        return state.region
    own = [region for region in regions if region != NATIONAL]
    if len(own) == 1:
        return own[0]
    if len(own) > 1:
        problems.append(problem("question", message("project.which_region", regions=tuple(own))))
        return None
    if regions:
        return regions[0]
    if state.files:
        problems.append(problem("error", message("project.no_table")))
    return None


def _role(
    role: str,
    state: ProjectState,
    region: str,
    series: tuple[AnnualSeries, ...],
    problems: list[Problem],
) -> RoleChoice:
    rule = role_rules()[role]
    needed = _needed(role, state.parameters)
    reported = needed or not _is_asset_price(role)
    tiers = _tiers(role, rule, state.parameters, region, series)
    listed = tuple({each.series_id: each for tier in tiers for each in tier}.values())
    person = state.choices.get(role)
    if person is not None:
        return _chosen_by_person(role, rule, needed, person, series, listed, problems)
    for tier in tiers:
        usable = [each for each in tier if each.lacks is None]
        kept, repeated = covering(usable)
        if len(kept) == 1:
            if reported:
                problems.extend(_not_used(kept[0], each) for each in repeated)
            return RoleChoice(role, needed, kept[0], None, listed)
        if len(kept) > 1:
            missing = _several(role, kept)
            if reported:
                problems.append(problem("question", missing))
            return RoleChoice(role, needed, None, missing, listed)
    lacking = [each.lacks for each in listed if each.lacks is not None]
    missing = lacking[0] if lacking else _absent(role, state.parameters)
    return RoleChoice(role, needed, None, missing, listed)


def _tiers(
    role: str,
    rule: RoleRule,
    parameters: Parameters,
    region: str,
    series: tuple[AnnualSeries, ...],
) -> list[list[Candidate]]:
    kind, _, member = role.partition(".")
    text = parameters.cpi_series if role == "price.cpi" else None
    if kind == "price" and member in parameters.assets:
        text = parameters.assets[member].price_series
    if text:
        return by_text(text, rule.kind, region, series)
    return by_rules(rule, region, series)


def _chosen_by_person(
    role: str,
    rule: RoleRule,
    needed: bool,
    person: str,
    series: tuple[AnnualSeries, ...],
    listed: tuple[Candidate, ...],
    problems: list[Problem],
) -> RoleChoice:
    found = next((one for one in series if series_id(one) == person), None)
    if found is None:
        missing = message("project.choice_gone", role=message(f"role.{role}"))
        if needed:
            problems.append(problem("question", missing))
        return RoleChoice(role, needed, None, missing, listed, by_person=True)
    chosen = candidate(found, rule.kind)
    if person not in {each.series_id for each in listed}:
        listed = (*listed, chosen)
    if chosen.lacks is not None:
        return RoleChoice(role, needed, None, chosen.lacks, listed, by_person=True)
    return RoleChoice(role, needed, chosen, None, listed, by_person=True)


def _needed(role: str, parameters: Parameters) -> bool:
    """Whether any figure asks for the role under these parameters."""
    kind, _, member = role.partition(".")
    assets = parameters.assets
    if kind in ("investment", "value_added", "link") or role in _OVERRIDES:
        return False
    if kind == "rental":
        return parameters.return_reading == "given"
    if role in _CONTINUES:
        return parameters.continuation == _CONTINUES[role]
    if role in LEVELS or role == "price.nonict":
        return True
    if kind == "indicator":
        if member == "gfcf" and parameters.continuation == "gfcf_deflator":
            return True
        return member != "gfcf" or any(each.activity == "gfcf" for each in assets.values())
    if member in assets:
        return assets[member].price_method != "harmonised"
    return any(each.price_method == "harmonised" for each in assets.values())


def _is_asset_price(role: str) -> bool:
    """Whether only a price method asks for the role: without it, it is no input."""
    return role.startswith("price.") and role not in LEVELS and role not in _OVERRIDES


_OVERRIDES = ("price.reference_computers", "price.reference_communications")
"""Prices of one asset that replace the common one wherever a person names them."""

_CONTINUES: Mapping[str, str] = {"price.gfcf_volume": "gfcf_deflator", "price.ppi": "ppi"}
"""Roles that only a continuation of the investment price reads, and which one."""


def _absent(role: str, parameters: Parameters) -> Message:
    kind, _, member = role.partition(".")
    if kind == "price" and member in parameters.assets:
        text = parameters.assets[member].price_series
        if text:
            return message("project.no_series_named", text=text, asset=message(f"asset.{member}"))
        if not role_rules()[role].patterns:
            return message("project.name_a_price", asset=message(f"asset.{member}"), key=member)
    return message("project.no_series", role=message(f"role.{role}"))


def _several(role: str, kept: list[Candidate]) -> Message:
    year = first_difference(kept[0].series, kept[1].series)
    where = tuple(f"{each.series.label} ({each.series.source.file})" for each in kept[:4])
    role_name = message(f"role.{role}")
    if year is None or kept[0].series.label != kept[1].series.label:
        return message("project.several_series", role=role_name, series=where, count=len(kept))
    return message(
        "project.series_differ",
        role=role_name,
        series=where,
        year=year,
        left=kept[0].series.at(year),
        right=kept[1].series.at(year),
    )


def _not_used(kept: Candidate, repeated: Candidate) -> Problem:
    return problem(
        "info",
        message(
            "project.series_repeated",
            series=repeated.series.label,
            file=repeated.series.source.file,
            kept=kept.series.source.file,
        ),
        file=repeated.series.source.file,
        sheet=repeated.series.source.sheet,
    )
