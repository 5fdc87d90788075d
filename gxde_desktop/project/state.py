"""The document: what a project is at one moment, immutable.

Everything a person decided is here and nothing that follows from it: results are
computed from the state, never stored in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gxde_desktop.importing.importer import Answer, FileReport
from models.frozen import FrozenMap
from models.parameters import PRESETS, Parameters

DEFAULT_PRESET = "gx2022"
_NO_CHOICES: Mapping[str, str] = FrozenMap({})


@dataclass(frozen=True, slots=True, eq=False)
class ProjectFile:
    """One imported file.

    name: without its folder. sha256, size: of its bytes, which `Project.file_bytes` gives.
    answers: what a person said about what the file does not say.
    report: what the importer recognised with these answers.
    report_sha256: the blob that holds the report; reports are compared by it.
    """

    name: str
    sha256: str
    size: int
    answers: tuple[Answer, ...]
    report: FileReport
    report_sha256: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProjectFile) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (self.name, self.sha256, self.size, self.answers, self.report_sha256)


@dataclass(frozen=True, slots=True)
class ProjectState:
    """The project at one moment.

    files: in the order they were added, each content once.
    region: the region to be measured; None: the only one that has a table.
    preset: the set of parameters that `parameters` started from, for marks and reset.
    choices: series chosen by a person, role (`models.dataset.ROLES`) -> series id.
    """

    files: tuple[ProjectFile, ...] = ()
    region: str | None = None
    preset: str = DEFAULT_PRESET
    parameters: Parameters = field(default_factory=lambda: PRESETS[DEFAULT_PRESET])
    choices: Mapping[str, str] = field(default_factory=lambda: _NO_CHOICES)

    def file(self, sha256: str) -> ProjectFile | None:
        """The file with this content."""
        return next((each for each in self.files if each.sha256 == sha256), None)
