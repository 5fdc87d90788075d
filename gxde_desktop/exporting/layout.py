"""Where every cell of every quantity stands in the workbook; nothing else knows addresses.

Years run across, the long axis (sectors) down and contiguous. Each input-output table has
a sheet of its own, on which quantities over its sectors are columns side by side. All
other quantities are blocks below one another, one sheet a chapter, and a year stands in
the same column of every block. The age axis is stored oldest first, so that a stock is one
SUMPRODUCT of two ranges that run the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gxde_desktop.text import tr
from models.expression import Ref, Run
from models.measurement import Measurement
from models.quantities import CHAPTERS, REGISTRY, Quantity
from models.sources import address

TABLE_AXES = ("sector", "detail")
"""Axes whose quantities are columns on the sheet of a table."""

ACROSS = ("year", "age", "benchmark", "history", "interval", "buyer")
"""Axes that run across where a quantity has no other."""

LABEL_COLUMNS = 2
"""Columns before the first value of a block: label and unit or origin."""

INDEX_ROW = 4
"""Row of the first quantity in the index at the top of a chapter's sheet."""

TABLE_FIRST_ROW = 6
"""Row of the first sector on a table's sheet."""

TABLE_LABEL_COLUMNS = 2
"""Code and name of a sector."""

TABLE_USER_ROW = 3
"""Row above the flows in which each using sector says its industry."""

USER_ROWS = {"user_industry": "table_flows"}
"""Quantities that stand as a row above the columns of another."""


@dataclass(frozen=True, slots=True)
class Block:
    """A quantity's place on a chapter's sheet.

    first_row: of its first value; members: rows of values, contiguous. origins: whether a
    row of source cells for each of them follows below. outer: axis of the parts that stand
    below one another, each with a row for its name; part: rows of one of them.
    """

    sheet: str
    title_row: int
    first_row: int
    members: int
    origins: bool
    outer: str | None
    down: str | None
    across: str | None
    part: int
    columns: int

    def row(self, outer: int, down: int) -> int:
        """Row of a value."""
        return self.first_row + outer * self.part + down

    def origin_row(self, outer: int, down: int) -> int:
        """Row of the source cells of a row of values."""
        return self.row(outer, down) + self.members + 1

    def column(self, across: int) -> int:
        """Column of a value; ages run backwards, oldest first."""
        if self.across == "age":
            return LABEL_COLUMNS + self.columns - 1 - across
        return LABEL_COLUMNS + across

    def place(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Row and column of a cell by its positions."""
        depth = len(index)
        if depth > 1:
            outer = index[0] if depth > 2 else 0
            return self.row(outer, index[-2]), self.column(index[-1])
        if not index:
            return self.first_row, LABEL_COLUMNS
        if self.across is not None:
            return self.first_row, self.column(index[0])
        return self.first_row + index[0], LABEL_COLUMNS


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A quantity's columns on the sheet of one benchmark's table."""

    sheet: str
    first_column: int


@dataclass(slots=True)
class WorkbookLayout:
    """Addresses of cells, ranges and parameters (`models.formula.Layout`).

    `home` is the sheet that a formula is written on; addresses on it need no sheet name.
    """

    measurement: Measurement
    blocks: dict[str, Block]
    tables: dict[tuple[str, int], TableColumns]
    home: str = ""
    spell: Callable[[int, int], str] = address
    """Address of a row and column, 0-based."""

    def place(self, key: str, index: tuple[int, ...]) -> tuple[str, int, int]:
        """Sheet name, 0-based row and column of a cell."""
        block = self.blocks.get(key)
        if block is not None:
            return block.sheet, *block.place(index)
        columns = self.tables[key, index[0]]
        if key in USER_ROWS:
            return columns.sheet, TABLE_USER_ROW, columns.first_column + index[1]
        member = index[2] if len(index) > 2 else 0
        return columns.sheet, TABLE_FIRST_ROW + index[1], columns.first_column + member

    def has(self, key: str) -> bool:
        """Whether a quantity stands anywhere: one over sectors does not without a table."""
        return key in self.blocks or (key, 0) in self.tables

    def top(self, key: str) -> tuple[str, str]:
        """Sheet and cell where a quantity begins: where links to it lead."""
        block = self.blocks.get(key)
        if block is not None:
            return block.sheet, address(block.title_row, 0)
        columns = self.tables[key, 0]
        return columns.sheet, address(TABLE_FIRST_ROW - 2, columns.first_column)

    def cell(self, ref: Ref) -> str:
        """Address of one cell."""
        sheet, row, column = self.place(ref.key, ref.index)
        return self._on(sheet, self.spell(row, column))

    def range(self, run: Run) -> str:
        """Address of a contiguous range."""
        before, after = run.index[: run.axis], run.index[run.axis + 1 :]
        sheet, top, left = self.place(run.key, (*before, run.start, *after))
        _, bottom, right = self.place(run.key, (*before, run.stop, *after))
        if left > right:  # ages, which are stored oldest first
            left, right = right, left
        if (bottom - top + 1) * (right - left + 1) != run.stop - run.start + 1:
            raise ValueError(f"{run.key} is not contiguous from {run.start} to {run.stop}")
        return self._on(sheet, f"{self.spell(top, left)}:{self.spell(bottom, right)}")

    def _on(self, sheet: str, where: str) -> str:
        return where if sheet == self.home else f"'{sheet}'!{where}"

    def parameter(self, path: str) -> str:
        """Defined name of a parameter's cell."""
        return parameter_name(path)

    def frozen(self, ref: Ref) -> float:
        """The computed value of a cell that stands as a number."""
        return self.measurement.at(ref.key, ref.index)


def parameter_name(path: str) -> str:
    """The defined name of a parameter's cell: `computers.beta` -> `computers_beta`."""
    return path.replace(".", "_")


def chapter_sheet(chapter: str) -> str:
    """Name of the sheet of one chapter."""
    number = list(CHAPTERS).index(chapter) + 1
    return f"{number} {tr(f'chapter.{chapter}')}"


def table_sheet(measurement: Measurement, axis: str, benchmark: int) -> str:
    """Name of the sheet of one input-output table."""
    found = measurement.dataset.benchmarks[benchmark]
    return tr(f"exporting.table_sheet.{axis}", year=found.year)


def lay_out(
    measurement: Measurement, written: frozenset[str] = frozenset(REGISTRY)
) -> WorkbookLayout:
    """Give every quantity its place. written: keys of those that have one."""
    layout = WorkbookLayout(measurement, {}, {})
    next_column: dict[str, int] = {}
    for chapter, all_of_chapter in CHAPTERS.items():
        if chapter == "cities" and not measurement.frame.size("city"):
            continue  # pages of heads without a single row
        quantities = [each for each in all_of_chapter if each.key in written]
        row = INDEX_ROW + len(quantities) + 1
        for quantity in quantities:
            if quantity.key in USER_ROWS:
                continue
            if set(quantity.axes) & set(TABLE_AXES):
                _place_columns(layout, quantity, next_column)
                continue
            block = _block(measurement, quantity, chapter_sheet(chapter), row)
            layout.blocks[quantity.key] = block
            parts = measurement.frame.size(block.outer) if block.outer else 1
            row = block.first_row + parts * block.part + 1
    for row_key, columns_key in USER_ROWS.items():
        if not {row_key, columns_key} <= written:
            continue
        for benchmark in range(len(measurement.frame.benchmarks)):
            layout.tables[row_key, benchmark] = layout.tables[columns_key, benchmark]
    return layout


def _block(measurement: Measurement, quantity: Quantity, sheet: str, row: int) -> Block:
    outer, down, across = _axes(quantity.axes)
    origins = quantity.is_input and across in ("year", "history")
    members = measurement.frame.size(down) if down else 1
    # Title, formula, explanation, header; then the values, each part below its name.
    first_row = row + 4 + (1 if outer else 0)
    # Source cells stand below all values, so that a column of values is one range.
    part = members + (members + 1 if origins else 0) + (1 if outer else 0)
    columns = measurement.frame.size(across) if across else 1
    return Block(sheet, row, first_row, members, origins, outer, down, across, part, columns)


def _axes(axes: tuple[str, ...]) -> tuple[str | None, str | None, str | None]:
    """Which axis is outer, which runs down, which across."""
    if len(axes) == 3:
        return axes
    if len(axes) == 2:
        return None, axes[0], axes[1]
    if not axes:
        return None, None, None
    return (None, None, axes[0]) if axes[0] in ACROSS else (None, axes[0], None)


def _place_columns(layout: WorkbookLayout, quantity: Quantity, next_column: dict[str, int]) -> None:
    axis = quantity.axes[1]
    for benchmark in range(len(layout.measurement.frame.benchmarks)):
        sheet = table_sheet(layout.measurement, axis, benchmark)
        column = next_column.setdefault(sheet, TABLE_LABEL_COLUMNS)
        layout.tables[quantity.key, benchmark] = TableColumns(sheet, column)
        next_column[sheet] = column + column_count(layout.measurement, quantity)


def column_count(measurement: Measurement, quantity: Quantity) -> int:
    """Columns that a quantity takes on a table's sheet; a printed one has its cells beside it."""
    if len(quantity.axes) > 2:
        return measurement.frame.size(quantity.axes[2])
    return 2 if quantity.unit == "as_printed" else 1
