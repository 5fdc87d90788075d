"""The document: what a project is at one moment, immutable.

Everything a person decided is here and nothing that follows from it: results are
computed from the state, never stored in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from gxde_desktop.importing.results import Answer, FileReport, Layout
from gxde_desktop.project.concordances import NO_EDITS, Edits
from gxde_desktop.project.settings import DEFAULT_PRESET, Scenario, Settings, chain_of, combined
from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.parameters import PRESETS, Parameters
from models.published import PublishedSet

_NO_CHOICES: Mapping[str, str] = FrozenMap({})
_NO_RANGES: Mapping[str, RangeChoice] = FrozenMap({})


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
class ExpectedFile:
    """A file that the project was made with and does not have (`project.expected`).

    name, sha256, size: as it was. answers: what waits for it. layouts: of its sheets.
    """

    name: str
    sha256: str
    size: int
    answers: tuple[Answer, ...]
    layouts: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class TableUpdate:
    """A table that a person had carried to another year (`project.updates`).

    sha256, table: digest of the file and id of its table. use: whether it is a benchmark.
    """

    sha256: str
    table: str
    year: int
    use: bool = False


@dataclass(frozen=True, slots=True)
class ProjectState:
    """The project at one moment.

    files: in the order they were added, each content once.
    region, preset, parameters, choices, left_out, ranges: the decisions that hold now, those of the
    active scenario with all that it inherits (`project.settings.Settings`).
    expected: files that a copy without data asks for.
    scenarios: in the order they were made. active: name of the one that is looked at and
    changed; None: the base. base: the decisions of the base.
    concordances: rules of sectors that a person changed, of all scenarios.
    published: figures that others published and what is checked of them, of all scenarios; None:
    no set of its own.
    updates: tables carried to another year, in order of year, of all scenarios.

    Of decisions and base one follows from the other: while the base is active `base` is what
    the fields say, while a scenario is active the fields are what base and scenarios say.
    """

    files: tuple[ProjectFile, ...] = ()
    region: str | None = None
    preset: str = DEFAULT_PRESET
    parameters: Parameters = field(default_factory=lambda: PRESETS[DEFAULT_PRESET])
    choices: Mapping[str, str] = field(default_factory=lambda: _NO_CHOICES)
    left_out: frozenset[str] = frozenset()
    ranges: Mapping[str, RangeChoice] = field(default_factory=lambda: _NO_RANGES)
    scenarios: tuple[Scenario, ...] = ()
    active: str | None = None
    concordances: Edits = NO_EDITS
    base: Settings = field(default_factory=Settings)
    expected: tuple[ExpectedFile, ...] = ()
    published: PublishedSet | None = None
    updates: tuple[TableUpdate, ...] = ()

    def __post_init__(self) -> None:
        put = object.__setattr__
        if self.active is None:
            put(self, "base", Settings(**{name: getattr(self, name) for name in _DECISIONS}))
        else:
            now = combined(self.base, chain_of(self.scenarios, self.active))
            for name in _DECISIONS:
                put(self, name, getattr(now, name))

    def file(self, sha256: str) -> ProjectFile | None:
        """The file with this content."""
        return next((each for each in self.files if each.sha256 == sha256), None)

    @property
    def used_files(self) -> tuple[ProjectFile, ...]:
        """The files that the active scenario uses."""
        if not self.left_out:
            return self.files
        return tuple(each for each in self.files if each.sha256 not in self.left_out)


_DECISIONS = tuple(each.name for each in fields(Settings))
