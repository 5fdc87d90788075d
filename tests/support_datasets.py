"""Datasets made up for tests: small tables and series with every structure the method knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from models.cities import Cities
from models.concordance import Concordance, SectorRule
from models.dataset import Benchmark, Dataset
from models.industries import BROAD, IndustryLink, common_industries
from models.io_table import Block, IOTable
from models.series import AnnualSeries, Basis
from models.sources import SourceTable, address

OWN = Concordance(
    classification="test-own",
    title="test, region",
    rules={
        "电子": SectorRule("electronics", {}, mixed=True, digital=1.0),
        "信息": SectorRule("software", {"software": 1.0}, digital=0.8),
    },
    sectors=6,
)
DETAILED = Concordance(
    classification="test-detailed",
    title="test, nation",
    rules={
        "计算机": SectorRule("electronics", {"computers": 1.0}),
        "通信设备": SectorRule("electronics", {"communications": 1.0}),
        "雷达": SectorRule("electronics", {"communications": 0.7}),
        "元件": SectorRule("electronics", {}),
        "软件": SectorRule("software", {"software": 1.0}),
        "电信": SectorRule("software", {}),
    },
    sectors=9,
)


def table(region: str, year: int, names: list[str], rng: np.random.Generator) -> IOTable:
    """A balanced table in 万元: flows, value added by component, GFCF; one blank or zero GFCF."""
    n = len(names)
    rows, columns = np.arange(8, 8 + n), np.arange(3, 3 + n)
    flows = rng.uniform(0, 4e5, (n, n))
    parts = {code: rng.uniform(1e4, 3e6, n) for code in ("VA001", "VA002", "VA003", "VA004")}
    gfcf = rng.uniform(1e3, 1e6, n)
    gfcf[0] = np.nan if rng.random() < 0.5 else 0.0  # outside the frame
    bought = flows.sum(axis=0)
    added = sum(parts.values())
    down = {"TII": bought, **parts, "TVA": added, "TI": bought + added}
    blocks = {
        "Z": Block(flows, rows[:, None], columns[None, :], "中间使用"),
        "FU201": Block(gfcf, rows, np.full(n, 50), "固定资本形成总额"),
        "GO": Block(bought + added, rows, np.full(n, 58), "总产出"),
    }
    for row, (code, values) in enumerate(down.items(), start=40):
        blocks[code] = Block(values, np.full(n, row), columns, code)
    codes = tuple(f"{i + 1:02d}" for i in range(n))
    source = SourceTable(f"{region}{year}.xlsx", "0" * 64, "Sheet1")
    return IOTable(region, year, "万元", codes, tuple(names), blocks, source)


def series(
    name: str,
    years: range,
    values: np.ndarray,
    *,
    unit: str | None = None,
    basis: Basis = Basis.VALUE,
    region: str = "测试省",
) -> AnnualSeries:
    """A series whose numbers stand in row 5 of a sheet."""
    return AnnualSeries(
        name,
        region,
        None,
        unit,
        basis,
        tuple(years),
        tuple(float(v) for v in values),
        tuple(address(4, i + 1) for i in range(len(years))),
        SourceTable(f"{name}.xlsx", "1" * 64, "Sheet1"),
    )


LINKS = (
    IndustryLink("farming", ("农业",), "primary"),
    IndustryLink("coal", ("煤炭",)),
    IndustryLink("electronics", ("电子",)),
    IndustryLink("building", ("建筑",), market=False),
    IndustryLink("finance", ("金融",), "tertiary"),
)
"""信息 stands for itself: no link knows it."""


def dataset(seed: int = 0, *, drop: tuple[str, ...] = (), first_price: int = 1998) -> Dataset:
    """A dataset of 2000-2021 with tables of 2007 and 2017; `drop` leaves roles out."""
    rng = np.random.default_rng(seed)
    own = ["农业", "煤炭", "电子", "建筑", "信息", "金融"]
    detailed = ["农产品", "林产品", *DETAILED.rules, "零售"]
    benchmarks = tuple(
        Benchmark(
            table("测试省", year, own, rng), OWN, table("全国", year, detailed, rng), DETAILED
        )
        for year in (2007, 2017)
    )
    years = range(2000, 2022)
    growing = 1.1 ** np.arange(len(years)) * rng.uniform(0.9, 1.1, len(years))
    price_years = range(first_price, 2022)
    n = len(price_years)

    def index(name: str, low: float, high: float, region: str = "测试省") -> AnnualSeries:
        values = rng.uniform(low, high, n)
        return series(name, price_years, values, basis=Basis.INDEX_PREVIOUS_100, region=region)

    found = {
        # Ends two years before the last benchmark: carried to it by GDP growth.
        "indicator.electronics": series(
            "营业收入", range(2005, 2016), growing[5:16] * 4e6, unit="万元"
        ),
        "indicator.software": series("软件业务收入", years, growing * 90, unit="亿元"),
        "indicator.gdp": series("地区生产总值", years, growing * 2000, unit="亿元"),
        "indicator.gfcf": series("固定资本形成总额", years, growing * 900, unit="亿元"),
        "price.nonict": index("固定资产投资价格指数", 98, 108),
        "price.reference_nonict": index("固定资产投资价格指数", 98, 107, "全国"),
        "price.reference_ict": index("出厂价格指数", 92, 101, "全国"),
        "price.software": index("居民消费价格指数", 97, 103),
    }
    for broad in BROAD:
        found[f"broad_value.{broad}"] = series(f"{broad}增加值", years, growing * 700, unit="亿元")
        found[f"price.{broad}_volume"] = index(f"{broad}指数", 104, 112)
    found |= {
        "price.cpi": index("居民消费价格指数", 99, 105),
        "price.gdp_volume": index("地区生产总值指数", 104, 112),
        "price.wage": series("平均工资", years, growing * 2e4, unit="元"),
    }
    industries = common_industries([benchmark.table.names for benchmark in benchmarks], LINKS)
    by_industry = {
        "price": {
            i.key: index(f"产出价格指数:{i.label}", 97, 106)
            for i in industries
            if i.key != "finance"
        },
        "employment": {
            i.key: series(f"就业人员:{i.label}", years, growing * rng.uniform(50, 90))
            for i in industries
            if i.key != "coal"
        },
        # Coal has hours instead: pay over wages says nothing across the change of 2008.
        "hours": {"coal": series("工时:煤炭", years, growing * rng.uniform(9, 12), unit="万小时")},
    }
    return Dataset(
        "测试省",
        benchmarks,
        {role: one for role, one in found.items() if role not in drop},
        industries,
        {role: held for role, held in by_industry.items() if role not in drop},
    )


def with_third_table(data: Dataset, year: int = 2012, seed: int = 5) -> Dataset:
    """The dataset with one more table, in whose sectors one stands at another place."""
    rng = np.random.default_rng(seed)
    own, found = data.benchmarks[0], list(data.benchmarks)
    assert own.reference is not None
    names = [own.table.names[-1], *own.table.names[:-1]]
    detailed = [*own.reference.names[1:], own.reference.names[0]]
    tables = table("测试省", year, names, rng), table("全国", year, detailed, rng)
    found.append(Benchmark(tables[0], own.concordance, tables[1], own.reference_concordance))
    found.sort(key=lambda one: one.year)
    industries = common_industries([one.table.names for one in found], LINKS)
    return replace(data, benchmarks=tuple(found), industries=industries)


def without_output(data: Dataset, name: str, benchmark: int = 0) -> Dataset:
    """The dataset with one sector that makes and buys nothing in one table."""
    found = data.benchmarks[benchmark]
    blocks = {
        code: replace(block, values=block.values.copy())
        for code, block in found.table.blocks.items()
    }
    place = found.table.names.index(name)
    blocks["Z"].values[:, place] = 0.0
    blocks["Z"].values[place, :] = 0.0
    for code in ("TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI", "GO"):
        blocks[code].values[place] = 0.0
    benchmarks = list(data.benchmarks)
    benchmarks[benchmark] = replace(found, table=replace(found.table, blocks=blocks))
    return replace(data, benchmarks=tuple(benchmarks))


def without_inputs(data: Dataset, name: str, benchmark: int = 0) -> Dataset:
    """The dataset with one sector that buys nothing in one table, and still earns."""
    found = data.benchmarks[benchmark]
    place = found.table.names.index(name)
    blocks = {
        code: replace(block, values=block.values.copy())
        for code, block in found.table.blocks.items()
    }
    for code in ("TI", "GO"):
        blocks[code].values[place] -= blocks["TII"].values[place]
    blocks["Z"].values[:, place] = 0.0
    blocks["TII"].values[place] = 0.0
    benchmarks = list(data.benchmarks)
    benchmarks[benchmark] = replace(found, table=replace(found.table, blocks=blocks))
    return replace(data, benchmarks=tuple(benchmarks))


def with_series(data: Dataset, more: Mapping[str, AnnualSeries]) -> Dataset:
    """The dataset with series added or replaced by role."""
    return replace(data, series={**data.series, **more})


def without_years(data: Dataset, role: str, years: range) -> Dataset:
    """The dataset with some years of one series gone."""
    old = data.series[role]
    cut = [np.nan if y in years else v for y, v in zip(old.years, old.values, strict=True)]
    return with_series(data, {role: _printed(replace(old, values=tuple(cut)))})


def until(data: Dataset, role: str, last: int) -> Dataset:
    """The dataset with one series that ends early."""
    return without_years(data, role, range(last + 1, 2100))


def with_flows(data: Dataset, *, unit: str = "万元") -> Dataset:
    """The dataset with a capital-flow matrix: every industry's investment in every asset."""
    rng = np.random.default_rng(7)
    years = range(2005, 2019)
    flows = {
        f"flow_{asset}": {
            one.key: series(f"投资:{one.label}", years, rng.uniform(1, 9, len(years)), unit=unit)
            for one in data.industries
        }
        for asset in ("computers", "communications", "software")
    }
    return replace(data, industry_series={**data.industry_series, **flows})


CITY_NAMES = ("甲市", "乙市", "丙市")


def city_pieces(
    name: str, indicator: str, years: range, values: np.ndarray, unit: str = "亿元"
) -> AnnualSeries:
    """One city's figures of some years, as one file prints them."""
    one = series(f"{indicator}:{name}", years, values, unit=unit, region=name)
    return replace(one, source=SourceTable(f"{name}{years[0]}.xlsx", "2" * 64, "19-2"))


def with_cities(
    data: Dataset, *, without: Mapping[str, range] | None = None, output: bool = False
) -> Dataset:
    """The dataset with three cities; their GDP comes in two pieces of unequal units.

    without: years that a city has no GDP of. output: also output of both producing industries.
    """
    rng = np.random.default_rng(11)
    gone = without or {}
    found: dict[str, dict[str, tuple[AnnualSeries, ...]]] = {"gdp": {}}
    for place, name in enumerate(CITY_NAMES):
        pieces = []
        for years, unit, scale in (
            (range(2000, 2012), "亿元", 1.0),
            (range(2012, 2022), "万元", 1e4),
        ):
            kept = [year for year in years if year not in gone.get(name, range(0))]
            growing = 1.1 ** (np.array(kept) - 2000.0) * rng.uniform(0.9, 1.1, len(kept))
            one = city_pieces(name, "地区生产总值", years, np.zeros(len(years)), unit)
            pieces.append(
                replace(
                    one,
                    years=tuple(kept),
                    values=tuple(float(v) for v in growing * scale * 300 * (place + 1)),
                    cells=one.cells[: len(kept)],
                )
            )
        found["gdp"][name] = tuple(pieces)
    if output:
        years = range(2000, 2022)
        for indicator in ("electronics", "software"):
            found[indicator] = {
                name: (city_pieces(name, indicator, years, rng.uniform(5, 90, len(years))),)
                for name in CITY_NAMES
            }
    return replace(data, cities=Cities(CITY_NAMES, found))


def fewer_cities(data: Dataset) -> Dataset:
    """The dataset without its first city: more assets than cities."""
    names = data.cities.names[1:]
    held = {
        indicator: {name: pieces for name, pieces in each.items() if name in names}
        for indicator, each in data.cities.series.items()
    }
    return replace(data, cities=Cities(names, held))


def joined_unequally(data: Dataset) -> Dataset:
    """The dataset with a wholly digital sector and one of share 0.8 in one industry with a third.

    The third is not digital: the industry's share is their mean by value added.
    """
    names = data.benchmarks[0].table.names
    own = IndustryLink("joined", ("电子", "信息", "金融"))
    industries = common_industries(
        [names, names],
        (own, *(link for link in LINKS if link.key not in ("electronics", "finance"))),
    )
    return replace(data, industries=industries)


def with_industry_series(
    data: Dataset,
    role: str,
    values: Mapping[str, np.ndarray],
    *,
    unit: str | None = None,
    basis: Basis = Basis.VALUE,
) -> Dataset:
    """The dataset with one series (2000-2021) in a role for each industry named by its key.

    A year that is NaN is not printed.
    """
    years = range(2000, 2022)
    found = {
        key: _printed(series(f"{role}:{key}", years, each, unit=unit, basis=basis))
        for key, each in values.items()
    }
    held = {**data.industry_series.get(role, {}), **found}
    return replace(data, industry_series={**data.industry_series, role: held})


def _printed(one: AnnualSeries) -> AnnualSeries:
    kept = [i for i, value in enumerate(one.values) if not np.isnan(value)]
    return replace(
        one,
        years=tuple(one.years[i] for i in kept),
        values=tuple(one.values[i] for i in kept),
        cells=tuple(one.cells[i] for i in kept),
    )


def in_one_table(data: Dataset, name: str, absent: int = 0) -> Dataset:
    """The dataset whose sector `name` is missing from one table: every row and column of it."""
    found = data.benchmarks[absent]
    place = found.table.names.index(name)

    def cut(lines: np.ndarray) -> np.ndarray:
        for axis, length in enumerate(lines.shape):
            if length == found.table.sectors:
                lines = np.delete(lines, place, axis)
        return lines

    blocks = {
        code: replace(one, values=cut(one.values), rows=cut(one.rows), columns=cut(one.columns))
        for code, one in found.table.blocks.items()
    }
    names = tuple(one for one in found.table.names if one != name)
    codes = tuple(one for i, one in enumerate(found.table.codes) if i != place)
    benchmarks = list(data.benchmarks)
    benchmarks[absent] = replace(
        found, table=replace(found.table, names=names, codes=codes, blocks=blocks)
    )
    industries = common_industries([one.table.names for one in benchmarks], LINKS)
    return replace(data, benchmarks=tuple(benchmarks), industries=industries)


def with_table_value(
    data: Dataset, block: str, name: str, value: float, benchmark: int = 1
) -> Dataset:
    """The dataset with one figure of a table's value added changed (万元), totals with it."""
    found = data.benchmarks[benchmark]
    at = found.table.names.index(name)
    blocks = {
        code: replace(one, values=one.values.copy()) for code, one in found.table.blocks.items()
    }
    change = value - blocks[block].values[at]
    for code in (block, "TVA", "TI", "GO"):
        blocks[code].values[at] += change
    benchmarks = list(data.benchmarks)
    benchmarks[benchmark] = replace(found, table=replace(found.table, blocks=blocks))
    return replace(data, benchmarks=tuple(benchmarks))
