"""Loading what the window is furnished with, after it is shown: in turns of the event loop, each
short enough that a click or a drop in between is answered.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gxde_desktop.project.errors import ProjectError

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow

TURNS = (
    "numpy._core",
    "numpy",
    "models.measurement",
    "gxde_desktop.importing.io_labels",
    "gxde_desktop.project.state",
    "gxde_desktop.project.commands",
    "gxde_desktop.project.assemble",
    "gxde_desktop.project.project",
    "gxde_desktop.ui.imports",
    "gxde_desktop.ui.session",
    "gxde_desktop.ui.standings",
    "gxde_desktop.ui.context",
    "gxde_desktop.ui.data_page",
    "gxde_desktop.ui.furniture",
)
"""Modules that bring many others, in an order in which no turn brings too many."""
WAIT_MS = 40


class Loading(QObject):
    """Furnishes a window once it is painted. `refused` carries the ProjectError if it cannot be."""

    refused = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._left = list(TURNS)

    def begin(self) -> None:
        """Load the next part, now and in the turns to come."""
        window = self._window
        if window.furnished:
            self._end()
        elif self._left:
            import_module(self._left.pop(0))
            QTimer.singleShot(0, self, self.begin)
        elif self._in_the_middle():
            QTimer.singleShot(WAIT_MS, self, self.begin)
        elif window.isVisible():
            try:
                window.furnish()
            except ProjectError as error:
                self.refused.emit(error)
            self._end()

    def _end(self) -> None:
        self._window.collector.begin()
        self._window.ahead.begin()

    def _in_the_middle(self) -> bool:
        """Whether a menu is open or a button held, which must not be exchanged meanwhile."""
        held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        return held or QApplication.activePopupWidget() is not None
