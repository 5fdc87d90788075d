"""A workbook that is packed while it is written is the one that XlsxWriter would have packed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.exporting.xlsx_file import workbook_at
from models import measure
from models.measurement import Cancelled
from models.parameters import PRESETS
from tests.support_datasets import dataset

NAMES = ("甲", "乙 & 丙", "<丁>")


def filled(book: xlsxwriter.Workbook) -> xlsxwriter.Workbook:
    """Sheets with numbers, texts, formulas, a remark and a chart of them."""
    bold = book.add_format({"bold": True})
    for number, name in enumerate(NAMES):
        sheet = book.add_worksheet(None, Sheet)
        sheet.write_string(0, 0, name, bold)
        for row in range(1, 5):
            sheet.put_number(row, 0, row + number / 3, bold)
            sheet.put_formula(row, 1, f"A{row + 1}*2", bold, 2 * (row + number / 3))
        sheet.write_comment(0, 0, name)
        sheet.set_row(7, 30)
        chart = book.add_chart({"type": "line"})
        area = f"={sheet.get_name()}!$A$2:$A$5"
        chart.add_series({"values": area, "categories": f"={sheet.get_name()}!$B$2:$B$5"})
        sheet.insert_chart("D2", chart)
    return book


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def without_time(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in found.items() if name != "docProps/core.xml"}


def test_every_part_is_what_xlsxwriter_packs(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    done: list[int] = []
    with workbook_at(ours, {}, step=lambda: done.append(1)) as book:
        filled(book)
    filled(xlsxwriter.Workbook(str(theirs))).close()
    assert list(parts(ours)) == list(parts(theirs))
    assert without_time(parts(ours)) == without_time(parts(theirs))
    assert len(done) == len(NAMES)


def test_charts_hold_the_numbers_that_were_put_the_short_way(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with workbook_at(path, {}) as book:
        filled(book)
    chart = parts(path)["xl/charts/chart1.xml"].decode()
    for value in ("1", "2", "3", "4", "6.0", "8.0"):
        assert f"<c:v>{value}</c:v>" in chart, value
    read = openpyxl.load_workbook(path, data_only=True).worksheets[1]
    assert [[cell.value for cell in row] for row in read["A1:B2"]] == [
        ["乙 & 丙", None],
        [1 + 1 / 3, 2 * (1 + 1 / 3)],
    ]


def writing(path: Path, stop: Callable[[float], bool]) -> list[float]:
    """Write a workbook, to be cancelled where `stop` says so; fractions that were told."""
    fractions: list[float] = [0.0]
    write_workbook(
        measure(dataset(6), PRESETS["gx2022"]),
        path,
        progress=fractions.append,
        cancelled=lambda: stop(fractions[-1]),
    )
    return fractions


def test_progress_goes_on_to_the_end_while_sheets_are_packed(tmp_path: Path) -> None:
    fractions = writing(tmp_path / "book.xlsx", lambda _: False)
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert len([each for each in fractions if each > 0.85]) > 5


@pytest.mark.parametrize("at", [0.3, 0.9])
def test_cancelled_among_cells_and_among_packed_sheets(tmp_path: Path, at: float) -> None:
    with pytest.raises(Cancelled):
        writing(tmp_path / "book.xlsx", lambda fraction: fraction > at)
    assert list(tmp_path.iterdir()) == []
