"""The sheet of a file as it is, with what was recognised painted on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell
from gxde_desktop.ui.sheet_data import SheetData
from gxde_desktop.ui.tables import LEFT, NO_INDEX, RIGHT, Index
from gxde_desktop.ui.theme import tokens
from models.sources import address, column_letters, column_number

ROLES = ("", "header", "name", "code", "total", "unit", "title", "note", "unused")
"""Painted roles, by the number that stands for each; `data` needs no colour."""

EDGES = {
    "header": ("accent", Qt.PenStyle.SolidLine),
    "name": ("good", Qt.PenStyle.DotLine),
    "code": ("good", Qt.PenStyle.DashLine),
    "total": ("muted", Qt.PenStyle.DashDotLine),
    "unused": ("muted", Qt.PenStyle.SolidLine),
}
"""Colour and line around a painted area: colour alone would not do."""

_COLOURS = {"header": "header", "name": "code", "code": "code", "total": "total", "unit": "unit"}
_LAYERS = ("header", "name", "title", "note", "code", "total", "unit", "unused")
"""Later ones lie over earlier ones."""

ROLE_DATA = Qt.ItemDataRole.UserRole + 1
FINDING_DATA = Qt.ItemDataRole.UserRole + 2

_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ForegroundRole,
        ROLE_DATA,
        FINDING_DATA,
    }
)

_CELL = re.compile(r"^\$?([A-Z]{1,3})\$?(\d+)(?=[:+]|$)")


def place_of(cell: str | None) -> tuple[int, int] | None:
    """0-based row and column of an A1 address, of a range or a sum of cells the first one.

    A value summed over sectors comes from several cells (`B10+C10`): the first leads there.
    """
    found = _CELL.match(cell or "")
    if found is None:
        return None
    return int(found[2]) - 1, column_number(found[1])


class SheetModel(QAbstractTableModel):
    """Reads the snapshot when a cell is drawn; holds one byte a cell of its own."""

    def __init__(self, sheet: SheetData, parent: Any = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._roles = np.zeros((sheet.rows, sheet.columns), dtype=np.int8)
        self._findings: Mapping[tuple[int, int], str] = {}

    # `TableView` copies through this, like every other table.
    @property
    def rows(self) -> int:
        return self.sheet.rows

    @property
    def columns(self) -> int:
        return self.sheet.columns

    def paint(self, tables: Iterable[FoundTable], findings: Mapping[tuple[int, int], str]) -> None:
        """Show what was recognised, and the cells that something was found in."""
        self._roles[:] = 0
        for table in tables:
            for layer in _LAYERS:
                for area in table.recognition:
                    if area.role == layer:
                        rows = slice(area.first_row, area.last_row + 1)
                        columns = slice(area.first_col, area.last_col + 1)
                        self._roles[rows, columns] = ROLES.index(layer)
        self._findings = findings
        if self.sheet.rows and self.sheet.columns:
            last = self.index(self.sheet.rows - 1, self.sheet.columns - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def role_at(self, row: int, column: int) -> str:
        """What a cell was recognised as, empty for data."""
        return ROLES[self._roles[row, column]]

    def cell(self, row: int, column: int) -> Cell:
        """A cell for the clipboard: numbers in full."""
        number = self.sheet.numbers[row, column]
        if np.isfinite(number):
            return Cell(float(number))
        return Cell(self.sheet.text_at(row, column))

    def column_header(self, column: int) -> str:
        return column_letters(column)

    def row_header(self, row: int) -> str:
        return str(row + 1)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self.sheet.rows

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self.sheet.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            number = self.sheet.numbers[row, column]
            return _shown(number) if number == number else self.sheet.text_at(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self.sheet.numbers[row, column]
            return RIGHT if number == number else LEFT
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._background(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.FontRole and self.role_at(row, column) == "header":
            font = QGuiApplication.font()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and self.role_at(row, column) == "unused":
            return QColor(tokens().muted)
        if role == ROLE_DATA:
            return self.role_at(row, column)
        if role == FINDING_DATA:
            return (row, column) in self._findings
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        hidden = section in (self.sheet.hidden_columns if across else self.sheet.hidden_rows)
        if role == Qt.ItemDataRole.DisplayRole:
            name = column_letters(section) if across else str(section + 1)
            return f"({name})" if hidden else name
        if role == Qt.ItemDataRole.ToolTipRole and hidden:
            return tr("ui.sheet.hidden_column" if across else "ui.sheet.hidden_row")
        if role == Qt.ItemDataRole.ForegroundRole and hidden:
            return QColor(tokens().attention)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def _background(self, row: int, column: int) -> QColor | None:
        finding = (row, column) in self._findings
        name = "finding" if finding else _COLOURS.get(self.role_at(row, column))
        return QColor(tokens().recognition[name]) if name else None

    def _tip(self, row: int, column: int) -> str | None:
        parts = [address(row, column)]
        number = self.sheet.numbers[row, column]
        text = numbers.exact(number) if number == number else self.sheet.text_at(row, column)
        if text:
            parts[0] += f": {text}"
        role = self.role_at(row, column)
        if role:
            parts.append(tr(f"ui.recognised.{role}"))
        if (row, column) in self._findings:
            parts.append(self._findings[row, column])
        return "\n".join(parts)


class SheetDelegate(QStyledItemDelegate):
    """Draws lines where colour alone would not do: around areas, at the unit and findings."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, SheetModel):
            return
        role = model.role_at(index.row(), index.column())
        finding = index.data(FINDING_DATA)
        if not role and not finding:
            return  # most cells of a sheet: nothing is said of them
        theme = tokens()
        place = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        if role == "unused":
            painter.fillRect(place, QBrush(QColor(theme.line), Qt.BrushStyle.BDiagPattern))
        if role in EDGES:
            name, line = EDGES[role]
            painter.setPen(QPen(QColor(getattr(theme, name)), 1, line))
            _edges(painter, place, model, index.row(), index.column(), role)
        tone = ""
        if finding:
            tone = theme.wrong
        elif role == "unit":
            tone = theme.attention
        if tone:
            painter.setPen(QPen(QColor(tone), 2))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()


def _edges(
    painter: QPainter, place: QRectF, model: SheetModel, row: int, column: int, role: str
) -> None:
    """Lines on the sides where another role begins."""
    inner = place.adjusted(0, 0, -1, -1)
    sides = (
        (-1, 0, inner.topLeft(), inner.topRight()),
        (1, 0, inner.bottomLeft(), inner.bottomRight()),
        (0, -1, inner.topLeft(), inner.bottomLeft()),
        (0, 1, inner.topRight(), inner.bottomRight()),
    )
    for down, right, start, end in sides:
        near = row + down, column + right
        inside = 0 <= near[0] < model.rows and 0 <= near[1] < model.columns
        if not inside or model.role_at(*near) != role:
            painter.drawLine(start, end)


def _shown(number: float) -> str:
    """A number of a sheet: grouped, as many decimals as matter at its size.

    The tool tip and the clipboard have it in full.
    """
    if number.is_integer() and abs(number) < 1e15:
        return numbers.show(number, 0)
    size = abs(number)
    if size < 1e-4:
        return f"{number:.4g}".replace("-", numbers.MINUS)
    decimals = 2 if size >= 1000 else 4 if size >= 1 else 6
    whole, point, rest = numbers.show(number, decimals).partition(".")
    rest = rest.rstrip("0")
    return f"{whole}{point}{rest}" if rest else whole
