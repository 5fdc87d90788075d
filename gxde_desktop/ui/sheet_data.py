"""A sheet as the window shows it: one snapshot of few objects, made in the worker.

A sheet of 170 × 170 cells would be 29 000 Python objects in the window's process; here
its numbers are one array and its texts one string with offsets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.importing.grid import Cell, Grid, is_number

LARGEST = 4_000_000
"""Cells of a sheet that are shown; a sheet beyond is cut after the last full row."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetData:
    """One sheet. numbers: (rows, columns), NaN where a cell holds no number.

    text: all texts one after another; ends: (rows · columns,) where each one ends.
    merged: (n, 4) first and last row and column of merged ranges. hidden_rows,
    hidden_columns: what the file itself hides; it is shown here, and said.
    """

    name: str
    numbers: NDArray[np.float64]
    text: str
    ends: NDArray[np.int64]
    merged: NDArray[np.int64]
    cut: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        return int(self.numbers.shape[0])

    @property
    def columns(self) -> int:
        return int(self.numbers.shape[1])

    def text_at(self, row: int, column: int) -> str:
        """The text of a cell, empty where it holds none."""
        place = row * self.columns + column
        start = int(self.ends[place - 1]) if place else 0
        return self.text[start : int(self.ends[place])]


def pack_grid(grid: Grid) -> Mapping[str, Any]:
    """A grid as a snapshot that crosses to the window."""
    columns = grid.n_cols
    rows = min(grid.n_rows, LARGEST // max(columns, 1))
    numbers = np.full((rows, columns), np.nan)
    ends = np.zeros(rows * columns, dtype=np.int64)
    texts: list[str] = []
    length = 0
    for r in range(rows):
        for c, cell in enumerate(grid.rows[r]):
            if is_number(cell):
                numbers[r, c] = float(cell)  # type: ignore[arg-type]
            elif cell is not None:
                said = _said(cell)
                texts.append(said)
                length += len(said)
            ends[r * columns + c] = length
    return {
        "name": grid.sheet,
        "numbers": numbers,
        "text": "".join(texts),
        "ends": ends,
        "merged": np.array(grid.merged, dtype=np.int64).reshape(-1, 4),
        "cut": rows < grid.n_rows,
        "hidden_rows": frozenset(grid.hidden_rows),
        "hidden_columns": frozenset(grid.hidden_columns),
    }


def unpack_sheets(packed: tuple[Mapping[str, Any], ...]) -> tuple[SheetData, ...]:
    """The snapshots of `worker_tasks.sheets_task`."""
    return tuple(SheetData(**each) for each in packed)


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return " ".join(str(cell).split())
