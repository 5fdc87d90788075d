"""Quantile functions of the distributions that a parameter may have, each cut off at its range.

Every family lies between `low` and `high`; `value` is what the measurement itself uses: the
peak of a triangle, the mean of a normal and the median of a lognormal one before they are cut.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.frozen import FrozenMap

FloatArray = NDArray[np.float64]

WIDTHS = 4.0
"""Standard deviations from `low` to `high` of a normal distribution: 95 % lie between them."""

_CENTRE = (
    (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727),
    (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
     21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610),
)  # fmt: skip
_NEAR = (
    (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
     3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
     0.0227238449892691845833, 0.000774545014278341407640),
    (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
     0.148103976427480074590, 0.0151986665636164571966, 0.000547593808499534494600,
     1.05075007164441684324e-09),
)  # fmt: skip
_FAR = (
    (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
     0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
     2.71155556874348757815e-05, 2.01033439929228813265e-07),
    (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
     0.000786869131145613259100, 1.84631831751005468180e-05, 1.42151175831644588870e-07,
     2.04426310338993978564e-15),
)  # fmt: skip


def normal_quantile(share: ArrayLike) -> FloatArray:
    """Standard normal quantiles to about 16 digits; share: in (0, 1).

    Wichura (1988), algorithm AS 241, routine PPND16, Applied Statistics 37.
    """
    p = np.asarray(share, dtype=float)
    q = p - 0.5
    centre = np.abs(q) <= 0.425
    r = np.where(centre, 0.180625 - q * q, 0.0)
    out = q * _rational(_CENTRE, r)
    tail = np.sqrt(-np.log(np.where(centre, 0.5, np.minimum(p, 1.0 - p))))
    beyond = np.where(tail <= 5.0, _rational(_NEAR, tail - 1.6), _rational(_FAR, tail - 5.0))
    return np.where(centre, out, np.copysign(beyond, q))


def _rational(ratio: tuple[tuple[float, ...], tuple[float, ...]], x: FloatArray) -> FloatArray:
    above, below = (np.polynomial.polynomial.polyval(x, each) for each in ratio)
    return np.asarray(above / below)


def uniform(share: FloatArray, low: float, value: float, high: float) -> FloatArray:
    """Every value from low to high alike."""
    return np.asarray(low + share * (high - low))


def triangular(share: FloatArray, low: float, value: float, high: float) -> FloatArray:
    """A triangle over low to high with its peak at the value."""
    width = high - low
    left = (value - low) / width
    rising = low + np.sqrt(share * width * (value - low))
    falling = high - np.sqrt((1 - share) * width * (high - value))
    return np.where(share < left, rising, falling)


def normal(share: FloatArray, low: float, value: float, high: float) -> FloatArray:
    """Normal around the value, of which only what lies from low to high occurs."""
    deviation = (high - low) / WIDTHS
    below, above = (_phi((end - value) / deviation) for end in (low, high))
    found = value + deviation * normal_quantile(below + share * (above - below))
    return np.clip(found, low, high)


def lognormal(share: FloatArray, low: float, value: float, high: float) -> FloatArray:
    """A value whose logarithm is `normal`; low above zero."""
    return np.exp(normal(share, math.log(low), math.log(value), math.log(high)))


def fixed(share: FloatArray, low: float, value: float, high: float) -> FloatArray:
    """The value itself, certain."""
    return np.full(np.shape(share), value)


Quantile = Callable[[FloatArray, float, float, float], FloatArray]

FAMILIES: Mapping[str, Quantile] = FrozenMap(
    {
        "triangular": triangular,
        "uniform": uniform,
        "normal": normal,
        "lognormal": lognormal,
        "fixed": fixed,
    }
)
"""Distributions of a parameter by name: (shares of the draws, low, value, high) -> quantiles."""


def _phi(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))
