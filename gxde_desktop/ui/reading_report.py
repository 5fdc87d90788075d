"""The readings report of the document, made beside the window with progress and cancel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.jobs.events import Done, Event, Failed, Progress
from gxde_desktop.project.readings import readings_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr
from gxde_desktop.ui.logs import LOG
from models.messages import Message
from models.reading_report import ReadingsReport

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session


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
        self._aside = Aside("readings")

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
        self._state, self.busy, self.why = state, True, ""
        session = self._session

        def work(
            progress: Callable[[float], None], asked: Callable[[], bool]
        ) -> ReadingsReport | Message:
            return readings_of(
                state, session.results, session.assemblies, progress=progress, cancelled=asked
            )

        self._aside.start(work, session.emitter.carry(partial(self._told, state)))
        self._progress(0.0)
        self.arrived.emit()

    def cancel(self) -> None:
        """Stop the report under way; the document stays as it is."""
        self._aside.cancel()

    def close(self) -> None:
        """End the thread."""
        self._aside.close()

    def _progress(self, fraction: float | None) -> None:
        self._session.show_activity(tr("ui.readings.working"), fraction, self.cancel)

    def _told(self, state: ProjectState, event: Event) -> None:
        if state is not self._state:
            return
        if isinstance(event, Progress):
            self._progress(event.fraction)
            return
        self.busy = False
        self.report = None
        if isinstance(event, Done):
            if isinstance(event.result, Message):
                self.why = say(event.result)  # nothing to measure
            else:
                self.report = event.result
        elif isinstance(event, Failed):
            LOG.error("readings: %s\n%s", event.message, event.details)
            self.why = say(event.message)
        else:
            self.why = tr("ui.readings.cancelled")
        self._session.end_activity(tr("ui.readings.done") if self.report else self.why)
        self.arrived.emit()
