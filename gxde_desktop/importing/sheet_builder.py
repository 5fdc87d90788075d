"""A sheet while its cells arrive one by one, from readers that know addresses only."""

from __future__ import annotations

from dataclasses import dataclass, field

from gxde_desktop.importing.grid import Area, Cell, Grid
from gxde_desktop.importing.limits import MAX_CELLS, Extents, check_text
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.wording import ImportRefused

_BLANK = "\u3000\u00a0 \t\r\n"


@dataclass(slots=True)
class SheetBuilder:
    """Filled cells by row; the rectangle is made at the end, when its size is known to be small."""

    name: str
    hidden: bool = False
    typed: bool = True
    marks: SheetMarks = field(default_factory=SheetMarks)
    merged: list[Area] = field(default_factory=list)
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    last_row: int = -1
    last_column: int = -1
    filled: int = 0
    characters: int = 0

    def put(self, row: int, column: int, value: Cell) -> None:
        """A cell; blank text is no content. Marks of errors reach as far as cells do."""
        if isinstance(value, str):
            if not value.strip(_BLANK):
                return
            self.characters += len(value)
        if value is None:
            return
        self.rows.setdefault(row, {})[column] = value
        self.reach(row, column)
        self.filled += 1
        if self.filled > MAX_CELLS:
            raise ImportRefused("refused.too_many_cells", limit=MAX_CELLS // 1_000_000)
        check_text(self.characters)

    def reach(self, row: int, column: int) -> None:
        """Something stands here that belongs to the sheet."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def build(self, extents: Extents) -> Grid:
        """The sheet; refused where its rectangle would be too large."""
        extents.add(self.name, self.last_row + 1, self.last_column + 1)
        blank: tuple[Cell, ...] = (None,) * (self.last_column + 1)
        rows = []
        for number in range(self.last_row + 1):
            cells = self.rows.get(number)
            if cells is None:
                rows.append(blank)
                continue
            row = list(blank)
            for column, value in cells.items():
                row[column] = value
            rows.append(tuple(row))
        merged = [
            (top, left, min(bottom, self.last_row), min(right, self.last_column))
            for top, left, bottom, right in self.merged
            if top <= self.last_row and left <= self.last_column
        ]
        return self.marks.grid(
            self.name,
            tuple(rows),
            merged=[area for area in merged if area[:2] != area[2:]],
            hidden=self.hidden,
            typed=self.typed,
        )
