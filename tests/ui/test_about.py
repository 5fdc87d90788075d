"""About the program, what may be handed over about a problem, and what a crash leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gxde_desktop import __version__
from gxde_desktop.project.commands import AddFiles, SetRegion
from gxde_desktop.ui import diagnostics, logs
from gxde_desktop.ui.about_dialog import AboutDialog
from gxde_desktop.ui.window import MainWindow


def test_diagnostics_name_versions_and_screen(window: MainWindow, tmp_path: Path) -> None:
    window._actions["diagnostics"].trigger()
    text = QGuiApplication.clipboard().text()
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    assert lines["program"].startswith(f"gxde-desktop {__version__} (source)")
    assert lines["qt"].startswith(qVersion())
    assert lines["numpy"] != "?"
    assert "dpi" in lines["screen 1"]
    assert lines["last crash"] == "none"


def test_diagnostics_hold_nothing_of_the_project_or_the_person(
    window: MainWindow, recognised: AddFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    window.session.apply(recognised)
    window.session.apply(SetRegion("示例省"))
    text = diagnostics.report(tmp_path / "config" / "gxde.log")
    assert "~/config/gxde.log" in text
    assert str(tmp_path) not in text
    assert "示例" not in text
    assert ".xlsx" not in text


def test_the_about_box_names_parts_and_copies(window: MainWindow, qtbot: QtBot) -> None:
    window._actions["about"].trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    assert not dialog.notices.isEnabled()  # a source checkout bundles nothing
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert f"gxde-desktop {__version__}" in QGuiApplication.clipboard().text()
    dialog.accept()


@pytest.mark.skipif(sys.platform == "win32", reason="a signal stands for the crash of a library")
def test_a_crash_leaves_a_report_that_the_next_start_keeps(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from gxde_desktop.ui import logs;"
        "folder = Path(sys.argv[1]); logs.start_log(folder);"
        "logs.watch_for_crashes(folder); os.kill(os.getpid(), signal.SIGSEGV)"
    )
    folder = tmp_path / "a first start has no folder yet"
    crashed = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert crashed.returncode == -signal.SIGSEGV
    again = subprocess.run(
        [sys.executable, "-c", program.split("; os.kill")[0], str(folder)],
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )
    assert again.returncode == 0
    assert "Segmentation fault" in logs.last_crash(folder / "gxde.log")
    assert "the last run crashed" in (folder / "gxde.log").read_text(encoding="utf-8")
    assert (folder / "crash.txt").read_text(encoding="utf-8") == ""
