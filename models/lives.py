"""Densities f(L) of service lives, for profiles that are averaged over them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from models.parameters import AssetParameters
from models.retirement import truncation

FloatArray = NDArray[np.float64]

FAMILIES = ("normal", "truncated_normal", "lognormal", "weibull", "gamma", "winfrey")
"""Families of retirement whose lives are random."""

_DEVIATIONS = np.arange(-9.0, 9.5, 0.5)
_TAILS = np.concatenate([10.0 ** -np.arange(18, 1, -1.0), np.arange(0.05, 1.0, 0.05)])


def life_density(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    """f(L) of the asset's family at positive lives, per year."""
    return _DENSITIES[asset.retirement](asset, lives)


def landmarks(asset: AssetParameters) -> FloatArray:
    """Lives between which the density is smooth; the last has practically all below it."""
    mean, deviation = asset.service_life, asset.deviation
    if asset.retirement == "normal":
        found = mean + deviation * _DEVIATIONS
    elif asset.retirement == "truncated_normal":
        shortest, longest = (float(bound) for bound in truncation(asset))  # type: ignore[arg-type]
        inside = np.clip(mean + deviation * _DEVIATIONS, shortest, longest)
        found = np.append(inside, [shortest, longest])
    elif asset.retirement == "lognormal":
        centre, spread = _logarithm(mean, deviation)
        found = np.exp(centre + spread * _DEVIATIONS)
    elif asset.retirement == "weibull":
        shape = asset.weibull_shape
        # Lives at which a given share is left, from one to the last 1e-18.
        left = np.concatenate([1.0 - _TAILS[::-1], _TAILS[::-1]])
        found = mean / math.gamma(1 + 1 / shape) * (-np.log(left[left < 1])) ** (1 / shape)
    elif asset.retirement == "gamma":
        shape, scale = (mean / deviation) ** 2, deviation**2 / mean
        steps = shape + math.sqrt(shape) * _DEVIATIONS
        found = scale * np.concatenate([steps, shape + np.arange(1.0, 60.0)])
    else:
        found = np.linspace(0.0, 2.0 * mean, 41)
    return np.unique(found[found > 0])


def _logarithm(mean: float, deviation: float) -> tuple[float, float]:
    spread = math.log1p((deviation / mean) ** 2)
    return math.log(mean) - spread / 2.0, math.sqrt(spread)


def _normal(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    z = (lives - asset.service_life) / asset.deviation
    return np.asarray(np.exp(-(z**2) / 2.0) / (asset.deviation * math.sqrt(2.0 * math.pi)))


def _truncated(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    shortest, longest = (float(bound) for bound in truncation(asset))  # type: ignore[arg-type]
    root = asset.deviation * math.sqrt(2.0)
    low, high = ((bound - asset.service_life) / root for bound in (shortest, longest))
    mass = 0.5 * (math.erf(high) - math.erf(low))
    inside = (lives >= shortest) & (lives <= longest)
    return np.asarray(np.where(inside, _normal(asset, lives) / mass, 0.0))


def _lognormal(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    centre, spread = _logarithm(asset.service_life, asset.deviation)
    z = (np.log(lives) - centre) / spread
    return np.asarray(np.exp(-(z**2) / 2.0) / (lives * spread * math.sqrt(2.0 * math.pi)))


def _weibull(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    shape = asset.weibull_shape
    scale = asset.service_life / math.gamma(1.0 + 1.0 / shape)
    ratio = lives / scale
    return np.asarray(shape / scale * ratio ** (shape - 1.0) * np.exp(-(ratio**shape)))


def _gamma(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    shape = (asset.service_life / asset.deviation) ** 2
    scale = asset.deviation**2 / asset.service_life
    ratio = lives / scale
    log_density = (shape - 1.0) * np.log(ratio) - ratio - math.lgamma(shape)
    return np.asarray(np.exp(log_density) / scale)


def _winfrey(asset: AssetParameters, lives: FloatArray) -> FloatArray:
    m = asset.winfrey_exponent
    position = lives / (2.0 * asset.service_life)
    inside = (position > 0) & (position < 1)
    u = np.where(inside, position, 0.5)
    log_mass = 2.0 * math.lgamma(m + 1.0) - math.lgamma(2.0 * m + 2.0)
    density = np.exp(m * (np.log(u) + np.log1p(-u)) - log_mass) / (2.0 * asset.service_life)
    return np.asarray(np.where(inside, density, 0.0))


_DENSITIES: Mapping[str, Callable[[AssetParameters, FloatArray], FloatArray]] = {
    "normal": _normal,
    "truncated_normal": _truncated,
    "lognormal": _lognormal,
    "weibull": _weibull,
    "gamma": _gamma,
    "winfrey": _winfrey,
}
