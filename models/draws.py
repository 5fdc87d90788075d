"""Many draws of the whole model at once: what varies is computed in blocks, the rest once.

A draw sets parameters, and factors on figures that were interpolated or extrapolated. Which
quantities depend on these is not declared but recorded, from what kernels read. Structure
(years, families, presence of cells) is that of the measurement the draws start from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.frame import Frame
from models.kept_memory import keep_memory
from models.measurement import Cancelled, Measurement, compute
from models.parameters import with_values
from models.pool import pool_of
from models.quantities import REGISTRY, Given, Quantity

FloatArray = NDArray[np.float64]
Asked = Callable[[], bool]
Sink = Callable[[str, slice, FloatArray], None]
"""Takes a quantity's values in some of the draws, (*axes, draw), from any thread."""

LEAST_BLOCK, MOST_BLOCK = 64, 512
"""Draws computed together. A block depends on the model alone, so that the figures of a draw
do not depend on how many threads there are."""
_BLOCK_CELLS = LEAST_BLOCK * 139 * 22


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What is set in each of N draws.

    parameters: path -> (N,). factors: key of a quantity -> (*axes, N), multiplied onto it.
    """

    parameters: Mapping[str, FloatArray]
    factors: Mapping[str, FloatArray]

    @property
    def count(self) -> int:
        """N."""
        every = (*self.parameters.values(), *self.factors.values())
        return every[0].shape[-1] if every else 0

    def block(self, chosen: slice) -> Draws:
        """Some of the draws."""
        return Draws(
            {path: values[chosen] for path, values in self.parameters.items()},
            {key: values[..., chosen] for key, values in self.factors.items()},
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be computed anew: quantities in order, and after which a value is done with.

    only_factors: those that read nothing that varies, but have a factor of their own.
    """

    quantities: tuple[Quantity, ...]
    last_use: Mapping[str, int]
    only_factors: frozenset[str]


class DrawnModel:
    """A measurement that draws start from, with what each of its quantities reads."""

    def __init__(self, base: Measurement) -> None:
        self.base = base
        self._reads = base.reads
        cells = base.frame.size("industry") * len(base.frame.years)
        self.block = int(np.clip(_BLOCK_CELLS // max(cells, 1), LEAST_BLOCK, MOST_BLOCK))

    def influences(self, keep: Iterable[str]) -> frozenset[str]:
        """Quantities and parameters that some of the kept quantities rest on."""
        wanted = set(keep)
        for key in reversed(tuple(REGISTRY)):
            if key in wanted:
                wanted |= self._reads[key]
        return frozenset(wanted)

    def plan(self, draws: Draws, keep: Iterable[str]) -> Plan:
        """The quantities that vary and that a kept one rests on, in registry order."""
        varied = set(draws.parameters)
        varying: list[str] = []
        factors: set[str] = set()
        for key in REGISTRY:
            read = self._reads[key]
            rests = bool(read & varied)
            if rests or key in draws.factors:
                varied.add(key)
                varying.append(key)
                if not rests:
                    factors.add(key)
        wanted = self.influences(keep)
        order = [key for key in varying if key in wanted]
        last = {key: i for i, one in enumerate(order) for key in (one, *self._reads[one])}
        return Plan(tuple(REGISTRY[key] for key in order), last, frozenset(factors))

    def run(
        self,
        draws: Draws,
        keep: Collection[str],
        sink: Sink,
        *,
        threads: int = 1,
        progress: Callable[[float], None] | None = None,
        cancelled: Asked | None = None,
    ) -> None:
        """Hand the kept quantities that vary to `sink`, block by block.

        Raises `Cancelled` when `cancelled` says so, asked after every quantity of a block. The
        outcome does not depend on `threads`.
        """
        planned = self.plan(draws, keep)
        kept = {quantity.key for quantity in planned.quantities} & set(keep)
        if not kept:
            return
        keep_memory()
        count = draws.count
        blocks = [slice(i, min(i + self.block, count)) for i in range(0, count, self.block)]

        def one(chosen: slice) -> None:
            for key, values in self._block(draws.block(chosen), planned, kept, cancelled):
                sink(key, chosen, values)

        with pool_of(threads) as pool:
            futures = [pool.submit(one, chosen) for chosen in blocks]
            for done, future in enumerate(futures, 1):
                future.result()
                if progress is not None:
                    progress(done / len(blocks))

    def _block(
        self,
        draws: Draws,
        planned: Plan,
        keep: Collection[str],
        cancelled: Asked | None,
    ) -> Iterable[tuple[str, FloatArray]]:
        base = self.base
        drawn: dict[str, FloatArray] = dict(draws.parameters)
        frames: list[Frame] = []
        for place, quantity in enumerate(planned.quantities):
            stop_if(cancelled)
            key = quantity.key
            if key in planned.only_factors:
                values = base.values[key][..., None]
            elif quantity.draws:
                values = compute(
                    quantity, Given(base.values, base.frame, draws=draws.count, drawn=drawn)
                )
            else:
                frames = frames or list(_frames(base, draws, cancelled))
                values = _one_by_one(quantity, base, drawn, frames, cancelled)
            factor = draws.factors.get(key)
            drawn[key] = values if factor is None else values * factor
            if key in keep:
                yield key, drawn[key]
            for gone in [k for k in drawn if planned.last_use.get(k) == place]:
                del drawn[gone]


def run_draws(
    base: Measurement,
    draws: Draws,
    keep: Iterable[str],
    *,
    model: DrawnModel | None = None,
    parts: Mapping[str, tuple[int, ...]] | None = None,
    threads: int = 1,
    progress: Callable[[float], None] | None = None,
    cancelled: Asked | None = None,
) -> dict[str, FloatArray]:
    """Values of the kept quantities in every draw, (*axes, N), or (*axes, 1) where none varies.

    model: of `base`, where there is one already. parts: key -> first positions, where a quantity
    is wanted only there, without the axes that they stand on. Raises as `DrawnModel.run`.
    """
    keep = tuple(dict.fromkeys(keep))
    model = model or DrawnModel(base)
    varying = {quantity.key for quantity in model.plan(draws, keep).quantities}
    wanted = {key: base.values[key][(parts or {}).get(key, ())] for key in keep}
    out = {
        key: np.full((*values.shape, draws.count), np.nan) if key in varying else values[..., None]
        for key, values in wanted.items()
    }

    def sink(key: str, chosen: slice, values: FloatArray) -> None:
        out[key][..., chosen] = values[(parts or {}).get(key, ())]

    model.run(draws, keep, sink, threads=threads, progress=progress, cancelled=cancelled)
    return out


def _frames(base: Measurement, draws: Draws, cancelled: Asked | None) -> Iterator[Frame]:
    """The structure under the parameters of each draw, for kernels without draws."""
    for d in range(draws.count):
        stop_if(cancelled)
        values = {path: float(each[d]) for path, each in draws.parameters.items()}
        yield base.frame.with_parameters(with_values(base.parameters, values))


def stop_if(cancelled: Asked | None) -> None:
    """Raise Cancelled where that is wanted."""
    if cancelled is not None and cancelled():
        raise Cancelled


class _OneDraw(Mapping[str, FloatArray]):
    """The arrays of a single draw: what varies of it, the rest as measured."""

    def __init__(self, base: Measurement, drawn: Mapping[str, FloatArray], draw: int) -> None:
        self._base, self._drawn, self._draw = base.values, drawn, draw

    def __getitem__(self, key: str) -> FloatArray:
        found = self._drawn.get(key)
        if found is None:
            return self._base[key]
        return found[..., self._draw if found.shape[-1] > 1 else 0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._base)

    def __len__(self) -> int:
        return len(self._base)


def _one_by_one(
    quantity: Quantity,
    base: Measurement,
    drawn: Mapping[str, FloatArray],
    frames: list[Frame],
    cancelled: Asked | None,
) -> FloatArray:
    """A kernel without draws, once for each of them."""
    found = []
    for d, frame in enumerate(frames):
        stop_if(cancelled)
        found.append(compute(quantity, Given(_OneDraw(base, drawn, d), frame)))
    return np.stack(found, axis=-1)
