"""Quantile functions are the inverses of their distributions, and stay within their ranges."""

from __future__ import annotations

import math
from statistics import NormalDist

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.distributions import ParameterRange, RangeChoice, check_choice
from models.messages import MethodError
from models.quantiles import FAMILIES, normal_quantile

SHARES = st.floats(0, 1)


def test_normal_quantiles_have_the_digits_of_a_thirty_digit_inverse() -> None:
    shares = [1e-300, 1e-20, 1e-5, 0.02425, 0.075, 0.3, 0.5, 0.9, 0.999999]
    with mpmath.workdps(30):
        for share in shares:
            expected = float(mpmath.findroot(lambda z, p=share: mpmath.ncdf(z) - p,
                                             NormalDist().inv_cdf(share), tol=1e-40)) \
                if share > 1e-16 else NormalDist().inv_cdf(share)  # fmt: skip
            found = float(normal_quantile(share))
            assert found == pytest.approx(expected, rel=5e-15, abs=1e-16)


@given(SHARES, st.floats(0.1, 0.9))
def test_a_triangular_quantile_is_the_inverse_of_its_distribution(
    share: float, peak: float
) -> None:
    one = ParameterRange("x", 0.0, peak, 1.0)
    x = float(one.quantile(np.array([share]))[0])
    below = x * x / peak if x <= peak else 1 - (1 - x) ** 2 / (1 - peak)
    assert below == pytest.approx(share, abs=1e-9)


@given(SHARES, st.floats(0.05, 0.95))
def test_a_normal_quantile_is_the_inverse_of_the_normal_between_its_ends(
    share: float, middle: float
) -> None:
    """The mean is the value, four deviations reach from end to end, nothing lies beyond."""
    lives = NormalDist(middle, 0.25)
    x = float(ParameterRange("x", 0.0, middle, 1.0, "normal").quantile(np.array([share]))[0])
    whole = lives.cdf(1.0) - lives.cdf(0.0)
    assert (lives.cdf(x) - lives.cdf(0.0)) / whole == pytest.approx(share, abs=1e-9)


@given(SHARES, st.floats(0.2, 0.9))
def test_a_lognormal_is_a_normal_of_the_logarithm(share: float, middle: float) -> None:
    shares = np.array([share])
    found = ParameterRange("x", 0.1, middle, 1.0, "lognormal").quantile(shares)
    logs = ParameterRange("x", math.log(0.1), math.log(middle), 0.0, "normal").quantile(shares)
    np.testing.assert_allclose(np.log(found), logs, atol=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
@given(st.lists(SHARES, min_size=1), st.floats(0.5, 2.0))
def test_every_family_rises_and_stays_within_its_range(
    family: str, shares: list[float], value: float
) -> None:
    one = ParameterRange("x", 0.5, value, 2.0, family)
    found = one.quantile(np.sort(shares))
    assert (found >= 0.5 - 1e-12).all()
    assert (found <= 2.0 + 1e-12).all()
    assert (np.diff(found) >= 0).all()


@pytest.mark.parametrize(
    ("name", "choice", "code"),
    [
        ("computers.beta", RangeChoice("uniform", (0.9, 0.7)), "reversed"),
        ("computers.beta", RangeChoice("uniform", (0.5, 1.2)), "beyond"),
        ("computers.beta", RangeChoice("uniform", (0.5,)), "numbers"),
        ("computers.beta", RangeChoice("uniform", (0.5, math.nan)), "numbers"),
        ("computers.beta", RangeChoice("lognormal", (0.0, 0.9)), "not_positive"),
        ("computers.beta", RangeChoice("cauchy", (0.5, 0.9)), "family"),
        ("conversion_ratio.software", RangeChoice("uniform", (0.5, 0.9)), "family"),
        ("conversion_ratio.software", RangeChoice("wander", (-0.1,)), "wander"),
        ("computers.efficiency", RangeChoice("uniform", (0.5, 0.9)), "no_distribution"),
        ("base_year", RangeChoice("uniform", (2000, 2001)), "no_distribution"),
    ],
)
def test_a_range_that_cannot_be_is_refused_by_name(
    name: str, choice: RangeChoice, code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        check_choice(name, choice)
    assert refused.value.message.code == f"uncertainty.{code}"
    assert refused.value.message.args["name"] == name
