"""Update from source: what a newer version of an imported file changes, and the step that takes it.

The differences are read in the worker process, shown to a person, and only then applied:
`ReplaceFile` puts the new bytes in the old file's place and keeps what was answered and chosen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gxde_desktop.importing.corrections import area_of
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.results import Answer, FileReport, FoundTable
from gxde_desktop.project.blobs import Blob
from gxde_desktop.project.candidates import series_id
from gxde_desktop.project.commands import NewFile
from gxde_desktop.project.commands.plain import entry_out
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.scenarios import with_all
from gxde_desktop.project.sheet_difference import (
    NOWHERE,
    CellChange,
    Place,
    Value,
    cell_changes,
)
from gxde_desktop.project.state import ProjectState
from models.frozen import FrozenMap
from models.io_table import FLOWS, FloatArray, IntArray, IOTable
from models.messages import Message, message
from models.series import AnnualSeries
from models.sources import address

MOST_CHANGES = 200_000
"""Differences that are listed; all of them are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class FileUpdate:
    """What a newer version of a file changes. The n differences are columns of plain values,
    those of cells that hold recognised values first, so that many cross between processes.

    new: the new version, recognised with the old one's answers, ready for `ReplaceFile`.
    sheets: (old name, new name) of the pairs of sheets; sheet: (n,) which pair. places: (n, 4)
    row and column in the old and in the new version. numbers: (n, 2) before and after, NaN
    where no number; texts: (difference, 0 or 1) -> the text before or after.
    added, removed, changed: how many cells differ in all; used: how many of them hold
    recognised values. lost: sheets of which fewer tables are recognised than before.
    asked: how many more questions there are than before.
    """

    new: NewFile
    sheets: tuple[tuple[str, str], ...]
    sheet: IntArray
    places: IntArray
    numbers: FloatArray
    texts: Mapping[tuple[int, int], str]
    added: int
    removed: int
    changed: int
    used: int
    lost: tuple[str, ...]
    asked: int

    @property
    def total(self) -> int:
        """How many cells differ."""
        return self.added + self.removed + self.changed

    @property
    def listed(self) -> int:
        """How many differences can be asked for."""
        return len(self.sheet)

    def difference(self, place: int) -> CellChange:
        """One of the listed differences."""
        row, column, new_row, new_column = (int(each) for each in self.places[place])
        return CellChange(
            self.sheets[int(self.sheet[place])],
            (row, column),
            (new_row, new_column),
            self._value(place, 0),
            self._value(place, 1),
        )

    def _value(self, place: int, side: int) -> Value:
        number = float(self.numbers[place, side])
        return self.texts.get((place, side)) if math.isnan(number) else number


@dataclass(frozen=True, slots=True, eq=False)
class ReplaceFile:
    """Put a newer version in a file's place: its position and answers stay, and a series that
    was chosen from it is looked up in the new version by sheet and name.
    """

    sha256: str
    new: NewFile

    @property
    def name(self) -> Message:
        return message("project.command.replace_file", file=self.new.file.name)

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return (self.new.content, self.new.recognised)

    def next(self, state: ProjectState) -> ProjectState:
        old = state.file(self.sha256)
        if old is None:
            raise ProjectError(message("project.unknown_file", sha256=self.sha256[:12]))
        file = self.new.file
        if file.report.refused:
            raise ProjectError(message("project.refused_file", file=file.name))
        if file.sha256 != self.sha256 and state.file(file.sha256) is not None:
            raise ProjectError(message("project.update.already_there", file=file.name))
        files = tuple(file if each.sha256 == self.sha256 else each for each in state.files)
        moved = moved_series(old.report, file.report)

        def choices(chosen: Mapping[str, Any]) -> Mapping[str, Any]:
            return FrozenMap({role: moved.get(one, one) for role, one in chosen.items()})

        def digest(sha256: str) -> str:
            return file.sha256 if sha256 == self.sha256 else sha256

        updates = tuple(replace(u, sha256=digest(u.sha256)) for u in state.updates)
        return with_all(
            replace(state, files=files, updates=updates),
            lambda base: replace(
                base,
                choices=choices(base.choices),
                left_out=frozenset(map(digest, base.left_out)),
            ),
            lambda own: replace(
                own,
                choices=choices(own.choices),
                files=FrozenMap({digest(sha256): used for sha256, used in own.files.items()}),
            ),
        )

    def plain(self) -> Any:
        """The command as JSON (`commands.plain`)."""
        return {"do": "replace_file", "file": self.sha256, "new": entry_out(self.new.file)}


def moved_series(old: FileReport, new: FileReport) -> Mapping[str, str]:
    """Ids of series in the old version -> in the new one, where sheet and name find exactly one.

    A series that is not found keeps its id, so that the assembly asks for it by its role.
    """
    found: dict[tuple[str, str], list[str]] = {}
    single = len({t.sheet for t in new.tables}) == len({t.sheet for t in old.tables}) == 1
    for series in _series_of(new):
        found.setdefault(_place_of(series, single), []).append(series_id(series))
    moved = {}
    for series in _series_of(old):
        there = found.get(_place_of(series, single), [])
        if len(there) == 1:
            moved[series_id(series)] = there[0]
    return moved


def kept_answers(answers: Sequence[Answer], old_name: str, new_name: str) -> tuple[Answer, ...]:
    """The answers, those that name the file made to name the new one."""
    if old_name == new_name:
        return tuple(answers)

    def renamed(table: str) -> str:
        if table.startswith(f"{old_name}!"):  # exactly one sheet or table of the file
            return new_name + table[len(old_name) :]
        return new_name if table in old_name and table not in new_name else table

    return tuple(replace(each, table=renamed(each.table)) for each in answers)


def update_of(
    old: FileReport,
    old_grids: Sequence[Grid],
    new: NewFile,
    new_grids: Sequence[Grid],
    asked: Callable[[], None] = lambda: None,
) -> FileUpdate:
    """The differences of two versions of a file. asked: called often; may raise to stop."""
    before, after = used_cells(old), used_cells(new.file.report)
    counts = {"added": 0, "removed": 0, "changed": 0}
    touching: list[CellChange] = []
    rest: list[CellChange] = []
    used = 0
    for change in cell_changes(old_grids, new_grids, asked):
        counts[change.kind] += 1
        holds = (change.sheets[1], *change.new) in after or (
            change.sheets[0],
            *change.old,
        ) in before
        used += holds
        kept = touching if holds else rest
        if len(kept) < MOST_CHANGES:
            kept.append(change)
    listed = (touching + rest)[:MOST_CHANGES]
    sheets = tuple(dict.fromkeys(change.sheets for change in listed))
    return FileUpdate(
        new=new,
        sheets=sheets,
        sheet=np.array([sheets.index(change.sheets) for change in listed], dtype=np.int64),
        places=np.array([(*c.old, *c.new) for c in listed], dtype=np.int64).reshape(-1, 4),
        numbers=np.array(
            [[_number(c.before), _number(c.after)] for c in listed], dtype=np.float64
        ).reshape(-1, 2),
        texts=FrozenMap(
            {
                (place, side): value
                for place, change in enumerate(listed)
                for side, value in enumerate((change.before, change.after))
                if isinstance(value, str)
            }
        ),
        used=used,
        lost=_lost(old, new.file.report),
        asked=max(0, _questions(new.file.report) - _questions(old)),
        **counts,
    )


def used_cells(report: FileReport) -> set[tuple[str, int, int]]:
    """(sheet, row, column) of every recognised value."""
    found: set[tuple[str, int, int]] = set()
    for table in report.tables:
        if table.io_table is not None:
            for block in table.io_table.blocks.values():
                for place in block.places:
                    rows, columns = (
                        np.broadcast_to(lines, block.values.shape).ravel().tolist()
                        for lines in place
                    )
                    cells = zip(rows, columns, strict=True)
                    found.update((table.sheet, row, column) for row, column in cells)
        for series in table.series:
            sheet = series.source.sheet
            found.update((sheet, *area[:2]) for area in map(area_of, series.cells) if area)
    return found


def use_of(report: FileReport, sheet: str, place: Place) -> Message | None:
    """Which recognised value stands in a cell; None where none does."""
    if NOWHERE in place:
        return None
    cell = address(*place)
    for table in report.tables:
        if table.sheet != sheet:
            continue
        for series in table.series:
            if cell in series.cells:
                year = series.years[series.cells.index(cell)]
                label = series.label or message("project.update.unnamed_series")
                return message("project.update.series_value", series=label, year=year)
        if table.io_table is not None:
            found = _use_in(table.io_table, place)
            if found is not None:
                return found
    return None


def _use_in(table: IOTable, place: Place) -> Message | None:
    names = table.names
    for code, block in table.blocks.items():
        shape = block.values.shape
        there = np.zeros(shape, dtype=bool)
        for rows, columns in block.places:
            there |= np.broadcast_to((rows == place[0]) & (columns == place[1]), shape)
        index = np.argwhere(there)
        if not len(index):
            continue
        which = {"year": table.year, "region": table.region}
        first = names[int(index[0][0])]
        if code == FLOWS:
            return message(
                "project.update.flow", **which, row=first, column=names[int(index[0][1])]
            )
        return message("project.update.block_value", **which, block=block.label, sector=first)
    return None


def _number(value: Value) -> float:
    return value if isinstance(value, float) else math.nan


def _series_of(report: FileReport) -> Iterator[AnnualSeries]:
    return (series for table in report.tables for series in table.series if series.years)


def _place_of(series: AnnualSeries, single: bool) -> tuple[str, str]:
    return ("" if single else series.source.sheet, series.label)


def _questions(report: FileReport) -> int:
    return sum(len(table.questions) for table in report.tables)


def _lost(old: FileReport, new: FileReport) -> tuple[str, ...]:
    """Sheets of which fewer tables are recognised than before."""

    def counted(report: FileReport) -> dict[str, int]:
        found: dict[str, int] = {}
        for table in filter(_usable, report.tables):
            found[table.sheet] = found.get(table.sheet, 0) + 1
        return found

    before, after = counted(old), counted(new)
    if len(before) == len(after) == 1:
        return tuple(before) if [*after.values()] < [*before.values()] else ()
    return tuple(sheet for sheet, count in before.items() if after.get(sheet, 0) < count)


def _usable(table: FoundTable) -> bool:
    return table.kind != "unknown" and table.status != "refused"
