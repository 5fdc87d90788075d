"""A workbook comes back from its reviewer: dropped on an empty window, or on its project."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.options import ExportOptions, with_needs
from gxde_desktop.project.commands import AddFiles, SelectScenario, SetParameter
from gxde_desktop.text import in_language
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.own_notice import KEY
from gxde_desktop.ui.window import MainWindow
from models.parameters import value_of
from models.sources import address
from tests.support_recalculation import parameter_cell

from .conftest import SLOW, add_and_measure, drop

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def reviewed(qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path) -> Path:
    """The project's workbook, in which one parameter was changed."""
    add_and_measure(qtbot, window, recognised)
    window.session.apply(SetParameter("software.beta", 0.7))
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    target = tmp_path / "结果.xlsx"
    with qtbot.waitSignal(window.session.exporter.finished, timeout=2 * SLOW):
        window.session.exporter.export(target, "zh", ExportOptions(quantities=("stock_total",)))
    sheet, cell = parameter_cell(target, "computers_beta")
    book = openpyxl.load_workbook(target)
    book[sheet][cell] = 0.55
    book.save(target)
    return target


def test_a_review_dropped_on_its_project_is_offered_as_a_scenario(
    qtbot: QtBot, window: MainWindow, reviewed: Path
) -> None:
    session = window.session
    before = session.state
    with qtbot.waitSignal(session.importer.own_found, timeout=SLOW):
        drop(window, (reviewed,))
    assert session.state is before  # nothing is added, nothing changed until a person wants it
    (notice,) = (each for each in window.notices.notices if each.key == KEY)
    assert "0.8 → 0.55" in notice.text
    qtbot.mouseClick(window.notices.buttons(KEY)[0], LEFT)
    made = session.state
    assert made.files == before.files
    assert value_of(made.parameters, "computers.beta") == 0.55
    assert value_of(made.base.parameters, "computers.beta") == 0.8
    assert [each.name for each in made.scenarios] == ["审阅 结果"]
    assert KEY not in {each.key for each in window.notices.notices}
    session.undo()
    assert session.state == before


def test_inputs_of_a_review_are_taken_into_its_scenario_alone(
    qtbot: QtBot, window: MainWindow, reviewed: Path
) -> None:
    session = window.session
    before = session.measurement
    assert before is not None
    index = before.positions("indicator_printed", "software", 2010)
    with in_language("zh"):
        layout = lay_out(before, with_needs(("stock_total",)))
        sheet, row, column = layout.place("indicator_printed", index)
    was = before.at("indicator_printed", index)
    book = openpyxl.load_workbook(reviewed)
    book[sheet].cell(row + 1, column + 1, was * 2)
    book.save(reviewed)
    with qtbot.waitSignal(session.importer.own_found, timeout=SLOW):
        drop(window, (reviewed,))
    (notice,) = (each for each in window.notices.notices if each.key == KEY)
    assert f"{sheet}!{address(row, column)}" in notice.text
    qtbot.mouseClick(window.notices.buttons(KEY)[0], LEFT)
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    after = session.measurement
    assert after is not None
    assert after.at("indicator_printed", index) == was * 2
    origin = after.origin("indicator_printed", *index)
    assert origin is not None
    assert "结果.xlsx" in origin.changed
    session.apply(SelectScenario(None))
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    assert session.measurement is not None
    assert session.measurement.at("indicator_printed", index) == was


def test_dropped_on_an_empty_window_it_is_the_project(
    qtbot: QtBot, window: MainWindow, reviewed: Path
) -> None:
    session = window.session
    assert session.measurement is not None
    before, figures = session.state, session.measurement.values["stock_total"]
    while session.state.files:
        session.undo()
    with qtbot.waitSignal(session.importer.own_found, timeout=SLOW):
        drop(window, (reviewed,))
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    assert session.state.parameters == before.parameters
    assert [file.name for file in session.state.files] == ["结果.xlsx"]
    assert session.measurement is not None
    assert (session.measurement.values["stock_total"] == figures).all()
    session.undo()
    assert session.state.files == ()
