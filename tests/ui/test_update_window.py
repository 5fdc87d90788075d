"""Update from source in the window: noticed, shown cell by cell, taken or not, undone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gxde_desktop.text import tr
from gxde_desktop.ui.source_notice import KEY
from gxde_desktop.ui.update_dialog import COLUMNS, UpdateDialog
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, drop

LEFT = Qt.MouseButton.LeftButton
HEAD = ("地区", "指标", "单位", 2015, 2016, 2017)
GDP = ("示例省", "地区生产总值", "亿元", 100.0, 110.0, 121.0)


def write(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年度"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def source(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Path:
    """A workbook that stands in the project and on disk."""
    path = write(tmp_path / "年报.xlsx", HEAD, GDP, ("说明：初步核算",))
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        drop(window, (path,))
    return path


def compared(qtbot: QtBot, window: MainWindow) -> UpdateDialog:
    qtbot.waitUntil(lambda: window.updater.dialog is not None, timeout=SLOW)
    dialog = window.updater.dialog
    assert dialog is not None
    return dialog


def shown(dialog: UpdateDialog) -> list[dict[str, str]]:
    table = dialog.model.content
    return [
        {name: table.cell(r, c).text for c, name in enumerate(COLUMNS)} for r in range(table.rows)
    ]


def digest(window: MainWindow) -> str:
    return window.session.state.files[0].sha256


def test_a_source_that_changed_is_noticed_shown_and_taken_in_one_step(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    before = window.session.state
    write(source, HEAD, (*GDP[:5], 121.9), ("说明：最终核实",))
    with qtbot.waitSignal(window.session.sources.looked, timeout=SLOW):
        window.session.sources.look()  # what coming back to the window does
    assert [notice.key for notice in window.notices.notices] == [KEY]
    assert source.name in window.notices.notices[0].text
    qtbot.mouseClick(window.notices.buttons(KEY)[0], LEFT)
    dialog = compared(qtbot, window)
    lines = shown(dialog)
    assert [(line["cell"], line["before"], line["after"]) for line in lines] == [
        ("F2", "121.0", "121.9"),
        ("A3", "说明：初步核算", "说明：最终核实"),
    ]
    assert lines[0]["difference"] == "0.9"
    assert "地区生产总值" in lines[0]["use"]
    assert "2017" in lines[0]["use"]
    assert lines[1]["use"] == tr("ui.update.unused")
    assert window.session.state is before  # shown, not taken
    dialog.only_used.setChecked(True)
    assert len(shown(dialog)) == 1
    with qtbot.waitSignal(window.updater.finished, timeout=SLOW) as ended:
        qtbot.mouseClick(dialog.apply, LEFT)
    assert ended.args == [True]
    assert window.session.project.file_bytes(digest(window)) == source.read_bytes()
    qtbot.waitUntil(lambda: window.notices.notices == (), timeout=SLOW)
    step = window.session.project.undo_name
    assert step is not None
    assert step.code == "project.command.replace_file"
    window.session.undo()
    assert window.session.state.files == before.files
    # The old content is back, the source is newer again: it is noticed again.
    qtbot.waitUntil(lambda: window.notices.notices != (), timeout=SLOW)


def test_the_differences_can_be_copied_in_full(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    write(source, HEAD, (*GDP[:5], 121.123456789), ("说明：初步核算",))
    window.session.update_wanted.emit(digest(window))
    dialog = compared(qtbot, window)
    dialog.table.selectAll()
    dialog.table.setFocus()
    qtbot.keyClick(
        dialog.table, Qt.Key.Key_C,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    head, line = QApplication.clipboard().text().split("\n")
    assert head.split("\t")[1:] == [tr(f"ui.update.column.{name}") for name in COLUMNS]
    assert line.split("\t")[3:5] == ["121", "121.123456789"]
    dialog.reject()
    assert window.session.project.file_bytes(digest(window)) != source.read_bytes()


def test_a_notice_that_was_put_away_stays_away_until_something_else_changes(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    write(source, HEAD, (*GDP[:5], 121.9))
    with qtbot.waitSignal(window.session.sources.looked, timeout=SLOW):
        window.session.sources.look()
    qtbot.mouseClick(window.notices.buttons(KEY)[-1], LEFT)
    assert window.notices.notices == ()
    with qtbot.waitSignal(window.session.sources.looked, timeout=SLOW):
        window.session.sources.look()
    assert window.notices.notices == ()


def test_a_source_that_is_the_same_offers_nothing_to_take(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    window.session.update_wanted.emit(digest(window))
    dialog = compared(qtbot, window)
    assert dialog.summary.text() == tr("ui.update.same")
    assert not dialog.apply.isVisible()
    dialog.reject()
    assert window.notices.notices == ()


def test_a_source_that_is_gone_is_asked_for(
    qtbot: QtBot, window: MainWindow, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = write(source.parent / "年报（修订）.xlsx", HEAD, (*GDP[:5], 122.0))
    source.unlink()
    asked: list[str] = []

    def ask(parent: object, settings: object, name: str) -> Path:
        asked.append(name)
        return moved

    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_source", ask)
    window.session.update_wanted.emit(digest(window))
    dialog = compared(qtbot, window)
    assert asked == ["年报.xlsx"]
    assert shown(dialog)[0]["after"] == "122"
    qtbot.mouseClick(dialog.apply, LEFT)
    assert window.session.state.files[0].name == "年报（修订）.xlsx"
    # From now on the new file is the source.
    assert window.session.places.known_place(digest(window)) == moved


def test_a_source_that_cannot_be_read_leaves_the_project_and_offers_another(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    before = window.session.state
    source.write_bytes(b"no workbook")
    with qtbot.waitSignal(window.session.trouble, timeout=SLOW) as told:
        window.session.update_wanted.emit(digest(window))
    assert "年报.xlsx" in told.args[0].text
    texts = [choice.text() for choice in window.troubles[0].choices]
    assert texts == [tr("ui.update.choose_other"), tr("ui.trouble.retry")]
    assert window.session.state is before
    write(source, HEAD, (*GDP[:5], 123.0))
    qtbot.mouseClick(window.troubles[0].choices[1], LEFT)  # retry, now that it is whole
    assert shown(compared(qtbot, window))[0]["after"] == "123"
    window.updater.dialog.reject()  # type: ignore[union-attr]


def test_a_new_layout_says_that_its_questions_come_back(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    write(source, *((row[0], row[1], *row[3:]) for row in (HEAD, GDP)))  # no unit any more
    window.session.update_wanted.emit(digest(window))
    dialog = compared(qtbot, window)
    assert dialog.notes == [tr("ui.update.asked", count=1)]
    qtbot.mouseClick(dialog.apply, LEFT)
    table = window.session.state.files[0].report.tables[0]
    assert [question.field for question in table.questions] == ["unit"]


def test_where_a_file_came_from_is_no_part_of_the_project(
    window: MainWindow, source: Path, tmp_path: Path
) -> None:
    window.session.save(tmp_path / "p.gxde")
    assert str(tmp_path).encode() not in (tmp_path / "p.gxde").read_bytes()
    assert window.session.places.known_place(digest(window)) == source
