"""Benchmarking a series of short periods to totals of long ones: Denton in Cholette's form.

Sources: Denton (1971), JASA 66; Cholette (1984), Survey Methodology 10; IMF (2017), Quarterly
National Accounts Manual, chapter 6 and annex 6.1 (proportional first differences).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.messages import MethodError, message

Array = NDArray[np.float64]


def denton_cholette(indicator: Array, benchmarks: Array, weights: Array) -> Array:
    """The series nearest in movement to an indicator that meets all benchmarks exactly.

    Minimises the sum over t >= 2 of (x_t / z_t - x_{t-1} / z_{t-1})^2 subject to W x = b; unlike
    Denton's own form nothing is assumed before the first period.
    indicator: z, (T,), none zero. benchmarks: b, (B,). weights: W, (B, T): ones over the years
    that a benchmark adds up, or a single one where it is the level of one year. Returns x, (T,).
    Raises MethodError: `benchmarking.zero`, `benchmarking.missing`, `benchmarking.dependent`
    (benchmarks that repeat or contradict one another), `benchmarking.none`.
    """
    z = np.asarray(indicator, dtype=float)
    b, w = np.asarray(benchmarks, dtype=float), np.asarray(weights, dtype=float)
    if not (np.isfinite(z).all() and np.isfinite(b).all() and np.isfinite(w).all()):
        raise MethodError(message("benchmarking.missing"))
    if not len(b):
        raise MethodError(message("benchmarking.none"))
    if (z == 0).any():
        raise MethodError(message("benchmarking.zero", number=int(np.flatnonzero(z == 0)[0]) + 1))
    # In terms of the ratios q = x / z: minimise |D q|^2 subject to (W diag z) q = b.
    periods, count = len(z), len(b)
    difference = np.diff(np.eye(periods), axis=0)
    constraint = w * z
    constraint_scale = np.abs(constraint).max(axis=1)
    if (constraint_scale == 0).any() or np.linalg.matrix_rank(constraint) < count:
        raise MethodError(message("benchmarking.dependent"))
    constraint, b = constraint / constraint_scale[:, None], b / constraint_scale
    system = np.zeros((periods + count, periods + count))
    system[:periods, :periods] = 2 * difference.T @ difference
    system[:periods, periods:] = constraint.T
    system[periods:, :periods] = constraint
    ratios: Array = np.linalg.solve(system, np.concatenate([np.zeros(periods), b]))[:periods]
    return np.asarray(ratios * z)


def annual_sums(periods_per_year: int, years: int, extra: int = 0) -> Array:
    """W of `denton_cholette` for full years in order, with `extra` periods after the last."""
    weights = np.zeros((years, periods_per_year * years + extra))
    for year in range(years):
        weights[year, periods_per_year * year : periods_per_year * (year + 1)] = 1.0
    return weights
