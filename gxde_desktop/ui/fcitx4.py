"""Typing through fcitx 4, the input method of UOS 20 and Kylin V10, which no plugin of Qt 6 speaks.

fcitx 4 offers its service on the session bus: an input context is made, every key is asked of it,
and what it makes of them comes as a signal. It shows its own line of letters and choices, at the
place that it is told.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import SIGNAL, SLOT, QObject, QRect, Signal, Slot

from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.typing_filter import TypingFilter

if TYPE_CHECKING:
    from PySide6.QtCore import QMetaObject
    from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusPendingCallWatcher
    from PySide6.QtGui import QGuiApplication

SERVICE = "org.fcitx.Fcitx-{display}"
METHOD = "org.fcitx.Fcitx.InputMethod"
CONTEXT = "org.fcitx.Fcitx.InputContext"
IBUS_PORTAL = "org.freedesktop.portal.IBus"
ANSWER_MS = 500
"""The longest that a key waits; whoever takes longer is not asked again."""


def display_number(display: str) -> str | None:
    """The number of an X display: 0 of `:0`, 10 of `host:10.0`; None where it names none."""
    found = re.search(r":(\d+)(?:\.\d+)?$", display)
    return found.group(1) if found else None


class Fcitx4Context(QObject):
    """One input context of fcitx 4 on the session bus."""

    committed = Signal(str)
    """Text that a person has chosen."""

    def __init__(
        self, bus: QDBusConnection, service: str, number: int, parent: QObject | None = None
    ) -> None:
        """number: of the context, as the service gave it when it made it."""
        from PySide6.QtDBus import QDBusInterface

        super().__init__(parent)
        self._bus: QDBusInterface = QDBusInterface(
            service, f"/inputcontext_{number}", CONTEXT, bus, self
        )
        self._bus.setTimeout(ANSWER_MS)
        QObject.connect(self._bus, SIGNAL("CommitString(QString)"), self, SLOT("_commit(QString)"))
        self._bus.asyncCall("EnableIC")

    @property
    def alive(self) -> bool:
        """Whether the service still answers."""
        return self._bus.isValid() and not self._bus.lastError().isValid()

    def takes(self, symbol: int, code: int, state: int, released: bool) -> bool:
        """Whether fcitx keeps a key to itself. symbol, code, state: as the X server says them."""
        from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, QMetaObject, Qt

        invoke: type[QMetaObject] = QMetaObject
        try:
            # The service insists on unsigned numbers; by its own description they become that.
            answer = invoke.invokeMethod(  # type: ignore[call-overload]
                self._bus, "ProcessKeyEvent", Qt.ConnectionType.DirectConnection,
                Q_RETURN_ARG("int"), Q_ARG("uint", symbol), Q_ARG("uint", code),
                Q_ARG("uint", state), Q_ARG("int", int(released)), Q_ARG("uint", 0),
            )  # fmt: skip
        except RuntimeError:
            return False
        return bool(answer) and self.alive

    def focus(self, here: bool) -> None:
        """Say whether a field that takes text has the keyboard."""
        self._bus.asyncCall("FocusIn" if here else "FocusOut")

    def show_at(self, place: QRect) -> None:
        """Where the cursor is, in pixels of the screen: the choices are shown below it."""
        sides = [place.x(), place.y(), place.width(), max(place.height(), 1)]
        self._bus.asyncCallWithArgumentList("SetCursorRect", sides)

    @Slot(str)
    def _commit(self, text: str) -> None:
        self.committed.emit(text)


class Fcitx4(QObject):
    """Types through fcitx 4 while it runs; finds it again when it is started anew."""

    def __init__(self, app: QGuiApplication, bus: QDBusConnection, service: str) -> None:
        from PySide6.QtDBus import QDBusServiceWatcher

        super().__init__(app)
        self._bus, self._service = bus, service
        self._filter: TypingFilter | None = None
        self._asked: QDBusPendingCallWatcher | None = None
        either = (
            QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
            | QDBusServiceWatcher.WatchModeFlag.WatchForUnregistration
        )
        watcher = QDBusServiceWatcher(service, bus, either, self)
        watcher.serviceRegistered.connect(lambda _: self._begin())
        watcher.serviceUnregistered.connect(lambda _: self._end())
        self._begin()

    def _begin(self) -> None:
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        self._end()
        registered = self._bus.interface().isServiceRegistered
        # fcitx 5 answers to the name of fcitx 4 too; through the portal Qt's own plugin types.
        if registered(IBUS_PORTAL).value() or not registered(self._service).value():
            return
        ask = QDBusMessage.createMethodCall(self._service, "/inputmethod", METHOD, "CreateICv3")
        ask.setArguments(["gxde-desktop", os.getpid()])
        # Not waited for: a service that hangs must not keep the window from its person.
        self._asked = QDBusPendingCallWatcher(self._bus.asyncCall(ask), self)
        self._asked.finished.connect(self._made)

    def _made(self, asked: QDBusPendingCallWatcher) -> None:
        answer = asked.reply()
        if asked is not self._asked:
            return  # the service has gone, or come anew, since
        self._asked = None
        if asked.isError() or not answer.arguments():
            LOG.warning("fcitx 4 makes no input context: %s", answer.errorMessage())
            return
        context = Fcitx4Context(self._bus, self._service, answer.arguments()[0])
        self._filter = TypingFilter(context, self)
        context.setParent(self._filter)

    def _end(self) -> None:
        self._asked = None
        if self._filter is not None:
            self._filter.end()
            self._filter.deleteLater()
            self._filter = None


def begin_typing(app: QGuiApplication) -> Fcitx4 | None:
    """Type through fcitx 4 where it is to be had: on X, with a session bus. None elsewhere."""
    if app.platformName() != "xcb":
        return None
    number = display_number(os.environ.get("DISPLAY", ""))
    if number is None:
        return None
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.sessionBus()
    return Fcitx4(app, bus, SERVICE.format(display=number)) if bus.isConnected() else None
