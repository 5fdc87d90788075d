"""Distribution functions against mpmath."""

from __future__ import annotations

import mpmath
import pytest

from models.special import beta_distribution, gamma_distribution, gamma_survival


@pytest.mark.parametrize("shape", [0.05, 0.5, 1.0, 4.0, 64.0, 400.0])
@pytest.mark.parametrize("x", [0.0, 0.01, 0.3, 1.0, 3.9, 20.0, 80.0, 500.0])
def test_gamma_distribution_in_both_tails(shape: float, x: float) -> None:
    with mpmath.workdps(40):
        below = float(mpmath.gammainc(shape, 0, x, regularized=True))
        above = float(mpmath.gammainc(shape, x, mpmath.inf, regularized=True))
    assert gamma_distribution(x, shape) == pytest.approx(below, rel=1e-12, abs=1e-14)
    # Above the mean the survival comes from its own fraction, so its digits are its own.
    tail = 1e-11 if x > shape + 1 else 0.0
    assert gamma_survival(x, shape) == pytest.approx(above, rel=tail, abs=1e-14 * (tail == 0))


@pytest.mark.parametrize("a", [1.0, 2.5, 4.7, 7.902, 41.0])
@pytest.mark.parametrize("b", [1.0, 7.902])
@pytest.mark.parametrize("x", [-0.1, 0.0, 0.001, 0.3, 0.5, 0.7, 0.999, 1.0, 2.0])
def test_beta_distribution(a: float, b: float, x: float) -> None:
    inside = min(max(x, 0.0), 1.0)
    with mpmath.workdps(40):
        exact = float(mpmath.betainc(a, b, 0, inside, regularized=True))
    assert beta_distribution(x, a, b) == pytest.approx(exact, rel=1e-12, abs=1e-14)
