"""Units as printed, where they are said, and what a unit of money is in 亿元."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.labels import key, squeeze, without_marks
from models.sources import address

_SAID = re.compile(
    r"(?:计量)?单\s*位\s*(?:[:：]|为|均为)\s*[(（]?([^\s;；。()（）]+(?:\s*[、，,]\s*[^\s;；。()（）]+)*)"
)
UNIT_BEGINS = re.compile(r"[(（]?(?:计量)?单\s*位\s*[:：]")
"""单位： before whatever unit follows, in the same cell or in the next."""
_LIST = re.compile(r"[、，,]|和|及|或")
_SAID_ENGLISH = re.compile(r"unit\s*:\s*([^)）;；]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（]([^()（）]{1,20})[)）]")
_ENDING = re.compile(r"[(（\[【]\s*(?:单位\s*[:：])?([^()（）\[\]【】]{1,20})[)）\]】]\s*$")


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a sheet says, with the place where it says it.

    place: an A1 address, or `sheet` where the sheet's own name says it.
    """

    value: str
    place: str


@cache
def _units() -> dict[str, str]:
    words = dictionary("units")
    known = {key(unit): unit for unit in (*words["money"], *words["other"])}
    known |= {key(note): unit for note, unit in words["english"].items()}
    known |= {key(f"人民币{unit}"): unit for unit in words["money"]}
    return known


@cache
def _made() -> tuple[frozenset[str], re.Pattern[str]]:
    """What units are put together from: bases, and a multiple before a base."""
    words = dictionary("units")
    bases = sorted((key(base) for base in words["bases"]), key=len, reverse=True)
    multiples = sorted(words["multiples"], key=len, reverse=True)
    pattern = f"(?:{'|'.join(multiples)})?(?:{'|'.join(map(re.escape, bases))})"
    return frozenset(bases), re.compile(pattern)


@lru_cache(maxsize=8192)
def canonical_unit(text: str) -> str | None:
    """A known unit in its usual spelling, None for any other text.

    Known are those of the dictionary, multiples of its bases (万吨公里), and one by another
    (元/吨, 件/万人).
    """
    folded = key(unicodedata.normalize("NFKC", without_marks(text))).strip("()")
    if len(folded) > 24:
        return None
    found = _units().get(folded)
    if found is not None or not folded:
        return found
    one = _made()[1]
    parts = re.split(r"[/·]", folded)
    if len(parts) <= 3 and all(one.fullmatch(part) or part in _units() for part in parts):
        return folded.upper() if folded.isascii() else folded
    return None


def unit_ratio(small: str, large: str) -> float | None:
    """How many of `small` make one of `large` where both are multiples of one base, else None."""
    a, b = _scale(small), _scale(large)
    return b[0] / a[0] if a and b and a[1] == b[1] else None


def _scale(unit: str) -> tuple[float, str] | None:
    folded = key(canonical_unit(unit) or unit)
    multiples: dict[str, float] = dictionary("units")["multiples"]
    bases = _made()[0]
    if folded in bases:
        return 1.0, folded
    for word in sorted(multiples, key=len, reverse=True):
        rest = folded[len(word) :]
        if folded.startswith(word) and rest in bases:
            return float(multiples[word]), rest
    return None


def is_money(unit: str) -> bool:
    """Whether a unit is one of money."""
    return money_factor(unit) is not None


def money_factor(unit: str) -> float | None:
    """One `unit` in 亿元 (万元 -> 1e-4), None for anything that is not Chinese money."""
    factor = dictionary("units")["money"].get(canonical_unit(unit) or unit)
    return None if factor is None else float(factor)


def unit_said(text: str) -> str | None:
    """The unit of `单位：万元` or `Unit: 10000 yuan`; None where the text says none.

    A unit that is not in the dictionary is returned as printed.
    """
    listed = units_said(text)
    if listed:
        return listed[0]
    found = _SAID_ENGLISH.search(text)
    if found:
        return canonical_unit(found.group(1))
    return None


def units_said(text: str) -> list[str]:
    """All units of `单位：万元、人、%`, in their order; none where the text says none."""
    found = _SAID.search(text)
    if not found:
        return []
    rest = found.group(1).strip("()（）")
    if canonical_unit(rest):
        return [canonical_unit(rest) or rest]
    spaced = canonical_unit(text[found.start(1) :].strip("()（） \u3000"))  # 单 位 ： 亿 元
    if spaced:
        return [spaced]
    if rest in dictionary("units")["multiples"]:
        return []  # 单位：亿: of what is asked
    parts = [_bare(part) for part in _LIST.split(rest)]
    if len(parts) > 1 and any(canonical_unit(part) for part in parts):
        return [canonical_unit(part) or squeeze(part) for part in parts if part]
    return [squeeze(parts[0])] if parts[0] else []


def _bare(part: str) -> str:
    """One of several units without what it is the unit of (收入：亿元 -> 亿元)."""
    part = part.strip("()（） ")
    tail = re.split(r"[:：]", part)[-1].strip()
    return tail if canonical_unit(tail) else part


def unit_in_brackets(text: str) -> str | None:
    """A known unit in the last brackets of a heading: 人口数(人口抽样调查)(人) -> 人."""
    found = _ENDING.search(text)
    return canonical_unit(found.group(1)) if found else None


def without_unit(text: str) -> str:
    """A heading without its unit in brackets at the end."""
    found = _ENDING.search(text)
    if found and canonical_unit(found.group(1)):
        return text[: found.start()]
    return text


def find_unit(texts: list[tuple[int, int, str]], sheet: str) -> Stated | None:
    """The unit of a table from the lines around its title, else from the sheet's name.

    `单位：` comes before a bare unit in brackets; the sheet's name counts only for money.
    """
    for row, column, text in texts:
        unit = unit_said(text)
        if unit:
            return Stated(unit, address(row, column))
    for row, column, text in texts:
        bare = canonical_unit(text) if len(text) <= 20 else None
        if bare and (text.strip().startswith(("(", "（")) or is_money(bare)):
            return Stated(bare, address(row, column))
    for row, column, text in texts:
        unit = unit_in_brackets(text)
        if unit:
            return Stated(unit, address(row, column))
    for inner in _BRACKETS.findall(sheet):
        unit = canonical_unit(inner)
        if unit and is_money(unit):
            return Stated(unit, "sheet")
    return None
