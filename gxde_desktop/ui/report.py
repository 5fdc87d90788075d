"""The printable report: conclusions, figures, method, readings and sources as one PDF."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from gxde_desktop import __version__
from gxde_desktop.exporting.conclusions import FIGURES, readings_used, rule_lines
from gxde_desktop.exporting.inputs_sheet import source_tables
from gxde_desktop.exporting.step_readings import step_text
from gxde_desktop.stamps import stamp_of
from gxde_desktop.text import clauses, in_language, say, tr, unit_text
from gxde_desktop.ui.formula_text import formula_html
from models.measurement import METHOD_VERSION, Cancelled
from models.quantities import CHAPTERS
from models.stopping import Asked, never

if TYPE_CHECKING:
    from PySide6.QtCore import QIODevice
    from PySide6.QtGui import QImage, QTextDocument

    from models.expression import Ref
    from models.measurement import Measurement

PICTURE = (760, 340)
"""Pixels in which a chart is laid out; it is drawn with twice as many. Three fit on a page."""

STYLE = """
body { color: #1D2733; font-size: 9.5pt; }
h1 { font-size: 19pt; margin-bottom: 2pt; }
h2 { font-size: 13pt; color: #0B4F8A; margin-top: 16pt; margin-bottom: 4pt; }
h3 { font-size: 10.5pt; margin-top: 9pt; margin-bottom: 1pt; }
p { margin-top: 2pt; margin-bottom: 3pt; }
p.note, td.note { color: #55616D; font-size: 8.5pt; }
p.formula { font-family: 'Cambria Math', serif; margin-left: 10px; }
th { text-align: left; font-weight: bold; font-size: 8.5pt; }
td { font-size: 8.5pt; }
"""

_SHARP = 8
"""Dots of the paper a point: pictures and hairlines stay sharp."""
_MARGIN = 42.0
"""Points around the text; an inch has 72."""
_PAPER = (595.0, 842.0)
_PICTURE_PIXELS = int((_PAPER[0] - 2 * _MARGIN) * 96 / 72)

Told = Callable[[float], None]


def write_report(
    measurement: Measurement,
    path: Path,
    *,
    language: str = "zh",
    progress: Told | None = None,
    cancelled: Asked = never,
) -> int:
    """Write the report as PDF, whole or not at all; returns its pages.

    Makes a Qt application of its own where there is none. Raises ExportError, Cancelled.
    """
    from gxde_desktop.exporting.atomic import write_atomically
    from gxde_desktop.ui.figures import application

    app = application()  # kept in a name: Qt ends with the last reference to it
    pages = 0

    def write(temporary: Path) -> None:
        nonlocal pages
        pages = _write(measurement, temporary, progress, cancelled)

    with in_language(language):
        write_atomically(path, write)
    del app
    return pages


def _write(m: Measurement, path: Path, progress: Told | None, cancelled: Asked) -> int:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QTextDocument

    from gxde_desktop.ui.figures import pictures_of
    from gxde_desktop.ui.whole_file import drawn

    document = QTextDocument()
    document.setDefaultStyleSheet(STYLE)
    captions: list[tuple[str, str]] = []
    for done, (name, title, image) in enumerate(pictures_of(m, PICTURE)):
        if cancelled():
            raise Cancelled
        address = f"chart:{name}"
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(address), image)
        captions.append((address, title))
        if progress is not None:
            progress(min(0.9, 0.1 * (done + 1)))
    document.setHtml("".join(_parts(m, captions, cancelled)))
    pages = 0

    def draw(file: QIODevice) -> bool:
        nonlocal pages
        pages = _print(document, file, tr("exporting.title", region=m.dataset.region), cancelled)
        return True

    path.write_bytes(drawn(draw))
    return pages


def _print(document: QTextDocument, file: QIODevice, title: str, cancelled: Asked) -> int:
    """Draw the pages, each with its number; QTextDocument's own printing has none."""
    from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
    from PySide6.QtGui import (
        QColor,
        QFont,
        QGuiApplication,
        QPageLayout,
        QPageSize,
        QPainter,
        QPdfWriter,
    )

    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setCreator(f"gxde_desktop {__version__}, method {METHOD_VERSION}")
    none = QMarginsF(0, 0, 0, 0)
    paper = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(paper, QPageLayout.Orientation.Portrait, none))
    writer.setResolution(72 * _SHARP)
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(9.5)
    document.setDefaultFont(font)
    document.documentLayout().setPaintDevice(_points())
    width, height = (length - 2 * _MARGIN for length in _PAPER)
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(width, height))
    keep_together(document, cancelled)
    pages = document.pageCount()
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("the report cannot be drawn")
    try:
        for page in range(pages):
            if cancelled():
                raise Cancelled
            if page:
                writer.newPage()
            painter.save()
            painter.scale(_SHARP, _SHARP)
            painter.translate(_MARGIN, _MARGIN - page * height)
            document.drawContents(painter, QRectF(0, page * height, width, height))
            painter.restore()
            painter.save()
            painter.scale(_SHARP, _SHARP)
            font.setPixelSize(8)
            painter.setFont(font)
            painter.setPen(QColor("#55616D"))
            foot = QRectF(_MARGIN, _PAPER[1] - 30, width, 14)
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, title)
            number = tr("exporting.page_number", page=page + 1, pages=pages)
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight, number)
            painter.restore()
    finally:
        painter.end()
    return pages


def keep_together(document: QTextDocument, cancelled: Asked = never) -> None:
    """Begin a page before what would be cut: a heading and its text, a step and its formula.

    The scripts of a formula that begins a page would also show at the foot of the one before.
    """
    from PySide6.QtGui import QTextCursor, QTextFormat

    layout, height = document.documentLayout(), document.pageSize().height()
    block = document.begin()
    while block.isValid():
        if cancelled():
            raise Cancelled
        first = last = block
        while last.next().isValid() and (
            last.blockFormat().headingLevel() > 0 or last.next().blockFormat().leftMargin() > 0
        ):
            last = last.next()
        top = layout.blockBoundingRect(first).top()
        bottom = layout.blockBoundingRect(last).bottom() - 0.5
        if first != last and top // height != bottom // height and bottom - top < height / 2:
            cursor = QTextCursor(first)
            if cursor.currentTable() is None:
                shape = first.blockFormat()
                shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                cursor.setBlockFormat(shape)
                # Laid out anew from here on only, what follows would stand in wrong places.
                document.markContentsDirty(0, document.characterCount())
                document.pageCount()
        block = last.next()


def _points() -> QImage:
    """A device of 72 dots an inch: the text is laid out in points, whatever the screen has."""
    from PySide6.QtGui import QImage

    device = QImage(1, 1, QImage.Format.Format_ARGB32)
    per_metre = round(72 / 0.0254)
    device.setDotsPerMeterX(per_metre)
    device.setDotsPerMeterY(per_metre)
    return device


def _parts(m: Measurement, pictures: list[tuple[str, str]], cancelled: Asked) -> Iterator[str]:
    stamp, years = stamp_of(m), m.frame.years
    yield f"<h1>{escape(tr('exporting.title', region=m.dataset.region))}</h1>"
    span = f"{years[0]}–{years[-1]}" if years else "—"
    said = tr(
        "exporting.report.stamp", years=span, base=m.parameters.base_year, program=stamp.program,
        method=stamp.method, data=stamp.data, parameters=stamp.parameters,
    )  # fmt: skip
    yield f"<p class='note'>{escape(said)}</p>"
    yield _heading("exporting.conclusions.figures")
    yield from _figures(m, cancelled)
    yield f"<p class='note'>{escape(tr('exporting.conclusions.rules_differ'))}</p>"
    yield _heading("exporting.conclusions.findings")
    found = [say(each.message) for each in m.findings] or [tr("exporting.conclusions.none")]
    yield "".join(f"<p>• {escape(each)}</p>" for each in found)
    title = escape(tr("exporting.conclusions.charts"))
    yield f"<h2 style='page-break-before: always'>{title}</h2>"
    for address, title in pictures:
        yield f"<p><img src='{address}' width='{_PICTURE_PIXELS}'></p>"
        yield f"<p class='note'>{escape(title)}</p>"
    yield _heading("exporting.conclusions.readings")
    yield _table(
        [tr(f"exporting.conclusions.{each}") for each in ("reading", "for", "chosen")],
        [(r.title, r.whose, r.chosen if r.usual else f"{r.chosen} ◇") for r in readings_used(m)],
    )
    yield _heading("exporting.report.method")
    yield from _method(m)
    yield _heading("exporting.inputs.sources")
    yield _table(
        [tr("exporting.inputs.file"), tr("exporting.inputs.sheet"), "SHA-256"],
        [(each.file, each.sheet, each.sha256[:16]) for each in source_tables(m)],
    )


def _figures(m: Measurement, cancelled: Asked) -> Iterator[str]:
    """The rules side by side, and below each what must be said of it."""
    lines = rule_lines(m, cancelled)
    base = m.parameters.base_year
    rows = []
    for place, (key, unit) in enumerate(FIGURES):
        shown = [_number(m, line.figures[place], unit) for line in lines]
        name = tr(f"quantity.{key}.title")
        rows.append((name, "%" if unit == "share" else unit_text(unit, base), *shown))
    heads = [tr("exporting.scenarios.figure"), tr("exporting.unit")]
    heads += [f"{line.name} {line.year or ''}" for line in lines]
    yield _table(heads, rows, numbers=2)
    for line in lines:
        said = escape(clauses(line.remarks))
        yield f"<p class='note'><b>{escape(line.name)}</b> {said}</p>"


def _number(m: Measurement, figure: Ref | None, unit: str) -> str:
    value = math.nan if figure is None else m.at(figure.key, figure.index)
    if math.isnan(value):
        return "—"
    return f"{100 * value:,.2f}" if unit == "share" else f"{value:,.2f}"


def _method(m: Measurement) -> Iterator[str]:
    """Every step that has figures: its formulas in symbols and in words."""
    for chapter, quantities in CHAPTERS.items():
        there = [
            each for each in quantities
            if each.formula and not all(math.isnan(v) for v in m.values[each.key].flat)
        ]  # fmt: skip
        if not there:
            continue
        yield f"<h3>{escape(tr(f'chapter.{chapter}'))}</h3>"
        for each in there:
            title = escape(tr(f"quantity.{each.key}.title"))
            words = escape(step_text(m, each.key, each.source))
            yield f"<p><b>{title}</b> <span>{words}</span></p>"
            yield f"<p class='formula'>{formula_html(each.formula)}</p>"


def _heading(code: str) -> str:
    return f"<h2>{escape(tr(code))}</h2>"


def _table(heads: list[str], rows: list[tuple[str, ...]], *, numbers: int = 99) -> str:
    """A table over the whole width; columns from `numbers` on stand at the right."""

    def cells(tag: str, texts: tuple[str, ...] | list[str]) -> str:
        aligned = ("right" if place >= numbers else "left" for place in range(len(texts)))
        return "".join(
            f"<{tag} align='{side}'>{escape(text)}</{tag}>"
            for side, text in zip(aligned, texts, strict=True)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        "<table width='100%' cellspacing='0' cellpadding='3' border='1'"
        " style='border-collapse: collapse; border-color: #C9D1D9;'>"
        f"<thead><tr bgcolor='#EEF2F6'>{cells('th', heads)}</tr></thead>{body}</table>"
    )
