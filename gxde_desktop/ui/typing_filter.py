"""Keys asked of an input method outside Qt before the field with the keyboard gets them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, SignalInstance
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

KEYS = frozenset((QEvent.Type.KeyPress, QEvent.Type.KeyRelease))
SECRET = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData


class InputContext(Protocol):
    """What an input method offers: see `ui/fcitx4.py`."""

    committed: SignalInstance

    @property
    def alive(self) -> bool: ...

    def takes(self, symbol: int, code: int, state: int, released: bool) -> bool: ...

    def focus(self, here: bool) -> None: ...

    def show_at(self, place: QRect) -> None: ...


class TypingFilter(QObject):
    """Watches the one object that has the keyboard, so that other events cost nothing."""

    def __init__(self, context: InputContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._watched: QObject | None = None
        self._inside = False
        context.committed.connect(self._commit)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusObjectChanged.connect(self._follow)
        self._follow(app.focusObject())

    def end(self) -> None:
        """Let all keys go to the fields again."""
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusObjectChanged.disconnect(self._follow)
        self._context.committed.disconnect(self._commit)
        self._follow(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep from a field what the input method takes."""
        if event.type() not in KEYS or not isinstance(event, QKeyEvent):
            return False
        symbol = event.nativeVirtualKey()
        if not symbol or not self._context.alive:
            return False  # made by a program, not typed; or nobody is there to ask
        wanted = _query(watched)
        if not wanted.value(Qt.InputMethodQuery.ImEnabled):
            self._go(False)
            return False
        if Qt.InputMethodHint(wanted.value(Qt.InputMethodQuery.ImHints) or 0) & SECRET:
            return False
        self._go(True)
        if isinstance(watched, QWidget):
            self._context.show_at(_on_screen(watched, wanted))
        return self._context.takes(
            symbol,
            event.nativeScanCode(),
            event.nativeModifiers(),
            event.type() == QEvent.Type.KeyRelease,
        )

    def _follow(self, focus: QObject | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._go(False)
        self._watched = focus
        if focus is not None:
            focus.installEventFilter(self)

    def _go(self, inside: bool) -> None:
        if inside is not self._inside:
            self._inside = inside
            self._context.focus(inside)

    def _commit(self, text: str) -> None:
        focus = self._watched
        if (
            focus is not None
            and isValid(focus)
            and _query(focus).value(Qt.InputMethodQuery.ImEnabled)
        ):
            event = QInputMethodEvent()
            event.setCommitString(text)
            QCoreApplication.sendEvent(focus, event)


def _query(focus: QObject) -> QInputMethodQueryEvent:
    query = QInputMethodQueryEvent(
        Qt.InputMethodQuery.ImEnabled
        | Qt.InputMethodQuery.ImHints
        | Qt.InputMethodQuery.ImCursorRectangle
    )
    QCoreApplication.sendEvent(focus, query)
    return query


def _on_screen(field: QWidget, query: QInputMethodQueryEvent) -> QRect:
    """The place of the cursor in pixels of the screen, as X counts them."""
    cursor = QRect(query.value(Qt.InputMethodQuery.ImCursorRectangle))
    scale, origin = field.devicePixelRatioF(), field.screen().geometry().topLeft()
    inside = field.mapToGlobal(cursor.topLeft()) - origin
    at = origin + QPoint(round(inside.x() * scale), round(inside.y() * scale))
    return QRect(at.x(), at.y(), round(cursor.width() * scale), round(cursor.height() * scale))
