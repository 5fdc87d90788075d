"""Writes docs/readings.md: every ambiguous point in words, with what its readings change.

    python packaging/readings_page.py [--real ../shared/data/real] [--check]

Figures are those of the sample and, where the official files are beside the project, of Guangxi
with the stand-ins named in `tests/support_real.py`. Without these files the figures that the page
has are kept. `--check` writes nothing and says whether the page is up to date.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from gxde_desktop.importing.importer import Answer, inspect_file  # noqa: E402
from gxde_desktop.project.commands import SetParameters  # noqa: E402
from gxde_desktop.project.published import published_beside  # noqa: E402
from gxde_desktop.project.readings import published_value, readings_of  # noqa: E402
from gxde_desktop.project.results import ResultCache  # noqa: E402
from gxde_desktop.project.state import ProjectFile, ProjectState  # noqa: E402
from gxde_desktop.reading_words import (  # noqa: E402
    MAIN,
    alternatives_of,
    chosen_text,
    headline_of,
    part_text,
    place_in_appendix,
    point_title,
    printed_text,
    reading_means,
    reading_title,
    relative_text,
    section_title,
    sources_text,
    unit_of,
    value_text,
)
from gxde_desktop.text import in_language, say, tr  # noqa: E402
from models.parameters import Parameters  # noqa: E402
from models.reading_points import POINTS  # noqa: E402
from models.reading_report import PRINTED, PULLS, ReadingsReport  # noqa: E402
from models.readings import Point, default_of  # noqa: E402

PAGE = PROJECT / "docs" / "readings.md"
Measured = tuple[ReadingsReport, Parameters]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--real", type=Path, default=PROJECT.parent / "shared" / "data" / "real")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    made = page(before, options.real if options.real.is_dir() else None)
    if options.check:
        print("up to date" if made == before else "docs/readings.md is not what would be written")
        return int(made != before)
    PAGE.write_text(made, encoding="utf-8")
    print(PAGE)
    return 0


def page(before: str, real: Path | None) -> str:
    """The whole page in both languages, Chinese first. before: the page as it is."""
    measured: dict[str, Measured | None] = {"sample": _sample(), "guangxi": None}
    if real is not None:
        measured["guangxi"] = _guangxi(real)
    halves = []
    for code in ("zh", "en"):
        with in_language(code):
            halves.append("\n".join(_half(code, measured, before)))
    return "\n\n---\n\n".join(halves) + "\n"


def _half(code: str, measured: dict[str, Measured | None], before: str) -> Iterator[str]:
    yield f"# {tr('readings.page.title')}"
    yield ""
    yield tr("readings.page.about")
    yield ""
    for name, found in measured.items():
        yield f"## {tr(f'readings.page.{name}')}"
        yield ""
        mark = f"<!-- {name} {code} -->"
        yield mark
        if found is None:
            kept = re.search(re.escape(mark) + r"\n(.*?)\n<!-- end -->", before, re.DOTALL)
            yield kept[1] if kept else tr("readings.page.no_files")
        else:
            yield from _figures(*found)
        yield "<!-- end -->"
        yield ""
    section = ""
    for point in POINTS:
        if point.section != section:
            section = point.section
            yield f"## {section} {section_title(section)}"
            yield ""
        yield from _words(point)


def _words(point: Point) -> Iterator[str]:
    yield f"### {point_title(point)}"
    yield ""
    yield f"{tr(f'readings.{point.key}.text')} {tr(f'readings.{point.key}.why')}"
    yield ""
    default = default_of(point)
    for reading in point.readings:
        title = reading_title(point, reading)
        notes = [tr("readings.page.default")] if reading is default and point.selectable else []
        notes += [printed_text(reading)] if reading.printed else []
        notes += [tr("readings.page.literal")] if reading.literal else []
        paths = ", ".join(f"`{path}`" for path in reading.values) if point.selectable else ""
        said = " · ".join((*notes, sources_text(reading), *([paths] if paths else [])))
        name = f"**{title}**" if reading is default else title
        yield f"- {name}: {reading_means(point, reading)} ({said})"
    yield ""
    where = place_in_appendix(point)
    yield f"*{where}*"
    yield ""


def _figures(report: ReadingsReport, parameters: Parameters) -> Iterator[str]:
    """The figures in use, each reading alone, and readings together."""
    columns = [report.column(name) for name in MAIN]
    base_year = parameters.base_year
    yield tr("readings.page.alone")
    yield ""
    heads = []
    for column in columns:
        found = report.columns[column]
        headline = headline_of(found.headline)
        there = report.base.values[column] is not None
        place = f" {found.place}" if there else ""
        heads.append(f"{say(headline.title)}{place} ({unit_of(headline, base_year)})")
    yield _row((tr("readings.page.point"), tr("readings.page.reading"), *heads))
    yield _row(("---", "---", *("---:" for _ in heads)))
    now = [
        value_text(report.base.values[c], headline_of(report.columns[c].headline)) for c in columns
    ]
    yield _row((tr("readings.page.now"), "", *now))
    for point in POINTS:
        held = chosen_text(point, parameters, report.standing(point.key).chosen)
        for each in alternatives_of(report, point):
            changes = [relative_text(report.relative(each.figures, c)) for c in columns]
            changes = ["0" if change in ("+0.00%", "-0.00%") else change for change in changes]
            if all(change in ("0", "—") for change in changes) and not _loses(
                report, each.figures.values, columns
            ):
                continue
            title = reading_title(point, point.reading(each.reading))
            yield _row((point_title(point), f"{held} → {title}", *changes))
    yield ""
    yield tr("readings.page.together")
    yield ""
    kinds = (*PULLS, PRINTED)
    names = [*(tr(f"cli.readings.kind.{kind}") for kind in kinds), tr("cli.readings.published")]
    published = published_beside(ProjectState(), report.region)
    yield _row((tr("cli.compare.figure"), tr("cli.readings.now"), *names))
    yield _row(("---", "---:", *("---:" for _ in names)))
    for name in dict.fromkeys(each.headline for each in report.columns):
        column, headline = report.column(name), headline_of(name)
        if report.base.values[column] is None:
            continue
        cells = [value_text(report.base.values[column], headline)]
        for kind in kinds:
            found = report.combined(kind, "" if kind == PRINTED else name)
            figures = report.base if found is None else found.figures
            cells.append(value_text(figures.values[column], headline))
        known = published_value(published, headline, report.columns[column].place)
        cells.append("" if known is None else value_text(known, headline))
        title = f"{say(headline.title)} {report.columns[column].place}"
        yield _row((f"{title} ({unit_of(headline, base_year)})", *cells))
    printed = report.combined(PRINTED)
    if printed is not None:
        yield ""
        yield tr("cli.readings.printed_are", parts=tuple(map(part_text, printed.parts)))


def _loses(report: ReadingsReport, values: tuple[float | None, ...], columns: list[int]) -> bool:
    return any(report.base.values[c] is not None and values[c] is None for c in columns)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _sample() -> Measured:
    from gxde_desktop.exporting.sample import write_sample

    with tempfile.TemporaryDirectory() as folder:
        files = tuple(_file(path) for path in write_sample(Path(folder)))
    return _measured(ProjectState(files=files))


def _guangxi(real: Path) -> Measured:
    from tests.support_real import ANSWERS, SETTINGS, guangxi_files

    named = ((*name.split(":", 1), value) for name, value in ANSWERS.items())
    answers = tuple(Answer(table, field, value) for table, field, value in named)
    files = tuple(_file(path, answers) for path in guangxi_files(real))
    return _measured(SetParameters(SETTINGS).next(ProjectState(files=files)))


def _file(path: Path, answers: tuple[Answer, ...] = ()) -> ProjectFile:
    report = inspect_file(path, answers)
    size = path.stat().st_size
    return ProjectFile(path.name, report.sha256, size, (), report, report.sha256)


def _measured(state: ProjectState) -> Measured:
    found = readings_of(state, ResultCache())
    if not isinstance(found, ReadingsReport):
        raise SystemExit(say(found))
    return found, state.parameters


if __name__ == "__main__":
    raise SystemExit(main())
