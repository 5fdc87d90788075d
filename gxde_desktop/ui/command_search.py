"""Ctrl+K: one line to find an action, a page, a parameter or a figure by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gxde_desktop.text import tr

MOST = 60
"""Lines shown; who looks for more types another letter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found. kind: `action`, `page`, `parameter` or `quantity`; also: other
    words it is found by; keys: its shortcut, shown at the end.
    """

    title: str
    kind: str
    do: Callable[[], object]
    also: str = ""
    keys: str = ""


def matching(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Entries that hold every word, best first: at the start of the title, in it, elsewhere."""
    words = text.casefold().split()
    ranked: list[tuple[int, int, Entry]] = []
    for place, entry in enumerate(entries):
        title = entry.title.casefold()
        if not all(word in title or word in entry.also.casefold() for word in words):
            continue
        if words and title.startswith(words[0]):
            rank = 0
        elif all(word in title for word in words):
            rank = 1
        else:
            rank = 2
        ranked.append((rank, place, entry))
    ranked.sort(key=lambda each: each[:2])
    return [entry for _, _, entry in ranked]


class CommandSearch(QDialog):
    """Type, choose with the arrows, Enter does it; Esc closes."""

    def __init__(self, parent: QWidget, entries: Sequence[Entry]) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("commandSearch")
        self.setWindowTitle(tr("ui.action.search"))
        self._entries = tuple(entries)
        self._shown: list[Entry] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("ui.search.hint"))
        self.line.setAccessibleName(tr("ui.search.hint"))
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("ui.search.list"))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self.choose())
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        box.addWidget(self.line)
        box.addWidget(self.list, 1)
        self.resize(560, 420)
        self._fill("")
        self.line.setFocus()

    @property
    def shown(self) -> tuple[Entry, ...]:
        """What is listed."""
        return tuple(self._shown)

    def choose(self) -> None:
        """Do what is chosen, after the dialog is gone: it may open one of its own."""
        place = self.list.currentRow()
        if not 0 <= place < len(self._shown):
            return
        entry = self._shown[place]
        self.accept()
        entry.do()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }.get(Qt.Key(event.key()))
            if step is not None:
                last = len(self._shown) - 1
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), last))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        self._shown = matching(self._entries, text)[:MOST]
        self.list.clear()
        for entry in self._shown:
            kind = tr(f"ui.search.kind.{entry.kind}")
            keys = f"   {entry.keys}" if entry.keys else ""
            item = QListWidgetItem(f"{kind} · {entry.title}{keys}")
            item.setToolTip(entry.title)
            self.list.addItem(item)
        if self._shown:
            self.list.setCurrentRow(0)
        else:
            none = QListWidgetItem(tr("ui.search.none"))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(none)
