"""Workbooks of Excel 5 and 95 (BIFF5) -> sheets.

They write text in the code page of the machine, which the reader of the other workbooks takes
for Western text: Chinese becomes nonsense without a word. So their few records are read here.
Layouts: OpenOffice, "Microsoft Excel File Format", chapter 5.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
import struct

from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.limits import Extents
from gxde_desktop.importing.sheet_builder import SheetBuilder
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.xls_scan import Record, sheet_entry, substream

_CODEPAGE, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET = 0x0042, 0x0022, 0x041E, 0x00E0, 0x0085
_NUMBER, _RK, _MULRK, _LABEL, _RSTRING = 0x0203, 0x027E, 0x00BD, 0x0204, 0x00D6
_BOOLERR, _STRING, _MERGED = 0x0205, 0x0207, 0x00E5
_FORMULA = (0x0006, 0x0206, 0x0406)
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


def is_excel5(stream: bytes) -> bool:
    """Whether a workbook stream is one of Excel 5 or 95."""
    return stream[:4] == b"\x09\x08\x08\x00" and stream[4:6] == b"\x00\x05"


def grids_of(stream: bytes, marks: dict[str | int, SheetMarks]) -> tuple[Grid, ...]:
    """All sheets of the stream; `marks` by position, as `xls_scan.scan` found them."""
    book = _Book()
    for code, start, length in substream(stream, 0):
        book.take(stream, code, start, length)
    extents = Extents()
    grids = []
    for place, (start, length) in enumerate(book.sheets):
        name, offset = sheet_entry(stream, start, length, book.encoding)
        kind, hidden = stream[start + 5], stream[start + 4] & 3
        if kind != 0:  # a chart or a macro sheet
            continue
        sheet = SheetBuilder(name, hidden=bool(hidden), marks=marks.get(place) or SheetMarks())
        waiting: tuple[int, int] | None = None
        for record in substream(stream, offset):
            waiting = _cell(stream, record, book, sheet, waiting)
        for row, column in (*sheet.marks.errors, *sheet.marks.uncached):
            sheet.reach(row, column)
        grids.append(sheet.build(extents))
    return tuple(grids)


class _Book:
    """What the cells need to know: encoding, which formats are dates, where sheets are listed."""

    def __init__(self) -> None:
        self.encoding = "gb18030"
        self.start = dt.date(1899, 12, 30)
        self.sheets: list[tuple[int, int]] = []
        self._formats = set(_DATES)
        self._cell_formats: list[int] = []

    def take(self, stream: bytes, code: int, start: int, length: int) -> None:
        """One record of the globals."""
        if code == _CODEPAGE and length >= 2:
            self.encoding = _codec(struct.unpack_from("<H", stream, start)[0])
        elif code == _DATEMODE and length >= 2 and stream[start]:
            self.start = dt.date(1904, 1, 1)
        elif code == _FORMAT and length >= 3:
            text = stream[start + 3 : start + length].decode("latin-1")
            (index,) = struct.unpack_from("<H", stream, start)
            if re.search("[ymdhs]", _QUOTED.sub("", text), re.IGNORECASE):
                self._formats.add(index)
            else:
                self._formats.discard(index)
        elif code == _XF and length >= 4:
            self._cell_formats.append(struct.unpack_from("<H", stream, start + 2)[0])
        elif code == _BOUNDSHEET and length >= 7:
            self.sheets.append((start, length))

    def number(self, value: float, cell_format: int) -> Cell:
        """A number, or the day that it stands for."""
        if value - value != 0.0:
            return None
        is_date = (
            cell_format < len(self._cell_formats)
            and self._cell_formats[cell_format] in self._formats
        )
        if is_date and 1 <= value < 2_958_466:
            return self.start + dt.timedelta(days=int(value))
        return value


def _cell(
    stream: bytes, record: Record, book: _Book, sheet: SheetBuilder, waiting: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Puts what a record holds; the cell whose text the next record brings, if any."""
    code, start, length = record
    if code == _STRING and waiting is not None and length >= 2:
        sheet.put(*waiting, _text(stream, start, length, book))
        return None
    if length < 6:
        return waiting
    row, column, cell_format = struct.unpack_from("<HHH", stream, start)
    if code == _NUMBER and length >= 14:
        sheet.put(row, column, book.number(struct.unpack_from("<d", stream, start + 6)[0],
                                           cell_format))  # fmt: skip
    elif code == _RK and length >= 10:
        sheet.put(row, column, book.number(_rk(stream, start + 6), cell_format))
    elif code == _MULRK:
        for place in range((length - 6) // 6):
            at = start + 4 + 6 * place
            (each,) = struct.unpack_from("<H", stream, at)
            sheet.put(row, column + place, book.number(_rk(stream, at + 2), each))
    elif code in (_LABEL, _RSTRING) and length >= 8:
        sheet.put(row, column, _text(stream, start + 6, length - 6, book))
    elif code == _BOOLERR and length >= 8 and not stream[start + 7]:
        sheet.put(row, column, bool(stream[start + 6]))
    elif code in _FORMULA and length >= 14:
        if stream[start + 12 : start + 14] != b"\xff\xff":
            value = struct.unpack_from("<d", stream, start + 6)[0]
            sheet.put(row, column, book.number(value, cell_format))
        elif stream[start + 6] == 0:
            return row, column
        elif stream[start + 6] == 1:
            sheet.put(row, column, bool(stream[start + 8]))
    elif code == _MERGED:
        _merge(stream, start, length, sheet)
    return None


def _merge(stream: bytes, start: int, length: int, sheet: SheetBuilder) -> None:
    (count,) = struct.unpack_from("<H", stream, start)
    for place in range(min(count, (length - 2) // 8)):
        top, bottom, left, right = struct.unpack_from("<HHHH", stream, start + 2 + 8 * place)
        sheet.merged.append((top, left, bottom, right))


def _text(stream: bytes, start: int, length: int, book: _Book) -> str:
    (count,) = struct.unpack_from("<H", stream, start)
    return stream[start + 2 : start + 2 + min(count, length - 2)].decode(book.encoding, "replace")


def _rk(stream: bytes, at: int) -> float:
    """A number in four bytes: the high half of a double, or a whole number, perhaps times 100."""
    (packed,) = struct.unpack_from("<i", stream, at)
    if packed & 2:
        value = float(packed >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Ii", 0, packed & ~3))
    return value / 100 if packed & 1 else value


def _codec(page: int) -> str:
    """The codec of a code page; Chinese ones as GB18030, which holds them."""
    if page in (936, 10008, 1200):
        return "gb18030"
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "gb18030"
