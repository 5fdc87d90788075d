"""Retirement: the share S(x) of an investment still in service at age x, by family of lives.

Sources: OECD, Measuring Capital (2009), section 13.2; the appendix for the normal one.
Numbers may be arrays that broadcast against the ages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.parameters import AssetParameters
from models.special import beta_distribution, gamma_survival

FloatArray = NDArray[np.float64]

PRINTED_MASS = 1.0 / math.sqrt(2.0)
"""Mass under the density as the appendix prints it.

1/sqrt(2 pi 0.5) exp(-(x - mu)^2/0.5) has 2 sigma^2 = 0.5 in both places; the factor of a
density with that exponent is 1/(sqrt(2 pi) sigma), so the printed one integrates to 1/sqrt(2).
"""


def normal_survival(ages: ArrayLike, mean: ArrayLike, deviation: ArrayLike) -> FloatArray:
    """S(x) = 1 - Phi((x - mu)/sigma), for lives normal around mu.

    Written as Phi((mu - x)/sigma), so that the far tail keeps its digits. The appendix
    prints the distribution function itself, F = Phi, which would give new equipment no
    weight; it must work as the share in service (method, section 4).
    """
    x, mu, sigma = _floats(ages, mean, deviation)
    return _phi((mu - x) / sigma)


def truncated_normal_survival(
    ages: ArrayLike, mean: ArrayLike, deviation: ArrayLike, shortest: ArrayLike, longest: ArrayLike
) -> FloatArray:
    """Normal lives of which only those from `shortest` to `longest` occur.

    Where no life is left between them every asset retires at the mean.
    """
    x, mu, sigma, low, high = _floats(ages, mean, deviation, shortest, longest)
    beyond = _phi((mu - high) / sigma)
    whole = _phi((mu - low) / sigma) - beyond
    some = high > low
    share = (_phi((mu - x) / sigma) - beyond) / np.where(some, whole, 1.0)
    return np.where(some, np.clip(share, 0.0, 1.0), sudden_survival(x, mu))


def truncation(asset: AssetParameters) -> tuple[ArrayLike, ArrayLike]:
    """Shortest and longest life: T, and as far below mu (not below 0), so that mu stays."""
    return np.maximum(0.0, 2.0 * asset.service_life - asset.max_life), asset.max_life


def lognormal_survival(ages: ArrayLike, mean: ArrayLike, deviation: ArrayLike) -> FloatArray:
    """Lives whose logarithm is normal; mean and deviation are those of the life itself."""
    x, mu, sigma = _floats(ages, mean, deviation)
    spread = np.log1p((sigma / mu) ** 2)
    centre = np.log(mu) - spread / 2.0
    # log(0) is minus infinity, and everything new is in service.
    with np.errstate(divide="ignore"):
        return _phi((centre - np.log(x)) / np.sqrt(spread))


def weibull_survival(ages: ArrayLike, mean: ArrayLike, shape: ArrayLike) -> FloatArray:
    """S(x) = exp(-(x/lambda)^k) with lambda = mu/Gamma(1 + 1/k), so that the mean is mu."""
    x, mu, k = _floats(ages, mean, shape)
    return np.asarray(np.exp(-((x * _gamma_function(1.0 + 1.0 / k) / mu) ** k)))


def gamma_lives_survival(ages: ArrayLike, mean: ArrayLike, deviation: ArrayLike) -> FloatArray:
    """Gamma lives with the given mean and deviation: shape (mu/sigma)^2, scale sigma^2/mu."""
    x, mu, sigma = _floats(ages, mean, deviation)
    return np.asarray(_gamma_survival(x * mu / sigma**2, (mu / sigma) ** 2), dtype=float)


def winfrey_survival(ages: ArrayLike, mean: ArrayLike, exponent: ArrayLike) -> FloatArray:
    """Winfrey's symmetrical curves: density F0 (1 - (10 (x/mu - 1))^2/100)^m on 0 ... 2 mu.

    m = 6.902 is S3 and 3.700 S2 (Winfrey 1935; OECD, Measuring Capital). It is the
    distribution of a beta variate with both parameters m + 1, stretched over two mean lives.
    """
    x, mu, m = _floats(ages, mean, exponent)
    # By symmetry the share in service is the distribution function from the other end.
    return np.asarray(_beta_distribution(1.0 - x / (2.0 * mu), m + 1.0, m + 1.0), dtype=float)


def sudden_survival(ages: ArrayLike, mean: ArrayLike) -> FloatArray:
    """Every asset retires at the mean life."""
    x, mu = _floats(ages, mean)
    return np.asarray(x < mu, dtype=float)


def survival_at(asset: AssetParameters, ages: ArrayLike) -> FloatArray:
    """S(x) of the asset's family at any ages."""
    return _FAMILIES[asset.retirement](asset, np.asarray(ages, dtype=float))


def _phi(z: ArrayLike) -> FloatArray:
    return np.asarray(0.5 * _erfc(-np.asarray(z, dtype=float) / math.sqrt(2.0)), dtype=float)


def _floats(*values: ArrayLike) -> tuple[FloatArray, ...]:
    return tuple(np.asarray(value, dtype=float) for value in values)


_erfc = np.vectorize(math.erfc, otypes=[float])
_gamma_function = np.vectorize(math.gamma, otypes=[float])
_gamma_survival = np.vectorize(gamma_survival, otypes=[float])
_beta_distribution = np.vectorize(beta_distribution, otypes=[float])

_FAMILIES: Mapping[str, Callable[[AssetParameters, FloatArray], FloatArray]] = {
    "none": lambda _, x: np.ones_like(x),
    "sudden": lambda a, x: sudden_survival(x, a.service_life),
    "normal": lambda a, x: normal_survival(x, a.service_life, a.deviation),
    "truncated_normal": lambda a, x: truncated_normal_survival(
        x, a.service_life, a.deviation, *truncation(a)
    ),
    "lognormal": lambda a, x: lognormal_survival(x, a.service_life, a.deviation),
    "weibull": lambda a, x: weibull_survival(x, a.service_life, a.weibull_shape),
    "gamma": lambda a, x: gamma_lives_survival(x, a.service_life, a.deviation),
    "winfrey": lambda a, x: winfrey_survival(x, a.service_life, a.winfrey_exponent),
    # As printed: F is the distribution function and yet called the share in service, and the
    # factor before its density is not that of its exponent.
    "printed": lambda a, x: PRINTED_MASS * _lives_below(a, x),
    "printed_share": lambda a, x: _lives_below(a, x),
    "printed_density": lambda a, x: 1.0 - PRINTED_MASS * _lives_below(a, x),
}


def _lives_below(asset: AssetParameters, x: FloatArray) -> FloatArray:
    return _phi((x - asset.service_life) / asset.deviation)
