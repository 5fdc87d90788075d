"""`run --readings`: what each reading changes, alone and together, for a console."""

from __future__ import annotations

from collections.abc import Iterator

from gxde_desktop.cli_tables import listed, table
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.published import published_beside
from gxde_desktop.project.readings import published_value, readings_of
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.state import ProjectState
from gxde_desktop.reading_words import (
    MAIN,
    alternatives_of,
    chosen_text,
    headline_of,
    part_text,
    point_title,
    printed_text,
    reading_title,
    reason_of,
    relative_text,
    unit_of,
    value_text,
)
from gxde_desktop.text import say, tr
from models.messages import Message
from models.parameters import Parameters
from models.published import PublishedSet
from models.reading_points import POINTS
from models.reading_report import PULLS, ReadingFigures, ReadingsReport
from models.readings import Point

NOTHING = "·"
"""Stands for a reading that changes nothing."""


def reported(
    state: ProjectState, cache: ResultCache, assemblies: Assemblies
) -> ReadingsReport | None:
    """The report of the active scenario, printed; None where nothing can be measured."""
    found = readings_of(state, cache, assemblies)
    if isinstance(found, Message):
        return None
    print(f"\n{tr('cli.readings.title')}")
    for line in lines(found, state.parameters, published_beside(state, found.region)):
        print(line)
    return found


def lines(
    report: ReadingsReport, parameters: Parameters, published: PublishedSet | None = None
) -> Iterator[str]:
    """Every point with its readings, the combinations, and why figures are missing.

    published: what was published of the region, set beside the combinations.
    """
    shown = [(name, report.column(name)) for name in MAIN]
    places = [str(report.columns[column].place) for _, column in shown]
    columns = [column for _, column in shown]
    yield tr("cli.readings.about")
    heads = [tr(f"cli.readings.short.{name}") for name, _ in shown]
    rows: list[list[str]] = [["", *places]]
    still: list[str] = []
    for point in POINTS:
        if not point.selectable:
            continue
        if any(_moves(report, each.figures, columns) for each in alternatives_of(report, point)):
            rows += _rows(report, point, parameters, columns)
        else:
            still.append(f"{point_title(point)}＝{_now(report, point, parameters)}")
    yield table([tr("cli.readings.point"), *heads], rows)
    yield ""
    if still:
        yield tr("cli.readings.still", points=tuple(still))
    yield tr("cli.readings.by_data", points=_by_data())
    yield from _missing(report, columns)
    yield ""
    yield tr("cli.readings.together")
    yield from _together(report, parameters.base_year, published)


def _moves(report: ReadingsReport, figures: ReadingFigures, columns: list[int]) -> bool:
    """Whether a reading changes any of the figures, gives one, or takes one away."""
    return any(_change(report, figures, column) not in (NOTHING, "—") for column in columns) or any(
        report.base.values[column] is not None and figures.values[column] is None
        for column in columns
    )


def _now(report: ReadingsReport, point: Point, parameters: Parameters) -> str:
    standing = report.standing(point.key)
    mark = "" if standing.differs else tr("cli.readings.default")
    return tr(
        "cli.readings.chosen", reading=chosen_text(point, parameters, standing.chosen), mark=mark
    )


def _rows(
    report: ReadingsReport, point: Point, parameters: Parameters, columns: list[int]
) -> Iterator[list[str]]:
    blank = [""] * len(columns)
    yield [point_title(point), *blank]
    now = tr("cli.readings.held", reading=_now(report, point, parameters))
    yield [f"    {now}", *(_nothing(report, column) for column in columns)]
    for each in alternatives_of(report, point):
        reading = point.reading(each.reading)
        printed = printed_text(reading)
        title = reading_title(point, reading)
        name = tr("cli.readings.printed", reading=title, printed=printed) if printed else title
        yield [f"    {name}", *(_change(report, each.figures, column) for column in columns)]


def _nothing(report: ReadingsReport, column: int) -> str:
    return "—" if report.base.values[column] is None else NOTHING


def _change(report: ReadingsReport, figures: ReadingFigures, column: int) -> str:
    if figures.values[column] is not None and report.base.values[column] is None:
        return tr("cli.readings.gained")
    found = relative_text(report.relative(figures, column))
    return NOTHING if found in ("+0.00%", "-0.00%") else found


def _by_data() -> tuple[str, ...]:
    return tuple(point_title(point) for point in POINTS if not point.selectable)


def _missing(report: ReadingsReport, columns: list[int]) -> Iterator[str]:
    """One line a reason: the readings that leave a figure missing that is there now."""
    found: dict[Message, dict[str, None]] = {}
    for each in report.alternatives:
        for column in columns:
            why = reason_of(each.figures, column)
            if why is None or report.base.values[column] is None:
                continue
            point = next(p for p in POINTS if p.key == each.point)
            name = reading_title(point, point.reading(each.reading))
            found.setdefault(why, {})[f"{point_title(point)}＝{name}"] = None
    for why, names in found.items():
        yield "  " + tr("cli.readings.missing", readings=tuple(names), why=say(why))


def _together(
    report: ReadingsReport, base_year: int, published: PublishedSet | None
) -> Iterator[str]:
    head = [tr("cli.compare.figure"), tr("cli.compare.place"), tr("cli.compare.unit")]
    head += [tr("cli.readings.now"), *(tr(f"cli.readings.kind.{kind}") for kind in PULLS)]
    head += [tr("cli.readings.kind.printed"), tr("cli.readings.published")]
    printed = report.combined("printed")
    rows = []
    left_out: dict[str, dict[str, None]] = {}
    for name in dict.fromkeys(each.headline for each in report.columns):
        headline, column = headline_of(name), report.column(name)
        there = report.base.values[column] is not None
        cells = [say(headline.title), str(report.columns[column].place) if there else ""]
        cells += [unit_of(headline, base_year), value_text(report.base.values[column], headline)]
        for kind in PULLS:
            found = report.combined(kind, name)
            value = report.base.values[column] if found is None else found.figures.values[column]
            cells.append(value_text(value, headline))
            for part in found.left_out if found else ():
                why = say(part.why) if part.why else ""
                left_out.setdefault(why, {})[part_text(part)] = None
        cells.append(value_text(printed.figures.values[column] if printed else None, headline))
        known = published_value(published, headline, report.columns[column].place)
        cells.append("" if known is None else value_text(known, headline))
        rows.append(cells)
    yield table(head, rows)
    if printed is not None:
        yield "  " + tr("cli.readings.printed_are", parts=tuple(map(part_text, printed.parts)))
        for part in printed.left_out:
            left_out.setdefault(say(part.why) if part.why else "", {})[part_text(part)] = None
    for why, parts in left_out.items():
        yield "  " + tr("cli.readings.left_out", parts=listed(list(parts)), why=why)
