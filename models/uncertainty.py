"""Uncertainty of every figure: bands over draws of the whole model (method, section 10).

Draws in blocks (`models.draws`), seeded: the same seed gives the same draws on any number of
threads, and each range has random numbers of its own, so that a change of one leaves the draws
of the others as they were. Readings are not averaged into the bands; they are listed side by
side. Which range matters: `models.sensitivity`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.distributions import ParameterRange, RatioWander, Uncertain, default_ranges, problems_of
from models.draws import Asked, DrawnModel, Draws, stop_if
from models.frozen import FrozenMap
from models.measurement import Measurement
from models.messages import MethodError

FloatArray = NDArray[np.float64]

HEADLINE = (
    "investment",
    "real_investment",
    "stock",
    "stock_total",
    "stock_current_total",
    "digital_industrialisation",
    "digital_industrialisation_scaled",
    "industry_digitalisation",
    "digital_economy",
    "gdp_share",
    "nominal_growth",
    "real_growth",
    "growth_contribution",
    "aggregate_contribution",
    "aggregate_tfp",
    "domar_tfp",
)
"""Quantities that have bands unless others are asked for."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

MOST_BYTES = 256 * 1024 * 1024
"""Draws that are held at once; for more figures than that the model is drawn several times."""

_AT_ONCE = 1 << 20
"""Values sorted between two questions whether to stop."""

Parts = Mapping[str, tuple[int, ...]]
NO_PARTS: Parts = FrozenMap({})
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to draw. count: draws; seed: not negative; ranges: what is uncertain, None for the
    default ranges; threads: at work together, without effect on the figures.
    """

    count: int = 1000
    seed: int = 1
    ranges: tuple[Uncertain, ...] | None = None
    threads: int = 1

    def of(self, measurement: Measurement) -> tuple[Uncertain, ...]:
        """What is uncertain. Raises MethodError for ranges that nothing can be drawn from."""
        ranges = default_ranges(measurement) if self.ranges is None else self.ranges
        for problem in problems_of(measurement, ranges):
            raise MethodError(problem)
        return ranges


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Distribution of figures over the draws.

    quantiles: key -> (*axes, 5): `QUANTILES` of each figure, NaN where it has no value in the
    measurement. without: key -> (*axes), share of draws that gave no value.
    """

    quantiles: Mapping[str, FloatArray]
    without: Mapping[str, FloatArray]

    def of(self, key: str, index: tuple[int, ...]) -> FloatArray | None:
        """The five quantiles of one figure; None where it has no band."""
        found = self.quantiles.get(key)
        if found is None or np.isnan(found[index]).any():
            return None
        return np.asarray(found[index])


def bands(
    measurement: Measurement,
    settings: Settings,
    keep: Sequence[str] = HEADLINE,
    *,
    model: DrawnModel | None = None,
    parts: Parts = NO_PARTS,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Bands:
    """Draws of the model and their quantiles, for the quantities in `keep`, which may be any.

    model: of the same measurement, where there is one already. parts: key -> first positions,
    where a quantity is wanted only there; elsewhere it has no bands. Figures that would need more
    than `MOST_BYTES` at once are drawn in several passes. Raises Cancelled, and MethodError for
    a range that its value lies outside of.
    """
    ranges = settings.of(measurement)
    model = model or DrawnModel(measurement)
    draws = sample(measurement, settings, varying_of(ranges, model.influences(keep)), cancelled)
    found, without = {}, {}
    for key in keep:
        values = measurement.values[key]
        found[key] = np.repeat(values[..., None], len(QUANTILES), axis=-1)
        without[key] = np.isnan(values).astype(float)
    varying = [quantity.key for quantity in model.plan(draws, keep).quantities]
    spans = {key: span_of(measurement, key, parts) for key in keep if key in varying}
    for key in spans:
        found[key][...] = np.nan
    passes = tuple(_passes(spans, settings.count))
    for number, cells in enumerate(passes):

        def told(fraction: float, number: int = number) -> None:
            if progress is not None:
                progress((number + fraction) / len(passes))

        drawn = _drawn(model, draws, cells, settings.threads, told, cancelled)
        for key, chosen in cells.items():
            flat = found[key].reshape(-1, len(QUANTILES))
            missing = without[key].reshape(-1)
            known = ~np.isnan(measurement.values[key].reshape(-1)[chosen])
            flat[chosen], missing[chosen] = _quantiles(drawn.pop(key), known, cancelled)
    return Bands(found, without)


class DrawMaker:
    """Draws that are being made, range by range; what is not set stays as measured."""

    def __init__(self, measurement: Measurement, count: int) -> None:
        self._measurement = measurement
        self._count = count
        self._parameters: dict[str, FloatArray] = {}
        self._factors: dict[str, FloatArray] = {}

    @property
    def draws(self) -> Draws:
        """What was set."""
        return Draws(self._parameters, self._factors)

    def random(self, one: Uncertain, numbers: FloatArray) -> None:
        """Set a range by its random numbers (`random_numbers`)."""
        if isinstance(one, ParameterRange):
            self.parameter(one, one.quantile(numbers))
        else:
            self.factor(one, one.paths(numbers))

    def parameter(self, one: ParameterRange, values: FloatArray) -> None:
        """Set a parameter in every draw, (N,)."""
        values.flags.writeable = False  # a kernel that hands it on must not mark it as its own
        self._parameters[one.path] = values

    def factor(self, one: RatioWander, paths: FloatArray) -> None:
        """Set the factors of a ratio in every draw, (T, N)."""
        if one.key not in self._factors:
            shape = self._measurement.values[one.key].shape
            self._factors[one.key] = np.ones((*shape, self._count))
        self._factors[one.key][one.place()] = paths


def varying_of(ranges: Sequence[Uncertain], influences: frozenset[str]) -> tuple[Uncertain, ...]:
    """The ranges that vary and that something rests on (`DrawnModel.influences`)."""
    return tuple(one for one in ranges if not one.certain and _read_as(one) in influences)


def _read_as(one: Uncertain) -> str:
    """What kernels read that a range varies: a parameter or a quantity."""
    return one.path if isinstance(one, ParameterRange) else one.key


def sample(
    measurement: Measurement,
    settings: Settings,
    ranges: Sequence[Uncertain],
    cancelled: Asked | None,
    *,
    part: int = 0,
    other: Uncertain | None = None,
) -> Draws:
    """Random draws of ranges, `settings.count` of each. part: 0 or 1, two independent samples of
    the same seed; other: a range that comes from the other one. Raises Cancelled.
    """
    maker = DrawMaker(measurement, settings.count)
    for one in ranges:
        stop_if(cancelled)
        maker.random(one, random_numbers(one, settings, 1 - part if one is other else part))
    return maker.draws


def random_numbers(one: Uncertain, settings: Settings, part: int = 0) -> FloatArray:
    """Random numbers of a range: shares (N,), or normal steps (T, N) of a path.

    part: another sample of the same seed.
    """
    own = int.from_bytes(hashlib.sha256(one.name.encode()).digest()[:8], "big")
    seed = np.random.SeedSequence(settings.seed, spawn_key=(part, own))
    generator = np.random.default_rng(seed)
    if isinstance(one, ParameterRange):
        return generator.random(settings.count)
    return generator.standard_normal((len(one.years), settings.count))


def span_of(measurement: Measurement, key: str, parts: Parts) -> slice:
    """Which cells of a quantity are wanted, of all its cells in a row."""
    shape = measurement.values[key].shape
    outer = parts.get(key, ())
    size = int(np.prod(shape[len(outer) :]))
    start = size * int(np.ravel_multi_index(outer, shape[: len(outer)])) if outer else 0
    return slice(start, start + size)


def _passes(spans: Mapping[str, slice], count: int) -> Iterator[dict[str, slice]]:
    """Which cells of which quantities are drawn together: at most `MOST_BYTES` of values."""
    most = max(MOST_BYTES // (8 * count), 1)
    cells: dict[str, slice] = {}
    room = most
    for key, span in spans.items():
        start = span.start
        while start < span.stop:
            stop = min(start + room, span.stop)
            cells[key] = slice(start, stop)
            room -= stop - start
            start = stop
            if room == 0:
                yield cells
                cells, room = {}, most
    if cells:
        yield cells


def _drawn(
    model: DrawnModel,
    draws: Draws,
    cells: Mapping[str, slice],
    threads: int,
    progress: Progress,
    cancelled: Asked | None,
) -> dict[str, FloatArray]:
    """Values of some cells of each quantity in every draw, (cells, N)."""
    out = {key: np.empty((one.stop - one.start, draws.count)) for key, one in cells.items()}

    def sink(key: str, chosen: slice, values: FloatArray) -> None:
        flat = values.reshape(-1, values.shape[-1])
        out[key][:, chosen] = flat[cells[key]]

    model.run(draws, tuple(cells), sink, threads=threads, progress=progress, cancelled=cancelled)
    return out


def _quantiles(
    drawn: FloatArray, known: NDArray[np.bool_], cancelled: Asked | None
) -> tuple[FloatArray, FloatArray]:
    """Quantiles (cells, 5) of values (cells, N), and the share of draws without a value."""
    missing = np.isnan(drawn)
    without = np.asarray(missing.mean(axis=-1))
    found = np.full((len(drawn), len(QUANTILES)), np.nan)
    whole = np.flatnonzero(known & (without == 0))
    step = max(_AT_ONCE // drawn.shape[-1], 1)
    for start in range(0, len(whole), step):
        stop_if(cancelled)
        some = whole[start : start + step]
        found[some] = np.quantile(drawn[some], QUANTILES, axis=-1).T
    for cell in np.flatnonzero(known & (without > 0) & (without < 1)):
        stop_if(cancelled)
        found[cell] = np.quantile(drawn[cell][~missing[cell]], QUANTILES)
    return found, without
