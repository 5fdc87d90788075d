"""The comparison of the project's regions, made on demand, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.jobs.events import Done, Event, Failed, Progress
from gxde_desktop.jobs.regions import compare_regions
from gxde_desktop.project.assemble import assembly_key
from gxde_desktop.project.regions import comparable_regions, region_cases, state_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.logs import LOG
from models.region_figures import RegionComparison

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session


class RegionsMeasured(QObject):
    """Measures every region of the document when a person asks for it."""

    changed = Signal()
    """`comparison`, `busy` or what holds is new."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._aside = Aside("regions")
        self._number = 0
        self._made_for: object = None
        self._named: tuple[object, tuple[str, ...]] = (None, ())
        self.comparison: RegionComparison | None = None
        self.busy = False
        session.assembled.connect(self._document_changed)

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions that can be compared: those with a table."""
        files = self._session.state.used_files
        if self._named[0] != files:
            self._named = (files, comparable_regions(self._session.state))
        return self._named[1]

    @property
    def current(self) -> bool:
        """Whether the comparison is that of the document as it is."""
        return self.comparison is not None and self._made_for == _key(self._session.state)

    def compute(self) -> None:
        """Measure every region anew."""
        state = self._session.state
        self._number += 1
        number, key = self._number, _key(state)
        self.busy = True

        def arrived(event: Event) -> None:
            if number != self._number:
                return
            if isinstance(event, Progress):
                text = tr("jobs.measuring_regions")
                self._session.show_activity(text, event.fraction, self.cancel)
                return
            self.busy = False
            if isinstance(event, Done):
                self.comparison, self._made_for = event.result, key
                self._session.end_activity(tr("ui.regions.done", count=len(event.result.regions)))
            elif isinstance(event, Failed):
                LOG.error("regions failed: %s\n%s", event.message, event.details)
                self._session.end_activity()
                self._session.trouble.emit(Trouble(say(event.message), event.details))
            else:
                self._session.end_activity(tr("ui.regions.cancelled"))
            self.changed.emit()

        self._session.show_activity(tr("jobs.measuring_regions"), 0.0, self.cancel)
        cases = region_cases(state, self._session.assemblies)

        def work(progress: Callable[[float], None], asked: Callable[[], bool]) -> RegionComparison:
            # One core: the window's own thread needs the interpreter too.
            return compare_regions(
                cases, cores=1, progress=lambda done, _: progress(done), cancelled=asked
            )

        self._aside.start(work, self._session.emitter.carry(arrived))
        self.changed.emit()

    def cancel(self) -> None:
        """End what is under way; the figures of before stay."""
        self._aside.cancel()

    def close(self) -> None:
        """End the thread."""
        self._aside.close()

    def _document_changed(self) -> None:
        if self.comparison is not None and not set(self.regions) & {
            each.region for each in self.comparison.regions
        }:
            self.comparison = None  # another project
        self.changed.emit()


def _key(state: ProjectState) -> object:
    """What the comparison depends on; which region is looked at is not part of it."""
    anywhere = state_of(state, "", "")
    return assembly_key(anywhere), state.parameters
