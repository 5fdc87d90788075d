"""Productive ICT capital stock (appendix, ICT capital and steps 3 and 5; method, section 4).

K_{i,t} = K_{i,t0}(1-delta_i)^(t-t0) + sum_x w_i(x) I^r_{i,t-x}.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models import capital
from models.expression import (
    Const,
    Fn,
    If,
    Missing,
    Node,
    Param,
    Ref,
    Run,
    node,
    sum_of_products,
    total,
)
from models.frame import Frame, leading_span
from models.messages import Message, message
from models.parameters import AssetParameters
from models.quantities.base import Cell, Given, Quantity
from models.quantities.observed_growth import observed_growth, observed_growth_cell

FloatArray = NDArray[np.float64]


def _real_cell(_: Frame, a: int, t: int) -> Node:
    return Ref("investment", (a, t)) / Ref("price", (a, t))


REAL_INVESTMENT = Quantity(
    key="real_investment",
    axes=("asset", "year"),
    unit="money_base",
    symbol="I^r_{i,t}",
    formula="I^r_{i,t} = I_{i,t} / P_{i,t}",
    source="step5",
    needs=("investment", "price"),
    kernel=lambda given: given["investment"] / given["price"],
    cell=_real_cell,
)


def _parameter(frame: Frame, a: int, name: str) -> Param:
    return Param(f"{frame.assets[a]}.{name}")


def _max_life(frame: Frame, a: int) -> Node:
    return _parameter(frame, a, "max_life_factor") * _parameter(frame, a, "service_life")


def _efficiency_kernel(given: Given) -> FloatArray:
    ages = given.frame.size("age")
    return _by_asset(given, lambda asset: capital.age_efficiency(asset, ages))


def _efficiency_cell(frame: Frame, a: int, x: int) -> Node:
    age, life = node(x), _max_life(frame, a)
    alive = (life - age) / (life - _parameter(frame, a, "beta") * age)
    return If(age < life, alive, Const(0.0))


AGE_EFFICIENCY = Quantity(
    key="age_efficiency",
    axes=("asset", "age"),
    unit="ratio",
    symbol="h_i(x)",
    formula="h_i(x) = (T_i − x) / (T_i − β_i·x),  T_i = f_i·μ_i",
    source="capital",
    needs=(),
    kernel=_efficiency_kernel,
    cell=_efficiency_cell,
)


def _survival_kernel(given: Given) -> FloatArray:
    ages = given.frame.size("age")
    return _by_asset(given, lambda asset: capital.survival(asset, ages))


def _survival_cell(frame: Frame, a: int, x: int) -> Node:
    if frame.asset(a).retirement == "none":
        return Const(1.0)
    distance = _parameter(frame, a, "service_life") - node(x)
    # NORMSDIST of the negative keeps the digits of the far tail; 1 - NORMSDIST loses them.
    return Fn("NORMSDIST", (distance / _parameter(frame, a, "sigma"),))


SURVIVAL = Quantity(
    key="survival",
    axes=("asset", "age"),
    unit="ratio",
    symbol="S_i(x)",
    formula="S_i(x) = 1 − Φ((x − μ_i)/σ_i)",
    source="capital",
    needs=(),
    kernel=_survival_kernel,
    cell=_survival_cell,
)


def _profile_cell(_: Frame, a: int, x: int) -> Node:
    return Ref("age_efficiency", (a, x)) * Ref("survival", (a, x))


PROFILE = Quantity(
    key="profile",
    axes=("asset", "age"),
    unit="ratio",
    symbol="w_i(x)",
    formula="w_i(x) = h_i(x) · S_i(x)",
    source="capital",
    needs=("age_efficiency", "survival"),
    kernel=lambda given: given["age_efficiency"] * given["survival"],
    cell=_profile_cell,
)


def stock_span(frame: Frame, a: int) -> tuple[int, int] | None:
    """Positions of the first year of real investment and the last before any gap."""
    return leading_span(frame.existing_years("real_investment", a))


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


def _growth_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset")
    own = given.asset("growth")
    for a in range(out.size):
        span = growth_span(frame, a)
        if not np.isnan(own[a]):
            out[a] = own[a]
        elif span is not None:
            out[a] = observed_growth(given["real_investment"][a, span[0] : span[1] + 1])
    return out


def _growth_cell(frame: Frame, a: int) -> Node:
    if frame.asset(a).growth is not None:
        return _parameter(frame, a, "growth")
    if stock_span(frame, a) is None:
        return Missing(_no_investment(frame, a))
    span = growth_span(frame, a)
    asset = message(f"asset.{frame.assets[a]}")
    if span is None:
        return Missing(message("needs.growth", asset=asset))
    return observed_growth_cell("real_investment", (a,), span, asset)


def _no_investment(frame: Frame, a: int) -> Message:
    return message("needs.real_investment", asset=message(f"asset.{frame.assets[a]}"))


INVESTMENT_GROWTH = Quantity(
    key="investment_growth",
    axes=("asset",),
    unit="rate",
    symbol="g_i",
    formula="g_i = (I^r_{i,last} / I^r_{i,first})^{1/(last−first)} − 1",
    source="capital",
    needs=("real_investment",),
    kernel=_growth_kernel,
    cell=_growth_cell,
)


def _initial_kernel(given: Given) -> FloatArray:
    out = given.empty("asset")
    rate = given["investment_growth"] + given.asset("depreciation")
    for a in range(out.size):
        span = stock_span(given.frame, a)
        if span is not None and rate[a] > 0:
            out[a] = given["real_investment"][a, span[0]] / rate[a]
    return out


def _initial_cell(frame: Frame, a: int) -> Node:
    span = stock_span(frame, a)
    if span is None:
        return Missing(_no_investment(frame, a))
    rate = Ref("investment_growth", (a,)) + _parameter(frame, a, "depreciation")
    return If(
        rate > Const(0.0),
        Ref("real_investment", (a, span[0])) / rate,
        Missing(message("cause.growth_plus_depreciation")),
    )


INITIAL_STOCK = Quantity(
    key="initial_stock",
    axes=("asset",),
    unit="money_base",
    symbol="K_{i,t0}",
    formula="K_{i,t0} = I^r_{i,t0+1} / (g_i + δ_i)",
    source="capital",
    needs=("real_investment", "investment_growth"),
    kernel=_initial_kernel,
    cell=_initial_cell,
)


def _remaining_kernel(given: Given) -> FloatArray:
    out = given.empty("asset", "year")
    kept = 1.0 - given.asset("depreciation")
    for a in range(out.shape[0]):
        span = stock_span(given.frame, a)
        if span is not None:
            years = np.arange(1, span[1] - span[0] + 2)
            out[a, span[0] : span[1] + 1] = given["initial_stock"][a] * kept[a] ** years
    return out


def _remaining_cell(frame: Frame, a: int, t: int) -> Node:
    span = stock_span(frame, a)
    if span is None or not span[0] <= t <= span[1]:
        return Ref("real_investment", (a, _blocking_year(span, t)))
    kept = Const(1.0) - _parameter(frame, a, "depreciation")
    return Ref("initial_stock", (a,)) * kept ** node(t - span[0] + 1)


def _blocking_year(span: tuple[int, int] | None, t: int) -> int:
    """The year whose missing investment keeps year t without a stock."""
    return t if span is None or t < span[0] else span[1] + 1


REMAINING = Quantity(
    key="initial_remaining",
    axes=("asset", "year"),
    unit="money_base",
    symbol="K^0_{i,t}",
    formula="K^0_{i,t} = K_{i,t0} · (1 − δ_i)^{t−t0}",
    source="capital",
    needs=("initial_stock", "real_investment"),
    kernel=_remaining_kernel,
    cell=_remaining_cell,
)


def _stock_kernel(given: Given) -> FloatArray:
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        span = stock_span(given.frame, a)
        if span is not None:
            years = slice(span[0], span[1] + 1)
            flow = given["real_investment"][a, years]
            invested = capital.productive_stock(flow, given["profile"][a])
            out[a, years] = invested + given["initial_remaining"][a, years]
    return out


def _stock_cell(frame: Frame, a: int, t: int) -> Node:
    span = stock_span(frame, a)
    if span is None or not span[0] <= t <= span[1]:
        return Ref("initial_remaining", (a, t))
    flows = Run("real_investment", (a, 0), 1, span[0], t)
    # The workbook stores ages oldest first, so that both ranges run the same way.
    weights = Run("profile", (a, 0), 1, 0, t - span[0], backwards=True)
    return sum_of_products(flows, weights) + Ref("initial_remaining", (a, t))


STOCK = Quantity(
    key="stock",
    axes=("asset", "year"),
    unit="money_base",
    symbol="K_{i,t}",
    formula="K_{i,t} = Σ_{x=0}^{t−t0−1} w_i(x) · I^r_{i,t−x} + K_{i,t0} · (1 − δ_i)^{t−t0}",
    source="capital",
    needs=("real_investment", "profile", "initial_remaining"),
    kernel=_stock_kernel,
    cell=_stock_cell,
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
    cell=_over_assets("stock_current"),
)


def _by_asset(given: Given, function: Callable[[AssetParameters], FloatArray]) -> FloatArray:
    rows = [function(asset) for asset in given.frame.parameters.assets.values()]
    return np.array(rows).reshape(len(rows), given.frame.size("age"))


QUANTITIES = (
    REAL_INVESTMENT,
    AGE_EFFICIENCY,
    SURVIVAL,
    PROFILE,
    INVESTMENT_GROWTH,
    INITIAL_STOCK,
    REMAINING,
    STOCK,
    BASE_SHARE,
    STOCK_TOTAL,
    STOCK_CURRENT,
    STOCK_CURRENT_TOTAL,
)
