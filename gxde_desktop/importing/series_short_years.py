"""Years written with two digits, as older yearbooks do for want of width: 97年 98年 99年 00年."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.labels import key

_SHORT = re.compile(r"['’`]?(\d\d)年")
_LEAST = 3
_NO_DURATION = 80
"""10年 11年 12年 may be spans of time; no table has spans of 80 years and more."""

_ROWS = 2_000
"""Rows that are looked at: older yearbooks have no longer tables."""

Place = tuple[int, int]


def with_whole_years(grid: Grid) -> tuple[Grid, Place | None]:
    """The grid with two-digit years whole, and where the first stood.

    At least three must follow one another; else they are left as they are, and there is no place.
    """
    found: dict[Place, int] = {
        (row, column): int(match.group(1))
        for row, column, text in grid.texts(0, _ROWS - 1)
        if len(text) <= 8 and (match := _SHORT.fullmatch(key(text)))
    }
    if len(found) < _LEAST:
        return grid, None
    whole: dict[Place, int] = {}
    for axis in (0, 1):
        lines: dict[int, list[Place]] = {}
        for place in sorted(found):
            lines.setdefault(place[axis], []).append(place)
        for places in lines.values():
            whole |= _run(places, [found[place] for place in places])
    if not whole:
        return grid, None
    rows = list(grid.rows)
    for row in {row for row, _ in whole}:
        rows[row] = _whole(rows[row], row, whole)
    return replace(grid, rows=tuple(rows), _anchors={}, _seen={}), min(whole)


def _whole(cells: Iterable[Cell], row: int, whole: dict[Place, int]) -> tuple[Cell, ...]:
    return tuple(
        f"{whole[row, column]}年" if (row, column) in whole else cell
        for column, cell in enumerate(cells)
    )


def _run(places: list[Place], digits: list[int]) -> dict[Place, int]:
    """The years of one line; none where they do not follow one another year by year."""
    years = [1900 + each if each >= 49 else 2000 + each for each in digits]
    steps = {after - before for before, after in pairwise(years)}
    if len(years) < _LEAST or len(steps) != 1 or abs(steps.pop()) != 1:
        return {}
    return dict(zip(places, years, strict=True)) if max(digits) >= _NO_DURATION else {}
