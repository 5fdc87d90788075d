"""Fuzzing of the importer, guided by what it reaches: mutants that run new lines are kept.

`python -m tests.support_fuzz KIND COUNT SEED EVERY FOLDER` tries COUNT inputs of one kind in
this process and prints what came of them as JSON. The process has bounds of its own, so that an
input that aborts a compiled reader, hangs or takes too much memory is told from the others: it
is the one in FOLDER. One in EVERY is watched. Inputs depend on KIND, SEED and EVERY alone, but
for what is not kept because it took long. KIND `file` inspects one file, which is what FOLDER
then names.
"""

from __future__ import annotations

import json
import random
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from gxde_desktop.importing import importer
from gxde_desktop.importing.fingerprint import layout_of
from gxde_desktop.importing.limits import MAX_MEMORY, MAX_SECONDS
from gxde_desktop.importing.report import to_json
from gxde_desktop.importing.results import FileReport
from tests import support_fuzz_bytes, support_fuzz_grids

KINDS = (*support_fuzz_bytes.SEEDS, "grids")
SLOW = 0.5
MOST_KEPT = 600
"""Mutants kept at once; then the oldest go."""
DULL = 200
"""So many lines of a function without a new one, and it is not watched for the rest of an input."""


@dataclass
class Reached:
    """Lines of the importer that inputs have reached.

    What shows nothing new any longer is not watched: a function all of whose lines are known,
    and for the rest of an input one that has run `DULL` lines in it without a new one. Watching
    every line would take most of the time.
    """

    lines: set[tuple[CodeType, int]] = field(default_factory=set)
    folder: str = str(Path(importer.__file__).parent)
    left: dict[CodeType, set[int]] = field(default_factory=dict)
    """Lines of each function that were not reached yet; of what is not watched none."""
    dull: dict[CodeType, int] = field(default_factory=dict)
    """Lines that each function has run since its last new one, in this input."""

    def run(self, job: Callable[[], Any]) -> tuple[Any, bool]:
        """The job's result, and whether it reached a line that none before did."""
        before = len(self.lines)
        self.dull.clear()
        sys.settrace(self._call)
        try:
            done = job()
        finally:
            sys.settrace(None)
        return done, len(self.lines) > before

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        del event, argument
        code = frame.f_code
        left = self.left.get(code)
        if left is None:
            ours = code.co_filename.startswith(self.folder)
            left = {line for _, _, line in code.co_lines() if line} if ours else set()
            self.left[code] = left
        return self._line if left and self.dull.get(code, 0) < DULL else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        del event, argument
        code, line = frame.f_code, frame.f_lineno
        if line in self.left[code]:
            self.left[code].discard(line)
            self.lines.add((code, line))
            self.dull[code] = 0
        else:
            self.dull[code] = dull = self.dull.get(code, 0) + 1
            if dull >= DULL:
                frame.f_trace_lines = False
        return self._line


@dataclass
class Outcome:
    """What came of the inputs of one kind."""

    tried: int = 0
    read: int = 0
    refused: int = 0
    kept: int = 0
    lines: int = 0
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def fuzz(kind: str, count: int, seed: int, folder: Path, every: int = 1) -> Outcome:
    """Tries `count` inputs; stops at the first that is answered wrongly.

    every: one of so many is watched, and may be kept; the others are quicker.
    """
    rng = random.Random(f"{kind} {seed}")
    module: Any = support_fuzz_grids if kind == "grids" else support_fuzz_bytes
    corpus = list(module.seeds(kind))
    reached, outcome = Reached(), Outcome()
    for number in range(-len(corpus), count):
        if number < 0:
            given = corpus[number]
        else:
            # The latest finds are tried most: what they reach is tried least so far.
            late = rng.random() < 0.5
            one = corpus[-rng.randint(1, min(len(corpus), 30))] if late else rng.choice(corpus)
            given = module.mutant(one, rng.choice(corpus), rng)
        module.keep(given, folder)
        start = time.process_time()
        answer = partial(_answer, module, given, folder)
        watched = number < 0 or number % every == 0
        report, new = reached.run(answer) if watched else (answer(), False)
        spent = time.process_time() - start
        outcome.longest = max(outcome.longest, spent)
        wrong = _wrong(report)
        if kind == "grids":
            wrong += support_fuzz_grids.wrong(given, report)
        if spent > MAX_SECONDS:
            wrong.append(f"took {spent:.1f} s")
        if number >= 0:
            outcome.tried += 1
            outcome.read += not report.refused
            outcome.refused += report.refused
        if wrong:
            outcome.wrong = [f"input {number}: {each}" for each in wrong]
            break
        # Of what is refused some is kept: a refusal's lines lead no further. What is slow within
        # the bound is not, for its descendants would be slow too.
        worth = new and spent < SLOW and (not report.refused or rng.random() < 0.2)
        if worth and number >= 0 and module.size(given) < 200_000:
            outcome.kept += 1
            corpus.append(given)
            del corpus[: max(len(corpus) - MOST_KEPT, 0)]
    outcome.lines = len(reached.lines)
    return outcome


def _answer(module: Any, given: Any, folder: Path) -> FileReport:
    try:
        report: FileReport = module.report(given, folder)
        for grid in module.grids(given):
            layout_of(grid)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    return report


def _wrong(report: FileReport) -> list[str]:
    """What no report may be, whatever the file: without a reason, or no JSON."""
    found = []
    if report.refused and not report.problems:
        found.append("refused without a reason")
    try:
        json.dumps(to_json(report), allow_nan=False)
    except (TypeError, ValueError) as error:
        found.append(f"no JSON: {error}")
    return found


def _bound_memory() -> None:
    """What this process may take beyond what it has now."""
    if sys.platform == "linux":
        import resource

        has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + MAX_MEMORY, has + MAX_MEMORY))


def main() -> None:
    kind, count, seed, every, folder = sys.argv[1:]
    _bound_memory()
    warnings.simplefilter("error", RuntimeWarning)  # of numpy, as in all tests
    if kind == "file":
        start = time.process_time()
        report = importer.inspect_file(Path(folder))
        problems = [p for t in report.tables for p in t.problems] + list(report.problems)
        codes = sorted({p.code for p in problems})
        print(json.dumps({"spent": time.process_time() - start, "codes": codes}))
        return
    found = fuzz(kind, int(count), int(seed), Path(folder), int(every))
    print(json.dumps(vars(found)))


if __name__ == "__main__":
    main()
