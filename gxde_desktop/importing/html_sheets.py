"""Web pages that hold tables, often under the name .xls -> sheets.

As Excel does when it opens one, all tables of a page stand below each other on one sheet, with
the lines of text between them in column A. Text is text, except where the program that wrote
the page left the number beside it: `x:num` of Excel, `sdval` of LibreOffice.
"""

from __future__ import annotations

import datetime as dt
import html
import re

from gxde_desktop.importing.decoding import decode_markup
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.html_page import Page, PageCell, PageLine, PageTable, whole
from gxde_desktop.importing.limits import Extents
from gxde_desktop.importing.sheet_builder import SheetBuilder
from gxde_desktop.importing.wording import ImportRefused

_NAME = re.compile(r"<x:Name>\s*(.{1,200}?)\s*</x:Name>", re.DOTALL)
_SHEET = re.compile(r"<x:ExcelWorksheet>(.{0,20000}?)</x:ExcelWorksheet>", re.DOTALL)
_SOURCE = re.compile(r"<x:WorksheetSource\s+HRef=[\"']?([^\"'>]{1,500}?)[\"']?\s*/?>")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|[A-Z][a-z]{2}-\d\d")
_ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
_MAX_STEPS = 5_000_000
"""Looks at cells that reach down from rows above; real tables need a few for each cell."""


def grids_of(data: bytes) -> tuple[Grid, ...]:
    """The sheet of a web page."""
    page = Page(decode_markup(data))
    sheets = excel_sheets(page)
    if has_table(page):
        first = sheets[0] if len(sheets) == 1 else None
        name, hidden = (first.name, first.hidden) if first else ("html", False)
        return (page_grid(page, name, Extents(), hidden=hidden),)
    if page.frames or any(sheet.source for sheet in sheets):
        raise ImportRefused("refused.frames_missing")
    raise ImportRefused("refused.page_without_table")


class ExcelSheet:
    """A sheet that Excel lists in a page: its name, the page with its cells, whether hidden."""

    def __init__(self, entry: str) -> None:
        name, source = _NAME.search(entry), _SOURCE.search(entry)
        self.name = html.unescape(name.group(1)) if name else "html"
        self.source = html.unescape(source.group(1)) if source else ""
        self.hidden = "<x:Visible>SheetHidden" in entry or "<x:Visible>SheetVeryHidden" in entry


def excel_sheets(page: Page) -> list[ExcelSheet]:
    """The sheets that Excel lists in the comments of a page."""
    return [ExcelSheet(found) for text in page.comments for found in _SHEET.findall(text)]


def has_table(page: Page) -> bool:
    """Whether any table of a page shows something."""
    return any(
        isinstance(block, PageTable) and any(c.text for r in block.rows for c in r.cells)
        for block in page.blocks
    )


def page_grid(page: Page, name: str, extents: Extents, *, hidden: bool = False) -> Grid:
    """All blocks of a page below each other."""
    sheet = SheetBuilder(name, hidden=hidden, typed=False)
    old_dates = any("<x:Date1904" in text for text in page.comments)
    row, after_table = 0, False
    for block in page.blocks:
        if isinstance(block, PageLine):
            sheet.put(row, 0, block.text)
            row, after_table = row + 1, False
            continue
        if not any(cell.text for each in block.rows for cell in each.cells):
            continue  # a table that only lays out others
        row += 1 if after_table else 0
        row = _table(block, sheet, row, old_dates)
        after_table = True
    return sheet.build(extents)


def _table(table: PageTable, sheet: SheetBuilder, top: int, old_dates: bool) -> int:
    """Puts a table below row `top`; the first row after it."""
    sheet.marks.hidden_columns += table.hidden_columns
    spans: list[tuple[int, int, int]] = []  # first and last column, last row of cells from above
    row, steps, soonest = top - 1, 0, 0
    for each in table.rows:
        row += 1
        if spans and row > soonest:
            steps += len(spans)
            spans = [span for span in spans if span[2] >= row]
            soonest = min((span[2] for span in spans), default=0)
        if each.hidden:
            sheet.marks.hidden_rows.append(row)
        column, place = 0, 0
        new: list[tuple[int, int, int]] = []
        for cell in each.cells:
            while place < len(spans) and spans[place][0] <= column:
                column = max(column, spans[place][1] + 1)
                place += 1
            right = column + whole(cell.attributes.get("colspan"), 1) - 1
            bottom = row + whole(cell.attributes.get("rowspan"), 1) - 1
            if cell.attributes.get("rowspan", "").strip() == "0":
                bottom = row  # to the end of its group, which nobody writes by hand
            _put(sheet, row, column, cell, old_dates)
            if right > column or bottom > row:
                sheet.merged.append((row, column, bottom, right))
            if bottom > row:
                new.append((column, right, bottom))
            column = right + 1
        steps += place
        if steps > _MAX_STEPS:
            raise ImportRefused("refused.bomb", reason=steps)
        if new:
            spans = sorted(spans + new)
            soonest = min(span[2] for span in spans)
            steps += len(spans)
    return row + 1


def _put(sheet: SheetBuilder, row: int, column: int, cell: PageCell, old_dates: bool) -> None:
    given, text = cell.attributes, cell.text
    if "x:err" in given or (text in _ERRORS and ("x:fmla" in given or "x:num" in given)):
        sheet.marks.error(row, column)
        sheet.reach(row, column)
        return
    value: Cell = text
    stored = given.get("x:num", given.get("sdval"))
    if stored is not None:
        value = _typed(stored or text, text, old_dates)
        sheet.typed |= not isinstance(value, str)
        if isinstance(value, float) and text.strip().endswith(("%", "％")):
            sheet.marks.percent(row, column)
    elif "x:fmla" in given and not text:
        sheet.marks.no_result(row, column)
        sheet.reach(row, column)
    sheet.put(row, column, value)


def _typed(stored: str, text: str, old_dates: bool) -> Cell:
    """The number beside the text; a date where the text shows one."""
    if not _NUMBER.fullmatch(stored):
        return text
    number = float(stored)
    if number - number != 0.0:
        return text
    if _DATE.search(text) and 1 <= number < 2_958_466:
        start = dt.date(1904, 1, 1) if old_dates else dt.date(1899, 12, 30)
        try:
            return start + dt.timedelta(days=int(number))
        except OverflowError:
            return text
    return number
