"""Looking through an xlsx before a reader opens it, and for what the reader does not tell.

The reader (calamine) builds every sheet as a full rectangle, so one cell at XFD1048576 or one
long text shown a million times would take all memory; and it gives an error cell, a formula
without a result and a hidden row as nothing. This reads the sheets' XML as a stream, whole rows
at a time, with searches anchored at what is rare, so that an ordinary sheet costs little more
than unpacking it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from zipfile import ZipInfo

from gxde_desktop.importing.limits import (
    MAX_CELLS,
    MAX_MARKS,
    Extents,
    Place,
    check_text,
)
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.wording import ImportCancelled, ImportRefused
from gxde_desktop.importing.zip_parts import Parts, part_name

_COLUMNS = 16_384
_WHOLE = 16_000_000
"""A row longer than this is taken in pieces."""

_R = rb"\sr\s*=\s*[\"']"
_ROW = re.compile(rb"<row\b[^>]*?" + _R + rb"(\d{1,9})[\"']")
_CELL_ROW = re.compile(_R + rb"[A-Za-z]{1,3}(\d{4,9})[\"']")
_COLUMN = re.compile(_R + rb"([A-Za-z]{1,3})\d")
_VALUED = re.compile(rb"<c\b[^>]*?" + _R + rb"([A-Za-z]{1,3})(\d{1,9})[\"'][^>]*(?<!/)>\s*<(?!/)")
_UNPLACED_ROW = re.compile(rb"<row(?![^>]*\sr\s*=)[\s/>]")
_UNPLACED = re.compile(rb"<c(?![^>]*\sr\s*=)[\s/>]")
_ERROR = re.compile(rb"<c\b[^>]*\st=[\"']e[\"'][^>]*>")
_NOTHING = rb"\s*(<v\s*/>|<v>\s*</v>)?\s*</c>"
_UNCACHED = (re.compile(rb"</f>" + _NOTHING), re.compile(rb"<f\b[^>]*/>" + _NOTHING))
_NEVER_COMPUTED = re.compile(rb"</f>\s*<v>0(?:\.0)?</v>\s*</c>")
_PLACE = re.compile(_R + rb"([A-Za-z]{1,3})(\d{1,9})[\"']")
_HIDDEN = rb"[^>]*\shidden=[\"'](?:1|true)[\"'][^>]*>"
_HIDDEN_ROW = re.compile(rb"<row\b" + _HIDDEN)
_HIDDEN_COLUMN = re.compile(rb"<col\b" + _HIDDEN)
_SPAN = re.compile(rb"\s(min|max)=[\"'](\d{1,9})[\"']")
_PREFIX = re.compile(rb"<(/?)[A-Za-z_][\w.-]*:(row|c|v|f|is|t|si|col)(?=[\s/>])")
_STRING = re.compile(rb"<si\b.*?</si>", re.DOTALL)
_SHARED = re.compile(rb"\st=[\"']s[\"'][^>]*>\s*<v>(\d{1,9})</v>")


@dataclass(slots=True)
class _Sheet:
    """One worksheet part: its marks, how far it reaches, how many shared texts it shows.

    last_column is counted only where so many rows, with those of the sheets before, could make
    too large a rectangle: as long as it is 0, all sheets so far stay below the limit.
    """

    marks: SheetMarks = field(default_factory=SheetMarks)
    last_row: int = 0
    last_column: int = 0
    shared_texts: int = 0


_NO_SHEETS = frozenset(
    {"xl/sharedstrings.xml", "xl/styles.xml", "xl/calcchain.xml", "xl/theme/theme1.xml"}
)


def scan(parts: Parts, cancelled: Callable[[], bool] | None = None) -> dict[str | int, SheetMarks]:
    """Sheet name -> marks; refuses bombs, damaged archives and cells too far out."""
    found: dict[str, _Sheet] = {}
    rows_before = 0
    never_computed = b'fullCalcOnLoad="1"' in parts.read("xl/workbook.xml", 4_000_000)
    for info in parts.infos:
        name = part_name(info)
        if not name.endswith((".xml", ".rels", ".bin")):
            continue
        if not _may_be_sheet(name):
            for place, block in enumerate(parts.blocks(info)):
                if place == 0 and not name.endswith(".bin"):
                    check_markup(block)
            continue
        sheet = _Sheet()
        for place, rows in enumerate(_whole_rows(parts, info)):
            if cancelled is not None and cancelled():
                raise ImportCancelled
            if place == 0:
                check_markup(rows)
            _scan_rows(_without_prefix(rows), sheet, never_computed, rows_before)
        if sheet.last_row * sheet.last_column > MAX_CELLS:
            _exact_extent(parts, info, sheet)
        rows_before += sheet.last_row
        found[name] = sheet
    links = sheet_parts(parts)
    names = {part: name for name, part in links.items()}
    extents = Extents()
    for part, sheet in found.items():
        extents.add(names.get(part, part), sheet.last_row, sheet.last_column or 1)
    _check_shared(parts, found)
    return {name: found[part].marks for name, part in links.items() if part in found}


def _may_be_sheet(name: str) -> bool:
    """A worksheet may stand under any name that the workbook links to."""
    return name.endswith(".xml") and name not in _NO_SHEETS


def check_markup(head: bytes) -> None:
    """Refuses XML that declares a document type or entities, or is not in an ASCII superset.

    No workbook program writes either; the first asks a parser to open other files, the second
    would pass unseen by searches in bytes.
    """
    if b"\0" in head[:4096] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused("refused.damaged")
    if b"<!DOCTYPE" in head[:65536] or b"<!ENTITY" in head[:65536]:
        raise ImportRefused("refused.entity")


def _whole_rows(parts: Parts, info: ZipInfo) -> Iterator[bytes]:
    waiting = b""
    for block in parts.blocks(info):
        waiting += block
        cut = waiting.rfind(b"</row>")
        if cut > 0:
            yield waiting[: cut + 6]
            waiting = waiting[cut + 6 :]
        elif len(waiting) > _WHOLE:
            yield waiting
            waiting = waiting[-4096:]
    if waiting:
        yield waiting


def _without_prefix(text: bytes) -> bytes:
    """Elements written with a namespace prefix (x:row) as elements without."""
    if b":row" in text or b":c " in text or b":c>" in text or b":si>" in text:
        return _PREFIX.sub(rb"<\1\2", text)
    return text


def _scan_rows(text: bytes, sheet: _Sheet, never_computed: bool, rows_before: int) -> None:
    for row in _ROW.findall(text):
        sheet.last_row = max(sheet.last_row, int(row))
    sheet.last_row += len(_UNPLACED_ROW.findall(text))
    start, end = max(text.find(b"<sheetData"), 0), text.find(b"</sheetData>")
    cells = text[start:end] if end >= 0 else text[start:]
    if cells.count(b"<c") > cells.count(b'<c r="') and _UNPLACED.search(cells):
        # Cells without an address follow one another; the longest row bounds how far they go.
        longest = max(row.count(b"<c") for row in cells.split(b"<row"))
        sheet.last_column = max(sheet.last_column, longest) + longest
    for row in set(_CELL_ROW.findall(cells)):
        sheet.last_row = max(sheet.last_row, int(row))
    all_rows = rows_before + sheet.last_row
    if all_rows * _COLUMNS > MAX_CELLS or end < 0 or sheet.last_column:
        for letters in set(_COLUMN.findall(cells)):
            sheet.last_column = max(sheet.last_column, column_number(letters) + 1)
    sheet.shared_texts += text.count(b't="s"') + text.count(b"t='s'")
    if b't="e"' in text or b"t='e'" in text:
        _take(sheet.marks.errors, (found.group() for found in _ERROR.finditer(text)))
    if b"<f" in text:
        for pattern in _UNCACHED:
            _take(sheet.marks.uncached, _openings(text, pattern))
        if never_computed:
            _take(sheet.marks.uncached, _openings(text, _NEVER_COMPUTED))
    if b"hidden" in text:
        for found in _HIDDEN_ROW.finditer(text):
            number = re.search(rb"\sr=[\"'](\d{1,9})", found.group())
            if number:
                sheet.marks.hidden_rows.append(int(number.group(1)) - 1)
        for found in _HIDDEN_COLUMN.finditer(text):
            span = {name: int(n) for name, n in _SPAN.findall(found.group())}
            if b"min" in span and b"max" in span:
                sheet.marks.hidden_columns.append((span[b"min"] - 1, span[b"max"] - 1))


def _openings(text: bytes, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    """Opening tags of the cells whose end matches, except those whose result is empty text."""
    for found in pattern.finditer(text):
        start = text.rfind(b"<c ", 0, found.start())
        opening = text[start : text.find(b">", start) + 1] if start >= 0 else b""
        empty_text = found.re.groups and found.group(1) and re.search(rb"t=[\"']str", opening)
        if not empty_text:
            yield opening


def _take(places: list[Place], openings: Iterator[bytes]) -> None:
    for opening in openings:
        if len(places) >= MAX_MARKS:
            return
        found = _PLACE.search(opening)
        if found:
            places.append((int(found.group(2)) - 1, column_number(found.group(1))))


def _exact_extent(parts: Parts, info: ZipInfo, sheet: _Sheet) -> None:
    """The extent of cells that hold something: a format down to the last row is no content."""
    last_row = last_column = 0
    for rows in _whole_rows(parts, info):
        text = _without_prefix(rows)
        if _UNPLACED.search(text) or _UNPLACED_ROW.search(text):
            return
        for letters, row in _VALUED.findall(text):
            last_row = max(last_row, int(row))
            last_column = max(last_column, column_number(letters) + 1)
    sheet.last_row, sheet.last_column = last_row, last_column


def _check_shared(parts: Parts, sheets: dict[str, _Sheet]) -> None:
    """Refuses a long text that is shown so often that its copies would fill the memory."""
    shown = sum(sheet.shared_texts for sheet in sheets.values())
    table = parts.find("xl/sharedStrings.xml")
    if table is None or shown * min(table.file_size, 200_000) <= MAX_CELLS:
        return
    text = _without_prefix(parts.read(table.filename))
    lengths = [len(found) for found in _STRING.findall(text)]
    if shown * max(lengths, default=0) <= MAX_CELLS:
        return
    total = 0
    for name in sheets:
        info = parts.find(name)
        for rows in _whole_rows(parts, info) if info is not None else ():
            for index in _SHARED.findall(_without_prefix(rows)):
                number = int(index)
                total += lengths[number] if number < len(lengths) else 0
        check_text(total)


def column_number(letters: bytes) -> int:
    """0-based number of a column: A -> 0, AA -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def sheet_parts(parts: Parts) -> dict[str, str]:
    """Sheet name -> worksheet part (lower case) of an xlsx, as the workbook's own lists say."""
    names = parts.names
    book = next((n for n in ("xl/workbook.xml", "xl/workbook2.xml") if n in names), None)
    if book is None:
        return {}
    links = parts.read(book.replace("xl/", "xl/_rels/") + ".rels").decode("utf-8", "replace")
    sheets = parts.read(book, 20_000_000).decode("utf-8", "replace")
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
            found[_unescape(name)] = targets[link.group(1)].lower()
    return found


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\b{name}=\"([^\"]*)\"|\b{name}='([^']*)'", tag)
    return (found.group(1) or found.group(2) or "") if found else None


def _unescape(text: str) -> str:
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(mark, character)
    return text.replace("&amp;", "&")
