"""Updating a matrix to known margins: RAS, and GRAS where entries are negative.

RAS: Stone & Brown (1962), A Computable Model of Economic Growth; Miller & Blair (2009),
Input-Output Analysis, 2nd ed., section 7.4. GRAS: Junius & Oosterhaven (2003), Economic
Systems Research 15(1), in the form of Lenzen, Wood & Gallego (2007), ESR 19(4), and
Temurshoev, Miller & Bouwmeester (2013), ESR 25(3), for rows without positive entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.messages import MethodError, message

Array = NDArray[np.float64]

TOLERANCE = 1e-10
"""Largest gap of a margin, relative to the largest margin, at which updating ends, beside what the
totals of the margins are apart by rounding."""
ROUNDS = 10_000
_RUNAWAY = 1e120


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """An updated matrix. rounds: how many it took; gap: largest gap of a margin, in its unit.

    row_factors, column_factors: r and s of Z = r A s.
    """

    matrix: Array
    row_factors: Array
    column_factors: Array
    rounds: int
    gap: float


def ras(matrix: Array, rows: Array, columns: Array) -> Balanced:
    """The matrix Z = diag(r) A diag(s) whose rows and columns add up to the given margins.

    matrix: (n, m), not negative. rows: (n,), columns: (m,) in the unit of the matrix; their
    totals must agree. Zeros stay zeros. Raises MethodError: a negative or missing number
    (`balancing.negative`, use `gras`), totals apart (`balancing.totals`), a margin that cannot
    be met because its row or column is empty (`balancing.empty`), no end (`balancing.no_end`).
    """
    matrix = np.asarray(matrix, dtype=float)
    if not bool(np.all(matrix >= 0)):
        raise MethodError(message("balancing.negative"))
    return gras(matrix, rows, columns)


def gras(matrix: Array, rows: Array, columns: Array) -> Balanced:
    """RAS for matrices with negative entries, which keep their sign.

    The positive part P and the negative part N of A = P - N are scaled against one another,
    Z = r P s - N / (r s), which changes every entry as little as its margins allow. Arguments
    and errors as `ras`; margins may be of any sign.
    """
    matrix = np.asarray(matrix, dtype=float)
    rows, columns = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    _check(matrix, rows, columns)
    positive, negative = np.maximum(matrix, 0.0), np.maximum(-matrix, 0.0)
    r, s = np.ones(len(rows)), np.ones(len(columns))
    scale = max(float(np.abs(rows).max(initial=0)), float(np.abs(columns).max(initial=0)), 1e-300)
    # Rows and columns cannot both be met more closely than their totals agree.
    enough = TOLERANCE * scale + abs(float(rows.sum() - columns.sum()))
    gap = np.inf
    for done in range(1, ROUNDS + 1):
        r = _factors(positive @ s, negative @ (1 / s), rows)
        s = _factors(positive.T @ r, negative.T @ (1 / r), columns)
        # Columns hold after their step; the gap is what the rows still miss.
        met = r * (positive @ s) - (negative @ (1 / s)) / r
        gap = float(np.abs(met - rows).max(initial=0))
        if gap <= enough:
            updated = r[:, None] * positive * s - negative / r[:, None] / s
            return Balanced(updated, r, s, done, gap)
        if max(r.max(), s.max(), 1 / r.min(), 1 / s.min()) > _RUNAWAY:
            break  # the factors grow without end: what they should meet cannot be met
    raise MethodError(message("balancing.no_end", rounds=done, gap=gap))


def weighted_absolute_error(estimate: Array, true: Array) -> float:
    """Sum of absolute misses over the sum of absolute true entries."""
    return float(np.abs(estimate - true).sum() / np.abs(true).sum())


def _factors(positive: Array, negative: Array, margin: Array) -> Array:
    """r of r p - n / r = u: the positive root; a row without entries keeps 1."""
    root = np.sqrt(margin**2 + 4 * positive * negative)
    factors = np.ones_like(margin)
    has = positive > 0
    # Of the two forms of the root the one without cancellation.
    upper = has & (margin >= 0)
    factors[upper] = (margin[upper] + root[upper]) / (2 * positive[upper])
    lower = (negative > 0) & (margin < 0)
    factors[lower] = 2 * negative[lower] / (root[lower] - margin[lower])
    # A margin of zero over entries of one sign: the row vanishes in the limit.
    factors[factors == 0] = 1e-100
    factors[(margin == 0) & ~has & (negative > 0)] = 1e100
    return factors


def _check(matrix: Array, rows: Array, columns: Array) -> None:
    if matrix.shape != (len(rows), len(columns)):
        raise MethodError(message("balancing.shape", rows=len(rows), columns=len(columns)))
    if not all(bool(np.isfinite(each).all()) for each in (matrix, rows, columns)):
        raise MethodError(message("balancing.missing"))
    apart = abs(rows.sum() - columns.sum())
    if apart > 1e-9 * max(np.abs(rows).sum(), 1e-300):
        raise MethodError(
            message("balancing.totals", rows=float(rows.sum()), columns=float(columns.sum()))
        )
    for axis, margin in ((1, rows), (0, columns)):
        can_be_positive = (matrix > 0).any(axis=axis)
        can_be_negative = (matrix < 0).any(axis=axis)
        unmet = ((margin > 0) & ~can_be_positive) | ((margin < 0) & ~can_be_negative)
        if unmet.any():
            where = "row" if axis == 1 else "column"
            raise MethodError(
                message(f"balancing.empty_{where}", number=int(np.flatnonzero(unmet)[0]) + 1)
            )
