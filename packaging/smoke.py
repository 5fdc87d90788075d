"""Starts the frozen program as a person would and does the main job with it.

    python packaging/smoke.py        (make smoke)

The package is copied into a folder with a Chinese name and a space, and gets an empty home.
The console writes the sample, measures and exports it: every number must equal what the source
checkout exports. The window imports the sample, computes, exports, saves pictures of itself and
quits. Printed: time to the first window, peak memory, size. Pictures stay in out/smoke.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import psutil
from PySide6.QtGui import QImage

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "dist" / "gxde"
PICTURES = PROJECT / "out" / "smoke"
WINDOWS = sys.platform == "win32"
EXE = ".exe" if WINDOWS else ""
LIMIT = 240.0  # seconds; what is stuck is ended and fails
WORKBOOKS = {".xls", ".xlsx", ".xlsm", ".csv"}


class Failed(Exception):
    """The smoke test found something; the text says what."""


def main() -> int:
    for name in ("gxde", "gxde-desktop"):
        if not (PACKAGE / f"{name}{EXE}").is_file():
            print(
                f"smoke: {PACKAGE / name}{EXE} does not exist; run: make package", file=sys.stderr
            )
            return 2
    with tempfile.TemporaryDirectory(prefix="gxde-smoke-", ignore_cleanup_errors=True) as scratch:
        place = Path(scratch) / "测试 目录"
        shutil.copytree(PACKAGE, place / "gxde", symlinks=True)
        try:
            with screen() as display:
                figures = smoke(place, clean_environment(place, display))
        except Failed as failure:
            print(f"smoke: FAILED: {failure}", file=sys.stderr)
            return 1
    print()
    for name, text in figures.items():
        print(f"{name:<28}{text:>16}")
    print("\nsmoke: the frozen program did the main job")
    return 0


def smoke(place: Path, environment: dict[str, str]) -> dict[str, str]:
    """Everything the frozen program must do; the figures to print."""
    program = place / "gxde"
    console, window = program / f"gxde{EXE}", program / f"gxde-desktop{EXE}"

    inputs = place / "样例"
    run([console, "sample", inputs], environment, "the frozen `gxde sample`")
    files = sorted(path for path in inputs.rglob("*") if path.suffix.lower() in WORKBOOKS)
    if not files:
        raise Failed(f"`gxde sample` wrote no workbook: {names(inputs)}")

    began = time.perf_counter()
    frozen = place / "frozen.xlsx"
    run([console, "run", inputs, "--export", frozen], environment, "the frozen `gxde run`", (0, 1))
    console_seconds = time.perf_counter() - began
    source = place / "source.xlsx"
    command: list[str | Path] = [
        sys.executable,
        PROJECT / "main.py",
        "run",
        inputs,
        "--export",
        source,
    ]
    run(command, environment, "the source checkout's `run`", (0, 1))
    compared = same_numbers(frozen, source)

    results = place / "结果"
    results.mkdir()
    seen = run([window, "open", "--smoke", results, *files], environment, "the frozen window")
    workbook = results / "smoke.xlsx"
    if not workbook.is_file():
        raise Failed(f"the window exported no smoke.xlsx, only {names(results)}")
    exported = sum(map(is_result, numbers(workbook).values()))
    if not exported:
        raise Failed("smoke.xlsx holds no number")
    shots = keep_pictures(results)

    return {
        "sample workbooks": str(len(files)),
        "cells equal to source": str(compared),
        "numbers from the window": str(exported),
        "pictures of the window": str(shots),
        "command line, main job": f"{console_seconds:.2f} s",
        "first window after": "not measured" if seen.shown is None else f"{seen.shown:.2f} s",
        "window, main job and quit": f"{seen.seconds:.2f} s",
        "peak memory, all processes": f"{seen.peak / 1e6:.0f} MB",
        "package, unpacked": f"{folder_size(program) / 1e6:.0f} MB",
    }


# ---------------------------------------------------------------- surroundings


@contextlib.contextmanager
def screen() -> Iterator[str | None]:
    """The display to show windows on: the one that is there, or a virtual one."""
    if not sys.platform.startswith("linux") or os.environ.get("DISPLAY"):
        yield os.environ.get("DISPLAY")
        return
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        raise Failed("there is no display and no Xvfb; type: sudo apt-get install xvfb")
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        [xvfb, "-displayfd", str(write_end), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise Failed("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def clean_environment(place: Path, display: str | None) -> dict[str, str]:
    """What a person's session gives a program: an empty home, nothing of this checkout."""
    home = place / "家"
    home.mkdir()
    if WINDOWS:
        keep = {"SYSTEMROOT", "TEMP", "TMP", "PATH", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS"}
        environment = {k: v for k, v in os.environ.items() if k.upper() in keep}
        folders = {"APPDATA": home / "Roaming", "LOCALAPPDATA": home / "Local"}
        for folder in folders.values():
            folder.mkdir()
        return environment | {k: str(v) for k, v in folders.items()} | {"USERPROFILE": str(home)}
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "GXDE_LANG": "zh",
        "XDG_RUNTIME_DIR": str(runtime),
    }
    if display is not None:
        environment |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    return environment


# ---------------------------------------------------------------- running


class Seen:
    """What was observed of a run."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.peak = 0  # bytes, the program and its children together
        self.shown: float | None = None  # seconds until a window was on the screen


def run(
    command: Sequence[str | Path],
    environment: dict[str, str],
    what: str,
    accepted: tuple[int, ...] = (0,),
) -> Seen:
    """Run to the end, watching memory and screen; `accepted` are the good exit states."""
    seen = Seen()
    display = environment.get("DISPLAY")
    watch = WindowWatch(display) if display and "--smoke" in command else None
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = psutil.Popen(
            [str(part) for part in command],
            env=environment,
            cwd=environment.get("HOME"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        sampled = 0.0
        while process.poll() is None:
            now = time.perf_counter() - began
            if watch is not None and seen.shown is None and watch.has_window():
                seen.shown = now
            if now - sampled > 0.1:  # memory is dear to ask for
                seen.peak = max(seen.peak, memory(process))
                sampled = now
            if now > LIMIT:
                end(process)
                raise Failed(f"{what} did not end within {LIMIT:.0f} s\n{tail(output)}")
            time.sleep(0.01)
        seen.seconds = time.perf_counter() - began
        text = tail(output)
    if process.returncode not in accepted:
        raise Failed(f"{what} ended with status {process.returncode}\n{text}")
    if "Traceback" in text:
        raise Failed(f"{what} printed a traceback\n{text}")
    print(f"smoke: {what}: {seen.seconds:.1f} s", flush=True)
    return seen


def memory(process: psutil.Process) -> int:
    """Memory of a process and its children; shared pages count once where Linux tells."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            usage = one.memory_full_info()
            total += getattr(usage, "pss", usage.rss)
    return total


def end(process: psutil.Process) -> None:
    """End a process that we started, and its children."""
    for one in [*process.children(recursive=True), process]:
        with contextlib.suppress(psutil.Error):
            one.kill()


def tail(output: object) -> str:
    """The end of what a run printed."""
    output.seek(0)  # type: ignore[attr-defined]
    text: str = output.read().decode("utf-8", errors="replace")  # type: ignore[attr-defined]
    return text[-4000:]


class WindowWatch:
    """Asks the X server whether a visible window of a program's size is on the screen."""

    def __init__(self, display: str) -> None:
        self._x: ctypes.CDLL | None = None
        with contextlib.suppress(OSError):
            self._x = ctypes.CDLL("libX11.so.6")
            self._x.XOpenDisplay.restype = ctypes.c_void_p
            self._x.XDefaultRootWindow.restype = ctypes.c_ulong
            self._server = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._before = self._windows()

    def has_window(self) -> bool:
        """Whether a window came since the watch began."""
        return bool(self._windows() - self._before)

    def _windows(self) -> set[int]:
        if self._x is None or not self._server:
            return set()
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._server))
        ignored = (ctypes.c_ulong(), ctypes.c_ulong())
        children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self._x.XQueryTree(
            self._server,
            root,
            ctypes.byref(ignored[0]),
            ctypes.byref(ignored[1]),
            ctypes.byref(children),
            ctypes.byref(count),
        )
        found = {children[i] for i in range(count.value) if self._is_shown(children[i])}
        if children:
            self._x.XFree(children)
        return found

    def _is_shown(self, window: int) -> bool:
        # XWindowAttributes begins with x, y, width, height; map_state lies behind the pointers.
        assert self._x is not None
        attributes = (ctypes.c_int * 64)()
        self._x.XSetErrorHandler(_IGNORE)  # a window may be gone by now
        known = self._x.XGetWindowAttributes(
            self._server, ctypes.c_ulong(window), ctypes.byref(attributes)
        )
        viewable = 2
        return bool(known) and attributes[2] > 300 and attributes[_MAP_STATE] == viewable


_IGNORE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)


class _XWindowAttributes(ctypes.Structure):
    """As in Xlib.h, up to the field that is asked for."""

    _fields_ = [
        *[(name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")],
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *[(name, ctypes.c_int) for name in ("c_class", "bit_gravity", "win_gravity", "backing")],
        *[(name, ctypes.c_ulong) for name in ("planes", "pixel")],
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
    ]


_MAP_STATE = _XWindowAttributes.map_state.offset // ctypes.sizeof(ctypes.c_int)


# ---------------------------------------------------------------- judging


def numbers(workbook: Path) -> dict[tuple[str, str], float]:
    """Every number of a workbook by sheet and cell, cached values of formulas included."""
    try:
        book = openpyxl.load_workbook(workbook, data_only=True)
    except Exception as problem:
        raise Failed(f"{workbook.name} cannot be opened: {problem}") from problem
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }


def is_result(value: float) -> bool:
    """A number that says something: a fraction, neither a year nor a count."""
    return math.isfinite(value) and value != int(value)


def same_numbers(one: Path, other: Path) -> int:
    """How many numbers two workbooks share; fails where they differ."""
    left, right = numbers(one), numbers(other)
    if not any(map(is_result, left.values())):
        raise Failed(f"{one.name} holds no result")
    different = [key for key in {**left, **right} if left.get(key) != right.get(key)]
    if different:
        examples = "\n".join(
            f"  {sheet}!{cell}: {left.get((sheet, cell))} and {right.get((sheet, cell))}"
            for sheet, cell in different[:10]
        )
        raise Failed(f"{len(different)} cells differ between frozen and source:\n{examples}")
    return len(left)


def keep_pictures(folder: Path) -> int:
    """Check that the window's pictures show something, and keep them to be looked at."""
    pictures = sorted(folder.rglob("*.png"))
    if not pictures:
        raise Failed(f"the window saved no picture, only {names(folder)}")
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    for path in pictures:
        shutil.copy(path, PICTURES)
        image = QImage(str(path))
        if image.width() < 400 or image.height() < 300:
            raise Failed(f"{path.name} is no picture of a window: {image.width()}×{image.height()}")
        colours = {
            image.pixel(x, y)
            for x in range(0, image.width(), 4)
            for y in range(0, image.height(), 4)
        }
        if len(colours) < 12:
            raise Failed(f"{path.name} is blank: {len(colours)} colours")
    return len(pictures)


def names(folder: Path) -> str:
    """The names in a folder, for a message."""
    return ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"


def folder_size(folder: Path) -> int:
    """Bytes of all files; links are not counted twice."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
