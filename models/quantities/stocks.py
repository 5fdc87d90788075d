"""Productive ICT capital stock (appendix, ICT capital and steps 3 and 5; method, section 4).

K_{i,t} = K_{i,t0}(1-delta_i)^(t-t0) + sum_x w_i(x) I^r_{i,t-x}.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models import capital
from models.expression import (
    Const,
    Missing,
    Node,
    Ref,
    Run,
    mark_where,
    sum_of_products,
    total,
)
from models.frame import Frame
from models.messages import message
from models.quantities.base import Cell, Given, Quantity
from models.quantities.base_stock import first_used, no_stock, stock_span

FloatArray = NDArray[np.float64]


def _stock_kernel(given: Given) -> FloatArray:
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        fill_stock(given, a, given["initial_remaining"][a], out[a])
    return out


def fill_stock(given: Given, a: int, remaining: FloatArray, out: FloatArray) -> None:
    """The stock of one asset over what is left of its base stock, (year, draw), into `out`."""
    span, first = stock_span(given.frame, a), first_used(given.frame, a)
    if span is None or first is None:
        return
    out[span[0] : first] = remaining[span[0] : first]
    years = slice(first, span[1] + 1)
    flow = given["real_investment"][a, years]
    invested = capital.productive_stock(flow.T, given["stock_weight"][a].T)
    out[years] = invested.T + remaining[years]


def _stock_cell(frame: Frame, a: int, t: int) -> Node:
    return stock_tree(frame, "stock", "initial_remaining", a, t)


def stock_tree(frame: Frame, key: str, remaining: str, a: int, t: int) -> Node:
    """The cell of `fill_stock`: of the quantity `key`, over what `remaining` holds."""
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not first <= t <= span[1]:
        return Ref(remaining, (a, t))
    value = flow_run(a, "stock_weight", first, t) + Ref(remaining, (a, t))
    return mark_where(Const(0.0) >= Ref(key, (a, t)), value, "not_positive")


def flow_run(a: int, weights: str, first: int, t: int) -> Node:
    """What weights leave in year t of the investment from position `first` on."""
    # The workbook stores ages oldest first, so that both ranges run the same way.
    return sum_of_products(
        Run("real_investment", (a, 0), 1, first, t),
        Run(weights, (a, 0), 1, 0, t - first, backwards=True),
    )


STOCK = Quantity(
    key="stock",
    axes=("asset", "year"),
    unit="money_base",
    symbol="K_{i,t}",
    formula="K_{i,t} = Σ_{x=0}^{t−t0−1} w*_i(x) · I^r_{i,t−x} + K^0_{i,t}",
    source="capital",
    needs=("real_investment", "stock_weight", "initial_remaining"),
    kernel=_stock_kernel,
    draws=True,
    cell=_stock_cell,
)


def _vintage_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "vintage", "year")
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if span is None or first is None:
            continue
        flow, weights = given["real_investment"][a], given["stock_weight"][a]
        for s in range(first, span[1] + 1):
            out[a, s, first:s] = 0.0
            out[a, s, s : span[1] + 1] = flow[s] * weights[: span[1] + 1 - s]
    return out


def _vintage_cell(frame: Frame, a: int, s: int, t: int) -> Node:
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not first <= t <= span[1]:
        # Without a stock of the year there is none of any vintage.
        return no_stock(frame, a, t)
    if not first <= s <= span[1]:
        return Missing(message("cause.vintage_not_used"))
    if s > t:
        return Const(0.0)
    return Ref("real_investment", (a, s)) * Ref("stock_weight", (a, t - s))


STOCK_BY_VINTAGE = Quantity(
    key="stock_by_vintage",
    axes=("asset", "vintage", "year"),
    unit="money_base",
    symbol="K_{i,s,t}",
    formula="K_{i,s,t} = w*_i(t − s) · I^r_{i,s};  Σ_s K_{i,s,t} = K_{i,t} − K^0_{i,t}",
    source="capital",
    needs=("real_investment", "stock_weight"),
    kernel=_vintage_kernel,
    draws=True,
    cell=_vintage_cell,
)


def _base_share_cell(_: Frame, a: int, t: int) -> Node:
    return Ref("initial_remaining", (a, t)) / Ref("stock", (a, t))


BASE_SHARE = Quantity(
    key="base_share",
    axes=("asset", "year"),
    unit="share",
    symbol="K^0_{i,t}/K_{i,t}",
    formula="K^0_{i,t} / K_{i,t}",
    source="ours",
    needs=("initial_remaining", "stock"),
    kernel=lambda given: given["initial_remaining"] / given["stock"],
    draws=True,
    cell=_base_share_cell,
)


def _over_assets(key: str) -> Cell:
    def cell(frame: Frame, t: int) -> Node:
        return total(Run(key, (0, t), 0, 0, len(frame.assets) - 1))

    return cell


STOCK_TOTAL = Quantity(
    key="stock_total",
    axes=("year",),
    unit="money_base",
    symbol="K_t",
    formula="K_t = Σ_i K_{i,t}",
    source="step5",
    needs=("stock",),
    kernel=lambda given: np.asarray(given["stock"].sum(axis=0)),
    draws=True,
    cell=_over_assets("stock"),
)


def _current_cell(_: Frame, a: int, t: int) -> Node:
    return Ref("stock", (a, t)) * Ref("price", (a, t))


STOCK_CURRENT = Quantity(
    key="stock_current",
    axes=("asset", "year"),
    unit="money",
    symbol="P_{i,t}·K_{i,t}",
    formula="P_{i,t} · K_{i,t}",
    source="step5",
    needs=("stock", "price"),
    kernel=lambda given: given["stock"] * given["price"],
    draws=True,
    cell=_current_cell,
)

STOCK_CURRENT_TOTAL = Quantity(
    key="stock_current_total",
    axes=("year",),
    unit="money",
    symbol="Σ P·K",
    formula="Σ_i P_{i,t} · K_{i,t}",
    source="step5",
    needs=("stock_current",),
    kernel=lambda given: np.asarray(given["stock_current"].sum(axis=0)),
    draws=True,
    cell=_over_assets("stock_current"),
)


QUANTITIES = (
    STOCK,
    STOCK_BY_VINTAGE,
    BASE_SHARE,
    STOCK_TOTAL,
    STOCK_CURRENT,
    STOCK_CURRENT_TOTAL,
)
