"""The main job by mouse and keyboard alone, in both languages, on the sample and on real files:
open workbooks, answer what is asked, change a parameter, look, derive, export, save.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.issues import issues_of
from gxde_desktop.ui.result_pages import groups
from gxde_desktop.ui.tables import CELL_ROLE
from gxde_desktop.ui.widgets import Card
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, issues

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def in_file_dialog(text: str) -> None:
    """Once a file dialog is open: paste names into it and press Enter."""

    def work() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(50, work)
            return
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(name, Qt.Key.Key_A, CTRL)
        QTest.keyClick(name, Qt.Key.Key_V, CTRL)
        QTest.keyClick(name, Qt.Key.Key_Return)

    QTimer.singleShot(50, work)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Any = CTRL) -> None:
    # A virtual screen has no window manager: nobody gives a window back what its dialog took.
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=SLOW)
    if not window.isActiveWindow():
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    at: QWidget = QApplication.focusWidget() or window
    qtbot.keyClick(at, key, modifier)


def paste(qtbot: QtBot, field: QWidget, text: str) -> None:
    qtbot.mouseClick(field, LEFT)
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(field, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(field, Qt.Key.Key_V, CTRL)


def has_children(item: QTreeWidgetItem) -> bool:
    return item.childCount() > 0


def current(window: MainWindow) -> Callable[[], bool]:
    return lambda: window.session.standing == Standing.CURRENT


SAID = {
    "固定资产投资价格指数_分省.xlsx": ("上年=100",),
    "地区生产总值_分省年度数据.xls": ("地区生产总值", "亿元"),
    "广西_主营业务收入_分行业.xls": ("万元",),
    "固定资本形成总额_分省.xlsx": ("亿元",),
    "全国2007_135部门_多表.xls": ("全国",),
}
"""What a person knows of the official files and they do not say, by their names."""


def right_answers(window: MainWindow) -> list[QPushButton]:
    """The button of the right answer, of every card that asks something."""
    found: list[QPushButton] = []
    for card in issues(window).findChildren(Card):
        words = [each.text() for each in card.findChildren(QLabel)]
        file = next((name for name in SAID if words and words[0].startswith(name)), "")
        found += [
            button
            for button in card.findChildren(QPushButton)
            if button.text() in SAID.get(file, ()) and button.isVisibleTo(window)
        ]
    return found


def answer_everything(qtbot: QtBot, window: MainWindow) -> int:
    """Answer what the files do not say, one card after another, by mouse or by Space."""
    session, answered = window.session, 0
    while issues_of(session.state.files, session.assembly, None).asked:
        qtbot.waitUntil(lambda: bool(right_answers(window)), timeout=SLOW)
        button = right_answers(window)[0]
        issues(window).ensureWidgetVisible(button)
        with qtbot.waitSignal(session.importer.finished, timeout=60_000):
            if answered % 2:
                button.setFocus(Qt.FocusReason.TabFocusReason)
                qtbot.keyClick(button, Qt.Key.Key_Space)
            else:
                qtbot.mouseClick(button, LEFT)
        answered += 1
    return answered


def do_the_job(
    qtbot: QtBot, window: MainWindow, files: list[Path], folder: Path, questions: int = 0
) -> None:
    session = window.session
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)

    # Open workbooks.
    in_file_dialog(" ".join(f'"{path}"' for path in files))
    with qtbot.waitSignal(session.importer.finished, timeout=60_000):
        press(qtbot, window, Qt.Key.Key_I)
    assert len(session.state.files) == len(files)
    qtbot.waitUntil(current(window), timeout=SLOW)
    assert answer_everything(qtbot, window) == questions
    qtbot.waitUntil(current(window), timeout=SLOW)

    # Change a parameter by typing, take it back and do it again.
    press(qtbot, window, Qt.Key.Key_2)
    parameters: Any = window.page("parameters")
    assert parameters.isVisible()
    field = parameters.editor("software.beta").field
    before = parameters.figure.text()
    told = before != numbers.MISSING  # official files alone lack the prices of software

    def shows(beta: float) -> bool:
        m = session.measurement
        same = m is not None and m.parameters.assets["software"].beta == beta
        return same and (not told or (parameters.figure.text() == before) == (beta == 0.8))

    qtbot.mouseClick(field, LEFT)
    qtbot.keyClick(field, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(field, "0.65")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(0.65), timeout=SLOW)
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: shows(0.8), timeout=SLOW)
    press(qtbot, window, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: shows(0.65), timeout=SLOW)
    assert session.state.parameters.assets["software"].beta == 0.65

    # Look at every result.
    press(qtbot, window, Qt.Key.Key_3)
    results: Any = window.page("results")
    for place, (group, pages) in enumerate(groups().items()):
        bar = results.tabs.bar
        if not bar.isTabVisible(place):
            continue  # in the menu at the end of the row: no room in this window
        qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())
        assert results.tabs.current == group
        for page in pages if len(pages) > 1 else ():
            qtbot.mouseClick(results.parts[page.key], LEFT)
            assert results.tab(page.key).isVisible()

    # A figure down to its source cell.
    capital = list(groups()).index("capital")
    qtbot.mouseClick(results.tabs.bar, LEFT, pos=results.tabs.bar.tabRect(capital).center())
    qtbot.mouseClick(results.parts["benchmark"], LEFT)
    table = results.tab("benchmark").table
    index = table.model().index(0, 0)
    assert index.data(CELL_ROLE).value is not None
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())
    tree = window.context.derivation.tree
    qtbot.waitUntil(lambda: tree.topLevelItemCount() > 0, timeout=SLOW)
    item, opened = tree.topLevelItem(0), 0
    while "!" not in item.text(0) and opened < 12:  # the line of a source is SHEET!CELL · FILE
        tree.setCurrentItem(item)
        qtbot.keyClick(tree, Qt.Key.Key_Right)
        qtbot.waitUntil(partial(has_children, item), timeout=SLOW)
        item, opened = item.child(0), opened + 1
    line = tree.visualItemRect(item).center()
    qtbot.mouseClick(tree.viewport(), LEFT, pos=line)
    qtbot.mouseDClick(tree.viewport(), LEFT, pos=line)
    qtbot.waitUntil(window.page("data").isVisible, timeout=SLOW)

    # Export and save.
    press(qtbot, window, Qt.Key.Key_5)
    export: Any = window.page("export")
    workbook = folder / "结果.xlsx"
    paste(qtbot, export.target, str(workbook))
    with qtbot.waitSignal(session.exporter.finished, timeout=120_000) as ended:
        qtbot.mouseClick(export.start, LEFT, pos=QPoint(5, 5))
    assert ended.args == [workbook]
    assert len(openpyxl.load_workbook(workbook, read_only=True).sheetnames) > 5
    project = folder / "项目.gxde"
    in_file_dialog(str(project))
    press(qtbot, window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: session.project.path == project, timeout=SLOW)
    assert not session.project.modified


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_main_job_on_the_sample_by_mouse_and_keyboard(
    qtbot: QtBot,
    window: MainWindow,
    sample_files: tuple[Path, ...],
    tmp_path: Path,
    language: str,
) -> None:
    window.set_language(language)
    do_the_job(qtbot, window, list(sample_files), tmp_path)


@pytest.mark.timeout(400)
def test_the_main_job_on_official_files_by_mouse_and_keyboard(
    qtbot: QtBot, window: MainWindow, real_data: Path, tmp_path: Path
) -> None:
    left_out = ("取整", "MHTML", "2005")  # the same tables in other clothes
    files = [
        path
        for path in sorted((*real_data.glob("年度数据/*"), *real_data.glob("投入产出表/*")))
        if not any(word in path.name for word in left_out)
    ]
    do_the_job(qtbot, window, files, tmp_path, questions=7)
    assembly = window.session.assembly
    assert assembly is not None
    for role, text in (("indicator.gdp", "地区生产总值"), ("price.nonict", "固定资产投资价格指数")):
        chosen = assembly.role(role).chosen
        assert chosen is not None
        assert text in chosen.series.name
    output = assembly.role("indicator.electronics").chosen
    assert output is not None
    assert output.series.unit == "万元"
