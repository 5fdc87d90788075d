"""The names of a table's rows: as wide as they need, in up to three lines where one has no room."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QTableView

SHARE = 0.3
"""Of the table's width that names may take: the rest is the figures'."""
LEAST_WIDTH, NARROW = 136, 104
"""What names keep though figures need more; what short ones take."""
LINES = 3
"""That a name may take; English names of industries need them in a narrow window."""
ROW = 25
SIDES = 18
"""Margins of a name, left and right together."""
ABOVE_BELOW = 10


class NamesHeader(QHeaderView):
    """Stands left of a table of named rows; a row is as high as its name needs."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)  # a click selects the row
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)  # it would cut all but the first line
        self.setDefaultSectionSize(ROW)

    def fit(self, table_width: int, others: int = 0) -> None:
        """Take the width that the names need, of a table that is so wide and whose other columns
        need so much of it; they go first, down to `LEAST_WIDTH`.
        """
        if not self.count():
            return
        model, metrics, down = self.model(), self.fontMetrics(), Qt.Orientation.Vertical
        names = [str(model.headerData(row, down) or "") for row in range(self.count())]
        needed = [metrics.horizontalAdvance(name) + SIDES for name in names]
        room = max(min(round(SHARE * table_width), table_width - others), LEAST_WIDTH)
        self.setFixedWidth(min(max(*needed, NARROW), room))
        for row, name in enumerate(names):
            lines = name_in_lines(name, metrics, self.width() - SIDES).count("\n") + 1
            height = ROW if lines == 1 else lines * metrics.lineSpacing() + ABOVE_BELOW
            if height != self.sectionSize(row):
                self.resizeSection(row, height)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logical: int) -> None:
        super().initStyleOptionForIndex(option, logical)
        shown: Any = option  # its text is missing in Qt's stubs
        shown.text = name_in_lines(shown.text, self.fontMetrics(), self.width() - SIDES)


def name_in_lines(text: str, metrics: QFontMetrics, width: int, most: int = LINES) -> str:
    """A text in at most so many lines of a width, with … where even they do not hold it."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    for cut in range(len(text) - 1, 0, -1) if most > 1 else ():
        first = text[:cut].rstrip()
        if _may_break(text, cut) and metrics.horizontalAdvance(first) <= width:
            return f"{first}\n{name_in_lines(text[cut:], metrics, width, most - 1)}"
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _may_break(text: str, place: int) -> bool:
    """Whether a line may end before a place: after a space, between Chinese characters."""
    before, after = text[place - 1], text[place]
    if before == " ":
        return True
    return min(before, after) > "⺀" and after not in "、，。；：）》” ]" and before not in "（《“"
