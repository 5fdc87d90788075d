"""`python -m tests.mutation [FILE…]`: which small changes of meaning no test notices.

Of every file a sample of its changes is judged, the same one every time (`--each`, `--seed`), or
all of them; the share of survivors is told for the whole, with its standard error. A change is
judged by the tests that run its lines, first those that noticed others in the same file, the
fastest first. What survives is written with its place; changes that are no change of meaning
are listed with the reason in `equivalent.json`. Results are kept, and continued by the next run.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.covering import (
    IMPORTED,
    SOURCES,
    Coverage,
    Trace,
    digest,
    importers,
    imports_of,
    watch,
    write,
)
from tests.mutation.forks import side_by_side
from tests.mutation.judging import (
    CUT_OFF,
    GONE,
    KILLED,
    NOT_PUT_IN,
    OPTIONS,
    SURVIVED,
    TIMED_OUT,
    Loaded,
    Quick,
    Verdict,
    judge_afresh,
)
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.sampling import Counts, sample, share

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "out" / "mutants"
EQUIVALENT = Path(__file__).with_name("equivalent.json")
BESIDE_MODELS = ("gxde_desktop/importing/identities.py",)
TESTS = (
    "tests/models", "tests/importing/test_io_recognition.py", "tests/importing/test_identities.py",
    "tests/importing/test_published_sheet.py", "tests/project/test_published.py",
    "tests/project/test_compare.py", "tests/project/test_results.py",
    "tests/project/test_project_readings.py", "tests/project/test_sections.py",
    "tests/project/test_cities_found.py", "tests/project/test_ranges.py",
)  # fmt: skip
NOT_RUN = "not run"
EACH = 30
_WATCHED = 3
"""So many times longer a test takes while its lines are watched."""
_DEAR = 1.0
"""Seconds from which on a test comes last, whatever it has noticed."""
_KERNELS, _KERNELS_FIRST = "test_kernel_equals_tree", 8
_LIBRARIES = ("numpy", "numpy.linalg", "pandas", "openpyxl", "python_calamine", "xlsxwriter",
              "hypothesis", "hypothesis.extra.numpy", "mpmath", "pytest", "pytest_timeout",
              "pytestqt.plugin", "_hypothesis_pytestplugin", "psutil",
              "concurrent.futures.thread", "sqlite3")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 1 where a change survived that is not known as equivalent."""
    options = _options(arguments)
    KEPT.mkdir(parents=True, exist_ok=True)
    _environment()
    tests = [test for test in TESTS if (ROOT / test).exists()]
    files = _files()
    found = {file: mutants_of(ROOT / file, ROOT, KEPT) for file in options.files or files}
    each = options.each if options.each is not None else (0 if options.files else EACH)
    chosen = [one for some in found.values() for one in sample(some, each or None, options.seed)]
    results, equivalent = _known(), _equivalent()
    if options.again:
        left = [one for one in chosen if results.get(one.key, [KILLED])[0] not in _SEEN]
    else:
        left = [one for one in chosen if one.key not in results]
    left = [] if options.report else [one for one in left if one.key not in equivalent]
    print(f"{len(chosen)} mutants, {len(left)} to judge", file=sys.stderr)
    random.Random(0).shuffle(left)  # so that a run that is stopped has seen some of everything
    for library in _LIBRARIES:
        importlib.import_module(library)
    work = (options.at_once, options.seconds)
    if left and os.fork() == 0:  # this process stays without our modules, for what follows
        quick, trace = Quick(), Trace(ROOT, files)
        trace.start()
        loop = Loop(left, quick, trace, options.watch, work)
        pytest.main([*OPTIONS, "-s", *tests], plugins=[quick, loop])
        os._exit(0)
    if left:
        os.wait()
        results = _known()
        afresh = [one for one in left if results.get(one.key, [NOT_PUT_IN])[0] == NOT_PUT_IN]
        print(f"{len(afresh)} of them with everything imported anew", file=sys.stderr)
        coverage = Coverage(KEPT / "coverage.jsonl", ROOT)
        with tempfile.TemporaryDirectory(prefix="gxde-mutants-") as scratch:
            _shared(afresh, Afresh(coverage, Path(scratch), options.seconds), options.at_once)
    return _report(chosen, {file: len(all_) for file, all_ in found.items()}, _known())


class Loop:
    """A plugin of pytest: judges mutants where the collected tests would be run."""

    def __init__(
        self,
        left: Sequence[Mutant],
        quick: Quick,
        trace: Trace,
        again: bool,
        work: tuple[int, float],
    ) -> None:
        self._left, self._quick, self._trace = left, quick, trace
        self._again, (self._at_once, self._seconds) = again, work

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        imported = self._trace.stop()
        coverage = self._watched(session.items, imported)
        with tempfile.TemporaryDirectory(prefix="gxde-mutants-") as scratch:
            loaded = Loaded(session, self._quick, coverage.seconds, ROOT, Path(scratch))
            gc.collect()
            gc.freeze()  # memory that is not touched is not copied
            _shared(self._left, InPlace(coverage, loaded, self._seconds), self._at_once)
        return True

    def _watched(self, items: Sequence[pytest.Item], imported: Mapping[str, object]) -> Coverage:
        """What the tests run, after watching those that are new or written anew."""
        path = KEPT / "coverage.jsonl"
        if self._again or not path.exists():
            path.write_text("", encoding="utf-8")
            sources = {file: digest(ROOT / file) for file in _files()}
            write(path, SOURCES, 0.0, True, sources, "")
        write(path, IMPORTED, 0.0, True, imported, "")  # of this run: files come and change
        known = Coverage(path, ROOT).written
        new = [one for one in items if known.get(one.nodeid) != digest(one.path)]
        if new:
            print(f"watching {len(new)} tests", file=sys.stderr)
            watch(new, self._trace, path, self._at_once)
        collected = {one.nodeid for one in items}
        return Coverage(path, ROOT, collected)


class Order:
    """Tests for a mutant in the order in which they are most likely to notice it soon."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        tested = sorted({test.partition("::")[0] for test in coverage.seconds})
        there = [path for path in tested if (ROOT / path).exists()]
        self._importing = imports_of(ROOT, _files(), there)
        self._noticed: Counter[tuple[str, str]] = Counter()
        for key, (outcome, by, *_) in _known().items():
            if outcome == KILLED:
                file, where, _ = key.split(" | ", 2)
                self._noticed[file, by] += 1
                self._noticed[f"{file} {where}", by] += 1

    def importing(self, file: str) -> tuple[str, ...]:
        """Files of tests that import from a module, or from the package that it is part of."""
        package = str(Path(file).with_name("__init__.py"))
        return self._importing.get(file, ()) + self._importing.get(package, ())

    def noticed(self, mutant: Mutant, test: str) -> None:
        """Remember a test that noticed a change, for its neighbours."""
        self._noticed[mutant.file, test] += 1
        self._noticed[f"{mutant.file} {mutant.where}", test] += 1

    def of(self, mutant: Mutant, tests: Iterable[str]) -> list[str]:
        """First those that noticed others nearby, then by kind, the fastest first.

        Of kernels beside cells first those that run in the file what few others run.
        """
        stem, seconds = Path(mutant.file).stem, self._coverage.seconds
        named = (f"test_{stem}", "test_edges", *self.importing(mutant.file))
        rarity = self._coverage.rarity(mutant.file)

        def rank(test: str) -> tuple[float, ...]:
            cost = seconds[test] + 0.02
            near = self._noticed[f"{mutant.file} {mutant.where}", test]
            file = self._noticed[mutant.file, test]
            if _KERNELS in test:
                kind, by = 1, -rarity.get(test, 0.0)
            elif any(name in test for name in named):
                kind, by = 0, cost
            else:
                kind, by = 2, cost
            if cost > _DEAR:
                return (0.0, 0.0, 3, cost)
            return (-near / cost, -file / cost, kind, by)

        ranked = sorted(tests, key=rank)
        kernels = [test for test in ranked if _KERNELS in test]
        late = set(kernels[_KERNELS_FIRST:])  # where these agree, the others mostly do
        return [*(one for one in ranked if one not in late), *kernels[_KERNELS_FIRST:]]


class InPlace:
    """Judges changes of functions that are loaded."""

    def __init__(self, coverage: Coverage, loaded: Loaded, seconds: float) -> None:
        self._coverage, self._loaded, self._seconds = coverage, loaded, seconds
        self._order = Order(coverage)

    def __call__(self, mutant: Mutant) -> Verdict:
        lines = range(mutant.first, mutant.last + 1)
        tests = self._order.of(mutant, self._coverage.of(mutant.file, lines))
        imported = self._coverage.imported(mutant.file, lines)
        if not tests:
            return Verdict(NOT_PUT_IN if imported else NOT_RUN)
        verdict = self._loaded.judge(mutant, tests, self._seconds)
        if verdict.outcome == KILLED:
            self._order.noticed(mutant, verdict.by)
        if verdict.outcome in (SURVIVED, CUT_OFF) and imported:
            return Verdict(NOT_PUT_IN)  # what it had made when it was imported is the original's
        return verdict


class Afresh:
    """Judges changes of what is made once, when a module is imported."""

    def __init__(self, coverage: Coverage, scratch: Path, seconds: float) -> None:
        self._coverage, self._scratch, self._seconds = coverage, scratch, seconds
        self._order = Order(coverage)
        self._importers = importers(ROOT, _files())
        """A number or a table is read without a line of its module being run."""

    def __call__(self, mutant: Mutant) -> Verdict:
        tests = self._order.of(mutant, self._near(mutant.file))
        if not tests:
            return Verdict(NOT_RUN)
        taken = 0.0
        some: list[str] = []
        for test in tests:
            taken += self._coverage.seconds[test]
            if taken > _WATCHED * self._seconds and some:
                break
            some.append(test)
        verdict = judge_afresh(mutant, some, taken, ROOT, self._scratch)
        if verdict.outcome == SURVIVED and len(some) < len(tests):
            verdict = replace(verdict, outcome=CUT_OFF)
        if verdict.outcome == KILLED and verdict.by in some:
            self._order.noticed(mutant, verdict.by)
        return verdict

    def _near(self, file: str) -> list[str]:
        """Tests whose files import from a file; those that run anything of it or of importers.

        Where they have nothing to run either, as a package that only joins its modules, of those
        that import them.
        """
        known, files = {file}, [file]
        near: dict[str, None] = {}
        while files:
            above = [one for each in files for one in self._importers.get(each, ())]
            files = [one for one in dict.fromkeys(above) if one not in known]
            known.update(files)
            near = dict.fromkeys(test for one in known for test in self._coverage.of_file(one))
            if near:
                break
        paths = set(self._order.importing(file))
        own = [test for test in self._coverage.seconds if test.partition("::")[0] in paths]
        return list(dict.fromkeys([*own, *near]))


def _shared(left: Sequence[Mutant], judge: InPlace | Afresh, at_once: int) -> None:
    """Mutants shared out among processes, each of which writes its verdicts to the end."""

    def judged(some: Sequence[Mutant]) -> None:
        with (KEPT / "results.jsonl").open("a", encoding="utf-8") as log:
            for mutant in some:
                one = judge(mutant)
                if one.outcome == GONE:
                    continue
                line = [mutant.key, one.outcome, one.by, one.tests, one.seconds]
                log.write(json.dumps(line) + "\n")
                log.flush()

    side_by_side(left, at_once, judged)


_LEFT = (SURVIVED, CUT_OFF, NOT_RUN)
_KINDS = (KILLED, "equivalent", *_LEFT, "not judged")
_SEEN = (KILLED, TIMED_OUT)


def _report(
    chosen: Sequence[Mutant], all_: Mapping[str, int], results: Mapping[str, Sequence[Any]]
) -> int:
    equivalent = _equivalent()
    lines: dict[str, Counter[str]] = {}
    seconds: list[float] = []
    survivors = 0
    for mutant in chosen:
        outcome, *more = results.get(mutant.key, ("not judged",))
        seconds += more[2:3]
        if outcome == TIMED_OUT:
            outcome = KILLED
        if mutant.key in equivalent and outcome != KILLED:
            outcome = "equivalent"
        elif outcome in _LEFT:
            survivors += 1
            print(f"{mutant.file}:{mutant.line}: {outcome}: {mutant.where}: {mutant.change}")
        lines.setdefault(mutant.file, Counter())[outcome] += 1
    total: Counter[str] = Counter()
    heads = ("mutants", "chosen", *_KINDS)
    print("\n" + " ".join([f"{'file':44}", *(f"{head:>10}" for head in heads)]))
    for file, counts in sorted(lines.items()):
        print(_line(file, all_[file], counts))
        total += counts
    print(_line("all", sum(all_.values()), total))
    part, error = share([_counts(all_[file], counts) for file, counts in lines.items()])
    print(f"not killed of the changes of meaning: {part:.2%}, standard error {error:.2%}")
    if seconds:
        median, mean = statistics.median(seconds), statistics.fmean(seconds)
        print(f"processor time for one: median {median:.2f} s, mean {mean:.2f} s")
    return 1 if survivors else 0


def _counts(mutants: int, counts: Counter[str]) -> Counts:
    judged = counts.total() - counts["not judged"]
    return Counts(mutants, judged, counts["equivalent"], sum(counts[one] for one in _LEFT))


def _line(file: str, mutants: int, counts: Counter[str]) -> str:
    numbers = (mutants, counts.total(), *(counts[kind] for kind in _KINDS))
    return " ".join([f"{file:44}", *(f"{number:10}" for number in numbers)])


def _equivalent() -> dict[str, str]:
    """Changes that change nothing, with the reason."""
    found: dict[str, str] = json.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return found


def _known() -> dict[str, list[Any]]:
    """The last verdict on each mutant, of this run and earlier ones."""
    path = KEPT / "results.jsonl"
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {key: verdict for key, *verdict in lines}


def _files() -> list[str]:
    models = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "models").rglob("*.py"))
    return [*models, *BESIDE_MODELS]


def _environment() -> None:
    os.environ.update(
        OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1",
        GXDE_TEST_DISPLAY="keep", QT_QPA_PLATFORM="offscreen",
    )  # fmt: skip
    os.environ.setdefault("DISPLAY", ":none")  # no screen is started for every mutant


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="these alone, all of their mutants unless --each says less",
    )
    parser.add_argument("--each", type=int, metavar="N",
                        help=f"sample of each file ({EACH} changes); 0: all")  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S",
                        help="processor time after which no further test is begun")  # fmt: skip
    parser.add_argument(
        "--again", action="store_true", help="judge anew what had survived, and nothing else"
    )
    parser.add_argument("--watch", action="store_true", help="find anew which tests run what")
    parser.add_argument("--report", action="store_true", help="judge nothing, tell what is known")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
