"""Says below the top bar what is special about the project: read-only, or without data."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gxde_desktop.text import tr
from gxde_desktop.ui.desk import Desk
from gxde_desktop.ui.notices import Notice, NoticeBar
from gxde_desktop.ui.session import Session

READ_ONLY = "read_only"
EXPECTED = "expected"


class ProjectNotice(QObject):
    """Follows the project of a session."""

    import_wanted = Signal()

    def __init__(self, session: Session, desk: Desk, bar: NoticeBar) -> None:
        super().__init__(bar)
        self._session = session
        self._desk = desk
        self._bar = bar
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is true now."""
        self._read_only()
        self._expected()

    def _read_only(self) -> None:
        if not self._session.project.read_only:
            self._bar.end(READ_ONLY)
            return
        actions = (
            (tr("ui.elsewhere.save_as"), self._desk.save_as),
            (tr("ui.elsewhere.reopen"), self._desk.reopen),
        )
        text = tr("ui.elsewhere.notice", file=self._desk.name)
        self._bar.show_notice(Notice(READ_ONLY, text, actions, lasting=True))

    def _expected(self) -> None:
        expected = self._session.state.expected
        if not expected:
            self._bar.end(EXPECTED)
            return
        names = tuple(each.name for each in expected[:3])
        more = len(expected) - len(names)
        text = tr("ui.without_data.notice", count=len(expected), files=names)
        if more:
            text += tr("ui.without_data.more", count=more)
        actions = ((tr("ui.without_data.import"), self._import),)
        self._bar.show_notice(Notice(EXPECTED, text, actions, lasting=True))

    def _import(self) -> None:
        self.import_wanted.emit()
