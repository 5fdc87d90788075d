"""The digital economy of each city, by the province's parameters and three rules.

Digital industrialisation is where the digital industries produce: it goes to cities by their
output where every city has it, else by gross domestic product, marked. Industry digitalisation
follows the city's own ICT capital: rule 1 its stock, rule 2 its services at the province's
compensation, rule 3 its own accumulated contribution, scaled to the province (*ours*: the
appendix says nothing of it; rules 1 and 2 add up to the province by themselves).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.cities import CITY_INDICATORS
from models.concordance import GROUPS
from models.expression import Missing, Node, Param, Ref, Run, mark, plus, total
from models.frame import Frame
from models.messages import message
from models.quantities.accumulated import (
    contribution_rate,
    contribution_rate_tree,
    is_base_given,
    start_of,
    weighted_growth,
    weighted_growth_tree,
)
from models.quantities.base import Given, Quantity
from models.quantities.city_shares import GDP as CITY_GDP
from models.quantities.digitalisation import ACCUMULATED, COMPENSATION, STOCK
from models.quantities.services import stock_ends
from models.quantities.vintage import GDP

FloatArray = NDArray[np.float64]

AXES = ("rule", "city", "year")
"""Axes of the scale and of what is formed from it."""


def carrier_of(frame: Frame, g: int) -> int:
    """Position of the series X by which a group's value added goes to cities.

    Output of the group where every city has it in all years in which every city has its GDP:
    one series for all years, so that no break comes from changing it.
    """
    own = CITY_INDICATORS.index(GROUPS[g])
    complete = frame.existing_years("city_factor", CITY_GDP)
    reaches = complete and all(frame.exists("city_factor", own, t) for t in complete)
    only = not complete and frame.existing_years("city_factor", own)
    return own if reaches or only else CITY_GDP


def _value_added_kernel(given: Given) -> FloatArray:
    places = [carrier_of(given.frame, g) for g in range(len(GROUPS))]
    return np.asarray(given["digital_value_added_scaled"][:, None] * given["city_share"][places])


def _value_added_cell(frame: Frame, g: int, c: int, t: int) -> Node:
    k = carrier_of(frame, g)
    value = Ref("digital_value_added_scaled", (g, t)) * Ref("city_share", (k, c, t))
    return mark(value, "proxy") if k == CITY_GDP else value


VALUE_ADDED = Quantity(
    key="city_value_added",
    axes=("group", "city", "year"),
    unit="money",
    symbol="VA_{g,c,t}",
    formula="VA_{g,c,t} = VA'_{g,t} · s_{k(g),c,t}",
    source="ours",
    needs=("digital_value_added_scaled", "city_share"),
    kernel=_value_added_kernel,
    draws=True,
    cell=_value_added_cell,
)

INDUSTRIALISATION = Quantity(
    key="city_digital_industrialisation",
    axes=("city", "year"),
    unit="money",
    symbol="DI_{c,t}",
    formula="DI_{c,t} = Σ_g VA_{g,c,t}",
    source="ours",
    needs=("city_value_added",),
    kernel=lambda given: np.asarray(given["city_value_added"].sum(axis=0)),
    draws=True,
    cell=lambda _, c, t: plus(Ref("city_value_added", (g, c, t)) for g in range(len(GROUPS))),
)


def _services_kernel(given: Given) -> FloatArray:
    out = given.empty("asset", "city", "year")
    own, whole = given["city_accounts_stock"], given["accounts_stock"]
    for t in range(out.shape[2]):
        ends = stock_ends(given.frame, t)
        if ends is not None:
            served = sum(own[:, :, end] for end in ends)
            out[:, :, t] = served / sum(whole[:, None, end] for end in ends)
    return out


def _services_cell(frame: Frame, a: int, c: int, t: int) -> Node:
    ends = stock_ends(frame, t)
    if ends is None:
        return Missing(message("cause.first_year"))
    own = plus(Ref("city_accounts_stock", (a, c, end)) for end in ends)
    return own / plus(Ref("accounts_stock", (a, end)) for end in ends)


SERVICES_SHARE = Quantity(
    key="city_services_share",
    axes=("asset", "city", "year"),
    unit="share",
    symbol="K^s_{i,c,t}/K^s_{i,t}",
    formula="Σ_s K*_{i,c,s} / Σ_s K*_{i,s},  s ∈ {t−1, t}",
    source="user_cost",
    needs=("city_accounts_stock", "accounts_stock"),
    kernel=_services_kernel,
    draws=True,
    cell=_services_cell,
)


def _compensation_cell(frame: Frame, c: int, t: int) -> Node:
    return plus(
        Ref("traditional_compensation", (a, t)) * Ref("city_services_share", (a, c, t))
        for a in range(len(frame.assets))
    )


COMPENSATED = Quantity(
    key="city_compensation",
    axes=("city", "year"),
    unit="money",
    symbol="c·K^s_{c,t}",
    formula="Σ_i c·K^s_{i,t} · K^s_{i,c,t}/K^s_{i,t}",
    source="scale",
    needs=("traditional_compensation", "city_services_share"),
    kernel=lambda given: np.asarray(
        (given["traditional_compensation"][:, None] * given["city_services_share"]).sum(axis=0)
    ),
    draws=True,
    cell=_compensation_cell,
)


SERVICES_GROWTH = Quantity(
    key="city_services_growth",
    axes=("city", "year"),
    unit="log_points",
    symbol="Δln K^s_{ICT,c}",
    formula="Δln K^s_{ICT,c} = Σ_a w̄_a · Δln K^s_{a,c}",
    source="scale",
    needs=("traditional_compensation", "traditional_services", "city_services_share"),
    kernel=lambda given: weighted_growth(
        given, given["traditional_services"][:, None] * given["city_services_share"]
    ),
    draws=True,
    cell=lambda frame, c, t: weighted_growth_tree(
        frame,
        t,
        lambda a, s: Ref("traditional_services", (a, s)) * Ref("city_services_share", (a, c, s)),
    ),
)


def _accumulated_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("city", "year")
    start = start_of(frame)
    if start is None:
        return out
    price, gdp = given["gdp_deflator"], given["indicator"][GDP]
    paid = given["city_compensation"][:, start]
    if is_base_given(frame):
        whole = given["traditional_compensation"][:, start].sum(axis=0)
        paid = given.parameter("accumulated_base") * paid / whole
    out[:, start] = paid / price[start]
    real = given["traditional_gross_ratio"] * gdp / price * given["city_share"][CITY_GDP]
    for t in range(start + 1, out.shape[1]):
        rate = contribution_rate(given, t, given["city_services_growth"][:, t])
        out[:, t] = out[:, t - 1] + real[:, t - 1] * rate
    return out


def _accumulated_cell(frame: Frame, c: int, t: int) -> Node:
    start = start_of(frame)
    if start is None or t < start:
        return Ref("accumulated_scale", (t,))  # what the province lacks its cities lack
    price = Ref("gdp_deflator", (t,))
    if t == start:
        paid: Node = Ref("city_compensation", (c, t))
        if is_base_given(frame):
            whole = Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1)
            paid = Param("accumulated_base") * paid / total(whole)
        return paid / price
    rate = contribution_rate_tree(frame, t, Ref("city_services_growth", (c, t)))
    if isinstance(rate, Missing):
        return rate
    real = Ref("traditional_gross_ratio", (t - 1,)) * Ref("indicator", (GDP, t - 1))
    own = real / Ref("gdp_deflator", (t - 1,)) * Ref("city_share", (CITY_GDP, c, t - 1))
    return Ref("city_accumulated", (c, t - 1)) + own * rate


ACCUMULATED_SCALE = Quantity(
    key="city_accumulated",
    axes=("city", "year"),
    unit="money_base",
    symbol="s_{c,t}",
    formula="s_{c,t} = s_{c,t−1} + y_{c,t−1}·[v̄_ICT·Δln K^s_{ICT,c} + θ·Δln A^v]",
    source="scale",
    needs=(
        "accumulated_scale",
        "city_compensation",
        "traditional_compensation",
        "gdp_deflator",
        "traditional_gross_ratio",
        "indicator",
        "city_share",
        "ict_income_share",
        "city_services_growth",
        "domar_tfp",
        "city_accumulated",
    ),
    kernel=_accumulated_kernel,
    draws=True,
    cell=_accumulated_cell,
)

ACCUMULATED_FACTOR = Quantity(
    key="city_accumulated_factor",
    axes=("year",),
    unit="ratio",
    symbol="φ^s_t",
    formula="φ^s_t = s_t / Σ_c s_{c,t}",
    source="ours",
    needs=("accumulated_scale", "city_accumulated"),
    kernel=lambda given: given["accumulated_scale"] / given["city_accumulated"].sum(axis=0),
    draws=True,
    cell=lambda frame, t: (
        Ref("accumulated_scale", (t,))
        / total(Run("city_accumulated", (0, t), 0, 0, frame.size("city") - 1))
    ),
    sums_over="city",
)


def _stock_used_elsewhere(given: Given) -> FloatArray:
    """Rule 1: current stock of each city, less the digital industries' part in the province."""
    ratio = given["traditional_stock"] / given["stock"]
    return np.asarray((given["city_stock_current"] * ratio[:, None]).sum(axis=0))


def _digitalisation_kernel(given: Given) -> FloatArray:
    out = given.empty(*AXES)
    out[STOCK] = _stock_used_elsewhere(given)
    out[COMPENSATION] = given["city_compensation"]
    known = ~np.isnan(given["city_accumulated_factor"])
    factor = np.where(known, given["city_accumulated_factor"], 1.0)
    out[ACCUMULATED] = factor * given["city_accumulated"] * given["gdp_deflator"]
    return out


def _digitalisation_cell(frame: Frame, rule: int, c: int, t: int) -> Node:
    if rule == STOCK:
        return plus(
            Ref("city_stock_current", (a, c, t))
            * (Ref("traditional_stock", (a, t)) / Ref("stock", (a, t)))
            for a in range(len(frame.assets))
        )
    if rule == COMPENSATION:
        return Ref("city_compensation", (c, t))
    value = Ref("city_accumulated", (c, t)) * Ref("gdp_deflator", (t,))
    if frame.exists("city_accumulated_factor", t):
        return Ref("city_accumulated_factor", (t,)) * value
    return mark(value, "city_unscaled")


DIGITALISATION = Quantity(
    key="city_digitalisation",
    axes=AXES,
    unit="money",
    symbol="ID_{c,t}",
    formula="Σ_i P·K_{i,c}·K^{−d}_i/K_i;  Σ_i c·K^s_{i,c};  φ^s_t·s_{c,t}·P^{GDP}_t",
    source="scale",
    needs=(
        "city_stock_current",
        "traditional_stock",
        "stock",
        "city_compensation",
        "city_accumulated",
        "city_accumulated_factor",
        "gdp_deflator",
    ),
    kernel=_digitalisation_kernel,
    draws=True,
    cell=_digitalisation_cell,
)

DIGITAL_ECONOMY = Quantity(
    key="city_digital_economy",
    axes=AXES,
    unit="money",
    symbol="D_{c,t}",
    formula="D_{c,t} = DI_{c,t} + ID_{c,t}",
    source="scale",
    needs=("city_digital_industrialisation", "city_digitalisation"),
    kernel=lambda given: given["city_digital_industrialisation"] + given["city_digitalisation"],
    draws=True,
    cell=lambda _, rule, c, t: (
        Ref("city_digital_industrialisation", (c, t)) + Ref("city_digitalisation", (rule, c, t))
    ),
)


def _gdp_share_kernel(given: Given) -> FloatArray:
    product = given["indicator"][GDP] * given["city_share"][CITY_GDP]
    return np.asarray(given["city_digital_economy"] / product)


def _gdp_share_cell(_: Frame, rule: int, c: int, t: int) -> Node:
    product = Ref("indicator", (GDP, t)) * Ref("city_share", (CITY_GDP, c, t))
    share = Ref("city_digital_economy", (rule, c, t)) / product
    return mark(share, "arithmetical") if rule == STOCK else share


GDP_SHARE = Quantity(
    key="city_gdp_share",
    axes=AXES,
    unit="share",
    symbol="D_{c,t}/GDP_{c,t}",
    formula="D_{c,t} / (GDP_t · s_{c,t})",
    source="scale",
    needs=("city_digital_economy", "indicator", "city_share"),
    kernel=_gdp_share_kernel,
    draws=True,
    cell=_gdp_share_cell,
)


def _nominal_kernel(given: Given) -> FloatArray:
    out = np.full_like(given["city_digital_economy"], np.nan)
    scale = given["city_digital_economy"]
    out[:, :, 1:] = scale[:, :, 1:] / scale[:, :, :-1] - 1.0
    return out


def _nominal_cell(_: Frame, rule: int, c: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    now, before = (Ref("city_digital_economy", (rule, c, s)) for s in (t, t - 1))
    return now / before - 1.0


GROWTH = Quantity(
    key="city_growth",
    axes=AXES,
    unit="rate",
    symbol="ΔD_c/D_c",
    formula="D_{c,t} / D_{c,t−1} − 1",
    source="scale",
    needs=("city_digital_economy",),
    kernel=_nominal_kernel,
    draws=True,
    cell=_nominal_cell,
)

QUANTITIES = (
    VALUE_ADDED,
    INDUSTRIALISATION,
    SERVICES_SHARE,
    COMPENSATED,
    SERVICES_GROWTH,
    ACCUMULATED_SCALE,
    ACCUMULATED_FACTOR,
    DIGITALISATION,
    DIGITAL_ECONOMY,
    GDP_SHARE,
    GROWTH,
)
