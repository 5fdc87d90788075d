"""Readings in words: titles, meanings, sources, and a paragraph that can be quoted.

The command line, the workbook, the window and the page of the documentation all say a point
in these words; figures are added where there is a report.
"""

from __future__ import annotations

from collections.abc import Iterator

from gxde_desktop.text import catalogue, language, say, tr, unit_text
from models.headlines import HEADLINES, Headline
from models.messages import Message
from models.parameters import Parameters, single_paths, spec_of, value_of
from models.reading_points import POINTS
from models.reading_report import OtherReading, ReadingFigures, ReadingPart, ReadingsReport
from models.readings import Point, Reading

_BY_KEY = {point.key: point for point in POINTS}
_HEADLINES = {headline.name: headline for headline in HEADLINES}


MAIN = (
    "stock",
    "digital_industrialisation",
    "industry_digitalisation.stock",
    "industry_digitalisation.compensation",
    "industry_digitalisation.accumulated",
    "ict_contribution",
    "tfp",
)
"""The headline figures whose changes are listed; scale and share follow from them."""


def point_of(key: str) -> Point:
    """A point by its key. Raises KeyError."""
    return _BY_KEY[key]


def headline_of(name: str) -> Headline:
    """A headline figure by its name. Raises KeyError."""
    return _HEADLINES[name]


def point_title(point: Point) -> str:
    """What a point is called."""
    return tr(f"readings.{point.key}.title")


def reading_title(point: Point, reading: Reading) -> str:
    """What a reading is called."""
    return say(point.title_of(reading))


def reading_means(point: Point, reading: Reading) -> str:
    """What a reading does, in one sentence."""
    return tr(f"readings.{point.key}.{reading.key}.means")


def printed_text(reading: Reading) -> str:
    """How far a reading is the appendix as printed; empty where it is not."""
    return tr(f"readings.printed.{reading.printed}") if reading.printed else ""


def sources_text(reading: Reading) -> str:
    """What a reading is taken from."""
    known = catalogue(language())
    codes = (
        code if code in known else f"source.{each}"
        for each in reading.sources
        for code in (f"readings.source.{each}",)
    )
    return tr("readings.sources", sources=tuple(map(tr, codes)))


def place_in_appendix(point: Point) -> str:
    """Where the appendix prints it, with the section of the method."""
    return tr(f"source.{point.source}")


def section_title(section: str) -> str:
    """What a section of the method is about."""
    return tr(f"readings.section.{section}")


def chosen_text(point: Point, parameters: Parameters, chosen: str | None) -> str:
    """The reading that holds; where it is none of them, the values that hold."""
    if chosen is not None:
        return reading_title(point, point.reading(chosen))
    values = dict.fromkeys(
        _plain(path, value_of(parameters, single))
        for path in point.paths
        for single in single_paths(parameters, path)
        if value_of(parameters, single) is not None
    )
    return tr("readings.own", values=tuple(values))


def _plain(path: str, value: object) -> str:
    spec = spec_of(path)
    if spec.kind == "choice":
        return tr(f"choice.{spec.name}.{value}")
    return f"{value:g}" if isinstance(value, float) else str(value)


def part_text(part: ReadingPart) -> str:
    """A part of a combination: its point and its reading."""
    point = point_of(part.point)
    title = reading_title(point, point.reading(part.reading))
    return tr("readings.part", point=point_title(point), reading=title)


def paragraph(point: Point) -> str:
    """What is printed, why it is ambiguous and what is the default: to be quoted as it is."""
    return tr(
        "readings.paragraph",
        title=point_title(point),
        text=tr(f"readings.{point.key}.text"),
        why=tr(f"readings.{point.key}.why"),
    )


def value_text(value: float | None, headline: Headline) -> str:
    """A headline figure as a person reads it; shares in per cent."""
    if value is None:
        return "—"
    if headline.unit == "share":
        return f"{100 * value:.2f}"
    return f"{value:.4f}" if headline.unit == "log_points" else f"{value:,.2f}"


def unit_of(headline: Headline, base_year: int) -> str:
    """The unit of `value_text`."""
    return "%" if headline.unit == "share" else unit_text(headline.unit, base_year)


def relative_text(value: float | None) -> str:
    """A relative difference in per cent, with its sign."""
    return "—" if value is None else f"{100 * value:+.2f}%"


def effect_sentences(
    report: ReadingsReport, point: Point, column: int, base_year: int
) -> Iterator[str]:
    """One sentence a reading that does not hold: what it would make of a figure."""
    headline = headline_of(report.columns[column].headline)
    for each in alternatives_of(report, point):
        reading = point.reading(each.reading)
        why = reason_of(each.figures, column)
        if why is not None:
            yield tr("readings.effect_missing", reading=reading_title(point, reading), why=why)
            continue
        yield tr(
            "readings.effect",
            reading=reading_title(point, reading),
            before=value_text(report.base.values[column], headline),
            after=value_text(each.figures.values[column], headline),
            unit=unit_of(headline, base_year),
            percent=relative_text(report.relative(each.figures, column)),
        )


def alternatives_of(report: ReadingsReport, point: Point) -> tuple[OtherReading, ...]:
    """The readings of a point that do not hold, in order."""
    return tuple(each for each in report.alternatives if each.point == point.key)


def reason_of(figures: ReadingFigures, column: int) -> Message | None:
    """Why a figure is missing, None where it is not."""
    return figures.refused if figures.refused is not None else figures.missing[column]
