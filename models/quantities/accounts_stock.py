"""The ICT stock behind capital services and growth accounts (method, sections 4 and 7).

The base-year formula I/(g + delta) belongs to a geometric stock: under another profile the stock
grows by itself for about a life, which growth accounts would take for growth of an input. So by
default they carry investment back through the profile, which leaves no seam. Investment,
prices and profile are the same; only what is left of the base year differs, and is shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Node, Ref, mark
from models.frame import Frame
from models.quantities.base import Given, Quantity
from models.quantities.base_stock import (
    carried_remaining,
    first_used,
    has_own_base,
    no_stock,
    past_run,
    stock_span,
)
from models.quantities.stocks import fill_stock, stock_tree

FloatArray = NDArray[np.float64]


def _remaining_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if not has_own_base(frame, a):
            out[a] = given["initial_remaining"][a]
        elif span is not None and first is not None:
            elapsed = np.arange(span[0], span[1] + 1) - first + 1
            out[a, span[0] : span[1] + 1] = carried_remaining(given, a, elapsed)
    return out


def _remaining_cell(frame: Frame, a: int, t: int) -> Node:
    if not has_own_base(frame, a):
        return Ref("initial_remaining", (a, t))
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not span[0] <= t <= span[1]:
        return no_stock(frame, a, t)
    return mark(past_run(frame, a, "stock_weight", t - first + 1), "backcast_base")


REMAINING = Quantity(
    key="accounts_remaining",
    axes=("asset", "year"),
    unit="money_base",
    symbol="K^{0*}_{i,t}",
    formula="K^{0*}_{i,t} = Σ_x w*_i(t − t0 + x) · I^r_{i,t0−x};  K^0_{i,t}",
    source="ours",
    needs=("initial_remaining", "real_investment", "backcast_investment", "stock_weight"),
    kernel=_remaining_kernel,
    draws=True,
    cell=_remaining_cell,
)


def _stock_kernel(given: Given) -> FloatArray:
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        fill_stock(given, a, given["accounts_remaining"][a], out[a])
    return out


STOCK = Quantity(
    key="accounts_stock",
    axes=("asset", "year"),
    unit="money_base",
    symbol="K*_{i,t}",
    formula="K*_{i,t} = Σ_{x=0}^{t−t0−1} w*_i(x) · I^r_{i,t−x} + K^{0*}_{i,t}",
    source="ours",
    needs=("real_investment", "stock_weight", "accounts_remaining"),
    kernel=_stock_kernel,
    draws=True,
    cell=lambda frame, a, t: stock_tree(frame, "accounts_stock", "accounts_remaining", a, t),
)


def _ratio_cell(_: Frame, a: int, t: int) -> Node:
    return Ref("accounts_stock", (a, t)) / Ref("stock", (a, t))


RATIO = Quantity(
    key="accounts_stock_ratio",
    axes=("asset", "year"),
    unit="ratio",
    symbol="K*_{i,t}/K_{i,t}",
    formula="K*_{i,t} / K_{i,t}",
    source="ours",
    needs=("accounts_stock", "stock"),
    kernel=lambda given: given["accounts_stock"] / given["stock"],
    draws=True,
    cell=_ratio_cell,
)


QUANTITIES = (REMAINING, STOCK, RATIO)
