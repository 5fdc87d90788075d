"""A sheet as the recogniser of input-output tables looks at it: as it is, turned, or joined.

A table printed with rows and columns exchanged is read from a turned grid; a table pasted as
several panels from one grid joined of them. A view keeps where every cell really stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gxde_desktop.importing.grid import Area, Cell, Grid
from models.io_table import IntArray


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a joined grid: where it begins there, and its rows and columns of the sheet."""

    row: int
    column: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A grid to read from and the way back to the sheet.

    pieces: of which the grid is joined, none where it is the sheet itself; turned: the grid's
    rows are the sheet's columns; by_codes: names across were taken from the rows by their codes.
    """

    grid: Grid
    pieces: tuple[Piece, ...] = ()
    turned: bool = False
    by_codes: bool = False

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column on the sheet of a cell of the grid."""
        for piece in self.pieces:
            down, across = row - piece.row, column - piece.column
            if 0 <= down < len(piece.rows) and 0 <= across < len(piece.columns):
                row, column = piece.rows[down], piece.columns[across]
                break
        return (column, row) if self.turned else (row, column)

    def places(self, rows: IntArray, columns: IntArray) -> tuple[IntArray, IntArray]:
        """The same for arrays that broadcast to one shape."""
        if self.pieces:
            shape = np.broadcast_shapes(rows.shape, columns.shape)
            down = np.empty((self.grid.n_rows, self.grid.n_cols), dtype=np.int64)
            across = np.empty_like(down)
            for piece in self.pieces:
                first_row, first_column = piece.row, piece.column
                here = np.s_[
                    first_row : first_row + len(piece.rows),
                    first_column : first_column + len(piece.columns),
                ]
                down[here] = np.array(piece.rows)[:, None]
                across[here] = np.array(piece.columns)[None, :]
            at = (np.broadcast_to(rows, shape), np.broadcast_to(columns, shape))
            rows, columns = down[at], across[at]
        return (columns, rows) if self.turned else (rows, columns)

    def areas(self, area: Area) -> list[Area]:
        """The ranges of the sheet that an area of the grid stands for."""
        found = [area] if not self.pieces else []
        for piece in self.pieces:
            rows = piece.rows[max(area[0] - piece.row, 0) : max(area[2] - piece.row + 1, 0)]
            columns = piece.columns[
                max(area[1] - piece.column, 0) : max(area[3] - piece.column + 1, 0)
            ]
            if rows and columns:
                found.append((rows[0], columns[0], rows[-1], columns[-1]))
        return [_turned(each) for each in found] if self.turned else found


def _turned(area: Area) -> Area:
    return area[1], area[0], area[3], area[2]


def turned(grid: Grid) -> View:
    """The sheet with rows and columns exchanged."""
    return View(
        Grid(
            sheet=grid.sheet,
            rows=tuple(zip(*grid.rows, strict=True)),
            merged=tuple(_turned(area) for area in grid.merged),
            hidden=grid.hidden,
            typed=grid.typed,
            errors=tuple((column, row) for row, column in grid.errors),
            uncached=tuple((column, row) for row, column in grid.uncached),
            hidden_rows=grid.hidden_columns,
            hidden_columns=grid.hidden_rows,
        ),
        turned=True,
    )


def joined(view: View, blocks: Sequence[Sequence[tuple[Sequence[int], Sequence[int]]]]) -> View:
    """One grid of several parts of a view's grid.

    blocks: rows of blocks, each (rows, columns) of the grid; the blocks of one row of blocks
    have the same number of rows, those of one column the same number of columns. A row or
    column -1 is blank. The view itself must not be joined.
    """
    grid = view.grid
    rows: list[list[Cell]] = []
    pieces: list[Piece] = []
    merged: list[Area] = []
    top = 0
    for band in blocks:
        left = 0
        height = len(band[0][0])
        lines: list[list[Cell]] = [[] for _ in range(height)]
        for numbers, columns in band:
            for line, row in zip(lines, numbers, strict=True):
                source = grid.rows[row] if row >= 0 else None
                line.extend(None if source is None or c < 0 else source[c] for c in columns)
            pieces.append(Piece(top, left, tuple(numbers), tuple(columns)))
            merged += _moved(grid.merged, numbers, columns, top, left)
            left += len(columns)
        rows += lines
        top += height
    errors, uncached = (_cells_moved(cells, pieces) for cells in (grid.errors, grid.uncached))
    return View(
        Grid(grid.sheet, tuple(map(tuple, rows)), tuple(merged), grid.hidden, grid.typed,
             errors, uncached),
        tuple(pieces),
        view.turned,
    )  # fmt: skip


def _moved(
    merged: Sequence[Area], rows: Sequence[int], columns: Sequence[int], top: int, left: int
) -> list[Area]:
    row_at = {row: place for place, row in enumerate(rows)}
    column_at = {column: place for place, column in enumerate(columns)}
    found = []
    for area in merged:
        if area[0] not in row_at or area[1] not in column_at:
            continue
        last_row = max((p for r, p in row_at.items() if area[0] <= r <= area[2]))
        last_column = max((p for c, p in column_at.items() if area[1] <= c <= area[3]))
        found.append(
            (row_at[area[0]] + top, column_at[area[1]] + left, last_row + top, last_column + left)
        )
    return found


def _cells_moved(
    cells: Sequence[tuple[int, int]], pieces: Sequence[Piece]
) -> tuple[tuple[int, int], ...]:
    return tuple(
        (piece.row + piece.rows.index(row), piece.column + piece.columns.index(column))
        for row, column in cells
        for piece in pieces
        if row in piece.rows and column in piece.columns
    )
