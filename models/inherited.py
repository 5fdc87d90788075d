"""Flags that a figure rests on: those of every cell on the way down to the inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.columns import true_of
from models.evaluation import holds, is_true, own_flags
from models.every import Differs, Every, along, one_of, placed, run_of, spread
from models.expression import Flag, If, Marked, Node, Op, Ref, Run, marked, parts_of
from models.quantities import REGISTRY
from models.stopping import Asked, Cancelled

if TYPE_CHECKING:
    from models.measurement import Measurement

BEATS = 500
"""Cells after which it is asked whether to stop: some milliseconds."""

_NONE: frozenset[Flag] = frozenset()

Place = tuple[str, tuple[int, ...]]
"""A cell by key and positions: as plain tuples, which are found again faster than nodes."""


class InheritedFlags:
    """Flags below cells of one measurement, remembered as they are looked for.

    A figure of the growth accounts of 139 industries rests on 250 000 cells, most of them
    flows of the tables. So quantities none of whose cells carries a flag, nor any on the way
    down from them, are not opened at all.
    """

    def __init__(self) -> None:
        self._below: dict[Place | Run, frozenset[Flag]] = {}
        self._carries: dict[str, bool] = {}
        self._opened: dict[str, bool] = {}
        self._met: dict[str, frozenset[Flag]] = {}
        self._most: dict[str, frozenset[Flag] | None] = {}

    def note(self, met: Mapping[str, Iterable[Flag]]) -> None:
        """Take it from one who has met all cells of quantities which flags those with a value
        carry, by key.
        """
        self._met.update((key, frozenset(flags)) for key, flags in met.items())
        self._carries.clear()
        self._opened.clear()
        self._most.clear()

    def of(self, m: Measurement, key: str, index: tuple[int, ...], asked: Asked) -> frozenset[Flag]:
        """Flags of a cell and of everything it rests on. Raises Cancelled when asked to stop."""
        # An explicit stack: a stock of year 40 rests on chains deeper than Python's own.
        # Ranges are remembered too: hundreds of cells read the same column.
        known = self._below
        top: Place | Run = (key, index)
        pulse = _Pulse(asked)
        stack = [] if top in known else [self._search(m, top, pulse)]
        while stack:
            pulse.beat()
            search = stack[-1]
            deeper = None
            while not search.full and (part := next(search.rest, None)) is not None:
                found = known.get(part)
                if found is None:
                    deeper = part
                    break
                search.take(found)
            if deeper is not None:
                stack.append(self._search(m, deeper, pulse))
                continue
            stack.pop()
            known[search.part] = search.flags
            if stack:
                stack[-1].take(search.flags)
        return known[top]

    def _search(self, m: Measurement, part: Place | Run, pulse: _Pulse) -> _Search:
        flags, reads = self._cell(m, part, pulse)
        most = self._at_most(m, part.key if isinstance(part, Run) else part[0])
        return _Search(part, frozenset(flags), iter(reads), most)

    def _at_most(self, m: Measurement, key: str) -> frozenset[Flag] | None:
        """Flags that a quantity and all that it needs carry anywhere, None where not all were met.

        A cell that has them all has no more below it, and the search can end there.
        """
        if key not in self._most:
            self._most[key] = self._all_flags(m, key)
        return self._most[key]

    def _all_flags(self, m: Measurement, key: str) -> frozenset[Flag] | None:
        if key not in self._met:
            return None
        found = set(self._met[key])
        for need in REGISTRY[key].needs:
            below = frozenset[Flag]() if need == key else self._at_most(m, need)
            if below is None:
                return None
            found |= below
        for place in _unmet(m, key):
            found.update(m.flags(key, *place))
        return frozenset(found)

    def _cell(
        self, m: Measurement, part: Place | Run, pulse: _Pulse
    ) -> tuple[set[Flag], tuple[Place | Run, ...]]:
        """Own flags of a cell and what it reads that may have some, branches not taken apart."""
        if isinstance(part, Run):
            try:
                return self._column(m, part, pulse)
            except Differs:
                return set(), tuple((part.key, index) for index in part.places())
        key, index = part
        if REGISTRY[key].is_input or math.isnan(m.at(key, index)):
            return set(m.flags(key, *index)), ()
        return self._read(m, key, index, pulse)

    def _column(
        self, m: Measurement, run: Run, pulse: _Pulse
    ) -> tuple[set[Flag], tuple[Place | Run, ...]]:
        """`_cell` of all cells of a range together. Raises Differs where they are not alike."""
        count = run.stop - run.start + 1
        index = along(run.index, run.axis, count, run.start)
        missing = np.isnan(m.values[run.key][spread(index)])
        if REGISTRY[run.key].is_input or count < 2 or missing.any():
            raise Differs
        return self._read(m, run.key, index, pulse, count)

    def _read(
        self, m: Measurement, key: str, index: tuple[int, ...], pulse: _Pulse, count: int = 1
    ) -> tuple[set[Flag], tuple[Place | Run, ...]]:
        """`_cell` of what has a value. count: of cells, along `Every` in the index."""
        flags: set[Flag] = set()
        plain = self._met.get(key) == _NONE
        reads: dict[Place | Run, None] = {}
        # The walk of `models.evaluation.taken`, without a generator: its steps are the most.
        waiting: list[Node] = [m.tree(key, *index)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Ref):
                if self._opens(m, node.key, pulse):
                    reads |= dict.fromkeys(_parts(node, count))
            elif isinstance(node, Op):
                waiting.append(node.right)
                waiting.append(node.left)
            elif isinstance(node, Run):
                if self._opens(m, node.key, pulse):
                    reads |= dict.fromkeys(_ranges(node, count))
            elif isinstance(node, If):
                chosen = node.then if _holds(node.condition, m, count) else node.otherwise
                waiting += (chosen, node.condition)
            else:
                if isinstance(node, Marked) and not plain:
                    flags.update(node.flags if _holds_anywhere(node, m, count) else ())
                waiting += parts_of(node)[::-1]
        return flags, tuple(reads)

    def _opens(self, m: Measurement, key: str, pulse: _Pulse) -> bool:
        """Whether any cell of a quantity, or of those that it needs, may carry a flag."""
        found = self._opened.get(key)
        if found is None:
            needs = (need for need in REGISTRY[key].needs if need != key)
            found = self._carries_any(m, key, pulse) or any(
                self._opens(m, need, pulse) for need in needs
            )
            self._opened[key] = found
        return found

    def _carries_any(self, m: Measurement, key: str, pulse: _Pulse) -> bool:
        found = self._carries.get(key)
        if found is None:
            met = self._met.get(key)
            found = bool(met) or _any_carries(m, key, met is not None, pulse)
            self._carries[key] = found
        return found


@dataclass(slots=True)
class _Search:
    """A cell or range under way: flags so far, what is still to be looked at, the most there is."""

    part: Place | Run
    flags: frozenset[Flag]
    rest: Iterator[Place | Run]
    most: frozenset[Flag] | None

    @property
    def full(self) -> bool:
        return self.flags == self.most

    def take(self, found: frozenset[Flag]) -> None:
        if not found <= self.flags:
            self.flags |= found


def _parts(ref: Ref, count: int) -> Iterable[Place | Run]:
    """What a reference reads: a cell, or a range where it is that of many cells."""
    if count == 1 or Every not in map(type, ref.index):
        return ((ref.key, ref.index),)
    whole = run_of(ref)
    return [(ref.key, one_of(ref.index, at)) for at in range(count)] if whole is None else [whole]


def _ranges(run: Run, count: int) -> Iterable[Run]:
    """The ranges that a range of many cells stands for."""
    if count == 1:
        return (run,)
    found = (placed(run, at) for at in range(count))
    return dict.fromkeys(one for one in found if isinstance(one, Run))


def _holds(condition: Node, m: Measurement, count: int) -> bool:
    """Whether a condition holds for all cells or for none. Raises Differs."""
    if count == 1:
        return is_true(condition, m)
    found = true_of(condition, m, count)
    if found.any() and not found.all():
        raise Differs
    return bool(found[0])


def _holds_anywhere(mark: Marked, m: Measurement, count: int) -> bool:
    """Whether the flags of a mark apply to any of the cells."""
    if count == 1 or mark.when is None:
        return holds(mark, m)
    return bool(true_of(mark.when, m, count).any())


class _Pulse:
    """Asks now and then whether to stop."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._beats = 0

    def beat(self) -> None:
        """One cell more. Raises Cancelled."""
        self._beats += 1
        if self._beats % BEATS == 0 and self._asked():
            raise Cancelled


def _any_carries(m: Measurement, key: str, met: bool, pulse: _Pulse) -> bool:
    """Whether any cell of a quantity carries a flag. met: but for those that have a value."""
    places = _unmet(m, key) if met else np.ndindex(m.values[key].shape)
    for place in places:
        pulse.beat()
        if _carries(m, key, place):
            return True
    return False


def _unmet(m: Measurement, key: str) -> list[tuple[int, ...]]:
    """Cells that may carry flags without having a value: an input does not."""
    if REGISTRY[key].is_input:
        return []
    return [tuple(place) for place in np.argwhere(np.isnan(m.values[key])).tolist()]


def _carries(m: Measurement, key: str, index: tuple[int, ...]) -> bool:
    if REGISTRY[key].is_input:
        return bool(m.flags(key, *index))
    tree = m.tree(key, *index)
    return marked(tree) and bool(own_flags(tree, m))
