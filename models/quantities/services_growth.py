"""Growth of capital services: Δln K = Σ w̄_a Δln K_a over assets (method, section 7).

Weights are the assets' shares in what they earn together, mean of the two years (Törnqvist;
OECD, Measuring Productivity, 2001, chapter 5).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Fn, If, Node, Ref, mark, plus
from models.frame import Frame
from models.quantities.base import Given, Quantity
from models.quantities.industry_volumes import ends
from models.quantities.ratios import outside_span
from models.quantities.volume_growth import log_growth, log_growth_cell

FloatArray = NDArray[np.float64]


def _paid(key: str, symbol: str, nonict: bool) -> Quantity:
    """What several kinds of capital earn together in an industry, (industry, year)."""

    def cell(frame: Frame, j: int, t: int) -> Node:
        # Kinds of capital are few and fixed; industries are never enumerated in a formula.
        return plus([Ref("capital_compensation", (a, j, t)) for a in members(frame, nonict)])

    return Quantity(
        key=key,
        axes=("industry", "year"),
        unit="money",
        symbol=symbol,
        formula=f"{symbol} = Σ_a c_{{a,j,t}} · K^s_{{a,j,t}}",
        source="user_cost",
        needs=("capital_compensation",),
        kernel=lambda given: np.asarray(
            given["capital_compensation"][list(members(given.frame, nonict))].sum(axis=0)
        ),
        draws=True,
        cell=cell,
    )


def members(frame: Frame, nonict: bool) -> range:
    """Positions of the ICT assets on the capital axis, or of all capital."""
    return range(len(frame.assets) + (1 if nonict else 0))


ICT_PAID = _paid("ict_compensation", "V_ICT", nonict=False)
ALL_PAID = _paid("industry_capital_compensation", "V_K", nonict=True)


def index_growth(given: Given, total: str, kinds: Sequence[int], s: int, u: int) -> FloatArray:
    """Growth of the services of several kinds of capital from year s to u, (industry, draw)."""
    volume, paid = given["capital_services"], given["capital_compensation"]
    every, chosen = given[total], list(kinds)
    early, late = every[:, s], every[:, u]
    weight = (paid[chosen, :, s] / early + paid[chosen, :, u] / late) / 2.0
    growth = (weight * log_growth(volume[chosen, :, s], volume[chosen, :, u])).sum(axis=0)
    known = ~np.isnan(early + late)
    return np.where((early > 0) & (late > 0), growth, np.where(known, 0.0, np.nan))


def index_growth_cell(total: str, kinds: Sequence[int], j: int, s: int, u: int) -> Node:
    """The cell of `index_growth`."""
    early, late = Ref(total, (j, s)), Ref(total, (j, u))
    parts: list[Node] = []
    for a in kinds:
        shares = Ref("capital_compensation", (a, j, s)) / early
        shares = shares + Ref("capital_compensation", (a, j, u)) / late
        services = [Ref("capital_services", (a, j, t)) for t in (s, u)]
        parts.append(shares / 2.0 * log_growth_cell(*services))
    used = Fn("AND", (early > Const(0.0), late > Const(0.0)))
    return If(used, plus(parts), mark(Const(0.0), "zero_quantity"))


def _between_tables(key: str, total: str, symbol: str, formula: str, nonict: bool) -> Quantity:
    def kernel(given: Given) -> FloatArray:
        out = given.empty("industry", "interval")
        for i in range(out.shape[1]):
            places = ends(given.frame, i)
            if places is not None:
                kinds = members(given.frame, nonict)
                out[:, i] = index_growth(given, total, kinds, *places)
        return out

    def cell(frame: Frame, j: int, i: int) -> Node:
        places = ends(frame, i)
        if places is None:
            return outside_span(frame.benchmarks[i])
        return index_growth_cell(total, members(frame, nonict), j, *places)

    return Quantity(
        key=key,
        axes=("industry", "interval"),
        unit="log_points",
        symbol=symbol,
        formula=formula,
        source="klems",
        needs=("capital_compensation", total, "capital_services"),
        kernel=kernel,
        draws=True,
        cell=cell,
    )


ICT_SERVICES = _between_tables(
    "ict_services_growth",
    "ict_compensation",
    "Δln K_ICT",
    "Δln K_ICT = Σ_a w̄_a·Δln K^s_a,  w_a = c_a·K^s_a / V_ICT",
    nonict=False,
)
CAPITAL_SERVICES = _between_tables(
    "capital_services_growth",
    "industry_capital_compensation",
    "Δln K",
    "Δln K = Σ_a w̄_a·Δln K^s_a,  w_a = c_a·K^s_a / V_K",
    nonict=True,
)

QUANTITIES = (ICT_PAID, ALL_PAID, ICT_SERVICES, CAPITAL_SERVICES)
