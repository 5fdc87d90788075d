"""Made-up datasets of any length and width: what growth is measured on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.concordance import Concordance, SectorRule
from models.dataset import Benchmark, Dataset
from models.io_table import Block, IOTable
from models.series import AnnualSeries, Basis
from models.sources import SourceTable, address

FloatArray = NDArray[np.float64]

FIRST_YEAR = 2000
BENCHMARKS = (2007, 2017)
REGION = "构造省"
COLUMNS = ("FU101", "FU201", "GO")
"""Blocks that stand right of the flows; others stand below them."""


def _source(sheet: str) -> SourceTable:
    """A sheet of its own for every table and series, so that every number has its own cell."""
    return SourceTable("构造.xlsx", "0" * 64, sheet)


_RULES = {
    "计算机": SectorRule("electronics", {"computers": 1.0}, digital=1.0),
    "通信设备": SectorRule("electronics", {"communications": 1.0}, digital=1.0),
    "软件服务": SectorRule("software", {"software": 1.0}, digital=1.0),
}


def synthetic_dataset(years: int, sectors: int) -> Dataset:
    """Two detailed tables of some sectors, and every series from 2000 on over some years.

    years: from 18 on, so that both tables lie within; sectors: from 3 on.
    """
    rng = np.random.default_rng(years * 1000 + sectors)
    span = range(FIRST_YEAR, FIRST_YEAR + years)
    concordance = Concordance("synthetic", "构造", _RULES, sectors)
    names = (*_RULES, *(f"部门{place}" for place in range(sectors - len(_RULES))))
    benchmarks = []
    for year in BENCHMARKS:
        table = _table(year, names, rng)
        benchmarks.append(Benchmark(table, concordance, table, concordance))
    growing = 1.05 ** np.arange(years) * rng.uniform(0.95, 1.05, years)
    nominal = {"electronics": 400.0, "software": 90.0, "gfcf": 900.0, "gdp": 2000.0}
    prices = {"nonict": 102.0, "reference_nonict": 102.0, "reference_ict": 96.0, "software": 101.0}
    return Dataset(
        REGION,
        tuple(benchmarks),
        {
            **{
                f"indicator.{name}": value(name, span, growing * at) for name, at in nominal.items()
            },
            **{f"price.{name}": index(name, span, at, rng) for name, at in prices.items()},
        },
    )


def _table(year: int, names: tuple[str, ...], rng: np.random.Generator) -> IOTable:
    n = len(names)
    blocks = {"FU201": rng.uniform(1e3, 1e6, n), "TVA": rng.uniform(1e4, 1e7, n)}
    return region_table(year, names, blocks)


def region_table(year: int, names: tuple[str, ...], blocks: Mapping[str, FloatArray]) -> IOTable:
    """A table of the region in 万元, sectors from D9 on, with cells of its own for each block."""
    n = len(names)
    down, across = np.arange(8, 8 + n), np.arange(3, 3 + n)
    placed = {}
    for place, (code, values) in enumerate(blocks.items()):
        if code == "Z":
            rows, columns = down[:, None], across[None, :]
        elif code in COLUMNS:
            rows, columns = down, np.full(n, 3 + n + place)
        else:
            rows, columns = np.full(n, 8 + n + place), across
        placed[code] = Block(values, rows, columns, code)
    codes = tuple(f"{place + 1:03d}" for place in range(n))
    return IOTable(REGION, year, "万元", codes, names, placed, _source(f"{year}"))


def value(name: str, years: range, values: FloatArray, unit: str = "亿元") -> AnnualSeries:
    """A series of amounts."""
    return _series(name, years, values, unit, Basis.VALUE)


def index(name: str, years: range, about: float, rng: np.random.Generator) -> AnnualSeries:
    """A series on 上年=100, within three points of some level."""
    values = rng.uniform(about - 3, about + 3, len(years))
    return _series(name, years, values, None, Basis.INDEX_PREVIOUS_100)


def _series(
    name: str, years: range, values: FloatArray, unit: str | None, basis: Basis
) -> AnnualSeries:
    cells = tuple(address(4, 1 + place) for place in range(len(years)))
    numbers = tuple(float(each) for each in values)
    return AnnualSeries(
        name, REGION, None, unit, basis, tuple(years), numbers, cells, _source(name)
    )
