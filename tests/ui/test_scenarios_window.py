"""Scenarios in the window: made, switched, compared, renamed, removed; every step undone."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import (
    AddFiles,
    AddScenario,
    SelectScenario,
    SetParameter,
)
from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Standing, StepState
from gxde_desktop.ui.scenario_dialog import ScenarioDialog
from gxde_desktop.ui.scenario_page import ScenarioPage
from gxde_desktop.ui.scenario_view import HEADLINES
from gxde_desktop.ui.window import MainWindow
from models.measurement import measure
from models.parameters import with_value

from .conftest import SLOW, add_and_measure

LEFT = Qt.MouseButton.LeftButton


def page_of(window: MainWindow) -> ScenarioPage:
    window.show_page("scenarios")
    page = window.page("scenarios")
    assert isinstance(page, ScenarioPage)
    return page


def settled(qtbot: QtBot, window: MainWindow) -> None:
    figures = window.session.scenario_figures
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    qtbot.waitUntil(lambda: figures.complete and len(figures.variants) > 0, timeout=SLOW)
    qtbot.waitUntil(lambda: page_of(window).settled, timeout=SLOW)


def entry(window: MainWindow, text: str) -> QAction:
    actions = window.top.picker.filled_menu().actions()  # type: ignore[attr-defined]
    return next(each for each in actions if each.text().strip() == text)


def named(window: MainWindow) -> ScenarioDialog:
    dialog = window.scenarios.dialog
    assert dialog is not None
    return dialog


def type_name(qtbot: QtBot, dialog: ScenarioDialog, name: str) -> None:
    dialog.field.selectAll()
    dialog.field.insert(name)  # as an input method does
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def row_of(key: str) -> int:
    return [each.key for each in HEADLINES].index(key)


@pytest.fixture
def two(qtbot: QtBot, window: MainWindow, recognised: AddFiles) -> ScenarioPage:
    """The base and a scenario with a lower β of software, compared on the page."""
    add_and_measure(qtbot, window, recognised)
    window.session.apply(AddScenario("低 β"))
    window.session.apply(SetParameter("software.beta", 0.5))
    page = page_of(window)
    settled(qtbot, window)
    return page


def test_without_scenarios_the_page_says_what_they_are(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    page = page_of(window)
    settled(qtbot, window)
    assert page.intro.isVisible()
    assert page.model.content.columns == 1  # the base alone
    assert window.rail.step("scenarios").state == StepState.EMPTY
    assert not page.remove.isEnabled()
    assert not page.rename.isEnabled()


def test_a_scenario_is_named_in_place_and_its_changes_are_its_own(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    session = window.session
    base = session.state.parameters
    entry(window, tr("ui.scenarios.add")).trigger()
    type_name(qtbot, named(window), "高折旧")
    assert session.state.active == "高折旧"
    assert "高折旧" in window.top.picker.text()
    session.apply(SetParameter("software.beta", 0.4))
    entry(window, tr("project.base")).trigger()
    assert session.state.active is None
    assert session.state.parameters == base
    entry(window, "高折旧").trigger()
    assert session.state.parameters.assets["software"].beta == 0.4
    # The parameters page marks what differs from the base, not from the preset alone.
    window.show_page("parameters")
    editor = window.page("parameters").editor("software.beta")  # type: ignore[attr-defined]
    assert editor.field.property("changed") == "true"
    for _ in range(3):
        session.undo()
    assert session.state.scenarios == ()


def test_a_name_that_is_taken_is_refused_while_it_is_typed(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.apply(AddScenario("低 β"))
    window.scenarios.add()
    dialog = named(window)
    assert dialog.fine.isEnabled()
    dialog.field.setText("低 β")
    assert not dialog.fine.isEnabled()
    assert "低 β" in dialog.wrong.text()
    dialog.field.setText("")
    assert not dialog.fine.isEnabled()
    assert dialog.wrong.text() == ""
    dialog.field.setText(tr("project.base"))
    assert not dialog.fine.isEnabled()
    dialog.reject()
    assert [each.name for each in window.session.state.scenarios] == ["低 β"]


def test_figures_and_changes_are_those_of_two_measurements(
    window: MainWindow, two: ScenarioPage
) -> None:
    assembly = window.session.assembly
    assert assembly is not None
    assert assembly.dataset is not None
    base = measure(assembly.dataset, window.session.state.base.parameters)
    low = measure(
        assembly.dataset, with_value(window.session.state.base.parameters, "software.beta", 0.5)
    )
    year = two.year.currentData()
    stock = [m.value("stock_total", year) for m in (base, low)]
    table = two.model.content
    row = row_of("stock_total")
    cells = [table.cell(row, column).value for column in range(4)]
    assert table.columns == 4
    assert cells[:2] == stock
    assert cells[2] == pytest.approx(stock[1] - stock[0])
    assert cells[3] == pytest.approx(100 * (stock[1] / stock[0] - 1))
    assert stock[1] < stock[0]
    assert table.cell(row, 2).text.startswith("−")
    share = row_of("gdp_share")
    assert table.cell(share, 3).value is None
    assert table.cell(share, 3).tip == tr("ui.scenarios.points_only")


def test_the_base_can_be_compared_with_the_scenario(window: MainWindow, two: ScenarioPage) -> None:
    row = row_of("stock_total")
    before = two.model.content.cell(row, 2).value
    two.compare_with("低 β")
    table = two.model.content
    assert table.column_header(0) == "低 β"
    after = table.cell(row, 2).value
    assert isinstance(before, float)
    assert isinstance(after, float)
    assert after == pytest.approx(-before)


def test_settings_that_differ_stand_with_both_values(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage
) -> None:
    table = two.decisions.model.content
    assert table.rows == 1
    assert "软件" in table.row_header(0)
    assert [table.cell(0, column).text for column in range(2)] == ["0.8", "0.5"]
    assert table.cell(0, 1).tone == "attention"
    assert table.cell(0, 0).tone == ""
    window.session.apply(SetParameter("software.beta", 0.8))
    qtbot.waitUntil(lambda: two.decisions.model.content.rows == 0, timeout=SLOW)
    assert two._same.isVisible()


def test_the_chart_lays_all_scenarios_over_each_other(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage
) -> None:
    place = two.series.findData("stock_total")
    two.series.setCurrentIndex(place)
    two.series.activated.emit(place)
    spec = two.chart.spec
    assert spec is not None
    assert [curve.name for curve in spec.curves] == [tr("project.base"), "低 β"]
    assert len({curve.colour for curve in spec.curves}) == 2
    base, low = (curve.values for curve in spec.curves)
    shown = [(a, b) for a, b in zip(base, low, strict=True) if math.isfinite(a)]
    assert shown
    assert all(b < a for a, b in shown[1:])


def test_switching_back_measures_nothing_and_shows_the_same_figures(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    first = session.measurement
    measured: list[object] = []
    real = session.results._measure

    def counted(*given: object) -> object:
        measured.append(given)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(session.results, "_measure", counted)
    session.apply(SelectScenario(None))
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    session.apply(SelectScenario("低 β"))
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    assert session.measurement is first
    assert measured == []


def test_a_scenario_without_data_says_why_instead_of_a_blank(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.apply(AddScenario("空"))
    page = page_of(window)
    qtbot.waitUntil(lambda: window.session.scenario_figures.complete, timeout=SLOW)
    qtbot.waitUntil(lambda: page.settled, timeout=SLOW)
    cell = page.model.content.cell(0, 0)
    assert cell.value is None
    assert cell.tip == tr("ui.results.nothing")
    assert tr("ui.results.nothing") in page._lacking.text()


def test_rename_duplicate_and_remove_are_steps_that_can_be_undone(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage
) -> None:
    session = window.session
    qtbot.mouseClick(two.rename, LEFT)
    type_name(qtbot, named(window), "低效率")
    assert [each.name for each in session.state.scenarios] == ["低效率"]
    qtbot.mouseClick(two.duplicate, LEFT)
    qtbot.keyClick(named(window).field, Qt.Key.Key_Return)
    assert len(session.state.scenarios) == 2
    copy = session.state.active
    assert copy is not None
    assert session.state.parameters.assets["software"].beta == 0.5
    settled(qtbot, window)
    assert two.model.content.columns == 7
    qtbot.mouseClick(two.remove, LEFT)
    assert [each.name for each in session.state.scenarios] == ["低效率"]
    step = session.project.undo_name
    assert step is not None
    assert step.code == "project.command.remove_scenario"
    session.undo()
    assert session.state.active == copy


def test_a_scenario_can_be_left_out_of_the_comparison(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage
) -> None:
    window.session.apply(AddScenario("第三"))
    settled(qtbot, window)
    assert two.model.content.columns == 7
    two.show_scenario("低 β", False)
    assert two.model.content.columns == 4
    assert two.shown.text() == tr("ui.scenarios.shown", count=2, all=3)
    two.show_scenario("低 β", True)
    assert two.model.content.columns == 7


def test_the_table_copies_with_headings_in_full_precision(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage
) -> None:
    two.table.selectAll()
    two.table.copy(headers=True)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert lines[0][1:] == [tr("project.base"), "低 β", "低 β Δ", "低 β Δ %"]
    assert len(lines) == 1 + len(HEADLINES)
    shown = two.model.content.cell(row_of("stock_total"), 1).value
    assert float(lines[1 + row_of("stock_total")][2]) == shown


def test_a_click_explains_figures_of_the_active_scenario_only(
    qtbot: QtBot, window: MainWindow, two: ScenarioPage
) -> None:
    table, row = two.model.content, row_of("stock_total")
    assert table.cell(row, 0).key is None  # the base is not what is looked at
    assert table.cell(row, 1).key is not None
    rect = two.table.visualRect(two.table.model().index(row, 1))
    with qtbot.waitSignal(window.session.derive_wanted, timeout=SLOW):
        qtbot.mouseClick(two.table.viewport(), LEFT, pos=rect.center())
