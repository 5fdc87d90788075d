"""The last results that a project knows: headline figures of each scenario with their stamp.

A summary is no result that anything is computed from: figures are measured anew whenever a
project is opened. It only tells what the figures were, and by which version, when another
version gives others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gxde_desktop import __version__
from gxde_desktop.stamps import ResultStamp, stamp_in, stamp_of, stamp_out
from models.fingerprint import Fingerprints
from models.headlines import HEADLINES, Headline, figure_at, last_place
from models.measurement import METHOD_VERSION, Measurement

SAME = 1e-9
"""Relative difference that two versions may have by the order of their sums."""


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """One headline figure. name: of the headline; place: its year or interval."""

    name: str
    place: int | str
    value: float


@dataclass(frozen=True, slots=True)
class ResultSummary:
    """Headline figures that a scenario had, with the stamp of that result."""

    stamp: ResultStamp
    figures: tuple[KeptFigure, ...]


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A headline figure then and now; now is NaN where it is not computed any more."""

    headline: Headline
    place: int | str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What another version of program or method makes of a project's results.

    same_inputs: data and parameters are what they were, so that the version alone explains
    the figures. figures: those that differ.
    """

    before: ResultStamp
    now: ResultStamp
    same_inputs: bool
    figures: tuple[ChangedFigure, ...]


def summary_of(measurement: Measurement, digests: Fingerprints | None = None) -> ResultSummary:
    """The summary of a result: every headline figure at its last year or interval.

    digests: as `stamp_of` takes them.
    """
    figures = []
    for headline in HEADLINES:
        place = last_place(measurement, headline)
        if place is not None:
            value, _ = figure_at(measurement, headline, place)
            figures.append(KeptFigure(headline.name, place, value))
    return ResultSummary(stamp_of(measurement, digests), tuple(figures))


def version_change(
    kept: ResultSummary, measurement: Measurement, digests: Fingerprints | None = None
) -> VersionChange | None:
    """How the figures changed with the version; None where the version is the same.

    digests: as `stamp_of` takes them.
    """
    before = kept.stamp
    if (before.method, before.program) == (METHOD_VERSION, __version__):
        return None  # nothing has to be hashed to say so
    now = stamp_of(measurement, digests)
    by_name = {each.name: each for each in HEADLINES}
    changed = []
    for figure in kept.figures:
        headline = by_name.get(figure.name)
        if headline is None:  # a headline that this version does not have
            continue
        value, _ = figure_at(measurement, headline, figure.place)
        if not math.isclose(value, figure.value, rel_tol=SAME, abs_tol=0.0):
            changed.append(ChangedFigure(headline, figure.place, figure.value, value))
    same = (before.data, before.parameters) == (now.data, now.parameters)
    return VersionChange(before, now, same, tuple(changed))


def summaries_out(summaries: Mapping[str | None, ResultSummary]) -> Any:
    """Summaries by scenario as JSON."""
    return [
        {
            "scenario": name,
            "stamp": stamp_out(each.stamp),
            "figures": [[f.name, f.place, f.value] for f in each.figures],
        }
        for name, each in summaries.items()
    ]


def summaries_in(plain: Any) -> dict[str | None, ResultSummary]:
    """The summaries of `summaries_out`; none where it is not that.

    They inform and nothing rests on them, so what is damaged is left out, not refused.
    """
    found: dict[str | None, ResultSummary] = {}
    try:
        for each in plain:
            name = each["scenario"]
            figures = tuple(_figure_in(figure) for figure in each["figures"])
            found[None if name is None else str(name)] = ResultSummary(
                stamp_in(each["stamp"]), figures
            )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return {}
    return found


def _figure_in(plain: Any) -> KeptFigure:
    name, place, value = plain
    if not math.isfinite(value):
        raise ValueError(value)
    return KeptFigure(str(name), place if isinstance(place, int) else str(place), float(value))
