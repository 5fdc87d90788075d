"""Price indices: chains, base year, harmonised ICT prices (appendix, step 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.messages import MethodError, message
from models.series import Basis

FloatArray = NDArray[np.float64]


def relatives(index: ArrayLike, basis: Basis | str) -> FloatArray:
    """Year-on-year price relatives P_t / P_{t-1} of printed index numbers.

    index: (..., T). `index_previous_100` (上年=100) and `growth_percent` give one for every
    printed year, (..., T); levels (`index_fixed_base`, `value`) give T - 1.
    """
    printed = np.asarray(index, dtype=float)
    kind = Basis(basis)
    if kind is Basis.INDEX_PREVIOUS_100:
        return printed / 100.0
    if kind is Basis.GROWTH_PERCENT:
        return 1.0 + printed / 100.0
    return np.asarray(printed[..., 1:] / printed[..., :-1])


def chain_index(index: ArrayLike, basis: Basis | str = Basis.INDEX_PREVIOUS_100) -> FloatArray:
    """Levels of a price from printed index numbers, first level 1.

    index: (..., T) without gaps. Previous-year indices and growth rates of T years give
    T + 1 levels: an index that starts in 2002 gives levels from 2001. Fixed-base levels
    give T.
    """
    steps = relatives(index, basis)
    if np.any(steps <= 0):
        raise MethodError(message("prices.not_positive"))
    first = np.ones((*steps.shape[:-1], 1))
    return np.cumprod(np.concatenate([first, steps], axis=-1), axis=-1)


def rebase(levels: ArrayLike, base: int) -> FloatArray:
    """Levels (..., T) with the level at position `base` of the last axis made 1."""
    values = np.asarray(levels, dtype=float)
    if np.any(values[..., base] <= 0):
        raise MethodError(message("prices.not_positive"))
    return np.asarray(values / values[..., base, None])


def smooth(gaps: ArrayLike, alpha: float) -> FloatArray:
    """Exponential smoothing l_1 = d_1, l_t = alpha d_t + (1 - alpha) l_{t-1} of (..., T)."""
    values = np.asarray(gaps, dtype=float)
    smoothed = np.empty_like(values)
    if values.shape[-1]:
        smoothed[..., 0] = values[..., 0]
    for t in range(1, values.shape[-1]):
        smoothed[..., t] = alpha * values[..., t] + (1 - alpha) * smoothed[..., t - 1]
    return smoothed


LEAST_GAPS = 4
"""Years of price differences without which a fitted weight says nothing (ours)."""


def forecast_error(gaps: ArrayLike, alpha: float) -> float:
    """Sum of squared errors of last year's smoothed value as a forecast of (T,) gaps."""
    values = np.asarray(gaps, dtype=float)
    return float(((values[1:] - smooth(values, alpha)[:-1]) ** 2).sum())


def fit_alpha(gaps: ArrayLike, low: float = 0.01, high: float = 1.0) -> float:
    """The weight whose smoothing forecasts (T,) gaps best, least squares over [low, high].

    The best of a hundred, refined by golden section between its neighbours; where several
    are equally good the smallest. (Exponential smoothing: Hyndman & Athanasopoulos,
    Forecasting, section 8.1.)
    """
    values = np.asarray(gaps, dtype=float)
    grid = np.linspace(low, high, 100)
    errors = np.array([forecast_error(values, float(alpha)) for alpha in grid])
    best = int(errors.argmin())
    left, right = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, grid.size - 1)])
    for _ in range(60):
        third = (right - left) * _GOLDEN
        lower, upper = right - third, left + third
        if forecast_error(values, lower) <= forecast_error(values, upper):
            right = upper
        else:
            left = lower
    found = (left + right) / 2.0
    return found if forecast_error(values, found) < errors[best] else float(grid[best])


_GOLDEN = (5.0**0.5 - 1.0) / 2.0


def splice(levels: ArrayLike, link: ArrayLike) -> FloatArray:
    """Levels (T,) with years they lack filled at both ends by the changes of another index.

    link: levels of the other index over the same years, NaN where it has none. Years that
    neither joins to the first stay NaN.
    """
    own, other = np.array(levels, dtype=float), np.asarray(link, dtype=float)
    change = other[1:] / other[:-1]
    known = np.flatnonzero(~np.isnan(own))
    if not known.size:
        return own
    for t in range(known[0], own.size - 1):
        if np.isnan(own[t + 1]):
            own[t + 1] = own[t] * change[t]
    for t in range(known[0], 0, -1):
        own[t - 1] = own[t] / change[t - 1]
    return own


def harmonised_price_index(
    reference_ict: ArrayLike,
    reference_nonict: ArrayLike,
    regional_nonict: ArrayLike,
    *,
    alpha: float | None = 0.5,
    base: int = 0,
    forecast: bool = False,
) -> FloatArray:
    """The region's ICT price, harmonised with a reference economy (appendix, step 4).

    d_t = dln P^ref_i - dln P^ref_n, smoothed to lambda_t, then dln P_i = lambda + dln P_n
    (Schreyer 2002; Colecchia & Schreyer 2002; the appendix swaps the two labels).

    All three: levels (..., T) over the same years, NaN where a series has none. Outside
    the reference's years lambda is held. alpha: None fits it to a single series. base:
    position made 1. forecast: lambda_t is the smoothed difference of the year before.
    Returns levels (..., T), NaN where the region's own price has none. Raises MethodError
    where a series has a gap between its years: nothing is bridged.
    """
    ict = np.asarray(reference_ict, dtype=float)
    nonict = np.asarray(reference_nonict, dtype=float)
    regional = np.asarray(regional_nonict, dtype=float)
    for series in (ict + nonict, regional):
        _refuse_gaps(series)
    gap = np.diff(np.log(ict), axis=-1) - np.diff(np.log(nonict), axis=-1)
    if alpha is None:
        alpha = fit_alpha(gap[~np.isnan(gap)])
    smoothed = hold_ends(smooth_span(gap, alpha))
    if forecast:
        smoothed = np.concatenate([smoothed[..., :1], smoothed[..., :-1]], axis=-1)
    growth = smoothed + np.diff(np.log(regional), axis=-1)
    levels = np.full(np.broadcast_shapes(ict.shape, regional.shape), np.nan)
    own = np.broadcast_to(regional, levels.shape)
    growth = np.broadcast_to(growth, levels[..., 1:].shape)
    for row in np.ndindex(levels.shape[:-1]):
        known = np.flatnonzero(~np.isnan(own[row]))
        if known.size:
            first, last = known[0], known[-1]
            levels[row][first] = 1.0
            levels[row][first + 1 : last + 1] = np.exp(np.cumsum(growth[row][first:last]))
    return rebase(levels, base)


def _refuse_gaps(levels: FloatArray) -> None:
    for row in np.ndindex(levels.shape[:-1]):
        known = np.flatnonzero(~np.isnan(levels[row]))
        if known.size and known[-1] - known[0] + 1 != known.size:
            missing = sorted(set(range(known[0], known[-1])) - set(known.tolist()))
            raise MethodError(message("prices.gap", positions=", ".join(map(str, missing))))


def smooth_span(gaps: ArrayLike, alpha: float) -> FloatArray:
    """`smooth` over the years that have a gap, NaN elsewhere. (..., T) -> (..., T)."""
    values = np.asarray(gaps, dtype=float)
    out = np.full_like(values, np.nan)
    for row in np.ndindex(values.shape[:-1]):
        known = np.flatnonzero(~np.isnan(values[row]))
        if known.size:
            span = slice(known[0], known[-1] + 1)
            out[row][span] = smooth(values[row][span], alpha)
    return out


def hold_ends(values: ArrayLike) -> FloatArray:
    """The first and last known value carried outwards along the last axis."""
    out = np.array(values, dtype=float)
    for place in np.ndindex(out.shape[:-1]):
        row = out[place]
        known = np.flatnonzero(~np.isnan(row))
        if known.size:
            row[: known[0]] = row[known[0]]
            row[known[-1] + 1 :] = row[known[-1]]
    return out
