"""A tree as a spreadsheet formula that Excel, WPS and LibreOffice read alike."""

from __future__ import annotations

from typing import Protocol

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


def formula(tree: Node, layout: Layout) -> str:
    """The formula text without its leading equals sign."""
    return _text(tree, layout)[0]


def _text(tree: Node, layout: Layout) -> tuple[str, int]:
    if isinstance(tree, Const):
        return _number(tree.value), _ATOM
    if isinstance(tree, Param):
        return layout.parameter(tree.path), _ATOM
    if isinstance(tree, Ref):
        return layout.cell(tree), _ATOM
    if isinstance(tree, Run):
        return layout.range(tree), _ATOM
    if isinstance(tree, Marked):
        return _text(tree.inner, layout)
    if isinstance(tree, Frozen):
        return _number(layout.frozen(tree.cell)), _ATOM
    if isinstance(tree, Missing):
        return "NA()", _ATOM
    if isinstance(tree, If):
        parts = (tree.condition, tree.then, tree.otherwise)
        return f"IF({','.join(formula(part, layout) for part in parts)})", _ATOM
    if isinstance(tree, Fn):
        arguments = ",".join(formula(part, layout) for part in tree.arguments)
        if tree.name == "COUNTPOSITIVE":
            return f'COUNTIF({arguments},">0")', _ATOM
        if tree.name == "SUMPOSITIVE":
            return f'SUMIF({arguments},">0")', _ATOM
        return f"{tree.name}({arguments})", _ATOM
    if isinstance(tree, Op):
        return _operation(tree, layout)
    raise TypeError(type(tree).__name__)


def _operation(tree: Op, layout: Layout) -> tuple[str, int]:
    strength = STRENGTH[tree.symbol]
    left, left_strength = _text(tree.left, layout)
    right, right_strength = _text(tree.right, layout)
    if left_strength < strength or (tree.symbol == "^" and left_strength == strength):
        left = f"({left})"
    # a - (b + c) and a / (b * c): equal strength on the right needs parentheses,
    # except where the operation is associative.
    associative = tree.symbol in "+*" and isinstance(tree.right, Op)
    if right_strength < strength or (
        right_strength == strength and not (associative and tree.right.symbol == tree.symbol)  # type: ignore[attr-defined]
    ):
        right = f"({right})"
    return f"{left}{tree.symbol}{right}", strength


def _number(value: float) -> str:
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return f"({text})" if value < 0 else text
