"""Who has a person's project file open: a lock file beside it, seen on a share too.

The name is the one office programs use (`.~lock.NAME#`), which cloud folders leave alone.
Within one process a file may be open more than once: the window replaces a project by
the same one, read anew. Overwriting is guarded by the file's digest besides.
"""

from __future__ import annotations

import calendar
import hashlib
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from gxde_desktop.project import locks
from gxde_desktop.project.errors import ProjectError
from models.messages import Message, message

_LONGEST_NAME = 240
_guard = threading.Lock()


@dataclass(slots=True)
class _Entry:
    lock: locks.FileLock
    count: int


_entries: dict[str, _Entry] = {}


class Claim:
    """A file kept open by this process; `release` it once."""

    def __init__(self, key: str | None) -> None:
        self._key = key

    @property
    def locked(self) -> bool:
        """Whether others can see it: not on a medium where no lock file can be made."""
        return self._key is not None

    def release(self) -> None:
        """Give the file back; again is nothing."""
        key, self._key = self._key, None
        if key is None:
            return
        with _guard:
            entry = _entries[key]
            entry.count -= 1
            if entry.count == 0:
                del _entries[key]
                entry.lock.release()


def claim(path: Path, *, take_over: bool = False) -> Claim:
    """Have the file for this process.

    Raises ProjectError, which says who and since when: `project.open_elsewhere`, where another
    process has it; `project.maybe_open_elsewhere`, where a lock of another computer lies there
    that the system does not hold: a crash left it, or a cloud folder brought it. `take_over`
    takes the file in that case.
    Where no lock file can be made (read-only folder) the claim is not `locked`: whoever
    cannot write there cannot overwrite the file either.
    """
    real = path.resolve()
    where = lock_path(real)
    key = os.path.normcase(where)
    with _guard:
        entry = _entries.get(key)
        if entry is not None:
            entry.count += 1
            return Claim(key)
        try:
            lock = locks.take(where)
        except OSError:
            return Claim(None)
        if lock is None:
            raise _elsewhere(path, _patient_holder(where))
        before = lock.before
        if before is not None and before.host != locks.this_host() and not take_over:
            lock.release(remove=False)
            raise _elsewhere(path, before, sure=False)
        try:
            lock.sign()
            locks.hide(where)
        except OSError:  # a full disk: held by the system, though it names nobody
            pass
        _entries[key] = _Entry(lock, 1)
        return Claim(key)


def lock_path(path: Path) -> Path:
    """Where the lock file of a project file is."""
    name = path.name
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return path.with_name(f".~lock.{name}#")


def _patient_holder(where: Path) -> locks.Holder | None:
    """Who holds it; one who took it this moment has not signed yet."""
    for _ in range(10):
        found = locks.holder(where)
        if found is not None:
            return found
        time.sleep(0.02)
    return None


def _elsewhere(path: Path, by: locks.Holder | None, *, sure: bool = True) -> ProjectError:
    who: Message | str = message("project.someone")
    since: Message | str = message("project.some_time")
    if by is not None:
        who = " · ".join(_printable(each) for each in (by.person, by.host) if each) or who
        since = _local_time(by.since) or since
    code = "project.open_elsewhere" if sure else "project.maybe_open_elsewhere"
    return ProjectError(message(code, file=path.name, who=who, since=since))


def _local_time(since: str) -> str:
    try:
        moment = calendar.timegm(time.strptime(since, "%Y-%m-%dT%H:%M:%SZ"))
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
    except (ValueError, OverflowError, OSError):
        return _printable(since)


def _printable(text: str) -> str:
    """A lock file is anybody's text."""
    return "".join(each for each in text if each.isprintable())[:80]
