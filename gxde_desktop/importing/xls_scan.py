"""Looking through the records of an .xls before a reader opens it.

The reader (calamine) builds the rectangle up to the last filled cell and gives error cells,
formulas that were never computed and hidden rows and columns as nothing. All of them are plain
records of the workbook stream, one after another; every walk is bounded by the file's length.
Layout of the records: Microsoft, [MS-XLS], sections 2.4.18 (BOF) to 2.4.221 (Row).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from gxde_desktop.importing.limits import Extents, check_sheets, check_text
from gxde_desktop.importing.number_formats import BiffFormats
from gxde_desktop.importing.ole import OleFile
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.wording import ImportRefused

_BOF = {0x0009, 0x0209, 0x0409, 0x0809}
_EOF, _CONTINUE, _FILEPASS = 0x000A, 0x003C, 0x002F
_BOUNDSHEET, _SST, _RECALC_ID = 0x0085, 0x00FC, 0x01C1
_ROW, _COLINFO, _BOOLERR, _LABELSST, _MULRK = 0x0208, 0x007D, 0x0205, 0x00FD, 0x00BD
_DIMENSIONS, _FORMAT, _XF = 0x0200, 0x041E, 0x00E0
_FORMULA = {0x0006, 0x0206, 0x0406}
_VALUES = {0x0203, 0x027E, 0x0204, 0x00D6, _LABELSST, _BOOLERR} | _FORMULA
"""Records of one cell with a value: number, RK, label, rich label, shared label, ..."""

_MAX_RECORDS = 20_000_000
Record = tuple[int, int, int]
"""Code, where the content starts, how long it is."""


def workbook_stream(data: bytes) -> bytes:
    """The stream that holds the workbook (Book in Excel 5 and 95)."""
    ole = OleFile(data)
    for wanted in ("workbook", "book"):
        for name in ole.names:
            if name.lower() == wanted:
                return ole.head(name, len(data))
    raise ImportRefused("refused.damaged")


@dataclass(frozen=True, slots=True)
class Scanned:
    """Marks by the position of a sheet among all, and the stream to be read."""

    marks: dict[str | int, SheetMarks]
    stream: bytes


def scan(stream: bytes) -> Scanned:
    """Looks through a workbook stream; refuses cells too far out and passwords.

    The stream comes back with the true size of every sheet where the sheet states it: the
    reader takes memory for what is stated.
    """
    sized = bytearray(stream)
    sheets: list[tuple[str, int]] = []
    lengths: list[int] = []
    computed = False
    table: list[Record] | None = None
    formats = BiffFormats()
    for record in substream(stream, 0):
        code, start, length = record
        if table is not None and code == _CONTINUE:
            table.append(record)
        elif table is not None:
            lengths, table = _text_lengths(stream, table), None
        if code == _FILEPASS:
            raise ImportRefused("refused.password")
        if code == _BOUNDSHEET and length >= 4:
            sheets.append(sheet_entry(stream, start, length))
        elif code == _SST:
            table = [record]
        elif code == _RECALC_ID:
            computed = True
        elif code == _FORMAT:
            formats.format(stream[start : start + length])
        elif code == _XF:
            formats.cell_format(stream[start : start + length])
    if table is not None:
        lengths = _text_lengths(stream, table)
    check_sheets(len(sheets))
    percent = formats.percent()
    found: dict[str | int, SheetMarks] = {}
    extents = Extents()
    steps = characters = 0
    for place, (name, offset) in enumerate(sheets):
        marks = SheetMarks()
        last_row = last_column = -1
        sizes: list[Record] = []
        for code, start, length in substream(stream, offset):
            steps += 1
            if code in _VALUES and length >= 6:
                row, column = struct.unpack_from("<HH", stream, start)
                last_row, last_column = max(last_row, row), max(last_column, column)
                if percent and struct.unpack_from("<H", stream, start + 4)[0] in percent:
                    marks.percent(row, column)
                if code == _LABELSST and length >= 10:
                    (number,) = struct.unpack_from("<I", stream, start + 6)
                    characters += lengths[number] if number < len(lengths) else 0
                elif code in _FORMULA and length >= 16:
                    _formula(stream, start, row, column, computed, marks)
                elif code == _BOOLERR and length >= 8 and stream[start + 7]:
                    marks.error(row, column)
            elif code == _MULRK and length >= 6:
                (row,) = struct.unpack_from("<H", stream, start)
                (column,) = struct.unpack_from("<H", stream, start + length - 2)
                if percent:
                    _percents_of_run(stream, start, length, percent, marks)
                last_row, last_column = max(last_row, row), max(last_column, column)
            elif code == _DIMENSIONS:
                sizes.append((code, start, length))
            elif code == _ROW and length >= 14 and stream[start + 12] & 0x20:
                marks.hidden_rows.append(struct.unpack_from("<H", stream, start)[0])
            elif code == _COLINFO and length >= 10 and stream[start + 8] & 1:
                marks.hidden_columns.append(struct.unpack_from("<HH", stream, start))
        extents.add(name, last_row + 1, last_column + 1)
        check_text(characters)
        if steps > _MAX_RECORDS:
            raise ImportRefused("refused.bomb", reason=steps)
        for _, start, length in sizes:
            layout = "<IIHH" if length >= 12 else "<HHHH"
            if length < 8:
                raise ImportRefused("refused.damaged")
            struct.pack_into(layout, sized, start, 0, last_row + 1, 0, last_column + 1)
        found[place] = marks
    return Scanned(found, bytes(sized))


def _percents_of_run(
    stream: bytes, start: int, length: int, percent: frozenset[int], marks: SheetMarks
) -> None:
    """MULRK: row, first column, then format and number of each cell, last column."""
    row, first = struct.unpack_from("<HH", stream, start)
    for place in range((length - 6) // 6):
        if struct.unpack_from("<H", stream, start + 4 + 6 * place)[0] in percent:
            marks.percent(row, first + place)


def sheet_entry(stream: bytes, start: int, length: int, encoding: str = "") -> tuple[str, int]:
    """Name of a sheet and where it starts. encoding: of the name in Excel 5, "" from 97 on."""
    (offset,) = struct.unpack_from("<I", stream, start)
    name = stream[start + 7 : start + length]
    if not encoding:
        wide = name[:1] == b"\x01"
        return name[1:].decode("utf-16-le" if wide else "latin-1", "replace"), offset
    return name.decode(encoding, "replace"), offset


def substream(stream: bytes, offset: int) -> Iterator[Record]:
    """Records from a BOF to its EOF, without those of charts nested in it."""
    at, depth, end = offset, 0, len(stream)
    while at + 4 <= end:
        code, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > end:
            return
        if code in _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1:
            yield code, at + 4, length
        at += 4 + length


def _formula(
    stream: bytes, start: int, row: int, column: int, computed: bool, marks: SheetMarks
) -> None:
    if stream[start + 12 : start + 14] != b"\xff\xff":
        return
    kind = stream[start + 6]
    if kind == 2:
        marks.error(row, column)
    elif kind == 3 and not computed:
        # Excel writes empty text too, but leaves RECALCID in the workbook; libraries that write
        # formulas without computing them leave none.
        marks.no_result(row, column)


def _text_lengths(stream: bytes, table: list[Record]) -> list[int]:
    """Characters of every shared text. A text may run on in CONTINUE records."""
    pieces = [stream[start : start + length] for _, start, length in table]
    piece, at = 0, 8
    lengths: list[int] = []
    while piece < len(pieces):
        block = pieces[piece]
        if at + 3 > len(block):
            piece, at = piece + 1, 0
            continue
        count, flags = struct.unpack_from("<HB", block, at)
        at += 3
        skip = 0
        if flags & 8 and at + 2 <= len(block):
            skip += 4 * struct.unpack_from("<H", block, at)[0]
            at += 2
        if flags & 4 and at + 4 <= len(block):
            skip += struct.unpack_from("<I", block, at)[0]
            at += 4
        lengths.append(count)
        wide, left = flags & 1, count
        while left > 0 and piece < len(pieces):
            room = (len(pieces[piece]) - at) // (2 if wide else 1)
            taken = min(left, max(room, 0))
            left -= taken
            at += taken * (2 if wide else 1)
            if left > 0:
                piece, at = piece + 1, 1
                wide = pieces[piece][0] & 1 if piece < len(pieces) and pieces[piece] else 0
        at += skip
        while piece < len(pieces) and at > len(pieces[piece]):
            at -= len(pieces[piece])
            piece += 1
    return lengths
