"""Writing that failed, in words for a person."""

from __future__ import annotations

import errno
from pathlib import Path

from models.messages import Message, message

_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
_FULL_WINDOWS = frozenset((39, 112))
_HELD = frozenset((errno.EBUSY, errno.ETXTBSY))


class ExportError(Exception):
    """A file could not be written; `message` names the file, the reason and the remedy."""

    def __init__(self, what: Message) -> None:
        super().__init__(f"{what.code} {dict(what.args)}")
        self.message = what

    def __reduce__(self) -> tuple[type[ExportError], tuple[Message]]:
        # Crosses from the worker process as its message.
        return ExportError, (self.message,)


def writing_failed(path: Path, error: OSError) -> ExportError:
    """What an operating system's refusal means for the person who exports."""
    if error.errno in _FULL or getattr(error, "winerror", None) in _FULL_WINDOWS:
        return ExportError(message("exporting.full", file=path.name, folder=str(path.parent)))
    if isinstance(error, PermissionError) or error.errno in _HELD:
        return ExportError(
            message("exporting.held_or_read_only", file=path.name, folder=str(path.parent))
        )
    if not path.parent.is_dir():
        return ExportError(message("exporting.no_folder", folder=str(path.parent)))
    if isinstance(error, IsADirectoryError):
        return ExportError(message("exporting.is_folder", file=path.name))
    return ExportError(
        message("exporting.not_written", file=path.name, reason=error.strerror or str(error))
    )
