"""ICT capital by using industry (method, section 5; the key is ours).

By default the ICT industries together get their share of value added; the rest goes to the
other industries in proportion to their intermediate use of the asset's product group. Other
keys, chosen by asset: that use as printed, output, value added, compensation, depreciation,
a given capital-flow matrix. Keys are not negative and sum to one, so the stocks add up
exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUPS
from models.expression import (
    Const,
    Fn,
    Missing,
    Node,
    Ref,
    Run,
    mark_where,
    plus,
    sum_of_products,
    total,
)
from models.frame import Frame
from models.investment import interpolate_ratio
from models.messages import Message, message
from models.quantities.base import Given, Quantity, input_quantity
from models.quantities.industry_tables import groups_of
from models.quantities.ratios import linear_between, no_table
from models.series import AnnualSeries
from models.sources import Origin

FloatArray = NDArray[np.float64]


def _column(frame: Frame, key: str, *inner: int) -> Run:
    """All industries of a quantity whose first axis they are."""
    return Run(key, (0, *inner), 0, 0, frame.size("industry") - 1)


def _needs_tables(frame: Frame) -> Missing | None:
    if not frame.benchmarks:
        return no_table(frame)
    return None if frame.size("industry") else Missing(message("needs.industries"))


def _positive_cell(_: Frame, j: int, b: int) -> Node:
    added = Ref("industry_value_added", (j, b))
    return mark_where(Const(0.0) > added, Fn("MAX", (Const(0.0), added)), "negative_as_zero")


POSITIVE_VALUE_ADDED = Quantity(
    key="allocation_value_added",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="VA⁺_j",
    formula="VA⁺_j = max(0, TVA_j)",
    source="allocation",
    needs=("industry_value_added",),
    kernel=lambda given: np.maximum(0.0, given["industry_value_added"]),
    cell=_positive_cell,
)


def _use_kernel(given: Given) -> FloatArray:
    out = given.empty("group", "industry", "benchmark")
    for g in range(len(GROUPS)):
        sellers = np.flatnonzero(given["industry_group"][:, g])
        # (benchmark, buyer): only the rows of the group's own industries are added.
        used = given["industry_flows"][:, sellers, :].sum(axis=1)
        out[g] = np.maximum(0.0, used).T
    return out


def _use_cell(frame: Frame, g: int, j: int, b: int) -> Node:
    sellers = Run("industry_flows", (b, 0, j), 1, 0, frame.size("industry") - 1)
    used = sum_of_products(_column(frame, "industry_group", g), sellers)
    return mark_where(Const(0.0) > used, Fn("MAX", (Const(0.0), used)), "negative_as_zero")


GROUP_USE = Quantity(
    key="group_use",
    axes=("group", "industry", "benchmark"),
    unit="money",
    symbol="U_{g,j}",
    formula="U_{g,j} = max(0, Σ_{k∈g} Z_{kj})",
    source="allocation",
    needs=("industry_group", "industry_flows"),
    kernel=_use_kernel,
    cell=_use_cell,
)


def _outside_kernel(given: Given) -> FloatArray:
    outside = given["other_industry"] == 1
    return np.asarray(given["group_use"][:, outside, :].sum(axis=1))


def _outside_cell(frame: Frame, g: int, b: int) -> Node:
    users = Run("group_use", (g, 0, b), 1, 0, frame.size("industry") - 1)
    return sum_of_products(_column(frame, "other_industry"), users)


OUTSIDE_USE = Quantity(
    key="outside_use",
    axes=("group", "benchmark"),
    unit="money",
    symbol="U_g",
    formula="U_g = Σ_{j∉ICT} U_{g,j}",
    source="allocation",
    needs=("other_industry", "group_use"),
    kernel=_outside_kernel,
    cell=_outside_cell,
    sums_over="industry",
)


def _total_kernel(given: Given) -> FloatArray:
    return np.asarray(given["allocation_value_added"].sum(axis=0))


TOTAL_VALUE_ADDED = Quantity(
    key="allocation_total",
    axes=("benchmark",),
    unit="money",
    symbol="VA⁺",
    formula="VA⁺ = Σ_j VA⁺_j",
    source="allocation",
    needs=("allocation_value_added",),
    kernel=_total_kernel,
    cell=lambda frame, b: total(_column(frame, "allocation_value_added", b)),
    sums_over="industry",
)


def _ict_kernel(given: Given) -> FloatArray:
    inside = given["ict_industry"] == 1
    part = given["allocation_value_added"][inside].sum(axis=0)
    return np.asarray(part / given["allocation_total"])


def _ict_cell(frame: Frame, b: int) -> Node:
    part = sum_of_products(
        _column(frame, "ict_industry"), _column(frame, "allocation_value_added", b)
    )
    return part / Ref("allocation_total", (b,))


ICT_SHARE = Quantity(
    key="ict_value_added_share",
    axes=("benchmark",),
    unit="share",
    symbol="s_b",
    formula="s_b = Σ_{j∈ICT} VA⁺_j / VA⁺",
    source="allocation",
    needs=("ict_industry", "allocation_value_added", "allocation_total"),
    kernel=_ict_kernel,
    cell=_ict_cell,
    sums_over="industry",
)


SIMPLE_KEYS = {
    "output": "industry_output",
    "value_added": "industry_value_added",
    "compensation": "industry_compensation",
    "depreciation": "industry_depreciation_value",
}
"""Keys that are an industry's share of one column of the table, and what they read."""


def _flow_series(frame: Frame, a: int, j: int) -> AnnualSeries | None:
    """An industry's own investment in an asset: one row of a given capital-flow matrix."""
    held = frame.dataset.industry_series.get(f"flow_{frame.assets[a]}", {})
    return held.get(frame.dataset.industries[j].key)


def _one_unit(frame: Frame, a: int) -> bool:
    """Whether all rows of an asset are in one unit, so that printed numbers make shares."""
    held = frame.dataset.industry_series.get(f"flow_{frame.assets[a]}", {})
    return len({one.unit for one in held.values()}) <= 1


def _flow_value(frame: Frame, a: int, j: int, b: int) -> float:
    found = _flow_series(frame, a, j)
    value = None if found is None or not _one_unit(frame, a) else found.at(frame.benchmarks[b])
    return np.nan if value is None else value


def _read_flows(frame: Frame) -> FloatArray:
    sizes = [frame.size(axis) for axis in ("asset", "industry", "benchmark")]
    out = np.full(sizes, np.nan)
    for place in np.ndindex(out.shape):
        out[place] = _flow_value(frame, *place)
    return out


def _flow_origin(frame: Frame, a: int, j: int, b: int) -> Origin | None:
    found = _flow_series(frame, a, j)
    return None if found is None else found.origin(frame.benchmarks[b])


def _flow_absent(frame: Frame, a: int, j: int, b: int) -> Message:
    label = frame.dataset.industries[j].label
    what = message(f"role.industry_flow_{frame.assets[a]}", industry=label)
    if _flow_series(frame, a, j) is None:
        return message("needs.series", series=what)
    if not _one_unit(frame, a):
        return message("needs.one_unit", asset=message(f"asset.{frame.assets[a]}"))
    return message("needs.series_year", series=what, year=frame.benchmarks[b])


CAPITAL_FLOW = input_quantity(
    "capital_flow",
    ("asset", "industry", "benchmark"),
    "as_printed",
    "I_{i,j,b}",
    read=_read_flows,
    origin=_flow_origin,
    absent=_flow_absent,
)


def _key_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "industry", "benchmark")
    inside = given["ict_industry"] == 1
    own = given["allocation_value_added"] / given["allocation_total"]
    rest = 1.0 - given["ict_value_added_share"]
    for a in range(out.shape[0]):
        choice, g = frame.asset(a).allocation, frame.group(a)
        if choice in SIMPLE_KEYS:
            column = np.maximum(0.0, given[SIMPLE_KEYS[choice]])
            out[a] = column / column.sum(axis=0)
        elif choice == "matrix":
            flows = np.maximum(0.0, given["capital_flow"][a])
            out[a] = flows / flows.sum(axis=0)
        elif choice == "use_printed":
            out[a] = given["group_use"][g] / given["group_use"][g].sum(axis=0)
        else:
            used = rest * given["group_use"][g] / given["outside_use"][g]
            out[a] = np.where(inside[:, None], own, used)
    return out


def positive_share(own: Ref, every: Run) -> Node:
    """Share of what is positive; less than nothing counts as nothing and is marked."""
    share = Fn("MAX", (Const(0.0), own)) / Fn("SUMPOSITIVE", (every,))
    return mark_where(Const(0.0) > own, share, "negative_as_zero")


def _key_cell(frame: Frame, a: int, j: int, b: int) -> Node:
    choice, g = frame.asset(a).allocation, frame.group(a)
    if choice in SIMPLE_KEYS:
        key = SIMPLE_KEYS[choice]
        return positive_share(Ref(key, (j, b)), _column(frame, key, b))
    if choice == "matrix":
        row = Run("capital_flow", (a, 0, b), 1, 0, frame.size("industry") - 1)
        return positive_share(Ref("capital_flow", (a, j, b)), row)
    if choice == "use_printed":
        users = Run("group_use", (g, 0, b), 1, 0, frame.size("industry") - 1)
        return Ref("group_use", (g, j, b)) / total(users)
    if groups_of(frame, j):
        return Ref("allocation_value_added", (j, b)) / Ref("allocation_total", (b,))
    rest = Const(1.0) - Ref("ict_value_added_share", (b,))
    return rest * Ref("group_use", (g, j, b)) / Ref("outside_use", (g, b))


BENCHMARK_KEY = Quantity(
    key="benchmark_key",
    axes=("asset", "industry", "benchmark"),
    unit="share",
    symbol="k_{i,j,b}",
    formula="k_{i,j} = VA⁺_j/VA⁺ (j∈ICT), (1 − s_b)·U_{g,j}/U_g (j∉ICT);  X⁺_j / Σ_j X⁺_j",
    source="allocation",
    needs=(
        "allocation_value_added",
        "allocation_total",
        "ict_value_added_share",
        "group_use",
        "outside_use",
        "capital_flow",
        *SIMPLE_KEYS.values(),
    ),
    kernel=_key_kernel,
    cell=_key_cell,
)


def _annual_key_cell(frame: Frame, a: int, j: int, t: int) -> Node:
    return _needs_tables(frame) or linear_between(frame, "benchmark_key", (a, j), t)


ALLOCATION_KEY = Quantity(
    key="allocation_key",
    axes=("asset", "industry", "year"),
    unit="share",
    symbol="k_{i,j,t}",
    formula="k_{i,j,t} = [(u−t)·k_{i,j,s} + (t−s)·k_{i,j,u}] / (u−s)",
    source="allocation",
    needs=("benchmark_key",),
    kernel=lambda given: interpolate_ratio(
        given["benchmark_key"], given.frame.benchmarks, given.frame.years, "linear"
    ),
    cell=_annual_key_cell,
)


def _stock_cell(_: Frame, a: int, j: int, t: int) -> Node:
    return Ref("allocation_key", (a, j, t)) * Ref("stock", (a, t))


INDUSTRY_STOCK = Quantity(
    key="industry_stock",
    axes=("asset", "industry", "year"),
    unit="money_base",
    symbol="K_{i,j,t}",
    formula="K_{i,j,t} = k_{i,j,t} · K_{i,t}",
    source="allocation",
    needs=("allocation_key", "stock"),
    kernel=lambda given: given["allocation_key"] * given["stock"][:, None],
    draws=True,
    cell=_stock_cell,
)


def _current_kernel(given: Given) -> FloatArray:
    current = given["industry_stock"] * given["price"][:, None]
    return np.asarray(current.sum(axis=0))


def _current_cell(frame: Frame, j: int, t: int) -> Node:
    # Assets are few and fixed; industries are never enumerated in a formula.
    parts = [
        Ref("industry_stock", (a, j, t)) * Ref("price", (a, t)) for a in range(len(frame.assets))
    ]
    return plus(parts)


STOCK_CURRENT = Quantity(
    key="industry_stock_current",
    axes=("industry", "year"),
    unit="money",
    symbol="Σ P·K_j",
    formula="Σ_i P_{i,t} · K_{i,j,t}",
    source="allocation",
    needs=("industry_stock", "price"),
    kernel=_current_kernel,
    draws=True,
    cell=_current_cell,
)

QUANTITIES = (
    POSITIVE_VALUE_ADDED,
    GROUP_USE,
    OUTSIDE_USE,
    TOTAL_VALUE_ADDED,
    ICT_SHARE,
    CAPITAL_FLOW,
    BENCHMARK_KEY,
    ALLOCATION_KEY,
    INDUSTRY_STOCK,
    STOCK_CURRENT,
)
