"""The vintage of data: table figures scaled to the GDP series (method, section 8)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Node,
    Ref,
    Run,
    total,
)
from models.frame import INDICATORS, Frame
from models.investment import interpolate_ratio
from models.quantities.base import Given, Quantity
from models.quantities.ratios import linear_between, no_table, outside_span

FloatArray = NDArray[np.float64]

GDP = INDICATORS.index("gdp")


def annual(key: str, benchmark: str, symbol: str, formula: str) -> Quantity:
    """A benchmark figure (benchmark,) carried linearly to every year."""

    def cell(frame: Frame, t: int) -> Node:
        return linear_between(frame, benchmark, (), t) if frame.benchmarks else no_table(frame)

    return Quantity(
        key=key,
        axes=("year",),
        unit="ratio",
        symbol=symbol,
        formula=formula,
        source="scale",
        needs=(benchmark,),
        kernel=lambda given: interpolate_ratio(
            given[benchmark], given.frame.benchmarks, given.frame.years, "linear"
        ),
        cell=cell,
    )


def _table_total_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("benchmark")
    for b in range(out.size):
        size = len(frame.labels("sector", b))
        out[b] = given["table_value_added"][b, :size].sum() / given["table_unit"][b]
    return out


def _table_total_cell(frame: Frame, b: int) -> Node:
    last = len(frame.labels("sector", b)) - 1
    return total(Run("table_value_added", (b, 0), 1, 0, last)) / Ref("table_unit", (b,))


TABLE_TOTAL = Quantity(
    key="table_gdp",
    axes=("benchmark",),
    unit="money",
    symbol="ΣTVA_b",
    formula="ΣTVA_b = Σ_p TVA_{p,b} ÷ u_b",
    source="scale",
    needs=("table_value_added", "table_unit"),
    kernel=_table_total_kernel,
    cell=_table_total_cell,
)


def _vintage_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("benchmark")
    if frame.parameters.vintage_scaling == "none":
        return np.ones_like(out)
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        if t is not None:
            out[b] = given["indicator"][GDP, t] / given["table_gdp"][b]
    return out


def _vintage_cell(frame: Frame, b: int) -> Node:
    if frame.parameters.vintage_scaling == "none":
        return Const(1.0)
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return outside_span(frame.benchmarks[b])
    return Ref("indicator", (GDP, t)) / Ref("table_gdp", (b,))


VINTAGE_BENCHMARK = Quantity(
    key="vintage_benchmark",
    axes=("benchmark",),
    unit="ratio",
    symbol="φ_b",
    formula="φ_b = GDP_b / ΣTVA_b;  1",
    source="scale",
    needs=("indicator", "table_gdp"),
    kernel=_vintage_kernel,
    cell=_vintage_cell,
)
VINTAGE = annual(
    "vintage_factor", "vintage_benchmark", "φ_t", "φ_t = [(u−t)·φ_s + (t−s)·φ_u] / (u−s)"
)


def _is_published(frame: Frame, g: int, t: int) -> bool:
    """Whether a year's value added is a published figure, in the vintage of GDP already."""
    published = frame.exists("value_added_printed", g, t) and frame.exists("value_added_unit", g)
    return published and frame.years[t] not in frame.benchmarks


def _scaled_kernel(given: Given) -> FloatArray:
    frame = given.frame
    factor = given.empty("group", "year")
    factor[...] = given["vintage_factor"]
    for g, t in np.ndindex(factor.shape[:2]):
        if _is_published(frame, g, t):
            factor[g, t] = 1.0
    return np.asarray(given["digital_value_added"] * factor)


def _scaled_cell(frame: Frame, g: int, t: int) -> Node:
    value = Ref("digital_value_added", (g, t))
    return value if _is_published(frame, g, t) else value * Ref("vintage_factor", (t,))


GROUP_SCALED = Quantity(
    key="digital_value_added_scaled",
    axes=("group", "year"),
    unit="money",
    symbol="VA'_{g,t}",
    formula="VA'_{g,t} = φ_t · VA_{g,t}",
    source="scale",
    needs=("digital_value_added", "vintage_factor"),
    kernel=_scaled_kernel,
    draws=True,
    cell=_scaled_cell,
)

SCALED = Quantity(
    key="digital_industrialisation_scaled",
    axes=("year",),
    unit="money",
    symbol="DI'_t",
    formula="DI'_t = Σ_g VA'_{g,t}",
    source="scale",
    needs=("digital_value_added_scaled",),
    kernel=lambda given: np.asarray(given["digital_value_added_scaled"].sum(axis=0)),
    draws=True,
    cell=lambda frame, t: total(
        Run("digital_value_added_scaled", (0, t), 0, 0, frame.size("group") - 1)
    ),
)


QUANTITIES = (TABLE_TOTAL, VINTAGE_BENCHMARK, VINTAGE, GROUP_SCALED, SCALED)
