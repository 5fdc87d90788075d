"""Headline figures of several regions, and their ranks: what is kept of their measurements."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.frozen import FrozenMap
from models.messages import Message
from models.ranks import ranks

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RegionFigures:
    """What is kept of one region.

    values: key -> (rule, year) or (year,), `gdp` among them. quantiles: the same keys with
    `QUANTILES` on a last axis, of what was drawn. reasons: (key, *positions) -> why there is
    no figure. benchmarks: years of its tables.
    """

    region: str
    years: tuple[int, ...]
    benchmarks: tuple[int, ...]
    values: Mapping[str, FloatArray]
    reasons: Mapping[tuple[str | int, ...], Message] = field(default_factory=FrozenMap)
    quantiles: Mapping[str, FloatArray] = field(default_factory=FrozenMap)

    def at(self, key: str, year: int, rule: int | None = None) -> float:
        """One figure, NaN where there is none."""
        place = year - self.years[0] if self.years else -1
        if not 0 <= place < len(self.years):
            return math.nan
        values = self.values[key]
        return float(values[place] if rule is None else values[rule, place])

    def reason(self, key: str, year: int, rule: int | None = None) -> Message | None:
        """Why there is no figure; None where there is one or the year is not measured."""
        place = year - self.years[0] if self.years else -1
        index = (place,) if rule is None else (rule, place)
        return self.reasons.get((key, *index))

    def band(self, key: str, year: int, rule: int) -> FloatArray | None:
        """The quantiles of one figure; None where it was not drawn."""
        found = self.quantiles.get(key)
        place = year - self.years[0] if self.years else -1
        if found is None or not 0 <= place < len(self.years):
            return None
        band = found[rule, place]
        return None if np.isnan(band).any() else np.asarray(band)


@dataclass(frozen=True, slots=True, eq=False)
class RegionComparison:
    """Regions beside one another, in the order asked for.

    absent: regions that could not be measured at all, with the reason. draws: how many draws
    the bands come from, 0 for none.
    """

    regions: tuple[RegionFigures, ...]
    absent: tuple[tuple[str, Message], ...] = ()
    draws: int = 0

    @property
    def years(self) -> tuple[int, ...]:
        """Every year that a region is measured in."""
        found = sorted({year for each in self.regions for year in each.years})
        return tuple(found)

    def values(self, key: str, year: int, rule: int | None = None) -> FloatArray:
        """One figure of every region, (regions,); NaN where there is none."""
        return np.array([each.at(key, year, rule) for each in self.regions], dtype=float)

    def ranks(self, key: str, year: int, rule: int) -> FloatArray:
        """Rank of every region, largest first, equals sharing one; NaN without a figure."""
        return ranks(self.values(key, year, rule))

    def missing(self, key: str, year: int, rule: int) -> tuple[str, ...]:
        """Regions that have no figure, and so no rank; those not measured at all among them."""
        own = tuple(e.region for e in self.regions if math.isnan(e.at(key, year, rule)))
        return (*own, *(region for region, _ in self.absent))

    def last_year(self, key: str, rule: int) -> int | None:
        """The last year in which most regions have a figure: what is compared by default.

        Of years that equally many regions have the last.
        """
        counts = {year: int(np.isfinite(self.values(key, year, rule)).sum()) for year in self.years}
        most = max(counts.values(), default=0)
        return (
            max((y for y, count in counts.items() if count == most), default=None) if most else None
        )
