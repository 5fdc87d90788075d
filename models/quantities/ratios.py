"""Cells of a ratio that is known at benchmarks and interpolated between them."""

from __future__ import annotations

from models.expression import Const, Fn, If, Node, Ref, exp, ln, mark, node
from models.frame import Frame


def interpolated_ratio(frame: Frame, key: str, member: int, t: int) -> Node:
    """The ratio of year position t from `key` (member, benchmark).

    The counterpart of `models.investment.interpolate_ratio`: on a benchmark its own ratio,
    outside all benchmarks the nearest (marked extrapolated), between two of them the
    geometric or linear mean by distance (marked interpolated). At least one benchmark.
    """
    year = frame.years[t]
    marks = frame.benchmarks
    if year in marks:
        return Ref(key, (member, marks.index(year)))
    if year < marks[0]:
        return mark(Ref(key, (member, 0)), "extrapolated")
    if year > marks[-1]:
        return mark(Ref(key, (member, len(marks) - 1)), "extrapolated")
    right = next(b for b, when in enumerate(marks) if when > year)
    start, end = Ref(key, (member, right - 1)), Ref(key, (member, right))
    after, span = year - marks[right - 1], marks[right] - marks[right - 1]
    before = span - after
    straight = (node(before) * start + node(after) * end) / span
    if frame.parameters.interpolation == "linear":
        return mark(straight, "interpolated")
    curved = exp((node(before) * ln(start) + node(after) * ln(end)) / span)
    both_positive = Fn("AND", (start > Const(0.0), end > Const(0.0)))
    return mark(If(both_positive, curved, straight), "interpolated")
