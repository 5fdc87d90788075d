"""The first guide: three steps on the sample, each on its own page; never in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gxde_desktop.text import tr
from gxde_desktop.ui.notices import Notice, NoticeBar

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow

KEY = "guide"
PAGES = ("data", "parameters", "results")


class Guide(QObject):
    """A line below the top bar that goes from page to page; it comes by itself only once."""

    def __init__(self, window: MainWindow, notices: NoticeBar) -> None:
        super().__init__(notices)
        self._window = window
        self._notices = notices
        self._place: int | None = None
        notices.put_away.connect(self._closed)

    @property
    def place(self) -> int | None:
        """The step shown, None where none is."""
        return self._place

    def first_time(self) -> None:
        """Begin where it was never seen."""
        if not self._window.settings.flag("guided", False):
            self.begin()

    def begin(self) -> None:
        """Begin at the first step."""
        self._window.settings.put("guided", True)
        self.show_step(0)

    def show_step(self, place: int) -> None:
        """Show a step and its page; behind the last one it ends."""
        if place >= len(PAGES):
            self._place = None
            self._notices.end(KEY)
            return
        self._place = place
        page = PAGES[place]
        self._window.show_page(page)
        last = place == len(PAGES) - 1
        actions = [(tr("ui.guide.done" if last else "ui.guide.next"), self._next)]
        if place:
            actions.insert(0, (tr("ui.guide.back"), self._back))
        text = tr("ui.guide.step", number=place + 1, count=len(PAGES), text=tr(f"ui.guide.{page}"))
        self._notices.show_notice(Notice(KEY, text, tuple(actions)))

    def _next(self) -> None:
        if self._place is not None:
            self.show_step(self._place + 1)

    def _back(self) -> None:
        if self._place:
            self.show_step(self._place - 1)

    def _closed(self, key: str) -> None:
        if key == KEY:
            self._place = None
