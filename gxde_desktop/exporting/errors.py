"""Writing that failed, in words for a person."""

from __future__ import annotations

from pathlib import Path

from models.messages import Message, message


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
    if isinstance(error, PermissionError):
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
