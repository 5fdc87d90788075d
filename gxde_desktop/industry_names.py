"""Industries in English: those of the 42-sector classification by their Chinese names.

Official tables print Chinese names, which are data: they stay as printed wherever a source is
shown. In a result an English reader needs a name to read. A name that a detailed table gives to
only a part of an industry of the 42 (农业 of 122 or 135 sectors) has no English here and stays as
it is printed, and so does every name that the classification does not know.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache

from gxde_desktop.resources import resource_folder

_BETWEEN = "、"
"""What joins the names of the sectors that an industry merges."""


@cache
def keys_of(label: str) -> tuple[str, ...]:
    """The industries of `resources/industries/42.json` that a label names as a whole, or ().

    label: a name as printed, or the names of several sectors, joined.
    """
    rest = "".join(label.split())
    if rest in _of_parts():
        return ()
    found: dict[str, int] = {}
    for name, key in _longest_first():
        if name in rest:
            found.setdefault(key, label.find(name))
            rest = rest.replace(name, "")
    return () if rest.strip(_BETWEEN) else tuple(sorted(found, key=lambda key: found[key]))


@cache
def _keys() -> Mapping[str, str]:
    """Key of the industry that a name stands for in any classification of 42."""
    text = (resource_folder() / "industries" / "42.json").read_text(encoding="utf-8")
    return {name: each["key"] for each in json.loads(text) for name in each["names"]}


@cache
def _longest_first() -> tuple[tuple[str, str], ...]:
    """Names before those that they contain."""
    return tuple(sorted(_keys().items(), key=lambda pair: len(pair[0]), reverse=True))


@cache
def _of_parts() -> frozenset[str]:
    """Names of the 42 that a detailed classification gives to one of several sectors."""
    keys = _keys()
    found: set[str] = set()
    for path in sorted((resource_folder() / "crosswalks").glob("*.json")):
        sectors = json.loads(path.read_text(encoding="utf-8")).get("sectors", [])
        counts = Counter(keys.get(whole) for _, whole in sectors)
        found |= {name for name, whole in sectors if name in keys and counts[keys.get(whole)] > 1}
    return frozenset(found)
