"""Value-added form and aggregation of the growth accounts: Domar weights (method, section 7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Fn,
    If,
    Node,
    Ref,
    Run,
    mark,
    sum_of_products,
)
from models.frame import Frame
from models.investment import weighted_total
from models.quantities.accounts import INTERMEDIATE
from models.quantities.base import Given, Quantity
from models.quantities.contributions import is_double
from models.quantities.drawn import weighted_sum

FloatArray = NDArray[np.float64]


def _counted_kernel(given: Given) -> FloatArray:
    positive = given["factor_cost_output"] > 0
    counted = (positive[:, :-1] & positive[:, 1:]).astype(float)
    output = given["factor_cost_output"]
    unknown = np.isnan(output[:, :-1]) | np.isnan(output[:, 1:])
    return np.where(unknown, np.nan, counted)


def _counted_cell(_: Frame, j: int, i: int) -> Node:
    positive = tuple(Ref("factor_cost_output", (j, b)) > Const(0.0) for b in (i, i + 1))
    return If(Fn("AND", positive), Const(1.0), mark(Const(0.0), "left_out"))


COUNTED = Quantity(
    key="in_accounts",
    axes=("industry", "interval"),
    unit="number",
    symbol="1_j",
    formula="1: Y_{j,s} > 0, Y_{j,u} > 0;  0",
    source="klems",
    needs=("factor_cost_output",),
    kernel=_counted_kernel,
    cell=_counted_cell,
)


def _counted_total(frame: Frame, key: str, b: int, i: int) -> Node:
    """Sum over the industries that are in the accounts of an interval."""
    last = frame.size("industry") - 1
    return sum_of_products(Run("in_accounts", (0, i), 0, 0, last), Run(key, (0, b), 0, 0, last))


def _weight_kernel(given: Given) -> FloatArray:
    value, counted = given["factor_cost_value_added"], given["in_accounts"]
    out = given.empty("industry", "interval")
    for i in range(out.shape[1]):
        shares = [
            counted[:, i] * value[:, b] / weighted_total(value[:, b], counted[:, i])
            for b in (i, i + 1)
        ]
        out[:, i] = (shares[0] + shares[1]) / 2.0
    return out


def _weight_cell(frame: Frame, j: int, i: int) -> Node:
    counted = Ref("in_accounts", (j, i))
    shares = [
        counted
        * Ref("factor_cost_value_added", (j, b))
        / _counted_total(frame, "factor_cost_value_added", b, i)
        for b in (i, i + 1)
    ]
    return (shares[0] + shares[1]) / 2.0


VALUE_ADDED_WEIGHT = Quantity(
    key="value_added_weight",
    axes=("industry", "interval"),
    unit="share",
    symbol="w̄_j",
    formula="w̄_j = ½ Σ_b 1_j·V_{j,b} / Σ_j 1_j·V_{j,b}",
    source="klems",
    needs=("in_accounts", "factor_cost_value_added"),
    kernel=_weight_kernel,
    cell=_weight_cell,
)


def _domar_kernel(given: Given) -> FloatArray:
    weight = given["value_added_weight"] / (1.0 - given["mean_share"][INTERMEDIATE])
    return np.where(given["in_accounts"] == 0, 0.0, weight)


def _domar_cell(_: Frame, j: int, i: int) -> Node:
    bought = Ref("mean_share", (INTERMEDIATE, j, i))
    weight = Ref("value_added_weight", (j, i)) / (Const(1.0) - bought)
    return If(Ref("in_accounts", (j, i)) > Const(0.0), weight, Const(0.0))


DOMAR_WEIGHT = Quantity(
    key="domar_weight",
    axes=("industry", "interval"),
    unit="ratio",
    symbol="D_j",
    formula="D_j = w̄_j / (1 − β̄_M)",
    source="klems",
    needs=("in_accounts", "value_added_weight", "mean_share"),
    kernel=_domar_kernel,
    draws=True,
    cell=_domar_cell,
)


def _weighted(key: str, weight: str, value: str, symbol: str, formula: str) -> Quantity:
    """Sum of weight x value over all industries; missing where an industry is."""

    def kernel(given: Given) -> FloatArray:
        return weighted_sum(given[value], given[weight], axis=0)

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
        draws=True,
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


def _tfp_of(frame: Frame) -> tuple[str, str]:
    """Weights and TFP of the industries: of output, or of value added deflated by itself."""
    if is_double(frame):
        return "domar_weight", "tfp"
    return "value_added_weight", "value_added_tfp"


def _domar_tfp_kernel(given: Given) -> FloatArray:
    weight, value = _tfp_of(given.frame)
    return weighted_sum(given[value], given[weight], axis=0)


def _domar_tfp_cell(frame: Frame, i: int) -> Node:
    last = frame.size("industry") - 1
    return sum_of_products(*(Run(key, (0, i), 0, 0, last) for key in _tfp_of(frame)))


DOMAR_TFP = Quantity(
    key="domar_tfp",
    axes=("interval",),
    unit="log_points",
    symbol="Δln A",
    formula="Δln A = Σ_j D_j·Δln A_j;  Σ_j w̄_j·Δln A^v_j",
    source="klems",
    needs=("domar_weight", "tfp", "value_added_weight", "value_added_tfp"),
    kernel=_domar_tfp_kernel,
    draws=True,
    cell=_domar_tfp_cell,
    sums_over="industry",
)


def _aggregate_contribution_kernel(given: Given) -> FloatArray:
    return weighted_sum(given["contribution"], given["domar_weight"], axis=1)


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
    draws=True,
    cell=_aggregate_contribution_cell,
    sums_over="industry",
)


QUANTITIES = (
    COUNTED,
    VALUE_ADDED_WEIGHT,
    DOMAR_WEIGHT,
    AGGREGATE_GROWTH,
    DOMAR_TFP,
    AGGREGATE_CONTRIBUTION,
)
