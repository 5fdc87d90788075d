"""How a made sheet and the key of its series are written down.

All figures are constructed. A key names the cells of a series, never values: these are read
from the rows above it, so a key says where a figure belongs and the test that it arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Merged = tuple[int, int, int, int]


@dataclass(frozen=True)
class Key:
    """A series as the sheet says it. cells: `B3:F3`, several with commas; years in their order."""

    name: str
    region: str | None
    industry: str | None
    unit: str | None
    basis: str
    years: str
    cells: str


@dataclass(frozen=True)
class Made:
    """One sheet. review: the table must not be ready; sheet: its name."""

    about: str
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[Key, ...]
    merged: tuple[Merged, ...] = ()
    review: bool = False
    sheet: str = "Sheet1"


def years_of(text: str) -> list[int]:
    """`2015-2018`, `2018-2015` (descending) or `2015,2018`."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        a, b = int(first), int(last or first)
        found += range(a, b + 1) if b >= a else range(a, b - 1, -1)
    return found


V, P, F, G = "value", "index_previous_100", "index_fixed_base", "growth_percent"
GX = "广西"


def made(about: str, rows: list[list[Any]], keys: list[Key], **more: Any) -> Made:
    return Made(about, tuple(tuple(row) for row in rows), tuple(keys), **more)
