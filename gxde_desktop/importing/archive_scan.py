"""Looking through an xlsx before a reader opens it, and for what the reader does not tell.

The reader (calamine) builds every sheet as a full rectangle, so one cell at XFD1048576 or one
long text shown a million times would take all memory; and it gives an error cell, a formula
without a result and a hidden row as nothing. This reads the sheets' XML as a stream, whole rows
at a time, with searches anchored at what is rare, so that an ordinary sheet costs little more
than unpacking it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from zipfile import ZipInfo

from gxde_desktop.importing.limits import (
    ALL_CELLS,
    MAX_CELLS,
    MAX_MARKS,
    Extents,
    Place,
    check_sheets,
    check_text,
)
from gxde_desktop.importing.number_formats import of_styles
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.wording import ImportCancelled, ImportRefused
from gxde_desktop.importing.xlsx_extent import (
    Cursor,
    Tags,
    column_at,
    extent,
    valued_extent,
)
from gxde_desktop.importing.zip_parts import Parts, stored

_WHOLE = 16_000_000
"""No row is longer than this: 16 384 cells of a thousand characters."""

_ERROR = re.compile(rb"<c\b[^>]*\st=[\"']e[\"'][^>]*>")
_NOTHING = rb"\s*(<v\s*/>|<v>\s*</v>)?\s*</c>"
_UNCACHED = (re.compile(rb"</f>" + _NOTHING), re.compile(rb"<f\b[^>]*/>" + _NOTHING))
_NEVER_COMPUTED = re.compile(rb"</f>\s*<v>0(?:\.0)?</v>\s*</c>")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,9})[\"']")
_HIDDEN = rb"[^>]*\shidden=[\"'](?:1|true)[\"'][^>]*>"
_HIDDEN_SOMETHING = re.compile(rb"hidden")  # found in half the time that `in` takes
_HIDDEN_ROW = re.compile(rb"<row\b" + _HIDDEN)
_HIDDEN_COLUMN = re.compile(rb"<col\b" + _HIDDEN)
_SPAN = re.compile(rb"\s(min|max)=[\"'](\d{1,9})[\"']")
_NAMES = rb"(?:row|c|v|f|is|t|si|col|sheetData)(?=[\s/>])"
_NAME = re.compile(_NAMES)
_PREFIX = re.compile(rb"<(/?)[A-Za-z_][\w.-]*:(" + _NAMES + rb")")
_STRING = re.compile(rb"<si\b.*?</si>", re.DOTALL)
_SHARED = re.compile(rb"\st=[\"']s[\"'][^>]*>\s*<v>(\d{1,9})</v>")


Pieces = Sequence[bytes | memoryview]
"""What one part holds, to be put together once."""


@dataclass(slots=True)
class _Sheet:
    """One worksheet part: its marks, how far it reaches, how many cells it has."""

    marks: SheetMarks = field(default_factory=SheetMarks)
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    cursor: Cursor = field(default_factory=Cursor)


@dataclass(frozen=True, slots=True)
class Scanned:
    """Marks by the name of the sheet, and the archive to be read.

    archive: the parts that a reader needs as they were unpacked and looked through here; None
    where they are too large to be held twice, then the file's own bytes are to be read.
    """

    marks: dict[str | int, SheetMarks]
    archive: bytes | None


_HELD = 32_000_000


def scan(parts: Parts, cancelled: Callable[[], bool] | None = None) -> Scanned:
    """Looks through the parts that a reader opens.

    Refuses bombs, damaged archives, document types and cells too far out.
    """
    held: dict[str, Pieces] | None = {}
    percent: re.Pattern[bytes] | None = None
    book = workbook_part(parts)
    folder, _, book_name = book.rpartition("/")
    for name in (
        "[Content_Types].xml", "_rels/.rels", book, f"{folder}/_rels/{book_name}.rels",
        "xl/sharedStrings.xml", "xl/styles.xml",
    ):  # fmt: skip
        info = parts.find(name)
        if info is None:
            continue
        blocks = list(parts.blocks(info))
        check_markup(blocks[0] if blocks else b"")
        if name.endswith("styles.xml"):
            percent = _of_formats(of_styles(b"".join(blocks)))
        held = _hold(held, info, blocks)
    found: dict[str, _Sheet] = {}
    extents = Extents()
    links = sheet_parts(parts, book)
    check_sheets(len(links))
    never_computed = b'fullCalcOnLoad="1"' in parts.read(book, 20_000_000)
    for sheet_name, name in links.items():
        info = parts.find(name)
        if info is None or name in found:
            continue
        sheet = _Sheet()
        pieces: list[bytes] = []
        for place, rows in enumerate(_whole_rows(parts, info)):
            if cancelled is not None and cancelled():
                raise ImportCancelled
            if place == 0:
                check_markup(rows)
            looked_at = _scan_rows(_without_prefix(rows), sheet, never_computed, percent)
            if held is not None:
                pieces.append(looked_at)
        if MAX_CELLS < sheet.last_row * sheet.last_column <= ALL_CELLS:
            _exact_extent(parts, info, sheet)
        extents.add(sheet_name, sheet.last_row, sheet.last_column)
        found[name] = sheet
        held = _hold(held, info, _merged_first(pieces))
    _check_shared(parts, found)
    marks: dict[str | int, SheetMarks] = {
        name: found[part].marks for name, part in links.items() if part in found
    }
    return Scanned(marks, None if held is None else stored(held))


def _hold(
    held: dict[str, Pieces] | None, info: ZipInfo, content: Pieces
) -> dict[str, Pieces] | None:
    size = sum(map(len, content))
    if held is None or sum(len(each) for part in held.values() for each in part) + size > _HELD:
        return None
    held[info.filename] = content
    return held


def _merged_first(pieces: Pieces) -> Pieces:
    """The sheet with its merged ranges before its cells instead of after them.

    The reader looks for them in a second pass from the top, which then ends at once: it reads
    a sheet in half the time. Where nothing is merged, an empty list says so.
    """
    sheet = bytes(pieces[0]) if len(pieces) == 1 else b"".join(pieces)
    start, end = sheet.find(b"<sheetData"), sheet.rfind(b"</sheetData>")
    if start < 0 or end < 0:
        return [sheet]
    first, last = sheet.find(b"<mergeCells", end), sheet.find(b"</mergeCells>", end)
    view = memoryview(sheet)
    if first < 0:
        if b"mergeCell" in sheet[end:]:
            return [sheet]
        return [view[:start], b'<mergeCells count="0"></mergeCells>', view[start:]]
    if last < 0:
        return [sheet]
    last += len(b"</mergeCells>")
    return [view[:start], view[first:last], view[start:first], view[last:]]


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
    """A worksheet in pieces that hold whole rows."""
    blocks = parts.blocks(info)
    waiting = next(blocks, b"")
    for block in blocks:
        cut = waiting.rfind(b"</row>") + 6
        if cut < 6 and len(waiting) > _WHOLE:
            if b"<row" in waiting:
                raise ImportRefused("refused.too_much_text", limit=_WHOLE // 1_000_000)
            cut = waiting.rfind(b"<")
        if cut >= 6:
            yield waiting[:cut]
            waiting = waiting[cut:]
        waiting += block
    yield waiting


def _without_prefix(text: bytes) -> bytes:
    """Elements written with a namespace prefix (x:row) as elements without."""
    place = text.find(b":")
    while place >= 0:
        if _NAME.match(text, place + 1):
            return _PREFIX.sub(rb"<\1\2", text)
        place = text.find(b":", place + 1)
    return text


def _of_formats(formats: frozenset[int]) -> re.Pattern[bytes] | None:
    """What finds the format of a cell that is one of these; None where there are none."""
    if not formats:
        return None
    numbers = "|".join(map(str, sorted(formats)))
    return re.compile(rf"\ss=[\"'](?:{numbers})[\"']".encode())


def _shown_as_percent(text: bytes, pattern: re.Pattern[bytes], marks: SheetMarks) -> None:
    """Marks the cells of such a format; a row's own format (another attribute) is none."""
    for found in pattern.finditer(text):
        start = text.rfind(b"<", 0, found.start())
        end = text.find(b">", start)
        place = _PLACE.search(text, start, end) if text[start : start + 3] == b"<c " else None
        if place and text[end - 1 : end] != b"/":
            marks.percent(int(place.group(2)) - 1, column_at(place.group(1)))


def _scan_rows(
    text: bytes, sheet: _Sheet, never_computed: bool, percent: re.Pattern[bytes] | None
) -> bytes:
    """Looks through whole rows; gives them with an address at every cell."""
    tags = Tags(text)
    found = tags.addresses()
    if found is None:
        text = sheet.cursor.addressed(text)
        tags, found = Tags(text), extent(text)
    rows, columns = found
    sheet.last_row, sheet.last_column = max(sheet.last_row, rows), max(sheet.last_column, columns)
    sheet.cells += tags.cells.size
    if b"#" in text and (b't="e"' in text or b"t='e'" in text):
        _take(sheet.marks.errors, (found.group() for found in _ERROR.finditer(text)))
    if tags.of(b"f").size:
        for pattern in () if tags.all_computed() else _UNCACHED:
            _take(sheet.marks.uncached, _openings(text, pattern))
        if never_computed:
            _take(sheet.marks.uncached, _openings(text, _NEVER_COMPUTED))
    if percent is not None:
        _shown_as_percent(text, percent, sheet.marks)
    if _HIDDEN_SOMETHING.search(text):
        for opening in _HIDDEN_ROW.finditer(text):
            number = re.search(rb"\sr=[\"'](\d{1,9})", opening.group())
            if number:
                sheet.marks.hidden_rows.append(int(number.group(1)) - 1)
        for opening in _HIDDEN_COLUMN.finditer(text):
            span = {name: int(n) for name, n in _SPAN.findall(opening.group())}
            if b"min" in span and b"max" in span:
                sheet.marks.hidden_columns.append((span[b"min"] - 1, span[b"max"] - 1))
    return text


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
            places.append((int(found.group(2)) - 1, column_at(found.group(1))))


def _exact_extent(parts: Parts, info: ZipInfo, sheet: _Sheet) -> None:
    """The extent of cells that hold something: a format down to the last row is no content."""
    last_row = last_column = 0
    for rows in _whole_rows(parts, info):
        found = valued_extent(_without_prefix(rows))
        if found is None:
            return
        last_row, last_column = max(last_row, found[0]), max(last_column, found[1])
    sheet.last_row, sheet.last_column = last_row, last_column


def _check_shared(parts: Parts, sheets: dict[str, _Sheet]) -> None:
    """Refuses a long text that is shown so often that its copies would fill the memory."""
    shown = sum(sheet.cells for sheet in sheets.values())
    table = parts.find("xl/sharedStrings.xml")
    if table is None or shown * min(table.file_size, 200_000) <= MAX_CELLS:
        return
    text = _without_prefix(parts.read(table.filename))
    # Each string with what stands between it and the next: never shorter than the string.
    if shown * max(map(len, text.split(b"<si")[1:]), default=0) <= MAX_CELLS:
        return
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


def workbook_part(parts: Parts) -> str:
    """The part that lists the sheets (lower case), as the package's own list says."""
    for kind, target in _links(parts, "_rels/.rels", "").values():
        if kind.endswith("/officeDocument") and parts.find(target) is not None:
            return target
    return "xl/workbook.xml"


def sheet_parts(parts: Parts, book: str) -> dict[str, str]:
    """Sheet name -> worksheet part (lower case) of an xlsx, as the workbook's own lists say."""
    folder, _, name = book.rpartition("/")
    links = _links(parts, f"{folder}/_rels/{name}.rels", f"{folder}/")
    sheets = parts.read(book, 20_000_000).decode("utf-8", "replace")
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", sheets):
        title = _attribute(tag, "name")
        link = re.search(r"\b\w+:id=[\"']([^\"']*)", tag)
        if title is not None and link and link.group(1) in links:
            found[html.unescape(title)] = links[link.group(1)][1]
    return found


def _links(parts: Parts, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """Kind and target (lower case) of the relations that a part lists, by their identifier."""
    found = {}
    text = parts.read(name, 20_000_000).decode("utf-8", "replace")
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", text):
        ident, target = _attribute(tag, "Id"), _attribute(tag, "Target")
        if ident and target:
            target = target.replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else folder + target
            found[ident] = (_attribute(tag, "Type") or "", path.lower())
    return found


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\b{name}=\"([^\"]*)\"|\b{name}='([^']*)'", tag)
    return (found.group(1) or found.group(2) or "") if found else None
