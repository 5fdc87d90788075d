"""Annual series of the template: indicators by role, and sheets by industry; years across."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gxde_desktop.exporting.template_style import (
    Styles,
    Words,
    choice_cell,
    choose,
    only_numbers,
    region_cell,
)
from gxde_desktop.resources import resource_folder
from models.dataset import ROLES

READING_ROLES = (
    "price.gfcf_volume",
    "price.ppi",
    "rental.computers",
    "rental.communications",
    "rental.software",
    "rental.nonict",
)
"""Uses that only some readings have and that are found by name: a sheet of their own."""

YEARS = tuple(range(1990, 2031))
_NATION = "全国"
_MONEY = {"zh": ("亿元", "万元"), "en": ("100 million yuan", "10000 yuan")}
_WAGE = {"zh": "元", "en": "yuan"}
_RATE = ("%",)
_PERSONS = {
    "zh": ("单位：万人", "单位：人"),
    "en": ("Unit: 10000 persons", "Unit: persons"),
}
_MONEY_LINE = {
    "zh": ("单位：亿元", "单位：万元"),
    "en": ("Unit: 100 million yuan", "Unit: 10000 yuan"),
}
_HOURS = {"zh": ("单位：万小时", "单位：小时"), "en": ("Unit: 10000 hours", "Unit: hours")}
# A basis is read where it stands; the English words behind it are left out in reading.
_CURRENT = {"zh": "当年价格", "en": "当年价格 current prices"}
_PREVIOUS = {"zh": "上年=100", "en": "上年=100 preceding year"}
_GROWTH = {"zh": "增长率", "en": "增长率 growth rate"}
_FIXED = tuple(f"{year}年=100" for year in (1990, 2000, 2005, 2010, 2015, 2020))


INDUSTRY_SHEETS = ("employment", "prices")
"""Sheets by industry that the growth accounts need."""
OPTIONAL_SHEETS = (
    "flow_computers",
    "flow_communications",
    "flow_software",
    "hours",
    "employees",
    "quality",
    "product_taxes",
)
"""Sheets by industry that readings ask for: a capital-flow matrix, a sheet an asset; labour
beyond persons; product taxes."""
_UNITS = {
    "employment": _PERSONS,
    "employees": _PERSONS,
    "hours": _HOURS,
    "product_taxes": _MONEY_LINE,
    **dict.fromkeys(OPTIONAL_SHEETS[:3], _MONEY_LINE),
}
"""Lines of a unit by sheet; the others are index numbers."""


@cache
def industry_keys() -> tuple[str, ...]:
    """Keys of the common industries of the 42-sector tables, in their order."""
    path = resource_folder() / "industries" / "42.json"
    links: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return tuple(link["key"] for link in links)


def kind_of(role: str) -> str:
    """`money`, `wage`, `index`, or `rate`: a pure number."""
    if role.startswith("rental."):
        return "rate"
    if role == "price.wage":
        return "wage"
    return "index" if role.startswith("price.") else "money"


def is_national(role: str) -> bool:
    """Whether a role is the reference economy's."""
    return role.startswith("price.reference")


def write_annual(workbook: Workbook, made: Styles, words: Words) -> None:
    """What the figures rest on: one row for each of `ROLES`."""
    _write_roles(workbook.add_worksheet(words.say("sheet.annual")), made, words, ROLES)


def write_readings(workbook: Workbook, made: Styles, words: Words) -> None:
    """What only some readings ask for: one row for each of `READING_ROLES`."""
    _write_roles(workbook.add_worksheet(words.say("sheet.readings")), made, words, READING_ROLES)


def _write_roles(sheet: Worksheet, made: Styles, words: Words, roles: Sequence[str]) -> None:
    """One row for each role: basis, indicator, region, unit, years.

    The basis stands left of the name, where the importer reads it as a heading of the row.
    """
    region_cell(sheet, made, words)
    sheet.write_string(1, 0, words.say("hint.annual"), made["hint"])
    sheet.write_string(2, 0, words.say("hint.national"), made["hint"])
    columns = ("column.basis", "column.indicator", "column.region", "column.unit")
    first = 4
    _heading(sheet, made, 3, [words.label(code) for code in columns])
    for row, role in enumerate(roles, start=first):
        sheet.write_string(row, 1, words.label(f"role.{role}"), made["label"])
        nation = _NATION if is_national(role) else ""
        sheet.write(row, 2, nation or None, made["choice"] if nation else made["label"])
        _basis_and_unit(sheet, made, words.language, row, kind_of(role))
    _figures(sheet, made, first, len(roles), len(columns))
    sheet.set_column(0, 0, 24 if words.bilingual else 16)
    sheet.set_column(1, 1, 104 if words.bilingual else 46)
    sheet.set_column(2, 3, 18 if words.bilingual else 10)
    sheet.freeze_panes(first, len(columns))


def _basis_and_unit(sheet: Worksheet, made: Styles, language: str, row: int, kind: str) -> None:
    """The cells left of the indicator and right of its region, as the kind of the row needs."""
    if kind == "index":
        sheet.write_blank(row, 0, None, made["choice"])
        choose(sheet, (row, 0, row, 0), (_PREVIOUS[language], *_FIXED, _GROWTH[language]))
        sheet.write_blank(row, 3, None, made["label"])
        return
    sheet.write_string(row, 0, _CURRENT[language], made["label"])
    units = {"wage": (_WAGE[language],), "rate": _RATE}.get(kind, _MONEY[language])
    only = units[0] if len(units) == 1 else None
    sheet.write(row, 3, only, made["choice"])
    choose(sheet, (row, 3, row, 3), units)


def write_industries(workbook: Workbook, made: Styles, words: Words, what: str) -> None:
    """One row for each common industry. what: of `INDUSTRY_SHEETS` or `OPTIONAL_SHEETS`.

    The line 指标：... names the indicator; unit or basis stand once, over the table.
    """
    sheet = workbook.add_worksheet(words.say(f"sheet.{what}"))
    region_cell(sheet, made, words)
    sheet.write_string(1, 0, f"指标：{words.chinese(f'indicator.{what}')}", made["heading"])
    if words.bilingual:
        sheet.write_string(1, 1, words.say(f"indicator.{what}"), made["hint"])
    if what in _UNITS:
        hint = "hint.unit" if what == "employment" else "hint.money"
        choice_cell(sheet, made, 2, _UNITS[what][words.language], words.say(hint))
    else:
        bases = tuple(f"（{basis}）" for basis in (_PREVIOUS["zh"], *_FIXED))
        choice_cell(sheet, made, 2, bases, words.say("hint.basis"))
    _heading(sheet, made, 3, [words.label("column.industry")])
    keys = industry_keys()
    for row, key in enumerate(keys, start=4):
        sheet.write_string(row, 0, words.label(f"industry.{key}"), made["label"])
    _figures(sheet, made, 4, len(keys), 1)
    sheet.set_column(0, 0, 96 if words.bilingual else 38)
    sheet.freeze_panes(4, 1)


def _heading(sheet: Worksheet, made: Styles, row: int, labels: Sequence[str]) -> None:
    """Labels, then the years as text: a bare number could be taken for a figure."""
    sheet.set_row(row, 30)
    for column, text in enumerate((*labels, *(f"{year}年" for year in YEARS))):
        sheet.write_string(row, column, text, made["head"])


def _figures(sheet: Worksheet, made: Styles, first: int, rows: int, column: int) -> None:
    """Empty cells for figures."""
    area = (first, column, first + rows - 1, column + len(YEARS) - 1)
    for row in range(area[0], area[2] + 1):
        for place in range(area[1], area[3] + 1):
            sheet.write_blank(row, place, None, made["input"])
    only_numbers(sheet, area)
    sheet.set_column(area[1], area[3], 10)
