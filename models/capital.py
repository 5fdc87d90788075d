"""Productive capital stock by perpetual inventory (appendix, ICT capital; method, section 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import efficiency
from models.cohort import cohort_profile
from models.lives import FAMILIES
from models.messages import MethodError, message
from models.parameters import AssetParameters, check_asset
from models.retirement import survival_at

FloatArray = NDArray[np.float64]

HALF_YEAR = 0.5
"""Age, at the end of its year, of an investment made in mid-year."""


def lives_until(asset: AssetParameters) -> float:
    """The life that age-efficiency is drawn for: T, or in a cohort the mean life.

    In a cohort every asset works until its own life; where none retires, all live until T.
    """
    alone = asset.profile == "cohort" and asset.retirement != "none"
    return asset.service_life if alone else asset.max_life


def is_integral(asset: AssetParameters) -> bool:
    """Whether the profile is an integral over random lives, and not h(x) S(x)."""
    mixed = asset.profile == "cohort" and asset.retirement in FAMILIES
    return mixed and asset.efficiency in ("hyperbolic", "linear")


def efficiency_at(asset: AssetParameters, ages: ArrayLike) -> FloatArray:
    """h(x) of the asset's family at any ages; of a cohort, that of an asset of mean life."""
    life = lives_until(asset)
    if asset.efficiency == "hyperbolic":
        return efficiency.hyperbolic(ages, life, asset.beta)
    if asset.efficiency == "linear":
        return efficiency.linear(ages, life)
    if asset.efficiency == "geometric":
        return efficiency.geometric(ages, asset.depreciation)
    return efficiency.one_hoss_shay(ages, life)


def profile_at(asset: AssetParameters, ages: ArrayLike) -> FloatArray:
    """w(x) at any ages: what is left of an investment x years old.

    A cohort of assets that work in full until they retire is its survivors.
    """
    if is_integral(asset):
        return cohort_profile(asset, ages)
    if asset.profile == "cohort" and asset.efficiency == "one_hoss_shay":
        return (
            survival_at(asset, ages) if asset.retirement != "none" else efficiency_at(asset, ages)
        )
    return efficiency_at(asset, ages) * survival_at(asset, ages)


def age_efficiency(asset: AssetParameters, ages: int) -> FloatArray:
    """h(x) of the asset's family for ages 0 ... ages - 1."""
    return efficiency_at(asset, np.arange(ages))


def survival(asset: AssetParameters, ages: int) -> FloatArray:
    """S(x) of the asset's family for ages 0 ... ages - 1."""
    return survival_at(asset, np.arange(ages))


def efficiency_profile(asset: AssetParameters, ages: int) -> FloatArray:
    """Weights of the stock: what each vintage counts at the end of a year.

    Returns (ages,), age 0 first: w(x), so that the investment of year t counts in full in
    the stock at the end of t; with the timing `mid_year` w(x + 1/2). Raises MethodError for
    parameters outside their ranges.
    """
    check_asset(asset)
    return stock_weights(asset, ages)


def stock_weights(asset: AssetParameters, ages: int) -> FloatArray:
    """`efficiency_profile` of parameters that were checked."""
    return profile_at(asset, np.arange(ages) + age_at_year_end(asset))


def age_at_year_end(asset: AssetParameters) -> float:
    """Age of this year's investment at the end of the year."""
    return HALF_YEAR if asset.timing == "mid_year" else 0.0


def reach(asset: AssetParameters) -> float:
    """Age at which practically nothing is left of an investment, years.

    T, but for what T does not end: a cohort, and geometric efficiency, go on until a millionth
    is left, or 8 mean lives. (Where nothing retires geometric efficiency never ends; see `ends`.)
    """
    life = asset.max_life
    goes_on = asset.efficiency == "geometric" or asset.profile == "cohort"
    if not goes_on or asset.retirement not in FAMILIES:
        return life
    longest = 8.0 * asset.service_life
    while life < longest and _bound(asset, life) > 1e-6:
        life += 1.0
    return min(life, longest)


def _bound(asset: AssetParameters, age: float) -> float:
    """What is left at an age at most: those in service, as efficient as they may be."""
    efficiency_left = efficiency_at(asset, age) if asset.efficiency == "geometric" else 1.0
    return float(efficiency_left * survival_at(asset, age))


def backcast_years(asset: AssetParameters) -> int:
    """Years of investment that a backcast adds before the first: until it has no effect.

    Half as long again as the life, so that a longer life typed into the workbook has room.
    """
    return int(np.ceil(1.5 * reach(asset)))


def ends(asset: AssetParameters) -> bool:
    """Whether the profile ends; w of a geometric asset that never retires does not."""
    return asset.efficiency != "geometric" or asset.retirement != "none"


def backcast(first: ArrayLike, growth: ArrayLike, years: int) -> FloatArray:
    """Investment before the first observed one, I^r_{t0+1} (1 + g)^(-x) for x = 1 ... years.

    first, growth: (...). Returns (..., years), the nearest year first.
    """
    ages = np.arange(1, years + 1)
    rate = 1.0 + np.asarray(growth, dtype=float)[..., None]
    return np.asarray(np.asarray(first, dtype=float)[..., None] * rate ** (-ages))


def backcast_remaining(flow: ArrayLike, weights: ArrayLike, years: int) -> FloatArray:
    """What is left of the backcast flow at the end of t0, t0 + 1, ..., t0 + years.

    flow: (n, ...) nearest year first; weights: (A, ...) with A >= n + years. Returns
    (years + 1, ...); axes behind the first are several stocks at once.
    """
    past, w = np.asarray(flow, dtype=float), np.asarray(weights, dtype=float)
    aged = (w[k : k + len(past)] for k in range(years + 1))
    # What no longer works adds nothing, known or not.
    return np.array([np.where(left == 0, 0.0, past * left).sum(axis=0) for left in aged])


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
