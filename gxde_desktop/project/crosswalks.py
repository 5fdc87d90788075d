"""From the sectors of a detailed classification to the 42 of its time: `resources/crosswalks`.

Data, not code. Tables of different classifications meet at the 42 sectors, from which the links
of `resources/industries` go on through time; tables of one classification need none of this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gxde_desktop.project.concordances import concordance_for
from gxde_desktop.resources import resource_folder
from models.concordance import normal_name
from models.frozen import FrozenMap
from models.io_table import IOTable


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Each sector of a classification with the one of the 42 sectors that it is part of.

    to: the classification of the 42. sectors: by normalised name, in the order of the table.
    divisions: by division of GB/T 4754, where sectors are told by the first two digits of their
    codes; one of the two is empty.
    """

    classification: str
    to: str
    sectors: Mapping[str, str]
    divisions: Mapping[str, str]

    def of(self, code: str, name: str) -> str | None:
        """The sector of the 42 that a sector belongs to, None for one that is not known."""
        found = self.sectors.get(normal_name(name))
        if found is None and len(code) == 5 and code.isdecimal():
            found = self.divisions.get(code[:2])
        return found


@cache
def crosswalks() -> Mapping[str, Crosswalk]:
    """All that ship, by classification."""
    made = {}
    for path in sorted((resource_folder() / "crosswalks").glob("*.json")):
        plain = json.loads(path.read_text(encoding="utf-8"))
        sectors = {normal_name(name): target for name, target in plain.get("sectors", [])}
        if len(sectors) != len(plain.get("sectors", [])):
            raise ValueError(f"{path.name} names a sector twice")
        made[plain["classification"]] = Crosswalk(
            plain["classification"],
            plain["to"],
            FrozenMap(sectors),
            FrozenMap(plain.get("divisions", {})),
        )
    return FrozenMap(made)


def coarse_names(table: IOTable) -> tuple[str, ...] | None:
    """For each sector of a detailed table the one of the 42 it is part of.

    None for a table of another classification, and for one that a crosswalk does not know whole.
    """
    concordance = concordance_for(table.names)
    walk = None if concordance is None else crosswalks().get(concordance.classification)
    if walk is None:
        return None
    found = [walk.of(code, name) for code, name in zip(table.codes, table.names, strict=True)]
    known = tuple(name for name in found if name is not None)
    return known if len(known) == len(found) else None


def matching_names(tables: tuple[IOTable, ...]) -> tuple[tuple[str, ...], ...]:
    """Names by which the sectors of several tables are matched.

    Their own where all are of one classification; else detailed tables by the 42 sectors.
    """
    own = tuple(table.names for table in tables)
    if len({frozenset(map(normal_name, names)) for names in own}) <= 1:
        return own
    return tuple(coarse_names(table) or table.names for table in tables)
