"""Scale of the digital economy: digital industrialisation + industry digitalisation.

(Appendix, step 5; method, section 8.) Three rules for industry digitalisation, never
mixed: the stock at current prices, the compensation of ICT capital, and the accumulated
contribution. Table figures are scaled to the vintage of the GDP series before a ratio.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import (
    Const,
    If,
    Missing,
    Node,
    Ref,
    mark,
)
from models.frame import Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.digitalisation import STOCK
from models.quantities.vintage import GDP

FloatArray = NDArray[np.float64]

DIGITAL_ECONOMY = Quantity(
    key="digital_economy",
    axes=("rule", "year"),
    unit="money",
    symbol="D_t",
    formula="D_t = DI'_t + ID_t",
    source="scale",
    needs=("digital_industrialisation_scaled", "industry_digitalisation"),
    kernel=lambda given: (
        given["digital_industrialisation_scaled"] + given["industry_digitalisation"]
    ),
    draws=True,
    cell=lambda _, rule, t: (
        Ref("digital_industrialisation_scaled", (t,)) + Ref("industry_digitalisation", (rule, t))
    ),
)


def _gdp_share_cell(_: Frame, rule: int, t: int) -> Node:
    share = Ref("digital_economy", (rule, t)) / Ref("indicator", (GDP, t))
    # A stock is no part of value added: its ratio is only "equivalent to per cent of GDP".
    return mark(share, "arithmetical") if rule == STOCK else share


GDP_SHARE = Quantity(
    key="gdp_share",
    axes=("rule", "year"),
    unit="share",
    symbol="D_t / GDP_t",
    formula="D_t / GDP_t",
    source="scale",
    needs=("digital_economy", "indicator"),
    kernel=lambda given: given["digital_economy"] / given["indicator"][GDP],
    draws=True,
    cell=_gdp_share_cell,
)

STRUCTURE = Quantity(
    key="digitalisation_share",
    axes=("rule", "year"),
    unit="share",
    symbol="ID_t / D_t",
    formula="ID_t / D_t",
    source="scale",
    needs=("industry_digitalisation", "digital_economy"),
    kernel=lambda given: given["industry_digitalisation"] / given["digital_economy"],
    draws=True,
    cell=lambda _, rule, t: (
        Ref("industry_digitalisation", (rule, t)) / Ref("digital_economy", (rule, t))
    ),
)


def _growth_kernel(given: Given) -> FloatArray:
    out = np.full_like(given["digital_economy"], np.nan)
    out[:, 1:] = given["digital_economy"][:, 1:] / given["digital_economy"][:, :-1] - 1.0
    return out


def _growth_cell(_: Frame, rule: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    return Ref("digital_economy", (rule, t)) / Ref("digital_economy", (rule, t - 1)) - 1.0


NOMINAL_GROWTH = Quantity(
    key="nominal_growth",
    axes=("rule", "year"),
    unit="rate",
    symbol="ΔD/D",
    formula="D_t / D_{t−1} − 1",
    source="scale",
    needs=("digital_economy",),
    kernel=_growth_kernel,
    draws=True,
    cell=_growth_cell,
)


def _real_kernel(given: Given) -> FloatArray:
    out = given.empty("rule", "year")
    price = given["gdp_deflator"]
    if out.shape[1]:
        out[:, 1:] = (1.0 + given["nominal_growth"][:, 1:]) / (price[1:] / price[:-1]) - 1.0
    return out


def _real_cell(_: Frame, rule: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    inflation = Ref("gdp_deflator", (t,)) / Ref("gdp_deflator", (t - 1,))
    return (Const(1.0) + Ref("nominal_growth", (rule, t))) / inflation - 1.0


REAL_GROWTH = Quantity(
    key="real_growth",
    axes=("rule", "year"),
    unit="rate",
    symbol="Δd/d",
    formula="(1 + ΔD/D) / (P^{GDP}_t / P^{GDP}_{t−1}) − 1",
    source="scale",
    needs=("nominal_growth", "gdp_deflator"),
    kernel=_real_kernel,
    draws=True,
    cell=_real_cell,
)


def _contribution_kernel(given: Given) -> FloatArray:
    out = np.full_like(given["digital_economy"], np.nan)
    gdp = np.diff(given["indicator"][GDP], axis=0)
    change = np.diff(given["digital_economy"], axis=1)
    if out.shape[1]:
        out[:, 1:] = np.where(gdp > 0, change / np.where(gdp > 0, gdp, 1.0), np.nan)
    return out


def _contribution_cell(frame: Frame, rule: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    gdp = Ref("indicator", (GDP, t)) - Ref("indicator", (GDP, t - 1))
    change = Ref("digital_economy", (rule, t)) - Ref("digital_economy", (rule, t - 1))
    shrinking = Missing(message("cause.gdp_not_growing", year=frame.years[t]))
    share = If(gdp > Const(0.0), change / gdp, shrinking)
    return mark(share, "arithmetical") if rule == STOCK else share


GROWTH_CONTRIBUTION = Quantity(
    key="growth_contribution",
    axes=("rule", "year"),
    unit="share",
    symbol="ΔD/ΔGDP",
    formula="(D_t − D_{t−1}) / (GDP_t − GDP_{t−1})",
    source="scale",
    needs=("digital_economy", "indicator"),
    kernel=_contribution_kernel,
    draws=True,
    cell=_contribution_cell,
)


QUANTITIES = (
    DIGITAL_ECONOMY,
    GDP_SHARE,
    STRUCTURE,
    NOMINAL_GROWTH,
    REAL_GROWTH,
    GROWTH_CONTRIBUTION,
)
