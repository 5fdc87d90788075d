"""Units as printed, where they are said, and what a unit of money is in 亿元."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.labels import key, squeeze
from models.sources import address

_SAID = re.compile(r"(?:计量)?单\s*位\s*[:：]\s*([^\s,，;；。)）]+)")
_SAID_ENGLISH = re.compile(r"unit\s*:\s*([^)）;；]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（]([^()（）]{1,20})[)）]")
_ENDING = re.compile(r"[(（]([^()（）]{1,20})[)）]\s*$")


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
    return known


def canonical_unit(text: str) -> str | None:
    """A known unit in its usual spelling, None for any other text."""
    folded = key(unicodedata.normalize("NFKC", text)).strip("()")
    return _units().get(folded)


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
    found = _SAID.search(text)
    if found:
        rest = found.group(1).strip("()（）")
        return canonical_unit(rest) or squeeze(rest) or None
    found = _SAID_ENGLISH.search(text)
    if found:
        return canonical_unit(found.group(1))
    return None


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
