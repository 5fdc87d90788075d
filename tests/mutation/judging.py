"""A mutant judged: a forked process puts the change in and runs tests until one fails.

Nothing is written into the checkout. Most changes are put into functions that are loaded
already (`Loaded`), so that a verdict costs no import. What stands outside functions is judged in
a process that has imported none of ours (`judge_afresh`).
"""

from __future__ import annotations

import contextlib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from tests.mutation.mutants import Mutant, code_of
from tests.mutation.shortcut import first_apart, keys_of

KILLED, SURVIVED, TIMED_OUT, NOT_PUT_IN = "killed", "survived", "timed out", "not put in"
CUT_OFF = "cut off"
"""Survived so far: there were more tests than time."""
GONE = "gone"
"""The file has changed since its mutants were found."""
OPTIONS = ("-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", "--timeout=0",
           "--hypothesis-seed=0")  # fmt: skip
_MEMORY = 6 << 30
_CPU_FACTOR, _CPU_MORE = 5, 2
"""A test may take so many times its processor time on the original, and so many seconds more."""
_CHEAP = 0.5
"""Seconds of tests before kernels are compared with cells (`tests.mutation.shortcut`)."""
_AFRESH = 10
"""Seconds allowed for importing everything."""
_NOT_PUT_IN, _GONE, _CUT_OFF = 71, 72, 73
_OUTCOMES = {0: SURVIVED, _NOT_PUT_IN: NOT_PUT_IN, _GONE: GONE, _CUT_OFF: CUT_OFF}
"""Of exit statuses; any other is that of a failure."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """outcome: one of the words above (timed out is killed too); by: the test that failed.

    tests: how many had passed. seconds: processor time it took.
    """

    outcome: str
    by: str = ""
    tests: int = 0
    seconds: float = 0.0


class Quick:
    """A plugin of pytest: examples are not shrunk, and the first failure is remembered."""

    def __init__(self) -> None:
        self.failed = ""
        self.passed = 0

    def pytest_collection(self) -> None:
        # After conftest has loaded its profile, and before any test module takes it over.
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutants",
            settings.get_profile("default"),
            phases=(Phase.explicit, Phase.generate),
            database=None,
            derandomize=True,
        )
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid
        self.passed += report.when == "call" and report.passed

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = f"collecting {report.nodeid}"


class Loaded:
    """Tests and functions of a pytest session that has collected and run nothing."""

    def __init__(
        self,
        session: pytest.Session,
        quick: Quick,
        alone: Mapping[str, float],
        root: Path,
        scratch: Path,
    ) -> None:
        """alone: seconds that each test takes on the original."""
        self._items = {item.nodeid: item for item in session.items}
        self._quick, self._alone, self._root, self._scratch = quick, alone, root, scratch
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(str(root)):
                self._functions.setdefault(_place(one.__code__), []).append(one)

    def judge(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> Verdict:
        """Whether any of the tests fails, begun within so many seconds of this process."""
        items = [self._items[test] for test in tests]

        def run() -> int:
            if not self._put_in(mutant):
                return _NOT_PUT_IN
            start = time.process_time()
            beside = keys_of(mutant.file)
            for item, following in zip(items, [*items[1:], None], strict=True):
                if beside and time.process_time() - start > _CHEAP:
                    signal.setitimer(signal.ITIMER_PROF, _CPU_FACTOR * seconds)
                    self._quick.failed = first_apart(beside, tests)
                    beside = ()
                    if self._quick.failed:
                        return 1
                most = _CPU_FACTOR * self._alone[item.nodeid] + _CPU_MORE
                signal.setitimer(signal.ITIMER_PROF, most)  # the signal ends the process
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._quick.failed:
                    return 1
                if following is not None and time.process_time() - start > seconds:
                    return _CUT_OFF
            return 0

        return _forked(run, self._quick, seconds, self._scratch)

    def _put_in(self, mutant: Mutant) -> bool:
        """Give every function whose code the change touches its new code."""
        changed = False
        for code in _all_code(code_of(mutant, self._root)):
            for function in self._functions.get(_place(code), ()):
                if function.__code__ == code:
                    continue
                if function.__code__.co_freevars != code.co_freevars:
                    return False  # a closure over other names has to be made anew
                function.__code__ = code
                changed = True
        return changed


def judge_afresh(
    mutant: Mutant, tests: Sequence[str], seconds: float, root: Path, scratch: Path
) -> Verdict:
    """The same with all modules imported after the change, and everything built from it."""
    quick = Quick()

    def run() -> int:
        name = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        sys.meta_path.insert(0, _Changed(name, root / mutant.file, code_of(mutant, root)))
        return int(pytest.main([*OPTIONS, "-x", *tests], plugins=[quick]))

    return _forked(run, quick, seconds, scratch)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed code for one module."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(
        self, fullname: str, _path: object = None, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        package = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self._path, loader=self, submodule_search_locations=package
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # the program's own source, with one change


def _forked(run: Callable[[], int], quick: Quick, seconds: float, scratch: Path) -> Verdict:
    limit = int(_CPU_FACTOR * seconds + _CPU_MORE + _AFRESH)
    told = scratch / f"{os.getpid()}.txt"
    told.unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    child = os.fork()
    if child == 0:
        status = 70
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            for stream in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
            try:
                status = run()
            except LookupError:  # of `code_of`: what a test raises, pytest catches
                status = _GONE
            told.write_text(f"{quick.passed} {quick.failed}", encoding="utf-8")
        os._exit(status)
    ended = _waited(child, 10.0 * limit)
    took = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, 3)
    ran, _, by = (told.read_text(encoding="utf-8") if told.exists() else "0").partition(" ")
    if ended is None or os.WIFSIGNALED(ended):
        return Verdict(TIMED_OUT, "time or memory", int(ran), took)
    code = os.waitstatus_to_exitcode(ended)
    outcome = _OUTCOMES.get(code, KILLED)
    return Verdict(outcome, by or (f"exit status {code}" if code else ""), int(ran), took)


def _waited(child: int, seconds: float) -> int | None:
    end = time.monotonic() + seconds
    pause = 0.005
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(pause)
        pause = min(0.2, pause * 1.3)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None


def _all_code(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _all_code(constant)


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno
