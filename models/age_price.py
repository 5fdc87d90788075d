"""Age-price profiles: what an asset of age x is worth (method, section 4).

An asset is worth the present value of what it will still do: p(x) = sum over k >= x of
w(k)(1 + r*)^-(k - x + 1), the service of a year paid at its end. (OECD, Measuring Capital,
2009, section 3.2 and chapter 5.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def real_rate(nominal: float, inflation: float) -> float:
    """r* = (1 + r)/(1 + pi) - 1: what is discounted when services keep their real price."""
    return (1.0 + nominal) / (1.0 + inflation) - 1.0


def age_price(profile: ArrayLike, rate: ArrayLike, *, decay: ArrayLike = 1.0) -> FloatArray:
    """p(x) of profiles (..., A), age 0 first, at real rates (...); in units of a year's service.

    decay: (...), yearly loss of a profile that goes on geometrically beyond its last age;
    1 where it ends there.
    """
    weights, discount = np.asarray(profile, dtype=float), np.asarray(rate, dtype=float)
    ages = weights.shape[-1]
    leading = np.broadcast_shapes(weights.shape[:-1], discount.shape, np.shape(decay))
    out = np.zeros((*leading, ages))
    if ages == 0:
        return out
    # sum over k >= 0 of w (1 - d)^k (1 + r)^-(k + 1) = w / (r + d)
    out[..., -1] = weights[..., -1] / (discount + np.asarray(decay, dtype=float))
    for x in range(ages - 2, -1, -1):
        out[..., x] = (weights[..., x] + out[..., x + 1]) / (1.0 + discount)
    return out


def relative_price(prices: ArrayLike, *, half_year: bool = False) -> FloatArray:
    """p(x)/p(0) of age prices (..., A); half a year later with `half_year`, as a mean of two.

    Beyond the last age nothing is left.
    """
    p = np.asarray(prices, dtype=float)
    if half_year:
        following = np.concatenate([p[..., 1:], np.zeros((*p.shape[:-1], 1))], axis=-1)
        return np.asarray((p + following) / 2.0 / p[..., :1])
    return np.asarray(p / p[..., :1])


def consumption_weights(relative: ArrayLike) -> FloatArray:
    """Share of its price as new that an asset loses in its year x: (..., A).

    1 - phi(0) in the year in which it is bought, phi(x - 1) - phi(x) later.
    """
    phi = np.asarray(relative, dtype=float)
    before = np.concatenate([np.ones((*phi.shape[:-1], 1)), phi[..., :-1]], axis=-1)
    return np.asarray(before - phi)
