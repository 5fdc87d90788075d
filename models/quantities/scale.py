"""Scale of the digital economy: digital industrialisation + industry digitalisation.

(Appendix, step 5; method, section 8.) Three rules for industry digitalisation, never
mixed: the stock at current prices, the compensation of ICT capital, and the accumulated
contribution. Table figures are scaled to the vintage of the GDP series before a ratio.

Like is added to like: value added and digitalisation both at current prices
(`digital_economy`) or both at base-year prices (`digital_economy_real`: value added, the
compensation and the contribution by the GDP deflator, the stock by the prices of its assets).
There is no quantity that adds the one to the other.
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


def _growth(key: str, of: str, symbol: str, formula: str) -> Quantity:
    """Growth on the year before of a scale (rule, year)."""

    def kernel(given: Given) -> FloatArray:
        out = np.full_like(given[of], np.nan)
        out[:, 1:] = given[of][:, 1:] / given[of][:, :-1] - 1.0
        return out

    def cell(_: Frame, rule: int, t: int) -> Node:
        if t == 0:
            return Missing(message("cause.first_year"))
        return Ref(of, (rule, t)) / Ref(of, (rule, t - 1)) - 1.0

    return Quantity(
        key=key,
        axes=("rule", "year"),
        unit="rate",
        symbol=symbol,
        formula=formula,
        source="scale",
        needs=(of,),
        kernel=kernel,
        draws=True,
        cell=cell,
    )


NOMINAL_GROWTH = _growth("nominal_growth", "digital_economy", "ΔD/D", "D_t / D_{t−1} − 1")


REAL_DIGITAL_ECONOMY = Quantity(
    key="digital_economy_real",
    axes=("rule", "year"),
    unit="money_base",
    symbol="d_t",
    formula="d_t = DI'_t / P^{GDP}_t + id_t",
    source="scale",
    needs=("digital_industrialisation_scaled", "gdp_deflator", "industry_digitalisation_real"),
    kernel=lambda given: (
        given["digital_industrialisation_scaled"] / given["gdp_deflator"]
        + given["industry_digitalisation_real"]
    ),
    draws=True,
    cell=lambda _, rule, t: (
        Ref("digital_industrialisation_scaled", (t,)) / Ref("gdp_deflator", (t,))
        + Ref("industry_digitalisation_real", (rule, t))
    ),
)


REAL_GROWTH = _growth("real_growth", "digital_economy_real", "Δd/d", "d_t / d_{t−1} − 1")


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
    REAL_DIGITAL_ECONOMY,
    REAL_GROWTH,
    GROWTH_CONTRIBUTION,
)
