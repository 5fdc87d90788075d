"""Everything that can be done to a project: each command is one undoable step.

A command is a frozen value that makes the next state from the present one; the
document turns the difference into (path, before, after) patches, which is what is
stored. The window, the command line and the tests drive these same commands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Protocol

from gxde_desktop.importing.importer import Answer, FileReport
from gxde_desktop.project.blobs import Blob, pack
from gxde_desktop.project.codec import encode
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.dataset import ROLES
from models.frozen import FrozenMap
from models.messages import Message, MethodError, message
from models.parameters import PRESETS, value_of, with_value


class Command(Protocol):
    """What a command can do."""

    @property
    def name(self) -> Message:
        """What the step is called in the menu (撤销: ...)."""

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """Large content that the next state refers to."""

    def next(self, state: ProjectState) -> ProjectState:
        """The state after the command. Raises ProjectError where it cannot be done."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file on its way into the project, packed where that does not stop a window."""

    file: ProjectFile
    content: Blob
    recognised: Blob


def new_file(name: str, content: bytes, answers: Iterable[Answer], report: FileReport) -> NewFile:
    """A file read and recognised, ready for `AddFiles`. Compresses: call it in the worker."""
    packed, recognised = pack(content), pack(encode(report))
    entry = ProjectFile(
        PurePath(name).name, packed.sha256, packed.size, tuple(answers), report, recognised.sha256
    )
    return NewFile(entry, packed, recognised)


@dataclass(frozen=True, slots=True)
class AddFiles:
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
        return replace(state, files=tuple(files))


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Take a file out of the project; its bytes stay for undo."""

    sha256: str
    file_name: str = ""

    @property
    def name(self) -> Message:
        return message("project.command.remove_file", file=self.file_name or self.sha256[:12])

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def next(self, state: ProjectState) -> ProjectState:
        _known_file(state, self.sha256)
        rest = tuple(each for each in state.files if each.sha256 != self.sha256)
        return replace(state, files=rest)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerFile:
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
        _known_file(state, self.sha256)
        recognised = self.blobs[0].sha256
        files = tuple(
            replace(each, answers=self.answers, report=self.report, report_sha256=recognised)
            if each.sha256 == self.sha256
            else each
            for each in state.files
        )
        return replace(state, files=files)


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Set one parameter by its path, as `models.parameters.with_value` takes it."""

    path: str
    value: Any

    @property
    def name(self) -> Message:
        return message("project.command.set_parameter", path=self.path, value=str(self.value))

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def next(self, state: ProjectState) -> ProjectState:
        try:
            return replace(state, parameters=with_value(state.parameters, self.path, self.value))
        except MethodError as error:
            raise ProjectError(error.message) from error


@dataclass(frozen=True, slots=True)
class ResetParameters:
    """Bring parameters back to the values of the preset."""

    paths: tuple[str, ...]

    @property
    def name(self) -> Message:
        if len(self.paths) == 1:
            return message("project.command.reset_parameter", path=self.paths[0])
        return message("project.command.reset_parameters", count=len(self.paths))

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def next(self, state: ProjectState) -> ProjectState:
        parameters, preset = state.parameters, PRESETS[state.preset]
        try:
            for path in self.paths:
                parameters = with_value(parameters, path, value_of(preset, path))
        except MethodError as error:
            raise ProjectError(error.message) from error
        return replace(state, parameters=parameters)


@dataclass(frozen=True, slots=True)
class SetPreset:
    """Take all parameters of a preset."""

    preset: str

    @property
    def name(self) -> Message:
        return message("project.command.set_preset", preset=self.preset)

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def next(self, state: ProjectState) -> ProjectState:
        if self.preset not in PRESETS:
            raise ProjectError(
                message("project.unknown_preset", preset=self.preset, known=", ".join(PRESETS))
            )
        return replace(state, preset=self.preset, parameters=PRESETS[self.preset])


@dataclass(frozen=True, slots=True)
class SetRegion:
    """Choose the region to be measured; None: the only one with a table."""

    region: str | None

    @property
    def name(self) -> Message:
        if self.region is None:
            return message("project.command.clear_region")
        return message("project.command.set_region", region=self.region)

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def next(self, state: ProjectState) -> ProjectState:
        return replace(state, region=(self.region or "").strip() or None)


@dataclass(frozen=True, slots=True)
class ChooseSeries:
    """Choose the series of a role; None: back to the rules."""

    role: str
    series_id: str | None

    @property
    def name(self) -> Message:
        return message("project.command.choose_series", role=message(f"role.{self.role}"))

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def next(self, state: ProjectState) -> ProjectState:
        if self.role not in ROLES:
            raise ProjectError(message("project.unknown_role", role=self.role))
        choices = {role: chosen for role, chosen in state.choices.items() if role != self.role}
        if self.series_id is not None:
            choices[self.role] = self.series_id
        return replace(state, choices=FrozenMap(choices))


def _known_file(state: ProjectState, sha256: str) -> None:
    if state.file(sha256) is None:
        raise ProjectError(message("project.unknown_file", sha256=sha256[:12]))
