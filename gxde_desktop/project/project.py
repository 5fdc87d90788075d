"""The project: a document on disk, changed by commands, with unlimited undo.

Work happens on a private copy in local application data, committed after every
command; the person's own file is read by copying and written only by `save`.
One thread owns a project: the one that made it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gxde_desktop import __version__
from gxde_desktop.importing.importer import FileReport
from gxde_desktop.project import document as documents
from gxde_desktop.project.codec import CodecError, decode
from gxde_desktop.project.commands import Command, merged
from gxde_desktop.project.commands.plain import message_in, message_out, to_plain
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.schema import SUFFIX
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.storage import Step, Store, digest_of
from models.messages import Message, message

Callback = Callable[[ProjectState], None]

_UNREADABLE = (
    *(KeyError, TypeError, ValueError, AttributeError, IndexError),
    *(OverflowError, RecursionError, sqlite3.Error),
)
"""What reading a document that is not one of ours can raise."""


class Project:
    """An open project. Make one with `create` or `open`; `close` it."""

    def __init__(self, store: Store, document: Any, path: Path | None) -> None:
        self._store = store
        self._path = path
        self._digest = store.source_digest
        self._reports: dict[str, FileReport] = {}
        self._saved_at = store.at
        self._callbacks: list[Callback] = []
        self._last: Command | None = None
        """What the next command may merge with: done in this session, not saved since."""
        self._document = documents.completed(document)
        self._state = documents.from_document(document, self._report)

    @classmethod
    def create(cls) -> Project:
        """An empty project that has no file yet."""
        document = documents.to_document(ProjectState())
        return cls(Store.create(document, {"program": __version__}), document, None)

    @classmethod
    def open(cls, path: Path) -> Project:
        """A project from its file, which is copied and never opened in place.

        Raises ProjectError: unreadable, not a project, foreign, newer, damaged.
        """
        path = Path(path).absolute()
        store = Store.copy_of(path)
        try:
            return cls(store, store.document(), path)
        except _UNREADABLE as error:
            store.close()
            raise ProjectError(message("project.damaged", file=path.name)) from error
        except BaseException:
            store.close()
            raise

    @property
    def state(self) -> ProjectState:
        """The document as it is now."""
        return self._state

    @property
    def path(self) -> Path | None:
        """The person's file, None before the first save."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether the document differs from what `path` holds."""
        return self._store.at != self._saved_at

    @property
    def undo_name(self) -> Message | None:
        """Name of the step that `undo` takes back, None where there is none."""
        return _name(self._store.last())

    @property
    def redo_name(self) -> Message | None:
        """Name of the step that `redo` does again, None where there is none."""
        return _name(self._store.following())

    def apply(self, command: Command) -> bool:
        """Do a command and commit it; False where it changes nothing (no step is made).

        A command that a person sees as one with the last (`commands.merged`) takes its place.
        Raises ProjectError, the document unchanged.
        """
        one = merged(command, self._last)
        before = self._before_last() if one is not None else self._document
        done = command if one is None else one
        state = done.next(self._state if one is None else self._read(before))
        document = documents.to_document(state)
        if not documents.difference(self._document, document):
            return False
        patches = documents.patches_out(documents.difference(before, document))
        name, plain = message_out(done.name), to_plain(done)
        self._commit(
            lambda: self._store.append(
                name, patches, document, done.blobs, command=plain, merged=one is not None
            )
        )
        self._moved(state, document)
        self._last = done if patches else None
        return True

    def _before_last(self) -> Any:
        step = self._store.last()
        patches = () if step is None else documents.patches_in(step.patches)
        return documents.patched(self._document, patches, back=True)

    def _read(self, document: Any) -> ProjectState:
        return documents.from_document(document, self._report)

    def undo(self) -> bool:
        """Take the last step back; False where there is none."""
        return self._move(self._store.last(), back=True)

    def redo(self) -> bool:
        """Do the step again that was taken back last; False where there is none."""
        return self._move(self._store.following(), back=False)

    def save(self, path: Path | None = None, *, overwrite_changed: bool = False) -> Path:
        """Write the project to its file (or to `path`, which becomes its file), atomically.

        Raises ProjectError: `project.no_path`, `project.changed_on_disk` (someone else wrote
        the file since; ask, then `overwrite_changed`), `project.cannot_write`.
        """
        target = self._path if path is None else Path(path).absolute()
        if target is None:
            raise ProjectError(message("project.no_path"))
        if target.suffix.lower() != SUFFIX:
            target = target.with_name(target.name + SUFFIX)
        at = self._store.at
        try:
            ours = target == self._path and not overwrite_changed and target.exists()
            if ours and digest_of(target) != self._digest:
                raise ProjectError(message("project.changed_on_disk", file=target.name))
            self._store.write(target.resolve())
            self._digest = digest_of(target)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ProjectError(
                message("project.cannot_write", file=str(target), reason=reason)
            ) from error
        self._path, self._saved_at, self._last = target, at, None
        return target

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call `callback(state)` after every change; the result ends that."""
        self._callbacks.append(callback)

        def end() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return end

    def file_bytes(self, sha256: str) -> bytes:
        """The original bytes of an imported file."""
        return self._store.blob(sha256)

    def close(self) -> None:
        """End the work and remove the private copy. What was not saved is gone."""
        self._callbacks.clear()
        self._store.close()

    def _move(self, step: Step | None, *, back: bool) -> bool:
        if step is None:
            return False
        patches = documents.patches_in(step.patches)
        document = documents.patched(self._document, patches, back=back)
        state = self._read(document)
        self._commit(lambda: self._store.move(back, document))
        self._moved(state, document)
        self._last = None
        return True

    def _commit(self, write: Callable[[], None]) -> None:
        try:
            write()
        except sqlite3.Error as error:  # the disk is full or gone: nothing was changed
            raise ProjectError(message("project.cannot_keep", reason=str(error))) from error

    def _moved(self, state: ProjectState, document: Any) -> None:
        self._state, self._document = state, document
        for each in state.files:
            self._reports[each.report_sha256] = each.report
        for callback in tuple(self._callbacks):
            callback(state)

    def _report(self, sha256: str) -> FileReport:
        found = self._reports.get(sha256)
        if found is None:
            try:
                read = decode(self._store.blob(sha256))
            except CodecError as error:
                raise ProjectError(message("project.blob_damaged", sha256=sha256[:12])) from error
            if not isinstance(read, FileReport):
                raise ProjectError(message("project.blob_damaged", sha256=sha256[:12]))
            found = self._reports[sha256] = read
        return found


def _name(step: Step | None) -> Message | None:
    return None if step is None else message_in(step.name)
