"""Work that a change sets off, done in a turn of the event loop of its own.

One change reaches many parts of the window. Were all of them brought up to date before the loop
turns again, a click or a key in between would wait for the sum of them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Soon(QObject):
    """Does something once, however often it was asked for since."""

    def __init__(self, owner: QObject, do: Callable[[], object], after_ms: int = 0) -> None:
        """after_ms: what can wait leaves room for what is painted and pressed meanwhile."""
        super().__init__(owner)
        self._do = do
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_ms)
        self._timer.timeout.connect(self._run)

    def ask(self) -> None:
        """Do it in one of the next turns."""
        self._timer.start()

    def now(self) -> None:
        """Do at once what was asked for, if anything was."""
        if self._timer.isActive():
            self._timer.stop()
            self._run()

    def _run(self) -> None:
        self._do()
