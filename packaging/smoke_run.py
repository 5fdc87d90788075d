"""Running a program as a person's session would, and seeing what it does: the screen, an empty
home, memory, the first window, the network calls it makes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

WINDOWS = sys.platform == "win32"
LIMIT = 240.0  # seconds; what is stuck is ended and fails
BARE = Path(__file__).resolve().with_name("bare_window.py")


class Failed(Exception):
    """The smoke test found something; the text says what."""


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


def isolated(program: Path) -> list[str]:
    """A command to put before another, so that it finds `program` read-only and no network.

    Empty where the system does not let us (or is not Linux), which is said.
    """
    if not sys.platform.startswith("linux"):
        return []
    mounts = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    rights = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    before = ["unshare", *rights, "--mount", "--net", "--", "sh", "-c", mounts, str(program)]
    try:
        routes = _output([*before, "cat", "/proc/net/route"])
        written = _output([*before, "sh", "-c", f"touch '{program}/x' 2>/dev/null || echo refused"])
    except OSError:
        return []
    return before if routes.count("\n") <= 1 and written == "refused\n" else []


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def drop_page_cache() -> bool:
    """Let the next start read everything from the disk; False where the system does not let us."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3", encoding="ascii")
    except OSError:
        return False
    return True


def network_calls(
    command: Sequence[str | Path], environment: dict[str, str], what: str, accepted: tuple[int, ...]
) -> dict[str, int] | None:
    """Sockets that a run asks for, by family, under a tracer; None where there is no tracer."""
    strace = shutil.which("strace")
    if strace is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "calls"
        tracer = [strace, "-f", "--seccomp-bpf", "-qq", "-e", "trace=socket,connect", "-o", record]
        run([*tracer, *command], environment, f"{what}, traced", accepted)
        families: dict[str, int] = {}
        for family in re.findall(r"socket\((\w+)", record.read_text(errors="replace")):
            families[family] = families.get(family, 0) + 1
    return families


# ---------------------------------------------------------------- running


class Seen:
    """What was observed of a run."""

    def __init__(self) -> None:
        self.started = 0.0  # time.time() when it was started
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
    is_window = bool({"--smoke", BARE.name} & {Path(str(each)).name for each in command})
    watch = WindowWatch(display) if display and is_window else None
    with tempfile.TemporaryFile() as output:
        seen.started = time.time()
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
        return self.count() > 0

    def count(self) -> int:
        """How many windows came since the watch began and are shown."""
        return len(self._windows() - self._before)

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
