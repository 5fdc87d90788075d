"""Chaining printed index numbers: the same for every series of every axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Node, Ref
from models.frame import BoolArray
from models.series import Basis

FloatArray = NDArray[np.float64]


def is_level(basis: Basis | None) -> bool:
    """Whether printed numbers are levels, whose ratio is the change."""
    return basis in (Basis.INDEX_FIXED_BASE, Basis.VALUE)


def linked_span(mask: BoolArray, basis: Basis | None, anchor: int) -> tuple[int, int] | None:
    """Positions (first, last) of the levels that join `anchor` without a gap.

    mask: which years are printed. A previous-year index of year t links t - 1 and t, so its
    levels start a year before its first number. None where nothing joins the anchor.
    """
    if is_level(basis):
        if not mask[anchor]:
            return None
        linked = mask[:-1] & mask[1:]
    else:
        linked = mask[1:]
    first = last = anchor
    while first > 0 and linked[first - 1]:
        first -= 1
    while last < mask.size - 1 and linked[last]:
        last += 1
    if not is_level(basis) and first == last:
        return None
    return first, last


def chained(
    printed: FloatArray, basis: Basis | None, span: tuple[int, int] | None, out: FloatArray
) -> None:
    """Fill `out` with levels over a span, its first level 1; leaves the rest as it is."""
    if span is None:
        return
    out[span[0]] = 1.0
    for t in range(span[0] + 1, span[1] + 1):
        if is_level(basis):
            relative = printed[t] / printed[t - 1]
        elif basis is Basis.GROWTH_PERCENT:
            relative = 1.0 + printed[t] / 100.0
        else:
            relative = printed[t] / 100.0
        out[t] = out[t - 1] * relative


def chain_link(
    chain: str, printed: str, outer: tuple[int, ...], basis: Basis | None, first: int, t: int
) -> Node:
    """The cell of `chained`: 1 in the first year, else last year's level times the change."""
    if t == first:
        return Const(1.0)
    now = Ref(printed, (*outer, t))
    if is_level(basis):
        relative: Node = now / Ref(printed, (*outer, t - 1))
    elif basis is Basis.GROWTH_PERCENT:
        relative = Const(1.0) + now / 100.0
    else:
        relative = now / 100.0
    return Ref(chain, (*outer, t - 1)) * relative
