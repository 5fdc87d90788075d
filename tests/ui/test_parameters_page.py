"""The parameters page: groups, search, a block from Excel, what a change does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, SetParameter
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.effects_card import EffectsCard
from gxde_desktop.ui.parameter_groups import ASSET_GROUPS, GLOBAL_GROUPS, REST, grouped
from gxde_desktop.ui.parameter_paste import PasteDialog, pasted_values
from gxde_desktop.ui.window import MainWindow
from models import measure
from models.parameters import ASSET_SPECS, GLOBAL_SPECS, PRESETS, paths, value_of, with_value

from .conftest import SLOW, add_and_measure


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, recognised: AddFiles) -> Any:
    """The parameters page with the sample measured."""
    add_and_measure(qtbot, window, recognised)
    window.show_page("parameters")
    return window.page("parameters")


def test_every_parameter_is_in_exactly_one_group(page: Any, window: MainWindow) -> None:
    shown = [path for group in page.list.groups for path in group.paths]
    assert len(shown) == len(set(shown))
    assert set(paths(window.session.state.parameters)) <= set(shown)


@pytest.mark.parametrize(
    ("groups", "specs"), [(ASSET_GROUPS, ASSET_SPECS), (GLOBAL_GROUPS, GLOBAL_SPECS)]
)
def test_what_no_group_names_is_not_lost(groups: Any, specs: Any) -> None:
    found = grouped(groups, (*specs, "brand_new", "margin_2017"))
    assert sorted(name for names in found.values() for name in names) == sorted(
        (*specs, "brand_new", "margin_2017")
    )
    assert "brand_new" in found[REST]
    assert {name for names in groups.values() for name in names} <= set(specs)


def test_a_word_shows_the_parameters_it_is_found_in(qtbot: QtBot, page: Any) -> None:
    def seen() -> set[str]:
        return {
            path
            for group in page.list.groups
            if group.isVisible() and group.table is not None
            for path in group.table.paths
            if group.table.editor(path).isVisibleTo(page)
        }

    before = seen()
    assert "computers.weibull_shape" not in before  # folded: rarely used
    page.search.setText("韦布尔")  # what an input method hands over
    assert "computers.weibull_shape" in seen()
    assert "computers.service_life" not in seen()
    page.search.clear()
    assert seen() == before
    qtbot.keyClicks(page.search, "xyzzy")
    assert seen() == set()


def test_an_opened_group_is_open_again_in_another_language(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    start = next(group for group in page.list.groups if group.key == "start")
    qtbot.mouseClick(start.head, Qt.MouseButton.LeftButton)
    assert start.table.isVisible()
    window.set_language("en")
    again: Any = window.page("parameters")
    start = next(group for group in again.list.groups if group.key == "start")
    assert start.table is not None
    qtbot.waitUntil(start.table.isVisible, timeout=SLOW)


def test_a_block_from_excel_is_looked_at_then_written_as_one_step(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    before = window.session.state.parameters
    QGuiApplication.clipboard().setText("0.3\t0.25\t31%\r\n0.7\t0.75\t-1\r\n")
    page.go_to("computers.depreciation")
    field = page.editor("computers.depreciation").field
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(PasteDialog)
    assert dialog.taken == {
        "computers.depreciation": 0.3,
        "communications.depreciation": 0.25,
        "software.depreciation": 0.31,
        "computers.beta": 0.7,
        "communications.beta": 0.75,
    }
    assert window.session.state.parameters == before  # only looked at so far
    assert "1 处不能采用" in dialog.said.text()
    qtbot.mouseClick(dialog.accepting, Qt.MouseButton.LeftButton)
    now = window.session.state.parameters
    assert value_of(now, "software.depreciation") == 0.31
    assert value_of(now, "software.beta") == value_of(before, "software.beta")
    window.session.undo()
    assert window.session.state.parameters == before


def test_lines_with_names_go_to_their_parameters_and_headings_are_left_out() -> None:
    rows = [
        tuple(f"{asset}.{name}" for asset in ("computers", "communications", "software"))
        for name in ("service_life", "depreciation", "beta", "retirement")
    ]
    text = "参数\t计算机\t通信设备\t软件\n役龄效率 β\t0.5\t0.6\t0.7\n退役分布\t对数正态\t\tweibull"
    found = pasted_values(text, "computers.service_life", rows, PRESETS["gx2022"])
    assert {each.path: each.value for each in found if not each.problem} == {
        "computers.beta": 0.5,
        "communications.beta": 0.6,
        "software.beta": 0.7,
        "computers.retirement": "lognormal",
        "software.retirement": "weibull",
    }


def test_what_does_not_fit_the_table_is_told_and_not_written() -> None:
    rows = [("computers.beta", "communications.beta", "software.beta")]
    found = pasted_values("0.5\t0.6\n0.7\tx", "software.beta", rows, PRESETS["gx2022"])
    assert [(each.path, each.value) for each in found] == [
        ("software.beta", 0.5),
        ("", None),
        ("", None),
        ("", None),
    ]
    assert all(each.problem for each in found[1:])


def test_the_help_says_what_other_values_would_give(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    session = window.session
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    page.editor("software.beta").field.setFocus()
    qtbot.waitUntil(lambda: bool(session.effects.entries), timeout=SLOW)
    qtbot.waitUntil(lambda: not session.effects.busy, timeout=SLOW)
    card = window.context.help.findChild(EffectsCard)
    content = card.model.content
    shown = {content.cell(r, 0).text.split()[0]: content.cell(r, 1).value for r in range(4)}
    assert set(shown) == {"0.5", "0.65", "0.8", "0.95"}
    assert session.assembly is not None
    assert session.assembly.dataset is not None
    for value, figure in shown.items():
        parameters = with_value(session.state.parameters, "software.beta", float(value))
        alone = measure(session.assembly.dataset, parameters).values["stock_total"]
        assert figure == alone[-1]
    assert content.cell(2, 0).bold
    # A step later the table speaks of the parameters as they are then.
    session.apply(SetParameter("computers.beta", 0.5))
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    before = (None, "…", shown["0.5"])
    qtbot.waitUntil(lambda: card.model.content.cell(0, 1).value not in before, timeout=SLOW)


def test_the_headline_is_chosen_and_its_change_is_told_against_the_parent(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    session = window.session
    page.headline.setCurrentIndex(page.headline.findData("digital_economy"))
    page.headline.activated.emit(page.headline.currentIndex())
    m = session.measurement
    assert m is not None
    scale = m.values["digital_economy"][1]
    t = np.flatnonzero(np.isfinite(scale))[-1]
    last = float(scale[t])
    assert numbers.read(page.figure.text()) == pytest.approx(last, abs=0.05)
    assert page._delta.text() == ""
    session.apply(SetParameter("software.beta", 0.5))
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    qtbot.waitUntil(lambda: page._delta.text() != "", timeout=SLOW)
    now = session.measurement
    assert now is not None
    change = numbers.read(page._delta.text().split("（")[0])
    assert change == pytest.approx(now.values["digital_economy"][1, t] - last, abs=0.05)
    assert tr("preset.gx2022") in page._delta.toolTip()
