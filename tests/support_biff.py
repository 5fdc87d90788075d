"""Writes small .xls and .xlsb files record by record, for nothing among the tools can.

Layouts: Microsoft [MS-CFB], [MS-XLS] and [MS-XLSB]; BIFF5 as OpenOffice documented it.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support_files import zipped


@dataclass(frozen=True)
class Failed:
    """A cell that holds an error value: 0x07 is #DIV/0!, 0x2A is #N/A."""

    code: int = 0x07


@dataclass(frozen=True)
class Computed:
    """A formula and what it stores: a number, an error or nothing."""

    result: float | Failed | None


@dataclass(frozen=True)
class XlsSheet:
    """Cells by row and column (0-based), and what is hidden."""

    name: str
    cells: Mapping[tuple[int, int], Any]
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    extra: bytes = field(default=b"", repr=False)


def cells_of(rows: Iterable[Iterable[Any]]) -> dict[tuple[int, int], Any]:
    """Rows of values as cells; None is blank."""
    return {
        (r, c): value
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    }


def xls(
    sheets: Sequence[XlsSheet],
    *,
    version: int = 8,
    encoding: str = "gbk",
    old_dates: bool = False,
    computed: bool = True,
    extra: bytes = b"",
) -> bytes:
    """A workbook of Excel 97 (version 8) or Excel 5 (version 5)."""
    texts: list[str] = []
    head = [record(0x0809, _bof(version, 0x0005)), extra]
    head.append(record(0x0042, struct.pack("<H", 1200 if version == 8 else 936)))
    head.append(record(0x0022, struct.pack("<H", old_dates)))
    if computed:
        head.append(record(0x01C1, struct.pack("<HHI", 0x01C1, 0, 0x0001EA73)))
    for number_format in (0, 14):
        size = 16 if version == 8 else 12
        head.append(record(0x00E0, struct.pack("<HH", 0, number_format) + b"\0" * size))
    bodies = [_sheet(sheet, version, encoding, texts) for sheet in sheets]
    tail = record(0x000A, b"")
    if version == 8:
        tail = record(0x00FC, _shared(texts)) + tail
    names = [_sheet_name(sheet.name, version, encoding) for sheet in sheets]
    at = sum(map(len, head)) + sum(10 + len(name) for name in names) + len(tail)
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        head.append(record(0x0085, struct.pack("<IBB", at, sheet.hidden, 0) + name))
        at += len(body)
    return ole({"Workbook" if version == 8 else "Book": b"".join((*head, tail, *bodies))})


def record(code: int, content: bytes) -> bytes:
    """One record of a workbook stream."""
    return struct.pack("<HH", code, len(content)) + content


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with streams, each filled up to the size that needs no mini stream."""
    contents = [data + b"\0" * max(0, 4096 - len(data)) for data in streams.values()]
    sectors = [-(-len(data) // 512) for data in contents]
    directory_sectors = -(-(len(streams) + 1) // 4)
    used = sum(sectors) + directory_sectors
    fat_sectors = 1
    while fat_sectors * 128 < used + fat_sectors:
        fat_sectors += 1
    fat = [0xFFFFFFFD] * fat_sectors
    fat += _chain(fat_sectors, directory_sectors)
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    at = fat_sectors + directory_sectors
    for place, (name, data) in enumerate(zip(streams, contents, strict=True)):
        nxt = place + 2 if place + 1 < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, at, len(data), right=nxt))
        fat += _chain(at, sectors[place])
        at += sectors[place]
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIII", fat_sectors, fat_sectors, 0, 4096, 0xFFFFFFFE, 0,
                        0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<109I", *(list(range(fat_sectors)) + [0xFFFFFFFF] * (109 - fat_sectors)))
    table = struct.pack(f"<{len(fat)}I", *fat)
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    return head + table + directory + b"".join(d.ljust(-(-len(d) // 512) * 512, b"\0")
                                                for d in contents)  # fmt: skip


def _chain(first: int, count: int) -> list[int]:
    return [first + k + 1 for k in range(count - 1)] + [0xFFFFFFFE] if count else []


def _entry(
    name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
        + b"\0" * 36
        + struct.pack("<III", start, size, 0)
    )


def _bof(version: int, kind: int) -> bytes:
    if version == 8:
        return struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6)
    return struct.pack("<HHHH", 0x0500, kind, 0x096C, 0x07C9)


def _sheet_name(name: str, version: int, encoding: str) -> bytes:
    if version == 8:
        return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    text = name.encode(encoding)
    return struct.pack("<B", len(text)) + text


def _shared(texts: Sequence[str]) -> bytes:
    body = b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in texts)
    return struct.pack("<II", len(texts), len(texts)) + body


def _sheet(sheet: XlsSheet, version: int, encoding: str, texts: list[str]) -> bytes:
    rows = [r for r, _ in sheet.cells] or [0]
    columns = [c for _, c in sheet.cells] or [0]
    size = (0, max(rows) + 1, 0, max(columns) + 1, 0)
    out = [record(0x0809, _bof(version, 0x0010))]
    out.append(record(0x0200, struct.pack("<IIHHH" if version == 8 else "<HHHHH", *size)))
    out += [record(0x007D, struct.pack("<HHHHHH", c, c, 2304, 0, 1, 0))
            for c in sheet.hidden_columns]  # fmt: skip
    out += [record(0x0208, struct.pack("<HHHHHHHH", r, 0, 9, 255, 0, 0, 0x20, 0))
            for r in sheet.hidden_rows]  # fmt: skip
    out += [
        _cell(r, c, value, version, encoding, texts)
        for (r, c), value in sorted(sheet.cells.items())
    ]
    if sheet.merged:
        areas = b"".join(
            struct.pack("<HHHH", top, bottom, left, right)
            for top, left, bottom, right in sheet.merged
        )
        out.append(record(0x00E5, struct.pack("<H", len(sheet.merged)) + areas))
    return b"".join((*out, sheet.extra, record(0x000A, b"")))


def _cell(
    row: int, column: int, value: Any, version: int, encoding: str, texts: list[str]
) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, bool):
        return record(0x0205, place + struct.pack("<BB", value, 0))
    if isinstance(value, int | float):
        return record(0x0203, place + struct.pack("<d", value))
    if isinstance(value, dt.date):
        serial = (value - dt.date(1899, 12, 30)).days
        return record(0x0203, struct.pack("<HHHd", row, column, 1, serial))
    if isinstance(value, Failed):
        return record(0x0205, place + struct.pack("<BB", value.code, 1))
    if isinstance(value, Computed):
        stored = struct.pack("<BBBBBBH", 3, 0, 0, 0, 0, 0, 0xFFFF)
        if isinstance(value.result, Failed):
            stored = struct.pack("<BBBBBBH", 2, 0, value.result.code, 0, 0, 0, 0xFFFF)
        elif value.result is not None:
            stored = struct.pack("<d", value.result)
        tokens = struct.pack("<BH", 0x1E, 1)
        return record(0x0006, place + stored + struct.pack("<HIH", 0, 0, len(tokens)) + tokens)
    if version == 8:
        texts.append(value)
        return record(0x00FD, place + struct.pack("<I", len(texts) - 1))
    text = str(value).encode(encoding)
    return record(0x0204, place + struct.pack("<H", len(text)) + text)


def xlsb(sheets: Sequence[XlsSheet]) -> bytes:
    """A binary workbook; the cells of an XlsSheet, texts among the cells."""
    book = _brt(131) + _brt(143)
    links, parts = "", {}
    for number, sheet in enumerate(sheets, start=1):
        book += _brt(156, struct.pack("<II", sheet.hidden, number) + _wide(f"rId{number}")
                     + _wide(sheet.name))  # fmt: skip
        links += (
            f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.bin" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        )
        parts[f"xl/worksheets/sheet{number}.bin"] = _brt_sheet(sheet)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/styles.bin": _brt(278)
            + _brt(617, struct.pack("<I", 2))
            + b"".join(_brt(47, struct.pack("<HH12x", 0, f)) for f in (0, 14))
            + _brt(618)
            + _brt(279),
            "xl/workbook.bin": book + _brt(144) + _brt(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{space}">{links}</Relationships>',
            **parts,
        }
    )


def _brt_sheet(sheet: XlsSheet) -> bytes:
    rows = sorted({r for r, _ in sheet.cells})
    columns = sorted({c for _, c in sheet.cells})
    size = struct.pack("<IIII", rows[0], rows[-1], columns[0], columns[-1])
    out = _brt(129) + _brt(148, size)
    if sheet.hidden_columns:
        out += _brt(390)
        for column in sheet.hidden_columns:
            out += _brt(60, struct.pack("<IIIIH", column, column, 2304, 0, 1))
        out += _brt(391)
    out += _brt(145)
    for row in rows:
        flags = 0x10 if row in sheet.hidden_rows else 0
        out += _brt(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 0))
        for column in columns:
            value = sheet.cells.get((row, column))
            place = struct.pack("<II", column, 0)
            if isinstance(value, dt.date):
                serial = (value - dt.date(1899, 12, 30)).days
                out += _brt(5, struct.pack("<IId", column, 1, serial))
            elif isinstance(value, Computed) and isinstance(value.result, Failed):
                out += _brt(11, place + struct.pack("<BHII", value.result.code, 0, 0, 0))
            elif isinstance(value, Failed):
                out += _brt(3, place + bytes([value.code]))
            elif isinstance(value, int | float):
                out += _brt(5, place + struct.pack("<d", value))
            elif isinstance(value, str):
                out += _brt(6, place + _wide(value))
    out += _brt(146)
    if sheet.merged:
        out += _brt(177, struct.pack("<I", len(sheet.merged)))
        for top, left, bottom, right in sheet.merged:
            out += _brt(176, struct.pack("<IIII", top, bottom, left, right))
        out += _brt(178)
    return out + _brt(130)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _brt(code: int, content: bytes = b"") -> bytes:
    head = bytes([code]) if code < 0x80 else bytes([code & 0x7F | 0x80, code >> 7])
    length, size = len(content), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + content
