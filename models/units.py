"""Money units of official tables, as how many of them make 亿元 (100 million yuan)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PER_YI: Mapping[str, float] = MappingProxyType(
    {
        "元": 1e8,
        "千元": 1e5,
        "万元": 1e4,
        "百万元": 1e2,
        "千万元": 1e1,
        "亿元": 1.0,
        "万亿元": 1e-4,
    }
)
"""Printed units in one 亿元. A divisor, because 1e4 is exact in binary and 1e-4 is not; 万亿元,
in which national totals are printed with few digits, is the exception."""


def units_per_yi(unit: str | None) -> float | None:
    """Units in one 亿元, None for a unit that is not money or not known."""
    return None if unit is None else PER_YI.get(unit)
