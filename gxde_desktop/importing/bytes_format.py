"""What the bytes of a file are, whatever its name says."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from gxde_desktop.importing.ole import MAGIC, DamagedOle, OleFile, xls_is_locked
from gxde_desktop.importing.wording import ImportRefused

WORKBOOK_FORMATS = ("xls", "xlsx", "xlsm", "xlsb", "ods")
"""Formats that the workbook reader opens."""

LATER_FORMATS = ("html", "mhtml", "spreadsheetml")
"""Formats that are recognised and, for now, refused with a remedy."""

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
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
    if not data.strip(b"\0 \r\n\t"):
        raise ImportRefused("refused.empty")
    if data.startswith(MAGIC):
        return _ole_format(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(data)
    for magic, name in _OTHER_MAGIC.items():
        if data.startswith(magic):
            raise ImportRefused("refused.not_a_workbook", what=name)
    if data.startswith(_OLD_BIFF):
        raise ImportRefused("refused.old_excel")
    return _text_format(data)


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


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            lower = {name.lower() for name in names}
            if "mimetype" in names:
                kind = _small(archive, "mimetype").decode("ascii", "replace").strip()
                if kind == _ODS:
                    if b"encryption-data" in _small(archive, "META-INF/manifest.xml"):
                        raise ImportRefused("refused.password")
                    return "ods"
            if "xl/workbook.bin" in lower:
                return "xlsb"
            if "xl/workbook.xml" in lower or "xl/workbook2.xml" in lower:
                types = _small(archive, "[Content_Types].xml")
                macros = b"macroEnabled" in types or "xl/vbaproject.bin" in lower
                return "xlsm" if macros else "xlsx"
            if any(name.startswith("word/") for name in lower):
                raise ImportRefused("refused.not_a_workbook", what="Word")
            if any(name.startswith("ppt/") for name in lower):
                raise ImportRefused("refused.not_a_workbook", what="PowerPoint")
    except ImportRefused:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on damaged archives
        raise ImportRefused("refused.damaged") from error
    raise ImportRefused("refused.not_a_workbook", what="ZIP")


def _small(archive: zipfile.ZipFile, name: str, limit: int = 4_000_000) -> bytes:
    """A small member, never more than `limit` bytes of it."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as stream:
        return stream.read(limit)


def _text_format(data: bytes) -> str:
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    elif b"\0" in head:
        raise ImportRefused("refused.not_a_workbook", what="binary")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096].lower()
    if re.match(rb"(mime-version:|content-type:\s*multipart|from:\s*<saved)", start):
        return "mhtml"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "spreadsheetml"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return "html"
    if start.startswith(b"<?xml"):
        if b"<html" in start or b"xhtml" in start:
            return "html"
        raise ImportRefused("refused.not_a_workbook", what="XML")
    return "csv"
