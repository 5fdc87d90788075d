"""What a reviewer sees on paper and in the grid: nothing cut, nothing as ###, pages that say what.

Widths are counted here by the Unicode standard's East Asian Width, not by the program's own rule.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from gxde_desktop.exporting.program_sheet import MARK
from gxde_desktop.text import in_language, tr

ORDINARY = 8.43
"""Width of a column and ..."""
LINE = 15.0
"""... points of a row, where a workbook says nothing."""


@pytest.fixture(scope="module", params=["zh", "en"])
def book(
    request: pytest.FixtureRequest, whole_workbook: Callable[[str], Path]
) -> openpyxl.Workbook:
    return openpyxl.load_workbook(whole_workbook(request.param), data_only=True)


def characters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


class Grid:
    """Widths and merged cells of a sheet, and how far it is printed."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.widths = {
            column: each.width
            for each in sheet.column_dimensions.values()
            for column in range(each.min or 1, min(each.max or 1, 600) + 1)
        }
        self.merged = {(each.min_row, each.min_col): each for each in sheet.merged_cells.ranges}
        area = str(sheet.print_area).rpartition("!")[2].replace("$", "")
        _, _, self.right, self.bottom = (int(each or 0) for each in range_boundaries(area))

    def width(self, column: int) -> float:
        return float(self.widths.get(column, ORDINARY))

    def room(self, cell: Cell) -> float:
        """Characters that a text has: its cell, those merged with it, the empty ones beside."""
        merged = self.merged.get((cell.row, cell.column))
        if merged is not None:
            return sum(self.width(each) for each in range(merged.min_col, merged.max_col + 1))
        room, step = self.width(cell.column), -1 if cell.alignment.horizontal == "right" else 1
        column = cell.column + step
        while not cell.alignment.wrap_text and 0 < column <= self.right:
            beside = self.sheet.cell(cell.row, column)
            if beside.value is not None or isinstance(beside, MergedCell):
                break
            room += self.width(column)
            column += step
        return room

    def cut(self, cell: Cell) -> bool:
        """Whether a text has less room than it takes."""
        letters = (cell.font.sz or 10) / 10 * 0.95
        room = self.room(cell) - float(cell.alignment.indent or 0)
        said = str(cell.value)
        if not cell.alignment.wrap_text:
            return characters(said) * letters > room + 0.5
        lines = sum(
            max(1, math.ceil(characters(part) * letters / (room - 0.5)))
            for part in said.split("\n")
        )
        height = self.sheet.row_dimensions[cell.row].height or LINE
        return lines * 13 * letters > height + 1


def texts(sheet: Worksheet) -> Iterator[Cell]:
    """Cells with texts for people."""
    for row in sheet.iter_rows():
        if row[0].value == MARK:  # what follows is for the program
            return
        for cell in row:
            if isinstance(cell.value, str) and isinstance(cell, Cell):
                yield cell


def test_no_text_is_cut(book: openpyxl.Workbook) -> None:
    seen = 0
    for sheet in book.worksheets:
        grid = Grid(sheet)
        for cell in texts(sheet):
            assert not grid.cut(cell), (sheet.title, cell.coordinate, cell.value)
            seen += 1
    print(f"{seen} texts")
    assert seen > 20_000


def shown(value: float, number_format: str) -> str:
    """A number as a spreadsheet program shows it, for the formats that the workbook has."""
    form = number_format.split(";")[0].split("]")[-1]
    mark = form.partition('" ')[2][:1] if '"' in form else ""
    digits = form.split('"')[0].split("_")[0]
    percent = digits.endswith("%")
    decimals = len(digits.rstrip("%").partition(".")[2])
    text = f"{value * 100 if percent else value:,.{decimals}f}"
    if "," not in digits:
        text = text.replace(",", "")
    return text + "%" * percent + (f" {mark}" if mark else "  " if "_" in form else "")


def test_no_number_is_wider_than_its_column(book: openpyxl.Workbook) -> None:
    """Programs show ### instead of one; `General` is rounded to what the column holds."""
    seen = 0
    for sheet in book.worksheets:
        grid = Grid(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, int | float) or cell.number_format == "General":
                    continue
                said = shown(cell.value, cell.number_format)
                assert characters(said) <= grid.width(cell.column), (
                    sheet.title, cell.coordinate, said,
                )  # fmt: skip
                seen += 1
    print(f"{seen} numbers")
    assert seen > 60_000


def test_every_sheet_says_what_it_is_and_is_printed_whole(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        grid = Grid(sheet)
        setup = sheet.page_setup
        assert sheet.print_area, sheet.title
        assert setup.orientation == "landscape", sheet.title
        assert str(setup.paperSize) in ("8", "9"), sheet.title  # A3 or A4
        assert sheet.oddHeader.left.text, sheet.title
        assert sheet.oddFooter.left.text == "&A", sheet.title  # its name
        assert "&P" in str(sheet.oddFooter.right.text), sheet.title
        assert "&N" in str(sheet.oddFooter.right.text), sheet.title
        for row in sheet.iter_rows():
            if row[0].value == MARK:
                break
            for cell in row:
                if cell.value is not None:
                    assert cell.row <= grid.bottom, (sheet.title, cell.coordinate)
                    assert cell.column <= grid.right, (sheet.title, cell.coordinate)


def test_a_sheet_is_one_page_wide_or_repeats_its_labels(book: openpyxl.Workbook) -> None:
    wide, two = 0, [each.title for each in book.worksheets[:2]]
    for sheet in book.worksheets:
        if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
            # Of any length; contents and conclusions on two pages.
            assert sheet.page_setup.fitToHeight == (2 if sheet.title in two else 0), sheet.title
            continue
        wide += 1
        assert str(sheet.print_title_cols) == "$A:$B", sheet.title
        # Smaller letters than these (5.8 points) nobody reads.
        assert int(sheet.page_setup.scale or 100) >= 58, sheet.title
    assert wide > 15


def test_long_tables_repeat_their_heads(book: openpyxl.Workbook) -> None:
    names = {tr(code) for code in ("exporting.sheet.long", "exporting.sheet.derivation")}
    with in_language("en"):
        names |= {tr(code) for code in ("exporting.sheet.long", "exporting.sheet.derivation")}
    found = [sheet for sheet in book.worksheets if sheet.title in names]
    assert len(found) == 2
    for sheet in found:
        first, last = str(sheet.print_title_rows).replace("$", "").split(":")
        assert first == last
        heads = [cell.value for cell in sheet[int(first)]]
        assert all(isinstance(each, str) for each in heads), sheet.title
        assert sheet.freeze_panes is not None
        assert int(sheet.freeze_panes.lstrip("ABCDEFGH")) == int(first) + 1, sheet.title


def test_pages_of_steps_end_where_a_block_or_part_begins_or_a_page_is_full(
    book: openpyxl.Workbook,
) -> None:
    """Between two breaks stand at most 865 points: A4 across less margins (1.3 in), at 58 %."""
    room = (595.3 - 1.3 * 72) / 0.58
    breaks = 0
    for sheet in book.worksheets:
        rows = [each.id for each in sheet.row_breaks.brk]
        if not rows or sheet.page_setup.fitToHeight in (0, 2):
            continue
        assert rows == sorted(set(rows)), sheet.title
        edges = [0, *rows, Grid(sheet).bottom]
        for first, last in pairwise(edges):
            points = sum(
                sheet.row_dimensions[row].height or LINE for row in range(first + 1, last + 1)
            )
            assert 0 < points <= room, (sheet.title, first, last)
        breaks += len(rows)
    assert breaks > 100
