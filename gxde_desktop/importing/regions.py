"""Regions in the spellings that official sheets use."""

from __future__ import annotations

import re
from functools import cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.labels import key

_SUFFIX = re.compile(r"(?:市|地区|自治州|州|盟|县|自治县|旗|自治旗|区|林区|特区|新区|省|自治区)$")
_NO_PLACE = re.compile(
    r"(?:城市|城镇|市辖区|市区|地区|城区|县区|园区|小区|社区|辖区|超市|夜市|都市|牧区|林区|山区|库区|灌区|"
    r"景区|街区|校区|厂区|矿区|全区|全市|全县|全州|各市|各县|各区|开发区|集市|股市|楼市|门市|上市|应市|县市|"
    r"都市区|功能区|自治区|老区|湿地区|保护区|合作区|设区市|.*[、，,和及].*)"
)
_LATIN = re.compile(r"(?:province|city|municipality|autonomousregion|prefecture)$")


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for region in dictionary("regions")["regions"]:
        for name in (region["name"], *region["aliases"]):
            found[key(name)] = region["name"]
    return found


@cache
def _cities() -> dict[str, tuple[str, str]]:
    """Spelling -> name and province of a prefecture-level division outside the first list."""
    found: dict[str, tuple[str, str]] = {}
    for province, names in dictionary("regions")["cities"].items():
        for name in names:
            folded = key(name)
            if _SUFFIX.search(folded):
                found[folded] = (name, province)
                short = re.sub(r"(?:[^州]{2,}族)+自治州$|(?:地区|盟|林区)$", "", folded)
                if short != folded and len(short) >= 2:
                    # 海南州 is no 海南: the short form keeps what tells it from a province.
                    tail = "盟" if folded.endswith("盟") else "州"
                    tail = "地区" if folded.endswith("地区") else tail
                    found.setdefault(short + tail, (name, province))
                continue
            found[folded + "市"] = (name, province)
            if folded not in _names():
                found[folded] = (name, province)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    # Longest first, so that 广西壮族自治区 is not read as 广西 and a rest. A city outside
    # Guangxi counts in a title only with its 市 or 州: 白银, 大理 are words too.
    names = [n for n in _names() if not n.isascii()]
    names += [n for n in _cities() if re.search(r"(?:市|州|盟|地区)$", n) and len(n) >= 3]
    names = sorted(set(names), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in names))


def region_named(label: str) -> str | None:
    """The region that a label is (广西壮族自治区, 南 宁 市, Guangxi), None for anything else."""
    folded = key(label)
    found = _names().get(folded) or _names().get(_LATIN.sub("", folded))
    if found:
        return found
    if folded in _cities():
        return _cities()[folded][0]
    letters: dict[str, str] = dictionary("regions")["letters"]
    return letters.get(folded)


def province_of(label: str) -> str | None:
    """The province that a city or county named in the dictionary lies in; itself of a province."""
    folded = key(label)
    name = _names().get(folded)
    for region in dictionary("regions")["regions"]:
        if region["name"] == name:
            return str(region.get("within") or region["name"])
    found = _cities().get(folded)
    return found[1] if found else None


def cities_of(province: str) -> tuple[str, ...]:
    """The prefecture-level divisions of a province, in the dictionary's order; may be empty."""
    own = region_named(province) or province
    first = [r["name"] for r in dictionary("regions")["regions"] if r.get("within") == own]
    more = dictionary("regions")["cities"].get(own, ())
    return tuple(dict.fromkeys((*first, *more)))


def is_own(label: str) -> bool:
    """全区, 全省, 全市: the region that the table is about."""
    return key(label) in map(key, dictionary("regions")["own"])


def looks_like_place(label: str) -> bool:
    """A label that its suffix shows to be a place, dictionary or not: 横州市, 阳朔县, 青秀区."""
    folded = key(label)
    return (
        2 <= len(folded) <= 12
        and _SUFFIX.search(folded) is not None
        and not _NO_PLACE.fullmatch(folded)
        and not any(ch.isdigit() for ch in folded)
    )


def regions_in(text: str) -> list[str]:
    """All regions that a title speaks of, in order, each once.

    "中国统计年鉴" and "国家统计局" name a publisher, not the region of the figures.
    """
    folded = key(text).replace("中国统计年鉴", "")
    found: list[str] = []
    for match in _pattern().finditer(folded):
        spelling = match.group()
        name = _names().get(spelling) or _cities()[spelling][0]
        if name not in found:
            found.append(name)
    return found


@cache
def _english_pattern() -> re.Pattern[str]:
    names = [
        name
        for region in dictionary("regions")["regions"]
        for name in (region["name"], *region["aliases"])
        if name.isascii() and len(name) >= 4
    ]
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b")


def regions_in_english(title: str) -> list[str]:
    """All regions that an English title speaks of; of a yearbook's name none."""
    if "yearbook" in title.casefold():
        return []
    return list(dict.fromkeys(_names()[key(name)] for name in _english_pattern().findall(title)))


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
