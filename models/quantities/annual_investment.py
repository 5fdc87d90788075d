"""Annual ICT investment I_{i,t} = rho_{i,t} X_t (appendix, step 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.concordance import GROUP_OF_ASSET
from models.expression import Node, Ref
from models.frame import INDICATORS, Frame
from models.quantities.base import Given, Quantity
from models.quantities.leaves import series_quantity, series_unit_quantity
from models.quantities.ratios import annual_ratio, benchmark_ratio

FloatArray = NDArray[np.float64]


def series_for(frame: Frame, a: int, activity: str) -> tuple[str, int]:
    """Quantity and position of the series X of an asset under a choice of `models.investment`."""
    if activity == "output_benchmarked":
        return "benchmarked_output", frame.group(a)
    name = GROUP_OF_ASSET[frame.assets[a]] if activity == "output" else activity
    return "indicator", INDICATORS.index(name)


def _activity_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        key, place = series_for(frame, a, frame.asset(a).activity)
        out[a] = given[key][place]
    return out


def _activity_cell(frame: Frame, a: int, t: int) -> Node:
    key, place = series_for(frame, a, frame.asset(a).activity)
    return Ref(key, (place, t))


ACTIVITY = Quantity(
    key="activity",
    axes=("asset", "year"),
    unit="money",
    symbol="X_{i,t}",
    formula="X_{i,t} = X_{k(i),t}",
    source="step2",
    needs=("indicator", "benchmarked_output"),
    kernel=_activity_kernel,
    cell=_activity_cell,
)

GIVEN_PRINTED = series_quantity(
    "given_investment_printed", "asset", "investment", "I^{printed}_{i,t}"
)
GIVEN_UNIT = series_unit_quantity("given_investment_unit", "asset", "investment", "u_i")


BENCHMARK_RATIO = benchmark_ratio(
    "benchmark_ratio",
    "asset",
    ("benchmark_investment", "activity"),
    "ρ_{i,b}",
    "ρ_{i,b} = I_{i,b} / X_{i,b}",
    "step2",
)

CONVERSION_RATIO = annual_ratio(
    "conversion_ratio",
    "asset",
    "benchmark_ratio",
    "ρ_{i,t}",
    "ρ_{i,t} = ρ_{i,s}^{(u−t)/(u−s)} · ρ_{i,u}^{(t−s)/(u−s)}",
    "step2",
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
    draws=True,
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
