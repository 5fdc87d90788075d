"""Capital services by industry (method, section 6).

By default they come from the mean of the stocks at both ends of a year; the reading takes the
opening or the closing stock.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Missing,
    Node,
    Ref,
    Run,
    plus,
)
from models.frame import Frame
from models.frozen import FrozenMap
from models.investment import interpolate_ratio
from models.messages import message
from models.quantities.allocation import positive_share
from models.quantities.base import Given, Quantity
from models.quantities.base_stock import has_own_base
from models.quantities.ratios import linear_between, no_table, outside_span

FloatArray = NDArray[np.float64]


def nonict_position(frame: Frame) -> int:
    """Position of non-ICT capital on the capital axis: after the assets."""
    return len(frame.assets)


SPLITS = {
    "depreciation": "industry_depreciation_value",
    "capital_income": "capital_income",
    "value_added": "industry_value_added",
    "output": "industry_output",
}
"""What non-ICT capital is split by, and the column that holds it."""


def _split_by(frame: Frame) -> str:
    return SPLITS[frame.parameters.nonict_split]


def _split_kernel(given: Given) -> FloatArray:
    column = np.maximum(0.0, given[_split_by(given.frame)])
    return np.asarray(column / column.sum(axis=0))


def _split_cell(frame: Frame, j: int, b: int) -> Node:
    key = _split_by(frame)
    return positive_share(Ref(key, (j, b)), Run(key, (0, b), 0, 0, frame.size("industry") - 1))


NONICT_SPLIT = Quantity(
    key="nonict_benchmark_key",
    axes=("industry", "benchmark"),
    unit="share",
    symbol="k_{n,j,b}",
    formula="k_{n,j,b} = X⁺_j / Σ_j X⁺_j,  X = VA003;  CC;  TVA;  GO",
    source="nonict",
    needs=tuple(SPLITS.values()),
    kernel=_split_kernel,
    cell=_split_cell,
)


def _nonict_key_cell(frame: Frame, j: int, t: int) -> Node:
    return (
        linear_between(frame, "nonict_benchmark_key", (j,), t)
        if frame.benchmarks
        else (no_table(frame))
    )


NONICT_KEY = Quantity(
    key="nonict_key",
    axes=("industry", "year"),
    unit="share",
    symbol="k_{n,j,t}",
    formula="k_{n,j,t} = [(u−t)·k_{n,j,s} + (t−s)·k_{n,j,u}] / (u−s)",
    source="nonict",
    needs=("nonict_benchmark_key",),
    kernel=lambda given: interpolate_ratio(
        given["nonict_benchmark_key"], given.frame.benchmarks, given.frame.years, "linear"
    ),
    cell=_nonict_key_cell,
)


NONICT_INDUSTRY = Quantity(
    key="nonict_industry_stock",
    axes=("industry", "year"),
    unit="money_base",
    symbol="K_{n,j,t}",
    formula="K_{n,j,t} = k_{n,j,t} · K_{n,t}",
    source="nonict",
    needs=("nonict_key", "nonict_stock"),
    kernel=lambda given: given["nonict_key"] * given["nonict_stock"],
    draws=True,
    cell=lambda _, j, t: Ref("nonict_key", (j, t)) * Ref("nonict_stock", (t,)),
)


def _stock_ref(frame: Frame, a: int, j: int, t: int) -> Node:
    if a == nonict_position(frame):
        return Ref("nonict_industry_stock", (j, t))
    if has_own_base(frame, a):
        return Ref("allocation_key", (a, j, t)) * Ref("accounts_stock", (a, t))
    return Ref("industry_stock", (a, j, t))


YEARS_BACK: Mapping[str, tuple[int, ...]] = FrozenMap(
    {"average": (1, 0), "opening": (1,), "closing": (0,)}
)
"""Year ends whose stocks serve a year, by `services_timing`: years before it, furthest first."""


def stock_ends(frame: Frame, t: int) -> tuple[int, ...] | None:
    """Positions of the year ends whose stocks serve year t, None where one is not measured."""
    ends = tuple(t - years for years in YEARS_BACK[frame.parameters.services_timing])
    return ends if ends[0] >= 0 else None


def _services_kernel(given: Given) -> FloatArray:
    out = given.empty("capital", "industry", "year")
    frame = given.frame
    n = nonict_position(frame)
    ict, nonict = given["industry_stock"], given["nonict_industry_stock"]
    back = YEARS_BACK[frame.parameters.services_timing]
    span = out.shape[2]
    for a in range(n + 1):
        if a == n:
            stock = nonict
        elif has_own_base(frame, a):
            stock = given["allocation_key"][a] * given["accounts_stock"][a]
        else:
            stock = ict[a]
        ends = [stock[:, back[0] - years : span - years] for years in back]
        out[a, :, back[0] :] = sum(ends) / float(len(ends))
    return out


def _services_cell(frame: Frame, a: int, j: int, t: int) -> Node:
    ends = stock_ends(frame, t)
    if ends is None:
        return Missing(message("cause.first_year"))
    stocks = [_stock_ref(frame, a, j, end) for end in ends]
    return plus(stocks) / 2.0 if len(stocks) > 1 else stocks[0]


SERVICES = Quantity(
    key="capital_services",
    axes=("capital", "industry", "year"),
    unit="money_base",
    symbol="K^s_{a,j,t}",
    formula=(
        "K^s_{a,j,t} = (K_{a,j,t−1} + K_{a,j,t}) / 2;  K_{a,j,t−1};  K_{a,j,t};  "
        "K_{a,j,t} = k_{i,j,t}·K*_{i,t}"
    ),
    source="user_cost",
    needs=("industry_stock", "nonict_industry_stock", "allocation_key", "accounts_stock"),
    kernel=_services_kernel,
    draws=True,
    cell=_services_cell,
)


def kinds(frame: Frame) -> range:
    """Positions of the capital that is known: with non-ICT capital, or ICT assets alone."""
    return range(len(frame.assets) + (1 if has_nonict(frame) else 0))


def has_nonict(frame: Frame) -> bool:
    """Whether the non-ICT stock is known in every benchmark year that can have services."""
    return frame.known("has_nonict", _has_nonict)  # every user cost of a workbook asks


def _has_nonict(frame: Frame) -> bool:
    places = [frame.year_position(year) for year in frame.benchmarks]
    return bool(places) and all(t is not None and _served(frame, t) for t in places)


def _served(frame: Frame, t: int) -> bool:
    ends = stock_ends(frame, t)
    return ends is not None and all(frame.exists("nonict_stock", end) for end in ends)


def nonict_paid(frame: Frame) -> bool:
    """Whether non-ICT capital has a user cost of its own; else it earns what ICT leaves.

    With given rental prices it needs one in every benchmark year.
    """
    if frame.parameters.return_reading != "given":
        return has_nonict(frame)
    places = [frame.year_position(year) for year in frame.benchmarks]
    n = nonict_position(frame)
    return has_nonict(frame) and all(
        t is not None and frame.exists("rental_price", n, t) for t in places
    )


def benchmark_position(frame: Frame, b: int) -> int | None:
    """Position of a benchmark year that has a year before it."""
    t = frame.year_position(frame.benchmarks[b])
    return t if t is not None and t > 0 else None


def before_span(frame: Frame, b: int) -> Missing:
    """A benchmark whose year before it is not measured."""
    return outside_span(frame.benchmarks[b] - 1)


QUANTITIES = (NONICT_SPLIT, NONICT_KEY, NONICT_INDUSTRY, SERVICES)
