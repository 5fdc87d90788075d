"""Starting from nothing: the command line beside the interpreter alone, the window beside Qt's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.bench import ROOT, Bench
from benchmarks.timing import Contestant, Row

WINDOW = """
import gc, sys, tempfile
from pathlib import Path
gc.disable()  # as `ui.app.run` does
from PySide6.QtWidgets import QApplication
from gxde_desktop.ui.app import let_go, open_window
from gxde_desktop.ui.settings import Settings
app = QApplication([])
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
    window = open_window(app, Settings(Path(name)), Path(name), language="zh")
    window.painted.disconnect()
    window.painted.connect(app.quit)
    window.show()
    app.exec()
    let_go(window)
"""


def rows(_: Bench) -> Iterator[Row]:
    """The help, which needs no method and no window; the window until it takes a drop."""
    yield Row(
        "start to printed help",
        _command("main.py --help", "main.py", "--help"),
        (_command("python -c pass", "-c", "pass"),),
    )
    yield Row(
        "start to painted window",
        _command("main window", "-c", WINDOW),
        (_command("bare window of Qt", "packaging/bare_window.py"),),
    )


def _command(name: str, *arguments: str) -> Contestant:
    command = (sys.executable, *arguments)
    offscreen = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

    def run(_: object) -> None:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=offscreen,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if ended.returncode != 0:
            last = (ended.stderr.strip().splitlines() or ["nothing said"])[-1]
            raise RuntimeError(f"{name} ends with {ended.returncode}: {last}")

    return Contestant(name, run, apart=True)
