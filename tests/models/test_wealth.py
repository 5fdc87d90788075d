"""Age prices, wealth stock and consumption of fixed capital: published values and identities."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import measure
from models.age_price import age_price, consumption_weights, real_rate, relative_price
from models.capital import (
    backcast,
    backcast_remaining,
    efficiency_profile,
    productive_stock,
)
from models.dataset import Dataset
from models.efficiency import geometric, linear
from models.expression import Flag
from models.measurement import Measurement
from models.parameters import PRESETS, AssetParameters, Parameters, with_value
from models.retirement import (
    gamma_lives_survival,
    lognormal_survival,
    normal_survival,
    truncated_normal_survival,
    weibull_survival,
)
from tests.support_datasets import dataset, series

DEFAULT = PRESETS["gx2022"]

# The expected values of the tests of pimir, the capital stock program of the Office for
# National Statistics (tests/testthat), to the digits printed there.
GFCF = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
LIVES = (2, 3, 4, 5)
"""Its survival values 1, 0.75, 0.5, 0.25, 0 at the ends of five years: four equal cohorts."""


def test_age_prices_of_the_oecd_manuals_example() -> None:
    """Linear efficiency over 8 years, 5 % nominal, 2 % inflation (Measuring Capital, 3.3)."""
    rate = real_rate(0.05, 0.02)
    found = relative_price(age_price(linear(np.arange(9), 8), rate))
    published = [0.785041, 0.594306, 0.428507, 0.288378, 0.174675, 0.088173, 0.029674, 0.0]
    np.testing.assert_allclose(found[1:], published, atol=5e-7)


def test_productive_stock_of_four_cohorts() -> None:
    weights = np.mean([linear(np.arange(1, 6), life) for life in LIVES], axis=0)
    published = [6.7916667, 17.1666667, 29.1666667, 41.6666667, 54.1666667]
    np.testing.assert_allclose(productive_stock(GFCF, weights), published, atol=5e-8)


def test_net_stock_of_four_cohorts() -> None:
    """The average efficiency of the cohorts gives the price, not the average of their prices."""
    weights = np.mean([linear(np.arange(6), life) for life in LIVES], axis=0)
    phi = relative_price(age_price(weights, real_rate(0.05, 0.01)))
    published = [5.610262, 13.802633, 22.964471, 32.356482, 41.748494]
    found = productive_stock(GFCF, phi[1:])
    np.testing.assert_allclose(found, published, atol=5e-7)


def test_geometric_stock_with_retirement() -> None:
    weights = geometric(np.arange(1, 6), 0.01) * np.array([1.0, 0.75, 0.5, 0.25, 0.0])
    published = [9.9, 27.15075, 49.252995, 73.75673, 98.260465]
    np.testing.assert_allclose(productive_stock(GFCF, weights), published, atol=5e-7)


# Mean life 7, deviation 3, no retirement before age 2: values from age 3 on.
NORMAL = (
    "0.9543999 0.8835709 0.785024 0.6622057 0.5250944 0.3879832 0.2651649 0.166618 0.095789 "
    "0.0501889 0.0238919 0.0103079"
)
LOGNORMAL = (
    "0.9705716 0.8784098 0.7320395 0.5687859 0.419592 0.2985448 0.2073297 0.1417463 0.0959872 "
    "0.0646626 0.0434685 0.0292239"
)
GAMMA = (
    "0.9542828 0.8621448 0.7331025 0.5882909 0.4482161 0.3263955 0.2285825 0.154778 0.1017902 "
    "0.0652642 0.0409249 0.0251647"
)
WEIBULL = (
    "0.9445759 0.859779 0.7498419 0.6234593 0.491969 0.366906 0.2576218 0.1696865 0.1044869 "
    "0.0599532 0.0319558 0.0157753"
)
BOTH_ENDS = (
    "0.9542157 0.8831007 0.7841558 0.6608414 0.5231764 0.3855113 0.262197 0.1632521 0.092137 "
    "0.0463527 0.0199496 0.0063107"
)


def _weibull_shape() -> float:
    """The shape with a coefficient of variation of 3/7, found as that program finds it.

    It halves 0 ... 30 until the coefficient is met to 1e-5, and takes the middle of what is
    left, which is another half away.
    """
    low, high, found = 0.0, 30.0, 0.0
    while abs(found - 3 / 7) >= 1e-5:
        middle = (low + high) / 2
        one, two = math.gamma(1 + 1 / middle), math.gamma(1 + 2 / middle)
        found = math.sqrt(two / one**2 - 1)
        low, high = (low, middle) if found < 3 / 7 else (middle, high)
    return (low + high) / 2


@pytest.mark.parametrize(
    ("published", "survival", "within"),
    [
        (NORMAL, lambda x: normal_survival(x, 7, 3), 5e-8),
        (LOGNORMAL, lambda x: lognormal_survival(x, 7, 3), 5e-8),
        (GAMMA, lambda x: gamma_lives_survival(x, 7, 3), 5e-8),
        # It meets the mean to 1e-4 only.
        (WEIBULL, lambda x: weibull_survival(x, 7, _weibull_shape()), 2e-5),
    ],
)
def test_survival_of_lives_from_two_years_on(published, survival, within) -> None:
    found = survival(np.arange(3, 15)) / survival(2)
    np.testing.assert_allclose(found, [float(v) for v in published.split()], atol=within)


def test_survival_of_lives_between_two_and_fifteen_years() -> None:
    found = truncated_normal_survival(np.arange(3, 15), 7, 3, 2, 15)
    np.testing.assert_allclose(found, [float(v) for v in BOTH_ENDS.split()], atol=5e-8)


PROFILES = arrays(float, st.integers(2, 30), elements=st.floats(0, 1)).map(
    lambda w: np.concatenate([[1.0], np.sort(w)[::-1]])
)


@given(PROFILES, st.floats(0, 0.3))
def test_age_prices_are_sums_of_discounted_services(profile: np.ndarray, rate: float) -> None:
    prices = age_price(profile, rate)
    for x in range(profile.size):
        later = profile[x:] * (1 + rate) ** -np.arange(1.0, profile.size - x + 1)
        assert prices[x] == pytest.approx(later.sum(), rel=1e-12)
    lost = consumption_weights(relative_price(prices))
    assert lost[0] == 0.0
    assert np.all(lost >= -1e-15)
    # In the end everything is written off.
    assert lost.sum() + relative_price(prices)[-1] == pytest.approx(1.0, rel=1e-12)


@given(st.floats(0.01, 1), st.floats(0.001, 0.3))
def test_a_geometric_asset_loses_its_rate_every_year(delta: float, rate: float) -> None:
    """With geometric efficiency price and efficiency fall alike: phi(x) = w(x)."""
    w = geometric(np.arange(12), delta)
    phi = relative_price(age_price(w, rate, decay=delta))
    np.testing.assert_allclose(phi, w, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("timing", ["end_year", "mid_year"])
@pytest.mark.parametrize("rate", [-0.1, 0.0, 0.15])
def test_a_backcast_leaves_no_seam(timing: str, rate: float) -> None:
    """Investment that always grew at one rate: the stock is the same multiple in every year."""
    one = AssetParameters(service_life=5.0, depreciation=0.3, timing=timing)
    weights = efficiency_profile(one, 40)
    flow = 3.0 * (1 + rate) ** np.arange(20)
    past = backcast(flow[0], rate, 12)
    stock = productive_stock(flow, weights) + backcast_remaining(past, weights, 20)[1:]
    multiple = (weights[:12] * (1 + rate) ** -np.arange(12.0)).sum()
    np.testing.assert_allclose(stock, flow * multiple, rtol=1e-12)


def changed(*changes: tuple[str, object]) -> Parameters:
    parameters = DEFAULT
    for path, value in changes:
        parameters = with_value(parameters, path, value)
    return parameters


READINGS = {
    "default": changed(),
    "backcast": changed(("all.initial_method", "backcast"), ("all.retirement", "gamma")),
    "observed": changed(("all.initial_year", "observed")),
    "mid-year": changed(("all.timing", "mid_year"), ("all.initial_method", "backcast")),
    "cohort": changed(("all.profile", "cohort"), ("all.sigma", 1.5)),
    "geometric": changed(("all.efficiency", "geometric"), ("all.retirement", "none")),
    "as printed": changed(("all.retirement", "printed_density")),
}


@pytest.fixture(scope="module", params=READINGS)
def measured(request: pytest.FixtureRequest) -> Measurement:
    confirmed = with_value(READINGS[request.param], "extend_activity", True)
    return measure(dataset(31), confirmed)


def test_the_perpetual_inventory_account_closes(measured: Measurement) -> None:
    values = measured.values
    closed = 0
    for a in range(3):
        wealth, price = values["wealth_stock"][a], values["price"][a]
        for t in range(1, wealth.size):
            opening = wealth[t - 1]
            if np.isnan(opening):
                opening = values["initial_wealth"][a]  # the year before is not measured
            consumption = values["capital_consumption"][a, t]
            if np.isnan(consumption):
                continue
            closed += 1
            invested = values["real_investment"][a, t]
            assert opening + invested - consumption == pytest.approx(wealth[t], rel=1e-11)
            now = (
                price[t - 1] * opening
                + values["investment"][a, t]
                - values["consumption_current"][a, t]
                + values["wealth_gain"][a, t]
            )
            assert now == pytest.approx(values["wealth_current"][a, t], rel=1e-11)
    assert closed > 30


def test_vintages_and_the_base_stock_add_up_to_the_stock(measured: Measurement) -> None:
    values = measured.values
    parts = np.nansum(values["stock_by_vintage"], axis=1) + values["initial_remaining"]
    np.testing.assert_allclose(parts, values["stock"], rtol=1e-12)


def test_a_net_stock_is_below_a_productive_one_unless_geometric(measured: Measurement) -> None:
    wealth, stock = measured.values["wealth_stock"], measured.values["stock"]
    known = ~np.isnan(stock)
    assert known.any()
    assert np.all(wealth[known] <= stock[known] * (1 + 1e-12))
    if measured.parameters == with_value(READINGS["geometric"], "extend_activity", True):
        np.testing.assert_allclose(wealth[known], stock[known], rtol=1e-12)
        rates = [asset.depreciation for asset in measured.parameters.assets.values()]
        np.testing.assert_allclose(measured.values["user_cost_rate"][:3], rates, rtol=1e-12)


def test_the_first_observed_year_only_enters_the_growth() -> None:
    """t0 observed: K_t0 = I_{t0+1}/(g + delta) is the stock at the end of the first year."""
    before, observed = (measure(dataset(31), READINGS[name]) for name in ("default", "observed"))
    a = 0
    first = before.frame.existing_years("real_investment", a)[0]
    flow = before.values["real_investment"][a]
    rate = before.values["investment_growth"][a] + DEFAULT.assets["computers"].depreciation
    assert observed.values["investment_growth"][a] == before.values["investment_growth"][a]
    assert observed.values["stock"][a, first] == pytest.approx(flow[first + 1] / rate)
    kept = 1 - DEFAULT.assets["computers"].depreciation
    expected = flow[first + 1] * (1 + kept / rate)
    assert observed.values["stock"][a, first + 1] == pytest.approx(expected)
    assert before.values["stock"][a, first] == pytest.approx(flow[first] * (1 + kept / rate))


def given_investment(values: list[float]) -> Dataset:
    data = dataset(32)
    years = range(2005, 2005 + len(values))
    own = series("计算机投资", years, np.array(values), unit="亿元")
    return replace(data, series={**data.series, "investment.computers": own})


def test_stocks_that_are_not_positive_are_named_and_flagged_wherever_they_go() -> None:
    flow = [5.0, 6.0, 7.0, -40.0, 1.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0]
    measured = measure(given_investment(flow), with_value(DEFAULT, "computers.growth", 0.1))
    assert measured.value("stock", "computers", 2008) < 0
    assert Flag("not_positive") in measured.flags("stock", *place(measured, "stock", 2008))
    assert Flag("not_positive") not in measured.flags("stock", *place(measured, "stock", 2007))
    assert Flag("negative_investment") in measured.flags(
        "real_investment", *place(measured, "real_investment", 2008)
    )
    total = measured.positions("stock_current_total", 2008)
    assert Flag("not_positive") in measured.inherited_flags("stock_current_total", *total)
    earlier = measured.positions("stock_current_total", 2007)
    assert Flag("not_positive") not in measured.inherited_flags("stock_current_total", *earlier)
    found = [one for one in measured.findings if one.code == "stock_not_positive"]
    assert [one.severity for one in found] == ["warning"]
    assert "2008" in str(found[0].message.args["years"])


def test_a_missing_year_of_investment_is_named_by_every_later_stock() -> None:
    flow = [5.0, 6.0, 7.0, float("nan"), 8.0, 9.0]
    measured = measure(given_investment(flow), with_value(DEFAULT, "computers.growth", 0.1))
    assert measured.value("stock", "computers", 2007) > 0
    for key in ("stock", "wealth_stock", "capital_consumption", "stock_current"):
        reason = measured.reason(key, *place(measured, key, 2010))
        assert reason is not None
        assert (reason.code, reason.args["year"]) == ("needs.series_year", 2008)


def test_growth_below_minus_depreciation_is_what_every_figure_names() -> None:
    measured = measure(dataset(32), with_value(DEFAULT, "computers.growth", -0.4))
    for key in ("initial_stock", "stock", "wealth_stock", "stock_total"):
        labels = [2012] if key == "stock_total" else ["computers", 2012]
        where = measured.positions(key, *labels[: 1 if key == "initial_stock" else 2])
        reason = measured.reason(key, *where)
        assert reason is not None
        assert reason.code == "cause.growth_plus_depreciation"
    # A backcast needs no such sum.
    carried = changed(("computers.growth", -0.4), ("computers.initial_method", "backcast"))
    assert measure(dataset(32), carried).value("stock", "computers", 2012) > 0


def place(measured: Measurement, key: str, year: int) -> tuple[int, ...]:
    return measured.positions(key, "computers", year)
