"""Paths of ICT investment under every choice of X and of its ratio, side by side (section 2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.frame import Frame
from models.investment import ACTIVITIES, BAND, INTERPOLATIONS
from models.measurement import Measurement

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class InvestmentPaths:
    """Investment at current prices, 亿元, NaN where it cannot be had.

    values: (asset, activity, interpolation, year) over `assets`, `ACTIVITIES`,
    `models.investment.INTERPOLATIONS`, `years`. given: (asset, year) the given series.
    chosen: (asset, year) what the measurement uses. low, high: (asset, year) the band of an
    interpolated year, from the smaller of its two benchmarks / 1.5 to the larger x 1.5, NaN
    elsewhere. outside: where a path leaves it, of the shape of values.
    """

    assets: tuple[str, ...]
    years: tuple[int, ...]
    values: FloatArray
    given: FloatArray
    chosen: FloatArray
    low: FloatArray
    high: FloatArray
    outside: BoolArray


def investment_paths(measurement: Measurement) -> InvestmentPaths:
    """All paths of a measurement's dataset; they differ in X and rho and in nothing else."""
    frame, values = measurement.frame, measurement.values
    shape = (len(frame.assets), len(ACTIVITIES), len(INTERPOLATIONS), len(frame.years))
    paths = values["investment_path"].reshape(shape)
    own = values["given_investment_printed"] / values["given_investment_unit"][:, None]
    low, high = _band(frame, values["benchmark_investment"])
    with np.errstate(invalid="ignore"):
        outside = (paths < low[:, None, None]) | (paths > high[:, None, None])
    return InvestmentPaths(
        frame.assets, frame.years, paths, own, values["investment"], low, high, outside
    )


def _band(frame: Frame, benchmark: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Limits of interpolated years, (asset, year) each; NaN at and outside benchmarks."""
    low = np.full((len(frame.assets), len(frame.years)), np.nan)
    high = low.copy()
    for b, (start, end) in enumerate(zip(frame.benchmarks, frame.benchmarks[1:], strict=False)):
        for t, year in enumerate(frame.years):
            if start < year < end:
                low[:, t] = benchmark[:, b : b + 2].min(axis=1) / BAND
                high[:, t] = benchmark[:, b : b + 2].max(axis=1) * BAND
    return low, high
