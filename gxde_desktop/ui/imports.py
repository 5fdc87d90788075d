"""Files on their way into the project: one after another in the worker, one undoable step.

The window, a drop, the smoke run and the tests all come through here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gxde_desktop.importing.results import OVERRULE, Answer, FileReport
from gxde_desktop.jobs import tasks
from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, Progress
from gxde_desktop.jobs.worker import Job
from gxde_desktop.project.commands import AddFiles, AnswerFile, Group, NewFile
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.own_workbook import TakeDecisions
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import say, tr
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.sheet_data import SheetData, unpack_sheets
from gxde_desktop.ui.worker_tasks import sample_task, sheets_task
from models.messages import message

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session


class Importer(QObject):
    """Imports, answers and sheets to look at, through the worker of a session."""

    own_found = Signal(object, bool)
    """A workbook of this program was read (`NewFile`); whether its project was taken over."""

    finished = Signal(bool)
    """An import or an answer has ended; False: it was cancelled or failed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._waiting: list[Path] = []
        self._read: list[NewFile] = []
        self._refused: list[FileReport] = []
        self._failures: list[str] = []
        self._total = 0
        self._job: Job | None = None
        self._folders: list[tempfile.TemporaryDirectory[str]] = []

    @property
    def busy(self) -> bool:
        """Whether files are being read."""
        return self._job is not None

    def add(self, paths: Sequence[Path]) -> None:
        """Read files and add them to the project, all in one step."""
        files = [path for given in paths for path in _files_of(given)]
        if not files:
            return
        self._waiting += files
        self._total += len(files)
        if self._job is None:
            self._next()

    def cancel(self) -> None:
        """Stop; nothing of this import enters the project."""
        self._waiting.clear()
        if self._job is not None:
            self._job.cancel()

    def answer(self, file: ProjectFile, answers: Sequence[Answer]) -> None:
        """Recognise a file again with more answers; the result is one step."""
        self.set_answers(file, (*_without_replaced(file.answers, answers), *answers))

    def set_answers(self, file: ProjectFile, answers: Sequence[Answer]) -> None:
        """Recognise a file again with exactly these answers; the result is one step."""
        everything = tuple(answers)
        content = self._content(file)
        if content is None:
            return
        self._start(
            tr("ui.import.reading", file=file.name),
            lambda report: self._answered(file, everything, report),
            tasks.answer_task,
            file.name,
            content,
            everything,
        )

    def open_sample(self) -> None:
        """Write the constructed sample into a folder of its own and import it."""
        folder = tempfile.TemporaryDirectory(prefix="gxde-sample-")
        session = self._session

        def arrived(event: Event) -> None:
            if isinstance(event, Done):
                self._folders.append(folder)  # stays until the import has read it
                self.add(event.result)
            elif isinstance(event, Failed):
                session.end_activity()
                session.trouble.emit(Trouble(say(event.message), event.details))

        session.show_activity(tr("ui.import.sample"), None)
        session.worker.submit(
            sample_task, Path(folder.name), on_event=session.emitter.carry(arrived)
        )

    def sheets(self, file: ProjectFile, receive: Callable[[tuple[SheetData, ...]], None]) -> None:
        """The sheets of a file of the project, delivered when the worker has read them."""
        content = self._content(file)
        if content is None:
            return

        def arrived(event: Event) -> None:
            if isinstance(event, Done):
                receive(unpack_sheets(event.result))
            elif isinstance(event, Failed):
                LOG.error("sheets of %s: %s", file.name, event.details)
                self._session.trouble.emit(Trouble(say(event.message), event.details))

        self._session.worker.submit(
            sheets_task, file.name, content, on_event=self._session.emitter.carry(arrived)
        )

    def _content(self, file: ProjectFile) -> bytes | None:
        try:
            return self._session.project.file_bytes(file.sha256)
        except ProjectError as error:
            self._session.trouble.emit(Trouble(say(error.message)))
            return None

    def _next(self) -> None:
        if not self._waiting:
            self._end()
            return
        path = self._waiting.pop(0)
        self._start(
            tr("ui.import.reading", file=path.name),
            lambda new: self._arrived(new, path),
            tasks.inspect_task,
            path,
            (),
            self._session.remembering.path,
            self._session.state.expected,
        )

    def _start(
        self, text: str, receive: Callable[[Any], None], task: Callable[..., Any], *args: Any
    ) -> None:
        session = self._session
        done = self._total - len(self._waiting) - 1 if self._total else 0
        total = max(self._total, 1)

        def arrived(event: Event) -> None:
            if isinstance(event, Progress):
                part = event.fraction or 0.0
                session.show_activity(text, (done + part) / total, self.cancel)
                return
            self._job = None
            if isinstance(event, Done):
                receive(event.result)
            elif isinstance(event, Failed):
                LOG.error("%s: %s\n%s", text, event.message, event.details)
                self._failures.append(say(event.message))
                self._next()
            elif isinstance(event, Cancelled):
                self._reset()
                session.end_activity(tr("ui.import.cancelled"))
                self.finished.emit(False)

        self._job = session.worker.submit(task, *args, on_event=session.emitter.carry(arrived))
        session.show_activity(text, done / total, self.cancel)

    def _arrived(self, new: Any, path: Path) -> None:
        file = new.file
        if not any(path.is_relative_to(folder.name) for folder in self._folders):
            self._session.places.remember(file.sha256, path)
        if file.report.refused:
            self._refused.append(file.report)
        else:
            self._read.append(new)
        self._next()

    def _answered(self, file: ProjectFile, answers: tuple[Answer, ...], report: FileReport) -> None:
        session = self._session
        self._reset()

        def applied(done: bool) -> None:
            session.end_activity(tr("ui.import.answered", file=file.name))
            self.finished.emit(done)

        session.apply_assembled(AnswerFile(file.sha256, answers, report, file.name), applied)

    def _end(self) -> None:
        session = self._session
        read, refused, failures = tuple(self._read), tuple(self._refused), tuple(self._failures)
        self._reset()
        own = tuple(new for new in read if new.own is not None)
        read = tuple(new for new in read if new.own is None)
        alone = len(own) == 1 and not read and not session.state.files
        lines = [say(problem.message) for report in refused for problem in report.problems]
        lines += failures

        def applied(added: bool) -> None:
            if read and not added:
                session.end_activity(tr("ui.import.known", count=len(read)))
            else:
                session.end_activity(tr("ui.import.done", count=len(read)) if read else "")
            if lines:
                session.trouble.emit(Trouble("\n".join(lines)))
            for new in own:
                self.own_found.emit(new, alone and added)
            self.finished.emit(added)

        if alone:
            title = message("project.command.add_file", file=own[0].file.name)
            steps = (AddFiles(own), TakeDecisions(own[0].own.document))
            session.apply_assembled(Group(steps, title), applied)
        elif read:
            session.apply_assembled(AddFiles(read), applied)
        else:
            applied(False)

    def _reset(self) -> None:
        self._waiting.clear()
        self._read.clear()
        self._refused.clear()
        self._failures.clear()
        self._total = 0
        while self._folders:
            self._folders.pop().cleanup()


def _files_of(path: Path) -> list[Path]:
    """A file itself; of a folder, its files but for hidden and lock files."""
    if not path.is_dir():
        return [path]
    return sorted(
        each for each in path.iterdir() if each.is_file() and not each.name.startswith((".", "~$"))
    )


def _without_replaced(old: Sequence[Answer], new: Sequence[Answer]) -> tuple[Answer, ...]:
    """What stays of earlier answers: an answer takes the place of one for the same field."""

    def place(answer: Answer) -> tuple[str, str]:
        return answer.table, answer.field.removesuffix(OVERRULE)

    replaced = {place(answer) for answer in new}
    return tuple(answer for answer in old if place(answer) not in replaced)
