"""ICT investment: shares, benchmarks and conversion ratios (appendix, steps 1 and 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def weighted_total(values: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Sum over the last axis of values x weights.

    values: (..., n), NaN where a cell is blank; weights: broadcastable to it. A missing
    factor counts as nothing where the other is zero and makes the total NaN where it is
    not, as in the tree of a cell (`models.expression.Evaluation`).
    """
    values, weights = np.broadcast_arrays(
        np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    )
    nothing = (weights == 0) | (values == 0)
    return np.asarray(np.where(nothing, 0.0, values * weights).sum(axis=-1))


ACTIVITIES = ("output", "gfcf", "gdp", "output_benchmarked")
"""What X may be: output of the producing sector, total GFCF, GDP, that output brought to the gross
output of the tables (Denton-Cholette)."""

BAND = 1.5
"""An interpolated year should lie between the smaller benchmark / 1.5 and the larger x 1.5."""

INTERPOLATIONS = ("geometric", "linear", "inverse_distance", "nearest")
"""How a conversion ratio is carried between benchmarks."""


def interpolate_ratio(
    ratios: ArrayLike,
    benchmarks: ArrayLike,
    years: ArrayLike,
    method: str = "geometric",
    power: ArrayLike = 2.0,
    *,
    axis: int = -1,
) -> FloatArray:
    """Conversion ratio rho of every year from those of the benchmark years.

    ratios: (..., B); benchmarks: (B,) ascending; years: (T,). Returns (..., T).
    Between two benchmarks `geometric` is rho_s^((u-t)/(u-s)) rho_u^((t-s)/(u-s)), and
    `linear` its arithmetic counterpart, which also serves where one of the two is not
    positive; `nearest` takes the closer one, the earlier of two equally close;
    `inverse_distance` weighs all benchmarks by |t - b|^-power (power: (...), a number or one
    for each row), so that neighbouring years count most (the appendix: 相邻年份数据较大权重).
    Outside the benchmarks the nearest ratio is held. A benchmark without a ratio (NaN) leaves
    the years that need it NaN. axis: of the benchmarks, counted from behind, in place of the
    last one (not for `inverse_distance`).
    """
    rho = np.asarray(ratios, dtype=float)
    marks = np.asarray(benchmarks, dtype=float)
    when = np.asarray(years, dtype=float)
    if marks.size == 0:
        return np.full((*rho.shape[:axis], when.size, *rho.shape[rho.ndim + axis + 1 :]), np.nan)
    right = np.clip(np.searchsorted(marks, when, side="left"), 0, marks.size - 1)
    # On a benchmark, before the first and after the last, one ratio alone decides.
    alone = (marks[right] == when) | (when < marks[0]) | (when > marks[-1])
    left = np.where(alone, right, np.maximum(right - 1, 0))
    span = np.where(alone, 1.0, marks[right] - marks[left])
    weight = np.where(alone, 0.0, (when - marks[left]) / span)
    start, end = rho.take(left, axis), rho.take(right, axis)
    years_of = (when.size, *[1] * (-1 - axis))
    alone, weight = alone.reshape(years_of), weight.reshape(years_of)
    if method == "linear":
        between = start * (1 - weight) + end * weight
    elif method == "geometric":
        positive = (start > 0) & (end > 0)
        safe_start, safe_end = np.where(positive, start, 1.0), np.where(positive, end, 1.0)
        curved = np.exp((1 - weight) * np.log(safe_start) + weight * np.log(safe_end))
        between = np.where(positive, curved, start * (1 - weight) + end * weight)
    elif method == "nearest":
        between = np.where(weight > 0.5, end, start)
    elif method == "inverse_distance":
        between = _by_distance(rho, marks, np.where(alone, marks[0] - 1.0, when), power)
    else:
        raise ValueError(f"unknown interpolation {method!r}")
    return np.where(alone, end, between)


def _by_distance(
    rho: FloatArray, marks: FloatArray, when: FloatArray, power: ArrayLike
) -> FloatArray:
    """Mean of ratios (..., B) weighted by distance^-power, (..., T); no year is a mark."""
    far = np.abs(when[:, None] - marks)
    weights = far ** -np.asarray(power, dtype=float)[..., None, None]
    return np.asarray((rho[..., None, :] * weights).sum(axis=-1) / weights.sum(axis=-1))
