"""Two real processes and one project file: who has it, who may save, and what a crash leaves."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gxde_desktop.project import claims, locks
from gxde_desktop.project.claims import lock_path
from gxde_desktop.project.commands import SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import say
from tests.project.support_processes import other_process


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    made = Project.create()
    made.apply(SetRegion("广西"))
    path = made.save(tmp_path / "共享.gxde")
    made.close()
    return path


def refused(path: Path, **how: bool) -> ProjectError:
    with pytest.raises(ProjectError) as error:
        Project.open(path, **how)
    return error.value


def test_a_file_open_in_another_process_is_refused_and_says_by_whom(saved: Path) -> None:
    with other_process(saved) as other:
        error = refused(saved)
        assert error.message.code == "project.open_elsewhere"
        sentence = say(error.message)
        assert locks.this_host() in sentence
        assert saved.name in sentence
        other.tell("close")
        Project.open(saved).close()
    assert [each.name for each in saved.parent.iterdir()] == [saved.name]


def test_what_another_process_has_open_can_be_looked_at_and_saved_elsewhere(saved: Path) -> None:
    before = saved.read_bytes()
    with other_process(saved):
        project = Project.open(saved, read_only=True)
        assert project.read_only
        assert project.state.region == "广西"
        project.apply(SetRegion("全国"))  # computing with other settings is allowed
        with pytest.raises(ProjectError) as error:
            project.save()
        assert error.value.message.code == "project.read_only"
        with pytest.raises(ProjectError) as error:
            project.save(saved)
        assert error.value.message.code == "project.open_elsewhere"
        copy = project.save(saved.with_name("副本.gxde"))
        assert not project.read_only
        assert not project.modified
        assert project.path == copy
        project.close()
    assert saved.read_bytes() == before


def test_a_killed_process_leaves_no_lock_behind(saved: Path) -> None:
    with other_process(saved) as other:
        other.kill()
        assert lock_path(saved).exists()
        Project.open(saved).close()
        assert not lock_path(saved).exists()


def test_save_as_onto_a_file_that_another_process_has_open_is_refused(
    saved: Path, tmp_path: Path
) -> None:
    before = saved.read_bytes()
    project = Project.create()
    with other_process(saved):
        for write in (project.save, project.save_copy_without_data):
            with pytest.raises(ProjectError) as error:
                write(saved)
            assert error.value.message.code == "project.open_elsewhere"
        mine = project.save(tmp_path / "我的.gxde")
    project.close()
    assert saved.read_bytes() == before
    Project.open(mine).close()


def test_save_as_takes_the_new_file_and_gives_the_old_one_back(saved: Path, tmp_path: Path) -> None:
    with other_process(saved) as other:
        new = tmp_path / "新.gxde"
        other.tell("save", new)
        assert refused(new).message.code == "project.open_elsewhere"
        Project.open(saved).close()


def test_a_lock_of_another_computer_is_asked_about(saved: Path) -> None:
    lock = lock_path(saved)
    holder = {"host": "统计局-07", "person": "韦", "process": 7, "since": "2026-03-01T01:30:00Z"}
    lock.write_text(json.dumps(holder), encoding="utf-8")
    error = refused(saved)
    assert error.message.code == "project.maybe_open_elsewhere"
    sentence = say(error.message)
    assert "韦 · 统计局-07" in sentence
    assert "2026-" in sentence
    assert json.loads(lock.read_text(encoding="utf-8")) == holder  # theirs, left as it was
    project = Project.open(saved, take_over=True)
    assert json.loads(lock.read_text(encoding="utf-8"))["host"] == locks.this_host()
    project.close()
    assert not lock.exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"host": 1}', "[" * 5000, '{"host": "x", "process": "y"}', "\0" * 99]
)
def test_a_lock_file_that_says_nothing_is_nobodys(saved: Path, text: str) -> None:
    lock_path(saved).write_text(text, encoding="utf-8")
    Project.open(saved).close()
    assert not lock_path(saved).exists()


def test_a_lock_file_is_no_way_to_write_elsewhere(saved: Path, tmp_path: Path) -> None:
    precious = tmp_path / "别的文件"
    precious.write_text("不能动", encoding="utf-8")
    lock_path(saved).symlink_to(precious)
    Project.open(saved).close()
    assert precious.read_text(encoding="utf-8") == "不能动"


def test_the_same_process_may_open_a_file_twice_and_keeps_it_until_both_are_closed(
    saved: Path,
) -> None:
    first, second = Project.open(saved), Project.open(saved)
    first.close()
    assert lock_path(saved).exists()
    second.close()
    assert not lock_path(saved).exists()


def test_a_long_name_has_a_lock_too(tmp_path: Path) -> None:
    project = Project.create()
    path = project.save(tmp_path / ("长" * 83 + ".gxde"))  # 254 bytes
    assert lock_path(path).exists()
    project.close()


@pytest.mark.skipif(os.name != "posix", reason="flock")
def test_without_locks_in_the_file_system_a_living_process_still_counts(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    def no_locks(_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    with other_process(saved) as other:
        monkeypatch.setattr(locks, "_lock", no_locks)
        assert refused(saved).message.code == "project.open_elsewhere"
        other.kill()
        Project.open(saved).close()


def test_a_folder_that_takes_no_lock_file_is_read_without(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(locks, "take", no_room)
    assert not claims.claim(saved).locked
