"""Where the parts of the window stand, and which of them give way in a narrow one.

The page in the middle is what a person works with. Below `NARROW` the steps stand narrow; below
`NARROWEST` the panel on the right is folded too, until something is to be shown in it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import tr
from gxde_desktop.ui.notices import NoticeBar
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.status import StatusLine
from gxde_desktop.ui.steps import StepRail
from gxde_desktop.ui.topbar import TopBar

NARROW, NARROWEST = 1180, 1000
"""Widths of the window in logical pixels."""
LEAST_BESIDE, USUAL_BESIDE, FOLDED = 300, 340, 30
MOST = 16_777_215
"""Qt's own limit of a width."""


class BesideFrame(QFrame):
    """The panel on the right of the page, which folds to a strip with a button."""

    folded_by_hand = Signal(bool)
    wanted = Signal(int)
    """The width that it has from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("contextFrame")
        self._content: QWidget | None = None
        self.folded = False
        self._open_width = USUAL_BESIDE
        self.button = QToolButton(self)
        self.button.setProperty("kind", "fold")
        self.button.clicked.connect(lambda _: self._by_hand())
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 6, 0, 0)
        self.setMinimumWidth(LEAST_BESIDE)
        self._tell()

    def put(self, content: QWidget) -> None:
        """Show something in place of what there was."""
        if self._content is not None:
            self._box.removeWidget(self._content)
            self._content.deleteLater()
        self._content = content
        self._box.addWidget(content)
        if self.folded:
            content.hide()
        self.button.raise_()

    def fold(self, folded: bool) -> None:
        """Fold to a strip, or open again."""
        if folded == self.folded:
            return
        self.folded = folded
        if self._content is not None:
            self._content.setHidden(folded)
        before = self.width()
        self.setMinimumWidth(FOLDED if folded else LEAST_BESIDE)
        self.setMaximumWidth(FOLDED if folded else MOST)
        self._tell()
        self.wanted.emit(FOLDED if folded else self._open_width)
        if folded:
            self._open_width = max(before, LEAST_BESIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.button.setGeometry(self.width() - FOLDED + 2, 10, FOLDED - 6, 26)

    def _by_hand(self) -> None:
        self.fold(not self.folded)
        self.folded_by_hand.emit(self.folded)

    def _tell(self) -> None:
        text = tr("ui.context.unfold" if self.folded else "ui.context.fold")
        self.button.setText("«" if self.folded else "»")
        self.button.setToolTip(text)
        self.button.setAccessibleName(text)


class WindowFrame(QWidget):
    """All parts of the window in their places."""

    def __init__(
        self, settings: Settings, top: TopBar, notices: NoticeBar, rail: StepRail,
        status: StatusLine,
    ) -> None:  # fmt: skip
        super().__init__()
        self._settings = settings
        self._rail = rail
        self._narrowest = False
        self.stack = QStackedWidget()
        self.stack.setObjectName("centre")
        self.beside = BesideFrame()
        self.beside.folded_by_hand.connect(self._remember)
        self.beside.wanted.connect(self._give)
        self.split = QSplitter()
        self.split.setHandleWidth(5)
        self.split.addWidget(self.stack)
        self.split.addWidget(self.beside)
        self.split.setStretchFactor(0, 1)
        self.split.setCollapsible(0, False)
        self.split.setCollapsible(1, False)
        self.split.setSizes([920, USUAL_BESIDE])
        if not settings.blob("splitter").isEmpty():
            self.split.restoreState(settings.blob("splitter"))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(rail)
        middle.addWidget(self.split, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(top)
        box.addWidget(notices)
        box.addLayout(middle, 1)
        box.addWidget(status)
        if settings.text("context", "") == "folded":
            self.beside.fold(True)

    def show_beside(self) -> None:
        """Open the panel, as something is to be shown there; not where a person folded it."""
        if self._settings.text("context", "") != "folded":
            self.beside.fold(False)

    def remember(self) -> None:
        """Keep how wide the panel is."""
        if not self.beside.folded:
            self._settings.put("splitter", self.split.saveState())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.show_narrow(self.width() < NARROW)
        narrowest = self.width() < NARROWEST
        if narrowest != self._narrowest:
            self._narrowest = narrowest
            by_hand = self._settings.text("context", "")
            self.beside.fold(by_hand == "folded" or (narrowest and by_hand != "open"))

    def _give(self, width: int) -> None:
        self.split.setSizes([sum(self.split.sizes()) - width, width])

    def _remember(self, folded: bool) -> None:
        self._settings.put("context", "folded" if folded else "open")
