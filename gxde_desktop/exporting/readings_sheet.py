"""The sheet of readings: what holds at every ambiguous point, and what the others would change.

Every figure stands for a measurement of its own, so none is a formula; differences from the
readings that hold are. The reasons of missing figures and a
paragraph to be quoted about every point stand below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gxde_desktop.exporting.page import Column, In, Live, Named, Page, Value
from gxde_desktop.reading_words import (
    MAIN,
    chosen_text,
    headline_of,
    part_text,
    place_in_appendix,
    point_of,
    point_title,
    printed_text,
    reading_means,
    reading_title,
    reason_of,
    sources_text,
)
from gxde_desktop.text import say, tr
from models.parameters import Parameters
from models.reading_points import POINTS
from models.reading_report import PRINTED, PULLS, ReadingFigures, ReadingsReport
from models.readings import Point
from models.sources import address

LABELS = 3
"""Columns before the figures: point, reading, standing."""


def write_readings(page: Page, report: ReadingsReport) -> None:
    """Readings alone, in the last year and in the years of tables; together; reasons; words."""
    parameters = page.book.cells.measurement.parameters
    page.note(page.book.say("exporting.readings.frozen"))
    page.note(tr("exporting.readings.about"))
    last = [i for i in map(report.column, MAIN) if report.base.values[i] is not None]
    page.heading(tr("exporting.readings.alone"))
    page.freeze(page.row + 1, 2)
    rows = _alone(report, parameters, last, page.row + 1)
    page.table(_heads(report, last), rows, wrapped=True)
    earlier = [
        i for i in _main_columns(report) if i not in last and report.base.values[i] is not None
    ]
    if earlier:
        page.heading(tr("exporting.readings.earlier"))
        values = _values(report, parameters, earlier)
        page.table(_value_heads(report, earlier), values, wrapped=True)
    page.heading(tr("exporting.readings.together"))
    page.table(_together_heads(), _together(report))
    for line in _combination_notes(report):
        page.note(line)
    reasons = list(_reasons(report, last))
    if reasons:
        page.heading(tr("exporting.readings.missing"))
        names = (tr("exporting.readings.point"), tr("exporting.readings.reading"), "")
        page.table([*map(Column, names), Column(tr("exporting.readings.why"))], reasons)
    page.heading(tr("exporting.readings.words"))
    heads = [
        Column(tr("exporting.readings.point")),
        Column(tr("exporting.readings.reading")),
        Column(tr("exporting.readings.where")),
        Column(tr("exporting.readings.paragraph")),
    ]
    page.table(heads, _words(report, parameters))


def _last_columns(report: ReadingsReport) -> list[int]:
    """The last place of every headline."""
    return [report.column(name) for name in dict.fromkeys(c.headline for c in report.columns)]


def _main_columns(report: ReadingsReport) -> list[int]:
    return [
        report.column(name, place)
        for name in dict.fromkeys(c.headline for c in report.columns)
        for place in report.main_places(name)
    ]


def _labels() -> list[Column]:
    return [
        Column(tr("exporting.readings.point"), width=34),
        Column(tr("exporting.readings.reading"), width=34),
        Column(tr("exporting.readings.standing"), width=18),
    ]


def _title(report: ReadingsReport, column: int) -> str:
    found = report.columns[column]
    return f"{say(headline_of(found.headline).title)} {found.place}"


def _heads(report: ReadingsReport, columns: Sequence[int]) -> list[Column]:
    heads = _labels()
    for column in columns:
        heads.append(Column(_title(report, column), _unit(report, column), width=15))
        heads.append(Column("Δ %", width=10, figures=True))
    return heads


def _value_heads(report: ReadingsReport, columns: Sequence[int]) -> list[Column]:
    return [*_labels(), *(Column(_title(report, i), _unit(report, i), width=10) for i in columns)]


def _unit(report: ReadingsReport, column: int) -> str:
    return headline_of(report.columns[column].headline).unit


def _alone(
    report: ReadingsReport, parameters: Parameters, columns: Sequence[int], first: int
) -> Iterator[list[Value]]:
    """The readings that hold in the first row; each other one with its differences from it."""
    for offset, (labels, figures) in enumerate(_lines(report, parameters)):
        line: list[Value] = [*labels]
        for column in columns:
            line.append(figures.values[column])
            here, base = (address(row, len(line) - 1) for row in (first + offset, first))
            found = report.relative(figures, column)
            line.append(
                In("share", Live(f"({here}-{base})/ABS({base})", found))
                if offset and found is not None
                else None
                if offset
                else ""
            )
        yield line


def _values(
    report: ReadingsReport, parameters: Parameters, columns: Sequence[int]
) -> Iterator[list[Value]]:
    for labels, figures in _lines(report, parameters):
        yield [*labels, *(figures.values[column] for column in columns)]


def _lines(
    report: ReadingsReport, parameters: Parameters
) -> Iterator[tuple[tuple[str, str, str], ReadingFigures]]:
    """Labels and figures of every line: what holds, then every other reading."""
    yield (tr("exporting.readings.now"), "", ""), report.base
    for each in report.alternatives:
        point = point_of(each.point)
        reading = point.reading(each.reading)
        standing = report.standing(point.key)
        notes = [tr("exporting.readings.default")] if reading.key == standing.default else []
        notes += [printed_text(reading)] if reading.printed else []
        yield (
            (point_title(point), reading_title(point, reading), " · ".join(notes)),
            each.figures,
        )


def _together_heads() -> list[Column]:
    heads = [
        Column(tr("exporting.readings.figure")),
        Column(tr("exporting.unit")),
        Column(tr("exporting.readings.place")),
        Column(tr("exporting.readings.now"), figures=True),
    ]
    for kind in (*PULLS, PRINTED):
        heads += [Column(tr(f"cli.readings.kind.{kind}"), figures=True)]
    return heads


def _together(report: ReadingsReport) -> Iterator[list[Value]]:
    printed = report.combined(PRINTED)
    for column in _last_columns(report):
        if report.base.values[column] is None:
            continue
        found, unit = report.columns[column], _unit(report, column)
        line: list[Value] = [headline_of(found.headline).title, Named(unit), str(found.place)]
        for kind in ("", *PULLS):
            together = report.combined(kind, found.headline)
            figures = report.base if together is None else together.figures
            line.append(_in(unit, figures.values[column]))
        line.append(None if printed is None else _in(unit, printed.figures.values[column]))
        yield line


def _in(unit: str, value: float | None) -> Value:
    return None if value is None else In(unit, value)


def _combination_notes(report: ReadingsReport) -> Iterator[str]:
    """What each combination is made of, and what had to be left out of it."""
    for together in report.together:
        kind = tr(f"cli.readings.kind.{together.kind}")
        title = say(headline_of(together.headline).title) if together.headline else ""
        parts = tuple(map(part_text, together.parts))
        yield tr("exporting.readings.parts", kind=kind, figure=title, parts=parts)
        for part in together.left_out:
            why = say(part.why) if part.why is not None else ""
            yield "    " + tr("exporting.readings.left_out", part=part_text(part), why=why)


def _reasons(report: ReadingsReport, columns: Sequence[int]) -> Iterator[list[Value]]:
    """Every reading that takes figures away, with the reason; one line a reason."""
    for each in report.alternatives:
        point = point_of(each.point)
        reasons = dict.fromkeys(
            why for column in columns if (why := reason_of(each.figures, column)) is not None
        )
        for why in reasons:
            yield [point_title(point), reading_title(point, point.reading(each.reading)), "", why]


def _words(report: ReadingsReport, parameters: Parameters) -> Iterator[list[Value]]:
    for point in POINTS:
        held = chosen_text(point, parameters, report.standing(point.key).chosen)
        where = place_in_appendix(point)
        yield [point_title(point), held, where, tr(f"readings.{point.key}.text")]
        yield ["", "", "", tr(f"readings.{point.key}.why")]
        yield from _reading_words(point)


def _reading_words(point: Point) -> Iterator[list[Value]]:
    for reading in point.readings:
        means = f"{reading_means(point, reading)} [{sources_text(reading)}]"
        yield ["", reading_title(point, reading), printed_text(reading), means]
