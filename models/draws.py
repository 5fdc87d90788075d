"""Many draws of the whole model at once: what varies is computed in blocks, the rest once.

A draw sets parameters, and factors on figures that were interpolated or extrapolated. Which
quantities depend on these is not declared but recorded, from what kernels read. Structure
(years, families, presence of cells) is that of the measurement the draws start from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.frame import Frame
from models.measurement import Cancelled, Measurement, compute
from models.parameters import with_values
from models.quantities import REGISTRY, Given, Quantity

FloatArray = NDArray[np.float64]

BLOCK = 64
"""Draws computed together: 139 industries need about 1 MB a draw. It is fixed, so that the
figures of a draw do not depend on how many threads there are."""


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
    """What has to be computed anew: quantities in order, and after which a value is done with."""

    quantities: tuple[Quantity, ...]
    last_use: Mapping[str, int]


def plan(base: Measurement, draws: Draws, keep: Iterable[str]) -> Plan:
    """The quantities that vary and that a kept one rests on, in registry order."""
    reads = _reads(base)
    varied = set(draws.parameters)
    varying: list[str] = []
    for key, read in reads.items():
        if key in draws.factors or read & varied:
            varied.add(key)
            varying.append(key)
    wanted = set(keep)
    needed: list[str] = []
    for key in reversed(varying):
        if key in wanted:
            needed.append(key)
            wanted |= reads[key]
    order = needed[::-1]
    last = {key: i for i, one in enumerate(order) for key in (one, *reads[one])}
    return Plan(tuple(REGISTRY[key] for key in order), last)


def run_draws(
    base: Measurement,
    draws: Draws,
    keep: Iterable[str],
    *,
    threads: int = 1,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, FloatArray]:
    """Values of the kept quantities in every draw, (*axes, N), or (*axes, 1) where none varies.

    Raises `Cancelled` when `cancelled` says so, asked after every quantity of a block. The
    outcome does not depend on `threads`.
    """
    keep = tuple(dict.fromkeys(keep))
    planned = plan(base, draws, keep)
    varying = {quantity.key for quantity in planned.quantities}
    out = {
        key: np.full((*base.values[key].shape, draws.count), np.nan)
        if key in varying
        else base.values[key][..., None]
        for key in keep
    }
    blocks = [slice(i, min(i + BLOCK, draws.count)) for i in range(0, draws.count, BLOCK)]
    done = 0

    def one(chosen: slice) -> None:
        for key, values in _block(
            base, draws.block(chosen), planned, varying & set(keep), cancelled
        ):
            out[key][..., chosen] = values

    with ThreadPoolExecutor(max(threads, 1)) as pool:
        futures = [pool.submit(one, chosen) for chosen in blocks]
        try:
            for future in futures:
                future.result()
                done += 1
                if progress is not None:
                    progress(done / len(blocks))
        finally:
            for future in futures:
                future.cancel()
    return out


def _block(
    base: Measurement,
    draws: Draws,
    planned: Plan,
    keep: set[str],
    cancelled: Callable[[], bool] | None,
) -> Iterable[tuple[str, FloatArray]]:
    drawn: dict[str, FloatArray] = dict(draws.parameters)
    frames: list[Frame] = []
    for place, quantity in enumerate(planned.quantities):
        if cancelled is not None and cancelled():
            raise Cancelled
        if quantity.draws:
            given = Given(base.values, base.frame, draws=draws.count, drawn=drawn)
            values = compute(quantity, given)
        else:
            frames = frames or _frames(base, draws)
            values = _one_by_one(quantity, base, drawn, frames)
        factor = draws.factors.get(quantity.key)
        drawn[quantity.key] = values if factor is None else values * factor
        if quantity.key in keep:
            yield quantity.key, drawn[quantity.key]
        for key in [k for k in drawn if planned.last_use.get(k) == place]:
            del drawn[key]


def _frames(base: Measurement, draws: Draws) -> list[Frame]:
    """The structure under the parameters of each draw, for kernels without draws."""
    return [
        base.frame.with_parameters(
            with_values(base.parameters, {p: float(v[d]) for p, v in draws.parameters.items()})
        )
        for d in range(draws.count)
    ]


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
    quantity: Quantity, base: Measurement, drawn: Mapping[str, FloatArray], frames: list[Frame]
) -> FloatArray:
    """A kernel without draws, once for each of them."""
    return np.stack(
        [
            compute(quantity, Given(_OneDraw(base, drawn, d), frame))
            for d, frame in enumerate(frames)
        ],
        axis=-1,
    )


def _reads(base: Measurement) -> dict[str, set[str]]:
    """What each quantity reads: quantities and paths of parameters."""
    found: dict[str, set[str]] = {}
    for key, quantity in REGISTRY.items():
        given = Given(base.values, base.frame, draws=1 if quantity.draws else 0)
        compute(quantity, given)
        found[key] = given.read - {key}
    return found
