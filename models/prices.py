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


def harmonised_price_index(
    reference_ict: ArrayLike,
    reference_nonict: ArrayLike,
    regional_nonict: ArrayLike,
    *,
    alpha: float = 0.5,
    base: int = 0,
) -> FloatArray:
    """The region's ICT price, harmonised with a reference economy (appendix, step 4).

    d_t = dln P^ref_i - dln P^ref_n, smoothed to lambda_t, then dln P_i = lambda + dln P_n
    (Schreyer 2002; Colecchia & Schreyer 2002; the appendix swaps the two labels).

    All three: levels (..., T) over the same years, NaN where a series has none. Outside
    the reference's years lambda is held. base: position made 1. Returns levels (..., T),
    NaN where the region's own price has none. Raises MethodError where a series has a gap
    between its years: nothing is bridged.
    """
    ict = np.asarray(reference_ict, dtype=float)
    nonict = np.asarray(reference_nonict, dtype=float)
    regional = np.asarray(regional_nonict, dtype=float)
    for series in (ict + nonict, regional):
        _refuse_gaps(series)
    gap = np.diff(np.log(ict), axis=-1) - np.diff(np.log(nonict), axis=-1)
    growth = hold_ends(smooth_span(gap, alpha)) + np.diff(np.log(regional), axis=-1)
    known = np.flatnonzero(~np.isnan(regional).reshape(-1, regional.shape[-1]).any(axis=0))
    levels = np.full(np.broadcast_shapes(ict.shape, regional.shape), np.nan)
    if known.size:
        first, last = known[0], known[-1]
        steps = np.cumsum(growth[..., first:last], axis=-1)
        levels[..., first] = 1.0
        levels[..., first + 1 : last + 1] = np.exp(steps)
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
