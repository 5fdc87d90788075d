"""Distribution functions that the standard library lacks, one argument at a time."""

from __future__ import annotations

import math

_TINY = 1e-300
_STEPS = 10_000


def gamma_distribution(x: float, shape: float) -> float:
    """P(shape, x): distribution function of a gamma variate of scale 1.

    Series below shape + 1, one less the continued fraction above (Abramowitz & Stegun,
    6.5.29 and 6.5.31).
    """
    if x <= 0:
        return 0.0
    if x < shape + 1.0:
        return _gamma_series(x, shape)
    return 1.0 - _gamma_fraction(x, shape)


def gamma_survival(x: float, shape: float) -> float:
    """1 - P(shape, x), with the digits of the far tail."""
    if x <= 0:
        return 1.0
    if x < shape + 1.0:
        return 1.0 - _gamma_series(x, shape)
    return _gamma_fraction(x, shape)


def beta_distribution(x: float, a: float, b: float) -> float:
    """I_x(a, b): distribution function of a beta variate (Abramowitz & Stegun, 26.5.8)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_distribution(1.0 - x, b, a)
    log_factor = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    factor = math.exp(log_factor + a * math.log(x) + b * math.log1p(-x))
    return factor * _beta_fraction(x, a, b) / a


def _gamma_factor(x: float, shape: float) -> float:
    return math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _gamma_series(x: float, shape: float) -> float:
    term = total = 1.0 / shape
    for step in range(1, _STEPS):
        term *= x / (shape + step)
        total += term
        if abs(term) < abs(total) * 1e-17:
            break
    return total * _gamma_factor(x, shape)


def _gamma_fraction(x: float, shape: float) -> float:
    b = x + 1.0 - shape
    c, d = 1.0 / _TINY, 1.0 / b
    value = d
    for step in range(1, _STEPS):
        a = -step * (step - shape)
        b += 2.0
        d = 1.0 / _away_from_zero(a * d + b)
        c = _away_from_zero(b + a / c)
        value *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return value * _gamma_factor(x, shape)


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _STEPS):
        before = value
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _away_from_zero(1.0 + numerator * d)
            c = _away_from_zero(1.0 + numerator / c)
            value *= c * d
        if abs(value - before) < abs(value) * 1e-16:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
