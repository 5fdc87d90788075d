"""Many regions measured, drawn and compared in blocks, beside holding every measurement."""

from __future__ import annotations

import os
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.industries import FEW, MANY, PARAMETERS
from benchmarks.synthetic_accounts import accounts_dataset
from benchmarks.timing import Contestant, Growth, Row
from models import measure
from models.comparison import BY_RULE, RegionCase, measure_regions
from models.dataset import Dataset
from models.uncertainty import Settings, bands

PROVINCES, LONG = 31, 40


def rows(bench: Bench) -> Iterator[Row]:
    """31 provinces × 139 industries × 40 years with draws: on all cores, on one, kept whole."""
    regions, industries, count = (4, FEW, 64) if bench.quick else (PROVINCES, MANY, 1000)
    cores = os.cpu_count() or 1

    def kept(_: object) -> list[object]:
        held: list[object] = []
        for _region in range(regions):
            measured = measure(accounts_dataset(industries, LONG), PARAMETERS)
            held.append((measured, bands(measured, Settings(count, threads=cores), BY_RULE)))
        return held

    yield Row(
        f"{regions} regions × {industries} industries × {LONG} years × {count:,} draws",
        _compared(regions, industries, count, cores),
        (
            _compared(regions, industries, count, 1),
            Contestant("every measurement kept", kept),
        ),
        "scale, share, growth and their bands, ranked; the loop keeps all and ranks nothing",
        rounds=3,
    )


def growth(bench: Bench) -> Iterator[Growth]:
    """Regions × 1, 2, 4, with draws."""
    smallest, industries, count = (2, 12, 64) if bench.quick else (8, FEW, 200)
    cores = os.cpu_count() or 1

    def at(n: int) -> Contestant:
        return _compared(n, industries, count, cores)

    sizes = (smallest, 2 * smallest, 4 * smallest)
    yield Growth("measure_regions", "regions", sizes, at)


def _compared(regions: int, industries: int, count: int, threads: int) -> Contestant:
    # A dataset is made when its turn comes, as a project assembles it.
    def build() -> Dataset:
        return accounts_dataset(industries, LONG)

    cases = [RegionCase(f"省{place}", build, PARAMETERS) for place in range(regions)]

    def run(_: object) -> object:
        return measure_regions(cases, draws=Settings(count), threads=threads)

    return Contestant(f"blocks, {threads} threads", run)
