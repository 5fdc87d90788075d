"""Commands on the files of a project, which all scenarios share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.project.blobs import Blob, pack
from gxde_desktop.project.codec import encode
from gxde_desktop.project.commands.base import Step
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.expected import still_expected
from gxde_desktop.project.scenarios import without_file
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.messages import Message, message


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file on its way into the project, packed where that does not stop a window.

    own: what a workbook of this program brings beside its tables (`project.own_workbook`).
    """

    file: ProjectFile
    content: Blob
    recognised: Blob
    own: Any = None


def new_file(name: str, content: bytes, answers: Iterable[Answer], report: FileReport) -> NewFile:
    """A file read and recognised, ready for `AddFiles`. Compresses: call it in the worker."""
    packed, recognised = pack(content), pack(encode(report))
    entry = ProjectFile(
        PurePath(name).name, packed.sha256, packed.size, tuple(answers), report, recognised.sha256
    )
    return NewFile(entry, packed, recognised)


@dataclass(frozen=True, slots=True)
class AddFiles(Step):
    """Add files; those whose content is in the project already are left out."""

    files: tuple[NewFile, ...]

    @property
    def name(self) -> Message:
        if len(self.files) == 1:
            return message("project.command.add_file", file=self.files[0].file.name)
        return message("project.command.add_files", count=len(self.files))

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return tuple(blob for new in self.files for blob in (new.content, new.recognised))

    def next(self, state: ProjectState) -> ProjectState:
        files = list(state.files)
        known = {each.sha256 for each in files}
        for new in self.files:
            if new.file.report.refused:
                raise ProjectError(message("project.refused_file", file=new.file.name))
            if new.file.sha256 not in known:
                known.add(new.file.sha256)
                files.append(new.file)
        came = (new.file for new in self.files)
        return replace(state, files=tuple(files), expected=still_expected(state.expected, came))


@dataclass(frozen=True, slots=True)
class RemoveFile(Step):
    """Take a file out of the project; its bytes stay for undo."""

    sha256: str
    file_name: str = ""

    @property
    def name(self) -> Message:
        return message("project.command.remove_file", file=self.file_name or self.sha256[:12])

    def next(self, state: ProjectState) -> ProjectState:
        known_file(state, self.sha256)
        rest = tuple(each for each in state.files if each.sha256 != self.sha256)
        return replace(without_file(state, self.sha256), files=rest)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerFile(Step):
    """Say what a file does not say; `report` is the file recognised with all `answers`."""

    sha256: str
    answers: tuple[Answer, ...]
    report: FileReport
    file_name: str = ""

    @property
    def name(self) -> Message:
        return message("project.command.answer_file", file=self.file_name or self.sha256[:12])

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return (pack(encode(self.report)),)

    def next(self, state: ProjectState) -> ProjectState:
        known_file(state, self.sha256)
        recognised = self.blobs[0].sha256
        files = tuple(
            replace(each, answers=self.answers, report=self.report, report_sha256=recognised)
            if each.sha256 == self.sha256
            else each
            for each in state.files
        )
        return replace(state, files=files)


def known_file(state: ProjectState, sha256: str) -> None:
    """Raise ProjectError where the project has no such file."""
    if state.file(sha256) is None:
        raise ProjectError(message("project.unknown_file", sha256=sha256[:12]))
