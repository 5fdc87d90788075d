"""Readings: what a point where the appendix is ambiguous or silent may be taken to mean.

A point has a default and other readings. A reading sets parameters, or which asset a sector
of the tables holds; so whoever has a dataset and parameters can have the figures under it.
The points themselves are data: `models.reading_points`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from models.concordance import Concordance, normal_name
from models.dataset import Benchmark, Dataset
from models.frame import year_span
from models.frozen import FrozenMap
from models.messages import Message, message
from models.parameters import (
    PRESETS,
    Parameters,
    single_paths,
    spec_of,
    value_of,
    with_values,
)

PARTLY, WHOLLY = "partly", "wholly"
"""How far a reading is the appendix as printed."""

FIRST_TABLE, LAST_TABLE, FIRST_YEAR = "@first_table", "@last_table", "@first_year"
"""Values that are the year of the region's first or last input-output table, or the first year
that is measured (a base year that moves must not cut the years before it off)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a point.

    key: its name within the point. values: path -> value as `with_values` takes them, or one
    of `FIRST_TABLE`, `LAST_TABLE`, `FIRST_YEAR`. sectors: sector name -> share of each asset,
    in every concordance that names the sector. sources: codes of what it is taken from
    (`readings.source.*`). printed: whether it is the appendix as printed, `PARTLY` or
    `WHOLLY`; empty where it is not. literal: kept for comparison only, because the printed
    form cannot work as it stands.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=FrozenMap)
    sources: tuple[str, ...] = ()
    printed: str = ""
    literal: bool = False
    sectors: Mapping[str, Mapping[str, float]] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "values")
        frozen = {name: FrozenMap(assets) for name, assets in self.sectors.items()}
        object.__setattr__(self, "sectors", FrozenMap(frozen))


@dataclass(frozen=True, slots=True)
class Point:
    """One ambiguous point of the method.

    section: of the method's page (`2` ICT investment, `3` prices, ...). source: where the
    appendix prints it (`source.*`). readings: the default among them; a single one where the
    data decide, so that there is nothing to choose.
    """

    key: str
    section: str
    source: str
    readings: tuple[Reading, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The parameters that its readings set."""
        return tuple(dict.fromkeys(path for each in self.readings for path in each.values))

    @property
    def selectable(self) -> bool:
        """Whether there is a choice that the program can make."""
        return len(self.readings) > 1

    def reading(self, key: str) -> Reading:
        """A reading by its key. Raises KeyError."""
        for each in self.readings:
            if each.key == key:
                return each
        raise KeyError(f"{self.key} has no reading {key}")

    @property
    def printed(self) -> Reading | None:
        """The reading that is the appendix as printed, in all its parts."""
        return next((each for each in self.readings if each.printed == WHOLLY), None)

    def title_of(self, reading: Reading) -> Message:
        """What a reading is called: as its parameter's choice is, where that is all it sets."""
        paths = tuple(reading.values)
        if len(paths) == 1:
            spec = spec_of(paths[0])
            if spec.kind == "choice":
                return message(f"choice.{spec.name}.{reading.values[paths[0]]}")
        return message(f"readings.{self.key}.{reading.key}.title")


def applied(
    reading: Reading, parameters: Parameters, dataset: Dataset
) -> tuple[Parameters, Dataset]:
    """Parameters and dataset under a reading. Raises MethodError for refused combinations."""
    changed = with_values(parameters, resolved(reading, parameters, dataset))
    return changed, with_sectors(dataset, reading.sectors)


def resolved(reading: Reading, parameters: Parameters, dataset: Dataset) -> dict[str, Any]:
    """The values of a reading here; those of years that there are not are left out."""
    years = {}
    if dataset.benchmarks and not _YEARS.isdisjoint(map(str, reading.values.values())):
        years = {
            FIRST_TABLE: dataset.benchmarks[0].year,
            LAST_TABLE: dataset.benchmarks[-1].year,
            FIRST_YEAR: year_span(dataset, parameters)[0],
        }
    found = {path: years.get(value, value) for path, value in reading.values.items()}
    return {path: value for path, value in found.items() if value not in _YEARS}


_YEARS = frozenset({FIRST_TABLE, LAST_TABLE, FIRST_YEAR})


def holds(reading: Reading, parameters: Parameters, dataset: Dataset) -> bool:
    """Whether parameters and dataset are as the reading says."""
    values = resolved(reading, parameters, dataset)
    if len(values) < len(reading.values):
        return False
    for path, value in values.items():
        kind = spec_of(path).kind
        for single in single_paths(parameters, path):
            now = value_of(parameters, single)
            if (str(now) != str(value)) if kind in ("choice", "flag") else now != value:
                return False
    return all(
        dict(concordance.rules[normal_name(name)].assets) == dict(assets)
        for name, assets in reading.sectors.items()
        for concordance in _concordances(dataset)
        if normal_name(name) in concordance.rules
    )


def chosen(point: Point, parameters: Parameters, dataset: Dataset) -> Reading | None:
    """The reading that holds; None where assets differ or a value is the person's own.

    Where two say the same (no table has the sector, the base year is that of a table) it is
    the one that comes first.
    """
    return next((each for each in point.readings if holds(each, parameters, dataset)), None)


@cache
def default_of(point: Point, preset: str = "gx2022") -> Reading:
    """The reading that a preset takes; of sectors, the first."""
    found = chosen(point, PRESETS[preset], Dataset(""))
    return point.readings[0] if found is None else found


def differing(
    points: tuple[Point, ...], parameters: Parameters, dataset: Dataset
) -> tuple[Point, ...]:
    """The points at which something else holds than the default."""
    return tuple(
        point
        for point in points
        if point.selectable and chosen(point, parameters, dataset) != default_of(point)
    )


def with_sectors(dataset: Dataset, sectors: Mapping[str, Mapping[str, float]]) -> Dataset:
    """The dataset with other assets in sectors that its concordances name."""
    if not sectors:
        return dataset
    known = {normal_name(name): FrozenMap(assets) for name, assets in sectors.items()}

    def changed(concordance: Concordance) -> Concordance:
        rules = {
            name: replace(rule, assets=known.get(name, rule.assets))
            for name, rule in concordance.rules.items()
        }
        return replace(concordance, rules=FrozenMap(rules))

    def of(benchmark: Benchmark) -> Benchmark:
        nation = benchmark.reference_concordance
        return replace(
            benchmark,
            concordance=changed(benchmark.concordance),
            reference_concordance=None if nation is None else changed(nation),
        )

    return replace(dataset, benchmarks=tuple(of(each) for each in dataset.benchmarks))


def _concordances(dataset: Dataset) -> Iterator[Concordance]:
    for benchmark in dataset.benchmarks:
        yield benchmark.concordance
        if benchmark.reference_concordance is not None:
            yield benchmark.reference_concordance
