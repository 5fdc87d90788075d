"""XML spreadsheets of 2003 (SpreadsheetML), often under the name .xls -> sheets.

Cells carry their type; a cell without an address follows the one before it.
"""

from __future__ import annotations

import datetime as dt
import re

from gxde_desktop.importing.decoding import decode_markup
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.limits import Extents, check_sheets
from gxde_desktop.importing.sheet_builder import SheetBuilder
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.importing.xml_events import Attributes, parse

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_S = NAMESPACE + " "
_X = "urn:schemas-microsoft-com:office:excel "
_FARTHEST = 10_000_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCK = 1 << 20


def grids_of(data: bytes) -> tuple[Grid, ...]:
    """All sheets of an XML spreadsheet."""
    # The parser knows few encodings, Chinese ones not among them: it gets UTF-8.
    text = _DECLARATION.sub("", decode_markup(data), count=1).lstrip()
    encoded = text.encode("utf-8", "replace")
    reader = _Reader()
    blocks = (encoded[at : at + _BLOCK] for at in range(0, len(encoded), _BLOCK))
    parse(blocks, reader.start, reader.end, reader.text, encoding="utf-8")
    extents = Extents()
    return tuple(sheet.build(extents) for sheet in reader.sheets)


class _Reader:
    """Where the parser stands: the sheet, the row and column of the next cell, the open value."""

    def __init__(self) -> None:
        self.sheets: list[SheetBuilder] = []
        self._row = self._column = self._next_column = 0
        self._right = 0
        self._kind: str | None = None
        self._formula = self._filled = self._in_cell = False
        self._pieces: list[str] | None = None

    def start(self, name: str, given: Attributes) -> None:
        if name == _S + "Data" and self._in_cell:
            self._kind, self._pieces = given.get(_S + "Type", "String"), []
        elif name == _S + "Cell":
            self._start_cell(given)
        elif name == _S + "Row":
            self._row = _number(given, "Index", self._row + 1)
            self._column = 0
            if given.get(_S + "Hidden") == "1":
                self._hide_rows(_number(given, "Span", 0))
        elif name == _S + "Column" and self.sheets:
            first = _number(given, "Index", self._next_column + 1)
            last = first + _number(given, "Span", 0)
            self._next_column = last
            if given.get(_S + "Hidden") == "1":
                self.sheets[-1].marks.hidden_columns.append((first - 1, last - 1))
        elif name == _S + "Worksheet":
            check_sheets(len(self.sheets) + 1)
            self.sheets.append(SheetBuilder(given.get(_S + "Name", str(len(self.sheets) + 1))))
            self._row = self._next_column = 0
        elif name == _X + "Visible":
            self._pieces = []

    def text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        if name == _S + "Data" and self._pieces is not None:
            self._put("".join(self._pieces))
            self._pieces, self._kind = None, None
        elif name == _S + "Cell":
            if self._formula and not self._filled and self.sheets:
                sheet = self.sheets[-1]
                sheet.marks.no_result(self._row - 1, self._column - 1)
                sheet.reach(self._row - 1, self._column - 1)
            self._in_cell, self._column = False, self._right
        elif name == _X + "Visible" and self._pieces is not None:
            if self.sheets:
                self.sheets[-1].hidden = "".join(self._pieces).strip().endswith("Hidden")
            self._pieces = None

    def _start_cell(self, given: Attributes) -> None:
        if not self.sheets:
            raise ImportRefused("refused.damaged")
        self._column = _number(given, "Index", self._column + 1)
        across, down = _number(given, "MergeAcross", 0), _number(given, "MergeDown", 0)
        self._right = self._column + across
        self._in_cell, self._filled = True, False
        self._formula = _S + "Formula" in given
        if across or down:
            top, left = self._row - 1, self._column - 1
            self.sheets[-1].merged.append((top, left, top + down, left + across))

    def _hide_rows(self, more: int) -> None:
        if self.sheets:
            hidden = self.sheets[-1].marks.hidden_rows
            hidden += range(self._row - 1, self._row + min(more, 100_000))

    def _put(self, text: str) -> None:
        row, column = self._row - 1, self._column - 1
        sheet = self.sheets[-1]
        self._filled = True
        if self._kind == "Error":
            sheet.marks.error(row, column)
            sheet.reach(row, column)
            return
        sheet.put(row, column, _value(self._kind or "String", text))


def _value(kind: str, text: str) -> Cell:
    if kind == "Number":
        try:
            number = float(text)
        except ValueError:
            return text
        return number if number - number == 0.0 else None
    if kind == "Boolean":
        return text.strip() in ("1", "true")
    if kind == "DateTime":
        try:
            return dt.date.fromisoformat(text.strip()[:10])
        except ValueError:
            return text
    return text


def _number(given: Attributes, name: str, otherwise: int) -> int:
    """A whole number of an attribute; far ones are cut to what no sheet reaches."""
    text = given.get(_S + name, "")
    found = re.fullmatch(r"\s*(\d{1,18})\s*", text)
    return min(int(found.group(1)), _FARTHEST) if found else otherwise
