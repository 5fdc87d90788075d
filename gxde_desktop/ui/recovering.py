"""Looking for unsaved projects beside the window, and offering what was found."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gxde_desktop.project.recovery import Unsaved, unsaved
from gxde_desktop.text import tr
from gxde_desktop.ui.desk import Desk
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.recovery_dialog import RecoveryDialog
from gxde_desktop.ui.session import Session


class Recovering(QObject):
    """At the start, and whenever a person asks."""

    looked = Signal(int)
    """A look has ended and found so many."""

    def __init__(self, session: Session, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._parent = parent
        self._thread: threading.Thread | None = None
        self.dialog: RecoveryDialog | None = None

    def look(self, *, asked: bool = False) -> None:
        """Look and offer what is there. asked: say so too where there is nothing."""
        if self._thread is not None or self.dialog is not None:
            return
        tell = self._session.emitter.carry(lambda found: self._found(found, asked))

        def work() -> None:
            found: tuple[Unsaved, ...] = ()
            try:
                found = unsaved()  # opens databases: not in the window's thread
            except Exception:
                LOG.exception("unsaved projects were not looked for")
            tell(found)

        self._thread = threading.Thread(target=work, name="recovery", daemon=True)
        self._thread.start()

    def _found(self, found: tuple[Unsaved, ...], asked: bool) -> None:
        self._thread = None
        if found:
            dialog = RecoveryDialog(self._parent, found)
            dialog.setModal(True)
            dialog.chosen.connect(self._desk.recover)
            dialog.finished.connect(self._closed)
            dialog.finished.connect(dialog.deleteLater)
            self.dialog = dialog
            dialog.open()
        elif asked:
            self._session.told.emit(tr("ui.recovery.none"))
        self.looked.emit(len(found))

    def _closed(self, _: int) -> None:
        self.dialog = None
