"""The last sheet: what the program needs to read the workbook back, as lines of text."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable

from gxde_desktop.exporting.page import Page
from gxde_desktop.text import LANGUAGES, catalogue, tr

MARK = "GXDE-PROJECT-1"
"""Begins the lines; what follows in the column is theirs."""

_WIDE = 30_000
"""Characters of a cell; Excel allows 32 767."""
_MOST_BYTES = 256 * 1024 * 1024


def sheet_names() -> tuple[str, ...]:
    """Names that the sheet has, by language."""
    return tuple(catalogue(code)["exporting.sheet.program"] for code in LANGUAGES)


def write_program(page: Page, content: bytes) -> None:
    """Write bytes as text that survives saving in any spreadsheet program."""
    page.note(tr("exporting.program.note"))
    text = base64.b64encode(zlib.compress(content, 6)).decode("ascii")
    style = page.book.cells.formats.text("origin")
    page.sheet.set_column(0, 0, 60)
    lines = [MARK, *(text[at : at + _WIDE] for at in range(0, len(text), _WIDE))]
    for line in lines:
        page.sheet.write_string(page.row, 0, line, style)
        page.row += 1


def program_content(lines: Iterable[object]) -> bytes | None:
    """The bytes behind the mark in a column of cells; None where they are not whole."""
    found: list[str] | None = None
    for line in lines:
        if found is not None and isinstance(line, str):
            found.append(line)
        elif line == MARK:
            found = []
    if not found:
        return None
    try:
        packed = base64.b64decode("".join(found), validate=True)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, _MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return content if unpacking.eof else None
