"""How much room a text or a number takes in a cell: widths in characters, heights in points."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from gxde_desktop.exporting.sheet import Sheet

LINE = 15.0
"""Points of a line of ordinary letters."""

TALLEST = 409.0
"""Points of a row that Excel allows."""

_CONDITION = re.compile(r"\[[^]]*\]")
_QUOTED = re.compile(r'"([^"]*)"|_(.)|\\(.)')


def text_width(text: str) -> int:
    """Of a text in characters; a Chinese one is as wide as two Latin ones."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def lines_of(text: str, width: float) -> int:
    """Lines that a text breaks into in a column of so many characters."""
    return sum(
        max(1, math.ceil(text_width(part) * 1.1 / max(1.0, width - 1))) for part in text.split("\n")
    )


def number_width(value: float, number_format: str) -> int:
    """Characters of a number in a number format, with the room of its mark.

    `General` is never too wide: every program rounds it to what the column holds.
    """
    form = _CONDITION.sub("", number_format.split(";", 1)[0])
    if form == "General" or not math.isfinite(value):
        return 0
    beside = sum(text_width(found[1] or found[2] or found[3]) for found in _QUOTED.finditer(form))
    digits = _QUOTED.sub("", form)
    decimals = len(digits.partition(".")[2].rstrip("%"))
    scaled = value * 100 if digits.endswith("%") else value
    comma = "," if "," in digits else ""
    return len(f"{scaled:{comma}.{decimals}f}") + digits.count("%") + beside


def fit_height(sheet: Sheet, row: int, texts: Iterable[tuple[str, float]]) -> None:
    """Give a row the height of its wrapped texts, each with its column's width.

    Programs differ in whether they fit a row that has no height of its own.
    """
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, min(LINE * lines, TALLEST))


PAGE_POINTS = 780.0
"""Points of rows on a printed page of a wide sheet (A4 across at 58 %).

A tenth less than the page has: programs with taller Chinese letters heighten rows themselves.
"""

MOST_BREAKS = 1000
"""Page breaks of a sheet; Excel takes 1 023."""


def page_breaks(
    starts: Iterable[int], end: int, heights: Mapping[int, float], page: float = PAGE_POINTS
) -> list[int]:
    """Rows before which pages end, so that what belongs together stays on one where it can.

    starts: first rows of what belongs together; end: the row behind the last. heights: points
    of the rows that are taller than a line. What is taller than a page goes on over further
    ones, in full pages. 0-based rows, for XlsxWriter's `set_h_pagebreaks`.
    """
    bounds = [*sorted({0, *starts}), end]
    found: list[int] = []
    used = 0.0
    for first, behind in pairwise(bounds):
        whole = sum(heights.get(row, LINE) for row in range(first, behind))
        if used and used + whole > page:
            found.append(first)
            used = 0.0
        for row in range(first, behind):
            height = heights.get(row, LINE)
            if used + height > page:
                found.append(row)
                used = 0.0
            used += height
    return found[:MOST_BREAKS]
