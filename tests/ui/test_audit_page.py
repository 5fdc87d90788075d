"""The page of published figures: looked at, changed, undone, read from a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gxde_desktop.exporting.published_book import write_published
from gxde_desktop.project.commands import AddFiles, SetPublished
from gxde_desktop.project.published import example
from gxde_desktop.text import tr
from gxde_desktop.ui.audit_dialogs import CheckDialog, FigureDialog
from gxde_desktop.ui.audit_files import read_set, write_set
from gxde_desktop.ui.audit_page import AuditTab
from gxde_desktop.ui.tables import CELL_ROLE
from gxde_desktop.ui.window import MainWindow
from models.published import Claim, PublishedSet

from .conftest import SLOW, add_and_measure


@pytest.fixture
def tab(window: MainWindow) -> AuditTab:
    window.show_page("results")
    results: Any = window.page("results")
    results.open_tab("audit")
    made = results.tab("audit")
    assert isinstance(made, AuditTab)
    return made


def row_of(tab: AuditTab, text: str) -> int:
    model = tab.checks.model
    for row in range(model.rowCount()):
        if model.index(row, 1).data() == text:
            return row
    pytest.fail(text)


def verdict(tab: AuditTab, text: str) -> str:
    return str(tab.checks.model.index(row_of(tab, text), 0).data())


def said(tab: AuditTab) -> str:
    QApplication.processEvents()  # a layout shows what was put into it at the next turn
    return "\n".join(each.text() for each in tab.lines.findChildren(QLabel) if each.isVisible())


def in_dialog(kind: type, do: Any) -> None:
    """Once the dialog is open, type in it as `do` says and press its button."""

    def found() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(20, found)
            return
        do(dialog)
        dialog.fine.click()  # type: ignore[attr-defined]
        if dialog.isVisible():
            dialog.reject()  # type: ignore[attr-defined]

    QTimer.singleShot(0, found)


def test_without_data_the_page_says_what_to_do_and_takes_the_example(tab: AuditTab) -> None:
    assert tab.nothing.isVisible()
    tab.take("gx2022")
    assert not tab.nothing.isVisible()
    assert tab.checks.model.rowCount() == len(example("gx2022").claims)
    assert verdict(tab, "2017 年占 GDP 比重") == "✗ 不符"
    assert verdict(tab, "2021 年两部分之和") == "✓ 相符"
    tab.drop()
    assert tab.nothing.isVisible()


def test_a_check_says_formula_figures_result_and_places(tab: AuditTab) -> None:
    tab.take("gx2022")
    tab.checks.table.selectRow(row_of(tab, "2017 年占 GDP 比重"))
    text = said(tab)
    for part in ("100×数字经济规模[2017]÷地区生产总值[2017]", "= 100×5200÷17790.68", "29.229",
                 "25.5", "表 1 2017-2021", "5200亿元"):  # fmt: skip
        assert part in text


def test_the_tolerance_is_chosen_and_undone(window: MainWindow, tab: AuditTab) -> None:
    tab.take("gx2022")
    place = tab.tolerance.findData(1.0)
    tab.tolerance.setCurrentIndex(place)
    tab.tolerance.activated.emit(place)
    assert verdict(tab, "2021 年占比的提升") == "≈ 取整范围内"
    window.session.undo()
    assert verdict(tab, "2021 年占比的提升") == "✗ 不符"
    assert tab.tolerance.currentData() == 0.5


def test_a_person_adds_a_figure_and_a_check(window: MainWindow, tab: AuditTab) -> None:
    def figure(dialog: FigureDialog) -> None:
        assert not dialog.fine.isEnabled()
        dialog.name.setCurrentText("软件业务收入")
        dialog.year.setText("2021")
        dialog.value.setText("七百")
        assert not dialog.fine.isEnabled()
        assert "七百" in dialog.said.text()
        dialog.value.setText("700.5")
        assert "700.45" in dialog.said.text()

    def check(dialog: CheckDialog) -> None:
        dialog.formula.setPlainText("软件业务收入[2021]×")
        dialog.target.setCurrentText("软件业务收入[2020]")
        assert not dialog.fine.isEnabled()
        assert "第" in dialog.said.text()
        dialog.formula.setPlainText("软件业务收入[2021]×2")
        assert "无法核对" in dialog.said.text()
        dialog.target.setCurrentText("合计[2021]")

    tab.part.button(1).click()
    in_dialog(FigureDialog, figure)
    tab.add_new()
    tab.part.button(0).click()
    in_dialog(CheckDialog, check)
    tab.add_new()
    own = window.session.state.published
    assert own is not None
    assert [f.text for f in own.figures] == ["700.5"]
    assert own.claims == (Claim("check_1", "软件业务收入[2021]*2", "合计[2021]"),)
    assert tab.checks.model.index(0, 0).data() == "– 无法核对"
    window.session.undo()
    window.session.undo()
    assert window.session.state.published is None


def test_the_first_change_makes_the_example_the_projects_own(
    qtbot: QtBot, window: MainWindow, tab: AuditTab, recognised: AddFiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(
        "gxde_desktop.ui.audit_page.published_of",
        lambda state, region: state.published or example("gx2022"),
    )
    add_and_measure(qtbot, window, recognised)
    tab.refresh()
    assert window.session.state.published is None
    row = row_of(tab, "2021 年两部分之和")
    tab.checks.table.selectRow(row)
    tab.delete()
    own = window.session.state.published
    assert own is not None
    assert len(own.claims) == len(example("gx2022").claims) - 1
    window.session.undo()  # one step
    assert window.session.state.published is None


def test_a_computed_figure_leads_to_its_derivation(
    qtbot: QtBot, window: MainWindow, tab: AuditTab, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.session.apply(SetPublished(example("gx2022")))
    qtbot.waitUntil(lambda: tab.checks.model.rowCount() > 0, timeout=SLOW)
    row = row_of(tab, "2021 年产业数字化：规则二与公布")
    assert verdict(tab, "2021 年产业数字化：规则二与公布") == "✗ 不同"
    cell = tab.checks.model.index(row, 2).data(CELL_ROLE)
    m = window.session.measurement
    assert m is not None
    assert cell.value == m.value("industry_digitalisation", "compensation", 2021)
    tab.checks.table.selectRow(row)
    links = [b for b in tab.lines.findChildren(type(tab.add)) if b.property("kind") == "link"]
    with qtbot.waitSignal(window.session.derive_wanted, timeout=SLOW) as asked:
        links[-1].click()
    assert asked.args[0][0] == "industry_digitalisation"


def test_a_set_is_read_from_a_sheet_and_a_mistake_leaves_the_project(
    qtbot: QtBot, window: MainWindow, tab: AuditTab, tmp_path: Path
) -> None:
    path = tmp_path / "核对.xlsx"
    write_published(example("gx2022"), path)
    read_set(window.session, path)
    qtbot.waitUntil(lambda: window.session.state.published is not None, timeout=SLOW)
    assert window.session.state.published == example("gx2022")
    wrong = tmp_path / "错.csv"
    wrong.write_text("指标,年份,公布的数字\ngdp,2021,不详\n", encoding="utf-8")
    told: list[Any] = []
    window.session.trouble.disconnect()
    window.session.trouble.connect(told.append)
    read_set(window.session, wrong)
    qtbot.waitUntil(lambda: bool(told), timeout=SLOW)
    assert "C2" in told[0].text
    assert "不详" in told[0].text
    assert window.session.state.published == example("gx2022")


def test_a_template_is_written(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    with qtbot.waitSignal(window.session.told, timeout=SLOW):
        write_set(window.session, PublishedSet(), path)
    assert path.exists()


def test_the_page_is_reached_by_keyboard(qtbot: QtBot, window: MainWindow, tab: AuditTab) -> None:
    tab.take("gx2022")
    tab.checks.table.setFocus()
    tab.checks.table.selectRow(0)
    qtbot.keyClick(tab.checks.table, Qt.Key.Key_Down)
    assert tab.title.text() == "2021 年两部分之和"
    assert tab.modify.isEnabled()
    assert tr("ui.audit.checks") == tab.checks.table.accessibleName()
