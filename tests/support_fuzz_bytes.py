"""Mutants of files of every format, from small files that hold what each format can hold.

What is changed inside a part of a zipped workbook gets past the checksums of the archive, which
a change of the packed bytes hardly ever does.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.importing.results import FileReport
from tests import support_biff as biff
from tests import support_files as made
from tests.support_io import grid_of, made_doc

ROWS: list[list[Any]] = [
    ["指标：产值(亿元)", None, None, None],
    ["地区", "2017年", "2018年", "2019年"],
    *[[name, 10.5 * k, 11.5 * k, 12.5 * k] for k, name in enumerate(("广西", "广东", "云南"), 1)],
]
TABLE = [list(row) for row in grid_of(made_doc(3, decimals=1)).rows]
CELLS, TABLE_CELLS = biff.cells_of(ROWS), biff.cells_of(TABLE)
SHEETS = [
    biff.XlsSheet("表1", {**CELLS, (6, 1): biff.Failed(), (6, 2): biff.Computed(3.0)},
                  hidden_rows=[2], hidden_columns=[5], merged=[(0, 0, 0, 3)]),
    biff.XlsSheet("表2", TABLE_CELLS, hidden=True),
]  # fmt: skip


def _xlsx() -> bytes:
    """Formats, dates, merged and hidden cells, formulas with and without a result."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        percent, day = (book.add_format({"num_format": code}) for code in ("0.0%", "yyyy-mm-dd"))
        first, second = book.add_worksheet("表1"), book.add_worksheet("表2")
        for r, row in enumerate(ROWS):
            first.write_row(r, 0, row)
        first.merge_range(0, 0, 0, 3, ROWS[0][0])
        first.write_formula(6, 1, "=SUM(B3:B5)", None, 63.0)
        first.write_formula(6, 2, "=1/0", None, "#DIV/0!")
        first.write_number(6, 3, 0.084, percent)
        first.write_datetime(7, 0, dt.date(2019, 12, 31), day)
        first.set_row(3, None, None, {"hidden": True})
        first.set_column(5, 6, None, None, {"hidden": True})
        for r, row in enumerate(TABLE):
            second.write_row(r, 0, ["" if cell is None else cell for cell in row])
        second.hide()
    return out.getvalue()


SEEDS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "xls": lambda: (biff.xls(SHEETS), biff.xls(SHEETS[1:], computed=False)),
    "xls5": lambda: (biff.xls(SHEETS, version=5),),
    "xlsx": lambda: (made.xlsx(ROWS), _xlsx()),
    "xlsb": lambda: (biff.xlsb(SHEETS),),
    "ods": lambda: (
        made.ods(made.ods_rows(ROWS) + made.ods_rows(ROWS, "表2")),
        made.ods(made.ods_rows(TABLE)),
    ),
    "csv": lambda: tuple(
        "\n".join(mark.join("" if c is None else str(c) for c in row) for row in rows).encode(code)
        for rows, mark, code in ((ROWS, ",", "utf-8"), (ROWS, "\t", "gb18030"), (TABLE, ";", "gbk"))
    ),
    "html": lambda: (
        made.html(ROWS, head='<meta charset="gbk">', encoding="gbk"),
        made.html(TABLE),
    ),
    "mhtml": lambda: (
        made.mhtml({"a.htm": made.html(ROWS)}, encoding="quoted-printable"),
        made.mhtml({"a.htm": made.html(ROWS), "b.htm": made.html(TABLE)}),
    ),
    "spreadsheetml": lambda: (
        made.spreadsheetml(made.sml_rows(ROWS) + made.sml_rows(ROWS, "b")),
        made.spreadsheetml(made.sml_rows(TABLE)),
    ),
}
NUMBERS = (b"0", b"-1", b"255", b"65535", b"65536", b"1048576", b"1048577", b"2147483647",
           b"2147483648", b"4294967295", b"9223372036854775808", b"1e999", b"1E-400", b"NaN",
           b"0x41", b"")  # fmt: skip
WORDS = (b"<", b">", b'"', b"&", b"]]>", b"<!--", b"\0", b"\xff\xff\xff\xff", b"<table>", b"</row>",
         b"<![CDATA[", b"&#x0;", b"&amp;", b"=\n", b"\r\n\r\n", b"--", b"\x80", b'colspan="9999"',
         b"<!DOCTYPE a>", b"<row r=\"9\">", b'<c r="XFD1048576"><v>1</v></c>', b"<f>A1</f>",
         b' t="e"', b' t="s"', b' hidden="1"', b'ref="A1:XFD1048576"', b'="1"', b",,,,",
         b"\xef\xbb\xbf", b'number-columns-repeated="16384"', b"\xe5\xb9\xbf\xe8\xa5\xbf", b"2017",
)  # fmt: skip


def seeds(kind: str) -> tuple[bytes, ...]:
    return SEEDS[kind]()


def mutant(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A file with changes of different kinds; of an archive mostly inside one of its parts."""
    if data[:2] == b"PK" and rng.random() < 0.85:
        parts = _parts(data)
        names = [n for n in parts if not n.startswith("docProps") and n != "mimetype"]
        if names:
            name = rng.choice(names)
            there = _parts(other).get(name, parts[name])
            parts[name] = _changed(parts[name], there, rng)
            return made.zipped(parts)
    return _changed(data, other, rng)


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # an archive damaged by an earlier change
        return {}


def _changed(data: bytes, other: bytes, rng: random.Random) -> bytes:
    if data.count(b"<") > 20 and rng.random() < 0.7:
        return _changed_markup(data, rng)
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at = rng.randrange(max(len(out), 1))
        kind = rng.randrange(10)
        if kind == 0 and out:
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[at:at] = rng.choice(WORDS)
        elif kind == 2:
            del out[at : at + rng.randrange(1, 40)]
        elif kind == 3:
            out[at:at] = out[at : at + rng.randrange(1, 400)]
        elif kind == 4 and rng.random() < 0.2:
            del out[at:]
        elif kind == 5:
            digits = [k for k in range(at, min(at + 300, len(out))) if 48 <= out[k] < 58]
            if digits:
                out[digits[0] : digits[0] + 1] = rng.choice(NUMBERS)
        elif kind == 6 and other:
            start = rng.randrange(len(other))
            piece = other[start : start + rng.randrange(1, 600)]
            out[at : at + len(piece) * rng.randrange(2)] = piece
        elif kind == 7 and out:
            out[at : at + 1] = bytes([rng.choice((0, 1, 0x7F, 0x80, 0xFF))])
        elif kind == 8 and len(out) > at + 4:
            size = rng.choice((2, 4))
            number = int.from_bytes(out[at : at + size], "little") + rng.choice((-1, 1, 16, 256))
            out[at : at + size] = (number % (1 << (8 * size))).to_bytes(size, "little")
        elif out:
            out[at : at + 4] = rng.randbytes(4)
    return bytes(out)


_ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]*)(?=[\s>])[^<>]*(?<!/)>")
_ATTRIBUTE = re.compile(rb"\s[\w:.-]+=\"([^\"]*)\"")
_CONTENT = re.compile(rb">([^<>]+)<")
_VALUES = (*NUMBERS, b"1", b"2", b"s", b"e", b"str", b"inlineStr", b"b", b"d", b"A1", b"XFD1048576",
           b"B2:C3", b"A1:XFD1048576", b"true", b"float", b"string", b"percentage", b"date",
           b"2017-12-31", b"Number", b"String", b"DateTime", b"Error", b"14", b"gbk", b"utf-7",
           "2018年".encode(), "亿元".encode(), b"-", b"#N/A", b"1,234.5", b"(3)",
           b"A" * 2000)  # fmt: skip


def _changed_markup(data: bytes, rng: random.Random) -> bytes:
    """Elements copied, moved or taken out, values exchanged: what stays well-formed."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        kind = rng.randrange(5)
        if kind <= 1:
            pattern = (_ATTRIBUTE, _CONTENT)[kind]
            found = list(pattern.finditer(data))
            if found:
                at = rng.choice(found)
                data = data[: at.start(1)] + rng.choice(_VALUES) + data[at.end(1) :]
            continue
        found = list(_ELEMENT.finditer(data))
        if not found:
            break
        opening = rng.choice(found)
        closing = b"</" + opening.group(1) + b">"
        end = data.find(closing, opening.end())
        if end < 0:
            continue
        end += len(closing)
        element = data[opening.start() : end]
        times = rng.choice((0, 0, 2, 2, 40)) if len(element) < 5000 else rng.choice((0, 2))
        data = data[: opening.start()] + element * times + data[end:]
        if kind == 4 and times == 0:
            place = rng.choice(found).start()
            data = data[:place] + element + data[place:]
    return data


def keep(given: bytes, folder: Path) -> None:
    (folder / "文件.xls").write_bytes(given)


def report(given: bytes, folder: Path) -> FileReport:
    del given
    return inspect_file(folder / "文件.xls")


def grids(given: bytes) -> Iterator[Grid]:
    del given
    return iter(())


def size(given: bytes) -> int:
    return len(given)
