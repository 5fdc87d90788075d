"""Why something could not be written, as a sentence that says what to do."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from models.messages import Message, message

LONGEST_WINDOWS_PATH = 259
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
_GONE = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ESTALE)
) | frozenset(
    code
    for name in ("ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EREMOTEIO")
    if (code := getattr(errno, name, None)) is not None
)
_HELD = frozenset((errno.EBUSY, errno.ETXTBSY))
_WINDOWS = {
    **dict.fromkeys((32, 33), "held"),  # sharing and lock violations
    **dict.fromkeys((39, 112), "full"),
    **dict.fromkeys((3, 53, 55, 59, 64, 67, 121, 1231, 1167), "gone"),  # drive, path, network
    **dict.fromkeys((206, 111), "long"),
    19: "read_only",
}
_NEARLY_NOTHING = 64 * 1024


def why(error: OSError | sqlite3.Error, path: Path) -> Message:
    """The reason of a failed write to `path`, and its remedy."""
    if isinstance(error, OSError):
        return _of_system(error, path)
    return _of_sqlite(error, path)


def is_of_disk(error: sqlite3.Error) -> bool:
    """Whether the disk failed, and not what stands on it."""
    kind = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


def _of_system(error: OSError, path: Path) -> Message:
    windows = _WINDOWS.get(getattr(error, "winerror", None) or 0)
    number = error.errno
    if windows == "full" or number in _FULL:
        return message("project.why.full", folder=str(path.parent))
    if windows == "held" or number in _HELD:
        return message("project.why.held")
    if windows == "long" or number == errno.ENAMETOOLONG or _too_long(path):
        return message("project.why.long", length=len(str(path)))
    if windows == "read_only" or number == errno.EROFS:
        return message("project.why.read_only", folder=str(path.parent))
    if number in (errno.EACCES, errno.EPERM):
        return message("project.why.permission", folder=str(path.parent))
    if number == errno.EISDIR:
        return message("project.why.is_folder")
    if number == errno.EFBIG:
        return message("project.why.too_big", folder=str(path.parent))
    if windows == "gone" or number in _GONE:
        return message("project.why.gone", folder=str(path.parent))
    return message("project.why.other", reason=error.strerror or str(error))


def _of_sqlite(error: sqlite3.Error, path: Path) -> Message:
    code = getattr(error, "sqlite_errorcode", None) or 0
    kind = code & 0xFF
    if kind == sqlite3.SQLITE_FULL:
        return message("project.why.full", folder=str(path.parent))
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return message("project.why.held")
    if not _there(path.parent):
        return message("project.why.gone", folder=str(path.parent))
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return message("project.why.permission", folder=str(path.parent))
    # A full disk shows as an input/output error too, where a log or index cannot grow.
    if kind in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _nearly_full(path.parent):
        return message("project.why.full", folder=str(path.parent))
    return message("project.why.other", reason=str(error))


def _too_long(path: Path) -> bool:
    return os.name == "nt" and len(str(path)) > LONGEST_WINDOWS_PATH


def _there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False


def _nearly_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NEARLY_NOTHING
    except OSError:
        return False
