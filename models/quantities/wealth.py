"""Wealth stock, consumption of fixed capital and holding gains (method, section 4).

phi(x) = p(x)/p(0) weighs investment by what it is worth, where the productive stock weighs
it by what it does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.age_price import age_price, consumption_weights, relative_price
from models.capital import backcast_remaining, ends, productive_stock
from models.expression import (
    Const,
    Missing,
    Node,
    Param,
    Ref,
    Run,
    mark_where,
    total,
)
from models.frame import Frame
from models.messages import message
from models.quantities.base import Cell, Given, Quantity
from models.quantities.base_stock import (
    first_used,
    is_backcast,
    no_stock,
    past_run,
    stock_span,
)
from models.quantities.profiles import parameter
from models.quantities.stocks import flow_run

FloatArray = NDArray[np.float64]


def _age_price_kernel(given: Given) -> FloatArray:
    decay = given.empty("asset")
    for a, (name, asset) in enumerate(given.frame.parameters.assets.items()):
        decay[a] = 1.0 if ends(asset) else given.parameter(f"{name}.depreciation")
    ages_last = np.moveaxis(given["profile"], 1, -1)
    found = age_price(ages_last, given.parameter("real_return"), decay=decay)
    return np.moveaxis(found, -1, 1)


def _age_price_cell(frame: Frame, a: int, x: int) -> Node:
    rate = Const(1.0) + Param("real_return")
    if x < frame.size("age") - 1:
        return (Ref("profile", (a, x)) + Ref("age_price", (a, x + 1))) / rate
    if not ends(frame.asset(a)):
        rate = Param("real_return") + parameter(frame, a, "depreciation")
    return Ref("profile", (a, x)) / rate


AGE_PRICE = Quantity(
    key="age_price",
    axes=("asset", "age"),
    unit="ratio",
    symbol="p_i(x)",
    formula="p_i(x) = Σ_{k≥x} w_i(k)·(1 + r*)^{−(k−x+1)} = (w_i(x) + p_i(x+1)) / (1 + r*)",
    source="user_cost",
    needs=("profile", "age_price"),
    kernel=_age_price_kernel,
    draws=True,
    cell=_age_price_cell,
)


def _mid_year(frame: Frame, a: int) -> bool:
    return frame.asset(a).timing == "mid_year"


def _relative_kernel(given: Given) -> FloatArray:
    prices = np.moveaxis(given["age_price"], 1, -1)
    out = relative_price(prices)
    for a in range(out.shape[0]):
        if _mid_year(given.frame, a):
            out[a] = relative_price(prices[a], half_year=True)
    return np.moveaxis(out, -1, 1)


def _relative_cell(frame: Frame, a: int, x: int) -> Node:
    own, new = Ref("age_price", (a, x)), Ref("age_price", (a, 0))
    if not _mid_year(frame, a):
        return own / new
    if x == frame.size("age") - 1:
        return own / 2.0 / new
    return (own + Ref("age_price", (a, x + 1))) / 2.0 / new


RELATIVE_PRICE = Quantity(
    key="relative_price",
    axes=("asset", "age"),
    unit="ratio",
    symbol="φ_i(x)",
    formula="φ_i(x) = p_i(x) / p_i(0);  ½·[p_i(x) + p_i(x+1)] / p_i(0)",
    source="ours",
    needs=("age_price",),
    kernel=_relative_kernel,
    draws=True,
    cell=_relative_cell,
)


def _consumption_weight_kernel(given: Given) -> FloatArray:
    lost = consumption_weights(np.moveaxis(given["relative_price"], 1, -1))
    return np.moveaxis(lost, -1, 1)


def _consumption_weight_cell(_: Frame, a: int, x: int) -> Node:
    before: Node = Ref("relative_price", (a, x - 1)) if x else Const(1.0)
    return before - Ref("relative_price", (a, x))


CONSUMPTION_WEIGHT = Quantity(
    key="consumption_weight",
    axes=("asset", "age"),
    unit="ratio",
    symbol="d_i(x)",
    formula="d_i(0) = 1 − φ_i(0);  d_i(x) = φ_i(x−1) − φ_i(x)",
    source="ours",
    needs=("relative_price",),
    kernel=_consumption_weight_kernel,
    draws=True,
    cell=_consumption_weight_cell,
)


def _past(given: Given, a: int, weights: str, years: int) -> FloatArray:
    """What weights leave of the backcast investment at the end of t0 ... t0 + years."""
    count = given.frame.size("past")
    return backcast_remaining(given["backcast_investment"][a, :count], given[weights][a], years)


def _initial_kernel(given: Given) -> FloatArray:
    out = given.empty("asset")
    for a in range(out.shape[0]):
        if is_backcast(given.frame, a) and first_used(given.frame, a) is not None:
            out[a] = _past(given, a, "relative_price", 0)[0]
        else:
            out[a] = given["initial_stock"][a]
    return out


def _initial_cell(frame: Frame, a: int) -> Node:
    if is_backcast(frame, a) and first_used(frame, a) is not None:
        return past_run(frame, a, "relative_price", 0)
    # The formula of the base stock is that of a geometric one, which is worth what it does.
    return Ref("initial_stock", (a,))


INITIAL_WEALTH = Quantity(
    key="initial_wealth",
    axes=("asset",),
    unit="money_base",
    symbol="W_{i,t0}",
    formula="W_{i,t0} = K_{i,t0};  Σ_x φ_i(x) · I^r_{i,t0−x}",
    source="ours",
    needs=("initial_stock", "backcast_investment", "relative_price"),
    kernel=_initial_kernel,
    draws=True,
    cell=_initial_cell,
)


def _wealth_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if span is None or first is None:
            continue
        years = slice(span[0], span[1] + 1)
        if is_backcast(frame, a):
            left = _past(given, a, "relative_price", span[1] - first + 1)
            out[a, years] = left[span[0] - first + 1 :]
        else:
            out[a, years] = given["initial_remaining"][a, years]
        flow = given["real_investment"][a, first : span[1] + 1]
        bought = productive_stock(flow.T, given["relative_price"][a].T)
        out[a, first : span[1] + 1] += bought.T
    return out


def _base_wealth(frame: Frame, a: int, first: int, t: int) -> Node:
    if is_backcast(frame, a):
        return past_run(frame, a, "relative_price", t - first + 1)
    return Ref("initial_remaining", (a, t))


def _wealth_cell(frame: Frame, a: int, t: int) -> Node:
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not span[0] <= t <= span[1]:
        return no_stock(frame, a, t)
    base = _base_wealth(frame, a, first, t)
    value = flow_run(a, "relative_price", first, t) + base if t >= first else base
    return mark_where(Const(0.0) >= Ref("wealth_stock", (a, t)), value, "not_positive")


WEALTH = Quantity(
    key="wealth_stock",
    axes=("asset", "year"),
    unit="money_base",
    symbol="W_{i,t}",
    formula="W_{i,t} = Σ_{x=0}^{t−t0−1} φ_i(x) · I^r_{i,t−x} + W^0_{i,t}",
    source="ours",
    needs=("real_investment", "relative_price", "initial_remaining", "backcast_investment"),
    kernel=_wealth_kernel,
    draws=True,
    cell=_wealth_cell,
)


def _consumption_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    delta = given.asset("depreciation")
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if span is None or first is None:
            continue
        years = slice(first, span[1] + 1)
        flow = given["real_investment"][a, years]
        if is_backcast(frame, a):
            base = _past(given, a, "consumption_weight", span[1] - first + 1)[1:]
        else:
            left = given["initial_remaining"][a, years]
            first_of = np.broadcast_to(given["initial_stock"][a], left[:1].shape)
            base = delta[a] * np.concatenate([first_of, left[:-1]])
        out[a, years] = productive_stock(flow.T, given["consumption_weight"][a].T).T + base
    return out


def _consumption_cell(frame: Frame, a: int, t: int) -> Node:
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not span[0] <= t <= span[1]:
        return no_stock(frame, a, t)
    if t < first:
        return Missing(message("cause.before_first_investment"))
    flow = flow_run(a, "consumption_weight", first, t)
    if is_backcast(frame, a):
        return flow + past_run(frame, a, "consumption_weight", t - first + 1)
    start = Ref("initial_stock", (a,)) if t == first else Ref("initial_remaining", (a, t - 1))
    return flow + parameter(frame, a, "depreciation") * start


CONSUMPTION = Quantity(
    key="capital_consumption",
    axes=("asset", "year"),
    unit="money_base",
    symbol="D_{i,t}",
    formula="D_{i,t} = Σ_{x=0}^{t−t0−1} d_i(x) · I^r_{i,t−x} + D^0_{i,t}",
    source="ours",
    needs=(
        "real_investment",
        "consumption_weight",
        "initial_stock",
        "initial_remaining",
        "backcast_investment",
    ),
    kernel=_consumption_kernel,
    draws=True,
    cell=_consumption_cell,
)


def _at_current_prices(key: str, of: str, symbol: str, formula: str) -> Quantity:
    return Quantity(
        key=key,
        axes=("asset", "year"),
        unit="money",
        symbol=symbol,
        formula=formula,
        source="ours",
        needs=(of, "price"),
        kernel=lambda given: given[of] * given["price"],
        draws=True,
        cell=lambda _, a, t: Ref(of, (a, t)) * Ref("price", (a, t)),
    )


WEALTH_CURRENT = _at_current_prices(
    "wealth_current", "wealth_stock", "P_{i,t}·W_{i,t}", "P_{i,t} · W_{i,t}"
)
CONSUMPTION_CURRENT = _at_current_prices(
    "consumption_current", "capital_consumption", "P_{i,t}·D_{i,t}", "P_{i,t} · D_{i,t}"
)


def _gain_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    change = np.diff(given["price"], axis=1)
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if span is None or first is None:
            continue
        out[a, first + 1 : span[1] + 1] = (
            change[a, first : span[1]] * given["wealth_stock"][a, first : span[1]]
        )
        if first > 0:
            out[a, first] = change[a, first - 1] * given["initial_wealth"][a]
    return out


def _gain_cell(frame: Frame, a: int, t: int) -> Node:
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not span[0] <= t <= span[1]:
        return no_stock(frame, a, t)
    if t < first:
        return Missing(message("cause.before_first_investment"))
    if t == 0:
        return Missing(message("cause.first_year"))
    opening = Ref("initial_wealth", (a,)) if t == first else Ref("wealth_stock", (a, t - 1))
    return (Ref("price", (a, t)) - Ref("price", (a, t - 1))) * opening


HOLDING_GAINS = Quantity(
    key="wealth_gain",
    axes=("asset", "year"),
    unit="money",
    symbol="G_{i,t}",
    formula="G_{i,t} = (P_{i,t} − P_{i,t−1}) · W_{i,t−1}",
    source="ours",
    needs=("price", "wealth_stock", "initial_wealth", "real_investment"),
    kernel=_gain_kernel,
    draws=True,
    cell=_gain_cell,
)


def _over_assets(key: str) -> Cell:
    def cell(frame: Frame, t: int) -> Node:
        return total(Run(key, (0, t), 0, 0, len(frame.assets) - 1))

    return cell


def _sum_of(key: str, of: str, symbol: str, formula: str) -> Quantity:
    return Quantity(
        key=key,
        axes=("year",),
        unit="money",
        symbol=symbol,
        formula=formula,
        source="ours",
        needs=(of,),
        kernel=lambda given: np.asarray(given[of].sum(axis=0)),
        draws=True,
        cell=_over_assets(of),
    )


WEALTH_TOTAL = _sum_of("wealth_current_total", "wealth_current", "Σ P·W", "Σ_i P_{i,t} · W_{i,t}")
CONSUMPTION_TOTAL = _sum_of(
    "consumption_current_total", "consumption_current", "Σ P·D", "Σ_i P_{i,t} · D_{i,t}"
)

QUANTITIES = (
    AGE_PRICE,
    RELATIVE_PRICE,
    CONSUMPTION_WEIGHT,
    INITIAL_WEALTH,
    WEALTH,
    CONSUMPTION,
    WEALTH_CURRENT,
    CONSUMPTION_CURRENT,
    HOLDING_GAINS,
    WEALTH_TOTAL,
    CONSUMPTION_TOTAL,
)
