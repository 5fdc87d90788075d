"""Folders of private copies: each owned by one process through a lock, and never shared.

The lock file lies beside its folder and is held before the folder exists, so whoever
looks for abandoned copies never takes one that is being made for one.
A folder without `project.sqlite` holds nothing that was ever acknowledged.
"""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gxde_desktop.project import locks
from gxde_desktop.project.folders import work_folder

PREFIX = "project-"
NAME = "project.sqlite"
COMING = "coming.sqlite"
GOING = "going.sqlite"


@dataclass(slots=True)
class PrivateCopy:
    """A folder that this process owns."""

    folder: Path
    lock: locks.FileLock

    @property
    def database(self) -> Path:
        """The working copy once it is complete."""
        return self.folder / NAME

    @property
    def coming(self) -> Path:
        """Where it is made."""
        return self.folder / COMING

    def arrived(self) -> None:
        """What was made is complete: from now on it counts. Raises OSError."""
        os.replace(self.coming, self.database)
        sync_folder(self.folder)
        sync_folder(self.folder.parent)

    def remove(self) -> None:
        """Remove the folder and give it up."""
        # First the one file that makes it count: a crash in between leaves no half copy.
        with suppress(OSError):
            os.replace(self.database, self.folder / GOING)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.release()

    def leave(self) -> None:
        """Give the folder up as it is: the next start finds it."""
        self.lock.release()


def new() -> PrivateCopy:
    """A folder of our own, empty. Raises OSError."""
    parent = work_folder()
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = parent / f"{PREFIX}{uuid.uuid4().hex}"
    lock = None
    try:
        lock = locks.take(_lock_path(folder))
        assert lock is not None, "nobody else draws this number"
        folder.mkdir(mode=0o700)
        with suppress(OSError):
            lock.sign()  # for a person who looks, and for file systems without locks
        return PrivateCopy(folder, lock)
    except BaseException:  # an interrupt too: nothing of it stays
        with suppress(OSError):
            folder.rmdir()
        with suppress(OSError):
            _lock_path(folder).unlink()
        if lock is not None:
            lock.release()
        raise


def folders() -> tuple[Path, ...]:
    """Folders that are there; whether one is owned only `take` can tell."""
    try:
        found = sorted(work_folder().iterdir())
    except OSError:
        return ()
    return tuple(each for each in found if each.name.startswith(PREFIX) and _is_folder(each))


def take(folder: Path) -> PrivateCopy | None:
    """A folder whose owner is gone, owned by this process now; None: somebody owns it."""
    try:
        lock = locks.take(_lock_path(folder))
    except OSError:
        return None
    if lock is None:
        return None
    if not _is_folder(folder):
        lock.release()
        return None
    with suppress(OSError):
        lock.sign()
    return PrivateCopy(folder, lock)


def remove_stray_locks() -> None:
    """Remove lock files whose folder is gone and that nobody holds."""
    with suppress(OSError):
        for each in sorted(work_folder().glob(f"{PREFIX}*.lock")):
            if not each.with_suffix("").exists():
                lock = locks.take(each)
                if lock is not None:
                    # Held before its folder exists: this one is ours now, its folder never was.
                    lock.release()


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable, where the system can. Raises OSError."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _lock_path(folder: Path) -> Path:
    return folder.with_name(folder.name + ".lock")
