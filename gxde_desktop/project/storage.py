"""The private working copy of a project: every step committed before it is acknowledged."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from gxde_desktop.project import migrations, saving, schema, stored
from gxde_desktop.project.blobs import Blob, unpack
from gxde_desktop.project.copies import PrivateCopy
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.facts import KEY, Facts, Saving, facts_in, facts_out, now
from gxde_desktop.project.filling import copied, digest_of, new_copy
from gxde_desktop.project.stored import Step, json_text, parsed, step_of
from models.measurement import Cancelled
from models.messages import message

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Store:
    """A working copy, which one thread at a time works on."""

    def __init__(self, copy: PrivateCopy, connection: sqlite3.Connection, facts: Facts) -> None:
        self._copy = copy
        self._connection = connection
        self._facts = facts
        self._at = 0

    @classmethod
    def create(cls, document: Any, remarks: dict[str, str], *, disposable: bool = False) -> Store:
        """An empty working copy. Raises ProjectError where none can be made."""
        with new_copy() as copy:
            connection = schema.connect(copy.coming)
            try:
                store = cls(copy, connection, Facts(changed=now(), disposable=disposable))
                with store._transaction():
                    schema.make_tables(connection)
                    store._set("document", json_text(document))
                    store._set("at", "0")
                    store._set(KEY, facts_out(store._facts))
                    for key, value in remarks.items():
                        store._set(key, value)
            finally:
                connection.close()
            copy.arrived()
            return cls._opened(copy)

    @classmethod
    def copy_of(cls, path: Path, *, read_only: bool = False, disposable: bool = False) -> Store:
        """A working copy of a project file, which is only read. Raises ProjectError."""
        schema.check_header(path, path.name)
        schema.check_beside(path)
        with new_copy() as copy:
            digest = copied(path, copy.coming)
            schema.check_header(copy.coming, path.name)
            connection = schema.connect(copy.coming)
            try:
                version = schema.check_content(connection, path.name)
                migrations.migrate(connection, version, schema.USER_VERSION)
                store = cls(copy, connection, Facts())
                store._at = store._read_at()
                facts = Facts(str(path), digest, store.at, now(), read_only, disposable=disposable)
                with store._transaction():
                    store._set(KEY, facts_out(facts))
            finally:
                connection.close()
            copy.arrived()
            return cls._opened(copy)

    @classmethod
    def of(cls, copy: PrivateCopy) -> Store:
        """A working copy that another process left. Raises ProjectError, the copy left as it is."""
        name = copy.folder.name
        # Not by its header: until the log is played back that may tell of pages to come.
        connection = schema.connect(copy.database)
        try:
            version = schema.check_content(connection, name)
            migrations.migrate(connection, version, schema.USER_VERSION)
        finally:
            connection.close()
        return cls._opened(copy)

    @classmethod
    def _opened(cls, copy: PrivateCopy) -> Store:
        connection = schema.connect(copy.database)
        try:
            schema.prepare(connection)
            store = cls(copy, connection, Facts())
            store._at = store._read_at()
            # A copy of a version that kept no facts: nothing is known of its file.
            with suppress(KeyError):
                store._facts = facts_in(store._get(KEY))
            return store
        except BaseException:
            connection.close()
            raise

    @property
    def folder(self) -> Path:
        """Where the working copy is."""
        return self._copy.folder

    @property
    def facts(self) -> Facts:
        """Whose file this is a copy of, and what that holds."""
        return self._facts

    def document(self) -> Any:
        """The present document. Raises KeyError or ValueError where there is none."""
        return parsed(self._get("document"))

    @property
    def at(self) -> int:
        """Id of the last step that is done, 0 for none."""
        return self._at

    @property
    def unsaved(self) -> int:
        """How many steps the person's file does not have, or has and which were taken back."""
        at, saved = self.at, self._facts.saved_at
        if at == saved:
            return 0
        low, high = min(at, saved), max(at, saved)
        (count,) = self._connection.execute(
            "SELECT COUNT(*) FROM history WHERE id > ? AND id <= ?", (low, high)
        ).fetchone()
        return max(1, int(count))

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
            yield step_of(row)

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
        with self._step_made() as made:
            for blob in blobs:
                self._connection.execute(
                    "INSERT OR IGNORE INTO blob (sha256, size, encoding, data) VALUES (?, ?, ?, ?)",
                    (blob.sha256, blob.size, blob.encoding, blob.data),
                )
            kept = self.at - 1 if merged else self.at
            self._connection.execute("DELETE FROM history WHERE id > ?", (kept,))
            self._set("document", json_text(document))
            if patches:
                cursor = self._connection.execute(
                    "INSERT INTO history (name, patches, made) VALUES (?, ?, ?)",
                    (json_text(name), json_text({"patches": patches, "command": command}), now()),
                )
                made.append(cursor.lastrowid)
            else:
                made += self._connection.execute("SELECT MAX(id) FROM history").fetchone()

    def move(self, back: bool, document: Any) -> None:
        """Commit an undo (back) or a redo."""
        query = (
            "SELECT MAX(id) FROM history WHERE id < ?"
            if back
            else "SELECT MIN(id) FROM history WHERE id > ?"
        )
        with self._step_made() as made:
            made += self._connection.execute(query, (self.at,)).fetchone()
            self._set("document", json_text(document))

    def remark(self, key: str) -> Any:
        """What was remarked beside the document, None where nothing was."""
        try:
            return parsed(self._get(key))
        except (KeyError, ValueError):
            return None

    def put_remark(self, key: str, value: Any) -> None:
        """Commit a remark beside the document: no step, nothing to undo or to save for."""
        with self._transaction():
            self._set(key, json_text(value))

    def blob(self, sha256: str) -> bytes:
        """Content by hash. Raises ProjectError where it is missing or damaged."""
        damaged = message("project.blob_damaged", sha256=sha256[:12])
        try:
            row = self._connection.execute(
                "SELECT size, encoding, data FROM blob WHERE sha256 = ?", (sha256,)
            ).fetchone()
            if row is None:
                raise ProjectError(damaged)
            return unpack(Blob(sha256, int(row[0]), str(row[1]), bytes(row[2])))
        except (sqlite3.Error, ValueError, TypeError, MemoryError) as error:
            raise ProjectError(damaged) from error

    def save(self, target: Path, cancelled: Callable[[], bool] | None = None) -> None:
        """Write the project to a file, which becomes its own. Raises OSError, sqlite3.Error.

        cancelled: asked once more before the file is replaced, raises `Cancelled`.

        A crash at any moment leaves the old file or the new one, and the working copy
        knows which: its facts name the new one's digest before it takes the place.
        """
        at, real = self.at, target.resolve()
        temporary = saving.temporary_beside(real, self.folder.name)
        try:
            begun = Saving(str(target), str(temporary), at)
            self._remember(replace(self._facts, saving=begun))
            saving.write_whole(self._connection, temporary, self._referred())
            digest = saving.finish(temporary, real)
            if cancelled is not None and cancelled():
                raise Cancelled
            self._remember(replace(self._facts, saving=replace(begun, digest=digest)))
            saving.replace(temporary, real)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            self._remember(replace(self._facts, saving=None))
            raise
        if self._facts.path == str(target):
            # Ours, even if the folder's entry below cannot be made durable.
            self._facts = replace(self._facts, digest=digest)
        saving.settle(real.parent)
        self._remember(self._facts.saved(target, digest, at))

    def write_bare(self, target: Path, document: Any) -> None:
        """Write this document without history and blobs. Raises OSError, sqlite3.Error."""
        real = target.resolve()
        temporary = saving.temporary_beside(real, self.folder.name)
        try:
            saving.write_bare(self._connection, temporary, json_text(document))
            saving.finish(temporary, real)
            saving.replace(temporary, real)
        finally:
            with suppress(OSError):
                temporary.unlink()
        saving.settle(real.parent)

    def settle_interrupted_save(self) -> None:
        """After a crash in the middle of a save: learn whether it was done, and tidy up."""
        for each in self._remains():
            with suppress(OSError):
                each.unlink()
        begun = self._facts.saving
        if begun is None:
            return
        done, target = False, Path(begun.target)
        if begun.digest:
            with suppress(OSError):
                done = digest_of(target) == begun.digest
        self._remember(
            self._facts.saved(target, begun.digest, begun.at)
            if done
            else replace(self._facts, saving=None)
        )

    def _remains(self) -> Iterator[Path]:
        begun, file = self._facts.saving, self._facts.file
        if begun is not None and saving.is_temporary(Path(begun.temporary)):
            yield Path(begun.temporary)
        if file is not None:  # on a full disk nothing was written down
            yield saving.temporary_beside(file.resolve(), self.folder.name)

    def close(self, *, keep: bool = False) -> None:
        """End the work; the copy goes, or (keep) stays for the next start."""
        self._connection.close()
        if keep:
            self._copy.leave()
        else:
            self._copy.remove()

    def look_only(self) -> None:
        """The person's file is in other hands: it is only looked at from now on."""
        self._remember(replace(self._facts, read_only=True))

    def _remember(self, facts: Facts) -> None:
        """Keep facts. On a full disk they are kept with the next step that can be."""
        self._facts = facts
        with suppress(sqlite3.Error), self._transaction():
            self._set(KEY, facts_out(facts))

    def _referred(self) -> list[str]:
        """Blobs that the document or any step refers to."""
        found: set[str] = set(_SHA256.findall(self._get("document")))
        for (text,) in self._connection.execute("SELECT patches FROM history"):
            found.update(_SHA256.findall(text))
        stored = {row[0] for row in self._connection.execute("SELECT sha256 FROM blob")}
        return sorted(found & stored)

    def _read_at(self) -> int:
        at = int(self._get("at"))
        if not 0 <= at < 1 << 62:
            raise ValueError(at)
        return at

    def _get(self, key: str) -> str:
        row = self._connection.execute(
            "SELECT length(CAST(value AS BLOB)) FROM meta WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            raise KeyError(key)
        if row[0] > stored.LARGEST_TEXT:
            raise ValueError(f"{key} of {row[0]} bytes")
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0])

    def _set(self, key: str, value: str) -> None:
        self._connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def _step(self, query: str, at: int) -> Step | None:
        row = self._connection.execute(query, (at,)).fetchone()
        return None if row is None else step_of(row)

    @contextmanager
    def _step_made(self) -> Iterator[list[int | None]]:
        """A transaction for a step, with its time; the id that is done then goes into the list."""
        facts = self._facts.touched()
        made: list[int | None] = []
        with self._transaction():
            yield made
            at = made[-1] or 0
            self._set("at", str(at))
            self._set(KEY, facts_out(facts))
        self._facts, self._at = facts, at

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk ends the transaction by itself, a failed COMMIT may leave it open.
            with suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise
