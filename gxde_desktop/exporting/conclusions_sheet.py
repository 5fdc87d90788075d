"""The page that answers: headline figures by rule, charts, readings used, what remains open."""

from __future__ import annotations

from collections.abc import Iterator

from gxde_desktop.exporting.charts import insert_charts
from gxde_desktop.exporting.conclusions import FIGURES, RuleLine, readings_used, rule_lines
from gxde_desktop.exporting.page import Column, In, Link, Marked, Page, Value
from gxde_desktop.text import clauses, say, tr
from models.measurement import Measurement
from models.sources import address

_WIDTHS = (34, 20, 17, 14, 14, 12, 11, 11, 13, 60)


def write_conclusions(page: Page, chart_rows: dict[str, int]) -> None:
    """Fill the page. chart_rows: rows of the results sheet that the charts read, by quantity."""
    m = page.book.cells.measurement
    page.sheet.fit_to_pages(1, 2)  # smaller rather than a last line on a page of its own
    for place, width in enumerate(_WIDTHS):
        page.widen(place, width)
    page.heading(tr("exporting.conclusions.figures"))
    heads = [
        Column(tr("axis.rule"), width=_WIDTHS[0]),
        Column(tr("exporting.conclusions.year"), width=_WIDTHS[1], figures=True),
        *(
            Column(tr(f"quantity.{key}.title"), "" if unit == "share" else unit, width, True)
            for (key, unit), width in zip(FIGURES, _WIDTHS[2:], strict=False)
        ),
        Column(tr("exporting.conclusions.remark"), width=_WIDTHS[-1]),
    ]
    page.table(heads, (_rule(line) for line in rule_lines(m, page.book.cancelled)), wrapped=True)
    page.note(tr("exporting.conclusions.rules_differ"))
    insert_charts(page, chart_rows)
    page.heading(tr("exporting.conclusions.findings"))
    page.table(
        [Column(tr("exporting.conclusions.severity")), Column(tr("exporting.conclusions.finding"))],
        _findings(page),
    )
    page.heading(tr("exporting.conclusions.readings"))
    page.table(
        [
            Column(tr("exporting.conclusions.reading")),
            Column(tr("exporting.conclusions.for")),
            Column(tr("exporting.conclusions.chosen")),
        ],
        _readings(m),
    )


def _rule(line: RuleLine) -> list[Value]:
    figures: list[Value] = [
        None if figure is None else In(unit, figure)
        for figure, (_, unit) in zip(line.figures, FIGURES, strict=True)
    ]
    return [line.name, line.year, *figures, clauses(line.remarks)]


def _findings(page: Page) -> Iterator[list[Value]]:
    m, layout = page.book.cells.measurement, page.book.cells.layout
    found = m.findings
    if not found:
        yield [tr("exporting.conclusions.none"), ""]
    for each in found:
        kind = "flagged" if each.severity == "warning" else "computed"
        mark = "※ " if each.severity == "warning" else ""
        severity = Marked(mark + tr(f"exporting.severity.{each.severity}"), kind)
        said: Value = say(each.message)
        if layout.has(each.ref.key):
            sheet, row, column = layout.place(each.ref.key, each.ref.index)
            said = Link(say(each.message), sheet, address(row, column))
        yield [severity, said]


def _readings(m: Measurement) -> Iterator[list[Value]]:
    for each in readings_used(m):
        shown: Value = each.chosen if each.usual else Marked(f"{each.chosen} ◇", "answered")
        yield [each.title, each.whose, shown]
