"""Which sectors hold which asset: looked at, changed, refused, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.text import tr
from gxde_desktop.ui.concordance_dialog import (
    ASSETS,
    DIGITAL,
    FIRST_ASSET,
    GROUP_COLUMN,
    RESET,
    ConcordanceDialog,
)
from gxde_desktop.ui.window import MainWindow
from models.concordance import normal_name

from .conftest import SLOW, add_and_measure

CULTURE = "文化、体育和娱乐"


def opened(window: MainWindow, *, detailed: bool) -> ConcordanceDialog:
    """The dialog of a coarse table of the region, or of a detailed national one."""
    for file in window.session.state.files:
        for table in file.report.tables:
            names = () if table.raw is None else table.raw.names
            if names and (len(names) > 100 if detailed else CULTURE in names):
                window.session.choose_table(file.sha256, table.id)
                return ConcordanceDialog(window, window.session, table)
    pytest.fail("the sample has no such table")


def row_of(dialog: ConcordanceDialog, text: str) -> int:
    for row in range(dialog.table.rowCount()):
        item = dialog.table.item(row, 0)
        if item is not None and normal_name(item.text()) == normal_name(text):
            return row
    pytest.fail(text)


def text(dialog: ConcordanceDialog, row: int, column: int) -> str:
    item = dialog.table.item(row, column)
    assert item is not None
    return item.text()


def type_in(qtbot: QtBot, dialog: ConcordanceDialog, row: int, column: int, value: str) -> None:
    """As a person does: choose the cell, F2, type, Return."""
    table = dialog.table
    table.setFocus()
    table.setCurrentCell(row, column)
    item = table.item(row, column)
    assert item is not None
    table.editItem(item)
    editor = table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, value)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    # Qt commits what was typed when the key has been dealt with.
    qtbot.waitUntil(lambda: table.viewport().findChild(QLineEdit) is None, timeout=SLOW)


def test_a_detailed_table_is_changed_by_typing(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    dialog = opened(window, detailed=True)
    dialog.show()
    session = window.session
    computers = FIRST_ASSET + ASSETS.index("computers")
    rows = range(dialog.table.rowCount())
    row = next(row for row in rows if text(dialog, row, computers) == "1")
    name = normal_name(text(dialog, row, 0))
    assert text(dialog, row, FIRST_ASSET + ASSETS.index("software")) == "—"
    type_in(qtbot, dialog, row, computers, "60%")
    (own,) = session.state.concordances.values()
    assert own[name].assets["computers"] == 0.6
    assert text(dialog, row, 0).startswith("●")
    assert "1" in dialog.heading.text()
    type_in(qtbot, dialog, row, DIGITAL, "1.5")
    assert dialog.wrong.text()
    assert text(dialog, row, DIGITAL) == "1"
    type_in(qtbot, dialog, row, DIGITAL, "abc")
    assert "abc" in dialog.wrong.text()
    session.undo()
    assert text(dialog, row, computers) == "1"
    assert not session.state.concordances
    session.redo()
    qtbot.mouseClick(dialog.table.cellWidget(row, RESET), Qt.MouseButton.LeftButton)
    assert not session.state.concordances
    assert dialog.table.cellWidget(row, RESET) is None
    dialog.accept()


def test_a_coarse_table_has_groups_and_no_asset_shares(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    dialog = opened(window, detailed=False)
    dialog.show()
    row = row_of(dialog, CULTURE)
    box = dialog.table.cellWidget(row, GROUP_COLUMN)
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    box.activated.emit(box.currentIndex())
    (own,) = window.session.state.concordances.values()
    assert own[normal_name(CULTURE)].group == "software"
    assert {text(dialog, row, column) for column in range(FIRST_ASSET, DIGITAL)} == {"—"}
    type_in(qtbot, dialog, row, DIGITAL, "0.25")
    (own,) = window.session.state.concordances.values()
    assert own[normal_name(CULTURE)].digital == 0.25
    dialog.search.setText("文化")
    shown = [r for r in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(r)]
    assert shown == [row]
    dialog.search.clear()
    dialog.only_used.setChecked(True)
    shown = [r for r in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(r)]
    assert len(shown) == 3  # two of the classification, and the one moved here
    qtbot.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)
    assert not window.session.state.concordances
    assert dialog.windowTitle() == tr("ui.concordance.title")
    dialog.accept()
