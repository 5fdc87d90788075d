"""Expression trees of single cells: one tree gives value, live formula and derivation.

A cell is built by ordinary Python (`Quantity.cell`): Python `if` decides structure, an
`If` node decides values. Nodes combine with Python's operators, so a cell reads like the
equation it stands for. What a tree comes to is found in `models.evaluation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce

from models.messages import Message


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


def walk(tree: Node) -> Iterator[Node]:
    """Every node of a tree, parents first."""
    yield tree
    for part in parts_of(tree):
        yield from walk(part)


_NO_PARTS: tuple[Node, ...] = ()
LEAVES = (Ref, Run, Const, Param)
"""Kinds of nodes that most trees consist of, and that have none below them."""


def parts_of(tree: Node) -> tuple[Node, ...]:
    """The nodes right below a node; a leaf has none."""
    if isinstance(tree, LEAVES):
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


def marked(tree: Node) -> bool:
    """Whether a tree has marks at all, whether or not they hold."""
    waiting = [tree]
    while waiting:
        top = waiting.pop()
        if isinstance(top, Marked):
            return True
        waiting += parts_of(top)
    return False
