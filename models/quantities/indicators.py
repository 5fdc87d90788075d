"""Nominal series X that carry investment between benchmarks (method, section 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Missing, Node, Ref, mark
from models.frame import INDICATORS, Frame
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.leaves import role_message, series_quantity, series_unit_quantity

FloatArray = NDArray[np.float64]

GDP = INDICATORS.index("gdp")

PRINTED = series_quantity("indicator_printed", "indicator", "indicator", "X^{printed}_{k,t}")
UNIT = series_unit_quantity("indicator_unit", "indicator", "indicator", "u_k")


def _value_cell(_: Frame, k: int, t: int) -> Node:
    return Ref("indicator_printed", (k, t)) / Ref("indicator_unit", (k,))


OBSERVED = Quantity(
    key="indicator_observed",
    axes=("indicator", "year"),
    unit="money",
    symbol="X^{obs}_{k,t}",
    formula="X^{obs}_{k,t} = X^{printed}_{k,t} ÷ u_k",
    source="step2",
    needs=("indicator_printed", "indicator_unit"),
    kernel=lambda given: given["indicator_printed"] / given["indicator_unit"][:, None],
    cell=_value_cell,
)


def extension_source(frame: Frame, k: int, t: int) -> int | None:
    """Position of the neighbouring year that an unobserved year is carried from.

    A series that ends before (or starts after) a benchmark is carried to it by nominal
    GDP growth for at most `extension_years`; beyond the benchmarks only where a person
    confirmed it (`extend_activity`). Gaps inside a series are never bridged.
    """
    known = frame.existing_years("indicator_observed", k)
    if not known or k == GDP or known[0] <= t <= known[-1]:
        return None
    reach = frame.parameters.extension_years
    marks = [frame.year_position(year) for year in frame.benchmarks]
    inside = [mark for mark in marks if mark is not None]
    if t > known[-1]:
        needed = any(t <= b <= known[-1] + reach for b in inside)
        return t - 1 if needed or frame.parameters.extend_activity else None
    needed = any(known[0] - reach <= b <= t for b in inside)
    return t + 1 if needed else None


def _kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = np.array(given["indicator_observed"])
    gdp = given["indicator_observed"][GDP]
    for k in range(out.shape[0]):
        years = range(out.shape[1])
        # Forwards for years after the series, backwards for those before it.
        for t in (*years, *reversed(years)):
            source = extension_source(frame, k, t)
            if source is not None and np.isnan(out[k, t]) and 0 <= source < out.shape[1]:
                out[k, t] = out[k, source] * gdp[t] / gdp[source]
    return out


def _cell(frame: Frame, k: int, t: int) -> Node:
    source = extension_source(frame, k, t)
    if frame.exists("indicator_observed", k, t):
        return Ref("indicator_observed", (k, t))
    if source is None:
        if not frame.existing_years("indicator_observed", k) or k == GDP:
            return Ref("indicator_observed", (k, t))
        return Missing(_needed(frame, k, t))
    carried = (
        Ref("indicator", (k, source))
        * Ref("indicator_observed", (GDP, t))
        / Ref("indicator_observed", (GDP, source))
    )
    return mark(carried, "extended")


def _needed(frame: Frame, k: int, t: int) -> Message:
    role = role_message(f"indicator.{frame.labels('indicator')[k]}")
    known = frame.existing_years("indicator_observed", k)
    last_benchmark = max(frame.benchmarks, default=frame.years[0])
    if t > known[-1] and frame.years[t] > last_benchmark:
        return message("needs.series_year_or_confirmation", series=role, year=frame.years[t])
    return message("needs.series_year", series=role, year=frame.years[t])


EXTENDED = Quantity(
    key="indicator",
    axes=("indicator", "year"),
    unit="money",
    symbol="X_{k,t}",
    formula="X_{k,t} = X^{obs}_{k,t};  X_{k,t} = X_{k,t∓1} · GDP_t / GDP_{t∓1}",
    source="step2",
    needs=("indicator_observed", "indicator"),
    kernel=_kernel,
    cell=_cell,
)

QUANTITIES = (PRINTED, UNIT, OBSERVED, EXTENDED)
