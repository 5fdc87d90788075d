"""Notes that change a unit midway: 注：1990年以前单位为万元.

Figures are converted to the table's unit only where the note is plain and the figures agree
with it at the boundary; else they stay as printed and a person is asked to look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import key
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.units import canonical_unit, unit_ratio
from gxde_desktop.importing.wording import msg

_UNIT = r"([^\s,;。；，、()（）\d]{1,10}?)(?:为单位|计算?|)(?=[,;。；，、()（）]|$)"
_YEAR = r"((?:19|20)\d\d)年?"
_BETWEEN = r"[^,;。；，]{0,14}?"
_UNTIL = re.compile(
    rf"{_YEAR}(?:\(含\)|\(含本年\))?(及|含)?(?:其)?(?:以前|之前|前){_BETWEEN}(?:单位)?(?:为|是|按|:|以){_UNIT}"
)
_FROM = re.compile(
    rf"{_YEAR}(及|含)?(起|开始|以后|之后|后){_BETWEEN}(?:由([^\s,;。；，、改]{{1,8}})改为|改为|改按|为|以|按){_UNIT}"
)
_SPAN = re.compile(rf"{_YEAR}(?:-|—|–|~|至){_YEAR}{_BETWEEN}(?:单位)?(?:为|按|:|以){_UNIT}")

NEAR = 0.7
"""log10: how far the figures of neighbouring years may lie apart (a factor of 5)."""


@dataclass(frozen=True, slots=True)
class Change:
    """Years of a table in another unit. first, last: None open; sure: the last (or first) of
    them is surely among them; at: the cell of the note.
    """

    unit: str
    first: int | None
    last: int | None
    sure: bool
    at: tuple[int, int]


def apply_notes(grid: Grid, block: SeriesBlock) -> None:
    """Converts or questions figures that a note puts into another unit."""
    changes = [
        change
        for row, column, text in _lines(grid, block)
        for change in changes_said(text, (row, column))
    ]
    for change in changes:
        touched = [
            series
            for series in block.series
            if series.unit is not None
            and series.unit != change.unit
            and unit_ratio(change.unit, series.unit) is not None
            and any(_may_hold(change, year) for year in series.points)
        ]
        if touched:
            _apply(block, change, touched)


def _lines(grid: Grid, block: SeriesBlock) -> list[tuple[int, int, str]]:
    rows = [*range(block.top, block.header[0]), *(area[0] for area in block.notes)]
    return [
        (row, column, cell)
        for row in dict.fromkeys(rows)
        for column, cell in enumerate(grid.rows[row])
        if isinstance(cell, str) and re.search(r"(?:19|20)\d\d", cell)
    ]


def changes_said(text: str, at: tuple[int, int] = (0, 0)) -> list[Change]:
    """What a line says of units that hold for some years only."""
    folded = key(text)
    found: list[Change] = []
    for match in _SPAN.finditer(folded):
        unit = canonical_unit(match.group(3))
        if unit:
            found.append(Change(unit, int(match.group(1)), int(match.group(2)), True, at))
    for match in _UNTIL.finditer(folded):
        unit = canonical_unit(match.group(3))
        if unit:
            sure = bool(match.group(2)) or "(含" in match.group()
            found.append(Change(unit, None, int(match.group(1)), sure, at))
    for match in _FROM.finditer(folded):
        unit, year = canonical_unit(match.group(5)), int(match.group(1))
        sure = bool(match.group(2)) or match.group(3) in ("起", "开始")
        before = canonical_unit(match.group(4)) if match.group(4) else None
        if before:
            found.append(Change(before, None, year - 1 if sure else year, sure, at))
        if unit:
            found.append(Change(unit, year, None, sure, at))
    return found


def _may_hold(change: Change, year: int) -> bool:
    first, last = change.first, change.last
    return (first is None or year >= first) and (last is None or year <= last)


def _apply(block: SeriesBlock, change: Change, touched: list[RawSeries]) -> None:
    done: list[tuple[RawSeries, dict[int, tuple[float, int, int]]]] = []
    years: set[int] = set()
    for series in touched:
        moved = _converted(change, series)
        if moved is None:
            block.findings.append(
                Finding("warning", msg("series.unit_note", unit=change.unit, sheet=series.unit,
                                       count=len(touched)), *change.at)
            )  # fmt: skip
            return
        done.append((series, moved))
        years |= {y for y in moved if moved[y][0] != series.points[y][0]}
    for series, moved in done:
        series.points = moved
    if years:
        block.findings.append(
            Finding("info", msg("series.unit_converted", unit=change.unit, sheet=touched[0].unit,
                                first=min(years), last=max(years), count=len(done)), *change.at)
        )  # fmt: skip


def _converted(change: Change, series: RawSeries) -> dict[int, tuple[float, int, int]] | None:
    """The points in the series' own unit; None where the figures do not bear the note out."""
    assert series.unit is not None
    scale = unit_ratio(change.unit, series.unit)
    if scale is None:
        return None
    edge = change.last if change.first is None else change.first
    choices = [change]
    if not change.sure and edge in series.points:
        inner = edge - 1 if change.first is None else edge + 1
        open_first = change.first is None
        choices.append(
            Change(
                change.unit,
                None if open_first else inner,
                inner if open_first else None,
                True,
                change.at,
            )
        )
    fits = [made for each in choices if (made := _fitting(each, series, scale)) is not None]
    return fits[0] if len(fits) == 1 else None


def _fitting(
    change: Change, series: RawSeries, scale: float
) -> dict[int, tuple[float, int, int]] | None:
    def moved(value: float) -> float:
        # Dividing by a power of ten is exact where multiplying by its inverse is not.
        return value / scale if scale >= 1 else value * round(1 / scale)

    points = {
        year: (moved(value), row, column) if _may_hold(change, year) else (value, row, column)
        for year, (value, row, column) in series.points.items()
    }
    years = sorted(points)
    seams = [(a, b) for a, b in pairwise(years) if _may_hold(change, a) != _may_hold(change, b)]
    if not seams:
        return points if all(_may_hold(change, y) for y in years) else None
    for a, b in seams:
        if not _near(points[a][0], points[b][0]):
            return None
    return points


def _near(one: float, other: float) -> bool:
    return one > 0 and other > 0 and abs(log10(other) - log10(one)) < NEAR
