"""Cells of a value that is known at benchmarks and interpolated between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Fn,
    If,
    Missing,
    Node,
    Param,
    Ref,
    exp,
    ln,
    mark,
    node,
    plus,
)
from models.frame import Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.drawn import yearly

FloatArray = NDArray[np.float64]


def no_table(frame: Frame) -> Missing:
    """Nothing is known at any benchmark: the region has no input-output table."""
    return Missing(message("needs.table", region=frame.dataset.region))


def outside_span(year: int) -> Missing:
    """A year that is needed and not among the years measured."""
    return Missing(message("needs.year_in_span", year=year))


def benchmark_ratio(
    key: str, member: str, over: tuple[str, str], symbol: str, formula: str, source: str
) -> Quantity:
    """Ratio, at each benchmark, of a benchmark figure to an annual one.

    over: keys of the numerator (member, benchmark) and the denominator (member, year).
    """
    numerator, denominator = over

    def kernel(given: Given) -> FloatArray:
        frame = given.frame
        out = given.empty(member, "benchmark")
        for b, year in enumerate(frame.benchmarks):
            t = frame.year_position(year)
            if t is not None:
                out[:, b] = given[numerator][:, b] / given[denominator][:, t]
        return out

    def cell(frame: Frame, m: int, b: int) -> Node:
        t = frame.year_position(frame.benchmarks[b])
        if t is None:
            return outside_span(frame.benchmarks[b])
        return Ref(numerator, (m, b)) / Ref(denominator, (m, t))

    return Quantity(
        key=key,
        axes=(member, "benchmark"),
        unit="ratio",
        symbol=symbol,
        formula=formula,
        source=source,
        needs=over,
        kernel=kernel,
        draws=True,
        cell=cell,
    )


def annual_ratio(
    key: str, member: str, benchmark: str, symbol: str, formula: str, source: str
) -> Quantity:
    """A ratio known at benchmarks, (member, benchmark), interpolated to every year."""

    def kernel(given: Given) -> FloatArray:
        frame = given.frame
        method, power = frame.parameters.interpolation, given.parameter("distance_power")
        return yearly(given[benchmark], frame, method, power)

    def cell(frame: Frame, m: int, t: int) -> Node:
        if not frame.benchmarks:
            return no_table(frame)
        return interpolated_ratio(frame, benchmark, (m,), t, frame.parameters.interpolation)

    return Quantity(
        key=key,
        axes=(member, "year"),
        unit="ratio",
        symbol=symbol,
        formula=formula,
        source=source,
        needs=(benchmark,),
        kernel=kernel,
        draws=True,
        cell=cell,
    )


def interpolated_ratio(frame: Frame, key: str, outer: tuple[int, ...], t: int, method: str) -> Node:
    """The ratio of year position t from `key` (*outer, benchmark).

    The counterpart of `models.investment.interpolate_ratio`: on a benchmark its own ratio,
    outside all benchmarks the nearest (marked extrapolated), between two of them by the
    method (marked interpolated). At least one benchmark.
    """
    alone = _alone(frame, key, outer, t)
    if alone is not None:
        return alone
    start, end, before, after = _between(frame, key, outer, t)
    if method == "nearest":
        return mark(end if after > before else start, "interpolated")
    if method == "inverse_distance":
        return mark(_by_distance(frame, key, outer, t), "interpolated")
    straight = (node(before) * start + node(after) * end) / (before + after)
    if method == "linear":
        return mark(straight, "interpolated")
    curved = exp((node(before) * ln(start) + node(after) * ln(end)) / (before + after))
    both_positive = Fn("AND", (start > Const(0.0), end > Const(0.0)))
    return mark(If(both_positive, curved, straight), "interpolated")


def _by_distance(frame: Frame, key: str, outer: tuple[int, ...], t: int) -> Node:
    """All benchmarks, weighted by their distance in years to a negative power."""
    falling = Const(0.0) - Param("distance_power")
    weights = [node(abs(year - frame.years[t])) ** falling for year in frame.benchmarks]
    parts = [Ref(key, (*outer, b)) * weight for b, weight in enumerate(weights)]
    return plus(parts) / plus(weights)


def linear_between(frame: Frame, key: str, outer: tuple[int, ...], t: int) -> Node:
    """The value of year position t from `key` (*outer, benchmark), linear between benchmarks."""
    alone = _alone(frame, key, outer, t)
    if alone is not None:
        return alone
    start, end, before, after = _between(frame, key, outer, t)
    straight = (node(before) * start + node(after) * end) / (before + after)
    return mark(straight, "interpolated")


def _alone(frame: Frame, key: str, outer: tuple[int, ...], t: int) -> Node | None:
    """The one benchmark that decides a year by itself, None between two."""
    year, marks = frame.years[t], frame.benchmarks
    if year in marks:
        return Ref(key, (*outer, marks.index(year)))
    if year < marks[0]:
        return mark(Ref(key, (*outer, 0)), "extrapolated")
    if year > marks[-1]:
        return mark(Ref(key, (*outer, len(marks) - 1)), "extrapolated")
    return None


def _between(
    frame: Frame, key: str, outer: tuple[int, ...], t: int
) -> tuple[Ref, Ref, float, float]:
    """The two neighbouring benchmarks and the years to the later and from the earlier one."""
    year, marks = frame.years[t], frame.benchmarks
    right = next(b for b, when in enumerate(marks) if when > year)
    start, end = Ref(key, (*outer, right - 1)), Ref(key, (*outer, right))
    return start, end, float(marks[right] - year), float(year - marks[right - 1])
