"""The uncertainty page as a person uses it: draw, look, cancel, change a distribution, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, AddScenario, SelectScenario, SetParameter
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.window import MainWindow
from models.distributions import RangeChoice
from models.quantities import REGISTRY
from models.uncertainty import Settings, bands

from .conftest import SLOW, add_and_measure

BETA = "computers.beta"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, recognised: AddFiles) -> Any:
    """The page with the sample measured and few draws asked for."""
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    results: Any = window.page("results")
    results.open_tab("uncertainty")
    found = results.tab("uncertainty")
    typed(qtbot, found.count, "60")
    typed(qtbot, found.sobol, "0")
    return found


def typed(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def drawn(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    qtbot.mouseClick(page.start, LEFT)
    ended(qtbot, window)


def ended(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.uncertainty.busy, timeout=SLOW)


def measured(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)


def cards(window: MainWindow) -> list[str]:
    results: Any = window.page("results")
    return [figure.interval for figure in results.tab("overview").figures]


def choose_range(page: Any, name: str) -> None:
    ranges = page._session.uncertainty.ranges()
    page.ranges.table.selectRow([one.name for one in ranges].index(name))


def test_bands_are_those_of_the_method_and_stand_under_the_headlines(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    assert page.fan.spec.drawable == ()
    results: Any = window.page("results")
    results.open_tab("overview")
    assert cards(window) == ["", "", "", ""]
    results.open_tab("uncertainty")
    typed(qtbot, page.seed, "5")
    drawn(qtbot, window, page)
    m = window.session.measurement
    assert m is not None
    expected = bands(m, Settings(60, seed=5)).quantiles["digital_economy"][1]
    last = m.frame.years.index(2021)
    outer, inner, median, own = page.fan.spec.curves
    for curve, bottom, top in ((outer, 0, 4), (inner, 1, 3)):
        assert curve.lower is not None
        assert (curve.lower[-1], curve.values[-1]) == (expected[last, bottom], expected[last, top])
    assert median.values[-1] == expected[last, 2]
    assert own.values[-1] == m.values["digital_economy"][1, last]
    assert page.tornado.spec.curves[0].values.size > 3
    results.open_tab("overview")
    window.session.derive_wanted.emit(("digital_economy", (1, last)))
    panel = window.context.derivation
    low, high = (numbers.show(float(x), 2) for x in expected[last, [0, 4]])
    qtbot.waitUntil(lambda: panel.interval.text() == f"90 % 区间 {low}–{high}", timeout=SLOW)
    scale = cards(window)[2]
    low, high = (numbers.show(float(x), 0) for x in expected[last, [0, 4]])
    assert scale == f"90 % 区间 {low}–{high}"


def test_what_is_out_of_date_says_so_and_is_current_again_when_undone(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    drawn(qtbot, window, page)
    assert not page.banner.isVisible()
    assert window.session.uncertainty.report() is not None
    results: Any = window.page("results")
    results.open_tab("overview")
    before = cards(window)
    window.session.apply(SetParameter(BETA, 0.75))
    assert cards(window) == ["", "", "", ""]  # at once, before anything is measured
    measured(qtbot, window)
    assert cards(window) == ["", "", "", ""]
    assert window.session.uncertainty.report() is None
    results.open_tab("uncertainty")
    assert page.banner.isVisible()
    for chart in (page.fan, page.tornado, page.indices):
        assert chart.spec.title.startswith("（旧）")
    window.session.undo()
    measured(qtbot, window)
    assert not page.banner.isVisible()
    assert not page.fan.spec.title.startswith("（旧）")
    results.open_tab("overview")
    assert cards(window) == before


def test_a_changed_distribution_makes_bands_out_of_date_too(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    drawn(qtbot, window, page)
    choose_range(page, BETA)
    typed(qtbot, page.editor.low, "0.75")
    assert page.banner.isVisible()
    window.session.undo()
    assert not page.banner.isVisible()


def test_a_scenario_finds_its_own_bands_again(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    drawn(qtbot, window, page)
    base = page.fan.spec.curves[0].values
    window.session.apply(AddScenario("另一"))
    window.session.apply(SetParameter(BETA, 0.7))
    measured(qtbot, window)
    drawn(qtbot, window, page)
    assert not np.array_equal(page.fan.spec.curves[0].values, base)
    window.session.apply(SelectScenario(None))
    measured(qtbot, window)
    assert window.session.uncertainty.standing == Standing.CURRENT
    np.testing.assert_array_equal(page.fan.spec.curves[0].values, base)


def test_cancel_keeps_what_was_there(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    drawn(qtbot, window, page)
    before = page.fan.spec.curves[0].values
    typed(qtbot, page.count, "100000")
    qtbot.mouseClick(page.start, LEFT)
    assert page.stop.isVisible()
    qtbot.mouseClick(page.stop, LEFT)
    ended(qtbot, window)
    assert page.start.isVisible()
    assert not page.stop.isVisible()
    assert window.session.uncertainty.standing == Standing.CURRENT
    np.testing.assert_array_equal(page.fan.spec.curves[0].values, before)


def test_the_status_line_stops_draws_too(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    typed(qtbot, page.count, "100000")
    qtbot.mouseClick(page.start, LEFT)
    assert window.status.cancel_button.isVisible()
    qtbot.mouseClick(window.status.cancel_button, LEFT)
    ended(qtbot, window)
    assert window.session.uncertainty.standing == Standing.EMPTY


def test_a_distribution_is_changed_by_keyboard_and_undone(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    choose_range(page, BETA)
    editor = page.editor
    assert editor.name.text() == "计算机 役龄效率 β"
    assert (editor.low.text(), editor.high.text()) == ("0.7", "0.9")
    editor.family.setFocus()
    qtbot.keyClick(editor.family, Qt.Key.Key_Down)
    typed(qtbot, editor.high, "0.95")
    assert dict(window.session.state.ranges) == {BETA: RangeChoice("uniform", (0.7, 0.95))}
    row = page.ranges.table.currentIndex().row()
    assert page.ranges.model.content.cell(row, 0).text == "均匀分布 *"
    assert editor.reset.isEnabled()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    editor.high.setFocus()
    qtbot.keyClick(editor.high, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.state.ranges[BETA] == RangeChoice("uniform", (0.7, 0.9))
    qtbot.mouseClick(editor.reset, LEFT)
    assert dict(window.session.state.ranges) == {}
    assert not editor.reset.isEnabled()


def test_what_was_fixed_gets_a_range_it_can_have(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    choose_range(page, "tfp_weight")
    assert not page.editor.low.isVisible()
    page.editor.family.setFocus()
    qtbot.keyClick(page.editor.family, Qt.Key.Key_Home)
    assert window.session.state.ranges["tfp_weight"] == RangeChoice("triangular", (0.0, 0.1))
    choose_range(page, "conversion_ratio.software")
    assert page.editor.deviation.text() == "0.05"
    assert not page.editor.low.isVisible()
    typed(qtbot, page.editor.deviation, "0.1")
    assert window.session.state.ranges["conversion_ratio.software"] == RangeChoice("wander", (0.1,))


@pytest.mark.parametrize(
    ("text", "said"), [("abc", "不是数字"), ("0.95", "应小于上限"), ("-1", "超出")]
)
def test_a_number_that_cannot_be_is_said_in_place_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, page: Any, text: str, said: str
) -> None:
    choose_range(page, BETA)
    typed(qtbot, page.editor.low, text)
    assert page.editor.wrong.isVisible()
    assert said in page.editor.wrong.text()
    assert dict(window.session.state.ranges) == {}
    assert window.troubles == ()


def test_a_value_outside_of_its_range_is_named_and_nothing_is_drawn(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    choose_range(page, BETA)
    typed(qtbot, page.editor.high, "0.85")
    window.session.apply(SetParameter(BETA, 0.9))
    measured(qtbot, window)
    row = page.ranges.table.currentIndex().row()
    assert page.ranges.model.content.cell(row, 1).tone == "wrong"
    qtbot.mouseClick(page.start, LEFT)
    assert page.banner.isVisible()
    assert "役龄效率 β 的现值 0.9 不在其分布范围" in page.banner_text.text()
    assert not window.session.uncertainty.busy


def test_numbers_of_draws_that_cannot_be_start_nothing(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    typed(qtbot, page.count, "3")
    qtbot.mouseClick(page.start, LEFT)
    assert not window.session.uncertainty.busy
    assert page.count.property("wrong") == "true"


def test_figures_and_years_are_chosen_and_copied(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    typed(qtbot, page.sobol, "8")
    drawn(qtbot, window, page)
    titles = [page.figure.itemText(i) for i in range(page.figure.count())]
    page.figure.setFocus()
    qtbot.keyClick(page.figure, Qt.Key.Key_Home)
    assert page.fan.spec.title == titles[0]
    page.fan.copy_data()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[1:3] == ["90 % 区间 下限", "90 % 区间 上限"]
    assert float(lines[-1].split("\t")[1]) == page.fan.spec.curves[0].lower[-1]
    page.place.setFocus()
    qtbot.keyClick(page.place, Qt.Key.Key_Home)
    assert page.place.currentText() in page.tornado.spec.title
    intervals = next(i for i, each in enumerate(page._choices) if each.axis == "interval")
    page.figure.setCurrentIndex(intervals)
    page.figure.activated.emit(intervals)
    assert page.fan.spec.x_labels == ("2007–2012", "2012–2017")
    assert page.indices.spec.drawable


def test_a_bar_says_its_whole_name_and_both_ends(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    drawn(qtbot, window, page)
    chart = page.tornado
    box = chart.plot.getViewBox()
    place = box.mapViewToScene(chart.plot.scene_place(0))
    inside = chart.plot.mapFromScene(chart.plot.scene_place(0)) - QPoint(20, 0)
    qtbot.mouseMove(chart.plot.viewport(), inside)
    assert place is not None
    qtbot.waitUntil(chart._readout.isVisible, timeout=SLOW)
    text = chart._readout.text()
    assert chart.spec.x_labels[0] in text
    assert "取 95 % 分位" in text


def test_the_page_speaks_english_in_the_dark(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    drawn(qtbot, window, page)
    window.set_language("en")
    window.set_theme("dark")
    results: Any = window.page("results")
    results.open_tab("uncertainty")
    found = results.tab("uncertainty")
    qtbot.waitUntil(lambda: found.start.text() == "Draw again", timeout=SLOW)
    assert found.fan.spec.curves[0].name == "90 % band"
    assert found.count.text() == "60"
    window.set_theme("light")


def test_any_figure_that_was_clicked_can_have_bands(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    """A user cost of one industry: no headline, and drawn when it is asked for."""
    drawn(qtbot, window, page)
    m = window.session.measurement
    assert m is not None
    figure = (
        "user_cost",
        m.positions("user_cost", "software", m.frame.labels("industry")[3], 2017),
    )
    window.session.derive_wanted.emit(figure)
    last = page.figure.count() - 1
    assert page.figure.itemText(last).startswith("点选的数字：使用者成本")
    page.figure.setCurrentIndex(last)
    page.figure.activated.emit(last)
    assert page.fan.spec.drawable == ()
    drawn(qtbot, window, page)
    expected = bands(m, Settings(60, seed=1), ("user_cost",)).quantiles["user_cost"][figure[1]]
    position = page.fan.spec.x.tolist().index(2017)
    assert page.fan.spec.curves[0].values[position] == expected[4]
    assert page.tornado.spec.drawable


def test_the_exported_workbook_has_current_bands_and_no_others(
    qtbot: QtBot, window: MainWindow, page: Any, tmp_path: Path
) -> None:
    drawn(qtbot, window, page)

    def exported(name: str) -> list[str]:
        path = tmp_path / name
        with qtbot.waitSignal(window.session.exporter.finished, timeout=2 * SLOW) as signal:
            window.session.exporter.export(path, "zh")
        assert signal.args == [path]
        return list(openpyxl.load_workbook(path, read_only=True).sheetnames)

    assert "不确定性" in exported("current.xlsx")
    window.session.apply(SetParameter(BETA, 0.75))
    measured(qtbot, window)
    assert "不确定性" not in exported("changed.xlsx")


def test_what_was_read_from_a_file_is_not_offered(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    drawn(qtbot, window, page)
    count = page.figure.count()
    source = next(each for each in REGISTRY.values() if each.is_input and len(each.axes) == 2)
    window.session.derive_wanted.emit((source.key, (0, 5)))
    assert page.figure.count() == count
