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

from gxde_desktop.exporting.layout import WorkbookLayout, lay_out
from gxde_desktop.exporting.parameter_sheet import parameter_places
from gxde_desktop.exporting.program_sheet import program_content, sheet_names
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
    restored,
)
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import in_language, tr
from models import Measurement, measure
from models.explain import labels_of
from models.fingerprint import Fingerprints
from models.live import is_live
from models.messages import Message, message
from models.parameters import paths, value_of
from models.quantities import REGISTRY
from models.series import AnnualSeries
from models.sources import Origin, address

_BEGIN = 1 << 20
"""Bytes of the list of sheets that are looked at."""

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
        kept = _kept(grids)
    except ImportRefused:
        return None  # the importer says what is wrong with the file
    except (ProjectError, CodecError):
        what = message("project.own_workbook_damaged")
        problem = Problem("error", "own_workbook_damaged", what, None, None, path.name)
        return ReadBack(FileReport(path.name, sha256, "xlsx", (), (problem,), True), None)
    plain = FileReport(path.name, sha256, "xlsx", kept.tables, (), False)
    state = restored(kept, ProjectFile(path.name, sha256, len(content), (), plain, sha256))
    dataset = assemble(state).dataset
    if dataset is None:
        return ReadBack(plain, OwnWorkbook(kept.document, state.active))
    measured = measure(dataset, state.parameters)
    with in_language(kept.language):
        layout = lay_out(measured, frozenset(kept.written))
        parameters = dict(_changed_parameters(measured, grids))
    tables, changes = _with_changes(kept.tables, measured, layout, grids)
    problems = tuple(
        Problem(severity, what.code.removeprefix("project."), what, None, None, path.name)
        for severity, what in _said(kept, dataset, parameters, changes)
    )
    report = replace(plain, tables=tables, problems=problems)
    return ReadBack(report, OwnWorkbook(kept.document, state.active, parameters, tuple(changes)))


def kept_bytes(kept: KeptProject) -> bytes:
    """What is kept, as bytes for the workbook's last sheet."""
    return encode(kept)


def _kept(grids: Mapping[str, Grid]) -> KeptProject:
    for name in sheet_names():
        if name in grids:
            content = program_content(row[0] if row else None for row in grids[name].rows)
            if content is not None:
                found = decode(content)
                if isinstance(found, KeptProject) and found.version <= VERSION:
                    restored(found, ProjectFile("", "", 0, (), _NO_REPORT, ""))
                    return found
    raise ProjectError(message("project.own_workbook_damaged"))


_NO_REPORT = FileReport("", "", None, (), (), False)


def _said(
    kept: KeptProject,
    dataset: Any,
    parameters: Mapping[str, float],
    changes: list[InputChange],
) -> Iterator[tuple[str, Message]]:
    """What a person should know of a workbook that was read back."""
    yield "info", message("project.own_workbook")
    if parameters:
        yield "info", message("project.own_parameters", paths=tuple(parameters))
    for each in changes:
        code = "project.own_input" if each.taken else "project.own_input_left"
        after = "—" if each.after is None else repr(each.after)
        what = message(f"quantity.{each.key}.title")
        yield "warning", message(
            code, sheet=each.sheet, cell=each.cell, quantity=what, before=repr(each.before),
            after=after,
        )  # fmt: skip
    if Fingerprints().of(dataset) != kept.data:
        yield "warning", message("project.own_workbook_differs")


def _changed_parameters(m: Measurement, grids: Mapping[str, Grid]) -> Iterator[tuple[str, float]]:
    """Live parameters whose cell holds another number."""
    grid = grids.get(tr("exporting.parameters"))
    places = parameter_places(m.parameters)
    for path in paths(m.parameters) if grid is not None else ():
        before = value_of(m.parameters, path)
        if path not in places or before is None or not is_live(m.parameters, path):
            continue
        shown = grid.at(*places[path])  # type: ignore[union-attr]
        if is_number(shown) and not _same(float(shown), float(before)):  # type: ignore[arg-type]
            yield path, float(shown)  # type: ignore[arg-type]


def _with_changes(
    tables: tuple[FoundTable, ...],
    m: Measurement,
    layout: WorkbookLayout,
    grids: Mapping[str, Grid],
) -> tuple[tuple[FoundTable, ...], list[InputChange]]:
    """The tables with the numbers that stand in the workbook now, and every change."""
    changes: list[InputChange] = []
    for key, quantity in REGISTRY.items():
        if not quantity.is_input or not layout.has(key):
            continue
        for index in zip(*np.nonzero(~np.isnan(m.values[key])), strict=True):
            at = tuple(int(i) for i in index)
            sheet, row, column = layout.place(key, at)
            grid = grids.get(sheet)
            if grid is None:
                continue
            shown, before = grid.at(row, column), m.at(key, at)
            after = float(shown) if is_number(shown) else None  # type: ignore[arg-type]
            if after is not None and _same(after, before):
                continue
            origin = m.origin(key, *at)
            taken = False
            if after is not None and origin is not None and not key.endswith("_unit"):
                tables, taken = _put(tables, origin, after)
            where = address(row, column)
            labels = labels_of(m, key, at)
            changes.append(InputChange(key, labels, sheet, where, before, after, taken))
    return tables, changes


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=SAME, abs_tol=0.0)


def _put(
    tables: tuple[FoundTable, ...], origin: Origin, value: float
) -> tuple[tuple[FoundTable, ...], bool]:
    """The tables with another number in one source cell, and whether there was that cell."""
    found = False
    made = []
    for table in tables:
        series = tuple(_series_with(each, origin, value) for each in table.series)
        io = table.io_table
        if io is not None and io.source == origin.table:
            blocks = {
                code: _block_with(block, origin.cell, value) for code, block in io.blocks.items()
            }
            if any(blocks[code] is not block for code, block in io.blocks.items()):
                io, found = replace(io, blocks=blocks), True
        if any(new is not old for new, old in zip(series, table.series, strict=True)):
            found = True
        made.append(replace(table, series=series, io_table=io))
    return tuple(made), found


def _series_with(series: AnnualSeries, origin: Origin, value: float) -> AnnualSeries:
    if series.source != origin.table or origin.cell not in series.cells:
        return series
    place = series.cells.index(origin.cell)
    values = (*series.values[:place], value, *series.values[place + 1 :])
    return replace(series, values=values)


def _block_with(block: Any, cell: str, value: float) -> Any:
    for index in np.ndindex(block.values.shape):
        if block.address(*index) == cell:
            values = block.values.copy()
            values[index] = value
            return replace(block, values=values)
    return block
