"""RAS and GRAS: laws, a textbook example, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import balancing
from models.balancing import gras, ras, weighted_absolute_error
from models.messages import MethodError

# Junius & Oosterhaven (2003), table 1: the base matrix with negative entries.
BASE = np.array([[7.0, 3.0, 5.0, -3.0], [2.0, 9.0, 8.0, 1.0], [-2.0, 0.0, 2.0, 1.0]])
ROWS, COLUMNS = np.array([15.0, 26.0, -1.0]), np.array([9.0, 16.0, 17.0, -2.0])


def test_gras_gives_the_example_of_junius_and_oosterhaven() -> None:
    updated = gras(BASE, ROWS, COLUMNS).matrix
    np.testing.assert_allclose(updated.sum(axis=1), ROWS, atol=1e-7)
    np.testing.assert_allclose(updated.sum(axis=0), COLUMNS, atol=1e-7)
    assert np.array_equal(np.sign(updated), np.sign(BASE))


@given(
    arrays(float, (4, 5), elements=st.floats(0.1, 100)),
    arrays(float, 4, elements=st.floats(0.2, 5)),
    arrays(float, 5, elements=st.floats(0.2, 5)),
)
def test_ras_finds_a_matrix_that_was_scaled_by_rows_and_columns(
    matrix: np.ndarray, r: np.ndarray, s: np.ndarray
) -> None:
    scaled = r[:, None] * matrix * s
    found = ras(matrix, scaled.sum(axis=1), scaled.sum(axis=0))
    np.testing.assert_allclose(found.matrix, scaled, rtol=1e-6)


@given(arrays(float, (4, 4), elements=st.floats(-50, 50).map(lambda x: round(x, 1))))
def test_a_matrix_that_meets_its_margins_is_left_alone(matrix: np.ndarray) -> None:
    found = gras(matrix, matrix.sum(axis=1), matrix.sum(axis=0))
    np.testing.assert_allclose(found.matrix, matrix, atol=1e-6)


def test_zeros_stay_zeros() -> None:
    matrix = np.array([[0.0, 2.0], [3.0, 4.0]])
    found = ras(matrix, np.array([4.0, 10.0]), np.array([5.0, 9.0]))
    assert found.matrix[0, 0] == 0


@pytest.mark.parametrize(
    ("matrix", "rows", "columns", "code"),
    [
        ([[1.0, -1.0]], [1.0], [1.0, 0.0], "balancing.negative"),
        ([[1.0, 1.0]], [3.0], [1.0, 1.0], "balancing.totals"),
        ([[1.0, 1.0]], [2.0], [2.0], "balancing.shape"),
        ([[0.0, 0.0], [1.0, 1.0]], [1.0, 1.0], [1.0, 1.0], "balancing.empty_row"),
        ([[0.0, 1.0], [0.0, 1.0]], [1.0, 1.0], [1.0, 1.0], "balancing.empty_column"),
        # The zeros leave one way only to fill the first row, which the column forbids.
        ([[1.0, 0.0], [1.0, 1.0]], [3.0, 1.0], [1.0, 3.0], "balancing.no_end"),
    ],
)
def test_what_cannot_be_balanced_is_refused(
    matrix: list[list[float]], rows: list[float], columns: list[float], code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        ras(np.array(matrix), np.array(rows), np.array(columns))
    assert refused.value.message.code == code


def test_a_missing_number_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        gras(np.array([[np.nan]]), np.array([1.0]), np.array([1.0]))
    assert refused.value.message.code == "balancing.missing"


def test_weighted_absolute_error_is_the_misses_over_the_whole() -> None:
    assert weighted_absolute_error(np.array([1.0, 4.0]), np.array([2.0, -6.0])) == 11 / 8


# Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 7.4.2: base coefficients, and the
# output, row and column sums of the year they are updated to.
A_0 = np.array([[0.120, 0.100, 0.049], [0.210, 0.247, 0.265], [0.026, 0.249, 0.145]])
OUTPUT = np.array([421.0, 284.0, 283.0])
USED, BOUGHT = np.array([245.0, 136.0, 159.0]), np.array([251.0, 107.0, 182.0])
PRINTED_A = [[0.3924, 0.1219, 0.1596], [0.1509, 0.0661, 0.1897], [0.0529, 0.1887, 0.2938]]


def test_ras_gives_the_example_of_miller_and_blair() -> None:
    updated = ras(A_0 * OUTPUT, USED, BOUGHT).matrix / OUTPUT
    np.testing.assert_allclose(updated, PRINTED_A, atol=5e-5)


def test_gras_is_the_nearest_matrix_by_an_independent_computation() -> None:
    """The same example solved by Newton's method at 30 digits for the multipliers of

    min sum |a| (z ln z - z), z = x/a, subject to both margins (Lenzen, Wood & Gallego 2007).
    """
    with mpmath.workdps(30):

        def entries(u: Sequence[mpmath.mpf]) -> list[list[mpmath.mpf]]:
            r, s = [mpmath.exp(x) for x in u[:3]], [mpmath.exp(x) for x in (*u[3:], 0)]
            return [
                [a * r[i] * s[j] if a >= 0 else a / (r[i] * s[j]) for j, a in enumerate(row)]
                for i, row in enumerate(BASE.tolist())
            ]

        def gaps(*u: mpmath.mpf) -> list[mpmath.mpf]:
            x = entries(u)
            rows = [sum(x[i]) - ROWS[i] for i in range(3)]
            return rows + [sum(row[j] for row in x) - COLUMNS[j] for j in range(3)]

        found = mpmath.findroot(gaps, [0.1] * 6)
        exact = np.array([[float(e) for e in row] for row in entries(list(found))])
    np.testing.assert_allclose(gras(BASE, ROWS, COLUMNS).matrix, exact, rtol=1e-8)


@pytest.mark.parametrize("seed", range(12))
def test_the_gap_told_is_what_the_rows_miss_most(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Stopped early, at a twentieth of the largest margin: too much and too little count alike."""
    monkeypatch.setattr(balancing, "TOLERANCE", 0.05)
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(0.1, 5.0, (4, 4))
    rows, columns = rng.uniform(1, 9, 4), rng.uniform(1, 9, 4)
    columns *= rows.sum() / columns.sum()
    found = gras(matrix, rows, columns)
    missed = np.abs(found.matrix.sum(axis=1) - rows).max()
    assert found.gap == pytest.approx(missed, rel=1e-9)
    assert missed <= 0.05 * max(rows.max(), columns.max()) * (1 + 1e-12)
    np.testing.assert_allclose(found.matrix.sum(axis=0), columns, rtol=1e-12)
