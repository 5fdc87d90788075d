"""What is odd about the figures of a table of series: slips and other units.

Nothing is corrected; a finding names the cell and leaves it to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log10
from statistics import median

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.series_scales import odd_scales
from gxde_desktop.importing.series_sums import missed_sums, repeated
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.series import Basis
from models.sources import address

JUMP = 8.0
"""A value this many times both its neighbours (or this part of them) is likely a slip."""

LEAST, MOST = 1e-100, 1e100
"""Beyond these no figure is a level of anything, and a ratio of two could be no number."""

Found = tuple[str, Message, str]
"""Severity, message, cell."""


def findings_of(grid: Grid, block: SeriesBlock) -> list[Found]:
    """All findings on the figures of a block."""
    found = [("warning", message, cell) for message, cell in _jumps(block)]
    found += [("warning", message, cell) for message, cell in _steps(block)]
    found += [("warning", message, cell) for message, cell in missed_sums(block.series)]
    found += [("warning", message, cell) for message, cell in repeated(block.series)]
    found += [("warning", message, cell) for message, cell in odd_scales(block.series)]
    return found + _hidden(grid, block)


def _hidden(grid: Grid, block: SeriesBlock) -> list[Found]:
    """Hidden rows and columns are data like any other; a person may not know of them."""
    top, left, bottom, right = block.area
    rows = [r for r in grid.hidden_rows if top <= r <= bottom]
    columns = [c for c in grid.hidden_columns if left <= c <= right]
    if not rows and not columns:
        return []
    cell = address(rows[0] if rows else top, columns[0] if columns else left)
    return [("info", msg("series.hidden", rows=len(rows), columns=len(columns)), cell)]


def _names(raws: list[RawSeries]) -> tuple[str, ...]:
    names = list(
        dict.fromkeys(raw.name or (raw.path[-1] if raw.path else raw.region or "?") for raw in raws)
    )
    return (*names[:3], *(("…",) if len(names) > 3 else ()))


_Hit = tuple[float, str, RawSeries]
"""How many times what would be usual a value is, its cell, its series."""


def _factor(hits: list[_Hit]) -> str:
    """The usual factor of the hits of one year."""
    ratio = median(hit[0] for hit in hits)
    return f"{ratio:.3g}" if ratio >= 1 else f"1/{1 / ratio:.3g}"


def _where(hits: list[_Hit]) -> str:
    """The cells of the hits of one year, from the first to the last."""
    return hits[0][1] if len(hits) == 1 else f"{hits[0][1]}:{hits[-1][1]}"


def _levels(values: Sequence[float]) -> bool:
    return min(values) >= LEAST and max(values) <= MOST


def _jumps(block: SeriesBlock) -> list[tuple[Message, str]]:
    """Values far from both neighbours, one message a year: a unit, a slip or another survey."""
    by_year: dict[int, list[_Hit]] = {}
    for raw in block.series:
        if raw.basis not in (None, Basis.VALUE):
            continue
        years = sorted(raw.points)
        for before, year, after in zip(years, years[1:], years[2:], strict=False):
            a, b, c = (raw.points[y][0] for y in (before, year, after))
            if not _levels((a, b, c)) or max(a, c) > JUMP * min(a, c):
                continue
            ratio = b / (a * c) ** 0.5
            if ratio > JUMP or ratio < 1 / JUMP:
                _, row, column = raw.points[year]
                by_year.setdefault(year, []).append((ratio, address(row, column), raw))
    return [
        (msg("series.jump", year=year, count=len(hits), factor=_factor(hits),
             name=_names([hit[2] for hit in hits])), _where(hits))
        for year, hits in sorted(by_year.items())
    ]  # fmt: skip


def _steps(block: SeriesBlock) -> list[tuple[Message, str]]:
    """A level that changes by a power of ten and stays: a unit that changed without a word."""
    by_year: dict[int, list[_Hit]] = {}
    for raw in block.series:
        if raw.basis not in (None, Basis.VALUE) or raw.unit == "%" or len(raw.points) < 3:
            continue
        years = sorted(raw.points)
        values = [raw.points[y][0] for y in years]
        if not _levels(values):
            continue
        moves = [log10(b / a) for a, b in pairwise(values)]
        large = [i for i, move in enumerate(moves) if abs(move) > 0.75]
        if len(large) != 1:
            continue
        at = large[0]
        power, calm = round(moves[at]), max(abs(m) for i, m in enumerate(moves) if i != at)
        gap = years[at + 1] - years[at]
        close = abs(moves[at] - power) < (0.2 if abs(power) == 1 else 0.35)
        if power and close and calm < (0.2 if abs(power) == 1 else 0.4) and gap <= 2:
            _, row, column = raw.points[years[at + 1]]
            hit = (10.0 ** moves[at], address(row, column), raw)
            by_year.setdefault(years[at + 1], []).append(hit)
    return [
        (msg("series.step", year=year, count=len(hits), factor=_factor(hits),
             name=_names([hit[2] for hit in hits])), _where(hits))
        for year, hits in sorted(by_year.items())
    ]  # fmt: skip
