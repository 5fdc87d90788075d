"""The data page of an empty project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.widgets import Card, button, label


class EmptyData(QWidget):
    """What an empty project says: what to do next."""

    open_wanted = Signal()
    sample_wanted = Signal()
    template_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        card = Card("drop", margin=32, spacing=12)
        card.setFixedWidth(560)
        title = label(tr("ui.data.empty.title"), "heading")
        text = label(tr("ui.data.empty.text"), "muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open_button = button(tr("ui.data.open_files"), self.open_wanted.emit, "primary")
        self.sample_button = button(tr("ui.data.open_sample"), self.sample_wanted.emit)
        self.template_button = button(tr("ui.action.template"), self.template_wanted.emit)
        row = QHBoxLayout()
        row.addStretch(1)
        for each in (self.open_button, self.sample_button, self.template_button):
            row.addWidget(each)
        row.addStretch(1)
        card.box.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(text)
        card.box.addSpacing(8)
        card.box.addLayout(row)
        box = QVBoxLayout(self)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)


def files_dropped(urls: Sequence[QUrl]) -> list[Path]:
    """Local files and folders among dropped URLs."""
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
