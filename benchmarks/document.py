"""The project: a command acknowledged, opening, saving; beside bare SQLite and bare copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.timing import Contestant, Row
from gxde_desktop.project.commands import SetParameter
from gxde_desktop.project.project import Project

COMMANDS = 50
_BETAS = cycle((0.5, 0.6, 0.7))
"""Never the value of the command before, which would be no step."""


def rows(bench: Bench) -> Iterator[Row]:
    """A command, saving and opening, all with the sample in the project."""
    path = bench.project_file
    step, document = _bytes_of_a_step(path, bench.folder / "one-step.gxde")
    yield Row(
        "one command kept on disk",
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
        "save the sample project",
        Contestant(
            "Project.save",
            lambda project: project.save(target, overwrite_changed=True),
            prepare=lambda: Project.open(path),
            finish=Project.close,
        ),
        (Contestant("copy, fsync, replace", lambda _: _copied(path, target)),),
        f"{size}; a copy checks nothing",
    )
    yield Row(
        "open the sample project",
        Contestant("Project.open", lambda _: Project.open(path).close()),
        (
            Contestant("import the files anew", lambda _: bench.reports()),
            Contestant("copy, integrity check", lambda _: _checked(path, target)),
        ),
    )


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
