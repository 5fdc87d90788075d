"""Work beside the window, in a thread of this process: one piece at a time, the newest wins.

For what numpy does with the interpreter released, and for what waits for a disk; long work in
Python belongs into the worker process (`jobs.worker`).
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, OnEvent, Progress, tell
from gxde_desktop.jobs.process import message_of
from models.measurement import Cancelled as Stopped

_log = logging.getLogger(__name__)

TELL_S = 0.05
"""Progress is told this often: a thread that tells each block keeps the window busy reading."""

Asked = Callable[[], bool]
"""Whether to stop."""
Work = Callable[[Callable[[float], None], Asked], Any]
"""Takes a listener of progress and whether to stop; raises `models.measurement.Cancelled`."""


class Aside:
    """One thread for one kind of work, made when it is first needed."""

    def __init__(self, name: str) -> None:
        """name: of the thread, for logs and debuggers."""
        self._name = name
        self._stop = threading.Event()
        self._pool: ThreadPoolExecutor | None = None

    def start(self, work: Work, on_event: OnEvent) -> None:
        """Do the work in place of what is under way; `on_event` gets Progress and then Done,
        Failed or Cancelled, from the thread.
        """
        self.run(lambda asked: tell(on_event, _end_of(work, asked, on_event)))

    def run(self, work: Callable[[Asked], object]) -> None:
        """Do the work in place of what is under way. It tells what it likes by itself, and is
        called even where it has been overtaken before its turn.
        """
        self.cancel()
        stop = self._stop = threading.Event()
        self.add(lambda: work(stop.is_set))

    def add(self, work: Callable[[], object]) -> None:
        """Do the work after all that was asked for before; nothing of it is ended."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"gxde-{self._name}")
        self._pool.submit(_logged, work)

    def cancel(self) -> None:
        """End what is under way at its next question; the call returns at once."""
        self._stop.set()

    def finish(self) -> None:
        """Wait for all that was asked for, and end the thread; more work starts another."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def close(self) -> None:
        """Cancel, and wait for the end of the thread; what still waited ends as cancelled."""
        self.cancel()
        self.finish()


def _logged(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # nobody looks at the future
        _log.exception("work beside the window failed")


def _end_of(work: Work, asked: Asked, on_event: OnEvent) -> Event:
    told = 0.0

    def progress(fraction: float) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= TELL_S and not asked():
            told = now
            tell(on_event, Progress(fraction))

    try:
        return Cancelled() if asked() else Done(work(progress, asked))
    except Stopped:
        return Cancelled()
    except Exception as error:
        return Failed(message_of(error), traceback.format_exc())
