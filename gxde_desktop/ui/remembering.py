"""What a person answers in the window is remembered by layout, and forgotten when undone.

The memory follows the document: whatever way an answer comes into a file of the project, by a
click, by undo or by redo, the store holds what the files say now. Opening a project teaches
nothing: its answers are somebody's who may be elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.importing.memory import Entry, Memory, MemoryFile, entry_of
from gxde_desktop.importing.wording import msg
from gxde_desktop.jobs.aside import Aside
from gxde_desktop.project.folders import memory_path
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import say
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.logs import LOG
from models.messages import Message

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session

SETTING = "remember_layouts"

Known = dict[str, dict[str, Entry]]
"""Digest of a file -> sheet -> what its answers leave to remember."""


class Remembering(QObject):
    """The store of one window, written beside it."""

    changed = Signal()
    """What is remembered has changed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._store = MemoryFile(memory_path())
        self._known: Known = {}
        self._project: object = None
        self._aside = Aside("memory")
        self._failed = False
        session.changed.connect(self._follow)

    @property
    def enabled(self) -> bool:
        """Whether answers are remembered and used again."""
        return self._session.settings.flag(SETTING, True)

    def set_enabled(self, enabled: bool) -> None:
        """Remember from now on, or neither remember nor use."""
        self._session.settings.put(SETTING, enabled)
        self.changed.emit()

    @property
    def path(self) -> Path | None:
        """The store for an import, None where nothing is to be used."""
        return self._store.path if self.enabled else None

    def load(self) -> Memory:
        """All that is remembered; a damaged store is told."""
        memory = self._store.load()
        if memory.notice is not None:
            self._session.trouble.emit(Trouble(say(memory.notice)))
        return memory

    def forget(self, fingerprint: str) -> None:
        """Forget one layout."""
        self._write(lambda memory: memory.without(fingerprint))

    def forget_all(self) -> None:
        """Forget everything."""
        self._write(lambda memory: Memory())

    def wait(self) -> None:
        """Until everything is written."""
        self._aside.finish()

    close = wait

    def _follow(self) -> None:
        """Compare what the files' answers leave to remember with what they left before."""
        session = self._session
        before = self._known if self._project is session.project else {}
        opened = self._project is not session.project
        self._project = session.project
        self._known = {}
        for file in session.state.files:
            now = _entries(file)
            self._known[file.sha256] = now
            if opened or file.sha256 not in before or not self.enabled:
                continue
            for sheet, entry in now.items():
                earlier = before[file.sha256].get(sheet)
                if earlier is not None and earlier.answers != entry.answers:
                    self._learn(earlier, entry)

    def _learn(self, before: Entry, now: Entry) -> None:
        self._write(lambda memory: memory.learnt(before, now))

    def _write(self, change: Callable[[Memory], Memory]) -> None:
        tell = self._session.emitter.carry(self._written)

        def write() -> None:
            try:
                memory = self._store.update(change)
                tell(memory.notice)
            except OSError as error:
                LOG.exception("remembered layouts were not written")
                reason = error.strerror or str(error)
                tell(msg("memory.unwritable", file=str(self._store.path), reason=reason))

        self._aside.add(write)

    def _written(self, notice: Message | None) -> None:
        if notice is not None and not self._failed:
            self._failed = True  # once is enough: the window works without a memory
            self._session.trouble.emit(Trouble(say(notice)))
        self.changed.emit()


def _entries(file: ProjectFile) -> dict[str, Entry]:
    return {
        layout.sheet: entry_of(file.answers, file.report.file, layout)
        for layout in file.report.layouts
    }
