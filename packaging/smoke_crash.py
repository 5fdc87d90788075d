"""A crash of the frozen program: it must leave a report, no process and every unsaved step."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from smoke_run import WINDOWS, Failed, WindowWatch, end

LONGEST = 60.0


def crash(
    window: Path, folder: Path, files: Sequence[Path], environment: dict[str, str]
) -> dict[str, str]:
    """End the window by the signal of a crash once it has imported; start it again; see what it
    offers. The figures to print.
    """
    display = environment.get("DISPLAY")
    if WINDOWS or display is None:
        return {"crash": "not tried here"}
    folder.mkdir()
    first = _start([window, "open", "--smoke", folder, *files], environment)
    try:
        _wait(lambda: (folder / "results.png").is_file(), "the window did not come so far", first)
        helpers = first.children(recursive=True)
        first.send_signal(signal.SIGSEGV)
        code = first.wait(LONGEST)
    except BaseException:
        end(first)
        raise
    if code != -signal.SIGSEGV:
        raise Failed(f"the window outlived the signal of a crash: {code}")
    if psutil.wait_procs(helpers, LONGEST)[1]:
        raise Failed("a crash left the worker process behind")
    report = (folder / "config" / "crash.txt").read_text(encoding="utf-8")
    if "Segmentation fault" not in report or "Thread" not in report:
        raise Failed(f"a crash left no report: {report!r}")
    # The next start, as a person's: it tells the log and offers what was not saved.
    watch = WindowWatch(display)
    again = _start([window], environment | {"GXDE_CONFIG": str(folder / "config")})
    try:
        _wait(lambda: watch.count() > 1, "unsaved work was not offered after a crash", again)
    finally:
        end(again)
    if not (folder / "config" / "crash-last.txt").read_text(encoding="utf-8"):
        raise Failed("the report of the crash was not kept")
    log = (folder / "config" / "gxde.log").read_text(encoding="utf-8")
    if "the last run crashed" not in log:
        raise Failed("the log does not tell of the crash")
    return {"crash: report, unsaved work": "kept, offered"}


def _start(command: Sequence[str | Path], environment: dict[str, str]) -> psutil.Popen:
    return psutil.Popen(
        [str(part) for part in command], env=environment, cwd=environment.get("HOME")
    )


def _wait(so: Callable[[], bool], otherwise: str, process: psutil.Popen) -> None:
    began = time.perf_counter()
    while not so():
        if process.poll() is not None:
            raise Failed(f"{otherwise}: it ended with {process.returncode}")
        if time.perf_counter() - began > LONGEST:
            raise Failed(otherwise)
        time.sleep(0.02)
