"""Years in titles, headings and dates."""

from __future__ import annotations

import datetime as dt
import re

from gxde_desktop.importing.grid import Cell, is_number
from gxde_desktop.importing.labels import key

FIRST_YEAR, LAST_YEAR = 1900, 2099
_YEAR_LABEL = re.compile(r"(?:19|20)\d\d(?:\.0)?年?(?:度|底|末|全年)?")
_DATE = re.compile(
    r"((?:19|20)\d\d)[-/年](\d{1,2})(?:[-/月](\d{1,2})日?)?(?:月)?(?:\d\d?:\d\d(?::\d\d)?)?"
)
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*[=＝]|价|不变价|可比价)")
_ENGLISH_YEAR = re.compile(r"\bin\s+((?:19|20)\d\d)\b", re.IGNORECASE)


def year_label(cell: Cell) -> int | None:
    """The year that a heading cell is: 2017, "2017年", "2017", a date at the end of a year."""
    if isinstance(cell, dt.date):
        return cell.year if FIRST_YEAR <= cell.year <= LAST_YEAR else None
    if is_number(cell):
        number = float(cell)  # type: ignore[arg-type]
        fits = number == int(number) and FIRST_YEAR <= number <= LAST_YEAR
        return int(number) if fits else None
    if isinstance(cell, str):
        text = key(cell)
        if _YEAR_LABEL.fullmatch(text):
            return int(text[:4])
        found = _DATE.fullmatch(text)
        if found and 1 <= int(found.group(2)) <= 12:
            return int(found.group(1))
    return None


def month_of(cell: Cell) -> int | None:
    """The month of a date heading; None where the heading is a bare year."""
    if isinstance(cell, dt.date):
        return cell.month
    if isinstance(cell, str):
        found = _DATE.fullmatch(key(cell))
        return int(found.group(2)) if found else None
    return None


def years_in(text: str) -> list[int]:
    """Years that a title names: 广西2017年投入产出表, "in 2007"; a price base is none."""
    found = [int(y) for y in _TITLE_YEAR.findall(text)]
    found += [int(y) for y in _ENGLISH_YEAR.findall(text)]
    return list(dict.fromkeys(found))


def year_in(text: str) -> int | None:
    """The one year of a title; None where there is none or more than one."""
    found = years_in(text)
    return found[0] if len(found) == 1 else None
