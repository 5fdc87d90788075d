"""Mean growth of real investment for a base-year stock: as observed, at least three years."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.capital import mean_growth
from models.expression import Const, Fn, If, Missing, Node, Ref, Run, node
from models.messages import Message, message

FloatArray = NDArray[np.float64]

LEAST_POSITIVE = 3
"""Positive years without which a mean growth says nothing (method, section 4)."""


def observed_growth(flow: FloatArray) -> FloatArray:
    """Geometric mean growth along the first axis, years; what other axes there are stay.

    NaN without positive ends and enough years.
    """
    usable = (flow[0] > 0) & (flow[-1] > 0) & ((flow > 0).sum(axis=0) >= LEAST_POSITIVE)
    first, last = (np.where(usable, flow[end], 1.0) for end in (0, -1))
    return np.where(usable, mean_growth(first, last, flow.shape[0] - 1), np.nan)


def observed_growth_cell(
    key: str, outer: tuple[int, ...], span: tuple[int, int], asset: Message
) -> Node:
    """The cell of `observed_growth` over positions `span` of the last axis of a quantity."""
    first, last = (Ref(key, (*outer, t)) for t in span)
    run = Run(key, (*outer, 0), len(outer), *span)
    enough = Fn("COUNTPOSITIVE", (run,)) >= Const(float(LEAST_POSITIVE))
    usable = Fn("AND", (first > Const(0.0), last > Const(0.0), enough))
    mean = (last / first) ** (Const(1.0) / node(span[1] - span[0])) - 1.0
    return If(usable, mean, Missing(message("needs.positive_investment", asset=asset)))
