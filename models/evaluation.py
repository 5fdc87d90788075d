"""What a tree of `models.expression` comes to: its value, the branches taken, its flags.

Values of other cells are read, not recomputed: an evaluation is one step deep.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, lt
from typing import Protocol

from models.expression import (
    LEAVES,
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
    parts_of,
)
from models.messages import Message, message
from models.special import beta_distribution, gamma_distribution


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


def taken(tree: Node, values: Values) -> Iterator[Node]:
    """Nodes of a tree, parents first, but for the branches that its conditions did not take."""
    waiting = [tree]
    while waiting:
        top = waiting.pop()
        yield top
        if isinstance(top, LEAVES):
            continue
        if isinstance(top, Op):
            waiting.append(top.right)
            waiting.append(top.left)
        elif isinstance(top, If):
            chosen = top.then if is_true(top.condition, values) else top.otherwise
            waiting += (chosen, top.condition)
        else:
            waiting += reversed(parts_of(top))


def holds(mark: Marked, values: Values) -> bool:
    """Whether the flags of a mark apply."""
    return mark.when is None or is_true(mark.when, values)


def is_true(condition: Node, values: Values) -> bool:
    """Whether a condition holds; one over something missing does not.

    The same as evaluating it, on a shorter way: every export asks some hundred thousand times.
    """
    if type(condition) is Op and condition.symbol in _COMPARED:
        left, right = number_of(condition.left, values), number_of(condition.right, values)
        return _COMPARED[condition.symbol](left, right)
    if type(condition) is Fn and condition.name == "AND":
        return all(is_true(part, values) for part in condition.arguments)
    return Evaluation(values).of(condition) == 1.0


_COMPARED: Mapping[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt}


def number_of(tree: Node, values: Values) -> float:
    """The value of a node, NaN for none: no comparison with it holds."""
    if type(tree) is Ref:
        return values.at(tree.key, tree.index)
    if type(tree) is Const:
        return tree.value
    found = Evaluation(values).of(tree)
    return math.nan if isinstance(found, Absent) else found


def own_flags(tree: Node, values: Values) -> tuple[Flag, ...]:
    """The flags a tree itself carries, those of branches not taken apart."""
    return flags_of(taken(tree, values), values)


def flags_of(met: Iterable[Node], values: Values) -> tuple[Flag, ...]:
    """The flags of the marks among nodes that were taken."""
    found = [
        flag
        for part in met
        if isinstance(part, Marked) and holds(part, values)
        for flag in part.flags
    ]
    return tuple(dict.fromkeys(found))
