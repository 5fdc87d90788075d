"""A narrow window: the page gets the room, and nothing but a table is pushed aside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.drawn_cells import DrawnTable
from gxde_desktop.ui.names_header import name_in_lines
from gxde_desktop.ui.tables import TableModel
from gxde_desktop.ui.widgets import Figure, FigureRow, in_lines
from gxde_desktop.ui.window import MainWindow

from .conftest import add_and_measure
from .support_looks import pages, show

LEFT = Qt.MouseButton.LeftButton
A_FIGURE = ("digital_economy", (1, 0))


def test_the_panel_folds_in_a_narrow_window_until_a_figure_is_derived(
    qtbot: QtBot, window: MainWindow
) -> None:
    beside = window.frame.beside
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not beside.folded)
    wide = window.rail.width()
    window.resize(940, 700)
    qtbot.waitUntil(lambda: beside.folded)
    assert window.rail.width() < wide / 2
    assert not window.context.isVisible()
    assert window.frame.split.sizes()[1] == beside.width() < 40
    window.session.derive_wanted.emit(A_FIGURE)
    qtbot.waitUntil(lambda: window.context.isVisible())
    assert beside.width() >= 300


def test_a_panel_folded_by_hand_stays_folded_and_is_so_after_the_next_start(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1440, 900)
    button = window.frame.beside.button
    qtbot.mouseClick(button, LEFT)
    assert window.frame.beside.folded
    window.session.derive_wanted.emit(A_FIGURE)
    qtbot.wait(20)
    assert window.frame.beside.folded
    window.set_language("en")  # everything is built anew, as at a start
    assert window.frame.beside.folded
    qtbot.mouseClick(window.frame.beside.button, LEFT)
    qtbot.waitUntil(lambda: window.context.isVisible())
    window.set_language("zh")
    assert not window.frame.beside.folded


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways_on_a_screen_of_1366_pixels_at_150_per_cent(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, language: str
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.set_language(language)
    window.resize(911, 512)
    aside: dict[tuple[str, str], int] = {}
    for page in pages(window):
        if page == "parameters":  # a table of its own kind: three assets beside one another
            continue
        show(window, page)
        aside |= {
            (page, type(each).__name__): each.horizontalScrollBar().maximum()
            for each in window.page(window.shown).findChildren(QScrollArea)
            if each.isVisible()
            and each.horizontalScrollBar().maximum()
            # The cards of the files are a row by intention.
            and type(each).__name__ != "CardRow"
        }
    assert not aside


def test_figures_stand_in_rows_of_the_same_length(qtbot: QtBot) -> None:
    figures = [Figure() for _ in range(4)]
    row = FigureRow(figures)
    qtbot.addWidget(row)
    row.show()
    for width, columns in ((800, 4), (600, 2), (400, 2), (300, 1)):
        row.resize(width, 400)
        qtbot.wait(10)
        assert len({figure.x() for figure in figures}) == columns, width
        assert len({figure.y() for figure in figures}) == 4 // columns, width


def test_a_name_breaks_where_a_line_may_end() -> None:
    metrics = QFontMetrics(QGuiApplication.font())
    english = "Communication equipment and computers"
    room = metrics.horizontalAdvance("Communication equipment and")
    assert name_in_lines(english, metrics, room) == "Communication equipment and\ncomputers"
    chinese = "通信设备、计算机和其他电子设备"
    room = metrics.horizontalAdvance("通信设备、计算机和其") + 2
    first, second = name_in_lines(chinese, metrics, room).split("\n")
    assert (first, second) == ("通信设备、计算机和其", "他电子设备")
    # No line begins with a mark that closes.
    room = metrics.horizontalAdvance("通信设备") + 2
    assert name_in_lines("通信设备、计算机", metrics, room).split("\n")[1] != "、计算机"
    assert name_in_lines(english, metrics, 10_000) == english
    narrow = metrics.horizontalAdvance("Communication")
    assert name_in_lines(english, metrics, narrow, 2).endswith("…")
    three = name_in_lines(english, metrics, metrics.horizontalAdvance("Communication "))
    assert three.split("\n") == ["Communication", "equipment and", "computers"]


def test_a_row_is_as_high_as_its_name_needs_wherever_sorting_puts_it(qtbot: QtBot) -> None:
    names = ("short", "a name that is so long that it has to stand in two lines of its column")
    table = DrawnTable()
    qtbot.addWidget(table)
    table.setModel(TableModel(FixedTable(("x",), ((Cell(1.0),), (Cell(2.0),)), names)))
    table.resize(700, 300)
    table.show()
    heights = [table.rowHeight(row) for row in range(2)]
    assert heights[1] > heights[0]
    table.resize(2400, 300)
    qtbot.waitUntil(lambda: table.rowHeight(1) == table.rowHeight(0))


def test_a_long_reason_keeps_to_its_lines_and_is_whole_in_the_tool_tip(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QGuiApplication.font())
    reason = "无法计算，需要：" + "本地区计算机、通信和其他电子设备制造业的年度产出或收入；" * 6
    cut = in_lines(reason, metrics, 160, 4)
    assert cut.endswith("…")
    assert reason.startswith(cut[:-1].rstrip("…"))
    assert in_lines("比上年 +16.3 %", metrics, 160, 4) == "比上年 +16.3 %"
