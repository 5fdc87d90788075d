"""What holds widgets in a cycle is let go of by the window's thread, never beside it."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.window import MainWindow


class Held:
    """Holds a Qt object and itself; tells which thread lets go of it."""

    def __init__(self, told: list[str]) -> None:
        self.myself = self
        self.held = QObject()
        self._told = told

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


def test_only_the_windows_thread_lets_go_of_cycles(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.furnished)
    told: list[str] = []
    for _ in range(3):
        Held(told)

    def busy() -> None:
        made = [[number] for number in range(200_000)]
        assert len(made) == 200_000

    beside = threading.Thread(target=busy)
    beside.start()
    beside.join()
    assert told == []
    assert not gc.isenabled()
    many = [[number] for number in range(10_000)]  # enough that the window looks
    qtbot.waitUntil(lambda: len(told) == 3, timeout=30_000)
    assert set(told) == {threading.current_thread().name}
    assert len(many) == 10_000
