"""Industry digitalisation 产业数字化 by three rules, never mixed (method, section 8).

The ICT stock at current prices, the compensation of ICT capital, and the accumulated
contribution; each over the other industries with weight 1 - d_j.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Node, Ref, Run, total
from models.frame import Frame
from models.quantities.base import Given, Quantity
from models.quantities.traditional import weighted, weighted_tree

FloatArray = NDArray[np.float64]

STOCK, COMPENSATION, ACCUMULATED = range(3)


def _digitalisation_kernel(given: Given) -> FloatArray:
    out = given.empty("rule", "year")
    out[STOCK] = weighted(given, "industry_stock_current")
    out[COMPENSATION] = given["traditional_compensation"].sum(axis=0)
    out[ACCUMULATED] = given["accumulated_scale"] * given["gdp_deflator"]
    return out


def _digitalisation_cell(frame: Frame, rule: int, t: int) -> Node:
    if rule == STOCK:
        return weighted_tree(frame, "industry_stock_current", (), t)
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


QUANTITIES = (DIGITALISATION, REAL_DIGITALISATION)
