"""Rates of return: ex post by industry with the order of remedies (method, section 6)."""

from __future__ import annotations

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
    mark_where,
    node,
    plus,
    total,
)
from models.frame import PRICES, Frame
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.drawn import yearly
from models.quantities.ratios import linear_between, no_table
from models.quantities.services import before_span, benchmark_position, has_nonict, kinds

FloatArray = NDArray[np.float64]

HIGHEST_RATE = 0.5
"""A nominal rate of return above this is refused and replaced by the region's."""

CPI = PRICES.index("cpi")


def _after_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("variant", "industry", "benchmark")
    known = list(kinds(frame))
    for b in range(len(frame.benchmarks)):
        t = benchmark_position(frame, b)
        if t is None:
            continue
        services = given["capital_services"][known, :, t]
        for v in range(out.shape[0]):
            margin = (
                given["user_cost_rate"][known] * given["capital_price"][known, t]
                - given["holding_gain"][v, known, t]
            )
            out[v, :, b] = given["capital_income"][:, b] - (margin[:, None] * services).sum(0)
    return out


def _after_cell(frame: Frame, v: int, j: int, b: int) -> Node:
    t = benchmark_position(frame, b)
    if t is None:
        return before_span(frame, b)
    income: Node = Ref("capital_income", (j, b))
    for a in kinds(frame):
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
    draws=True,
    cell=_after_cell,
)


def _base_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "benchmark")
    known = list(kinds(frame))
    for b in range(len(frame.benchmarks)):
        t = benchmark_position(frame, b)
        if t is not None:
            prices = given["capital_price"][known, t - 1]
            out[:, b] = (prices[:, None] * given["capital_services"][known, :, t]).sum(0)
    return out


def _base_cell(frame: Frame, j: int, b: int) -> Node:
    t = benchmark_position(frame, b)
    if t is None:
        return before_span(frame, b)
    parts = [
        Ref("capital_price", (a, t - 1)) * Ref("capital_services", (a, j, t)) for a in kinds(frame)
    ]
    return plus(parts)


CAPITAL_VALUE = Quantity(
    key="capital_value",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="W_j",
    formula="W_j = Σ_a P_{a,t−1}·K^s_{a,j,t}",
    source="user_cost",
    needs=("capital_price", "capital_services"),
    kernel=_base_kernel,
    draws=True,
    cell=_base_cell,
)


def _own_kernel(given: Given) -> FloatArray:
    value = given["capital_value"]
    rate = given["net_capital_income"] / np.where(value > 0, value, 1.0)
    return np.where(value > 0, rate, np.nan)


def _own_cell(frame: Frame, v: int, j: int, b: int) -> Node:
    value = Ref("capital_value", (j, b))
    label = frame.dataset.industries[j].label
    none = Missing(message("cause.no_capital", industry=label, year=frame.benchmarks[b]))
    return If(value > Const(0.0), Ref("net_capital_income", (v, j, b)) / value, none)


OWN_RATE = Quantity(
    key="own_rate",
    axes=("variant", "industry", "benchmark"),
    unit="rate",
    symbol="r_j",
    formula="r_j = N_j / W_j",
    source="user_cost",
    needs=("net_capital_income", "capital_value"),
    kernel=_own_kernel,
    draws=True,
    cell=_own_cell,
)


def _regional_cell(frame: Frame, v: int, b: int) -> Node:
    last = frame.size("industry") - 1
    income = total(Run("net_capital_income", (v, 0, b), 1, 0, last))
    rate: Node = income / total(Run("capital_value", (0, b), 0, 0, last))
    # There is no other rate to take in its place, so it is used and marked.
    rate = mark_where(Const(0.0) > Ref("regional_rate", (v, b)), rate, "rate_out_of_range")
    return mark_where(Ref("regional_rate", (v, b)) > Const(HIGHEST_RATE), rate, "rate_out_of_range")


REGIONAL_RATE = Quantity(
    key="regional_rate",
    axes=("variant", "benchmark"),
    unit="rate",
    symbol="r",
    formula="r = Σ_j N_j / Σ_j W_j",
    source="user_cost",
    needs=("net_capital_income", "capital_value"),
    kernel=lambda given: given["net_capital_income"].sum(1) / given["capital_value"].sum(0),
    draws=True,
    cell=_regional_cell,
    sums_over="industry",
)


def _ex_ante_kernel(given: Given) -> FloatArray:
    out = given.empty("year")
    real = 1.0 + given.parameter("real_return")
    if given.frame.parameters.expected_inflation is not None:
        out[:] = real * (1.0 + given.parameter("expected_inflation")) - 1.0
        return out
    cpi = given["price_level"][CPI]
    years = given.frame.parameters.inflation_years
    for t in range(years, out.shape[0]):
        changes = cpi[t - years + 1 : t + 1] / cpi[t - years : t]
        out[t] = real * changes.mean(axis=0) - 1.0
    return out


def _ex_ante_cell(frame: Frame, t: int) -> Node:
    real = Const(1.0) + Param("real_return")
    if frame.parameters.expected_inflation is not None:
        return real * (Const(1.0) + Param("expected_inflation")) - 1.0
    years = frame.parameters.inflation_years
    if t < years:
        return Missing(_needs_inflation(frame, t))
    changes = [
        Ref("price_level", (CPI, s)) / Ref("price_level", (CPI, s - 1))
        for s in range(t - years + 1, t + 1)
    ]
    rate = real * (plus(changes) / node(years)) - 1.0
    # Another series stands for consumer prices because a person said so.
    return mark(rate, "proxy") if frame.parameters.cpi_series else rate


def _needs_inflation(frame: Frame, t: int) -> Message:
    role = message("role.price.cpi")
    first = frame.years[t] - frame.parameters.inflation_years
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
    draws=True,
    cell=_ex_ante_cell,
)


def _is_ex_ante(frame: Frame, j: int) -> bool:
    chosen = frame.parameters.return_reading == "ex_ante"
    return chosen or not has_nonict(frame) or not frame.market(j)


def _candidate_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("variant", "industry", "benchmark")
    industries = range(out.shape[1])
    ex_ante = [j for j in industries if _is_ex_ante(frame, j)]
    ex_post = [j for j in industries if j not in set(ex_ante)]
    for b in range(len(frame.benchmarks)):
        t = benchmark_position(frame, b)
        if t is None:
            continue
        out[:, ex_ante, b] = given["ex_ante_rate"][t]
        # (variant, industry, draw)
        net, value = given["net_capital_income"][:, ex_post, b], given["capital_value"][ex_post, b]
        income, own = given["capital_income"][ex_post, b], given["own_rate"][:, ex_post, b]
        usable = (income > 0) & (value > 0) & (net >= 0) & (HIGHEST_RATE * value >= net)
        chosen = np.where(usable, own, given["regional_rate"][:, None, b])
        known = ~np.isnan(income + value + net)
        out[:, ex_post, b] = np.where(known, chosen, np.nan)
    return out


def _candidate_cell(frame: Frame, v: int, j: int, b: int) -> Node:
    t = benchmark_position(frame, b)
    if t is None:
        return before_span(frame, b)
    if _is_ex_ante(frame, j):
        return mark(Ref("ex_ante_rate", (t,)), "ex_ante_rate")
    net, value = Ref("net_capital_income", (v, j, b)), Ref("capital_value", (j, b))
    # 0 <= N/W <= 0.5 without the division, so that an industry without capital passes too.
    usable = Fn(
        "AND",
        (
            Ref("capital_income", (j, b)) > Const(0.0),
            value > Const(0.0),
            net >= Const(0.0),
            Const(HIGHEST_RATE) * value >= net,
        ),
    )
    regional = mark(Ref("regional_rate", (v, b)), "regional_rate")
    return If(usable, Ref("own_rate", (v, j, b)), regional)


CANDIDATE_RATE = Quantity(
    key="candidate_rate",
    axes=("variant", "industry", "benchmark"),
    unit="rate",
    symbol="r^c_j",
    formula="r^c_j = r_j (CC_j > 0, 0 ≤ r_j ≤ 0.5);  r;  r^e",
    source="user_cost",
    needs=(
        "ex_ante_rate",
        "own_rate",
        "net_capital_income",
        "capital_value",
        "capital_income",
        "regional_rate",
    ),
    kernel=_candidate_kernel,
    draws=True,
    cell=_candidate_cell,
)


def _variant_rate_cell(frame: Frame, v: int, j: int, t: int) -> Node:
    if not frame.benchmarks:
        return no_table(frame)
    return linear_between(frame, "candidate_rate", (v, j), t)


VARIANT_RATE = Quantity(
    key="variant_rate",
    axes=("variant", "industry", "year"),
    unit="rate",
    symbol="r^c_{j,t}",
    formula="r^c_{j,t} = [(u−t)·r^c_{j,s} + (t−s)·r^c_{j,u}] / (u−s)",
    source="user_cost",
    needs=("candidate_rate",),
    kernel=lambda given: yearly(given["candidate_rate"], given.frame),
    draws=True,
    cell=_variant_rate_cell,
)


QUANTITIES = (
    NET_INCOME,
    CAPITAL_VALUE,
    OWN_RATE,
    REGIONAL_RATE,
    EX_ANTE_RATE,
    CANDIDATE_RATE,
    VARIANT_RATE,
)
