"""Measuring: all quantities of a dataset under one set of parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.dataset import Dataset
from models.evaluation import Absent, Evaluation, own_flags
from models.expression import Flag, Node
from models.frame import Frame, year_span
from models.frozen import FrozenMap
from models.inherited import InheritedFlags
from models.messages import Message
from models.parameters import Parameters, validate, value_of
from models.quantities import REGISTRY, Given, Input, Quantity
from models.sources import Origin
from models.stopping import Asked, never
from models.stopping import Cancelled as Cancelled

if TYPE_CHECKING:
    from models.findings import Finding

FloatArray = NDArray[np.float64]

REVIEWED = Flag("reviewed")
"""Mark of an input whose number a reviewer changed in an exported workbook."""

METHOD_VERSION = "2.2"
"""Version of the method: a result is kept, compared and cited with it.

It changes in the same commit that makes the same inputs and parameters give another figure, or
a reason where there was a figure: a formula, the order of remedies, a default or a preset's
value, a shipped concordance, which series a rule takes. The first number changes where a figure
means something else (another definition), the second where it is only computed differently.
New quantities and parameters whose defaults leave every figure as it was change nothing.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """Results by quantity key, with everything needed to explain each cell.

    values: read-only arrays over the axes of each quantity, NaN where not computable.
    reads: what its kernel read, quantities by key and parameters by path.
    """

    dataset: Dataset
    parameters: Parameters
    frame: Frame
    values: Mapping[str, FloatArray]
    reads: Mapping[str, frozenset[str]]
    _reviewed: bool = field(init=False, default=False)
    _inherited: InheritedFlags = field(default_factory=InheritedFlags)
    _reasons: dict[tuple[str, tuple[int, ...]], Message] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Asked for at every input, and mostly not so.
        object.__setattr__(self, "_reviewed", self.dataset.reviewed)

    def at(self, key: str, index: tuple[int, ...]) -> float:
        """Value of one cell by positions, NaN where there is none."""
        return float(self.values[key][index])

    def parameter(self, path: str) -> float:
        """Value of a numeric parameter."""
        return float(value_of(self.parameters, path))

    def positions(self, key: str, *labels: str | int) -> tuple[int, ...]:
        """Positions of labels along a quantity's axes. Raises KeyError for an unknown one."""
        quantity = REGISTRY[key]
        if len(labels) != len(quantity.axes):
            raise KeyError(f"{key} needs {', '.join(quantity.axes)}")
        found: list[int] = []
        for axis, label in zip(quantity.axes, labels, strict=True):
            known = self.frame.labels(axis, *found)
            if label not in known:
                raise KeyError(f"{label} is not a {axis} of {key}")
            found.append(known.index(label))
        return tuple(found)

    def value(self, key: str, *labels: str | int) -> float:
        """Value of one cell by labels (asset key, year ...), NaN where there is none."""
        return self.at(key, self.positions(key, *labels))

    def tree(self, key: str, *index: int) -> Node:
        """The expression of one cell."""
        return REGISTRY[key].tree(self.frame, *index)

    def reason(self, key: str, *index: int) -> Message | None:
        """Why a cell has no value, traced to its root; None where it has one."""
        passed: list[tuple[str, tuple[int, ...]]] = []
        for _ in range(10_000):  # the longest chain is years x quantities
            if not math.isnan(self.at(key, index)):
                return None
            passed.append((key, index))
            reason = self._reasons.get((key, index))
            if reason is None:
                found = Evaluation(self).of(self.tree(key, *index))
                if not isinstance(found, Absent):
                    raise AssertionError(f"{key}{index} is NaN, its tree is {found}")
                if found.source is not None:
                    key, index = found.source.key, found.source.index
                    continue
                reason = found.reason
            # Every cell on the way lacks the same: a workbook asks for all of them.
            self._reasons.update(dict.fromkeys(passed, reason))
            return reason
        raise RecursionError(key)

    def note_reason(self, key: str, index: tuple[int, ...], reason: Message) -> None:
        """Take it from one who knows why a cell lacks a value that its own tree says is missing."""
        self._reasons[key, index] = reason

    def flags(self, key: str, *index: int) -> tuple[Flag, ...]:
        """The flags a cell itself carries."""
        quantity = REGISTRY[key]
        if isinstance(quantity, Input):
            if math.isnan(self.at(key, index)):
                return ()
            flags = quantity.flags(self.frame, *index)
            if self._reviewed:
                origin = quantity.origin(self.frame, *index)
                if origin is not None and origin.changed:
                    return (*flags, REVIEWED)
            return flags
        return own_flags(self.tree(key, *index), self)

    @property
    def reviewed(self) -> bool:
        """Whether a reviewer changed any of its inputs."""
        return self._reviewed

    def inherited_flags(self, key: str, *index: int, cancelled: Asked = never) -> tuple[Flag, ...]:
        """Flags of everything a cell rests on, its own apart.

        That can be every industry and year. cancelled: asked all the time; raises `Cancelled`.
        """
        below = self._inherited.of(self, key, index, cancelled) - set(self.flags(key, *index))
        return tuple(sorted(below, key=lambda flag: flag.code))

    def note_flags(self, met: Mapping[str, Iterable[Flag]]) -> None:
        """Take it from one who has met all cells of quantities which flags they carry, by key.

        Looking for inherited flags then need not meet them all again.
        """
        self._inherited.note(met)

    def origin(self, key: str, *index: int) -> Origin | None:
        """Source cell of a leaf, None for what is computed or missing."""
        quantity = REGISTRY[key]
        if not isinstance(quantity, Input) or math.isnan(self.at(key, index)):
            return None
        return quantity.origin(self.frame, *index)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the measurement finds about itself."""
        from models.findings import findings

        return findings(self)


def measure(
    dataset: Dataset,
    parameters: Parameters,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Measurement:
    """All quantities of a dataset.

    progress: called with the fraction done; cancelled: asked between quantities, raises
    `Cancelled`. Raises MethodError for parameters out of range. What cannot be computed is
    NaN and has a reason (`Measurement.reason`); nothing is filled in.
    """
    validate(parameters)
    frame = Frame(dataset, parameters, year_span(dataset, parameters))
    arrays: dict[str, FloatArray] = {}
    computed_before = MappingProxyType(arrays)
    reads: dict[str, frozenset[str]] = {}
    for done, quantity in enumerate(REGISTRY.values()):
        if cancelled is not None and cancelled():
            raise Cancelled
        given = Given(computed_before, frame, draws=1 if quantity.draws else 0)
        computed = compute(quantity, given)
        reads[quantity.key] = given.reads_of(quantity.key)
        arrays[quantity.key] = computed[..., 0] if quantity.draws else computed
        frame.present[quantity.key] = ~np.isnan(arrays[quantity.key])
        if progress is not None:
            progress((done + 1) / len(REGISTRY))
    return Measurement(dataset, parameters, frame, FrozenMap(arrays), FrozenMap(reads))


def compute(quantity: Quantity, given: Given) -> FloatArray:
    """The kernel's array over the quantity's axes, read-only, NaN where not computable.

    With draws their axis comes last, of length 1 where the figure does not vary.
    """
    # A cell that cannot be computed is NaN in its kernel and explained by its tree, so
    # numpy's own warnings about it say nothing new.
    with np.errstate(all="ignore"):
        values = np.asarray(quantity.kernel(given), dtype=float)
    if not (given.draws and values.flags.owndata and values.flags.writeable):
        values = values.copy()  # of a leaf or of another quantity, and not ours to mark
    shape = tuple(given.frame.size(axis) for axis in quantity.axes)
    if given.draws and values.shape[-1] in (1, given.draws):
        shape = (*shape, values.shape[-1])
    if values.shape != shape:
        raise AssertionError(f"{quantity.key}: kernel gives {values.shape}, axes say {shape}")
    if quantity.sums_nothing(given.frame):
        values[...] = np.nan
    values[~np.isfinite(values)] = np.nan
    values.flags.writeable = False
    return values
