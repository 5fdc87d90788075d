"""Annual series in the layouts of data terminals, the NBS database and yearbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from numpy.typing import NDArray

from gxde_desktop.exporting.sample.book import Sheet
from gxde_desktop.exporting.sample.economy import YEARS

Values = Sequence[float] | NDArray


def terminal_export(
    sheet: Sheet, columns: Mapping[str, Values], *, unit: str, style: str, source: str
) -> None:
    """Head rows 指标名称, 频率, 单位, 来源; last days of years down, indicators across."""
    heads = {"指标名称": None, "频率": "年", "单位": unit, "来源": source}
    for row, (label, text) in enumerate(heads.items()):
        sheet.put(row, 0, label, "head")
        for place, name in enumerate(columns):
            sheet.put(row, 1 + place, name if text is None else text, "head")
    for row, year in enumerate(YEARS, start=len(heads)):
        sheet.put(row, 0, dt.date(year, 12, 31), "date")
        sheet.run(row, 1, [float(values[row - len(heads)]) for values in columns.values()], style)
    sheet.note(len(heads) + len(YEARS) + 1)
    sheet.widths((0, 0, 12), (1, len(columns), 26))
    sheet.freeze(len(heads), 1)


def database_export(
    sheet: Sheet,
    rows: Mapping[str, Values],
    *,
    heading: str,
    of: str,
    source: str,
    years: Sequence[int] = YEARS,
) -> None:
    """Three lines above the header, years across from the newest, indices down.

    Rows are regions of one indicator or indicators of one region: `heading` says which,
    and `of` names the one (指标：... or 地区：...).
    """
    sheet.put(0, 0, "数据库：分省年度数据", "line")
    sheet.put(1, 0, of, "line")
    sheet.put(2, 0, f"时间：{years[0]}-{years[-1]}", "line")
    sheet.put(3, 0, heading, "head")
    for place, year in enumerate(reversed(years)):
        sheet.put(3, 1 + place, f"{year}年", "head")
    for row, (name, values) in enumerate(rows.items(), start=4):
        sheet.put(row, 0, name, "label")
        sheet.run(row, 1, [float(value) for value in values][::-1], "one")
    row = 4 + len(rows)
    sheet.note(row)
    sheet.put(row + 1, 0, f"数据来源：{source}", "line")
    sheet.widths((0, 0, 36), (1, len(years), 9))
    sheet.freeze(4, 1)


def yearbook_years_down(
    sheet: Sheet,
    title: str,
    columns: Mapping[str, Values],
    *,
    right: str = "",
    notes: Sequence[str] = (),
    left: str = "",
    years: Sequence[int] = YEARS,
    style: str = "two",
) -> None:
    """Title, `left` and `right` under it, 年份 down, indicators across, notes below."""
    width = len(columns)
    sheet.span((0, 0, 0, width), title, "title")
    if left:
        sheet.put(1, 0, left, "line")
    if right:
        sheet.put(1, width, right, "right")
    sheet.put(2, 0, "年  份", "head")
    for place, name in enumerate(columns):
        sheet.put(2, 1 + place, name, "head")
    for row, year in enumerate(years):
        sheet.put(3 + row, 0, float(year), "year")
        sheet.run(3 + row, 1, [float(values[row]) for values in columns.values()], style)
    _notes(sheet, 3 + len(years), notes)
    sheet.widths((0, 0, 10), (1, width, 18))
    sheet.freeze(3, 1)


def yearbook_years_across(
    sheet: Sheet,
    title: str,
    rows: Mapping[str, Values],
    *,
    heading: str,
    right: str,
    style: str = "one",
    notes: Sequence[str] = (),
) -> None:
    """Title, `right` (单位：万人 or a basis) under it, categories down, years across, notes."""
    width = len(YEARS)
    sheet.span((0, 0, 0, width), title, "title")
    sheet.put(1, width, right, "right")
    sheet.put(2, 0, heading, "head")
    for place, year in enumerate(YEARS):
        sheet.put(2, 1 + place, f"{year}年", "head")
    for row, (name, values) in enumerate(rows.items(), start=3):
        sheet.put(row, 0, name, "label")
        sheet.run(row, 1, [float(value) for value in values], style)
    _notes(sheet, 3 + len(rows), notes)
    sheet.widths((0, 0, 40), (1, width, 8))
    sheet.freeze(3, 1)


def _notes(sheet: Sheet, row: int, notes: Sequence[str]) -> None:
    sheet.note(row)
    for place, text in enumerate(notes, start=row + 1):
        sheet.put(place, 0, text, "line")
