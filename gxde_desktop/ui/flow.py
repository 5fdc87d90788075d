"""A layout that puts what has no room in the next line, as words are put."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

MOST = 16_777_215
"""Qt's own limit of a height."""


class FlowLayout(QLayout):
    """Items from left to right, each as wide as it wants to be, in as many lines as it takes."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._wanted: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._forget()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem:
        found: Any = self._items.pop(index) if 0 <= index < len(self._items) else None
        self._forget()
        return found  # Qt wants None beyond the end, whatever its stubs say

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Kept: the layouts around ask for the same widths again and again."""
        known = self._heights.get(width)
        if known is None:
            known = self._heights[width] = self._placed(QRect(0, 0, width, 0), move=False)
        return known

    def invalidate(self) -> None:
        """An item wants another size, came into sight or left it."""
        self._forget()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._placed(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [hint for _, hint in self._shown()]
        wide = sum(hint.width() for hint in hints) + self.spacing() * max(len(hints) - 1, 0)
        return QSize(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item, _ in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _forget(self) -> None:
        self._wanted = None
        self._heights.clear()

    def _shown(self) -> list[tuple[QLayoutItem, QSize]]:
        """What is in sight, with the size that it wants."""
        if self._wanted is None:
            self._wanted = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        return self._wanted

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        used, gap = 0, self.spacing()
        for item, hint in self._shown():
            if lines[-1] and used + gap + hint.width() > width:
                lines.append([])
                used = 0
            used += hint.width() + (gap if lines[-1] else 0)
            lines[-1].append((item, hint))
        return [line for line in lines if line]

    def _placed(self, rect: QRect, *, move: bool) -> int:
        """The height taken; what stands in one line is centred in it."""
        y, gap = rect.y(), self.spacing()
        for line in self._lines(rect.width()):
            height = max(hint.height() for _, hint in line)
            x = rect.x()
            for item, wanted in line:
                hint = wanted.boundedTo(QSize(rect.width(), MOST))
                if move:
                    above = (height - hint.height()) // 2
                    item.setGeometry(QRect(QPoint(x, y + above), hint))
                x += hint.width() + gap
            y += height + gap
        return max(y - gap - rect.y(), 0)
