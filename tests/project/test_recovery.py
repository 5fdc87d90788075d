"""What a process left that is gone: offered, taken over, cleaned up or reported."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gxde_desktop.project import copies, recovery
from gxde_desktop.project.commands import AddFiles, NewFile, SetParameter, SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.folders import work_folder
from gxde_desktop.project.project import Project
from gxde_desktop.text import LANGUAGES, catalogue, say, set_language
from tests.project.support_processes import other_process


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of other tests are not seen, and none of these stay."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    made = Project.create()
    made.apply(SetRegion("广西"))
    path = made.save(tmp_path / "核算.gxde")
    made.close()
    return path


def crashed(project: Project) -> Path:
    """Leave a project as a crash does: nothing is closed in order, the lock is gone."""
    folder = project._store.folder
    left = folder.with_name(copies.PREFIX + "0123456789abcdef")
    shutil.copytree(folder, left)
    project.close()
    return left


def test_unsaved_steps_of_a_killed_process_come_back(saved: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    with other_process(saved) as other:
        other.tell("region", "柳州")
        other.tell("region", "南宁")
        assert recovery.unsaved() == ()  # its owner is there
        folder = other.tell("folder")
        other.kill()
    (found,) = recovery.unsaved()
    assert found.folder == folder
    assert found.path == saved
    assert found.name == "核算"
    assert found.steps >= 1  # two, unless a person would see one
    assert found.problem is None
    assert found.size > 4096
    assert found.changed is not None
    assert abs(found.changed - before) < dt.timedelta(minutes=1)
    project = Project.recover(found)
    assert project.state.region == "南宁"
    assert project.path == saved
    assert project.modified
    assert project.unsaved_steps == found.steps
    assert recovery.unsaved() == ()  # it has an owner again
    project.undo()
    project.redo()
    project.save()
    project.close()
    assert recovery.unsaved() == ()
    assert list(work_folder().iterdir()) == []
    again = Project.open(saved)
    assert again.state.region == "南宁"
    again.close()


def test_a_project_that_never_had_a_file_comes_back(tmp_path: Path) -> None:
    project = Project.create()
    project.apply(SetRegion("百色"))
    project.apply(SetParameter("computers.beta", 0.7))
    crashed(project)
    (found,) = recovery.unsaved()
    assert (found.path, found.name, found.steps) == (None, "", 2)
    again = Project.recover(found)
    assert again.path is None
    with pytest.raises(ProjectError) as error:
        again.save()
    assert error.value.message.code == "project.no_path"
    again.save(tmp_path / "新.gxde")
    again.close()


def test_a_copy_without_unsaved_steps_is_cleaned_up(saved: Path) -> None:
    with other_process(saved) as other, other_process() as empty:
        other.kill()
        empty.kill()
    assert len(copies.folders()) == 2
    assert recovery.unsaved() == ()
    assert list(work_folder().iterdir()) == []


def test_steps_taken_back_to_what_was_saved_are_nothing_unsaved(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    project.undo()
    crashed(project)
    assert recovery.unsaved() == ()


def test_taking_back_saved_steps_is_unsaved(saved: Path) -> None:
    project = Project.open(saved)
    project.undo()
    crashed(project)
    (found,) = recovery.unsaved()
    assert found.steps == 1


def test_work_of_a_command_line_is_not_offered(saved: Path) -> None:
    project = Project.open(saved, read_only=True, disposable=True)
    project.apply(SetRegion("柳州"))
    crashed(project)
    assert recovery.unsaved() == ()
    assert copies.folders() == ()


def test_discarding_removes_the_copy(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    left = crashed(project)
    (found,) = recovery.unsaved()
    recovery.discard(found)
    assert not left.exists()
    assert recovery.unsaved() == ()
    for again in (recovery.discard, Project.recover):
        with pytest.raises(ProjectError) as error:
            again(found)
        assert error.value.message.code == "project.copy_taken"


def test_what_was_recovered_is_nobody_elses(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    crashed(project)
    (found,) = recovery.unsaved()
    mine = Project.recover(found)
    for again in (recovery.discard, Project.recover):
        with pytest.raises(ProjectError) as error:
            again(found)
        assert error.value.message.code == "project.copy_taken"
    assert mine.state.region == "柳州"
    mine.close()


def test_leaving_without_being_asked_keeps_the_work_for_the_next_start(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    project.close(keep=True)
    (found,) = recovery.unsaved()
    recovered = Project.recover(found)
    assert recovered.state.region == "柳州"
    recovered.close()  # a person said no: gone
    assert recovery.unsaved() == ()


def test_a_file_changed_since_the_crash_is_not_overwritten(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    crashed(project)
    other = Project.open(saved)
    other.apply(SetRegion("桂林"))
    other.save()
    other.close()
    theirs = saved.read_bytes()
    (found,) = recovery.unsaved()
    mine = Project.recover(found)
    with pytest.raises(ProjectError) as error:
        mine.save()
    assert error.value.message.code == "project.changed_on_disk"
    assert saved.read_bytes() == theirs
    mine.save(overwrite_changed=True)
    mine.close()


def test_a_file_that_is_open_elsewhere_meanwhile_is_recovered_read_only(saved: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    crashed(project)
    (found,) = recovery.unsaved()
    with other_process(saved):
        mine = Project.recover(found)
        assert mine.read_only
        assert mine.state.region == "柳州"
        mine.save(saved.with_name("救回.gxde"))
        mine.close()


def spoil_header(database: Path) -> None:
    database.write_bytes(b"no database" * 400)


def spoil_document(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE meta SET value = '{' WHERE key = 'document'")
        connection.commit()


def spoil_place(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE meta SET value = 'x' WHERE key = 'at'")
        connection.commit()


def spoil_facts(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE meta SET value = '[1]' WHERE key = 'private'")
        connection.commit()


def come_from_later(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")


def empty(database: Path) -> None:
    database.write_bytes(b"")


@pytest.mark.parametrize(
    "spoil",
    [spoil_header, spoil_document, spoil_place, spoil_facts, come_from_later, empty],
)
def test_a_damaged_copy_is_reported_and_kept(saved: Path, spoil: Callable[[Path], None]) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    left = crashed(project)
    with closing(sqlite3.connect(left / copies.NAME)) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for each in (left / f"{copies.NAME}-wal", left / f"{copies.NAME}-shm"):
        each.unlink(missing_ok=True)
    spoil(left / copies.NAME)
    content = (left / copies.NAME).read_bytes()
    for _ in range(2):  # however often the program starts
        (found,) = recovery.unsaved()
        problem = found.problem
        if problem is None:  # what only shows when the document itself is read
            with pytest.raises(ProjectError) as error:
                Project.recover(found)
            problem = error.value.message
        assert problem.code == "project.copy_damaged"
        for language in LANGUAGES:
            set_language(language)
            assert str(left) in say(problem)
        set_language("zh")
        assert (left / copies.NAME).read_bytes()[:28] == content[:28]
    recovery.discard(found)
    assert not left.exists()


def test_half_made_copies_are_nothing(saved: Path) -> None:
    work_folder().mkdir(parents=True, exist_ok=True)
    half = work_folder() / f"{copies.PREFIX}half"
    half.mkdir()
    (half / copies.COMING).write_bytes(saved.read_bytes()[:5000])
    going = work_folder() / f"{copies.PREFIX}going"
    going.mkdir()
    (going / copies.GOING).write_bytes(saved.read_bytes())
    (work_folder() / f"{copies.PREFIX}never.lock").write_text("")
    foreign = work_folder() / "别人的文件.txt"
    foreign.write_text("x")
    assert recovery.unsaved() == ()
    assert list(work_folder().iterdir()) == [foreign]


def test_a_link_in_the_work_folder_is_not_followed(saved: Path, tmp_path: Path) -> None:
    precious = tmp_path / "重要"
    precious.mkdir()
    (precious / "数据").write_text("x")
    work_folder().mkdir(parents=True, exist_ok=True)
    (work_folder() / f"{copies.PREFIX}link").symlink_to(precious, target_is_directory=True)
    assert recovery.unsaved() == ()
    assert (precious / "数据").read_text() == "x"


def test_the_saved_file_names_no_folder_of_this_computer(
    saved: Path, tmp_path: Path, sample_new_files: tuple[NewFile, ...]
) -> None:
    project = Project.open(saved)
    project.apply(AddFiles(sample_new_files[:1]))
    for name in ("甲", "乙", "丙"):  # paths that were remembered once, too
        project.save(tmp_path / f"{name}.gxde")
    project.close()
    content = (tmp_path / "丙.gxde").read_bytes()
    for text in (str(tmp_path), str(work_folder()), "甲.gxde", "核算.gxde", os.environ["HOME"]):
        assert text.encode() not in content
        assert text.encode("utf-16-le") not in content
        assert json.dumps(text)[1:-1].encode() not in content
    with closing(sqlite3.connect(tmp_path / "丙.gxde")) as connection:
        keys = {row[0] for row in connection.execute("SELECT key FROM meta")}
    assert "private" not in keys


def test_facts_in_a_file_of_somebody_else_are_thrown_away(saved: Path) -> None:
    with closing(sqlite3.connect(saved)) as connection:
        facts = json.dumps({"path": "/etc/passwd", "saving": {"temporary": "/etc/.gxde-x.tmp"}})
        connection.execute("INSERT INTO meta VALUES ('private', ?)", (facts,))
        connection.commit()
    project = Project.open(saved)
    assert project.path == saved
    assert project._store.facts.saving is None
    project.close()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_in_the_middle_of_a_save_is_settled(
    saved: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        pass

    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    replace = os.replace

    def cut(source: Path, target: Path) -> None:
        if target == saved:
            if moment == "after":
                replace(source, target)
            shutil.copytree(
                project._store.folder, work_folder() / f"{copies.PREFIX}cut", dirs_exist_ok=True
            )
            if moment == "before":
                shutil.copyfile(source, f"{source}.kept")
            raise Cut
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", cut)
        with pytest.raises(Cut):
            project.save()
    project.close()
    assert len(copies.folders()) == 1
    if moment == "before":
        (remains,) = saved.parent.glob(".gxde-*.kept")
        remains.rename(remains.with_suffix(""))
        (found,) = recovery.unsaved()
        mine = Project.recover(found)
        assert mine.state.region == "柳州"
        mine.save()  # the file is as it was opened: nobody is asked
        mine.close()
    else:
        assert recovery.unsaved() == ()  # it had been saved
    assert list(saved.parent.glob(".gxde-*")) == []
    again = Project.open(saved)
    assert again.state.region == "柳州"
    again.close()


def test_messages_are_there_in_both_languages() -> None:
    for language in LANGUAGES:
        for code in ("project.copy_damaged", "project.copy_taken", "project.no_private_copy"):
            assert catalogue(language)[code]
