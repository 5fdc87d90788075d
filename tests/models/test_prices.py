"""Price indices: chains and harmonised prices against numbers worked outside the code."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import measure
from models.expression import Flag
from models.frame import PRICES as PRICE_NAMES
from models.messages import MethodError
from models.parameters import PRESETS, with_value
from models.prices import (
    chain_index,
    fit_alpha,
    forecast_error,
    harmonised_price_index,
    rebase,
    smooth,
    splice,
)
from models.series import Basis
from tests.support_datasets import dataset, until, with_series, without_years

RELATIVES = arrays(float, st.integers(2, 20), elements=st.floats(80, 130))


def test_an_index_that_starts_in_a_year_gives_levels_from_the_year_before() -> None:
    levels = chain_index([110.0, 95.0])
    np.testing.assert_allclose(levels, [1.0, 1.1, 1.045], rtol=1e-15)


def test_growth_rates_and_fixed_base_levels_chain_to_the_same_price() -> None:
    previous = chain_index([110.0, 95.0])
    np.testing.assert_allclose(chain_index([10.0, -5.0], Basis.GROWTH_PERCENT), previous)
    np.testing.assert_allclose(
        chain_index([200.0, 220.0, 209.0], Basis.INDEX_FIXED_BASE), previous, rtol=1e-15
    )


def test_smoothing_by_hand() -> None:
    # l1 = -4; l2 = 0.5*(-8) + 0.5*(-4) = -6; l3 = 0.5*2 + 0.5*(-6) = -2
    np.testing.assert_array_equal(smooth([-4.0, -8.0, 2.0], 0.5), [-4.0, -6.0, -2.0])


def test_harmonised_price_worked_in_thirty_digits() -> None:
    ict, nonict = [100.0, 90.0, 84.0], [100.0, 103.0, 104.0]
    regional = [100.0, 105.0, 110.0, 112.0]
    with mpmath.workdps(30):
        log = mpmath.log
        d1 = log(mpmath.mpf(90) / 100) - log(mpmath.mpf(103) / 100)
        d2 = log(mpmath.mpf(84) / 90) - log(mpmath.mpf(104) / 103)
        smoothed = [d1, (d2 + d1) / 2]
        smoothed.append(smoothed[-1])  # held beyond the reference's years
        level, exact = mpmath.mpf(1), [1.0]
        for step, (now, before) in zip(
            smoothed, zip(regional[1:], regional, strict=False), strict=True
        ):
            level *= mpmath.exp(step + log(mpmath.mpf(now) / before))
            exact.append(float(level))
    found = harmonised_price_index([*ict, np.nan], [*nonict, np.nan], regional)
    np.testing.assert_allclose(found, exact, rtol=1e-14)


@given(RELATIVES, st.floats(0.1, 10))
def test_the_base_year_changes_no_relative(index: np.ndarray, factor: float) -> None:
    levels = chain_index(index)
    for base in (0, levels.size - 1):
        moved = rebase(levels * factor, base)
        assert moved[base] == 1.0
        np.testing.assert_allclose(moved[1:] / moved[:-1], index / 100, rtol=1e-12)


@given(RELATIVES, st.floats(0.05, 1))
def test_equal_reference_prices_leave_the_regions_own_price(
    index: np.ndarray, alpha: float
) -> None:
    levels = chain_index(index)
    same = np.ones_like(levels)
    found = harmonised_price_index(same, same, levels, alpha=alpha)
    np.testing.assert_allclose(found, levels, rtol=1e-12)


def test_measured_prices_equal_the_pure_function() -> None:
    data = dataset(3)
    measured = measure(data, PRESETS["gx2022"])
    level = dict(zip(("n", "ri", "rn"), measured.values["price_level"], strict=False))
    expected = harmonised_price_index(level["ri"], level["rn"], level["n"])
    np.testing.assert_allclose(measured.values["price"][0], expected, rtol=1e-12)


def test_a_chain_that_cannot_reach_the_base_year_says_which_years_it_has() -> None:
    measured = measure(dataset(10, first_price=2003), PRESETS["gx2022"])
    reason = measured.reason("price", *measured.positions("price", "software", 2010))
    assert reason is not None
    assert reason.code == "needs.base_year"
    assert (reason.args["base"], reason.args["first"]) == (2000, 2002)


def test_moving_the_base_year_changes_no_real_growth() -> None:
    before = measure(dataset(1), PRESETS["gx2022"])
    moved = with_value(PRESETS["gx2022"], "base_year", 2010)
    after = measure(dataset(1), with_value(moved, "first_year", 2000))
    for asset in before.frame.assets:
        for year in range(2006, 2018):
            ratios = [
                m.value("real_investment", asset, year)
                / m.value("real_investment", asset, year - 1)
                for m in (before, after)
            ]
            assert math.isclose(*ratios, rel_tol=1e-12)


@pytest.mark.parametrize("unit", ["万元", "元", "百万元"])
def test_the_money_unit_changes_nothing(unit: str) -> None:
    from dataclasses import replace

    from models.units import PER_YI

    data = dataset(2)
    old = data.series["indicator.software"]
    scaled = tuple(value * PER_YI[unit] for value in old.values)
    series = {**data.series, "indicator.software": replace(old, unit=unit, values=scaled)}
    before = measure(data, PRESETS["gx2022"])
    after = measure(replace(data, series=series), PRESETS["gx2022"])
    np.testing.assert_allclose(
        after.values["stock_total"], before.values["stock_total"], rtol=1e-12
    )


def test_a_gap_in_a_reference_price_is_refused_and_named() -> None:
    with pytest.raises(MethodError) as caught:
        harmonised_price_index([1, np.nan, 0.9, 0.8], [1, 1, 1.1, 1.2], [1, 1.01, 1.04, 1.08])
    assert caught.value.message.args["positions"] == "1"


def test_prices_that_are_not_positive_are_refused() -> None:
    with pytest.raises(MethodError):
        chain_index([-5.0, 0.0])
    with pytest.raises(MethodError):
        rebase([0.0, 2.0, 4.0], 0)


def test_the_fitted_weight_of_three_differences_by_hand() -> None:
    """Only the forecast of d3 depends on it: alpha d2 + (1 - alpha) d1 = d3 at 1/4."""
    assert fit_alpha([0.0, 4.0, 1.0]) == pytest.approx(0.25, abs=1e-9)
    assert fit_alpha([0.0, 4.0, 9.0]) == 1.0  # the best would be above one


@given(arrays(float, st.integers(4, 25), elements=st.floats(-0.2, 0.2)))
def test_no_weight_forecasts_better_than_the_fitted_one(gaps: np.ndarray) -> None:
    best = forecast_error(gaps, fit_alpha(gaps))
    for alpha in np.linspace(0.01, 1, 397):
        smoothed, wrong = gaps[0], 0.0
        for now in gaps[1:]:
            wrong += (now - smoothed) ** 2
            smoothed = alpha * now + (1 - alpha) * smoothed
        assert best <= wrong * (1 + 1e-9) + 1e-15


def test_a_forecast_is_last_years_smoothed_difference() -> None:
    ict, nonict = [100.0, 90.0, 84.0, np.nan], [100.0, 103.0, 104.0, np.nan]
    regional = [100.0, 105.0, 110.0, 112.0]
    d1 = math.log(90 / 100) - math.log(103 / 100)
    d2 = math.log(84 / 90) - math.log(104 / 103)
    # The first year has no forecast: its own difference is held backwards.
    used = [d1, d1, (d1 + d2) / 2]
    exact = [math.exp(sum(used[:t])) * regional[t] / 100 for t in range(4)]
    found = harmonised_price_index(ict, nonict, regional, forecast=True)
    np.testing.assert_allclose(found, exact, rtol=1e-14)


def test_measured_forecasts_and_fits_equal_the_pure_function() -> None:
    data = dataset(3)
    parameters = with_value(PRESETS["gx2022"], "gap_reading", "forecast")
    parameters = with_value(parameters, "alpha_method", "fitted")
    measured = measure(data, parameters)
    level = dict(zip(PRICE_NAMES, measured.values["price_level"], strict=True))
    expected = harmonised_price_index(
        level["reference_ict"],
        level["reference_nonict"],
        level["nonict"],
        alpha=None,
        forecast=True,
    )
    np.testing.assert_allclose(measured.values["price"][0], expected, rtol=1e-12)
    assert Flag("frozen_fit") in measured.flags("smoothing_weight", 0)
    assert Flag("frozen_fit") in measured.inherited_flags("stock", 0, 12)


def test_the_printed_labels_and_superscript_change_the_price_as_written_out_by_hand() -> None:
    """Appendix, step 4: the labels call the first price non-ICT and the second one ICT."""
    data = dataset(3)

    def change(role: str, year: int) -> float:
        printed = data.series[f"price.{role}"].at(year)
        assert printed is not None
        return math.log(printed / 100.0)

    # The first change is that of 2001: its gap starts the smoothing.
    gap = [change("reference_ict", y) - change("reference_nonict", y) for y in (2001, 2002)]
    smoothed = (gap[0] + gap[1]) / 2

    def grown(equation: str) -> float:
        measured = measure(data, with_value(PRESETS["gx2022"], "gap_equation", equation))
        two = [measured.value("price", "computers", year) for year in (2001, 2002)]
        return math.log(two[1] / two[0])

    assert grown("schreyer") == pytest.approx(smoothed + change("nonict", 2002), rel=1e-12)
    superscript = smoothed + change("reference_nonict", 2002)
    assert grown("printed_superscript") == pytest.approx(superscript, rel=1e-12)
    assert grown("printed_labels") == pytest.approx(change("nonict", 2002) - smoothed, rel=1e-12)
    as_printed = change("reference_ict", 2002) - smoothed
    assert grown("printed") == pytest.approx(as_printed, rel=1e-12)


def test_splicing_takes_the_changes_of_the_other_index() -> None:
    own = [np.nan, np.nan, 2.0, 3.0, np.nan]
    other = [10.0, 20.0, 40.0, 44.0, 55.0]
    np.testing.assert_allclose(splice(own, other), [0.5, 1.0, 2.0, 3.0, 3.75])
    still = splice(own, [np.nan, 20.0, 40.0, 44.0, np.nan])
    np.testing.assert_allclose(still, [np.nan, 1.0, 2.0, 3.0, np.nan])


def test_a_price_that_ends_is_continued_by_the_deflator_that_was_chosen() -> None:
    data = until(dataset(36), "price.nonict", 2016)
    refused = measure(data, PRESETS["gx2022"])
    k = PRICE_NAMES.index("nonict")
    where = refused.positions("price_level", "nonict", 2019)
    reason = refused.reason("price_level", *where)
    assert reason is not None
    assert reason.code == "needs.price_or_continuation"
    assert reason.args["years"] == "2017, 2018, 2019"

    continued = measure(data, with_value(PRESETS["gx2022"], "continuation", "gdp_deflator"))
    gdp, volume = data.series["indicator.gdp"], data.series["price.gdp_volume"]
    level = refused.value("price_level", "nonict", 2016)
    for year in (2017, 2018, 2019):
        level *= gdp.at(year) / gdp.at(year - 1) / (volume.at(year) / 100)  # type: ignore[operator]
        assert continued.value("price_level", "nonict", year) == pytest.approx(level, rel=1e-12)
    assert Flag("continued") in continued.flags("price_relative", *where)
    assert Flag("continued") in continued.inherited_flags("price_level", *where)
    before = continued.positions("price_level", "nonict", 2016)
    assert Flag("continued") not in continued.inherited_flags("price_level", *before)
    np.testing.assert_array_equal(
        continued.values["price_level"][k, :17], refused.values["price_level"][k, :17]
    )


def test_missing_years_are_linked_by_the_index_a_person_named() -> None:
    whole = dataset(37)
    gap = without_years(whole, "price.software", range(2004, 2007))
    reason = measure(gap, PRESETS["gx2022"]).reason(
        "price", *measure(gap, PRESETS["gx2022"]).positions("price", "software", 2012)
    )
    assert reason is not None
    assert (reason.code, reason.args["years"]) == ("needs.price_or_link", "2004, 2005, 2006")

    link = whole.series["price.cpi"]
    linked = measure(with_series(gap, {"link.software": link}), PRESETS["gx2022"])
    own = whole.series["price.software"]
    level = 1.0
    for year in range(2001, 2013):
        used = link if year in range(2004, 2007) else own
        level *= used.at(year) / 100  # type: ignore[operator]
    assert linked.value("price", "software", 2012) == pytest.approx(level, rel=1e-12)
    place = linked.positions("price", "software", 2012)
    assert {Flag("linked"), Flag("proxy")} <= {
        *linked.flags("price", *place),
        *linked.inherited_flags("price", *place),
    }


def test_a_reference_price_of_its_own_replaces_the_common_one() -> None:
    data = dataset(38)
    other = data.series["price.cpi"]
    measured = measure(with_series(data, {"price.reference_computers": other}), PRESETS["gx2022"])
    common = measure(data, PRESETS["gx2022"])
    place = measured.positions("price_gap", "computers", 2010)
    nonict = data.series["price.reference_nonict"]
    expected = math.log(other.at(2010) / 100) - math.log(nonict.at(2010) / 100)  # type: ignore[operator]
    assert measured.at("price_gap", place) == pytest.approx(expected, rel=1e-12)
    assert common.at("price_gap", place) != measured.at("price_gap", place)
    np.testing.assert_array_equal(measured.values["price"][1], common.values["price"][1])


def test_of_several_regions_each_has_the_years_of_its_own_price() -> None:
    """One ends a year early, one begins a year late: both as if they stood alone."""
    ict, nonict = np.array([1, 0.9, 0.85, 0.8, 0.7]), np.array([1, 1.1, 1.15, 1.2, 1.3])
    regions = np.array([[1, 1.02, 1.05, 1.1, np.nan], [np.nan, 1, 1.03, 1.04, 1.2]])
    both = harmonised_price_index(ict, nonict, regions, base=2)
    for row, regional in zip(both, regions, strict=True):
        alone = harmonised_price_index(ict, nonict, regional, base=2)
        np.testing.assert_array_equal(row, alone)
        np.testing.assert_array_equal(np.isnan(row), np.isnan(regional))
    # By hand, with alpha 1/2: ln(0.9/1.1), then half of it and half of ln(0.85 1.1/0.9/1.15).
    first = np.log(0.9 / 1.1)
    second = (first + np.log(0.85 / 0.9 * 1.1 / 1.15)) / 2
    assert both[0][1] == pytest.approx(np.exp(-second) / 1.05 * 1.02, rel=1e-14)
    assert both[0][0] == pytest.approx(np.exp(-second - first) / 1.05, rel=1e-14)
