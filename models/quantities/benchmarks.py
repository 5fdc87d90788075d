"""ICT investment in the years that have an input-output table (appendix, steps 1 and 2).

I_{i,b} = sum_p share_{p,i} GFCF_{p,b}.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUP_OF_ASSET, Concordance
from models.dataset import Benchmark
from models.expression import Const, Missing, Node, Param, Ref, Run, mark, sum_of_products
from models.frame import Frame
from models.investment import weighted_total
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.drawn import weighted_sum
from models.quantities.leaves import table_column_quantity, table_unit_quantity, weight_quantity

FloatArray = NDArray[np.float64]


def _group_weight(concordance: Concordance | None, name: str, group: str) -> float:
    if concordance is None:
        return 0.0
    return 1.0 if concordance.rule(name).group == group else 0.0


def _sector_names(benchmark: Benchmark) -> tuple[str, ...]:
    return benchmark.table.names


def _detail_names(benchmark: Benchmark) -> tuple[str, ...]:
    return () if benchmark.reference is None else benchmark.reference.names


def _detail_asset_weight(benchmark: Benchmark, name: str, asset: str) -> float:
    if benchmark.reference_concordance is None:
        return 0.0
    rule = benchmark.reference_concordance.rule(name)
    # An asset's share is taken within its own group only.
    return rule.assets.get(asset, 0.0) if rule.group == GROUP_OF_ASSET[asset] else 0.0


TABLE_GFCF = table_column_quantity("table_gfcf", "sector", "FU201", lambda b: b.table, "GFCF_{p,b}")
TABLE_OUTPUT = table_column_quantity("table_output", "sector", "GO", lambda b: b.table, "GO_{p,b}")
TABLE_UNIT = table_unit_quantity("table_unit", lambda b: b.table, "u_b")
SECTOR_GROUP = weight_quantity(
    "sector_group",
    ("sector", "group"),
    "1_{p∈g}",
    weight=lambda b, name, group: _group_weight(b.concordance, name, group),
    names=_sector_names,
)
DETAIL_GFCF = table_column_quantity(
    "detail_gfcf", "detail", "FU201", lambda b: b.reference, "GFCF^{N}_{q,b}"
)
DETAIL_GROUP = weight_quantity(
    "detail_group",
    ("detail", "group"),
    "1_{q∈g}",
    weight=lambda b, name, group: _group_weight(b.reference_concordance, name, group),
    names=_detail_names,
)
DETAIL_ASSET = weight_quantity(
    "detail_asset", ("detail", "asset"), "m_{q,i}", weight=_detail_asset_weight, names=_detail_names
)


def _column(frame: Frame, key: str, axis: str, b: int) -> Run:
    return Run(key, (b, 0), 1, 0, len(frame.labels(axis, b)) - 1)


def _weights(frame: Frame, key: str, axis: str, b: int, member: int) -> Run:
    return Run(key, (b, 0, member), 1, 0, len(frame.labels(axis, b)) - 1)


def _group_gfcf_kernel(given: Given) -> FloatArray:
    totals = weighted_total(
        given["table_gfcf"][:, None, :], zero_padding(np.swapaxes(given["sector_group"], 1, 2))
    )
    return np.asarray((totals / given["table_unit"][:, None]).T)


def _group_gfcf_cell(frame: Frame, group: int, b: int) -> Node:
    return sum_of_products(
        _column(frame, "table_gfcf", "sector", b),
        _weights(frame, "sector_group", "sector", b, group),
    ) / Ref("table_unit", (b,))


GROUP_GFCF = Quantity(
    key="group_gfcf",
    axes=("group", "benchmark"),
    unit="money",
    symbol="GFCF_{g,b}",
    formula="GFCF_{g,b} = Σ_p 1_{p∈g} · GFCF_{p,b} ÷ u_b",
    source="step2",
    needs=("table_gfcf", "sector_group", "table_unit"),
    kernel=_group_gfcf_kernel,
    cell=_group_gfcf_cell,
)


def _share_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "benchmark")
    for a in range(len(frame.assets)):
        for b, year in enumerate(frame.benchmarks):
            if frame.asset(a).share(year) is not None:
                out[a, b] = given.parameter(f"{frame.assets[a]}.share_{year}")
            elif frame.labels("detail", b):
                n = len(frame.labels("detail", b))
                values = given["detail_gfcf"][b, :n]
                part = weighted_sum(values, given["detail_asset"][b, :n, a], 0)
                whole = weighted_sum(values, given["detail_group"][b, :n, frame.group(a)], 0)
                out[a, b] = np.where(whole != 0, part / whole, np.nan)
    return out


def _share_cell(frame: Frame, a: int, b: int) -> Node:
    year = frame.benchmarks[b]
    if frame.asset(a).share(year) is not None:
        return Param(f"{frame.assets[a]}.share_{year}")
    if not frame.labels("detail", b):
        return Missing(message("needs.reference_table", year=year))
    values = _column(frame, "detail_gfcf", "detail", b)
    share = sum_of_products(
        values, _weights(frame, "detail_asset", "detail", b, a)
    ) / sum_of_products(values, _weights(frame, "detail_group", "detail", b, frame.group(a)))
    reference = frame.dataset.benchmarks[b].reference
    # The nearest national table may be years away; the figure says so.
    return mark(share, "other_year") if reference and reference.year != year else share


ASSET_SHARE = Quantity(
    key="asset_share",
    axes=("asset", "benchmark"),
    unit="share",
    symbol="share_{i,b}",
    formula="share_{i,b} = Σ_q m_{q,i} · GFCF^{N}_{q,b} / Σ_q 1_{q∈g(i)} · GFCF^{N}_{q,b}",
    source="step1",
    needs=("detail_gfcf", "detail_asset", "detail_group"),
    kernel=_share_kernel,
    draws=True,
    cell=_share_cell,
)


def _with_margin(frame: Frame, a: int) -> bool:
    """Whether trade and transport margins are added: on goods, where the option is on."""
    return frame.parameters.trade_margins and GROUP_OF_ASSET[frame.assets[a]] == "electronics"


def _investment_kernel(given: Given) -> FloatArray:
    frame = given.frame
    groups = [frame.group(a) for a in range(len(frame.assets))]
    out = given.empty("asset", "benchmark")
    out[...] = given["asset_share"] * given["group_gfcf"][groups]
    for a in range(out.shape[0]):
        if _with_margin(frame, a):
            for b, year in enumerate(frame.benchmarks):
                known = frame.parameters.margin(year) is not None
                out[a, b] *= 1.0 + given.parameter(f"margin_{year}") if known else np.nan
    return out


def _investment_cell(frame: Frame, a: int, b: int) -> Node:
    value = Ref("asset_share", (a, b)) * Ref("group_gfcf", (frame.group(a), b))
    if not _with_margin(frame, a):
        return value
    year = frame.benchmarks[b]
    if frame.parameters.margin(year) is None:
        return Missing(message("needs.margin", year=year))
    return mark(value * (Const(1.0) + Param(f"margin_{year}")), "margins")


BENCHMARK_INVESTMENT = Quantity(
    key="benchmark_investment",
    axes=("asset", "benchmark"),
    unit="money",
    symbol="I_{i,b}",
    formula="I_{i,b} = share_{i,b} · GFCF_{g(i),b}  (· (1 + m_b))",
    source="step2",
    needs=("asset_share", "group_gfcf"),
    kernel=_investment_kernel,
    draws=True,
    cell=_investment_cell,
)


def zero_padding(weights: FloatArray) -> FloatArray:
    """Weights of rows beyond a shorter table's last sector: they do not exist."""
    return np.where(np.isnan(weights), 0.0, weights)


QUANTITIES = (
    TABLE_GFCF,
    TABLE_OUTPUT,
    TABLE_UNIT,
    SECTOR_GROUP,
    DETAIL_GFCF,
    DETAIL_GROUP,
    DETAIL_ASSET,
    GROUP_GFCF,
    ASSET_SHARE,
    BENCHMARK_INVESTMENT,
)
