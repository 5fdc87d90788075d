"""Tables: Qt's own model tester, exact copies, numbers in any locale."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import inspect_file, read_grids
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.sheet_data import pack_grid, unpack_sheets
from gxde_desktop.ui.sheet_model import SheetModel, place_of
from gxde_desktop.ui.tables import NO_INDEX, TableModel, TableView

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
TABLE = FixedTable(
    headers=("计算机", "软件"),
    lines=((Cell(1 / 3), Cell(None, tip="缺数据")), (Cell(-1234567.5), Cell("文字\t带制表符"))),
    labels=("2007", "2017"),
)


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = TableModel()
    QAbstractItemModelTester(model, FATAL)
    model.show(TABLE)
    model.show(FixedTable(("一列",), ((Cell(1.0),),)))
    model.show(TABLE)
    index = model.index(0, 1)
    assert index.data() == "—"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "缺数据"


def test_a_copy_holds_full_precision_and_headers_on_demand(qtbot: QtBot) -> None:
    view = TableView()
    qtbot.addWidget(view)
    model = TableModel()
    model.show(TABLE)
    view.setModel(model)
    view.show()
    view.selectAll()
    view.copy(headers=False)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == ["0.3333333333333333", ""]
    assert float(lines[0].split("\t")[0]) == 1 / 3
    assert lines[1].split("\t") == ["-1234567.5", "文字 带制表符"]
    view.copy(headers=True)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text().split("\n")[0] == "\t计算机\t软件"
    assert mime.text().split("\n")[1].startswith("2007\t")
    assert "<td>0.3333333333333333</td>" in mime.html()


def test_the_keyboard_copies_what_is_selected(qtbot: QtBot) -> None:
    view = TableView()
    qtbot.addWidget(view)
    model = TableModel()
    model.show(TABLE)
    view.setModel(model)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus, timeout=5000)
    view.selectionModel().setCurrentIndex(
        model.index(1, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    with qtbot.waitSignal(view.copied, timeout=5000) as copied:
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [1]
    assert QGuiApplication.clipboard().text() == "-1234567.5"


def test_a_sheet_is_shown_as_it_is_and_painted(
    qtbot: QtBot, sample_files: tuple[Path, ...]
) -> None:
    path = next(path for path in sample_files if "2017年投入产出表" in path.name)
    grid = read_grids(path)[0]
    sheet = unpack_sheets((pack_grid(grid),))[0]
    model = SheetModel(sheet)
    QAbstractItemModelTester(model, FATAL)
    report = inspect_file(path)
    found = [table for table in report.tables if table.sheet == grid.sheet]
    model.paint(found, {(10, 4): "发现"})
    assert {model.role_at(0, 0), model.role_at(10, 1)} <= {
        "title",
        "header",
        "name",
        "code",
        "unit",
    }
    for row in range(0, grid.n_rows, 7):
        for column in range(0, grid.n_cols, 5):
            cell = grid.at(row, column)
            shown = model.cell(row, column)
            if isinstance(cell, int | float):
                assert shown.value == cell
                assert float(shown.plain) == cell
            elif isinstance(cell, str):
                assert shown.value == " ".join(cell.split())
    assert "发现" in model.index(10, 4).data(Qt.ItemDataRole.ToolTipRole)


def test_empty_sheets_have_no_cells() -> None:
    sheet = unpack_sheets((pack_grid(Grid("空", ())),))[0]
    assert (sheet.rows, sheet.columns) == (0, 0)
    assert SheetModel(sheet).rowCount() == 0


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("A1", (0, 0)),
        ("$B$2", (1, 1)),
        ("BI57", (56, 60)),
        ("W28:X30", (27, 22)),
        ("B10+C10", (9, 1)),
        ("AA3+AB3+AC3", (2, 26)),
        ("A3:B4+D3:E4", (2, 0)),
        ("sheet", None),
        ("A1x", None),
        ("price.base", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses(cell: str | None, place: tuple[int, int] | None) -> None:
    assert place_of(cell) == place


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_an_exact_copy_reads_back_as_the_same_number(value: float) -> None:
    assert float(numbers.exact(value)) == value


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_a_shown_number_reads_back_within_its_decimals(value: float) -> None:
    assert math.isclose(numbers.read(numbers.show(value, 3)), value, abs_tol=5.1e-4)


def test_numbers_do_not_follow_the_systems_locale() -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale(QLocale.Language.German))
        assert numbers.show(1234567.891, 2) == "1\u2009234\u2009567.89"
        assert numbers.read("1 234,567.5") == 1234567.5
    finally:
        QLocale.setDefault(before)
    assert numbers.show(-0.001, 2) == "0.00"  # no minus before a zero
    assert numbers.show(float("nan")) == "—"
    assert numbers.compact(0.3119) == "0.3119"
    assert numbers.show_signed(2.0, 1) == "+2.0"
    assert numbers.show(float(np.float64(3)), 0) == "3"


def test_decimals_are_for_the_eye_and_copies_stay_whole(qtbot: QtBot) -> None:
    view, model = TableView(), TableModel()
    qtbot.addWidget(view)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(FixedTable(("x", "t"), ((Cell(2 / 3), Cell("3.25")),), ("a",)))
    view.setModel(model)
    view.show()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    for keys, shown in ((Qt.Key.Key_Period, "0.667"), (Qt.Key.Key_Comma, "0.67")):
        qtbot.keyClick(view, keys, Qt.KeyboardModifier.ControlModifier)
        assert model.index(0, 0).data() == shown
    for _ in range(20):
        view.change_decimals(1)
    assert model.index(0, 0).data() == "0.666666666667"
    assert model.index(0, 1).data() == "3.25"  # a text is no number
    wide = view.fontMetrics().horizontalAdvance("0.666666666667")
    assert view.columnWidth(0) > wide
    view.selectAll()
    view.copy(headers=False)
    assert QGuiApplication.clipboard().text() == f"{2 / 3!r}\t3.25"
    for _ in range(40):
        view.change_decimals(-1)
    assert model.index(0, 0).data() == "1"


def test_what_is_selected_of_a_long_table_is_not_asked_cell_by_cell(qtbot: QtBot) -> None:
    """300 000 rows selected, and painted with their headers, cost no more than what is seen."""
    asked = 0

    class Counted(TableModel):
        def rowCount(self, parent: Any = NO_INDEX) -> int:
            nonlocal asked
            asked += 1
            return 300_000

        def columnCount(self, parent: Any = NO_INDEX) -> int:
            return 8

        def data(self, index: Any, role: int = 0) -> Any:
            return None

        def headerData(self, *_: Any) -> Any:
            return None

    view = TableView()
    qtbot.addWidget(view)
    model = Counted(parent=view)
    view.setModel(model)
    view.resize(600, 400)
    view.selectAll()
    view.grab()
    whole = view.selectionModel().selection().at(0)
    assert (whole.bottom(), whole.right()) == (299_999, 7)
    asked = 0
    view.resize(500, 300)
    view.grab()
    assert asked < 20_000
    view.clearSelection()
    view.selectColumn(2)
    column = view.selectionModel().selection().at(0)
    assert (column.left(), column.right(), column.bottom()) == (2, 2, 299_999)
