"""The invented economy: what happens in 示例省 and in the nation, 2000 to 2021.

Paths go through a few round anchors and vary in between at random, with a fixed seed.
Nothing here is taken from a publication.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.exporting.sample.balance import WAN_IN_YI, Plan, Table, build
from gxde_desktop.exporting.sample.sectors import (
    NATIONAL_2007,
    NATIONAL_2017,
    PROVINCIAL_2007,
    PROVINCIAL_2012,
    PROVINCIAL_2017,
    Sectors,
)
from gxde_desktop.exporting.sample.technology import BROAD_OF

FloatArray = NDArray[np.float64]

PROVINCE = "示例省"
NATION = "全国"
YEARS = tuple(range(2000, 2022))
HISTORY = tuple(range(1985, 2022))
"""Years of total investment and its price: a stock of long-lived assets needs them."""

_ANCHORS: Mapping[str, Mapping[int, float]] = {
    # Amounts in 亿元 at current prices.
    "gdp.province": {2000: 2080, 2007: 5920, 2012: 12150, 2017: 18960, 2021: 25100},
    "gdp.nation": {2000: 98000, 2007: 258300, 2012: 529000, 2017: 811500, 2021: 1120000},
    "electronics": {2000: 16, 2007: 112, 2012: 585, 2017: 1720, 2021: 2540},
    "software": {2000: 5.5, 2007: 34, 2012: 118, 2017: 356, 2021: 742},
    "capital.history": {1985: 46, 1988: 88, 1991: 132, 1994: 395, 1997: 575, 2000: 728},
    # Shares of gross domestic product.
    "capital.province": {2000: 0.35, 2007: 0.46, 2012: 0.54, 2017: 0.49, 2021: 0.47},
    "capital.nation": {2000: 0.33, 2007: 0.39, 2012: 0.44, 2017: 0.42, 2021: 0.41},
}

_BEYOND_TABLES = {"primary": (1.3, 0.97), "secondary": (0.9, 0.9)}
"""Shares of broad sectors in the first and last year, beside those of the nearest table."""


def _path(name: str, seed: int, width: float) -> FloatArray:
    """Every year of `YEARS`: geometric between the anchors, varied by up to `width`."""
    return through(_ANCHORS[name], seed, width)


def through(
    anchors: Mapping[int, float], seed: int, width: float, years: tuple[int, ...] = YEARS
) -> FloatArray:
    """Every one of `years`: geometric between the anchors, varied by up to `width`."""
    logs = np.interp(years, list(anchors), [math.log(value) for value in anchors.values()])
    noise = width * (2.0 * np.random.default_rng(seed).random(len(years)) - 1.0)
    noise[[years.index(year) for year in anchors]] = 0.0
    return np.exp(logs + noise)


def _index(centre: float, swing: float, period: float, width: float, seed: int) -> FloatArray:
    """A 上年=100 index that swings around `centre`, one decimal as printed."""
    phase = 2.0 * np.pi * (np.array(YEARS) - 2002.2) / period
    noise = width * (2.0 * np.random.default_rng(seed).random(len(YEARS)) - 1.0)
    return np.round(centre + swing * np.sin(phase) + noise, 1)


def investment_price(region: str) -> FloatArray:
    """固定资产投资价格指数, 上年=100."""
    nation = _index(102.3, 2.1, 6.4, 1.0, seed=301)
    if region == NATION:
        return nation
    return np.round(nation + _index(0.2, 0.3, 9.0, 0.5, seed=302), 1)


def long_investment_price(region: str) -> FloatArray:
    """固定资产投资价格指数 over `HISTORY`, 上年=100: a wave of inflation before 2000."""
    early = np.array(HISTORY[: -len(YEARS)])
    wave = 99.0 + 17.0 * np.exp(-(((early - 1991.4) / 4.1) ** 2))
    noise = 1.2 * (2.0 * np.random.default_rng(305).random((2, len(early))) - 1.0)
    own = noise[0] + 0.4 * noise[1] * (region == PROVINCE)
    return np.concatenate([np.round(wave + own, 1), investment_price(region)])


def electronics_price() -> FloatArray:
    """The nation's producer price of electronics, 上年=100: falls, more slowly with time."""
    fall = np.linspace(5.6, 1.3, len(YEARS))
    return np.round(_index(100.0, 0.4, 5.2, 0.5, seed=303) - fall, 1)


def other_producer_price(place: int) -> FloatArray:
    """A producer price of another industry, 上年=100."""
    return _index(100.9, 2.4 + 0.5 * place, 6.4, 0.9, seed=310 + place)


def consumer_price(place: int) -> FloatArray:
    """The province's consumer price of one category, 上年=100; 0 is 交通和通信."""
    if place == 0:
        return _index(98.7, 0.7, 7.0, 0.5, seed=330)
    return _index(101.6, 1.1, 6.4, 0.8, seed=330 + place)


def electronics_revenue() -> FloatArray:
    """Revenue of the province's electronics industry, 万元."""
    return np.round(_path("electronics", 341, 0.035) * 1e4, 0)


def software_revenue() -> FloatArray:
    """Revenue of the province's software and information technology services, 万元."""
    return np.round(_path("software", 342, 0.03) * 1e4, 0)


def other_revenue(place: int) -> FloatArray:
    """Revenue of another industry of the province, 万元."""
    share = (0.11, 0.06, 0.09)[place]
    factor = 1.0 + 0.06 * (2.0 * np.random.default_rng(343 + place).random(len(YEARS)) - 1.0)
    return np.round(_path("gdp.province", 351, 0.0) * share * factor * 1e4, 0)


@cache
def domestic_product(region: str) -> FloatArray:
    """Nominal gross domestic product, 亿元; the tables' value added where there is a table."""
    name, seed = ("gdp.nation", 352) if region == NATION else ("gdp.province", 351)
    return _through_tables(_path(name, seed, 0.012), region, "TVA")


@cache
def capital_formation(region: str) -> FloatArray:
    """固定资本形成总额, 亿元; the tables' column where there is a table."""
    area = "nation" if region == NATION else "province"
    amounts = _path(f"gdp.{area}", 352, 0.0) * _path(f"capital.{area}", 353, 0.015)
    return _through_tables(amounts, region, "FU201")


def long_capital_formation() -> FloatArray:
    """固定资本形成总额 of the province over `HISTORY`, 亿元."""
    early = HISTORY[: -len(YEARS)]
    amounts = through(_ANCHORS["capital.history"], 357, 0.02, (*early, YEARS[0]))
    return np.concatenate([np.round(amounts[:-1], 2), capital_formation(PROVINCE)])


def inventory_change() -> FloatArray:
    """存货变动 of the province, 亿元."""
    share = 0.02 * (1.0 + 0.4 * (2.0 * np.random.default_rng(354).random(len(YEARS)) - 1.0))
    return _through_tables(_path("gdp.province", 351, 0.0) * share, PROVINCE, "FU202")


@cache
def broad_sectors() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Value added of primary, secondary and tertiary sector, 亿元; they add to the total.

    In the years with a table they are its sectors' sums.
    """
    total = domestic_product(PROVINCE)
    found = []
    for place, name in enumerate(("primary", "secondary")):
        shares = {
            table.plan.year: float(broad_totals(table)[place]) / table.total("TVA")
            for table in own_tables()
        }
        before, after = _BEYOND_TABLES[name]
        first, last = shares[min(shares)] * before, shares[max(shares)] * after
        anchors = {YEARS[0]: first, **shares, YEARS[-1]: last}
        found.append(np.round(total * through(anchors, 355 + place, 0.012), 2))
    return found[0], found[1], np.round(total - found[0] - found[1], 2)


def broad_totals(table: Table) -> FloatArray:
    """Value added of the three broad sectors in a table, 亿元."""
    broad = np.array([BROAD_OF.get(kind, 2) for kind in table.plan.sectors.kinds])
    amounts = table.printed(table.rows["TVA"]) / WAN_IN_YI
    return np.array([amounts[broad == place].sum() for place in range(3)])


def _through_tables(amounts: FloatArray, region: str, code: str) -> FloatArray:
    values = np.round(amounts, 2)
    for table in tables():
        if table.plan.region == region:
            values[YEARS.index(table.plan.year)] = round(table.total(code), 2)
    return values


def _at(name: str, year: int) -> float:
    return _ANCHORS[name][year]


def _plan(
    region: str,
    year: int,
    sectors: Sectors,
    capital_of: Mapping[str, float],
    output_of: Mapping[str, float],
    labour_of: Mapping[str, float] | None = None,
) -> Plan:
    area = "nation" if region == NATION else "province"
    product = _at(f"gdp.{area}", year)
    return Plan(
        region=region,
        year=year,
        sectors=sectors,
        value_added=product,
        rural=product * {2007: 0.115, 2012: 0.098, 2017: 0.092}[year],
        urban=product * {2007: 0.275, 2012: 0.282, 2017: 0.318}[year],
        government=product * 0.135,
        capital=product * _at(f"capital.{area}", year),
        inventories=product * 0.02,
        provincial=region == PROVINCE,
        seed=year * 10 + (region == NATION),
        digits=0 if region == NATION else 2,
        capital_of=MappingProxyType(dict(capital_of)),
        output_of=MappingProxyType(dict(output_of)),
        labour_of=MappingProxyType(dict(labour_of or {})),
    )


def own_tables() -> tuple[Table, ...]:
    """The province's tables."""
    return tuple(table for table in tables() if table.plan.region == PROVINCE)


@cache
def tables() -> tuple[Table, ...]:
    """The tables of the sample: three of the province, two detailed ones of the nation."""
    electronics_2007 = "通信设备、计算机及其他电子设备制造业"
    electronics = "通信设备、计算机和其他电子设备"
    software_2007 = "信息传输、计算机服务和软件业"
    software = "信息传输、软件和信息技术服务"
    plans = (
        _plan(
            PROVINCE,
            2007,
            PROVINCIAL_2007,
            {electronics_2007: 58.4, software_2007: 12.6},
            {electronics_2007: 121.0, software_2007: 228.0},
        ),
        _plan(
            PROVINCE,
            2012,
            PROVINCIAL_2012,
            {electronics: 126.3, software: 47.1},
            {electronics: 622.0, software: 476.0},
        ),
        _plan(
            PROVINCE,
            2017,
            PROVINCIAL_2017,
            {electronics: 213.8, software: 131.5},
            {electronics: 1806.0, software: 936.0},
            # A market industry whose depreciation and surplus together are a loss.
            {"仪器仪表": 0.96},
        ),
        _plan(
            NATION,
            2007,
            NATIONAL_2007,
            {
                "通信设备制造业": 1520.0,
                "雷达及广播设备制造业": 140.0,
                "电子计算机制造业": 1640.0,
                "电子元器件制造业": 0.0,
                "家用视听设备制造业": 95.0,
                "其他电子设备制造业": 260.0,
                "电信和其他信息传输服务业": 0.0,
                "计算机服务业": 0.0,
                "软件业": 1150.0,
            },
            {},
        ),
        _plan(
            NATION,
            2017,
            NATIONAL_2017,
            {
                "计算机": 2480.0,
                "通信设备": 3310.0,
                "广播电视设备和雷达及配套设备": 1190.0,
                "视听设备": 470.0,
                "电子元器件": 350.0,
                "其他电子设备": 420.0,
                "电信": 0.0,
                "广播电视及卫星传输服务": 0.0,
                "互联网和相关服务": 0.0,
                "软件服务": 16900.0,
                "信息技术服务": 0.0,
            },
            {},
        ),
    )
    return tuple(build(plan) for plan in plans)
