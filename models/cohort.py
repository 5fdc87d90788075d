"""Cohort profiles: efficiency averaged over random lives (method, section 4).

w(x) = integral from x to infinity of h(x; L) f(L) dL, with L the asset's own life, where the
combined profile h(x) S(x) lets every survivor work as if it lived until T. (OECD, Measuring
Capital, 2009, section 13.2.)
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import efficiency
from models.lives import landmarks, life_density
from models.parameters import AssetParameters

FloatArray = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_HALVINGS = 45
"""Panels halve this often towards the age, where the density or h may be steep."""


def cohort_profile(asset: AssetParameters, ages: ArrayLike) -> FloatArray:
    """w(x) by Gauss-Legendre over panels between landmarks; to about 1e-12.

    asset: of a family of random lives (`models.lives.FAMILIES`), efficiency hyperbolic or
    linear; ages: any shape, x >= 0. At age 0 everything is there: w = 1.
    """
    x = np.asarray(ages, dtype=float)
    return np.array(_cached(asset, tuple(x.ravel().tolist()))).reshape(x.shape)


@lru_cache(maxsize=256)
def _cached(asset: AssetParameters, ages: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(_integral(asset, age) for age in ages)


def _integral(asset: AssetParameters, age: float) -> float:
    marks = landmarks(asset)
    if age <= 0:
        return 1.0
    last = float(marks[-1])
    if age >= last:
        return 0.0
    inside = marks[marks > age]
    # Towards the age: half the way to the next mark, half of that, and so on.
    near = age + (inside[0] - age) * 0.5 ** np.arange(_HALVINGS, -1.0, -1.0)
    edges = np.concatenate([[age], near, inside[1:]])
    middle, half = (edges[1:] + edges[:-1]) / 2.0, (edges[1:] - edges[:-1]) / 2.0
    lives = middle[:, None] + half[:, None] * _NODES
    beta = asset.beta if asset.efficiency == "hyperbolic" else 0.0
    values = efficiency.hyperbolic(age, lives, beta) * life_density(asset, lives)
    return float((half[:, None] * _WEIGHTS * values).sum())
