"""`python -m tests.mutation [FILE…]`: which small changes of meaning no test notices.

Every change is judged by the tests that run the changed function, the fastest first. What
survives is written with its place; those that are no change of meaning at all are listed with
the reason in `equivalent.json`. Results are kept, and continued by the next run.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.mutation.covering import Coverage
from tests.mutation.judging import (
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

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "out" / "mutants"
EQUIVALENT = Path(__file__).with_name("equivalent.json")
CORE = (
    "models/age_price.py", "models/audit.py", "models/audit_formula.py", "models/balancing.py",
    "models/benchmarking.py", "models/capital.py", "models/cohort.py", "models/efficiency.py",
    "models/growth.py", "models/investment.py", "models/lives.py", "models/prices.py",
    "models/quantities/digitalisation.py", "models/quantities/scale.py",
    "models/quantities/stocks.py", "models/quantities/user_cost.py", "models/quantiles.py",
    "models/ranks.py", "models/retirement.py", "models/special.py", "models/updating.py",
    "models/quantities/accumulated.py", "models/quantities/traditional.py",
    "gxde_desktop/importing/identities.py",
)  # fmt: skip
"""All mutants of these are judged; of all other files a sample."""
TESTS = ("tests/models", "tests/importing/test_io_recognition.py",
         "tests/importing/test_identities.py")  # fmt: skip
NOT_RUN = "not run"
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
    coverage_file = KEPT / "coverage.json"
    if options.watch or not coverage_file.exists():
        print("watching which tests run what", file=sys.stderr)
        subprocess.run(
            [sys.executable, "-c", _WATCHED, str(ROOT), str(coverage_file), *tests],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    coverage = Coverage.read(coverage_file)
    chosen: list[Mutant] = []
    for file in options.files or _default_files():
        found = mutants_of(ROOT / file, ROOT)
        few = options.share if file not in CORE and not options.files else 1.0
        some = random.Random(f"{options.seed} {file}").sample(found, k=round(len(found) * few))
        chosen += sorted(some, key=lambda one: one.number)
    limits = (options.at_once, options.seconds)
    results = _known()
    equivalent = _equivalent()
    if options.again:
        left = [one for one in chosen if results.get(one.key, [KILLED])[0] not in _SEEN]
    else:
        left = [one for one in chosen if one.key not in results]
    left = [one for one in left if one.key not in equivalent]
    print(f"{len(chosen)} mutants, {len(left)} to judge", file=sys.stderr)
    random.Random(0).shuffle(left)  # so that a run that is stopped has seen some of everything
    for library in _LIBRARIES:
        importlib.import_module(library)
    first = [one for one in left if one.where]
    if first and os.fork() == 0:  # this process stays without our modules, for what follows
        quick = Quick()
        pytest.main([*OPTIONS, "-s", *tests], plugins=[quick, Loop(first, coverage, quick, limits)])
        os._exit(0)
    if first:
        os.wait()
    results = _known()
    afresh = [one for one in left if results.get(one.key, [NOT_PUT_IN])[0] == NOT_PUT_IN]
    with tempfile.TemporaryDirectory(prefix="gxde-mutants-") as scratch:

        def judge(one: Mutant, some: Sequence[str], seconds: float) -> Verdict:
            return judge_afresh(one, some, seconds, ROOT, Path(scratch))

        _shared(afresh, coverage, judge, *limits)
    return _report(chosen, _known())


class Loop:
    """A plugin of pytest: judges mutants where the collected tests would be run."""

    def __init__(
        self,
        left: Sequence[Mutant],
        coverage: Coverage,
        quick: Quick,
        limits: tuple[int, float],
    ) -> None:
        self._left, self._coverage, self._quick, self._limits = left, coverage, quick, limits

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        with tempfile.TemporaryDirectory(prefix="gxde-mutants-") as scratch:
            loaded = Loaded(session, self._quick, ROOT, Path(scratch))
            gc.collect()
            gc.freeze()  # memory that is not touched is not copied
            _shared(self._left, self._coverage, loaded.judge, *self._limits)
        return True


Judge = Callable[[Mutant, Sequence[str], float], Verdict]


def _shared(
    left: Sequence[Mutant], coverage: Coverage, judge: Judge, at_once: int, most: float
) -> None:
    """Mutants shared out among processes, each of which writes its verdicts to the end."""
    workers = []
    for number in range(at_once):
        child = os.fork()
        if child:
            workers.append(child)
            continue
        try:
            with (KEPT / "results.jsonl").open("a", encoding="utf-8") as log:
                for mutant in left[number::at_once]:
                    verdict = _judged(mutant, coverage, judge, most)
                    line = [mutant.key, verdict.outcome, verdict.by, verdict.tests]
                    log.write(json.dumps(line) + "\n")
                    log.flush()
        finally:
            os._exit(0)
    for worker in workers:
        os.waitpid(worker, 0)


def _judged(mutant: Mutant, coverage: Coverage, judge: Judge, most: float) -> Verdict:
    tests = _in_order(coverage.of(mutant.file, mutant.where), coverage, mutant.file)
    if not tests:
        return Verdict(NOT_RUN)
    seconds = 0.0
    some: list[str] = []
    for test in tests:
        seconds += coverage.seconds[test]
        if seconds > most and some:
            break
        some.append(test)
    return judge(mutant, some, seconds)


def _in_order(tests: Iterable[str], coverage: Coverage, file: str) -> list[str]:
    """Of a test file named like the module, kernels beside cells, the fastest others.

    Of kernels beside cells the slowest first: these have industries and cities.
    """
    stem = Path(file).stem

    def rank(test: str) -> tuple[int, float]:
        seconds = coverage.seconds[test]
        if f"test_{stem}" in test or "test_edges" in test:
            return 0, seconds
        return (1, -seconds) if "test_kernel_equals_tree" in test else (2, seconds)

    return sorted(tests, key=rank)


def _report(chosen: Sequence[Mutant], results: Mapping[str, Sequence[str]]) -> int:
    equivalent = _equivalent()
    lines: dict[str, Counter[str]] = {}
    survivors = 0
    for mutant in chosen:
        outcome, *_ = results.get(mutant.key, ("not judged",))
        if outcome == TIMED_OUT:
            outcome = KILLED
        if mutant.key in equivalent and outcome != KILLED:
            outcome = "equivalent"
        elif outcome in (SURVIVED, NOT_RUN):
            survivors += 1
            print(f"{mutant.file}:{mutant.line}: {outcome}: {mutant.where}: {mutant.change}")
        lines.setdefault(mutant.file, Counter())[outcome] += 1
    total: Counter[str] = Counter()
    print("\n" + " ".join([f"{'file':44}", *(f"{kind:>10}" for kind in ("mutants", *_KINDS))]))
    for file, counts in sorted(lines.items()):
        print(_line(file, counts))
        total += counts
    print(_line("all", total))
    return 1 if survivors else 0


_SEEN = (KILLED, TIMED_OUT)
_KINDS = (KILLED, "equivalent", SURVIVED, NOT_RUN, "not judged")


def _line(file: str, counts: Counter[str]) -> str:
    numbers = (sum(counts.values()), *(counts[kind] for kind in _KINDS))
    return " ".join([f"{file:44}", *(f"{number:10}" for number in numbers)])


def _equivalent() -> dict[str, str]:
    """Changes that change nothing, with the reason."""
    found: dict[str, str] = json.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return found


def _known() -> dict[str, list[str]]:
    """The last verdict on each mutant, of this run and earlier ones."""
    path = KEPT / "results.jsonl"
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {key: verdict for key, *verdict in lines}


def _default_files() -> list[str]:
    models = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "models").rglob("*.py"))
    return [*models, *(file for file in CORE if file not in models)]


def _environment() -> None:
    os.environ.update(
        OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1",
        GXDE_TEST_DISPLAY="keep", QT_QPA_PLATFORM="offscreen",
    )  # fmt: skip
    os.environ.setdefault("DISPLAY", ":none")  # no screen is started for every mutant


_WATCHED = """
import sys
from pathlib import Path
import pytest
root, target, *tests = sys.argv[1:]
sys.path.insert(0, root)
from tests.mutation.covering import Watch
from tests.mutation.judging import OPTIONS, Quick
sys.exit(pytest.main([*OPTIONS, *tests], plugins=[Watch(Path(root), Path(target)), Quick()]))
"""


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="all mutants of these files")
    parser.add_argument("--share", type=float, default=0.1, help="sample of the other files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--seconds", type=float, default=30.0, metavar="S",
                        help="of tests for one change, as they take on the original")  # fmt: skip
    parser.add_argument(
        "--again", action="store_true", help="judge anew what had survived, and nothing else"
    )
    parser.add_argument("--watch", action="store_true", help="find anew which tests run what")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
