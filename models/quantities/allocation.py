"""ICT capital by using industry (method, section 5; the key is ours).

By default the ICT industries together get their share of value added; the rest goes to the
other industries in proportion to their intermediate use of the asset's product group. Other
keys, chosen by asset: that use as printed, output, value added, compensation, depreciation.
Keys are not negative and sum to one, so the stocks add up exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUPS
from models.expression import Const, Fn, Missing, Node, Ref, Run, plus, sum_of_products, total
from models.frame import Frame
from models.investment import interpolate_ratio
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.industry_tables import groups_of, no_partner
from models.quantities.ratios import linear_between, no_table

FloatArray = NDArray[np.float64]


def _column(frame: Frame, key: str, *inner: int) -> Run:
    """All industries of a quantity whose first axis they are."""
    return Run(key, (0, *inner), 0, 0, frame.size("industry") - 1)


def _needs_tables(frame: Frame) -> Missing | None:
    if not frame.benchmarks:
        return no_table(frame)
    return None if frame.size("industry") else Missing(message("needs.industries"))


def _positive_cell(frame: Frame, j: int, b: int) -> Node:
    if not frame.dataset.industries[j].members[b]:
        return Missing(no_partner(frame, j, b))
    return Fn("MAX", (Const(0.0), Ref("industry_value_added", (j, b))))


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
    return Fn("MAX", (Const(0.0), sum_of_products(_column(frame, "industry_group", g), sellers)))


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
        elif choice == "use_printed":
            out[a] = given["group_use"][g] / given["group_use"][g].sum(axis=0)
        else:
            used = rest * given["group_use"][g] / given["outside_use"][g]
            out[a] = np.where(inside[:, None], own, used)
    return out


def _key_cell(frame: Frame, a: int, j: int, b: int) -> Node:
    choice, g = frame.asset(a).allocation, frame.group(a)
    if choice in SIMPLE_KEYS:
        key = SIMPLE_KEYS[choice]
        positive = Fn("MAX", (Const(0.0), Ref(key, (j, b))))
        return positive / Fn("SUMPOSITIVE", (_column(frame, key, b),))
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
    BENCHMARK_KEY,
    ALLOCATION_KEY,
    INDUSTRY_STOCK,
    STOCK_CURRENT,
)
