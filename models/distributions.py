"""What is uncertain in a measurement and how far: distributions of parameters and ratios.

Method, section 10. Every live numeric parameter has a range around its value; ratios that were
interpolated or extrapolated wander, pinned where a table tells them. Ranges are ours, editable,
and shown with every band.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.frozen import FrozenMap
from models.measurement import Measurement
from models.parameters import paths, spec_of, value_of

FloatArray = NDArray[np.float64]

FAMILIES = ("triangular", "uniform")


@dataclass(frozen=True, slots=True)
class Spread:
    """A default range: `amount` to either side of a value, as a share of it or absolute."""

    amount: float
    relative: bool = True


SPREADS: Mapping[str, Spread] = FrozenMap(
    {
        "service_life": Spread(0.2),
        "max_life_factor": Spread(0.25, relative=False),
        "depreciation": Spread(0.2),
        "beta": Spread(0.1, relative=False),
        "sigma": Spread(0.5),
        "share": Spread(0.1),
        "alpha": Spread(0.2, relative=False),
        "real_return": Spread(0.02, relative=False),
        "nonict_depreciation": Spread(0.2),
        "expected_inflation": Spread(0.01, relative=False),
    }
)
"""By name of the parameter. Not here: what is empty or zero until a person decides on it."""

OTHERWISE = Spread(0.1)
"""For a parameter that has no range of its own."""

RATIOS = (("conversion_ratio", "asset"), ("digital_ratio", "group"))
"""Quantities interpolated between benchmarks, (member, year), and their first axis."""

RATIO_WANDER = 0.05
"""Standard deviation of ln(ratio) one year away from the only benchmark beside it."""


@dataclass(frozen=True, slots=True)
class ParameterRange:
    """A parameter between low and high; `triangular` has its peak at the value itself."""

    path: str
    low: float
    value: float
    high: float
    family: str = "triangular"

    def quantile(self, share: FloatArray) -> FloatArray:
        """Values below which these shares of the draws lie; share: in [0, 1]."""
        width = self.high - self.low
        if self.family == "uniform" or width == 0:
            return np.asarray(self.low + share * width)
        left = (self.value - self.low) / width
        rising = self.low + np.sqrt(share * width * (self.value - self.low))
        falling = self.high - np.sqrt((1 - share) * width * (self.high - self.value))
        return np.where(share < left, rising, falling)


@dataclass(frozen=True, slots=True, eq=False)
class RatioWander:
    """How far an interpolated ratio may be from the truth: sd of ln(ratio), (member, year).

    Between two benchmarks it is a Brownian bridge, outside them a Brownian motion, so that a
    benchmark itself is certain and the middle of a long gap least so.
    """

    key: str
    member: int
    label: str
    years: tuple[int, ...]
    benchmarks: tuple[int, ...]
    wander: float = RATIO_WANDER

    def paths(self, steps: FloatArray) -> FloatArray:
        """Factors (T, N) from independent standard normal steps (T, N)."""
        when = np.array(self.years, dtype=float)
        walk = np.concatenate([np.zeros((1, steps.shape[1])), np.cumsum(steps[1:], axis=0)])
        pinned = [
            (b - self.years[0]) for b in self.benchmarks if self.years[0] <= b <= self.years[-1]
        ]
        if not pinned:
            return np.ones_like(steps)
        # The walk less the line through its values at the benchmarks: bridges, and free ends.
        position = np.clip(when - self.years[0], pinned[0], pinned[-1])
        line = np.stack(
            [np.interp(position, pinned, walk[pinned, n]) for n in range(walk.shape[1])]
        )
        return np.asarray(np.exp(self.wander * (walk - line.T)))

    def deviation(self) -> FloatArray:
        """Standard deviation of ln(ratio) by year, (T,)."""
        return np.array([self.wander * math.sqrt(self._variance(year)) for year in self.years])

    def _variance(self, year: int) -> float:
        before = [b for b in self.benchmarks if b <= year and b >= self.years[0]]
        after = [b for b in self.benchmarks if b >= year and b <= self.years[-1]]
        if not before and not after:
            return 0.0
        if not before or not after:
            return float(abs(year - (before[-1] if before else after[0])))
        s, u = before[-1], after[0]
        return 0.0 if s == u else (year - s) * (u - year) / (u - s)


Uncertain = ParameterRange | RatioWander


def default_ranges(measurement: Measurement) -> tuple[Uncertain, ...]:
    """The uncertain parts of a measurement with their default ranges.

    Parameters that are empty, zero by choice or not numeric are certain; a range is cut off at
    what the parameter may be. A ratio is uncertain where its member is computed at all.
    """
    found: list[Uncertain] = []
    parameters = measurement.parameters
    for path in paths(parameters):
        spec, value = spec_of(path), value_of(parameters, path)
        if spec.kind != "number" or not spec.live or value is None or value == 0:
            continue
        spread = SPREADS.get(spec.name, OTHERWISE)
        reach = spread.amount * (abs(value) if spread.relative else 1.0)
        low = value - reach if spec.low is None else max(value - reach, spec.low)
        high = value + reach if spec.high is None else min(value + reach, spec.high)
        found.append(ParameterRange(path, low, value, high))
    frame = measurement.frame
    for key, axis in RATIOS:
        for member, label in enumerate(frame.labels(axis)):
            if np.isfinite(measurement.values[key][member]).any():
                found.append(RatioWander(key, member, str(label), frame.years, frame.benchmarks))
    return tuple(found)
