"""The figures of a province's cities among the imported series (method, section 2).

A city's series is known by its region, what it serves as by the rules of the province's own
roles. Yearbooks print one year of all cities, so that a series is joined of pieces; a year
that two files print differently is used of neither until a person leaves one of them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gxde_desktop.importing.regions import cities_of, province_of, region_named
from gxde_desktop.importing.results import Problem
from gxde_desktop.project.candidates import (
    NATIONAL,
    Candidate,
    candidate,
    covering,
    role_rules,
    rule_text,
    same_region,
)
from models.cities import CITY_INDICATORS, NO_CITIES, Cities, Pieces
from models.frozen import FrozenMap
from models.messages import Message, message
from models.series import AnnualSeries
from models.units import units_per_yi

EQUAL = 1e-9
"""Relative difference that units alone can make."""

Table = tuple[str, str]
"""Digest of a file and name of a sheet."""


def cities_of_region(
    region: str, series: tuple[AnnualSeries, ...], problems: list[Problem]
) -> Cities:
    """The cities of a region with what the series say of them; none where they say nothing."""
    if region == NATIONAL:
        return NO_CITIES  # its parts are provinces, which are measured by tables of their own
    known = cities_of(region)
    of_cities = _of_cities(region, known, series)
    found: dict[str, Mapping[str, Pieces]] = {}
    differing: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for indicator in CITY_INDICATORS:
        by_city = {
            name: pieces
            for name, own in of_cities.items()
            if (pieces := _pieces(indicator, name, own, problems, differing))
        }
        if by_city:
            found[indicator] = FrozenMap(by_city)
    problems.extend(_differ(*key, places) for key, places in differing.items())
    if not found:
        return NO_CITIES
    named = dict.fromkeys(name for by_city in found.values() for name in by_city)
    return Cities(tuple(dict.fromkeys((*known, *named))), FrozenMap(found))


def _of_cities(
    region: str, known: tuple[str, ...], series: Iterable[AnnualSeries]
) -> dict[str, list[AnnualSeries]]:
    """The series of each city. Of a province that the dictionary does not know, the places
    that stand in one table with it are its cities.
    """
    every = [one for one in series if one.region is not None]
    beside = {_table(one) for one in every if same_region(str(one.region), region)}
    found: dict[str, list[AnnualSeries]] = {}
    for one in every:
        place = str(one.region)
        if place == NATIONAL or same_region(place, region):
            continue
        name = region_named(place) or place
        # A county in a city counts within it: of a known province only its cities are taken.
        inside = name in known if known else province_of(place) is None and _table(one) in beside
        if inside:
            found.setdefault(name, []).append(one)
    return found


def _table(series: AnnualSeries) -> Table:
    return series.source.sha256, series.source.sheet


def _pieces(
    indicator: str,
    name: str,
    own: list[AnnualSeries],
    problems: list[Problem],
    differing: dict[tuple[str, str, str], list[tuple[str, int]]],
) -> Pieces:
    """What serves as an indicator of one city, by the first rule that any series follows."""
    rule = role_rules()[f"indicator.{indicator}"]
    for pattern in rule.patterns:
        tier = [candidate(one, rule.kind) for one in own if pattern.fullmatch(rule_text(one))]
        _ask(tier, problems)
        usable = [each for each in tier if each.lacks is None]
        if usable:
            kept, _ = covering(usable)
            return _agreeing(name, [each.series for each in kept], differing)
    return ()


def _ask(tier: list[Candidate], problems: list[Problem]) -> None:
    """One question a table, not one a city; an index under the name of an amount is no answer."""
    for each in tier:
        if each.lacks is None or each.lacks.code == "project.lacks.not_money":
            continue
        source = each.series.source
        asked = {(one.file, one.sheet, one.code) for one in problems}
        if (source.file, source.sheet, _code(each.lacks)) not in asked:
            problems.append(_problem("question", each.lacks, each.series))


def _agreeing(
    name: str,
    kept: list[AnnualSeries],
    differing: dict[tuple[str, str, str], list[tuple[str, int]]],
) -> Pieces:
    """The pieces without the years that two of them print differently."""
    dropped: set[int] = set()
    for place, one in enumerate(kept):
        for other in kept[:place]:
            for year in set(one.years) & set(other.years):
                left, right = _in_yi(other, year), _in_yi(one, year)
                if abs(left - right) > EQUAL * max(abs(left), abs(right)):
                    dropped.add(year)
                    key = (one.name, other.source.file, one.source.file)
                    differing.setdefault(key, []).append((name, year))
    return tuple(cut for one in kept if (cut := _without(one, dropped)).years)


def _in_yi(series: AnnualSeries, year: int) -> float:
    value, divisor = series.at(year), units_per_yi(series.unit)
    assert value is not None
    assert divisor is not None  # without a unit of money it would not have been used
    return value / divisor


def _without(series: AnnualSeries, years: set[int]) -> AnnualSeries:
    kept = [place for place, year in enumerate(series.years) if year not in years]
    if len(kept) == len(series.years):
        return series
    return replace(
        series,
        years=tuple(series.years[place] for place in kept),
        values=tuple(series.values[place] for place in kept),
        cells=tuple(series.cells[place] for place in kept),
    )


def _differ(name: str, first: str, second: str, places: list[tuple[str, int]]) -> Problem:
    what = message(
        "project.cities_differ",
        name=name,
        first=first,
        second=second,
        cities=tuple(dict.fromkeys(city for city, _ in places)),
        years=tuple(str(year) for year in sorted({year for _, year in places})),
    )
    return Problem("question", _code(what), what, None, None, second)


def _problem(severity: str, what: Message, series: AnnualSeries) -> Problem:
    return Problem(severity, _code(what), what, series.source.sheet, None, series.source.file)


def _code(what: Message) -> str:
    return what.code.removeprefix("project.")
