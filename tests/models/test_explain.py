"""Derivations: which cells a figure rests on, and the same cell with its numbers."""

from __future__ import annotations

import math

import pytest

from models import measure
from models.explain import derive, labels_of, numbers, short
from models.expression import (
    Fn,
    If,
    Missing,
    Node,
    Param,
    Ref,
    Run,
    exp,
    mark,
    sum_of_products,
    sum_where,
    total,
)
from models.frame import INDICATORS
from models.measurement import Measurement
from models.messages import message
from models.parameters import PRESETS
from tests.support_datasets import dataset

A, B, C, D = (Ref("x", (i,)) for i in range(4))
ROWS = {
    "x": (3.0, 4.0, 5.0, -6.0),
    "y": tuple(float(i) for i in range(1, 9)),
    "z": (0.0, 2.0, 1.0, 2.0),
}


class Table:
    """Values of x(i) and y(i), parameters: all that numbers are read from."""

    def at(self, key: str, index: tuple[int, ...]) -> float:
        return ROWS[key][index[0]]

    def parameter(self, path: str) -> float:
        return {"alpha": 0.5}[path]


def said(tree: Node) -> str:
    return numbers(Table(), tree)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (A + B * C, "3 + 4 × 5"),
        ((A + B) * C, "(3 + 4) × 5"),
        (A * (B + C), "3 × (4 + 5)"),
        (A - B + C, "3 − 4 + 5"),
        (A - (B + C), "3 − (4 + 5)"),
        (A - (B - C), "3 − (4 − 5)"),
        (A + (B + C), "3 + 4 + 5"),
        (A * (B * C), "3 × 4 × 5"),
        (A / (B * C), "3 ÷ (4 × 5)"),
        (A / B / C, "3 ÷ 4 ÷ 5"),
        (A / (B / C), "3 ÷ (4 ÷ 5)"),
        ((A + B) ** C, "(3 + 4)^5"),
        (A ** (B + C), "3^(4 + 5)"),
        ((A**B) ** C, "(3^4)^5"),
        (A ** (B**C), "3^(4^5)"),
        (A * B**C, "3 × 4^5"),
        (A + D, "3 + (−6)"),
        (Param("alpha") * A, "0.5 × 3"),
        (mark(A, "assumed") * B, "3 × 4"),
        (exp(A - B), "exp(3 − 4)"),
        (Fn("LN", (A,)), "ln(3)"),
        (Fn("NORMSDIST", (A,)), "Φ(3)"),
        (Fn("MIN", (A, B)), "MIN(3, 4)"),
        (If(A > B, C, D), "(−6)"),
        (If(A < B, C, D), "5"),
        (Missing(message("cause.first_year")), "—"),
    ],
)
def test_a_cell_is_written_with_its_numbers(tree: Node, text: str) -> None:
    """Brackets stand where arithmetic needs them, and nowhere else."""
    assert said(tree) == text


def test_long_sums_are_shortened_and_counted() -> None:
    assert said(total(Run("y", (0,), 0, 0, 5))) == "1 + 2 + 3 + 4 + 5 + 6"
    assert said(total(Run("y", (0,), 0, 0, 7))) == "1 + 2 + 3 + 4 + … + 8 [8]"


def test_products_with_nothing_are_left_out() -> None:
    """z is 0, 2, 1, 2: the first product is nothing."""
    both = sum_of_products(Run("z", (0,), 0, 0, 3), Run("x", (0,), 0, 0, 3))
    assert said(both) == "(2×4 + 1×5 + 2×−6)"
    assert said(sum_of_products(Run("z", (0,), 0, 0, 0), Run("x", (0,), 0, 0, 0))) == "(0)"


def test_of_a_sum_by_code_only_what_has_the_code() -> None:
    codes, values = Run("z", (0,), 0, 0, 3), Run("x", (0,), 0, 0, 3)
    assert said(sum_where(codes, 2, values)) == "(4 + −6)"
    assert said(sum_where(codes, 7, values)) == "(0)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-3.0, "−3"),
        (0.1, "0.1"),
        (1234567.89, "1234568"),
        (12.345678912, "12.34568"),
        (123456789.0, "123456789"),
        (2e15, "2e+15"),
        (12345678.9, "12345679"),
        (9999999.4, "9999999"),
        (9999999.6, "10000000"),
        (-9999999.6, "−10000000"),
        (1e7, "10000000"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1e+15"),
        (1e-4, "0.0001"),
        (0.00009999, "0.00009999000"),
        (0.000123, "0.000123"),
        (-0.00001, "−0.00001000000"),
        (1e-9, "0.000000001000000"),
        (1e-10, "1e−10"),
        (math.nan, "—"),
    ],
)
def test_numbers_have_seven_digits(value: float, text: str) -> None:
    assert short(value) == text


@pytest.fixture(scope="module")
def m() -> Measurement:
    return measure(dataset(1), PRESETS["gx2022"])


def test_labels_go_along_the_axes(m: Measurement) -> None:
    assert labels_of(m, "table_value_added", (1, 2)) == (2017, "电子")
    assert labels_of(m, "real_investment", (0, 5)) == ("computers", 2005)


def test_the_output_of_a_group_rests_on_its_sector_alone(m: Measurement) -> None:
    """Six sectors, of which one is electronics: its weight, its output, the table's unit."""
    g = INDICATORS.index("electronics")
    found = derive(m, "group_output", (g, 0))
    place = m.frame.labels("sector", 0).index("电子")
    kept = {
        Ref("sector_group", (0, place, g)),
        Ref("table_output", (0, place)),
        Ref("table_unit", (0,)),
    }
    assert set(found.terms) == kept
    assert found.zero_terms == 5
    assert found.reason is None
    assert found.labels == ("electronics", 2007)
    output = m.value("table_output", 2007, "电子")
    assert found.numbers == f"({short(output)}×1) ÷ 10000"
    assert found.value == pytest.approx(output / 1e4, rel=1e-15)


def test_a_leaf_has_a_source_and_no_numbers(m: Measurement) -> None:
    found = derive(m, "table_output", (0, 2))
    assert found.numbers == ""
    assert found.terms == ()
    assert found.origin is not None
    assert found.origin.cell == "BG11"


def test_a_figure_that_is_missing_says_why_and_shows_no_numbers(m: Measurement) -> None:
    found = derive(m, "price_relative", (0, 0))
    assert math.isnan(found.value)
    assert found.numbers == ""
    assert found.reason is not None
    assert found.reason.code == "cause.first_year"


def test_the_parameters_of_a_cell_are_listed_once_with_their_values(m: Measurement) -> None:
    """The last age but one of p(x) rests on the real return, 0.04 in the default."""
    found = derive(m, "age_price", (0, 0))
    assert [(one.path, one.value) for one in found.parameters] == [("real_return", 0.04)]
    assert set(found.terms) == {Ref("profile", (0, 0)), Ref("age_price", (0, 1))}
    assert found.zero_terms == 0


def test_an_industry_rests_on_its_own_sectors_alone(m: Measurement) -> None:
    """Six sectors and an industry for each: one is added, five are not."""
    place = m.frame.labels("sector", 0).index("电子")
    j = next(j for j, one in enumerate(m.dataset.industries) if one.key == "electronics")
    found = derive(m, "industry_value_added", (j, 0))
    assert set(found.terms) == {Ref("table_value_added", (0, place)), Ref("table_unit", (0,))}
    assert found.zero_terms == 5
    added = m.value("table_value_added", 2007, "电子")
    assert found.numbers == f"({short(added)}) ÷ 10000"
