"""A tree as a spreadsheet formula that Excel, WPS and LibreOffice read alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from models.evaluation import Values, holds, own_flags
from models.expression import (
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


def formula(tree: Node, layout: Layout, marks: list[Node] | None = None) -> str:
    """The formula text without its leading equals sign.

    marks: takes up the nodes met that say something beside the value (`Marked`, `Frozen`) and
    the conditions (`If`) that some of them may stand under; see `flags_met`.
    """
    return _Writer(layout, [] if marks is None else marks).text(tree)


def flags_met(tree: Node, marks: list[Node], values: Values) -> tuple[Flag, ...]:
    """Own flags of a cell whose formula was written, from the marks that were met.

    The same as `models.evaluation.own_flags`, which looks through the whole tree; that is only
    needed where a mark may stand in a branch that is not taken.
    """
    if not any(isinstance(mark, Marked) for mark in marks):
        return ()
    if any(isinstance(mark, If) for mark in marks):
        return own_flags(tree, values)
    holding = (mark for mark in marks if isinstance(mark, Marked) and holds(mark, values))
    return tuple(dict.fromkeys(flag for mark in holding for flag in mark.flags))


Text = tuple[str, int]
"""A node's text and its binding strength."""


class _Writer:
    """Text of nodes: the innermost loop of every export, so rules are found without a detour."""

    __slots__ = ("_layout", "_marks")

    def __init__(self, layout: Layout, marks: list[Node]) -> None:
        self._layout = layout
        self._marks = marks

    def text(self, tree: Node) -> str:
        return _RULES[type(tree)](self, tree)[0]

    def _const(self, tree: Const) -> Text:
        return _number(tree.value), _ATOM

    def _param(self, tree: Param) -> Text:
        return self._layout.parameter(tree.path), _ATOM

    def _ref(self, tree: Ref) -> Text:
        return self._layout.cell(tree), _ATOM

    def _run(self, tree: Run) -> Text:
        return self._layout.range(tree), _ATOM

    def _marked(self, tree: Marked) -> Text:
        self._marks.append(tree)
        return _RULES[type(tree.inner)](self, tree.inner)

    def _frozen(self, tree: Frozen) -> Text:
        self._marks.append(tree)
        return _number(self._layout.frozen(tree.cell)), _ATOM

    def _missing(self, _: Missing) -> Text:
        return "NA()", _ATOM

    def _if(self, tree: If) -> Text:
        self._marks.append(tree)
        condition, then = self.text(tree.condition), self.text(tree.then)
        return f"IF({condition},{then},{self.text(tree.otherwise)})", _ATOM

    def _fn(self, tree: Fn) -> Text:
        texts = [_RULES[type(part)](self, part)[0] for part in tree.arguments]
        arguments = ",".join(texts)
        if tree.name == "COUNTPOSITIVE":
            return f'COUNTIF({arguments},">0")', _ATOM
        if tree.name == "SUMPOSITIVE":
            return f'SUMIF({arguments},">0")', _ATOM
        if tree.name == "COUNTABOVE":
            cells, value = texts
            return f'COUNTIF({cells},">"&({value}))', _ATOM
        return f"{tree.name}({arguments})", _ATOM

    def _op(self, tree: Op) -> Text:
        symbol = tree.symbol
        strength = STRENGTH[symbol]
        left, left_strength = _RULES[type(tree.left)](self, tree.left)
        right, right_strength = _RULES[type(tree.right)](self, tree.right)
        if left_strength < strength or (symbol == "^" and left_strength == strength):
            left = f"({left})"
        # a - (b + c) and a / (b * c): equal strength on the right needs parentheses,
        # except where the operation is associative.
        if right_strength < strength or (
            right_strength == strength and not _associative(symbol, tree.right)
        ):
            right = f"({right})"
        return f"{left}{symbol}{right}", strength


def _associative(symbol: str, right: Node) -> bool:
    return symbol in "+*" and isinstance(right, Op) and right.symbol == symbol


class _Rules(dict[type, Callable[[_Writer, Any], Text]]):
    def __missing__(self, kind: type) -> Callable[[_Writer, Any], Text]:
        raise TypeError(kind.__name__)


_RULES = _Rules(
    {
        Const: _Writer._const,
        Param: _Writer._param,
        Ref: _Writer._ref,
        Run: _Writer._run,
        Op: _Writer._op,
        Fn: _Writer._fn,
        If: _Writer._if,
        Marked: _Writer._marked,
        Frozen: _Writer._frozen,
        Missing: _Writer._missing,
    }
)


@lru_cache(4096)
def _number(value: float) -> str:
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).upper()
    return f"({text})" if value < 0 else text
