"""The industries that are not digital themselves, each with its weight 1 - d_j.

Their ICT capital, its services and compensation, their value added in proportion to the
tables' total, and the deflator of gross domestic product (method, section 8).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Node, Ref, Run, sum_of_products
from models.frame import PRICES, Frame
from models.quantities.base import Given, Quantity
from models.quantities.drawn import weighted_sum
from models.quantities.ratios import outside_span
from models.quantities.vintage import GDP, annual

FloatArray = NDArray[np.float64]

VOLUME = PRICES.index("gdp_volume")
BY_TABLE = "traditional_benchmark_weight"


def weighted_tree(
    frame: Frame, key: str, outer: tuple[int, ...], when: int, weights: str = "traditional_weight"
) -> Node:
    """Sum over industries of (1 - d_j) x a quantity (*outer, industry, year or benchmark)."""
    last = frame.size("industry") - 1
    return sum_of_products(
        Run(weights, (0, when), 0, 0, last), Run(key, (*outer, 0, when), len(outer), 0, last)
    )


def weighted(given: Given, key: str, weights: str = "traditional_weight") -> FloatArray:
    """The kernel of `weighted_tree`: (..., industry, year, draw) -> (..., year, draw)."""
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
        kernel=lambda given: weighted(given, source)[: len(given.frame.assets)],
        draws=True,
        cell=lambda frame, a, t: weighted_tree(frame, source, (a,), t),
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
        return weighted_tree(frame, source, (), b, BY_TABLE) / Ref("table_gdp", (b,))

    return Quantity(
        key=key,
        axes=("benchmark",),
        unit="ratio",
        symbol=symbol,
        formula=f"{symbol} = Σ_j (1−d_j)·V_j / ΣTVA_b",
        source="scale",
        needs=(BY_TABLE, source, "table_gdp"),
        kernel=lambda given: weighted(given, source, BY_TABLE) / given["table_gdp"],
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


QUANTITIES = (
    TRADITIONAL_STOCK,
    TRADITIONAL_SERVICES,
    TRADITIONAL_COMPENSATION,
    NET_RATIO_BENCHMARK,
    GROSS_RATIO_BENCHMARK,
    NET_RATIO,
    GROSS_RATIO,
    DEFLATOR,
)
