"""What kernels over draws share: arrays here have the axis of draws last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.frame import Frame
from models.investment import interpolate_ratio, weighted_total

FloatArray = NDArray[np.float64]


def yearly(
    values: FloatArray, frame: Frame, method: str = "linear", power: FloatArray | None = None
) -> FloatArray:
    """`interpolate_ratio` of (..., benchmark, draw) to (..., year, draw). power: (draw,)."""
    if method != "inverse_distance":
        return interpolate_ratio(values, frame.benchmarks, frame.years, method, axis=-2)
    ratios = np.moveaxis(values, -1, 0)
    by_draw = np.ones(1) if power is None else power
    powers = by_draw.reshape(-1, *[1] * (ratios.ndim - 2))
    annual = interpolate_ratio(ratios, frame.benchmarks, frame.years, method, powers)
    return np.moveaxis(annual, 0, -1)


def weighted_sum(values: FloatArray, weights: FloatArray, axis: int) -> FloatArray:
    """`weighted_total` over an axis. values: (..., draw); weights: broadcastable to it."""
    values, weights = np.broadcast_arrays(values, weights)
    values, weights = np.moveaxis(values, axis, 0), np.moveaxis(weights, axis, 0)
    total = np.einsum("j...,j...->...", values, weights)
    # Where something is missing it matters what it meets: rarely, so it is looked at apart.
    unknown = np.isnan(total)
    if unknown.any():
        total[unknown] = weighted_total(values[:, unknown].T, weights[:, unknown].T)
    return np.asarray(total)
