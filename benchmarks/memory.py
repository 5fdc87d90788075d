"""Peak memory of one job, above what was there before it.

On Linux a job of this process runs once in a forked child whose high-water mark is reset just
before it, so that memory which compiled code asks for is counted too. Elsewhere tracemalloc
counts what goes through Python's allocators (numpy's arrays do, a compiled reader's own memory
does not). A job that works in other processes, or in threads that a fork does not have, is
watched while it runs: resident bytes of this process and all its children together, every few
milliseconds. Pages that processes share are counted in each.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

KIND = "resident" if sys.platform == "linux" else "tracemalloc"
"""What the figures of this machine are; two kinds are not compared."""

_POLL = 0.004
_LONGEST_POLL = 0.05
"""Seconds between two looks; of a long job they are fewer, for looking is work too."""


def peak_of(
    prepare: Callable[[], Any], run: Callable[[Any], object], finish: Callable[[Any], object]
) -> int | None:
    """Bytes that a job needs at its peak, None where that could not be told."""
    return _in_fork(prepare, run, finish) if KIND == "resident" else _traced(prepare, run, finish)


class Watched:
    """What `watched` saw. peak: bytes at most, above those at the start."""

    def __init__(self) -> None:
        self.peak: int | None = None


@contextmanager
def watched() -> Iterator[Watched]:
    """Watch this process and all its children until the block ends."""
    gc.collect()
    seen = Watched()
    own = psutil.Process()
    before = _tree(own)
    most = [before]
    ended = threading.Event()

    def watch() -> None:
        pause = _POLL
        while not ended.wait(pause):
            most[0] = max(most[0], _tree(own))
            pause = min(pause * 1.01, _LONGEST_POLL)

    thread = threading.Thread(target=watch, name="bench-memory", daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
        seen.peak = most[0] - before


def _tree(process: psutil.Process) -> int:
    """Resident bytes of a process and everything below it."""
    if sys.platform == "linux":
        own = _command(process.pid)
        return sum(
            _resident(each)
            for each in _below(process.pid)
            # Until it has become another program, a child shows the memory of its parent.
            if each == process.pid or _command(each) != own
        )
    return sum(map(_resident_of, [process, *process.children(recursive=True)]))


def _below(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):  # ended since
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                for child in (task / "children").read_text().split():
                    yield from _below(int(child))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # ended since
        return b""


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):  # ended since
        return 0


def _resident_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # ended since
        return 0


def _in_fork(
    prepare: Callable[[], Any], run: Callable[[Any], object], finish: Callable[[Any], object]
) -> int | None:
    gc.collect()
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Nothing of the parent may run on here, whatever happens: no exit handlers, no output.
        found = ""
        try:
            os.close(reading)
            made = prepare()
            before = _reset_mark()
            run(made)
            found = str(max(_status("VmHWM") - before, 0))
            finish(made)
        finally:
            os.write(writing, found.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return int(text) if text else None


def _reset_mark() -> int:
    """Give free memory back and set the high-water mark to what is in use, which is returned."""
    gc.collect()
    with suppress(OSError, AttributeError):  # a C library that cannot
        ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


def _traced(
    prepare: Callable[[], Any], run: Callable[[Any], object], finish: Callable[[Any], object]
) -> int:
    made = prepare()
    tracemalloc.start()
    try:
        run(made)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        finish(made)
