"""Age-efficiency h(x): what an asset of age x still does (appendix, ICT capital).

The four families of the OECD manual (Measuring Capital, 2009, sections 11 and 13). Numbers
may be arrays that broadcast against the ages.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def hyperbolic(ages: ArrayLike, max_life: ArrayLike, beta: ArrayLike) -> FloatArray:
    """h(x) = (T - x)/(T - beta x) for 0 <= x < T, else 0.

    ages: x in years; max_life: T, broadcast against them; beta: 0 is a straight line,
    towards 1 the asset keeps its efficiency longer.
    """
    x, life, curve = np.broadcast_arrays(
        np.asarray(ages, dtype=float),
        np.asarray(max_life, dtype=float),
        np.asarray(beta, dtype=float),
    )
    alive = x < life
    inside = np.where(alive, x, 0.0)
    return np.where(alive, (life - inside) / (life - curve * inside), 0.0)


def linear(ages: ArrayLike, max_life: ArrayLike) -> FloatArray:
    """h(x) = 1 - x/T for 0 <= x < T, else 0: the hyperbola with beta = 0."""
    return hyperbolic(ages, max_life, 0.0)


def geometric(ages: ArrayLike, rate: ArrayLike) -> FloatArray:
    """h(x) = (1 - rate)^x: it never ends, so no maximum life cuts it."""
    return np.asarray((1.0 - np.asarray(rate, dtype=float)) ** np.asarray(ages, dtype=float))


def one_hoss_shay(ages: ArrayLike, max_life: ArrayLike) -> FloatArray:
    """h(x) = 1 for 0 <= x < T, else 0: as good as new until the end, like a light bulb."""
    return np.asarray(np.asarray(ages, dtype=float) < np.asarray(max_life, dtype=float), float)
