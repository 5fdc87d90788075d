"""Drawing in a thread of this process: numpy in small blocks, with progress and cancel."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, OnEvent, Progress, tell
from gxde_desktop.jobs.process import message_of
from models.measurement import Cancelled as Stopped

TELL_S = 0.05
"""Progress is told this often: a thread that tells each block keeps the window busy reading."""

Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]
"""Takes a listener of progress and whether to stop; raises `models.measurement.Cancelled`."""


class Drawer:
    """One piece of long numerical work at a time; a new one ends the one before."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, work: Work, on_event: OnEvent) -> None:
        """Do the work; `on_event` gets Progress and then Done, Failed or Cancelled, from the
        thread.
        """
        self.cancel()
        before, stop = self._thread, threading.Event()
        self._stop = stop

        def run() -> None:
            if before is not None:
                before.join()  # two at once would only slow each other down
            tell(on_event, _done(work, stop, on_event))

        self._thread = threading.Thread(target=run, name="gxde-draws", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop what is under way, within a block of draws."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait for the thread's end."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()


def _done(work: Work, stop: threading.Event, on_event: OnEvent) -> Event:
    told = 0.0

    def progress(fraction: float) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= TELL_S and not stop.is_set():
            told = now
            tell(on_event, Progress(fraction))

    try:
        if stop.is_set():
            return Cancelled()
        return Done(work(progress, stop.is_set))
    except Stopped:
        return Cancelled()
    except Exception as error:
        return Failed(message_of(error), traceback.format_exc())
