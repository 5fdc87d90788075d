"""Many regions measured, drawn and compared: on all cores, on one, and held all at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.industries import FEW, MANY, PARAMETERS
from benchmarks.synthetic_accounts import accounts_dataset
from benchmarks.timing import Contestant, Growth, Row
from gxde_desktop.jobs.regions import spread
from models import measure
from models.comparison import BY_RULE, RegionCase, measure_regions
from models.dataset import Dataset
from models.region_figures import RegionComparison
from models.uncertainty import Settings, bands

PROVINCES, LONG = 31, 40
FEW_REGIONS = 4


def rows(bench: Bench) -> Iterator[Row]:
    """31 provinces × 139 industries × 40 years with 1 000 draws: a process a core, and one."""
    regions, industries, count = (4, 12, 64) if bench.quick else (PROVINCES, MANY, 1000)
    yield Row(
        f"{regions} regions × {industries} industries × {LONG} years × {count:,} draws",
        _spread(regions, industries, count, os.cpu_count() or 1),
        (_spread(regions, industries, count, 1),),
        "scale, share, growth and their bands, ranked; memory is that of all processes together",
        rounds=1,
    )


def cores(bench: Bench) -> Iterator[Row]:
    """Fewer regions: processes beside threads, and beside holding every measurement."""
    industries, count = (12, 64) if bench.quick else (MANY, 1000)
    many = os.cpu_count() or 1

    def kept(_: object) -> list[object]:
        held: list[object] = []
        for place in range(FEW_REGIONS):
            measured = measure(accounts_dataset(industries, LONG, place), PARAMETERS)
            held.append((measured, bands(measured, Settings(count, threads=many), BY_RULE)))
        return held

    yield Row(
        f"{FEW_REGIONS} of these regions, processes or threads",
        _spread(FEW_REGIONS, industries, count, many),
        (
            _spread(FEW_REGIONS, industries, count, 1),
            _threads(FEW_REGIONS, industries, count, many),
            _threads(FEW_REGIONS, industries, count, 1),
            Contestant("every measurement kept", kept),
        ),
        "a process takes about a second to start, which weighs on few regions",
        rounds=3,
    )


def growth(bench: Bench) -> Iterator[Growth]:
    """Regions × 1, 2, 4, with draws."""
    smallest, industries, count = (2, 12, 64) if bench.quick else (8, FEW, 200)
    many = os.cpu_count() or 1
    sizes = (smallest, 2 * smallest, 4 * smallest)
    yield Growth("regions in processes", "regions", sizes,
                 lambda n: _spread(n, industries, count, many))  # fmt: skip


def _cases(regions: int, industries: int) -> list[RegionCase]:
    # A dataset is made when its turn comes, as a project assembles it.
    def build(place: int) -> Callable[[], Dataset]:
        return lambda: accounts_dataset(industries, LONG, place)

    return [RegionCase(f"省{place}", build(place), PARAMETERS) for place in range(regions)]


def _spread(regions: int, industries: int, count: int, processes: int) -> Contestant:
    cases = _cases(regions, industries)

    def run(_: object) -> None:
        _whole(spread(cases, processes, draws=Settings(count)), regions)

    return Contestant(f"{processes} process{'es' * (processes > 1)}", run, apart=True)


def _threads(regions: int, industries: int, count: int, threads: int) -> Contestant:
    cases = _cases(regions, industries)

    def run(_: object) -> None:
        _whole(measure_regions(cases, draws=Settings(count), threads=threads), regions)

    return Contestant(f"{threads} thread{'s' * (threads > 1)}", run)


def _whole(found: RegionComparison, regions: int) -> None:
    if len(found.regions) != regions:
        raise RuntimeError(f"not measured: {found.absent}")
