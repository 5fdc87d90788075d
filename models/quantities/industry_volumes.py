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
from models.quantities.base import Given, Input, Quantity
from models.quantities.chains import chain_link, chained, is_level, linked_span
from models.quantities.leaves import annual_leaf, series_quantity, series_unit_quantity
from models.quantities.ratios import outside_span
from models.series import AnnualSeries, Basis

FloatArray = NDArray[np.float64]

WAGE = PRICES.index("wage")


def industry_series(frame: Frame, role: str, j: int) -> AnnualSeries | None:
    """The series of one industry in a role, None where there is none."""
    return frame.dataset.industry_series.get(role, {}).get(frame.dataset.industries[j].key)


def _leaf(key: str, role: str, unit: str, symbol: str) -> Input:
    def named(frame: Frame, j: int) -> Message:
        return message(f"role.industry_{role}", industry=frame.dataset.industries[j].label)

    return annual_leaf(
        key,
        ("industry", "year"),
        unit,
        symbol,
        series=lambda frame, j: industry_series(frame, role, j),
        named=named,
    )


EMPLOYMENT = _leaf("industry_employment", "employment", "as_printed", "E_{j,t}")
HOURS = _leaf("industry_hours", "hours", "as_printed", "H_{j,t}")
PRICE_PRINTED = _leaf("industry_price_printed", "price", "index", "p^{printed}_{j,t}")


def _basis(frame: Frame, j: int) -> Basis | None:
    found = industry_series(frame, "price", j)
    return None if found is None else found.basis


def _span(frame: Frame, j: int) -> tuple[int, int] | None:
    """Levels that join the first benchmark: growth accounts begin there."""
    anchor = frame.year_position(frame.benchmarks[0]) if frame.benchmarks else None
    if anchor is None or _basis(frame, j) is None:
        return None
    return linked_span(frame.present["industry_price_printed"][j], _basis(frame, j), anchor)


def _price_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "year")
    for j in range(out.shape[0]):
        printed = given["industry_price_printed"][j]
        chained(printed, _basis(frame, j), _span(frame, j), out[j])
    return out


def _price_cell(frame: Frame, j: int, t: int) -> Node:
    span = _span(frame, j)
    if span is not None and span[0] <= t <= span[1]:
        return chain_link(
            "industry_price", "industry_price_printed", (j,), _basis(frame, j), span[0], t
        )
    named = message("role.industry_price", industry=frame.dataset.industries[j].label)
    if industry_series(frame, "price", j) is None:
        return Missing(message("needs.series", series=named))
    if _basis(frame, j) is None:
        return Missing(message("needs.basis", series=named))
    return Missing(message("needs.series_year", series=named, year=_gap(frame, j, span, t)))


def _gap(frame: Frame, j: int, span: tuple[int, int] | None, t: int) -> int:
    """The year whose missing number cuts year t off from the first benchmark."""
    if span is None:
        return frame.benchmarks[0] if frame.benchmarks else frame.years[t]
    if t > span[1]:
        return frame.years[span[1] + 1]
    return frame.years[span[0] - 1 if is_level(_basis(frame, j)) else span[0]]


PRICE = Quantity(
    key="industry_price",
    axes=("industry", "year"),
    unit="index",
    symbol="C_{j,t}",
    formula="C_{j,t} = C_{j,t−1} · p_{j,t}/100",
    source="klems",
    needs=("industry_price_printed", "industry_price"),
    kernel=_price_kernel,
    cell=_price_cell,
)

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


def _broad_of(frame: Frame, j: int) -> int:
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
            out[j, i] = given["broad_deflator"][_broad_of(frame, j), i]
    return out


def _output_price_cell(frame: Frame, j: int, i: int) -> Node:
    places = _ends(frame, i)
    if isinstance(places, Missing):
        return Ref("broad_deflator", (_broad_of(frame, j), i))
    if _has_price(frame, j, i):
        return _log_ratio("industry_price", (j,), *places)
    if not frame.exists("broad_deflator", _broad_of(frame, j), i):
        # What is needed first is the industry's own price.
        lacking = next(t for t in places if not frame.exists("industry_price", j, t))
        return Ref("industry_price", (j, lacking))
    return mark(Ref("broad_deflator", (_broad_of(frame, j), i)), "proxy")


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


def _volume(key: str, value: str, price: str, symbol: str, formula: str) -> Quantity:
    def kernel(given: Given) -> FloatArray:
        known = np.where(given[value] > 0, given[value], np.nan)
        return np.asarray(np.diff(np.log(known), axis=1) - given[price])

    def cell(frame: Frame, j: int, i: int) -> Node:
        label = frame.dataset.industries[j].label
        years = f"{frame.benchmarks[i]}–{frame.benchmarks[i + 1]}"
        none = Missing(message("cause.no_output", industry=label, year=years))
        positive = [Ref(value, (j, b)) > Const(0.0) for b in (i, i + 1)]
        growth = _log_ratio(value, (j,), i, i + 1) - Ref(price, (j, i))
        return If(Fn("AND", tuple(positive)), growth, none)

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
)


def _labour_source(frame: Frame, j: int, i: int) -> str:
    """Where labour comes from: hours, else persons, else pay over the average wage."""
    places = ends(frame, i)
    if places is not None:
        for key in ("industry_hours", "industry_employment"):
            if all(frame.exists(key, j, t) for t in places):
                return key
    return "wage"


def _labour_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "interval")
    paid, wage = np.log(given["industry_compensation"]), np.log(given["price_level"][WAGE])
    for j, i in np.ndindex(out.shape):
        places = ends(frame, i)
        if places is None:
            continue
        source = _labour_source(frame, j, i)
        if source == "wage":
            pay = paid[j, i + 1] - paid[j, i]
            out[j, i] = pay - (wage[places[1]] - wage[places[0]])
        else:
            out[j, i] = np.log(given[source][j, places[1]] / given[source][j, places[0]])
    return out


def _labour_cell(frame: Frame, j: int, i: int) -> Node:
    places = _ends(frame, i)
    if isinstance(places, Missing):
        return places
    source = _labour_source(frame, j, i)
    if source != "wage":
        return _log_ratio(source, (j,), *places)
    if not all(frame.exists("price_level", WAGE, t) for t in places):
        lacking = next(t for t in places if not frame.exists("industry_employment", j, t))
        return Ref("industry_employment", (j, lacking))
    pay = _log_ratio("industry_compensation", (j,), i, i + 1)
    return mark(pay - _log_ratio("price_level", (WAGE,), *places), "proxy")


LABOUR = Quantity(
    key="labour_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln L_j",
    formula="Δln L_j = ln(E_{j,u} / E_{j,s})",
    source="klems",
    needs=("industry_hours", "industry_employment", "industry_compensation", "price_level"),
    kernel=_labour_kernel,
    cell=_labour_cell,
)

QUANTITIES = (
    EMPLOYMENT,
    HOURS,
    PRICE_PRINTED,
    PRICE,
    BROAD_PRINTED,
    BROAD_UNIT,
    BROAD_DEFLATOR,
    OUTPUT_PRICE,
    INPUT_PRICE,
    OUTPUT,
    INTERMEDIATE,
    LABOUR,
)
