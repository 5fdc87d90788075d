"""Locks held by the operating system, which ends them with the process, however it ends.

The lock is on a small file that says who holds it. Where a file system knows no locks
(some shares), that text decides together with the question whether the process lives.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_NO_LOCKS_HERE = frozenset(
    code
    for name in ("ENOLCK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL")
    if (code := getattr(errno, name, None)) is not None
)
_HELD = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK, 0))
"""Another has it. 0: Wine refuses without a reason."""
_LONGEST_TEXT = 4096
_BEYOND_THE_TEXT = 0x40000000
"""Windows locks bytes against reading too; these lie where nothing is written."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock. since: UTC, as 2026-01-31T08:00:00Z; empty where unknown."""

    host: str
    person: str
    process: int
    since: str


class FileLock:
    """A lock that this process holds; `take` makes one."""

    def __init__(self, path: Path, handle: int, before: Holder | None) -> None:
        self.path = path
        self._handle = handle
        self.before = before
        """Who held it before and never gave it back."""

    def sign(self) -> None:
        """Write who holds it into the file. Raises OSError."""
        text = json.dumps(asdict(this_process())).encode("ascii")
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, text)
        os.ftruncate(self._handle, len(text))

    def release(self, *, remove: bool = True) -> None:
        """Give it back; again is nothing. remove: the file goes too."""
        handle, self._handle = self._handle, -1
        if handle < 0:
            return
        # POSIX: removed before it is unlocked, so that nobody locks a file about to go.
        # Windows cannot remove an open file; `take` there finds a file that is signed anew.
        if remove and sys.platform != "win32":
            with suppress(OSError):
                self.path.unlink()
        os.close(handle)
        if remove and sys.platform == "win32":
            with suppress(OSError):
                self.path.unlink()


def take(path: Path) -> FileLock | None:
    """The lock on `path`, whose file is made where it is missing; None: another has it.

    Raises OSError where the file can be neither made nor opened.
    """
    while True:
        handle = _opened(path)
        try:
            free = _locked(handle, path)
            same = free and _is_still(handle, path)
        except BaseException:
            os.close(handle)
            raise
        if not free:
            os.close(handle)
            return None
        if same:
            return FileLock(path, handle, holder(path))
        os.close(handle)  # the one before removed it meanwhile: once more, on the new file


def holder(path: Path) -> Holder | None:
    """Who the file says holds the lock; None where it says nothing readable."""
    try:
        with path.open("rb") as stream:
            plain = json.loads(stream.read(_LONGEST_TEXT))
        return Holder(
            str(plain["host"]), str(plain["person"]), int(plain["process"]), str(plain["since"])
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def this_process() -> Holder:
    """This process as a holder."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such account, as in some containers
        person = ""
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return Holder(this_host(), person, os.getpid(), since)


def this_host() -> str:
    """The name of this computer."""
    return platform.node()


def _opened(path: Path) -> int:
    flags = os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, os.O_RDWR | flags, 0o666)
    except PermissionError:
        # Another person's lock on a share: it can still be asked whether it is held, and
        # one that is not may be removed by whoever may write the folder.
        handle = os.open(path, os.O_RDONLY | flags & ~os.O_CREAT)
        try:
            if _locked(handle, path):
                path.unlink()
        finally:
            os.close(handle)
        return os.open(path, os.O_RDWR | flags, 0o666)


def _locked(handle: int, path: Path) -> bool:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _HELD:
            return False
        if error.errno in _NO_LOCKS_HERE:
            return not _alive(holder(path))
        raise
    return True


if sys.platform == "win32":
    import ctypes
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _BEYOND_THE_TEXT, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _lives(process: int) -> bool:
        query_limited_information, still_active = 0x1000, 259
        kernel = ctypes.windll.kernel32
        opened = kernel.OpenProcess(query_limited_information, False, process)
        if not opened:
            return False
        try:
            code = ctypes.c_ulong()
            kernel.GetExitCodeProcess(opened, ctypes.byref(code))
            return code.value == still_active
        finally:
            kernel.CloseHandle(opened)

    def hide(path: Path) -> None:
        """Keep a file out of sight in file managers."""
        ctypes.windll.kernel32.SetFileAttributesW(str(path), 2)

else:
    import fcntl

    def _lock(handle: int) -> None:
        # flock belongs to the open file, not to the process: closing another handle of
        # the same file does not end it, as it would with lockf.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _lives(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True

    def hide(path: Path) -> None:
        """Keep a file out of sight in file managers: its name begins with a dot here."""


def _alive(found: Holder | None) -> bool:
    """Whether the holder may still be there: on another computer nobody can tell."""
    if found is None:
        return False
    if found.host != this_host():
        return True
    return found.process != os.getpid() and found.process > 0 and _lives(found.process)


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False
