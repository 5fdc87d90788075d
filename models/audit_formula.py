"""Formulas of the audit as a person types them: `100*digital_economy[2021]/gdp[2021]`.

A small language of its own - numbers, figures with their year, + - * / and parentheses - read
by hand, so that nothing a person or a file brings is ever run. The name of a figure is a word in
any script, 地区生产总值[2021]; what the project computes is named by its quantity and positions,
`computed.stock.software[2015]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.expression import Const, Node, Op, Ref
from models.frozen import FrozenMap
from models.messages import MethodError, message

LONGEST = 1000
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*(?:\.\w+)*)\s*\[\s*(?P<year>[0-9]{4})\s*\]"
    r"|(?P<mark>[-+*/()]))",
)
_SPELLINGS = str.maketrans(
    "×÷−–（）［］【】＋－＊／．０１２３４５６７８９", "*/--()[][]+-*/.0123456789"
)
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def read_formula(text: str) -> Node:
    """The tree of a formula. Raises MethodError `audit.formula`, naming the place."""
    if len(text) > LONGEST:
        raise MethodError(message("audit.formula_long", limit=LONGEST))
    reader = _Reader(text.translate(_SPELLINGS))
    tree = reader.sum()
    reader.end()
    return tree


def read_figure(text: str) -> Ref:
    """A single figure, `gdp[2021]`. Raises MethodError."""
    tree = read_formula(text)
    if not isinstance(tree, Ref):
        raise MethodError(message("audit.not_one_figure", text=text))
    return tree


def _plain_figure(ref: Ref) -> str:
    return f"{ref.key}[{ref.index[0]}]"


def formula_text(
    tree: Node,
    figure: Callable[[Ref], str] = _plain_figure,
    signs: Mapping[str, str] = FrozenMap(),
) -> str:
    """The formula as `read_formula` takes it, with no more parentheses than needed.

    figure: what stands for a figure, signs: for an operation, where a person reads it.
    """
    if isinstance(tree, Const):
        return repr(int(tree.value)) if tree.value == int(tree.value) else repr(tree.value)
    if isinstance(tree, Ref):
        return figure(tree)
    if not isinstance(tree, Op):
        raise TypeError(type(tree).__name__)
    own = _STRENGTH[tree.symbol]
    left, right = (formula_text(part, figure, signs) for part in (tree.left, tree.right))
    if isinstance(tree.left, Op) and _STRENGTH[tree.left.symbol] < own:
        left = f"({left})"
    if isinstance(tree.right, Op) and _STRENGTH[tree.right.symbol] <= own:
        right = f"({right})"
    return f"{left}{signs.get(tree.symbol, tree.symbol)}{right}"


def renamed(tree: Node, names: Callable[[str], str]) -> Node:
    """The formula with other names for its figures."""
    if isinstance(tree, Ref):
        return Ref(names(tree.key), tree.index)
    if isinstance(tree, Op):
        return Op(tree.symbol, renamed(tree.left, names), renamed(tree.right, names))
    return tree


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    depth: int = 0

    def sum(self) -> Node:
        tree = self.product()
        while (mark := self.mark("+", "-")) is not None:
            tree = Op(mark, tree, self.product())
        return tree

    def product(self) -> Node:
        tree = self.factor()
        while (mark := self.mark("*", "/")) is not None:
            tree = Op(mark, tree, self.factor())
        return tree

    def factor(self) -> Node:
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise self.wrong()
        if found["number"]:
            self.at = found.end()
            return Const(float(found["number"]))
        if found["name"]:
            self.at = found.end()
            return Ref(found["name"], (int(found["year"]),))
        if self.mark("(") is not None:
            self.depth += 1
            if self.depth > 50:
                raise self.wrong()
            tree = self.sum()
            if self.mark(")") is None:
                raise self.wrong()
            self.depth -= 1
            return tree
        if self.mark("-") is not None:
            self.depth += 1
            if self.depth > 50:
                raise self.wrong()
            tree = Op("-", Const(0.0), self.factor())
            self.depth -= 1
            return tree
        raise self.wrong()

    def mark(self, *marks: str) -> str | None:
        found = _TOKEN.match(self.text, self.at)
        if found is None or found["mark"] not in marks:
            return None
        self.at = found.end()
        return found["mark"]

    def end(self) -> None:
        if self.text[self.at :].strip():
            raise self.wrong()

    def wrong(self) -> MethodError:
        rest = self.text[self.at :].strip()
        return MethodError(message("audit.formula", place=self.at + 1, rest=rest[:20]))
