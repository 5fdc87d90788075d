"""Reading a workbook of this program back: its project, and what was changed in it.

Called by `jobs.tasks` in the worker, before anything is recognised: sheets of a workbook
that was exported look like input-output tables, and must not be taken for new ones.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from gxde_desktop.exporting.program_sheet import CARRIED, Places, program_content, sheet_names
from gxde_desktop.importing.grid import Grid, is_number
from gxde_desktop.importing.importer import read_grids
from gxde_desktop.importing.results import FileReport, FoundTable, Problem
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.importing.zip_parts import Parts
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.codec import CodecError, decode, encode
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.own_workbook import (
    VERSION,
    InputChange,
    KeptProject,
    OwnWorkbook,
    decided,
    restored,
)
from gxde_desktop.project.state import ProjectFile
from models.fingerprint import Fingerprints
from models.messages import Message, message
from models.quantities import REGISTRY
from models.series import AnnualSeries
from models.sources import Changes, Origin, address

_BEGIN = 1 << 20
"""Bytes of the list of sheets that are looked at."""

MOST_NAMED = 40
"""Changed inputs that are said one by one."""

SAME = 1e-13
"""Relative difference that saving in another program may make."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A workbook read back: what is reported of it, and what it brings beside its tables."""

    report: FileReport
    own: OwnWorkbook | None


def is_own(content: bytes) -> bool:
    """Whether the bytes are a workbook with the sheet that only this program writes."""
    if not content.startswith(b"PK"):
        return False
    try:
        sheets = Parts(content).read("xl/workbook.xml", _BEGIN).decode("utf-8", "replace")
    except ImportRefused:
        return False
    return any(f'name="{escape(name)}"' in sheets for name in sheet_names())


def read_back(path: Path) -> ReadBack | None:
    """The project of a workbook; None for any other file.

    A workbook of this program that cannot be understood gives a refused report: its sheets are
    not to be taken for source tables.
    """
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return None
    content = path.read_bytes()
    if not is_own(content):
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        grids = {grid.sheet: grid for grid in read_grids(path)}
        kept, places = _kept(grids)
        parameters = dict(_changed_parameters(places, grids))
        tables, changes = _with_changes(path.name, kept.tables, places, grids)
    except ImportRefused:
        return None  # the importer says what is wrong with the file
    except (ProjectError, CodecError, IndexError, ValueError, TypeError):
        what = message("project.own_workbook_damaged")
        problem = Problem("error", "own_workbook_damaged", what, None, None, path.name)
        return ReadBack(FileReport(path.name, sha256, "xlsx", (), (problem,), True), None)
    plain = FileReport(path.name, sha256, "xlsx", kept.tables, (), False)
    state = restored(kept, ProjectFile(path.name, sha256, len(content), (), plain, sha256))
    dataset = assemble(state).dataset
    same = dataset is not None and Fingerprints().of(dataset) == kept.data
    problems = tuple(
        Problem(severity, what.code.removeprefix("project."), what, None, None, path.name)
        for severity, what in _said(same, parameters, changes)
    )
    report = replace(plain, tables=tables, problems=problems)
    return ReadBack(report, OwnWorkbook(kept.document, state.active, parameters, tuple(changes)))


def kept_bytes(kept: KeptProject, places: Places) -> bytes:
    """What is kept, as bytes for the workbook's last sheet."""
    return encode((kept, places))


def _kept(grids: Mapping[str, Grid]) -> tuple[KeptProject, Places]:
    for name in sheet_names():
        if name in grids:
            content = program_content(row[0] if row else None for row in grids[name].rows)
            found = None if content is None else decode(content)
            if isinstance(found, tuple) and len(found) == 2:
                kept, places = found
                ours = isinstance(kept, KeptProject) and isinstance(places, Places)
                if ours and kept.version <= VERSION:
                    decided(kept.document)
                    return kept, places
    raise ProjectError(message("project.own_workbook_damaged"))


def _said(
    same: bool, parameters: Mapping[str, float], changes: list[InputChange]
) -> Iterator[tuple[str, Message]]:
    """What a person should know of a workbook that was read back."""
    yield "info", message("project.own_workbook")
    if parameters:
        yield "info", message("project.own_parameters", paths=tuple(parameters))
    for each in changes[:MOST_NAMED]:
        code = "project.own_input" if each.taken else f"project.own_input_left.{each.why}"
        after = "—" if each.after is None else repr(each.after)
        known = each.key in REGISTRY
        what = message(f"quantity.{each.key}.title") if known else each.key
        yield "warning", message(
            code, sheet=each.sheet, cell=each.cell, quantity=what, before=repr(each.before),
            after=after,
        )  # fmt: skip
    if len(changes) > MOST_NAMED:
        yield "warning", message("project.own_inputs_more", count=len(changes) - MOST_NAMED)
    if not same:
        yield "warning", message("project.own_workbook_differs")


def _changed_parameters(places: Places, grids: Mapping[str, Grid]) -> Iterator[tuple[str, float]]:
    """Live parameters whose cell holds another number."""
    grid = grids.get(places.parameter_sheet)
    for path, row, column, before in places.parameters if grid is not None else ():
        shown = _number(grid.at(row, column))  # type: ignore[union-attr]
        if shown is not None and not _same(shown, before):
            yield path, shown


def _with_changes(
    file: str, tables: tuple[FoundTable, ...], places: Places, grids: Mapping[str, Grid]
) -> tuple[tuple[FoundTable, ...], list[InputChange]]:
    """The tables with the numbers that stand in the workbook now, and every change."""
    found: list[tuple[InputChange, Origin | None]] = []
    cells = places.cells.split("\n")
    for place, before, cell in zip(places.at.tolist(), places.values.tolist(), cells, strict=True):
        sheet, row, column, source, key = place
        grid = grids.get(places.sheets[sheet])
        after = None if grid is None else _number(grid.at(row, column))
        if grid is None or (after is not None and _same(after, before)):
            continue
        name = places.keys[key]
        origin = Origin(places.sources[source], cell) if source >= 0 else None
        why = _left(name, origin, after)
        change = InputChange(
            name, places.sheets[sheet], address(row, column), before, after, False, why
        )
        found.append((change, origin))
    wanted: dict[Origin | None, set[float | None]] = {}
    for change, origin in found:
        wanted.setdefault(origin, set()).add(change.after)
    changes: list[InputChange] = []
    for change, origin in found:
        why = change.why
        if not why and len(wanted[origin]) > 1:
            why = "contradicts"
        if not why and origin is not None and change.after is not None:
            said = f"{file} · {change.sheet}!{change.cell}: {change.before!r} → {change.after!r}"
            tables, taken = _put(tables, origin, change.after, said)
            why = "" if taken else "sum"
        changes.append(replace(change, taken=not why, why=why))
    return tables, changes


def _left(key: str, origin: Origin | None, after: float | None) -> str:
    """Why a changed cell cannot be taken over whatever the tables hold; empty: it may be."""
    if after is None:
        return "no_number"
    # A unit was read beside many numbers; another one would have to be answered.
    if key.endswith("_unit"):
        return "unit"
    if origin is None:
        return "no_cell"
    return "carried" if origin.cell == CARRIED else ""


def _number(cell: Any) -> float | None:
    return float(cell) if is_number(cell) else None


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=SAME, abs_tol=0.0)


def _put(
    tables: tuple[FoundTable, ...], origin: Origin, value: float, said: str
) -> tuple[tuple[FoundTable, ...], bool]:
    """The tables with another number in one source cell, and whether there was that cell."""
    found = False
    made = []
    for table in tables:
        series = tuple(_series_with(each, origin, value, said) for each in table.series)
        io = table.io_table
        if io is not None and io.source == origin.table:
            blocks = {
                code: _block_with(block, origin.cell, value) for code, block in io.blocks.items()
            }
            if any(blocks[code] is not block for code, block in io.blocks.items()):
                changes = _changes(io.changes, origin.cell, said)
                io, found = replace(io, blocks=blocks, changes=changes), True
        if any(new is not old for new, old in zip(series, table.series, strict=True)):
            found = True
        made.append(replace(table, series=series, io_table=io))
    return tuple(made), found


def _changes(changes: Changes, cell: str, said: str) -> Changes:
    return (*(each for each in changes if each[0] != cell), (cell, said))


def _series_with(series: AnnualSeries, origin: Origin, value: float, said: str) -> AnnualSeries:
    if series.source != origin.table or origin.cell not in series.cells:
        return series
    place = series.cells.index(origin.cell)
    values = (*series.values[:place], value, *series.values[place + 1 :])
    return replace(series, values=values, changes=_changes(series.changes, origin.cell, said))


def _block_with(block: Any, cell: str, value: float) -> Any:
    for index in np.ndindex(block.values.shape):
        if block.address(*index) == cell:
            values = block.values.copy()
            values[index] = value
            return replace(block, values=values)
    return block
