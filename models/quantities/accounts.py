"""Growth accounts by industry and their aggregation (appendix 2.1; method, section 7).

dln Q = sum_X mean share_X dln X + dln A between consecutive benchmarks, log points over
the gap. The pure function over arrays is `models.growth.growth_accounts`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Fn,
    If,
    Missing,
    Node,
    Ref,
    mark,
    mark_where,
    plus,
)
from models.frame import FACTORS, Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.industry_tables import no_partner
from models.quantities.industry_volumes import ends
from models.quantities.ratios import outside_span
from models.quantities.services import nonict_paid
from models.quantities.volume_growth import log_growth, log_growth_cell

FloatArray = NDArray[np.float64]

ICT, NONICT, LABOUR, INTERMEDIATE, RESIDUAL = range(len(FACTORS))
LONG_INTERVAL, LARGE_MOVE = 5, 0.1
"""Two-point shares are marked beyond these: years between tables, movement of a share."""

PRIMARY = (ICT, NONICT, LABOUR, RESIDUAL)
"""Factors of value added; what remains of output is intermediate input."""


def _place(frame: Frame, b: int) -> int | None:
    return frame.year_position(frame.benchmarks[b])


def _value_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("factor", "industry", "benchmark")
    paid = given["capital_compensation"]
    n = len(frame.assets)
    for b in range(len(frame.benchmarks)):
        t = _place(frame, b)
        if t is None:
            continue
        income = given["capital_income"][:, b]
        out[ICT, :, b] = paid[:n, :, t].sum(axis=0)
        if nonict_paid(frame):
            out[NONICT, :, b] = paid[n, :, t]
            out[RESIDUAL, :, b] = income - out[ICT, :, b] - out[NONICT, :, b]
        else:
            out[NONICT, :, b] = income - out[ICT, :, b]
            out[RESIDUAL, :, b] = 0.0
        out[LABOUR, :, b] = given["labour_income"][:, b]
        out[INTERMEDIATE, :, b] = given["industry_intermediate"][:, b]
    return out


def _value_cell(frame: Frame, f: int, j: int, b: int) -> Node:
    t = _place(frame, b)
    if t is None:
        return outside_span(frame.benchmarks[b])
    n = len(frame.assets)
    if f == ICT:
        return plus([Ref("capital_compensation", (a, j, t)) for a in range(n)])
    if f == LABOUR:
        return Ref("labour_income", (j, b))
    if f == INTERMEDIATE:
        return Ref("industry_intermediate", (j, b))
    if f == RESIDUAL and not nonict_paid(frame):
        return Const(0.0)
    rest = Ref("capital_income", (j, b)) - Ref("factor_value", (ICT, j, b))
    if not nonict_paid(frame):
        return rest
    if f == NONICT:
        return Ref("capital_compensation", (n, j, t))
    return rest - Ref("factor_value", (NONICT, j, b))


FACTOR_VALUE = Quantity(
    key="factor_value",
    axes=("factor", "industry", "benchmark"),
    unit="money",
    symbol="V_X",
    formula=("V_ICT = Σ_a c_a·K^s_a;  V_n = c_n·K^s_n;  V_M = TII;  V_res = CC − V_ICT − V_n"),
    source="klems",
    needs=(
        "capital_compensation",
        "labour_income",
        "industry_intermediate",
        "capital_income",
        "factor_value",
    ),
    kernel=_value_kernel,
    draws=True,
    cell=_value_cell,
)


def _share_kernel(given: Given) -> FloatArray:
    output = given["factor_cost_output"]
    positive = output > 0
    shares = given["factor_value"] / np.where(positive, output, 1.0)
    return np.where(positive, shares, np.nan)


def _share_cell(frame: Frame, f: int, j: int, b: int) -> Node:
    output = Ref("factor_cost_output", (j, b))
    label = frame.dataset.industries[j].label
    if not frame.dataset.industries[j].members[b]:
        return Missing(no_partner(frame, j, b))
    none = Missing(message("cause.no_output", industry=label, year=frame.benchmarks[b]))
    value = Ref("factor_value", (f, j, b))
    share = mark_where(Const(0.0) > value, value / output, "negative_share")
    return If(output > Const(0.0), share, none)


FACTOR_SHARE = Quantity(
    key="factor_share",
    axes=("factor", "industry", "benchmark"),
    unit="share",
    symbol="β_X",
    formula="β_X = V_X / Y_j",
    source="klems",
    needs=("factor_value", "factor_cost_output"),
    kernel=_share_kernel,
    draws=True,
    cell=_share_cell,
)


def _mean_cell(frame: Frame, f: int, j: int, i: int) -> Node:
    early, late = (Ref("factor_share", (f, j, b)) for b in (i, i + 1))
    mean: Node = (early + late) / 2.0
    if frame.benchmarks[i + 1] - frame.benchmarks[i] > LONG_INTERVAL:
        mean = mark(mean, "long_interval")
    limit = Const(LARGE_MOVE)
    steady = Fn("AND", (limit >= early - late, limit >= late - early))
    return If(steady, mean, mark(mean, "share_moved"))


MEAN_SHARE = Quantity(
    key="mean_share",
    axes=("factor", "industry", "interval"),
    unit="share",
    symbol="β̄_X",
    formula="β̄_X = (β_{X,s} + β_{X,u}) / 2",
    source="klems",
    needs=("factor_share",),
    kernel=lambda given: (
        (given["factor_share"][:, :, :-1] + given["factor_share"][:, :, 1:]) / 2.0
        if given["factor_share"].shape[2]
        else given.empty("factor", "industry", "interval")
    ),
    draws=True,
    cell=_mean_cell,
)


def _factor_growth_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("factor", "industry", "interval")
    nonict = given["capital_services"][len(frame.assets)]
    for i in range(out.shape[2]):
        places = ends(frame, i)
        if places is None:
            continue
        s, u = places
        out[ICT, :, i] = given["ict_services_growth"][:, i]
        out[NONICT, :, i] = log_growth(nonict[:, s], nonict[:, u])
        out[LABOUR, :, i] = given["labour_growth"][:, i]
        out[INTERMEDIATE, :, i] = given["intermediate_growth"][:, i]
        out[RESIDUAL, :, i] = 0.0
    return out


def _factor_growth_cell(frame: Frame, f: int, j: int, i: int) -> Node:
    places = ends(frame, i)
    if places is None:
        return outside_span(frame.benchmarks[i])
    if f == RESIDUAL:
        # A residual has a value and no quantity: what it earns is in TFP.
        return Const(0.0)
    if f == NONICT:
        n = len(frame.assets)
        return log_growth_cell(*(Ref("capital_services", (n, j, t)) for t in places))
    key = {ICT: "ict_services_growth", LABOUR: "labour_growth"}.get(f, "intermediate_growth")
    return Ref(key, (j, i))


FACTOR_GROWTH = Quantity(
    key="factor_growth",
    axes=("factor", "industry", "interval"),
    unit="log_points",
    symbol="Δln X",
    formula="Δln X",
    source="klems",
    needs=("ict_services_growth", "capital_services", "labour_growth", "intermediate_growth"),
    kernel=_factor_growth_kernel,
    draws=True,
    cell=_factor_growth_cell,
)


QUANTITIES = (FACTOR_VALUE, FACTOR_SHARE, MEAN_SHARE, FACTOR_GROWTH)
