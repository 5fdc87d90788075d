"""The results workbook on its way to disk: in the worker, with progress, cancel and retry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.exporting.options import DEFAULT_OPTIONS, ExportOptions
from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, Progress
from gxde_desktop.jobs.worker import Job
from gxde_desktop.project.own_workbook import keep
from gxde_desktop.text import say, tr
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.worker_tasks import export_files_task, template_task

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session


class Exporter(QObject):
    """Exports of a session, one at a time."""

    started = Signal()
    template_written = Signal(object)
    finished = Signal(object)
    """The path written, or None: cancelled or failed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._job: Job | None = None
        self.last: Path | None = None
        self.written: tuple[Path, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether a workbook is being written."""
        return self._job is not None

    def export(
        self,
        path: Path,
        language: str,
        options: ExportOptions = DEFAULT_OPTIONS,
        also: tuple[str, ...] = (),
    ) -> None:
        """Write the results of the document as it is. also: of `worker_tasks.BESIDE`."""
        session = self._session
        dataset = session.assembly.dataset if session.assembly else None
        if dataset is None or self.busy:
            return
        text = tr("ui.export.writing", file=path.name)

        def arrived(event: Event) -> None:
            if isinstance(event, Progress):
                session.show_activity(text, event.fraction, self.cancel)
                return
            self._job = None
            if isinstance(event, Done):
                self.last = path
                self.written = event.result
                session.end_activity(tr("ui.export.done", file=str(path)))
                self.finished.emit(path)
                return
            if isinstance(event, Cancelled):
                session.end_activity(tr("ui.export.cancelled"))
            elif isinstance(event, Failed):
                LOG.error("export to %s: %s\n%s", path, event.message, event.details)
                session.end_activity()
                session.trouble.emit(
                    Trouble(
                        say(event.message),
                        event.details,
                        retry=lambda: self.export(path, language, options, also),
                        save_copy=lambda: self.export(copy_name(path), language, options, also),
                    )
                )
            self.finished.emit(None)

        # Loaded with the first export: it brings the writer of workbooks.
        from gxde_desktop.jobs.extras import audit_of, carried_of

        session.show_activity(text, 0.0, self.cancel)
        self._job = session.worker.submit(
            export_files_task,
            dataset,
            session.state.parameters,
            path,
            language,
            options,
            also,
            {
                **audit_of(session.state, dataset),
                **(carried_of(session.assembly) if session.assembly is not None else {}),
                "uncertainty": session.uncertainty.report(),
                "readings": session.readings.report if session.readings.current else None,
                "regions": session.regions.comparison if session.regions.current else None,
            },
            session.state if session.state.scenarios else None,
            keep(session.state, dataset, session.results.fingerprints),
            on_event=session.emitter.carry(arrived),
        )
        self.started.emit()

    def write_template(self, path: Path, language: str) -> None:
        """Write the blank template; it takes a moment and changes nothing of the project."""
        session = self._session

        def arrived(event: Event) -> None:
            if isinstance(event, Done):
                session.end_activity(tr("ui.template.done", file=str(path)))
                self.template_written.emit(path)
            elif isinstance(event, Failed):
                LOG.error("template to %s: %s\n%s", path, event.message, event.details)
                session.end_activity()
                session.trouble.emit(
                    Trouble(
                        say(event.message),
                        event.details,
                        retry=lambda: self.write_template(path, language),
                        save_copy=lambda: self.write_template(copy_name(path), language),
                    )
                )

        session.show_activity(tr("ui.template.writing", file=path.name), None)
        session.worker.submit(
            template_task, path, language, on_event=session.emitter.carry(arrived)
        )

    def cancel(self) -> None:
        """Stop; the file at the target stays as it was."""
        if self._job is not None:
            self._job.cancel()


def copy_name(path: Path) -> Path:
    """A name beside `path` that is free: name (2).xlsx, name (3).xlsx …"""
    number = 2
    while (made := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return made
