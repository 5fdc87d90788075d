"""Profiles and stocks against numbers from outside: the method's table, mpmath, laws."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.capital import (
    efficiency_profile,
    initial_stock,
    mean_growth,
    productive_stock,
    survival,
)
from models.messages import MethodError
from models.parameters import PRESETS, AssetParameters

AGES = 60


def _asset(life: float, **changes: object) -> AssetParameters:
    return replace(AssetParameters(service_life=life, depreciation=0.3), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("life", "default", "h_only"),
    [(4.0, "4.0535", "4.9182"), (5.0, "4.9499", "6.1317"), (7.5, "7.1871", "8.9128")],
)
def test_stock_of_constant_investment_as_in_the_methods_table(
    life: float, default: str, h_only: str
) -> None:
    """K/I for constant investment, method section 4 (30-digit computation)."""
    constant = np.ones(AGES)
    stock = productive_stock(constant, efficiency_profile(_asset(life), AGES))
    assert f"{stock[-1]:.4f}" == default
    alone = productive_stock(constant, efficiency_profile(_asset(life, retirement="none"), AGES))
    assert f"{alone[-1]:.4f}" == h_only


def _exact_profile(asset: AssetParameters, age: int) -> mpmath.mpf:
    """w(x) in 30 digits, written from the appendix and independent of the kernel."""
    with mpmath.workdps(30):
        life = mpmath.mpf(str(asset.max_life_factor)) * mpmath.mpf(str(asset.service_life))
        if age >= life:
            return mpmath.mpf(0)
        h = (life - age) / (life - mpmath.mpf(str(asset.beta)) * age)
        z = (age - mpmath.mpf(str(asset.service_life))) / mpmath.mpf(str(asset.sigma))
        return h * (1 - mpmath.ncdf(z))


@pytest.mark.parametrize("name", list(PRESETS["gx2022"].assets))
def test_profile_keeps_its_digits_down_to_the_tail(name: str) -> None:
    asset = PRESETS["gx2022"].assets[name]
    profile = efficiency_profile(asset, 15)
    for age in range(15):
        exact = float(_exact_profile(asset, age))
        # 30 digits cannot show 1 - Phi below 1e-20 of 1; nothing here is that small.
        assert profile[age] == pytest.approx(exact, rel=1e-9, abs=1e-25), age


def test_survival_keeps_digits_where_one_minus_phi_would_lose_them() -> None:
    asset = _asset(4.0)
    with mpmath.workdps(40):
        exact = float(mpmath.ncdf(-16))  # age 12: sixteen deviations beyond the mean
    assert survival(asset, 13)[12] == pytest.approx(exact, rel=1e-12)


def test_a_single_pulse_shows_the_profile() -> None:
    pulse = np.zeros(12)
    pulse[0] = 1.0
    profile = efficiency_profile(_asset(5.0), 12)
    np.testing.assert_array_equal(productive_stock(pulse, profile), profile)


def test_new_investment_counts_in_full() -> None:
    assert efficiency_profile(_asset(7.5), 1)[0] == 1.0


def test_base_year_stock_of_the_methods_example() -> None:
    """At g = 0: 3.21 / 3.17 / 3.78 times investment (method, section 4)."""
    rates = [PRESETS["gx2022"].assets[name].depreciation for name in PRESETS["gx2022"].assets]
    multiples = initial_stock(np.ones(3), np.zeros(3), np.array(rates))
    assert [f"{m:.2f}" for m in multiples] == ["3.21", "3.78", "3.17"]


def test_base_year_stock_refuses_growth_below_minus_depreciation() -> None:
    with pytest.raises(MethodError):
        initial_stock(1.0, -0.35, 0.3)


def test_mean_growth_of_doubling_in_ten_years() -> None:
    with mpmath.workdps(30):
        exact = float(mpmath.root(2, 10) - 1)
    assert mean_growth(3.0, 6.0, 10) == pytest.approx(exact, rel=1e-14)


FLOWS = arrays(float, st.integers(1, 25), elements=st.floats(0, 1e6))


@given(FLOWS, st.floats(1, 20), st.floats(0, 1), st.floats(0.1, 3), st.floats(0.5, 4))
def test_stock_scales_with_money_and_adds_over_series(
    flow: np.ndarray, life: float, beta: float, sigma: float, factor: float
) -> None:
    profile = efficiency_profile(_asset(life, beta=beta, sigma=sigma), flow.size)
    stock = productive_stock(flow, profile)
    scale = max(1.0, float(np.abs(stock).max()) * factor)
    np.testing.assert_allclose(
        productive_stock(flow * factor, profile), stock * factor, atol=1e-12 * scale
    )
    both = productive_stock(np.stack([flow, 2 * flow]), np.stack([profile, profile]))
    np.testing.assert_allclose(both.sum(axis=0), 3 * stock, atol=1e-11 * scale * 3)
    rows = productive_stock(np.stack([flow, 2 * flow])[None], profile[None, None])
    np.testing.assert_allclose(rows[0], both, atol=1e-11 * scale * 3)


@given(FLOWS, st.floats(1, 20), st.floats(0, 1))
def test_stock_is_never_above_all_past_investment(
    flow: np.ndarray, life: float, beta: float
) -> None:
    stock = productive_stock(flow, efficiency_profile(_asset(life, beta=beta), flow.size))
    assert np.all(stock <= np.cumsum(flow) * (1 + 1e-12) + 1e-9)
    assert np.all(stock >= 0)


@given(st.floats(1, 20), st.floats(0, 1), st.floats(0.05, 5))
def test_profile_never_rises_and_stays_between_zero_and_one(
    life: float, beta: float, sigma: float
) -> None:
    profile = efficiency_profile(_asset(life, beta=beta, sigma=sigma), 40)
    # At beta next to 1 the quotient is 1 but for its last digit.
    assert np.all(np.diff(profile) <= 1e-15)
    assert np.all((profile >= 0) & (profile <= 1))


@given(FLOWS, st.floats(0, 1e6), st.floats(0, 1))
def test_base_year_stock_decays_geometrically(
    flow: np.ndarray, initial: float, depreciation: float
) -> None:
    decay = (1 - depreciation) ** np.arange(1, flow.size + 1)
    profile = efficiency_profile(_asset(4.0), flow.size)
    with_base = productive_stock(flow, profile, initial=initial, initial_decay=decay)
    left = with_base - productive_stock(flow, profile)
    np.testing.assert_allclose(left, initial * decay, atol=1e-9 * max(1.0, initial + flow.sum()))


def test_a_missing_year_spoils_only_the_years_that_rest_on_it() -> None:
    flow = [1.0, 1.0, np.nan, 1.0, 1.0, 1.0]
    expected = [1.0, 1.5, np.nan, np.nan, 1.5, 1.5]
    np.testing.assert_array_equal(productive_stock(flow, [1.0, 0.5, 0.0]), expected)
    rows = productive_stock(np.array([[flow]]), np.array([[[1.0, 0.5]]]))
    np.testing.assert_array_equal(rows[0, 0], expected)


def test_parameters_outside_their_ranges_give_no_profile() -> None:
    for change in ({"beta": 2.0}, {"sigma": 0.0}, {"service_life": -1.0}):
        with pytest.raises(MethodError):
            efficiency_profile(_asset(4.0, **change), 8)


def test_a_profile_or_a_decay_that_is_too_short_is_refused() -> None:
    with pytest.raises(MethodError):
        productive_stock([1.0, 1.0], [])
    for decay in (0.7, [0.7]):
        with pytest.raises(MethodError):
            productive_stock([1.0, 1.0], [1.0], initial=1.0, initial_decay=decay)
