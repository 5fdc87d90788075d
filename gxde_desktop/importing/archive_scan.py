"""Looking through a zipped workbook before a reader opens it.

The reader builds every sheet as a full rectangle, so one cell at XFD1048576 or a
compression bomb would take all memory. This reads the parts as a stream, counting.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from gxde_desktop.importing.wording import ImportRefused

MAX_REAL_BYTES = 600_000_000
MAX_RATIO = 400
"""Compression above this, on a part of some size, is no spreadsheet: real sheets reach 30."""

MAX_PARTS = 20_000
MAX_CELLS = 12_000_000
_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"")
_COLUMN = re.compile(rb"\br=\"([A-Z]{1,3})\d")
_ERROR = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d+)\"[^>]*?\bt=\"e\"")
_UNCACHED = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d+)\"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OVERLAP = 4096


@dataclass(slots=True)
class SheetScan:
    """What stands in one worksheet part."""

    last_row: int = 0
    last_column: int = 0
    errors: list[tuple[int, int]] = field(default_factory=list)
    uncached: list[tuple[int, int]] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """Cells of the rectangle that a reader would build."""
        return self.last_row * self.last_column


def scan(data: bytes, cancelled: Callable[[], bool] | None = None) -> dict[str, SheetScan]:
    """Part name -> scan, for the worksheets of an xlsx; refuses bombs and damaged archives."""
    found: dict[str, SheetScan] = {}
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise ImportRefused("refused.bomb", reason=len(parts))
            if sum(part.file_size for part in parts) > MAX_REAL_BYTES:
                raise ImportRefused("refused.too_large_unpacked", limit=MAX_REAL_BYTES // 1_000_000)
            for part in parts:
                sheet = None
                if re.search(r"worksheets/[^/]+\.xml$", part.filename):
                    sheet = found.setdefault(part.filename, SheetScan())
                total += _scan_part(archive, part, sheet, MAX_REAL_BYTES - total)
    except ImportRefused:
        raise
    except Exception as error:  # a damaged archive raises from zlib, zipfile or struct
        raise ImportRefused("refused.damaged") from error
    return found


def _scan_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, sheet: SheetScan | None, room: int
) -> int:
    """Bytes of a part, unpacked; raises when they pass `room` or come from nearly nothing."""
    if part.flag_bits & 1:
        raise ImportRefused("refused.password")
    size = 0
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_CHUNK):
            size += len(block)
            if size > room:
                raise ImportRefused("refused.too_large_unpacked", limit=MAX_REAL_BYTES // 1_000_000)
            if size > 20_000_000 and size > MAX_RATIO * max(part.compress_size, 1):
                raise ImportRefused("refused.bomb", reason=size // max(part.compress_size, 1))
            if sheet is not None:
                text = tail + block
                _scan_cells(text, sheet)
                tail = text[-_OVERLAP:]
    return size


def _scan_cells(text: bytes, sheet: SheetScan) -> None:
    for row in _ROW.findall(text):
        sheet.last_row = max(sheet.last_row, int(row))
    for letters in set(_COLUMN.findall(text)):
        sheet.last_column = max(sheet.last_column, column_number(letters.decode()) + 1)
    if b't="e"' in text and len(sheet.errors) < 10_000:
        for letters, row in _ERROR.findall(text):
            place = (int(row) - 1, column_number(letters.decode()))
            if place not in sheet.errors:
                sheet.errors.append(place)
    if b"<f" in text or b":f" in text:
        for letters, row in _UNCACHED.findall(text):
            place = (int(row) - 1, column_number(letters.decode()))
            if len(sheet.uncached) < 10_000 and place not in sheet.uncached[-200:]:
                sheet.uncached.append(place)


def column_number(letters: str) -> int:
    """0-based number of a column: A -> 0, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def sheet_parts(data: bytes) -> dict[str, str]:
    """Sheet name -> worksheet part of an xlsx, as the workbook's own lists say."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        book = next((n for n in names if n.lower() in _BOOKS), None)
        if book is None:
            return {}
        rels = book.replace("xl/", "xl/_rels/") + ".rels"
        if rels not in names:
            return {}
        links = archive.read(rels).decode("utf-8", "replace")
        sheets = archive.read(book).decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        ident, target = _attribute(tag, "Id"), _attribute(tag, "Target")
        if ident and target:
            targets[ident] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", sheets):
        name = _attribute(tag, "name")
        link = re.search(r"\b\w+:id=[\"']([^\"']*)", tag)
        if name is not None and link and link.group(1) in targets:
            found[_unescape(name)] = targets[link.group(1)]
    return found


_BOOKS = ("xl/workbook.xml", "xl/workbook2.xml")


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\b{name}=\"([^\"]*)\"|\b{name}='([^']*)'", tag)
    return (found.group(1) or found.group(2) or "") if found else None


def _unescape(text: str) -> str:
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(mark, character)
    return text.replace("&amp;", "&")
