"""Where imported files came from on this computer, and whether they changed there.

Folders are personal: a project never holds them. What is remembered is a setting of this
computer, by the digest of the file, so it is found again whatever the project is called.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.project.filling import digest_of
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.ui.settings import Settings, is_file

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session

REMEMBERED = 400
"""Files whose place is remembered; the oldest are forgotten."""


class SourcePlaces:
    """Digest of a file -> where it was imported from, in the settings of this computer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def remember(self, sha256: str, path: Path) -> None:
        """A file with this content was read from there."""
        known = self._known()
        known.pop(sha256, None)
        known[sha256] = str(path.absolute())
        kept = dict(list(known.items())[-REMEMBERED:])
        self._settings.put("sources", json.dumps(kept, ensure_ascii=False))

    def place_of(self, file: ProjectFile, project: Path | None = None) -> Path | None:
        """Where a file may be read from: its own place; where that is not known, a file of its
        name in the project's folder or in the one last imported from. It may be gone by now.
        """
        known = self._known().get(file.sha256)
        if known is not None:
            return Path(known)
        for folder in (project.parent if project else None, self._settings.last_folder()):
            if folder is not None and is_file(folder / file.name):
                return folder / file.name
        return None

    def known_place(self, sha256: str) -> Path | None:
        """Where a file was imported from on this computer."""
        known = self._known().get(sha256)
        return None if known is None else Path(known)

    def _known(self) -> dict[str, str]:
        try:
            read = json.loads(self._settings.text("sources", "{}"))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(read, dict):
            return {}
        return {str(k): v for k, v in read.items() if isinstance(v, str)}


@dataclass(slots=True)
class _Seen:
    """The last look at a source: unchanged as long as time and size are."""

    stamp: tuple[int, int]
    digest: str


class SourceWatch(QObject):
    """Looks, beside the window, whether the sources of the project's files changed on disk.

    A look asks for time and size only; the content is read where one of them is new. A share
    that does not answer keeps its thread waiting and nobody else.
    """

    looked = Signal()
    """`changed` is what the last look found."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.changed: tuple[str, ...] = ()
        """Digests of files whose source has another content now."""
        self._session = session
        self._places = session.places
        self._seen: dict[Path, _Seen] = {}
        self._thread: threading.Thread | None = None
        self._again = False
        self._files: frozenset[str] = frozenset()
        session.assembled.connect(self._files_changed)

    def look(self) -> None:
        """Look once; `looked` follows. A look that is under way is followed by another."""
        if self._thread is not None:
            self._again = True
            return
        wanted = {
            each.sha256: place
            for each in self._session.state.files
            if (place := self._places.known_place(each.sha256)) is not None
        }
        if not wanted:
            self._found(())
            return
        tell = self._session.emitter.carry(self._arrived)
        seen = dict(self._seen)

        def work() -> None:
            found = {path: _look_at(path, seen.get(path)) for path in set(wanted.values())}
            tell((wanted, found))

        self._thread = threading.Thread(target=work, name="sources", daemon=True)
        self._thread.start()

    def _files_changed(self) -> None:
        files = frozenset(each.sha256 for each in self._session.state.files)
        if files != self._files:
            self._files = files
            self.look()

    def _arrived(self, result: tuple[dict[str, Path], dict[Path, _Seen | None]]) -> None:
        wanted, found = result
        self._thread = None
        self._seen.update({path: seen for path, seen in found.items() if seen is not None})
        if self._again:
            self._again = False
            self.look()
            return
        present = {each.sha256 for each in self._session.state.files}
        self._found(
            sha256
            for sha256, path in wanted.items()
            if (seen := found[path]) is not None
            and sha256 in present
            and seen.digest not in present
        )

    def _found(self, changed: Iterable[str]) -> None:
        self.changed = tuple(changed)
        self.looked.emit()


def _look_at(path: Path, before: _Seen | None) -> _Seen | None:
    """What stands at a path now; None where nothing can be read."""
    try:
        facts = path.stat()
        stamp = (facts.st_mtime_ns, facts.st_size)
        if before is not None and before.stamp == stamp:
            return before
        return _Seen(stamp, digest_of(path))
    except OSError:
        return None
