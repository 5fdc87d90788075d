"""Output of the producing sectors brought to the level of the tables (method, section 2).

Denton's proportional method in Cholette's form (`models.benchmarking`), for a yearly series with
levels of single years: the ratio of benchmark to indicator then moves on a straight line between
two benchmarks and is held outside them, which a spreadsheet can follow; a test holds both equal.
Revenue of firms above a size becomes gross output of the whole sector, with its own movement.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Node, Ref, Run, mark, sum_of_products
from models.frame import INDICATORS, Frame
from models.investment import interpolate_ratio, weighted_total
from models.quantities.base import Given, Quantity
from models.quantities.benchmarks import zero_padding
from models.quantities.ratios import linear_between, no_table, outside_span

FloatArray = NDArray[np.float64]


def _output_kernel(given: Given) -> FloatArray:
    weights = zero_padding(np.swapaxes(given["sector_group"], 1, 2))
    totals = weighted_total(given["table_output"][:, None, :], weights)
    return np.asarray((totals / given["table_unit"][:, None]).T)


def _output_cell(frame: Frame, g: int, b: int) -> Node:
    last = len(frame.labels("sector", b)) - 1
    weights = Run("sector_group", (b, 0, g), 1, 0, last)
    values = Run("table_output", (b, 0), 1, 0, last)
    return sum_of_products(values, weights) / Ref("table_unit", (b,))


GROUP_OUTPUT = Quantity(
    key="group_output",
    axes=("group", "benchmark"),
    unit="money",
    symbol="GO_{g,b}",
    formula="GO_{g,b} = Σ_p 1_{p∈g} · GO_{p,b} ÷ u_b",
    source="ours",
    needs=("table_output", "sector_group", "table_unit"),
    kernel=_output_kernel,
    cell=_output_cell,
)


def _indicator(frame: Frame, g: int) -> int:
    return INDICATORS.index(str(frame.labels("group")[g]))


def _ratio_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("group", "benchmark")
    for g in range(out.shape[0]):
        for b, year in enumerate(frame.benchmarks):
            t = frame.year_position(year)
            if t is not None:
                series = given["indicator"][_indicator(frame, g)]
                out[g, b] = given["group_output"][g, b] / series[t]
    return out


def _ratio_cell(frame: Frame, g: int, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return outside_span(frame.benchmarks[b])
    return Ref("group_output", (g, b)) / Ref("indicator", (_indicator(frame, g), t))


OUTPUT_RATIO = Quantity(
    key="output_ratio",
    axes=("group", "benchmark"),
    unit="ratio",
    symbol="q_{g,b}",
    formula="q_{g,b} = GO_{g,b} / X_{g,b}",
    source="ours",
    needs=("group_output", "indicator"),
    kernel=_ratio_kernel,
    cell=_ratio_cell,
)


def _kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("group", "year")
    if frame.benchmarks:
        places = [_indicator(frame, g) for g in range(out.shape[0])]
        ratio = interpolate_ratio(given["output_ratio"], frame.benchmarks, frame.years, "linear")
        out[...] = ratio * given["indicator"][places]
    return out


def _cell(frame: Frame, g: int, t: int) -> Node:
    if not frame.benchmarks:
        return no_table(frame)
    ratio = linear_between(frame, "output_ratio", (g,), t)
    return mark(ratio * Ref("indicator", (_indicator(frame, g), t)), "benchmarked")


BENCHMARKED_OUTPUT = Quantity(
    key="benchmarked_output",
    axes=("group", "year"),
    unit="money",
    symbol="X^{D}_{g,t}",
    formula="X^{D}_{g,t} = q_{g,t} · X_{g,t};  q_{g,t} = ((u−t)·q_{g,s} + (t−s)·q_{g,u}) / (u−s)",
    source="ours",
    needs=("output_ratio", "indicator"),
    kernel=_kernel,
    cell=_cell,
)

QUANTITIES = (GROUP_OUTPUT, OUTPUT_RATIO, BENCHMARKED_OUTPUT)
