"""Events of other threads and processes, delivered in the window's thread.

Workers call plain functions from their own threads. `Emitter.carry(receive)` is such a
function: what it is called with arrives at `receive` on the thread that owns the emitter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

Receive = Callable[[Any], None]


class Emitter(QObject):
    """Carries events into the window's thread, in order. One serves the whole window."""

    _crossed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._crossed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def carry(self, receive: Receive) -> Receive:
        """A function for any thread; it does nothing after `close`."""

        def callback(event: Any) -> None:
            if not self._open:
                return
            try:
                self._crossed.emit(receive, event)
            except RuntimeError:
                # The window is gone (Qt deleted the object): nobody is left to tell.
                return

        return callback

    def close(self) -> None:
        """Deliver nothing from now on."""
        self._open = False

    def _deliver(self, receive: Receive, event: Any) -> None:
        if self._open:
            receive(event)
