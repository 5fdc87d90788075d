"""Employment and prices of the province's industries, consistent with its tables.

Prices are chosen such that growth accounts between two tables find the productivity
growth that is planned for each industry: with the accounts' own dual,

    dln P_j - b_Mj sum_k m_kj dln P_k
        = dln GO_j - b_Mj dln TII_j - b_Lj dln L_j - b_Kj dln K_j - a_j,

a system with one unknown price for each industry. All growth is in log points a year.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.exporting.sample import economy
from gxde_desktop.exporting.sample.balance import WAN_IN_YI, Table
from gxde_desktop.exporting.sample.economy import HISTORY, YEARS, own_tables, through
from gxde_desktop.exporting.sample.sectors import (
    PROVINCIAL_2007,
    PROVINCIAL_2017,
    common_of,
)
from gxde_desktop.exporting.sample.technology import (
    BROAD_OF,
    EARNINGS,
    PRICE_SWINGS,
    PRODUCTIVITY,
)

FloatArray = NDArray[np.float64]

INDUSTRIES = tuple(dict.fromkeys(common_of(name) for name in PROVINCIAL_2017.names))
"""The industries that all three editions can be added up to, by root of their names."""

KINDS = tuple(
    PROVINCIAL_2017.kinds[[common_of(name) for name in PROVINCIAL_2017.names].index(industry)]
    for industry in INDUSTRIES
)
BROAD = np.array([BROAD_OF.get(kind, 2) for kind in KINDS])
"""Broad sector of each industry: 0 primary, 1 secondary, 2 tertiary."""

_PERSONS = {2000: 2560.0, 2007: 2725.0, 2012: 2790.0, 2017: 2845.0, 2021: 2812.0}
"""Persons employed in the province, 万人."""
_DEFLATOR = (0.043, 0.019)
"""Growth of the price of gross domestic product between the tables."""
_BEFORE, _AFTER = 0.75, 0.9
"""Price growth before the first and after the last table, beside that within."""
_DEPRECIATION = 0.096


@dataclass(frozen=True, slots=True, eq=False)
class Accounts:
    """A table by common industry, 亿元: flows (n, n), every row (n,)."""

    year: int
    flows: FloatArray
    output: FloatArray
    rows: Mapping[str, FloatArray]


def _accounts(table: Table) -> Accounts:
    places = [INDUSTRIES.index(common_of(name)) for name in table.plan.sectors.names]
    member = np.zeros((len(INDUSTRIES), len(places)))
    member[places, range(len(places))] = 1.0

    def added(units: NDArray[np.int64]) -> FloatArray:
        return np.asarray(member @ (table.printed(units) / WAN_IN_YI))

    return Accounts(
        table.plan.year,
        added(table.flows) @ member.T,
        added(table.columns["GO"]),
        {code: added(units) for code, units in table.rows.items()},
    )


@cache
def benchmarks() -> tuple[Accounts, ...]:
    """The province's tables by common industry."""
    return tuple(_accounts(table) for table in own_tables())


def _shares_of_persons() -> FloatArray:
    """Share of each industry in employment in the years with a table, (benchmarks, n)."""
    earnings = np.array([EARNINGS.get(kind, 1.2) for kind in KINDS])
    shares: list[FloatArray] = []
    for table, accounts in zip(own_tables(), benchmarks(), strict=True):
        persons = accounts.rows["VA001"] / earnings
        for name in table.plan.labour_of:
            # Pay that eats up the surplus: the same people, paid more.
            place = INDUSTRIES.index(common_of(name))
            persons[place] = shares[-1][place] * persons.sum()
        shares.append(persons / persons.sum())
    return np.array(shares)


@cache
def employment() -> FloatArray:
    """Persons employed by common industry and year, 万人, (n, years)."""
    shares = np.log(_shares_of_persons())
    years = [accounts.year for accounts in benchmarks()]
    # Outside the tables shares go on as they went, more slowly.
    first = shares[0] - 0.5 * (shares[1] - shares[0]) * (years[0] - YEARS[0]) / 5
    last = shares[-1] + 0.5 * (shares[-1] - shares[-2]) * (YEARS[-1] - years[-1]) / 5
    knots = np.array([first, *shares, last])
    paths = np.exp(
        [np.interp(YEARS, [YEARS[0], *years, YEARS[-1]], knots[:, j]) for j in range(len(KINDS))]
    )
    return np.asarray(paths / paths.sum(axis=0) * through(_PERSONS, 361, 0.002))


def capital() -> FloatArray:
    """Stock of all fixed capital at the end of each year of `YEARS`, constant prices."""
    price = np.cumprod(economy.long_investment_price(economy.PROVINCE) / 100)
    real = economy.long_capital_formation() / price
    stock = [real[0] / 0.2]
    for amount in real[1:]:
        stock.append(stock[-1] * (1 - _DEPRECIATION) + amount)
    return np.array(stock[HISTORY.index(YEARS[0]) :])


def _plan_of_productivity() -> FloatArray:
    """Productivity growth of each industry before the level that fits the deflator."""
    words = [zlib.crc32(f"productivity {name}".encode()) / 2.0**32 for name in INDUSTRIES]
    own = np.array([PRODUCTIVITY.get(kind, 0.0) for kind in KINDS])
    return np.asarray(own + 0.012 * (2.0 * np.array(words) - 1.0))


def _interval(before: Accounts, after: Accounts, deflator: float) -> FloatArray:
    """Price growth a year of every industry between two tables."""
    years = after.year - before.year

    def mean(code: str) -> FloatArray:
        return np.asarray(0.5 * (_value(before, code) / _cost(before)
                                 + _value(after, code) / _cost(after)))  # fmt: skip

    def growth(one: FloatArray, other: FloatArray) -> FloatArray:
        return np.asarray(np.log(other / one) / years)

    def at(path: FloatArray, accounts: Accounts) -> FloatArray:
        return np.asarray(path[..., YEARS.index(accounts.year)])

    def stock(accounts: Accounts) -> FloatArray:
        used = accounts.rows["VA003"]
        return at(capital(), accounts) * used / used.sum()

    persons = employment()
    inputs = 0.5 * (before.flows / before.rows["TII"] + after.flows / after.rows["TII"])
    known = (
        growth(before.output, after.output)
        - mean("TII") * growth(before.rows["TII"], after.rows["TII"])
        - mean("VA001") * growth(at(persons, before), at(persons, after))
        - mean("VA003+VA004") * growth(stock(before), stock(after))
    )
    inverse = np.linalg.inv(np.eye(len(INDUSTRIES)) - mean("TII")[:, None] * inputs.T)
    base = inverse @ (known - _plan_of_productivity())
    lowered = inverse @ np.ones(len(INDUSTRIES))  # by one point more productivity everywhere
    level = (_deflator_of(base, before, after) - deflator) / _deflator_of(lowered, before, after)
    return np.asarray(base - level * lowered)


def _value(accounts: Accounts, code: str) -> FloatArray:
    return np.asarray(sum(accounts.rows[part] for part in code.split("+")))


def _cost(accounts: Accounts) -> FloatArray:
    """Output at factor cost."""
    return np.asarray(accounts.output - accounts.rows["VA002"])


def value_added_prices(prices: FloatArray, before: Accounts, after: Accounts) -> FloatArray:
    """Growth of value-added prices that output prices imply, by double deflation."""
    share = 0.5 * (before.rows["TVA"] / before.output + after.rows["TVA"] / after.output)
    inputs = 0.5 * (before.flows / before.rows["TII"] + after.flows / after.rows["TII"])
    return np.asarray((prices - (1 - share) * (inputs.T @ prices)) / share)


def _deflator_of(prices: FloatArray, before: Accounts, after: Accounts) -> float:
    weights = before.rows["TVA"] / before.rows["TVA"].sum()
    weights = 0.5 * (weights + after.rows["TVA"] / after.rows["TVA"].sum())
    return float(weights @ value_added_prices(prices, before, after))


@cache
def price_growth() -> FloatArray:
    """Growth a year of output prices between the tables, (intervals, n)."""
    pairs = pairwise(benchmarks())
    return np.array([_interval(*pair, goal) for pair, goal in zip(pairs, _DEFLATOR, strict=True)])


def by_year(growth: FloatArray, swing: FloatArray, seed: int, width: float) -> FloatArray:
    """Yearly growth from that between tables, (intervals, n) -> (n, years).

    A common cycle times `swing`, (n,), and a little noise; both cancel within an interval.
    """
    rng = np.random.default_rng(seed)
    cycle = np.sin(2.0 * np.pi * (np.array(YEARS) - 2002.2) / 4.3)
    yearly = swing[:, None] * cycle + width * (2.0 * rng.random((len(swing), len(YEARS))) - 1.0)
    limits = [YEARS[0] - 1, *(accounts.year for accounts in benchmarks()), YEARS[-1]]
    trends = [growth[0] * _BEFORE, *growth, growth[-1] * _AFTER]
    for (start, stop), trend in zip(pairwise(limits), trends, strict=True):
        within = slice(start + 1 - YEARS[0], stop + 1 - YEARS[0])
        yearly[:, within] += trend[:, None] - yearly[:, within].mean(axis=1, keepdims=True)
    return yearly


# What is printed: persons by sector of the newest edition, prices by common industry.


def _printed_names() -> tuple[str, ...]:
    """Names of yearbook rows: of the industry (煤炭开采和洗选业) where one edition has it alone."""
    alone = {
        common_of(name): name
        for name in PROVINCIAL_2007.names
        if sum(common_of(other) == common_of(name) for other in PROVINCIAL_2007.names) == 1
    }
    names = []
    for name in PROVINCIAL_2017.names:
        common = common_of(name)
        once = sum(common_of(other) == common for other in PROVINCIAL_2017.names) == 1
        older = alone.get(common) if once and common != "信息" else None
        names.append(older or name)
    return tuple(names)


ROWS = _printed_names()
"""Names of the rows of employment, in the order of the 2017 sectors."""


def employment_rows() -> Mapping[str, FloatArray]:
    """年末就业人员 by row, 万人; merged industries are split by their pay in the last table."""
    table = own_tables()[-1]
    pay = table.printed(table.rows["VA001"])
    common = [common_of(name) for name in PROVINCIAL_2017.names]
    found = {}
    for place, name in enumerate(ROWS):
        whole = sum(pay[i] for i, other in enumerate(common) if other == common[place])
        persons = employment()[INDUSTRIES.index(common[place])] * pay[place] / whole
        found[name] = np.round(persons, 2)
    return found


_JOINT_NAMES = {"通用": "通用、专用设备制造业", "综合": "科学研究和技术服务业"}
"""Names under which some edition prints industries as one that the newest one splits."""


def _price_name(industry: str) -> str:
    common = [common_of(name) for name in PROVINCIAL_2017.names]
    if common.count(industry) > 1:
        return _JOINT_NAMES[industry]
    return ROWS[common.index(industry)]


def price_rows() -> Mapping[str, FloatArray]:
    """产出价格指数 by row, 上年=100: one for each common industry, in the order of `INDUSTRIES`.

    Indices of the parts could not be added up to the industry's, so a merged industry is
    printed as one, as a price office prints its section.
    """
    swings = np.array([PRICE_SWINGS.get(kind, 0.012) for kind in KINDS])
    yearly = by_year(price_growth(), swings, 362, 0.006)
    indices = np.round(100 * np.exp(yearly), 1)
    return {_price_name(name): row for name, row in zip(INDUSTRIES, indices, strict=True)}
