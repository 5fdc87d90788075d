"""Writing the person's file: whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from gxde_desktop.project import schema
from gxde_desktop.project.copies import sync_folder
from gxde_desktop.project.facts import KEY

_REPLACE_ATTEMPTS = 10
_REPLACE_PAUSE = 0.05
_NO_FOLDER_SYNC = frozenset(
    (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM, errno.ENOSYS)
)
_PREFIX, _ENDING = ".gxde-", ".tmp"


def temporary_beside(target: Path, owner: str) -> Path:
    """The file that will replace the target; short, whatever the target's name is.

    owner: the private copy it comes from, so that after a crash its remains are known even
    where nothing could be written down before.
    """
    return target.with_name(f"{_PREFIX}{owner[-16:]}{_ENDING}")


def is_temporary(path: Path) -> bool:
    """Whether a file is called as `temporary_beside` calls it."""
    return path.name.startswith(_PREFIX) and path.name.endswith(_ENDING)


def write_whole(connection: sqlite3.Connection, temporary: Path, blobs: Iterable[str]) -> None:
    """A new project file with the document, the history and these blobs of a working copy.

    Everything is copied row by row into a file made here, so the file holds no page that
    once held something else. Raises OSError, sqlite3.Error.
    """
    _empty(temporary)
    with closing(_Attached(connection, temporary)):
        connection.execute(
            "INSERT INTO target.meta SELECT key, value FROM main.meta WHERE key <> ?", (KEY,)
        )
        connection.execute(
            "INSERT INTO target.history (id, name, patches, made)"
            " SELECT id, name, patches, made FROM main.history ORDER BY id"
        )
        connection.execute(
            "UPDATE target.sqlite_sequence SET seq = (SELECT seq FROM main.sqlite_sequence"
            " WHERE name = 'history') WHERE name = 'history'"
        )
        connection.executemany(
            "INSERT INTO target.blob (sha256, size, encoding, data)"
            " SELECT sha256, size, encoding, data FROM main.blob WHERE sha256 = ?",
            ((each,) for each in blobs),
        )
        connection.execute("COMMIT")
        _check(connection)


def write_bare(connection: sqlite3.Connection, temporary: Path, document: str) -> None:
    """A new project file with this document alone: no history, no blobs, no kept figures."""
    _empty(temporary)
    with closing(_Attached(connection, temporary)):
        connection.execute(
            "INSERT INTO target.meta SELECT key, value FROM main.meta"
            " WHERE key IN ('method', 'program')"
        )
        connection.execute(
            "INSERT INTO target.meta (key, value) VALUES ('document', ?), ('at', '0')", (document,)
        )
        connection.execute("COMMIT")
        _check(connection)


def finish(temporary: Path, target: Path) -> str:
    """Give the temporary file the target's rights, make it durable; its SHA-256."""
    _take_mode(temporary, target)
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace(temporary: Path, target: Path) -> None:
    """Put the temporary file in the target's place. Raises OSError."""
    for attempt in range(_REPLACE_ATTEMPTS):
        try:
            os.replace(temporary, target)
            return
        except PermissionError:
            # Windows: an antivirus or a sync program holds the target for a moment.
            if os.name != "nt" or attempt == _REPLACE_ATTEMPTS - 1:
                raise
            time.sleep(_REPLACE_PAUSE)


def settle(folder: Path) -> None:
    """Make the replacement durable, where the file system can. Raises OSError."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


class _Attached:
    """The temporary file beside the working copy, in one transaction.

    The working copy's own connection reads: it can still do so when its folder is full
    or gone from sight, where a new connection could not be opened.
    """

    def __init__(self, connection: sqlite3.Connection, temporary: Path) -> None:
        self._connection = connection
        connection.execute("ATTACH DATABASE ? AS target", (str(temporary),))
        try:
            # The file is thrown away unless all of it is written and synced afterwards.
            connection.execute("PRAGMA target.journal_mode = OFF").fetchall()
            connection.execute("PRAGMA target.synchronous = OFF")
            connection.execute("BEGIN")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.execute("DETACH DATABASE target")


def _empty(temporary: Path) -> None:
    with suppress(FileNotFoundError):  # of a save that could not even tidy up
        temporary.unlink()
    os.close(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(schema.connect(temporary)) as made:
        made.execute("PRAGMA journal_mode = OFF").fetchall()
        made.execute("PRAGMA synchronous = OFF")
        schema.make_tables(made)


def _check(connection: sqlite3.Connection) -> None:
    verdict = [row[0] for row in connection.execute("PRAGMA target.integrity_check(1)")]
    if verdict != ["ok"]:
        raise sqlite3.DatabaseError(str(verdict[0]))


def _take_mode(temporary: Path, target: Path) -> None:
    """The temporary file is private; the project keeps its mode, a new one gets the usual."""
    if os.name != "posix":
        return
    if target.exists():
        shutil.copymode(target, temporary)
    else:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
