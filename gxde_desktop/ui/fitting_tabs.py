"""Tabs in one line: those that do not fit are in a menu at its end, none is cut."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QTabBar, QToolButton, QWidget

from gxde_desktop.text import tr


class FittingTabs(QWidget):
    """A row of tabs known by key; `chosen` carries the key that a person went to."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._keys: list[str] = []
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setDocumentMode(True)
        self.bar.setUsesScrollButtons(False)
        self.bar.setAccessibleName(name)
        self.bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.more = QToolButton()
        self.more.setText(tr("ui.tabs.more"))
        self.more.setAccessibleName(tr("ui.tabs.more"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.more.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.more)
        self.bar.currentChanged.connect(self._changed)

    def add(self, key: str, title: str) -> None:
        """One more tab at the end."""
        self._keys.append(key)
        with QSignalBlocker(self.bar):
            self.bar.addTab(title)
        self._fit()

    @property
    def current(self) -> str:
        """The key of the tab that is chosen."""
        return self._keys[max(self.bar.currentIndex(), 0)]

    def choose(self, key: str) -> None:
        """Go to a tab, also to one in the menu."""
        self.bar.setCurrentIndex(self._keys.index(key))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _changed(self, _: int) -> None:
        self._fit()
        self.chosen.emit(self.current)

    def _fit(self) -> None:
        """Put into the menu what has no room, from the end, never the tab that is chosen."""
        bar, chosen = self.bar, max(self.bar.currentIndex(), 0)
        with QSignalBlocker(bar):
            for place in range(bar.count()):
                bar.setTabVisible(place, True)
            widths = [bar.tabRect(place).width() for place in range(bar.count())]
            left = self._without_room(widths, chosen)
            for place in left:
                bar.setTabVisible(place, False)
        menu = self.more.menu()
        menu.clear()
        for place in left:
            menu.addAction(bar.tabText(place), partial(self.choose, self._keys[place]))
        self.more.setVisible(bool(left))

    def _without_room(self, widths: list[int], chosen: int) -> list[int]:
        if sum(widths) <= self.width():
            return []
        room = self.width() - self.more.sizeHint().width() - widths[chosen]
        left: list[int] = []
        for place, width in enumerate(widths):
            if place == chosen:
                continue
            room -= width
            if room < 0:
                left.append(place)
        return left
