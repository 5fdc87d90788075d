"""Real investment, and the stock before its first year (method, section 4).

K_t0 = I^r_{t0+1}/(g + delta), or investment carried backwards at the rate g through the
profile, which leaves no seam.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models import capital
from models.expression import (
    Const,
    Fn,
    If,
    Missing,
    Node,
    Ref,
    Run,
    mark_where,
    node,
    sum_of_products,
    total,
)
from models.frame import Frame, leading_span
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.observed_growth import observed_growth, observed_growth_cell
from models.quantities.profiles import parameter

FloatArray = NDArray[np.float64]


def _real_cell(_: Frame, a: int, t: int) -> Node:
    value = Ref("investment", (a, t)) / Ref("price", (a, t))
    return mark_where(Const(0.0) > Ref("investment", (a, t)), value, "negative_investment")


REAL_INVESTMENT = Quantity(
    key="real_investment",
    axes=("asset", "year"),
    unit="money_base",
    symbol="I^r_{i,t}",
    formula="I^r_{i,t} = I_{i,t} / P_{i,t}",
    source="step5",
    needs=("investment", "price"),
    kernel=lambda given: given["investment"] / given["price"],
    draws=True,
    cell=_real_cell,
)


def stock_span(frame: Frame, a: int) -> tuple[int, int] | None:
    """Positions of the first year of real investment and the last before any gap."""
    return leading_span(frame.existing_years("real_investment", a))


def first_used(frame: Frame, a: int) -> int | None:
    """Position of t0 + 1: the first year whose investment enters the stock.

    With t0 the year before the first investment that is the first one itself; where the first
    observed year is t0, its investment only enters g.
    """
    span = stock_span(frame, a)
    if span is None or frame.asset(a).initial_year == "before":
        return None if span is None else span[0]
    return span[0] + 1 if span[1] > span[0] else None


def is_backcast(frame: Frame, a: int) -> bool:
    """Whether the base stock is a sum over investment before the first year.

    For a stock without end (geometric, nothing retires) that sum is I/(g + delta) itself.
    """
    asset = frame.asset(a)
    return asset.initial_method == "backcast" and capital.ends(asset)


def has_own_base(frame: Frame, a: int) -> bool:
    """Whether the growth accounts carry back what the stock of the asset takes by its formula."""
    asset = frame.asset(a)
    wanted = frame.parameters.accounts_initial_method == "backcast"
    return wanted and asset.initial_method != "backcast" and capital.ends(asset)


def is_carried_back(frame: Frame, a: int) -> bool:
    """Whether investment before the first year is worked out, for the stock or the accounts."""
    return is_backcast(frame, a) or has_own_base(frame, a)


def growth_span(frame: Frame, a: int) -> tuple[int, int] | None:
    """First and last year whose real investment is not extrapolated, None below three.

    A given investment series is observed in every year; otherwise the benchmarks are the
    limits of what is observed or interpolated.
    """
    span = stock_span(frame, a)
    if span is None:
        return None
    first, last = span
    if not frame.exists("given_investment_unit", a):
        marks = [frame.year_position(year) for year in frame.benchmarks]
        inside = [position for position in marks if position is not None]
        if not inside:
            return None
        first, last = max(first, inside[0]), min(last, inside[-1])
    return (first, last) if last - first >= 2 else None


def _yearly_growth_kernel(given: Given) -> FloatArray:
    flow = given["real_investment"]
    out = given.empty("asset", "year")
    both = (flow[:, 1:] > 0) & (flow[:, :-1] > 0)
    out[:, 1:] = np.where(both, flow[:, 1:] / flow[:, :-1] - 1.0, np.nan)
    return out


def _yearly_growth_cell(frame: Frame, a: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    now, before = Ref("real_investment", (a, t)), Ref("real_investment", (a, t - 1))
    positive = Fn("AND", (now > Const(0.0), before > Const(0.0)))
    asset = message(f"asset.{frame.assets[a]}")
    return If(
        positive, now / before - 1.0, Missing(message("needs.positive_investment", asset=asset))
    )


YEARLY_GROWTH = Quantity(
    key="real_investment_growth",
    axes=("asset", "year"),
    unit="rate",
    symbol="g_{i,t}",
    formula="g_{i,t} = I^r_{i,t} / I^r_{i,t−1} − 1",
    source="capital",
    needs=("real_investment",),
    kernel=_yearly_growth_kernel,
    draws=True,
    cell=_yearly_growth_cell,
)


def _arithmetic(frame: Frame) -> bool:
    return frame.parameters.growth_mean == "arithmetic"


def _growth_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset")
    own = given.asset("growth")
    for a in range(out.shape[0]):
        span = growth_span(frame, a)
        if frame.asset(a).growth is not None:
            out[a] = own[a]
        elif span is not None and _arithmetic(frame):
            out[a] = given["real_investment_growth"][a, span[0] + 1 : span[1] + 1].mean(axis=0)
        elif span is not None:
            out[a] = observed_growth(given["real_investment"][a, span[0] : span[1] + 1])
    return out


def _growth_cell(frame: Frame, a: int) -> Node:
    if frame.asset(a).growth is not None:
        return parameter(frame, a, "growth")
    if stock_span(frame, a) is None:
        return Missing(_no_investment(frame, a))
    span = growth_span(frame, a)
    asset = message(f"asset.{frame.assets[a]}")
    if span is None:
        return Missing(message("needs.growth", asset=asset))
    if _arithmetic(frame):
        rates = Run("real_investment_growth", (a, 0), 1, span[0] + 1, span[1])
        return total(rates) / node(span[1] - span[0])
    return observed_growth_cell("real_investment", (a,), span, asset)


def _no_investment(frame: Frame, a: int) -> Message:
    return message("needs.real_investment", asset=message(f"asset.{frame.assets[a]}"))


INVESTMENT_GROWTH = Quantity(
    key="investment_growth",
    axes=("asset",),
    unit="rate",
    symbol="g_i",
    formula="g_i = (I^r_{i,last} / I^r_{i,first})^{1/(last−first)} − 1;  Σ_t g_{i,t}/(last−first)",
    source="capital",
    needs=("real_investment", "real_investment_growth"),
    kernel=_growth_kernel,
    draws=True,
    cell=_growth_cell,
)


def _backcast_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "age")
    for a in range(out.shape[0]):
        first = first_used(frame, a)
        if first is not None and is_carried_back(frame, a):
            growth = given["investment_growth"][a]
            years = frame.size("past")
            flow = given["real_investment"][a, first]
            out[a, :years] = np.moveaxis(capital.backcast(flow, growth, years), -1, 0)
    return out


def _backcast_cell(frame: Frame, a: int, x: int) -> Node:
    if not is_carried_back(frame, a):
        return Missing(message("cause.no_backcast"))
    if x >= frame.size("past"):
        return Missing(message("cause.beyond_backcast"))
    first = first_used(frame, a)
    if first is None:
        return Missing(_no_investment(frame, a))
    growing = Const(1.0) + Ref("investment_growth", (a,))
    return Ref("real_investment", (a, first)) / growing ** node(x + 1)


BACKCAST = Quantity(
    key="backcast_investment",
    axes=("asset", "age"),
    unit="money_base",
    symbol="I^r_{i,t0−x}",
    formula="I^r_{i,t0−x} = I^r_{i,t0+1} · (1 + g_i)^{−(x+1)}",
    source="capital",
    needs=("real_investment", "investment_growth"),
    kernel=_backcast_kernel,
    draws=True,
    cell=_backcast_cell,
)


def _initial_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset")
    delta = given.asset("depreciation")
    rate = given["investment_growth"] + delta
    for a in range(out.shape[0]):
        first = first_used(frame, a)
        if first is None:
            continue
        if is_backcast(frame, a):
            years = frame.size("past")
            past = given["backcast_investment"][a, :years]
            out[a] = (past * given["stock_weight"][a, :years]).sum(axis=0)
        else:
            usable = rate[a] > 0
            stock = given["real_investment"][a, first] / np.where(usable, rate[a], 1.0)
            out[a] = np.where(usable, stock, np.nan)
            if _half_year_lost(frame, a):
                out[a] *= (1.0 - delta[a]) ** capital.HALF_YEAR
    return out


def _half_year_lost(frame: Frame, a: int) -> bool:
    """Whether a backcast of a stock without end is half a year older than the formula's."""
    asset = frame.asset(a)
    return asset.initial_method == "backcast" and asset.timing == "mid_year"


def _initial_cell(frame: Frame, a: int) -> Node:
    first = first_used(frame, a)
    if first is None:
        return Missing(_no_investment(frame, a))
    if is_backcast(frame, a):
        last = frame.size("past") - 1
        return sum_of_products(
            Run("backcast_investment", (a, 0), 1, 0, last, backwards=True),
            Run("stock_weight", (a, 0), 1, 0, last, backwards=True),
        )
    delta = parameter(frame, a, "depreciation")
    rate = Ref("investment_growth", (a,)) + delta
    stock: Node = Ref("real_investment", (a, first)) / rate
    if _half_year_lost(frame, a):
        stock = stock * (Const(1.0) - delta) ** capital.HALF_YEAR
    return If(rate > Const(0.0), stock, Missing(message("cause.growth_plus_depreciation")))


INITIAL_STOCK = Quantity(
    key="initial_stock",
    axes=("asset",),
    unit="money_base",
    symbol="K_{i,t0}",
    formula="K_{i,t0} = I^r_{i,t0+1} / (g_i + δ_i);  Σ_x w*_i(x) · I^r_{i,t0−x}",
    source="capital",
    needs=("real_investment", "investment_growth", "backcast_investment", "stock_weight"),
    kernel=_initial_kernel,
    draws=True,
    cell=_initial_cell,
)


def _remaining_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    kept = 1.0 - given.asset("depreciation")
    for a in range(out.shape[0]):
        span, first = stock_span(frame, a), first_used(frame, a)
        if span is None or first is None:
            continue
        elapsed = np.arange(span[0], span[1] + 1) - first + 1
        if is_backcast(frame, a):
            out[a, span[0] : span[1] + 1] = carried_remaining(given, a, elapsed)
        else:
            left = given["initial_stock"][a] * kept[a] ** elapsed[:, None]
            out[a, span[0] : span[1] + 1] = left
    return out


def _remaining_cell(frame: Frame, a: int, t: int) -> Node:
    span, first = stock_span(frame, a), first_used(frame, a)
    if span is None or first is None or not span[0] <= t <= span[1]:
        return no_stock(frame, a, t)
    elapsed = t - first + 1
    if is_backcast(frame, a):
        return past_run(frame, a, "stock_weight", elapsed)
    if elapsed == 0:
        return Ref("initial_stock", (a,))
    kept = Const(1.0) - parameter(frame, a, "depreciation")
    return Ref("initial_stock", (a,)) * kept ** node(elapsed)


def carried_remaining(given: Given, a: int, elapsed: NDArray[np.int_]) -> FloatArray:
    """What is left of the backcast investment, (years, draw), `elapsed` years after t0."""
    years = given.frame.size("past")
    past, weights = given["backcast_investment"][a, :years], given["stock_weight"][a]
    left = capital.backcast_remaining(past, weights, int(elapsed[-1]))
    return np.asarray(left[elapsed])


def past_run(frame: Frame, a: int, weights: str, elapsed: int) -> Node:
    """What weights leave of the backcast investment, `elapsed` years after t0."""
    last = frame.size("past") - 1
    return sum_of_products(
        Run("backcast_investment", (a, 0), 1, 0, last, backwards=True),
        Run(weights, (a, 0), 1, elapsed, elapsed + last, backwards=True),
    )


def no_stock(frame: Frame, a: int, t: int) -> Node:
    """What keeps year t without a stock: a missing year of investment, or all but one."""
    span = stock_span(frame, a)
    if span is None or t < span[0]:
        return Ref("real_investment", (a, t))
    if t > span[1]:
        return Ref("real_investment", (a, span[1] + 1))
    return Missing(_no_investment(frame, a))


REMAINING = Quantity(
    key="initial_remaining",
    axes=("asset", "year"),
    unit="money_base",
    symbol="K^0_{i,t}",
    formula="K^0_{i,t} = K_{i,t0} · (1 − δ_i)^{t−t0};  Σ_x w*_i(t − t0 + x) · I^r_{i,t0−x}",
    source="capital",
    needs=("initial_stock", "real_investment", "backcast_investment", "stock_weight"),
    kernel=_remaining_kernel,
    draws=True,
    cell=_remaining_cell,
)


QUANTITIES = (REAL_INVESTMENT, YEARLY_GROWTH, INVESTMENT_GROWTH, BACKCAST, INITIAL_STOCK, REMAINING)
