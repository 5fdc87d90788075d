"""What each reading changes in the headline figures: alone, and together with others.

The report holds figures, not averages: readings are listed side by side. A reading that is
refused, or that leaves a figure without a value, is in it with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.dataset import Dataset
from models.headlines import HEADLINES, Headline, figure_at, places
from models.measurement import Cancelled, Measurement, measure
from models.messages import Message, MethodError, message
from models.parameters import Parameters, with_values
from models.quantities import REGISTRY
from models.reading_points import POINTS
from models.reading_report import (
    DOWN,
    DOWN_SOUND,
    PRINTED,
    PULLS,
    UP_SOUND,
    FigureColumn,
    OtherReading,
    PointStanding,
    ReadingFigures,
    ReadingPart,
    ReadingsReport,
    ReadingsTogether,
)
from models.readings import (
    Point,
    Reading,
    chosen,
    default_of,
    resolved,
    with_sectors,
)

Outcome = Measurement | Message
"""The figures under a reading, or why there are none."""

Sectors = Mapping[str, Mapping[str, float]]
Measured = Callable[[Parameters, Sectors], Outcome]
"""Figures under other parameters and other assets of sectors (`Reading.sectors`)."""

NO_CHANGE = 1e-12
"""Relative difference below which a reading changes nothing."""

ALONE = 0.5
"""Part of the work that the readings one by one are, for the progress told."""


def readings_report(
    dataset: Dataset,
    parameters: Parameters,
    *,
    points: Sequence[Point] = POINTS,
    measured: Measured | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ReadingsReport:
    """Headline figures under every other reading of every point.

    measured: how figures under other parameters are had, `models.measure` of this dataset by
    default; what the inputs follow from the parameters, a project knows better. progress:
    called with the fraction done; cancelled: asked between measurements, raises `Cancelled`.
    Raises MethodError for parameters out of range.
    """
    work = _Work(dataset, parameters, measured or _plainly(dataset), progress, cancelled)
    standings = tuple(
        PointStanding(point.key, held.key if held else None, default_of(point).key)
        for point in points
        for held in [chosen(point, parameters, dataset)]
    )
    others = [
        (point, reading)
        for point, standing in zip(points, standings, strict=True)
        if point.selectable
        for reading in point.readings
        if reading.key != standing.chosen
    ]
    base = work.outcome(())
    columns = _columns(base)
    found = _figures(base, columns, parameters.base_year)
    tables = tuple(benchmark.year for benchmark in dataset.benchmarks)
    report = ReadingsReport(dataset.region, tables, columns, found, standings, (), ())
    alternatives = []
    for done, (point, reading) in enumerate(others, 1):
        figures = work.figures(((point, reading),), columns)
        alternatives.append(OtherReading(point.key, reading.key, figures))
        work.tell(ALONE * done / len(others))
    report = replace(report, alternatives=tuple(alternatives))
    together = tuple(_combinations(report, others, work))
    work.tell(1.0)
    return replace(report, together=together)


def _plainly(dataset: Dataset) -> Measured:
    return lambda parameters, sectors: measure(with_sectors(dataset, sectors), parameters)


Chosen = tuple[Point, Reading]


class _Work:
    """Measurements of a report: each set of readings once, counted and cancellable."""

    def __init__(
        self,
        dataset: Dataset,
        parameters: Parameters,
        measured: Measured,
        progress: Callable[[float], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._dataset = dataset
        self._parameters = parameters
        self._measured = measured
        self._progress = progress
        self._cancelled = cancelled
        self._known: dict[frozenset[tuple[str, str]], ReadingFigures] = {}

    def changed(self, readings: Iterable[Chosen]) -> tuple[Parameters, Sectors]:
        """Parameters and sectors under some readings. Raises MethodError for a refusal."""
        values: dict[str, Any] = {}
        sectors: dict[str, Mapping[str, float]] = {}
        for _, reading in readings:
            values |= resolved(reading, self._parameters, self._dataset)
            sectors |= reading.sectors
        return with_values(self._parameters, values), sectors

    def refusal(self, readings: Iterable[Chosen]) -> Message | None:
        """Why readings cannot hold at once, before anything is measured."""
        try:
            self.changed(readings)
        except MethodError as error:
            return error.message
        return None

    def outcome(self, readings: tuple[Chosen, ...]) -> Outcome:
        """The measurement under some readings, or why there is none."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        try:
            return self._measured(*self.changed(readings))
        except MethodError as error:
            if not readings:
                raise
            return error.message

    def figures(
        self, readings: tuple[Chosen, ...], columns: tuple[FigureColumn, ...]
    ) -> ReadingFigures:
        """Figures under some readings; the same readings again are not measured again."""
        key = frozenset((point.key, reading.key) for point, reading in readings)
        if key not in self._known:
            base_year = self._parameters.base_year
            self._known[key] = _figures(self.outcome(readings), columns, base_year)
        return self._known[key]

    def tell(self, fraction: float) -> None:
        """Say how much is done."""
        if self._progress is not None:
            self._progress(fraction)


def _columns(base: Outcome) -> tuple[FigureColumn, ...]:
    if isinstance(base, Message):
        return ()
    return tuple(
        FigureColumn(headline.name, place)
        for headline in HEADLINES
        for place in _places_of(base, headline)
    )


def _places_of(m: Measurement, headline: Headline) -> list[int | str]:
    """Years or intervals with a figure; where there is none, the last one, for its reason."""
    labels = m.frame.labels(REGISTRY[headline.key].axes[-1])
    return places(m, headline) or list(labels[-1:])


def _figures(outcome: Outcome, columns: Sequence[FigureColumn], base_year: int) -> ReadingFigures:
    """The figures of an outcome; those at prices of another base year are not comparable."""
    if isinstance(outcome, Message):
        nothing = (None,) * len(columns)
        return ReadingFigures(nothing, nothing, outcome)
    by_name = {headline.name: headline for headline in HEADLINES}
    values: list[float | None] = []
    missing: list[Message | None] = []
    other = outcome.parameters.base_year
    for column in columns:
        headline = by_name[column.headline]
        value, reason = figure_at(outcome, headline, column.place)
        if reason is None and headline.unit == "money_base" and other != base_year:
            reason = message("readings.other_base_year", year=other)
        values.append(None if reason is not None else value)
        missing.append(reason)
    return ReadingFigures(tuple(values), tuple(missing))


# ------------------------------------------------------------------ together


def _combinations(
    report: ReadingsReport, others: Sequence[Chosen], work: _Work
) -> Iterable[ReadingsTogether]:
    names = tuple(dict.fromkeys(each.headline for each in report.columns))
    for done, name in enumerate(names):
        work.tell(ALONE + (1.0 - ALONE) * done / len(names))
        column = report.column(name)
        for kind in PULLS:
            pulling = _pulling(report, others, column, kind)
            if pulling:
                yield _together(report, work, kind, name, pulling, (column,))
    printed = [(point, reading) for point, reading in others if reading is point.printed]
    if printed:
        there = tuple(i for i, value in enumerate(report.base.values) if value is not None)
        yield _together(report, work, PRINTED, "", printed, there)


def _pulling(
    report: ReadingsReport, others: Sequence[Chosen], column: int, kind: str
) -> list[Chosen]:
    """Of every point the reading that pulls most in one direction, the strongest first."""
    sign = -1.0 if kind in (DOWN, DOWN_SOUND) else 1.0
    best: dict[str, tuple[float, Chosen]] = {}
    for (point, reading), found in zip(others, report.alternatives, strict=True):
        pull = report.relative(found.figures, column)
        if reading.literal and kind in (DOWN_SOUND, UP_SOUND):
            continue
        if pull is None or sign * pull <= NO_CHANGE:
            continue
        if point.key not in best or sign * pull > best[point.key][0]:
            best[point.key] = (sign * pull, (point, reading))
    return [each for _, each in sorted(best.values(), key=lambda pair: -pair[0])]


def _together(
    report: ReadingsReport,
    work: _Work,
    kind: str,
    headline: str,
    readings: Sequence[Chosen],
    needed: tuple[int, ...],
) -> ReadingsTogether:
    """Readings combined; what cannot be combined with the others is left out and said.

    needed: columns that must keep their figures. Where all at once move a figure less than
    the strongest does alone, those are kept, strongest first, that move it further.
    """
    kept: list[Chosen] = []
    left_out: list[ReadingPart] = []

    def leave(each: Chosen, why: Message) -> None:
        left_out.append(ReadingPart(each[0].key, each[1].key, why))

    for each in readings:
        refused = work.refusal((*kept, each))
        if refused is None:
            kept.append(each)
        else:
            leave(each, refused)
    found = work.figures(tuple(kept), report.columns)

    def pull(figures: ReadingFigures) -> float:
        delta = report.relative(figures, needed[0]) or 0.0
        return -delta if kind in (DOWN, DOWN_SOUND) else delta

    weaker = kind in PULLS and pull(found) < pull(work.figures((readings[0],), report.columns))
    if weaker or _lacks(found, needed) is not None:
        candidates, kept, found = kept, [], report.base
        for each in candidates:
            tried = work.figures((*kept, each), report.columns)
            why = _lacks(tried, needed)
            if why is None and kind in PULLS and pull(tried) <= pull(found) + NO_CHANGE:
                why = message("readings.pulls_back")
            if why is None:
                kept.append(each)
                found = tried
            else:
                leave(each, why)
    parts = tuple(ReadingPart(point.key, reading.key) for point, reading in kept)
    if not parts:
        found = report.base
    return ReadingsTogether(kind, headline, parts, tuple(left_out), found)


def _lacks(figures: ReadingFigures, needed: Iterable[int]) -> Message | None:
    """Why one of the needed figures is not there."""
    if figures.refused is not None:
        return figures.refused
    return next((figures.missing[i] for i in needed if figures.missing[i] is not None), None)
