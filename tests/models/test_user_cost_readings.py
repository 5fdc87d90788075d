"""Readings of the user cost: rates of return, capital services, industries that do not sell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from mpmath import mp, mpf

from models import measure
from models.dataset import Dataset
from models.expression import Flag
from models.frame import FACTORS
from models.measurement import Measurement
from models.parameters import PRESETS, Parameters, with_values
from tests.support_datasets import dataset, series, with_series

DEFAULT = PRESETS["gx2022"]
NONICT, RESIDUAL = FACTORS.index("nonict"), FACTORS.index("residual")


def with_(**values: object) -> Parameters:
    return with_values(DEFAULT, values)


def rentals(data: Dataset, **rates: float) -> Dataset:
    years = range(2000, 2026)
    found = {
        f"rental.{name}": series(f"{name}租赁价格", years, np.full(len(years), rate))
        for name, rate in rates.items()
    }
    return with_series(data, found)


def market(m: Measurement) -> list[int]:
    return [j for j in range(m.frame.size("industry")) if m.frame.market(j)]


def test_ex_ante_rate_is_the_real_rate_on_expected_inflation() -> None:
    """1.04 (1 + mean of three years' rises) - 1 at 30 digits, from the printed index."""
    data = dataset(60)
    printed = data.series["price.cpi"]
    mp.dps = 30
    rises = [mpf(repr(printed.at(year))) / 100 for year in (2005, 2006, 2007)]
    expected = mpf("1.04") * sum(rises) / 3 - 1
    m = measure(data, DEFAULT)
    assert m.value("ex_ante_rate", 2007) == pytest.approx(float(expected), rel=1e-13)
    one_year = measure(data, with_(inflation_years=1))
    assert one_year.value("ex_ante_rate", 2007) == pytest.approx(
        float(mpf("1.04") * rises[-1] - 1), rel=1e-13
    )
    given = measure(data, with_(expected_inflation=0.025))
    assert given.value("ex_ante_rate", 2007) == pytest.approx(0.066, rel=1e-13)
    assert not np.isnan(given.values["ex_ante_rate"]).any()  # needs no consumer prices


def test_ex_ante_returns_leave_a_residual_on_its_own_line() -> None:
    m = measure(dataset(60), with_(return_reading="ex_ante"))
    v = m.values
    for b, year in enumerate(m.frame.benchmarks):
        t = m.frame.year_position(year)
        for j in range(m.frame.size("industry")):
            assert v["candidate_rate"][0, j, b] == v["ex_ante_rate"][t]
            assert Flag("ex_ante_rate") in m.flags("candidate_rate", 0, j, b)
            paid = v["capital_compensation"][:, j, t].sum()
            rest = v["capital_income"][j, b] - paid
            assert v["factor_value"][RESIDUAL, j, b] == pytest.approx(rest, abs=1e-9)
    assert (np.abs(v["factor_share"][RESIDUAL]) > 1e-3).all()
    np.testing.assert_allclose(v["factor_share"].sum(axis=0), 1.0, rtol=1e-11)


def test_ex_post_returns_of_market_industries_leave_none() -> None:
    m = measure(dataset(60), DEFAULT)
    own = m.values["candidate_rate"][0] == m.values["own_rate"][0]
    assert own.any()
    choice = m.values["gain_choice"]
    for b, year in enumerate(m.frame.benchmarks):
        t = m.frame.year_position(year)
        for j in np.flatnonzero(own[:, b] & (choice[:, t] == 0)):
            assert m.values["factor_share"][RESIDUAL, j, b] == pytest.approx(0.0, abs=1e-12)


def test_given_rental_prices_stand_for_user_costs() -> None:
    rates = {"computers": 0.31, "communications": 0.19, "software": 0.24, "nonict": 0.11}
    m = measure(rentals(dataset(61), **rates), with_(return_reading="given"))
    services, paid = m.values["capital_services"], m.values["capital_compensation"]
    for a, rate in enumerate(rates.values()):
        known = ~np.isnan(services[a])
        assert known.any()
        np.testing.assert_allclose(paid[a][known], rate * services[a][known], rtol=1e-14)
    np.testing.assert_allclose(m.values["factor_share"].sum(axis=0), 1.0, rtol=1e-11)
    reason = m.reason("rate_of_return", 0, 10)
    assert reason is not None
    assert reason.code == "cause.rental_given"


def test_without_a_rental_price_of_other_capital_it_earns_the_rest() -> None:
    data = rentals(dataset(61), computers=0.31, communications=0.19, software=0.24)
    m = measure(data, with_(return_reading="given"))
    assert (m.values["factor_value"][RESIDUAL] == 0).all()
    assert not np.isnan(m.values["factor_value"][NONICT]).any()


def test_a_missing_rental_price_is_named() -> None:
    data = rentals(dataset(61), computers=0.31, communications=0.19, nonict=0.11)
    m = measure(data, with_(return_reading="given"))
    reason = m.reason("user_cost", 2, 0, 10)
    assert reason is not None
    assert reason.args["series"].code == "role.rental.software"


def test_rental_prices_in_per_cent_are_the_same() -> None:
    plain = rentals(dataset(61), computers=0.31, communications=0.19, software=0.24)
    shown = {
        role: replace(one, unit="%", values=tuple(100 * value for value in one.values))
        for role, one in plain.series.items()
        if role.startswith("rental.")
    }
    chosen = with_(return_reading="given")
    left, right = measure(plain, chosen), measure(with_series(plain, shown), chosen)
    np.testing.assert_allclose(left.values["user_cost"], right.values["user_cost"], rtol=1e-14)


def test_a_negative_rental_price_is_used_and_marked() -> None:
    data = rentals(dataset(61), computers=-0.1, communications=0.19, software=0.24)
    m = measure(data, with_(return_reading="given"))
    assert m.at("user_cost", (0, 0, 10)) == -0.1
    assert Flag("negative_cost") in m.flags("user_cost", 0, 0, 10)
    assert Flag("negative_cost") in m.inherited_flags("capital_compensation", 0, 0, 10)


@pytest.mark.parametrize(
    ("timing", "part"), [("opening", slice(None, -1)), ("closing", slice(1, None))]
)
def test_services_come_from_the_stock_chosen(timing: str, part: slice) -> None:
    m = measure(dataset(62), with_(services_timing=timing, accounts_initial_method="as_stock"))
    stock = m.values["industry_stock"]
    services = m.values["capital_services"][:3]
    np.testing.assert_array_equal(services[:, :, 1:], stock[:, :, part])
    # The default is the mean of the two readings.
    mean = measure(dataset(62), DEFAULT).values["capital_services"][:3]
    ends = [measure(dataset(62), with_(services_timing=x)).values for x in ("opening", "closing")]
    both = (ends[0]["capital_services"][:3] + ends[1]["capital_services"][:3]) / 2
    np.testing.assert_allclose(mean[:, :, 1:], both[:, :, 1:], rtol=1e-13)


def test_industries_that_do_not_sell_are_those_named() -> None:
    data = dataset(63)
    labels = [one.label for one in data.industries]
    shipped = measure(data, DEFAULT)
    assert 0 < len(market(shipped)) < len(labels)  # the links hold one that does not
    named = measure(data, with_(nonmarket=f"{labels[0]}、{labels[1]}"))
    assert market(named) == list(range(2, len(labels)))
    nobody = measure(data, with_(nonmarket="无"))
    assert market(nobody) == list(range(len(labels)))
    assert named.at("candidate_rate", (0, 0, 0)) == named.value("ex_ante_rate", 2007)


def test_a_name_that_is_no_industrys_is_told() -> None:
    m = measure(dataset(63), with_(nonmarket="煤炭，没有的行业"))
    (found,) = [one for one in m.findings if one.code == "nonmarket_unknown"]
    assert found.message.args["names"] == ("没有的行业",)


def test_gains_are_smoothed_over_the_years_chosen() -> None:
    m = measure(dataset(64), with_(gain_years=5))
    price, gain = m.values["capital_price"], m.values["holding_gain"]
    t = m.frame.years.index(2012)
    expected = (price[0, t] - price[0, t - 5]) / 5
    assert gain[1, 0, t] == pytest.approx(expected, rel=1e-14)
