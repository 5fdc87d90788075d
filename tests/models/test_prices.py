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
from models.messages import MethodError
from models.parameters import PRESETS, with_value
from models.prices import chain_index, harmonised_price_index, rebase, smooth
from models.series import Basis
from tests.support_datasets import dataset

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
