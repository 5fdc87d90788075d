"""User cost and capital compensation by industry (method, section 6).

c_{a,t} = P_{a,t-1} r + d_a P_{a,t} - (P_{a,t} - P_{a,t-1}), on capital services
K^s = (K_{t-1} + K_t)/2. The rate r is ex post where the tables allow it; the order of
remedies is decided for each industry and year, and every candidate is a quantity.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Fn,
    If,
    Missing,
    Node,
    Param,
    Ref,
    Run,
    mark,
    node,
    total,
)
from models.frame import PRICES, Frame
from models.investment import interpolate_ratio
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.industry_tables import no_partner
from models.quantities.ratios import linear_between

FloatArray = NDArray[np.float64]

NONICT, CPI = PRICES.index("nonict"), PRICES.index("cpi")
GAIN_YEARS = 3
"""Years over which a holding gain is smoothed (the method: 3 to 5)."""
HIGHEST_RATE = 0.5
"""A nominal rate of return above this is refused and replaced by the region's."""
INFLATION_YEARS = 3
"""Years of consumer prices in expected inflation, t-2 ... t."""


def _n(frame: Frame) -> int:
    """Position of non-ICT capital on the capital axis: after the assets."""
    return len(frame.assets)


def _no_table(frame: Frame) -> Missing:
    return Missing(message("needs.table", region=frame.dataset.region))


# ------------------------------------------------------------------ non-ICT capital by industry


def _split_kernel(given: Given) -> FloatArray:
    depreciation = given["industry_depreciation_value"]
    return np.asarray(depreciation / depreciation.sum(axis=0))


def _split_cell(frame: Frame, j: int, b: int) -> Node:
    every = Run("industry_depreciation_value", (0, b), 0, 0, frame.size("industry") - 1)
    return Ref("industry_depreciation_value", (j, b)) / total(every)


NONICT_SPLIT = Quantity(
    key="nonict_benchmark_key",
    axes=("industry", "benchmark"),
    unit="share",
    symbol="k_{n,j,b}",
    formula="k_{n,j,b} = VA003_j / Σ_j VA003_j",
    source="nonict",
    needs=("industry_depreciation_value",),
    kernel=_split_kernel,
    cell=_split_cell,
)


def _nonict_key_cell(frame: Frame, j: int, t: int) -> Node:
    return (
        linear_between(frame, "nonict_benchmark_key", (j,), t)
        if frame.benchmarks
        else (_no_table(frame))
    )


NONICT_KEY = Quantity(
    key="nonict_key",
    axes=("industry", "year"),
    unit="share",
    symbol="k_{n,j,t}",
    formula="k_{n,j,t} = [(u−t)·k_{n,j,s} + (t−s)·k_{n,j,u}] / (u−s)",
    source="nonict",
    needs=("nonict_benchmark_key",),
    kernel=lambda given: interpolate_ratio(
        given["nonict_benchmark_key"], given.frame.benchmarks, given.frame.years, "linear"
    ),
    cell=_nonict_key_cell,
)


NONICT_INDUSTRY = Quantity(
    key="nonict_industry_stock",
    axes=("industry", "year"),
    unit="money_base",
    symbol="K_{n,j,t}",
    formula="K_{n,j,t} = k_{n,j,t} · K_{n,t}",
    source="nonict",
    needs=("nonict_key", "nonict_stock"),
    kernel=lambda given: given["nonict_key"] * given["nonict_stock"],
    cell=lambda _, j, t: Ref("nonict_key", (j, t)) * Ref("nonict_stock", (t,)),
)


def _stock_ref(frame: Frame, a: int, j: int, t: int) -> Ref:
    if a == _n(frame):
        return Ref("nonict_industry_stock", (j, t))
    return Ref("industry_stock", (a, j, t))


def _all_stocks(given: Given) -> FloatArray:
    """(capital, industry, year): ICT assets and non-ICT capital."""
    return np.concatenate([given["industry_stock"], given["nonict_industry_stock"][None]])


def _services_kernel(given: Given) -> FloatArray:
    stocks = _all_stocks(given)
    out = np.full_like(stocks, np.nan)
    out[..., 1:] = (stocks[..., :-1] + stocks[..., 1:]) / 2.0
    return out


def _services_cell(frame: Frame, a: int, j: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    return (_stock_ref(frame, a, j, t - 1) + _stock_ref(frame, a, j, t)) / 2.0


SERVICES = Quantity(
    key="capital_services",
    axes=("capital", "industry", "year"),
    unit="money_base",
    symbol="K^s_{a,j,t}",
    formula="K^s_{a,j,t} = (K_{a,j,t−1} + K_{a,j,t}) / 2",
    source="user_cost",
    needs=("industry_stock", "nonict_industry_stock"),
    kernel=_services_kernel,
    cell=_services_cell,
)


# ------------------------------------------------------------------ depreciation, prices, gains


def _age_price_kernel(given: Given) -> FloatArray:
    profile, rate = given["profile"], 1.0 + given.parameter("real_return")
    out = np.zeros_like(profile)
    following = np.zeros(profile.shape[0])
    for x in range(profile.shape[1] - 1, -1, -1):
        following = (profile[:, x] + following) / rate
        out[:, x] = following
    return out


def _age_price_cell(frame: Frame, a: int, x: int) -> Node:
    rate = Const(1.0) + Param("real_return")
    if x == frame.size("age") - 1:
        return Ref("profile", (a, x)) / rate
    return (Ref("profile", (a, x)) + Ref("age_price", (a, x + 1))) / rate


AGE_PRICE = Quantity(
    key="age_price",
    axes=("asset", "age"),
    unit="ratio",
    symbol="p_i(x)",
    formula="p_i(x) = Σ_{k≥x} w_i(k)·(1 + r*)^{−(k−x+1)} = (w_i(x) + p_i(x+1)) / (1 + r*)",
    source="user_cost",
    needs=("profile", "age_price"),
    kernel=_age_price_kernel,
    cell=_age_price_cell,
)


def _depreciation_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("capital")
    out[-1] = given.parameter("nonict_depreciation")
    for a in range(len(frame.assets)):
        if frame.asset(a).user_cost_depreciation == "given":
            out[a] = frame.asset(a).depreciation
        elif given["age_price"].shape[1] > 1:
            out[a] = 1.0 - given["age_price"][a, 1] / given["age_price"][a, 0]
    return out


def _depreciation_cell(frame: Frame, a: int) -> Node:
    if a == _n(frame):
        return Param("nonict_depreciation")
    if frame.asset(a).user_cost_depreciation == "given":
        return Param(f"{frame.assets[a]}.depreciation")
    if frame.size("age") < 2:
        return Missing(message("needs.table", region=frame.dataset.region))
    return Const(1.0) - Ref("age_price", (a, 1)) / Ref("age_price", (a, 0))


DEPRECIATION = Quantity(
    key="user_cost_rate",
    axes=("capital",),
    unit="rate",
    symbol="d_a",
    formula="d_a = 1 − p_a(1) / p_a(0)",
    source="user_cost",
    needs=("age_price",),
    kernel=_depreciation_kernel,
    cell=_depreciation_cell,
)


def _price_cell(frame: Frame, a: int, t: int) -> Node:
    if a == _n(frame):
        return Ref("price_level", (NONICT, t))
    return Ref("price", (a, t))


CAPITAL_PRICE = Quantity(
    key="capital_price",
    axes=("capital", "year"),
    unit="index_one",
    symbol="P_{a,t}",
    formula="P_{a,t}",
    source="user_cost",
    needs=("price", "price_level"),
    kernel=lambda given: np.concatenate([given["price"], given["price_level"][[NONICT]]]),
    cell=_price_cell,
)


def _gain_span(frame: Frame, variant: int, a: int, t: int) -> int | None:
    """Position from which the gain of year t is counted, None where there is no price."""
    reach = GAIN_YEARS if variant == 1 else 1
    for back in range(reach, 0, -1):
        if frame.exists("capital_price", a, t - back) and frame.exists("capital_price", a, t):
            return t - back
    return None


def _gain_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("variant", "capital", "year")
    price = given["capital_price"]
    for v, a, t in np.ndindex(out.shape):
        start = _gain_span(frame, v, a, t)
        if start is not None:
            out[v, a, t] = 0.0 if v == 2 else (price[a, t] - price[a, start]) / (t - start)
    return out


def _gain_cell(frame: Frame, v: int, a: int, t: int) -> Node:
    start = _gain_span(frame, v, a, t)
    if start is None:
        if t == 0:
            return Missing(message("cause.first_year"))
        return Ref("capital_price", (a, t if not frame.exists("capital_price", a, t) else t - 1))
    if v == 2:
        return Const(0.0)
    gain = Ref("capital_price", (a, t)) - Ref("capital_price", (a, start))
    return gain / node(t - start) if t - start > 1 else gain


GAIN = Quantity(
    key="holding_gain",
    axes=("variant", "capital", "year"),
    unit="index_one",
    symbol="ΔP_{a,t}",
    formula="ΔP_{a,t} = P_{a,t} − P_{a,t−1};  (P_{a,t} − P_{a,t−3})/3;  0",
    source="user_cost",
    needs=("capital_price",),
    kernel=_gain_kernel,
    cell=_gain_cell,
)


# ------------------------------------------------------------------ rates of return


def _kinds(frame: Frame) -> range:
    """Positions of the capital that is known: with non-ICT capital, or ICT assets alone."""
    return range(len(frame.assets) + (1 if has_nonict(frame) else 0))


def has_nonict(frame: Frame) -> bool:
    """Whether the non-ICT stock is known in every benchmark year that can have services."""
    places = [frame.year_position(year) for year in frame.benchmarks]
    return bool(places) and all(
        t is not None and frame.exists("nonict_stock", t) and frame.exists("nonict_stock", t - 1)
        for t in places
    )


def _place(frame: Frame, b: int) -> int | None:
    """Position of a benchmark year that has a year before it."""
    t = frame.year_position(frame.benchmarks[b])
    return t if t is not None and t > 0 else None


def _outside(frame: Frame, b: int) -> Missing:
    return Missing(message("needs.year_in_span", year=frame.benchmarks[b] - 1))


def _after_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("variant", "industry", "benchmark")
    kinds = list(_kinds(frame))
    for b in range(len(frame.benchmarks)):
        t = _place(frame, b)
        if t is None:
            continue
        services = given["capital_services"][kinds, :, t]
        for v in range(out.shape[0]):
            margin = (
                given["user_cost_rate"][kinds] * given["capital_price"][kinds, t]
                - given["holding_gain"][v, kinds, t]
            )
            out[v, :, b] = given["capital_income"][:, b] - (margin[:, None] * services).sum(0)
    return out


def _after_cell(frame: Frame, v: int, j: int, b: int) -> Node:
    t = _place(frame, b)
    if t is None:
        return _outside(frame, b)
    income: Node = Ref("capital_income", (j, b))
    for a in _kinds(frame):
        worn = Ref("user_cost_rate", (a,)) * Ref("capital_price", (a, t))
        margin = worn - Ref("holding_gain", (v, a, t))
        income = income - margin * Ref("capital_services", (a, j, t))
    return income


NET_INCOME = Quantity(
    key="net_capital_income",
    axes=("variant", "industry", "benchmark"),
    unit="money",
    symbol="N_j",
    formula="N_j = CC_j − Σ_a (d_a·P_{a,t} − ΔP_{a,t})·K^s_{a,j,t}",
    source="user_cost",
    needs=(
        "capital_income",
        "user_cost_rate",
        "capital_price",
        "holding_gain",
        "capital_services",
    ),
    kernel=_after_kernel,
    cell=_after_cell,
)


def _base_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "benchmark")
    kinds = list(_kinds(frame))
    for b in range(len(frame.benchmarks)):
        t = _place(frame, b)
        if t is not None:
            prices = given["capital_price"][kinds, t - 1]
            out[:, b] = (prices[:, None] * given["capital_services"][kinds, :, t]).sum(0)
    return out


def _base_cell(frame: Frame, j: int, b: int) -> Node:
    t = _place(frame, b)
    if t is None:
        return _outside(frame, b)
    parts = [
        Ref("capital_price", (a, t - 1)) * Ref("capital_services", (a, j, t)) for a in _kinds(frame)
    ]
    return reduce(lambda left, right: left + right, parts)


CAPITAL_VALUE = Quantity(
    key="capital_value",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="W_j",
    formula="W_j = Σ_a P_{a,t−1}·K^s_{a,j,t}",
    source="user_cost",
    needs=("capital_price", "capital_services"),
    kernel=_base_kernel,
    cell=_base_cell,
)

OWN_RATE = Quantity(
    key="own_rate",
    axes=("variant", "industry", "benchmark"),
    unit="rate",
    symbol="r_j",
    formula="r_j = N_j / W_j",
    source="user_cost",
    needs=("net_capital_income", "capital_value"),
    kernel=lambda given: given["net_capital_income"] / given["capital_value"],
    cell=lambda _, v, j, b: Ref("net_capital_income", (v, j, b)) / Ref("capital_value", (j, b)),
)


def _regional_cell(frame: Frame, v: int, b: int) -> Node:
    last = frame.size("industry") - 1
    income = total(Run("net_capital_income", (v, 0, b), 1, 0, last))
    return income / total(Run("capital_value", (0, b), 0, 0, last))


REGIONAL_RATE = Quantity(
    key="regional_rate",
    axes=("variant", "benchmark"),
    unit="rate",
    symbol="r",
    formula="r = Σ_j N_j / Σ_j W_j",
    source="user_cost",
    needs=("net_capital_income", "capital_value"),
    kernel=lambda given: given["net_capital_income"].sum(1) / given["capital_value"].sum(0),
    cell=_regional_cell,
    sums_over="industry",
)


def _ex_ante_kernel(given: Given) -> FloatArray:
    out = given.empty("year")
    cpi = given["price_level"][CPI]
    for t in range(INFLATION_YEARS, out.size):
        changes = cpi[t - INFLATION_YEARS + 1 : t + 1] / cpi[t - INFLATION_YEARS : t]
        out[t] = (1.0 + given.parameter("real_return")) * changes.mean() - 1.0
    return out


def _ex_ante_cell(frame: Frame, t: int) -> Node:
    if t < INFLATION_YEARS:
        return Missing(_needs_inflation(frame, t))
    changes = [
        Ref("price_level", (CPI, s)) / Ref("price_level", (CPI, s - 1))
        for s in range(t - INFLATION_YEARS + 1, t + 1)
    ]
    mean = reduce(lambda left, right: left + right, changes) / node(INFLATION_YEARS)
    return (Const(1.0) + Param("real_return")) * mean - 1.0


def _needs_inflation(frame: Frame, t: int) -> Message:
    role = message("role.price.cpi")
    first = frame.years[t] - INFLATION_YEARS
    return message("needs.series_years", series=role, years=f"{first}–{frame.years[t]}")


EX_ANTE_RATE = Quantity(
    key="ex_ante_rate",
    axes=("year",),
    unit="rate",
    symbol="r^e_t",
    formula="r^e_t = (1 + r*)·(1 + π^e_t) − 1",
    source="user_cost",
    needs=("price_level",),
    kernel=_ex_ante_kernel,
    cell=_ex_ante_cell,
)


def _is_ex_ante(frame: Frame, j: int) -> bool:
    return not has_nonict(frame) or not frame.dataset.industries[j].market


def _candidate_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("variant", "industry", "benchmark")
    own, income = given["own_rate"], given["capital_income"]
    for b in range(len(frame.benchmarks)):
        t = _place(frame, b)
        if t is None:
            continue
        for j in range(out.shape[1]):
            if not frame.dataset.industries[j].members[b]:
                continue
            if _is_ex_ante(frame, j):
                out[:, j, b] = given["ex_ante_rate"][t]
                continue
            rate = own[:, j, b]
            usable = (income[j, b] > 0) & (rate >= 0) & (rate <= HIGHEST_RATE)
            chosen = np.where(usable, rate, given["regional_rate"][:, b])
            out[:, j, b] = np.where(np.isnan(rate), np.nan, chosen)
    return out


def _candidate_cell(frame: Frame, v: int, j: int, b: int) -> Node:
    t = _place(frame, b)
    if t is None:
        return _outside(frame, b)
    if not frame.dataset.industries[j].members[b]:
        return Missing(no_partner(frame, j, b))
    if _is_ex_ante(frame, j):
        return mark(Ref("ex_ante_rate", (t,)), "ex_ante_rate")
    own = Ref("own_rate", (v, j, b))
    usable = Fn(
        "AND",
        (
            Ref("capital_income", (j, b)) > Const(0.0),
            own >= Const(0.0),
            Const(HIGHEST_RATE) >= own,
        ),
    )
    return If(usable, own, mark(Ref("regional_rate", (v, b)), "regional_rate"))


CANDIDATE_RATE = Quantity(
    key="candidate_rate",
    axes=("variant", "industry", "benchmark"),
    unit="rate",
    symbol="r^c_j",
    formula="r^c_j = r_j (CC_j > 0, 0 ≤ r_j ≤ 0.5);  r;  r^e",
    source="user_cost",
    needs=("ex_ante_rate", "own_rate", "capital_income", "regional_rate"),
    kernel=_candidate_kernel,
    cell=_candidate_cell,
)


def _variant_rate_cell(frame: Frame, v: int, j: int, t: int) -> Node:
    if not frame.benchmarks:
        return _no_table(frame)
    return linear_between(frame, "candidate_rate", (v, j), t)


VARIANT_RATE = Quantity(
    key="variant_rate",
    axes=("variant", "industry", "year"),
    unit="rate",
    symbol="r^c_{j,t}",
    formula="r^c_{j,t} = [(u−t)·r^c_{j,s} + (t−s)·r^c_{j,u}] / (u−s)",
    source="user_cost",
    needs=("candidate_rate",),
    kernel=lambda given: interpolate_ratio(
        given["candidate_rate"], given.frame.benchmarks, given.frame.years, "linear"
    ),
    cell=_variant_rate_cell,
)


# ------------------------------------------------------------------ the user cost


def _cost(v: int, a: int, j: int, t: int) -> Node:
    before, now = Ref("capital_price", (a, t - 1)), Ref("capital_price", (a, t))
    held = before * Ref("variant_rate", (v, j, t)) + Ref("user_cost_rate", (a,)) * now
    return held - Ref("holding_gain", (v, a, t))


def _costs(given: Given, v: int) -> FloatArray:
    """(capital, industry, year) user costs under one reading of the gain."""
    price = given["capital_price"]
    before = np.full_like(price, np.nan)
    before[:, 1:] = price[:, :-1]
    worn = given["user_cost_rate"][:, None] * price - given["holding_gain"][v]
    rate = given["variant_rate"][v]
    return np.asarray(before[:, None, :] * rate[None] + worn[:, None, :])


def _lowest_kernel(given: Given) -> FloatArray:
    kinds = list(_kinds(given.frame))
    variants = given.frame.size("variant")
    return np.stack([_costs(given, v)[kinds].min(axis=0) for v in range(variants)])


def _lowest_cell(frame: Frame, v: int, j: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    return Fn("MIN", tuple(_cost(v, a, j, t) for a in _kinds(frame)))


LOWEST_COST = Quantity(
    key="lowest_cost",
    axes=("variant", "industry", "year"),
    unit="rate",
    symbol="min c",
    formula="min_a c_{a,j,t}",
    source="user_cost",
    needs=("capital_price", "variant_rate", "user_cost_rate", "holding_gain"),
    kernel=_lowest_kernel,
    cell=_lowest_cell,
)


def _choice_kernel(given: Given) -> FloatArray:
    lowest = given["lowest_cost"]
    chosen = np.where(lowest[0] >= 0, 0.0, np.where(lowest[1] >= 0, 1.0, 2.0))
    unknown = np.isnan(lowest[0]) | ((lowest[0] < 0) & np.isnan(lowest[1]))
    return np.where(unknown, np.nan, chosen)


def _choice_cell(_: Frame, j: int, t: int) -> Node:
    actual, smoothed = (Ref("lowest_cost", (v, j, t)) for v in (0, 1))
    later = If(smoothed >= Const(0.0), Const(1.0), Const(2.0))
    return If(actual >= Const(0.0), Const(0.0), later)


GAIN_CHOICE = Quantity(
    key="gain_choice",
    axes=("industry", "year"),
    unit="number",
    symbol="v_{j,t}",
    formula="0: c ≥ 0;  1: smoothed ΔP;  2: ΔP = 0",
    source="user_cost",
    needs=("lowest_cost",),
    kernel=_choice_kernel,
    cell=_choice_cell,
)


def _rate_kernel(given: Given) -> FloatArray:
    choice, rates = given["gain_choice"], given["variant_rate"]
    chosen = np.select([choice == 0, choice == 1, choice == 2], list(rates), np.nan)
    return np.asarray(chosen)


def _rate_cell(_: Frame, j: int, t: int) -> Node:
    choice = Ref("gain_choice", (j, t))
    rates = [Ref("variant_rate", (v, j, t)) for v in range(3)]
    later = If(choice < Const(2.0), rates[1], rates[2])
    return If(choice < Const(1.0), rates[0], later)


RATE = Quantity(
    key="rate_of_return",
    axes=("industry", "year"),
    unit="rate",
    symbol="r_{j,t}",
    formula="r_{j,t} = r^c_{j,t}(v_{j,t})",
    source="user_cost",
    needs=("gain_choice", "variant_rate"),
    kernel=_rate_kernel,
    cell=_rate_cell,
)


def _user_cost_kernel(given: Given) -> FloatArray:
    choice = given["gain_choice"]
    costs = [_costs(given, v) for v in range(3)]
    chosen = np.select([choice == 0, choice == 1, choice == 2], costs, np.nan)
    # Only the last remedy, without any gain, is floored.
    return np.where(choice == 2, np.maximum(0.0, chosen), chosen)


def _user_cost_cell(_: Frame, a: int, j: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    choice = Ref("gain_choice", (j, t))
    floored = Fn("MAX", (Const(0.0), _cost(2, a, j, t)))
    later = If(
        choice < Const(2.0), mark(_cost(1, a, j, t), "gain_smoothed"), mark(floored, "gain_dropped")
    )
    return If(choice < Const(1.0), _cost(0, a, j, t), later)


USER_COST = Quantity(
    key="user_cost",
    axes=("capital", "industry", "year"),
    unit="rate",
    symbol="c_{a,j,t}",
    formula="c_{a,j,t} = P_{a,t−1}·r_{j,t} + d_a·P_{a,t} − ΔP_{a,t}",
    source="user_cost",
    needs=("capital_price", "variant_rate", "user_cost_rate", "holding_gain", "gain_choice"),
    kernel=_user_cost_kernel,
    cell=_user_cost_cell,
)

COMPENSATION = Quantity(
    key="capital_compensation",
    axes=("capital", "industry", "year"),
    unit="money",
    symbol="c·K^s",
    formula="c_{a,j,t} · K^s_{a,j,t}",
    source="user_cost",
    needs=("user_cost", "capital_services"),
    kernel=lambda given: given["user_cost"] * given["capital_services"],
    cell=lambda _, a, j, t: Ref("user_cost", (a, j, t)) * Ref("capital_services", (a, j, t)),
)

QUANTITIES = (
    NONICT_SPLIT,
    NONICT_KEY,
    NONICT_INDUSTRY,
    SERVICES,
    AGE_PRICE,
    DEPRECIATION,
    CAPITAL_PRICE,
    GAIN,
    NET_INCOME,
    CAPITAL_VALUE,
    OWN_RATE,
    REGIONAL_RATE,
    EX_ANTE_RATE,
    CANDIDATE_RATE,
    VARIANT_RATE,
    LOWEST_COST,
    GAIN_CHOICE,
    RATE,
    USER_COST,
    COMPENSATION,
)
