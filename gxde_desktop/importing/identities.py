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

_MOST_PLACES = 4

CHECKS = (
    "total_input_equals_gross_output",
    "column_sum_equals_intermediate_input",
    "value_added_components_sum",
    "row_balance",
)
_IN = ("IM", "IF", "FU304")
Term = tuple[FloatArray, int]


def check_identities(
    blocks: Mapping[str, Block], sectors: Sequence[str], digits: int | None
) -> tuple[IdentityCheck, ...]:
    """All four checks. blocks: by standard code; sectors: code (or name) of each sector.

    digits: `table_decimals` of the blocks.
    """
    terms = (_total_input(blocks), _column_sum(blocks), _value_added(blocks), _row_balance(blocks))
    return tuple(
        _check(name, found, blocks, sectors, digits)
        for name, found in zip(CHECKS, terms, strict=True)
    )


def table_decimals(blocks: Mapping[str, Block]) -> int | None:
    """Decimal places to which the whole table is printed; None when it keeps all digits.

    A few fuller numbers (a pasted correction) do not make a rounded table exact.
    """
    if not blocks:
        return None
    return printed_places(np.concatenate([block.values.ravel() for block in blocks.values()]))


def printed_places(values: FloatArray) -> int | None:
    """Decimal places to which values are printed; None when they keep all digits."""
    values = values[np.isfinite(values) & (values != 0)]
    if not values.size:
        return None
    # Stored decimals are binary: a few units in the last place are no further digit.
    slack = 4e-16 * np.abs(values) * 2 + 1e-12

    def printed(places: int) -> bool:
        with np.errstate(over="ignore"):  # rounding multiplies first
            rounded = np.round(values, places)
        whole = ~np.isfinite(rounded)  # a number that large has no decimals
        return bool(np.mean(whole | (np.abs(values - rounded) <= slack)) >= 0.97)

    if not printed(_MOST_PLACES):  # then fewer places do not hold either
        return None
    return next(places for places in range(_MOST_PLACES + 1) if printed(places))


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
    """Intermediate use + final use − imports − inflow + error − gross output.

    Final uses are taken part by part where all parts are there, else as their printed sum.
    Imports printed with a minus are added as they stand.
    """
    if FLOWS not in blocks or "GO" not in blocks:
        return None
    final = final_uses(blocks)
    if final is None:
        return None
    signs = dict.fromkeys(final, 1)
    for code in _IN:
        if code in blocks:
            signs[code] = 1 if printed_negative(blocks[code]) else -1
    signs |= {"ERR": 1, "GO": -1}
    return [(blocks[FLOWS].values.T, 1), *_terms(blocks, signs)], "GO"


def final_uses(blocks: Mapping[str, Block]) -> tuple[str, ...] | None:
    """Columns whose sum is final use: the finest that are complete, None where none are."""
    found: list[str] = []
    for choices in (
        (("FU101", "FU102", "FU103"), ("THC", "FU103"), ("TC",), ("FU101", "FU102")),
        (("FU201", "FU202"), ("GCF",), ("FU201",)),
        (("EX", "OF"), ("FU302",), ("EX",), ("OF",), ("NX",)),
    ):
        chosen = next((each for each in choices if all(code in blocks for code in each)), None)
        incomplete = chosen in (("FU101", "FU102"), ("FU201",), None)
        if incomplete and "TFU" in blocks:
            return ("TFU",)
        if chosen is None:
            return None
        found += chosen
    return tuple(found)


def printed_negative(block: Block) -> bool:
    """Whether a column of imports or inflow is printed with a minus, most of it below zero."""
    values = block.values[np.isfinite(block.values)]
    return bool(
        values.size
        and values.min() < 0
        and values.sum() < 0
        and (values < 0).sum() > (values > 0).sum()
    )


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
    difference, noise, rounding = tolerance(stacked, digits)
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


def tolerance(stacked: FloatArray, digits: int | None) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of each column of signed terms: its sum, what noise explains, what rounding explains.

    Rounding is 0 where noise alone explains the difference.

    A blank cell is no number; in a sum of the sheet it adds nothing. What is too large to be
    summed is as far off as a number can be, and nothing explains it.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        difference: FloatArray = np.nansum(stacked, axis=0)
        noise: FloatArray = NOISE * np.nansum(np.abs(stacked), axis=0)
    beyond = ~np.isfinite(difference) | ~np.isfinite(noise)
    difference[beyond], noise[beyond] = np.finfo(float).max, 0.0
    rounding: FloatArray = np.zeros(difference.shape)
    open_ones = np.abs(difference) > noise
    if open_ones.any():  # what noise explains needs no other reason
        rounding[open_ones] = _rounding(stacked[:, open_ones], digits)
    return difference, noise, rounding


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
