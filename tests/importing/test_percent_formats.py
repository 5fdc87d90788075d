"""A number shown as per cent is the figure that a person sees."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.importing.number_formats import BiffFormats, is_percent
from models.series import Basis


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True),
        ("0.00%;[Red]-0.00%", True),
        ('0.0"%"', False),
        ("0.0\\%", False),
        ("0.00", False),
        ("General", False),
        ('0.0;"%"', False),
    ],
)
def test_a_format_multiplies_by_a_hundred_only_with_a_bare_sign(code: str, percent: bool) -> None:
    assert is_percent(code) is percent


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%", '0.0"%"'])
def test_a_cell_of_a_percent_format_is_read_as_shown(tmp_path: Path, code: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["广西国民经济指标"])
    sheet.append(["年份", "地区生产总值（亿元）", "地区生产总值增长率（%）"])
    for row, (year, amount, rate) in enumerate([(2019, 21237.0, 0.06), (2020, 22157.0, 0.037)], 3):
        sheet.append([year, amount, rate])
        sheet.cell(row, 3).number_format = code
    path = tmp_path / "增长.xlsx"
    book.save(path)
    (table,) = inspect_file(path).tables
    amount_read, rate_read = table.series
    assert amount_read.values == (21237.0, 22157.0)
    assert (rate_read.unit, rate_read.basis) == ("%", Basis.GROWTH_PERCENT)
    # By hand: 0.06 shows as 6%, 0.037 as 3.7%; a quoted sign leaves the number as it is.
    shown = (0.06, 0.037) if '"' in code else (6.0, 3.7)
    assert rate_read.values == shown


def test_the_records_of_an_xls_tell_its_percent_formats() -> None:
    formats = BiffFormats()
    # FORMAT ([MS-XLS] 2.4.126): number 164, four characters of one byte; XF: font, format.
    formats.format(b"\xa4\x00\x04\x00\x000.0%")
    for number in (0, 9, 164, 10, 2):
        formats.cell_format(b"\x00\x00" + number.to_bytes(2, "little") + bytes(16))
    assert formats.percent() == {1, 2, 3}
