"""Flags that a figure rests on: those of every cell on the way down to the inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation import holds, own_flags, taken
from models.expression import Flag, Marked, Ref, Run, marked
from models.quantities import REGISTRY

if TYPE_CHECKING:
    from models.measurement import Measurement

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
        self._plain: set[str] = set()

    def note_plain(self, keys: Iterable[str]) -> None:
        """Take it from one who has met all of them: no cell with a value carries a flag."""
        self._plain.update(keys)

    def of(self, m: Measurement, key: str, index: tuple[int, ...]) -> frozenset[Flag]:
        """Flags of a cell and of everything it rests on."""
        # An explicit stack: a stock of year 40 rests on chains deeper than Python's own.
        # Ranges are remembered too: hundreds of cells read the same column.
        known = self._below
        own: dict[Place | Run, set[Flag]] = {}
        below: dict[Place | Run, tuple[Place | Run, ...]] = {}
        stack: list[Place | Run] = [(key, index)]
        while stack:
            top = stack[-1]
            if top in known:
                stack.pop()
                continue
            parts = below.get(top)
            if parts is None:
                own[top], below[top] = self._cell(m, top)
                stack.extend(part for part in below[top] if part not in known)
                continue
            known[top] = frozenset(own.pop(top).union(*[known[part] for part in parts]))
            del below[top]
            stack.pop()
        return known[key, index]

    def _cell(self, m: Measurement, part: Place | Run) -> tuple[set[Flag], tuple[Place | Run, ...]]:
        """Own flags of a cell and what it reads that may have some, branches not taken apart."""
        if isinstance(part, Run):
            return set(), tuple((cell.key, cell.index) for cell in part.refs())
        key, index = part
        if REGISTRY[key].is_input or math.isnan(m.at(key, index)):
            return set(m.flags(key, *index)), ()
        flags: set[Flag] = set()
        plain = key in self._plain
        reads: dict[Place | Run, None] = {}
        for node in taken(m.tree(key, *index), m):
            if isinstance(node, Ref):
                if self._opens(m, node.key):
                    reads[node.key, node.index] = None
            elif isinstance(node, Run):
                if self._opens(m, node.key):
                    reads[node] = None
            elif isinstance(node, Marked) and not plain and holds(node, m):
                flags.update(node.flags)
        return flags, tuple(reads)

    def _opens(self, m: Measurement, key: str) -> bool:
        """Whether any cell of a quantity, or of those that it needs, may carry a flag."""
        found = self._opened.get(key)
        if found is None:
            needs = (need for need in REGISTRY[key].needs if need != key)
            found = self._carries_any(m, key) or any(self._opens(m, need) for need in needs)
            self._opened[key] = found
        return found

    def _carries_any(self, m: Measurement, key: str) -> bool:
        found = self._carries.get(key)
        if found is None:
            every = np.ones(m.values[key].shape, dtype=bool)
            where = np.isnan(m.values[key]) if key in self._plain else every
            places = (tuple(place) for place in np.argwhere(where).tolist())
            found = self._carries[key] = any(_carries(m, key, place) for place in places)
        return found


def _carries(m: Measurement, key: str, index: tuple[int, ...]) -> bool:
    if REGISTRY[key].is_input:
        return bool(m.flags(key, *index))
    tree = m.tree(key, *index)
    return marked(tree) and bool(own_flags(tree, m))
