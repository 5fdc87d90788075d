"""A tree as a spreadsheet formula that Excel, WPS and LibreOffice read alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from models.evaluation import Values, holds, is_true
from models.expression import (
    FUNCTIONS,
    Const,
    Flag,
    Fn,
    Frozen,
    If,
    Marked,
    Missing,
    Node,
    Op,
    Param,
    Ref,
    Run,
)


class Layout(Protocol):
    """Knows addresses, and is the only one that does."""

    def cell(self, ref: Ref) -> str:
        """Address of one cell."""

    def range(self, run: Run) -> str:
        """Address of a contiguous range."""

    def parameter(self, path: str) -> str:
        """Name of a parameter's cell."""

    def frozen(self, ref: Ref) -> float:
        """The computed value of a cell that stands as a number."""


# A comparison binds loosest, then sums, products and powers. Powers are never chained
# without parentheses: 2^3^2 is 64 in a spreadsheet and 512 elsewhere.
STRENGTH = {">": 1, ">=": 1, "<": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
_ATOM = 5
_PLAIN = frozenset(FUNCTIONS) - {"COUNTPOSITIVE", "SUMPOSITIVE", "COUNTABOVE"}
"""Functions that a spreadsheet knows by the same name."""


Path = tuple[tuple[Node, bool], ...]
"""Conditions that a node stands under, outermost first, and whether each has to hold."""


class Met(NamedTuple):
    """A node met while a formula was written that says something beside the value."""

    node: Marked | Frozen
    path: Path


def formula(tree: Node, layout: Layout) -> str:
    """The formula text without its leading equals sign."""
    return FormulaWriter(layout).text(tree)


def flags_met(met: list[Met], values: Values) -> tuple[Flag, ...]:
    """Own flags of a cell whose formula was written, from what was met on the way.

    The same as `models.evaluation.own_flags`, which looks through the whole tree: here only
    conditions are evaluated, and none beyond the first on a path that decides against it.
    """
    true: dict[int, bool] = {}

    def taken(path: Path) -> bool:
        for condition, wanted in path:
            found = true.get(id(condition))
            if found is None:
                found = true[id(condition)] = is_true(condition, values)
            if found is not wanted:
                return False
        return True

    flags: dict[Flag, None] = {}
    for node, path in met:
        if type(node) is Marked and (not path or taken(path)) and holds(node, values):
            flags.update(dict.fromkeys(node.flags))
    return tuple(flags)


Text = tuple[str, int]
"""A node's text and its binding strength."""


class FormulaWriter:
    """Texts of trees: the innermost loop of every export, so rules are found without a detour.

    `met` grows by what the formulas carry; who asks for it empties it between them.
    """

    __slots__ = ("_cell", "_layout", "_path", "_range", "met")

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._cell, self._range = layout.cell, layout.range
        self._path: Path = ()
        self.met: list[Met] = []

    def text(self, tree: Node) -> str:
        """The formula without its leading equals sign."""
        return _RULES[type(tree)](self, tree)[0]

    def _const(self, tree: Const) -> Text:
        return _number(tree.value), _ATOM

    def _param(self, tree: Param) -> Text:
        return self._layout.parameter(tree.path), _ATOM

    def _ref(self, tree: Ref) -> Text:
        return self._cell(tree), _ATOM

    def _run(self, tree: Run) -> Text:
        return self._range(tree), _ATOM

    def _marked(self, tree: Marked) -> Text:
        self.met.append(Met(tree, self._path))
        return _RULES[type(tree.inner)](self, tree.inner)

    def _frozen(self, tree: Frozen) -> Text:
        self.met.append(Met(tree, self._path))
        return _number(self._layout.frozen(tree.cell)), _ATOM

    def _missing(self, _: Missing) -> Text:
        return "NA()", _ATOM

    def _if(self, tree: If) -> Text:
        path, condition = self._path, tree.condition
        first = self.text(condition)
        self._path = (*path, (condition, True))
        then = self.text(tree.then)
        self._path = (*path, (condition, False))
        otherwise = self.text(tree.otherwise)
        self._path = path
        return f"IF({first},{then},{otherwise})", _ATOM

    def _fn(self, tree: Fn) -> Text:
        texts = [
            self._range(part) if type(part) is Run else _RULES[type(part)](self, part)[0]
            for part in tree.arguments
        ]
        arguments = ",".join(texts)
        if tree.name in _PLAIN:
            return f"{tree.name}({arguments})", _ATOM
        if tree.name == "COUNTPOSITIVE":
            return f'COUNTIF({arguments},">0")', _ATOM
        if tree.name == "SUMPOSITIVE":
            return f'SUMIF({arguments},">0")', _ATOM
        if tree.name == "COUNTABOVE":
            cells, value = texts
            return f'COUNTIF({cells},">"&({value}))', _ATOM
        return f"{tree.name}({arguments})", _ATOM

    def _op(self, tree: Op) -> Text:
        symbol, one, other = tree.symbol, tree.left, tree.right
        strength = STRENGTH[symbol]
        if type(one) is Ref:
            left = self._cell(one)
        else:
            left, left_strength = _RULES[type(one)](self, one)
            if left_strength < strength or (symbol == "^" and left_strength == strength):
                left = f"({left})"
        if type(other) is Ref:
            right = self._cell(other)
        else:
            right, right_strength = _RULES[type(other)](self, other)
            # a - (b + c) and a / (b * c): equal strength on the right needs parentheses,
            # except where the operation is associative.
            if right_strength < strength or (
                right_strength == strength and not _associative(symbol, other)
            ):
                right = f"({right})"
        return f"{left}{symbol}{right}", strength


def _associative(symbol: str, right: Node) -> bool:
    return symbol in "+*" and isinstance(right, Op) and right.symbol == symbol


class _Rules(dict[type, Callable[[FormulaWriter, Any], Text]]):
    def __missing__(self, kind: type) -> Callable[[FormulaWriter, Any], Text]:
        raise TypeError(kind.__name__)


_RULES = _Rules(
    {
        Const: FormulaWriter._const,
        Param: FormulaWriter._param,
        Ref: FormulaWriter._ref,
        Run: FormulaWriter._run,
        Op: FormulaWriter._op,
        Fn: FormulaWriter._fn,
        If: FormulaWriter._if,
        Marked: FormulaWriter._marked,
        Frozen: FormulaWriter._frozen,
        Missing: FormulaWriter._missing,
    }
)


@lru_cache(4096)
def _number(value: float) -> str:
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).upper()
    return f"({text})" if value < 0 else text
