"""Denton-Cholette against the published example of the IMF's manual, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.benchmarking import annual_sums, denton_cholette
from models.messages import MethodError

# Bloem, Dippelsman & Maehle (2001), Quarterly National Accounts Manual, IMF, example 6.2.
INDICATOR = np.array(
    [98.2, 100.8, 102.2, 100.8, 99.0, 101.6, 102.7, 101.5, 100.5, 103.0, 103.5, 101.5]
)
ANNUAL = np.array([4000.0, 4161.4])
PRINTED = [969.8, 998.4, 1018.3, 1013.4, 1007.2, 1042.9, 1060.3, 1051.0, 1040.6, 1066.5, 1071.7,
           1051.0]  # fmt: skip


def test_the_example_of_the_quarterly_national_accounts_manual() -> None:
    found = denton_cholette(INDICATOR, ANNUAL, annual_sums(4, 2, extra=4))
    # A little over half a unit of the last digit: 1042.849 is printed as 1042.9.
    np.testing.assert_allclose(found, PRINTED, atol=0.055)


@given(
    arrays(float, 12, elements=st.floats(1, 100)), arrays(float, 3, elements=st.floats(10, 1000))
)
def test_benchmarks_are_met_exactly(indicator: np.ndarray, benchmarks: np.ndarray) -> None:
    weights = annual_sums(4, 3)
    found = denton_cholette(indicator, benchmarks, weights)
    np.testing.assert_allclose(weights @ found, benchmarks, rtol=1e-8)


@given(arrays(float, 9, elements=st.floats(1, 100)), st.floats(0.1, 10))
def test_an_indicator_in_proportion_keeps_its_movement(indicator: np.ndarray, k: float) -> None:
    weights = annual_sums(3, 3)
    found = denton_cholette(indicator, k * (weights @ indicator), weights)
    np.testing.assert_allclose(found, k * indicator, rtol=1e-7)


def test_levels_of_single_years_give_linear_ratios_held_outside() -> None:
    """Between two benchmark years the ratio moves on a straight line, outside it is held."""
    indicator = np.array([5.0, 4.0, 8.0, 10.0, 7.0, 9.0])
    weights = np.zeros((2, 6))
    weights[0, 1] = weights[1, 4] = 1
    found = denton_cholette(indicator, np.array([8.0, 35.0]), weights)
    np.testing.assert_allclose(found / indicator, [2, 2, 3, 4, 5, 5], rtol=1e-9)


@pytest.mark.parametrize(
    ("indicator", "benchmarks", "weights", "code"),
    [
        ([1.0, 0.0], [1.0], [[1.0, 1.0]], "benchmarking.zero"),
        ([1.0, np.nan], [1.0], [[1.0, 1.0]], "benchmarking.missing"),
        ([1.0, 1.0], [1.0, 2.0], [[1.0, 1.0], [1.0, 1.0]], "benchmarking.dependent"),
        ([1.0, 1.0], [], np.zeros((0, 2)), "benchmarking.none"),
    ],
)
def test_what_cannot_be_benchmarked_is_refused(
    indicator: list[float], benchmarks: list[float], weights: list[list[float]], code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        denton_cholette(np.array(indicator), np.array(benchmarks), np.array(weights))
    assert refused.value.message.code == code
