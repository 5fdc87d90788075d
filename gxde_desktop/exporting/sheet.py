"""A worksheet that takes hundreds of thousands of plain formulas.

XlsxWriter looks through every formula for some thirty functions that are newer than the file
format, and builds every cell from a list of attributes. Formulas here come from
`models.formula`, whose functions all spreadsheet programs share, and cells have a format
each: with this class a workbook of 139 industries takes a third of the time. It also writes
numbers with all their digits (17), so that what is read back is what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

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

    Cells put the short way are plain tuples, which are made in a tenth of the time of named
    ones: (formula, style, value) and (number, style). ask: called before each row that is
    written; raises where the work is to end.
    """

    ask: Callable[[], None] = staticmethod(ask_nothing)

    def __init__(self) -> None:
        super().__init__()
        self._top, self._left, self._bottom, self._right = 1, 1, 0, 0

    def put_formula(self, row: int, column: int, text: str, style: Format, value: float) -> None:
        """A formula without its equals sign, of functions that need no prefix, and its value."""
        if self._inside(row, column):
            self.table[row][column] = (text, style, value)

    def put_number(self, row: int, column: int, value: float, style: Format) -> None:
        """A finite number."""
        if self._inside(row, column):
            self.table[row][column] = (value, style)

    def put(self, rows: range, columns: range, cells: Iterable[Any]) -> None:
        """Cells of a line, of one row or of one column: tuples as above, or `shared_text`."""
        if not (self._inside(rows[0], columns[0]) and self._inside(rows[-1], columns[-1])):
            return
        if len(rows) == 1:
            self.table[rows[0]].update(zip(columns, cells, strict=True))
            return
        column = columns[0]
        for row, cell in zip(rows, cells, strict=True):
            self.table[row][column] = cell

    def shared_text(self, text: str, style: Format) -> object:
        """A text as a cell of `put`, kept once for the whole workbook."""
        return CellStringTuple(self.str_table._get_shared_string_index(text), style)

    def _inside(self, row: int, column: int) -> bool:
        """Whether a sheet has the cell; what is used of it grows to hold it."""
        if self._top <= row <= self._bottom and self._left <= column <= self._right:
            return True
        if self._check_dimensions(row, column) != 0:
            return False
        self._top, self._bottom = self.dim_rowmin, self.dim_rowmax
        self._left, self._right = self.dim_colmin, self.dim_colmax
        return True

    def _get_range_data(self, top: int, left: int, bottom: int, right: int) -> list[object]:
        """Values of an area, for the caches of charts; XlsxWriter knows its own cells only."""
        for row in range(top, bottom + 1):
            cells = self.table.get(row, {})
            for column in range(left, right + 1):
                cell = cells.get(column)
                if type(cell) is tuple:
                    named = CellFormulaTuple if len(cell) == 3 else CellNumberTuple
                    cells[column] = named(*cell)
        found: list[object] = super()._get_range_data(top, left, bottom, right)
        return found

    def _write_rows(self) -> None:
        """All rows; overrides XlsxWriter's, cell by cell the same XML but for the digits."""
        styles = _Styles()
        rows = {row for row, cells in self.table.items() if cells} | set(self.row_info)
        for row in sorted(rows):
            self.ask()
            cells = self.table.get(row)
            if not cells:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            self._write_cells(row, cells, styles)
            self.fh.write("</row>")
        # They are in the file now; let go one by one they cost less than found as a cycle.
        self.table.clear()

    def _write_cells(self, row: int, cells: dict[int, Any], styles: _Styles) -> None:
        parts: list[str] = []
        for column in sorted(cells):
            cell = cells[column]
            kind = type(cell)
            if kind is CellNumberTuple:
                cell = (cell.number, cell.format)
            elif kind is CellFormulaTuple and type(cell.value) is float:
                cell = (cell.formula, cell.format, cell.value)
            elif kind is CellStringTuple:
                where = f'{column_letters(column)}{row + 1}"{styles[cell.format]}'
                parts.append(f'<c r="{where} t="s"><v>{cell.string}</v></c>')
                continue
            elif kind is not tuple:
                # Rare kinds the ordinary way, in their place among the others.
                self.fh.write("".join(parts))
                parts.clear()
                self._write_cell(row, column, cell)
                continue
            where = f'{column_letters(column)}{row + 1}"{styles[cell[1]]}'
            if len(cell) == 3:
                text = _escaped(cell[0])
                parts.append(f'<c r="{where}><f>{text}</f><v>{cell[2]!r}</v></c>')
            else:
                parts.append(f'<c r="{where}><v>{float(cell[0])!r}</v></c>')
        self.fh.write("".join(parts))


class _Styles(dict["Format | None", str]):
    """How the XML names the format of a cell."""

    def __missing__(self, style: Format | None) -> str:
        name = self[style] = "" if style is None else f' s="{style._get_xf_index()}"'
        return name


def _escaped(text: str) -> str:
    if "&" not in text and "<" not in text and ">" not in text:
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
