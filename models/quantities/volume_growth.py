"""Growth of a quantity that may be zero: ln(late / early), and nothing where it is zero.

The rule for every factor of the accounts (method, section 8): a quantity of zero in either year
contributes nothing and is marked, a negative one is refused.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Fn, If, Missing, Node, Ref, ln, mark
from models.messages import Message, message

FloatArray = NDArray[np.float64]


def log_growth(early: FloatArray, late: FloatArray) -> FloatArray:
    """ln(late / early); zero where a volume is zero, NaN where one is negative or unknown."""
    positive, known = (early > 0) & (late > 0), (early >= 0) & (late >= 0)
    ratio = np.where(positive, late, 1.0) / np.where(positive, early, 1.0)
    return np.where(positive, np.log(ratio), np.where(known, 0.0, np.nan))


def log_growth_cell(
    early: Ref, late: Ref, *, growth: Node | None = None, negative: Message | None = None
) -> Node:
    """The cell of `log_growth`. growth: what stands for ln(late / early) where both are above
    zero; negative: what is said of a negative quantity.
    """
    zero = Const(0.0)
    none = If(
        Fn("AND", (early >= zero, late >= zero)),
        mark(zero, "zero_quantity"),
        Missing(negative or message("cause.negative_quantity")),
    )
    grown = ln(late / early) if growth is None else growth
    return If(Fn("AND", (early > zero, late > zero)), grown, none)
