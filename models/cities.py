"""Figures of a province's cities, as yearbooks print them (method, section 2).

A yearbook prints one year of every city, so that a city's series comes in pieces from
several files. They stay apart: every year keeps its own unit and its own source cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.frozen import FrozenMap
from models.series import AnnualSeries

CITY_INDICATORS = ("gdp", "electronics", "software")
"""Series X that a city can have: gross domestic product, output or revenue of the industry
that makes electronics, of the one that makes software and information services."""

Pieces = tuple[AnnualSeries, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cities:
    """The cities of a region and their series.

    names: every city that the region is known to have, with or without figures.
    series: by indicator (`CITY_INDICATORS`), then by name; of two pieces that print one year
    the first counts.
    """

    names: tuple[str, ...] = ()
    series: Mapping[str, Mapping[str, Pieces]] = field(default_factory=FrozenMap)

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "series")
        if set(self.series) - set(CITY_INDICATORS):
            raise ValueError(f"unknown indicators of cities {sorted(self.series)}")
        strangers = {name for each in self.series.values() for name in each} - set(self.names)
        if strangers:
            raise ValueError(f"series of unnamed cities {sorted(strangers)}")

    def piece(self, indicator: str, name: str, year: int) -> AnnualSeries | None:
        """The series that prints a year of one city, None where none does."""
        pieces = self.series.get(indicator, {}).get(name, ())
        return next((one for one in pieces if year in one.years), None)

    def pieces(self) -> tuple[AnnualSeries, ...]:
        """Every series."""
        return tuple(
            one for by_name in self.series.values() for pieces in by_name.values() for one in pieces
        )


NO_CITIES = Cities()
