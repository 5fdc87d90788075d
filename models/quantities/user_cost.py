"""User cost and capital compensation by industry (method, section 6).

c_{a,t} = P_{a,t-1} r + d_a P_{a,t} - (P_{a,t} - P_{a,t-1}), on capital services
K^s = (K_{t-1} + K_t)/2. The rate r is ex post where the tables allow it; the order of
remedies is decided for each industry and year, and every candidate is a quantity. Where rental
prices are given they stand for c, and no rate is chosen.
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
)
from models.frame import Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.services import kinds

FloatArray = NDArray[np.float64]


def _cost(v: int, a: int, j: int, t: int) -> Node:
    before, now = Ref("capital_price", (a, t - 1)), Ref("capital_price", (a, t))
    held = before * Ref("variant_rate", (v, j, t)) + Ref("user_cost_rate", (a,)) * now
    return held - Ref("holding_gain", (v, a, t))


def _costs(given: Given, v: int) -> FloatArray:
    """(capital, industry, year) user costs under one reading of the gain."""
    price = given["capital_price"]
    before = np.full_like(price, np.nan)
    before[:, 1:] = price[:, :-1]
    worn = given["user_cost_rate"][:, None] * price - given["holding_gain"][v]
    rate = given["variant_rate"][v]
    return np.asarray(before[:, None] * rate[None] + worn[:, None])


def _lowest_kernel(given: Given) -> FloatArray:
    known = list(kinds(given.frame))
    variants = given.frame.size("variant")
    return np.stack([_costs(given, v)[known].min(axis=0) for v in range(variants)])


def _lowest_cell(frame: Frame, v: int, j: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    return Fn("MIN", tuple(_cost(v, a, j, t) for a in kinds(frame)))


LOWEST_COST = Quantity(
    key="lowest_cost",
    axes=("variant", "industry", "year"),
    unit="rate",
    symbol="min c",
    formula="min_a c_{a,j,t}",
    source="user_cost",
    needs=("capital_price", "variant_rate", "user_cost_rate", "holding_gain"),
    kernel=_lowest_kernel,
    draws=True,
    cell=_lowest_cell,
)


def _rental_given(frame: Frame) -> bool:
    return frame.parameters.return_reading == "given"


def _choice_kernel(given: Given) -> FloatArray:
    if _rental_given(given.frame):
        return given.empty("industry", "year")
    lowest = given["lowest_cost"]
    chosen = np.where(lowest[0] >= 0, 0.0, np.where(lowest[1] >= 0, 1.0, 2.0))
    unknown = np.isnan(lowest[0]) | ((lowest[0] < 0) & np.isnan(lowest[1]))
    return np.where(unknown, np.nan, chosen)


def _choice_cell(frame: Frame, j: int, t: int) -> Node:
    if _rental_given(frame):
        return Missing(message("cause.rental_given"))
    actual, smoothed = (Ref("lowest_cost", (v, j, t)) for v in (0, 1))
    later = If(smoothed >= Const(0.0), Const(1.0), Const(2.0))
    return If(actual >= Const(0.0), Const(0.0), later)


GAIN_CHOICE = Quantity(
    key="gain_choice",
    axes=("industry", "year"),
    unit="number",
    symbol="v_{j,t}",
    formula="0: c ≥ 0;  1: smoothed ΔP;  2: ΔP = 0",
    source="user_cost",
    needs=("lowest_cost",),
    kernel=_choice_kernel,
    draws=True,
    cell=_choice_cell,
)


def _rate_kernel(given: Given) -> FloatArray:
    choice, rates = given["gain_choice"], given["variant_rate"]
    chosen = np.select([choice == 0, choice == 1, choice == 2], list(rates), np.nan)
    return np.asarray(chosen)


def _rate_cell(_: Frame, j: int, t: int) -> Node:
    choice = Ref("gain_choice", (j, t))
    rates = [Ref("variant_rate", (v, j, t)) for v in range(3)]
    later = If(choice < Const(2.0), rates[1], rates[2])
    return If(choice < Const(1.0), rates[0], later)


RATE = Quantity(
    key="rate_of_return",
    axes=("industry", "year"),
    unit="rate",
    symbol="r_{j,t}",
    formula="r_{j,t} = r^c_{j,t}(v_{j,t})",
    source="user_cost",
    needs=("gain_choice", "variant_rate"),
    kernel=_rate_kernel,
    draws=True,
    cell=_rate_cell,
)


def _user_cost_kernel(given: Given) -> FloatArray:
    if _rental_given(given.frame):
        out = given.empty("capital", "industry", "year")
        out[...] = given["rental_price"][:, None]
        return out
    choice = given["gain_choice"]
    chosen = np.where(np.isnan(choice), np.nan, _costs(given, 0))
    # Remedies are rare, and computing them for every industry would be most of the work.
    if (choice == 1).any():
        chosen = np.where(choice == 1, _costs(given, 1), chosen)
    if (choice == 2).any():
        # Only the last remedy, without any gain, is floored.
        chosen = np.where(choice == 2, np.maximum(0.0, _costs(given, 2)), chosen)
    return chosen


def _user_cost_cell(frame: Frame, a: int, j: int, t: int) -> Node:
    if _rental_given(frame):
        rental = Ref("rental_price", (a, t))
        return mark_where(Const(0.0) > rental, rental, "negative_cost")
    if t == 0:
        return Missing(message("cause.first_year"))
    choice = Ref("gain_choice", (j, t))
    lowest = _cost(2, a, j, t)
    floored = mark_where(Const(0.0) > lowest, Fn("MAX", (Const(0.0), lowest)), "cost_floored")
    later = If(
        choice < Const(2.0), mark(_cost(1, a, j, t), "gain_smoothed"), mark(floored, "gain_dropped")
    )
    return If(choice < Const(1.0), _cost(0, a, j, t), later)


USER_COST = Quantity(
    key="user_cost",
    axes=("capital", "industry", "year"),
    unit="rate",
    symbol="c_{a,j,t}",
    formula="c_{a,j,t} = P_{a,t−1}·r_{j,t} + d_a·P_{a,t} − ΔP_{a,t};  c_{a,t}",
    source="user_cost",
    needs=(
        "capital_price",
        "variant_rate",
        "user_cost_rate",
        "holding_gain",
        "gain_choice",
        "rental_price",
    ),
    kernel=_user_cost_kernel,
    draws=True,
    cell=_user_cost_cell,
)

COMPENSATION = Quantity(
    key="capital_compensation",
    axes=("capital", "industry", "year"),
    unit="money",
    symbol="c·K^s",
    formula="c_{a,j,t} · K^s_{a,j,t}",
    source="user_cost",
    needs=("user_cost", "capital_services"),
    kernel=lambda given: given["user_cost"] * given["capital_services"],
    draws=True,
    cell=lambda _, a, j, t: Ref("user_cost", (a, j, t)) * Ref("capital_services", (a, j, t)),
)


QUANTITIES = (LOWEST_COST, GAIN_CHOICE, RATE, USER_COST, COMPENSATION)
