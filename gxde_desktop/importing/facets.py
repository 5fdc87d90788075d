"""What one heading or row label says: year, region, industry, indicator, unit, basis.

A label is classified by dictionaries that ship as data (`resources/recognition`) and by its
form; it says nothing of the table that it stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.grid import Cell, is_number
from gxde_desktop.importing.indicators import basis_said, is_index
from gxde_desktop.importing.industries import is_industry, is_known_industry, is_total
from gxde_desktop.importing.labels import (
    chinese,
    has_han,
    is_part,
    key,
    plain_name,
    squeeze,
)
from gxde_desktop.importing.price_basis import at_constant_prices, constant_prices_in
from gxde_desktop.importing.regions import is_own, region_named
from gxde_desktop.importing.units import canonical_unit, unit_in_brackets, unit_said
from gxde_desktop.importing.years import is_part_of_year, is_span, year_label
from models.series import Basis

ITEM_ROLES = frozenset(("indicator", "item", "member"))


@dataclass(frozen=True, slots=True)
class Facet:
    """A label taken apart.

    role: year, span (several years), part_of_year, region, own_region, industry, total,
    indicator, item (a name of any kind), member (城镇, 男: a part of an indicator), class
    (按行业分), head (a corner word), unit, basis, level (绝对量), growth, share, foreign (no
    Chinese) or formula. name: without unit, numbering and note marks. loose: an industry by its
    ending only. part: marked # or 其中. english: the unit that a translation beside it says.
    """

    role: str
    name: str = ""
    text: str = ""
    unit: str | None = None
    basis: Basis | None = None
    year: int | None = None
    region: str | None = None
    loose: bool = False
    part: bool = False
    english: str | None = None

    @property
    def in_english(self) -> bool:
        """A name or a unit in another language; % is of all."""
        foreign = not has_han(self.text) and any(map(str.isalpha, self.text))
        return self.role == "foreign" or (self.role == "unit" and foreign)


@cache
def words(name: str) -> frozenset[str]:
    """A list of `resources/recognition/series_words.json`, folded for comparing."""
    return frozenset(key(word) for word in dictionary("series_words")[name])


@cache
def _indicator_endings() -> tuple[str, ...]:
    return tuple(words("indicator_endings"))


_ANNUAL_ENDING = re.compile(r"(?:annual|yearly),ending")


def is_annual(frequency: str) -> bool:
    """A frequency that says a figure a year: 年, Annual, Annual, ending "Dec" of each year."""
    folded = key(frequency)
    return folded in words("annual") or _ANNUAL_ENDING.match(folded) is not None


_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*$")
_AFTER_STROKE = re.compile(
    r"^(.*[\u3400-\u9fff)）A-Za-z])\s*(?:[,，/:：]|\s+|-{1,2})\s*([^,，:：()（）\s]{1,12})$", re.S
)
_CLASS = re.compile(
    r"^(?:[#＃]?其中[:：]?|在总计中[:：]?|(?:\d*[.、])?(?:按|分).{1,14}(?:分|划分|分组|分类|分列)(?:组)?[:：]?|按.{1,10}分.{0,6}|分(?:产业|行业|地区|城乡|性别|门类|部门|类别|项目|品种|规模|类型)|三次产业|按.{2,8})$"
)
_YEAR_THEN = re.compile(r"^((?:19|20)\d\d)年?(末|底)?(.+)$")
_COMPARED = re.compile(
    r"^((?:19|20)\d\d)年?(?:比|较|为|对|是|占|\/)(?:((?:19|20)\d\d)年?|上年|上一年|去年)(?:的|同期)?(.*)$"
)
_NOT_AFTER_YEAR = re.compile(
    r"^(?:[=＝]|价|不变价|可比价|为100|以|及以|起|[-－—–~～至到/.]|\d|年均)"
)
_WHOLE_100 = re.compile(r"(?:以?.{0,8}(?:合计|总计|总数|总量|总额|总值|全部).{0,4})(?:=|为)100%?$")
_COMPARED_TO_LAST = re.compile(
    r"(?:本年|本期|全年|当年|报告期)?(?:比|较)(?:上一?年|去年|上期)(?:同期|同月)?(?:名义|实际)?"
    r"(?:增长|增减|增加|上涨|升降|涨跌|变动|涨)?(?:率|幅度?|速度|百分比)?(?:\(?[±+\-%]*\)?)"
)
"""本年比上年增长（%）: a column of growth, whatever it is the growth of."""
_BASIS_WORDS = re.compile(
    r"^(?:本年|当年|本期)?为(?:上一?年|去年)(?:同期)?的?%?$|以?(?:上一?年|前一年|(?:19|20)\d\d年?)(?:同期)?(?:价格)?(?:[=＝]|为)100|"
    r"指数|环比|定基|价格|\d{4}"
)
_CODE_BEFORE = re.compile(r"^(?:[A-T](?=[\u3400-\u9fff])|\d{2}(?=[\u3400-\u9fff]))")
_DIFFERS = re.compile(r"^[(（]?[+\-±＋－\u2212]{1,3}[)）]?%?$")


def read_cell_label(cell: Cell) -> Facet | None:
    """The facet of a heading cell; None of a blank and of a number that is no year."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return read_label(cell)
    year = year_label(cell)
    return None if year is None else Facet("year", text=str(year), year=year)


@lru_cache(maxsize=65536)
def read_label(text: str) -> Facet:
    """A text label taken apart (see Facet)."""
    year = year_label(text)
    if year is not None:
        return Facet("year", text=squeeze(text), year=year)
    if is_part_of_year(text):
        return Facet("part_of_year", text=squeeze(text))
    shown = chinese(text)
    label = squeeze(shown)
    if re.match(r"^[=@+][A-Za-z(]|^=", label):
        return Facet("formula", text=label)
    if not has_han(label):
        return Facet("span", text=label) if is_span(label) else _foreign(label)
    facet = _read(shown, label)
    if is_part(text):
        facet = replace(facet, part=True)
    english = _english_unit(text[len(shown) :]) if len(shown) < len(text) else None
    return replace(facet, english=english) if english else facet


def _english_unit(translation: str) -> str | None:
    """The unit in the last brackets of a translation: Revenue (10 000 yuan)."""
    found = _BRACKET.search(translation)
    return canonical_unit(found.group(1)) if found else None


def _foreign(label: str) -> Facet:
    unit = canonical_unit(label)
    if unit is not None:
        return Facet("unit", text=label, unit=unit)
    said = unit_said(label)
    if said is not None:
        return Facet("unit", text=label, unit=said)
    region = region_named(label)
    if region is not None:
        return Facet("region", region, label, region=region)
    if is_total(label):
        return Facet("total", label, label)
    if key(label) in words("heads"):
        return Facet("head", text=label)
    folded = key(label)
    if folded in words("growth") or _DIFFERS.match(folded):
        return Facet("growth", text=label, unit="%", basis=Basis.GROWTH_PERCENT)
    if folded in words("levels"):
        return Facet("level", text=label)
    basis = basis_said(label)
    if basis is not None:
        return Facet("basis", text=label, basis=basis)
    if folded in ("gdp", "cpi", "ppi", "grp"):
        return Facet("indicator", label, label)
    unit = unit_in_brackets(label)
    return Facet("foreign", _without_brackets(label) if unit else label, label, unit=unit)


def _read(shown: str, label: str) -> Facet:
    """A label that holds Chinese."""
    compared = _COMPARED.match(label)
    if compared:
        return _comparison(label, compared)
    found = _YEAR_THEN.match(label)
    if found and not _NOT_AFTER_YEAR.match(found.group(3)) and not is_span(label):
        rest = ("年末" if found.group(2) else "") + found.group(3)
        inner = read_label(rest)
        if inner.role not in ("foreign", "year"):
            return replace(inner, year=int(found.group(1)), text=label)
    if is_span(label):
        return Facet("span", text=label)
    if label.strip("()（）") in ("年", "年份", "年度"):
        return Facet("head", text=label)
    if _CLASS.match(plain_name(label)) or _CLASS.match(_without_brackets(label)):
        return Facet("class", _without_brackets(label), label, unit=unit_in_brackets(label))
    unit = canonical_unit(label)
    if unit is not None:
        return Facet("unit", text=label, unit=unit)
    said = unit_said(label)
    if said is not None and re.match(r"^[(（]?(?:计量)?单位", label):
        return Facet("unit", text=label, unit=said)
    return _named(shown, label)


def _comparison(label: str, found: re.Match[str]) -> Facet:
    """2021年比2020年增长(%), 2021年为2020年%: growth or an index of one year."""
    year = int(found.group(1))
    base = int(found.group(2)) if found.group(2) else year - 1
    rest = found.group(3)
    if base != year - 1:
        return Facet("span", text=label)
    if re.search(r"[增±减]|[+\-]", rest):
        return Facet("growth", text=label, unit="%", basis=Basis.GROWTH_PERCENT, year=year)
    return Facet("basis", text=label, basis=Basis.INDEX_PREVIOUS_100, year=year)


def _without_brackets(label: str) -> str:
    previous = None
    while previous != label:
        previous = label
        label = _BRACKET.sub("", label)
    return plain_name(label).rstrip(":：")


def _named(shown: str, label: str) -> Facet:
    """A label that names something: unit, basis and year in its brackets come off."""
    unit: str | None = None
    basis = basis_said(label)
    year: int | None = None
    name = label
    while found := _BRACKET.search(name):
        inside = found.group(1)
        said = canonical_unit(inside) or _unit_beside_basis(inside)
        if said and unit is None:
            unit = said
        elif _WHOLE_100.match(key(inside)):
            unit = unit or "%"
        elif (
            basis_said(found.group()) is not None
            or key(inside) in ("%", "")
            or _DIFFERS.match(inside)
        ):
            if _DIFFERS.match(inside) and "%" in inside:
                unit = unit or "%"
        elif year is None and year_label(inside) is not None:
            year = year_label(inside)
        else:
            break
        name = name[: found.start()].rstrip(":：,，")
    if unit is None:
        after = _AFTER_STROKE.match(shown.strip())
        tail = canonical_unit(after.group(2)) if after else None
        if after and tail and key(after.group(2)) not in ("年", "人", "个", "天", "户", "部", "家"):
            unit, name = tail, squeeze(after.group(1))
        elif name.endswith(("%", "％")) and len(name) > 1:
            unit, name = "%", name.rstrip("%％").rstrip(",，:：")
    name = plain_name(name)
    role = _role(name, basis, unit)
    if role == "growth":
        return Facet("growth", "", label, "%", Basis.GROWTH_PERCENT, year)
    if basis in (Basis.INDEX_PREVIOUS_100, Basis.INDEX_FIXED_BASE):
        unit = None
        if role == "item" and _only_basis(name):
            return Facet("basis", "", label, None, basis, year)
    elif basis is Basis.GROWTH_PERCENT:
        unit = "%"
    elif basis is None and role == "industry":
        name = _CODE_BEFORE.sub("", name) if is_known_industry(name) else name
    if basis is Basis.GROWTH_PERCENT and role == "item":
        role = "indicator"
    if basis is None and role in ITEM_ROLES and (prices := constant_prices_in(label)):
        name = at_constant_prices(name, prices)
    region = region_named(name) if role == "region" else None
    loose = role == "industry" and not is_known_industry(name)
    return Facet(role, name, label, unit, basis, year, region, loose)


def _unit_beside_basis(inside: str) -> str | None:
    """The unit of (亿元，当年价): the first part that is one."""
    parts = re.split(r"[,，、;；\s]", inside)
    known = [unit for part in parts if (unit := canonical_unit(part))]
    return known[0] if len(parts) > 1 and len(known) == 1 else None


def _only_basis(name: str) -> bool:
    """以上年价格为100, 上年=100, 定基: a heading that names a basis and no indicator."""
    folded = key(name)
    left = _BASIS_WORDS.sub("", folded)
    return not has_han(left)


def _role(name: str, basis: Basis | None, unit: str | None) -> str:
    folded = key(name)
    if not folded:
        return "basis" if basis is not None else ("unit" if unit else "item")
    if folded in words("growth") or folded.strip("()") in words("growth"):
        return "growth"
    if _COMPARED_TO_LAST.fullmatch(folded):
        return "growth"
    if folded in words("levels") or folded in words("previous_levels"):
        return "previous" if folded in words("previous_levels") else "level"
    if folded in words("shares"):
        return "share"
    if is_own(name):
        return "own_region"
    if is_total(name):
        return "total"
    if region_named(name) is not None:
        return "region"
    if folded in words("ranks"):
        return "rank"
    if folded in words("members"):
        return "member"
    if folded in words("heads"):
        return "head"
    if is_known_industry(name):
        return "industry"
    if folded in words("members"):
        return "member"
    if is_index(name) and basis is not None and _only_basis(name):
        return "item"
    if folded.endswith(("合计", "总计")) and len(folded) > 3:
        return _role(name[:-2], basis, unit)  # 就业人员合计
    if folded.endswith(_indicator_endings()) or is_index(name) or "gdp" in folded:
        return "indicator"
    if is_industry(name):
        return "industry"
    return "item"


def is_bare_year(cell: Cell) -> bool:
    """A year heading that could as well be a figure: 2017, "2017"."""
    if is_number(cell):
        return year_label(cell) is not None
    return isinstance(cell, str) and key(cell).isdigit() and year_label(cell) is not None
