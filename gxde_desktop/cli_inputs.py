"""Inputs of a command: workbooks, folders and a project become one project.

Files are read in the worker process, as in the window: a hostile or huge file can end
that process, not this one, and Ctrl+C is heard at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gxde_desktop.cli_own import OwnRefused, take_own
from gxde_desktop.importing.answers import ANSWER_FIELDS
from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.jobs.events import Done, Event, Failed, Progress
from gxde_desktop.jobs.published import read_published_task
from gxde_desktop.jobs.tasks import answer_task, inspect_task
from gxde_desktop.jobs.worker import Worker
from gxde_desktop.project.commands import AddFiles, AnswerFile, Command, Group, NewFile
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.schema import SUFFIX
from gxde_desktop.project.state import ExpectedFile
from gxde_desktop.text import say, tr
from models.messages import Message, message
from models.published import PublishedSet

WORKBOOKS = frozenset(
    (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".csv", ".html", ".htm", ".mht", ".mhtml", ".xml")
)


class InputRefused(Exception):
    """An input that ends the command; the message says which and why."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.code)
        self.message = what


@dataclass(frozen=True, slots=True)
class Found:
    """Files of the inputs. listed: found in a folder, so a refused one is only named."""

    project: Path | None
    files: tuple[tuple[Path, bool], ...]
    skipped: tuple[Path, ...]


def find(inputs: Sequence[Path]) -> Found:
    """What the inputs are. Raises InputRefused for what is not there."""
    project: Path | None = None
    files: dict[Path, bool] = {}
    skipped: list[Path] = []
    for given in inputs:
        if given.is_dir():
            for path in _in_folder(given):
                if path.suffix.lower() in WORKBOOKS:
                    files.setdefault(path, True)
                else:
                    skipped.append(path)
        elif not given.exists():
            raise InputRefused(message("cli.not_found", file=str(given)))
        elif given.suffix.lower() == SUFFIX:
            if project is not None:
                raise InputRefused(message("cli.two_projects", file=given.name))
            project = given
        else:
            files[given] = False
    if project is None and not files:
        where = ", ".join(str(each) for each in inputs)
        raise InputRefused(message("cli.no_workbooks", folder=where))
    return Found(project, tuple(files.items()), tuple(skipped))


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        # ~$ is the lock that a spreadsheet program keeps beside an open file.
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def read_answers(texts: Sequence[str]) -> tuple[Answer, ...]:
    """`--assume TABLE:field=value`. Raises InputRefused for any other form."""
    answers: list[Answer] = []
    for text in texts:
        left, equals, value = text.partition("=")
        table, colon, field = left.rpartition(":")
        if not (equals and colon and table.strip() and value.strip() and field in ANSWER_FIELDS):
            raise InputRefused(
                message("cli.bad_assume", text=text, fields=", ".join(ANSWER_FIELDS))
            )
        answer = Answer(table.strip(), field, value.strip())
        for other in answers:
            same = (other.table, other.field) == (answer.table, answer.field)
            if same and other.value != answer.value:
                raise InputRefused(
                    message("cli.two_answers", text=left, one=other.value, other=answer.value)
                )
        answers.append(answer)
    return tuple(answers)


class Importer:
    """Reads files in the worker process, one after another, and says what it does.

    memory: the store of remembered layouts to be used, None for none.
    """

    def __init__(self, memory: Path | None = None) -> None:
        self._worker = Worker()
        self._memory = memory

    def __enter__(self) -> Importer:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def inspect(
        self,
        path: Path,
        answers: tuple[Answer, ...] = (),
        expected: tuple[ExpectedFile, ...] = (),
    ) -> NewFile:
        """A file as the importer sees it, refused or not; with the answers that wait for it."""
        made = self._do(inspect_task, path, answers, self._memory, expected, label=path.name)
        assert isinstance(made, NewFile)
        return made

    def answer(self, name: str, content: bytes, answers: tuple[Answer, ...]) -> FileReport:
        """A file of a project with other answers."""
        made = self._do(answer_task, name, content, answers, label=name)
        assert isinstance(made, FileReport)
        return made

    def published(self, path: Path) -> PublishedSet:
        """The set of published figures of a sheet. Raises InputRefused."""
        made = self._do(read_published_task, path, label=path.name)
        assert isinstance(made, PublishedSet)
        return made

    def _do(self, function: Callable[..., Any], *args: Any, label: str) -> Any:
        last: list[Event] = []
        shown = sys.stderr.isatty()

        def on_event(event: Event) -> None:
            if not isinstance(event, Progress):
                last.append(event)
            elif shown and event.text is not None:
                print(f"\r\x1b[K{say(event.text)}", end="", file=sys.stderr, flush=True)

        job = self._worker.submit(function, *args, on_event=on_event)
        while not job.wait(0.2):  # short waits, so that Ctrl+C is heard on every system
            pass
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        end = last[-1]
        if isinstance(end, Done):
            return end.result
        if isinstance(end, Failed):
            raise InputRefused(message("cli.file_failed", file=label, reason=end.message))
        raise KeyboardInterrupt


def into_project(
    project: Project,
    found: Found,
    answers: tuple[Answer, ...],
    importer: Importer,
    review: str | None = None,
) -> tuple[FileReport, ...]:
    """Add the files to the project and give the answers; returns reports of refused files.

    review: name of the scenario that a reviewer's changes in an exported workbook become.
    Raises InputRefused for a file that was named and could not be read: nothing is added.
    """
    new: list[NewFile] = []
    refused: list[FileReport] = []
    for path, listed in found.files:
        made = importer.inspect(path, answers, project.state.expected)
        if not made.file.report.refused:
            new.append(with_used_answers(made))
        elif listed:
            refused.append(made.file.report)
        else:
            raise InputRefused(_refusal(made.file.report))
    try:
        new = list(take_own(project, new, review))
    except OwnRefused as error:
        raise InputRefused(error.message) from error
    commands: list[Command] = []
    known = {each.sha256 for each in project.state.files}
    for each in project.state.files if answers else ():
        together = tuple(dict.fromkeys((*each.answers, *answers)))
        report = importer.answer(each.name, project.file_bytes(each.sha256), together)
        used = _used(report)
        if set(used) != set(each.answers):
            commands.append(AnswerFile(each.sha256, used, report, each.name))
    for made in new:
        if made.file.sha256 in known:
            first = project.state.file(made.file.sha256)
            name = "" if first is None else first.name
            print(tr("cli.same_file", file=made.file.name, first=name), file=sys.stderr)
        known.add(made.file.sha256)
    if new:
        commands.append(AddFiles(tuple(new)))
    if len(commands) == 1:
        project.apply(commands[0])
    elif commands:
        answered = len(commands) - bool(new)
        title = message("project.command.import", count=len(new), answered=answered)
        project.apply(Group(tuple(commands), title))
    return tuple(refused)


def open_or_create(path: Path | None) -> Project:
    """The project among the inputs, which may be open in a window meanwhile, or a new one."""
    if path is None:
        return Project.create(disposable=True)
    return Project.open(path, read_only=True, disposable=True)


def refuse_foreign_target(path: Path) -> None:
    """A file that is not a project is never replaced by one."""
    if path.exists():
        try:
            Project.open(path, read_only=True, disposable=True).close()
        except ProjectError as error:
            raise InputRefused(
                message("cli.not_overwritten", file=path.name, reason=error.message)
            ) from error


def _refusal(report: FileReport) -> Message:
    return (
        report.problems[0].message
        if report.problems
        else message("cli.not_readable", file=report.file)
    )


def _used(report: FileReport) -> tuple[Answer, ...]:
    """The answers that reached a table of the file; the others are not the file's."""
    return tuple(dict.fromkeys(each for table in report.tables for each in table.answered))


def with_used_answers(made: NewFile) -> NewFile:
    """The file with those answers that reached one of its tables."""
    from dataclasses import replace

    return replace(made, file=replace(made.file, answers=_used(made.file.report)))
