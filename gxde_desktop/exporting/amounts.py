"""How many decimals of an amount of money are shown; a cell keeps every digit."""

from __future__ import annotations

AMOUNTS = ("money", "money_base")
"""Units of quantities that are amounts."""

DECIMALS = 2
"""Unless others are asked for."""

MOST_DECIMALS = 9


def amount_format(decimals: int) -> str:
    """The number format of an amount."""
    return f"#,##0.{'0' * decimals}".rstrip(".")
