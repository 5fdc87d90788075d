"""Correcting what was recognised on the sheet itself, with mouse and keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.importer import FoundTable
from gxde_desktop.text import tr
from gxde_desktop.ui.data_page import DataPage
from gxde_desktop.ui.sheet_model import SheetModel
from gxde_desktop.ui.window import MainWindow
from models.series import AnnualSeries

from .conftest import SLOW, drop, issues

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier

REVENUE: list[list[Any]] = [
    ["广西分行业主营业务收入"],
    ["计量单位", "万元"],
    ["行业", "2013年", "2014年", "2015年", "2016年", "2017年"],
    ["煤炭开采和洗选业", 10.5, 11.5, 12.5, 13.5, 14.5],
    ["食品制造业", 20.5, 21.5, 22.5, 23.5, 24.5],
    ["医药制造业", 30.5, 31.5, 32.5, 33.5, 34.5],
]


def write(path: Path, rows: list[list[Any]], hidden: int | None = None) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("数据")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    if hidden is not None:
        sheet.set_row(hidden, None, None, {"hidden": True})
        sheet.set_column(hidden, hidden, None, None, {"hidden": True})
    book.close()
    return path


def bring(qtbot: QtBot, window: MainWindow, *files: Path) -> DataPage:
    """Drop files and wait until the sheet stands in the view."""
    page: Any = window.page("data")
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        drop(window, files)
    qtbot.waitUntil(lambda: isinstance(page.view.model(), SheetModel), timeout=SLOW)
    assert isinstance(page, DataPage)
    return page


def table(window: MainWindow) -> FoundTable:
    found = window.session.table()
    assert found is not None
    assert found[1] is not None
    return found[1]


def names(found: FoundTable) -> list[str | None]:
    return [series.industry or series.name for series in found.series]


def click_row(qtbot: QtBot, page: DataPage, row: int) -> None:
    header = page.view.verticalHeader()
    at = QPoint(10, header.sectionViewportPosition(row) + 6)
    qtbot.mouseClick(header.viewport(), LEFT, pos=at)


def click_cell(qtbot: QtBot, page: DataPage, row: int, column: int) -> None:
    at = page.view.visualRect(page.view.model().index(row, column)).center()
    qtbot.mouseClick(page.view.viewport(), LEFT, pos=at)


def button_of(qtbot: QtBot, parent: QWidget, text: str) -> QPushButton:
    """The first button of a text, once it is shown: cards are made anew after a change."""

    def shown() -> list[QPushButton]:
        made = parent.findChildren(QPushButton)
        return [each for each in made if each.text() == text and each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=SLOW)
    return shown()[0]


def test_a_row_is_taken_out_by_mouse_and_comes_back_by_undo(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", REVENUE))
    assert not page.bar.buttons["unused"].isEnabled()
    before = names(table(window))
    assert len(before) == 3
    click_row(qtbot, page, 4)
    assert page.bar.place.text() == tr("ui.correct.selected", cells="5:5")
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(page.bar.buttons["unused"], LEFT)
    assert names(table(window)) == [before[0], before[2]]
    model = page.view.model()
    assert isinstance(model, SheetModel)
    assert model.role_at(4, 2) == "unused"
    assert model.role_at(5, 0) == "name"
    window.session.undo()
    assert names(table(window)) == before
    model = page.view.model()
    assert isinstance(model, SheetModel)
    assert model.role_at(4, 2) != "unused"
    window.session.redo()
    assert names(table(window)) == [before[0], before[2]]
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        page.bar.reset.trigger()
    assert names(table(window)) == before


def test_the_same_by_keyboard_alone(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", REVENUE))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    page.view.setFocus()
    page.view.setCurrentIndex(page.view.model().index(4, 0))
    for _ in range(5):
        qtbot.keyClick(page.view, Qt.Key.Key_Right, SHIFT)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.keyClick(page.view, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    assert len(names(table(window))) == 2
    assert page.view.hasFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(names(table(window))) == 3, timeout=SLOW)
    for made in (*page.bar.buttons.values(), page.bar.table_button, page.confirm_button):
        assert made.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert made.accessibleName() or made.text()


def test_a_cell_that_says_the_unit_answers_the_question(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    rows = [*REVENUE]
    rows[1] = ["金额", None, None, None, None, "万元"]
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", rows))
    click_cell(qtbot, page, 1, 5)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(page.bar.buttons["unit"], LEFT)
    assert {series.unit for series in table(window).series} == {"万元"}
    assert table(window).questions == ()


def test_overruling_the_file_is_shown_beside_what_it_says(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["广西分行业主营业务收入（单位：亿元）"], *REVENUE[2:]]
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", rows))
    monkeypatch.setattr("gxde_desktop.ui.sheet_corrections.ask_value", lambda *_: "万元")
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        page.bar.value_wanted.emit("unit")
    found = table(window)
    assert {series.unit for series in found.series} == {"万元"}
    assert [(each.said, each.used) for each in found.overruled] == [("亿元", "万元")]
    texts = [each.text() for each in issues(window).findChildren(QLabel)]
    assert tr("ui.correct.said", said="亿元") in texts
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(button_of(qtbot, issues(window), tr("ui.correct.undo_one")), LEFT)
    assert {series.unit for series in table(window).series} == {"亿元"}


def test_an_impossible_correction_is_told_and_harms_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", REVENUE))
    before = names(table(window))
    click_cell(qtbot, page, 0, 0)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(page.bar.buttons["area"], LEFT)
    found = table(window)
    assert names(found) == before
    assert [p.code for p in found.problems if p.severity == "error"] == ["correction.no_figures"]


def test_a_finding_is_confirmed_and_the_next_table_comes(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    slip = [["广西分行业主营业务收入（单位：万元）"], *[list(row) for row in REVENUE[2:]]]
    slip[2][3] = 1250.0
    files = (
        write(tmp_path / "一.xlsx", slip),
        write(tmp_path / "二.xlsx", [["广西分行业利润总额（单位：万元）"], *slip[1:]]),
    )
    page = bring(qtbot, window, *files)
    first = window.session.chosen_table
    assert table(window).status == "needs_review"
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(page.confirm_button, LEFT)
    assert window.session.chosen_table != first
    assert table(window).status == "needs_review"
    done = next(f for f in window.session.state.files if f.sha256 == first[0])  # type: ignore[index]
    assert done.report.tables[0].status == "ready"
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(button_of(qtbot, issues(window), tr("ui.issues.confirm")), LEFT)
    assert table(window).status == "ready"
    qtbot.mouseClick(page.confirm_button, LEFT)
    assert window.stack.currentWidget() is window.page("parameters")


def test_a_mistyped_year_is_set_right_from_its_finding(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    rows = [
        ["广西主要指标（亿元）"],
        ["指标", 2017, 2018, 2091, 2020],
        ["产值", 1.7, 1.8, 1.9, 2.0],
    ]
    bring(qtbot, window, write(tmp_path / "指标.xlsx", rows))
    assert table(window).series[0].years == (2017, 2018, 2020)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        wanted = tr("ui.issues.year_is", year=2019)
        qtbot.mouseClick(button_of(qtbot, issues(window), wanted), LEFT)
    assert table(window).series[0].years == (2017, 2018, 2019, 2020)
    window.session.undo()
    assert table(window).series[0].years == (2017, 2018, 2020)


def test_an_open_question_is_answered_before_going_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    rows = [REVENUE[0], *REVENUE[2:]]
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", rows))
    with qtbot.waitSignal(window.session.told, timeout=SLOW) as told:
        qtbot.mouseClick(page.confirm_button, LEFT)
    assert tr("ui.field.unit") in told.args[0]
    assert window.stack.currentWidget() is page


def test_what_the_file_hides_is_shown_and_said(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", REVENUE, hidden=4))
    model = page.view.model()
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert [model.headerData(k, down) for k in (3, 4)] == ["4", "(5)"]
    assert model.headerData(4, across) == "(E)"
    tip = model.headerData(4, down, Qt.ItemDataRole.ToolTipRole)
    assert tip == tr("ui.sheet.hidden_row")
    assert not page.view.isRowHidden(4)


def test_a_correction_keeps_the_sheet_where_it_was(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    rows = [*REVENUE, *([f"行业{k}", *[float(k + j) for j in range(5)]] for k in range(80))]
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", rows))
    page.view.scrollToBottom()
    at = page.view.verticalScrollBar().value()
    model = page.view.model()
    click_row(qtbot, page, 80)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(page.bar.buttons["unused"], LEFT)
    assert page.view.model() is model
    assert page.view.verticalScrollBar().value() == at


def test_series_say_what_will_be_used(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    from gxde_desktop.importing.summary import used_of

    rows = [["广西分行业主营业务收入（单位：万元）"], *REVENUE[2:]]
    bring(qtbot, window, write(tmp_path / "收入.xlsx", rows))
    used = used_of(table(window))
    assert [each.count for each in used] == [5, 5, 5]
    # 10.5 + 11.5 + 12.5 + 13.5 + 14.5 万元 in 亿元
    assert used[0].total == pytest.approx(62.5e-4, rel=1e-12)
    assert (used[2].smallest, used[2].largest) == (pytest.approx(30.5e-4), pytest.approx(34.5e-4))
    assert all(isinstance(series, AnnualSeries) for series in table(window).series)


def test_header_names_and_figures_are_chosen_on_the_sheet(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """A check row and a row of years that are none: said by clicks, each one a step."""
    rows: list[list[Any]] = [
        ["广西分行业主营业务收入（单位：万元）"],
        ["口径", "对照", 2011, 2012, 2013],
        ["序号", "行业", "2015年", "2016年", "2017年"],
        [1, "煤炭开采和洗选业", 10.5, 11.5, 12.5],
        [2, "食品制造业", 20.5, 21.5, 22.5],
        [3, "核对数", 31.0, 33.0, 35.0],
    ]
    page = bring(qtbot, window, write(tmp_path / "收入.xlsx", rows))

    def say(role: str) -> None:
        with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
            qtbot.mouseClick(page.bar.buttons[role], LEFT)

    click_row(qtbot, page, 2)
    say("header")
    across = page.view.horizontalHeader()
    at = QPoint(across.sectionViewportPosition(1) + 20, 8)
    qtbot.mouseClick(across.viewport(), LEFT, pos=at)
    assert page.bar.place.text() == tr("ui.correct.selected", cells="B:B")
    say("names")
    click_cell(qtbot, page, 3, 2)
    last = page.view.visualRect(page.view.model().index(4, 4)).center()
    qtbot.mouseClick(page.view.viewport(), LEFT, SHIFT, last)
    assert page.bar.place.text() == tr("ui.correct.selected", cells="C4:E5")
    say("area")
    found = table(window)
    assert names(found) == ["煤炭开采和洗选业", "食品制造业"]
    assert [series.values for series in found.series] == [(10.5, 11.5, 12.5), (20.5, 21.5, 22.5)]
    assert [series.years for series in found.series] == [(2015, 2016, 2017)] * 2
    (file,) = window.session.state.files
    assert [(a.field, a.value) for a in file.answers] == [
        ("header", "3:3"), ("names", "B"), ("area", "C4:E5"),
    ]  # fmt: skip
    for count in (2, 1, 0):
        window.session.undo()
        assert len(window.session.state.files[0].answers) == count
