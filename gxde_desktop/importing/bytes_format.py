"""What the bytes of a file are, whatever its name says."""

from __future__ import annotations

import re

from gxde_desktop.importing.archive_scan import workbook_part
from gxde_desktop.importing.decoding import head_of
from gxde_desktop.importing.ole import MAGIC, DamagedOle, OleFile, xls_is_locked
from gxde_desktop.importing.spreadsheetml import NAMESPACE
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.importing.zip_parts import Parts

_ODS = (
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet-template",
)
_MAIL = re.compile(
    rb"(?:[a-z][\w-]{0,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){0,30}?"
    rb"(?:mime-version\s*:|content-type\s*:\s*(?:multipart|text/html)|from:\s*<saved)"
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|table|head|meta|body|tr|div|center|style)\b")
_COMPANY = (b"E-SafeNet", b"%TSD-Header-###%", b"\x62\x14\x23\x65")
"""Marks of programs that encrypt the files of an office where they leave it."""

_OTHER_MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
}
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")


def format_of(data: bytes) -> str:
    """`xls`, `xlsx`, `xlsm`, `xlsb`, `ods`, `csv`, `html`, `mhtml` or `spreadsheetml`.

    Raises ImportRefused for anything else: empty, damaged, locked by a password,
    another kind of document.
    """
    return format_and_parts(data)[0]


def format_and_parts(data: bytes) -> tuple[str, Parts | None]:
    """The same with the archive that was opened to tell, for its reader; None of any other."""
    if not data.strip(b"\0 \r\n\t"):
        raise ImportRefused("refused.empty")
    if data.startswith(MAGIC):
        return _ole_format(data), None
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        parts = Parts(data)
        return _zip_format(parts), parts
    if any(mark in data[:512] for mark in _COMPANY):
        raise ImportRefused("refused.company_encryption")
    for magic, name in _OTHER_MAGIC.items():
        if data.startswith(magic):
            raise ImportRefused("refused.not_a_workbook", what=name)
    if data.startswith(_OLD_BIFF):
        raise ImportRefused("refused.old_excel")
    return _text_format(data), None


def _ole_format(data: bytes) -> str:
    try:
        ole = OleFile(data)
        names = set(ole.names)
        if "EncryptedPackage" in names:
            raise ImportRefused("refused.password")
        for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
            if name in names:
                if xls_is_locked(ole.head(name)):
                    raise ImportRefused("refused.password")
                return "xls"
    except (DamagedOle, IndexError, ValueError) as error:
        raise ImportRefused("refused.damaged") from error
    if "WordDocument" in names:
        raise ImportRefused("refused.not_a_workbook", what="Word")
    if "PowerPoint Document" in names:
        raise ImportRefused("refused.not_a_workbook", what="PowerPoint")
    raise ImportRefused("refused.not_a_workbook", what="OLE")


def _zip_format(parts: Parts) -> str:
    names = parts.names
    kind = parts.read("mimetype", 200).decode("ascii", "replace").strip()
    if kind in _ODS or (not kind and {"content.xml", "meta-inf/manifest.xml"} <= names):
        if b"encryption-data" in parts.read("META-INF/manifest.xml", 4_000_000):
            raise ImportRefused("refused.password")
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    book = workbook_part(parts)
    if book.endswith(".bin"):
        return "xlsb"
    if book in names and not book.startswith(("word/", "ppt/")):
        types = parts.read("[Content_Types].xml", 4_000_000)
        macros = b"macroEnabled" in types or "xl/vbaproject.bin" in names
        return "xlsm" if macros else "xlsx"
    for folder, what in (("word/", "Word"), ("ppt/", "PowerPoint")):
        if any(name.startswith(folder) for name in names):
            raise ImportRefused("refused.not_a_workbook", what=what)
    raise ImportRefused("refused.not_a_workbook", what="ZIP")


def _text_format(data: bytes) -> str:
    head = head_of(data)
    if b"\0" in head:
        raise ImportRefused("refused.not_a_workbook", what="binary")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:32768].lower()
    if _MAIL.match(start[:8192]):
        return "mhtml"
    if start.startswith(b"<") and NAMESPACE.encode() in start and b"<html" not in start:
        return "spreadsheetml"
    if start.startswith(b"<?xml"):
        if b"<html" not in start:
            raise ImportRefused("refused.not_a_workbook", what="XML")
        return "html"
    if start.startswith(b"<") and _PAGE.search(start):
        return "html"
    return "csv"
