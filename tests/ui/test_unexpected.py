"""An error that nobody expected: it is logged and said, and the window goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gxde_desktop.ui.app import let_go, open_window
from gxde_desktop.ui.settings import Settings

app = QApplication([])
folder = Path(sys.argv[1])
window = open_window(app, Settings(folder), folder, language="zh")

def fail(where):
    raise ZeroDivisionError(where)

def told():
    if len(window.troubles) < 2 or not window.furnished:
        return
    clock.stop()
    for each in window.troubles:
        print(each.windowTitle(), flush=True)
    window.session.set_live(False)  # it still answers
    app.quit()

clock = QTimer()
clock.timeout.connect(told)
clock.start(20)
window.painted.connect(lambda: fail("in a slot, before the project is there"))
window.ready.connect(lambda: threading.Thread(target=fail, args=("in a thread",)).start())
window.show()
app.exec()
window.session.close()
let_go(window)
"""


def test_an_error_in_a_slot_and_one_in_a_thread_are_logged_and_said(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    log = (tmp_path / "gxde.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: in a slot, before the project is there" in log
    assert "ZeroDivisionError: in a thread" in log
    assert "Traceback" not in done.stdout
