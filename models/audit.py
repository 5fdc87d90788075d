"""Audit of published figures: what follows from what, within the rounding of what is printed.

Method, section 9. A check computes one printed figure from others. Every printed figure stands
for an interval, half a unit of its last digit to either side; interval arithmetic carries these
through the formula, so a difference that rounding explains is told from one that it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from models.expression import Const, Node, Op, Ref
from models.messages import Message, MethodError, message

ROUNDING = 0.5
"""Tolerance in units of the last printed digit: what correct rounding can do."""


class Figure(Protocol):
    """A figure that a formula can use."""

    @property
    def value(self) -> float:
        """The number."""

    @property
    def last_digit(self) -> float:
        """One unit of its last digit, 0 where it is not rounded."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A figure in full precision, computed and not printed."""

    value: float
    last_digit: float = 0.0


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure as printed.

    key, year: what formulas call it, `gdp[2021]`. text: its digits as printed, which decide its
    value and its rounding. unit: `money` (亿元), `percent` or `one`. where, quote: its place.
    derived: said by the text without being printed as a figure.
    """

    key: str
    year: int
    text: str
    unit: str = "money"
    where: str = ""
    quote: str = ""
    derived: bool = False

    @property
    def value(self) -> float:
        """The number; raises MethodError `audit.not_a_figure`."""
        try:
            return float(self.text)
        except ValueError:
            raise MethodError(message("audit.not_a_figure", text=self.text)) from None

    @property
    def last_digit(self) -> float:
        """One unit of the last printed digit: 0.01 of 87.71, 1 of 8512."""
        mantissa, _, exponent = self.text.lower().partition("e")
        decimals = len(mantissa.partition(".")[2])
        return 10.0 ** (int(exponent or 0) - decimals)


@dataclass(frozen=True, slots=True)
class Check:
    """A claim: the formula over printed figures gives the printed target.

    title: a person's own name for it, empty where formula and target say enough.
    """

    key: str
    formula: Node
    target: Ref
    title: str = ""


class Verdict(Enum):
    """What came of a check."""

    FOLLOWS = "follows"
    """Computed from the printed figures it rounds to the printed digits."""
    WITHIN_ROUNDING = "within_rounding"
    """It does not, but some unrounded figures behind the printed ones agree."""
    CONTRADICTS = "contradicts"
    NOT_COMPUTABLE = "not_computable"


@dataclass(frozen=True, slots=True)
class Result:
    """A check with its numbers. computed, low, high: value of the formula and its rounding
    interval; printed: the target. missing: figures that are not there; reason: why else there
    is no verdict. The numbers are None where the verdict is NOT_COMPUTABLE.
    """

    check: Check
    verdict: Verdict
    computed: float | None = None
    low: float | None = None
    high: float | None = None
    printed: float | None = None
    missing: tuple[Ref, ...] = ()
    reason: Message | None = None

    @property
    def apart(self) -> float | None:
        """Computed less printed."""
        if self.computed is None or self.printed is None:
            return None
        return self.computed - self.printed


Figures = Mapping[tuple[str, int], Figure]


def audit(
    checks: tuple[Check, ...], figures: Figures, *, tolerance: float = ROUNDING
) -> tuple[Result, ...]:
    """All checks, in order. tolerance: of the target, in units of its last printed digit."""
    return tuple(_result(check, figures, tolerance) for check in checks)


def references(tree: Node) -> tuple[Ref, ...]:
    """The figures that a formula uses, each once, in reading order."""
    found: dict[Ref, None] = {}

    def walk(part: Node) -> None:
        if isinstance(part, Ref):
            found[part] = None
        elif isinstance(part, Op):
            walk(part.left)
            walk(part.right)

    walk(tree)
    return tuple(found)


def bounds(tree: Node, figures: Figures) -> tuple[float, float, float]:
    """Value of a formula at the printed figures, and the smallest and largest that unrounded
    ones could give. Raises MethodError `audit.division` where a divisor may be zero.

    A figure that stands twice in a formula is counted as two: the interval is then wider than
    need be, never too narrow.
    """
    if isinstance(tree, Const):
        return tree.value, tree.value, tree.value
    if isinstance(tree, Ref):
        figure = figures[tree.key, tree.index[0]]
        half = ROUNDING * figure.last_digit
        return figure.value, figure.value - half, figure.value + half
    if not isinstance(tree, Op):
        raise TypeError(type(tree).__name__)
    a, a_low, a_high = bounds(tree.left, figures)
    b, b_low, b_high = bounds(tree.right, figures)
    if tree.symbol == "+":
        return a + b, a_low + b_low, a_high + b_high
    if tree.symbol == "-":
        return a - b, a_low - b_high, a_high - b_low
    if tree.symbol == "/":
        if b_low <= 0 <= b_high:
            raise MethodError(message("audit.division"))
        corners = [x / y for x in (a_low, a_high) for y in (b_low, b_high)]
        return a / b, min(corners), max(corners)
    if tree.symbol == "*":
        corners = [x * y for x in (a_low, a_high) for y in (b_low, b_high)]
        return a * b, min(corners), max(corners)
    raise TypeError(tree.symbol)


def _result(check: Check, figures: Figures, tolerance: float) -> Result:
    needed = (*references(check.formula), check.target)
    missing = tuple(ref for ref in needed if (ref.key, ref.index[0]) not in figures)
    if missing:
        return Result(check, Verdict.NOT_COMPUTABLE, missing=missing)
    try:
        computed, low, high = bounds(check.formula, figures)
    except MethodError as error:
        return Result(check, Verdict.NOT_COMPUTABLE, reason=error.message)
    target = figures[check.target.key, check.target.index[0]]
    unit = target.last_digit
    # The printed digits are decimal, the numbers binary: a hair of slack for exact halves.
    slack = 1e-9 * max(abs(target.value), unit)
    if abs(computed - target.value) <= ROUNDING * unit + slack:
        verdict = Verdict.FOLLOWS
    elif (
        low <= target.value + tolerance * unit + slack
        and high >= target.value - tolerance * unit - slack
    ):
        verdict = Verdict.WITHIN_ROUNDING
    else:
        verdict = Verdict.CONTRADICTS
    return Result(check, verdict, computed, low, high, target.value)
