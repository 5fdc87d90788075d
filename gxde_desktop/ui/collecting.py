"""Cycles of objects are looked for by the window's thread alone.

Python looks for them in whichever thread happens to make an object. A cycle that holds widgets
would then be destroyed beside the window's thread, and Qt crashes at one of the next events. So
the automatic search is off while there is a window, and a timer of the window does it instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
_YOUNG = 2_000
"""New objects from which on it is worth looking: a turn with few costs nothing."""
_ROUNDS = 40
"""Searches among new objects between two among all, which take some 50 ms."""


class Collector(QObject):
    """Looks for cycles on a timer of its own; goes with its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Look from now on; before, nothing of what is made while starting is let go of."""
        self._timer.start()

    def _look(self) -> None:
        if gc.get_count()[0] < _YOUNG:
            return
        self._rounds += 1
        gc.collect(2 if self._rounds % _ROUNDS == 0 else 1)
