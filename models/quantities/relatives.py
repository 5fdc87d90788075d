"""Year-on-year changes of every index: its own, linked from another one, or continued.

A change is taken from the index itself where it is printed, else from the series that a
person named as its link (a category renamed, an index that started late), and, for the
region's investment price, after its end from the index chosen to continue it. What is linked
or continued is marked; nothing is bridged otherwise (method, section 3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.dataset import OPTIONAL_ROLES
from models.expression import Const, Missing, Node, Ref, mark
from models.frame import INDICATORS, PRICES, BoolArray, Frame
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.chains import is_level
from models.quantities.leaves import role_message, series_quantity
from models.series import Basis

FloatArray = NDArray[np.float64]

NONICT = PRICES.index("nonict")

PRINTED = series_quantity("price_printed", "price", "price", "p^{printed}_{k,t}", unit="index")
LINK = series_quantity("link_printed", "price", "link", "p^{link}_{k,t}", unit="index")

CONTINUATIONS = {
    "gfcf_deflator": ("gfcf", "gfcf_volume"),
    "gdp_deflator": ("gdp", "gdp_volume"),
    "ppi": (None, "ppi"),
}
"""What continues the investment price: a nominal series over its volume, or a price itself."""


def basis_of(frame: Frame, k: int, prefix: str = "price") -> Basis | None:
    """What the printed numbers of a price series, or of its link, are."""
    series = frame.dataset.series.get(f"{prefix}.{PRICES[k]}")
    return None if series is None else series.basis


def _changes_printed(frame: Frame, k: int, prefix: str) -> BoolArray:
    """The years to which a series prints the change, (years,)."""
    printed = frame.present[f"{prefix}_printed"][k]
    out: BoolArray = np.zeros_like(printed)
    basis = basis_of(frame, k, prefix)
    if basis is not None:
        out[1:] = printed[1:] & printed[:-1] if is_level(basis) else printed[1:]
    return out


def _last_printed(frame: Frame, k: int) -> int | None:
    """Position of the last year whose change the index or its link prints."""
    known = np.flatnonzero(_changes_printed(frame, k, "price") | _changes_printed(frame, k, "link"))
    return int(known[-1]) if known.size else None


def continues(frame: Frame, k: int, t: int) -> bool:
    """Whether the change to a year is that of the index chosen to continue the price."""
    if k != NONICT or frame.parameters.continuation == "none":
        return False
    last = _last_printed(frame, k)
    return last is not None and t > last


def _printed_changes(given: Given, k: int, prefix: str) -> FloatArray:
    """Changes that a series prints, (years,)."""
    printed, basis = given[f"{prefix}_printed"][k], basis_of(given.frame, k, prefix)
    change = np.full_like(printed, np.nan)
    if is_level(basis):
        change[1:] = printed[1:] / printed[:-1]
    elif basis is Basis.GROWTH_PERCENT:
        change[1:] = 1.0 + printed[1:] / 100.0
    else:
        change[1:] = printed[1:] / 100.0
    return np.where(_changes_printed(given.frame, k, prefix), change, np.nan)


def _kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("price", "year")
    for k in range(len(PRICES)):
        out[k] = _printed_changes(given, k, "price")
        if basis_of(frame, k, "link") is not None:
            own = _changes_printed(frame, k, "price")
            out[k] = np.where(own, out[k], _printed_changes(given, k, "link"))
    choice = frame.parameters.continuation
    last = _last_printed(frame, NONICT)
    if choice in CONTINUATIONS and last is not None:
        nominal, index = CONTINUATIONS[choice]
        change = np.array(out[PRICES.index(index)])
        if nominal is not None:
            value = given["indicator_observed"][INDICATORS.index(nominal)]
            change[1:] = value[1:] / value[:-1] / change[1:]
        out[NONICT, last + 1 :] = change[last + 1 :]
    return out


def _printed_cell(frame: Frame, k: int, t: int, prefix: str) -> Node:
    key, basis = f"{prefix}_printed", basis_of(frame, k, prefix)
    now = Ref(key, (k, t))
    if is_level(basis):
        return now / Ref(key, (k, t - 1))
    return Const(1.0) + now / 100.0 if basis is Basis.GROWTH_PERCENT else now / 100.0


def _continued_cell(frame: Frame, t: int) -> Node:
    nominal, index = CONTINUATIONS[frame.parameters.continuation]
    change: Node = Ref("price_relative", (PRICES.index(index), t))
    if nominal is not None:
        place = INDICATORS.index(nominal)
        value = Ref("indicator_observed", (place, t)) / Ref("indicator_observed", (place, t - 1))
        change = value / change
    return mark(change, "continued")


def _cell(frame: Frame, k: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    if _changes_printed(frame, k, "price")[t]:
        return _printed_cell(frame, k, t, "price")
    if _changes_printed(frame, k, "link")[t]:
        return mark(_printed_cell(frame, k, t, "link"), "linked")
    if continues(frame, k, t):
        return _continued_cell(frame, t)
    return Missing(not_printed(frame, k, [frame.years[t]]))


def not_printed(frame: Frame, k: int, changes: list[int]) -> Message:
    """What a price needs that has no change to some years: itself, a link, a continuation."""
    role = role_message(f"price.{PRICES[k]}")
    if f"price.{PRICES[k]}" not in frame.dataset.series:
        return message("needs.series", series=role)
    if basis_of(frame, k) is None:
        return message("needs.basis", series=role)
    last = _last_printed(frame, k)
    years = _lacking(frame, k, changes)
    listed = ", ".join(map(str, years))
    if k == NONICT and last is not None and years[0] > frame.years[last]:
        return message("needs.price_or_continuation", series=role, years=listed)
    if f"link.{PRICES[k]}" in OPTIONAL_ROLES:
        return message("needs.price_or_link", series=role, years=listed, key=PRICES[k])
    return message("needs.series_years", series=role, years=listed)


def _lacking(frame: Frame, k: int, changes: list[int]) -> list[int]:
    """Years whose numbers have to be printed for the changes to some years to be known.

    A change between levels needs both, and the year that is there is not asked for.
    """
    if not is_level(basis_of(frame, k)):
        return changes
    either = sorted({year for change in changes for year in (change - 1, change)})
    first = frame.years[0]
    gone = [year for year in either if not frame.exists("price_printed", k, year - first)]
    return gone or changes  # a level of zero is there, and has no change from it


RELATIVE = Quantity(
    key="price_relative",
    axes=("price", "year"),
    unit="ratio",
    symbol="R_{k,t}",
    formula="R_{k,t} = p_{k,t}/100;  p_{k,t}/p_{k,t−1};  (X_t/X_{t−1}) / R_{q,t}",
    source="step4",
    needs=("price_printed", "link_printed", "indicator_observed", "price_relative"),
    kernel=_kernel,
    cell=_cell,
)

QUANTITIES = (PRINTED, LINK, RELATIVE)
