"""Disks that fail: nothing acknowledged is lost, the work goes on, the message says what to do."""

from __future__ import annotations

import ctypes
import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gxde_desktop.project import copies, faults, recovery
from gxde_desktop.project.commands import AddFiles, NewFile, SetParameter, SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import LANGUAGES, say, set_language
from models.messages import Message


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    made = Project.create()
    made.apply(SetRegion("广西"))
    (tmp_path / "夹").mkdir()
    path = made.save(tmp_path / "夹" / "核算.gxde")
    made.close()
    return path


def in_both_languages(what: Message) -> list[str]:
    found = []
    for language in LANGUAGES:
        set_language(language)
        found.append(say(what))
    set_language("zh")
    return found


def reason_of(error: ProjectError, code: str) -> Message:
    """The reason in a refusal, which both languages can say in one line."""
    assert error.message.code == code
    for sentence in in_both_languages(error.message):
        assert "\n" not in sentence
        assert "{" not in sentence
    reason = error.message.args["reason"]
    assert isinstance(reason, Message)
    return reason


_CALLS = ("open", "fsync", "replace", "chmod")
"""What the operating system is asked for in a save, apart from what SQLite writes."""


_FAULTS = (
    (errno.ENOSPC, "full"),
    (errno.EDQUOT, "full"),
    (errno.EACCES, "permission"),
    (errno.EROFS, "read_only"),
    (errno.EIO, "gone"),
    (errno.ENOENT, "gone"),
    (errno.ESTALE, "gone"),
    (errno.EBUSY, "held"),
    (errno.ENAMETOOLONG, "long"),
    (errno.EFBIG, "too_big"),
    (errno.EMFILE, "other"),
)


@pytest.mark.parametrize(
    ("call", "number", "reason"),
    [("fsync", *each) for each in _FAULTS]
    + [(call, *each) for call in _CALLS if call != "fsync" for each in _FAULTS[:3]],
)
@pytest.mark.skipif(sys.platform == "win32", reason="error numbers of POSIX")
def test_whatever_fails_in_a_save_the_old_file_stays_and_the_next_save_works(
    saved: Path, call: str, number: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    real = getattr(os, call)

    def failing(what: object, *args: object, **more: object) -> object:
        ours = not isinstance(what, int) and ".gxde-" in os.fsdecode(what)  # type: ignore[arg-type]
        if isinstance(what, int) or ours:
            raise OSError(number, os.strerror(number))
        return real(what, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        with pytest.raises(ProjectError) as error:
            project.save()
    assert reason_of(error.value, "project.cannot_write").code == f"project.why.{reason}"
    assert str(saved) in in_both_languages(error.value.message)[0]
    assert saved.read_bytes() == before
    assert list(saved.parent.glob(".gxde-*")) == []
    assert project.modified
    assert project.state.region == "柳州"
    project.apply(SetParameter("computers.beta", 0.7))
    project.save()
    assert not project.modified
    project.close()
    again = Project.open(saved)
    assert (again.state.region, again.state.parameters.assets["computers"].beta) == ("柳州", 0.7)
    again.close()


def test_the_new_file_is_durable_before_it_takes_the_place(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        about = os.fstat(handle)
        temporaries = list(saved.parent.glob(".gxde-*.tmp"))
        if temporaries and os.path.samestat(about, temporaries[0].stat()):
            order.append("file")
        elif os.path.samestat(about, saved.parent.stat()):
            order.append("folder")
        fsync(handle)

    def replaced(source: Path, target: Path) -> None:
        if Path(target) == saved:
            order.append("replace")
        replace(source, target)

    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    project.save()
    project.close()
    assert order == ["file", "replace", "folder"] if os.name == "posix" else ["file", "replace"]


def test_every_commit_waits_for_the_disk(saved: Path) -> None:
    project = Project.open(saved)
    connection = project._store._connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    project.close()


@contextmanager
def no_write_beyond(size: int) -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_write_that_fails_anywhere_loses_nothing(saved: Path) -> None:
    """The write that would go beyond a size fails, at every size: a step, an undo, a save."""
    for size in range(0, 60_000, 3_700):
        project = Project.open(saved)
        region, refused = "广西", 0
        for number in range(12):
            with no_write_beyond(size):
                try:
                    project.apply(SetRegion("区" * (500 + 97 * number)))
                    region = "区" * (500 + 97 * number)
                except ProjectError as error:
                    reason_of(error, "project.cannot_keep")
                    refused += 1
                assert project.state.region == region
                if number % 4 == 3:
                    before = saved.read_bytes()
                    try:
                        project.save()
                    except ProjectError as error:
                        reason_of(error, "project.cannot_write")
                        assert saved.read_bytes() == before
        assert list(saved.parent.glob(".gxde-*")) == []
        # With room again everything goes on.
        assert project.state.region == region
        project.apply(SetParameter("computers.beta", 0.3 + size / 1e6))
        project.undo()
        project.save()
        project.close()
        again = Project.open(saved)
        assert again.state.region == region
        again.apply(SetRegion("广西"))
        again.save()
        again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_where_the_private_copy_cannot_grow_the_work_can_be_saved_elsewhere(
    saved: Path, sample_new_files: tuple[NewFile, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project.open(saved)
    project.apply(AddFiles(sample_new_files[:2]))
    real = project._store._connection

    class Full:
        """A connection whose working copy takes nothing more."""

        def execute(self, statement: str, *args: object) -> sqlite3.Cursor:
            if statement == "BEGIN IMMEDIATE":
                full = sqlite3.OperationalError("database or disk is full")
                full.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise full
            return real.execute(statement, *args)

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    monkeypatch.setattr(project._store, "_connection", Full())
    for change in (lambda: project.apply(SetRegion("柳州")), project.undo):
        with pytest.raises(ProjectError) as error:
            change()
        assert reason_of(error.value, "project.cannot_keep").code == "project.why.full"
    assert len(project.state.files) == 2
    elsewhere = project.save(saved.with_name("救出.gxde"))
    assert not project.modified
    assert project.path == elsewhere
    again = Project.open(elsewhere, read_only=True)
    assert again.state == project.state
    assert again.undo()
    again.close()
    project.close()


def test_a_private_copy_that_cannot_be_made_is_said(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no folder").write_text("")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "no folder"))
    for make in (Project.create, lambda: Project.open(saved)):
        with pytest.raises(ProjectError) as error:
            make()
        reason_of(error.value, "project.no_private_copy")
    assert [each.name for each in saved.parent.iterdir()] == [saved.name]


def test_a_folder_that_vanished_is_said(saved: Path, tmp_path: Path) -> None:
    project = Project.open(saved)
    project.apply(SetRegion("柳州"))
    gone = saved.parent.rename(tmp_path / "断开")
    with pytest.raises(ProjectError) as error:
        project.save()
    assert reason_of(error.value, "project.cannot_write").code == "project.why.gone"
    project.apply(SetRegion("南宁"))
    gone.rename(saved.parent)
    project.save()
    project.close()


@contextmanager
def as_an_ordinary_person() -> Iterator[None]:
    """Root may write anywhere; here it may not for a while."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    effective = sets[0]
    sets[0] = effective & ~(1 << 1 | 1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(header, sets) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="rights of Linux")
def test_a_read_only_folder_is_said(saved: Path) -> None:
    saved.parent.chmod(0o500)
    try:
        with as_an_ordinary_person():
            project = Project.open(saved)  # without a lock file: nobody can overwrite it there
            project.apply(SetRegion("柳州"))
            with pytest.raises(ProjectError) as error:
                project.save()
            assert reason_of(error.value, "project.cannot_write").code == "project.why.permission"
    finally:
        saved.parent.chmod(0o700)
    project.save()
    project.close()


def test_a_path_that_is_too_long_is_said(saved: Path) -> None:
    project = Project.open(saved)
    with pytest.raises(ProjectError) as error:
        project.save(saved.with_name("长" * 300 + ".gxde"))
    assert reason_of(error.value, "project.cannot_write").code == "project.why.long"
    assert project.path == saved
    project.close()


def test_a_folder_of_that_name_is_said(saved: Path) -> None:
    (saved.parent / "夹子.gxde").mkdir()
    project = Project.open(saved)
    with pytest.raises(ProjectError) as error:
        project.save(saved.parent / "夹子.gxde")
    reason_of(error.value, "project.cannot_write")
    project.close()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (5, "permission"), (32, "held"), (33, "held"), (112, "full"), (53, "gone"), (64, "gone"),
        (67, "gone"), (206, "long"), (19, "read_only"), (3, "gone"),
    ],
)  # fmt: skip
def test_what_windows_says_is_understood(tmp_path: Path, number: int, reason: str) -> None:
    """Codes of winerror.h; Python gives them as `winerror` beside a coarser errno."""
    error = OSError(errno.EACCES if number in (5, 32, 33, 19) else errno.EINVAL, "says Windows")
    error.winerror = number  # type: ignore[attr-defined]
    assert faults.why(error, tmp_path / "x.gxde").code == f"project.why.{reason}"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_BUSY, "held"),
        (sqlite3.SQLITE_READONLY, "permission"),
        (sqlite3.SQLITE_IOERR_FSYNC, "other"),
    ],
)
def test_what_sqlite_says_is_understood(tmp_path: Path, code: int, reason: str) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    assert faults.why(error, tmp_path / "x").code == f"project.why.{reason}"
    assert faults.why(error, tmp_path / "no" / "x").code in (
        f"project.why.{reason}",
        "project.why.gone",
    )


def test_what_is_no_number_is_refused_and_not_kept(saved: Path) -> None:
    project = Project.open(saved)
    for value in (float("nan"), float("inf")):
        with pytest.raises(ProjectError):
            project.apply(SetParameter("computers.beta", value))
    assert not project.modified
    project.close()
    assert recovery.unsaved() == ()
    assert copies.folders() == ()
