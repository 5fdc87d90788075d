"""Ranks: the largest is first, equals share a rank, what is missing has none.

Two figures are equal where they differ by less than a billionth of themselves: figures that
are equal by construction (one share in every city) must not be ranked by their rounding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

EQUAL = 1e-9
"""Relative difference below which two figures share a rank."""


def ranks(values: ArrayLike, axis: int = 0) -> FloatArray:
    """Rank of each value along an axis: 1 + how many are larger; NaN where there is none.

    Of equals each has the best rank, and the ranks after them are left out (1, 2, 2, 4).
    """
    moved = np.moveaxis(np.asarray(values, dtype=float), axis, 0)
    limit = moved + EQUAL * np.abs(moved)
    out = np.full(moved.shape, np.nan)
    for place in range(moved.shape[0]):
        out[place] = 1.0 + (moved > limit[place]).sum(axis=0)
    out[np.isnan(moved)] = np.nan
    return np.moveaxis(out, 0, axis)
