"""All positions of an axis at once: what holds for every one of them is found once.

The cells of a column differ mostly in nothing but the industry they are of: the expression of
one is that of all. `Every` stands for these positions where a cell is given one. A cell may pass
it on, move it, and ask what has the same answer for all of them; whatever tells one from another
raises `Differs`. So an expression that was built with it is that of each position, and one that
cannot be is built position by position.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Fn, Frozen, If, Marked, Missing, Node, Op, Param, Ref, Run


class Differs(Exception):
    """What was asked has not one answer for all positions."""


class Every:
    """The positions start, start + step, ... of `count` cells, taken together."""

    __slots__ = ("count", "start", "step")

    def __init__(self, count: int, start: int = 0, step: int = 1) -> None:
        """count: at least two; step: not zero, else they would all be one."""
        self.start, self.step, self.count = start, step, count

    @property
    def positions(self) -> range:
        """The single positions, in the order of the cells."""
        return range(self.start, self.start + self.step * self.count, self.step)

    @property
    def slice(self) -> slice:
        """The same where they ascend."""
        return slice(self.start, self.start + self.step * self.count, self.step)

    def __add__(self, other: object) -> Every:
        return Every(self.count, self.start + _number(other), self.step)

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        if isinstance(other, Every):
            if (self.count, self.step) != (other.count, other.step):
                raise Differs
            return self.start - other.start
        return Every(self.count, self.start - _number(other), self.step)

    def __rsub__(self, other: object) -> Every:
        return Every(self.count, _number(other) - self.start, -self.step)

    def __mul__(self, other: object) -> Every:
        by = _number(other)
        if by == 0:
            raise Differs
        return Every(self.count, self.start * by, self.step * by)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return self._all(operator.eq, other)

    def __ne__(self, other: object) -> bool:
        return self._all(operator.ne, other)

    def __lt__(self, other: object) -> bool:
        return self._all(operator.lt, other)

    def __le__(self, other: object) -> bool:
        return self._all(operator.le, other)

    def __gt__(self, other: object) -> bool:
        return self._all(operator.gt, other)

    def __ge__(self, other: object) -> bool:
        return self._all(operator.ge, other)

    def _all(self, compare: Callable[[Any, Any], bool], other: object) -> bool:
        """What a comparison gives for every position, which has to be the same."""
        others = other.positions if isinstance(other, Every) else [other] * self.count
        found = {compare(*pair) for pair in zip(self.positions, others, strict=True)}
        if len(found) > 1:
            raise Differs
        return found.pop()

    def _differs(self, *_: object) -> NoReturn:
        raise Differs

    # All that would take one position for the others, or make a number or a text of them.
    __index__ = __int__ = __float__ = __bool__ = __hash__ = _differs
    __array__ = __str__ = __format__ = __neg__ = __abs__ = _differs
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _differs
    __truediv__ = __rtruediv__ = __divmod__ = __rdivmod__ = _differs
    __pow__ = __rpow__ = _differs

    def __repr__(self) -> str:
        return f"Every({self.count}, {self.start}, {self.step})"


def _number(other: object) -> int:
    """A whole number, by which positions stay positions."""
    if isinstance(other, Every) or not hasattr(other, "__index__"):
        raise Differs
    return operator.index(cast(int, other))


def spread(index: tuple[int, ...]) -> tuple[Any, ...]:
    """Positions for an array of numpy: of `Every` one after another."""
    given: tuple[Any, ...] = index
    several = [each for each in given if isinstance(each, Every)]
    # A slice is faster; of two of them it would be all pairs.
    alone = len(several) == 1 and several[0].step > 0
    return tuple(
        [
            each if not isinstance(each, Every) else each.slice if alone else list(each.positions)
            for each in given
        ]
    )


def listed(array: NDArray[Any], index: tuple[int, ...]) -> list[Any]:
    """What an array has at positions: one of each, or only one where none of them is `Every`."""
    found = array[spread(index)]
    if isinstance(found, np.ndarray):
        return list(found.tolist())
    return [found.item() if isinstance(found, np.generic) else found]


def positions(position: int) -> range:
    """The single positions that one stands for."""
    whole: Any = position
    return whole.positions if isinstance(whole, Every) else range(position, position + 1)


def along(index: tuple[int, ...], axis: int, count: int, start: int = 0) -> tuple[int, ...]:
    """The positions of a cell, but along one axis of `count` of them."""
    return cast(tuple[int, ...], (*index[:axis], Every(count, start), *index[axis + 1 :]))


def run_of(ref: Ref) -> Run | None:
    """The range of cells that a reference with `Every` stands for, None where there is none."""
    index: tuple[Any, ...] = ref.index
    axes = [axis for axis, each in enumerate(index) if isinstance(each, Every)]
    if len(axes) != 1 or abs(index[axes[0]].step) != 1:
        return None
    places = sorted(index[axes[0]].positions)
    return Run(ref.key, (*index[: axes[0]], 0, *index[axes[0] + 1 :]), axes[0],
               places[0], places[-1])  # fmt: skip


def one_of(index: tuple[int, ...], number: int) -> tuple[int, ...]:
    """The positions of one cell of those that `index` is of, by its number among them."""
    return tuple([_placed(each, number) for each in index])


def placed(tree: Node, number: int) -> Node:
    """The expression of one of the cells that a tree is of, by its number among them."""

    def at(index: tuple[int, ...]) -> tuple[int, ...]:
        return one_of(index, number)

    def down(part: Node) -> Node:
        if isinstance(part, Ref):
            return Ref(part.key, at(part.index))
        if isinstance(part, Run):
            ends = _placed(part.start, number), _placed(part.stop, number)
            return Run(part.key, at(part.index), part.axis, *ends, part.backwards)
        if isinstance(part, Op):
            return Op(part.symbol, down(part.left), down(part.right))
        if isinstance(part, Fn):
            return Fn(part.name, tuple(down(each) for each in part.arguments))
        if isinstance(part, If):
            return If(down(part.condition), down(part.then), down(part.otherwise))
        if isinstance(part, Marked):
            when = None if part.when is None else down(part.when)
            return Marked(down(part.inner), part.flags, when)
        if isinstance(part, Frozen):
            cell = Ref(part.cell.key, at(part.cell.index))
            return Frozen(cell, tuple(down(each) for each in part.rests_on))
        assert isinstance(part, Const | Param | Missing)
        return part

    return down(tree)


def _placed(position: Any, number: int) -> int:
    return position.positions[number] if isinstance(position, Every) else int(position)
