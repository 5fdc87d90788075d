"""Says below the top bar that sources of the project's files changed on disk."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from gxde_desktop.text import tr
from gxde_desktop.ui.notices import Notice, NoticeBar
from gxde_desktop.ui.session import Session

KEY = "sources"


class SourceNotice(QObject):
    """Follows the watch of a session; what a person put away is not said again."""

    def __init__(self, session: Session, bar: NoticeBar) -> None:
        super().__init__(bar)
        self._session = session
        self._bar = bar
        self._away: frozenset[str] = frozenset()
        session.sources.looked.connect(self._tell)
        bar.put_away.connect(self._put_away)
        self._tell()

    def _tell(self) -> None:
        session = self._session
        changed = [each for each in session.sources.changed if each not in self._away]
        files = [file for each in changed if (file := session.state.file(each)) is not None]
        if not files:
            self._bar.end(KEY)
            return
        names = tuple(file.name for file in files[:3])
        text = (
            tr("ui.update.changed_one", file=names[0])
            if len(files) == 1
            else tr("ui.update.changed_many", count=len(files), files=names)
        )
        if len(files) > len(names):
            text = tr("ui.update.changed_more", count=len(files), files=names)
        show = partial(session.update_wanted.emit, files[0].sha256)
        self._bar.show_notice(Notice(KEY, text, ((tr("ui.update.show"), show),)))

    def _put_away(self, key: str) -> None:
        if key == KEY:
            self._away = frozenset(self._session.sources.changed)
