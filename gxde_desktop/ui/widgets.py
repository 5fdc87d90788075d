"""Small parts that every page is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)


def label(
    text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False
) -> QLabel:
    """A label in a role of the style sheet (muted, title, heading, figure, good ...)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    if selectable:
        flags = Qt.TextInteractionFlag
        made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return made


def set_role(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, do: Callable[[], Any], kind: str = "") -> QPushButton:
    """A push button; kind: empty, `primary` or `link`."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _=False: do())
    return made


def tool(action: QAction) -> QToolButton:
    """A button of the top bar for an action."""
    made = QToolButton()
    made.setDefaultAction(action)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAccessibleName(action.text())
    return made


def rule(*, vertical: bool = False) -> QFrame:
    """A thin line between things."""
    made = QFrame()
    made.setProperty("rule", "true")
    if vertical:
        made.setFixedSize(1, 18)
    else:
        made.setFixedHeight(1)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        # Qt hands out None for what an item does not hold, whatever its stubs say.
        item: Any = layout.takeAt(0)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Card(QFrame):
    """A framed box; kind: plain, attention, wrong, formula or drop."""

    def __init__(self, kind: str = "plain", *, margin: int = 12, spacing: int = 6) -> None:
        super().__init__()
        self.setProperty("card", kind)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margin, margin - 2, margin, margin - 2)
        self.box.setSpacing(spacing)


class ScrolledPage(QScrollArea):
    """What fills a page and scrolls down, never sideways, where the page is too low for it."""

    def __init__(self, *, margin: int = 0, spacing: int = 10) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self.box = QVBoxLayout(inner)
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(spacing)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)


class Scrolled(ScrolledPage):
    """A column that scrolls down, at the top of the room that it has."""

    def __init__(self, *, margin: int = 0, spacing: int = 8) -> None:
        super().__init__(margin=margin)
        # The stretch below keeps the column at the top; an alignment would ignore how
        # high wrapped texts need to be.
        outer, self.box = self.box, QVBoxLayout()
        self.box.setSpacing(spacing)
        outer.addLayout(self.box)
        outer.addStretch(1)


class ElidedLabel(QLabel):
    """One line that ends in … where it does not fit; the whole text is its tool tip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        where = self.alignment()
        if not where & Qt.AlignmentFlag.AlignVertical_Mask:
            where |= Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(where), text)


MOST_LINES = 4
"""Below a figure: a reason that is longer is told in full by its tool tip, and by the chart."""


def in_lines(text: str, metrics: QFontMetrics, width: int, lines: int) -> str:
    """As much of a text as so many lines of a width hold, with … where that is not all."""

    def fits(part: str) -> bool:
        room = QRect(0, 0, max(width, 1), 100_000)
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), part)
        return needed.height() <= lines * metrics.lineSpacing()

    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle] + "…") else (low, middle - 1)
    return text[:low].rstrip() + "…"


class Figure(QFrame):
    """A headline figure in a card: caption, number with unit, and below it what is said of it,
    on as many lines as it takes.

    `chosen` carries the key of the figure when the card is clicked.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(2)
        self._key: Any = None
        self._caption = label(wrap=True)
        self._number = label("", "figure")
        self._unit = ElidedLabel("", "muted")
        self._note = label("", "muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._ends = ""
        self._interval = label("", "muted")
        self._interval.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._interval.hide()
        self._said = ""
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._number)
        line.addWidget(self._unit, 1)
        self._unit.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._unit.setContentsMargins(0, 0, 0, 6)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for part in (self._caption, line, self._interval, self._note):
            box.addWidget(part) if isinstance(part, QWidget) else box.addLayout(part)
        box.addStretch(1)  # beside a card that takes more lines the figure stays at the top

    def show_figure(
        self,
        caption: str,
        number: str,
        unit: str,
        note: str,
        *,
        key: Any = None,
        tip: str = "",
        interval: str = "",
    ) -> None:
        """Fill the card. interval: how far the number is certain, a line of its own."""
        self._ends = interval
        self._interval.setVisible(bool(interval))
        self._key = key
        self._number.setToolTip(tip)
        has_key = Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.ArrowCursor
        self.setCursor(has_key)
        self._caption.setText(caption)
        self._number.setText(number)
        self._unit.setText(unit)
        self._said = note
        self._place_unit()
        self.setAccessibleName(f"{caption} {number} {unit}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_unit()

    def _place_unit(self) -> None:
        """Half a unit would mislead: without room it stands in the lines below. So would half an
        interval: its numbers, which hold no plain space, go to a line of their own.
        """
        ends = self._ends
        if self._interval.fontMetrics().horizontalAdvance(ends) > self.width() - 34:
            ends = "\n".join(part for part in ends.rpartition(" ")[::2] if part)
        self._interval.setText(ends)
        unit = self._unit.text()
        needed = self._number.sizeHint().width() + 6 + self._unit.sizeHint().width() + 36
        beside = needed <= self.width() or not unit
        self._unit.setVisible(beside)
        parts = (self._said,) if beside else (unit, self._said)
        whole = " · ".join(part for part in parts if part)
        shown = in_lines(whole, self._note.fontMetrics(), self.width() - 36, MOST_LINES)
        self._note.setText(shown)
        self._note.setToolTip("" if shown == whole else whole)

    @property
    def number(self) -> str:
        """The number as shown."""
        return self._number.text()

    @property
    def caption(self) -> str:
        """What it is, with its year."""
        return self._caption.text()

    @property
    def interval(self) -> str:
        """How far the number is certain; empty where that is not known."""
        return self._ends

    @property
    def note(self) -> str:
        """The line below."""
        return self._said

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._key is not None:
            self.chosen.emit(self._key)
        super().mousePressEvent(event)


class FigureRow(QWidget):
    """Figures beside one another, each as wide as the next; in more rows where a row is short."""

    LEAST = 172
    """Pixels that a figure needs for its number, unit and interval."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        self._figures = tuple(figures)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        self._place(len(self._figures))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(1, (self.width() + 10) // (self.LEAST + 10))
        whole = len(self._figures)
        # Rows of the same length: four in one row, in two, or one below the other.
        self._place(next(n for n in range(min(room, whole), 0, -1) if whole % n == 0))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, figure in enumerate(self._figures):
            self._grid.addWidget(figure, place // columns, place % columns)
        for column in range(len(self._figures)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def offer_years(choice: QComboBox, years: Sequence[int]) -> int | None:
    """Offer these years; the one that is chosen, which stays where it can. None without any."""
    labels = [str(year) for year in years]
    if labels != [choice.itemText(i) for i in range(choice.count())]:
        chosen = choice.currentText()
        with QSignalBlocker(choice):
            choice.clear()
            choice.addItems(labels)
            choice.setCurrentIndex(max(choice.findText(chosen), 0) if labels else -1)
    return years[choice.currentIndex()] if labels else None
