"""Several regions measured alike and set beside one another, in blocks of bounded memory.

Of each region only its headline figures stay (`RegionFigures`); its measurement, its tables
and its draws are let go before the next one takes their place, so that as many regions are
held at once as there are threads, however many there are. The outcome does not depend on the
number of threads. Processes in place of threads: `gxde_desktop.jobs.regions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from models.dataset import Dataset
from models.distributions import RangeChoice, chosen_ranges
from models.frame import INDICATORS
from models.frozen import FrozenMap
from models.measurement import Cancelled, Measurement, measure
from models.messages import Message, MethodError
from models.parameters import Parameters
from models.pool import pool_of
from models.region_figures import RegionComparison, RegionFigures
from models.uncertainty import Settings, bands

FloatArray = NDArray[np.float64]
Asked = Callable[[], bool]
Progress = Callable[[float, str], None]
"""Takes the fraction done and the name of the region that was finished last."""

BY_RULE = (
    "digital_economy",
    "gdp_share",
    "nominal_growth",
    "real_growth",
    "growth_contribution",
    "digitalisation_share",
)
"""Figures of a region by rule and year."""

BY_YEAR = ("digital_industrialisation_scaled", "stock_current_total")
"""Figures of a region by year alone."""

RANKED = ("digital_economy", "gdp_share", "nominal_growth")
"""What regions are ranked by: scale, share, growth (method, section 8)."""


@dataclass(frozen=True, slots=True, eq=False)
class RegionCase:
    """One region to be measured.

    build: makes its dataset when its turn comes; a Message says why there is none.
    """

    region: str
    build: Callable[[], Dataset | Message]
    parameters: Parameters


def measure_regions(
    cases: Sequence[RegionCase],
    *,
    draws: Settings | None = None,
    choices: Mapping[str, RangeChoice] | None = None,
    threads: int = 1,
    failed: Callable[[Exception], Message] | None = None,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> RegionComparison:
    """Measure every region by its own data and set the figures beside one another.

    draws: count and seed of bands, the same random numbers in every region; choices: ranges
    that a person set, others have their defaults. threads: regions at work together, without
    effect on the figures. failed: says any other error of one region, which does not lose the
    others then; without it such an error ends all. Raises `Cancelled`; a region whose data or
    parameters cannot be measured is among the absent ones.
    """
    told = ToldTogether([case.region for case in cases], progress)
    stop = [False]
    # Where there are fewer regions than threads, the draws of each take what is left.
    each = max(1, threads // max(len(cases), 1))

    def asked() -> bool:
        return stop[0] or (cancelled is not None and cancelled())

    def one(place: int) -> RegionFigures | Message:
        if asked():
            raise Cancelled
        case = cases[place]
        try:
            dataset = case.build()
            if isinstance(dataset, Message):
                return dataset
            return region_figures(
                case.region,
                dataset,
                case.parameters,
                draws,
                choices or {},
                threads=each,
                progress=told.of(place),
                cancelled=asked,
            )
        except MethodError as error:
            return error.message
        except Cancelled:
            raise
        except Exception as error:
            if failed is None:
                raise
            return failed(error)
        finally:
            told.finished(place)

    with pool_of(min(threads, len(cases))) as pool:
        try:
            futures = [pool.submit(one, place) for place in range(len(cases))]
            found = [future.result() for future in futures]
        finally:
            # Also when a person interrupts: what has begun ends at its next question.
            stop[0] = True
    return side_by_side([case.region for case in cases], found, draws)


def side_by_side(
    regions: Sequence[str], found: Sequence[RegionFigures | Message], draws: Settings | None
) -> RegionComparison:
    """The comparison of what was found for each region: figures, or why there are none."""
    named = list(zip(regions, found, strict=True))
    return RegionComparison(
        tuple(figures for _, figures in named if isinstance(figures, RegionFigures)),
        tuple((region, why) for region, why in named if isinstance(why, Message)),
        0 if draws is None else draws.count,
    )


def region_figures(
    region: str,
    dataset: Dataset,
    parameters: Parameters,
    draws: Settings | None,
    choices: Mapping[str, RangeChoice],
    *,
    threads: int = 1,
    progress: Callable[[float], None],
    cancelled: Asked,
) -> RegionFigures:
    """The figures of one region, and their bands where it is drawn.

    As in `measure_regions`, but for what may be raised: MethodError where the parameters or
    ranges are none that can be computed with, and `Cancelled`.
    """
    share = 1.0 if draws is None else 0.1
    measured = measure(
        dataset, parameters, progress=lambda f: progress(share * f), cancelled=cancelled
    )
    quantiles: Mapping[str, FloatArray] = {}
    if draws is not None:
        settings = Settings(draws.count, draws.seed, chosen_ranges(measured, choices), threads)
        quantiles = bands(
            measured,
            settings,
            BY_RULE,
            progress=lambda f: progress(share + (1.0 - share) * f),
            cancelled=cancelled,
        ).quantiles
    return figures_of(measured, region, quantiles)


def figures_of(
    measured: Measurement, region: str, quantiles: Mapping[str, FloatArray] | None = None
) -> RegionFigures:
    """What is kept of a measurement."""
    gdp = INDICATORS.index("gdp")
    values = {key: measured.values[key] for key in (*BY_RULE, *BY_YEAR)}
    reasons: dict[tuple[str | int, ...], Message] = {}
    for key, array in values.items():
        for index in np.argwhere(np.isnan(array)):
            why = measured.reason(key, *(int(i) for i in index))
            if why is not None:
                reasons[key, *(int(i) for i in index)] = why
    return RegionFigures(
        region,
        measured.frame.years,
        measured.frame.benchmarks,
        # Copies: a row of a large array would keep the whole of it alive.
        FrozenMap({**values, "gdp": np.array(measured.values["indicator"][gdp])}),
        FrozenMap(reasons),
        FrozenMap(quantiles or {}),
    )


class ToldTogether:
    """Fractions of the regions at work, told as one. Thread-safe."""

    def __init__(self, regions: Sequence[str], progress: Progress | None) -> None:
        self._names = tuple(regions)
        self._done = [0.0] * len(regions)
        self._progress = progress
        self._lock = Lock()
        self._last = ""

    def of(self, place: int) -> Callable[[float], None]:
        """Takes the fraction of one region."""
        return lambda fraction: self._tell(place, fraction)

    def finished(self, place: int) -> None:
        """One region is done with."""
        with self._lock:
            self._last = self._names[place]
        self._tell(place, 1.0)

    def _tell(self, place: int, fraction: float) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._done[place] = max(fraction, self._done[place])
            self._progress(sum(self._done) / len(self._done), self._last)
