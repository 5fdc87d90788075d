"""OpenDocument spreadsheets (.ods) -> sheets.

The reader of the other workbooks builds every repeated cell and tells nothing of merged, hidden
or failed ones, so the content is read here, as a stream. Repetition of blank cells and rows, as
every program writes it down to the last row of a sheet, costs nothing; of filled ones it is
counted before it is done. Elements: OASIS, OpenDocument 1.3 part 3, section 9.
"""

from __future__ import annotations

import datetime as dt
import re

from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.limits import MAX_CELLS, Extents, check_sheets
from gxde_desktop.importing.sheet_builder import SheetBuilder
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.importing.xml_events import Attributes, parse
from gxde_desktop.importing.zip_parts import Parts
from models.sources import address

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = _OASIS + "table:1.0 ", _OASIS + "office:1.0 ", _OASIS + "text:1.0 "
_STYLE = _OASIS + "style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?")
_FARTHEST = 10_000_000


def grids_of(data: bytes) -> tuple[Grid, ...]:
    """All sheets of an OpenDocument spreadsheet."""
    parts = Parts(data)
    info = parts.find("content.xml")
    if info is None:
        raise ImportRefused("refused.damaged")
    reader = _Reader()
    parse(parts.blocks(info), reader.start, reader.end, reader.text)
    extents = Extents()
    return tuple(sheet.build(extents) for sheet in reader.sheets)


class _Reader:
    """Where the parser stands. Rows and columns are those of the next cell, 0-based."""

    def __init__(self) -> None:
        self.sheets: list[SheetBuilder] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = self._row = self._column = self._columns = 0
        self._row_repeat = 1
        self._row_cells: list[tuple[int, int, Cell]] = []
        self._row_marks: list[tuple[str, int, int]] = []
        self._cell: Attributes | None = None
        self._pieces: list[str] = []
        self._paragraphs = 0
        self._aside = 0  # inside a comment or a drawing on a cell

    def start(self, name: str, given: Attributes) -> None:
        if self._cell is not None:
            self._inside_cell(name, given)
        elif name in _CELLS and self._depth == 1:
            self._cell, self._pieces, self._paragraphs = given, [], 0
        elif name == _TABLE + "table-row" and self._depth == 1:
            self._row_repeat = _number(given, "number-rows-repeated")
            self._column = 0
            if given.get(_TABLE + "visibility", "visible") != "visible":
                last = self._row + min(self._row_repeat, 100_000)
                self.sheets[-1].marks.hidden_rows += range(self._row, last)
        elif name == _TABLE + "table-column" and self._depth == 1:
            last = self._columns + _number(given, "number-columns-repeated") - 1
            if given.get(_TABLE + "visibility", "visible") != "visible":
                self.sheets[-1].marks.hidden_columns.append((self._columns, last))
            self._columns = last + 1
        elif name == _TABLE + "table":
            self._depth += 1
            if self._depth == 1:
                self._start_sheet(given)
        elif name == _STYLE + "style":
            self._style = given.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and given.get(_TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def _start_sheet(self, given: Attributes) -> None:
        check_sheets(len(self.sheets) + 1)
        name = given.get(_TABLE + "name", str(len(self.sheets) + 1))
        hidden = given.get(_TABLE + "style-name") in self._hidden_styles
        self.sheets.append(SheetBuilder(name, hidden=hidden))
        self._row = self._columns = 0

    def _inside_cell(self, name: str, given: Attributes) -> None:
        if self._aside or name.startswith(_OFFICE) or not name.startswith(_TEXT):
            self._aside += 1
        elif name == _TEXT + "p":
            if self._paragraphs:
                self._pieces.append("\n")
            self._paragraphs += 1
        elif name == _TEXT + "s":
            self._pieces.append(" " * min(_number(given, "c", _TEXT), 1000))
        elif name == _TEXT + "tab":
            self._pieces.append("\t")
        elif name == _TEXT + "line-break":
            self._pieces.append("\n")

    def text(self, text: str) -> None:
        if self._cell is not None and not self._aside and self._paragraphs:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        if self._cell is not None:
            if self._aside:
                self._aside -= 1
            elif name in _CELLS:
                self._end_cell(self._cell, "".join(self._pieces))
                self._cell = None
        elif name == _TABLE + "table-row" and self._depth == 1:
            self._end_row()
        elif name == _TABLE + "table":
            self._depth -= 1

    def _end_cell(self, given: Attributes, text: str) -> None:
        column, repeat = self._column, _number(given, "number-columns-repeated")
        self._column = min(column + repeat, _FARTHEST)
        across = _number(given, "number-columns-spanned")
        down = _number(given, "number-rows-spanned")
        if across > 1 or down > 1:
            area = (self._row, column, self._row + down - 1, column + across - 1)
            self.sheets[-1].merged.append(area)
        kind = given.get(_OFFICE + "value-type")
        formula = _TABLE + "formula" in given
        if given.get(_CALC + "value-type") == "error" or (formula and _ERROR.fullmatch(text)):
            self._row_marks.append(("error", column, repeat))
        elif formula and kind is None and not text:
            self._row_marks.append(("uncached", column, repeat))
        else:
            value = _value(kind, given, text)
            if value is not None and not (isinstance(value, str) and not value.strip()):
                self._row_cells.append((column, repeat, value))
                if kind == "percentage" and isinstance(value, float):
                    self._row_marks.append(("percent", column, repeat))

    def _end_row(self) -> None:
        sheet, first = self.sheets[-1], self._row
        self._row = min(first + self._row_repeat, _FARTHEST)
        if self._row_cells or self._row_marks:
            ends = [column + repeat for column, repeat, _ in self._row_cells]
            ends += [column + repeat for _, column, repeat in self._row_marks]
            if self._row * max(ends) > MAX_CELLS:
                raise ImportRefused(
                    "refused.far_cell",
                    sheet=sheet.name,
                    cell=address(self._row - 1, max(ends) - 1),
                    limit=MAX_CELLS // 1_000_000,
                )
        for row in range(first, self._row) if self._row_cells or self._row_marks else ():
            for column, repeat, value in self._row_cells:
                for each in range(column, column + repeat):
                    sheet.put(row, each, value)
            for kind, column, repeat in self._row_marks:
                for each in range(column, column + repeat):
                    if kind == "percent":
                        sheet.marks.percent(row, each)
                        continue
                    mark = sheet.marks.error if kind == "error" else sheet.marks.no_result
                    mark(row, each)
                    sheet.reach(row, each)
        self._row_cells.clear()
        self._row_marks.clear()


def _value(kind: str | None, given: Attributes, text: str) -> Cell:
    if kind in ("float", "percentage", "currency"):
        try:
            number = float(given.get(_OFFICE + "value", ""))
        except ValueError:
            return text
        return number if number - number == 0.0 else None
    if kind == "date":
        try:
            return dt.date.fromisoformat(given.get(_OFFICE + "date-value", "")[:10])
        except ValueError:
            return text
    if kind == "boolean":
        return given.get(_OFFICE + "boolean-value") == "true"
    if kind == "time":
        found = _DURATION.fullmatch(given.get(_OFFICE + "time-value", ""))
        if found and all(len(part or "") < 7 for part in found.groups()):
            days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
            return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return text
    return text or given.get(_OFFICE + "string-value", "")


def _number(given: Attributes, name: str, space: str = _TABLE) -> int:
    """A positive whole number of an attribute, 1 where there is none; cut to what no sheet has."""
    found = re.fullmatch(r"\s*(\d{1,18})\s*", given.get(space + name, ""))
    return min(max(int(found.group(1)), 1), _FARTHEST) if found else 1
