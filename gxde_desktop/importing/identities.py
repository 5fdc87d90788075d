"""The four identities of an input-output table, sector by sector (method, section 1).

A difference is judged against what rounding can explain: every printed number stands for an
interval of half a unit of its last digit, and the intervals of the cells involved add up. A
table stored with all its digits has only the noise of floating-point sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gxde_desktop.importing.numbers import decimals
from models.io_table import FLOWS, Block, FloatArray, IdentityCheck

NOISE = 1e-9
"""Relative to the sum of absolute terms: what adding many stored numbers leaves."""

CHECKS = (
    "total_input_equals_gross_output",
    "column_sum_equals_intermediate_input",
    "value_added_components_sum",
    "row_balance",
)
_FINAL = ("FU101", "FU102", "FU103", "FU201", "FU202")
_OUT = ("EX", "OF", "FU302")
_IN = ("IM", "IF", "FU304")
Term = tuple[FloatArray, int]


def check_identities(
    blocks: Mapping[str, Block], sectors: Sequence[str]
) -> tuple[IdentityCheck, ...]:
    """All four checks. blocks: by standard code; sectors: code (or name) of each sector."""
    digits = table_decimals(blocks)
    terms = (_total_input(blocks), _column_sum(blocks), _value_added(blocks), _row_balance(blocks))
    return tuple(
        _check(name, found, blocks, sectors, digits)
        for name, found in zip(CHECKS, terms, strict=True)
    )


def table_decimals(blocks: Mapping[str, Block]) -> int | None:
    """Decimal places to which the whole table is printed; None when it keeps all digits.

    A few fuller numbers (a pasted correction) do not make a rounded table exact.
    """
    values = np.concatenate([block.values.ravel() for block in blocks.values()])
    values = values[np.isfinite(values) & (values != 0)]
    if not values.size:
        return None
    for places in range(5):
        rounded = np.round(values, places)
        # Stored decimals are binary: a few units in the last place are no further digit.
        close = np.abs(values - rounded) <= 4e-16 * np.abs(values) * 2 + 1e-12
        if np.mean(close) >= 0.97:
            return places
    return None


def _vector(blocks: Mapping[str, Block], code: str) -> FloatArray | None:
    block = blocks.get(code)
    return None if block is None else block.values


def _terms(blocks: Mapping[str, Block], signs: Mapping[str, int]) -> list[Term]:
    return [
        (vector[None, :], sign)
        for code, sign in signs.items()
        if (vector := _vector(blocks, code)) is not None
    ]


def _total_input(blocks: Mapping[str, Block]) -> tuple[list[Term], str] | None:
    if "TI" not in blocks or "GO" not in blocks:
        return None
    return _terms(blocks, {"TI": 1, "GO": -1}), "TI"


def _column_sum(blocks: Mapping[str, Block]) -> tuple[list[Term], str] | None:
    if FLOWS not in blocks or "TII" not in blocks:
        return None
    return [(blocks[FLOWS].values, 1), *_terms(blocks, {"TII": -1})], "TII"


def _value_added(blocks: Mapping[str, Block]) -> tuple[list[Term], str] | None:
    parts = {f"VA00{k}": 1 for k in range(1, 5)}
    if "TVA" not in blocks or any(part not in blocks for part in parts):
        return None
    return _terms(blocks, parts | {"TVA": -1}), "TVA"


def _row_balance(blocks: Mapping[str, Block]) -> tuple[list[Term], str] | None:
    """Intermediate use + final use − imports − inflow + error − gross output."""
    if FLOWS not in blocks or "GO" not in blocks:
        return None
    has_out, has_in = any(c in blocks for c in _OUT), any(c in blocks for c in _IN)
    households = "FU101" in blocks or "FU102" in blocks or "THC" in blocks
    if not ("FU201" in blocks and households and has_out) and "TFU" not in blocks:
        return None
    if not has_in:
        return None
    signs: dict[str, int] = {}
    if "FU201" in blocks and households and has_out:
        parts = dict.fromkeys((*_FINAL, *_OUT), 1)
        if "FU101" not in blocks and "FU102" not in blocks:
            parts["THC"] = 1
        signs |= parts
    else:
        signs["TFU"] = 1
    signs |= dict.fromkeys(_IN, -1) | {"ERR": 1, "GO": -1}
    return [(blocks[FLOWS].values.T, 1), *_terms(blocks, signs)], "GO"


def _check(
    name: str,
    found: tuple[list[Term], str] | None,
    blocks: Mapping[str, Block],
    sectors: Sequence[str],
    digits: int | None,
) -> IdentityCheck:
    if found is None:
        return IdentityCheck(name, "skipped", None, None)
    terms, at = found
    stacked = np.concatenate([values * sign for values, sign in terms])
    # A blank cell is no number; in a sum of the sheet it adds nothing.
    difference = np.nansum(stacked, axis=0)
    noise = NOISE * np.nansum(np.abs(stacked), axis=0)
    rounding = _rounding(stacked, digits)
    size = np.abs(difference)
    worst = int(np.argmax(size))
    failing = tuple(
        (sectors[j], float(difference[j]), blocks[at].address(j))
        for j in map(int, np.flatnonzero(size > noise + rounding))
    )
    if failing:
        status = "fail"
    else:
        status = "pass" if bool(np.all(size <= noise)) else "rounding"
    return IdentityCheck(name, status, float(size[worst]), sectors[worst], failing)


def _rounding(cells: FloatArray, digits: int | None) -> FloatArray:
    """Sum of half units in the last printed place over the cells of each sum (each column)."""
    present = np.isfinite(cells)
    if digits is not None:
        half = np.where(present, 0.5 * 10.0**-digits, 0.0)
    else:
        places = decimals(cells)
        half = np.where(present & (cells != 0) & (places >= 0), 0.5 * 10.0**-places, 0.0)
    total: FloatArray = half.sum(axis=0)
    return total
