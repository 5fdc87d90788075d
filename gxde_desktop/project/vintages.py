"""Vintages: one series published twice with other values, and a step inside one series.

Statistics are revised: gross domestic product of 2017 has one value before and another after an
economic census. Two files may hold both, and one series may join them. Neither is an error, and
neither may pass unseen: which years differ, by how much, and which series is used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gxde_desktop.importing.industries import is_known_industry
from gxde_desktop.importing.labels import has_han
from gxde_desktop.importing.numbers import decimals
from gxde_desktop.importing.regions import region_named
from gxde_desktop.importing.results import Problem
from models.concordance import normal_name
from models.messages import Message, message
from models.series import AnnualSeries, Basis
from models.units import units_per_yi

STEP = 0.2
"""Log points by which a year's growth must at least leave the series' usual growth (ours)."""
SPREADS = 4.0
"""And by how many of its usual deviations."""
NEAR = 6
"""Years before and after that say what is usual: growth of long series changes its pace."""
LEAST_CHANGES = 8


_CODE = re.compile(r"[A-Za-z]?\d*(?:[\s_.–-]+[A-Za-z]?\d*)*")
"""A, C20-C21, D-E, 01: codes of industries or rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """Two vintages of one series. years: those that differ; worst: where they differ most.

    difference: of the second to the first in that year, as a share of the first.
    """

    first: AnnualSeries
    second: AnnualSeries
    years: tuple[int, ...]
    worst: int
    difference: float


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A year whose growth is out of line with the series' own. change: as a share."""

    series: AnnualSeries
    year: int
    change: float


def vintage_problems(
    series: Sequence[AnnualSeries],
    used: Collection[AnnualSeries],
    serving: Collection[AnnualSeries] | None = None,
) -> tuple[Problem, ...]:
    """Findings on vintages. used: the series that serve a role.

    serving: those that serve or could serve one, None: all; two of which neither does say
    nothing about any figure.
    """
    chosen = {id(each) for each in used}
    told = None if serving is None else chosen | {id(each) for each in serving}
    found = [
        _revision_problem(each, chosen)
        for each in revisions(series)
        if told is None or id(each.first) in told or id(each.second) in told
    ]
    shown = {id(each): each for each in used}
    found += [_step_problem(step) for each in shown.values() for step in steps(each)]
    return tuple(found)


def revisions(series: Sequence[AnnualSeries]) -> tuple[Revision, ...]:
    """Series of the same region, name, industry, basis and kind of unit with other values.

    Each later one is compared with the first in order; what rounding explains is no difference.
    A bare label of an industry or a region, a code and the name of a sheet are no indicator:
    sheets that share them are about different things.
    """
    groups: dict[tuple[object, ...], list[AnnualSeries]] = defaultdict(list)
    for each in series:
        if _is_indicator(each):
            groups[_same_thing(each)].append(each)
    found = []
    for group in groups.values():
        first = group[0]
        for second in group[1:]:
            revision = _revision(first, second)
            if revision is not None:
                found.append(revision)
    return tuple(found)


def steps(series: AnnualSeries) -> tuple[Step, ...]:
    """Years in which an amount leaves its usual growth: two vintages joined, most likely."""
    if series.basis not in (None, Basis.VALUE):
        return ()
    points = list(zip(series.years, series.values, strict=True))
    changes = [
        (year, np.log(value / before))
        for (last, before), (year, value) in pairwise(points)
        if year == last + 1 and value > 0 and before > 0
    ]
    if len(changes) < LEAST_CHANGES:
        return ()
    growth = np.array([change for _, change in changes])
    found = []
    for place, (year, change) in enumerate(changes):
        near = [k for k in range(place - NEAR, place + NEAR + 1) if k != place]
        around = growth[[k for k in near if 0 <= k < growth.size]]
        usual = np.median(around)
        spread = 1.4826 * np.median(np.abs(around - usual))
        limit = max(STEP, SPREADS * spread)
        # Amounts at current prices often leap and seldom fall: a rise must be twice as odd.
        if usual - change > limit or change - usual > 2 * limit:
            found.append(Step(series, year, float(np.expm1(change))))
    return tuple(found)


def _is_indicator(series: AnnualSeries) -> bool:
    name = series.name.strip()
    if not name or _CODE.fullmatch(name):
        return False
    if not has_han(name):
        return normal_name(name) != normal_name(series.source.sheet)
    return region_named(name) is None and not is_known_industry(name)


def _same_thing(series: AnnualSeries) -> tuple[object, ...]:
    money = series.unit is not None and units_per_yi(series.unit) is not None
    region = None if series.region is None else region_named(series.region) or series.region
    name = (normal_name(series.name), normal_name(series.industry or ""))
    return region, name, series.basis, "money" if money else series.unit


def _revision(first: AnnualSeries, second: AnnualSeries) -> Revision | None:
    common = [year for year in first.years if second.at(year) is not None]
    if not common:
        return None
    one, other = _in_one_unit(first, common), _in_one_unit(second, common)
    allowed = 1.001 * (_half_digit(first) + _half_digit(second)) + 1e-12 * np.abs(one)
    apart = np.abs(one - other) > allowed
    if not apart.any():
        return None
    share = np.divide(other - one, np.abs(one), out=np.zeros_like(one), where=one != 0)
    worst = int(np.argmax(np.where(apart, np.abs(share), -1)))
    years = tuple(year for year, differs in zip(common, apart, strict=True) if differs)
    return Revision(first, second, years, common[worst], float(share[worst]))


def _factor(series: AnnualSeries) -> float:
    return (units_per_yi(series.unit) if series.unit else None) or 1.0


def _in_one_unit(series: AnnualSeries, years: Sequence[int]) -> np.ndarray:
    return np.array([series.at(year) for year in years], dtype=np.float64) / _factor(series)


def _half_digit(series: AnnualSeries) -> float:
    """Half a unit of the last printed digit, in 亿元 where the series is money."""
    places = decimals(np.array(series.values))
    most = float(places.max()) if places.size else 0.0
    return 0.5 * 10.0**-most / _factor(series) if np.all(places >= 0) else 0.0


def _revision_problem(revision: Revision, chosen: Collection[int]) -> Problem:
    first, second = revision.first, revision.second
    used = [each for each in (first, second) if id(each) in chosen]
    which = (
        message("project.vintage.used", file=_place(used[0]))
        if len(used) == 1
        else message("project.vintage.both" if used else "project.vintage.neither")
    )
    what = message(
        "project.vintage.revised",
        series=second.label,
        first=_place(first),
        second=_place(second),
        years=_spans(revision.years),
        year=revision.worst,
        left=_printed(first, revision.worst),
        right=_printed(second, revision.worst),
        difference=f"{revision.difference:+.1%}",
        used=which,
    )
    return _problem(what, second, revision.worst)


def _step_problem(step: Step) -> Problem:
    series = step.series
    what = message(
        "project.vintage.step",
        series=series.label,
        before=step.year - 1,
        left=_printed(series, step.year - 1),
        year=step.year,
        right=_printed(series, step.year),
        change=f"{step.change:+.1%}",
    )
    return _problem(what, series, step.year)


def _problem(what: Message, series: AnnualSeries, year: int) -> Problem:
    source = series.source
    cell = series.cells[series.years.index(year)]
    code = what.code.removeprefix("project.")
    return Problem("warning", code, what, source.sheet, cell, source.file)


def _place(series: AnnualSeries) -> str:
    return f"{series.source.file} · {series.source.sheet}"


def _printed(series: AnnualSeries, year: int) -> str:
    return f"{series.at(year):.10g}{series.unit or ''}"


def _spans(years: Sequence[int]) -> str:
    """2008, 2010–2012."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
