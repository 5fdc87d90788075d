"""Another version of program or method that gives other figures says so, and shows both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, SetParameter
from gxde_desktop.project.summaries import KeptFigure
from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.version_notice import KEY
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, add_and_measure

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def older(qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path) -> Path:
    """A project whose results were kept by an earlier version that gave another stock."""
    add_and_measure(qtbot, window, recognised)
    path = tmp_path / "旧.gxde"
    window.session.save(path)
    project = window.session.project
    kept = project.results[None]
    stock = next(each for each in kept.figures if each.name == "stock")
    other = KeptFigure("stock", stock.place, 1.5 * stock.value)
    figures = tuple(other if each is stock else each for each in kept.figures)
    stamp = replace(kept.stamp, program="0.0.1", method="0.9")
    project.keep_results({None: replace(kept, stamp=stamp, figures=figures)})
    project.save()
    with qtbot.waitSignal(window.session.measured, timeout=SLOW):
        assert window.open_project(path)
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    return path


def keys(window: MainWindow) -> list[str]:
    return [notice.key for notice in window.notices.notices]


def test_figures_of_an_older_version_are_shown_beside_the_present_ones(
    qtbot: QtBot, window: MainWindow, older: Path
) -> None:
    qtbot.waitUntil(lambda: keys(window) == [KEY], timeout=SLOW)
    assert "0.0.1" in window.notices.notices[0].text
    qtbot.mouseClick(window.notices.buttons(KEY)[0], LEFT)
    dialog = window.version_notice.dialog
    assert dialog is not None
    table = dialog.card.model.content
    assert table.rows == 1
    assert tr("project.headline.stock") in table.row_header(0)
    measurement = window.session.measurement
    assert measurement is not None
    now = measurement.value("stock_total", int(table.cell(0, 0).text))
    assert table.cell(0, 2).value == now
    assert table.cell(0, 1).value == pytest.approx(1.5 * now)
    assert table.cell(0, 3).value == pytest.approx(-0.5 * now)
    dialog.accept()
    # Saved with this version, there is nothing to say any more.
    assert window.desk.save()
    assert keys(window) == []


def test_other_parameters_explain_other_figures_themselves(
    qtbot: QtBot, window: MainWindow, older: Path
) -> None:
    qtbot.waitUntil(lambda: keys(window) == [KEY], timeout=SLOW)
    window.session.apply(SetParameter("software.beta", 0.5))
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    assert keys(window) == []
