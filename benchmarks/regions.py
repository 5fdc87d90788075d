"""Many regions measured, drawn and compared: on all cores, on one, and held all at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks.bench import Bench
from benchmarks.industries import FEW, MANY, PARAMETERS
from benchmarks.synthetic_accounts import accounts_dataset
from benchmarks.timing import Contestant, Growth, Row
from models import measure
from models.comparison import BY_RULE, RegionCase, measure_regions
from models.dataset import Dataset
from models.region_figures import RegionComparison
from models.uncertainty import Settings, bands

try:
    from gxde_desktop.jobs.regions import spread
except ImportError:  # an earlier program
    spread = None  # type: ignore[assignment]

PROVINCES, LONG = 31, 40
FEW_REGIONS = 4


def rows(bench: Bench) -> Iterator[Row]:
    """31 provinces × 139 industries × 40 years with 1 000 draws, on all cores and on one."""
    regions, industries, count = (4, 12, 64) if bench.quick else (PROVINCES, MANY, 1000)
    many = os.cpu_count() or 1
    yield Row(
        f"{regions} regions × {industries} industries × {LONG} years × {count:,} draws",
        _all_cores(regions, industries, count, many),
        (
            replace(_threads(regions, industries, count, 1), name="one core", apart=True),
            *([] if spread is None else [_spread(regions, industries, count, 1)]),
        ),
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
        f"{FEW_REGIONS} of these regions",
        _all_cores(FEW_REGIONS, industries, count, many),
        (
            _threads(FEW_REGIONS, industries, count, many),
            Contestant("every measurement kept", kept),
        ),
        "a process takes about a second to start, which weighs on few regions",
        rounds=3,
    )


def growth(bench: Bench) -> Iterator[Growth]:
    """Regions × 1, 2, 4, with draws."""
    smallest, industries, count = (2, 12, 64) if bench.quick else (6, FEW, 500)
    many = os.cpu_count() or 1
    sizes = (smallest, 2 * smallest, 4 * smallest)
    yield Growth("regions", "regions", sizes,
                 lambda n: _all_cores(n, industries, count, many))  # fmt: skip


def _cases(regions: int, industries: int) -> list[RegionCase]:
    # A dataset is made when its turn comes, as a project assembles it.
    def build(place: int) -> Callable[[], Dataset]:
        return lambda: accounts_dataset(industries, LONG, place)

    return [RegionCase(f"省{place}", build(place), PARAMETERS) for place in range(regions)]


def _all_cores(regions: int, industries: int, count: int, many: int) -> Contestant:
    """As the program does it: in processes, in earlier programs in threads."""
    if spread is None:
        return replace(_threads(regions, industries, count, many), name="all cores", apart=True)
    return replace(_spread(regions, industries, count, many), name="all cores")


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
