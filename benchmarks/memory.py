"""Peak memory of one job, above what was there before it.

On Linux the job runs once in a forked child whose high-water mark is reset just before it, so
that memory which compiled code asks for is counted too. Elsewhere tracemalloc counts what
goes through Python's allocators (numpy's arrays do, a compiled reader's own memory does not).
"""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

KIND = "resident" if sys.platform == "linux" else "tracemalloc"
"""What the figures of this machine are; two kinds are not compared."""

_POLL = 0.002


def peak_of(
    prepare: Callable[[], Any], run: Callable[[Any], object], finish: Callable[[Any], object]
) -> int | None:
    """Bytes that a job needs at its peak, None where that could not be told."""
    return _in_fork(prepare, run, finish) if KIND == "resident" else _traced(prepare, run, finish)


def peak_of_command(command: Sequence[str], **options: Any) -> int | None:
    """Resident bytes of another process and its children at their peak together.

    Looked at every few milliseconds.
    """
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )
    peak = 0
    with suppress(psutil.Error):
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            alive = [watched, *watched.children(recursive=True)]
            peak = max(peak, sum(map(_resident, alive)))
            time.sleep(_POLL)
    process.wait()
    return peak or None


def _resident(process: psutil.Process) -> int:
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
