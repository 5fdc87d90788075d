"""Typing through fcitx 4, the input method of UOS 20 and Kylin V10, which no plugin of Qt 6 speaks.

fcitx 4 offers its service on the session bus: an input context is made, every key is asked of it,
and what it makes of them comes as a signal. It shows its own line of letters and choices, at the
place that it is told.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import SIGNAL, SLOT, QObject, QRect, Signal, Slot

from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.typing_filter import TypingFilter

if TYPE_CHECKING:
    from PySide6.QtCore import QMetaObject
    from PySide6.QtDBus import QDBusConnection, QDBusInterface
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

    def __init__(self, bus: QDBusConnection, service: str, parent: QObject | None = None) -> None:
        """Raises ConnectionError where the service makes no context."""
        from PySide6.QtDBus import QDBusInterface

        super().__init__(parent)
        maker = QDBusInterface(service, "/inputmethod", METHOD, bus)
        made = maker.call("CreateICv3", "gxde-desktop", os.getpid())
        if made.errorMessage() or not made.arguments():
            raise ConnectionError(made.errorMessage())
        path = f"/inputcontext_{made.arguments()[0]}"
        self._bus: QDBusInterface = QDBusInterface(service, path, CONTEXT, bus, self)
        self._bus.setTimeout(ANSWER_MS)
        QObject.connect(self._bus, SIGNAL("CommitString(QString)"), self, SLOT("_commit(QString)"))
        self._bus.call("EnableIC")

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
        either = (
            QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
            | QDBusServiceWatcher.WatchModeFlag.WatchForUnregistration
        )
        watcher = QDBusServiceWatcher(service, bus, either, self)
        watcher.serviceRegistered.connect(lambda _: self._begin())
        watcher.serviceUnregistered.connect(lambda _: self._end())
        self._begin()

    @property
    def typing(self) -> bool:
        """Whether keys go to fcitx 4."""
        return self._filter is not None

    def _begin(self) -> None:
        self._end()
        registered = self._bus.interface().isServiceRegistered
        # fcitx 5 answers to the name of fcitx 4 too; through the portal Qt's own plugin types.
        if registered(IBUS_PORTAL).value() or not registered(self._service).value():
            return
        try:
            context = Fcitx4Context(self._bus, self._service)
        except ConnectionError as error:
            LOG.warning("fcitx 4 makes no input context: %s", error)
            return
        self._filter = TypingFilter(context, self)

    def _end(self) -> None:
        if self._filter is not None:
            self._filter.end()
            self._filter.deleteLater()
            self._filter = None


def begin_typing(app: QGuiApplication) -> Fcitx4 | None:
    """Type through fcitx 4 where it is to be had: on X, with a session bus. None elsewhere."""
    if sys.platform != "linux" or app.platformName() != "xcb":
        return None
    number = display_number(os.environ.get("DISPLAY", ""))
    if number is None:
        return None
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.sessionBus()
    return Fcitx4(app, bus, SERVICE.format(display=number)) if bus.isConnected() else None
