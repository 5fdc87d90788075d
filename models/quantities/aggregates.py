"""Value-added form and aggregation of the growth accounts: Domar weights (method, section 7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Node,
    Ref,
    Run,
    sum_of_products,
    total,
)
from models.frame import Frame
from models.quantities.accounts import INTERMEDIATE
from models.quantities.base import Given, Quantity

FloatArray = NDArray[np.float64]


def _factor_value_added(frame: Frame, j: int, b: int) -> Node:
    return Ref("factor_cost_output", (j, b)) - Ref("industry_intermediate", (j, b))


NET_OUTPUT = Quantity(
    key="factor_cost_value_added",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="V_j",
    formula="V_j = Y_j − TII_j",
    source="klems",
    needs=("factor_cost_output", "industry_intermediate"),
    kernel=lambda given: given["factor_cost_output"] - given["industry_intermediate"],
    cell=_factor_value_added,
)


def _va_growth_cell(_: Frame, j: int, i: int) -> Node:
    bought = Ref("mean_share", (INTERMEDIATE, j, i))
    own = Ref("output_growth", (j, i)) - Ref("contribution", (INTERMEDIATE, j, i))
    return own / (Const(1.0) - bought)


VALUE_ADDED_GROWTH = Quantity(
    key="value_added_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln V_j",
    formula="Δln V_j = (Δln Q_j − β̄_M·Δln M_j) / (1 − β̄_M)",
    source="klems",
    needs=("mean_share", "output_growth", "contribution"),
    kernel=lambda given: (
        (given["output_growth"] - given["contribution"][INTERMEDIATE])
        / (1.0 - given["mean_share"][INTERMEDIATE])
    ),
    cell=_va_growth_cell,
)


def _weight_kernel(given: Given) -> FloatArray:
    value = given["factor_cost_value_added"]
    share = value / value.sum(axis=0)
    return np.asarray((share[:, :-1] + share[:, 1:]) / 2.0) if share.shape[1] else share


def _weight_cell(frame: Frame, j: int, i: int) -> Node:
    last = frame.size("industry") - 1
    shares = [
        Ref("factor_cost_value_added", (j, b))
        / total(Run("factor_cost_value_added", (0, b), 0, 0, last))
        for b in (i, i + 1)
    ]
    return (shares[0] + shares[1]) / 2.0


VALUE_ADDED_WEIGHT = Quantity(
    key="value_added_weight",
    axes=("industry", "interval"),
    unit="share",
    symbol="w̄_j",
    formula="w̄_j = ½ Σ_b V_{j,b} / Σ_j V_{j,b}",
    source="klems",
    needs=("factor_cost_value_added",),
    kernel=_weight_kernel,
    cell=_weight_cell,
)


def _domar_cell(_: Frame, j: int, i: int) -> Node:
    bought = Ref("mean_share", (INTERMEDIATE, j, i))
    return Ref("value_added_weight", (j, i)) / (Const(1.0) - bought)


DOMAR_WEIGHT = Quantity(
    key="domar_weight",
    axes=("industry", "interval"),
    unit="ratio",
    symbol="D_j",
    formula="D_j = w̄_j / (1 − β̄_M)",
    source="klems",
    needs=("value_added_weight", "mean_share"),
    kernel=lambda given: given["value_added_weight"] / (1.0 - given["mean_share"][INTERMEDIATE]),
    cell=_domar_cell,
)


def _weighted(key: str, weight: str, value: str, symbol: str, formula: str) -> Quantity:
    """Sum of weight x value over all industries; missing where an industry is."""

    def kernel(given: Given) -> FloatArray:
        products = given[weight] * given[value]
        zero = (given[weight] == 0) | (given[value] == 0)
        return np.asarray(np.where(zero, 0.0, products).sum(axis=0))

    def cell(frame: Frame, i: int) -> Node:
        last = frame.size("industry") - 1
        runs = [Run(one, (0, i), 0, 0, last) for one in (weight, value)]
        return sum_of_products(*runs)

    return Quantity(
        key=key,
        axes=("interval",),
        unit="log_points",
        symbol=symbol,
        formula=formula,
        source="klems",
        needs=(weight, value),
        kernel=kernel,
        cell=cell,
        sums_over="industry",
    )


AGGREGATE_GROWTH = _weighted(
    "aggregate_growth",
    "value_added_weight",
    "value_added_growth",
    "Δln V",
    "Δln V = Σ_j w̄_j·Δln V_j",
)
DOMAR_TFP = _weighted("domar_tfp", "domar_weight", "tfp", "Δln A", "Δln A = Σ_j D_j·Δln A_j")


def _aggregate_contribution_kernel(given: Given) -> FloatArray:
    products = given["domar_weight"] * given["contribution"]
    zero = (given["domar_weight"] == 0) | (given["contribution"] == 0)
    return np.asarray(np.where(zero, 0.0, products).sum(axis=1))


def _aggregate_contribution_cell(frame: Frame, f: int, i: int) -> Node:
    last = frame.size("industry") - 1
    weights = Run("domar_weight", (0, i), 0, 0, last)
    return sum_of_products(weights, Run("contribution", (f, 0, i), 1, 0, last))


AGGREGATE_CONTRIBUTION = Quantity(
    key="aggregate_contribution",
    axes=("factor", "interval"),
    unit="log_points",
    symbol="Σ D_j·β̄_X·Δln X",
    formula="Σ_j D_j · β̄_{X,j} · Δln X_j",
    source="klems",
    needs=("domar_weight", "contribution"),
    kernel=_aggregate_contribution_kernel,
    cell=_aggregate_contribution_cell,
    sums_over="industry",
)


QUANTITIES = (
    NET_OUTPUT,
    VALUE_ADDED_GROWTH,
    VALUE_ADDED_WEIGHT,
    DOMAR_WEIGHT,
    AGGREGATE_GROWTH,
    DOMAR_TFP,
    AGGREGATE_CONTRIBUTION,
)
