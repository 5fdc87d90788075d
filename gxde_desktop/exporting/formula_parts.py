"""Formulas of many cells of a quantity at once: one text, in which addresses differ.

An expression that holds for every industry of a year (`models.every`) is built and spelt once
with holes where rows or columns go; the holes are then filled for all of them together. What has
no one expression is written cell by cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.exporting.layout import WorkbookLayout
from models.columns import flags_of_all
from models.evaluation import taken
from models.every import Differs, Every, along
from models.expression import Frozen, Node, Ref, Run
from models.formula import FormulaWriter, Met, flags_met
from models.measurement import Measurement
from models.quantities import Quantity
from models.sources import column_letters

Index = tuple[int, ...]

MANY = 10
"""Cells along an axis from which they are worth being written at once."""


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """Formulas of the cells of a quantity at given first positions, over its other axes.

    texts: None where there is no value, or none that a spreadsheet could compute (a frozen one).
    flags: own ones of the cells that have a value.
    """

    texts: NDArray[np.object_]
    flags: NDArray[np.object_]


def formula_part(
    quantity: Quantity, outer: Index, m: Measurement, layout: WorkbookLayout | None
) -> FormulaPart:
    """Formulas of the cells of a quantity at `outer`, its first positions, all on one sheet.

    layout: None where there are to be no formulas: then there are flags alone.
    """
    values = m.values[quantity.key][outer]
    part = FormulaPart(np.full(values.shape, None), np.empty(values.shape, dtype=object))
    part.flags.fill(())
    known = ~np.isnan(values)
    if known.any():
        if layout is not None:
            sheet, *_ = layout.place(quantity.key, (*outer, *(0 for _ in values.shape)))
            layout = replace(layout, home=sheet)
        _Writer(quantity, outer, m, layout, part).write(known)
    return part


class _Writer:
    def __init__(
        self,
        quantity: Quantity,
        outer: Index,
        m: Measurement,
        layout: WorkbookLayout | None,
        part: FormulaPart,
    ) -> None:
        self.quantity, self.outer, self.m, self.part = quantity, outer, m, part
        self.layout = layout

    def write(self, wanted: NDArray[np.bool_]) -> None:
        """Formulas of the cells that are wanted: of as many at once as have one expression."""
        left = wanted.copy()
        for axis in sorted(range(left.ndim), key=lambda axis: -left.shape[axis]):
            count = left.shape[axis]
            if count < MANY:
                break
            for others in np.argwhere(left.any(axis=axis)).tolist():
                index: tuple[Any, ...] = (*others[:axis], slice(None), *others[axis:])
                if self._at_once(index, axis, count):
                    left[index] = False
        writer = FormulaWriter(self.layout or _Nowhere())
        for place in np.argwhere(left).tolist():
            self._alone(tuple(place), writer)

    def _at_once(self, index: tuple[Any, ...], axis: int, count: int) -> bool:
        """Write all cells along an axis, where they have one expression."""
        holes = _Holes()
        writer = FormulaWriter(
            replace(self.layout, spell=holes.spell) if self.layout else _Nowhere()
        )
        try:
            tree = self.quantity.tree(self.m.frame, *self.outer, *along(index, axis, count))
            text = writer.text(tree)
            flags = flags_of_all(writer.met, self.m, count) if writer.met else []
        except Differs:
            return False
        if self.layout:
            self.part.texts[index] = holes.filled(text, count)
        for number, found in enumerate(flags):
            if found:
                self.part.flags[(*index[:axis], number, *index[axis + 1 :])] = found
        return True

    def _alone(self, place: Index, writer: FormulaWriter) -> None:
        tree = self.quantity.tree(self.m.frame, *self.outer, *place)
        writer.met.clear()
        text = writer.text(tree)
        if writer.met:
            self.part.flags[place] = flags_met(writer.met, self.m)
        if self.layout and not self._is_frozen(tree, writer.met):
            self.part.texts[place] = text

    def _is_frozen(self, tree: Node, met: list[Met]) -> bool:
        if not any(isinstance(each.node, Frozen) for each in met):
            return False
        return any(isinstance(part, Frozen) for part in taken(tree, self.m))


class _Nowhere:
    """The layout of a workbook without formulas."""

    def cell(self, _: Ref) -> str:
        """Nothing."""
        return ""

    def range(self, _: Run) -> str:
        """Nothing."""
        return ""

    def parameter(self, _: str) -> str:
        """Nothing."""
        return ""

    def frozen(self, _: Ref) -> float:
        """No number that anybody reads."""
        return 0.0


_HOLE = "\0"
"""Around the number of a hole; no formula has it."""


class _Holes:
    """Addresses of many cells at once: a hole with what it is filled with for each of them."""

    def __init__(self) -> None:
        self._fillings: list[tuple[str, ...]] = []

    def spell(self, row: int, column: int) -> str:
        """An address, as `models.sources.address`, of which row or column may be a hole."""
        return f"{self._named(column, column_letters)}{self._named(row + 1, str)}"

    def _named(self, place: Any, name: Callable[[int], str]) -> str:
        if not isinstance(place, Every):
            return name(place)
        self._fillings.append(_names(place.positions, name))
        return f"{_HOLE}{len(self._fillings) - 1}{_HOLE}"

    def filled(self, text: str, count: int) -> list[str]:
        """The texts of so many cells."""
        pieces = text.split(_HOLE)  # a hole after every piece of text but the last
        parts: list[Iterable[str]] = [itertools.repeat(piece, count) for piece in pieces]
        parts[1::2] = [self._fillings[int(hole)] for hole in pieces[1::2]]
        return ["".join(each) for each in zip(*parts, strict=True)]


@lru_cache(1024)
def _names(places: range, name: Callable[[int], str]) -> tuple[str, ...]:
    return tuple(map(name, places))
