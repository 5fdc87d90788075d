"""Files from elsewhere: opened as they are or refused in one line, never changed, nothing run."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.project import document as documents
from gxde_desktop.project import stored
from gxde_desktop.project.commands import AddFiles, NewFile, SetParameter, SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.folders import work_folder
from gxde_desktop.project.project import Project
from gxde_desktop.project.schema import USER_VERSION
from gxde_desktop.text import LANGUAGES, say, set_language
from tests.support_soak import rounds, soak

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, sample_new_files: tuple[NewFile, ...]) -> bytes:
    """A project file with a table, decisions and steps taken back."""
    project = Project.create()
    project.apply(AddFiles(sample_new_files[:1]))
    project.apply(SetParameter("computers.beta", 0.7))
    project.apply(SetRegion("广西"))
    project.undo()
    path = project.save(tmp_path_factory.mktemp("whole") / "x.gxde")
    project.close()
    return path.read_bytes()


@pytest.fixture
def saved(whole: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "来件.gxde"
    path.write_bytes(whole)
    return path


def opened_or_refused(path: Path) -> ProjectError | None:
    """None: it opened, could be used and closed. The file and its folder are as they were."""
    before, moment = path.read_bytes(), path.stat().st_mtime_ns
    work = work_folder()
    copies = set(work.iterdir()) if work.is_dir() else set()
    error: ProjectError | None = None
    try:
        project = Project.open(path)
        try:
            used(project)
        finally:
            project.close()
    except ProjectError as refused:
        error = refused
    if error is not None:
        for language in LANGUAGES:
            set_language(language)
            assert "\n" not in say(error.message)
        set_language("zh")
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == moment
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert set(work.iterdir()) == copies
    return error


def used(project: Project) -> None:
    """What a window asks at once, and what a person does next."""
    for name in (project.undo_name, project.redo_name):
        if name is not None:
            say(name)
    documents.to_document(project.state)
    for step in (project.undo, project.redo, project.redo, project.undo):
        try:
            step()
        except ProjectError as error:
            say(error.message)
    for file in project.state.files:
        try:
            project.file_bytes(file.sha256)
        except ProjectError as error:
            say(error.message)


def change(path: Path, *statements: str, values: tuple[Any, ...] = ()) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()


def test_the_file_itself_opens(saved: Path) -> None:
    assert opened_or_refused(saved) is None


@soak
def test_a_file_with_wrong_bytes_opens_or_is_refused(whole: bytes, tmp_path: Path) -> None:
    chance = random.Random(20260301)
    path = tmp_path / "损坏.gxde"
    refused = 0
    for _ in range(rounds(40, in_soak=2000)):
        content = bytearray(whole)
        kind = chance.randrange(4)
        for _ in range(chance.choice((1, 1, 2, 8, 64))):
            # Half of them where the structure is: headers of pages, the first ones above all.
            place = chance.choice(
                (chance.randrange(len(content)), chance.randrange(4096 * 3),
                 4096 * chance.randrange(len(content) // 4096) + chance.randrange(12))
            )  # fmt: skip
            if kind == 0:
                content[place] ^= 1 << chance.randrange(8)
            elif kind == 1:
                content[place] = chance.choice((0, 255, 1, 127, 128))
            elif kind == 2:
                piece = chance.randrange(1, 64)
                content[place : place + piece] = bytes(piece)
            else:
                content[place] = chance.randrange(256)
        path.write_bytes(bytes(content))
        refused += opened_or_refused(path) is not None
    assert refused > rounds(40, in_soak=2000) / 4


def test_a_file_cut_anywhere_is_refused(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "截断.gxde"
    lengths = {0, 1, 15, 16, 50, 99, 100, 511, 512, 4095, 4096, 4097, len(whole) - 1}
    lengths |= {len(whole) * part // 40 for part in range(40)}
    for length in sorted(lengths):
        path.write_bytes(whole[:length])
        error = opened_or_refused(path)
        assert error is not None, length
        assert error.message.code in (
            "project.truncated", "project.not_a_project", "project.damaged"
        )  # fmt: skip


def _rewritten(column: str) -> tuple[str, ...]:
    """A column of the history that is described otherwise."""
    column = column.replace("'", "''")
    sql = f"replace(sql, 'made TEXT NOT NULL', '{column}')"
    return (
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = {sql} WHERE name = 'history'",
    )


STRUCTURES: dict[str, tuple[str, ...]] = {
    "trigger": ("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM blob; END",),
    "view": ("CREATE VIEW v AS SELECT * FROM meta",),
    "table": ("CREATE TABLE more (x)",),
    "index": ("CREATE INDEX i ON history (made)",),
    "virtual table": ("CREATE VIRTUAL TABLE f USING fts5(x)",),
    "generated column": (
        "ALTER TABLE history ADD COLUMN g TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL",
    ),
    "check": _rewritten("made TEXT NOT NULL CHECK (length(made) < 99)"),
    "default": _rewritten("made TEXT NOT NULL DEFAULT (hex(randomblob(9)))"),
    "statistics": ("ANALYZE",),
    "a name that is code": ('CREATE TABLE "x\n\x1b[2J{0.__class__}" (x)',),
}


@pytest.mark.parametrize("kind", STRUCTURES)
def test_a_structure_that_is_not_ours_is_refused(saved: Path, kind: str) -> None:
    with closing(sqlite3.connect(saved)) as connection:
        for statement in STRUCTURES[kind]:
            connection.execute(statement)
        connection.commit()
    error = opened_or_refused(saved)
    assert error is not None
    assert error.message.code == "project.unexpected"


def test_a_missing_table_is_refused(saved: Path) -> None:
    change(saved, "DROP TABLE history")
    error = opened_or_refused(saved)
    assert error is not None
    assert error.message.code == "project.damaged"


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("application_id = 0", "project.foreign"),
        ("application_id = 1", "project.foreign"),
        ("user_version = 0", "project.foreign"),
        (f"user_version = {USER_VERSION + 1}", "project.newer"),
        ("user_version = 2147483647", "project.newer"),
        ("user_version = -1", "project.newer"),
    ],
)
def test_marks_decide(saved: Path, setting: str, code: str) -> None:
    change(saved, f"PRAGMA {setting}")
    error = opened_or_refused(saved)
    assert error is not None
    assert error.message.code == code


def test_pages_of_rubbish_under_our_mark_are_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "垃圾.gxde"
    for filling in (b"\0", b"\xff", b"\x0d\x00\x00\x00\x02"):
        body = (filling * len(whole))[: len(whole) - 100]
        path.write_bytes(whole[:100] + body)
        error = opened_or_refused(path)
        assert error is not None
        assert error.message.code == "project.damaged"


DOCUMENTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "no object": lambda d: [1],
    "null": lambda d: None,
    "deep": lambda d: {**d, "region": _deep(300)},
    "parameters of a list": lambda d: {**d, "parameters": []},
    "beta not a number": lambda d: _beta(d, float("nan")),
    "beta infinite": lambda d: _beta(d, float("inf")),
    "beta absurd": lambda d: _beta(d, 1e300),
    "beta a text": lambda d: _beta(d, "1; DROP TABLE meta"),
    "beta an object": lambda d: _beta(d, {"__class__": "os.system"}),
    "year absurd": lambda d: {**d, "parameters": {**d["parameters"], "base_year": 10**400}},
    "region a number": lambda d: {**d, "region": 5},
    "region an object": lambda d: {**d, "region": {"a": 1}},
    "choices a list": lambda d: {**d, "choices": ["x"]},
    "scenario its own parent": lambda d: {**d, "scenarios": {"a": _scenario("a")}},
    "scenarios in a circle": lambda d: {
        **d, "scenarios": {"a": _scenario("b"), "b": _scenario("a")},
    },
    "scenario without parent": lambda d: {**d, "scenarios": {"a": _scenario("nobody")}},
    "active scenario missing": lambda d: {**d, "active": "nobody"},
    "scenarios a list": lambda d: {**d, "scenarios": [1, 2]},
    "expected a number": lambda d: {**d, "expected": 7},
    "files of nothing": lambda d: {**d, "files": {"../../etc/passwd": {}}},
    "position of a file": lambda d: _file(d, position="first"),
    "size of a file": lambda d: _file(d, size=[1]),
    "answers of a file": lambda d: _file(d, answers=[[1]]),
    "report that is no blob": lambda d: _file(d, report="../../../etc/passwd"),
    "report that is the workbook": lambda d: _file(d, report=next(iter(d["files"]))),
    "report a list": lambda d: _file(d, report=[]),
}  # fmt: skip


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def _beta(document: dict[str, Any], value: Any) -> dict[str, Any]:
    document["parameters"]["assets"]["computers"]["beta"] = value
    return document


def _scenario(parent: str) -> dict[str, Any]:
    return {
        "position": 0, "parent": parent, "preset": None, "values": {}, "region": None,
        "choices": {}, "files": {},
    }  # fmt: skip


def _file(document: dict[str, Any], **changed: Any) -> dict[str, Any]:
    first = next(iter(document["files"]))
    document["files"][first].update(changed)
    return document


def put_document(path: Path, text: str) -> None:
    change(path, "UPDATE meta SET value = ? WHERE key = 'document'", values=(text,))


def document_of(path: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
    found: dict[str, Any] = json.loads(row[0])
    return found


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_hostile_document_is_refused(saved: Path, kind: str) -> None:
    put_document(saved, json.dumps(DOCUMENTS[kind](document_of(saved))))
    error = opened_or_refused(saved)
    assert error is not None
    assert error.message.code in ("project.damaged", "project.blob_damaged")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 100_000,
        '{"preset": "gx2022"',
        '"\\ud800"',
        "",
        '{"preset": "gx2022", "preset": "gx2022"}',
        '{"preset": ["gx2022"]}',
    ],
)
def test_a_text_that_is_no_document_is_refused(saved: Path, text: str) -> None:
    put_document(saved, text)
    assert opened_or_refused(saved) is not None


def test_a_document_of_absurd_size_is_not_read(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stored.LARGEST_TEXT < 100_000_000
    monkeypatch.setattr(stored, "LARGEST_TEXT", 1_000_000)
    monkeypatch.setattr(json, "loads", None)
    put_document(saved, "[" + " " * 1_000_000 + "]")
    error = opened_or_refused(saved)
    assert error is not None
    assert error.message.code == "project.damaged"


@pytest.mark.parametrize("value", [b"\xff\xfe\x00", b"\0" * 9, b"{}"])
def test_bytes_in_place_of_text_are_refused(saved: Path, value: bytes) -> None:
    change(saved, "UPDATE meta SET value = ? WHERE key = 'document'", values=(value,))
    assert opened_or_refused(saved) is not None


@pytest.mark.parametrize("at", ["-1", "9" * 30, "1.5", "NaN", "", "0x10", "１"])
def test_a_place_in_the_history_that_is_none(saved: Path, at: str) -> None:
    change(saved, "UPDATE meta SET value = ? WHERE key = 'at'", values=(at,))
    opened_or_refused(saved)  # refused, or a place without a step


@pytest.mark.parametrize("column", ["name", "patches"])
@pytest.mark.parametrize(
    "text",
    [
        "", "[", "[" * 50_000, "null", "5", "[[]]", '["project.damaged"]', '["no.such.code", {}]',
        '["project.command.add_files", {}]', '["project.command.add_files", {"count": ["a"]}]',
        '[[["region"], ["x"], ["y"]]]', '[[["a", "b", "c"], [1], []]]', '[[[], [1], [2]]]',
        '{"patches": 7}', '{"patches": [[["files"], [1], [{"x": 1}]]]}',
        '[[["parameters", "assets", "computers", "beta"], [NaN], [NaN]]]',
    ],
)  # fmt: skip
def test_a_hostile_step_harms_nothing_but_itself(saved: Path, column: str, text: str) -> None:
    before = document_of(saved)
    change(saved, f"UPDATE history SET {column} = ?", values=(text,))
    assert opened_or_refused(saved) is None
    assert document_of(saved) == before


def put_blob(path: Path, size: int, data: bytes, encoding: str = "zlib") -> None:
    """A blob under the digest of the first report, whatever it unpacks to."""
    digest = next(iter(document_of(path)["files"].values()))["report"]
    change(
        path,
        "UPDATE blob SET size = ?, data = ?, encoding = ? WHERE sha256 = ?",
        values=(size, data, encoding, digest),
    )


def test_bombs_and_false_blobs_are_refused(saved: Path, whole: bytes) -> None:
    bomb = zlib.compress(bytes(20_000_000), 9)
    for size, data, encoding in (
        (20_000_000, bomb, "zlib"),
        (10, bomb, "zlib"),
        (1 << 60, bomb, "zlib"),
        (-1, b"", "zlib"),
        (5, b"hello", "raw"),
        (5, b"hello", "pickle"),
        (5, b"\x80\x04\x95", "zlib"),
    ):
        saved.write_bytes(whole)
        put_blob(saved, size, data, encoding)
        error = opened_or_refused(saved)
        assert error is not None
        assert error.message.code == "project.blob_damaged"


def own_report(path: Path, content: bytes) -> None:
    """A report of somebody's making, with the right digest everywhere."""
    digest = hashlib.sha256(content).hexdigest()
    change(path, "INSERT INTO blob VALUES (?, ?, 'raw', ?)", values=(digest, len(content), content))
    put_document(path, json.dumps(_file(document_of(path), report=digest)))


@pytest.mark.parametrize(
    "plain",
    [
        {"$": "FileReport"},
        {"$": "FileReport", "file": 1, "sha256": 2, "format": 3, "tables": 4, "problems": 5,
         "refused": "x"},
        {"$": "FileReport", "file": "a", "sha256": "b", "format": "csv", "tables": [1, 2],
         "problems": [], "refused": False},
        {"$": "FileReport", "file": "a", "sha256": "b", "format": "csv", "tables": [],
         "problems": [{"$": "Answer", "table": "a", "field": "b", "value": "c"}],
         "refused": False},
        {"$": "Path", "is": "/etc/passwd"},
        {"$path": "/etc/passwd"},
        {"$": "SetParameter", "path": "a", "value": 1},
        {"$array": "f8", "shape": [1 << 40], "bytes": 0},
        {"$array": "O", "shape": [1], "bytes": 0},
        {"$bytes": 1 << 60},
        _deep(900),
    ],
)  # fmt: skip
def test_a_report_of_somebodys_making_is_refused(saved: Path, plain: Any) -> None:
    text = json.dumps(plain).encode()
    own_report(saved, b"GXV1" + len(text).to_bytes(8, "little") + text)
    error = opened_or_refused(saved)
    assert error is not None
    assert error.message.code in ("project.blob_damaged", "project.damaged")


@pytest.mark.parametrize("name", ["../../x.xls", "/etc/passwd", "a\0b", "", "..", "C:\\x.xls"])
def test_a_name_is_no_path(saved: Path, name: str) -> None:
    put_document(saved, json.dumps(_file(document_of(saved), name=name)))
    assert opened_or_refused(saved) is None
    project = Project.open(saved)
    names = [each.name for each in project.state.files]
    project.close()
    assert all(Path(each).name == each and each != ".." and "\0" not in each for each in names)


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.gxde")
    with pytest.raises(ProjectError) as error:
        Project.open(tmp_path / "管道.gxde")
    assert error.value.message.code == "project.not_a_project"


@pytest.mark.parametrize(
    ("ending", "content", "refused"),
    [
        ("-wal", bytes(4096), True),
        ("-wal", b"", False),
        ("-journal", bytes.fromhex("d9d505f920a163d7") + bytes(1000), True),
        ("-journal", bytes(1000), False),
    ],
)
def test_a_change_that_another_program_has_not_finished_is_named(
    saved: Path, ending: str, content: bytes, refused: bool
) -> None:
    beside = saved.with_name(saved.name + ending)
    beside.write_bytes(content)
    before = saved.read_bytes()
    if refused:
        with pytest.raises(ProjectError) as error:
            Project.open(saved)
        assert error.value.message.code == "project.unfinished_change"
        assert beside.name in say(error.value.message)
    else:
        Project.open(saved).close()
    assert saved.read_bytes() == before
    assert beside.read_bytes() == content


def test_a_file_that_sqlite_is_writing_is_refused_and_whole_afterwards(saved: Path) -> None:
    with closing(sqlite3.connect(saved, isolation_level=None)) as foreign:
        foreign.execute("PRAGMA journal_mode = WAL")
        foreign.execute("UPDATE meta SET value = 'x' WHERE key = 'program'")
        with pytest.raises(ProjectError) as error:
            Project.open(saved)
        assert error.value.message.code == "project.unfinished_change"
    Project.open(saved).close()


def test_the_command_line_ends_with_2_and_one_line(saved: Path, tmp_path: Path) -> None:
    change(saved, "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM blob; END")
    before, moment = saved.read_bytes(), saved.stat().st_mtime_ns
    for command in (
        ["run", str(saved), "--export", str(tmp_path / "a.xlsx")],
        ["explain", str(saved), "tfp", "2005"],
    ):
        done = subprocess.run(
            [sys.executable, "main.py", *command], cwd=ROOT, capture_output=True, text=True,
            encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert saved.name in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr
    assert (saved.read_bytes(), saved.stat().st_mtime_ns) == (before, moment)
    assert [each.name for each in tmp_path.iterdir()] == [saved.name]
