"""How a sheet stands in its view: widths, merged cells, what is painted on it."""

from __future__ import annotations

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import say
from gxde_desktop.ui.sheet_model import SheetModel, place_of
from gxde_desktop.ui.tables import TableView

MOST_SPANS = 500


def fit_widths(view: TableView, model: SheetModel) -> None:
    """Columns of names wide enough to read, others as they come."""
    # Titles stand at the top of a long sheet; of a short one every row counts.
    first = 5 if model.rows > 20 else 1
    for column in range(min(model.columns, 12)):
        lengths = sorted(
            len(model.sheet.text_at(r, column)) for r in range(first, min(model.rows, 80))
        )
        # The longest but two: a title or a footnote is no reason for a wide column.
        longest = lengths[-3] if len(lengths) > 2 else 0
        if longest > 7:
            view.setColumnWidth(column, min(104 + 13 * (longest - 7), 240))


def span_merged(view: TableView, model: SheetModel) -> None:
    """Merged ranges as one cell, as long as there are few enough to lay out at once."""
    view.clearSpans()
    merged = model.sheet.merged
    if len(merged) > MOST_SPANS:
        return
    for top, left, bottom, right in merged.tolist():
        height = min(bottom, model.rows - 1) - top + 1
        width = min(right, model.columns - 1) - left + 1
        if height * width > 1 and height > 0 and width > 0:
            view.setSpan(top, left, height, width)


def painted(file: ProjectFile, sheet: str) -> tuple[list[FoundTable], dict[tuple[int, int], str]]:
    """What was recognised on a sheet, and its findings by row and column."""
    tables = [table for table in file.report.tables if table.sheet == sheet]
    findings: dict[tuple[int, int], str] = {}
    for table in tables:
        for problem in table.problems:
            place = place_of(problem.cell)
            # A range names a whole area (so many texts were read as numbers): no cell is wrong.
            if place and problem.severity != "info":
                findings[place] = say(problem.message)
    return tables, findings
