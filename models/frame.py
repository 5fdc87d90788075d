"""The structure of a measurement: axes, labels, and which cells exist.

Cells are built from a frame alone: it holds no values, only what is fixed when a
workbook is exported (years, assets, benchmarks, chosen options, presence).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUP_OF_ASSET, GROUPS
from models.dataset import Dataset
from models.parameters import AssetParameters, Parameters

INDICATORS = ("electronics", "software", "gfcf", "gdp")
"""Nominal series X; the first two are output of the two product groups."""

PRICES = ("nonict", "reference_ict", "reference_nonict", "computers", "communications", "software")
"""Price series as published, by what they are used as."""

BoolArray = NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class Frame:
    """Axes and presence.

    `present` grows while quantities are computed, in registry order: a cell may ask only
    for quantities computed before its own, or for earlier cells of its own recursion.
    """

    dataset: Dataset
    parameters: Parameters
    years: tuple[int, ...]
    present: dict[str, BoolArray] = field(default_factory=dict)

    @property
    def assets(self) -> tuple[str, ...]:
        """Asset keys."""
        return tuple(self.parameters.assets)

    @property
    def benchmarks(self) -> tuple[int, ...]:
        """Years with an input-output table of the region."""
        return tuple(benchmark.year for benchmark in self.dataset.benchmarks)

    def asset(self, position: int) -> AssetParameters:
        """Parameters of the asset at a position."""
        return self.parameters.assets[self.assets[position]]

    def group(self, asset: int) -> int:
        """Position of the product group that holds an asset."""
        return GROUPS.index(GROUP_OF_ASSET[self.assets[asset]])

    def year_position(self, year: int) -> int | None:
        """Position of a year on the year axis, None outside it."""
        position = year - self.years[0] if self.years else -1
        return position if 0 <= position < len(self.years) else None

    def labels(self, axis: str, *outer: int) -> tuple[str | int, ...]:
        """Labels of an axis; `sector` and `detail` depend on the benchmark (`outer[0]`)."""
        if axis in ("sector", "detail"):
            if not outer:
                raise KeyError(f"{axis} labels depend on the benchmark")
            return self._sectors(axis, outer[0])
        return self._plain(axis)

    def size(self, axis: str) -> int:
        """Length of an axis; of a ragged one, the longest."""
        if axis in ("sector", "detail"):
            lengths = [len(self._sectors(axis, b)) for b in range(len(self.benchmarks))]
            return max(lengths, default=0)
        return len(self._plain(axis))

    def exists(self, key: str, *index: int) -> bool:
        """Whether a cell that was computed before has a value; outside its axes: no."""
        mask = self.present[key]
        if any(i < 0 or i >= n for i, n in zip(index, mask.shape, strict=True)):
            return False
        return bool(mask[index])

    def existing_years(self, key: str, *outer: int) -> tuple[int, ...]:
        """Positions of years (the last axis) at which a quantity has a value."""
        return tuple(int(i) for i in np.flatnonzero(self.present[key][outer]))

    def _plain(self, axis: str) -> tuple[str | int, ...]:
        tables: dict[str, tuple[str | int, ...]] = {
            "asset": self.assets,
            "year": self.years,
            "age": tuple(range(len(self.years))),
            "benchmark": self.benchmarks,
            "group": GROUPS,
            "indicator": INDICATORS,
            "price": PRICES,
        }
        return tables[axis]

    def _sectors(self, axis: str, benchmark: int) -> tuple[str, ...]:
        found = self.dataset.benchmarks[benchmark]
        if axis == "sector":
            return found.table.names
        return () if found.reference is None else found.reference.names


def year_span(dataset: Dataset, parameters: Parameters) -> tuple[int, ...]:
    """Years of the measurement.

    From `first_year` (default: the base year, or the first benchmark if that is earlier)
    to `last_year` (default: the last year of any nominal series or benchmark); the base
    year is always among them, because every price is 1 there.
    """
    known: list[int] = [benchmark.year for benchmark in dataset.benchmarks]
    for role, series in dataset.series.items():
        if not role.startswith("price.") and series.years:
            known.append(series.years[-1])
    if not known:
        return ()
    benchmarks = [benchmark.year for benchmark in dataset.benchmarks]
    first = parameters.first_year
    if first is None:
        first = min([parameters.base_year, *benchmarks])
    last = parameters.last_year if parameters.last_year is not None else max(known)
    return tuple(range(min(first, parameters.base_year), max(last, parameters.base_year) + 1))


def first_gap(years: Iterable[int]) -> int | None:
    """The first position missing from ascending positions, None where they are contiguous."""
    previous: int | None = None
    for year in years:
        if previous is not None and year != previous + 1:
            return previous + 1
        previous = year
    return None
