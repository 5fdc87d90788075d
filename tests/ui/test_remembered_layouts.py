"""The second file of a layout asks nothing that was answered for the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.memory import MemoryFile
from gxde_desktop.text import tr
from gxde_desktop.ui.memory_dialog import MemoryDialog
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, issues
from .test_data_corrections import REVENUE, bring, button_of, click_row, names, table, write

LEFT = Qt.MouseButton.LeftButton


def yearly(years: range, unit: str = "") -> list[list[object]]:
    head: list[list[object]] = [[f"广西分行业主营业务收入{unit}"]]
    head.append(["行业", *(f"{year}年" for year in years)])
    body = [[str(row[0]), *(10.5 + k + y % 7 for y in years)] for k, row in enumerate(REVENUE[3:])]
    return [*head, *body]


def answer_first(qtbot: QtBot, window: MainWindow, text: str) -> None:
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(button_of(qtbot, issues(window), text), LEFT)


def kept(window: MainWindow, path: Path) -> list[tuple[str, str]]:
    window.session.remembering.wait()
    return [(a.field, a.value) for e in MemoryFile(path).load().entries for a in e.answers]


def test_next_year_asks_nothing_and_says_where_it_knows_from(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    store = tmp_path / "data" / "layouts.json"
    page = bring(qtbot, window, write(tmp_path / "收入2016.xlsx", yearly(range(2012, 2017))))
    assert [q.field for q in table(window).questions] == ["unit"]
    answer_first(qtbot, window, "万元")
    click_row(qtbot, page, 3)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(page.bar.buttons["unused"], LEFT)
    left = names(table(window))
    assert len(left) == 2
    assert kept(window, store) == [("unit", "万元"), ("unused", "4:4")]

    window.session.replace_project(type(window.session.project).create())
    bring(qtbot, window, write(tmp_path / "收入2017.xlsx", yearly(range(2012, 2018))))
    found = table(window)
    assert found.questions == ()
    assert names(found) == left
    assert {series.unit for series in found.series} == {"万元"}
    assert all("收入2016.xlsx" in answer.remembered for answer in found.remembered)
    assert all("unit" in series.assumed for series in found.series)
    assert button_of(qtbot, issues(window), tr("ui.memory.drop"))
    file = window.session.state.files[0]
    assert [(a.field, bool(a.remembered)) for a in file.answers] == [
        ("unit", True), ("unused", True),
    ]  # fmt: skip

    # Not for this file: it is asked again, one undoable step; the memory keeps it.
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(button_of(qtbot, issues(window), tr("ui.memory.drop")), LEFT)
    assert [q.field for q in table(window).questions] == ["unit"]
    assert len(kept(window, store)) == 2
    window.session.undo()
    assert table(window).questions == ()


def test_undo_forgets_and_redo_remembers(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    store = tmp_path / "data" / "layouts.json"
    bring(qtbot, window, write(tmp_path / "收入2016.xlsx", yearly(range(2012, 2017))))
    answer_first(qtbot, window, "亿元")
    assert kept(window, store) == [("unit", "亿元")]
    window.session.undo()
    assert kept(window, store) == []
    window.session.redo()
    assert kept(window, store) == [("unit", "亿元")]


def test_a_saved_project_keeps_what_was_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Opened where nothing is remembered, it reads the file as before."""
    store = tmp_path / "data" / "layouts.json"
    bring(qtbot, window, write(tmp_path / "收入2016.xlsx", yearly(range(2012, 2017))))
    answer_first(qtbot, window, "万元")
    bring(qtbot, window, write(tmp_path / "收入2017.xlsx", yearly(range(2012, 2018))))
    window.session.save(tmp_path / "甲.gxde")
    window.session.remembering.wait()
    store.unlink()
    assert window.open_project(tmp_path / "甲.gxde")
    second = window.session.state.files[1]
    assert [a.remembered.split(",")[0] for a in second.answers] == ["收入2016.xlsx"]
    assert second.report.tables[0].questions == ()
    assert kept(window, store) == []  # opening teaches nothing


def test_layouts_are_listed_and_forgotten(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    page = bring(qtbot, window, write(tmp_path / "收入2016.xlsx", yearly(range(2012, 2017))))
    answer_first(qtbot, window, "万元")
    window.session.remembering.wait()
    qtbot.mouseClick(page.memory_button, LEFT)
    dialog = page.findChild(MemoryDialog)
    assert isinstance(dialog, MemoryDialog)
    assert dialog.model.rowCount() == 1
    shown = [dialog.model.index(0, column).data() for column in range(4)]
    assert shown[:2] == ["收入2016.xlsx", "数据"]
    assert "万元" in shown[3]
    qtbot.mouseClick(dialog.forget, LEFT)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0, timeout=SLOW)
    dialog.enabled.setChecked(False)
    dialog.accept()
    assert window.session.remembering.path is None
    bring(qtbot, window, write(tmp_path / "利润.xlsx", yearly(range(2012, 2018))))
    answer_first(qtbot, window, "万元")
    assert kept(window, tmp_path / "data" / "layouts.json") == []


def test_a_damaged_memory_is_told_and_put_aside(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "layouts.json").write_text("{", encoding="utf-8")
    bring(qtbot, window, write(tmp_path / "收入2016.xlsx", yearly(range(2012, 2017))))
    answer_first(qtbot, window, "万元")
    assert kept(window, folder / "layouts.json") == [("unit", "万元")]
    assert [p.name for p in folder.iterdir() if "damaged" in p.name]
