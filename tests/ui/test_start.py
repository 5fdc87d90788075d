"""What is there when the window is first painted, and what is not yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SLOW_TO_LOAD = (
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "pandas",
    "pyqtgraph",
    "email",
    "gxde_desktop.importing.importer",
    "gxde_desktop.exporting.workbook",
)

PROGRAM = """
import sys
from pathlib import Path
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
window.session.close()
let_go(window)
"""


def test_the_window_is_painted_before_readers_writers_and_charts_are_loaded(
    tmp_path: Path,
) -> None:
    """They are what starting would wait for: each is loaded when it is first needed."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "gxde_desktop.ui.window" in loaded
    assert [name for name in SLOW_TO_LOAD if name in loaded] == []
