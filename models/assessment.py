"""The uncertainty of a measurement as a whole: bands, tornado and Sobol indices together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.distributions import Uncertain
from models.draws import Asked, DrawnModel
from models.measurement import Measurement
from models.sensitivity import Sobol, Tornado, sobol, tornado
from models.uncertainty import (
    HEADLINE,
    NO_PARTS,
    Bands,
    Parts,
    Progress,
    Settings,
    bands,
    varying_of,
)


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What is known of the uncertainty of a measurement.

    ranges: every distribution, those that do not vary among them. varying: those that some
    figure rests on. sobol: None where no indices were asked for.
    """

    count: int
    seed: int
    ranges: tuple[Uncertain, ...]
    varying: tuple[Uncertain, ...]
    bands: Bands
    tornado: Tornado
    sobol: Sobol | None


def assess(
    measurement: Measurement,
    settings: Settings,
    *,
    sobol_count: int = 0,
    keep: Sequence[str] = HEADLINE,
    parts: Parts = NO_PARTS,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Assessment:
    """Bands, tornado and, from `sobol_count` draws of either sample on, indices.

    parts: where quantities are wanted, if not everywhere. progress: the fraction of all draws.
    Raises as `models.uncertainty.bands`.
    """
    ranges = settings.of(measurement)
    model = DrawnModel(measurement)
    varying = varying_of(ranges, model.influences(keep))
    whole = settings.count + sobol_count * (len(varying) + 2 if sobol_count else 0)

    def part(done: float, share: float) -> Progress:
        return lambda fraction: None if progress is None else progress(done + share * fraction)

    own = settings.count / whole
    found = bands(
        measurement,
        settings,
        keep,
        model=model,
        parts=parts,
        progress=part(0.0, own),
        cancelled=cancelled,
    )
    swings = tornado(measurement, settings, keep, model=model, cancelled=cancelled)
    indices = None
    if sobol_count:
        few = Settings(sobol_count, settings.seed, ranges, settings.threads)
        indices = sobol(
            measurement,
            few,
            keep,
            model=model,
            parts=parts,
            progress=part(own, 1 - own),
            cancelled=cancelled,
        )
    return Assessment(settings.count, settings.seed, ranges, varying, found, swings, indices)
