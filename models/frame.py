"""The structure of a measurement: axes, labels, and which cells exist.

Cells are built from a frame alone: it holds no values, only what is fixed when a
workbook is exported (years, assets, benchmarks, chosen options, presence).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.capital import backcast_years, reach
from models.cities import CITY_INDICATORS
from models.concordance import GROUP_OF_ASSET, GROUPS
from models.dataset import Dataset
from models.every import Differs, Every, spread
from models.industries import BROAD, names_industry
from models.investment import ACTIVITIES, INTERPOLATIONS
from models.parameters import AssetParameters, Parameters

INDICATORS = ("electronics", "software", "gfcf", "gdp")
"""Nominal series X; the first two are output of the two product groups."""

PRICES = (
    "nonict",
    "reference_ict",
    "reference_nonict",
    "computers",
    "communications",
    "software",
    "cpi",
    "gdp_volume",
    "wage",
    "primary_volume",
    "secondary_volume",
    "tertiary_volume",
    "gfcf_volume",
    "ppi",
    "reference_computers",
    "reference_communications",
)
"""Index series as published, by what they are used as: prices, and what is chained like them."""

VARIANTS = ("actual", "smoothed", "dropped")
"""Readings of the holding gain in a user cost, in the order in which they are tried."""

FACTORS = ("ict", "nonict", "labour", "intermediate", "residual")
"""Factors of production; `residual` is capital income beyond the user costs."""

ANNUAL_FACTORS = ("ict", "nonict", "labour")
"""Factors that are known in every year, not only in those of the tables."""

RULES = ("stock", "compensation", "accumulated")
"""Rules for the scale of industry digitalisation (method, section 8)."""

SECTOR_AXES = ("sector", "user", "detail")
"""Axes over the sectors of one table: as sellers, as users, of the national table."""

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
    _axes: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    _benchmarks: tuple[int, ...] | None = None
    _facts: dict[str, bool] = field(default_factory=dict)

    @property
    def assets(self) -> tuple[str, ...]:
        """Asset keys."""
        return tuple(self.parameters.assets)

    @property
    def benchmarks(self) -> tuple[int, ...]:
        """Years with an input-output table of the region."""
        if self._benchmarks is None:
            self._benchmarks = tuple(each.year for each in self.dataset.benchmarks)
        return self._benchmarks

    def asset(self, position: int) -> AssetParameters:
        """Parameters of the asset at a position."""
        return self.parameters.assets[self.assets[position]]

    def market(self, industry: int) -> bool:
        """Whether an industry sells its output: by the names a person gave, else as it ships."""
        names = self.parameters.nonmarket
        found = self.dataset.industries[industry]
        return found.market if names is None else not names_industry(names, found.label)

    def group(self, asset: int) -> int:
        """Position of the product group that holds an asset."""
        return GROUPS.index(GROUP_OF_ASSET[self.assets[asset]])

    @property
    def history(self) -> tuple[int, ...]:
        """Years of total investment, as far back as the data go: for non-ICT capital."""
        series = self.dataset.series.get("indicator.gfcf")
        if series is None or not series.years or not self.years:
            return self.years
        return tuple(range(min(series.years[0], self.years[0]), self.years[-1] + 1))

    def _ages(self) -> int:
        """Ages that matter: every year measured, and half as long again as any asset lives.

        The age-price profile sums over the whole life; the half leaves room for a longer life
        typed into the exported workbook, whose structure is fixed.
        """
        assets = self.parameters.assets.values()
        longest = max((reach(asset) for asset in assets), default=0)
        past = len(self._past())
        return max(len(self.years) + past, math.ceil(1.5 * longest)) if self.years else 0

    def _past(self) -> range:
        """Years of investment that are carried back, the same for every asset that is.

        In whole decades, so that a life typed into an exported workbook, whose structure is
        fixed, mostly meets the years that the program would take.
        """
        assets = self.parameters.assets.values()
        for_accounts = self.parameters.accounts_initial_method == "backcast"
        carried = [one for one in assets if for_accounts or one.initial_method == "backcast"]
        return range(10 * math.ceil(max(map(backcast_years, carried), default=0) / 10))

    def year_position(self, year: int) -> int | None:
        """Position of a year on the year axis, None outside it."""
        position = year - self.years[0] if self.years else -1
        return position if 0 <= position < len(self.years) else None

    def labels(self, axis: str, *outer: int) -> tuple[str | int, ...]:
        """Labels of an axis; `sector` and `detail` depend on the benchmark (`outer[0]`)."""
        if axis in SECTOR_AXES:
            if not outer:
                raise KeyError(f"{axis} labels depend on the benchmark")
            return self._sectors(axis, outer[0])
        return self._plain(axis)

    def size(self, axis: str) -> int:
        """Length of an axis; of a ragged one, the longest."""
        if axis in SECTOR_AXES:
            lengths = [len(self._sectors(axis, b)) for b in range(len(self.benchmarks))]
            return max(lengths, default=0)
        return len(self._plain(axis))

    def same_axes(self, other: Frame) -> bool:
        """Whether every axis of another frame of the same dataset has the same labels."""
        return self._axes_here() == other._axes_here()

    def with_parameters(self, parameters: Parameters) -> Frame:
        """The same structure under other numbers: axes and presence stay."""
        self.size("year")  # the axes of this frame, where nothing has asked for them yet
        return Frame(self.dataset, parameters, self.years, self.present, self._axes)

    def known(self, fact: str, find: Callable[[Frame], bool]) -> bool:
        """A fact by its name, found once. It may rest on quantities that were computed before."""
        found = self._facts.get(fact)
        if found is None:
            found = self._facts[fact] = find(self)
        return found

    def exists(self, key: str, *index: int) -> bool:
        """Whether a cell that was computed before has a value; outside its axes: no.

        Asked of `Every` position it raises Differs where the answer is not the same for all.
        """
        mask = self.present[key]
        if any(i < 0 or i >= n for i, n in zip(index, mask.shape, strict=True)):
            return False
        if Every in map(type, index):
            return _one(mask[spread(index)])
        return bool(mask[index])

    def existing_years(self, key: str, *outer: int) -> tuple[int, ...]:
        """Positions of years (the last axis) at which a quantity has a value."""
        return tuple(int(i) for i in np.flatnonzero(self.present[key][outer]))

    def _plain(self, axis: str) -> tuple[str | int, ...]:
        return self._axes_here()[axis]

    def _axes_here(self) -> dict[str, tuple[str | int, ...]]:
        # Asked for thousands of times in one measurement, and always the same.
        if not self._axes:
            self._axes.update(self._all_axes())
        return self._axes

    def _all_axes(self) -> dict[str, tuple[str | int, ...]]:
        return {
            "asset": self.assets,
            "year": self.years,
            "vintage": self.years,
            "age": tuple(range(self._ages())),
            "past": tuple(self._past()),
            "benchmark": self.benchmarks,
            "group": GROUPS,
            "indicator": INDICATORS,
            "price": PRICES,
            "industry": tuple(industry.label for industry in self.dataset.industries),
            "buyer": tuple(industry.label for industry in self.dataset.industries),
            "capital": (*self.assets, "nonict"),
            "activity": ACTIVITIES,
            "path": tuple(f"{x}.{method}" for x in ACTIVITIES for method in INTERPOLATIONS),
            "variant": VARIANTS,
            "factor": FACTORS,
            "annual_factor": ANNUAL_FACTORS,
            "rule": RULES,
            "city": self.dataset.cities.names,
            "city_indicator": CITY_INDICATORS,
            "broad": BROAD,
            "history": self.history,
            "interval": tuple(
                f"{first}–{last}"
                for first, last in zip(self.benchmarks, self.benchmarks[1:], strict=False)
            ),
        }

    def _sectors(self, axis: str, benchmark: int) -> tuple[str, ...]:
        found = self.dataset.benchmarks[benchmark]
        if axis != "detail":
            return found.table.names
        return () if found.reference is None else found.reference.names


def _one(answers: BoolArray) -> bool:
    """The answer where it is the same for all positions. Raises Differs."""
    found = bool(answers.all())
    if found is not bool(answers.any()):
        raise Differs
    return found


def year_span(dataset: Dataset, parameters: Parameters) -> tuple[int, ...]:
    """Years of the measurement.

    From `first_year` (default: the base year, or the first benchmark if that is earlier)
    to `last_year` (default: the last year of any nominal series or benchmark); the base
    year is always among them, because every price is 1 there.
    """
    known: list[int] = [benchmark.year for benchmark in dataset.benchmarks]
    for role, series in dataset.series.items():
        if not role.startswith(("price.", "link.", "rental.")) and series.years:
            known.append(series.years[-1])
    if not known:
        return ()
    benchmarks = [benchmark.year for benchmark in dataset.benchmarks]
    first = parameters.first_year
    if first is None:
        first = min([parameters.base_year, *benchmarks])
    last = parameters.last_year if parameters.last_year is not None else max(known)
    return tuple(range(min(first, parameters.base_year), max(last, parameters.base_year) + 1))


def leading_span(years: tuple[int, ...]) -> tuple[int, int] | None:
    """The first of ascending positions and the last before any gap, None for none."""
    if not years:
        return None
    gap = first_gap(years)
    return years[0], (years[-1] if gap is None else gap - 1)


def first_gap(years: Iterable[int]) -> int | None:
    """The first position missing from ascending positions, None where they are contiguous."""
    previous: int | None = None
    for year in years:
        if previous is not None and year != previous + 1:
            return previous + 1
        previous = year
    return None
