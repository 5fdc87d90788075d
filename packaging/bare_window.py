"""An empty window that closes when it is painted: what starting cannot be faster than.

python packaging/bare_window.py [FILE]      writes the moment of the first paint into FILE
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Bare(QMainWindow):
    """Quits on the turn after its first paint."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.quit)


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1440, 900)
    window.show()
    app.exec()
    for name in sys.argv[1:]:
        Path(name).write_text(str(time.time()), encoding="utf-8")
