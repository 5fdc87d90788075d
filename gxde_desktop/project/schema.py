"""The SQLite file of a project: its marks, its tables, and what is refused.

A project file comes from other people, so before anything is read from it the header,
the size, the whole structure and the list of tables are checked. A file with a trigger,
a view or a table that is not ours is refused: opening must never run what it brings.
"""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

from gxde_desktop.project import faults
from gxde_desktop.project.errors import ProjectError
from models.messages import Message, message

APPLICATION_ID = 0x47584445  # "GXDE"
USER_VERSION = 3
"""2: scenarios in the document, commands in the history; version 1 would lose both.
3: published figures and their checks, which version 2 would lose."""
SUFFIX = ".gxde"

_HISTORY = (
    "CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
    " patches TEXT NOT NULL, made TEXT NOT NULL)"
)
_BLOB = (
    "CREATE TABLE blob (sha256 TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL,"
    " encoding TEXT NOT NULL, data BLOB NOT NULL)"
)
TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID",
    _HISTORY,
    _BLOB,
)
"""meta: `document` (JSON of the present state), `at` (id of the last step that is done,
0 for none), `method`, `program`. history: every step, those after `at` are taken back.
blob: see `project.blobs`. A working copy has one more row in meta: `project.facts`."""

_HEADER = 100
_HOT = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""How a journal begins that is to be rolled back; a finished one begins with zeros."""
_MAGIC = b"SQLite format 3\0"


def connect(path: Path) -> sqlite3.Connection:
    """A connection that runs nothing a file brings. Transactions are explicit."""
    # Opened and saved beside the window: one thread at a time (`Project`), not always the same.
    connection = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a project elsewhere on a disk
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Make every commit durable on a working copy."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def make_tables(connection: sqlite3.Connection) -> None:
    """Marks and tables of an empty project."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")
    for statement in TABLES:
        connection.execute(statement)


def check_header(path: Path, name: str) -> None:
    """Refuse by the first 100 bytes and the size: foreign, newer, cut short."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise ProjectError(message("project.is_folder", file=name))
        if not stat.S_ISREG(about.st_mode):  # a pipe or a device: reading it might never end
            raise ProjectError(message("project.not_a_project", file=name))
        with path.open("rb") as stream:
            header = stream.read(_HEADER)
        size = about.st_size
    except OSError as error:
        raise ProjectError(cannot_read(name, error)) from error
    if not header.startswith(_MAGIC):
        raise ProjectError(message("project.not_a_project", file=name))
    if len(header) < _HEADER:
        raise ProjectError(message("project.truncated", file=name))
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ProjectError(message("project.foreign", file=name))
    version = int.from_bytes(header[60:64], "big")
    if version > USER_VERSION:
        raise ProjectError(message("project.newer", file=name, version=version, known=USER_VERSION))
    if version < 1:
        raise ProjectError(message("project.foreign", file=name))
    page = int.from_bytes(header[16:18], "big")
    expected = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    if size < expected:
        raise ProjectError(message("project.truncated", file=name))


def check_beside(path: Path) -> None:
    """Refuse a file that another program changed in place and has not finished with.

    We never write beside a project, so a log or journal there is another program's. Read
    without it the file may be half of a change; read with it, it may be spoilt, where the
    journal is older than the file. Raises ProjectError that names both.
    """
    for ending, least in (("-wal", 33), ("-journal", 512)):
        beside = path.with_name(path.name + ending)
        try:
            if beside.stat().st_size < least:
                continue
            with beside.open("rb") as stream:
                begin = stream.read(8)
        except OSError:
            continue
        if ending == "-wal" or begin == _HOT:
            raise ProjectError(
                message("project.unfinished_change", file=path.name, journal=beside.name)
            )


def check_content(connection: sqlite3.Connection, name: str) -> int:
    """Refuse a file whose structure is damaged or whose tables are not exactly ours.

    Returns its version. Raises ProjectError.
    """
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > USER_VERSION:
            raise ProjectError(
                message("project.newer", file=name, version=version, known=USER_VERSION)
            )
        if application != APPLICATION_ID or version < 1:
            raise ProjectError(message("project.damaged", file=name))
        found, expected = _structure(connection), _expected()
        unexpected = sorted(f"{kind} {title}" for kind, title, _, _ in found - expected)
        if unexpected:
            what = "".join(each for each in ", ".join(unexpected) if each.isprintable())[:200]
            raise ProjectError(message("project.unexpected", file=name, what=what))
        if expected - found:
            raise ProjectError(message("project.damaged", file=name))
        verdict = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    except sqlite3.Error as error:
        if faults.is_of_disk(error):
            raise  # our own disk, not the file
        raise ProjectError(message("project.damaged", file=name)) from error
    if verdict != ["ok"]:
        raise ProjectError(message("project.damaged", file=name))
    return int(version)


def cannot_read(name: str, error: OSError) -> Message:
    """The sentence for a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return message("project.not_found", file=name)
    if isinstance(error, IsADirectoryError):
        return message("project.is_folder", file=name)
    if isinstance(error, PermissionError):
        return message("project.no_permission", file=name)
    return message("project.cannot_read", file=name, reason=error.strerror or str(error))


def _structure(connection: sqlite3.Connection) -> set[tuple[str, str, str, str]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(str(a), str(b), str(c), str(d or "")) for a, b, c, d in rows}


def _expected() -> set[tuple[str, str, str, str]]:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        make_tables(memory)
        return _structure(memory)
    finally:
        memory.close()
