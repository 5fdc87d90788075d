"""Update from source: find the file, have it compared, show the differences, take them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, Progress
from gxde_desktop.jobs.updating import update_task
from gxde_desktop.jobs.worker import Job
from gxde_desktop.project.commands import NewFile
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.project.update import FileUpdate, ReplaceFile
from gxde_desktop.text import say, tr
from gxde_desktop.ui import dialogs
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.update_dialog import UpdateDialog


class Updater(QObject):
    """One update at a time; `parent` is what its dialogs stand on."""

    finished = Signal(bool)
    """An update has ended; False: nothing was taken."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self._job: Job | None = None
        self.dialog: UpdateDialog | None = None
        """The differences that are shown now."""

    @property
    def busy(self) -> bool:
        """Whether an update is being read or looked at."""
        return self._job is not None or self.dialog is not None

    def start(self, sha256: str, path: Path | None = None) -> None:
        """Compare a file of the project with its source, or with the file at `path`."""
        session = self._session
        file = session.state.file(sha256)
        if file is None or self.busy:
            return
        source = path or session.places.place_of(file, session.project.path)
        if source is None or not source.is_file():
            source = dialogs.ask_source(self._parent, session.settings, file.name)
            if source is None:
                return
        try:
            content = session.project.file_bytes(sha256)
        except ProjectError as error:
            session.trouble.emit(Trouble(say(error.message)))
            return
        text = tr("ui.update.reading", file=source.name)

        def arrived(event: Event) -> None:
            if isinstance(event, Progress):
                session.show_activity(text, event.fraction, self.cancel)
                return
            self._job = None
            if isinstance(event, Cancelled):
                session.end_activity(tr("ui.update.cancelled"))
                self.finished.emit(False)
                return
            session.end_activity()
            if isinstance(event, Done):
                self._read(file, source, event.result)
            elif isinstance(event, Failed):
                LOG.error("%s: %s\n%s", text, event.message, event.details)
                self._failed(file, source, say(event.message), event.details)

        session.show_activity(text, None, self.cancel)
        self._job = session.worker.submit(
            update_task,
            file.report,
            content,
            file.answers,
            source,
            on_event=session.emitter.carry(arrived),
        )

    def choose(self, sha256: str) -> None:
        """Compare a file of the project with a file that a person chooses."""
        file = self._session.state.file(sha256)
        if file is not None:
            path = dialogs.ask_source(self._parent, self._session.settings, file.name)
            if path is not None:
                self.start(sha256, path)

    def cancel(self) -> None:
        """Stop reading; the project stays as it is."""
        if self._job is not None:
            self._job.cancel()

    def _read(self, file: ProjectFile, source: Path, result: FileUpdate | NewFile) -> None:
        if isinstance(result, NewFile):
            problems = result.file.report.problems
            self._failed(file, source, "\n".join(say(each.message) for each in problems))
            return
        dialog = UpdateDialog(self._parent, self._session, file.report, result, source)
        dialog.setModal(True)
        dialog.finished.connect(lambda code: self._answered(file, source, result, bool(code)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _answered(self, file: ProjectFile, source: Path, update: FileUpdate, take: bool) -> None:
        self.dialog = None
        session, new = self._session, update.new
        done = take and session.apply(ReplaceFile(file.sha256, new))
        if done or new.file.sha256 == file.sha256:
            session.places.remember(new.file.sha256, source)
            session.sources.look()
        if done:
            session.told.emit(tr("ui.update.done", file=new.file.name, count=update.total))
        self.finished.emit(bool(done))

    def _failed(self, file: ProjectFile, source: Path, text: str, details: str = "") -> None:
        self._session.trouble.emit(
            Trouble(
                text,
                details,
                retry=partial(self.start, file.sha256, source),
                save_copy=partial(self.choose, file.sha256),
                save_copy_text=tr("ui.update.choose_other"),
            )
        )
        self.finished.emit(False)
