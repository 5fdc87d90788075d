"""Uncertainty of every figure: bands, tornado and Sobol indices (method, section 10).

Draws of the whole model in blocks (`models.draws`), seeded: the same seed gives the same draws
on any number of threads. Readings are not averaged into the bands; they are listed side by side.

Sources of the indices: Saltelli et al. (2010), Computer Physics Communications 181, table 2:
first-order effects by their (b), total effects by Jansen's (f).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.distributions import ParameterRange, RatioWander, Uncertain, default_ranges
from models.draws import Draws, run_draws
from models.measurement import Measurement

FloatArray = NDArray[np.float64]

HEADLINE = (
    "investment",
    "stock",
    "stock_total",
    "stock_current_total",
    "digital_industrialisation_scaled",
    "industry_digitalisation",
    "digital_economy",
    "gdp_share",
    "nominal_growth",
    "growth_contribution",
    "aggregate_contribution",
    "aggregate_tfp",
    "domar_tfp",
)
"""Quantities whose draws are kept unless others are asked for."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to draw. count: draws; seed: of the generator; ranges: what is uncertain, None for the
    default ranges; threads: at work together, without effect on the figures.
    """

    count: int = 1000
    seed: int = 1
    ranges: tuple[Uncertain, ...] | None = None
    threads: int = 1

    def of(self, measurement: Measurement) -> tuple[Uncertain, ...]:
        """What is uncertain."""
        return default_ranges(measurement) if self.ranges is None else self.ranges


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Distribution of figures over the draws.

    quantiles: key -> (*axes, 5): `QUANTILES` of each figure, NaN where it has no value in the
    measurement. without: key -> (*axes), share of draws that gave no value. draws: key ->
    (*axes, N), what was drawn.
    """

    settings: Settings
    ranges: tuple[Uncertain, ...]
    quantiles: Mapping[str, FloatArray]
    without: Mapping[str, FloatArray]
    draws: Mapping[str, FloatArray] = field(repr=False)


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
        """Length of the bar."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Index:
    """Sobol indices of one range: share of the figure's variance by it alone, and with others."""

    what: Uncertain
    first: float
    total: float


def bands(
    measurement: Measurement,
    settings: Settings,
    keep: Sequence[str] = HEADLINE,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Bands:
    """Draws of the model and their quantiles, for the quantities in `keep`.

    Raises `models.measurement.Cancelled`.
    """
    ranges = settings.of(measurement)
    unit = _unit(ranges, measurement, settings.count, np.random.default_rng(settings.seed))
    values = run_draws(
        measurement,
        _draws(ranges, unit, measurement),
        keep,
        threads=settings.threads,
        progress=progress,
        cancelled=cancelled,
    )
    quantiles, without = {}, {}
    for key, drawn in values.items():
        missing = np.isnan(drawn)
        without[key] = np.asarray(missing.mean(axis=-1))
        known = ~np.isnan(measurement.values[key])
        found = np.full((*drawn.shape[:-1], len(QUANTILES)), np.nan)
        whole = known & ~missing.any(axis=-1)
        found[whole] = np.quantile(drawn[whole], QUANTILES, axis=-1).T
        for index in np.argwhere(known & missing.any(axis=-1) & ~missing.all(axis=-1)):
            cell = drawn[tuple(index)]
            found[tuple(index)] = np.quantile(cell[~np.isnan(cell)], QUANTILES)
        quantiles[key] = found
    return Bands(settings, ranges, quantiles, without, values)


def tornado(
    measurement: Measurement,
    key: str,
    index: tuple[int, ...],
    ranges: Sequence[Uncertain] | None = None,
    *,
    threads: int = 1,
) -> tuple[Swing, ...]:
    """One figure with one range at a time at its 5 % and 95 % ends, longest bar first."""
    chosen = default_ranges(measurement) if ranges is None else tuple(ranges)
    count = 2 * len(chosen)
    parameters: dict[str, FloatArray] = {}
    factors: dict[str, FloatArray] = {}
    for place, one in enumerate(chosen):
        ends = slice(2 * place, 2 * place + 2)
        if isinstance(one, ParameterRange):
            values = np.full(count, one.value)
            values[ends] = one.quantile(np.array([QUANTILES[0], QUANTILES[-1]]))
            parameters[one.path] = values
        else:
            factor = factors.setdefault(one.key, _no_factors(measurement, one.key, count))
            reach = 1.6448536269514722 * one.deviation()  # 95 % of a normal distribution
            factor[one.member, :, ends] = np.exp(np.stack([-reach, reach], axis=1))
    if not chosen:
        return ()
    drawn = run_draws(measurement, Draws(parameters, factors), (key,), threads=threads)[key][index]
    drawn = np.broadcast_to(drawn, (count,))
    swings = [
        Swing(one, float(drawn[2 * place]), float(drawn[2 * place + 1]))
        for place, one in enumerate(chosen)
    ]
    return tuple(sorted(swings, key=lambda swing: -np.nan_to_num(swing.width)))


def sobol(
    measurement: Measurement,
    key: str,
    index: tuple[int, ...],
    settings: Settings,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Index, ...]:
    """Which range explains how much of a figure's variance; count x (ranges + 2) draws."""
    ranges = settings.of(measurement)
    generator = np.random.default_rng(settings.seed)
    first = _unit(ranges, measurement, settings.count, generator)
    second = _unit(ranges, measurement, settings.count, generator)
    mixed = [[*first[:place], second[place], *first[place + 1 :]] for place in range(len(ranges))]
    every = [np.concatenate(parts, axis=-1) for parts in zip(first, second, *mixed, strict=True)]
    if not every:
        return ()
    drawn = run_draws(
        measurement,
        _draws(ranges, every, measurement),
        (key,),
        threads=settings.threads,
        progress=progress,
        cancelled=cancelled,
    )[key][index]
    total = settings.count * (len(ranges) + 2)
    figure = np.broadcast_to(drawn, (total,)).reshape(len(ranges) + 2, settings.count)
    return tuple(Index(one, *pair) for one, pair in zip(ranges, sobol_indices(figure), strict=True))


def sobol_indices(figure: FloatArray) -> tuple[tuple[float, float], ...]:
    """First-order and total indices from f(A), f(B), f(A with column i of B): (2 + k, N).

    NaN where the figure does not vary.
    """
    # Less their mean: the estimators are the same and err less where figures are far from zero.
    centred = figure - figure[:2].mean()
    a, b, mixed = centred[0], centred[1], centred[2:]
    variance = np.var(centred[:2])
    if not variance > 0:
        return tuple((np.nan, np.nan) for _ in mixed)
    return tuple(
        (float(np.mean(b * (m - a)) / variance), float(0.5 * np.mean((a - m) ** 2) / variance))
        for m in mixed
    )


def _unit(
    ranges: Sequence[Uncertain],
    measurement: Measurement,
    count: int,
    generator: np.random.Generator,
) -> list[FloatArray]:
    """Random numbers of every range: shares (N,), or normal steps (T, N) of a path."""
    years = len(measurement.frame.years)
    return [
        generator.random(count)
        if isinstance(one, ParameterRange)
        else generator.standard_normal((years, count))
        for one in ranges
    ]


def _draws(
    ranges: Sequence[Uncertain], unit: Sequence[FloatArray], measurement: Measurement
) -> Draws:
    parameters: dict[str, FloatArray] = {}
    factors: dict[str, FloatArray] = {}
    for one, numbers in zip(ranges, unit, strict=True):
        if isinstance(one, RatioWander):
            factor = factors.setdefault(
                one.key, _no_factors(measurement, one.key, numbers.shape[-1])
            )
            factor[one.member] = one.paths(numbers)
        else:
            parameters[one.path] = one.quantile(numbers)
    return Draws(parameters, factors)


def _no_factors(measurement: Measurement, key: str, count: int) -> FloatArray:
    return np.ones((*measurement.values[key].shape, count))
