"""A whole measurement evaluated once more with thirty digits, cell by cell.

Cells are evaluated from their trees as `models.evaluation.Evaluation` does, but with mpmath's
numbers and with every reference taken from the precise values before it: what the kernels lose
to rounding, step by step and all along the chain, is the difference.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import mpmath
import numpy as np
from mpmath import mpf

from models.expression import (
    Const,
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
from models.measurement import Measurement
from models.quantities import REGISTRY

DIGITS = 30
Index = tuple[int, ...]
_LEAST = mpf(10) ** -290
"""What is smaller than any double that keeps its digits has no relative error worth telling."""


@dataclass
class Loss:
    """What a quantity's kernel loses. largest: of the terms its cells are made of.

    relative: worst error over the value itself; of_terms: over the largest term or one, by which
    kernel and cell are compared; cell: where. apart: cells that have a value in one only.
    """

    key: str
    relative: float = 0.0
    of_terms: float = 0.0
    cell: Index = ()
    apart: list[Index] = field(default_factory=list)


class Precise:
    """Values of a measurement with `DIGITS` digits. step: references read as measured."""

    def __init__(self, measured: Measurement, *, step: bool = False) -> None:
        self._measured = measured
        self._step = step
        self._values: dict[tuple[str, Index], mpf | None] = {}
        self._terms: dict[tuple[str, Index], mpf] = {}
        self._largest = mpf(0)

    def losses(self) -> Iterator[Loss]:
        """One of each computed quantity, in the order of computing."""
        depth = sys.getrecursionlimit()
        sys.setrecursionlimit(20_000)  # a chain of years refers from cell to cell
        try:
            with mpmath.workdps(DIGITS):
                for key, quantity in REGISTRY.items():
                    if not quantity.is_input:
                        yield self._loss(key)
        finally:
            sys.setrecursionlimit(depth)

    def _loss(self, key: str) -> Loss:
        loss = Loss(key)
        measured = self._measured.values[key]
        for index in np.ndindex(measured.shape):
            exact = self._value(Ref(key, index))
            _compare(loss, index, float(measured[index]), exact, self._terms[key, index])
        return loss

    def _value(self, ref: Ref) -> mpf | None:
        """The precise value of a cell, computed when it is first asked for."""
        place = ref.key, ref.index
        if place not in self._values:
            outer, self._largest = self._largest, mpf(0)
            if REGISTRY[ref.key].is_input:
                self._values[place] = self._as_measured(ref)
            else:
                self._values[place] = self._of(self._measured.tree(ref.key, *ref.index))
            self._terms[place], self._largest = self._largest, outer
        return self._values[place]

    def _as_measured(self, ref: Ref) -> mpf | None:
        value = self._measured.at(ref.key, ref.index)
        return None if math.isnan(value) else mpf(value)

    def _of(self, tree: Node) -> mpf | None:
        found = self._plain(tree)
        if found is not None and abs(found) > self._largest:
            self._largest = abs(found)
        return found

    def _plain(self, tree: Node) -> mpf | None:
        if isinstance(tree, Const):
            return mpf(tree.value)
        if isinstance(tree, Param):
            return mpf(self._measured.parameter(tree.path))
        if isinstance(tree, Ref):
            return self._as_measured(tree) if self._step else self._value(tree)
        if isinstance(tree, Op):
            left, right = self._of(tree.left), self._of(tree.right)
            return None if left is None or right is None else _operation(tree.symbol, left, right)
        if isinstance(tree, If):
            holds = self._of(tree.condition)
            return None if holds is None else self._of(tree.then if holds else tree.otherwise)
        if isinstance(tree, Marked):
            return self._of(tree.inner)
        if isinstance(tree, Frozen):
            return self._as_measured(tree.cell)
        if isinstance(tree, Missing):
            return None
        assert isinstance(tree, Fn)
        return self._function(tree)

    def _function(self, tree: Fn) -> mpf | None:
        runs = [run.refs() for run in tree.arguments if isinstance(run, Run)]
        if tree.name == "SUMPRODUCT":
            return self._sum_of_products(runs)
        if tree.name == "SUMIF":
            wanted = self._of(tree.arguments[1])
            chosen = [
                self._of(cell) for code, cell in zip(*runs, strict=True) if self._of(code) == wanted
            ]
            return None if None in chosen else mpmath.fsum(chosen)
        if tree.name == "COUNTABOVE":
            limit = self._of(tree.arguments[1])
            present = [self._of(cell) for cell in runs[0]]
            return None if limit is None else mpf(sum(v is not None and v > limit for v in present))
        arguments: list[mpf] = []
        for argument in tree.arguments:
            for part in argument.refs() if isinstance(argument, Run) else (argument,):
                value = self._of(part)
                if value is None:
                    return None
                arguments.append(value)
        return _call(tree.name, arguments)

    def _sum_of_products(self, runs: list[tuple[Ref, ...]]) -> mpf | None:
        terms = []
        for factors in zip(*runs, strict=True):
            values = [self._of(factor) for factor in factors]
            if any(value == 0 for value in values if value is not None):
                continue
            if None in values:
                return None
            terms.append(mpmath.fprod(values))
            self._largest = max(self._largest, abs(terms[-1]))
        return mpmath.fsum(terms)


def _compare(loss: Loss, index: Index, measured: float, exact: mpf | None, largest: mpf) -> None:
    if (exact is None) != math.isnan(measured):
        loss.apart.append(index)
        return
    if exact is None:
        return
    error = abs(mpf(measured) - exact)
    scaled = float(error / max(mpf(1), largest))
    if scaled > loss.of_terms or not loss.cell:
        loss.of_terms, loss.cell = scaled, index
    if abs(exact) > _LEAST:
        loss.relative = max(loss.relative, float(error / abs(exact)))


def _operation(symbol: str, left: mpf, right: mpf) -> mpf | None:
    if symbol == "+":
        return left + right
    if symbol == "-":
        return left - right
    if symbol == "*":
        return left * right
    if symbol == "/":
        return left / right if right != 0 else None
    if symbol == "^":
        return None if left < 0 or (left == 0 and right <= 0) else left**right
    return mpf({">": left > right, ">=": left >= right, "<": left < right}[symbol])


def _call(name: str, values: list[mpf]) -> mpf | None:
    if name == "SUM":
        return mpmath.fsum(values)
    if name == "EXP":
        return mpmath.exp(values[0])
    if name == "LN":
        return mpmath.log(values[0]) if values[0] > 0 else None
    if name == "NORMSDIST":
        return mpmath.ncdf(values[0])
    if name == "GAMMALN":
        return mpmath.loggamma(values[0])
    if name == "GAMMADIST":
        return mpmath.gammainc(values[1], 0, values[0] / values[2], regularized=True)
    if name == "BETADIST":
        x = min(max(values[0], mpf(0)), mpf(1))
        return mpmath.betainc(values[1], values[2], 0, x, regularized=True)
    if name == "COUNTPOSITIVE":
        return mpf(sum(value > 0 for value in values))
    if name == "SUMPOSITIVE":
        return mpmath.fsum(value for value in values if value > 0)
    if name == "AND":
        return mpf(all(values))
    return {"MIN": min, "MAX": max}[name](values)
