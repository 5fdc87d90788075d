"""What a heading of a series says: indicator, unit, basis, region, industry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.industries import is_industry, is_total
from gxde_desktop.importing.labels import has_han, key, plain_name, squeeze
from gxde_desktop.importing.regions import region_named, regions_in
from gxde_desktop.importing.units import unit_in_brackets, without_unit
from models.series import Basis

_PREVIOUS = re.compile(
    r"(?:(?:以)?(?:上一?年|前一年|上年度)(?:同期|同月)?(?:价格|水平)?(?:[=＝]|为)100|(?:preceding|prev(?:ious)?\.?|last|p)\s*y(?:ear)?\s*[=＝]\s*100|环比(?:价格)?指数|环比发展速度|为(?:上|去)年(?:同期)?的?%)",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"(?:以?(?:19|20)\d\d年?(?:价格|水平)?(?:[=＝]|为)100|(?:19|20)\d\d\s*[=＝]\s*100|定基(?:价格)?指数|定基发展速度)"
)
_GROWTH = re.compile(
    r"(?<!自然)增长(?:率|速度|%|\(%\)|百分比|幅度|\(±%\)|±%)|增速|增幅|(?:比|较)(?:上|去)年(?:同期)?(?:实际|名义)?(?:增(?:长|减)|上涨|下降|涨跌|[±+])|涨跌幅|涨幅|同比(?:实际|名义)?增(?:长|减)|同比%|同比\(%\)|[比较]上年增减"
)
_RATE = re.compile(r"贡献率|自然增长率|弹性系数")
_BRACKETS_END = re.compile(r"[(（][^()（）]*[)）]\s*$")
_TABLE_NUMBER = re.compile(
    r"^(?:表)?\d{1,2}(?:[-－—.]\d{1,3}){1,3}(?![\d年])|^(?:附表|续表|表)[一二三四五六七八九十\d]*"
)


def basis_said(text: str) -> Basis | None:
    """The basis that a title or heading states: 上年=100, 以1978年为100, 增长率; None else."""
    folded = key(text)
    if _PREVIOUS.search(folded):
        return Basis.INDEX_PREVIOUS_100
    if _FIXED.search(folded):
        return Basis.INDEX_FIXED_BASE
    if _GROWTH.search(folded) and not _RATE.search(folded):
        return Basis.GROWTH_PERCENT
    return None


def is_index(name: str) -> bool:
    """A name that speaks of an index, whose basis must then be known."""
    return "指数" in name or "发展速度" in name or "index" in name.casefold()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: name without unit and basis, unit, basis as far as it says them."""

    name: str
    unit: str | None
    basis: Basis | None


def take_apart(text: str) -> Heading:
    """商品零售价格指数(上年=100) -> name, no unit, previous year; 人口数(人) -> name, 人."""
    unit = unit_in_brackets(text)
    basis = basis_said(text)
    name = without_unit(squeeze(text))
    while basis is not None:
        found = _BRACKETS_END.search(name)
        if not found or basis_said(found.group()) is None:
            break
        name = name[: found.start()]
    return Heading(plain_name(name), None if basis and unit != "%" else unit, basis)


_ENGLISH_FIRST = re.compile(
    r"^\s*[A-Z][A-Za-z,&'’()\-]*[a-z]{2}[A-Za-z ,&'’()\-]*\s+(?=[\u3400-\u9fff])"
)


_OF_PIVOT = re.compile(
    r"^\s*(?:求和项|平均值项|最大值项|最小值项|Sum of)\s*[:：]?\s*", re.IGNORECASE
)
"""What a pivot table puts before the name of its figures."""


def title_indicator(title: str) -> str:
    """The indicator that a table's title names: without table number, region, years, brackets."""
    title = _ENGLISH_FIRST.sub("", _OF_PIVOT.sub("", title))
    text = squeeze(re.sub(r"^\s*(?:附?表)?\s*\d+(?:[-－—.]\d+)*[\s\u3000]+(?=\S)", "", title))
    text = _TABLE_NUMBER.sub("", text)
    text = re.sub(r"(?:19|20)\d\d\s*[-－—~至]*\s*(?:(?:19|20)\d\d)?年?(?:末|底)?", "", text)
    text = _TABLE_NUMBER.sub("", text)
    previous = None
    while previous != text:
        previous = text
        text = _BRACKETS_END.sub("", text).strip()
    previous = None
    while previous != text:
        previous = text
        text = _without_region(text)
        text = re.sub(r"^[分各](?=地区生产总值)", "", text)
        cut = _PREFIX.match(text)
        if cut and len(text) > cut.end() + 1:
            text = text[cut.end() :]
        text = _CONTINUED.sub("", text)
    text = re.sub(r"(?<=.{3})(?:比上年|比去年|同比)(?:增长|增减|涨跌|变动)(?:情况|幅度)$", "", text)
    return text if has_han(text) else ""


def _without_region(text: str) -> str:
    for name in _region_words():
        if text.startswith(name) and len(text) > len(name) + 1:
            return text[len(name) :]
    return text


_PREFIX = re.compile(
    r"(?:主要年份|主要行业(?=.{2})|历年来?|近年来?|各年|[、及和与]|的|按[^分]{1,14}?分(?:组|类)?(?:的)?|"
    r"分(?:地区|省市?|省份|市县?|县区?|行业(?:大类|门类)?|产业|部门|三次产业|城市|区域|经济类型|登记注册类型)(?:的)?|"
    r"各(?:地区|省(?:区|、自治区、直辖)?市?|市县?(?:[(（]区[)）])?|设区市|县区?|行业|盟市|地市|州市|地州市)(?:按行业分)?(?:的)?|按行业|按地区|分行业|行业分|全区|全省|全市|本市|本省|我区|我省|我市)"
)
_CONTINUED = re.compile(r"(?:[(（\[]?续(?:表)?[一二三四\d]*[)）\]]?|continued)$", re.IGNORECASE)


@cache
def _region_words() -> tuple[str, ...]:
    words = [
        word
        for region in dictionary("regions")["regions"]
        for word in (region["name"], *region["aliases"])
    ]
    return tuple(sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Parts:
    """A data terminal's heading taken apart."""

    name: str
    region: str | None
    industry: str | None
    unit: str | None
    basis: Basis | None


_QUALIFIER = re.compile(
    r"(?:当年|累计|当季|年度)?同比(?:增长|增速)?|不变价|可比价|现价|当年价|"
    r"[(（]?(?:上年|(?:19|20)\d\d年?)[=＝]100[)）]?|"
    r"(?:累计|当期|本期|当年|年度|期末|年末|期初)(?:值|数|额|余额)?|合计值|总量|绝对值"
)
"""A last part that says how the indicator before it is measured."""


def split_terminal(labels: list[str]) -> list[Parts]:
    """Headings such as 广西:主营业务收入:煤炭开采和洗选业, all of one sheet together.

    The part that is a region is the region. Of the others the last is an industry when it names
    one, or a total beside industries; else the parts are an indicator and its sub-indicator and
    the last, more precise one is the name.
    """
    cut = [[part for part in re.split(r"[:：]", squeeze(label)) if part] for label in labels]
    rests: list[tuple[str | None, list[str]]] = []
    for parts in cut:
        region = next((named for part in parts if (named := region_named(part))), None)
        rests.append((region, [part for part in parts if region_named(part) is None]))
    heads: dict[str, list[str]] = {}
    for _, rest in rests:
        if len(rest) >= 2:
            heads.setdefault(":".join(rest[:-1]), []).append(rest[-1])
    found = []
    for region, rest in rests:
        if not rest:
            found.append(Parts("", region, None, None, None))
            continue
        said: Heading | None = None
        while len(rest) >= 2 and _QUALIFIER.fullmatch(without_unit(rest[-1])):
            last = take_apart(rest[-1])
            growth = "同比" in rest[-1]
            basis = Basis.GROWTH_PERCENT if growth else last.basis
            said_unit = "%" if growth else last.unit
            if said is not None:
                said_unit, basis = said_unit or said.unit, basis or said.basis
            said = Heading("", said_unit, basis)
            rest = rest[:-1]
        tail = rest[-1]
        siblings = heads.get(":".join(rest[:-1]), [])
        by_industry = len(rest) >= 2 and sum(map(is_industry, siblings)) * 2 >= len(set(siblings))
        if len(rest) >= 2 and (is_industry(tail) or (is_total(tail) and by_industry)):
            # GDP:第三产业:信息传输业: the sector between is no indicator.
            others = [part for part in rest[:-1] if not is_industry(part)] or [rest[-2]]
            heading = take_apart(others[-1])
            industry = None if is_total(tail) else without_unit(tail)
        elif len(rest) >= 2 and by_industry and len(set(siblings)) > 2:
            heading, industry = take_apart(rest[-2]), without_unit(tail)
        else:
            heading, industry = take_apart(tail), None
            if is_total(tail) and len(rest) >= 2:
                heading = take_apart(rest[-2])
        unit = heading.unit or unit_in_brackets(tail)
        basis = heading.basis
        if said is not None:
            unit, basis = said.unit or unit, said.basis or basis
        found.append(Parts(heading.name, region, industry, unit, basis))
    return found


def title_region(title: str) -> str | None:
    """The one region that a title names; None where it names none or several."""
    found = regions_in(title)
    return found[0] if len(found) == 1 else None
