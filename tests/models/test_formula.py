"""Formulas as spreadsheet programs read them: brackets, functions, numbers, flags met."""

from __future__ import annotations

import pytest

from models.expression import (
    Const,
    Flag,
    Fn,
    Frozen,
    If,
    Missing,
    Node,
    Param,
    Ref,
    Run,
    count_above,
    exp,
    mark,
    mark_where,
    sum_of_products,
    sum_where,
    total,
)
from models.formula import FormulaWriter, flags_met, formula
from models.messages import message
from models.quantities.allocation import positive_share

A, B, C = (Ref("x", (i,)) for i in range(3))
RUN, OTHER = Run("x", (0,), 0, 0, 2), Run("y", (0,), 0, 0, 2)


class Sheet:
    """x(0), x(1), x(2) stand in A1, B1, C1; y in row 2; parameters by name."""

    def cell(self, ref: Ref) -> str:
        return f"{'ABC'[ref.index[0]]}{'xy'.index(ref.key) + 1}"

    def range(self, run: Run) -> str:
        row = "xy".index(run.key) + 1
        return f"{'ABC'[run.start]}{row}:{'ABC'[run.stop]}{row}"

    def parameter(self, path: str) -> str:
        return f"p_{path}"

    def frozen(self, ref: Ref) -> float:
        return 2.5


class Values:
    """Values of x and y, for flags that hold under a condition."""

    def __init__(self, *values: float) -> None:
        self._values = values

    def at(self, _key: str, index: tuple[int, ...]) -> float:
        return self._values[index[0]]

    def parameter(self, path: str) -> float:
        raise KeyError(path)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (A + B * C, "A1+B1*C1"),
        ((A + B) * C, "(A1+B1)*C1"),
        (A - B - C, "A1-B1-C1"),
        (A - (B + C), "A1-(B1+C1)"),
        (A - (B - C), "A1-(B1-C1)"),
        (A + (B + C), "A1+B1+C1"),
        (A + (B - C), "A1+(B1-C1)"),
        (A * (B * C), "A1*B1*C1"),
        (A * (B / C), "A1*(B1/C1)"),
        (A / (B * C), "A1/(B1*C1)"),
        (A / B / C, "A1/B1/C1"),
        ((A**B) ** C, "(A1^B1)^C1"),  # 2^3^2 is 64 in a spreadsheet and 512 elsewhere
        (A ** (B**C), "A1^(B1^C1)"),
        ((A * B) ** C, "(A1*B1)^C1"),
        (A * B**C, "A1*B1^C1"),
        (A > B + C, "A1>B1+C1"),
        ((A > B) + C, "(A1>B1)+C1"),
        (If(A >= B, C, Missing(message("cause.log"))), "IF(A1>=B1,C1,NA())"),
        (If(A < B, C, C) * C, "IF(A1<B1,C1,C1)*C1"),
        (Param("alpha") * A, "p_alpha*A1"),
        (exp(A + B), "EXP(A1+B1)"),
        (total(RUN) / A, "SUM(A1:C1)/A1"),
        (sum_of_products(RUN, OTHER), "SUMPRODUCT(A1:C1,A2:C2)"),
        (sum_where(RUN, 2, OTHER), "SUMIF(A1:C1,2,A2:C2)"),
        (Fn("COUNTPOSITIVE", (RUN,)), 'COUNTIF(A1:C1,">0")'),
        (Fn("SUMPOSITIVE", (RUN,)), 'SUMIF(A1:C1,">0")'),
        (count_above(RUN, A + B), 'COUNTIF(A1:C1,">"&(A1+B1))'),
        (Frozen(A, (B,)), "2.5"),
        (mark(A, "assumed") * B, "A1*B1"),
        (Const(3.0) * A, "3*A1"),
        (Const(0.0) - A, "0-A1"),
        (A * -2.0, "A1*(-2)"),
        (A * -0.5, "A1*(-0.5)"),
        (A * 1e-7, "A1*1E-07"),
        (A * 1e16, "A1*1E+16"),
        (A * 123456789.0, "A1*123456789"),
    ],
)
def test_a_tree_as_a_formula(tree: Node, text: str) -> None:
    assert formula(tree, Sheet()) == text


def written(tree: Node, *values: float) -> tuple[str, ...]:
    writer = FormulaWriter(Sheet())
    writer.text(tree)
    return tuple(flag.code for flag in flags_met(writer.met, Values(*values)))


def test_flags_are_those_that_hold_where_the_formula_goes() -> None:
    assert written(A + B, 1.0, 2.0) == ()
    assert written(mark(A, "one", "two") + mark(B, "two"), 1.0, 2.0) == ("one", "two")
    when = mark_where(A > B, C, "high")
    assert written(when, 2.0, 1.0, 0.0) == ("high",)
    assert written(when, 1.0, 2.0, 0.0) == ()
    branches = If(A > B, mark(A, "then"), mark(B, "otherwise"))
    assert written(branches, 2.0, 1.0) == ("then",)
    assert written(branches, 1.0, 2.0) == ("otherwise",)


@pytest.mark.parametrize(
    ("own", "flags"), [(0.5, ()), (0.0, ()), (-0.5, ("negative_as_zero",)), (2.0, ())]
)
def test_a_share_is_marked_only_where_less_than_nothing_counts_as_nothing(
    own: float, flags: tuple[str, ...]
) -> None:
    tree = positive_share(A, RUN)
    assert written(tree, own, 3.0, 1.0) == flags
    assert formula(tree, Sheet()) == 'MAX(0,A1)/SUMIF(A1:C1,">0")'
    assert Flag("negative_as_zero").code == "negative_as_zero"


def test_a_kind_of_node_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(TypeError, match="Node"):
        formula(A + Node(), Sheet())
