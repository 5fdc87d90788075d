"""What the benchmarks keep is what a later run is compared with; memory is of all processes."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.areas import AREAS, area
from benchmarks.memory import watched
from benchmarks.results import Exponent, Ratio, Results, figures, read, verdict, write
from benchmarks.table import comparison
from benchmarks.timing import Spread, exponent


def results(ratio: Spread, peak: int | None) -> Results:
    row = Ratio("measure", "loop", 0.5, 2.0, ratio, peak, 10)
    grown = Exponent("measure", "years", (1, 2), (1.0, 2.0), Spread(1.0, 0.9, 1.1))
    return Results(False, 3, (row,), (grown,), (), ())


def test_a_run_is_compared_with_what_an_earlier_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "out" / "bench.json"
    before = results(Spread(0.5, 0.4, 0.6), 4_000_000)
    write(before, path)
    assert read(path).figures.keys() == figures(before).keys()
    lines = list(comparison(results(Spread(0.25, 0.2, 0.3), 2_000_000), read(path)))
    line = next(each for each in lines if each.startswith("measure / loop"))
    for said in ("0.50 (0.40-0.60)", "0.25 (0.20-0.30)", "better", "500 ms", "4.0 MB", "2.0 MB"):
        assert said in line
    grown = next(each for each in lines if each.startswith("measure by years"))
    assert "within the spread" in grown


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((1.0, 0.9, 1.1), (0.8, 0.7, 0.89), "better"),
        ((1.0, 0.9, 1.1), (1.3, 1.2, 1.4), "worse"),
        ((1.0, 0.9, 1.1), (0.8, 0.7, 0.95), "within the spread"),
        ((1.0, 1.0, 1.0), (0.5, 0.5, 0.5), "one round"),
    ],
)
def test_a_figure_moved_where_all_rounds_did(
    before: tuple[float, float, float], now: tuple[float, float, float], said: str
) -> None:
    assert verdict(Spread(*before), Spread(*now)) == said


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for text in ("{}", "[]", "no", '{"format": 99}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"\S"):
            read(path)


def test_an_exponent_is_the_slope_of_the_logarithms() -> None:
    sizes = (1, 2, 4, 8)
    assert exponent(sizes, [3.0 * size**1.5 for size in sizes]) == pytest.approx(1.5)
    assert math.isclose(exponent(sizes, [7.0] * 4), 0.0, abs_tol=1e-12)


def test_memory_of_other_processes_counts() -> None:
    take = "block = bytearray(80_000_000); block[::4096] = b'x' * len(block[::4096]);"
    take += "print(flush=True); input()"
    with watched() as seen:
        child = subprocess.Popen(
            [sys.executable, "-c", take], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        try:
            child.stdout.readline()
            time.sleep(0.5)  # looked at every few milliseconds, if the machine lets it
            child.communicate(b"\n", timeout=60)
        finally:
            child.kill()
    with watched() as nothing:
        pass
    assert seen.peak is not None
    assert nothing.peak is not None
    assert 80_000_000 < seen.peak < 400_000_000
    assert nothing.peak < 40_000_000


@pytest.mark.parametrize("name", AREAS)
def test_every_area_is_there(name: str) -> None:
    assert callable(area(name))
