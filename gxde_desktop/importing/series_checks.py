"""What is odd about the figures of a table of series: slips, other units, sums that miss.

Nothing is corrected; a finding names the cell and leaves it to a person.
"""

from __future__ import annotations

from statistics import median

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.series import Basis
from models.sources import address

JUMP = 8.0
"""A value this many times both its neighbours (or this part of them) is likely a slip."""

Found = tuple[str, Message, str]
"""Severity, message, cell."""


def findings_of(grid: Grid, block: SeriesBlock) -> list[Found]:
    """All findings on the figures of a block."""
    return [("warning", message, cell) for message, cell in _jumps(block)]


def _names(raws: list[RawSeries]) -> tuple[str, ...]:
    names = list(
        dict.fromkeys(raw.name or (raw.path[-1] if raw.path else raw.region or "?") for raw in raws)
    )
    return (*names[:3], *(("…",) if len(names) > 3 else ()))


def _jumps(block: SeriesBlock) -> list[tuple[Message, str]]:
    """Values far from both neighbours, one message a year: a unit, a slip or another survey."""
    by_year: dict[int, list[tuple[float, str, RawSeries]]] = {}
    for raw in block.series:
        if raw.basis not in (None, Basis.VALUE):
            continue
        years = sorted(raw.points)
        for before, year, after in zip(years, years[1:], years[2:], strict=False):
            a, b, c = (raw.points[y][0] for y in (before, year, after))
            if min(a, b, c) <= 0 or max(a, c) > JUMP * min(a, c):
                continue
            ratio = b / (a * c) ** 0.5
            if ratio > JUMP or ratio < 1 / JUMP:
                _, row, column = raw.points[year]
                by_year.setdefault(year, []).append((ratio, address(row, column), raw))
    out = []
    for year, hits in sorted(by_year.items()):
        ratio = median(hit[0] for hit in hits)
        where = hits[0][1] if len(hits) == 1 else f"{hits[0][1]}:{hits[-1][1]}"
        factor = f"{ratio:.3g}" if ratio >= 1 else f"1/{1 / ratio:.3g}"
        out.append(
            (msg("series.jump", year=year, count=len(hits), factor=factor,
                 name=_names([hit[2] for hit in hits])), where)
        )  # fmt: skip
    return out
