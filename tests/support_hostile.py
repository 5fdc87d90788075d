"""Files that would take all time or memory if they were believed, and what is said of each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from tests import support_files as made


class Hostile(NamedTuple):
    """How it is made, and the code that must be among its findings."""

    data: Callable[[], bytes]
    code: str


_ROW = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}" t="s"><v>0</v></c></row>'


def _zeros() -> bytes:
    return made.raw_xlsx("<row/>", more={"xl/sharedStrings.xml": b"\0" * 100_000_000})


def _one_text_everywhere() -> bytes:
    rows = "".join(_ROW.format(row) for row in range(1, 100_001))
    return made.raw_xlsx(rows, shared=f"<si><t>{'A' * 30_000}</t></si>")


def _merged() -> bytes:
    merged = "".join(f'<mergeCell ref="A1:XFD{row}"/>' for row in range(2, 60_000))
    data = made.raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
    return made.zipped({**_parts(data), "xl/worksheets/sheet1.xml": _sheet(data, merged)})


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sheet(data: bytes, merged: str) -> bytes:
    sheet = _parts(data)["xl/worksheets/sheet1.xml"]
    end = b"</sheetData>"
    return sheet.replace(end, end + b"<mergeCells>" + merged.encode() + b"</mergeCells>")


def _repeated() -> bytes:
    cell = made.ods_cell("A", ' table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return made.ods(f'<table:table table:name="a">{row}</table:table>')


def _nested() -> bytes:
    return b"<html><body>" + b"<table><tr><td>" * 60_000 + b"1" + b"</table>" * 60_000


def _spanned() -> bytes:
    cells = b'<td colspan="99999" rowspan="99999">1</td>' * 400
    return b"<html><table>" + (b"<tr>" + cells + b"</tr>") * 40 + b"</table></html>"


def _words() -> bytes:
    """Thousands of rows that are looked at closely, each cell a text of its own."""
    lines = (",".join(f"文{row}之{place}" for place in range(45)) for row in range(6_000))
    return "\n".join(lines).encode()


HOSTILE = {
    "zeros": Hostile(_zeros, "refused.bomb"),
    "a text shown 200 000 times": Hostile(_one_text_everywhere, "refused.too_much_text"),
    "merged ranges over everything": Hostile(_merged, "series.no_years"),
    "cells repeated to the last corner": Hostile(_repeated, "refused.far_cell"),
    "tables within tables": Hostile(_nested, "refused.nested_too_deep"),
    "spans over everything": Hostile(_spanned, "refused.far_cell"),
    "nine million cells in one row": Hostile(
        lambda: b"a,b\n" * 50 + b"c" + b",d" * 9_000_000, "refused.too_many_cells"
    ),
    "more rows than a sheet has": Hostile(lambda: b"a,b\n" * 1_200_000, "refused.far_cell"),
    "nothing but words": Hostile(_words, "series.only_text"),
}
