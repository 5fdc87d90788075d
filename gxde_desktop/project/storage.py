"""The private working copy of a project, and writing it to the person's file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gxde_desktop.project import schema
from gxde_desktop.project.blobs import Blob, unpack
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.folders import work_folder
from models.messages import message

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REPLACE_ATTEMPTS = 10
_REPLACE_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history: id, name, patches and command as JSON.

    command: None in steps of versions that kept patches alone.
    """

    id: int
    name: Any
    patches: Any
    command: Any = None


class Store:
    """A working copy. One thread owns it (SQLite holds to that)."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, source_digest: str | None = None
    ) -> None:
        self._folder = folder
        self._connection = connection
        self.source_digest = source_digest
        """SHA-256 of the file that `copy_of` copied, to notice that someone wrote it since."""

    @classmethod
    def create(cls, document: Any, facts: dict[str, str]) -> Store:
        """An empty working copy."""
        folder = _new_folder()
        try:
            connection = schema.connect(folder / "project.sqlite")
            schema.prepare(connection)
            store = cls(folder, connection)
            with store._transaction():
                schema.make_tables(connection)
                store._set("document", json.dumps(document, ensure_ascii=False))
                store._set("at", "0")
                for key, value in facts.items():
                    store._set(key, value)
            return store
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @classmethod
    def copy_of(cls, path: Path) -> Store:
        """A working copy of a project file, which is only read. Raises ProjectError."""
        folder = _new_folder()
        try:
            own = folder / "project.sqlite"
            try:
                shutil.copyfile(path, own)
            except OSError as error:
                raise ProjectError(schema.cannot_read(path.name, error)) from error
            schema.check_header(own, path.name)
            digest = digest_of(own)
            connection = schema.connect(own)
            try:
                schema.check_content(connection, path.name)
                schema.prepare(connection)
            except BaseException:
                connection.close()
                raise
            return cls(folder, connection, digest)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def document(self) -> Any:
        """The present document. Raises KeyError or ValueError where there is none."""
        return json.loads(self._get("document"))

    @property
    def at(self) -> int:
        """Id of the last step that is done, 0 for none."""
        return int(self._get("at"))

    def last(self) -> Step | None:
        """The step that undo takes back."""
        return self._step("SELECT id, name, patches FROM history WHERE id = ?", self.at)

    def following(self) -> Step | None:
        """The step that redo does again."""
        return self._step(
            "SELECT id, name, patches FROM history WHERE id > ? ORDER BY id LIMIT 1", self.at
        )

    def steps(self) -> Iterator[Step]:
        """Every step that is done, the first one first."""
        query = "SELECT id, name, patches FROM history WHERE id <= ? ORDER BY id"
        for row in self._connection.execute(query, (self.at,)):
            yield _step_of(row)

    def append(
        self,
        name: Any,
        patches: Any,
        document: Any,
        blobs: Iterable[Blob],
        *,
        command: Any = None,
        merged: bool = False,
    ) -> None:
        """Commit a new step; what was taken back before is gone.

        merged: it stands for the last step too, which goes; without patches none is left.
        """
        with self._transaction():
            for blob in blobs:
                self._connection.execute(
                    "INSERT OR IGNORE INTO blob (sha256, size, encoding, data) VALUES (?, ?, ?, ?)",
                    (blob.sha256, blob.size, blob.encoding, blob.data),
                )
            kept = self.at - 1 if merged else self.at
            self._connection.execute("DELETE FROM history WHERE id > ?", (kept,))
            if not patches:
                (last,) = self._connection.execute("SELECT MAX(id) FROM history").fetchone()
                self._set("document", json.dumps(document, ensure_ascii=False))
                self._set("at", str(last or 0))
                return
            made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            cursor = self._connection.execute(
                "INSERT INTO history (name, patches, made) VALUES (?, ?, ?)",
                (
                    json.dumps(name, ensure_ascii=False),
                    json.dumps({"patches": patches, "command": command}, ensure_ascii=False),
                    made,
                ),
            )
            self._set("document", json.dumps(document, ensure_ascii=False))
            self._set("at", str(cursor.lastrowid))

    def move(self, back: bool, document: Any) -> None:
        """Commit an undo (back) or a redo."""
        query = (
            "SELECT MAX(id) FROM history WHERE id < ?"
            if back
            else "SELECT MIN(id) FROM history WHERE id > ?"
        )
        with self._transaction():
            (target,) = self._connection.execute(query, (self.at,)).fetchone()
            self._set("document", json.dumps(document, ensure_ascii=False))
            self._set("at", str(target or 0))

    def blob(self, sha256: str) -> bytes:
        """Content by hash. Raises ProjectError where it is missing or damaged."""
        row = self._connection.execute(
            "SELECT size, encoding, data FROM blob WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if row is None:
            raise ProjectError(message("project.blob_damaged", sha256=sha256[:12]))
        return unpack(Blob(sha256, int(row[0]), str(row[1]), bytes(row[2])))

    def write(self, target: Path) -> None:
        """Write the project to a file: whole or not at all. Raises OSError, sqlite3.Error."""
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".tmp", dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            self._write_copy(temporary)
            _take_mode(temporary, target)
            with temporary.open("rb+") as stream:
                os.fsync(stream.fileno())
            _replace(temporary, target)
            _sync_folder(target.parent)
        finally:
            with suppress(OSError):
                temporary.unlink()

    def close(self, *, remove: bool = True) -> None:
        """End the work; remove the copy."""
        self._connection.close()
        if remove:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write_copy(self, temporary: Path) -> None:
        copy = schema.connect(temporary)
        try:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            kept = self._referred(copy)
            stored = {row[0] for row in copy.execute("SELECT sha256 FROM blob")}
            if stored - kept:  # what only steps that are gone referred to
                copy.execute("BEGIN")
                copy.executemany(
                    "DELETE FROM blob WHERE sha256 = ?", [(each,) for each in stored - kept]
                )
                copy.execute("COMMIT")
                copy.execute("VACUUM")
            verdict = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
            if verdict != ["ok"]:
                raise sqlite3.DatabaseError(str(verdict[0]))
        finally:
            copy.close()

    def _referred(self, connection: sqlite3.Connection) -> set[str]:
        texts = [row[0] for row in connection.execute("SELECT patches FROM history")]
        texts.extend(
            row[0] for row in connection.execute("SELECT value FROM meta WHERE key = 'document'")
        )
        return {each for text in texts for each in _SHA256.findall(text)}

    def _get(self, key: str) -> str:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return str(row[0])

    def _set(self, key: str, value: str) -> None:
        self._connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def _step(self, query: str, at: int) -> Step | None:
        row = self._connection.execute(query, (at,)).fetchone()
        return None if row is None else _step_of(row)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _step_of(row: Any) -> Step:
    # Earlier versions kept the list of patches alone.
    stored = json.loads(row[2])
    if isinstance(stored, list):
        stored = {"patches": stored}
    return Step(int(row[0]), json.loads(row[1]), stored["patches"], stored.get("command"))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _new_folder() -> Path:
    parent = work_folder()
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(prefix="project-", dir=parent))


def _take_mode(temporary: Path, target: Path) -> None:
    """mkstemp makes files private; the project keeps its mode, a new one gets the usual."""
    if os.name != "posix":
        return
    if target.exists():
        shutil.copymode(target, temporary)
    else:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)


def _replace(temporary: Path, target: Path) -> None:
    for attempt in range(_REPLACE_ATTEMPTS):
        try:
            os.replace(temporary, target)
            return
        except PermissionError:
            # Windows: an antivirus or a sync program holds the target for a moment.
            if os.name != "nt" or attempt == _REPLACE_ATTEMPTS - 1:
                raise
            time.sleep(_REPLACE_PAUSE)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
