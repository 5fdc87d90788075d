"""What of each industry is digital itself, and the rest: nothing twice, nothing lost.

(Method, section 8.) Digital industrialisation takes d_s VA_s of a table's sectors; industry
digitalisation takes the weight 1 - d_j of an industry. Where an industry joins sectors of
unequal shares its d_j is their mean weighted by value added, so that in every table
sum_s d_s VA_s + sum_j (1 - d_j) VA_j is the value added of all industries.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUPS
from models.expression import Const, If, Node, Ref, Run, total
from models.frame import Frame
from models.investment import interpolate_ratio
from models.messages import message
from models.quantities.base import Given, Quantity, input_quantity
from models.quantities.industry_tables import merged
from models.quantities.ratios import linear_between, no_table

FloatArray = NDArray[np.float64]


def sector_shares(frame: Frame, j: int, b: int) -> tuple[float, ...]:
    """Digital shares of the sectors of an industry in one table.

    Where the table has no such sector, of the newest that has.
    """
    members = frame.dataset.industries[j].members
    held = [b] if members[b] else [one for one in range(len(members)) if members[one]]
    if not held:
        return ()
    found = frame.dataset.benchmarks[held[-1]]
    return tuple(found.concordance.rule(found.table.names[s]).digital for s in members[held[-1]])


def _is_mixed(frame: Frame, j: int, b: int) -> bool:
    """Whether an industry joins sectors of unequal shares, so that value added decides."""
    return bool(frame.dataset.industries[j].members[b]) and len(set(sector_shares(frame, j, b))) > 1


def _mean_share(frame: Frame, j: int, b: int) -> float:
    shares = sector_shares(frame, j, b)
    return float(np.mean(shares)) if shares else 0.0


DIGITAL_SHARE = input_quantity(
    "digital_share",
    ("industry", "benchmark"),
    "share",
    "d̄_{j,b}",
    read=lambda frame: np.array(
        [
            [_mean_share(frame, j, b) for b in range(len(frame.benchmarks))]
            for j in range(frame.size("industry"))
        ],
        dtype=float,
    ).reshape(frame.size("industry"), len(frame.benchmarks)),
    origin=lambda *_: None,
    absent=lambda *_: message("needs.industries"),
)

SECTOR_VALUE = Quantity(
    key="digital_sector_value",
    axes=("benchmark", "sector"),
    unit="ratio",
    symbol="d_p·TVA_p",
    formula="TVA_{p,b} · Σ_g d_{p,g}",
    source="digital",
    needs=("table_value_added", "digital_weight"),
    kernel=lambda given: given["table_value_added"] * given["digital_weight"].sum(axis=2),
    cell=lambda _, b, s: (
        Ref("table_value_added", (b, s))
        * total(Run("digital_weight", (b, s, 0), 2, 0, len(GROUPS) - 1))
    ),
)

INDUSTRY_VALUE = merged("industry_digital_value", "d·TVA_j", "digital_sector_value", "digital")


def _weight_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = np.asarray(1.0 - given["digital_share"])
    for j, b in np.ndindex(out.shape):
        added = given["industry_value_added"][j, b]
        if _is_mixed(frame, j, b):
            by_value = 1.0 - given["industry_digital_value"][j, b] / added
            out[j, b] = by_value if added > 0 else out[j, b]
            if np.isnan(added):
                out[j, b] = np.nan
    return out


def _weight_cell(frame: Frame, j: int, b: int) -> Node:
    plain = Const(1.0) - Ref("digital_share", (j, b))
    if not _is_mixed(frame, j, b):
        return plain
    added = Ref("industry_value_added", (j, b))
    by_value = Const(1.0) - Ref("industry_digital_value", (j, b)) / added
    return If(added > Const(0.0), by_value, plain)


BENCHMARK_WEIGHT = Quantity(
    key="traditional_benchmark_weight",
    axes=("industry", "benchmark"),
    unit="share",
    symbol="1−d_{j,b}",
    formula="1 − d_{j,b};  d_{j,b} = Σ_{p∈j} d_p·TVA_p / TVA_j",
    source="scale",
    needs=("digital_share", "industry_digital_value", "industry_value_added"),
    kernel=_weight_kernel,
    cell=_weight_cell,
)


def _annual_cell(frame: Frame, j: int, t: int) -> Node:
    if not frame.benchmarks:
        return no_table(frame)
    return linear_between(frame, "traditional_benchmark_weight", (j,), t)


WEIGHT = Quantity(
    key="traditional_weight",
    axes=("industry", "year"),
    unit="share",
    symbol="1−d_{j,t}",
    formula="1−d_{j,t} = [(u−t)·(1−d_{j,s}) + (t−s)·(1−d_{j,u})] / (u−s)",
    source="scale",
    needs=("traditional_benchmark_weight",),
    kernel=lambda given: interpolate_ratio(
        given["traditional_benchmark_weight"], given.frame.benchmarks, given.frame.years, "linear"
    ),
    cell=_annual_cell,
)

QUANTITIES = (DIGITAL_SHARE, SECTOR_VALUE, INDUSTRY_VALUE, BENCHMARK_WEIGHT, WEIGHT)
