"""Growth between tables as log points a year: divided by the years between them (section 7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Node, Ref, node
from models.frame import Frame
from models.quantities.base import Given, Quantity

FloatArray = NDArray[np.float64]


def years_between(frame: Frame, i: int) -> int:
    """Years between the two tables of an interval."""
    return frame.benchmarks[i + 1] - frame.benchmarks[i]


def _annualised(source: str, axes: tuple[str, ...], symbol: str) -> Quantity:
    """A growth figure whose last axis is the interval, a year."""

    def kernel(given: Given) -> FloatArray:
        frame = given.frame
        lengths = [float(years_between(frame, i)) for i in range(frame.size("interval"))]
        return np.asarray(given[source] / np.array(lengths)[:, None])

    def cell(frame: Frame, *index: int) -> Node:
        return Ref(source, index) / node(years_between(frame, index[-1]))

    return Quantity(
        key=f"{source}_a_year",
        axes=axes,
        unit="log_points_a_year",
        symbol=f"({symbol})/(u−s)",
        formula=f"({symbol}) / (u − s)",
        source="klems",
        needs=(source,),
        kernel=kernel,
        draws=True,
        cell=cell,
    )


QUANTITIES = (
    _annualised("output_growth", ("industry", "interval"), "Δln Q_j"),
    _annualised("value_added_growth", ("industry", "interval"), "Δln V_j"),
    _annualised("contribution", ("factor", "industry", "interval"), "β̄_X·Δln X"),
    _annualised("tfp", ("industry", "interval"), "Δln A_j"),
    _annualised("aggregate_growth", ("interval",), "Δln V"),
    _annualised("aggregate_contribution", ("factor", "interval"), "Σ D_j·β̄_X·Δln X"),
    _annualised("domar_tfp", ("interval",), "Δln A"),
)
