"""Every page in both languages, both themes and three scales: nothing cut, nothing missing.

What is looked for is in `support_looks.py`; a program of its own for each scale.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.ui.result_pages import PAGES
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, add_and_measure

LOOKS = Path(__file__).with_name("support_looks.py")


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_nothing_is_cut_missing_unnamed_untranslated_or_pale(tmp_path: Path, scale: str) -> None:
    done = subprocess.run(
        [sys.executable, str(LOOKS), str(tmp_path), "--scale", scale],
        env=dict(os.environ), capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == []


STEPS = ("data", "parameters", "scenarios", "export")
EVERY = (*STEPS, *(f"results/{page.key}" for page in PAGES))


@pytest.mark.parametrize("page", EVERY)
def test_tab_comes_to_everything(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, page: str
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    step, _, tab = page.partition("/")
    window.show_page(step)
    if tab:
        window.page(step).open_tab(tab)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.session.scenario_figures.complete, timeout=SLOW)
    qtbot.wait(50)
    wanted = {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }
    window.rail.step(step).setFocus(Qt.FocusReason.TabFocusReason)
    start = QApplication.focusWidget()
    assert start is not None
    reached: set[QWidget] = set()
    for _ in range(600):
        now = QApplication.focusWidget()
        assert now is not None, "Tab led out of the window"
        reached.add(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is start:
            break
    missed = {
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in wanted - reached
        # Of buttons of which one is chosen, arrows go from one to the other.
        if not (isinstance(widget, QAbstractButton) and widget.group() is not None)
    }
    assert not missed


def test_qt_speaks_the_language_of_the_window_and_numbers_are_the_same_everywhere(
    qtbot: QtBot, window: MainWindow
) -> None:
    for language, cancel in (("en", "Cancel"), ("zh", "取消")):
        window.set_language(language)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        qtbot.addWidget(box)
        assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == cancel
        assert QLocale() == QLocale.c()
