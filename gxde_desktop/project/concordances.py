"""Concordances that ship with the program: `resources/concordances/*.json`.

Data, not code: an analyst can read which sector holds which asset, and a new
classification is a new file.
"""

from __future__ import annotations

import json
from functools import cache
from types import MappingProxyType

from gxde_desktop.resources import resource_folder
from models.concordance import Concordance, SectorRule, normal_name


@cache
def concordances() -> tuple[Concordance, ...]:
    """All that ship, by classification."""
    folder = resource_folder() / "concordances"
    return tuple(_read(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))


def concordance_for(names: tuple[str, ...]) -> Concordance | None:
    """The classification of a table with these sectors, None for one that is not known."""
    return next((each for each in concordances() if each.matches(names)), None)


def _read(text: str) -> Concordance:
    plain = json.loads(text)
    rules = {
        normal_name(rule["sector"]): SectorRule(
            group=rule["group"],
            assets=MappingProxyType(dict(rule.get("assets", {}))),
            mixed=bool(rule.get("mixed", False)),
            digital=float(rule["digital"]),
        )
        for rule in plain["rules"]
    }
    return Concordance(
        classification=plain["classification"],
        title=plain["title"]["zh"],
        rules=MappingProxyType(rules),
        sectors=int(plain["sectors"]),
    )
