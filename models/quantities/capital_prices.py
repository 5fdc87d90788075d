"""What a user cost is made of: depreciation, price of capital, holding gain (method, section 6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Missing,
    Node,
    Param,
    Ref,
    node,
)
from models.frame import PRICES, Frame
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.leaves import annual_leaf, role_message
from models.quantities.ratios import no_table
from models.quantities.services import nonict_position
from models.series import AnnualSeries

FloatArray = NDArray[np.float64]

PER_CENT = ("%", "％")
"""Units in which a given rental price may be printed; without a unit it is a pure number."""

NONICT = PRICES.index("nonict")


def _depreciation_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("capital")
    out[-1] = given.parameter("nonict_depreciation")
    for a in range(len(frame.assets)):
        if frame.asset(a).user_cost_depreciation == "given":
            out[a] = given.parameter(f"{frame.assets[a]}.depreciation")
        elif given["age_price"].shape[1] > 1:
            out[a] = 1.0 - given["age_price"][a, 1] / given["age_price"][a, 0]
    return out


def _depreciation_cell(frame: Frame, a: int) -> Node:
    if a == nonict_position(frame):
        return Param("nonict_depreciation")
    if frame.asset(a).user_cost_depreciation == "given":
        return Param(f"{frame.assets[a]}.depreciation")
    if frame.size("age") < 2:
        return no_table(frame)
    return Const(1.0) - Ref("age_price", (a, 1)) / Ref("age_price", (a, 0))


DEPRECIATION = Quantity(
    key="user_cost_rate",
    axes=("capital",),
    unit="rate",
    symbol="d_a",
    formula="d_a = 1 − p_a(1) / p_a(0)",
    source="user_cost",
    needs=("age_price",),
    kernel=_depreciation_kernel,
    draws=True,
    cell=_depreciation_cell,
)


def _price_kernel(given: Given) -> FloatArray:
    out = given.empty("capital", "year")
    out[:-1], out[-1] = given["price"], given["price_level"][NONICT]
    return out


def _price_cell(frame: Frame, a: int, t: int) -> Node:
    if a == nonict_position(frame):
        return Ref("price_level", (NONICT, t))
    return Ref("price", (a, t))


CAPITAL_PRICE = Quantity(
    key="capital_price",
    axes=("capital", "year"),
    unit="index_one",
    symbol="P_{a,t}",
    formula="P_{a,t}",
    source="user_cost",
    needs=("price", "price_level"),
    kernel=_price_kernel,
    draws=True,
    cell=_price_cell,
)


def _gain_span(frame: Frame, variant: int, a: int, t: int) -> int | None:
    """Position from which the gain of year t is counted, None where there is no price."""
    reach = frame.parameters.gain_years if variant == 1 else 1
    for back in range(reach, 0, -1):
        if frame.exists("capital_price", a, t - back) and frame.exists("capital_price", a, t):
            return t - back
    return None


def _gain_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("variant", "capital", "year")
    price = given["capital_price"]
    for v, a, t in np.ndindex(out.shape[:3]):
        start = _gain_span(frame, v, a, t)
        if start is not None:
            out[v, a, t] = 0.0 if v == 2 else (price[a, t] - price[a, start]) / (t - start)
    return out


def _gain_cell(frame: Frame, v: int, a: int, t: int) -> Node:
    start = _gain_span(frame, v, a, t)
    if start is None:
        if t == 0:
            return Missing(message("cause.first_year"))
        return Ref("capital_price", (a, t if not frame.exists("capital_price", a, t) else t - 1))
    if v == 2:
        return Const(0.0)
    gain = Ref("capital_price", (a, t)) - Ref("capital_price", (a, start))
    return gain / node(t - start) if t - start > 1 else gain


GAIN = Quantity(
    key="holding_gain",
    axes=("variant", "capital", "year"),
    unit="index_one",
    symbol="ΔP_{a,t}",
    formula="ΔP_{a,t} = P_{a,t} − P_{a,t−1};  (P_{a,t} − P_{a,t−m})/m;  0",
    source="user_cost",
    needs=("capital_price",),
    kernel=_gain_kernel,
    draws=True,
    cell=_gain_cell,
)


def _rental(frame: Frame, a: int) -> AnnualSeries | None:
    name = "nonict" if a == nonict_position(frame) else frame.assets[a]
    return frame.dataset.series.get(f"rental.{name}")


def _rental_named(frame: Frame, a: int) -> Message:
    return role_message(f"rental.{frame.labels('capital')[a]}")


RENTAL_PRINTED = annual_leaf(
    "rental_printed",
    ("capital", "year"),
    "as_printed",
    "c^{printed}_{a,t}",
    series=_rental,
    named=_rental_named,
)


def _rental_scale(frame: Frame, a: int) -> float:
    """What a printed rental price is divided by: it may stand in per cent."""
    found = _rental(frame, a)
    return 100.0 if found is not None and found.unit in PER_CENT else 1.0


def _rental_kernel(given: Given) -> FloatArray:
    scale = [_rental_scale(given.frame, a) for a in range(given.frame.size("capital"))]
    return np.asarray(given["rental_printed"] / np.array(scale)[:, None])


def _rental_cell(frame: Frame, a: int, t: int) -> Node:
    printed = Ref("rental_printed", (a, t))
    scale = _rental_scale(frame, a)
    return printed / scale if scale != 1.0 else printed


RENTAL_PRICE = Quantity(
    key="rental_price",
    axes=("capital", "year"),
    unit="rate",
    symbol="c_{a,t}",
    formula="c_{a,t} = c^{printed}_{a,t} (÷ 100)",
    source="user_cost",
    needs=("rental_printed",),
    kernel=_rental_kernel,
    cell=_rental_cell,
)


QUANTITIES = (DEPRECIATION, CAPITAL_PRICE, GAIN, RENTAL_PRINTED, RENTAL_PRICE)
