"""Text files of separated values (csv, tsv)."""

from __future__ import annotations

import csv
import io
import re

from gxde_desktop.importing.decoding import decode
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.limits import MAX_CELLS, Extents
from gxde_desktop.importing.wording import ImportRefused

_SEPARATORS = ",\t;|"
_QUOTED = re.compile(r'"[^"\n]*"')
_STATED = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n")
_WRAPPED = re.compile(r'="([^"]*)"')
_LONGEST_FIELD = 1_000_000


def grids_of(data: bytes) -> tuple[Grid, ...]:
    """The one sheet of a text file, named `csv`. Every cell is text."""
    text = decode(data)
    if "\0" in text:
        raise ImportRefused("refused.not_a_workbook", what="binary")
    stated = _STATED.match(text)
    separator = stated.group(1) if stated else _separator(text)
    if separator is None:
        raise ImportRefused("refused.not_a_table")
    if text.count(separator) > MAX_CELLS:
        raise ImportRefused("refused.too_many_cells", limit=MAX_CELLS // 1_000_000)
    csv.field_size_limit(_LONGEST_FIELD)
    rows: list[tuple[Cell, ...]] = []
    width = 0
    try:
        lines = io.StringIO(text, newline="")
        # A quotation mark without its pair would swallow rows up to the next: then all are text.
        # Some databases write ="0101", so that Excel keeps it as text: the text is what counts.
        wrapped = '="' in text
        alone = text.count('"') % 2 == 1
        reader = (
            csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
            if alone
            else csv.reader(lines, delimiter=separator)
        )
        for row in reader:
            rows.append(tuple([c if c and not c.isspace() else None for c in row]))
            if wrapped:
                rows[-1] = tuple([_unwrapped(c) for c in rows[-1]])
            width = max(width, len(row))
    except csv.Error as error:
        raise ImportRefused("refused.damaged") from error
    if stated:
        rows[0] = ()  # the line of Excel that names the separator
    Extents().add("csv", len(rows), width)
    square = tuple([row + (None,) * (width - len(row)) for row in rows])
    return (Grid(sheet="csv", rows=square, typed=False),)


def _unwrapped(cell: Cell) -> Cell:
    found = _WRAPPED.fullmatch(cell) if isinstance(cell, str) else None
    return cell if found is None else found.group(1) or None


def _separator(text: str) -> str | None:
    """The separator that cuts most of the first lines into the same number of parts."""
    head = text[:1_000_000].splitlines()[:200]
    lines = [_QUOTED.sub("", line) for line in head if line.strip()]
    best: tuple[int, int] = (0, 0)
    chosen = None
    for mark in _SEPARATORS:
        counts = [line.count(mark) for line in lines]
        most = max(set(counts), key=lambda n: (counts.count(n) * min(n, 3), n), default=0)
        score = (counts.count(most) * min(most, 3), most)
        if most > 0 and counts.count(most) >= 2 and score > best:
            best, chosen = score, mark
    return chosen
