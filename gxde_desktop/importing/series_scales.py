"""Figures whose size does not go with the basis or unit that is said of them.

An index near 7 is a growth rate, growth near 107 an index, shares that add up to 1 are no per
cent, 5.6% among amounts is no amount. All of it would be used without a word otherwise. A basis
that the figures contradict does not count as said: it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from gxde_desktop.importing.series_found import RawSeries
from gxde_desktop.importing.series_sums import places
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.series import Basis
from models.sources import address

_NEAR_100 = (50.0, 200.0)
"""Where half of the numbers of an index with the year before as 100 lie in any case."""
_LIKE_INDEX = (80.0, 130.0)

Found = list[tuple[Message, str]]


def odd_scales(series: Sequence[RawSeries]) -> Found:
    """One finding for each kind of doubt, at the first figure that it concerns."""
    found: Found = []
    for code, doubted in (
        ("index_scale", [s for s in series if _is_no_index(s)]),
        ("growth_scale", [s for s in series if _is_no_growth(s)]),
        ("percent_among", [s for s in series if _holds_percents(s)]),
        ("share_scale", _fractions(series)),
    ):
        if doubted:
            value, row, column = next(iter(doubted[0].points.values()))
            facts = {"name": doubted[0].name or "?", "count": len(doubted), "value": f"{value:g}"}
            found.append((msg(f"series.{code}", **facts), address(row, column)))
    return found


def against_basis(series: RawSeries) -> bool:
    """Whether the figures cannot be what the basis says: it has to be asked."""
    return _is_no_index(series) or _is_no_growth(series)


def _values(series: RawSeries) -> list[float]:
    return [value for value, _, _ in series.points.values()]


def _is_no_index(series: RawSeries) -> bool:
    if series.basis is not Basis.INDEX_PREVIOUS_100 or not series.points:
        return False
    return not _NEAR_100[0] <= median(_values(series)) <= _NEAR_100[1]


def _is_no_growth(series: RawSeries) -> bool:
    if series.basis is not Basis.GROWTH_PERCENT or len(series.points) < 2:
        return False
    values = _values(series)
    if all(_LIKE_INDEX[0] <= value <= _LIKE_INDEX[1] for value in values):
        return True
    fine = sum(places(value) >= 3 for value in values)
    return max(map(abs, values)) < 1 and fine * 2 > len(values)  # 0.068 for 6.8 %


def _holds_percents(series: RawSeries) -> bool:
    amount = series.basis is Basis.VALUE and series.unit not in (None, "%")
    return amount and series.per_cent > 0


def _fractions(series: Sequence[RawSeries]) -> list[RawSeries]:
    """Shares in per cent that add up to 1 in every year."""
    groups: dict[tuple[object, ...], list[RawSeries]] = {}
    for one in series:
        if one.basis is Basis.VALUE and one.unit == "%" and not one.total:
            groups.setdefault((one.region, one.name if one.industry else ""), []).append(one)
    found: list[RawSeries] = []
    for group in groups.values():
        years = set.intersection(*(set(one.points) for one in group))
        sums = [sum(one.points[year][0] for one in group) for year in years]
        if len(group) >= 2 and sums and all(abs(total - 1) < 0.011 for total in sums):
            found += group
    return found
