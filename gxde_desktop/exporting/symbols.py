"""Formulas of the appendix in a cell: `K_{i,t}` with real sub- and superscripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsxwriter.format import Format

from gxde_desktop.exporting.formats import Formats
from gxde_desktop.exporting.sheet import Sheet

_SCRIPT = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([\w∞]))")
_INNER = re.compile(r"[_^{}]")


def parts_of(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of a formula with where they stand: `` on the line, `sub` or `sup`.

    A script within a script stands in the same line as the one around it: a cell has no more.
    """
    at = 0
    for found in _SCRIPT.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        inner = _INNER.sub("", found[2] or found[3])
        if inner:
            yield inner, "sub" if found[1] == "_" else "sup"
        at = found.end()
    if at < len(text):
        yield text[at:], ""


def write_symbols(
    sheet: Sheet, formats: Formats, row: int, column: int, text: str, kind: str
) -> None:
    """Write a formula, or a heading that ends in a symbol, in the look of a kind of text."""
    pieces = list(parts_of(text))
    if len(pieces) < 2:
        sheet.write_string(row, column, text, formats.text(kind))
        return
    fragments: list[str | Format] = []
    for piece, place in pieces:
        fragments += [formats.script(kind, place), piece]
    sheet.write_rich_string(row, column, *fragments, formats.text(kind))
