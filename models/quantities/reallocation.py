"""The aggregate as one industry, and what moving factors between industries adds to it.

Aggregate TFP = Domar-weighted TFP + reallocation of capital and labour (method, section 7).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Missing, Node, Ref, Run, ln, plus, sum_of_products, total
from models.frame import Frame
from models.messages import message
from models.quantities.accounts import ICT, INTERMEDIATE, LABOUR, NONICT, PRIMARY, RESIDUAL
from models.quantities.base import Given, Quantity
from models.quantities.contributions import nets_out
from models.quantities.drawn import weighted_sum
from models.quantities.industry_volumes import ends
from models.quantities.ratios import outside_span

FloatArray = NDArray[np.float64]


def _summed(key: str, source: str, symbol: str, unit: str) -> Quantity:
    """Sum over all industries of a (capital, industry, year) quantity."""

    def cell(frame: Frame, a: int, t: int) -> Node:
        return total(Run(source, (a, 0, t), 1, 0, frame.size("industry") - 1))

    return Quantity(
        key=key,
        axes=("capital", "year"),
        unit=unit,
        symbol=symbol,
        formula=f"Σ_j {symbol}",
        source="klems",
        needs=(source,),
        kernel=lambda given: np.asarray(given[source].sum(axis=1)),
        draws=True,
        cell=cell,
        sums_over="industry",
    )


TOTAL_SERVICES = _summed("total_services", "capital_services", "K^s_{a,j,t}", "money_base")
TOTAL_COMPENSATION = _summed(
    "total_capital_compensation", "capital_compensation", "c·K^s_{a,j,t}", "money"
)


def _one_unit(frame: Frame) -> bool:
    """Whether persons of all industries are printed in one unit, so that they can be added."""
    held = frame.dataset.industry_series.get("employment", {})
    return len({one.unit for one in held.values()}) <= 1


def _employment_kernel(given: Given) -> FloatArray:
    total_persons = given["industry_employment"].sum(axis=0)
    return np.where(_one_unit(given.frame), total_persons, np.nan)


def _employment_cell(frame: Frame, t: int) -> Node:
    if not _one_unit(frame):
        return Missing(message("needs.one_persons_unit"))
    return total(Run("industry_employment", (0, t), 0, 0, frame.size("industry") - 1))


TOTAL_EMPLOYMENT = Quantity(
    key="total_employment",
    axes=("year",),
    unit="as_printed",
    symbol="E_t",
    formula="E_t = Σ_j E_{j,t}",
    source="klems",
    needs=("industry_employment",),
    kernel=_employment_kernel,
    cell=_employment_cell,
    sums_over="industry",
)


def _growth_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("factor", "interval")
    n = len(frame.assets)
    volume, paid = given["total_services"], given["total_capital_compensation"]
    for i in range(out.shape[1]):
        places = ends(frame, i)
        if places is None:
            continue
        s, u = places
        growth = np.log(volume[:, u] / volume[:, s])
        weight = [paid[:n, t] / paid[:n, t].sum(axis=0) for t in (s, u)]
        out[ICT, i] = ((weight[0] + weight[1]) / 2.0 * growth[:n]).sum(axis=0)
        out[NONICT, i] = growth[n]
        out[LABOUR, i] = np.log(given["total_employment"][u] / given["total_employment"][s])
        out[RESIDUAL, i] = 0.0
    return out


def _growth_cell(frame: Frame, f: int, i: int) -> Node:
    if f == INTERMEDIATE:
        return nets_out()
    places = ends(frame, i)
    if places is None:
        return outside_span(frame.benchmarks[i])
    s, u = places
    n = len(frame.assets)
    if f == RESIDUAL:
        return Const(0.0)
    if f == LABOUR:
        return ln(Ref("total_employment", (u,)) / Ref("total_employment", (s,)))
    if f == NONICT:
        return ln(Ref("total_services", (n, u)) / Ref("total_services", (n, s)))
    parts: list[Node] = []
    for a in range(n):
        weights = [
            Ref("total_capital_compensation", (a, t))
            / total(Run("total_capital_compensation", (0, t), 0, 0, n - 1))
            for t in (s, u)
        ]
        growth = ln(Ref("total_services", (a, u)) / Ref("total_services", (a, s)))
        parts.append((weights[0] + weights[1]) / 2.0 * growth)
    return plus(parts)


AGGREGATE_INPUT = Quantity(
    key="aggregate_input_growth",
    axes=("factor", "interval"),
    unit="log_points",
    symbol="Δln X",
    formula="Δln X = Δln Σ_j X_j",
    source="klems",
    needs=("total_services", "total_capital_compensation", "total_employment"),
    kernel=_growth_kernel,
    draws=True,
    cell=_growth_cell,
)


def _share_kernel(given: Given) -> FloatArray:
    value, added = given["factor_value"], given["factor_cost_value_added"]
    out = given.empty("factor", "interval")
    for i in range(out.shape[1]):
        counted = given["in_accounts"][:, i]
        shares = [
            weighted_sum(value[:, :, b], counted, axis=1)
            / weighted_sum(added[:, b], counted, axis=0)
            for b in (i, i + 1)
        ]
        out[:, i] = (shares[0] + shares[1]) / 2.0
    out[INTERMEDIATE] = np.nan
    return out


def _share_cell(frame: Frame, f: int, i: int) -> Node:
    if f == INTERMEDIATE:
        return nets_out()
    last = frame.size("industry") - 1
    counted = Run("in_accounts", (0, i), 0, 0, last)
    shares = [
        sum_of_products(counted, Run("factor_value", (f, 0, b), 1, 0, last))
        / sum_of_products(counted, Run("factor_cost_value_added", (0, b), 0, 0, last))
        for b in (i, i + 1)
    ]
    return (shares[0] + shares[1]) / 2.0


AGGREGATE_SHARE = Quantity(
    key="aggregate_share",
    axes=("factor", "interval"),
    unit="share",
    symbol="v̄_X",
    formula="v̄_X = ½ Σ_b Σ_j V_{X,j} / Σ_j V_j",
    source="klems",
    needs=("in_accounts", "factor_value", "factor_cost_value_added"),
    kernel=_share_kernel,
    draws=True,
    cell=_share_cell,
    sums_over="industry",
)


def _reallocation_kernel(given: Given) -> FloatArray:
    alone = given["aggregate_share"] * given["aggregate_input_growth"]
    out = np.array(given["aggregate_contribution"] - alone)
    out[INTERMEDIATE] = np.nan
    return out


def _reallocation_cell(_: Frame, f: int, i: int) -> Node:
    if f == INTERMEDIATE:
        return nets_out()
    alone = Ref("aggregate_share", (f, i)) * Ref("aggregate_input_growth", (f, i))
    return Ref("aggregate_contribution", (f, i)) - alone


REALLOCATION = Quantity(
    key="reallocation",
    axes=("factor", "interval"),
    unit="log_points",
    symbol="R_X",
    formula="R_X = Σ_j D_j·β̄_X·Δln X_j − v̄_X·Δln X",
    source="klems",
    needs=("aggregate_contribution", "aggregate_share", "aggregate_input_growth"),
    kernel=_reallocation_kernel,
    draws=True,
    cell=_reallocation_cell,
)


def _tfp_kernel(given: Given) -> FloatArray:
    alone = given["aggregate_share"] * given["aggregate_input_growth"]
    return np.asarray(given["aggregate_growth"] - alone[list(PRIMARY)].sum(axis=0))


def _tfp_cell(_: Frame, i: int) -> Node:
    rest: Node = Ref("aggregate_growth", (i,))
    for f in PRIMARY:
        rest = rest - Ref("aggregate_share", (f, i)) * Ref("aggregate_input_growth", (f, i))
    return rest


AGGREGATE_TFP = Quantity(
    key="aggregate_tfp",
    axes=("interval",),
    unit="log_points",
    symbol="Δln A",
    formula="Δln A = Δln V − Σ_X v̄_X·Δln X = Σ_j D_j·Δln A_j + Σ_X R_X",
    source="klems",
    needs=("aggregate_growth", "aggregate_share", "aggregate_input_growth"),
    kernel=_tfp_kernel,
    draws=True,
    cell=_tfp_cell,
)

QUANTITIES = (
    TOTAL_SERVICES,
    TOTAL_COMPENSATION,
    TOTAL_EMPLOYMENT,
    AGGREGATE_INPUT,
    AGGREGATE_SHARE,
    REALLOCATION,
    AGGREGATE_TFP,
)
