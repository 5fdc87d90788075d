"""How times grow with the years, the sectors and the series: exponents, not times."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measuring import evaluate_trees
from benchmarks.stocks import investment, profiles
from benchmarks.synthetic import synthetic_dataset
from benchmarks.timing import Contestant, Growth
from gxde_desktop.exporting.workbook import write_workbook
from models import Measurement, measure
from models.capital import productive_stock
from models.parameters import PRESETS

PARAMETERS = PRESETS["gx2022"]
YEARS = (22, 44, 88)
SECTORS = (42, 84, 168, 336)
"""The first of each is what stays where the other grows."""


def measuring(_: Bench) -> Iterator[Growth]:
    """Kernels and trees by years and by sectors."""
    yield Growth("measure", "years", YEARS, lambda n: _kernels(n, SECTORS[0]))
    yield Growth("measure", "sectors", SECTORS, lambda n: _kernels(YEARS[0], n))
    yield Growth("trees", "years", YEARS, lambda n: _trees(n, SECTORS[0]))
    yield Growth("trees", "sectors", SECTORS, lambda n: _trees(YEARS[0], n))


def stocks(bench: Bench) -> Iterator[Growth]:
    """Stocks by the number of series."""
    sizes = tuple(n // (10 if bench.quick else 1) for n in (12_500, 25_000, 50_000, 100_000))
    profile = profiles()[0]

    def at(n: int) -> Contestant:
        flow = investment(n)
        return Contestant(str(n), lambda _: productive_stock(flow, profile), repeat=5)

    yield Growth("productive_stock", "series", sizes, at)


def export(bench: Bench) -> Iterator[Growth]:
    """The workbook by years."""
    target = bench.folder / "growth.xlsx"

    def at(n: int) -> Contestant:
        measured = _measured(n, SECTORS[0])
        return Contestant(str(n), lambda _: write_workbook(measured, target))

    yield Growth("write_workbook", "years", YEARS, at)


def _kernels(years: int, sectors: int) -> Contestant:
    data = synthetic_dataset(years, sectors)
    name = f"{years} × {sectors}"
    return Contestant(name, lambda _: measure(data, PARAMETERS), repeat=5)


def _trees(years: int, sectors: int) -> Contestant:
    measured = _measured(years, sectors)
    return Contestant(f"{years} × {sectors}", lambda _: evaluate_trees(measured))


def _measured(years: int, sectors: int) -> Measurement:
    measured = measure(synthetic_dataset(years, sectors), PARAMETERS)
    total = measured.values["stock_total"]
    if (total != total).any():  # a stock that cannot be computed costs nothing and shows nothing
        raise RuntimeError(f"the dataset of {years} years lacks stocks")
    return measured
