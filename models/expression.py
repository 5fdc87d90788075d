"""Expression trees of single cells: one tree gives value, live formula and derivation.

A cell is built by ordinary Python (`Quantity.cell`): Python `if` decides structure, an
`If` node decides values. Nodes combine with Python's operators, so a cell reads like the
equation it stands for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Protocol

from models.messages import Message, message
from models.special import beta_distribution, gamma_distribution


class Node:
    """A part of a cell's expression; nobody changes one.

    The kinds of nodes are not frozen dataclasses, because one export makes millions of them,
    and a frozen one takes three times as long to make.
    """

    __slots__ = ()

    def __add__(self, other: Node | float) -> Op:
        return Op("+", self, node(other))

    def __radd__(self, other: float) -> Op:
        return Op("+", node(other), self)

    def __sub__(self, other: Node | float) -> Op:
        return Op("-", self, node(other))

    def __rsub__(self, other: float) -> Op:
        return Op("-", node(other), self)

    def __mul__(self, other: Node | float) -> Op:
        return Op("*", self, node(other))

    def __rmul__(self, other: float) -> Op:
        return Op("*", node(other), self)

    def __truediv__(self, other: Node | float) -> Op:
        return Op("/", self, node(other))

    def __rtruediv__(self, other: float) -> Op:
        return Op("/", node(other), self)

    def __pow__(self, other: Node | float) -> Op:
        return Op("^", self, node(other))

    def __gt__(self, other: Node | float) -> Op:
        return Op(">", self, node(other))

    def __ge__(self, other: Node | float) -> Op:
        return Op(">=", self, node(other))

    def __lt__(self, other: Node | float) -> Op:
        return Op("<", self, node(other))


@dataclass(slots=True, unsafe_hash=True)
class Const(Node):
    """A number of the method itself (100 of an index, a number of years)."""

    value: float


@dataclass(slots=True, unsafe_hash=True)
class Param(Node):
    """A parameter by its path (`alpha`, `computers.beta`)."""

    path: str


@dataclass(slots=True, unsafe_hash=True)
class Ref(Node):
    """One cell of a quantity, by positions along its axes."""

    key: str
    index: tuple[int, ...]


@dataclass(slots=True, unsafe_hash=True)
class Run(Node):
    """Cells start..stop (both included) of one axis: one contiguous range.

    `index` holds the other positions; its entry at `axis` is ignored. `backwards` reads
    the range from stop to start; a quantity stored that way (the age axis) uses it.
    """

    key: str
    index: tuple[int, ...]
    axis: int
    start: int
    stop: int
    backwards: bool = False

    def refs(self) -> tuple[Ref, ...]:
        """The single cells, in reading order."""
        return tuple([Ref(self.key, place) for place in self.places()])

    def places(self) -> list[tuple[int, ...]]:
        """Positions of the single cells, in reading order."""
        before, after = self.index[: self.axis], self.index[self.axis + 1 :]
        found = [(*before, i, *after) for i in range(self.start, self.stop + 1)]
        return found[::-1] if self.backwards else found


@dataclass(slots=True, unsafe_hash=True)
class Op(Node):
    """A binary operation: + - * / ^ > >= <."""

    symbol: str
    left: Node
    right: Node


@dataclass(slots=True, unsafe_hash=True)
class Fn(Node):
    """A function all spreadsheet programs share; see `FUNCTIONS`."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(slots=True, unsafe_hash=True)
class If(Node):
    """A choice by values."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(slots=True, unsafe_hash=True)
class Missing(Node):
    """No value, with the reason a person reads."""

    reason: Message


@dataclass(slots=True, unsafe_hash=True)
class Frozen(Node):
    """The value of a cell that a spreadsheet cannot recompute: a fit, a numerical integral.

    cell: the cell itself, whose computed value stands for the expression; rests_on: what it
    was computed from (references, ranges, parameters), so that its derivation and its flags
    go on. Why it is frozen is said by a flag `frozen_*` around it.
    """

    cell: Ref
    rests_on: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark that a cell carries: `extrapolated`, `extended`, `assumed`, `proxy`, ..."""

    code: str


@dataclass(slots=True, unsafe_hash=True)
class Marked(Node):
    """An expression with the cell's own flags.

    when: a condition under which the flags hold; it may read the cell's own value, and is no
    part of what is computed.
    """

    inner: Node
    flags: tuple[Flag, ...]
    when: Node | None = None

    def holds(self, values: Values) -> bool:
        """Whether the flags apply."""
        return self.when is None or Evaluation(values).of(self.when) == 1.0


def node(value: Node | float) -> Node:
    """A number as a node; nodes pass through."""
    return value if isinstance(value, Node) else Const(float(value))


@cache
def _flags(codes: tuple[str, ...]) -> tuple[Flag, ...]:
    return tuple(Flag(code) for code in codes)


def mark(inner: Node, *codes: str) -> Node:
    """The expression with flags; unchanged where there are none."""
    return Marked(inner, _flags(codes)) if codes else inner


def mark_where(condition: Node, inner: Node, *codes: str) -> Node:
    """The expression with flags that hold where a condition does."""
    return Marked(inner, _flags(codes), condition)


def plus(parts: Iterable[Node]) -> Node:
    """Sum of a few parts (assets, factors), from the left; industries stand in ranges."""
    return reduce(lambda left, right: left + right, parts)


def total(run: Run) -> Fn:
    """Sum of a range."""
    return Fn("SUM", (run,))


def sum_of_products(*runs: Run) -> Fn:
    """Sum of products of ranges of one length."""
    return Fn("SUMPRODUCT", runs)


def exp(value: Node) -> Fn:
    """e to the power of a value."""
    return Fn("EXP", (value,))


def ln(value: Node) -> Fn:
    """Natural logarithm; no value for what is not positive."""
    return Fn("LN", (value,))


def sum_where(codes: Run, code: float, values: Run) -> Fn:
    """Sum of the values whose code is `code`: how sectors are merged into an industry."""
    return Fn("SUMIF", (codes, Const(float(code)), values))


def count_above(run: Run, value: Node) -> Fn:
    """How many cells of a range are above a value; what is missing is not counted."""
    return Fn("COUNTABOVE", (run, value))


FUNCTIONS = (
    "SUM",
    "SUMPRODUCT",
    "SUMIF",
    "EXP",
    "LN",
    "MIN",
    "MAX",
    "NORMSDIST",
    "GAMMALN",
    "GAMMADIST",
    "BETADIST",
    "AND",
    "COUNTPOSITIVE",
    "SUMPOSITIVE",
    "COUNTABOVE",
)
"""Function names a tree may hold. COUNTPOSITIVE is COUNTIF(range, ">0") in a spreadsheet,
SUMPOSITIVE SUMIF(range, ">0") and COUNTABOVE COUNTIF(range, ">"&value).

GAMMADIST(x, shape, scale, 1) and BETADIST(x, a, b) are distribution functions; the names
are those that Excel 2013, WPS and LibreOffice share."""


@dataclass(frozen=True, slots=True)
class Absent:
    """What a tree gives instead of a number: the reason, and the cell that it comes from."""

    reason: Message
    source: Ref | None = None


Result = float | Absent


_MISSING_REFERENCE = message("cause.missing_reference")


class Values(Protocol):
    """What a tree reads: single values and parameters (a `Measurement` is one)."""

    def at(self, key: str, index: tuple[int, ...]) -> float:
        """Value of one cell, NaN where there is none."""

    def parameter(self, path: str) -> float:
        """Value of a numeric parameter."""


class Evaluation:
    """Value of a tree, one step deep: references are read, not recomputed.

    `largest` is the largest absolute term met, the scale at which kernel, tree and
    spreadsheet are compared.
    """

    def __init__(self, values: Values) -> None:
        self._values = values
        self.largest = 0.0

    def of(self, tree: Node) -> Result:
        """The value of a node, or why there is none."""
        result = _RULES[type(tree)](self, tree)
        if isinstance(result, float):
            self._note(result)
        return result

    def _note(self, value: float) -> None:
        if abs(value) > self.largest:
            self.largest = abs(value)

    def _ref(self, tree: Ref) -> Result:
        value = self._values.at(tree.key, tree.index)
        if math.isnan(value):
            return Absent(_MISSING_REFERENCE, tree)
        return value

    def _op(self, tree: Op) -> Result:
        left, right = self.of(tree.left), self.of(tree.right)
        if isinstance(left, Absent):
            return left
        if isinstance(right, Absent):
            return right
        return _apply(tree.symbol, left, right)

    def _if(self, tree: If) -> Result:
        condition = self.of(tree.condition)
        if isinstance(condition, Absent):
            return condition
        return self.of(tree.then if condition else tree.otherwise)

    def _fn(self, tree: Fn) -> Result:
        if tree.name == "SUMPRODUCT":
            return self._sum_of_products(tree)
        if tree.name == "SUMIF":
            return self._sum_where(tree)
        if tree.name == "COUNTABOVE":
            return self._count_above(tree)
        arguments: list[float] = []
        for argument in tree.arguments:
            parts = argument.refs() if isinstance(argument, Run) else (argument,)
            for part in parts:
                value = self.of(part)
                if isinstance(value, Absent):
                    return value
                arguments.append(value)
        return _call(tree.name, arguments)

    def _frozen(self, tree: Frozen) -> Result:
        for part in tree.rests_on:
            for cell in part.refs() if isinstance(part, Run) else (part,):
                value = self.of(cell)
                if isinstance(value, Absent):
                    return value
        return self._ref(tree.cell)

    def _sum_of_products(self, tree: Fn) -> Result:
        """A term with a zero factor is zero even where another factor is missing.

        So a blank cell of a sector outside the frame (weight 0) spoils nothing.
        """
        terms: list[float] = []
        read = self._values.at
        runs = [run for run in tree.arguments if isinstance(run, Run)]
        columns = [[read(run.key, place) for place in run.places()] for run in runs]
        for number, values in enumerate(zip(*columns, strict=True)):
            for value in values:
                self._note(value)
            if 0.0 in values:
                continue
            product = 1.0
            for run, value in zip(runs, values, strict=True):
                if math.isnan(value):
                    return Absent(_MISSING_REFERENCE, run.refs()[number])
                product *= value
            self._note(product)
            terms.append(product)
        return math.fsum(terms)

    def _sum_where(self, tree: Fn) -> Result:
        codes, code, values = tree.arguments
        assert isinstance(codes, Run)
        assert isinstance(values, Run)
        wanted = self.of(code)
        terms: list[float] = []
        for mark, cell in zip(codes.refs(), values.refs(), strict=True):
            if self.of(mark) == wanted:
                value = self.of(cell)
                if isinstance(value, Absent):
                    return value
                terms.append(value)
        return math.fsum(terms)

    def _count_above(self, tree: Fn) -> Result:
        run, value = tree.arguments
        assert isinstance(run, Run)
        limit = self.of(value)
        if isinstance(limit, Absent):
            return limit
        present = [each for cell in run.refs() if isinstance(each := self.of(cell), float)]
        return float(sum(each > limit for each in present))


def _run_alone(_: Evaluation, tree: Run) -> Result:
    raise TypeError(f"a range of {tree.key} stands outside a function")


_RULES: Mapping[type, Callable[[Evaluation, object], Result]] = {
    Const: lambda _, tree: tree.value,  # type: ignore[attr-defined]
    Param: lambda self, tree: self._values.parameter(tree.path),  # type: ignore[attr-defined]
    Ref: Evaluation._ref,  # type: ignore[dict-item]
    Run: _run_alone,  # type: ignore[dict-item]
    Op: Evaluation._op,  # type: ignore[dict-item]
    Fn: Evaluation._fn,  # type: ignore[dict-item]
    If: Evaluation._if,  # type: ignore[dict-item]
    Frozen: Evaluation._frozen,  # type: ignore[dict-item]
    Missing: lambda _, tree: Absent(tree.reason),  # type: ignore[attr-defined]
    Marked: lambda self, tree: self.of(tree.inner),  # type: ignore[attr-defined]
}


def _apply(symbol: str, left: float, right: float) -> Result:
    if symbol == "+":
        return left + right
    if symbol == "-":
        return left - right
    if symbol == "*":
        return left * right
    if symbol == "/":
        return left / right if right != 0 else Absent(message("cause.division_by_zero"))
    if symbol == "^":
        if left < 0 or (left == 0 and right <= 0):
            return Absent(message("cause.power"))
        return float(left**right)
    comparisons = {">": left > right, ">=": left >= right, "<": left < right}
    return float(comparisons[symbol])


def _call(name: str, arguments: list[float]) -> Result:
    if name == "SUM":
        return math.fsum(arguments)
    if name == "EXP":
        return math.exp(arguments[0])
    if name == "LN":
        if arguments[0] <= 0:
            return Absent(message("cause.log"))
        return math.log(arguments[0])
    if name == "NORMSDIST":
        return 0.5 * math.erfc(-arguments[0] / math.sqrt(2.0))
    if name == "GAMMALN":
        return math.lgamma(arguments[0])
    if name == "GAMMADIST":
        return gamma_distribution(arguments[0] / arguments[2], arguments[1])
    if name == "BETADIST":
        return beta_distribution(*arguments)
    if name == "COUNTPOSITIVE":
        return float(sum(value > 0 for value in arguments))
    if name == "SUMPOSITIVE":
        return math.fsum(value for value in arguments if value > 0)
    if name == "AND":
        return float(all(arguments))
    if name == "MIN":
        return min(arguments)
    if name == "MAX":
        return max(arguments)
    raise KeyError(name)


def walk(tree: Node) -> Iterator[Node]:
    """Every node of a tree, parents first."""
    yield tree
    for part in _parts(tree):
        yield from walk(part)


_NO_PARTS: tuple[Node, ...] = ()
_LEAVES = (Ref, Run, Const, Param)


def _parts(tree: Node) -> tuple[Node, ...]:
    if isinstance(tree, _LEAVES):
        return _NO_PARTS
    if isinstance(tree, Op):
        return tree.left, tree.right
    if isinstance(tree, Fn):
        return tree.arguments
    if isinstance(tree, If):
        return tree.condition, tree.then, tree.otherwise
    if isinstance(tree, Frozen):
        return tree.rests_on
    return (tree.inner,) if isinstance(tree, Marked) else _NO_PARTS


def references(tree: Node) -> Iterator[Ref]:
    """Every single cell a tree reads, ranges opened."""
    for part in walk(tree):
        if isinstance(part, Ref):
            yield part
        elif isinstance(part, Run):
            yield from part.refs()


def taken(tree: Node, values: Values) -> Iterator[Node]:
    """Nodes of a tree, parents first, but for the branches that its conditions did not take."""
    waiting = [tree]
    while waiting:
        top = waiting.pop()
        yield top
        if isinstance(top, _LEAVES):
            continue
        if isinstance(top, Op):
            waiting.append(top.right)
            waiting.append(top.left)
        elif isinstance(top, If):
            holds = Evaluation(values).of(top.condition) == 1.0
            waiting += (top.then if holds else top.otherwise, top.condition)
        else:
            waiting += reversed(_parts(top))


def marked(tree: Node) -> bool:
    """Whether a tree has marks at all, whether or not they hold."""
    waiting = [tree]
    while waiting:
        top = waiting.pop()
        if isinstance(top, Marked):
            return True
        waiting += _parts(top)
    return False


def own_flags(tree: Node, values: Values) -> tuple[Flag, ...]:
    """The flags a tree itself carries, those of branches not taken apart."""
    found = [
        flag
        for part in taken(tree, values)
        if isinstance(part, Marked) and part.holds(values)
        for flag in part.flags
    ]
    return tuple(dict.fromkeys(found))
