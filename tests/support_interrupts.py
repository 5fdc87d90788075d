"""Interrupting a piece of work at any line of ours, and failing any of its file operations."""

from __future__ import annotations

import builtins
import gc
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]
_OURS = (str(PROJECT / "models"), str(PROJECT / "gxde_desktop"))


class Interrupted(KeyboardInterrupt):
    """What the tests interrupt with: a real one would end the run."""


def lines_of(work: Callable[[], object]) -> int:
    """How many lines of ours the work runs through in this thread."""
    return _traced(work, None)


def interrupted_at(work: Callable[[], object], line: int) -> bool:
    """Do the work and interrupt it at a line; whether it was still under way there."""
    try:
        _traced(work, line)
    except Interrupted:
        return True
    return False


def _traced(work: Callable[[], object], last: int | None) -> int:
    seen = 0

    def on_line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal seen
        if event == "line":
            seen += 1
            if seen == last:
                raise Interrupted
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: object) -> Any:
        return on_line if frame.f_code.co_filename.startswith(_OURS) else None

    outer = sys.gettrace()
    sys.settrace(on_call)
    try:
        work()
    finally:
        sys.settrace(outer)
    return seen


@contextmanager
def nothing_left_behind(*folders: Path) -> Iterator[None]:
    """No thread more than before, no temporary file in the folders, and collecting goes on."""
    threads = set(threading.enumerate())
    files = {path for folder in folders for path in folder.rglob("*")}
    yield
    left = [one for one in threading.enumerate() if one not in threads]
    for one in left:
        one.join(20)  # what has begun ends at its next question
    assert not [one for one in left if one.is_alive()]
    made = {path for folder in folders for path in folder.rglob("*")} - files
    assert not [path for path in made if path.name.startswith((".gxde-", ".memory-", "tmp"))]
    assert gc.isenabled()


class Faults:
    """Operations on files below a folder, counted; the one of a number fails.

    Counted are those that change something on the disk, or open a file.
    """

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.calls: list[str] = []
        self._below = os.fspath(folder)
        self._fail: int | None = None
        self._number = 0
        self._lasting = False
        for name in ("open", "replace", "rename", "unlink", "remove", "mkdir", "chmod", "fsync"):
            patch.setattr(os, name, self._watched(name, getattr(os, name)))
        opened = self._watched("io.open", io.open)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)

    def none(self) -> None:
        """Count anew and let all succeed."""
        self.calls, self._fail = [], None

    def at(self, place: int, number: int, *, lasting: bool = False) -> None:
        """Fail the operation of a place with an error number; `lasting`: and all after it."""
        self.calls, self._fail, self._number, self._lasting = [], place, number, lasting

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(what: Any, *args: Any, **more: Any) -> Any:
            if not self._is_ours(name, what, args):
                return real(what, *args, **more)
            place = len(self.calls)
            self.calls.append(name)
            if self._fail is not None and (
                place == self._fail or (self._lasting and place > self._fail)
            ):
                raise OSError(self._number, os.strerror(self._number), str(what))
            return real(what, *args, **more)

        return call

    def _is_ours(self, name: str, what: Any, args: tuple[Any, ...]) -> bool:
        if isinstance(what, int):
            return name == "fsync"
        try:
            return os.fsdecode(what).startswith(self._below)
        except TypeError:
            return False
