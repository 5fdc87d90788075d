"""What tables show: cells with their number, marks and drawings, and tables of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from gxde_desktop.ui import numbers


@dataclass(frozen=True, slots=True)
class Drawing:
    """A small picture in a cell, all cells of a column on one scale.

    kind: `bar` (from zero, behind the number), `stack` (parts from zero, negative ones to the
    left) or `line` (a sparkline); stacks and lines stand in place of the number. values: NaN
    where there is none. colours: names in `Tokens.series`, one a part.
    """

    kind: str
    values: tuple[float, ...]
    low: float
    high: float
    colours: tuple[str, ...] = ("other",)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as shown.

    value: a number (copied exactly), a text, or None for a missing one.
    decimals: for numbers. tip: why it is missing or marked. mark: a short label behind
    the number (外推). tone: `attention`, `wrong`, `good`, `muted` or empty. bold: a total.
    key: what the cell is, handed on when it is clicked. drawing: what is drawn in the cell,
    behind its number or in place of it. signed: a change, shown with its sign.
    """

    value: float | str | None
    decimals: int = numbers.AUTO
    tip: str = ""
    mark: str = ""
    tone: str = ""
    bold: bool = False
    key: Any = None
    drawing: Drawing | None = None
    signed: bool = False

    @property
    def text(self) -> str:
        """What is drawn."""
        if isinstance(self.value, str):
            return self.value
        show = numbers.show_signed if self.signed and self.value is not None else numbers.show
        shown = show(self.value, self.decimals)  # type: ignore[arg-type]
        return f"{self.mark} {shown}" if self.mark else shown

    @property
    def plain(self) -> str:
        """What is copied."""
        return self.value if isinstance(self.value, str) else numbers.exact(self.value)


class TableData(Protocol):
    """What a table shows; cells are asked for when they are drawn."""

    @property
    def rows(self) -> int: ...

    @property
    def columns(self) -> int: ...

    def cell(self, row: int, column: int) -> Cell: ...

    def column_header(self, column: int) -> str: ...

    def row_header(self, row: int) -> str: ...


@dataclass(frozen=True, slots=True)
class FixedTable:
    """A small table whose cells are all there already."""

    headers: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    labels: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.lines)

    @property
    def columns(self) -> int:
        return len(self.headers)

    def cell(self, row: int, column: int) -> Cell:
        return self.lines[row][column]

    def column_header(self, column: int) -> str:
        return self.headers[column]

    def row_header(self, row: int) -> str:
        return self.labels[row] if self.labels else str(row + 1)


EMPTY = FixedTable((), ())
