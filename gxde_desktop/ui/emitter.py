"""Events of other threads and processes as Qt signals in the window's thread.

Workers call plain functions from their own threads; `Emitter.callback` is such a
function, and its argument arrives at `event` on the thread that owns the emitter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class Emitter(QObject):
    """Carries one kind of event into the window's thread, in order."""

    _crossed = Signal(object)

    def __init__(self, receive: Callable[[Any], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive: Callable[[Any], None] | None = receive
        self._crossed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def callback(self, event: Any) -> None:
        """Hand an event over; may be called from any thread, and after `close`."""
        try:
            self._crossed.emit(event)
        except RuntimeError:
            # The window is gone (Qt deleted the object): nobody is left to tell.
            return

    def close(self) -> None:
        """Deliver nothing from now on."""
        self._receive = None

    def _deliver(self, event: Any) -> None:
        if self._receive is not None:
            self._receive(event)
