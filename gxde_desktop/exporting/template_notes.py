"""The first sheet of the template: how to fill it in, and what each part is needed for."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gxde_desktop.exporting.template_series import (
    OPTIONAL_SHEETS,
    READING_ROLES,
    is_national,
    kind_of,
)
from gxde_desktop.exporting.template_style import Styles, Words
from models.dataset import ROLES

_STEPS = 7
_LEVELS = {
    "A": ("indicator.electronics", "indicator.software", "indicator.gdp", "price.nonict",
          "price.reference_ict", "price.reference_nonict", "price.software"),
    "B": ("price.cpi", "price.gdp_volume"),
    "C": ("indicator.gfcf", "price.wage", "price.primary_volume", "price.secondary_volume",
          "price.tertiary_volume", "broad_value.primary", "broad_value.secondary",
          "broad_value.tertiary"),
}  # fmt: skip
"""Level of the accounts (method, section 7) that first needs a role; others are optional."""


def level_of(role: str) -> str:
    """`A`, `B`, `C` or `optional`."""
    return next((level for level, roles in _LEVELS.items() if role in roles), "optional")


def write_notes(workbook: Workbook, made: Styles, words: Words) -> None:
    """Steps, then one line for each indicator and each other sheet."""
    sheet = workbook.add_worksheet(words.say("sheet.notes"))
    sheet.set_column(0, 0, 104 if words.bilingual else 50)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 48)
    sheet.set_column(3, 3, 60)
    sheet.write_string(0, 0, words.say("title"), made["title"])
    sheet.write_string(1, 0, words.say("how.title"), made["heading"])
    row = 2
    for step in range(1, _STEPS + 1):
        sheet.merge_range(row, 0, row, 3, f"{step}. {words.say(f'how.{step}')}", made["text"])
        sheet.set_row(row, 20)
        row += 1
    row = _list_heading(sheet, made, words, row + 1, "indicators.title")
    for role in (*ROLES, *READING_ROLES):
        cells = (
            words.label(f"role.{role}"),
            "全国" if is_national(role) else "",
            words.say(f"kind.{kind_of(role)}"),
            words.say(f"level.{level_of(role)}"),
        )
        row = _line(sheet, made, row, cells)
    row = _list_heading(sheet, made, words, row + 1, "other.title")
    needed = (("employment", "C"), ("prices", "C"), ("table", "A"))
    for name, level in (*needed, *((each, "optional") for each in OPTIONAL_SHEETS)):
        cells = (words.say(f"sheet.{name}"), "", words.say(f"other.{name}"),
                 words.say(f"level.{level}"))  # fmt: skip
        row = _line(sheet, made, row, cells)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _list_heading(sheet: Worksheet, made: Styles, words: Words, row: int, title: str) -> int:
    sheet.write_string(row, 0, words.say(title), made["heading"])
    heads = ("indicator", "region", "kind", "level")
    return _line(sheet, made, row + 1, [words.say(f"column.{head}") for head in heads], "head")


def _line(
    sheet: Worksheet, made: Styles, row: int, cells: Sequence[str], style: str = "text"
) -> int:
    for column, text in enumerate(cells):
        sheet.write_string(row, column, text, made[style])
    return row + 1
