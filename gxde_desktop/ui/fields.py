"""Editors of single values: a number field with its slider, and what it says when wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSlider, QWidget

from gxde_desktop.ui.numbers import compact
from gxde_desktop.ui.widgets import set_role

Check = Callable[[str], str | None]
"""Text as typed -> what is wrong with it, None where it is right."""

_KEYS = QKeySequence.StandardKey
SETTLE_MS = 350
"""Keyboard steps of a slider become one command after this pause."""


def nice_step(low: float, high: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that takes at most 400 steps."""
    raw = (high - low) / 400
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= raw * (1 - 1e-9))


class ValueField(QLineEdit):
    """A number or text as typed. `committed` carries checked text on Enter or leaving.

    Up and Down step; Esc gives back the value that stands. Wrong text stays, marked,
    with the reason as tool tip, so that nothing a person typed is lost.
    """

    committed = Signal(str)
    refused = Signal(str)

    def __init__(self, check: Check, *, step: float = 0.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._step = step
        self._standing = ""
        self._tip = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda _: self._clear_wrong())

    def show_value(self, text: str, *, changed: bool, tip: str = "") -> None:
        """Show the value that stands in the document."""
        self._standing = text
        self._tip = tip
        self.setToolTip(tip)
        self._clear_wrong()
        set_role(self, "changed", "true" if changed else "false")
        if self.text() != text:
            self.setText(text)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.text().strip() == self._standing
            and (event.matches(_KEYS.Undo) or event.matches(_KEYS.Redo))
        ):
            # Nothing is being typed: undo means the project's last step, not the field's.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_value(
                self._standing, changed=self.property("changed") == "true", tip=self._tip
            )
            return
        if self._step and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_by(1 if event.key() == Qt.Key.Key_Up else -1)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _step_by(self, direction: int) -> None:
        try:
            value = float(self.text()) + direction * self._step
        except ValueError:
            return
        text = compact(round(value / self._step) * self._step)
        if self._check(text) is None:
            self.setText(text)
            self._finish()

    def _finish(self) -> None:
        text = self.text().strip()
        if text == self._standing:
            self._clear_wrong()
            return
        wrong = self._check(text)
        if wrong is not None:
            set_role(self, "wrong", "true")
            self.setToolTip(wrong)
            self.refused.emit(wrong)
            return
        self._clear_wrong()
        self.committed.emit(text)

    def _clear_wrong(self) -> None:
        if self.property("wrong") == "true":
            set_role(self, "wrong", "false")
            self.setToolTip(self._tip)


class ValueSlider(QSlider):
    """A slider over a range. `dragged` while it moves, `settled` once at the end.

    The wheel does nothing unless the slider has the focus: scrolling a page must not
    change a parameter.
    """

    dragged = Signal(float)
    settled = Signal(float)

    def __init__(self, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._low = low
        self._step = nice_step(low, high)
        self.setRange(0, round((high - low) / self._step))
        self.setPageStep(max(1, self.maximum() // 20))
        self._quiet = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(self._settle)
        self.valueChanged.connect(self._moved)
        self.sliderReleased.connect(self._settle)

    @property
    def step(self) -> float:
        """The smallest move."""
        return self._step

    def number(self) -> float:
        """The value under the handle, without binary dust."""
        return float(f"{self._low + self.value() * self._step:.10g}")

    def show_number(self, value: float) -> None:
        """Stand at a value without telling anyone."""
        if self.isSliderDown():
            return
        self._quiet = True
        self.setValue(round((value - self._low) / self._step))
        self._quiet = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _moved(self) -> None:
        if self._quiet:
            return
        self.dragged.emit(self.number())
        if not self.isSliderDown():
            self._pause.start()

    def _settle(self) -> None:
        self._pause.stop()
        self.settled.emit(self.number())


class ChoiceField(QComboBox):
    """A choice. `committed` carries the value behind the chosen text."""

    committed = Signal(object)

    def __init__(self, choices: tuple[tuple[Any, str], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, text in choices:
            self.addItem(text, value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda place: self.committed.emit(self.itemData(place)))

    def show_value(self, value: Any, *, changed: bool, tip: str = "") -> None:
        """Show the value that stands in the document."""
        self.setCurrentIndex(self.findData(value))
        self.setToolTip(tip or self.currentText())
        set_role(self, "changed", "true" if changed else "false")

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling past a closed list must not choose something.
        event.ignore()
