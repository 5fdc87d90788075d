"""Looking through the records of an .xlsb before a reader opens it.

As for .xls, the reader tells nothing of error cells, hidden rows and columns, and builds the
whole rectangle. Layout of the records: Microsoft, [MS-XLSB], section 2.4.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from gxde_desktop.importing.limits import Extents, check_sheets, check_text
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.importing.zip_parts import Parts

_ROW_HEAD, _COLUMN_INFO, _SHARED_ITEM, _SHEET, _MERGED = 0, 60, 19, 156, 176
_ERRORS = (3, 11)
_SHARED_TEXT = 7
_VALUES = range(2, 12)
_LEAST = {0: 12, 1: 8, 2: 12, 3: 9, 4: 9, 5: 16, 6: 12, 7: 12, 8: 12, 9: 16, 10: 9, 11: 9,
          _SHARED_ITEM: 5, _SHEET: 16}  # fmt: skip
_TEXT_AT = {6: 8, 8: 8, _SHARED_ITEM: 1}
_MAX_RECORDS = 20_000_000


def scan(parts: Parts) -> dict[str | int, SheetMarks]:
    """Position of a sheet among all sheets -> marks; refuses cells too far out and bombs."""
    for info in parts.infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            for _ in parts.blocks(info):
                pass
    lengths = [
        struct.unpack_from("<I", record, 1)[0]
        for code, record in _records(parts.read("xl/sharedStrings.bin"))
        if code == _SHARED_ITEM
    ]
    names = _sheets(parts)
    check_sheets(len(names))
    found: dict[str | int, SheetMarks] = {}
    extents = Extents()
    characters = steps = 0
    for place, (name, part) in enumerate(names):
        marks = SheetMarks()
        row = last_row = last_column = -1
        for code, record in _records(parts.read(part)):
            steps += 1
            if code in _VALUES:
                (column,) = struct.unpack_from("<I", record)
                last_row, last_column = max(last_row, row), max(last_column, column)
                if code in _ERRORS:
                    marks.error(row, column)
                elif code == _SHARED_TEXT:
                    (number,) = struct.unpack_from("<I", record, 8)
                    characters += lengths[number] if number < len(lengths) else 0
            elif code == _ROW_HEAD:
                (row,) = struct.unpack_from("<I", record)
                if record[11] & 0x10:
                    marks.hidden_rows.append(row)
            elif code == _MERGED and len(record) >= 16:
                top, bottom, left, right = struct.unpack_from("<IIII", record)
                marks.merged.append((top, left, bottom, right))
            elif code == _COLUMN_INFO and len(record) >= 18 and record[16] & 1:
                marks.hidden_columns.append(struct.unpack_from("<II", record))
            if steps > _MAX_RECORDS:
                raise ImportRefused("refused.bomb", reason=steps)
        extents.add(name, last_row + 1, last_column + 1)
        check_text(characters)
        found[place] = marks
    return found


def _sheets(parts: Parts) -> list[tuple[str, str]]:
    """Name and part of every sheet in the workbook's order."""
    links = parts.read("xl/_rels/workbook.bin.rels", 20_000_000).decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        ident = re.search(r"\bId=[\"']([^\"']*)", tag)
        target = re.search(r"\bTarget=[\"']([^\"']*)", tag)
        if ident and target:
            path = target.group(1)
            targets[ident.group(1)] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    found = []
    for code, record in _records(parts.read("xl/workbook.bin", 20_000_000)):
        if code == _SHEET:
            link, at = _text(record, 8)
            name, _ = _text(record, at)
            found.append((name, targets.get(link, "")))
    return found


def _text(record: bytes, at: int) -> tuple[str, int]:
    if at + 4 > len(record):
        raise ImportRefused("refused.damaged")
    (count,) = struct.unpack_from("<I", record, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(record):
        raise ImportRefused("refused.damaged")
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Code and content of all records: both numbers are stored seven bits a byte."""
    at, end = 0, len(data)
    while at < end:
        code = data[at]
        at += 1
        if code & 0x80 and at < end:
            code = (code & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < end:
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        record = data[at : at + length]
        if len(record) < max(length, _LEAST.get(code, 0)):
            # The reader takes what is missing from the record before, whatever that held.
            raise ImportRefused("refused.damaged")
        if code in _TEXT_AT:
            (count,) = struct.unpack_from("<I", record, _TEXT_AT[code])
            if _TEXT_AT[code] + 4 + 2 * count > length:
                raise ImportRefused("refused.damaged")
        yield code, record
        at += length
