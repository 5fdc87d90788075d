"""Figures that others have published for a region, to stand beside the computed ones.

Data, not code: `resources/published/<set>.json`, each figure with its quotation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gxde_desktop.importing.regions import region_named
from gxde_desktop.resources import resource_folder


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure as printed. value: in `unit` (`money`: 亿元, `percent`); where, quote: its place.

    derived: not printed itself but said by the quotation (“比上年提高 13.3 个百分点”).
    """

    key: str
    year: int
    value: float
    unit: str
    where: str
    quote: str
    derived: bool = False


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """The figures of one publication. region: whose; title: of the publication."""

    name: str
    title: str
    region: str
    figures: Mapping[tuple[str, int], PublishedFigure]

    def get(self, key: str, year: int) -> PublishedFigure | None:
        """The figure of a year, None where nothing was published."""
        return self.figures.get((key, year))


def published_for(region: str) -> PublishedSet | None:
    """The publication about a region, None where there is none."""
    plain = region_named(region) or region
    return next((each for each in _sets() if each.region == plain), None)


@cache
def _sets() -> tuple[PublishedSet, ...]:
    folder = resource_folder() / "published"
    return tuple(
        _read(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))
    )


def _read(name: str, text: str) -> PublishedSet:
    plain = json.loads(text)
    made = [
        PublishedFigure(
            each["key"],
            each["year"],
            float(each["value"]),
            each["unit"],
            plain["places"][each["place"]]["where"],
            plain["places"][each["place"]]["quote"],
            each.get("derived", False),
        )
        for each in plain["figures"]
    ]
    figures = {(each.key, each.year): each for each in made}
    return PublishedSet(
        name, plain["title"], region_named(plain["region"]) or plain["region"], figures
    )
