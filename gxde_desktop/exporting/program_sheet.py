"""The last sheet: what the program needs to read the workbook back, as lines of text."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.exporting.page import Book, Page
from gxde_desktop.exporting.parameter_sheet import parameter_places
from gxde_desktop.text import LANGUAGES, catalogue, tr
from models.live import is_live
from models.parameters import value_of
from models.quantities import REGISTRY
from models.sources import SourceTable

MARK = "GXDE-PROJECT-1"
"""Begins the lines; what follows in the column is theirs."""

CARRIED = "…"
"""Stands for the source cell of a number that was carried to another year: it is in no file."""

_WIDE = 30_000
"""Characters of a cell; Excel allows 32 767."""
_MOST_BYTES = 256 * 1024 * 1024


def sheet_names() -> tuple[str, ...]:
    """Names that the sheet has, by language."""
    return tuple(catalogue(code)["exporting.sheet.program"] for code in LANGUAGES)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where every live number stands and what it was, whatever version reads it back.

    parameters: path, row, column and value of those on `parameter_sheet`. at: (n, 5) of the
    inputs: positions in sheets, row, column, positions in sources (-1: none) and in keys;
    values: (n,); cells: source cells, a line each.
    """

    parameter_sheet: str
    parameters: tuple[tuple[str, int, int, float], ...]
    sheets: tuple[str, ...]
    sources: tuple[SourceTable, ...]
    keys: tuple[str, ...]
    at: NDArray[np.int64]
    values: NDArray[np.float64]
    cells: str


Content = Callable[[Places], bytes]
"""Makes the bytes of the sheet, when the place of every number is known."""


def places_of(book: Book) -> Places:
    """The places of a workbook's parameters and inputs."""
    m, layout = book.cells.measurement, book.cells.layout
    parameters = tuple(
        (path, *place, float(value_of(m.parameters, path)))
        for path, place in parameter_places(m.parameters).items()
        if is_live(m.parameters, path) and value_of(m.parameters, path) is not None
    )
    sheets: dict[str, int] = {}
    sources: dict[SourceTable, int] = {}
    keys: dict[str, int] = {}
    rows: list[tuple[int, int, int, int, int]] = []
    values: list[float] = []
    cells: list[str] = []
    for key, quantity in REGISTRY.items():
        if not quantity.is_input or not layout.has(key):
            continue
        for index in zip(*np.nonzero(~np.isnan(m.values[key])), strict=True):
            at = tuple(int(i) for i in index)
            sheet, row, column = layout.place(key, at)
            origin = m.origin(key, *at)
            carried = any(flag.code == "updated" for flag in m.flags(key, *at))
            source = -1
            if origin is not None:
                source = sources.setdefault(origin.table, len(sources))
            place = sheets.setdefault(sheet, len(sheets))
            rows.append((place, row, column, source, keys.setdefault(key, len(keys))))
            values.append(m.at(key, at))
            cells.append("" if origin is None else CARRIED if carried else origin.cell)
    return Places(
        tr("exporting.parameters"),
        parameters,
        tuple(sheets),
        tuple(sources),
        tuple(keys),
        np.array(rows, dtype=np.int64).reshape(-1, 5),
        np.array(values, dtype=np.float64),
        "\n".join(cells),
    )


def write_program(page: Page, content: Content) -> None:
    """Write bytes as text that survives saving in any spreadsheet program."""
    page.note(tr("exporting.program.note"))
    packed = zlib.compress(content(places_of(page.book)), 6)
    text = base64.b64encode(packed).decode("ascii")
    style = page.book.cells.formats.text("detail")
    page.widen(0, 60)
    page.printed_until(page.row)
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
