"""Regions in the spellings that official sheets use."""

from __future__ import annotations

import re
from functools import cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.labels import key


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for region in dictionary("regions")["regions"]:
        for name in (region["name"], *region["aliases"]):
            found[key(name)] = region["name"]
    return found


@cache
def _pattern() -> re.Pattern[str]:
    # Longest first, so that 广西壮族自治区 is not read as 广西 and a rest.
    names = sorted((n for n in _names() if not n.isascii()), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in names))


def region_named(label: str) -> str | None:
    """The region that a label is (广西壮族自治区, 南 宁 市, Guangxi), None for anything else."""
    return _names().get(key(label))


def regions_in(text: str) -> list[str]:
    """All regions that a title speaks of, in order, each once.

    "中国统计年鉴" and "国家统计局" name a publisher, not the region of the figures.
    """
    folded = key(text).replace("中国统计年鉴", "")
    found: list[str] = []
    for match in _pattern().finditer(folded):
        name = _names()[match.group()]
        if name not in found:
            found.append(name)
    return found


def region_in(text: str) -> str | None:
    """The one region of a title; None where there is none or more than one."""
    found = regions_in(text)
    return found[0] if len(found) == 1 else None


def region_choices() -> tuple[str, ...]:
    """The nation and the provinces, for a question."""
    return tuple(
        region["name"]
        for region in dictionary("regions")["regions"]
        if region["level"] in ("nation", "province")
    )
