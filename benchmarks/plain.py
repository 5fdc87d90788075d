"""The formulas of single cells as plain Python: what a loop over all series comes to.

Each is compiled once, untimed, to an expression over one list of all numbers, so that the loop
has nothing to look up or decide but what the formula says. It is the quickest that Python does
without arrays, and does as a spreadsheet does: one cell after another.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import islice

import numpy as np

from models import Measurement
from models.expression import Const, Fn, Frozen, If, Marked, Missing, Node, Op, Param, Ref, Run
from models.quantities import REGISTRY
from models.special import beta_distribution, gamma_distribution

Numbers = list[float]
Cell = Callable[[Numbers], float]


class Loop:
    """One in so many of the computed cells of a measurement, each with its formula."""

    def __init__(self, measured: Measurement, every: int) -> None:
        self._measured = measured
        self._first: dict[str, int] = {}
        self.numbers: Numbers = []
        for key in REGISTRY:
            self._first[key] = len(self.numbers)
            self.numbers += measured.values[key].ravel().tolist()
        places = (
            (key, index)
            for key, quantity in REGISTRY.items()
            if not quantity.is_input
            for index in np.ndindex(measured.values[key].shape)
        )
        self.places = list(islice(places, 0, None, every))
        code = ",\n".join(
            f"lambda v: {self._of(measured.tree(key, *index))}" for key, index in self.places
        )
        self.cells: list[Cell] = eval(f"[{code}]", dict(_FUNCTIONS))

    def run(self) -> Numbers:
        """All of them, one after another; NaN where there is no value."""
        found = []
        numbers = self.numbers
        for cell in self.cells:
            try:
                found.append(cell(numbers))
            except (ZeroDivisionError, ValueError, OverflowError):
                found.append(math.nan)
        return found

    def check(self) -> None:
        """Raises RuntimeError where a figure is not that of the measurement."""
        for (key, index), value in zip(self.places, self.run(), strict=True):
            known = float(self._measured.values[key][index])
            if isinstance(value, complex) or not (
                math.isnan(known) or math.isclose(value, known, rel_tol=1e-7, abs_tol=1e-7)
            ):
                raise RuntimeError(f"{key} {index}: {value} beside {known}")

    def _at(self, key: str, index: tuple[int, ...]) -> int:
        shape = self._measured.values[key].shape
        return self._first[key] + (int(np.ravel_multi_index(index, shape)) if shape else 0)

    def _of(self, node: Node) -> str:
        if isinstance(node, Const):
            return repr(node.value)
        if isinstance(node, Param):
            return repr(self._measured.parameter(node.path))
        if isinstance(node, Ref):
            return f"v[{self._at(node.key, node.index)}]"
        if isinstance(node, Run):
            return self._run(node)
        if isinstance(node, Op):
            symbol = "**" if node.symbol == "^" else node.symbol
            return f"({self._of(node.left)} {symbol} {self._of(node.right)})"
        if isinstance(node, If):
            condition, then, otherwise = map(self._of, (node.condition, node.then, node.otherwise))
            return f"({then} if {condition} else {otherwise})"
        if isinstance(node, Frozen):  # a fit, an integral: taken as given
            return self._of(node.cell)
        if isinstance(node, Marked):
            return self._of(node.inner)
        if isinstance(node, Fn):
            return self._function(node)
        assert isinstance(node, Missing)
        return "nan"

    def _run(self, run: Run) -> str:
        cells = [self._at(run.key, place) for place in run.places()]
        step = cells[1] - cells[0] if len(cells) > 1 else 1
        stop = cells[-1] + (1 if step > 0 else -1)
        return f"v[{cells[0]}:{'' if stop < 0 else stop}:{step}]"

    def _function(self, node: Fn) -> str:
        if node.name in ("SUM", "MIN", "MAX", "AND", "COUNTPOSITIVE", "SUMPOSITIVE"):
            parts = ", ".join(
                f"*{self._of(one)}" if isinstance(one, Run) else self._of(one)
                for one in node.arguments
            )
            return f"{node.name}(({parts},))"
        return f"{node.name}({', '.join(map(self._of, node.arguments))})"


def _sum_of_products(*columns: Numbers) -> float:
    total = 0.0
    for values in zip(*columns, strict=True):
        product = 1.0
        for value in values:
            product *= value
        total += 0.0 if 0.0 in values else product
    return total


_FUNCTIONS: dict[str, object] = {
    "nan": math.nan,
    "SUM": sum,
    "MIN": min,
    "MAX": max,
    "AND": all,
    "COUNTPOSITIVE": lambda values: sum(value > 0 for value in values),
    "SUMPOSITIVE": lambda values: sum(value for value in values if value > 0),
    "SUMPRODUCT": _sum_of_products,
    "SUMIF": lambda marks, wanted, values: sum(
        value for mark, value in zip(marks, values, strict=True) if mark == wanted
    ),
    "COUNTABOVE": lambda values, limit: sum(value > limit for value in values),
    "EXP": math.exp,
    "LN": math.log,
    "NORMSDIST": lambda z: 0.5 * math.erfc(-z / math.sqrt(2.0)),
    "GAMMALN": math.lgamma,
    "GAMMADIST": lambda x, shape, scale, _: gamma_distribution(x / scale, shape),
    "BETADIST": beta_distribution,
}
