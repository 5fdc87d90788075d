"""A square table on a sheet: its lines, its blocks of values, what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_labels import Line, is_sector_subtotal, standard_codes
from gxde_desktop.importing.labels import key
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.wording import msg
from models.io_table import FLOWS, Block, FloatArray, IntArray
from models.messages import Message
from models.sources import address


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before the file is known: severity, code, facts, place."""

    severity: str
    message: Message
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Panel:
    """A square input-output table as it stands on the sheet."""

    name_column: int
    code_column: int | None
    header: tuple[int, int]
    code_row: int | None
    rows: list[Line]
    columns: list[Line]
    sector_rows: list[Line]
    sector_columns: list[Line]
    blocks: dict[str, Block] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    converted: dict[str, int] = field(default_factory=dict)
    blanks: int = 0

    @property
    def area(self) -> Area:
        """The rectangle of values."""
        return (self.rows[0].at, self.columns[0].at, self.rows[-1].at, self.columns[-1].at)


def number_of(code: str | None) -> int | None:
    return int(code) if code and code.isdigit() else None


def note_lines(panel: Panel, sector_rows: list[Line], sector_columns: list[Line]) -> None:
    for row, column in zip(panel.sector_rows, panel.sector_columns, strict=True):
        if key(row.label) != key(column.label):
            panel.findings.append(
                Finding(
                    "warning",
                    msg("io.name_differs", row=row.label, column=column.label, printed=row.code),
                    row.at,
                    panel.name_column,
                )
            )
        elif row.code and column.code and number_of(row.code) != number_of(column.code):
            panel.findings.append(
                Finding(
                    "warning",
                    msg("io.code_differs", name=row.label, row=row.code, column=column.code),
                    panel.code_row,
                    column.at,
                )
            )
    sectors = {id(line) for line in (*sector_rows, *sector_columns)}
    for side, lines in (("row", panel.rows), ("column", panel.columns)):
        for line in lines:
            place = (line.at, panel.name_column) if side == "row" else (panel.header[1], line.at)
            if line.role is None and is_sector_subtotal(line.label):
                continue
            if line.role is None and id(line) not in sectors:
                panel.findings.append(
                    Finding(
                        "warning", msg("io.unknown_line", side=msg(f"side.{side}"),
                                       name=line.label or line.code or "?"), *place,
                    )
                )  # fmt: skip
            elif line.role and line.code in standard_codes() and line.code != line.role:
                panel.findings.append(
                    Finding(
                        "warning",
                        msg("io.code_against_label", label=line.label, printed=line.code,
                            role=line.role),
                        *place,
                    )
                )  # fmt: skip
            elif line.by == "code" and line.label and key(line.label) not in ("合计", "小计"):
                panel.findings.append(
                    Finding(
                        "warning",
                        msg("io.code_decided", label=line.label, printed=line.code),
                        *place,
                    )
                )


def read_blocks(grid: Grid, panel: Panel) -> None:
    rows = np.array([line.at for line in panel.sector_rows], dtype=np.int64)
    columns = np.array([line.at for line in panel.sector_columns], dtype=np.int64)
    panel.blocks[FLOWS] = Block(
        _values(grid, panel, rows[:, None], columns[None, :]), rows[:, None], columns[None, :], ""
    )
    for line in panel.columns:
        if line.role and line.role not in panel.blocks:
            at = np.array([line.at], dtype=np.int64)
            panel.blocks[line.role] = Block(_values(grid, panel, rows, at), rows, at, line.label)
    for line in panel.rows:
        if line.role and line.role not in panel.blocks:
            at = np.array([line.at], dtype=np.int64)
            panel.blocks[line.role] = Block(
                _values(grid, panel, at, columns), at, columns, line.label
            )


def _values(grid: Grid, panel: Panel, rows: IntArray, columns: IntArray) -> FloatArray:
    shape = np.broadcast_shapes(rows.shape, columns.shape)
    all_rows, all_columns = np.broadcast_to(rows, shape), np.broadcast_to(columns, shape)
    values: FloatArray = grid.numbers[all_rows, all_columns]
    # Numbers stored as numbers are taken as a block; only what is none is looked at one by one.
    for index in map(tuple, np.argwhere(np.isnan(values))):
        row, column = int(all_rows[index]), int(all_columns[index])
        reading = read_cell(grid.at(row, column))
        if reading.kind == "number" and reading.value is not None:
            values[index] = reading.value
            if reading.rule and (grid.typed or reading.rule != "plain"):
                panel.converted[reading.rule] = panel.converted.get(reading.rule, 0) + 1
        elif reading.kind == "text":
            panel.findings.append(
                Finding("error", msg("io.text_in_data", text=str(grid.at(row, column))[:40]),
                        row, column)
            )  # fmt: skip
        else:
            panel.blanks += 1
    return values


def area_text(area: Area) -> str:
    """A1 range of an area."""
    first, last = address(area[0], area[1]), address(area[2], area[3])
    return first if first == last else f"{first}:{last}"
