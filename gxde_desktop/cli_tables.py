"""Text tables for a console: Chinese characters are two columns wide."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

from gxde_desktop.text import language, tr


def width(text: str) -> int:
    """Columns that a text takes on a console."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Rows under a head: the first column to the left, the others to the right."""
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(width, column)) for column in columns]
    lines = []
    for row in (head, *rows):
        cells = [row[0] + " " * (widths[0] - width(row[0]))]
        cells += [
            " " * (wide - width(cell)) + cell
            for cell, wide in zip(row[1:], widths[1:], strict=True)
        ]
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def number(value: float, digits: int) -> str:
    """A figure with a fixed number of decimals; a dash where there is none."""
    return "—" if math.isnan(value) else f"{value:.{digits}f}"


def spans(years: Sequence[int]) -> str:
    """Years as ranges: 2000–2004, 2007."""
    parts: list[list[int]] = []
    for year in years:
        if parts and year == parts[-1][1] + 1:
            parts[-1][1] = year
        else:
            parts.append([year, year])
    return listed([str(a) if a == b else f"{a}–{b}" for a, b in parts])


def listed(parts: Sequence[str]) -> str:
    """Several things in one line, as the language lists them."""
    return ("、" if language() == "zh" else ", ").join(parts)


def some(names: Sequence[str], everyone: int, most: int = 8) -> str:
    """Industries in one line: all of them, a few by name, or the first of many.

    Names of industries hold commas of their own, so semicolons part them.
    """
    mark = "；" if language() == "zh" else "; "
    if len(names) == everyone and everyone > most:
        return tr("cli.run.all_industries", count=everyone)
    if len(names) <= most:
        return mark.join(names)
    return tr("cli.run.first_of_many", names=mark.join(names[:most]), count=len(names))
