"""What an exported workbook keeps of its project, so that the program can read it back.

Beside what a person sees a workbook holds the decisions of the project and the tables that
its inputs came from. Numbers are believed to the visible cells: what a reviewer changed there
is found by comparing them with what was exported (`jobs.own_workbook`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.project.commands.base import Command, Group, Step
from gxde_desktop.project.commands.decisions import SetParameters, UseFile
from gxde_desktop.project.commands.files import AddFiles, NewFile
from gxde_desktop.project.commands.variants import AddScenario, SelectScenario
from gxde_desktop.project.document import completed, from_document, to_document
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.scenarios import LONGEST_NAME, names_of, new_name
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.dataset import Dataset
from models.fingerprint import Fingerprints
from models.frozen import FrozenMap
from models.messages import Message, MethodError, message
from models.sources import SourceTable

VERSION = 1

_NOTHING: Mapping[str, float] = FrozenMap({})


@dataclass(frozen=True, slots=True, eq=False)
class KeptProject:
    """The project inside a workbook.

    document: decisions as JSON text (`project.document`), no files. tables: those that the
    inputs came from, as they were recognised. data: digest of the dataset that was measured.
    """

    version: int
    document: str
    tables: tuple[FoundTable, ...]
    data: str


@dataclass(frozen=True, slots=True)
class InputChange:
    """A number among the inputs that is not the one that was exported.

    key: of the quantity. sheet, cell: in the workbook. after: None for what is no number any
    more. taken: whether the workbook's tables have the new number in its source cell.
    why: code of the reason where they have not (`LEFT`).
    """

    key: str
    sheet: str
    cell: str
    before: float
    after: float | None
    taken: bool
    why: str = ""


LEFT = ("no_number", "unit", "no_cell", "sum", "carried", "contradicts")
"""Why a changed number is not taken over: it is none any more; a unit, which is an answer; from no
source cell (a classification, a membership); a sum of several cells; of a carried table, whose
numbers follow from others; one source cell stands in several places, and they were changed to
different numbers."""


@dataclass(frozen=True, slots=True)
class OwnWorkbook:
    """What a workbook of this program brings beside its tables.

    document: decisions at its export. active: the scenario it was written in, None: the base.
    parameters: those that were changed in it, by path. inputs: changed numbers.
    """

    document: str
    active: str | None
    parameters: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    inputs: tuple[InputChange, ...] = ()

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "parameters")


@dataclass(frozen=True, slots=True)
class TakeDecisions(Step):
    """Take over the decisions of a workbook, in a project that has none of its own but files."""

    document: str

    @property
    def name(self) -> Any:
        return message("project.command.take_decisions")

    def plain(self) -> Any:
        """As JSON (`commands.plain`)."""
        return {"do": "take_decisions", "document": json.loads(self.document)}

    def next(self, state: ProjectState) -> ProjectState:
        return replace(decided(self.document), files=state.files, expected=state.expected)


def keep(state: ProjectState, dataset: Dataset, digests: Fingerprints | None = None) -> KeptProject:
    """What is kept of a project whose dataset is exported.

    digests: those that know the dataset already, so that nothing is hashed again.
    """
    sources = _sources(dataset)
    files = {sha256 for sha256, _ in sources}
    # Series of every sheet of a file that is used: what belongs together is found among them.
    tables = tuple(
        replace(table, recognition=(), unused=(), converted=(), problems=())
        for file in state.used_files
        if file.sha256 in files or _own_files(file) & files
        for table in file.report.tables
        if table.status != "refused"
        and (table.io_table is None or _place(table.io_table.source) in sources)
    )
    decisions = to_document(replace(state, files=(), expected=()))
    text = json.dumps(decisions, ensure_ascii=False, separators=(",", ":"))
    data = (digests or Fingerprints()).of(dataset)
    return KeptProject(VERSION, text, tables, data)


def decided(document: str) -> ProjectState:
    """The state without files that a document means. Raises ProjectError for anything else."""
    try:
        plain = completed(json.loads(document))
        return from_document({**plain, "files": {}, "expected": {}}, _no_report)
    except (KeyError, TypeError, ValueError, AttributeError, MethodError) as error:
        raise ProjectError(message("project.own_workbook_damaged")) from error


def restored(kept: KeptProject, file: ProjectFile) -> ProjectState:
    """The project of a workbook; file: the workbook, its report holding the tables."""
    return replace(decided(kept.document), files=(file,))


def reviewed(
    state: ProjectState, own: OwnWorkbook, name: str, new: NewFile | None = None
) -> Command | None:
    """The step that keeps what a reviewer changed as a scenario; None where that is nothing.

    new: the workbook, where it stands beside its project. The scenario then takes its inputs
    from the workbook instead of the files that they came from; every other scenario leaves the
    workbook out. Where inputs cannot be taken (`inputs_refused`), only parameters are.
    """
    parent = own.active if own.active in names_of(state) else None
    steps: list[Command] = [AddScenario(name, parent)]
    if new is not None and inputs_refused(state, own, new) is None:
        sha256 = new.file.sha256
        before = (AddFiles((new,)), SelectScenario(None), UseFile(sha256, False, new.file.name))
        instead = (UseFile(file.sha256, False, file.name) for file in replaced(state, new))
        steps = [*before, *steps, UseFile(sha256, True, new.file.name), *instead]
    elif not own.parameters:
        return None
    if own.parameters:
        steps.append(SetParameters(own.parameters))
    return Group(tuple(steps), message("project.command.reviewed", scenario=name.strip()))


def replaced(state: ProjectState, new: NewFile) -> tuple[ProjectFile, ...]:
    """Files of a project that the tables of its workbook came from."""
    came = _own_files(new.file)
    return tuple(
        each
        for each in state.files
        if each.sha256 != new.file.sha256 and ({each.sha256} | _own_files(each)) & came
    )


def inputs_refused(state: ProjectState, own: OwnWorkbook, new: NewFile) -> Message | None:
    """Why a project cannot take the inputs that were changed in its workbook; None: it can."""
    if not any(each.taken for each in own.inputs):
        return message("project.own_inputs.none")
    files = replaced(state, new)
    if not files:
        return message("project.own_inputs.other_project")
    carried = [file.name for file in files for one in state.updates if one.sha256 == file.sha256]
    if carried:
        return message("project.own_inputs.carried", file=carried[0])
    return None


def free_name(state: ProjectState, wanted: str) -> str:
    """A name for a new scenario: as wanted, or with a number where it is taken."""
    wanted = wanted.strip()[: LONGEST_NAME - 5]
    for number in range(1, len(state.scenarios) + 3):
        name = wanted if number == 1 else f"{wanted} {number}"
        try:
            return new_name(state, name)
        except ProjectError:
            continue
    raise ProjectError(message("project.scenario_name_taken", scenario=wanted))


def _no_report(_: str) -> Any:
    raise KeyError("a workbook keeps no reports")


def _sources(dataset: Dataset) -> set[tuple[str, str]]:
    """Digest and sheet of everything that a dataset was made of."""
    found = {
        _place(table.source)
        for benchmark in dataset.benchmarks
        for table in (benchmark.table, benchmark.reference)
        if table is not None
    }
    every = [
        *dataset.series.values(),
        *(one for by_name in dataset.industry_series.values() for one in by_name.values()),
        *dataset.cities.pieces(),
    ]
    return found | {_place(one.source) for one in every}


def _place(source: SourceTable) -> tuple[str, str]:
    return source.sha256, source.sheet


def _own_files(file: ProjectFile) -> set[str]:
    """Digests of the files that a file's tables come from: others, where it is a workbook."""
    found = {one.source.sha256 for table in file.report.tables for one in table.series}
    tables = (table.io_table for table in file.report.tables)
    return found | {table.source.sha256 for table in tables if table is not None}
