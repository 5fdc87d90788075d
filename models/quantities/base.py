"""What a quantity is: one definition with a kernel for arrays and a cell for explanation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.expression import Flag, Missing, Node
from models.frame import Frame
from models.messages import Message, message
from models.parameters import value_of
from models.sources import Origin

FloatArray = NDArray[np.float64]


class Given:
    """What a kernel reads: arrays computed before it, the frame, the parameters.

    A kernel of a quantity with `draws` computes many draws at once: everything it reads has a
    last axis more, the draws, of length 1 where it does not vary between them. For such a
    kernel one measurement is a single draw.
    """

    __slots__ = ("arrays", "drawn", "draws", "frame", "read")

    def __init__(
        self,
        arrays: Mapping[str, FloatArray],
        frame: Frame,
        *,
        draws: int = 0,
        drawn: Mapping[str, FloatArray] | None = None,
    ) -> None:
        """Arrays of one measurement.

        draws: length of the draw axis, 0 for kernels without one. drawn: what varies, with the
        draw axis: quantities by key, parameters by path.
        """
        self.arrays = arrays
        self.frame = frame
        self.draws = draws
        self.drawn = drawn or {}
        self.read: set[str] = set()
        """Quantities and parameters that were read, to know what depends on what."""

    def reads_of(self, key: str) -> frozenset[str]:
        """What was read, where the kernel of `key` alone has read; not itself."""
        return frozenset(self.read - {key})

    def __getitem__(self, key: str) -> FloatArray:
        self.read.add(key)
        if not self.draws:
            return self.arrays[key]
        found = self.drawn.get(key)
        return self.arrays[key][..., None] if found is None else found

    def asset(self, name: str) -> FloatArray:
        """A numeric parameter of every asset, (assets,); NaN where it is left empty."""
        out = self.empty("asset")
        for a, asset in enumerate(self.frame.assets):
            out[a] = self.parameter(f"{asset}.{name}")
        return out

    def parameter(self, path: str) -> FloatArray:
        """A numeric parameter by its path; NaN where it is left empty."""
        self.read.add(path)
        found = self.drawn.get(path)
        if found is not None:
            return found
        value = value_of(self.frame.parameters, path)
        return np.full((1,) if self.draws else (), np.nan if value is None else value)

    def empty(self, *axes: str) -> FloatArray:
        """An array of NaN over axes."""
        shape = [self.frame.size(axis) for axis in axes]
        return np.full([*shape, self.draws] if self.draws else shape, np.nan)


Kernel = Callable[[Given], FloatArray]
Cell = Callable[..., Node]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of the method.

    key: its name in code; axes: names of its axes, last one across in a workbook.
    unit: code of its unit (`money` 亿元, `money_base` 亿元 at base-year prices, ...).
    symbol, formula: as the appendix writes it. source: where it says so.
    needs: quantities that its cells read.
    kernel: values -> array over the axes, NaN where not computable.
    cell: (frame, *positions) -> tree of one cell.
    sums_over: an axis it adds up; where that is empty there is no figure, not zero.
    draws: whether the kernel takes arrays with an axis of draws behind the others.
    """

    key: str
    axes: tuple[str, ...]
    unit: str
    symbol: str
    formula: str
    source: str
    needs: tuple[str, ...]
    kernel: Kernel
    cell: Cell
    sums_over: str | None = None
    draws: bool = False

    def tree(self, frame: Frame, *index: int) -> Node:
        """The expression of one cell; no figure where there is nothing to add up."""
        if self.sums_nothing(frame):
            return Missing(message(f"needs.axis.{self.sums_over}"))
        return self.cell(frame, *index)

    def sums_nothing(self, frame: Frame) -> bool:
        """Whether the axis that it adds up is empty."""
        return self.sums_over is not None and frame.size(self.sums_over) == 0

    @property
    def is_input(self) -> bool:
        """Whether its cells are leaves."""
        return False


def _no_flags(_: Frame, *__: int) -> tuple[Flag, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Input(Quantity):
    """A leaf: values read from the data, each with its origin.

    origin: (frame, *positions) -> source cell; flags: own flags of a leaf;
    absent: (frame, *positions) -> what is needed where there is no value.
    """

    origin: Callable[..., Origin | None] = field(kw_only=True)
    absent: Callable[..., Message] = field(kw_only=True)
    flags: Callable[..., tuple[Flag, ...]] = field(kw_only=True, default=_no_flags)

    @property
    def is_input(self) -> bool:
        """Whether its cells are leaves."""
        return True


def input_quantity(
    key: str,
    axes: tuple[str, ...],
    unit: str,
    symbol: str,
    *,
    read: Callable[[Frame], FloatArray],
    origin: Callable[..., Origin | None],
    absent: Callable[..., Message],
    flags: Callable[..., tuple[Flag, ...]] = _no_flags,
) -> Input:
    """A leaf quantity read from the dataset by `read(frame)`."""

    def cell(frame: Frame, *index: int) -> Node:
        return Missing(absent(frame, *index))

    return Input(
        key=key,
        axes=axes,
        unit=unit,
        symbol=symbol,
        formula="",
        source="input",
        needs=(),
        kernel=lambda given: read(given.frame),
        cell=cell,
        origin=origin,
        absent=absent,
        flags=flags,
    )
