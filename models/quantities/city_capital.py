"""ICT investment and capital of each city, by the province's parameters (method, section 2).

Prices, profile, base year and growth of the base-year stock are the province's, so that the
stock is linear in investment: where the cities' shares add up to one in every year, so do
their stocks to the province's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models import capital
from models.cities import CITY_INDICATORS
from models.concordance import GROUPS
from models.expression import Node, Ref, Run, plus, sum_of_products
from models.frame import Frame
from models.quantities.base import Given, Quantity
from models.quantities.base_stock import first_used, stock_span
from models.quantities.city_shares import GDP

FloatArray = NDArray[np.float64]

AXES = ("asset", "city", "year")


def series_for(frame: Frame, a: int) -> int:
    """Position of the series X by which an asset's investment goes to cities."""
    if frame.parameters.city_activity == "gdp":
        return GDP
    return CITY_INDICATORS.index(GROUPS[frame.group(a)])


def _investment_kernel(given: Given) -> FloatArray:
    frame = given.frame
    places = [series_for(frame, a) for a in range(len(frame.assets))]
    return np.asarray(given["investment"][:, None] * given["city_share"][places])


INVESTMENT = Quantity(
    key="city_investment",
    axes=AXES,
    unit="money",
    symbol="I_{i,c,t}",
    formula="I_{i,c,t} = I_{i,t} · φ_t · X_{c,t} / X_t",
    source="step2",
    needs=("investment", "city_share"),
    kernel=_investment_kernel,
    draws=True,
    cell=lambda frame, a, c, t: (
        Ref("investment", (a, t)) * Ref("city_share", (series_for(frame, a), c, t))
    ),
)

REAL_INVESTMENT = Quantity(
    key="city_real_investment",
    axes=AXES,
    unit="money_base",
    symbol="I^r_{i,c,t}",
    formula="I^r_{i,c,t} = I_{i,c,t} / P_{i,t}",
    source="step5",
    needs=("city_investment", "price"),
    kernel=lambda given: given["city_investment"] / given["price"][:, None],
    draws=True,
    cell=lambda _, a, c, t: Ref("city_investment", (a, c, t)) / Ref("price", (a, t)),
)


def _stock_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty(*AXES)
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if span is None or first is None:
            continue
        share = given["city_share"][series_for(frame, a), :, first]
        out[a, :, span[0] : span[1] + 1] = (
            share[:, None] * given["initial_remaining"][a, span[0] : span[1] + 1]
        )
        flow = given["city_real_investment"][a, :, first : span[1] + 1]
        weights = given["stock_weight"][a]
        # (city, draw, year) and (draw, age): time is last for the mathematics.
        invested = capital.productive_stock(np.moveaxis(flow, 1, -1), weights.T)
        out[a, :, first : span[1] + 1] += np.moveaxis(invested, -1, 1)
    return out


def _stock_cell(frame: Frame, a: int, c: int, t: int) -> Node:
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not span[0] <= t <= span[1]:
        return Ref("stock", (a, t))  # without a stock of the province there is none of a city
    share = Ref("city_share", (series_for(frame, a), c, first))
    left = share * Ref("initial_remaining", (a, t))
    if t < first:
        return left
    invested = sum_of_products(
        Run("city_real_investment", (a, c, 0), 2, first, t),
        Run("stock_weight", (a, 0), 1, 0, t - first, backwards=True),
    )
    return invested + left


STOCK = Quantity(
    key="city_stock",
    axes=AXES,
    unit="money_base",
    symbol="K_{i,c,t}",
    formula="K_{i,c,t} = Σ_x w*_i(x) · I^r_{i,c,t−x} + s_{c,t0+1} · K^0_{i,t}",
    source="capital",
    needs=("city_real_investment", "stock_weight", "city_share", "initial_remaining", "stock"),
    kernel=_stock_kernel,
    draws=True,
    cell=_stock_cell,
)

STOCK_CURRENT = Quantity(
    key="city_stock_current",
    axes=AXES,
    unit="money",
    symbol="P_{i,t}·K_{i,c,t}",
    formula="P_{i,t} · K_{i,c,t}",
    source="step5",
    needs=("city_stock", "price"),
    kernel=lambda given: given["city_stock"] * given["price"][:, None],
    draws=True,
    cell=lambda _, a, c, t: Ref("city_stock", (a, c, t)) * Ref("price", (a, t)),
)


def _accounts_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = np.full_like(given["city_stock"] + given["accounts_stock"][:, None], np.nan)
    more = given["accounts_stock"] - given["stock"]
    for a in range(out.shape[0]):
        first = first_used(frame, a)
        if first is not None:
            share = given["city_share"][series_for(frame, a), :, first]
            out[a] = given["city_stock"][a] + share[:, None] * more[a]
    return out


def _accounts_cell(frame: Frame, a: int, c: int, t: int) -> Node:
    first = first_used(frame, a)
    if first is None:
        return Ref("city_stock", (a, c, t))
    more = Ref("accounts_stock", (a, t)) - Ref("stock", (a, t))
    share = Ref("city_share", (series_for(frame, a), c, first))
    return Ref("city_stock", (a, c, t)) + share * more


ACCOUNTS_STOCK = Quantity(
    key="city_accounts_stock",
    axes=AXES,
    unit="money_base",
    symbol="K*_{i,c,t}",
    formula="K*_{i,c,t} = K_{i,c,t} + s_{c,t0+1} · (K*_{i,t} − K_{i,t})",
    source="user_cost",
    needs=("city_stock", "city_share", "accounts_stock", "stock"),
    kernel=_accounts_kernel,
    draws=True,
    cell=_accounts_cell,
)


def _over_assets(key: str, of: str, unit: str, symbol: str) -> Quantity:
    """Sum over assets, (city, year)."""
    return Quantity(
        key=key,
        axes=("city", "year"),
        unit=unit,
        symbol=symbol,
        formula=symbol,
        source="step5",
        needs=(of,),
        kernel=lambda given: np.asarray(given[of].sum(axis=0)),
        draws=True,
        cell=lambda frame, c, t: plus_assets(frame, of, c, t),
    )


def plus_assets(frame: Frame, key: str, c: int, t: int) -> Node:
    """Sum over assets of a quantity (asset, city, year): they stand in blocks apart."""
    return plus([Ref(key, (a, c, t)) for a in range(len(frame.assets))])


INVESTMENT_TOTAL = _over_assets(
    "city_investment_total", "city_investment", "money", "Σ_i I_{i,c,t}"
)
STOCK_TOTAL = _over_assets("city_stock_total", "city_stock", "money_base", "Σ_i K_{i,c,t}")
STOCK_CURRENT_TOTAL = _over_assets(
    "city_stock_current_total", "city_stock_current", "money", "Σ_i P_{i,t}·K_{i,c,t}"
)

QUANTITIES = (
    INVESTMENT,
    INVESTMENT_TOTAL,
    REAL_INVESTMENT,
    STOCK,
    STOCK_TOTAL,
    STOCK_CURRENT,
    STOCK_CURRENT_TOTAL,
    ACCOUNTS_STOCK,
)
