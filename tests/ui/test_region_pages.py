"""The pages of cities and regions: ranked, sorted, explained; never stale without saying so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.commands import AddFiles, SetParameter, SetRegion, new_file
from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.window import MainWindow
from models.explain import labels_of
from models.frame import RULES
from tests.support_sample import write_second_province

from .conftest import SLOW, add_and_measure


@pytest.fixture(scope="module")
def second(sample_files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> AddFiles:
    """Another province, whose every amount of money is a tenth of the sample's."""
    folder = tmp_path_factory.mktemp("second")
    write_second_province(sample_files[0].parent, folder, "云南省")
    return AddFiles(
        tuple(
            new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in sorted(folder.iterdir())
        )
    )


def without_cities(recognised: AddFiles) -> AddFiles:
    return AddFiles(tuple(new for new in recognised.files if "各市" not in new.file.name))


def page(window: MainWindow, name: str) -> Any:
    window.show_page("results")
    results: Any = window.page("results")
    results.open_tab(name)
    return results.tab(name)


def column(tab: Any, title: str) -> int:
    heads = [tab.model.content.column_header(i) for i in range(tab.model.columnCount())]
    return next(i for i, head in enumerate(heads) if head == title)


def shown(table: QTableView, column: int) -> list[str]:
    model = table.model()
    return [
        str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole))
        for row in range(model.rowCount())
    ]


def names(table: QTableView) -> list[str]:
    model = table.model()
    down = Qt.Orientation.Vertical
    return [str(model.headerData(row, down)) for row in range(model.rowCount())]


def click(qtbot: QtBot, table: QTableView, row: int, column: int) -> None:
    where = table.visualRect(table.model().index(row, column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_cities_are_ranked_and_every_number_is_explained(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    tab = page(window, "cities")
    assert tab.year.currentText() == "2021"
    assert set(names(tab.table)) == set(window.session.measurement.dataset.cities.names)
    assert shown(tab.table, 1) == ["1", "2", "3", "4", "5", "6"]
    for wanted in (0, 1, 2, 5, 7):
        with qtbot.waitSignal(window.session.derive_wanted) as told:
            click(qtbot, tab.table, 2, wanted)
        key, index = told.args[0]
        m = window.session.measurement
        labels = labels_of(m, key, index)
        assert key.startswith("city_")
        assert labels[-2:] == (names(tab.table)[2], 2021)
        if len(labels) == 3:
            assert labels[0] == RULES[tab.rule]
    with qtbot.waitSignal(window.session.derive_wanted) as told:
        qtbot.mouseClick(tab.factor, Qt.MouseButton.LeftButton)
    assert told.args[0][0] == "city_factor"


def test_a_heading_sorts_and_selected_rows_are_the_lines(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    tab = page(window, "cities")
    assert len(tab.chart.spec.curves) == 6
    growth = column(tab, tr("ui.regions.column.growth"))
    tab.table.sortByColumn(growth, Qt.SortOrder.AscendingOrder)
    ranks = [int(text) for text in shown(tab.table, growth + 1)]
    assert ranks == sorted(ranks, reverse=True)
    tab.table.selectRow(0)
    model = tab.table.selectionModel()
    model.select(
        tab.table.model().index(3, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows
    )
    assert {curve.name for curve in tab.chart.spec.curves} == {
        names(tab.table)[0],
        names(tab.table)[3],
    }
    qtbot.mouseClick(tab.what.button(1), Qt.MouseButton.LeftButton)
    assert tab.chart.spec.y_title == "%"


def test_another_rule_shows_other_figures_under_its_own_name(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    tab = page(window, "cities")
    before = shown(tab.table, 0)
    qtbot.mouseClick(tab.rules.button(0), Qt.MouseButton.LeftButton)
    assert shown(tab.table, 0) != before
    # A stock is no part of value added: its ratio is called equivalent, never a share.
    assert tab.model.content.column_header(2) == tr("ui.regions.column.equivalent")
    assert tr("rule.stock") in tab.chart.spec.title


def test_without_figures_of_cities_the_page_says_what_it_needs(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, without_cities(recognised))
    tab = page(window, "cities")
    assert tab.empty.isVisible()
    assert "示例省" in tab.empty.text()
    assert tr("city_indicator.gdp") in tab.empty.text()
    assert not tab.table.isVisible()


def test_one_region_has_nothing_to_be_compared_with(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    tab = page(window, "regions")
    assert not tab.measure.isVisible()
    assert tab.empty.text() == tr("ui.regions.one", regions=("示例省",))


def two_regions(qtbot: QtBot, window: MainWindow, recognised: AddFiles, second: AddFiles) -> Any:
    """Both provinces, measured and compared."""
    window.session.apply(recognised)
    window.session.apply(second)
    tab = page(window, "regions")
    qtbot.mouseClick(tab.measure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.regions.comparison is not None, timeout=SLOW)
    return tab


def test_regions_are_compared_before_one_is_chosen_to_be_looked_at(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, second: AddFiles
) -> None:
    tab = two_regions(qtbot, window, recognised, second)
    assert window.session.measurement is None  # which one is still asked
    assert names(tab.table) == ["示例省", "云南"]
    assert shown(tab.table, 1) == ["1", "2"]
    assert shown(tab.table, 3) == ["1", "1"]  # a tenth of everything has the same share
    assert [curve.name for curve in tab.chart.spec.curves] == ["示例省", "云南"]


def test_a_region_is_switched_to_and_then_its_figures_are_explained(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, second: AddFiles
) -> None:
    tab = two_regions(qtbot, window, recognised, second)
    asked: list[tuple[str, tuple[int, ...]]] = []
    window.session.derive_wanted.connect(asked.append)
    click(qtbot, tab.table, 1, 0)
    assert asked == []  # of this region nothing is measured here but what was kept
    qtbot.mouseClick(tab.look_at, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    assert window.session.measurement.dataset.region == "云南"
    assert window.session.regions.current  # another region to look at changes no figure
    click(qtbot, tab.table, 1, 0)
    ((key, index),) = asked
    found = window.session.regions.comparison
    assert found is not None
    value = next(r for r in found.regions if r.region == "云南").at(key, 2021, index[0])
    assert window.session.measurement.at(key, index) == value
    window.session.undo()
    assert window.session.state.region is None


def test_figures_of_before_a_change_say_so_until_they_are_measured_again(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, second: AddFiles
) -> None:
    tab = two_regions(qtbot, window, recognised, second)
    assert not tab.note.isVisible()
    before = shown(tab.table, 0)
    window.session.apply(SetParameter("all.beta", 0.3))
    assert tab.note.isVisible()
    assert tr("ui.regions.outdated") in tab.note_text.text()
    assert shown(tab.table, 0) == before
    qtbot.mouseClick(tab.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.regions.current, timeout=SLOW)
    assert not tab.note.isVisible()
    assert shown(tab.table, 0) != before
    window.session.undo()
    assert tab.note.isVisible()


def test_cancelling_keeps_the_figures_of_before(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, second: AddFiles
) -> None:
    tab = two_regions(qtbot, window, recognised, second)
    before = window.session.regions.comparison
    window.session.apply(SetParameter("all.beta", 0.3))
    window.session.regions.compute()
    assert window.session.regions.busy
    window.session.regions.cancel()
    qtbot.waitUntil(lambda: not window.session.regions.busy, timeout=SLOW)
    assert window.session.regions.comparison is before
    assert not window.session.regions.current
    assert tab.again_button.isEnabled()


def test_an_exported_workbook_holds_the_comparison_while_it_is_current(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, second: AddFiles, tmp_path: Path
) -> None:
    two_regions(qtbot, window, recognised, second)
    window.session.apply(SetRegion("示例省"))
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
    path = tmp_path / "a.xlsx"
    with qtbot.waitSignal(window.session.exporter.finished, timeout=SLOW):
        window.session.exporter.export(path, "zh")
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert tr("exporting.sheet.regions") in names
    assert tr("exporting.sheet.cities") in names
