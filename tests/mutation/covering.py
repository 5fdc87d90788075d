"""Which tests run which lines, and how long each test takes alone.

Every test is watched in a fork of a process that has collected all and run nothing, which is
how mutants are judged: what fixtures and caches hold was made by that test, and is counted as
its own.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from tests.mutation.forks import side_by_side

IMPORTED, SOURCES = "imported", "sources"
"""Stand for tests: the lines that are run when everything is imported and collected; the files
watched, with digests."""

_CALLS = 100
"""Calls of one function whose lines are followed; beyond, all its lines count as run."""

Lines = dict[str, list[int]]


class _Code:
    """What is known of one function: its lines, and those that were run."""

    __slots__ = ("all", "calls", "code", "seen")

    def __init__(self, code: CodeType) -> None:
        self.code, self.calls = code, 0
        self.all = {line for *_, line in code.co_lines() if line is not None}
        self.seen: set[int] = set()


class Trace:
    """Lines of the files watched, by file, from `start` to `stop`."""

    def __init__(self, root: Path, files: Iterable[str]) -> None:
        self._files = {str(root / file): file for file in files}
        # By identity: to hash a code object is to hash all that is in it. None: not ours, or done.
        self._known: dict[int, _Code | None] = {}
        self._codes: list[_Code] = []
        self._kept: list[CodeType] = []  # so that no identity is given twice

    def start(self) -> None:
        self._known = {}
        self._codes = []
        threading.settrace(self._called)
        sys.settrace(self._called)

    def stop(self) -> Lines:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        found: dict[str, set[int]] = {}
        for one in self._codes:
            file = self._files[one.code.co_filename]
            found.setdefault(file, {one.code.co_firstlineno}).update(one.seen)
            found[file].add(one.code.co_firstlineno)
        return {file: sorted(lines) for file, lines in found.items()}

    def _called(self, frame: FrameType, _event: str, _arg: object) -> Callable[..., Any] | None:
        code = frame.f_code
        known = self._known.get(id(code), False)
        if known is None:
            return None
        if known is False:
            self._kept.append(code)
            ours = code.co_filename in self._files
            known = self._known[id(code)] = _Code(code) if ours else None
            if known is None:
                return None
            self._codes.append(known)
        one = known
        one.calls += 1
        if one.calls > _CALLS or len(one.seen) >= len(one.all):
            one.seen |= one.all
            self._known[id(code)] = None
            return None
        seen = one.seen

        def line(frame: FrameType, _event: str, _arg: object) -> Callable[..., Any]:
            seen.add(frame.f_lineno)
            return line

        return line


def watch(items: Sequence[pytest.Item], trace: Trace, target: Path, at_once: int) -> None:
    """Write what each of some collected tests runs, each in a process of its own.

    After a test that took long, those behind it in its file follow in its process and are said
    to run its lines too: mostly it is a fixture of them all that takes the time.
    """
    groups: list[list[pytest.Item]] = []
    for item in items:
        if not groups or groups[-1][0].path != item.path or len(groups[-1]) == _TOGETHER:
            groups.append([])
        groups[-1].append(item)

    def watched(some: Sequence[list[pytest.Item]]) -> None:
        for left in some:
            while left:
                one = os.fork()
                if not one:
                    done = 1
                    with contextlib.suppress(BaseException):
                        done = _some(left, trace, target)
                    os._exit(done)
                left = left[max(1, os.waitstatus_to_exitcode(os.waitpid(one, 0)[1])) :]

    side_by_side(groups, at_once, watched)


_TOGETHER = 20
_LONG = 2.0


def _some(items: Sequence[pytest.Item], trace: Trace, target: Path) -> int:
    """How many were watched: the first, and all others where that took long."""
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    passed: list[bool] = []

    class Passed:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            passed.append(report.passed)

    items[0].config.pluginmanager.register(Passed())
    first: dict[str, set[int]] = {}
    before = 0.0
    for done, item in enumerate(items, 1):
        passed.clear()
        start = time.process_time()
        trace.start()
        following = items[done] if done < len(items) else None
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        lines = {file: set(some) for file, some in trace.stop().items()}
        seconds = round(before + time.process_time() - start, 4)
        for file, some in first.items():
            lines.setdefault(file, set()).update(some)
        # A test that fails or is left out on the original tells nothing of a mutant.
        told = {file: sorted(some) for file, some in lines.items()}
        write(target, item.nodeid, seconds, all(passed), told, digest(item.path))
        if done == 1:
            if seconds < _LONG:
                return 1
            first, before = lines, seconds
    return len(items)


def write(
    target: Path, test: str, seconds: float, passed: bool, lines: Mapping[str, object], of: str
) -> None:
    """One line of the file that `Coverage` reads. of: digest of what the test is written in."""
    with target.open("a", encoding="utf-8") as log:
        log.write(json.dumps([test, seconds, passed, lines, of]) + "\n")


def importers(root: Path, files: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Of each file the others among some that import it or something of it."""
    return imports_of(root, files, files)


def imports_of(
    root: Path, files: Sequence[str], among: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Of each file those among some others that import it or something of it."""
    found: dict[str, list[str]] = {}
    names = {}
    for file in files:
        names[file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")] = file
    for file in among:
        for node in ast.walk(ast.parse((root / file).read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
                for name in parts:
                    if name in names and names[name] != file:
                        found.setdefault(names[name], []).append(file)
    return {file: tuple(dict.fromkeys(some)) for file, some in found.items()}


def digest(path: Path) -> str:
    """A short name of what a file holds."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


class Coverage:
    """What was watched: the last that is known of each test."""

    def __init__(self, path: Path, root: Path, collected: Container[str] | None = None) -> None:
        """collected: tests that there are now, where some of those watched may be gone."""
        self._root = root
        self.written: dict[str, str] = {}
        """Digest of the test's file when it was watched."""
        self.seconds: dict[str, float] = {}
        self._lines: dict[str, Lines] = {}
        self._imported: Lines = {}
        self._sources: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            test, seconds, passed, lines, of = json.loads(line)
            if test == IMPORTED:
                self._imported = lines
            elif test == SOURCES:
                self._sources = lines
            else:
                self.written[test] = of
                self._lines[test] = lines if passed else {}
                self.seconds[test] = seconds
        self._by_line: dict[tuple[str, int], list[str]] = {}
        self._by_file: dict[str, list[str]] = {}
        for test, found in self._lines.items():
            if collected is not None and test not in collected:
                continue
            for file, some in found.items():
                self._by_file.setdefault(file, []).append(test)
                for number in some:
                    self._by_line.setdefault((file, number), []).append(test)

    def of(self, file: str, lines: Sequence[int]) -> list[str]:
        """Tests that run any of some lines; of a file that has changed, anything of it."""
        if self._sources.get(file) != digest(self._root / file):
            return self.of_file(file)
        found = (test for line in lines for test in self._by_line.get((file, line), ()))
        return list(dict.fromkeys(found))

    def of_file(self, file: str) -> list[str]:
        """Tests that run anything of a file."""
        return self._by_file.get(file, [])

    @cache  # noqa: B019 - as long as the program runs
    def rarity(self, file: str) -> Mapping[str, float]:
        """Of each test how much of a file it runs, where a line that few tests run counts more."""
        found: dict[str, float] = {}
        for (of, _), tests in self._by_line.items():
            for test in tests if of == file else ():
                found[test] = found.get(test, 0.0) + 1.0 / len(tests)
        return found

    def imported(self, file: str, lines: Sequence[int]) -> bool:
        """Whether any of some lines is run when everything is imported."""
        return not set(self._imported.get(file, ())).isdisjoint(lines)
