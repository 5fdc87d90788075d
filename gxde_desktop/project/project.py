"""The project: a document on disk, changed by commands, with unlimited undo.

Work happens on a private copy in local application data, committed after every
command; the person's own file is read by copying and written only by `save`.
One thread owns a project: the one that made it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gxde_desktop.project.commands import Command
from gxde_desktop.project.state import ProjectState
from models.messages import Message

Callback = Callable[[ProjectState], None]


class Project:
    """An open project. Make one with `create` or `open`; `close` it."""

    @classmethod
    def create(cls) -> Project:
        """An empty project that has no file yet."""
        raise NotImplementedError

    @classmethod
    def open(cls, path: Path) -> Project:
        """A project from its file, which is copied and never opened in place.

        Raises ProjectError: unreadable, not a project, foreign, newer, damaged.
        """
        raise NotImplementedError

    @property
    def state(self) -> ProjectState:
        """The document as it is now."""
        raise NotImplementedError

    @property
    def path(self) -> Path | None:
        """The person's file, None before the first save."""
        raise NotImplementedError

    @property
    def modified(self) -> bool:
        """Whether the document differs from what `path` holds."""
        raise NotImplementedError

    @property
    def undo_name(self) -> Message | None:
        """Name of the step that `undo` takes back, None where there is none."""
        raise NotImplementedError

    @property
    def redo_name(self) -> Message | None:
        """Name of the step that `redo` does again, None where there is none."""
        raise NotImplementedError

    def apply(self, command: Command) -> bool:
        """Do a command and commit it; False where it changes nothing (no step is made).

        Raises ProjectError, the document unchanged.
        """
        raise NotImplementedError

    def undo(self) -> bool:
        """Take the last step back; False where there is none."""
        raise NotImplementedError

    def redo(self) -> bool:
        """Do the step again that was taken back last; False where there is none."""
        raise NotImplementedError

    def save(self, path: Path | None = None, *, overwrite_changed: bool = False) -> Path:
        """Write the project to its file (or to `path`, which becomes its file), atomically.

        Raises ProjectError: `project.no_path`, `project.changed_on_disk` (someone else wrote
        the file since; ask, then `overwrite_changed`), `project.cannot_write`.
        """
        raise NotImplementedError

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call `callback(state)` after every change; the result ends that."""
        raise NotImplementedError

    def file_bytes(self, sha256: str) -> bytes:
        """The original bytes of an imported file."""
        raise NotImplementedError

    def close(self) -> None:
        """End the work and remove the private copy. What was not saved is gone."""
        raise NotImplementedError
