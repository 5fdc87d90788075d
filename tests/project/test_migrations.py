"""Files of earlier versions: brought up on the private copy, the person's file as it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gxde_desktop.project import copies, migrations, schema
from gxde_desktop.project.commands import SetPublished, SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.published import example
from models.frozen import FrozenMap

VERSION_1 = """
PRAGMA application_id = 1196966981;
PRAGMA user_version = 1;
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, patches TEXT NOT NULL, made TEXT NOT NULL);
CREATE TABLE blob (sha256 TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL, encoding TEXT NOT NULL, data BLOB NOT NULL);
INSERT INTO meta VALUES ('at', '2'), ('program', '0.2.0');
INSERT INTO history (name, patches, made) VALUES
 ('["project.command.set_region", {"region": "广西"}]', '[[["region"], [null], ["广西"]]]', '2026-01-05T08:00:00Z'),
 ('["project.command.set_parameter", {"path": "base_year", "value": "2005"}]', '[[["parameters", "base_year"], [2000], [2005]]]', '2026-01-05T08:00:09Z'),
 ('["project.command.clear_region", {}]', '[[["region"], ["广西"], [null]]]', '2026-01-05T08:01:00Z');
"""  # noqa: E501
"""A file of version 1 as that version wrote it, in SQL; its document is put in below."""

DOCUMENT_1 = {
    "region": "广西",
    "preset": "gx2022",
    "parameters": {"base_year": 2005, "assets": {}},
    "choices": {"gdp": "某序列"},
    "files": {},
}


def version_1(path: Path) -> Path:
    """A file of version 1; what its parameters do not say takes its default."""
    made = Project.create()
    parameters = json.loads(made._store._get("document"))["parameters"]
    made.close()
    document = {**DOCUMENT_1, "parameters": {**parameters, "base_year": 2005}}
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1)
        connection.execute(
            "INSERT INTO meta VALUES ('document', ?)", (json.dumps(document, ensure_ascii=False),)
        )
        connection.commit()
    return path


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_file_of_version_1_opens_with_its_history(tmp_path: Path) -> None:
    path = version_1(tmp_path / "旧.gxde")
    before, moment = path.read_bytes(), path.stat().st_mtime_ns
    project = Project.open(path)
    assert not project.modified
    state = project.state
    assert (state.region, state.parameters.base_year, state.choices["gdp"]) == (
        "广西", 2005, "某序列",
    )  # fmt: skip
    assert (state.scenarios, state.active, state.expected) == ((), None, ())
    assert project.redo_name is not None
    assert project.redo()
    assert project.state.region is None
    for _ in range(3):
        assert project.undo()
    assert not project.undo()
    assert (project.state.region, project.state.parameters.base_year) == (None, 2000)
    project.redo()
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == moment
    new = project.save(tmp_path / "新.gxde")
    project.close()
    assert (version_of(path), version_of(new)) == (1, schema.USER_VERSION)
    again = Project.open(new)
    assert again.state.region == "广西"
    again.close()


def test_a_version_1_file_is_replaced_when_it_is_saved(tmp_path: Path) -> None:
    path = version_1(tmp_path / "旧.gxde")
    project = Project.open(path)
    project.apply(SetRegion("柳州"))
    project.save()
    project.close()
    assert version_of(path) == schema.USER_VERSION


def test_a_file_of_version_2_has_a_place_for_published_figures(tmp_path: Path) -> None:
    made = Project.create()
    made.apply(SetRegion("广西"))
    path = made.save(tmp_path / "二.gxde")
    made.close()
    with closing(sqlite3.connect(path)) as connection:
        (text,) = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
        document = json.loads(text)
        del document["published"]
        connection.execute(
            "UPDATE meta SET value = ? WHERE key = 'document'", (json.dumps(document),)
        )
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    project = Project.open(path)
    assert project.state.published is None
    project.apply(SetPublished(example("gx2022")))
    assert project.undo()
    assert project.state.published is None
    assert project.undo()
    assert project.state.region is None
    project.close()


@pytest.fixture
def one_version_more(monkeypatch: pytest.MonkeyPatch) -> Callable[[migrations.Step], None]:
    """Pretend that the next version is there, made by a step."""

    def with_step(step: migrations.Step) -> None:
        last = schema.USER_VERSION
        monkeypatch.setattr(migrations, "STEPS", FrozenMap({**migrations.STEPS, last: step}))
        monkeypatch.setattr(schema, "USER_VERSION", last + 1)

    return with_step


def test_steps_are_done_one_after_another(
    tmp_path: Path, one_version_more: Callable[[migrations.Step], None]
) -> None:
    seen: list[object] = []

    def step(connection: sqlite3.Connection) -> None:
        (text,) = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
        seen.append(sorted(json.loads(text)))  # after 1 -> 2
        connection.execute("UPDATE meta SET value = 'x' WHERE key = 'program'")

    path = version_1(tmp_path / "旧.gxde")
    one_version_more(step)
    project = Project.open(path)
    assert seen
    assert {"scenarios", "left_out", "active"} <= set(seen[0])  # type: ignore[call-overload]
    new = project.save(tmp_path / "新.gxde")
    project.close()
    assert version_of(new) == schema.USER_VERSION
    assert len(seen) == 1
    Project.open(new).close()
    assert len(seen) == 1  # what is new is left alone


def test_a_step_that_fails_leaves_file_and_nothing_else(
    tmp_path: Path, one_version_more: Callable[[migrations.Step], None]
) -> None:
    def step(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM history")
        raise ValueError("no document of mine")

    path = version_1(tmp_path / "旧.gxde")
    before = path.read_bytes()
    one_version_more(step)
    there = copies.folders()
    with pytest.raises(ProjectError) as error:
        Project.open(path)
    assert error.value.message.code == "project.damaged"
    assert path.read_bytes() == before
    assert copies.folders() == there


def test_a_migration_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path = version_1(tmp_path / "旧.gxde")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(KeyError):
            migrations.migrate(connection, 1, 1000)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        (text,) = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
        assert "scenarios" not in json.loads(text)
