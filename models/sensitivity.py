"""Which range matters: tornado and Sobol indices of figures (method, section 10).

Sources of the indices: Saltelli et al. (2010), Computer Physics Communications 181, table 2:
first-order effects by their (b), total effects by Jansen's (f).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.distributions import ParameterRange, Uncertain
from models.draws import Asked, DrawnModel, run_draws
from models.measurement import Measurement
from models.uncertainty import (
    HEADLINE,
    NO_PARTS,
    QUANTILES,
    DrawMaker,
    Parts,
    Progress,
    Settings,
    sample,
    varying_of,
)

FloatArray = NDArray[np.float64]

TAIL = 1.6448536269514722
"""The 95 % quantile of a standard normal variate: `QUANTILES` end there."""

ROUNDING = 1e-12
"""A figure that moves by less than this share of itself does not vary."""


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar of a tornado: the figure with one range at its ends, all else as measured.

    low, high: the figure at the 5 % and the 95 % quantile of the range.
    """

    what: Uncertain
    low: float
    high: float

    @property
    def width(self) -> float:
        """Length of the bar; what is rounding alone has none."""
        width = abs(self.high - self.low)
        return width if not width <= ROUNDING * max(abs(self.low), abs(self.high)) else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Tornado:
    """Swings of many figures. ends: key -> (*axes, range, 2)."""

    ranges: tuple[Uncertain, ...]
    ends: Mapping[str, FloatArray]

    def of(self, key: str, index: tuple[int, ...]) -> tuple[Swing, ...]:
        """The bars of one figure that have a length, longest first."""
        found = self.ends.get(key)
        if found is None:
            return ()
        pairs = zip(self.ranges, found[index], strict=True)
        swings = [Swing(one, float(low), float(high)) for one, (low, high) in pairs]
        moved = [swing for swing in swings if swing.width > 0]  # NaN is not above zero
        return tuple(sorted(moved, key=lambda swing: -swing.width))


@dataclass(frozen=True, slots=True)
class Index:
    """Sobol indices of one range: share of the figure's variance by it alone, and with others.

    first_error, total_error: their standard errors from the finite number of draws.
    """

    what: Uncertain
    first: float
    total: float
    first_error: float
    total_error: float


@dataclass(frozen=True, slots=True, eq=False)
class Sobol:
    """Indices of many figures.

    values: key -> (*axes, range, 4): first, total and their errors, NaN where a figure does not
    vary, or has no value in some draw. count: draws of either sample.
    """

    ranges: tuple[Uncertain, ...]
    values: Mapping[str, FloatArray]
    count: int

    def of(self, key: str, index: tuple[int, ...]) -> tuple[Index, ...]:
        """The indices of one figure, largest total first; none where it does not vary."""
        found = self.values.get(key)
        if found is None or np.isnan(found[index]).any():
            return ()
        indices = [
            Index(one, *map(float, each))
            for one, each in zip(self.ranges, found[index], strict=True)
        ]
        return tuple(sorted(indices, key=lambda each: -each.total))


def tornado(
    measurement: Measurement,
    settings: Settings,
    keep: Sequence[str] = HEADLINE,
    *,
    model: DrawnModel | None = None,
    cancelled: Asked | None = None,
) -> Tornado:
    """Figures with one range at a time at its 5 % and 95 % ends; count and seed do not matter.

    Raises as `models.uncertainty.bands`.
    """
    model = model or DrawnModel(measurement)
    chosen = varying_of(settings.of(measurement), model.influences(keep))
    if not chosen:
        return Tornado((), {key: np.empty((*measurement.values[key].shape, 0, 2)) for key in keep})
    count = 2 * len(chosen)
    maker = DrawMaker(measurement, count)
    for place, one in enumerate(chosen):
        ends = slice(2 * place, 2 * place + 2)
        if isinstance(one, ParameterRange):
            values = np.full(count, one.value)
            values[ends] = one.quantile(np.array([QUANTILES[0], QUANTILES[-1]]))
            maker.parameter(one, values)
        else:
            paths = np.ones((len(one.years), count))
            reach = TAIL * one.deviation()
            paths[:, ends] = np.exp(np.stack([-reach, reach], axis=1))
            maker.factor(one, paths)
    drawn = run_draws(
        measurement, maker.draws, keep, model=model, threads=settings.threads, cancelled=cancelled
    )
    ends_of = {
        key: np.broadcast_to(values, (*values.shape[:-1], count)).reshape(
            *values.shape[:-1], len(chosen), 2
        )
        for key, values in drawn.items()
    }
    return Tornado(chosen, ends_of)


def sobol(
    measurement: Measurement,
    settings: Settings,
    keep: Sequence[str] = HEADLINE,
    *,
    model: DrawnModel | None = None,
    parts: Parts = NO_PARTS,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Sobol:
    """Which range explains how much of a figure's variance; count x (ranges + 2) draws.

    One sample after another, so that only three are held at once. parts, and what is raised: as
    in `models.uncertainty.bands`.
    """
    model = model or DrawnModel(measurement)
    ranges = varying_of(settings.of(measurement), model.influences(keep))
    runs = len(ranges) + 2
    done = 0

    def figures(part: int, other: Uncertain | None = None) -> dict[str, FloatArray]:
        """A sample of every figure. other: the one range that comes from the other sample."""
        nonlocal done
        draws = sample(measurement, settings, ranges, cancelled, part=part, other=other)

        def told(fraction: float) -> None:
            if progress is not None:
                progress((done + fraction) / runs)

        found = run_draws(
            measurement, draws, keep, model=model, threads=settings.threads,
            parts=parts, progress=told, cancelled=cancelled,
        )  # fmt: skip
        done += 1
        return found

    shape = {key: (*measurement.values[key].shape, len(ranges), 4) for key in keep}
    values = {key: np.full(each, np.nan) for key, each in shape.items()}
    if ranges:
        first, second = figures(0), figures(1)
        for place, one in enumerate(ranges):
            mixed = figures(0, one)
            for key in keep:
                if first[key].shape[-1] > 1:  # otherwise nothing of it varies
                    part = values[key][parts.get(key, ())]
                    part[..., place, :] = sobol_indices(first[key], second[key], mixed[key])
    return Sobol(ranges, values, settings.count)


def sobol_indices(a: FloatArray, b: FloatArray, mixed: FloatArray) -> FloatArray:
    """Indices (..., 4) from f(A), f(B) and f(A with one column of B), each (..., N).

    First-order and total index with the standard errors of their means; NaN where the figure
    does not vary or has no value in some draw.
    """
    # Less their mean: the estimators are the same and err less where figures are far from zero.
    both = np.concatenate([a, b], axis=-1)
    centre = both.mean(axis=-1, keepdims=True)
    variance = both.var(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        varies = variance > (ROUNDING * centre[..., 0]) ** 2
        variance = np.where(varies, variance, np.nan)
        first = (b - centre) * (mixed - a)
        total = 0.5 * (a - mixed) ** 2
        root = np.sqrt(a.shape[-1])
        found = [
            first.mean(axis=-1),
            total.mean(axis=-1),
            first.std(axis=-1) / root,
            total.std(axis=-1) / root,
        ]
        return np.stack(found, axis=-1) / variance[..., None]
