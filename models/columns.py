"""Cells that differ in one position only: what they carry and why they are missing, at once.

Where all of them have one expression (`models.every`) it is asked once, else cell by cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.evaluation import is_true, number_of
from models.every import Differs, one_of, placed, spread
from models.expression import Const, Flag, Fn, Frozen, Marked, Missing, Node, Op, Ref
from models.frame import BoolArray
from models.messages import Message
from models.quantities import Input

if TYPE_CHECKING:
    from models.formula import Met
    from models.measurement import Measurement

FloatArray = NDArray[np.float64]
Index = tuple[int, ...]

_COMPARED = {">": np.greater, ">=": np.greater_equal, "<": np.less}
_COMPUTED = {"+": np.add, "-": np.subtract, "*": np.multiply}


def input_flags(m: Measurement, quantity: Input, line: Index, count: int) -> list[tuple[Flag, ...]]:
    """Own flags of so many inputs that have a value; `line` is the positions of all of them."""
    if not m.reviewed:
        try:
            return [quantity.flags(m.frame, *line)] * count
        except Differs:
            pass
    return [m.flags(quantity.key, *one_of(line, each)) for each in range(count)]


def reasons(m: Measurement, key: str, line: Index, missing: list[bool]) -> list[Message | None]:
    """Why cells have no value, None for those that have one (`Measurement.reason`)."""
    if all(missing):
        try:
            tree = m.tree(key, *line)
        except Differs:
            tree = None
        if isinstance(tree, Missing):
            for each in range(len(missing)):
                m.note_reason(key, one_of(line, each), tree.reason)
            return [tree.reason] * len(missing)
    return [
        m.reason(key, *one_of(line, each)) if lacks else None for each, lacks in enumerate(missing)
    ]


def flags_of_all(met: list[Met], m: Measurement, count: int) -> list[tuple[Flag, ...]]:
    """Own flags of so many cells whose formula was written at once, as `formula.flags_met`.

    Raises Differs for a frozen part: whether its number stands for the cell is asked of each.
    """
    if any(isinstance(each.node, Frozen) for each in met):
        raise Differs
    marks = [each.node for each in met if isinstance(each.node, Marked)]
    kinds, which = np.unique(
        np.array([_holds(each, m, count) for each in met]), axis=1, return_inverse=True
    )
    flags: list[tuple[Flag, ...]] = []
    for kind in kinds.T.tolist():
        held = [mark for mark, here in zip(marks, kind, strict=True) if here]
        flags.append(tuple(dict.fromkeys(flag for mark in held for flag in mark.flags)))
    return [flags[kind] for kind in which.ravel().tolist()]


def _holds(each: Met, m: Measurement, count: int) -> BoolArray:
    """Where a mark is on the way that the formula takes, and applies."""
    found = np.ones(count, dtype=bool)
    for condition, wanted in each.path:
        found &= true_of(condition, m, count) == wanted
    when = each.node.when if isinstance(each.node, Marked) else None
    return found if when is None else found & true_of(when, m, count)


def true_of(condition: Node, m: Measurement, count: int) -> BoolArray:
    """Where a condition holds, as `evaluation.is_true`."""
    found = np.ones(count, dtype=bool)
    if isinstance(condition, Op) and condition.symbol in _COMPARED:
        sides = (_numbers(side, m, count) for side in (condition.left, condition.right))
        return found & _COMPARED[condition.symbol](*sides)
    if isinstance(condition, Fn) and condition.name == "AND":
        for part in condition.arguments:
            found &= true_of(part, m, count)
        return found
    return np.array([is_true(placed(condition, each), m) for each in range(count)])


def _numbers(tree: Node, m: Measurement, count: int) -> FloatArray:
    """Values of a node, NaN for none, as `evaluation.number_of`."""
    if isinstance(tree, Ref):
        return np.asarray(m.values[tree.key][spread(tree.index)])
    if isinstance(tree, Const):
        return np.asarray(tree.value)
    if isinstance(tree, Op) and tree.symbol in _COMPUTED:
        sides = (_numbers(side, m, count) for side in (tree.left, tree.right))
        return np.asarray(_COMPUTED[tree.symbol](*sides))
    if placed(tree, 0) == placed(tree, count - 1):  # the same of all
        return np.asarray(number_of(placed(tree, 0), m))
    return np.array([number_of(placed(tree, each), m) for each in range(count)])
