"""Tables with bars, stacks and sparklines in their cells, sorted and searched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gxde_desktop.ui.cells import Cell, Drawing
from gxde_desktop.ui.names_header import NamesHeader
from gxde_desktop.ui.tables import CELL_ROLE, TableView
from gxde_desktop.ui.theme import colour, tokens

Index = QModelIndex | QPersistentModelIndex

THICK = 15.0
"""Height of what is drawn, in every row the same."""


class DrawingDelegate(QStyledItemDelegate):
    """Paints `Cell.drawing`: a bar behind the number, anything else in its place."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE)
        drawing = cell.drawing if isinstance(cell, Cell) else None
        if drawing is None:
            super().paint(painter, option, index)
            return
        given: Any = option  # Qt's stubs leave out the fields of its options
        if drawing.kind != "bar":
            empty: Any = QStyleOptionViewItem(option)
            self.initStyleOption(empty, index)
            empty.text = ""
            style = given.widget.style() if given.widget else QApplication.style()
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, empty, painter, given.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        place = QRectF(given.rect).adjusted(6, 5, -6, -5)
        spare = max(place.height() - THICK, 0.0) / 2  # a row with a long name is higher
        place.adjust(0, spare, 0, -spare)
        if drawing.kind == "line":
            _line(painter, place, drawing)
        else:
            _parts(painter, place, drawing)
        painter.restore()
        if drawing.kind == "bar":
            super().paint(painter, option, index)


def _across(place: QRectF, drawing: Drawing, value: float) -> float:
    low, high = min(drawing.low, 0.0), max(drawing.high, 0.0)
    return place.left() + place.width() * (value - low) / ((high - low) or 1.0)


def _parts(painter: QPainter, place: QRectF, drawing: Drawing) -> None:
    theme = tokens()
    alpha = 70 if drawing.kind == "bar" else 255
    ends = {True: 0.0, False: 0.0}
    for value, name in zip(drawing.values, drawing.colours, strict=True):
        if not math.isfinite(value) or value == 0:
            continue
        start = ends[value > 0]
        ends[value > 0] = start + value
        left, right = sorted(
            (_across(place, drawing, start), _across(place, drawing, start + value))
        )
        painter.fillRect(
            QRectF(left, place.top(), right - left, place.height()),
            colour(theme.asset(name), alpha),
        )
    if drawing.low < 0:
        zero = _across(place, drawing, 0.0)
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawLine(QPointF(zero, place.top() - 3), QPointF(zero, place.bottom() + 3))


def _line(painter: QPainter, place: QRectF, drawing: Drawing) -> None:
    values = np.array(drawing.values)
    there = np.flatnonzero(np.isfinite(values))
    if len(there) < 2:
        return
    low, high = float(values[there].min()), float(values[there].max())
    height = (high - low) or 1.0
    span = max(len(values) - 1, 1)
    points = [
        QPointF(
            place.left() + place.width() * int(i) / span,
            place.bottom() - place.height() * (float(values[i]) - low) / height,
        )
        for i in there
    ]
    ink = QColor(tokens().asset(drawing.colours[0]))
    painter.setPen(QPen(ink, 1.5))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(points[-1], 2.5, 2.5)


class SearchedRows(QSortFilterProxyModel):
    """Rows whose name holds every word searched for; missing values always last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()

    def search(self, text: str) -> None:
        """Keep the rows that hold every word of a text."""
        self._words = tuple(text.casefold().split())
        self.invalidateRowsFilter()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        # Without a column the rows stand as the table has them, never upside down.
        super().sort(column, order if column >= 0 else Qt.SortOrder.AscendingOrder)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        name = str(self.sourceModel().headerData(row, Qt.Orientation.Vertical) or "").casefold()
        return all(word in name for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        first, second = _order(left), _order(right)
        if first is None or second is None:
            # Whichever way is sorted, what has no value stands at the end.
            if first is None and second is None:
                return False
            falling = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return first is None if falling else second is None
        if isinstance(first, str) or isinstance(second, str):
            return str(first) < str(second)
        return first < second


def _order(index: Index) -> float | str | None:
    cell = index.data(CELL_ROLE)
    value = cell.value if isinstance(cell, Cell) else None
    return None if value == "" else value


class DrawnTable(TableView):
    """A table of named rows that are sorted by a click on a heading and searched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least: tuple[int, ...] = ()
        self._sharing = False
        self.setItemDelegate(DrawingDelegate(self))
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        self._names = NamesHeader(self)
        self.setVerticalHeader(self._names)
        self.horizontalHeader().sectionResized.connect(self._dragged)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            for changed in (
                *(model.modelReset, model.headerDataChanged, model.layoutChanged),
                *(model.rowsInserted, model.rowsRemoved),
            ):
                changed.connect(self._fit_names)

    def share(self, least: Sequence[int]) -> None:
        """Columns of at least these widths share what the table is wider.

        A column that a person drags ends it, until other widths are asked for.
        """
        if tuple(least) != self._least:
            self._least = tuple(least)
            self._sharing = True
            self._fit_names()
        self._spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()
        self._spread()

    def _fit_names(self, *_: object) -> None:
        beside = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth() + 2
        self._names.fit(self.width(), sum(self._least) + beside if self._least else 0)

    def _spread(self) -> None:
        header = self.horizontalHeader()
        count = len(self._least)
        if not self._sharing or header.count() != count:
            return
        spare = max(self.viewport().width() - sum(self._least), 0)
        self._sharing = False  # what follows is not a drag
        for column, least in enumerate(self._least):
            more = spare * (column + 1) // count - spare * column // count
            header.resizeSection(column, least + more)
        self._sharing = True

    def _dragged(self, _column: int, _before: int, now: int) -> None:
        if now:
            self._sharing = False
