"""A sheet beside those of the method: written where there is something for it."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.exporting import extra_sheets
from gxde_desktop.exporting.extra_sheets import ExtraSheet
from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.page import Column, Link, Live, Marked, Page
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.text import tr
from models import measure
from models.expression import Ref
from models.messages import message
from models.parameters import PRESETS
from models.sources import address
from tests.support_datasets import dataset

STOCK = Ref("stock", (0, 12))


def _fill(page: Page, given: tuple[str, ...]) -> None:
    page.heading("Table")
    page.table(
        [Column("what", width=30), Column("figure", "money_base")],
        [
            (given[0], STOCK),
            ("typed", Marked(2.5, "input")),
            ("sum", Live("B7+1", 3.5)),
            (message("axis.year"), math.nan),
            (Link("back", tr("exporting.contents")), None),
        ],
    )


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    # The texts of a sheet that exists; what it holds is ours here.
    made = (ExtraSheet("parameters", "reports", _fill),)
    monkeypatch.setattr(extra_sheets, "extra_sheets", lambda: made)


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    def said(code: str, **args: object) -> str:
        return code if code.startswith("exporting.sheet.") else tr(code, **args)

    monkeypatch.setattr("gxde_desktop.exporting.page.tr", said)


@pytest.mark.usefixtures("added", "texts")
def test_a_brought_sheet_is_written_and_listed(tmp_path: Path) -> None:
    measured = measure(dataset(2), PRESETS["gx2022"])
    path = tmp_path / "a.xlsx"
    write_workbook(measured, path, extras={"parameters": ("=cmd|' /C calc'!A0",)})
    book = openpyxl.load_workbook(path)
    sheet = book["exporting.sheet.parameters"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    place = lay_out(measured).place("stock", STOCK.index)
    assert values[2] == ["=cmd|' /C calc'!A0", f"='{place[0]}'!{address(*place[1:])}"]
    assert sheet["A7"].data_type == "s"  # text that begins with = stays text
    assert values[3:6] == [["typed", 2.5], ["sum", "=B7+1"], [tr("axis.year"), "—"]]
    assert sheet["A11"].hyperlink.location == f"'{tr('exporting.contents')}'!A1"
    cached = openpyxl.load_workbook(path, data_only=True)["exporting.sheet.parameters"]
    assert cached["B7"].value == measured.at("stock", STOCK.index)
    listed = [str(row[0].value) for row in book.worksheets[0].iter_rows()]
    assert "exporting.sheet.parameters" in listed


@pytest.mark.usefixtures("added", "texts")
def test_without_anything_for_it_there_is_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(measure(dataset(2), PRESETS["gx2022"]), path)
    assert "exporting.sheet.parameters" not in openpyxl.load_workbook(path).sheetnames
