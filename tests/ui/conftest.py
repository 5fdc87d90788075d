"""A real window for each test, with settings of its own, closed without questions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.commands import AddFiles, new_file
from gxde_desktop.text import set_language
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.app import let_go, open_window
from gxde_desktop.ui.issues_panel import IssuesPanel
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.theme import apply_theme
from gxde_desktop.ui.window import MainWindow

SLOW = 30_000


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The constructed sample's workbooks."""
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def recognised(sample_files: tuple[Path, ...]) -> AddFiles:
    """The sample as the worker would hand it over; recognised once for all tests."""
    return AddFiles(
        tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in sample_files)
    )


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """No test may leave a thread, an active timer or a window of its own."""
    threads = set(threading.enumerate())
    windows = {id(widget) for widget in QApplication.topLevelWidgets()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    ours = [each for each in threading.enumerate() if each not in threads]
    for thread in ours:
        thread.join(5.0)
    assert not [each.name for each in ours if each.is_alive()]
    left = [
        widget
        for widget in QApplication.topLevelWidgets()
        # Qt's own tool tip and the list of a combo box go when Qt thinks fit.
        if id(widget) not in windows and type(widget).__name__ not in ("QTipLabel", "QLabel")
    ]
    assert not [f"{type(w).__name__} {w.windowTitle()}" for w in left if w.parent() is None]
    timers = [timer for each in (qapp, *left) for timer in each.findChildren(QTimer)]
    assert not [timer for timer in timers if timer.isActive()]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The main window, shown and empty, in Chinese and light."""
    # The window's own hooks would hide from pytest-qt what goes wrong in an event.
    monkeypatch.setattr("gxde_desktop.ui.logs.catch_everything", lambda tell: None)
    # What one test answers is not remembered in the next.
    monkeypatch.setattr(
        "gxde_desktop.ui.remembering.memory_path", lambda: tmp_path / "data" / "layouts.json"
    )
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    settings = Settings(tmp_path / "config")
    settings.put("language", "zh")
    made = open_window(app, settings, tmp_path / "config")
    apply_theme(app, "light")
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.session.close()
    QToolTip.hideText()
    # The window goes now, not at some turn of the next test's event loop.
    let_go(made)
    set_language("zh")


def issues(window: MainWindow) -> IssuesPanel:
    """What needs a person, as it stands by now."""
    panel = window.context.issues
    panel.settle()
    return panel


def drop(window: MainWindow, files: tuple[Path, ...]) -> None:
    """Drop files on the window, as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    event = QDropEvent(
        QPointF(400, 400),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    # Straight to the handler: Qt delivers a drop only after a drag of its own.
    window.dropEvent(event)


def import_and_measure(qtbot: QtBot, window: MainWindow, files: tuple[Path, ...]) -> None:
    """Drop files and wait until they are measured."""
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        drop(window, files)
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)


def add_and_measure(qtbot: QtBot, window: MainWindow, recognised: AddFiles) -> None:
    """Add what was recognised before, for tests of what comes after an import."""
    window.session.apply(recognised)
    qtbot.waitUntil(lambda: window.session.standing == Standing.CURRENT, timeout=SLOW)
