"""What is there when the window is first painted, what is not yet, and what comes when asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QTabWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import tr
from gxde_desktop.ui.app import let_go, open_window
from gxde_desktop.ui.empty_window import StartPage
from gxde_desktop.ui.loading import TURNS
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.theme import apply_theme
from gxde_desktop.ui.window import MainWindow
from models.messages import message

SLOW_TO_LOAD = (
    "numpy",
    "sqlite3",
    "multiprocessing",
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "pandas",
    "pyqtgraph",
    "email",
    "models.measurement",
    "gxde_desktop.importing",
    "gxde_desktop.exporting",
    "gxde_desktop.jobs",
    "gxde_desktop.project.project",
    "gxde_desktop.ui.session",
)

PROGRAM = """
import sys
from pathlib import Path
from typing import Any
from PySide6.QtWidgets import QApplication
from gxde_desktop.ui.app import let_go, open_window
from gxde_desktop.ui.settings import Settings

app = QApplication([])
folder = Path(sys.argv[1])
window = open_window(app, Settings(folder), folder, language="zh")
window.painted.disconnect()  # what begins then is not looked at

def painted():
    print("\\n".join(sys.modules))
    app.quit()

window.painted.connect(painted)
window.show()
app.exec()
assert not window.furnished
let_go(window)
"""


def loaded_by(program: str, folder: Path) -> set[str]:
    """What a program that opens a window says it has loaded, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_window_is_painted_before_anything_slow_is_loaded(tmp_path: Path) -> None:
    """Project, method, readers, writers, charts: each is loaded when it is first needed."""
    loaded = loaded_by(PROGRAM, tmp_path)
    assert "gxde_desktop.ui.window" in loaded
    assert [name for name in SLOW_TO_LOAD if name in loaded] == []


READS_AND_WRITES = (
    "gxde_desktop.importing.importer",
    "gxde_desktop.exporting.workbook",
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "pandas",
)

LATER = (
    PROGRAM[: PROGRAM.index("window.painted.disconnect")]
    + """
from PySide6.QtCore import QTimer

def look():
    if window.ahead.ended:
        print("\\n".join(f"page:{name}" for name in ("data", "parameters", "results", "scenarios")
                        if window.made(name)))
        for page in ("results", "scenarios", "parameters", "export"):
            window.show_page(page)
        print("\\n".join(sys.modules))
        app.quit()

watch = QTimer()
watch.timeout.connect(look)
watch.start(20)
window.show()
app.exec()
window.session.close()
let_go(window)
"""
)


def test_pages_are_made_while_nothing_goes_on_and_need_no_readers_or_writers(
    tmp_path: Path,
) -> None:
    """Those belong to the worker process; here they would only make the first look slow."""
    loaded = loaded_by(LATER, tmp_path)
    assert {f"page:{name}" for name in ("data", "parameters", "results", "scenarios")} <= loaded
    assert "pyqtgraph" in loaded
    assert [name for name in READS_AND_WRITES if name in loaded] == []


def test_nothing_is_made_ahead_while_work_is_under_way(
    qtbot: QtBot, empty: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gxde_desktop.ui.ahead.IDLE_MS", 0)
    monkeypatch.setattr("gxde_desktop.ui.ahead.BETWEEN_MS", 0)
    empty.furnish()
    empty.session.show_activity("reading", None)
    empty.ahead.begin()
    qtbot.wait(100)
    assert not empty.made("parameters")
    empty.session.end_activity()
    qtbot.waitUntil(lambda: empty.ahead.ended, timeout=30_000)
    assert empty.made("parameters")


def test_the_last_turn_of_loading_brings_all_that_a_window_is_furnished_with() -> None:
    assert TURNS[-1] == "gxde_desktop.ui.furniture"
    assert len(set(TURNS)) == len(TURNS)


@pytest.fixture
def empty(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A window as it is first painted: nothing of the project is loaded into it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    window = open_window(qapp, Settings(tmp_path), tmp_path, language="zh")
    apply_theme(qapp, "light")
    window.painted.disconnect()
    with qtbot.waitSignal(window.painted):
        window.show()
    assert not window.furnished
    yield window
    if window.furnished:
        window.session.close()  # nobody is asked about what is not saved
    window.close()
    let_go(window)


def test_what_is_shown_first_looks_like_the_empty_project_that_follows(empty: MainWindow) -> None:
    """Nobody may see the exchange; only the facts in the corner are known later."""
    empty.status.show_facts("")
    first = empty.grab().toImage()
    shown = (empty.windowTitle(), empty.top.picker.text(), empty.top.picker.toolTip())
    tools = {name: action.isEnabled() for name, action in empty.named_actions().items()}
    empty.furnish()
    empty.status.show_facts("")
    then = empty.grab().toImage()
    assert shown == (empty.windowTitle(), empty.top.picker.text(), empty.top.picker.toolTip())
    assert tools == {name: action.isEnabled() for name, action in empty.named_actions().items()}
    assert first == then


def test_a_file_dropped_on_the_first_window_is_imported(
    qtbot: QtBot, empty: MainWindow, sample_files: tuple[Path, ...]
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample_files[0]))])
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    drag = QDragEnterEvent(QPoint(700, 400), Qt.DropAction.CopyAction, data, *held)
    QApplication.sendEvent(empty, drag)
    assert drag.isAccepted()
    QApplication.sendEvent(
        empty, QDropEvent(QPointF(700, 400), Qt.DropAction.CopyAction, data, *held)
    )
    qtbot.waitUntil(lambda: empty.furnished and bool(empty.session.state.files), timeout=30_000)
    assert [file.name for file in empty.session.state.files] == [sample_files[0].name]


def test_the_sample_is_opened_by_the_button_of_the_first_window(
    qtbot: QtBot, empty: MainWindow
) -> None:
    page = empty.stack.currentWidget()
    assert isinstance(page, StartPage)
    qtbot.mouseClick(page.empty.sample_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty.furnished and bool(empty.session.state.files), timeout=60_000)
    shown = [empty.stack.widget(i) for i in range(empty.stack.count())]
    assert not any(isinstance(each, StartPage) for each in shown)


@pytest.mark.parametrize("furnished", [False, True])
def test_the_blank_template_is_had_where_a_project_is_empty(
    qtbot: QtBot,
    empty: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    furnished: bool,
) -> None:
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_template_target", lambda *_: target)
    if furnished:
        empty.show_page("parameters")
        empty.show_page("data")
    page: Any = empty.stack.currentWidget()
    with qtbot.waitSignal(empty.session.exporter.template_written, timeout=60_000) as written:
        qtbot.mouseClick(page.empty.template_button, Qt.MouseButton.LeftButton)
    assert written.args == [target]
    assert target.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("step", ["parameters", "results", "scenarios", "export"])
def test_a_step_chosen_in_the_first_window_is_shown(empty: MainWindow, step: str) -> None:
    empty.rail.step(step).click()
    assert empty.furnished
    assert empty.stack.currentWidget() is empty.page(step)


def test_the_menu_of_scenarios_of_the_first_window_is_the_real_one(
    qtbot: QtBot, empty: MainWindow
) -> None:
    empty.top.picker.click()
    menu = empty.top.picker.menu()
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu.close))
    with qtbot.waitSignal(menu.aboutToHide):
        pass
    assert tr("ui.scenarios.add") in [action.text() for action in menu.actions()]


def test_a_tab_chosen_in_the_first_window_is_that_of_the_panel(empty: MainWindow) -> None:
    panel = empty.findChild(QTabWidget, "context")
    assert panel is not None
    panel.setCurrentIndex(2)
    assert empty.context.currentWidget() is empty.context.help


def test_the_language_changes_before_the_project_is_there(empty: MainWindow) -> None:
    empty.set_language("en")
    assert not empty.furnished
    assert empty.top.export.text() == "Export to Excel"
    empty.furnish()
    assert empty.context.tabText(1) == tr("ui.context.derivation")
    empty.set_language("zh")


def test_an_open_menu_is_not_exchanged_under_a_person(qtbot: QtBot, empty: MainWindow) -> None:
    empty.top.open_menu.popup(empty.mapToGlobal(QPoint(20, 40)))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    empty.loading.begin()
    qtbot.waitUntil(lambda: not empty.loading._left)
    qtbot.wait(100)
    assert not empty.furnished
    with qtbot.waitSignal(empty.ready):
        empty.top.open_menu.close()


def test_a_window_that_can_have_no_project_says_so(
    qtbot: QtBot, empty: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> Project:
        raise ProjectError(message("project.cannot_keep", reason="full"))

    monkeypatch.setattr(Project, "create", full)
    with qtbot.waitSignal(empty.loading.refused) as told:
        empty.loading.begin()
    assert told.args[0].message.code == "project.cannot_keep"
    assert not empty.furnished


def test_a_window_closed_while_it_loads_leaves_nothing(
    qtbot: QtBot, empty: MainWindow, tmp_path: Path
) -> None:
    empty.loading.begin()
    empty.close()
    qtbot.waitUntil(lambda: not empty.loading._left)
    qtbot.wait(50)
    assert not empty.furnished
    assert not list((tmp_path / "data").rglob("*.gxde*"))
