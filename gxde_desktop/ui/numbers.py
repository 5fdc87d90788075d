"""How numbers are shown and read: the same in every system locale.

Rounding is for the eye only; copies and inputs keep full precision.
"""

from __future__ import annotations

import math

GROUP = "\u2009"  # thin space: cannot be mistaken for a decimal sign in any country
MINUS = "\u2212"
MISSING = "—"
DELTA = "Δ"

DECIMALS = {
    "money": 2,
    "money_base": 2,
    "index": 2,
    "index_one": 4,
    "log_points": 4,
    "ratio": 6,
    "share": 4,
    "rate": 4,
    "as_printed": 2,
    "units_per_yi": 0,
}
"""Decimals shown for a unit; others take `AUTO`."""

AUTO = 2


def decimals_for(unit: str) -> int:
    """Decimals shown for a unit code of the quantities."""
    return DECIMALS.get(unit, AUTO)


def show(value: float | None, decimals: int = AUTO, *, grouped: bool = True) -> str:
    """A number for the eye; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{abs(value):,.{decimals}f}" if grouped else f"{abs(value):.{decimals}f}"
    negative = value < 0 and text.strip("0.,") != ""
    return (MINUS if negative else "") + text.replace(",", GROUP)


def show_signed(value: float, decimals: int = AUTO) -> str:
    """A change: with its sign, plus included."""
    text = show(value, decimals)
    return text if value < 0 or not text.strip("0." + GROUP) else "+" + text


def compact(value: float, digits: int = 6) -> str:
    """A parameter as a person would type it: no trailing zeros, no exponent."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return text if float(text) == value or value == 0 else repr(value)


def exact(value: float | None) -> str:
    """A number for the clipboard: shortest text that reads back as the same number."""
    if value is None or not math.isfinite(value):
        return ""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def read(text: str) -> float:
    """A number as typed or pasted; raises ValueError for anything else."""
    plain = text.strip().replace(GROUP, "").replace("\u202f", "").replace("\u00a0", "")
    plain = plain.replace(" ", "").replace(MINUS, "-").replace("，", ",").replace(",", "")
    number = float(plain)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
