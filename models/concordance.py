"""Concordance: which sectors of a classification hold which ICT asset (附表 1).

Sectors are found by name, never by code or position: code 19 of the 42-sector
tables is electronics in 2007 and electrical machinery in 2017.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from models.frozen import FrozenMap

GROUPS = ("electronics", "software")
"""Product groups that even a 42-sector table shows apart."""

GROUP_OF_ASSET: Mapping[str, str] = {
    "computers": "electronics",
    "communications": "electronics",
    "software": "software",
}


@lru_cache(maxsize=4096)
def normal_name(name: str) -> str:
    """A sector's name without spaces, punctuation and width differences."""
    text = unicodedata.normalize("NFKC", name)
    return "".join(ch for ch in text if ch.isalnum())


@dataclass(frozen=True, slots=True)
class SectorRule:
    """What one sector of a classification holds.

    group: the product group it belongs to (one of `GROUPS`), None: outside the frame.
    assets: share of its GFCF that is each asset; what is missing to 1 is left out on
    purpose (附表 1 leaves out 家用视听设备, 电子元件, 电子器件).
    mixed: its asset cannot be told from this table alone: a share splits it.
    digital: digital share d_j of its value added for digital industrialisation.
    """

    group: str | None
    assets: Mapping[str, float]
    mixed: bool = False
    digital: float = 0.0

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "assets")


@dataclass(frozen=True, slots=True)
class Concordance:
    """Rules for one classification, by normalised sector name.

    classification: an identifier such as `provincial-42-2007`; title: as shown.
    rules: sectors not named hold no ICT asset and are not digital.
    """

    classification: str
    title: str
    rules: Mapping[str, SectorRule]
    sectors: int

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "rules")

    def rule(self, name: str) -> SectorRule:
        """The rule of a sector by its printed name."""
        return self.rules.get(normal_name(name), OUTSIDE)

    def matches(self, names: tuple[str, ...]) -> bool:
        """Whether a table's sectors are of this classification: count and every named sector."""
        present = {normal_name(name) for name in names}
        return len(names) == self.sectors and all(name in present for name in self.rules)

    @property
    def detailed(self) -> bool:
        """Whether the table itself tells the assets of its sectors apart."""
        return not any(rule.mixed for rule in self.rules.values())


OUTSIDE = SectorRule(None, {})
