"""The page of readings: what a person sees of every reading, and does with one."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, SetParameter, SetParameters
from gxde_desktop.project.published import example
from gxde_desktop.project.readings import scenario_of_reading, use_reading
from gxde_desktop.text import tr
from gxde_desktop.ui.cells import Cell
from gxde_desktop.ui.reading_help import ReadingHelp
from gxde_desktop.ui.reading_view import ReadingKey, together_table
from gxde_desktop.ui.tables import CELL_ROLE
from gxde_desktop.ui.window import MainWindow
from models.reading_points import POINTS
from models.readings import chosen

from .conftest import SLOW, add_and_measure

BY_KEY = {point.key: point for point in POINTS}
LEFT = Qt.MouseButton.LeftButton
REPORT = 4 * SLOW
"""A report is some 160 measurements."""


@pytest.fixture(scope="module")
def made() -> list[Any]:
    """The report of the sample, once a page has made it; the other pages are handed it."""
    return []


@pytest.fixture
def page(
    qtbot: QtBot,
    window: MainWindow,
    recognised: AddFiles,
    made: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """The page on the sample, its report made. What the test asks for later is made anew."""
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    results: Any = window.page("results")
    with monkeypatch.context() as patched:
        if made:
            patched.setattr("gxde_desktop.ui.reading_report.readings_of", lambda *_, **__: made[0])
        results.open_tab("readings")
        tab = results.tab("readings")
        qtbot.waitUntil(lambda: tab.work.current, timeout=REPORT)
    made[:] = [tab.work.report]
    return tab


def row_of(page: Any, point: str, reading: str) -> int:
    for row in range(page.rows.rowCount()):
        cell = page.rows.index(row, 1).data(CELL_ROLE)
        if cell.key == ReadingKey(point, reading):
            return row
    raise AssertionError((point, reading))


def cell(page: Any, row: int, column: int) -> Cell:
    found = page.rows.index(row, column).data(CELL_ROLE)
    assert isinstance(found, Cell)
    return found


def help_of(window: MainWindow) -> ReadingHelp:
    found = window.context.help.findChildren(ReadingHelp)
    return found[-1]  # those before it are on their way out


def choose(qtbot: QtBot, page: Any, point: str, reading: str) -> None:
    index = page.rows.index(row_of(page, point, reading), 1)
    page.table.scrollTo(index)
    centre = page.table.visualRect(index).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=centre)


def test_every_reading_is_a_row_with_what_it_changes(page: Any) -> None:
    report = page.work.report
    data_decide = sum(not point.selectable for point in POINTS)
    assert page.rows.rowCount() == len(report.alternatives) + data_decide
    column = page.column
    for point, reading in (("retirement", "printed"), ("allocation", "output")):
        figures = next(
            a.figures for a in report.alternatives if (a.point, a.reading) == (point, reading)
        )
        row = row_of(page, point, reading)
        relative = report.relative(figures, column)
        assert cell(page, row, 2).value == pytest.approx(100 * relative)
        assert cell(page, row, 3).value == pytest.approx(report.delta(figures, column))
        assert cell(page, row, 4).value == pytest.approx(figures.values[column])
    missing = cell(page, row_of(page, "allocation", "matrix"), 4)
    assert missing.value is None
    assert missing.tip  # says what it needs


def test_rows_are_sorted_by_what_they_change(page: Any) -> None:
    page.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    values = [cell(page, row, 2).value for row in range(page.rows.rowCount())]
    numbers = [value for value in values if isinstance(value, float)]
    assert numbers == sorted(numbers, reverse=True)
    assert values[: len(numbers)] == numbers  # what has no figure stands last


def test_another_figure_and_year_are_shown_from_the_same_report(page: Any) -> None:
    report = page.work.report
    page.headline.setCurrentIndex(page.headline.findData("stock"))
    page.headline.activated.emit(0)
    page.place.setCurrentIndex(page.place.findText("2012"))
    page.place.activated.emit(0)
    assert page.column == report.column("stock", 2012)
    row = row_of(page, "efficiency", "geometric")
    figures = next(a.figures for a in report.alternatives if a.reading == "geometric")
    assert cell(page, row, 4).value == figures.values[page.column]
    assert page.work.report is report  # nothing was measured anew


def test_a_click_shows_the_paragraph_with_figures(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    choose(qtbot, page, "retirement", "weibull")
    assert window.context.currentWidget() is window.context.help
    shown = help_of(window)
    texts = [each.text() for each in shown.findChildren(QLabel)]
    assert tr("readings.retirement.title") in texts
    assert any(tr("readings.retirement.text") in text for text in texts)
    assert any(tr("readings.retirement.weibull.means") in text for text in texts)
    assert tr("choice.retirement.weibull") in shown.text
    qtbot.mouseClick(shown.copy, LEFT)
    from PySide6.QtGui import QGuiApplication

    assert QGuiApplication.clipboard().text() == shown.text


def test_a_reading_is_used_as_one_step_and_undone(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    session = window.session
    assert tr("ui.status.readings_default", count=sum(p.selectable for p in POINTS)) in facts(
        window
    )
    choose(qtbot, page, "sigma", "quarter_of_life")
    before = session.readings.report
    qtbot.mouseClick(help_of(window).use, LEFT)
    assert session.state.parameters.assets["software"].sigma_basis == "share"
    qtbot.waitUntil(lambda: page.work.current and page.work.report is not before, timeout=REPORT)
    report = session.readings.report
    assert report is not None
    assert report.standing("sigma").chosen == "quarter_of_life"
    assert tr("ui.status.readings_differ", count=1) in facts(window)
    assert not help_of(window).use.isEnabled()  # it holds now
    row = row_of(page, "sigma", "half_year")
    assert cell(page, row, 5).text == " · ".join(
        (tr("ui.readings.default"), tr("readings.printed.wholly"))
    )
    session.undo()
    assert session.state.parameters.assets["software"].sigma_basis == "years"


def test_a_reading_becomes_a_scenario_in_one_step(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    choose(qtbot, page, "timing", "mid_year")
    qtbot.mouseClick(help_of(window).scenario, LEFT)
    state = window.session.state
    assert [each.name for each in state.scenarios] == [state.active]
    assert state.parameters.assets["computers"].timing == "mid_year"
    assert state.base.parameters.assets["computers"].timing == "end_year"
    window.session.undo()
    assert window.session.state.scenarios == ()


def test_it_can_be_cancelled_and_started_again(qtbot: QtBot, window: MainWindow, page: Any) -> None:
    session = window.session
    session.apply(SetParameter("computers.beta", 0.7))
    assert page.work.busy
    qtbot.mouseClick(window.status.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not page.work.busy, timeout=REPORT)
    assert page.work.report is None
    assert page.again.isVisible()
    assert page.work.why == tr("ui.readings.cancelled")
    qtbot.mouseClick(page.again, LEFT)
    qtbot.waitUntil(lambda: page.work.current, timeout=REPORT)
    made = session.readings.report
    assert made is not None
    assert made.standing("beta").chosen is None


def test_nothing_is_measured_while_the_page_is_hidden(
    qtbot: QtBot, window: MainWindow, page: Any
) -> None:
    window.show_page("parameters")
    report = page.work.report
    window.session.apply(SetParameters({"all.beta": 0.5}))
    assert not page.work.busy
    assert page.work.report is report
    window.show_page("results")
    qtbot.waitUntil(lambda: page.work.current, timeout=REPORT)
    assert page.work.report.standing("beta").chosen == "half"


def test_the_rule_of_a_sector_is_set_where_the_concordances_have_it(
    window: MainWindow, page: Any
) -> None:
    """Sectors are decided for the whole project, so a scenario of one is refused."""
    session = window.session
    assembly = session.assembly
    assert assembly is not None
    assert assembly.dataset is not None
    point = BY_KEY["it_services"]
    reading = point.reading("software")
    session.apply(use_reading(session.state, assembly.dataset, point, reading))
    after = session.assembly
    assert after is not None
    assert after.dataset is not None
    assert chosen(point, session.state.parameters, after.dataset) is reading
    from gxde_desktop.project.errors import ProjectError

    with pytest.raises(ProjectError):
        scenario_of_reading(session.state, after.dataset, point, reading, "x")
    session.undo()
    assert chosen(point, session.state.parameters, assembly.dataset) is point.readings[0]


def test_what_was_published_stands_below_what_readings_reach(page: Any) -> None:
    report = page.work.report
    column = report.column("digital_economy.stock", 2017)
    before = together_table(report, column)
    shown = together_table(report, column, example("gx2022"))
    now, *readings = before.labels
    assert shown.labels == (now, tr("ui.readings.published"), *readings)
    _, delta, value, _ = shown.lines[1]
    assert value.value == 5200.0
    assert delta.value == pytest.approx(5200.0 - report.base.values[column])
    assert together_table(report, report.column("stock"), example("gx2022")).labels == before.labels


def facts(window: MainWindow) -> str:
    return " ".join(each.text() for each in window.status.findChildren(QLabel))
