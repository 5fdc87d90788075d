"""A page on paper: title, figures, charts and whole tables as a PDF that any reader prints.

Written with Qt's own PDF writer; the program needs neither a printer nor its drivers.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QDate, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from gxde_desktop.text import language, tr
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.fonts import sized
from gxde_desktop.ui.tables import Ordered, TableModel, TableView
from gxde_desktop.ui.whole_file import write_drawn
from gxde_desktop.ui.widgets import Figure


def print_page(page: QWidget, path: Path, title: str, facts: str) -> bool:
    """Write what a page shows now; False where the file cannot be written."""
    return write_drawn(path, lambda file: _print(page, file, title, facts))


def _print(page: QWidget, file: QIODevice, title: str, facts: str) -> bool:
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setCreator(tr("ui.app"))
    writer.setResolution(96)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            QMarginsF(15, 15, 15, 15),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    document.setDefaultFont(sized(12))
    size = writer.pageLayout().paintRectPixels(96).size()
    document.setPageSize(QSizeF(size))
    document.setHtml(_html(page, document, title, facts, size.width()))
    if not document.pageCount():
        return False
    document.print_(writer)
    return True


def _html(page: QWidget, document: QTextDocument, title: str, facts: str, width: int) -> str:
    date = QDate.currentDate().toString("yyyy-MM-dd")
    parts = [f"<h2>{escape(title)}</h2><p>{escape(facts)} &nbsp; {date}</p>"]
    figures = [each for each in page.findChildren(Figure) if each.isVisible()]
    if figures:
        cells = "".join(
            f"<td width='{100 // len(figures)}%'>{escape(each.caption)}<br>"
            f"<b>{escape(each.accessibleName().removeprefix(each.caption).strip())}</b><br>"
            f"{escape(each.note)}</td>"
            for each in figures
        )
        parts.append(f"<table width='100%' cellpadding='6'><tr>{cells}</tr></table>")
    charts = [each for each in page.findChildren(Chart) if each.isVisible() and each.spec]
    across = (width - 24) // min(max(len(charts), 1), 2)
    pictures = []
    for number, chart in enumerate(charts):
        name = QUrl(f"chart:{number}")
        picture = chart.picture(chart.size(), scale=3.0)
        document.addResource(QTextDocument.ResourceType.ImageResource, name, picture)
        pictures.append(f"<td><img src='{name.toString()}' width='{across}'></td>")
    rows = (pictures[at : at + 2] for at in range(0, len(pictures), 2))
    parts += [f"<table><tr>{''.join(row)}</tr></table>" for row in rows]
    parts += [_table(table) for table in page.findChildren(TableView) if table.isVisible()]
    return f"<html lang='{language()}'><body>{''.join(parts)}</body></html>"


def _table(table: TableView) -> str:
    model = table.model()
    if model is None or not model.rowCount():
        return ""
    content = model.content if isinstance(model, TableModel) else Ordered(model)  # type: ignore[arg-type]
    head = "".join(f"<th>{escape(content.column_header(c))}</th>" for c in range(content.columns))
    lines = "".join(
        f"<tr><td>{escape(content.row_header(r))}</td>"
        + "".join(
            f"<td align='{'left' if isinstance(content.cell(r, c).value, str) else 'right'}'>"
            f"{escape(content.cell(r, c).text)}</td>"
            for c in range(content.columns)
        )
        + "</tr>"
        for r in range(content.rows)
    )
    name = escape(table.accessibleName())
    return (
        f"<h4>{name}</h4><table border='1' cellspacing='0' cellpadding='3' width='100%'>"
        f"<thead><tr><th></th>{head}</tr></thead>{lines}</table>"
    )
