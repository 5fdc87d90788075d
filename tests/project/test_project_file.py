"""The project file: whole or not at all, and what is no project is refused unchanged."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gxde_desktop.project.commands import AddFiles, NewFile, SetParameter, SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.folders import work_folder
from gxde_desktop.project.project import Project
from gxde_desktop.text import LANGUAGES, catalogue
from models.messages import Message


@pytest.fixture
def saved(project: Project, tmp_path: Path, sample_new_files: tuple[NewFile, ...]) -> Path:
    project.apply(AddFiles(sample_new_files[:6]))
    project.apply(SetParameter("computers.beta", 0.7))
    return project.save(tmp_path / "项目.gxde")


def beside(path: Path) -> list[str]:
    """What lies in a file's folder, but for the lock of whoever has it open."""
    names = (each.name for each in path.parent.iterdir())
    return sorted(name for name in names if not name.startswith(".~lock."))


def refusal(path: Path) -> Message:
    """Opening is refused in one line, leaves the file as it was and no copy behind."""
    before = path.read_bytes() if path.is_file() else b""
    copies = set(work_folder().iterdir())
    with pytest.raises(ProjectError) as refused:
        Project.open(path)
    assert set(work_folder().iterdir()) == copies
    if path.is_file():
        assert path.read_bytes() == before
    said = refused.value.message
    for language in LANGUAGES:
        sentence = catalogue(language)[said.code].format(**said.args)
        assert path.name in sentence
        assert "\n" not in sentence
    return said


def change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_saved_project_is_one_ordinary_file(saved: Path) -> None:
    assert beside(saved) == ["项目.gxde"]
    connection = sqlite3.connect(saved)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == 0x47584445
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 3
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    connection.close()
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        assert stat.S_IMODE(saved.stat().st_mode) == 0o666 & ~mask


def test_opening_reads_the_file_and_never_writes_it(saved: Path) -> None:
    before = (saved.read_bytes(), saved.stat().st_mtime_ns)
    project = Project.open(saved)
    project.apply(SetRegion("广西"))
    project.undo()
    project.close()
    assert (saved.read_bytes(), saved.stat().st_mtime_ns) == before
    assert beside(saved) == ["项目.gxde"]


def test_a_project_that_was_never_closed_is_whole_in_its_last_save(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("全国"))
    other = Project.open(saved)  # what a second window would see
    assert other.state.region is None
    assert other.state.parameters.assets["computers"].beta == 0.7
    other.close()
    project.close()


def test_tables_come_back_with_every_cell(saved: Path, project: Project) -> None:
    again = Project.open(saved)
    assert again.state == project.state
    for before, after in zip(project.state.files, again.state.files, strict=True):
        for left, right in zip(before.report.tables, after.report.tables, strict=True):
            assert left.id == right.id
            assert left.series == right.series
            if left.io_table is not None:
                assert right.io_table is not None
                assert left.io_table.origin("FU201", 3) == right.io_table.origin("FU201", 3)
    again.close()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "project.not_a_project"),
        (b"PK\x03\x04 a workbook", "project.not_a_project"),
        (b"SQLite format 3\x00 and no more", "project.truncated"),
        (b"\x00" * 4096, "project.not_a_project"),
    ],
)
def test_other_content_is_refused(
    tmp_path: Path, project: Project, content: bytes, code: str
) -> None:
    path = tmp_path / "其他.gxde"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, project: Project) -> None:
    assert refusal(tmp_path / "没有.gxde").code == "project.not_found"
    folder = tmp_path / "夹.gxde"
    folder.mkdir()
    assert refusal(folder).code == "project.is_folder"


def test_an_sqlite_file_of_another_program_is_refused(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "别的.gxde"
    change(path, "CREATE TABLE notes (id INTEGER)")
    assert refusal(path).code == "project.foreign"


def test_a_newer_format_is_refused(saved: Path) -> None:
    change(saved, "PRAGMA user_version = 4")
    assert refusal(saved).code == "project.newer"


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused(saved: Path, part: float) -> None:
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * part)])
    assert refusal(saved).code in ("project.truncated", "project.damaged")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM blob; END",
        "CREATE VIEW v AS SELECT * FROM meta",
        "CREATE TABLE extra (id INTEGER)",
        "CREATE INDEX i ON history (name)",
        "ALTER TABLE history ADD COLUMN more TEXT",
    ],
)
def test_what_no_project_has_is_refused(saved: Path, statement: str) -> None:
    change(saved, statement)
    assert refusal(saved).code == "project.unexpected"


def test_a_virtual_table_in_place_of_ours_is_refused(saved: Path) -> None:
    change(saved, "DROP TABLE history", "CREATE VIEW history AS SELECT 1 AS id")
    assert refusal(saved).code == "project.unexpected"


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE blob",
        "DELETE FROM meta",
        "UPDATE meta SET value = '{' WHERE key = 'document'",
        "UPDATE meta SET value = '{}' WHERE key = 'document'",
        "UPDATE meta SET value = '[]' WHERE key = 'document'",
        "UPDATE meta SET value = 'x' WHERE key = 'at'",
        "UPDATE meta SET value = replace(value, '0.7', '7e9') WHERE key = 'document'",
        "UPDATE meta SET value = replace(value, 'gx2022', 'zz') WHERE key = 'document'",
    ],
)
def test_a_document_that_is_not_one_is_refused(saved: Path, statement: str) -> None:
    change(saved, statement)
    assert refusal(saved).code == "project.damaged"


def spoil_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 64] = b"\xff" * 64
    path.write_bytes(bytes(content))


def lose_blobs(path: Path) -> None:
    change(path, "DELETE FROM blob")


def swap_blob(path: Path) -> None:
    change(path, "UPDATE blob SET data = zeroblob(length(data))")


def swell_blob(path: Path) -> None:
    change(path, "UPDATE blob SET size = 1 << 50")


@pytest.mark.parametrize("spoil", [spoil_page, lose_blobs, swap_blob, swell_blob])
def test_damage_inside_is_found(saved: Path, spoil: Callable[[Path], None]) -> None:
    spoil(saved)
    copies = set(work_folder().iterdir())
    with pytest.raises(ProjectError) as refused:
        Project.open(saved)
    assert refused.value.message.code in ("project.damaged", "project.blob_damaged")
    assert set(work_folder().iterdir()) == copies


def test_someone_elses_change_is_not_overwritten(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("广西"))
    other = Project.open(saved)
    other.apply(SetRegion("全国"))
    other.save()
    theirs = saved.read_bytes()
    with pytest.raises(ProjectError) as refused:
        project.save()
    assert refused.value.message.code == "project.changed_on_disk"
    assert saved.read_bytes() == theirs
    project.save(overwrite_changed=True)
    project.close()
    other.close()
    again = Project.open(saved)
    assert again.state.region == "广西"
    again.close()


def test_a_save_that_fails_leaves_the_old_file(
    saved: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()
    project.apply(SetRegion("广西"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError) as refused:
        project.save()
    assert refused.value.message.code == "project.cannot_write"
    assert saved.read_bytes() == before
    assert beside(saved) == ["项目.gxde"]
    assert project.modified
    monkeypatch.undo()
    project.save()
    assert not project.modified


def test_a_folder_that_is_not_there_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as refused:
        project.save(tmp_path / "没有" / "p.gxde")
    assert refused.value.message.code == "project.cannot_write"
    with pytest.raises(ProjectError) as unnamed:
        project.save()
    assert unnamed.value.message.code == "project.no_path"


def test_every_step_is_on_the_disk_when_apply_returns(project: Project) -> None:
    project.apply(SetParameter("computers.beta", 0.7))
    # What a crash now would leave: database and write-ahead log as they are.
    folder = Path(project._store.folder)
    copy = folder.with_name(folder.name + "-crashed")
    shutil.copytree(folder, copy)
    connection = sqlite3.connect(copy / "project.sqlite")
    (document,) = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
    assert '"beta": 0.7' in document
    connection.close()
    shutil.rmtree(copy)


def test_closing_removes_the_private_copy() -> None:
    before = set(work_folder().iterdir())
    project = Project.create()
    made = {each.suffix for each in set(work_folder().iterdir()) - before}
    assert made == {"", ".lock"}
    project.close()
    assert set(work_folder().iterdir()) == before
