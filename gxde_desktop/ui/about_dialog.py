"""About the program: versions, what it is made of, licences, how to replace Qt."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gxde_desktop import __version__
from gxde_desktop.text import tr
from gxde_desktop.ui import diagnostics
from gxde_desktop.ui.widgets import button, label
from models.measurement import METHOD_VERSION


class AboutDialog(QDialog):
    """A calm page of facts, with the notices and the diagnostics one click away."""

    def __init__(self, parent: QWidget, log_path: Path | None) -> None:
        super().__init__(parent)
        self._log_path = log_path
        self.setWindowTitle(tr("ui.action.about"))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(16)
        icon = QLabel()
        icon.setPixmap(QGuiApplication.windowIcon().pixmap(64, 64))
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label(tr("ui.about", version=__version__), wrap=True), 1)
        column.addLayout(head)
        parts = ", ".join(f"{name} {version}" for name, version in diagnostics.library_versions())
        column.addWidget(
            label(
                tr("ui.about.parts", method=METHOD_VERSION, qt=qVersion(), parts=parts),
                "muted",
                wrap=True,
            )
        )
        column.addWidget(label(tr("ui.about.qt"), "muted", wrap=True))
        row = QHBoxLayout()
        self.notices = button(tr("ui.about.notices"), self._open_notices)
        self.notices.setEnabled(notices_folder() is not None)
        if notices_folder() is None:
            self.notices.setToolTip(tr("ui.about.no_notices"))
        self.copy = button(tr("ui.action.diagnostics"), self._copy)
        row.addWidget(self.notices)
        row.addWidget(self.copy)
        row.addStretch(1)
        close = button(tr("ui.close"), self.accept)
        close.setDefault(True)
        row.addWidget(close)
        column.addLayout(row)

    def _open_notices(self) -> None:
        folder = notices_folder()
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(diagnostics.report(self._log_path))
        self.copy.setText(tr("ui.diagnostics.copied"))


def notices_folder() -> Path | None:
    """Where the licences of a frozen program are; None in a source checkout, which bundles none."""
    folder = Path(sys.executable).parent / "NOTICES"
    return folder if getattr(sys, "frozen", False) and folder.is_dir() else None
