"""Digital industrialisation 数字产业化 (method, section 8).

Sum of the value added of the digital industries, each with its digital share d_j. Years
without a table: published value added, else VA/X carried by output, else by GDP.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUPS, Concordance
from models.expression import Node, Ref, Run, mark, sum_of_products, total
from models.frame import INDICATORS, Frame
from models.investment import weighted_total
from models.quantities.base import Given, Quantity
from models.quantities.indicators import GDP
from models.quantities.leaves import (
    series_quantity,
    series_unit_quantity,
    table_column_quantity,
    weight_quantity,
)
from models.quantities.ratios import annual_ratio, benchmark_ratio

FloatArray = NDArray[np.float64]

TABLE_VALUE_ADDED = table_column_quantity(
    "table_value_added", "sector", "TVA", lambda b: b.table, "VA_{j,b}"
)


def _digital_weight(concordance: Concordance, name: str, group: str) -> float:
    rule = concordance.rule(name)
    return rule.digital if rule.group == group else 0.0


DIGITAL_WEIGHT = weight_quantity(
    "digital_weight",
    ("sector", "group"),
    "d_j",
    weight=lambda b, name, group: _digital_weight(b.concordance, name, group),
    names=lambda b: b.table.names,
)


def _group_kernel(given: Given) -> FloatArray:
    weights = np.swapaxes(given["digital_weight"], 1, 2)
    totals = weighted_total(
        given["table_value_added"][:, None, :], np.where(np.isnan(weights), 0.0, weights)
    )
    return np.asarray((totals / given["table_unit"][:, None]).T)


def _group_cell(frame: Frame, g: int, b: int) -> Node:
    last = len(frame.labels("sector", b)) - 1
    values = Run("table_value_added", (b, 0), 1, 0, last)
    weights = Run("digital_weight", (b, 0, g), 1, 0, last)
    return sum_of_products(values, weights) / Ref("table_unit", (b,))


GROUP_VALUE_ADDED = Quantity(
    key="digital_group_benchmark",
    axes=("group", "benchmark"),
    unit="money",
    symbol="VA_{g,b}",
    formula="VA_{g,b} = Σ_{j∈g} d_j · VA_{j,b} ÷ u_b",
    source="digital",
    needs=("table_value_added", "digital_weight", "table_unit"),
    kernel=_group_kernel,
    cell=_group_cell,
)

DIGITAL_BENCHMARK = Quantity(
    key="digital_benchmark",
    axes=("benchmark",),
    unit="money",
    symbol="DI_b",
    formula="DI_b = Σ_g VA_{g,b}",
    source="digital",
    needs=("digital_group_benchmark",),
    kernel=lambda given: np.asarray(given["digital_group_benchmark"].sum(axis=0)),
    cell=lambda _, b: total(Run("digital_group_benchmark", (0, b), 0, 0, len(GROUPS) - 1)),
)

PUBLISHED = series_quantity("value_added_printed", "group", "value_added", "VA^{printed}_{g,t}")
PUBLISHED_UNIT = series_unit_quantity("value_added_unit", "group", "value_added", "u_g")


def driver_of(frame: Frame, g: int) -> int:
    """Position of the nominal series that carries a group's value added.

    Output of the group itself where it reaches every benchmark, else nominal GDP: one
    series for all years, so that no break comes from changing it.
    """
    own = INDICATORS.index(GROUPS[g])
    marks = [frame.year_position(year) for year in frame.benchmarks]
    reaches = all(t is not None and frame.exists("indicator", own, t) for t in marks)
    return own if reaches and marks else GDP


def _driver_kernel(given: Given) -> FloatArray:
    return given["indicator"][[driver_of(given.frame, g) for g in range(len(GROUPS))]]


def _driver_cell(frame: Frame, g: int, t: int) -> Node:
    chosen = driver_of(frame, g)
    value = Ref("indicator", (chosen, t))
    return mark(value, "proxy") if chosen == GDP else value


DRIVER = Quantity(
    key="digital_driver",
    axes=("group", "year"),
    unit="money",
    symbol="X_{g,t}",
    formula="X_{g,t} = X_{k(g),t}",
    source="digital",
    needs=("indicator",),
    kernel=_driver_kernel,
    cell=_driver_cell,
)


BENCHMARK_RATIO = benchmark_ratio(
    "digital_benchmark_ratio",
    "group",
    ("digital_group_benchmark", "digital_driver"),
    "v_{g,b}",
    "v_{g,b} = VA_{g,b} / X_{g,b}",
    "digital",
)

RATIO = annual_ratio(
    "digital_ratio",
    "group",
    "digital_benchmark_ratio",
    "v_{g,t}",
    "v_{g,t} = v_{g,s}^{(u−t)/(u−s)} · v_{g,u}^{(t−s)/(u−s)}",
    "digital",
)


def _value_added_kernel(given: Given) -> FloatArray:
    frame = given.frame
    carried = given["digital_ratio"] * given["digital_driver"]
    published = given["value_added_printed"] / given["value_added_unit"][:, None]
    out = np.where(np.isnan(published), carried, published)
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        if t is not None:
            out[:, t] = given["digital_group_benchmark"][:, b]
    return out


def _value_added_cell(frame: Frame, g: int, t: int) -> Node:
    year = frame.years[t]
    if year in frame.benchmarks:
        return Ref("digital_group_benchmark", (g, frame.benchmarks.index(year)))
    if frame.exists("value_added_printed", g, t) and frame.exists("value_added_unit", g):
        return Ref("value_added_printed", (g, t)) / Ref("value_added_unit", (g,))
    return Ref("digital_ratio", (g, t)) * Ref("digital_driver", (g, t))


VALUE_ADDED = Quantity(
    key="digital_value_added",
    axes=("group", "year"),
    unit="money",
    symbol="VA_{g,t}",
    formula="VA_{g,t} = v_{g,t} · X_{g,t}",
    source="digital",
    needs=(
        "digital_group_benchmark",
        "value_added_printed",
        "value_added_unit",
        "digital_ratio",
        "digital_driver",
    ),
    kernel=_value_added_kernel,
    draws=True,
    cell=_value_added_cell,
)

DIGITAL_INDUSTRIALISATION = Quantity(
    key="digital_industrialisation",
    axes=("year",),
    unit="money",
    symbol="DI_t",
    formula="DI_t = Σ_g VA_{g,t}",
    source="digital",
    needs=("digital_value_added",),
    kernel=lambda given: np.asarray(given["digital_value_added"].sum(axis=0)),
    draws=True,
    cell=lambda _, t: total(Run("digital_value_added", (0, t), 0, 0, len(GROUPS) - 1)),
)

QUANTITIES = (
    TABLE_VALUE_ADDED,
    DIGITAL_WEIGHT,
    GROUP_VALUE_ADDED,
    DIGITAL_BENCHMARK,
    PUBLISHED,
    PUBLISHED_UNIT,
    DRIVER,
    BENCHMARK_RATIO,
    RATIO,
    VALUE_ADDED,
    DIGITAL_INDUSTRIALISATION,
)
