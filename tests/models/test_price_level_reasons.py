"""Why a price has no level in a year: each cause, with the years that are lacking, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.messages import Message, message
from models.parameters import PRESETS, Parameters, with_values
from models.series import AnnualSeries, Basis
from tests.support_datasets import dataset, series, until, with_series, without_years

DEFAULT = PRESETS["gx2022"]
BASE_2005 = with_values(DEFAULT, {"base_year": 2005, "first_year": 2000})
BY_GDP = with_values(DEFAULT, {"continuation": "gdp_deflator"})
DATA = replace(dataset(41), benchmarks=(), industries=())


def levels(years: range) -> AnnualSeries:
    """Levels of the region's price of investment."""
    values = 100 * 1.02 ** np.arange(len(years))
    return series("固定资产投资价格指数", years, values, basis=Basis.INDEX_FIXED_BASE)


def own(years: range) -> Dataset:
    return with_series(DATA, {"price.nonict": levels(years)})


def without(*years: int) -> Dataset:
    """Previous-year changes from 1998 on, but for some years."""
    data = DATA
    for year in years:
        data = without_years(data, "price.nonict", range(year, year + 1))
    return data


def reason(data: Dataset, parameters: Parameters, year: int, price: str = "nonict") -> Message:
    m = measure(data, parameters)
    k = m.frame.labels("price").index(price)
    found = m.reason("price_level", k, m.frame.years.index(year))
    assert found is not None
    return found


NAMED_BASIS = with_series(DATA, {"price.nonict": replace(DATA.series["price.nonict"], basis=None)})


@pytest.mark.parametrize(
    ("data", "parameters", "year", "code", "years"),
    [
        # Nothing printed links a year to the base of 2000.
        (without(2010), DEFAULT, 2010, "needs.price_or_link", "2010"),
        (without(2010), DEFAULT, 2015, "needs.price_or_link", "2010"),
        (without(2004, 2010), DEFAULT, 2015, "needs.price_or_link", "2004, 2010"),
        (without(2004, 2010), DEFAULT, 2005, "needs.price_or_link", "2004"),
        # What continues a price after its end fills no gap before it.
        (without(2010), BY_GDP, 2015, "needs.price_or_link", "2010"),
        # Back from the base of 2005: the change to 2003 is what 2002 lacks.
        (without(2003), BASE_2005, 2002, "needs.price_or_link", "2003"),
        (without(2003), BASE_2005, 2000, "needs.price_or_link", "2003"),
        (without(2001, 2003), BASE_2005, 2000, "needs.price_or_link", "2001, 2003"),
        # A level that is missing takes two changes away; the year beside it is there.
        (without_years(own(range(2000, 2022)), "price.nonict", range(2010, 2011)), DEFAULT, 2012,
         "needs.price_or_link", "2010"),
        # After its end only a continuation helps.
        (until(DATA, "price.nonict", 2019), DEFAULT, 2020, "needs.price_or_continuation", "2020"),
        (until(DATA, "price.nonict", 2019), DEFAULT, 2021, "needs.price_or_continuation",
         "2020, 2021"),
        # Nothing at all in the years measured.
        (own(range(1990, 1996)), DEFAULT, 2010, "needs.series_years", "2000-2021"),
        (own(range(1990, 1996)), BASE_2005, 2010, "needs.series_years", "2005-2021"),
    ],
)  # fmt: skip
def test_the_years_that_cut_a_level_off_are_named(
    data: Dataset, parameters: Parameters, year: int, code: str, years: str
) -> None:
    found = reason(data, parameters, year)
    assert (found.code, found.args["years"]) == (code, years)


@pytest.mark.parametrize(
    ("data", "parameters", "base", "first"),
    [
        (own(range(2003, 2022)), DEFAULT, 2000, 2003),
        (until(own(range(2000, 2022)), "price.nonict", 2004), BASE_2005, 2005, 2000),
        # The change to 2003 starts from 2002, whose level is known with it.
        (dataset(41, first_price=2003), DEFAULT, 2000, 2002),
    ],
)
def test_the_first_year_that_could_be_the_base_is_named(
    data: Dataset, parameters: Parameters, base: int, first: int
) -> None:
    for year in (2010, 2020):
        found = reason(data, parameters, year)
        assert found.code == "needs.base_year"
        assert (found.args["base"], found.args["first"]) == (base, first)


def test_a_level_of_the_base_year_alone_is_one() -> None:
    m = measure(own(range(2000, 2001)), DEFAULT)
    found = m.values["price_level"][m.frame.labels("price").index("nonict")]
    np.testing.assert_array_equal(found, [1.0] + [np.nan] * 21)


def test_a_price_without_series_or_without_basis_says_so() -> None:
    assert reason(dataset(41, drop=("price.software",)), DEFAULT, 2010, "software").code == (
        "needs.series"
    )
    for year in (2000, 2010):
        assert reason(NAMED_BASIS, DEFAULT, year).code == "needs.basis"


def test_what_continues_a_price_is_asked_for_where_it_is_missing() -> None:
    """The price ends in 2015, the volume of GDP in 2018: from 2019 on that is what is lacking."""
    data = until(until(DATA, "price.nonict", 2015), "price.gdp_volume", 2018)
    for year in (2019, 2021):
        found = reason(data, BY_GDP, year)
        assert found.code == "needs.price_or_link"
        assert found.args["series"] == message("role.price.gdp_volume")
        assert (found.args["years"], found.args["key"]) == ("2019", "gdp_volume")
    m = measure(data, BY_GDP)
    k = m.frame.labels("price").index("nonict")
    assert np.isfinite(m.values["price_level"][k, 18])


@pytest.mark.parametrize(
    ("basis", "lacking"),
    [(Basis.INDEX_PREVIOUS_100, "2002"), (Basis.INDEX_FIXED_BASE, "2001, 2002")],
)
def test_a_price_that_starts_late_leaves_the_years_before_without_one(
    basis: Basis, lacking: str
) -> None:
    """Investment from 1990, prices of 2003 to 2021: changes give levels from 2002 on."""
    years = range(2003, 2022)
    level = 100 * 1.02 ** np.arange(len(years))
    printed = level if basis is Basis.INDEX_FIXED_BASE else np.full(len(years), 102.0)
    gross = series("固定资本形成总额", range(1990, 2022), np.full(32, 900.0), unit="亿元")
    own = series("固定资产投资价格指数", years, printed, basis=basis)
    data = with_series(DATA, {"indicator.gfcf": gross, "price.nonict": own})
    m = measure(data, BASE_2005)
    first = 2003 if basis is Basis.INDEX_FIXED_BASE else 2002
    known = np.flatnonzero(np.isfinite(m.values["history_price"]))
    assert m.frame.history[known[0]] == first
    assert m.frame.history[known[-1]] == 2021
    # Of a year before those measured the next number to be found, of one within all of them.
    for year, asked in ((1995, 2002), (2001, lacking)):
        found = m.reason("history_price", m.frame.history.index(year))
        assert found is not None
        assert found.args["series"] == message("role.price.nonict")
        assert found.args.get("year", found.args.get("years")) == asked


@pytest.mark.parametrize(("first", "year", "asked"), [(2003, 2002, "2002"), (1998, 2020, "2020")])
def test_a_holding_gain_asks_for_the_price_that_it_lacks(first: int, year: int, asked: str) -> None:
    """Levels from 2002 on, or until 2019: a gain needs its own year's and the one before."""
    data = until(dataset(41, first_price=first), "price.software", 2021 if first > 2000 else 2019)
    m = measure(data, BASE_2005)
    software = m.frame.labels("capital").index("software")
    reason = m.reason("holding_gain", 0, software, year - 2000)
    assert reason is not None
    assert reason.args["series"] == message("role.price.software")
    assert reason.args["years"] == asked
