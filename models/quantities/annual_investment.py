"""Annual ICT investment I_{i,t} = rho_{i,t} X_t (appendix, step 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUP_OF_ASSET
from models.expression import Missing, Node, Ref
from models.frame import INDICATORS, Frame
from models.investment import interpolate_ratio
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.leaves import series_quantity, series_unit_quantity
from models.quantities.ratios import interpolated_ratio, no_table

FloatArray = NDArray[np.float64]


def indicator_of(frame: Frame, a: int) -> int:
    """Position of the nominal series X that an asset's investment follows."""
    choice = frame.asset(a).activity
    return INDICATORS.index(GROUP_OF_ASSET[frame.assets[a]] if choice == "output" else choice)


def _activity_kernel(given: Given) -> FloatArray:
    chosen = [indicator_of(given.frame, a) for a in range(len(given.frame.assets))]
    return given["indicator"][chosen]


def _activity_cell(frame: Frame, a: int, t: int) -> Node:
    return Ref("indicator", (indicator_of(frame, a), t))


ACTIVITY = Quantity(
    key="activity",
    axes=("asset", "year"),
    unit="money",
    symbol="X_{i,t}",
    formula="X_{i,t} = X_{k(i),t}",
    source="step2",
    needs=("indicator",),
    kernel=_activity_kernel,
    cell=_activity_cell,
)

GIVEN_PRINTED = series_quantity(
    "given_investment_printed", "asset", "investment", "I^{printed}_{i,t}"
)
GIVEN_UNIT = series_unit_quantity("given_investment_unit", "asset", "investment", "u_i")


def _benchmark_ratio_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "benchmark")
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        if t is not None:
            out[:, b] = given["benchmark_investment"][:, b] / given["activity"][:, t]
    return out


def _benchmark_ratio_cell(frame: Frame, a: int, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return Missing(message("needs.year_in_span", year=frame.benchmarks[b]))
    return Ref("benchmark_investment", (a, b)) / Ref("activity", (a, t))


BENCHMARK_RATIO = Quantity(
    key="benchmark_ratio",
    axes=("asset", "benchmark"),
    unit="ratio",
    symbol="ρ_{i,b}",
    formula="ρ_{i,b} = I_{i,b} / X_{i,b}",
    source="step2",
    needs=("benchmark_investment", "activity"),
    kernel=_benchmark_ratio_kernel,
    cell=_benchmark_ratio_cell,
)


def _ratio_kernel(given: Given) -> FloatArray:
    frame = given.frame
    return interpolate_ratio(
        given["benchmark_ratio"], frame.benchmarks, frame.years, frame.parameters.interpolation
    )


def _ratio_cell(frame: Frame, a: int, t: int) -> Node:
    if not frame.benchmarks:
        return no_table(frame)
    return interpolated_ratio(frame, "benchmark_ratio", a, t)


CONVERSION_RATIO = Quantity(
    key="conversion_ratio",
    axes=("asset", "year"),
    unit="ratio",
    symbol="ρ_{i,t}",
    formula="ρ_{i,t} = ρ_{i,s}^{(u−t)/(u−s)} · ρ_{i,u}^{(t−s)/(u−s)}",
    source="step2",
    needs=("benchmark_ratio",),
    kernel=_ratio_kernel,
    cell=_ratio_cell,
)


def _investment_kernel(given: Given) -> FloatArray:
    own = given["given_investment_printed"] / given["given_investment_unit"][:, None]
    has_own = ~np.isnan(given["given_investment_unit"])[:, None]
    return np.where(has_own, own, given["conversion_ratio"] * given["activity"])


def _investment_cell(frame: Frame, a: int, t: int) -> Node:
    if frame.exists("given_investment_unit", a):
        return Ref("given_investment_printed", (a, t)) / Ref("given_investment_unit", (a,))
    return Ref("conversion_ratio", (a, t)) * Ref("activity", (a, t))


INVESTMENT = Quantity(
    key="investment",
    axes=("asset", "year"),
    unit="money",
    symbol="I_{i,t}",
    formula="I_{i,t} = ρ_{i,t} · X_{i,t}",
    source="step2",
    needs=("conversion_ratio", "activity", "given_investment_printed", "given_investment_unit"),
    kernel=_investment_kernel,
    cell=_investment_cell,
)

QUANTITIES = (
    ACTIVITY,
    GIVEN_PRINTED,
    GIVEN_UNIT,
    BENCHMARK_RATIO,
    CONVERSION_RATIO,
    INVESTMENT,
)
