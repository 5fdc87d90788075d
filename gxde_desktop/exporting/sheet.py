"""A worksheet that takes hundreds of thousands of plain formulas.

XlsxWriter looks through every formula for some thirty functions that are newer than the file
format, and builds every cell from a list of attributes. Formulas here come from
`models.formula`, whose functions all spreadsheet programs share, and cells have a format
each: with this class a workbook of 139 industries takes a third of the time. It also writes
numbers with all their digits (17), so that what is read back is what was written.
"""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from models.sources import column_letters


def ask_nothing() -> None:
    """Nobody cancels."""


class Sheet(Worksheet):
    """XlsxWriter's worksheet with a short way for formulas, numbers and texts.

    ask: called before each row that is written; raises where the work is to end.
    """

    ask: Callable[[], None] = staticmethod(ask_nothing)

    def put_formula(self, row: int, column: int, text: str, style: Format, value: float) -> None:
        """A formula without its equals sign, of functions that need no prefix, and its value."""
        if self._inside(row, column):
            self.table[row][column] = CellFormulaTuple(text, style, value)

    def put_number(self, row: int, column: int, value: float, style: Format) -> None:
        """A finite number."""
        if self._inside(row, column):
            self.table[row][column] = CellNumberTuple(value, style)

    def _inside(self, row: int, column: int) -> bool:
        """Whether a sheet has the cell; what is used of it grows to hold it."""
        rows, columns = (self.dim_rowmin, self.dim_rowmax), (self.dim_colmin, self.dim_colmax)
        if (
            rows[0] is not None
            and columns[0] is not None
            and rows[0] <= row <= rows[1]
            and columns[0] <= column <= columns[1]
        ):
            return True
        return bool(self._check_dimensions(row, column) == 0)

    def _write_rows(self) -> None:
        """All rows; overrides XlsxWriter's, cell by cell the same XML but for the digits."""
        rows = {row for row, cells in self.table.items() if cells} | set(self.row_info)
        for row in sorted(rows):
            self.ask()
            cells = self.table.get(row)
            if not cells:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            parts: list[str] = []
            for column in sorted(cells):
                self._write_one(row, column, cells[column], parts)
            parts.append("</row>")
            self.fh.write("".join(parts))
        # They are in the file now; let go one by one they cost less than found as a cycle.
        self.table.clear()

    def _write_one(self, row: int, column: int, cell: object, parts: list[str]) -> None:
        kind = type(cell)
        if kind is CellFormulaTuple and type(cell.value) is float:  # type: ignore[attr-defined]
            inner = f"<f>{_escaped(cell.formula)}</f><v>{cell.value!r}</v>"  # type: ignore[attr-defined]
            type_of = ""
        elif kind is CellNumberTuple:
            inner = f"<v>{float(cell.number)!r}</v>"  # type: ignore[attr-defined]
            type_of = ""
        elif kind is CellStringTuple:
            inner = f"<v>{cell.string}</v>"  # type: ignore[attr-defined]
            type_of = ' t="s"'
        else:
            # Rare kinds the ordinary way, in their place among the others.
            self.fh.write("".join(parts))
            parts.clear()
            self._write_cell(row, column, cell)
            return
        style = cell.format  # type: ignore[attr-defined]
        shown = f' s="{style._get_xf_index()}"' if style is not None else ""
        parts.append(f'<c r="{column_letters(column)}{row + 1}"{shown}{type_of}>{inner}</c>')


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text
