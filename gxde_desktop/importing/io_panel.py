"""A square table on a sheet: its lines, its blocks of values, what is odd about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_labels import (
    Line,
    is_generic,
    is_sector_subtotal,
    loose,
    standard_codes,
)
from gxde_desktop.importing.io_look import Look
from gxde_desktop.importing.io_parts import Parts
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.wording import msg
from models.io_table import FLOWS, Block, FloatArray, IntArray
from models.messages import Message
from models.sources import address


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before the file is known: severity, code, facts, place.

    severity: `error` needs a person, `warning` and `info` do not. row, column:
    on the sheet for a series, on the panel's grid for an input-output table.
    """

    severity: str
    message: Message
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Panel:
    """A square input-output table as it stands on a grid (`look.view` leads to the sheet).

    parts: domestic and imported rows of a table that keeps them apart; repeated: columns that
    print the codes again; sum_rows, sum_columns: lines among the sectors that are sums of
    others; left: first column of its labels.
    """

    look: Look
    name_column: int
    code_column: int | None
    header: tuple[int, int]
    code_row: int | None
    rows: list[Line]
    columns: list[Line]
    sector_rows: list[Line] = field(default_factory=list)
    sector_columns: list[Line] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    converted: dict[str, int] = field(default_factory=dict)
    blanks: int = 0
    parts: Parts | None = None
    repeated: tuple[int, ...] = ()
    sum_rows: list[Line] = field(default_factory=list)
    sum_columns: list[Line] = field(default_factory=list)
    left: int = 0

    @property
    def grid(self) -> Grid:
        """The grid it stands on."""
        return self.look.view.grid

    @property
    def area(self) -> Area:
        """The rectangle of values on the grid."""
        rows, columns = [line.at for line in self.rows], [line.at for line in self.columns]
        return (min(rows), min(columns), max(rows), max(columns))

    @property
    def sheet_area(self) -> Area:
        """The smallest rectangle of the sheet that holds all values."""
        found = [each for each in self.look.view.areas(self.area) if min(each) >= 0]
        rows = [row for each in found for row in (each[0], each[2])]
        columns = [column for each in found for column in (each[1], each[3])]
        return (min(rows), min(columns), max(rows), max(columns))

    def spot(self, row: int, column: int) -> str:
        """A1 address on the sheet of a cell of the grid."""
        return address(*self.look.view.place(row, column))

    def note(
        self, severity: str, message: Message, row: int | None = None, column: int | None = None
    ) -> None:
        """Add a finding."""
        self.findings.append(Finding(severity, message, row, column))

    def vector(self, role: str, *, across: bool) -> FloatArray | None:
        """Figures of the row (across) or column of one role at the sectors, None without it."""
        lines = self.rows if across else self.columns
        line = next((each for each in lines if each.role == role), None)
        if line is None:
            return None
        others = [each.at for each in (self.sector_columns if across else self.sector_rows)]
        found: FloatArray = (
            self.look.values[line.at, others] if across else self.look.values[others, line.at]
        )
        return found


def number_of(code: str | None) -> int | None:
    return int(code) if code and code.isdigit() else None


def note_lines(panel: Panel) -> None:
    """Findings on names, codes and lines that nobody knows."""
    for row, column in zip(panel.sector_rows, panel.sector_columns, strict=True):
        apart = loose(row.label) == loose(column.label) or not (row.label and column.label)
        printed = number_of(row.code), number_of(column.code)
        if apart and None not in printed and printed[0] != printed[1]:
            panel.note(
                "warning",
                msg("io.code_differs", name=row.label, row=row.code, column=column.code),
                panel.code_row,
                column.at,
            )
    parts = () if panel.parts is None else panel.parts.others
    down = [*panel.sector_rows, *panel.sum_rows, *(line for part in parts for line in part)]
    across = [*panel.sector_columns, *panel.sum_columns]
    for side, lines, used in (("row", panel.rows, down), ("column", panel.columns, across)):
        known = {line.at for line in used}
        for line in lines:
            if line.at not in known:
                _note_line(panel, side, line)


def _note_line(panel: Panel, side: str, line: Line) -> None:
    place = (line.at, panel.name_column) if side == "row" else (panel.header[1], line.at)
    if line.role is None:
        if is_sector_subtotal(line.label):
            return
        area = panel.area
        values = panel.look.values
        held = (
            values[line.at, area[1] : area[3] + 1]
            if side == "row"
            else values[area[0] : area[2] + 1, line.at]
        )
        # A line without any figure other than zero takes nothing out of the table.
        severity = "error" if np.any(np.nan_to_num(held) != 0) else "info"
        name = line.label or line.code or "?"
        panel.note(severity, msg("io.unknown_line", side=msg(f"side.{side}"), name=name), *place)
    elif line.code in standard_codes() and line.code != line.role:
        panel.note(
            "warning",
            msg("io.code_against_label", label=line.label, printed=line.code, role=line.role),
            *place,
        )
    elif line.by == "code" and line.label and not is_generic(line.label):
        panel.note("warning", msg("io.code_decided", label=line.label, printed=line.code), *place)


_OWN_OF_DOMESTIC = ("GO", "IM", "IF", "FU304", "ERR")


def read_blocks(panel: Panel) -> None:
    """All blocks of values of a panel, from its paired sectors."""
    rows = _at(panel.sector_rows)
    columns = _at(panel.sector_columns)
    _add_block(panel, FLOWS, rows[:, None], columns[None, :], "")
    for line in panel.columns:
        if line.role and line.role in panel.blocks:
            _note_repeated(panel, line, panel.header[1], line.at)
        elif line.role:
            _add_block(panel, line.role, rows, _at([line]), line.label)
    for line in panel.rows:
        if line.role and line.role in panel.blocks:
            _note_repeated(panel, line, line.at, panel.name_column)
        elif line.role:
            _add_block(panel, line.role, _at([line]), columns, line.label)
    if panel.parts is not None:
        _add_imports(panel)


def _at(lines: Sequence[Line]) -> IntArray:
    return np.array([line.at for line in lines], dtype=np.int64)


def _note_repeated(panel: Panel, line: Line, row: int, column: int) -> None:
    """Two lines of one role: the first is used; a second one that says otherwise is asked."""
    first = next(
        each for each in (*panel.columns, *panel.rows) if each.role == line.role and each != line
    )
    values = panel.look.values
    if any(line is each for each in panel.rows):
        if first in panel.columns:
            return
        columns = _at(panel.sector_columns)
        one, other = values[first.at, columns], values[line.at, columns]
    else:
        rows = _at(panel.sector_rows)
        one, other = values[rows, first.at], values[rows, line.at]
    same = np.array_equal(np.nan_to_num(one), np.nan_to_num(other))
    if not same:
        panel.note("error", msg("io.role_repeated", label=line.label), row, column)


def _add_block(panel: Panel, role: str, rows: IntArray, columns: IntArray, label: str) -> None:
    values = _values(panel, rows, columns)
    view = panel.look.view
    added = []
    if panel.parts is not None and rows.size > 1 and role not in _OWN_OF_DOMESTIC:
        for other in panel.parts.others:
            at = _at(other).reshape(rows.shape)
            more = _values(panel, at, columns)
            both = np.isnan(values) & np.isnan(more)
            values = np.where(both, np.nan, np.nan_to_num(values) + np.nan_to_num(more))
            added.append(view.places(at, columns))
    panel.blocks[role] = Block(values, *view.places(rows, columns), label, tuple(added))


def _add_imports(panel: Panel) -> None:
    """Imports of a table with imported rows: printed at their end, else all their uses.

    They stand in the column of imports, or in that of gross output (国内产出/进口).
    """
    parts = panel.parts
    if parts is None or ("IM" in panel.blocks and np.isfinite(panel.blocks["IM"].values).any()):
        return
    columns = {line.role: line.at for line in reversed(panel.columns) if line.role}
    for chosen in (("IM",), ("GO",), ("TIU", "TFU")):
        if not all(role in columns for role in chosen):
            continue
        cells = [
            (_at(other), np.array([columns[role]])) for other in parts.others for role in chosen
        ]
        if not all(np.isfinite(panel.look.values[each]).any() for each in cells):
            continue
        figures = np.array([_values(panel, *each) for each in cells])
        blank = np.isnan(figures).all(axis=0)
        total = np.where(blank, np.nan, np.nan_to_num(figures).sum(axis=0))
        first, *rest = [panel.look.view.places(*each) for each in cells]
        panel.blocks["IM"] = Block(total, *first, parts.label, tuple(rest))
        return


def _values(panel: Panel, rows: IntArray, columns: IntArray) -> FloatArray:
    look, grid = panel.look, panel.grid
    shape = np.broadcast_shapes(rows.shape, columns.shape)
    if len(shape) == 2:  # rows cross columns: whole rows first, which is several times as fast
        values: FloatArray = look.values.take(rows.ravel(), axis=0).take(columns.ravel(), axis=1)
    else:
        values = np.array(np.broadcast_to(look.values[rows, columns], shape))
    all_rows, all_columns = np.broadcast_to(rows, shape), np.broadcast_to(columns, shape)
    for place in map(tuple, np.argwhere(np.isnan(values))):
        row, column = int(all_rows[place]), int(all_columns[place])
        cell = grid.at(row, column)
        if read_cell(cell).kind == "text":
            panel.note("error", msg("io.text_in_data", text=str(cell)[:40]), row, column)
        else:
            panel.blanks += 1
    if look.rules:
        # Rows and columns of a block cross each other, so a cell is in it if both its lines are.
        down, across = set(rows.ravel().tolist()), set(columns.ravel().tolist())
        for (row, column), rule in look.rules.items():
            if row in down and column in across:
                panel.converted[rule] = panel.converted.get(rule, 0) + 1
    return values


def area_text(area: Area) -> str:
    """A1 range of an area."""
    first, last = address(area[0], area[1]), address(area[2], area[3])
    return first if first == last else f"{first}:{last}"
