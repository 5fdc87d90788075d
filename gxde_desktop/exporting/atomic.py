"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from gxde_desktop.exporting.errors import writing_failed


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside the target, then replace the target by it.

    Whatever fails, an existing target stays as it was. Raises ExportError for what the
    operating system refuses; other errors of `write` pass through.
    """
    temporary: Path | None = None
    try:
        if path.exists() and not path.is_file():
            # A folder, or a device: replacing it would do harm.
            raise IsADirectoryError(str(path))
        handle, name = tempfile.mkstemp(prefix=".gxde-", suffix=path.suffix, dir=path.parent)
        temporary = Path(name)
        os.close(handle)
        write(temporary)
        _give_ordinary_rights(temporary)
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise writing_failed(path, error) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _give_ordinary_rights(path: Path) -> None:
    """A temporary file is for its owner only; a workbook is to be handed on."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)
