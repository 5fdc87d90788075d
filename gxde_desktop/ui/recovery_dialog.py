"""What earlier crashes left: every unsaved project with its time and number of steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.recovery import Unsaved, discard
from gxde_desktop.text import say, tr
from gxde_desktop.ui import file_questions, numbers
from gxde_desktop.ui.widgets import Card, ElidedLabel, Scrolled, button, label, set_role

Discard = Callable[[Unsaved], None]
MOST_HEIGHT = 640


class UnsavedCard(Card):
    """One unsaved project with what can be done about it."""

    def __init__(
        self, found: Unsaved, open_it: Callable[[], object], throw_away: Callable[[], object]
    ) -> None:
        super().__init__("attention" if found.problem is not None else "plain", margin=14)
        self.found = found
        self.open_button: QPushButton | None = None
        self.title = ElidedLabel(title_of(found), "title")
        self.facts = label(facts_of(found), "muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addWidget(self.title)
        texts.addWidget(self.facts)
        if found.problem is None:
            texts.addWidget(ElidedLabel(place_of(found), "muted"))
        else:
            texts.addWidget(label(say(found.problem), "attention", wrap=True, selectable=True))
        row.addLayout(texts, 1)
        ways = QVBoxLayout()
        ways.setSpacing(6)
        if found.problem is None:
            self.open_button = button(tr("ui.recovery.open"), open_it)
            ways.addWidget(self.open_button)
        self.discard_button = button(tr("ui.recovery.discard_ask"), throw_away)
        ways.addWidget(self.discard_button)
        ways.addStretch(1)
        row.addLayout(ways)
        self.box.addLayout(row)
        self.wrong = label("", "wrong", wrap=True)
        self.wrong.hide()
        self.box.addWidget(self.wrong)
        name = f"{title_of(found)} {facts_of(found)}"
        self.setAccessibleName(name)
        for made in filter(None, (self.open_button, self.discard_button)):
            made.setAccessibleDescription(name)

    def tell(self, text: str) -> None:
        """Say what could not be done."""
        self.wrong.setText(text)
        self.wrong.show()


class RecoveryDialog(QDialog):
    """Open one, throw some away, decide later about the rest: nothing is lost by closing."""

    chosen = Signal(object)
    """The Unsaved to be opened; the dialog is closed by then."""

    def __init__(
        self,
        parent: QWidget | None,
        found: Sequence[Unsaved],
        *,
        discard_it: Discard = discard,
    ) -> None:
        super().__init__(parent)
        self._discard = discard_it
        self.setWindowTitle(tr("ui.recovery.title"))
        self.setMinimumWidth(600)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(tr("ui.recovery.title"), "heading"))
        box.addWidget(label(tr("ui.recovery.text"), wrap=True))
        self._list = Scrolled(spacing=10)
        self.cards: list[UnsavedCard] = []
        for each in found:
            self._add(each)
        box.addWidget(self._list, 1)
        row = QHBoxLayout()
        row.addWidget(label(tr("ui.recovery.later_hint"), "muted", wrap=True), 1)
        self.later = button(tr("ui.recovery.later"), self.reject)
        row.addWidget(self.later, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(row)
        wanted = 170 + sum(card.sizeHint().height() + 10 for card in self.cards)
        self.resize(660, min(max(wanted, 260), MOST_HEIGHT))
        first = next((card.open_button for card in self.cards if card.open_button), None)
        if first is not None:
            set_role(first, "kind", "primary")
            first.setDefault(True)
            first.setFocus()

    def _add(self, found: Unsaved) -> None:
        card = UnsavedCard(found, lambda: self._open(found), lambda: self._throw_away(card))
        self.cards.append(card)
        self._list.box.addWidget(card)

    def _open(self, found: Unsaved) -> None:
        self.accept()
        self.chosen.emit(found)

    def _throw_away(self, card: UnsavedCard) -> None:
        text = tr("ui.recovery.discard_text", name=title_of(card.found), facts=facts_of(card.found))
        if not file_questions.ask_discard(self, text):
            return
        try:
            self._discard(card.found)
        except ProjectError as error:
            card.tell(say(error.message))
            return
        self.cards.remove(card)
        card.hide()
        card.deleteLater()
        if not self.cards:
            self.accept()


def title_of(found: Unsaved) -> str:
    """What the project is called."""
    if found.problem is not None:
        return tr("ui.recovery.damaged")
    return found.name or tr("ui.recovery.unnamed")


def facts_of(found: Unsaved) -> str:
    """When it was changed last, and how many steps its file lacks."""
    if found.problem is not None:
        return tr("ui.recovery.damaged_facts", size=size_text(found.size))
    steps = tr("ui.recovery.steps", count=found.steps)
    if found.changed is None:
        return steps
    return tr("ui.recovery.facts", when=local_time(found.changed), steps=steps)


def size_text(size: int) -> str:
    """Bytes in kB or MB."""
    if size < 1_000_000:
        return f"{numbers.show(max(size / 1e3, 1), 0)} kB"
    return f"{numbers.show(size / 1e6, 1)} MB"


def place_of(found: Unsaved) -> str:
    """The file it belongs to."""
    if found.path is None:
        return tr("ui.recovery.no_file")
    return tr("ui.recovery.file", path=str(found.path))


def local_time(moment: dt.datetime) -> str:
    """A time as the clock on the wall shows it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
