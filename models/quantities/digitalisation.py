"""Industry digitalisation 产业数字化 by three rules, never mixed (method, section 8).

The ICT stock at current prices, the compensation of ICT capital, and the accumulated
contribution; each over the other industries with weight 1 - d_j.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Missing,
    Node,
    Param,
    Ref,
    Run,
    ln,
    mark,
    node,
    plus,
    sum_of_products,
    total,
)
from models.frame import PRICES, Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.drawn import weighted_sum
from models.quantities.ratios import no_table, outside_span
from models.quantities.vintage import GDP, annual

FloatArray = NDArray[np.float64]

VOLUME = PRICES.index("gdp_volume")
STOCK, COMPENSATION, ACCUMULATED = range(3)
BY_TABLE = "traditional_benchmark_weight"


def _traditional(
    frame: Frame, key: str, outer: tuple[int, ...], when: int, weights: str = "traditional_weight"
) -> Node:
    """Sum over industries of (1 - d_j) x a quantity (*outer, industry, year or benchmark)."""
    last = frame.size("industry") - 1
    return sum_of_products(
        Run(weights, (0, when), 0, 0, last), Run(key, (*outer, 0, when), len(outer), 0, last)
    )


def _weighted_industries(given: Given, key: str, weights: str = "traditional_weight") -> FloatArray:
    # (industry, year, draw) against (..., industry, year, draw)
    return weighted_sum(given[key], given[weights], given[key].ndim - 3)


def _by_asset(key: str, source: str, symbol: str, unit: str) -> Quantity:
    return Quantity(
        key=key,
        axes=("asset", "year"),
        unit=unit,
        symbol=symbol,
        formula=f"Σ_j (1−d_j) · {symbol}",
        source="scale",
        needs=("traditional_weight", source),
        kernel=lambda given: _weighted_industries(given, source)[: len(given.frame.assets)],
        draws=True,
        cell=lambda frame, a, t: _traditional(frame, source, (a,), t),
        sums_over="industry",
    )


TRADITIONAL_SERVICES = _by_asset(
    "traditional_services", "capital_services", "K^s_{a,j,t}", "money_base"
)
TRADITIONAL_STOCK = _by_asset("traditional_stock", "industry_stock", "K_{a,j,t}", "money_base")
TRADITIONAL_COMPENSATION = _by_asset(
    "traditional_compensation", "capital_compensation", "c·K^s_{a,j,t}", "money"
)


def _ratio_benchmark(key: str, source: str, symbol: str) -> Quantity:
    def cell(frame: Frame, b: int) -> Node:
        return _traditional(frame, source, (), b, BY_TABLE) / Ref("table_gdp", (b,))

    return Quantity(
        key=key,
        axes=("benchmark",),
        unit="ratio",
        symbol=symbol,
        formula=f"{symbol} = Σ_j (1−d_j)·V_j / ΣTVA_b",
        source="scale",
        needs=(BY_TABLE, source, "table_gdp"),
        kernel=lambda given: _weighted_industries(given, source, BY_TABLE) / given["table_gdp"],
        draws=True,
        cell=cell,
        sums_over="industry",
    )


NET_RATIO_BENCHMARK = _ratio_benchmark(
    "traditional_net_benchmark", "factor_cost_value_added", "η_b"
)
GROSS_RATIO_BENCHMARK = _ratio_benchmark(
    "traditional_gross_benchmark", "industry_value_added", "ζ_b"
)
NET_RATIO = annual(
    "traditional_net_ratio",
    "traditional_net_benchmark",
    "η_t",
    "η_t = [(u−t)·η_s + (t−s)·η_u] / (u−s)",
)
GROSS_RATIO = annual(
    "traditional_gross_ratio",
    "traditional_gross_benchmark",
    "ζ_t",
    "ζ_t = [(u−t)·ζ_s + (t−s)·ζ_u] / (u−s)",
)


def _deflator_kernel(given: Given) -> FloatArray:
    base = given.frame.year_position(given.frame.parameters.base_year)
    gdp = given["indicator"][GDP]
    if base is None:
        return np.full_like(gdp, np.nan)
    return np.asarray(gdp / (gdp[base] * given["price_level"][VOLUME]))


def _deflator_cell(frame: Frame, t: int) -> Node:
    base = frame.year_position(frame.parameters.base_year)
    if base is None:
        return outside_span(frame.parameters.base_year)
    real = Ref("indicator", (GDP, base)) * Ref("price_level", (VOLUME, t))
    return Ref("indicator", (GDP, t)) / real


DEFLATOR = Quantity(
    key="gdp_deflator",
    axes=("year",),
    unit="index_one",
    symbol="P^{GDP}_t",
    formula="P^{GDP}_t = GDP_t / (GDP_base · Q_t)",
    source="scale",
    needs=("indicator", "price_level"),
    kernel=_deflator_kernel,
    cell=_deflator_cell,
)


def _services_growth_kernel(given: Given) -> FloatArray:
    out = given.empty("year")
    paid, volume = given["traditional_compensation"], given["traditional_services"]
    weight = paid / paid.sum(axis=0)
    if out.shape[0] > 1:
        means = (weight[:, 1:] + weight[:, :-1]) / 2.0
        out[1:] = (means * np.log(volume[:, 1:] / volume[:, :-1])).sum(axis=0)
    return out


def _services_growth_cell(frame: Frame, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    parts: list[Node] = []
    every = len(frame.assets) - 1
    for a in range(len(frame.assets)):
        weights = [
            Ref("traditional_compensation", (a, s))
            / total(Run("traditional_compensation", (0, s), 0, 0, every))
            for s in (t - 1, t)
        ]
        growth = ln(Ref("traditional_services", (a, t)) / Ref("traditional_services", (a, t - 1)))
        parts.append((weights[0] + weights[1]) / 2.0 * growth)
    return plus(parts)


SERVICES_GROWTH = Quantity(
    key="traditional_services_growth",
    axes=("year",),
    unit="log_points",
    symbol="Δln K^s_ICT",
    formula="Δln K^s_ICT = Σ_a w̄_a · Δln K^s_a",
    source="scale",
    needs=("traditional_compensation", "traditional_services"),
    kernel=_services_growth_kernel,
    draws=True,
    cell=_services_growth_cell,
)


def _income_share_kernel(given: Given) -> FloatArray:
    paid = given["traditional_compensation"].sum(axis=0)
    return np.asarray(paid / (given["traditional_net_ratio"] * given["indicator"][GDP]))


def _income_share_cell(frame: Frame, t: int) -> Node:
    paid = total(Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1))
    return paid / (Ref("traditional_net_ratio", (t,)) * Ref("indicator", (GDP, t)))


INCOME_SHARE = Quantity(
    key="ict_income_share",
    axes=("year",),
    unit="share",
    symbol="v_t",
    formula="v_t = Σ c_ICT·K^s_ICT / Σ_j (1−d_j)(VA_j − VA002_j)",
    source="scale",
    needs=("traditional_compensation", "traditional_net_ratio", "indicator"),
    kernel=_income_share_kernel,
    draws=True,
    cell=_income_share_cell,
)


def is_base_given(frame: Frame) -> bool:
    """Whether a person gives the base scale of rule 3, which else is rule 2's."""
    return frame.parameters.accumulated_base is not None


def start_of(frame: Frame) -> int | None:
    """Position of the first benchmark at which rule 3 has its base scale."""
    for year in frame.benchmarks:
        t = frame.year_position(year)
        if t is not None and (
            is_base_given(frame)
            or all(frame.exists("traditional_compensation", a, t) for a in range(len(frame.assets)))
        ):
            return t if frame.exists("gdp_deflator", t) else None
    return None


def tfp_interval(frame: Frame, t: int) -> int | None:
    """The interval of benchmarks that holds the step from t - 1 to t and has a known TFP."""
    for i, (first, last) in enumerate(zip(frame.benchmarks, frame.benchmarks[1:], strict=False)):
        if first < frame.years[t] <= last and frame.exists("domar_tfp", i):
            return i
    return None


def _accumulated_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("year")
    start = start_of(frame)
    if start is None:
        return out
    price, gdp = given["gdp_deflator"], given["indicator"][GDP]
    base = given["traditional_compensation"][:, start].sum(axis=0)
    if is_base_given(frame):
        base = given.parameter("accumulated_base")
    out[start] = base / price[start]
    real = given["traditional_gross_ratio"] * gdp / price
    share, theta = given["ict_income_share"], given.parameter("tfp_weight")
    for t in range(start + 1, out.shape[0]):
        rate = (share[t - 1] + share[t]) / 2.0 * given["traditional_services_growth"][t]
        i = tfp_interval(frame, t)
        if i is not None:
            length = frame.benchmarks[i + 1] - frame.benchmarks[i]
            rate = rate + theta * given["domar_tfp"][i] / length
        else:
            rate = np.where(theta > 0, np.nan, rate)
        out[t] = out[t - 1] + real[t - 1] * rate
    return out


def _accumulated_cell(frame: Frame, t: int) -> Node:
    start = start_of(frame)
    if start is None:
        return _why_no_start(frame)
    price = Ref("gdp_deflator", (t,))
    if t < start:
        return Missing(message("cause.before_first_benchmark", year=frame.years[start]))
    if t == start and is_base_given(frame):
        return mark(Param("accumulated_base") / price, "given_base")
    if t == start:
        paid = Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1)
        return total(paid) / price
    real = Ref("traditional_gross_ratio", (t - 1,)) * Ref("indicator", (GDP, t - 1))
    mean = (Ref("ict_income_share", (t - 1,)) + Ref("ict_income_share", (t,))) / 2.0
    rate: Node = mean * Ref("traditional_services_growth", (t,))
    i = tfp_interval(frame, t)
    if i is not None:
        length = frame.benchmarks[i + 1] - frame.benchmarks[i]
        rate = rate + Param("tfp_weight") * Ref("domar_tfp", (i,)) / node(length)
    elif frame.parameters.tfp_weight > 0:
        return Missing(message("needs.tfp", year=frame.years[t]))
    before = Ref("accumulated_scale", (t - 1,))
    return before + real / Ref("gdp_deflator", (t - 1,)) * rate


def _why_no_start(frame: Frame) -> Node:
    for year in frame.benchmarks:
        t = frame.year_position(year)
        if t is not None:
            for a in range(len(frame.assets)):
                if not is_base_given(frame) and not frame.exists("traditional_compensation", a, t):
                    return Ref("traditional_compensation", (a, t))
            return Ref("gdp_deflator", (t,))
    return no_table(frame)


ACCUMULATED_SCALE = Quantity(
    key="accumulated_scale",
    axes=("year",),
    unit="money_base",
    symbol="s_t",
    formula="s_t = s_{t−1} + y_{t−1}·[v̄_ICT·Δln K^s_ICT + θ·Δln A^v]",
    source="scale",
    needs=(
        "traditional_compensation",
        "gdp_deflator",
        "traditional_gross_ratio",
        "indicator",
        "ict_income_share",
        "traditional_services_growth",
        "domar_tfp",
        "accumulated_scale",
    ),
    kernel=_accumulated_kernel,
    draws=True,
    cell=_accumulated_cell,
)


def _digitalisation_kernel(given: Given) -> FloatArray:
    out = given.empty("rule", "year")
    out[STOCK] = _weighted_industries(given, "industry_stock_current")
    out[COMPENSATION] = given["traditional_compensation"].sum(axis=0)
    out[ACCUMULATED] = given["accumulated_scale"] * given["gdp_deflator"]
    return out


def _digitalisation_cell(frame: Frame, rule: int, t: int) -> Node:
    if rule == STOCK:
        return _traditional(frame, "industry_stock_current", (), t)
    if rule == COMPENSATION:
        return total(Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1))
    return Ref("accumulated_scale", (t,)) * Ref("gdp_deflator", (t,))


DIGITALISATION = Quantity(
    key="industry_digitalisation",
    axes=("rule", "year"),
    unit="money",
    symbol="ID_t",
    formula="Σ_j (1−d_j)·Σ_i P·K_{i,j};  Σ_j (1−d_j)·Σ_a c·K^s;  s_t·P^{GDP}_t",
    source="scale",
    needs=(
        "traditional_weight",
        "industry_stock_current",
        "traditional_compensation",
        "accumulated_scale",
        "gdp_deflator",
    ),
    kernel=_digitalisation_kernel,
    draws=True,
    cell=_digitalisation_cell,
    sums_over="industry",
)


def _real_kernel(given: Given) -> FloatArray:
    out = given.empty("rule", "year")
    out[STOCK] = given["traditional_stock"].sum(axis=0)
    out[COMPENSATION] = given["traditional_compensation"].sum(axis=0) / given["gdp_deflator"]
    out[ACCUMULATED] = given["accumulated_scale"]
    return out


def _real_cell(frame: Frame, rule: int, t: int) -> Node:
    every = len(frame.assets) - 1
    if rule == STOCK:
        return total(Run("traditional_stock", (0, t), 0, 0, every))
    if rule == COMPENSATION:
        paid = total(Run("traditional_compensation", (0, t), 0, 0, every))
        return paid / Ref("gdp_deflator", (t,))
    return Ref("accumulated_scale", (t,))


REAL_DIGITALISATION = Quantity(
    key="industry_digitalisation_real",
    axes=("rule", "year"),
    unit="money_base",
    symbol="id_t",
    formula="Σ_i Σ_j (1−d_j)·K_{i,j};  Σ_j (1−d_j)·Σ_a c·K^s / P^{GDP}_t;  s_t",
    source="scale",
    needs=("traditional_stock", "traditional_compensation", "accumulated_scale", "gdp_deflator"),
    kernel=_real_kernel,
    draws=True,
    cell=_real_cell,
    sums_over="industry",
)


QUANTITIES = (
    TRADITIONAL_STOCK,
    TRADITIONAL_SERVICES,
    TRADITIONAL_COMPENSATION,
    NET_RATIO_BENCHMARK,
    GROSS_RATIO_BENCHMARK,
    NET_RATIO,
    GROSS_RATIO,
    DEFLATOR,
    SERVICES_GROWTH,
    INCOME_SHARE,
    ACCUMULATED_SCALE,
    DIGITALISATION,
    REAL_DIGITALISATION,
)
