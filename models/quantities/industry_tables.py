"""Tables merged into the common industries (method, section 1): sums, never averages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.expression import Flag, Missing, Node, Ref, Run, mark, sum_where
from models.frame import Frame
from models.messages import Message, message
from models.quantities.base import Given, Quantity, input_quantity
from models.quantities.leaves import table_column_quantity, table_flags
from models.sources import Origin

FloatArray = NDArray[np.float64]


def _codes(frame: Frame) -> FloatArray:
    """Number of the industry (from 1) of every sector of every table."""
    out = np.full((len(frame.benchmarks), frame.size("sector")), np.nan)
    for number, industry in enumerate(frame.dataset.industries, start=1):
        for b, members in enumerate(industry.members):
            out[b, list(members)] = number
    return out


def _code_quantity(key: str, axis: str) -> Quantity:
    return input_quantity(
        key,
        ("benchmark", axis),
        "number",
        "j(p)",
        read=_codes,
        origin=lambda *_: None,
        absent=lambda *_: message("needs.industries"),
    )


SECTOR_INDUSTRY = _code_quantity("sector_industry", "sector")
USER_INDUSTRY = _code_quantity("user_industry", "user")

COLUMNS = (
    ("output", "GO", "GO_j"),
    ("intermediate", "TII", "TII_j"),
    ("compensation", "VA001", "VA001_j"),
    ("net_taxes", "VA002", "VA002_j"),
    ("depreciation_value", "VA003", "VA003_j"),
    ("surplus", "VA004", "VA004_j"),
)
"""Blocks that are merged: name, code of the block, symbol."""

LEAVES = tuple(
    table_column_quantity(f"table_{name}", "sector", block, lambda b: b.table, f"{block}_{{p,b}}")
    for name, block, _ in COLUMNS
    if name != "output"  # of the chapter of the benchmarks
)


def merged(key: str, symbol: str, leaf: str, source: str = "klems") -> Quantity:
    """A column of the tables summed over the sectors of each industry, (industry, benchmark)."""

    def kernel(given: Given) -> FloatArray:
        out = given.empty("industry", "benchmark")
        for j, industry in enumerate(given.frame.dataset.industries):
            for b, members in enumerate(industry.members):
                total = given[leaf][b, list(members)].sum() if members else 0.0
                out[j, b] = total / given["table_unit"][b]
        return out

    def cell(frame: Frame, j: int, b: int) -> Node:
        industry = frame.dataset.industries[j]
        last = len(frame.labels("sector", b)) - 1
        codes = Run("sector_industry", (b, 0), 1, 0, last)
        added = sum_where(codes, j + 1, Run(leaf, (b, 0), 1, 0, last)) / Ref("table_unit", (b,))
        # The sum over no sector is zero, as its flows are: it takes no part in that table.
        return added if industry.members[b] else mark(added, "one_year")

    return Quantity(
        key=key,
        axes=("industry", "benchmark"),
        unit="money",
        symbol=symbol,
        formula=f"{symbol} = Σ_{{p∈j}} {symbol.replace('_j', '_p')} ÷ u_b",
        source=source,
        needs=("sector_industry", leaf, "table_unit"),
        kernel=kernel,
        cell=cell,
    )


def no_partner(frame: Frame, j: int, b: int) -> Message:
    """Why an industry has no figure in a year: the table has no such sector."""
    label = frame.dataset.industries[j].label
    return message("needs.partner", industry=label, year=frame.benchmarks[b])


MERGED = tuple(merged(f"industry_{name}", symbol, f"table_{name}") for name, _, symbol in COLUMNS)
VALUE_ADDED = merged("industry_value_added", "TVA_j", "table_value_added")


def _flow_leaf() -> Quantity:
    def read(frame: Frame) -> FloatArray:
        n = frame.size("sector")
        out = np.full((len(frame.benchmarks), n, n), np.nan)
        for b, benchmark in enumerate(frame.dataset.benchmarks):
            block = benchmark.table.blocks.get("Z")
            if block is not None:
                size = benchmark.table.sectors
                out[b, :size, :size] = block.values
        return out

    def origin(frame: Frame, b: int, p: int, q: int) -> Origin | None:
        return frame.dataset.benchmarks[b].table.origin("Z", p, q)

    def absent(frame: Frame, b: int, *_: int) -> Message:
        table = frame.dataset.benchmarks[b].table
        return message("needs.block", block=message("block.Z"), file=table.source.file)

    def flags(frame: Frame, b: int, *_: int) -> tuple[Flag, ...]:
        return table_flags(frame.dataset.benchmarks[b].table)

    return input_quantity(
        "table_flows",
        ("benchmark", "sector", "user"),
        "as_printed",
        "Z_{pq,b}",
        read=read,
        origin=origin,
        absent=absent,
        flags=flags,
    )


TABLE_FLOWS = _flow_leaf()


def _sum_members(frame: Frame, b: int, values: FloatArray) -> FloatArray:
    """Sums (..., industry) of (..., sector) over the members of each industry in one table.

    Not a product with a 0/1 matrix: there a blank cell would spoil every industry.
    """
    sums = [
        values[..., list(industry.members[b])].sum(axis=-1) for industry in frame.dataset.industries
    ]
    return np.stack(sums, axis=-1) if sums else np.zeros((*values.shape[:-1], 0))


def _by_buyer_kernel(given: Given) -> FloatArray:
    flows = given["table_flows"]
    out = np.full((flows.shape[0], flows.shape[1], given.frame.size("buyer")), np.nan)
    for b in range(flows.shape[0]):
        size = len(given.frame.labels("sector", b))
        out[b, :size] = _sum_members(given.frame, b, flows[b, :size, :size])
    return out


def _by_buyer_cell(frame: Frame, b: int, p: int, j: int) -> Node:
    size = len(frame.labels("sector", b))
    if p >= size:
        return Missing(message("needs.industries"))
    codes = Run("user_industry", (b, 0), 1, 0, size - 1)
    return sum_where(codes, j + 1, Run("table_flows", (b, p, 0), 2, 0, size - 1))


FLOWS_BY_BUYER = Quantity(
    key="flows_by_buyer",
    axes=("benchmark", "sector", "buyer"),
    unit="as_printed",
    symbol="Z_{pj,b}",
    formula="Z_{pj,b} = Σ_{q∈j} Z_{pq,b}",
    source="klems",
    needs=("user_industry", "table_flows"),
    kernel=_by_buyer_kernel,
    cell=_by_buyer_cell,
)


def _flows_kernel(given: Given) -> FloatArray:
    by_buyer = given["flows_by_buyer"]
    out = given.empty("benchmark", "industry", "buyer")
    for b in range(by_buyer.shape[0]):
        size = len(given.frame.labels("sector", b))
        merged = _sum_members(given.frame, b, by_buyer[b, :size].T).T
        out[b] = merged / given["table_unit"][b]
    return out


def _flows_cell(frame: Frame, b: int, k: int, j: int) -> Node:
    last = len(frame.labels("sector", b)) - 1
    codes = Run("sector_industry", (b, 0), 1, 0, last)
    merged = sum_where(codes, k + 1, Run("flows_by_buyer", (b, 0, j), 1, 0, last))
    return merged / Ref("table_unit", (b,))


INDUSTRY_FLOWS = Quantity(
    key="industry_flows",
    axes=("benchmark", "industry", "buyer"),
    unit="money",
    symbol="Z_{kj,b}",
    formula="Z_{kj,b} = Σ_{p∈k} Z_{pj,b} ÷ u_b",
    source="klems",
    needs=("sector_industry", "flows_by_buyer", "table_unit"),
    kernel=_flows_kernel,
    cell=_flows_cell,
)


def _structure(
    key: str, symbol: str, weight: Callable[[Frame, int], float], unit: str = "share"
) -> Quantity:
    """A 0/1 column or share over industries that the concordance fixes."""
    return input_quantity(
        key,
        ("industry",),
        unit,
        symbol,
        read=lambda frame: np.array(
            [weight(frame, j) for j in range(frame.size("industry"))], dtype=float
        ),
        origin=lambda *_: None,
        absent=lambda *_: message("needs.industries"),
    )


def groups_of(frame: Frame, j: int) -> frozenset[str]:
    """Product groups whose sectors are in an industry, by the newest table."""
    if not frame.dataset.benchmarks:
        return frozenset()
    newest = frame.dataset.benchmarks[-1]
    names = [newest.table.names[s] for s in frame.dataset.industries[j].members[-1]]
    found = (newest.concordance.rule(name).group for name in names)
    return frozenset(group for group in found if group is not None)


ICT_INDUSTRY = _structure("ict_industry", "1_{j∈ICT}", lambda f, j: float(bool(groups_of(f, j))))
OTHER_INDUSTRY = _structure("other_industry", "1_{j∉ICT}", lambda f, j: float(not groups_of(f, j)))


def _industry_group() -> Quantity:
    def read(frame: Frame) -> FloatArray:
        groups = frame.labels("group")
        rows = [
            [float(group in groups_of(frame, j)) for group in groups]
            for j in range(frame.size("industry"))
        ]
        return np.array(rows, dtype=float).reshape(frame.size("industry"), len(groups))

    return input_quantity(
        "industry_group",
        ("industry", "group"),
        "share",
        "1_{j∈g}",
        read=read,
        origin=lambda *_: None,
        absent=lambda *_: message("needs.industries"),
    )


INDUSTRY_GROUP = _industry_group()


QUANTITIES = (
    SECTOR_INDUSTRY,
    USER_INDUSTRY,
    *LEAVES,
    *MERGED,
    VALUE_ADDED,
    TABLE_FLOWS,
    FLOWS_BY_BUYER,
    INDUSTRY_FLOWS,
    ICT_INDUSTRY,
    OTHER_INDUSTRY,
    INDUSTRY_GROUP,
)
