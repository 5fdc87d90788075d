"""Cycles of objects are looked for by the window's thread alone.

Python looks for them in whichever thread happens to make an object. A cycle that holds widgets
would then be destroyed beside the window's thread, and Qt crashes at one of the next events. So
the automatic search is off while there is a window, and a timer of the window does it instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

EVERY_MS = 50
_YOUNG = 2_000
"""New objects from which on it is worth looking: a turn with few costs nothing."""
_OFTEN = 10
"""Searches among the newest objects for one among those that outlived some."""
_QUIET = 100
"""Turns in which hardly anything was made, after which all objects are looked through: that takes
up to 90 ms, so it waits until nothing goes on."""


class Collector(QObject):
    """Looks for cycles on a timer of its own; goes with its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = self._quiet = 0
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Look from now on; before, nothing of what is made while starting is let go of."""
        self._timer.start()

    def wait(self, busy: bool) -> None:
        """Whether work is under way that a person watches."""
        self._busy = busy

    @property
    def quiet(self) -> bool:
        """Whether nothing goes on: no work under way, no button held."""
        return not self._busy and QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton

    def settle(self) -> None:
        """What there is now stays: modules, classes, functions, which need no looking through.

        A search among all objects takes a third of the time from then on.
        """
        gc.collect()
        gc.freeze()

    def _look(self) -> None:
        if gc.get_count()[0] >= _YOUNG:
            self._quiet = 0
            self._rounds += 1
            gc.collect(1 if self._rounds % _OFTEN == 0 else 0)
        elif not self.quiet:
            self._quiet = 0
        elif self._rounds:
            self._quiet += 1
            if self._quiet == _QUIET:
                self._rounds = 0
                gc.collect()
