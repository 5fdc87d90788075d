"""Cohort profiles: efficiency averaged over random lives (method, section 4).

w(x) = integral from x to infinity of h(x; L) f(L) dL, with L the asset's own life, where the
combined profile h(x) S(x) lets every survivor work as if it lived until T. (OECD, Measuring
Capital, 2009, section 13.2.)
"""

from __future__ import annotations

from dataclasses import replace
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
    linear; its numbers may be arrays over draws, (D,), and ages then have a last axis for
    them; ages: any shape, x >= 0. At age 0 everything is there: w = 1.
    """
    x = np.asarray(ages, dtype=float)
    numbers = {name: np.ravel(getattr(asset, name)) for name in _NUMBERS}
    draws = max(values.size for values in numbers.values())
    columns = []
    for d in range(draws):
        one = {name: float(values[d % values.size]) for name, values in numbers.items()}
        drawn: AssetParameters = replace(asset, **one)  # type: ignore[arg-type]
        columns.append(_cached(drawn, tuple(x.ravel().tolist())))
    if all(np.ndim(getattr(asset, name)) == 0 for name in _NUMBERS):
        return np.array(columns[0]).reshape(x.shape)
    return np.array(columns).T.reshape(*x.shape[:-1], draws)


_NUMBERS = (
    "service_life",
    "max_life_factor",
    "depreciation",
    "beta",
    "sigma",
    "weibull_shape",
    "winfrey_exponent",
)


@lru_cache(maxsize=256)
def _cached(asset: AssetParameters, ages: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(_integral(asset, age) for age in ages)


def _integral(asset: AssetParameters, age: float) -> float:
    beta = asset.beta if asset.efficiency == "hyperbolic" else 0.0
    if age <= 0:
        return 1.0
    if asset.retirement == "truncated_normal" and asset.max_life_factor <= 1:
        # Every asset lives just the mean life.
        return float(efficiency.hyperbolic(age, asset.service_life, beta))
    marks = landmarks(asset)
    last = float(marks[-1])
    if age >= last:
        return 0.0
    inside = marks[marks > age]
    # Towards the age: half the way to the next mark, half of that, and so on.
    near = age + (inside[0] - age) * 0.5 ** np.arange(_HALVINGS, -1.0, -1.0)
    edges = np.concatenate([[age], near, inside[1:]])
    middle, half = (edges[1:] + edges[:-1]) / 2.0, (edges[1:] - edges[:-1]) / 2.0
    lives = middle[:, None] + half[:, None] * _NODES
    values = efficiency.hyperbolic(age, lives, beta) * life_density(asset, lives)
    return float((half[:, None] * _WEIGHTS * values).sum())
