"""A tree as a spreadsheet formula that Excel, WPS and LibreOffice read alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from models.expression import Const, Fn, Frozen, If, Marked, Missing, Node, Op, Param, Ref, Run


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

    marks: takes up the nodes met that say something beside the value (`Marked`, `Frozen`), of
    branches not taken too; a cell that has none need not be looked through for flags.
    """
    return _Writer(layout, [] if marks is None else marks).text(tree)[0]


class _Writer:
    """Text of nodes with its binding strength: the innermost loop of every export."""

    __slots__ = ("_layout", "_marks")

    def __init__(self, layout: Layout, marks: list[Node]) -> None:
        self._layout = layout
        self._marks = marks

    def text(self, tree: Node) -> tuple[str, int]:
        rule = _RULES.get(type(tree))
        if rule is None:
            raise TypeError(type(tree).__name__)
        return rule(self, tree)

    def _const(self, tree: Const) -> tuple[str, int]:
        return _number(tree.value), _ATOM

    def _param(self, tree: Param) -> tuple[str, int]:
        return self._layout.parameter(tree.path), _ATOM

    def _ref(self, tree: Ref) -> tuple[str, int]:
        return self._layout.cell(tree), _ATOM

    def _run(self, tree: Run) -> tuple[str, int]:
        return self._layout.range(tree), _ATOM

    def _marked(self, tree: Marked) -> tuple[str, int]:
        self._marks.append(tree)
        return self.text(tree.inner)

    def _frozen(self, tree: Frozen) -> tuple[str, int]:
        self._marks.append(tree)
        return _number(self._layout.frozen(tree.cell)), _ATOM

    def _missing(self, _: Missing) -> tuple[str, int]:
        return "NA()", _ATOM

    def _if(self, tree: If) -> tuple[str, int]:
        condition, then, otherwise = (
            self.text(part)[0] for part in (tree.condition, tree.then, tree.otherwise)
        )
        return f"IF({condition},{then},{otherwise})", _ATOM

    def _fn(self, tree: Fn) -> tuple[str, int]:
        arguments = ",".join([self.text(part)[0] for part in tree.arguments])
        if tree.name == "COUNTPOSITIVE":
            return f'COUNTIF({arguments},">0")', _ATOM
        if tree.name == "SUMPOSITIVE":
            return f'SUMIF({arguments},">0")', _ATOM
        if tree.name == "COUNTABOVE":
            cells, value = (self.text(part)[0] for part in tree.arguments)
            return f'COUNTIF({cells},">"&({value}))', _ATOM
        return f"{tree.name}({arguments})", _ATOM

    def _op(self, tree: Op) -> tuple[str, int]:
        symbol = tree.symbol
        strength = STRENGTH[symbol]
        left, left_strength = self.text(tree.left)
        right, right_strength = self.text(tree.right)
        if left_strength < strength or (symbol == "^" and left_strength == strength):
            left = f"({left})"
        # a - (b + c) and a / (b * c): equal strength on the right needs parentheses,
        # except where the operation is associative.
        associative = symbol in "+*" and isinstance(tree.right, Op)
        if right_strength < strength or (
            right_strength == strength and not (associative and tree.right.symbol == symbol)  # type: ignore[attr-defined]
        ):
            right = f"({right})"
        return f"{left}{symbol}{right}", strength


_RULES: Mapping[type, Callable[[_Writer, Any], tuple[str, int]]] = {
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


def _number(value: float) -> str:
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).upper()
    return f"({text})" if value < 0 else text
