"""Readings as tables: what each changes in one figure, and what they change together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gxde_desktop.project.readings import published_value
from gxde_desktop.reading_words import (
    alternatives_of,
    chosen_text,
    headline_of,
    part_text,
    point_title,
    printed_text,
    reading_means,
    reading_title,
    reason_of,
)
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, Drawing, FixedTable
from models.headlines import Headline
from models.parameters import Parameters
from models.published import PublishedSet
from models.reading_points import POINTS
from models.reading_report import PRINTED, PULLS, ReadingFigures, ReadingsReport
from models.readings import Point, Reading

WIDTHS = (112, 132, 92, 76, 80, 84)
"""Least widths of the columns of `reading_table`."""


STILL = 0.005
"""Change in per cent that is none to the eye."""


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """What a row is about; reading: empty where the data decide."""

    point: str
    reading: str


def headline_title(name: str) -> str:
    """A headline figure as a person chooses it."""
    return say(headline_of(name).title)


def reading_table(
    report: ReadingsReport, parameters: Parameters, column: int, only: str = ""
) -> FixedTable:
    """One row a reading that does not hold: what it would make of one figure.

    only: a section of the method (`4`), empty for all.
    """
    lines, labels = [], []
    largest = _largest(report, column)
    for point in POINTS:
        if only and point.section != only:
            continue
        standing = report.standing(point.key)
        held = chosen_text(point, parameters, standing.chosen)
        for each in alternatives_of(report, point):
            reading = point.reading(each.reading)
            labels.append(point_title(point))
            lines.append(
                (
                    Cell(
                        held,
                        tip=held,
                        tone="attention" if standing.differs else "muted",
                        key=ReadingKey(point.key, reading.key),
                    ),
                    _reading_cell(point, reading),
                    *_figure_cells(report, each.figures, column, largest, (point, reading)),
                    _standing_cell(reading, standing.default, point),
                )
            )
        if not point.selectable:
            reading = point.readings[0]
            key = ReadingKey(point.key, reading.key)
            none = Cell("", key=key)
            by_data = Cell(tr("ui.readings.by_data"), tone="muted", key=key)
            labels.append(point_title(point))
            lines.append((_reading_cell(point, reading), by_data, none, none, none, none))
    return FixedTable(_heads(report, column), tuple(lines), tuple(labels))


def together_table(
    report: ReadingsReport, column: int, published: PublishedSet | None = None
) -> FixedTable:
    """The figure as it is, as published, and under all readings of one way or all as printed."""
    headline, place = report.columns[column].headline, report.columns[column].place
    lines = [(*_numbers(report, report.base, column), Cell(""))]
    labels = [tr("ui.readings.now")]
    printed = published_value(published, headline_of(headline), place)
    if printed is not None and published is not None:
        labels.append(tr("ui.readings.published"))
        only = replace(report.base, values=_with(report.base.values, column, printed))
        source = Cell(published.title, tip=published.title, tone="muted")
        lines.append((*_numbers(report, only, column), source))
    for kind in (*PULLS, PRINTED):
        found = report.combined(kind, "" if kind == PRINTED else headline)
        labels.append(tr(f"ui.readings.kind.{kind}"))
        if found is None:
            lines.append((*_numbers(report, report.base, column), Cell(tr("ui.readings.none"))))
            continue
        parts = tuple(map(part_text, found.parts))
        left = tuple(
            tr("exporting.readings.left_out", part=part_text(part), why=say(part.why))
            for part in found.left_out
            if part.why is not None
        )
        tip = "\n".join((*parts, *left))
        said = tr("ui.readings.parts", count=len(parts), left=len(left))
        lines.append((*_numbers(report, found.figures, column), Cell(said, tip=tip)))
    heads = (*_heads(report, column)[2:5], tr("ui.readings.composition"))
    return FixedTable(heads, tuple(lines), tuple(labels))


def _with(values: tuple[float | None, ...], column: int, value: float) -> tuple[float | None, ...]:
    return (*values[:column], value, *values[column + 1 :])


def sections(points: Sequence[Point] = POINTS) -> tuple[str, ...]:
    """The sections that have a point, in order."""
    return tuple(dict.fromkeys(point.section for point in points))


def _heads(report: ReadingsReport, column: int) -> tuple[str, ...]:
    return (
        tr("ui.readings.chosen"),
        tr("ui.readings.other"),
        "Δ %",
        "Δ",
        str(report.columns[column].place),
        tr("ui.readings.standing"),
    )


def _reading_cell(point: Point, reading: Reading) -> Cell:
    return Cell(
        reading_title(point, reading),
        tip=reading_means(point, reading),
        key=ReadingKey(point.key, reading.key),
    )


def _standing_cell(reading: Reading, default: str, point: Point) -> Cell:
    words = [tr("ui.readings.default")] if reading.key == default else []
    words += [printed_text(reading)] if reading.printed else []
    tip = tr("ui.readings.literal") if reading.literal else ""
    key = ReadingKey(point.key, reading.key)
    return Cell(" · ".join(words), tip=tip, tone="muted", key=key)


def _scale(headline: Headline) -> tuple[float, int]:
    """What a figure is multiplied with, and its decimals."""
    return (100.0, 2) if headline.unit == "share" else (1.0, numbers.decimals_for(headline.unit))


def _numbers(report: ReadingsReport, figures: ReadingFigures, column: int) -> tuple[Cell, ...]:
    factor, decimals = _scale(headline_of(report.columns[column].headline))
    why = reason_of(figures, column)
    tip = say(why) if why is not None else ""
    value, delta = figures.values[column], report.delta(figures, column)
    relative = report.relative(figures, column)
    return (
        Cell(None if relative is None else 100.0 * relative, 2, tip=tip, signed=True),
        Cell(None if delta is None else factor * delta, decimals, tip=tip, signed=True),
        Cell(None if value is None else factor * value, decimals, tip=tip),
    )


def _figure_cells(
    report: ReadingsReport,
    figures: ReadingFigures,
    column: int,
    largest: float,
    what: tuple[Point, Reading],
) -> tuple[Cell, ...]:
    key = ReadingKey(what[0].key, what[1].key)
    share, delta, value = _numbers(report, figures, column)
    still = isinstance(share.value, float) and abs(share.value) < STILL
    if isinstance(share.value, float) and largest and not still:
        # The literal forms would leave all other bars too short to be seen.
        shown = min(max(share.value, -largest), largest)
        drawing = Drawing("bar", (shown,), -largest, largest, ("ict",))
        share = replace(share, drawing=drawing)
    return tuple(
        replace(each, key=key, tone="muted" if still else each.tone)
        for each in (share, delta, value)
    )


def _largest(report: ReadingsReport, column: int) -> float:
    """The largest change in per cent of a reading that is no literal form, for the bars."""
    literal = {(p.key, r.key) for p in POINTS for r in p.readings if r.literal}
    changes = (
        report.relative(each.figures, column)
        for each in report.alternatives
        if (each.point, each.reading) not in literal
    )
    return max((100.0 * abs(change) for change in changes if change is not None), default=0.0)
