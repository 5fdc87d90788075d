"""Tables that behave like Excel's: select, copy with full precision, headers on demand.

`cells.TableData` says what a table shows without being a copy of it; one model and one view
serve every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractProxyModel,
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.cells import EMPTY, Cell, TableData
from gxde_desktop.ui.theme import tokens

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
"""Where texts and numbers stand; put together once, as every painted cell asks."""

MOST_DECIMALS = 12
COPY_LIMIT = 60_000
"""Cells that one copy may hold: more would keep the window waiting."""


class TableModel(QAbstractTableModel):
    """A read-only Qt model over `TableData`; holds no cells of its own."""

    def __init__(self, data: TableData = EMPTY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._more = 0

    def change_decimals(self, step: int) -> None:
        """Show numbers with more decimals, or fewer; what is copied is in full either way."""
        self._more = min(max(self._more + step, -MOST_DECIMALS), MOST_DECIMALS)
        if self._data.rows and self._data.columns:
            last = self.index(self._data.rows - 1, self._data.columns - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _shown(self, cell: Cell) -> str:
        if not self._more or not isinstance(cell.value, float):
            return cell.text
        decimals = min(max(cell.decimals + self._more, 0), MOST_DECIMALS)
        return replace(cell, decimals=decimals).text

    @property
    def content(self) -> TableData:
        """What is shown."""
        return self._data

    def show(self, data: TableData) -> None:
        """Show something else; selection survives where the shape stays."""
        if (data.rows, data.columns) == (self._data.rows, self._data.columns):
            self._data = data
            if data.rows and data.columns:
                last = self.index(data.rows - 1, data.columns - 1)
                self.dataChanged.emit(self.index(0, 0), last)
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, data.columns - 1)
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, data.rows - 1)
            return
        self.beginResetModel()
        self._data = data
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._data.rows

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._data.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role not in _ROLES:
            return None
        cell = self._data.cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._shown(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if isinstance(cell.value, str) else RIGHT
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = cell.tone or ("muted" if cell.value is None else "")
            return QColor(getattr(tokens(), tone)) if tone else None
        if role == Qt.ItemDataRole.FontRole and cell.bold:
            font = QGuiApplication.font()
            font.setBold(True)
            return font
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                known = section < self._data.columns
                return self._data.column_header(section) if known else None
            return self._data.row_header(section) if section < self._data.rows else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            named = orientation == Qt.Orientation.Vertical and section < self._data.rows
            if named and not self._data.row_header(section).isdigit():
                return LEFT
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            if orientation == Qt.Orientation.Vertical:
                return self._data.row_header(section) if section < self._data.rows else None
            # Headings that had to be short say in full what they stand for.
            in_full = getattr(self._data, "column_tip", None)
            return in_full(section) if in_full and section < self._data.columns else None
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            return Qt.SortOrder.DescendingOrder
        return None


CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 7
"""The `Cell` itself, for delegates, sorting and copies through proxies."""

_ROLES = frozenset(
    {
        CELL_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.FontRole,
    }
)


class TableView(QTableView):
    """The view of every table: copy, copy with headers, and a click as `chosen(Cell)`."""

    chosen = Signal(object)
    copied = Signal(int)
    refused = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressing = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(True)
        # Tab leaves the table, arrows move inside it: the window stays reachable by keyboard.
        self.setTabKeyNavigation(False)
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(26)
        for header in (self.horizontalHeader(), down):
            header.setHighlightSections(False)
        self._copy = self._action("ui.table.copy", QKeySequence.StandardKey.Copy)
        self._copy.triggered.connect(lambda: self.copy(headers=False))
        self._copy_headers = self._action("ui.table.copy_headers", QKeySequence("Ctrl+Shift+C"))
        self._copy_headers.triggered.connect(lambda: self.copy(headers=True))
        for code, keys, step in (
            ("ui.table.more_decimals", "Ctrl+.", 1),
            ("ui.table.fewer_decimals", "Ctrl+,", -1),
        ):
            action = self._action(code, QKeySequence(keys))
            action.triggered.connect(lambda _=False, step=step: self.change_decimals(step))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is None:
            return
        # A header asks for every cell of a column whether it is selected, though it shows
        # nothing of it: with 300 000 rows selected, seconds each time it is painted.
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, model))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus() and not self._pressing:
            self._tell(current)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A click on the current cell chooses it again: its derivation may have been closed.
        self._pressing = True
        super().mousePressEvent(event)
        self._pressing = False
        self._tell(self.indexAt(event.position().toPoint()))

    def _tell(self, index: Index) -> None:
        cell = index.data(CELL_ROLE) if index.isValid() else None
        if isinstance(cell, Cell):
            self.chosen.emit(cell)

    def change_decimals(self, step: int) -> None:
        """Show one decimal more or fewer; columns grow where a number would be cut."""
        model: Any = self.model()
        source = model.sourceModel() if isinstance(model, QAbstractProxyModel) else model
        if not isinstance(source, TableModel):
            return  # a sheet is shown as it is
        source.change_decimals(step)
        header = self.horizontalHeader()
        for column in range(source.columnCount()):
            needed = self.sizeHintForColumn(column) + 6
            if needed > header.sectionSize(column):
                header.resizeSection(column, needed)

    def copy(self, *, headers: bool) -> None:
        """Put the selected block on the clipboard as TSV and HTML, numbers in full."""
        model: Any = self.model()
        chosen = self.selectionModel()
        block = selected_block(chosen.selection()) if chosen is not None else None
        if block is None or model is None:
            return
        # A sheet's model is itself what it shows; a table's model holds it, a proxy orders it.
        content = model
        if isinstance(model, TableModel):
            content = model.content
        elif isinstance(model, QAbstractProxyModel):
            content = Ordered(model)
        top, left, bottom, right = block
        count = (bottom - top + 1) * (right - left + 1)
        if count > COPY_LIMIT:
            self.refused.emit(count)
            return
        QGuiApplication.clipboard().setMimeData(
            clipboard_data(content, range(top, bottom + 1), range(left, right + 1), headers)
        )
        self.copied.emit(count)

    def _action(self, code: str, keys: QKeySequence | QKeySequence.StandardKey) -> QAction:
        action = QAction(tr(code), self)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        return action


class Ordered:
    """What a proxy shows, in its order: `TableData` over sorted and filtered rows."""

    def __init__(self, proxy: QAbstractProxyModel) -> None:
        self._proxy = proxy

    @property
    def rows(self) -> int:
        return self._proxy.rowCount()

    @property
    def columns(self) -> int:
        return self._proxy.columnCount()

    def cell(self, row: int, column: int) -> Cell:
        found = self._proxy.index(row, column).data(CELL_ROLE)
        assert isinstance(found, Cell)
        return found

    def column_header(self, column: int) -> str:
        across = Qt.Orientation.Horizontal
        in_full = self._proxy.headerData(column, across, Qt.ItemDataRole.ToolTipRole)
        return str(in_full or self._proxy.headerData(column, across) or "")

    def row_header(self, row: int) -> str:
        return str(self._proxy.headerData(row, Qt.Orientation.Vertical) or "")


def selected_block(selection: QItemSelection) -> tuple[int, int, int, int] | None:
    """Smallest rectangle around a selection: top, left, bottom, right, all included."""
    ranges = [selection.at(i) for i in range(selection.count())]
    if not ranges:
        return None
    return (
        min(part.top() for part in ranges),
        min(part.left() for part in ranges),
        max(part.bottom() for part in ranges),
        max(part.right() for part in ranges),
    )


def clipboard_data(
    data: TableData, rows: Sequence[int], columns: Sequence[int], headers: bool
) -> QMimeData:
    """A block as tab-separated text and as an HTML table, numbers in full precision."""
    lines = [[data.cell(row, column).plain for column in columns] for row in rows]
    if headers:
        lines = [[data.row_header(r), *line] for r, line in zip(rows, lines, strict=True)]
        lines.insert(0, ["", *(data.column_header(column) for column in columns)])
    one_line = [[part.replace("\t", " ").replace("\n", " ") for part in line] for line in lines]
    mime = QMimeData()
    mime.setText("\n".join("\t".join(line) for line in one_line))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(part)}</td>" for part in line) + "</tr>" for line in one_line
    )
    mime.setHtml(f"<table>{body}</table>")
    return mime
