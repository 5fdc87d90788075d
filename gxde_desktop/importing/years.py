"""Years in titles, headings and dates."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import pairwise

from gxde_desktop.importing.grid import Cell, is_number
from gxde_desktop.importing.labels import key

FIRST_YEAR, LAST_YEAR = 1900, 2099
_Y = r"(?:19|20)\d\d"
_TAIL = r"(?:度|底|末|全年|年末|年底|年度)?"
_PROVISIONAL = (
    r"(?:\((?:p|r|e|(?:年)?快报数?|初步(?:核算|核实|统计)?数?|最终(?:核实)?数?|年报|预计|"
    r"(?:第?[一二三四五六七]次)?(?:全国)?(?:经济普查|[一二三四五六七]经普|普查)?(?:修订|调整)后?数?据?)\)|p|r|e)?"
)
_YEAR_LABEL = re.compile(rf"({_Y})(?:\.0)?年?{_TAIL}{_PROVISIONAL}")
_DATE = re.compile(
    r"((?:19|20)\d\d)[-/年.](\d{1,2})(?:[-/月.](\d{1,2})日?)?(?:月)?(?:t?\d\d?:\d\d(?::\d\d)?)?"
)
_WHOLE_YEAR = re.compile(
    rf"({_Y})年?(?:0?1月?[-—–~～至]12月|[1一][-—–~～至][4四]季度)(?:份|累计|合计)?"
)
_MONTH_FIRST = re.compile(r"(\d{1,2})/((?:19|20)\d\d)")
_QUARTER = re.compile(
    rf"(?:({_Y})年?)?(?:第?[一二三四1-4]季度?|q[1-4]|[上下]半年|h[12]|1-(?:[1-9]|1[01])月|"
    rf"前[一二三]季度|前三季|\d{{1,2}}月份?)(?:累计|末)?"
)
_TITLE_YEAR = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s*年(?!\s*[=＝]|价|不变价|可比价|为100|为基期|以来|以前|以后|起|及以|"
    r"(?:国民经济)?(?:部门|行业|产业|产品)?(?:分类|目录|标准|口径))"
)
_BRACKET_YEAR = re.compile(r"[(（]\s*((?:19|20)\d\d)\s*[)）]")
_SPAN = re.compile(rf"({_Y})\s*年?\s*(?:[-－—–~～至到]|——)+\s*(?:({_Y})|(\d\d))\s*年?(?!\s*\d)")
_PLAN = re.compile(
    r"十[一二三四]?五[”\"’']?(?:时期|期间|年均|平均|规划)|年均|年平均增|[一二三四五六七八九]五时期"
)
_ENGLISH_YEAR = re.compile(r"\bin\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_HAN_YEAR = re.compile(r"([一二][〇○零O0一二三四五六七八九]{3})年")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


def year_label(cell: Cell) -> int | None:
    """The year that a heading cell is: 2017, "2017年", "2017", a date at the end of a year."""
    if isinstance(cell, dt.date):
        return cell.year if FIRST_YEAR <= cell.year <= LAST_YEAR else None
    if is_number(cell):
        number = float(cell)  # type: ignore[arg-type]
        fits = number == int(number) and FIRST_YEAR <= number <= LAST_YEAR
        return int(number) if fits else None
    return _year_text(cell) if isinstance(cell, str) else None


@lru_cache(maxsize=8192)
def _year_text(cell: str) -> int | None:
    if len(cell) > 40:
        return None
    text = key(cell)
    text = _in_digits(text)
    found = _YEAR_LABEL.fullmatch(text)
    if found:
        return int(found.group(1))
    if _QUARTER.fullmatch(text):
        return None
    found = _WHOLE_YEAR.fullmatch(text)  # January to December is the year
    if found:
        return int(found.group(1))
    found = _DATE.fullmatch(text)
    if found and 1 <= int(found.group(2)) <= 12:
        return int(found.group(1))
    found = _MONTH_FIRST.fullmatch(text)
    if found and 1 <= int(found.group(1)) <= 12:
        return int(found.group(2))
    return None


def _in_digits(text: str) -> str:
    """二〇一七年 as 2017年."""
    return _HAN_YEAR.sub(lambda found: found.group(1).translate(_DIGITS) + "年", text)


def month_of(cell: Cell) -> int | None:
    """The month of a date heading; None where the heading is a bare year."""
    if isinstance(cell, dt.date):
        return cell.month
    if isinstance(cell, str):
        if _QUARTER.fullmatch(key(cell)):
            return None
        if _WHOLE_YEAR.fullmatch(key(cell)):
            return 12
        if _YEAR_LABEL.fullmatch(key(cell)):
            return None
        found = _DATE.fullmatch(key(cell))
        if found:
            return int(found.group(2))
        found = _MONTH_FIRST.fullmatch(key(cell))
        return int(found.group(1)) if found else None
    return None


def is_part_of_year(cell: Cell) -> bool:
    """A heading that is a month, a quarter, a half year or the first months of one."""
    if not isinstance(cell, str):
        return False
    folded = key(cell).replace("—", "-").replace("–", "-").replace("~", "-").replace("～", "-")
    return _QUARTER.fullmatch(folded) is not None and year_label(cell) is None


def is_span(text: str) -> bool:
    """Whether a text speaks of several years at once: 1978-2021年平均, 1978-80, “十三五”时期."""
    folded = key(text)
    return _SPAN.search(folded) is not None or _PLAN.search(folded) is not None


_WRITTEN = 2026
"""When this was written: a computer whose clock has stopped says an earlier year."""


def is_to_come(year: int) -> bool:
    """A year that has not begun: nothing can have been measured in it."""
    return year > max(dt.datetime.now().astimezone().year, _WRITTEN)


_PART_IN_TITLE = re.compile(
    r"[上下]半年|[一二三四1-4]季度|前[一二三]季度|前三季|"
    r"(?<!\d)(?!0?1月?[-—–~～至]12月)\d{1,2}月?[-—–~～至]\d{1,2}月|年(?!12月31日)\d{1,2}月(?!底|末|1日零时)|(?<!\d)(?!12)\d{1,2}月(?:末|底)"
)
_MADE = re.compile(r"发布|更新|导出|下载|编印|制表|打印|填报|查询|印刷|截图|抄送|采集|刷新")
_LONE_MONTH = re.compile(rf"\(?{_Y}年(?!12月31日)\d{{1,2}}月(?:\d{{1,2}}日)?\)?")


def part_of_year_in(text: str) -> bool:
    """Whether a title says that figures are of months or quarters: 2020年1-9月, 上半年.

    When something was printed or published is no period, nor is a date alone on its line.
    """
    folded = key(text)
    if _MADE.search(folded) or _LONE_MONTH.fullmatch(folded):
        return False
    return _PART_IN_TITLE.search(folded) is not None


def is_lone_month(text: str) -> bool:
    """A month or a day alone on its line: the period of a table, or when it was printed."""
    return _LONE_MONTH.fullmatch(key(text)) is not None


def years_in(text: str) -> list[int]:
    """Years that a title names: 广西2017年投入产出表, "in 2007"; a price base is none."""
    text = _in_digits(text)
    found = [int(y) for y in _TITLE_YEAR.findall(text)]
    found += [int(y) for y in _BRACKET_YEAR.findall(text)]
    found += [int(y) for y in _ENGLISH_YEAR.findall(text)]
    return list(dict.fromkeys(found))


def year_in(text: str) -> int | None:
    """The one year of a title; None where there is none or more than one."""
    found = years_in(text)
    return found[0] if len(found) == 1 else None


def one_year_in(text: str) -> int | None:
    """The year that a whole table is of, by a line above it; a span of years gives none."""
    if "年鉴" in key(text) or is_span(text):
        return None
    return year_in(text)


def looks_like_axis(years: list[int]) -> bool:
    """Years that step one way, or do so in two equal halves side by side."""
    steps = [b - a for a, b in pairwise(years)]
    if not steps:
        return False
    turns = [i for i, s in enumerate(steps) if (s > 0) != (steps[0] > 0) or s == 0]
    if turns:
        size = turns[0] + 1
        if steps[turns[0]] == 0 or len(years) % size:
            repeats = len(years) // 2
            return (
                len(years) % 2 == 0
                and all(a == b for a, b in zip(years[::2], years[1::2], strict=True))
                and repeats >= 2
                and looks_like_axis(years[::2])
            )
        rows = [years[i : i + size] for i in range(0, len(years), size)]
        return size >= 2 and all(looks_like_axis(part) for part in rows)
    return sum(abs(s) in (1, 5) for s in steps) * 2 >= len(steps)
