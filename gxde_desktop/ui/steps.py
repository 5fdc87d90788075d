"""The steps on the left, each with its own state."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from gxde_desktop.text import language, tr
from gxde_desktop.ui.activity import StepState
from gxde_desktop.ui.fonts import sized
from gxde_desktop.ui.theme import tokens

STEPS = ("data", "parameters", "results", "scenarios", "export")

WIDE = {"zh": 176, "en": 208}
NARROW = 84
"""Widths of the rail; the narrow one has the names below the numbers."""

_TONES = {
    StepState.EMPTY: "muted",
    StepState.READY: "good",
    StepState.ATTENTION: "attention",
    StepState.OUTDATED: "attention",
    StepState.RUNNING: "accent",
    StepState.FAILED: "wrong",
}


class Step(QPushButton):
    """One step: number, name, and its state in words."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "step")
        self.setCheckable(True)
        self._number = number
        self._name = name
        self._state = StepState.EMPTY
        self._badge = ""
        self._narrow = False
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(60, 54) if self._narrow else QSize(152, 38)

    def show_narrow(self, narrow: bool) -> None:
        """Stand in a narrow rail: the state is a dot then, its words are the tool tip."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def show_state(self, state: StepState, badge: str) -> None:
        """Show a state; the badge says it in a word or two."""
        if (state, badge) != (self._state, self._badge):
            self._state, self._badge = state, badge
            self._tell()
            self.update()

    @property
    def state(self) -> StepState:
        """The state shown."""
        return self._state

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._narrow:
            self._paint_narrow(painter)
        else:
            self._paint_wide(painter)

    def _paint_number(self, painter: QPainter, disc: QRectF) -> None:
        theme, chosen = tokens(), self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent if chosen else theme.hover))
        painter.drawEllipse(disc)
        painter.setPen(QColor(theme.accent_text if chosen else theme.muted))
        painter.setFont(sized(11, bold=chosen))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _paint_narrow(self, painter: QPainter) -> None:
        theme, chosen = tokens(), self.isChecked()
        disc = QRectF((self.width() - 20) / 2, 8, 20, 20)
        self._paint_number(painter, disc)
        if self._badge:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(theme, _TONES[self._state])))
            painter.drawEllipse(QRectF(disc.right() + 3, disc.top(), 7, 7))
        painter.setPen(QColor(theme.accent if chosen else theme.text))
        painter.setFont(sized(11, bold=chosen))
        below = self.rect().adjusted(0, 30, 0, -4)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._name)

    def _paint_wide(self, painter: QPainter) -> None:
        theme, chosen = tokens(), self.isChecked()
        self._paint_number(painter, QRectF(12, (self.height() - 20) / 2, 20, 20))
        painter.setFont(sized(13, bold=chosen))
        painter.setPen(QColor(theme.accent if chosen else theme.text))
        room = self.rect().adjusted(42, 0, -10, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, left, self._name)
        used = painter.fontMetrics().horizontalAdvance(self._name) + 8
        painter.setFont(sized(11))
        painter.setPen(QColor(getattr(theme, _TONES[self._state])))
        badge = painter.fontMetrics().elidedText(
            self._badge, Qt.TextElideMode.ElideRight, room.width() - used
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, badge)

    def _tell(self) -> None:
        state = tr(f"ui.state.{self._state.value}")
        self.setAccessibleName(f"{self._number} {self._name}: {self._badge or state}")
        self.setToolTip(f"{self._name}: {self._badge or state}")


class StepRail(QFrame):
    """All steps; `chosen` carries the name of the one clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self._narrow = False
        self.setFixedWidth(WIDE[language()])
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 12, 8, 12)
        box.setSpacing(4)
        group = QButtonGroup(self)
        group.setExclusive(True)
        self._steps: dict[str, Step] = {}
        for number, name in enumerate(STEPS, 1):
            step = Step(number, tr(f"ui.step.{name}"))
            step.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            group.addButton(step)
            box.addWidget(step)
            self._steps[name] = step
        box.addStretch(1)

    def show_narrow(self, narrow: bool) -> None:
        """Take little of the width, where the window has little."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.setFixedWidth(NARROW if narrow else WIDE[language()])
            for step in self._steps.values():
                step.show_narrow(narrow)

    def choose(self, name: str) -> None:
        """Mark a step as the one shown."""
        self._steps[name].setChecked(True)

    def step(self, name: str) -> Step:
        """One step."""
        return self._steps[name]
