"""The line at the bottom: what is under way and how to stop it, units, base year."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Activity
from gxde_desktop.ui.widgets import ElidedLabel, label


class StatusLine(QFrame):
    """Messages on the left, progress with cancel, and what the figures are in on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setFixedHeight(30)
        self._cancel: Callable[[], None] | None = None
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 0, 12, 0)
        box.setSpacing(16)
        self._text = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("ui.status.progress"))
        self._button = QPushButton(tr("ui.cancel"))
        self._button.setProperty("kind", "link")
        self._button.clicked.connect(self._stop)
        self._facts = label("")
        box.addWidget(self._text, 1)
        box.addWidget(self._bar)
        box.addWidget(self._button)
        box.addWidget(self._facts)
        self.show_activity(None)

    def say(self, text: str) -> None:
        """Say what has just happened."""
        self._text.setText(text)

    def show_facts(self, text: str) -> None:
        """Units, base year and what else every figure depends on."""
        self._facts.setText(text)

    def show_activity(self, activity: Activity | None) -> None:
        """Show work under way, or that there is none."""
        self._bar.setVisible(activity is not None)
        self._button.setVisible(activity is not None and activity.cancel is not None)
        self._cancel = activity.cancel if activity else None
        if activity is not None:
            self._text.setText(activity.text)
            if activity.fraction is None:
                self._bar.setRange(0, 0)
            else:
                self._bar.setRange(0, 1000)
                self._bar.setValue(round(1000 * activity.fraction))

    @property
    def cancel_button(self) -> QPushButton:
        """The button that stops what is under way."""
        return self._button

    def _stop(self) -> None:
        if self._cancel is not None:
            self._cancel()
