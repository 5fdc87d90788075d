"""Non-ICT capital: total investment less ICT investment, geometric (method, section 7)."""

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
)
from models.frame import INDICATORS, PRICES, Frame, leading_span
from models.messages import message
from models.quantities.base import Given, Input, Quantity
from models.quantities.leaves import annual_leaf, role_message
from models.quantities.observed_growth import observed_growth, observed_growth_cell
from models.series import Basis

FloatArray = NDArray[np.float64]

NONICT = PRICES.index("nonict")


def _history_leaf(key: str, role: str, unit: str, symbol: str) -> Input:
    return annual_leaf(
        key,
        ("history",),
        unit,
        symbol,
        series=lambda frame: frame.dataset.series.get(role),
        named=lambda _: role_message(role),
        years=lambda frame: frame.history,
    )


GFCF = _history_leaf("history_gfcf", "indicator.gfcf", "as_printed", "GFCF^{printed}_t")
PRINTED = _history_leaf("history_price_printed", "price.nonict", "index", "p^{printed}_{n,t}")


def _basis(frame: Frame) -> Basis | None:
    series = frame.dataset.series.get("price.nonict")
    return None if series is None else series.basis


def _is_level(frame: Frame) -> bool:
    return _basis(frame) in (Basis.INDEX_FIXED_BASE, Basis.VALUE)


def _offset(frame: Frame) -> int:
    """Position on the history axis of the first year measured."""
    return frame.years[0] - frame.history[0]


def history_span(frame: Frame) -> tuple[int, int] | None:
    """Positions (first, last) with a price that joins the years measured without a gap."""
    known = leading_span(frame.existing_years("price_level", NONICT))
    if known is None:
        return None
    first = _offset(frame) + known[0]
    while known[0] == 0 and first > 0 and _linked(frame, first):
        first -= 1
    return first, _offset(frame) + known[1]


def _linked(frame: Frame, t: int) -> bool:
    if _is_level(frame):
        return frame.exists("history_price_printed", t) and frame.exists(
            "history_price_printed", t - 1
        )
    return frame.exists("history_price_printed", t)


def _relative(frame: Frame, t: int) -> Node:
    printed = Ref("history_price_printed", (t,))
    if _is_level(frame):
        return printed / Ref("history_price_printed", (t - 1,))
    if _basis(frame) is Basis.GROWTH_PERCENT:
        return Const(1.0) + printed / 100.0
    return printed / 100.0


def _price_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("history")
    span, offset = history_span(frame), _offset(frame) if frame.years else 0
    if span is None:
        return out
    printed = given["history_price_printed"]
    start = max(offset, span[0])
    level = given["price_level"][NONICT]
    out[start : span[1] + 1] = level[start - offset : span[1] - offset + 1]
    for t in range(offset - 1, span[0] - 1, -1):
        if _is_level(frame):
            relative = printed[t + 1] / printed[t]
        elif _basis(frame) is Basis.GROWTH_PERCENT:
            relative = 1.0 + printed[t + 1] / 100.0
        else:
            relative = printed[t + 1] / 100.0
        out[t] = out[t + 1] / relative
    return out


def _price_cell(frame: Frame, t: int) -> Node:
    span = history_span(frame)
    if span is None or t > span[1]:
        position = max(0, min(t - _offset(frame), len(frame.years) - 1))
        return Ref("price_level", (NONICT, position))
    if t < span[0] and t >= _offset(frame):
        return Ref("price_level", (NONICT, t - _offset(frame)))
    if t < span[0]:
        return Ref("history_price_printed", (_first_missing(frame, t, span[0]),))
    if t >= _offset(frame):
        return Ref("price_level", (NONICT, t - _offset(frame)))
    return Ref("history_price", (t + 1,)) / _relative(frame, t + 1)


def _first_missing(frame: Frame, t: int, first: int) -> int:
    """The year whose missing index number keeps year t without a price."""
    candidates = (first, first - 1) if _is_level(frame) else (first,)
    return next(
        (i for i in candidates if not frame.exists("history_price_printed", i)), candidates[-1]
    )


PRICE = Quantity(
    key="history_price",
    axes=("history",),
    unit="index_one",
    symbol="P_{n,t}",
    formula="P_{n,t−1} = P_{n,t} / (p_{n,t}/100)",
    source="nonict",
    needs=("price_level", "history_price_printed", "history_price"),
    kernel=_price_kernel,
    cell=_price_cell,
)


def _ict_known(frame: Frame, t: int) -> int | None:
    """Position of a history year among the years measured, if all ICT investment is known."""
    position = t - _offset(frame)
    known = position >= 0 and all(
        frame.exists("investment", a, position) for a in range(len(frame.assets))
    )
    return position if known else None


GFCF_INDICATOR = INDICATORS.index("gfcf")


def _investment_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("history")
    out[...] = given["history_gfcf"] / given["indicator_unit"][GFCF_INDICATOR]
    for t in range(out.shape[0]):
        position = _ict_known(frame, t)
        if position is not None:
            out[t] -= given["investment"][:, position].sum(axis=0)
    return np.asarray(out / given["history_price"])


def _investment_cell(frame: Frame, t: int) -> Node:
    gross = Ref("history_gfcf", (t,)) / Ref("indicator_unit", (GFCF_INDICATOR,))
    position = _ict_known(frame, t)
    if position is None:
        # Before ICT investment is known nothing can be taken off; the year says so.
        return mark(gross / Ref("history_price", (t,)), "ict_not_deducted")
    ict = Fn("SUM", (Run("investment", (0, position), 0, 0, len(frame.assets) - 1),))
    value = (gross - ict) / Ref("history_price", (t,))
    return mark_where(ict > gross, value, "negative_investment")


INVESTMENT = Quantity(
    key="nonict_investment",
    axes=("history",),
    unit="money_base",
    symbol="I^r_{n,t}",
    formula="I^r_{n,t} = (GFCF_t − Σ_i I_{i,t}) / P_{n,t}",
    source="nonict",
    needs=("history_gfcf", "indicator_unit", "investment", "history_price"),
    kernel=_investment_kernel,
    draws=True,
    cell=_investment_cell,
)


def _span(frame: Frame) -> tuple[int, int] | None:
    return leading_span(frame.existing_years("nonict_investment"))


def _growth_kernel(given: Given) -> FloatArray:
    span = _span(given.frame)
    flow = given["nonict_investment"]
    if span is None or span[1] - span[0] < 2:
        return given.empty()
    return observed_growth(flow[span[0] : span[1] + 1])


def _growth_cell(frame: Frame) -> Node:
    span = _span(frame)
    if span is None:
        return _why_no_investment(frame)
    asset = message("capital.nonict")
    if span[1] - span[0] < 2:
        return Missing(message("needs.growth", asset=asset))
    return observed_growth_cell("nonict_investment", (), span, asset)


def _why_no_investment(frame: Frame) -> Node:
    if not frame.history:
        return Missing(message("needs.real_investment", asset=message("capital.nonict")))
    return Ref("nonict_investment", (len(frame.history) - 1,))


GROWTH = Quantity(
    key="nonict_growth",
    axes=(),
    unit="rate",
    symbol="g_n",
    formula="g_n = (I^r_{n,last} / I^r_{n,first})^{1/(last−first)} − 1",
    source="nonict",
    needs=("nonict_investment",),
    kernel=_growth_kernel,
    draws=True,
    cell=_growth_cell,
)


def _stock_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("history")
    span = _span(frame)
    if span is None:
        return out
    delta = given.parameter("nonict_depreciation")
    flow = given["nonict_investment"]
    rate = given["nonict_growth"] + delta
    # The base stock stands at the end of the year before the first investment.
    before = np.where(rate > 0, flow[span[0]] / np.where(rate > 0, rate, 1.0), np.nan)
    for t in range(span[0], span[1] + 1):
        before = (1.0 - delta) * before + flow[t]
        out[t] = before
    return out


def _stock_cell(frame: Frame, t: int) -> Node:
    span = _span(frame)
    if span is None or not span[0] <= t <= span[1]:
        blocking = t if span is None or t < span[0] else span[1] + 1
        return Ref("nonict_investment", (blocking,))
    kept = Const(1.0) - Param("nonict_depreciation")
    now = Ref("nonict_investment", (t,))
    short = Const(0.0) >= Ref("nonict_stock_history", (t,))
    if t > span[0]:
        value = kept * Ref("nonict_stock_history", (t - 1,)) + now
        return mark_where(short, value, "not_positive")
    rate = Ref("nonict_growth", ()) + Param("nonict_depreciation")
    return If(
        rate > Const(0.0),
        mark_where(short, kept * now / rate + now, "not_positive"),
        Missing(message("cause.growth_plus_depreciation")),
    )


STOCK = Quantity(
    key="nonict_stock_history",
    axes=("history",),
    unit="money_base",
    symbol="K_{n,t}",
    formula="K_{n,t} = (1 − δ_n)·K_{n,t−1} + I^r_{n,t},  K_{n,t0} = I^r_{n,t0+1}/(g_n + δ_n)",
    source="nonict",
    needs=("nonict_investment", "nonict_growth", "nonict_stock_history"),
    kernel=_stock_kernel,
    draws=True,
    cell=_stock_cell,
)


def _measured_kernel(given: Given) -> FloatArray:
    frame = given.frame
    start = _offset(frame) if frame.years else 0
    return given["nonict_stock_history"][start:]


NONICT_STOCK = Quantity(
    key="nonict_stock",
    axes=("year",),
    unit="money_base",
    symbol="K_{n,t}",
    formula="K_{n,t}",
    source="nonict",
    needs=("nonict_stock_history",),
    kernel=_measured_kernel,
    draws=True,
    cell=lambda frame, t: Ref("nonict_stock_history", (t + _offset(frame),)),
)

QUANTITIES = (GFCF, PRINTED, PRICE, INVESTMENT, GROWTH, STOCK, NONICT_STOCK)
