"""Keys go to an input method before the field: what it takes never arrives, what it makes does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.fcitx4 import display_number
from gxde_desktop.ui.typing_filter import TypingFilter

LETTERS = {"ni": "你", "hao": "好"}
SPACE = 0x20
"""As of X: the symbol of a letter is its code, too."""


class Pinyin(QObject):
    """An input method of two syllables: letters are kept, a space chooses."""

    committed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.alive = True
        self.line = ""
        self.said: list[bool] = []
        self.places: list[QRect] = []
        self.asked: list[tuple[int, int, int, bool]] = []

    def takes(self, symbol: int, code: int, state: int, released: bool) -> bool:
        self.asked.append((symbol, code, state, released))
        if released:
            return False
        if symbol == SPACE and self.line in LETTERS:
            self.committed.emit(LETTERS[self.line])
            self.line = ""
            return True
        if chr(symbol).isalpha() and not state:
            self.line += chr(symbol)
            return True
        return False

    def focus(self, here: bool) -> None:
        self.said.append(here)

    def show_at(self, place: QRect) -> None:
        self.places.append(place)


class Form(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name, self.secret, self.button = QLineEdit(), QLineEdit(), QPushButton("好")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        box = QVBoxLayout(self)
        for each in (self.name, self.secret, self.button):
            box.addWidget(each)


def press(widget: QWidget, text: str, symbol: int = 0, state: int = 0) -> None:
    """What a key of the keyboard sends; without a symbol, what a program makes up."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(
            kind, ord(text.upper()), Qt.KeyboardModifier.NoModifier, 30, symbol, state, text
        )
        QApplication.sendEvent(widget, event)


def spell(widget: QWidget, text: str) -> None:
    for letter in text:
        press(widget, letter, ord(letter))


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.name.setFocus()
    return made


@pytest.fixture
def pinyin(form: Form) -> Iterator[Pinyin]:
    made = Pinyin()
    watching = TypingFilter(made)
    yield made
    watching.end()


def test_what_is_chosen_arrives_and_letters_do_not(form: Form, pinyin: Pinyin) -> None:
    spell(form.name, "ni")
    assert form.name.text() == ""
    spell(form.name, " hao ")
    assert form.name.text() == "你好"
    press(form.name, "2", ord("2"))
    assert form.name.text() == "你好2"


def test_a_key_is_asked_as_the_server_says_it(form: Form, pinyin: Pinyin) -> None:
    press(form.name, "a", ord("a"), state=4)
    assert pinyin.asked == [(ord("a"), 30, 4, False), (ord("a"), 30, 4, True)]
    press(form.name, "a")  # of a program, not of the keyboard
    assert len(pinyin.asked) == 2


def test_only_fields_of_text_are_typed_into(form: Form, pinyin: Pinyin) -> None:
    spell(form.name, "n")
    form.button.setFocus()
    spell(form.button, "n")
    form.secret.setFocus()
    spell(form.secret, "n")
    form.name.setFocus()
    assert form.secret.text() == "n"
    assert [a[0] for a in pinyin.asked] == [ord("n")] * 2
    assert pinyin.said == [True, False]
    spell(form.name, "i ")
    assert (form.name.text(), pinyin.said) == ("你", [True, False, True])


def test_the_choices_are_shown_at_the_cursor(form: Form, pinyin: Pinyin) -> None:
    form.name.setText("数字")
    spell(form.name, "n")
    field = QRect(form.name.mapToGlobal(form.name.rect().topLeft()), form.name.size())
    scale = form.devicePixelRatioF()
    place = pinyin.places[-1]
    assert scale == 1
    assert field.contains(place)
    form.name.setText("数字经济测算")
    spell(form.name, "n")
    assert pinyin.places[-1].x() > place.x()


def test_text_for_a_field_that_is_gone_goes_nowhere(form: Form, pinyin: Pinyin) -> None:
    form.button.setFocus()
    pinyin.committed.emit("好")
    assert (form.name.text(), form.secret.text()) == ("", "")
    form.name.setFocus()
    form.name.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    pinyin.committed.emit("好")
    assert form.secret.text() == ""


def test_an_input_method_that_died_takes_no_keys(form: Form, pinyin: Pinyin) -> None:
    pinyin.alive = False
    spell(form.name, "ni")
    assert (form.name.text(), pinyin.asked) == ("ni", [])


def test_letters_are_typed_again_when_the_filter_ends(form: Form) -> None:
    pinyin = Pinyin()
    watching = TypingFilter(pinyin)
    spell(form.name, "ni ")
    watching.end()
    spell(form.name, "hao")
    pinyin.committed.emit("好")
    assert form.name.text() == "你hao"


@pytest.mark.parametrize(
    ("display", "number"),
    [(":0", "0"), (":1.0", "1"), ("localhost:10.0", "10"), ("", None), ("wayland-0", None)],
)
def test_the_number_of_a_display(display: str, number: str | None) -> None:
    assert display_number(display) == number
