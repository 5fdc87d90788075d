"""Retirement: the share S(x) of an investment still in service at age x."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def normal_survival(ages: ArrayLike, mean: float, deviation: float) -> FloatArray:
    """S(x) = 1 - Phi((x - mu)/sigma), for lives normal around mu.

    Written as Phi((mu - x)/sigma), so that the far tail keeps its digits. The appendix
    prints the distribution function itself, F = Phi, which would give new equipment no
    weight; it must work as the share in service (method, section 4).
    """
    x = np.asarray(ages, dtype=float)
    z = (x - mean) / (deviation * math.sqrt(2.0))
    return np.asarray(0.5 * _erfc(z), dtype=float)


_erfc = np.vectorize(math.erfc, otypes=[float])
