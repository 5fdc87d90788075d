"""Lines below the top bar: what a person should know now, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.widgets import button, clear, label


@dataclass(frozen=True, slots=True)
class Notice:
    """One line. key: what it is about, the same notice again replaces it. actions: text and
    what it does. lasting: a person cannot put it away, because it stays true.
    """

    key: str
    text: str
    actions: Sequence[tuple[str, Callable[[], object]]] = ()
    lasting: bool = False


class NoticeBar(QWidget):
    """All notices, the oldest on top; nothing where there are none."""

    put_away = Signal(str)
    """Key of a notice that a person closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, Notice] = {}
        self._rows: dict[str, list[QPushButton]] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice, in place of the one with its key."""
        if self._notices.get(notice.key) != notice:
            self._notices[notice.key] = notice
            self._fill()

    def end(self, key: str) -> None:
        """A notice is true no more."""
        if self._notices.pop(key, None) is not None:
            self._fill()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is shown."""
        return tuple(self._notices.values())

    def buttons(self, key: str) -> tuple[QPushButton, ...]:
        """The buttons of a notice, in order."""
        return tuple(self._rows.get(key, ()))

    def _fill(self) -> None:
        clear(self._box)
        self._rows = {}
        for notice in self._notices.values():
            row = QFrame()
            row.setObjectName("notice")
            line = QHBoxLayout(row)
            line.setContentsMargins(16, 6, 12, 6)
            line.setSpacing(16)
            line.addWidget(label(notice.text, wrap=True), 1)
            made = [button(text, do, "link") for text, do in notice.actions]
            if not notice.lasting:
                made.append(button(tr("ui.notice.away"), partial(self._away, notice.key), "link"))
            for each in made:
                line.addWidget(each)
            self._rows[notice.key] = made
            self._box.addWidget(row)
        self.setVisible(bool(self._notices))

    def _away(self, key: str) -> None:
        self.end(key)
        self.put_away.emit(key)
