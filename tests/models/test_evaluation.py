"""What each kind of node comes to, at the very values where its rule turns; by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation import Absent, Evaluation, is_true, own_flags, taken
from models.expression import (
    FUNCTIONS,
    Const,
    Flag,
    Fn,
    Frozen,
    If,
    Missing,
    Node,
    Op,
    Param,
    Ref,
    Run,
    count_above,
    exp,
    ln,
    mark,
    mark_where,
    marked,
    sum_of_products,
    sum_where,
    total,
)
from models.messages import message

NAN = math.nan
A, B, C = (Ref("x", (i,)) for i in range(3))
X, Y = Run("x", (0,), 0, 0, 2), Run("y", (0,), 0, 0, 2)
GONE = Missing(message("some.cause"))


class Values:
    """Values of x and y by position, and one parameter."""

    def __init__(self, x: tuple[float, ...] = (), y: tuple[float, ...] = ()) -> None:
        self._values = {"x": x, "y": y}

    def at(self, key: str, index: tuple[int, ...]) -> float:
        return self._values[key][index[0]]

    def parameter(self, path: str) -> float:
        return {"half": 0.5}[path]


def of(tree: Node, *x: float, y: tuple[float, ...] = ()) -> float | str | Ref:
    """The value; where there is none, the cell that it stops at, else the code of the reason."""
    found = Evaluation(Values(x, y)).of(tree)
    if isinstance(found, Absent):
        return found.source or found.reason.code
    return found


@pytest.mark.parametrize(
    ("symbol", "left", "right", "value"),
    [
        ("+", 2.0, 3.0, 5.0),
        ("-", 2.0, 3.0, -1.0),
        ("*", 2.0, 3.0, 6.0),
        ("/", 3.0, 2.0, 1.5),
        ("/", 3.0, -0.25, -12.0),
        ("/", 0.0, 1.0, 0.0),
        ("/", 1.0, 0.0, "cause.division_by_zero"),
        ("^", 2.0, 3.0, 8.0),
        ("^", 0.25, 0.5, 0.5),
        ("^", 0.25, -0.5, 2.0),
        ("^", 0.5, 0.0, 1.0),
        ("^", 0.0, 0.5, 0.0),
        ("^", 0.0, 1e-9, 0.0),
        ("^", 0.0, 2.0, 0.0),
        ("^", 0.0, 0.0, "cause.power"),
        ("^", 0.0, -1.0, "cause.power"),
        ("^", -1.0, 2.0, "cause.power"),
        ("^", -1e-9, 1.0, "cause.power"),
        (">", 2.0, 1.0, 1.0),
        (">", 1.0, 1.0, 0.0),
        (">", 0.0, 1.0, 0.0),
        (">=", 2.0, 1.0, 1.0),
        (">=", 1.0, 1.0, 1.0),
        (">=", 0.0, 1.0, 0.0),
        ("<", 0.0, 1.0, 1.0),
        ("<", 1.0, 1.0, 0.0),
        ("<", 2.0, 1.0, 0.0),
    ],
)
def test_operations(symbol: str, left: float, right: float, value: float | str) -> None:
    assert of(Op(symbol, A, B), left, right) == value
    if symbol in (">", ">=", "<"):
        assert is_true(Op(symbol, A, B), Values((left, right))) is bool(value)


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        (total(X), 3.5),
        (exp(A), math.e),
        (ln(B), math.log(2.0)),
        (ln(C), -math.log(2.0)),
        (ln(Const(0.0)), "cause.log"),
        (ln(Const(-1.0)), "cause.log"),
        (Fn("MIN", (X,)), 0.5),
        (Fn("MAX", (X,)), 2.0),
        (Fn("MIN", (A, B)), 1.0),
        (Fn("MAX", (Const(0.0), A)), 1.0),
        # Phi(1) = 0.84134474606854293 and ln Gamma(1/2) = ln pi / 2 (Abramowitz & Stegun 26.2).
        (Fn("NORMSDIST", (A,)), 0.84134474606854293),
        (Fn("NORMSDIST", (Const(0.0) - A,)), 0.15865525393145707),
        (Fn("GAMMALN", (C,)), math.log(math.pi) / 2),
        # Shape one is exponential: 1 - exp(-x/scale); the uniform variate is beta (1, 1).
        (Fn("GAMMADIST", (B, A, Const(4.0), Const(1.0))), 1 - math.exp(-0.5)),
        (Fn("BETADIST", (C, A, A)), 0.5),
        (Fn("BETADIST", (C, B, A)), 0.25),
        (Fn("AND", (A > C, B > A)), 1.0),
        (Fn("AND", (A > C, A > B)), 0.0),
        (Fn("COUNTPOSITIVE", (X,)), 3.0),
        (Fn("COUNTPOSITIVE", (Const(0.0), A, Const(-1.0))), 1.0),
        (Fn("SUMPOSITIVE", (Const(0.0), A, B, Const(-1.0))), 3.0),
        (count_above(X, C), 2.0),
        (count_above(X, A), 1.0),
        (count_above(X, B), 0.0),
        (count_above(X, C / 2.0), 3.0),
        (sum_of_products(X, Y), 1 * 3 + 2 * 5 + 0.5 * 7),
        (sum_of_products(X, X, Y), 1 * 3 + 4 * 5 + 0.25 * 7),
        (sum_where(Y, 5, X), 2.0),
        (sum_where(Y, 4, X), 0.0),
        (If(A > C, B, GONE), 2.0),
        (If(C > A, GONE, B), 2.0),
        (If(GONE, A, B), "some.cause"),
        (Param("half") * B, 1.0),
        (mark(B, "some"), 2.0),
        (Frozen(A, (X, Param("half"))), 1.0),
        (GONE, "some.cause"),
    ],
)  # fmt: skip
def test_functions_of_one_two_and_a_half(tree: Node, value: float | str) -> None:
    """x = 1, 2, 1/2; y = 3, 5, 7."""
    found = of(tree, 1.0, 2.0, 0.5, y=(3.0, 5.0, 7.0))
    assert found == (value if isinstance(value, str) else pytest.approx(value, rel=1e-14))


def test_every_function_is_known_and_no_other() -> None:
    tried = {"SUM", "SUMPRODUCT", "SUMIF", "COUNTABOVE"}
    for name in set(FUNCTIONS) - tried:
        assert isinstance(of(Fn(name, (A, B, C)), 0.5, 1.0, 2.0), float)
    with pytest.raises(KeyError):
        of(Fn("TAN", (A,)), 1.0)
    with pytest.raises(TypeError, match="outside a function"):
        of(X, 1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("tree", "stops"),
    [
        (A + B, B),
        (B - A, B),
        (GONE + B, "some.cause"),
        (total(X), B),
        (exp(B), B),
        (Fn("MAX", (A, B)), B),
        (sum_of_products(X, Y), B),
        (sum_where(Y, 4, X), B),  # the value added up
        (sum_where(X, 1, Y), 3.0),  # a code that is missing is no other's
        (sum_where(Y, 3, X), 1.0),  # what is not added up may be missing
        (count_above(X, B), B),
        (count_above(X, C), 0.0),
        (count_above(X, Const(0.0)), 2.0),
        (If(B > A, A, C), B),
        (If(A > C, B, C), 5.0),
        (Frozen(A, (B,)), B),
        (Frozen(A, (A, X)), B),
        (Frozen(B, (A, C)), B),
        (Frozen(A, (A, C)), 1.0),
    ],
)
def test_what_is_missing_stops_what_needs_it_and_says_which_cell(
    tree: Node, stops: float | str | Ref
) -> None:
    """x = 1, missing, 5; y = 3, 4, 5."""
    assert of(tree, 1.0, NAN, 5.0, y=(3.0, 4.0, 5.0)) == stops


def test_nothing_of_what_is_missing_is_nothing() -> None:
    """A blank cell of a sector with weight zero spoils no sum; with any other it does."""
    assert of(sum_of_products(X, Y), 1.0, NAN, 2.0, y=(3.0, 0.0, 5.0)) == 13.0
    assert of(sum_of_products(Y, X), 1.0, NAN, 2.0, y=(3.0, 0.0, 5.0)) == 13.0
    assert of(sum_of_products(X, Y), 1.0, NAN, 2.0, y=(3.0, 1e-9, 5.0)) == B
    assert of(sum_of_products(Y, X), 1.0, 0.0, 2.0, y=(3.0, NAN, NAN)) == Ref("y", (2,))


def test_the_largest_term_met_is_the_scale_of_a_cell() -> None:
    def largest(tree: Node, *x: float, y: tuple[float, ...] = ()) -> float:
        evaluation = Evaluation(Values(x, y))
        evaluation.of(tree)
        return evaluation.largest

    assert largest(A - B, 1e6, 1e6 - 1) == 1e6
    assert largest(A + B, -7.0, 4.0) == 7.0
    assert largest(sum_of_products(X, Y), 1.0, 2.0, 3.0, y=(0.5, 0.5, 0.5)) == 3.0
    assert largest(sum_of_products(X, Y), 1.0, -2.0, 3.0, y=(1.0, 4.0, 1.0)) == 8.0
    assert largest(sum_of_products(X, Y), 9.0, 0.0, 0.0, y=(0.0, 1.0, 1.0)) == 9.0
    assert largest(GONE + A, 5.0) == 5.0


def test_only_the_branch_taken_is_looked_through() -> None:
    tree = If(A > B, mark(A, "then"), mark(B, "otherwise"))
    for x, flag, there in (((2.0, 1.0), "then", A), ((1.0, 1.0), "otherwise", B)):
        values = Values(x)
        assert own_flags(tree, values) == (Flag(flag),)
        met = list(taken(tree, values))
        assert met[0] is tree
        assert [part for part in met if isinstance(part, Ref)] == [A, B, there]
    order = [part for part in taken(A - (B + C), Values((1.0, 2.0, 3.0))) if isinstance(part, Ref)]
    assert order == [A, B, C]
    through = taken(Fn("MAX", (A, B - C)), Values((1.0, 2.0, 3.0)))
    assert [part for part in through if isinstance(part, Ref)] == [A, B, C]


def test_a_tree_has_marks_wherever_they_stand_and_whether_or_not_they_hold() -> None:
    inside = mark_where(A > B, B, "some")
    for tree in (inside, A + inside, total(X) / inside, If(A > B, A, inside), ln(inside)):
        assert marked(tree)
    for tree in (A, A + B, total(X), If(A > B, A, B), GONE, Param("half") * 2.0):
        assert not marked(tree)


def test_a_mark_with_a_condition_holds_where_that_does() -> None:
    tree = mark_where(A >= B, mark(A, "always", "too"), "there", "too")
    assert own_flags(tree, Values((1.0, 1.0))) == (Flag("there"), Flag("too"), Flag("always"))
    assert own_flags(tree, Values((1.0, 2.0))) == (Flag("always"), Flag("too"))
    assert own_flags(tree, Values((1.0, NAN))) == (Flag("always"), Flag("too"))


numbers = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, NAN])
leaves = st.sampled_from([A, B, C, Const(0.0), Const(1.0), Param("half"), GONE])
parts = leaves | st.builds(Op, st.sampled_from("+-*/^"), leaves, leaves)
compared = st.builds(Op, st.sampled_from([">", ">=", "<"]), parts, parts)
conditions = st.recursive(
    compared, lambda inner: st.lists(inner, min_size=1).map(lambda some: Fn("AND", tuple(some)))
)


@given(conditions, st.tuples(numbers, numbers, numbers))
def test_the_short_way_to_a_condition_ends_where_the_long_one_does(
    condition: Node, x: tuple[float, float, float]
) -> None:
    """One over something missing does not hold."""
    values = Values(x)
    assert is_true(condition, values) == (Evaluation(values).of(condition) == 1.0)
