"""Price indices on one base year (appendix, step 4; method, section 3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Missing, Node, Param, Ref, exp, ln, mark
from models.frame import PRICES, Frame
from models.messages import Message, message
from models.prices import hold_ends, smooth_span
from models.quantities.base import Given, Quantity
from models.quantities.chains import chain_link, chained, is_level, linked_span
from models.quantities.leaves import role_message, series_quantity
from models.quantities.ratios import outside_span
from models.series import Basis

FloatArray = NDArray[np.float64]

NONICT, REFERENCE_ICT, REFERENCE_NONICT = (
    PRICES.index(name) for name in ("nonict", "reference_ict", "reference_nonict")
)

PRINTED = series_quantity("price_printed", "price", "price", "p^{printed}_{k,t}", unit="index")


def basis_of(frame: Frame, k: int) -> Basis | None:
    """What the printed numbers of a price series are."""
    series = frame.dataset.series.get(f"price.{PRICES[k]}")
    return None if series is None else series.basis


def chain_span(frame: Frame, k: int) -> tuple[int, int] | None:
    """Positions (first, last) of the levels that join the base year without a gap."""
    base = frame.year_position(frame.parameters.base_year)
    if base is None or basis_of(frame, k) is None:
        return None
    return linked_span(frame.present["price_printed"][k], basis_of(frame, k), base)


def _chain_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("price", "year")
    for k in range(len(PRICES)):
        chained(given["price_printed"][k], basis_of(frame, k), chain_span(frame, k), out[k])
    return out


def _chain_cell(frame: Frame, k: int, t: int) -> Node:
    span = chain_span(frame, k)
    if span is None or not span[0] <= t <= span[1]:
        return Missing(_no_level(frame, k, t))
    return chain_link("price_chain", "price_printed", (k,), basis_of(frame, k), span[0], t)


def _no_level(frame: Frame, k: int, t: int) -> Message:
    """Why a price has no level in a year: no series, no base year, or a gap to it."""
    role = role_message(f"price.{PRICES[k]}")
    if f"price.{PRICES[k]}" not in frame.dataset.series:
        return message("needs.series", series=role)
    if basis_of(frame, k) is None:
        return message("needs.basis", series=role)
    base = frame.parameters.base_year
    span = chain_span(frame, k)
    year = frame.years[t]
    if span is None:
        known = frame.existing_years("price_printed", k)
        if not known:
            return message("needs.series_years", series=role, years=f"{base}-{frame.years[-1]}")
        first = frame.years[known[0]] - (0 if is_level(basis_of(frame, k)) else 1)
        return message("needs.base_year", series=role, base=base, first=first)
    missing = _missing_between(frame, k, span, t)
    return message("needs.series_years", series=role, years=", ".join(map(str, missing or [year])))


def _missing_between(frame: Frame, k: int, span: tuple[int, int], t: int) -> list[int]:
    mask = frame.present["price_printed"][k]
    if t > span[1]:
        between = range(span[1] + 1, t + 1)
    else:
        between = range(t + (0 if is_level(basis_of(frame, k)) else 1), span[0] + 1)
    return [frame.years[i] for i in between if not mask[i]]


CHAIN = Quantity(
    key="price_chain",
    axes=("price", "year"),
    unit="index",
    symbol="C_{k,t}",
    formula="C_{k,t} = C_{k,t−1} · p_{k,t}/100",
    source="step4",
    needs=("price_printed", "price_chain"),
    kernel=_chain_kernel,
    cell=_chain_cell,
)


def _level_kernel(given: Given) -> FloatArray:
    base = given.frame.year_position(given.frame.parameters.base_year)
    chain = given["price_chain"]
    return chain / chain[:, base, None] if base is not None else np.full_like(chain, np.nan)


def _level_cell(frame: Frame, k: int, t: int) -> Node:
    base = frame.year_position(frame.parameters.base_year)
    if base is None:
        return outside_span(frame.parameters.base_year)
    return Ref("price_chain", (k, t)) / Ref("price_chain", (k, base))


LEVEL = Quantity(
    key="price_level",
    axes=("price", "year"),
    unit="index_one",
    symbol="P_{k,t}",
    formula="P_{k,t} = C_{k,t} / C_{k,base}",
    source="step4",
    needs=("price_chain",),
    kernel=_level_kernel,
    cell=_level_cell,
)


def _harmonised(frame: Frame, a: int) -> bool:
    return frame.asset(a).price_method == "harmonised"


def _change(key: str, k: int, t: int) -> Node:
    return ln(Ref(key, (k, t)) / Ref(key, (k, t - 1)))


def _not_used(frame: Frame, a: int) -> Missing:
    method = message(f"choice.price_method.{frame.asset(a).price_method}")
    return Missing(message("cause.not_used", method=method))


def _gap_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    if out.shape[1] == 0:
        return out
    change = np.diff(np.log(given["price_level"]), axis=1)
    gap = change[REFERENCE_ICT] - change[REFERENCE_NONICT]
    for a in range(out.shape[0]):
        if _harmonised(frame, a):
            out[a, 1:] = gap
    return out


def _gap_cell(frame: Frame, a: int, t: int) -> Node:
    if not _harmonised(frame, a):
        return _not_used(frame, a)
    if t == 0:
        return Missing(message("cause.first_year"))
    return _change("price_level", REFERENCE_ICT, t) - _change("price_level", REFERENCE_NONICT, t)


GAP = Quantity(
    key="price_gap",
    axes=("asset", "year"),
    unit="log_points",
    symbol="d_{i,t}",
    formula="d_{i,t} = Δln P^{ref}_{i,t} − Δln P^{ref}_{n,t}",
    source="step4",
    needs=("price_level",),
    kernel=_gap_kernel,
    cell=_gap_cell,
)


def _smoothed_kernel(given: Given) -> FloatArray:
    return hold_ends(smooth_span(given["price_gap"], float(given.parameter("alpha"))))


def _smoothed_cell(frame: Frame, a: int, t: int) -> Node:
    if not _harmonised(frame, a):
        return _not_used(frame, a)
    known = frame.existing_years("price_gap", a)
    if not known:
        # Whatever stops the gap of the last year stops its smoothing.
        return Ref("price_gap", (a, len(frame.years) - 1))
    if t < known[0]:
        return mark(Ref("smoothed_gap", (a, known[0])), "extrapolated")
    if t > known[-1]:
        return mark(Ref("smoothed_gap", (a, known[-1])), "extrapolated")
    if t == known[0]:
        return Ref("price_gap", (a, t))
    alpha = Param("alpha")
    return alpha * Ref("price_gap", (a, t)) + (Const(1.0) - alpha) * Ref("smoothed_gap", (a, t - 1))


SMOOTHED = Quantity(
    key="smoothed_gap",
    axes=("asset", "year"),
    unit="log_points",
    symbol="λ_{i,t}",
    formula="λ_{i,t} = α·d_{i,t} + (1−α)·λ_{i,t−1}",
    source="step4",
    needs=("price_gap", "smoothed_gap"),
    kernel=_smoothed_kernel,
    cell=_smoothed_cell,
)


def _harmonised_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    regional = given["price_level"][NONICT]
    known = frame.existing_years("price_level", NONICT)
    for a in range(out.shape[0]):
        if not _harmonised(frame, a) or not known:
            continue
        if np.isnan(given["smoothed_gap"][a]).any():
            continue
        out[a, known[0]] = 1.0
        for t in known[1:]:
            step = given["smoothed_gap"][a, t] + np.log(regional[t] / regional[t - 1])
            out[a, t] = out[a, t - 1] * np.exp(step)
    return out


def _harmonised_cell(frame: Frame, a: int, t: int) -> Node:
    if not _harmonised(frame, a):
        return _not_used(frame, a)
    known = frame.existing_years("price_level", NONICT)
    if not known or not known[0] <= t <= known[-1]:
        return Ref("price_level", (NONICT, t))
    if not frame.exists("smoothed_gap", a, t):
        return Ref("smoothed_gap", (a, t))
    if t == known[0]:
        return Const(1.0)
    step = Ref("smoothed_gap", (a, t)) + _change("price_level", NONICT, t)
    return Ref("harmonised_chain", (a, t - 1)) * exp(step)


HARMONISED = Quantity(
    key="harmonised_chain",
    axes=("asset", "year"),
    unit="index",
    symbol="H_{i,t}",
    formula="ln H_{i,t} = ln H_{i,t−1} + λ_{i,t} + Δln P_{n,t}",
    source="step4",
    needs=("smoothed_gap", "price_level", "harmonised_chain"),
    kernel=_harmonised_kernel,
    cell=_harmonised_cell,
)


def _price_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    base = frame.year_position(frame.parameters.base_year)
    for a, asset in enumerate(frame.assets):
        if not _harmonised(frame, a):
            out[a] = given["price_level"][PRICES.index(asset)]
        elif base is not None:
            out[a] = given["harmonised_chain"][a] / given["harmonised_chain"][a, base]
    return out


def _price_cell(frame: Frame, a: int, t: int) -> Node:
    if not _harmonised(frame, a):
        level = Ref("price_level", (PRICES.index(frame.assets[a]), t))
        return mark(level, "proxy") if frame.asset(a).price_method == "proxy" else level
    base = frame.year_position(frame.parameters.base_year)
    if base is None:
        return outside_span(frame.parameters.base_year)
    return Ref("harmonised_chain", (a, t)) / Ref("harmonised_chain", (a, base))


PRICE = Quantity(
    key="price",
    axes=("asset", "year"),
    unit="index_one",
    symbol="P_{i,t}",
    formula="P_{i,t} = H_{i,t} / H_{i,base}",
    source="step4",
    needs=("harmonised_chain", "price_level"),
    kernel=_price_kernel,
    cell=_price_cell,
)

QUANTITIES = (PRINTED, CHAIN, LEVEL, GAP, SMOOTHED, HARMONISED, PRICE)
