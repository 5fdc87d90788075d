"""The tabs of the results: every page is reached, and no tab is cut where there is little room."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, SetParameter
from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.fitting_tabs import FittingTabs
from gxde_desktop.ui.result_pages import PAGES, groups
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, add_and_measure


def test_every_page_of_the_results_is_reached_by_a_click(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    results: Any = window.page("results")
    for place, (group, pages) in enumerate(groups().items()):
        tabs = results.tabs.bar
        where = tabs.tabRect(place).center()
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=where)
        assert results.tabs.current == group
        shown = [key for key, part in results.parts.items() if part.isVisible()]
        assert shown == ([page.key for page in pages] if len(pages) > 1 else [])
        for page in pages:
            if len(pages) > 1:
                qtbot.mouseClick(results.parts[page.key], Qt.MouseButton.LeftButton)
            assert results.tab(page.key).isVisible()


def test_a_group_is_found_again_on_the_page_it_was_left_on(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    results: Any = window.page("results")
    results.open_tab("price")
    results.open_tab("growth")
    results.tabs.choose("capital")
    assert results.tab("price").isVisible()


@pytest.mark.parametrize("width", [200, 300, 420, 2000])
def test_tabs_without_room_are_in_the_menu_and_none_is_cut(qtbot: QtBot, width: int) -> None:
    tabs = FittingTabs("x")
    qtbot.addWidget(tabs)
    keys = [page.key for page in PAGES]
    for key in keys:
        tabs.add(key, key.capitalize())
    tabs.resize(width, 40)
    tabs.show()
    for key in keys:
        tabs.choose(key)
        assert tabs.current == key
        bar = tabs.bar
        seen = [place for place in range(bar.count()) if bar.isTabVisible(place)]
        assert keys.index(key) in seen
        assert all(bar.tabRect(place).right() < bar.width() for place in seen)
        in_menu = {action.text() for action in tabs.more.menu().actions()}
        assert in_menu == {bar.tabText(p) for p in range(bar.count()) if p not in seen}
        assert tabs.more.isVisible() == bool(in_menu)


def test_a_tab_in_the_menu_is_opened_from_there(qtbot: QtBot) -> None:
    tabs = FittingTabs("x")
    qtbot.addWidget(tabs)
    for key in ("first", "second", "third", "fourth"):
        tabs.add(key, key)
    tabs.resize(160, 40)
    tabs.show()
    last = tabs.more.menu().actions()[-1]
    assert last.text() == "fourth"
    with qtbot.waitSignal(tabs.chosen) as went:
        last.trigger()
    assert went.args == ["fourth"]
    assert tabs.bar.isTabVisible(3)


def test_figures_of_the_step_before_are_told_while_new_ones_are_late(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    results: Any = window.page("results")
    results.refresh()
    assert not results._banner.isVisible()
    go_on = threading.Event()
    measured = window.session.results._measure

    def slow(*given: Any) -> Any:
        go_on.wait(20)
        return measured(*given)

    monkeypatch.setattr(window.session.results, "_measure", slow)
    window.session.apply(SetParameter("software.beta", 0.5))
    qtbot.waitUntil(results._banner.isVisible, timeout=SLOW)
    assert results._banner_text.text() == tr("ui.results.recomputing")
    go_on.set()
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    assert not results._banner.isVisible()
