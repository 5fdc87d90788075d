"""Command search, help, first steps and pages on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.text import tr
from gxde_desktop.ui.command_search import CommandSearch, Entry, matching
from gxde_desktop.ui.finding import entries_of, keys_of, last_figure, open_help
from gxde_desktop.ui.guide import KEY, PAGES
from gxde_desktop.ui.help_pages import CHAPTERS, help_pages
from gxde_desktop.ui.page_print import print_page
from gxde_desktop.ui.window import MainWindow
from models.parameters import ASSET_SPECS, GLOBAL_SPECS
from models.quantities import REGISTRY
from models.reading_points import POINTS

from .conftest import SLOW, add_and_measure


def search(qtbot: QtBot, window: MainWindow) -> CommandSearch:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(CommandSearch)), timeout=SLOW)
    return window.findChildren(CommandSearch)[-1]


def test_ctrl_k_finds_a_parameter_and_enter_goes_there(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    dialog = search(qtbot, window)
    dialog.line.setText("韦布尔 软件")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    page: Any = window.page("parameters")
    assert page.isVisible()
    field = page.editor("software.weibull_shape").field
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field, timeout=SLOW)


def test_arrows_choose_among_what_was_found(qtbot: QtBot, window: MainWindow) -> None:
    dialog = search(qtbot, window)
    qtbot.keyClicks(dialog.line, "export")  # the names in code are found, too
    assert dialog.shown
    second = dialog.shown[1]
    qtbot.keyClick(dialog.line, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 1
    assert second.title in dialog.list.currentItem().text()
    qtbot.keyClick(dialog.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=SLOW)


def test_where_nothing_matches_it_says_so_and_enter_does_nothing(
    qtbot: QtBot, window: MainWindow
) -> None:
    dialog = search(qtbot, window)
    dialog.line.setText("没有这样的东西")
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        tr("ui.search.none")
    ]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(dialog.line, key)
    assert dialog.isVisible()
    dialog.line.setText("export")
    assert dialog.list.currentRow() == 0


def test_a_figure_is_found_by_name_and_derived(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    entry = next(e for e in entries_of(window) if e.kind == "quantity" and e.also == "stock_total")
    with qtbot.waitSignal(window.session.derive_wanted) as asked:
        entry.do()
    m = window.session.measurement
    assert m is not None
    assert asked.args == [("stock_total", (len(m.frame.years) - 1,))]
    assert window.context.currentWidget() is window.context.derivation


def test_what_begins_with_the_word_comes_first() -> None:
    entries = [Entry(title, "page", lambda: None, also) for title, also in
               (("a growth", ""), ("growth", ""), ("other", "growth"), ("none", ""))]  # fmt: skip
    assert [e.title for e in matching(entries, "Growth")] == ["growth", "a growth", "other"]
    assert matching(entries, "growth x") == []


def test_every_action_page_parameter_and_quantity_can_be_found(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    entries = entries_of(window)
    found = {entry.also for entry in entries}
    assert {"save", "compute", "data", "scenarios", "growth"} <= found
    assert {*GLOBAL_SPECS, *(f"software.{name}" for name in ASSET_SPECS), *REGISTRY} <= found
    assert all(entry.title for entry in entries)


def test_a_quantity_without_any_value_has_no_figure(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    m = window.session.measurement
    assert m is not None
    for key in REGISTRY:
        figure = last_figure(m, key)
        assert figure is None or m.at(*figure) == m.at(*figure)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_has_every_parameter_reading_and_quantity(
    window: MainWindow, language: str
) -> None:
    window.set_language(language)
    pages = help_pages(keys_of(window))
    keys = {page.key for page in pages}
    assert len(keys) == len(pages)
    assert {f"parameter.{name}" for name in (*ASSET_SPECS, *GLOBAL_SPECS)} <= keys
    assert {f"reading.{point.key}" for point in POINTS} <= keys
    assert {f"quantity.{key}" for key in REGISTRY} <= keys
    assert {page.chapter for page in pages} == set(CHAPTERS)
    assert all(page.title and page.html for page in pages)
    assert any("Ctrl+K" in page.html for page in pages)


def test_the_help_is_searched_and_opens_where_a_person_is(qtbot: QtBot, window: MainWindow) -> None:
    window.session.help_wanted.emit("parameter.software.beta")
    window.show_help()
    dialog = window.findChildren(type(open_help(window)))[0]
    assert tr("parameter.beta.title") in dialog.text.toPlainText()
    dialog.search.setText("退役 标准差")
    shown = dialog.shown()
    assert "parameter.sigma" in shown
    assert "parameter.alpha" not in shown
    dialog.search.setText("没有这样的词")
    assert dialog.shown() == ()
    assert tr("ui.help.nothing") in dialog.text.toPlainText()


def test_first_steps_go_through_three_pages_and_come_by_themselves_once(
    qtbot: QtBot, window: MainWindow
) -> None:
    guide = window.guide
    guide.first_time()
    seen = []
    while guide.place is not None:
        seen.append(PAGES[guide.place])
        assert window.stack.currentWidget() is window.page(seen[-1])
        qtbot.mouseClick(window.notices.buttons(KEY)[-2], Qt.MouseButton.LeftButton)
    assert seen == list(PAGES)
    guide.first_time()
    assert guide.place is None
    window.named_actions()["guide"].trigger()
    assert guide.place == 0
    qtbot.mouseClick(window.notices.buttons(KEY)[-1], Qt.MouseButton.LeftButton)
    assert guide.place is None


def test_a_page_is_written_as_pdf_and_a_folder_that_is_not_there_is_told(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    page = window.page("results")
    assert print_page(page, tmp_path / "page.pdf", "x", "y")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert not print_page(page, tmp_path / "none" / "page.pdf", "x", "y")
