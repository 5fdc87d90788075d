"""Productive capital stock by perpetual inventory (appendix, ICT capital; method, section 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.efficiency import hyperbolic
from models.messages import MethodError, message
from models.parameters import AssetParameters, check_asset
from models.retirement import normal_survival

FloatArray = NDArray[np.float64]


def age_efficiency(asset: AssetParameters, ages: int) -> FloatArray:
    """h(x) of the asset's family for ages 0 ... ages - 1."""
    return hyperbolic(np.arange(ages), asset.max_life, asset.beta)


def survival(asset: AssetParameters, ages: int) -> FloatArray:
    """S(x) of the asset's family for ages 0 ... ages - 1."""
    if asset.retirement == "none":
        return np.ones(ages)
    return normal_survival(np.arange(ages), asset.service_life, asset.sigma)


def efficiency_profile(asset: AssetParameters, ages: int) -> FloatArray:
    """Relative efficiency of a vintage, w(x) = h(x) S(x).

    Returns (ages,), age 0 first. The investment of year t counts in full in the stock at
    the end of t (x = 0). Raises MethodError for parameters outside their ranges.
    """
    check_asset(asset)
    return age_efficiency(asset, ages) * survival(asset, ages)


def productive_stock(
    investment: ArrayLike,
    profile: ArrayLike,
    *,
    initial: ArrayLike | None = None,
    initial_decay: ArrayLike | None = None,
) -> FloatArray:
    """K_t = sum_x w(x) I^r_{t-x} + K_t0 d_t, the stock at the end of each year.

    investment: (..., T) at constant prices, the first year being t0 + 1; profile: (A,) or
    (..., A), broadcast against the series, age 0 first, zero beyond A; initial: K_t0, (...);
    initial_decay: (T,) or (..., T), share of it left, (1 - delta)^(k + 1) at position k.
    Returns (..., T).
    """
    flow = np.asarray(investment, dtype=float)
    weights = np.asarray(profile, dtype=float)
    years = flow.shape[-1]
    if weights.shape[-1] == 0:
        raise MethodError(message("capital.empty_profile"))
    if not np.isfinite(flow).all():
        # A product of matrices would carry a missing year into every other one.
        stock = _convolve(flow, weights)
    elif weights.ndim == 1:
        stock = np.asarray(flow @ _vintages(weights, years))
    elif weights.shape[-2] == 1:
        # One profile for each row of series: a product of matrices, not a pass an age.
        stock = np.asarray(flow @ _vintages(weights[..., 0, :], years))
    else:
        stock = _convolve(flow, weights)
    if initial is not None:
        if initial_decay is None:
            raise ValueError("an initial stock needs its decay")
        decay = np.asarray(initial_decay, dtype=float)
        if decay.ndim == 0 or decay.shape[-1] < years:
            raise MethodError(message("capital.short_decay", years=years))
        decay = decay[..., :years]
        stock = stock + np.asarray(initial, dtype=float)[..., None] * decay
    return stock


def initial_stock(
    next_investment: ArrayLike, growth: ArrayLike, depreciation: ArrayLike
) -> FloatArray:
    """K_t0 = I^r_{t0+1} / (g + delta): the stock at the end of the year before the first.

    Raises MethodError where g + delta is not positive.
    """
    rate = np.asarray(growth, dtype=float) + np.asarray(depreciation, dtype=float)
    if np.any(rate <= 0):
        raise MethodError(message("cause.growth_plus_depreciation"))
    return np.asarray(np.asarray(next_investment, dtype=float) / rate)


def mean_growth(first: ArrayLike, last: ArrayLike, years: ArrayLike) -> FloatArray:
    """Geometric mean growth between two positive values `years` apart."""
    ratio = np.asarray(last, dtype=float) / np.asarray(first, dtype=float)
    return np.asarray(ratio ** (1.0 / np.asarray(years, dtype=float)) - 1.0)


def _vintages(weights: FloatArray, years: int) -> FloatArray:
    """(..., T, T) matrices w(t - s) of profiles (..., A): what year s still does in year t."""
    age = np.arange(years)[None, :] - np.arange(years)[:, None]
    inside = (age >= 0) & (age < weights.shape[-1])
    return np.where(inside, weights[..., np.where(inside, age, 0)], 0.0)


def _convolve(flow: FloatArray, weights: FloatArray) -> FloatArray:
    """A profile for each series: one pass an age."""
    shape = np.broadcast_shapes(flow.shape[:-1], weights.shape[:-1])
    years = flow.shape[-1]
    stock = np.zeros((*shape, years))
    for age in range(min(years, weights.shape[-1])):
        weight = weights[..., age, None]
        # What no longer works adds nothing, known or not.
        stock[..., age:] += np.where(weight == 0, 0.0, weight * flow[..., : years - age])
    return stock
