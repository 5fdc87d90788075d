"""Whatever figure is lost with a series, or with years of it, says that it lacks just them.

Every figure of every quantity: the data are cut, and the reason of each figure that was there
before must name the series that was cut, and years that were cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.measurement import Measurement
from models.messages import Message, message
from models.parameters import PRESETS
from models.series import Basis
from tests.support_datasets import CITY_NAMES, dataset, until, with_cities, without_years

DEFAULT = PRESETS["gx2022"]
DATA = with_cities(dataset(3))
CUT_AFTER, CUT_BEFORE = 2012, 2005

ELSEWHERE = frozenset({
    # Growth of investment, observed where enough of it is known, may be given by a person.
    "needs.growth",
    "needs.real_investment",
    # A year whose investment is not used any more, as the base stock stands later.
    "cause.vintage_not_used",
})  # fmt: skip
"""What is asked for one step before the series, of an asset of it."""

ASKS_FOR_PRICES = ("broad_value.tertiary", "price.tertiary_volume")
"""Deflators that stand in for the price of finance, which is asked for itself."""


@cache
def whole() -> Measurement:
    return measure(DATA, DEFAULT)


def lost(data: Dataset) -> Iterator[tuple[str, tuple[int, ...], Message]]:
    """Figures that the whole data have and these have not, with their reasons."""
    there, m = whole().values, measure(data, DEFAULT)
    for key, values in m.values.items():
        if values.shape != there[key].shape:
            continue
        for place in np.argwhere(np.isnan(values) & ~np.isnan(there[key])).tolist():
            reason = m.reason(key, *place)
            assert reason is not None
            yield key, tuple(place), reason


def named(reason: Message) -> str:
    found = reason.args["series"]
    assert isinstance(found, Message)
    return found.code


def years_of(reason: Message) -> list[int]:
    """Years that a reason says are lacking."""
    listed: Mapping[str, object] = reason.args
    if "years" in listed:
        return [int(year) for year in str(listed["years"]).split(", ")]
    return [int(str(listed["year"]))]


@pytest.mark.parametrize("role", DATA.series)
def test_what_is_lost_with_a_series_asks_for_it(role: str) -> None:
    series = {name: one for name, one in DATA.series.items() if name != role}
    found = list(lost(replace(DATA, series=series)))
    assert len(found) > 20
    for key, place, reason in found:
        if reason.code in ELSEWHERE:
            continue
        assert reason.code == "needs.series", (key, place, reason)
        alternative = role in ASKS_FOR_PRICES and named(reason) == "role.industry_price"
        assert alternative or named(reason) == f"role.{role}", (key, place, reason)


@pytest.mark.parametrize("role", DATA.series)
def test_what_is_lost_with_the_last_years_asks_for_them(role: str) -> None:
    for key, place, reason in lost(until(DATA, role, CUT_AFTER)):
        if reason.code in ELSEWHERE or named(reason) == "role.industry_price":
            continue
        assert named(reason) == f"role.{role}", (key, place, reason)
        years = years_of(reason)
        # The first gap is enough to know; a sum over years may ask for the table's year alone.
        assert years == list(range(years[0], years[-1] + 1)), (key, place, reason)
        assert years[0] > CUT_AFTER, (key, place, reason)


@pytest.mark.parametrize("role", DATA.series)
def test_what_is_lost_with_the_first_years_asks_for_them_or_a_later_base(role: str) -> None:
    for key, place, reason in lost(without_years(DATA, role, range(1990, CUT_BEFORE))):
        if reason.code in ELSEWHERE or named(reason) == "role.industry_price":
            continue
        assert named(reason) == f"role.{role}", (key, place, reason)
        if reason.code == "needs.base_year":
            # Indices print the change from the year before, whose level is the first.
            level = DATA.series[role].basis is Basis.VALUE
            first = CUT_BEFORE if level else CUT_BEFORE - 1
            assert (reason.args["base"], reason.args["first"]) == (2000, first)
        else:
            assert max(years_of(reason)) < CUT_BEFORE, (key, place, reason)


@pytest.mark.parametrize(
    ("role", "industry"),
    [(role, key) for role, each in DATA.industry_series.items() for key in each],
)
def test_what_is_lost_with_a_series_of_an_industry_asks_for_it(role: str, industry: str) -> None:
    held = {
        name: {key: one for key, one in each.items() if (name, key) != (role, industry)}
        for name, each in DATA.industry_series.items()
    }
    label = next(one.label for one in DATA.industries if one.key == industry)
    found = list(lost(replace(DATA, industry_series=held)))
    assert len(found) > 20
    # Persons will do where hours are missing, and are what most have.
    wanted = {f"role.industry_{role}", "role.industry_employment"}
    for key, place, reason in found:
        assert reason.code == "needs.series", (key, place, reason)
        assert named(reason) in (wanted if role == "hours" else {f"role.industry_{role}"})
        assert reason.args["series"].args == {"industry": label}, (key, place, reason)


@pytest.mark.parametrize("city", CITY_NAMES)
def test_what_is_lost_with_a_city_asks_for_it(city: str) -> None:
    held = {
        indicator: {name: pieces for name, pieces in each.items() if name != city}
        for indicator, each in DATA.cities.series.items()
    }
    found = list(lost(replace(DATA, cities=replace(DATA.cities, series=held))))
    assert len(found) > 100
    for key, place, reason in found:
        assert reason.code == "needs.city_year", (key, place, reason)
        assert reason.args["city"] == city, (key, place, reason)
        assert reason.args["what"] == message("city_indicator.gdp"), (key, place, reason)
