"""Concordances that ship with the program, `resources/concordances/*.json`, and edits of them.

Data, not code: an analyst can read which sector holds which asset, and a new
classification is a new file. What a person changes is kept in the project, sector by sector.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.resources import resource_folder
from gxde_desktop.text import language
from models.concordance import (
    GROUP_OF_ASSET,
    GROUPS,
    OUTSIDE,
    Concordance,
    SectorRule,
    normal_name,
)
from models.frozen import FrozenMap
from models.messages import message

Edits = Mapping[str, Mapping[str, SectorRule]]
"""Classification -> normalised name of a sector -> its rule in the project."""

NO_EDITS: Edits = FrozenMap({})
_ROUNDING = 1e-9


@cache
def concordances() -> tuple[Concordance, ...]:
    """All that ship, by classification."""
    folder = resource_folder() / "concordances"
    return tuple(_read(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))


@cache
def _titles(language_code: str) -> Mapping[str, str]:
    found = {}
    for path in sorted((resource_folder() / "concordances").glob("*.json")):
        plain = json.loads(path.read_text(encoding="utf-8"))
        found[plain["classification"]] = plain["title"][language_code]
    return found


def title_of(concordance: Concordance) -> str:
    """The name of a classification in the language in use."""
    return _titles(language()).get(concordance.classification, concordance.title)


def concordance_for(names: tuple[str, ...], edits: Edits = NO_EDITS) -> Concordance | None:
    """The classification of a table with these sectors, None for one that is not known.

    edits: the project's; which classification it is, the shipped rules alone decide.
    """
    found = next((each for each in concordances() if each.matches(names)), None)
    return found if found is None else edited(found, edits)


def edited(concordance: Concordance, edits: Edits) -> Concordance:
    """A shipped concordance with the project's rules in place of its own."""
    own = edits.get(concordance.classification)
    if not own:
        return concordance
    # A sector of a coarse table stays one whose assets another table splits, whatever its
    # group: a table is not more detailed for what a person says of it.
    rules = {
        sector: rule if concordance.detailed else replace(rule, assets=FrozenMap({}), mixed=True)
        for sector, rule in own.items()
    }
    return replace(concordance, rules=FrozenMap({**concordance.rules, **rules}))


def shipped(classification: str) -> Concordance:
    """A concordance as it ships. Raises ProjectError where there is none."""
    found = next((each for each in concordances() if each.classification == classification), None)
    if found is None:
        raise ProjectError(message("project.unknown_concordance", classification=classification))
    return found


def checked(rule: SectorRule, sector: str) -> SectorRule:
    """A rule that can be. Raises ProjectError that says what is wrong."""

    def wrong(code: str, **facts: object) -> ProjectError:
        return ProjectError(message(f"project.concordance.{code}", sector=sector, **facts))

    if rule.group is not None and rule.group not in GROUPS:
        raise wrong("group", group=str(rule.group))
    if not 0 <= rule.digital <= 1:
        raise wrong("digital", value=rule.digital)
    if rule.digital and rule.group is None:
        raise wrong("digital_outside")
    for asset, share in rule.assets.items():
        if GROUP_OF_ASSET.get(asset) != rule.group:
            raise wrong("asset", asset=message(f"asset.{asset}"))
        if not 0 <= share <= 1:
            raise wrong("share", asset=message(f"asset.{asset}"), value=share)
    if sum(rule.assets.values()) > 1 + _ROUNDING:
        raise wrong("sum", value=round(sum(rule.assets.values()), 6))
    return rule


def with_rule(edits: Edits, classification: str, sector: str, rule: SectorRule | None) -> Edits:
    """The edits with one more, or without it; a rule like the shipped one is no edit.

    Raises ProjectError for an unknown classification and for a rule that cannot be.
    """
    base, name = shipped(classification), normal_name(sector)
    own = {key: each for key, each in edits.get(classification, {}).items() if key != name}
    if rule is not None:
        rule = checked(rule, sector)
        standing = base.rules.get(name, OUTSIDE)
        same = (rule.group, dict(rule.assets), rule.digital) == (
            standing.group, dict(standing.assets), standing.digital
        )  # fmt: skip
        if not same:
            own[name] = rule
    rest = {key: each for key, each in edits.items() if key != classification}
    return FrozenMap({**rest, classification: FrozenMap(own)} if own else rest)


def edits_out(edits: Edits) -> dict[str, object]:
    """Edits as JSON."""
    return {
        classification: {
            sector: {"group": rule.group, "assets": dict(rule.assets), "digital": rule.digital}
            for sector, rule in rules.items()
        }
        for classification, rules in edits.items()
    }


def edits_in(plain: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Edits:
    """Edits from JSON. Raises ProjectError, KeyError, TypeError, ValueError for others."""
    made = {}
    for classification, rules in plain.items():
        own = {}
        for sector, entry in rules.items():
            assets = entry["assets"]
            if not isinstance(assets, Mapping):
                raise TypeError("assets")
            group = entry["group"]
            rule = SectorRule(
                None if group is None else str(group),
                FrozenMap({str(asset): float(share) for asset, share in assets.items()}),
                digital=float(str(entry["digital"])),
            )
            own[str(sector)] = checked(rule, str(sector))
        made[str(classification)] = FrozenMap(own)
    return FrozenMap(made)


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
