"""Starting the command line from nothing, beside the interpreter alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.bench import ROOT, Bench
from benchmarks.memory import peak_of_command
from benchmarks.timing import Contestant, Row


def rows(_: Bench) -> Iterator[Row]:
    """The help, which needs no method and no window."""
    yield Row(
        "start to printed help",
        _command("main.py --help", "main.py", "--help"),
        (_command("python -c pass", "-c", "pass"),),
    )


def _command(name: str, *arguments: str) -> Contestant:
    command = (sys.executable, *arguments)

    def run(_: object) -> None:
        ended = subprocess.run(
            command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace"
        )
        if ended.returncode != 0:
            last = (ended.stderr.strip().splitlines() or ["nothing said"])[-1]
            raise RuntimeError(f"{name} ends with {ended.returncode}: {last}")

    return Contestant(name, run, peak=lambda: peak_of_command(command, cwd=ROOT))
