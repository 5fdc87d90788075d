"""A made-up region with everything that growth accounts need, of any number of industries.

Tables balance: with input coefficients A and final demand f output solves x = A x + f, and all
totals are summed from flows that are rounded first. Nothing in it is meant to be believed but
its signs: every industry earns something on its capital, and every price moves.
"""

from __future__ import annotations

import numpy as np

from benchmarks.synthetic import FloatArray, index, region_table, value
from models.concordance import Concordance, SectorRule
from models.dataset import Benchmark, Dataset
from models.frozen import FrozenMap
from models.industries import BROAD, IndustryLink, common_industries
from models.series import AnnualSeries

FIRST, YEARS = 2000, 22
"""First year, and how many there are unless asked otherwise."""
HISTORY = 15
"""Years of total investment before the first, from which non-ICT capital is built."""
FIRST_TABLE, BETWEEN_TABLES = 2007, 5
GROWTH = 1.09
PRODUCT = 6000.0
"""Value added of the first table, 亿元."""
WAN_IN_YI = 1e4

_RULES = {
    "计算机": SectorRule("electronics", {"computers": 1.0}, digital=1.0),
    "通信设备": SectorRule("electronics", {"communications": 1.0}, digital=1.0),
    "电子元器件": SectorRule("electronics", {}, digital=1.0),
    "软件服务": SectorRule("software", {"software": 1.0}, digital=1.0),
    "电信": SectorRule("software", {}, digital=1.0),
}


def accounts_dataset(industries: int, years: int = YEARS, seed: int = 0) -> Dataset:
    """Balanced tables of 2007, 2012, ... and all series of level C, from 2000 on.

    industries: from 12 on; the tables' sectors are the industries. years: from 13 on, so that
    there are two tables; 22 are 2000-2021 with three, 40 are 2000-2039 with seven. seed: other
    figures of another region.
    """
    span = range(FIRST, FIRST + years)
    rng = np.random.default_rng(industries + 1000 * seed)
    names = (*_RULES, *(f"产业{place}" for place in range(industries - len(_RULES))))
    concordance = Concordance("synthetic-accounts", "构造", _RULES, industries)
    economy = _Economy(industries, rng)
    benchmarks = []
    for year in range(FIRST_TABLE, span[-1] + 1, BETWEEN_TABLES):
        table = region_table(year, names, economy.blocks(year))
        benchmarks.append(Benchmark(table, concordance, table, concordance))
    links = tuple(_link(place, name, industries) for place, name in enumerate(names))
    common = common_industries([benchmark.table.names for benchmark in benchmarks], links)
    keys = [industry.key for industry in common]
    persons = rng.uniform(5.0, 50.0, industries)[:, None] * 1.01 ** np.arange(years)
    return Dataset(
        benchmarks[0].table.region,
        tuple(benchmarks),
        FrozenMap(_series(benchmarks, span, rng)),
        common,
        FrozenMap(
            {
                "price": FrozenMap({key: index(key, span, 102.0, rng) for key in keys}),
                "employment": FrozenMap(
                    {
                        key: value(key, span, row, "万人")
                        for key, row in zip(keys, persons, strict=True)
                    }
                ),
            }
        ),
    )


def _link(place: int, name: str, count: int) -> IndustryLink:
    """ICT goods are made by the secondary sector, ICT services by the tertiary one."""
    if place < len(_RULES):
        broad = "secondary" if _RULES[name].group == "electronics" else "tertiary"
        return IndustryLink(name, (name,), broad)
    part = (place - len(_RULES)) / (count - len(_RULES))
    broad = BROAD[0] if part < 0.05 else BROAD[1] if part < 0.6 else BROAD[2]
    return IndustryLink(name, (name,), broad, market=part < 0.9)


class _Economy:
    """What stays from table to table: technology, tastes and shares of value added."""

    def __init__(self, industries: int, rng: np.random.Generator) -> None:
        self._rng = rng
        weights = rng.uniform(0.0, 1.0, (industries, industries)) ** 3
        self._inputs = weights / weights.sum(axis=0) * rng.uniform(0.4, 0.75, industries)
        self._use = rng.uniform(0.2, 1.0, industries)
        self._capital = np.where(rng.random(industries) < 0.2, rng.random(industries), 0.0)
        self._capital[: len(_RULES)] = (0.03, 0.05, 0.01, 0.06, 0.01)
        self._capital[-1] = 1.0  # at least one industry makes what is not ICT
        self._parts = np.stack(
            [
                rng.uniform(0.35, 0.6, industries),
                rng.uniform(0.03, 0.12, industries),
                rng.uniform(0.1, 0.2, industries),
            ]
        )

    def blocks(self, year: int) -> dict[str, FloatArray]:
        """Blocks of a year's table, 万元 with two decimals."""
        n = len(self._use)
        technology = self._inputs * self._rng.uniform(0.95, 1.05, (n, n))
        capital = 0.4 * self._capital / self._capital.sum()
        final = capital + 0.6 * self._use / self._use.sum() * self._rng.uniform(0.9, 1.1, n)
        output = np.linalg.solve(np.eye(n) - technology, final)
        level = PRODUCT * WAN_IN_YI * GROWTH ** (year - FIRST_TABLE) / final.sum()
        flows = np.round(technology * output * level, 2)
        investment = np.round(capital * level, 2)
        household = np.round((final - capital) * level, 2)
        made = flows.sum(axis=1) + investment + household
        added = made - flows.sum(axis=0)
        parts = np.round(self._parts * added, 2)
        return {
            "Z": flows,
            "FU101": household,
            "FU201": investment,
            "GO": made,
            "TII": flows.sum(axis=0),
            "VA001": parts[0],
            "VA002": parts[1],
            "VA003": parts[2],
            "VA004": added - parts.sum(axis=0),
            "TVA": added,
            "TI": made,
        }


def _series(
    benchmarks: list[Benchmark], span: range, rng: np.random.Generator
) -> dict[str, AnnualSeries]:
    """Series of the region; values grow through those of the first table."""
    history = range(span[0] - HISTORY, span[-1] + 1)
    blocks = benchmarks[0].table.blocks
    output = blocks["GO"].values / WAN_IN_YI
    groups = [rule.group for rule in _RULES.values()]
    product = float(blocks["TVA"].values.sum() / WAN_IN_YI)
    of_first = {
        "indicator.electronics": float(output[: groups.index("software")].sum()),
        "indicator.software": float(output[groups.index("software") : len(groups)].sum()),
        "indicator.gdp": product,
        "broad_value.primary": 0.05 * product,
        "broad_value.secondary": 0.55 * product,
        "broad_value.tertiary": 0.4 * product,
    }
    found = {role: value(role, span, at * _growing(span, rng)) for role, at in of_first.items()}
    gfcf = float(blocks["FU201"].values.sum() / WAN_IN_YI)
    found["indicator.gfcf"] = value("indicator.gfcf", history, gfcf * _growing(history, rng))
    found["price.wage"] = value("price.wage", span, 2e4 * _growing(span, rng), "元")
    about = {
        "nonict": 102.0,
        "reference_nonict": 102.0,
        "reference_ict": 96.0,
        "software": 101.0,
        "cpi": 102.0,
        "gdp_volume": 107.0,
        "primary_volume": 104.0,
        "secondary_volume": 108.0,
        "tertiary_volume": 108.0,
    }
    for name, at in about.items():
        found[f"price.{name}"] = index(f"price.{name}", history, at, rng)
    return found


def _growing(years: range, rng: np.random.Generator) -> FloatArray:
    growth = GROWTH ** (np.arange(len(years)) + years[0] - FIRST_TABLE)
    return np.asarray(growth * rng.uniform(0.98, 1.02, len(years)))
