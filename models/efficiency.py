"""Age-efficiency h(x): what an asset of age x still does (appendix, ICT capital)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def hyperbolic(ages: ArrayLike, max_life: float, beta: float) -> FloatArray:
    """h(x) = (T - x)/(T - beta x) for 0 <= x < T, else 0.

    ages: x in years, any shape; max_life: T; beta: 0 is a straight line, towards 1 the
    asset keeps its efficiency longer. (OECD, Measuring Capital, 2009, section 11.)
    """
    x = np.asarray(ages, dtype=float)
    alive = x < max_life
    inside = np.where(alive, x, 0.0)
    return np.where(alive, (max_life - inside) / (max_life - beta * inside), 0.0)
