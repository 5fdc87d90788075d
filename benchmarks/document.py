"""The project: a command acknowledged, opening, saving; beside bare SQLite and bare copies.

With the sample, and with a large project (`benchmarks.large_project`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.large_project import large_project_files
from benchmarks.timing import Contestant, Row
from gxde_desktop.project.commands import AddFiles, NewFile, SetParameter
from gxde_desktop.project.project import Project

COMMANDS = 50
_BETAS = cycle((0.5, 0.6, 0.7))
"""Never the value of the command before, which would be no step."""


def rows(bench: Bench) -> Iterator[Row]:
    """A command, saving and opening, with the sample and with the large project in it."""
    yield from _rows(bench, bench.project_file, "the sample project")
    files = large_project_files(bench.sample, bench.folder / "large")
    path = _large(files, bench.folder / "large.gxde")
    yield Row(
        "add the large project's files",
        Contestant(
            "Project.apply",
            lambda project: project.apply(AddFiles(files)),
            prepare=Project.create,
            finish=Project.close,
        ),
        (
            Contestant(
                "sqlite3 insert + commit",
                lambda connection: _blobs(connection, files),
                prepare=lambda: _bare(bench.folder / "bare.sqlite"),
                finish=sqlite3.Connection.close,
            ),
        ),
        f"{len(files)} files in one step; {sum(map(_stored, files)) / 1e3:,.0f} kB on both sides",
    )
    yield from _rows(bench, path, "the large project")


def _rows(bench: Bench, path: Path, what: str) -> Iterator[Row]:
    step, document = _bytes_of_a_step(path, bench.folder / "one-step.gxde")
    large = what != "the sample project"
    yield Row(
        "one command kept on disk" + (", large project" if large else ""),
        Contestant(
            "Project.apply",
            lambda project: project.apply(SetParameter("computers.beta", next(_BETAS))),
            prepare=lambda: Project.open(path),
            finish=Project.close,
            repeat=COMMANDS,
        ),
        (
            Contestant(
                "sqlite3 insert + commit",
                lambda connection: _insert(connection, step, document),
                prepare=lambda: _bare(bench.folder / "bare.sqlite"),
                finish=sqlite3.Connection.close,
                repeat=COMMANDS,
            ),
        ),
        f"WAL, synchronous=FULL on both sides; {len(step) + len(document):,} bytes a command",
    )
    target = bench.folder / "saved.gxde"
    size = f"{path.stat().st_size / 1e3:,.0f} kB"
    yield Row(
        f"save {what}",
        Contestant(
            "Project.save",
            lambda project: project.save(target, overwrite_changed=True),
            prepare=lambda: Project.open(path),
            finish=Project.close,
        ),
        (
            Contestant("copy, fsync, replace", lambda _: _copied(path, target)),
            Contestant("sqlite3 insert + commit", lambda _: _inserted(path, target)),
        ),
        f"{size}; the others check nothing",
    )
    yield Row(
        f"open {what}",
        Contestant("Project.open", lambda _: Project.open(path).close()),
        (
            Contestant("copy, integrity check", lambda _: _checked(path, target)),
            *(() if large else (Contestant("import the files anew", lambda _: bench.reports()),)),
        ),
        size,
    )


def _large(files: tuple[NewFile, ...], target: Path) -> Path:
    project = Project.create()
    try:
        project.apply(AddFiles(files))
        return project.save(target)
    finally:
        project.close()


def _stored(new: NewFile) -> int:
    return len(new.content.data) + len(new.recognised.data)


def _blobs(connection: sqlite3.Connection, files: tuple[NewFile, ...]) -> None:
    connection.execute("CREATE TABLE blob (data BLOB NOT NULL)")
    connection.execute("BEGIN IMMEDIATE")
    pieces = [each.data for new in files for each in (new.content, new.recognised)]
    connection.executemany("INSERT INTO blob VALUES (?)", ((each,) for each in pieces))
    connection.execute("COMMIT")
    connection.execute("DROP TABLE blob")


def _inserted(path: Path, target: Path) -> None:
    """Everything that a project file holds, in a new database, committed to the disk."""
    temporary = target.with_suffix(".inserted")
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(temporary, isolation_level=None)) as made:
        made.execute("PRAGMA synchronous = FULL")
        made.execute("ATTACH DATABASE ? AS source", (str(path),))
        made.execute("BEGIN IMMEDIATE")
        for table in ("meta", "history", "blob"):
            made.execute(f"CREATE TABLE {table} AS SELECT * FROM source.{table}")
        made.execute("COMMIT")


def _bytes_of_a_step(path: Path, target: Path) -> tuple[str, str]:
    """What one command writes, as a saved project holds it: the step, and the document."""
    project = Project.open(path)
    try:
        project.apply(SetParameter("computers.beta", next(_BETAS)))
        project.save(target)
    finally:
        project.close()
    with closing(sqlite3.connect(target)) as saved:
        (step,) = saved.execute(
            "SELECT name || patches || made FROM history ORDER BY id DESC"
        ).fetchone()
        (document,) = saved.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
    return str(step), str(document)


def _bare(path: Path) -> sqlite3.Connection:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE step (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    connection.execute("CREATE TABLE document (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    return connection


def _insert(connection: sqlite3.Connection, step: str, document: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO step (text) VALUES (?)", (step,))
    connection.execute("INSERT OR REPLACE INTO document (id, text) VALUES (1, ?)", (document,))
    connection.execute("COMMIT")


def _copied(path: Path, target: Path) -> None:
    temporary = target.with_suffix(".copy")
    shutil.copyfile(path, temporary)
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
    os.replace(temporary, target)


def _checked(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA integrity_check(1)").fetchall()
