"""The readings report of the document, made beside the window with progress and cancel."""

from __future__ import annotations

import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.jobs.process import message_of
from gxde_desktop.project.readings import readings_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr
from gxde_desktop.ui.logs import LOG
from models.measurement import Cancelled
from models.messages import Message
from models.reading_effects import ReadingsReport

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session

TELL_S = 0.1
"""Progress is told this often."""


class ReadingWork(QObject):
    """One report at a time; another state of the document ends the one under way."""

    arrived = Signal()
    """`report`, `why` or `busy` is new."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.report: ReadingsReport | None = None
        self.why = ""
        """Why there is no report: nothing to measure, or it was cancelled."""
        self.busy = False
        self._session = session
        self._state: ProjectState | None = None
        self._stop = threading.Event()
        self._pool: ThreadPoolExecutor | None = None

    @property
    def current(self) -> bool:
        """Whether the report is that of the document as it is."""
        return self.report is not None and self._state is self._session.state and not self.busy

    def want(self, *, again: bool = False) -> None:
        """Make the report of the document; what is made or under way already stays.

        again: also where it was cancelled or failed.
        """
        state = self._session.state
        if state is self._state and not (again and self.report is None and not self.busy):
            return
        self._stop.set()
        stop = self._stop = threading.Event()
        self._state, self.busy, self.why = state, True, ""
        carry = self._session.emitter.carry
        done = carry(lambda found: self._found(state, found))
        told = carry(lambda fraction: self._progress(state, fraction))
        last = [0.0]

        def progress(fraction: float) -> None:
            now = time.monotonic()
            if now - last[0] > TELL_S:
                last[0] = now
                told(fraction)

        def work() -> None:
            session = self._session
            try:
                done(
                    readings_of(
                        state,
                        session.results,
                        session.assemblies,
                        progress=progress,
                        cancelled=stop.is_set,
                    )
                )
            except Cancelled:
                done(None)
            except Exception as error:
                LOG.error("readings: %s", traceback.format_exc())
                done(message_of(error))

        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="gxde-readings")
        self._pool.submit(work)
        self._progress(state, 0.0)
        self.arrived.emit()

    def cancel(self) -> None:
        """Stop the report under way; the document stays as it is."""
        self._stop.set()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _progress(self, state: ProjectState, fraction: float) -> None:
        if state is self._state and self.busy:
            self._session.show_activity(tr("ui.readings.working"), fraction, self.cancel)

    def _found(self, state: ProjectState, found: ReadingsReport | Message | None) -> None:
        if state is not self._state:
            return
        self.busy = False
        self.report = found if isinstance(found, ReadingsReport) else None
        if found is None:
            self.why = tr("ui.readings.cancelled")
        elif isinstance(found, Message):
            self.why = say(found)
        self._session.end_activity(tr("ui.readings.done") if self.report else self.why)
        self.arrived.emit()
