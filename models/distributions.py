"""What is uncertain in a measurement and how far: distributions of parameters and ratios.

Method, section 10. Every live numeric parameter has a range around its value; ratios that were
interpolated or extrapolated wander, pinned where a table tells them. Ranges are ours, editable,
and shown with every band. Readings (choices) have no distribution: they stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.capital import reach
from models.frozen import FrozenMap
from models.measurement import Measurement
from models.messages import Message, MethodError, message
from models.parameters import paths, spec_of, value_of
from models.quantiles import FAMILIES

FloatArray = NDArray[np.float64]

WANDER = "wander"
"""The only family of a ratio that is uncertain; otherwise it is `fixed`."""

RATIO_FAMILIES = (WANDER, "fixed")

LENGTHENING = ("service_life", "max_life_factor", "sigma")
"""Parameters by which an asset lives longer the higher they are."""


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
        "growth": Spread(0.03, relative=False),
        "nonict_depreciation": Spread(0.2),
        "expected_inflation": Spread(0.01, relative=False),
    }
)
"""By name of the parameter."""

OTHERWISE = Spread(0.1)
"""For a parameter that has no range of its own."""

RATIOS: Mapping[str, tuple[str | None, float]] = FrozenMap(
    {
        "conversion_ratio": ("asset", 0.05),
        "digital_ratio": ("group", 0.05),
        "vintage_factor": (None, 0.01),
        "traditional_net_ratio": (None, 0.02),
        "traditional_gross_ratio": (None, 0.02),
    }
)
"""Ratios interpolated between benchmarks and carried on beyond them, (member, year) or (year,):
their first axis, and the standard deviation of ln(ratio) one year from the only benchmark.

Keys that add up to one over industries are not among them: one that wandered alone would no
longer add up.
"""


@dataclass(frozen=True, slots=True)
class RangeChoice:
    """What a person says of one range, by its name.

    family: of `models.quantiles.FAMILIES`, or `wander`. numbers: low and high of a parameter,
    the yearly standard deviation of a ratio, none where it is `fixed`.
    """

    family: str
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterRange:
    """A parameter between low and high; `triangular` has its peak at the value itself."""

    path: str
    low: float
    value: float
    high: float
    family: str = "triangular"

    @property
    def name(self) -> str:
        """By what a person's choice finds it."""
        return self.path

    @property
    def certain(self) -> bool:
        """Whether it does not vary."""
        return self.family == "fixed" or self.low == self.high

    def quantile(self, share: FloatArray) -> FloatArray:
        """Values below which these shares of the draws lie; share: in [0, 1]."""
        family = "fixed" if self.certain else self.family
        return FAMILIES[family](share, self.low, self.value, self.high)


@dataclass(frozen=True, slots=True, eq=False)
class RatioWander:
    """How far an interpolated ratio may be from the truth: sd of ln(ratio), (member, year).

    Between two benchmarks it is a Brownian bridge, outside them a Brownian motion, so that a
    benchmark itself is certain and the middle of a long gap least so. member: None for a ratio
    by year alone.
    """

    key: str
    member: int | None
    label: str
    years: tuple[int, ...]
    benchmarks: tuple[int, ...]
    wander: float = RATIOS["conversion_ratio"][1]

    @property
    def name(self) -> str:
        """By what a person's choice finds it."""
        return f"{self.key}.{self.label}" if self.label else self.key

    @property
    def certain(self) -> bool:
        """Whether it does not vary."""
        return self.wander == 0 or not self._pinned()

    def place(self) -> tuple[int, ...]:
        """Where its years stand among the ratios of its key."""
        return () if self.member is None else (self.member,)

    def paths(self, steps: FloatArray) -> FloatArray:
        """Factors (T, N) from independent standard normal steps (T, N)."""
        walk = np.concatenate([np.zeros((1, steps.shape[1])), np.cumsum(steps[1:], axis=0)])
        pinned = np.array(self._pinned())
        if not len(pinned):
            return np.ones_like(steps)
        # The walk less the line through its values at the benchmarks: bridges, and free ends.
        position = np.clip(np.arange(len(self.years)), pinned[0], pinned[-1])
        right = np.searchsorted(pinned, position)
        left = np.maximum(right - 1, 0)
        gap = np.maximum(pinned[right] - pinned[left], 1)
        share = ((position - pinned[left]) / gap)[:, None]
        line = (1 - share) * walk[pinned[left]] + share * walk[pinned[right]]
        return np.asarray(np.exp(self.wander * (walk - line)))

    def deviation(self) -> FloatArray:
        """Standard deviation of ln(ratio) by year, (T,)."""
        return np.array([self.wander * math.sqrt(self._variance(year)) for year in self.years])

    def _pinned(self) -> list[int]:
        within = (b for b in self.benchmarks if self.years[0] <= b <= self.years[-1])
        return [b - self.years[0] for b in within]

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
    """Every live parameter and wandering ratio of a measurement with its default range.

    Parameters that are zero by choice are there and fixed; empty ones are decided by the data
    and are not. A range is cut off at what the parameter may be. A ratio is uncertain where its
    member is computed at all.
    """
    found: list[Uncertain] = []
    parameters = measurement.parameters
    for path in paths(parameters):
        spec, value = spec_of(path), value_of(parameters, path)
        if spec.kind != "number" or not spec.live or value is None:
            continue
        if value == 0:
            found.append(ParameterRange(path, value, value, value, "fixed"))
            continue
        spread = SPREADS.get(spec.name, OTHERWISE)
        reach = spread.amount * (abs(value) if spread.relative else 1.0)
        # As a person would type them: 0.8 - 0.1 is 0.7 and not 0.7000000000000001.
        low, high = round(value - reach, 12), round(value + reach, 12)
        low = low if spec.low is None else max(low, spec.low)
        high = high if spec.high is None else min(high, spec.high)
        found.append(ParameterRange(path, low, value, high))
    frame = measurement.frame
    for key, (axis, wander) in RATIOS.items():
        values = measurement.values[key]
        for member, label in enumerate(frame.labels(axis) if axis else ("",)):
            place = member if axis else None
            if np.isfinite(values if place is None else values[place]).any():
                found.append(
                    RatioWander(key, place, str(label), frame.years, frame.benchmarks, wander)
                )
    return tuple(found)


def chosen_ranges(
    measurement: Measurement, choices: Mapping[str, RangeChoice]
) -> tuple[Uncertain, ...]:
    """The default ranges with what a person chose in their place; nothing is checked."""
    return tuple(
        with_choice(one, choices[one.name]) if one.name in choices else one
        for one in default_ranges(measurement)
    )


def with_choice(one: Uncertain, choice: RangeChoice) -> Uncertain:
    """A range as a person wants it."""
    if isinstance(one, RatioWander):
        return replace(one, wander=choice.numbers[0] if choice.family == WANDER else 0.0)
    if choice.family == "fixed":
        return replace(one, low=one.value, high=one.value, family="fixed")
    low, high = choice.numbers
    return replace(one, low=low, high=high, family=choice.family)


def check_choice(name: str, choice: RangeChoice) -> None:
    """Raise MethodError for a choice that can hold for no value of the parameter."""
    families = RATIO_FAMILIES if is_ratio(name) else tuple(FAMILIES)
    if choice.family not in families:
        raise MethodError(
            message("uncertainty.family", name=name, family=choice.family, known=families)
        )
    needed = 0 if choice.family == "fixed" else 1 if choice.family == WANDER else 2
    numbers = choice.numbers
    if len(numbers) != needed or not all(map(math.isfinite, numbers)):
        raise MethodError(message("uncertainty.numbers", name=name))
    if choice.family == WANDER and not 0 <= numbers[0] <= 1:
        raise MethodError(message("uncertainty.wander", name=name))
    if needed < 2:
        return
    low, high = numbers
    if not low < high:
        raise MethodError(message("uncertainty.reversed", name=name, low=low, high=high))
    spec = spec_of(name)
    least, most = spec.low, spec.high
    if (least is not None and low < least) or (most is not None and high > most):
        raise MethodError(
            message("uncertainty.beyond", name=name, low=low, high=high, least=least, most=most)
        )
    if choice.family == "lognormal" and low <= 0:
        raise MethodError(message("uncertainty.not_positive", name=name, low=low))


def is_ratio(name: str) -> bool:
    """Whether a range is a wandering ratio's. Raises MethodError for no range's name."""
    if name.partition(".")[0] in RATIOS:
        return True
    spec = spec_of(name)
    if spec.kind != "number" or not spec.live:
        raise MethodError(message("uncertainty.no_distribution", name=name))
    return False


def problem_of(one: Uncertain) -> Message | None:
    """Why nothing can be drawn from a range: the value now in force lies outside of it."""
    if isinstance(one, RatioWander) or one.low <= one.value <= one.high:
        return None
    facts = {"low": one.low, "high": one.high, "value": one.value}
    return message("uncertainty.value_outside", name=one.name, **facts)


def problems_of(measurement: Measurement, ranges: Sequence[Uncertain]) -> tuple[Message, ...]:
    """Why nothing can be drawn: values outside of their ranges, lives beyond the structure.

    Structure is that of the measurement, with room for lives half as long again; what a longer
    life would add is not computed, so it is refused rather than left out.
    """
    found = [problem for one in ranges if (problem := problem_of(one)) is not None]
    frame = measurement.frame
    room = frame.size("age")
    if frame.size("past"):
        room = min(room, frame.size("past"))
    highs = {one.path: one.high for one in ranges if isinstance(one, ParameterRange)}
    for asset, plain in measurement.parameters.assets.items():
        paths_of = {name: f"{asset}.{name}" for name in LENGTHENING}
        highest: dict[str, Any] = {
            name: highs[path] for name, path in paths_of.items() if path in highs
        }
        longest = reach(replace(plain, **highest))
        if longest > room:
            name = paths_of["service_life"]
            found.append(
                message("uncertainty.too_long", name=name, reach=round(longest, 1), room=room)
            )
    return tuple(found)
