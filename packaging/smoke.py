"""Starts the frozen program as a person would and does the main job with it.

    python packaging/smoke.py        (make smoke)

The package is copied into a folder with a Chinese name and a space, is read-only there, gets an
empty home and no network. The console writes the sample, measures and exports it: every number
must equal what the source checkout exports. The window is opened on the sample project by the
command of the file association, and on the sample's workbooks; it computes, exports, saves
pictures of itself and quits. Under a tracer it must ask for no network. Printed: times to the
first window and until it can be used, beside a bare window of Qt; peak memory; sizes. Pictures
stay in out/smoke.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from smoke_crash import crash
from smoke_judge import folder_size, is_result, keep_pictures, names, numbers, same_numbers
from smoke_run import (
    BARE,
    WINDOWS,
    Failed,
    clean_environment,
    drop_page_cache,
    isolated,
    network_calls,
    run,
    screen,
)

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "dist" / "gxde"
EXE = ".exe" if WINDOWS else ""
WORKBOOKS = {".xls", ".xlsx", ".xlsm", ".csv"}
LOCAL = {"AF_UNIX", "AF_NETLINK"}
"""Families of sockets that reach nobody outside this computer."""
STARTS = 7


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
                environment = clean_environment(place, display)
                figures = smoke(place, environment) | starts(place, environment) | sizes()
        except Failed as failure:
            print(f"smoke: FAILED: {failure}", file=sys.stderr)
            return 1
    print()
    for name, text in figures.items():
        print(f"{name:<34}{text:>20}")
    print("\nsmoke: the frozen program did the main job")
    return 0


def smoke(place: Path, environment: dict[str, str]) -> dict[str, str]:
    """Everything the frozen program must do; the figures to print."""
    program = place / "gxde"
    alone = isolated(program)
    console, window = program / f"gxde{EXE}", program / f"gxde-desktop{EXE}"

    inputs = place / "样例"
    run([*alone, console, "sample", inputs], environment, "the frozen `gxde sample`")
    files = sorted(path for path in inputs.rglob("*") if path.suffix.lower() in WORKBOOKS)
    projects = sorted(inputs.rglob("*.gxde"))
    if not files or not projects:
        raise Failed(f"`gxde sample` wrote no workbook or no project: {names(inputs)}")

    began = time.perf_counter()
    frozen, source = place / "frozen.xlsx", place / "source.xlsx"
    do = [console, "run", inputs, "--export", frozen]
    run([*alone, *do], environment, "the frozen `gxde run`", (0, 1))
    console_seconds = time.perf_counter() - began
    main_py = [sys.executable, PROJECT / "main.py", "run", inputs, "--export", source]
    run(main_py, environment, "the source checkout's `run`", (0, 1))
    compared = same_numbers(frozen, source)

    results = place / "结果"
    results.mkdir()
    do = [window, "open", "--smoke", results, *files]
    seen = run([*alone, *do], environment, "the frozen window")
    exported = _exported(results)
    shots = keep_pictures(results)

    opened = place / "打开"
    opened.mkdir()
    do = [*association(window, projects[0]), "--smoke", opened]
    run([*alone, *do], environment, "the window, opened by a project file")
    from_project = _exported(opened)

    crashed = crash(window, place / "崩溃", files, environment)

    traced = place / "跟踪"
    traced.mkdir()
    do = [window, "open", "--smoke", traced, *files]
    calls = network_calls(do, environment, "the window", (0,))
    if calls is not None and set(calls) - LOCAL:
        raise Failed(f"the program asked for a network: {calls}")
    return {
        "read-only folder, no network": "yes" if alone else "could not be arranged",
        "sockets asked for": "no tracer" if calls is None else _families(calls),
        "sample workbooks": str(len(files)),
        "cells equal to source": str(compared),
        "numbers from the window": str(exported),
        "numbers from the project file": str(from_project),
        "pictures of the window": str(shots),
        "command line, main job": f"{console_seconds:.2f} s",
        "window, main job and quit": f"{seen.seconds:.2f} s",
        "peak memory, all processes": f"{seen.peak / 1e6:.0f} MB",
    } | crashed


def association(window: Path, project: Path) -> list[str | Path]:
    """The command by which this system opens a project file, as it is installed."""
    if WINDOWS:
        script = (PROJECT / "packaging" / "windows" / "gxde.nsi").read_text(encoding="utf-8")
        found = re.search(r'shell\\open\\command" "" \'"[^"]+" (.*)\'', script)
        place = '"%1"'
    else:
        entry = PROJECT / "packaging" / "linux" / "gxde-desktop.desktop"
        found = re.search(r"^Exec=\S+ (.*)$", entry.read_text(encoding="utf-8"), re.MULTILINE)
        place = "%f"
    if found is None:
        raise Failed("no command for project files was found")
    return [window, *(project if word == place else word for word in found[1].split())]


def starts(place: Path, environment: dict[str, str]) -> dict[str, str]:
    """Times from nothing to the first paint and to a window that can be used."""
    window = place / "gxde" / f"gxde-desktop{EXE}"
    cold = drop_page_cache()
    first = _start(window, place / "首次", environment)
    again, bare = [], []
    for n in range(STARTS):  # in turns, so that both meet the same machine
        bare.append(_bare(place / f"bare{n}", environment))
        again.append(_start(window, place / f"再次{n}", environment))
    paint, usable, ready, wait = (statistics.median(each[i] for each in again) for i in range(4))
    qt = statistics.median(bare)
    kept = "" if cold else " (page cache kept)"
    return {
        "first start, painted / usable": f"{first[0]:.2f} / {first[1]:.2f} s{kept}",
        "first start, all loaded": f"{first[2]:.2f} s",
        "repeated, painted / usable": f"{paint:.2f} / {usable:.2f} s",
        "repeated, all loaded": f"{ready:.2f} s",
        "longest wait while loading": f"{wait * 1e3:.0f} ms",
        "bare window of Qt, painted": f"{qt:.2f} s",
        "usable, times the bare window": f"{usable / qt:.1f}",
    }


def sizes() -> dict[str, str]:
    """The folder and what is handed out."""
    found = {"package, unpacked": f"{folder_size(PACKAGE) / 1e6:.0f} MB"}
    for path in sorted(PACKAGE.parent.iterdir()):
        if path.suffix in {".deb", ".xz", ".zip", ".exe"}:
            found[path.suffix] = f"{path.stat().st_size / 1e6:.1f} MB"
    return found


def _start(
    window: Path, results: Path, environment: dict[str, str]
) -> tuple[float, float, float, float]:
    """Seconds to the first paint, until a drop is taken, until all is loaded; the longest wait
    of the event loop meanwhile.
    """
    results.mkdir()
    seen = run([window, "open", "--smoke", results], environment, "an empty window")
    told = json.loads((results / "smoke.json").read_text(encoding="utf-8"))
    first, usable, ready = (
        told["moments"][name] - seen.started for name in ("first_paint", "usable", "ready")
    )
    return first, usable, ready, told["timings"]["longest_wait_s"]


def _bare(told: Path, environment: dict[str, str]) -> float:
    seen = run([sys.executable, BARE, told], environment, "a bare window")
    return float(told.read_text(encoding="utf-8")) - seen.started


def _exported(results: Path) -> int:
    workbook = results / "smoke.xlsx"
    if not workbook.is_file():
        raise Failed(f"the window exported no smoke.xlsx, only {names(results)}")
    exported = sum(map(is_result, numbers(workbook).values()))
    if not exported:
        raise Failed("smoke.xlsx holds no number")
    return exported


def _families(calls: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(calls.items())) or "none"


if __name__ == "__main__":
    sys.exit(main())
