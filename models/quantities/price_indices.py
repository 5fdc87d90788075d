"""Price indices on one base year (appendix, step 4; method, section 3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Frozen,
    Missing,
    Node,
    Param,
    Ref,
    Run,
    exp,
    ln,
    mark,
)
from models.frame import PRICES, Frame
from models.messages import Message, message
from models.prices import LEAST_GAPS, fit_alpha
from models.quantities.base import Given, Quantity
from models.quantities.chains import is_level
from models.quantities.leaves import role_message
from models.quantities.ratios import outside_span
from models.quantities.relatives import basis_of, continues, not_printed

FloatArray = NDArray[np.float64]

NONICT, REFERENCE_ICT, REFERENCE_NONICT = (
    PRICES.index(name) for name in ("nonict", "reference_ict", "reference_nonict")
)


def chain_span(frame: Frame, k: int) -> tuple[int, int] | None:
    """Positions (first, last) of the levels that join the base year without a gap."""
    base = frame.year_position(frame.parameters.base_year)
    if base is None or basis_of(frame, k) is None:
        return None
    changes = frame.present["price_relative"][k]
    first = last = base
    while first > 0 and changes[first]:
        first -= 1
    while last < changes.size - 1 and changes[last + 1]:
        last += 1
    # A level that is printed for the base year alone is still a level.
    alone = is_level(basis_of(frame, k)) and frame.exists("price_printed", k, base)
    return (first, last) if first < last or alone else None


def _chain_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("price", "year")
    relative = given["price_relative"]
    for k in range(len(PRICES)):
        span = chain_span(frame, k)
        if span is not None:
            out[k, span[0]] = 1.0
            for t in range(span[0] + 1, span[1] + 1):
                out[k, t] = out[k, t - 1] * relative[k, t]
    return out


def _chain_cell(frame: Frame, k: int, t: int) -> Node:
    span = chain_span(frame, k)
    if span is None or not span[0] <= t <= span[1]:
        if span is not None and t > span[1] and continues(frame, k, span[1] + 1):
            # The index that continues the price lacks this year itself.
            return Ref("price_relative", (k, span[1] + 1))
        return Missing(_no_level(frame, k, t))
    if t == span[0]:
        return Const(1.0)
    return Ref("price_chain", (k, t - 1)) * Ref("price_relative", (k, t))


def _no_level(frame: Frame, k: int, t: int) -> Message:
    """Why a price has no level in a year: no series, no base year, or a gap to it."""
    role = role_message(f"price.{PRICES[k]}")
    if f"price.{PRICES[k]}" not in frame.dataset.series:
        return message("needs.series", series=role)
    if basis_of(frame, k) is None:
        return message("needs.basis", series=role)
    base = frame.parameters.base_year
    span = chain_span(frame, k)
    if span is None:
        known = frame.existing_years("price_printed", k)
        if not known:
            return message("needs.series_years", series=role, years=f"{base}-{frame.years[-1]}")
        first = frame.years[known[0]] - (0 if is_level(basis_of(frame, k)) else 1)
        return message("needs.base_year", series=role, base=base, first=first)
    return not_printed(frame, k, _missing_between(frame, k, span, t))


def _missing_between(frame: Frame, k: int, span: tuple[int, int], t: int) -> list[int]:
    """Years without a change between the levels known and a year."""
    between = range(span[1] + 1, t + 1) if t > span[1] else range(t + 1, span[0] + 1)
    changes = frame.present["price_relative"][k]
    return [frame.years[i] for i in between if not changes[i]] or [frame.years[t]]


CHAIN = Quantity(
    key="price_chain",
    axes=("price", "year"),
    unit="index",
    symbol="C_{k,t}",
    formula="C_{k,t} = C_{k,t−1} · R_{k,t}",
    source="step4",
    needs=("price_relative", "price_chain"),
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


def reference_of(frame: Frame, a: int) -> int:
    """Position of the reference economy's price of an asset: its own where one is given."""
    own = f"reference_{frame.assets[a]}"
    return PRICES.index(own) if f"price.{own}" in frame.dataset.series else REFERENCE_ICT


def _reversed(frame: Frame) -> bool:
    """Whether the difference is non-ICT minus ICT, as the labels under the formula say."""
    return frame.parameters.gap_equation in ("printed_labels", "printed")


def _carrier(frame: Frame, a: int) -> int:
    """Position of the price that the smoothed gap is added to."""
    equation = frame.parameters.gap_equation
    if equation == "printed":
        return reference_of(frame, a)  # P_K with the superscript U: the label says ICT
    return REFERENCE_NONICT if equation == "printed_superscript" else NONICT


def _gap_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    if out.shape[1] == 0:
        return out
    change = np.diff(np.log(given["price_level"]), axis=1)
    for a in range(out.shape[0]):
        if _harmonised(frame, a):
            gap = change[reference_of(frame, a)] - change[REFERENCE_NONICT]
            out[a, 1:] = -gap if _reversed(frame) else gap
    return out


def _gap_cell(frame: Frame, a: int, t: int) -> Node:
    if not _harmonised(frame, a):
        return _not_used(frame, a)
    if t == 0:
        return Missing(message("cause.first_year"))
    own = _change("price_level", reference_of(frame, a), t)
    nonict = _change("price_level", REFERENCE_NONICT, t)
    return nonict - own if _reversed(frame) else own - nonict


GAP = Quantity(
    key="price_gap",
    axes=("asset", "year"),
    unit="log_points",
    symbol="d_{i,t}",
    formula="d_{i,t} = Δln P^{ref}_{i,t} − Δln P^{ref}_{n,t};  −d_{i,t}",
    source="step4",
    needs=("price_level",),
    kernel=_gap_kernel,
    cell=_gap_cell,
)


def _fitted(frame: Frame, a: int) -> bool:
    return frame.parameters.alpha_method == "fitted" and _harmonised(frame, a)


def _weight_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset")
    for a in range(out.shape[0]):
        if _fitted(frame, a):
            known = frame.existing_years("price_gap", a)
            if len(known) >= LEAST_GAPS:
                # Gaps are printed prices: they are the same in every draw.
                out[a] = fit_alpha(given["price_gap"][a, known[0] : known[-1] + 1, 0])
        elif _harmonised(frame, a):
            out[a] = given.parameter("alpha")
    return out


def _weight_cell(frame: Frame, a: int) -> Node:
    if not _harmonised(frame, a):
        return _not_used(frame, a)
    if not _fitted(frame, a):
        return Param("alpha")
    known = frame.existing_years("price_gap", a)
    if not known:
        return Ref("price_gap", (a, len(frame.years) - 1))
    if len(known) < LEAST_GAPS:
        return Missing(message("needs.gaps_to_fit", least=LEAST_GAPS, years=len(known)))
    gaps = Run("price_gap", (a, 0), 1, known[0], known[-1])
    return mark(Frozen(Ref("smoothing_weight", (a,)), (gaps,)), "frozen_fit")


WEIGHT = Quantity(
    key="smoothing_weight",
    axes=("asset",),
    unit="ratio",
    symbol="α_i",
    formula="α;  α_i = argmin Σ_t (d_{i,t} − λ_{i,t−1})²",
    source="step4",
    needs=("price_gap",),
    kernel=_weight_kernel,
    draws=True,
    cell=_weight_cell,
)


def _smoothed_kernel(given: Given) -> FloatArray:
    gaps, weights = given["price_gap"], given["smoothing_weight"]
    out = given.empty("asset", "year")
    for a in range(out.shape[0]):
        known = given.frame.existing_years("price_gap", a)
        if not known:
            continue
        # lambda is held before and after the years of the reference.
        out[a, : known[0] + 1] = gaps[a, known[0]]
        for t in range(known[0] + 1, known[-1] + 1):
            out[a, t] = weights[a] * gaps[a, t] + (1.0 - weights[a]) * out[a, t - 1]
        out[a, known[-1] + 1 :] = out[a, known[-1]]
    return out


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
    alpha = Ref("smoothing_weight", (a,))
    return alpha * Ref("price_gap", (a, t)) + (Const(1.0) - alpha) * Ref("smoothed_gap", (a, t - 1))


SMOOTHED = Quantity(
    key="smoothed_gap",
    axes=("asset", "year"),
    unit="log_points",
    symbol="λ_{i,t}",
    formula="λ_{i,t} = α·d_{i,t} + (1−α)·λ_{i,t−1}",
    source="step4",
    needs=("price_gap", "smoothing_weight", "smoothed_gap"),
    kernel=_smoothed_kernel,
    draws=True,
    cell=_smoothed_cell,
)


def _lag(frame: Frame) -> int:
    """Years by which lambda lags: a forecast of this year was made in the last one."""
    return 1 if frame.parameters.gap_reading == "forecast" else 0


def _harmonised_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "year")
    lag = _lag(frame)
    for a in range(out.shape[0]):
        carrier = given["price_level"][_carrier(frame, a)]
        known = frame.existing_years("price_level", _carrier(frame, a))
        if not _harmonised(frame, a) or not known:
            continue
        if np.isnan(given["smoothed_gap"][a]).any():
            continue
        out[a, known[0]] = 1.0
        for t in known[1:]:
            step = given["smoothed_gap"][a, t - lag] + np.log(carrier[t] / carrier[t - 1])
            out[a, t] = out[a, t - 1] * np.exp(step)
    return out


def _harmonised_cell(frame: Frame, a: int, t: int) -> Node:
    if not _harmonised(frame, a):
        return _not_used(frame, a)
    carrier = _carrier(frame, a)
    known = frame.existing_years("price_level", carrier)
    if not known or not known[0] <= t <= known[-1]:
        return Ref("price_level", (carrier, t))
    if not frame.exists("smoothed_gap", a, t):
        return Ref("smoothed_gap", (a, t))
    if t == known[0]:
        return Const(1.0)
    step = Ref("smoothed_gap", (a, t - _lag(frame))) + _change("price_level", carrier, t)
    return Ref("harmonised_chain", (a, t - 1)) * exp(step)


HARMONISED = Quantity(
    key="harmonised_chain",
    axes=("asset", "year"),
    unit="index",
    symbol="H_{i,t}",
    formula="ln H_{i,t} = ln H_{i,t−1} + λ_{i,t} + Δln P_{n,t};  λ_{i,t−1};  P^{ref}",
    source="step4",
    needs=("smoothed_gap", "price_level", "harmonised_chain"),
    kernel=_harmonised_kernel,
    draws=True,
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
    draws=True,
    cell=_price_cell,
)

QUANTITIES = (CHAIN, LEVEL, GAP, WEIGHT, SMOOTHED, HARMONISED, PRICE)
