"""What a window holds after many projects: hardly more than after a few."""

from __future__ import annotations

import gc
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, add_and_measure

MOST_GROWTH = 20e6


def test_ten_projects_opened_and_closed_hardly_take_memory(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path
) -> None:
    add_and_measure(qtbot, window, recognised)
    path = tmp_path / "项目.gxde"
    window.session.save(path)
    for name in ("parameters", "results"):
        window.show_page(name)
    session = window.session

    def held() -> int:
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return int(psutil.Process().memory_info().rss)

    def open_and_close() -> None:
        assert window.desk.new_project()
        assert window.open_project(path)
        window.show_page("results")
        qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
        qtbot.waitUntil(lambda: not session.survey.busy, timeout=SLOW)

    for _ in range(3):  # what is loaded once and kept
        open_and_close()
    before = held()
    for _ in range(10):
        open_and_close()
    assert held() - before < MOST_GROWTH
