"""`python -m benchmarks`: run all areas, keep the results, print the table last.

Exit status 1 where a row could not run for any other reason than an absent optional folder.
No time is judged here: what is too slow is for a person to say, who compares two runs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.areas import AREAS, area
from benchmarks.bench import ROOT, Bench
from benchmarks.earlier import run_before
from benchmarks.results import (
    Exponent,
    NotRun,
    Ratio,
    Results,
    Stutter,
    Took,
    ratio_of,
    read,
    write,
)
from benchmarks.table import comparison, main_table
from benchmarks.timing import Growth, NotHere, Row, exponents, ratio, timed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; returns the exit status."""
    options = _options(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    earlier = None
    try:
        if options.before is not None:
            options.compare = run_before(options.before, ROOT, _for_both(options))
        if options.compare is not None:
            earlier = read(options.compare)
    except (OSError, ValueError) as error:
        print(f"{options.before or options.compare}: {error}", file=sys.stderr)
        return 2
    # Not in the system's temporary folder: that may be memory, where a commit costs nothing.
    work = ROOT / "out"
    work.mkdir(exist_ok=True)
    busy = psutil.cpu_percent(interval=1.0)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=work) as folder:
        _own_data_folder(Path(folder) / "data")
        bench = Bench(Path(folder), quick=options.quick)
        results = _run(bench, options.only or tuple(AREAS), options.rounds)
    results = replace(results, busy_percent=busy)
    try:
        write(results, options.json)
    except OSError as error:
        print(f"results not kept: {error}", file=sys.stderr)
        return 2
    if earlier is not None:
        print("\n".join(comparison(results, earlier)), end="\n\n")
    print("\n".join(main_table(results)))
    return 1 if any(each.failed for each in results.not_run) else 0


def _run(bench: Bench, areas: Sequence[str], rounds: int | None) -> Results:
    count = rounds or (3 if bench.quick else 7)
    ratios: list[Ratio] = []
    grown: list[Exponent] = []
    stutters: list[Stutter] = []
    not_run: list[NotRun] = []
    notes: list[str] = []
    took: list[Took] = []
    for each in areas:
        name = each
        started, worked = time.monotonic(), _worked()
        try:
            for row in area(each)(bench):
                name = f"{row.row if isinstance(row, Stutter) else row.name} ({each})"
                print(name, file=sys.stderr, flush=True)
                if isinstance(row, Stutter):
                    stutters.append(row)
                elif isinstance(row, Growth):
                    grown.append(_growth(row, count))
                else:
                    ratios += _ratios(row, count)
                    notes += [f"{row.name}: {row.note}"] if row.note else []
                name = each
        except NotHere as reason:
            not_run.append(NotRun(name, str(reason), failed=False))
        except Exception as error:  # one area that cannot run must not take the others along
            not_run.append(NotRun(name, f"{type(error).__name__}: {error}", failed=True))
        took.append(Took(each, time.monotonic() - started, _worked() - worked))
    return Results(
        bench.quick,
        count,
        tuple(ratios),
        tuple(grown),
        tuple(not_run),
        tuple(dict.fromkeys(notes)),
        tuple(stutters),
        tuple(took),
    )


def _worked() -> float:
    """Seconds of processors that this process and its ended children have had."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _ratios(row: Row, rounds: int) -> list[Ratio]:
    few = row.rounds is not None
    count = min(rounds, row.rounds or rounds)
    ours, *others = timed((row.ours, *row.others), count, warm=not few)
    return [ratio_of(row.name, ours, other, ratio(ours, other)) for other in others]


def _growth(row: Growth, rounds: int) -> Exponent:
    times, spread = exponents(row, rounds)
    return Exponent(row.name, row.axis, row.sizes, tuple(each.median for each in times), spread)


def _own_data_folder(folder: Path) -> None:
    """Private copies of projects are made here, not among the person's own."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        os.environ[name] = str(folder)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and 3 rounds, for CI")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="rounds (default 7)")
    parser.add_argument("--only", nargs="+", choices=AREAS, metavar="AREA",
                        help=f"some areas only: {', '.join(AREAS)}")  # fmt: skip
    parser.add_argument("--json", type=Path, default=ROOT / "out" / "bench.json", metavar="PATH",
                        help="where the results are kept (default out/bench.json)")  # fmt: skip
    parser.add_argument("--before", metavar="COMMIT",
                        help="run these rows on the program of that commit first")  # fmt: skip
    parser.add_argument("--compare", type=Path, metavar="OLD.json",
                        help="print the figures of an earlier run beside")  # fmt: skip
    return parser.parse_args(arguments)


def _for_both(options: argparse.Namespace) -> list[str]:
    """What the run of an earlier program is told too."""
    told = ["--quick"] if options.quick else []
    told += ["--rounds", str(options.rounds)] if options.rounds else []
    return told + (["--only", *options.only] if options.only else [])


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
