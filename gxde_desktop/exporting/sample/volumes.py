"""Volume indices of the province's product and its average wage, from the industries' accounts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gxde_desktop.exporting.sample import economy
from gxde_desktop.exporting.sample.economy import PROVINCE, YEARS, through
from gxde_desktop.exporting.sample.industries import (
    BROAD,
    FloatArray,
    benchmarks,
    by_year,
    employment,
    price_growth,
    value_added_prices,
)

_URBAN = 1.75
"""Average wage in urban units beside pay per person employed, the self-employed included."""


def _broad_deflators() -> FloatArray:
    """Growth of value-added prices of the broad sectors, (3, years)."""
    intervals = []
    for prices, (before, after) in zip(price_growth(), pairwise(benchmarks()), strict=True):
        own = value_added_prices(prices, before, after)
        weights = before.rows["TVA"] + after.rows["TVA"]
        members = [np.flatnonzero(place == BROAD) for place in range(3)]
        intervals.append([float(np.average(own[i], weights=weights[i])) for i in members])
    return by_year(np.array(intervals), np.array([0.01, 0.018, 0.006]), 371, 0.003)


def volume_indices() -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """上年=100 of gross domestic product and the three broad sectors, one decimal.

    The total is the sectors' growth weighted by last year's shares.
    """
    nominal = np.array(economy.broad_sectors())
    prices = _broad_deflators()
    growth = np.diff(np.log(nominal), axis=1) - prices[:, 1:]
    growth = np.concatenate([growth[:, :1] * 0.92, growth], axis=1)  # the year before the first
    shares = nominal / nominal.sum(axis=0)
    before = np.concatenate([shares[:, :1], shares[:, :-1]], axis=1)
    indices = np.round(100 * np.exp(growth), 1)
    total = np.round((before * indices).sum(axis=0), 1)
    return total, indices[0], indices[1], indices[2]


def average_wage() -> FloatArray:
    """城镇单位就业人员平均工资, yuan: grows as pay per person in the tables."""
    persons = employment().sum(axis=0)
    pay = {
        accounts.year: _URBAN
        * 1e4
        * float(accounts.rows["VA001"].sum() / persons[YEARS.index(accounts.year)])
        for accounts in benchmarks()
    }
    product = economy.domestic_product(PROVINCE) / persons
    first, last = min(pay), max(pay)
    ends = {
        YEARS[0]: pay[first] * product[0] / product[YEARS.index(first)],
        YEARS[-1]: pay[last] * product[-1] / product[YEARS.index(last)],
    }
    anchors = dict(sorted({**pay, **ends}.items()))
    return np.round(through({y: float(v) for y, v in anchors.items()}, 372, 0.008), 0)
