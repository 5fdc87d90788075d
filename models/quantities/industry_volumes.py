"""Prices and labour of industries, and the volumes of the growth accounts (method, section 7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    Fn,
    If,
    Missing,
    Node,
    Ref,
    Run,
    ln,
    mark,
    sum_of_products,
)
from models.frame import PRICES, Frame
from models.industries import BROAD
from models.investment import weighted_total
from models.messages import Message, message
from models.quantities.base import Given, Quantity
from models.quantities.factor_income import one_definition
from models.quantities.industry_tables import no_partner
from models.quantities.leaves import series_quantity, series_unit_quantity
from models.quantities.ratios import outside_span
from models.quantities.volume_growth import log_growth, log_growth_cell

FloatArray = NDArray[np.float64]

WAGE = PRICES.index("wage")


BROAD_PRINTED = series_quantity("broad_value_printed", "broad", "broad_value", "VA^{printed}_{s,t}")
BROAD_UNIT = series_unit_quantity("broad_value_unit", "broad", "broad_value", "u_s")


def _ends(frame: Frame, i: int) -> tuple[int, int] | Missing:
    """Positions of the first and last year of an interval."""
    first, last = (frame.year_position(frame.benchmarks[b]) for b in (i, i + 1))
    if first is None or last is None:
        return outside_span(frame.benchmarks[i])
    return first, last


def ends(frame: Frame, i: int) -> tuple[int, int] | None:
    """Positions of the first and last year of an interval, None where one is outside."""
    found = _ends(frame, i)
    return None if isinstance(found, Missing) else found


def _log_ratio(key: str, outer: tuple[int, ...], first: int, last: int) -> Node:
    return ln(Ref(key, (*outer, last)) / Ref(key, (*outer, first)))


def _broad_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("broad", "interval")
    value = np.log(given["broad_value_printed"])
    for s, broad in enumerate(BROAD):
        volume = np.log(given["price_level"][PRICES.index(f"{broad}_volume")])
        for i in range(out.shape[1]):
            places = ends(frame, i)
            if places is not None:
                a, b = places
                out[s, i] = (value[s, b] - value[s, a]) - (volume[b] - volume[a])
    return out


def _broad_cell(frame: Frame, s: int, i: int) -> Node:
    places = _ends(frame, i)
    if isinstance(places, Missing):
        return places
    volume = PRICES.index(f"{BROAD[s]}_volume")
    value = _log_ratio("broad_value_printed", (s,), *places)
    return value - _log_ratio("price_level", (volume,), *places)


BROAD_DEFLATOR = Quantity(
    key="broad_deflator",
    axes=("broad", "interval"),
    unit="log_points",
    symbol="Δln P_s",
    formula="Δln P_s = Δln VA_s − Δln VA^r_s",
    source="klems",
    needs=("broad_value_printed", "price_level"),
    kernel=_broad_kernel,
    cell=_broad_cell,
)


def _has_price(frame: Frame, j: int, i: int) -> bool:
    places = ends(frame, i)
    return places is not None and all(frame.exists("industry_price", j, t) for t in places)


def broad_of(frame: Frame, j: int) -> int:
    """Position of the broad sector that an industry is in."""
    return BROAD.index(frame.dataset.industries[j].broad)


def _output_price_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "interval")
    level = np.log(given["industry_price"])
    for j, i in np.ndindex(out.shape):
        places = ends(frame, i)
        if places is not None and _has_price(frame, j, i):
            out[j, i] = level[j, places[1]] - level[j, places[0]]
        else:
            out[j, i] = given["broad_deflator"][broad_of(frame, j), i]
    return out


def _output_price_cell(frame: Frame, j: int, i: int) -> Node:
    places = _ends(frame, i)
    if isinstance(places, Missing):
        return Ref("broad_deflator", (broad_of(frame, j), i))
    if _has_price(frame, j, i):
        return _log_ratio("industry_price", (j,), *places)
    if not frame.exists("broad_deflator", broad_of(frame, j), i):
        # What is needed first is the industry's own price.
        lacking = next(t for t in places if not frame.exists("industry_price", j, t))
        return Ref("industry_price", (j, lacking))
    return mark(Ref("broad_deflator", (broad_of(frame, j), i)), "proxy")


OUTPUT_PRICE = Quantity(
    key="output_price_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln P_{GO,j}",
    formula="Δln P_{GO,j} = ln(C_{j,u} / C_{j,s})",
    source="klems",
    needs=("industry_price", "broad_deflator"),
    kernel=_output_price_kernel,
    cell=_output_price_cell,
)


def _input_price_kernel(given: Given) -> FloatArray:
    out = given.empty("industry", "interval")
    flows, bought = given["industry_flows"], given["industry_intermediate"]
    change = given["output_price_growth"]
    for i in range(out.shape[1]):
        for j in range(out.shape[0]):
            means = [
                weighted_total(change[:, i], flows[b, :, j]) / bought[j, b] for b in (i, i + 1)
            ]
            out[j, i] = (means[0] + means[1]) / 2.0
    return out


def _input_price_cell(frame: Frame, j: int, i: int) -> Node:
    last = frame.size("industry") - 1
    change = Run("output_price_growth", (0, i), 0, 0, last)
    means = [
        sum_of_products(Run("industry_flows", (b, 0, j), 1, 0, last), change)
        / Ref("industry_intermediate", (j, b))
        for b in (i, i + 1)
    ]
    return (means[0] + means[1]) / 2.0


INPUT_PRICE = Quantity(
    key="input_price_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln P_{M,j}",
    formula="Δln P_{M,j} = Σ_k ½(m_{kj,s} + m_{kj,u})·Δln P_{GO,k},  m_{kj} = Z_{kj}/TII_j",
    source="klems",
    needs=("industry_flows", "output_price_growth", "industry_intermediate"),
    kernel=_input_price_kernel,
    cell=_input_price_cell,
)


def _volume(
    key: str, value: str, price: str, symbol: str, formula: str, *, zero: bool = False
) -> Quantity:
    """Growth of a value less that of its price. zero: an input may be none, and adds nothing."""

    def kernel(given: Given) -> FloatArray:
        known = np.where(given[value] > 0, given[value], np.nan)
        growth = np.diff(np.log(known), axis=1) - given[price]
        if zero:
            none = (given[value] == 0) & _in_table(given.frame)
            early, late = given[value][:, :-1], given[value][:, 1:]
            nothing = (none[:, :-1] & (late >= 0)) | (none[:, 1:] & (early >= 0))
            growth = np.where(nothing & _in_both(given.frame), 0.0, growth)
        return np.asarray(growth)

    def cell(frame: Frame, j: int, i: int) -> Node:
        for b in (i, i + 1):
            if not frame.dataset.industries[j].members[b]:
                return Missing(no_partner(frame, j, b))
        label = frame.dataset.industries[j].label
        years = f"{frame.benchmarks[i]}–{frame.benchmarks[i + 1]}"
        values = [Ref(value, (j, b)) for b in (i, i + 1)]
        none: Node = Missing(message("cause.no_output", industry=label, year=years))
        if zero:
            known = Fn("AND", tuple(one >= Const(0.0) for one in values))
            none = If(known, mark(Const(0.0), "zero_quantity"), none)
        positive = Fn("AND", tuple(one > Const(0.0) for one in values))
        growth = _log_ratio(value, (j,), i, i + 1) - Ref(price, (j, i))
        return If(positive, growth, none)

    return Quantity(
        key=key,
        axes=("industry", "interval"),
        unit="log_points",
        symbol=symbol,
        formula=formula,
        source="klems",
        needs=(value, price),
        kernel=kernel,
        cell=cell,
    )


def _in_table(frame: Frame) -> NDArray[np.bool_]:
    """Which industries have a sector in which table, (industry, benchmark)."""
    shape = (frame.size("industry"), frame.size("benchmark"))
    found = [[bool(one) for one in industry.members] for industry in frame.dataset.industries]
    return np.array(found, dtype=bool).reshape(shape)


def _in_both(frame: Frame) -> NDArray[np.bool_]:
    """Which industries have a sector in both tables of an interval."""
    there = _in_table(frame)
    return np.asarray(there[:, :-1] & there[:, 1:])


OUTPUT = _volume(
    "output_growth",
    "industry_output",
    "output_price_growth",
    "Δln Q_j",
    "Δln Q_j = Δln GO_j − Δln P_{GO,j}",
)
INTERMEDIATE = _volume(
    "intermediate_growth",
    "industry_intermediate",
    "input_price_growth",
    "Δln M_j",
    "Δln M_j = Δln TII_j − Δln P_{M,j}",
    zero=True,
)


def _labour_source(frame: Frame, j: int, s: int, u: int) -> str | None:
    """Where labour comes from: hours, else persons; None where neither is known in both years."""
    for key in ("industry_hours", "industry_employment"):
        if all(frame.exists(key, j, t) for t in (s, u)):
            return key
    return None


def _has_quality(frame: Frame, j: int, s: int, u: int) -> bool:
    wanted = frame.parameters.labour_quality == "where_given"
    return wanted and all(frame.exists("industry_quality", j, t) for t in (s, u))


def _shares_section(frame: Frame, j: int, i: int) -> bool:
    """Whether the persons of an industry's section, shared by compensation, are known."""
    return all(frame.exists("split_employment", j, b) for b in (i, i + 1))


def _labour_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "interval")
    paid, wage = np.log(given["labour_income"]), np.log(given["price_level"][WAGE])
    for j, i in np.ndindex(out.shape):
        places = ends(frame, i)
        if places is None:
            continue
        if _labour_source(frame, j, *places) is not None:
            out[j, i] = labour_step(given, j, *places)
        elif _shares_section(frame, j, i):
            out[j, i] = log_growth(*given["split_employment"][j, i : i + 2])
        elif one_definition(frame, i, i + 1):
            out[j, i] = paid[j, i + 1] - paid[j, i] - (wage[places[1]] - wage[places[0]])
    return out


def labour_step(given: Given, j: int, s: int, u: int) -> float:
    """Growth of an industry's labour between two years, from hours or persons and quality."""
    source = _labour_source(given.frame, j, s, u)
    if source is None:
        return float("nan")
    early, late = given[source][j, s], given[source][j, u]
    growth = float(log_growth(early, late).item())
    if early > 0 and late > 0 and _has_quality(given.frame, j, s, u):
        quality = given["industry_quality"][j]
        growth += float(np.log(quality[u] / quality[s]).item())
    return growth


def _labour_cell(frame: Frame, j: int, i: int) -> Node:
    places = _ends(frame, i)
    if isinstance(places, Missing):
        return places
    if _labour_source(frame, j, *places) is not None:
        return labour_step_cell(frame, j, *places)
    if _shares_section(frame, j, i):
        early, late = (Ref("split_employment", (j, b)) for b in (i, i + 1))
        return mark(log_growth_cell(early, late, negative=_negative(frame, j)), "proxy")
    known = all(frame.exists("price_level", WAGE, t) for t in places)
    if not known or not one_definition(frame, i, i + 1):
        return labour_step_cell(frame, j, *places)
    pay = _log_ratio("labour_income", (j,), i, i + 1)
    return mark(pay - _log_ratio("price_level", (WAGE,), *places), "proxy")


def labour_step_cell(frame: Frame, j: int, s: int, u: int) -> Node:
    """The cell of `labour_step`; where neither is known, the year that lacks persons employed."""
    source = _labour_source(frame, j, s, u)
    if source is None:
        lacking = next(t for t in (s, u) if not frame.exists("industry_employment", j, t))
        return Ref("industry_employment", (j, lacking))
    early, late = (Ref(source, (j, t)) for t in (s, u))
    growth: Node = ln(late / early)
    if _has_quality(frame, j, s, u):
        quality = _log_ratio("industry_quality", (j,), s, u)
        growth = mark(growth + quality, "quality_adjusted")
    return log_growth_cell(early, late, growth=growth, negative=_negative(frame, j))


def _negative(frame: Frame, j: int) -> Message:
    return message("cause.negative_labour", industry=frame.dataset.industries[j].label)


LABOUR = Quantity(
    key="labour_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln L_j",
    formula=(
        "Δln L_j = ln(H_{j,u}/H_{j,s}) + Δln q_j;  ln(E_{j,u}/E_{j,s}) + Δln q_j;  "
        "ln(E_{s(j),u}·v_{j,u} / (E_{s(j),s}·v_{j,s}));  Δln V_L − Δln w"
    ),
    source="klems",
    needs=(
        "industry_hours",
        "industry_employment",
        "split_employment",
        "industry_quality",
        "labour_income",
        "price_level",
    ),
    kernel=_labour_kernel,
    cell=_labour_cell,
)

QUANTITIES = (
    BROAD_PRINTED,
    BROAD_UNIT,
    BROAD_DEFLATOR,
    OUTPUT_PRICE,
    INPUT_PRICE,
    OUTPUT,
    INTERMEDIATE,
    LABOUR,
)
