"""Years of one axis that cannot be right: 2091 between 2018 and 2020, a year that has not come.

A figure under a mistyped year would be taken for another year's without a word. Such a year is
found by the others beside it; its figures are left out and the cell is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gxde_desktop.importing.years import is_to_come

FIRST_ACCOUNTS = 1949
"""No Chinese table of annual figures begins earlier."""
_FAR = 40
"""Years between the only early year of an axis and all others that make it a slip."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A year that does not go with the others. between: its neighbours; likely: what fits."""

    year: int
    between: tuple[int, ...] = ()
    likely: int | None = None


def doubtful(years: Sequence[int]) -> dict[int, Doubt]:
    """Places of an axis, in its order, whose year cannot be right.

    years: as they stand across or down, those of one series. Apart from years to come, at most
    one is doubted, and only where all others then run one way.
    """
    found = {place: _doubt(years, place) for place, year in enumerate(years) if is_to_come(year)}
    kept = [(place, year) for place, year in enumerate(years) if place not in found]
    slip = _out_of_order([year for _, year in kept])
    if slip is not None:
        place = kept[slip][0]
        found[place] = _doubt(years, place)
    return found


def _doubt(years: Sequence[int], place: int) -> Doubt:
    beside = tuple(years[i] for i in (place - 1, place + 1) if 0 <= i < len(years))
    likely = None
    if len(beside) == 2 and abs(beside[1] - beside[0]) == 2:
        likely = sum(beside) // 2
    return Doubt(years[place], beside, likely)


def _runs_one_way(years: Sequence[int]) -> bool:
    steps = [b - a for a, b in pairwise(years)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _out_of_order(years: list[int]) -> int | None:
    """The one year without which all others run one way, and closer together."""
    if len(years) < 3:
        return None
    if _runs_one_way(years):
        return _too_early(years)
    rests = [(place, years[:place] + years[place + 1 :]) for place in range(len(years))]
    spreads = sorted((max(rest) - min(rest), place) for place, rest in rests if _runs_one_way(rest))
    if not spreads or (len(spreads) > 1 and spreads[0][0] == spreads[1][0]):
        return None
    place = spreads[0][1]
    rest = rests[place][1]
    if years[place] in rest:
        return None  # printed twice: told by its figures
    far = min(abs(years[place] - year) for year in rest) > len(rest)
    fills = _doubt(years, place).likely is not None
    if not fills and years[place] in (min(rest) - 1, max(rest) + 1):
        return None  # the latest year put in front: no slip of the hand
    return place if far or fills or len(rest) >= 4 else None


def _too_early(years: list[int]) -> int | None:
    """1917 before 2018 and 2019: early, alone, and far from all others."""
    first = min(years)
    others = [year for year in years if year != first]
    if first < FIRST_ACCOUNTS and min(others) - first > _FAR:
        return years.index(first)
    return None
