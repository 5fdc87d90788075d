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
    Param,
    Ref,
    Run,
    ln,
    mark,
    node,
    sum_of_products,
    total,
)
from models.frame import INDICATORS, PRICES, Frame
from models.investment import interpolate_ratio, weighted_total
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.ratios import linear_between

FloatArray = NDArray[np.float64]

GDP, VOLUME = INDICATORS.index("gdp"), PRICES.index("gdp_volume")
STOCK, COMPENSATION, ACCUMULATED = range(3)


def _no_table(frame: Frame) -> Missing:
    return Missing(message("needs.table", region=frame.dataset.region))


def _annual(key: str, benchmark: str, symbol: str, formula: str) -> Quantity:
    """A benchmark figure (benchmark,) carried linearly to every year."""

    def cell(frame: Frame, t: int) -> Node:
        return linear_between(frame, benchmark, (), t) if frame.benchmarks else _no_table(frame)

    return Quantity(
        key=key,
        axes=("year",),
        unit="ratio",
        symbol=symbol,
        formula=formula,
        source="scale",
        needs=(benchmark,),
        kernel=lambda given: interpolate_ratio(
            given[benchmark], given.frame.benchmarks, given.frame.years, "linear"
        ),
        cell=cell,
    )


def _table_total_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("benchmark")
    for b in range(out.size):
        size = len(frame.labels("sector", b))
        out[b] = given["table_value_added"][b, :size].sum() / given["table_unit"][b]
    return out


def _table_total_cell(frame: Frame, b: int) -> Node:
    last = len(frame.labels("sector", b)) - 1
    return total(Run("table_value_added", (b, 0), 1, 0, last)) / Ref("table_unit", (b,))


TABLE_TOTAL = Quantity(
    key="table_gdp",
    axes=("benchmark",),
    unit="money",
    symbol="ΣTVA_b",
    formula="ΣTVA_b = Σ_p TVA_{p,b} ÷ u_b",
    source="scale",
    needs=("table_value_added", "table_unit"),
    kernel=_table_total_kernel,
    cell=_table_total_cell,
)


def _vintage_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("benchmark")
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        if t is not None:
            out[b] = given["indicator"][GDP, t] / given["table_gdp"][b]
    return out


def _vintage_cell(frame: Frame, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return Missing(message("needs.year_in_span", year=frame.benchmarks[b]))
    return Ref("indicator", (GDP, t)) / Ref("table_gdp", (b,))


VINTAGE_BENCHMARK = Quantity(
    key="vintage_benchmark",
    axes=("benchmark",),
    unit="ratio",
    symbol="φ_b",
    formula="φ_b = GDP_b / ΣTVA_b",
    source="scale",
    needs=("indicator", "table_gdp"),
    kernel=_vintage_kernel,
    cell=_vintage_cell,
)
VINTAGE = _annual(
    "vintage_factor", "vintage_benchmark", "φ_t", "φ_t = [(u−t)·φ_s + (t−s)·φ_u] / (u−s)"
)


def _is_published(frame: Frame, g: int, t: int) -> bool:
    """Whether a year's value added is a published figure, in the vintage of GDP already."""
    published = frame.exists("value_added_printed", g, t) and frame.exists("value_added_unit", g)
    return published and frame.years[t] not in frame.benchmarks


def _scaled_kernel(given: Given) -> FloatArray:
    frame = given.frame
    factor = np.tile(given["vintage_factor"], (frame.size("group"), 1))
    for g, t in np.ndindex(factor.shape):
        if _is_published(frame, g, t):
            factor[g, t] = 1.0
    return np.asarray((given["digital_value_added"] * factor).sum(axis=0))


def _scaled_cell(frame: Frame, t: int) -> Node:
    parts: list[Node] = []
    for g in range(frame.size("group")):
        value: Node = Ref("digital_value_added", (g, t))
        published = _is_published(frame, g, t)
        parts.append(value if published else value * Ref("vintage_factor", (t,)))
    return parts[0] + parts[1]


SCALED = Quantity(
    key="digital_industrialisation_scaled",
    axes=("year",),
    unit="money",
    symbol="DI'_t",
    formula="DI'_t = φ_t · DI_t",
    source="scale",
    needs=("digital_value_added", "vintage_factor"),
    kernel=_scaled_kernel,
    cell=_scaled_cell,
)


# ------------------------------------------------------------------ industry digitalisation


def _ict_compensation_cell(frame: Frame, j: int, t: int) -> Node:
    parts: list[Node] = [Ref("capital_compensation", (a, j, t)) for a in range(len(frame.assets))]
    return sum(parts[1:], parts[0])


ICT_COMPENSATION = Quantity(
    key="ict_compensation",
    axes=("industry", "year"),
    unit="money",
    symbol="Σ_a c·K^s",
    formula="Σ_{a∈ICT} c_{a,j,t} · K^s_{a,j,t}",
    source="scale",
    needs=("capital_compensation",),
    kernel=lambda given: np.asarray(
        given["capital_compensation"][: len(given.frame.assets)].sum(axis=0)
    ),
    cell=_ict_compensation_cell,
)


def _traditional(frame: Frame, key: str, outer: tuple[int, ...], inner: tuple[int, ...]) -> Node:
    """Sum over industries of (1 - d_j) x a quantity with industries at axis len(outer)."""
    last = frame.size("industry") - 1
    weights = Run("traditional_weight", (0,), 0, 0, last)
    return sum_of_products(weights, Run(key, (*outer, 0, *inner), len(outer), 0, last))


def _weighted_industries(given: Given, key: str, axis: int) -> FloatArray:
    values = np.moveaxis(given[key], axis, -1)
    return weighted_total(values, given["traditional_weight"])


def _by_asset(key: str, source: str, symbol: str, unit: str) -> Quantity:
    return Quantity(
        key=key,
        axes=("asset", "year"),
        unit=unit,
        symbol=symbol,
        formula=f"Σ_j (1−d_j) · {symbol}",
        source="scale",
        needs=("traditional_weight", source),
        kernel=lambda given: _weighted_industries(given, source, 1)[: len(given.frame.assets)],
        cell=lambda frame, a, t: _traditional(frame, source, (a,), (t,)),
        sums_over="industry",
    )


TRADITIONAL_SERVICES = _by_asset(
    "traditional_services", "capital_services", "K^s_{a,j,t}", "money_base"
)
TRADITIONAL_COMPENSATION = _by_asset(
    "traditional_compensation", "capital_compensation", "c·K^s_{a,j,t}", "money"
)


def _ratio_benchmark(key: str, source: str, symbol: str) -> Quantity:
    def cell(frame: Frame, b: int) -> Node:
        return _traditional(frame, source, (), (b,)) / Ref("table_gdp", (b,))

    return Quantity(
        key=key,
        axes=("benchmark",),
        unit="ratio",
        symbol=symbol,
        formula=f"{symbol} = Σ_j (1−d_j)·V_j / ΣTVA_b",
        source="scale",
        needs=("traditional_weight", source, "table_gdp"),
        kernel=lambda given: _weighted_industries(given, source, 0) / given["table_gdp"],
        cell=cell,
        sums_over="industry",
    )


NET_RATIO_BENCHMARK = _ratio_benchmark(
    "traditional_net_benchmark", "factor_cost_value_added", "η_b"
)
GROSS_RATIO_BENCHMARK = _ratio_benchmark(
    "traditional_gross_benchmark", "industry_value_added", "ζ_b"
)
NET_RATIO = _annual(
    "traditional_net_ratio",
    "traditional_net_benchmark",
    "η_t",
    "η_t = [(u−t)·η_s + (t−s)·η_u] / (u−s)",
)
GROSS_RATIO = _annual(
    "traditional_gross_ratio",
    "traditional_gross_benchmark",
    "ζ_t",
    "ζ_t = [(u−t)·ζ_s + (t−s)·ζ_u] / (u−s)",
)


def _deflator_kernel(given: Given) -> FloatArray:
    base = given.frame.year_position(given.frame.parameters.base_year)
    gdp = given["indicator"][GDP]
    if base is None:
        return np.full_like(gdp, np.nan)
    return np.asarray(gdp / (gdp[base] * given["price_level"][VOLUME]))


def _deflator_cell(frame: Frame, t: int) -> Node:
    base = frame.year_position(frame.parameters.base_year)
    if base is None:
        return Missing(message("needs.year_in_span", year=frame.parameters.base_year))
    real = Ref("indicator", (GDP, base)) * Ref("price_level", (VOLUME, t))
    return Ref("indicator", (GDP, t)) / real


DEFLATOR = Quantity(
    key="gdp_deflator",
    axes=("year",),
    unit="index_one",
    symbol="P^{GDP}_t",
    formula="P^{GDP}_t = GDP_t / (GDP_base · Q_t)",
    source="scale",
    needs=("indicator", "price_level"),
    kernel=_deflator_kernel,
    cell=_deflator_cell,
)


def _services_growth_kernel(given: Given) -> FloatArray:
    out = given.empty("year")
    paid, volume = given["traditional_compensation"], given["traditional_services"]
    weight = paid / paid.sum(axis=0)
    if out.size > 1:
        means = (weight[:, 1:] + weight[:, :-1]) / 2.0
        out[1:] = (means * np.log(volume[:, 1:] / volume[:, :-1])).sum(axis=0)
    return out


def _services_growth_cell(frame: Frame, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    parts: list[Node] = []
    every = len(frame.assets) - 1
    for a in range(len(frame.assets)):
        weights = [
            Ref("traditional_compensation", (a, s))
            / total(Run("traditional_compensation", (0, s), 0, 0, every))
            for s in (t - 1, t)
        ]
        growth = ln(Ref("traditional_services", (a, t)) / Ref("traditional_services", (a, t - 1)))
        parts.append((weights[0] + weights[1]) / 2.0 * growth)
    return sum(parts[1:], parts[0])


SERVICES_GROWTH = Quantity(
    key="traditional_services_growth",
    axes=("year",),
    unit="log_points",
    symbol="Δln K^s_ICT",
    formula="Δln K^s_ICT = Σ_a w̄_a · Δln K^s_a",
    source="scale",
    needs=("traditional_compensation", "traditional_services"),
    kernel=_services_growth_kernel,
    cell=_services_growth_cell,
)


def _income_share_kernel(given: Given) -> FloatArray:
    paid = given["traditional_compensation"].sum(axis=0)
    return np.asarray(paid / (given["traditional_net_ratio"] * given["indicator"][GDP]))


def _income_share_cell(frame: Frame, t: int) -> Node:
    paid = total(Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1))
    return paid / (Ref("traditional_net_ratio", (t,)) * Ref("indicator", (GDP, t)))


INCOME_SHARE = Quantity(
    key="ict_income_share",
    axes=("year",),
    unit="share",
    symbol="v_t",
    formula="v_t = Σ c_ICT·K^s_ICT / Σ_j (1−d_j)(VA_j − VA002_j)",
    source="scale",
    needs=("traditional_compensation", "traditional_net_ratio", "indicator"),
    kernel=_income_share_kernel,
    cell=_income_share_cell,
)


def _start(frame: Frame) -> int | None:
    """Position of the first benchmark at which the base scale can be taken from rule 2."""
    for year in frame.benchmarks:
        t = frame.year_position(year)
        if t is not None and all(
            frame.exists("traditional_compensation", a, t) for a in range(len(frame.assets))
        ):
            return t if frame.exists("gdp_deflator", t) else None
    return None


def _tfp_interval(frame: Frame, t: int) -> int | None:
    """The interval of benchmarks that holds the step from t - 1 to t and has a known TFP."""
    for i, (first, last) in enumerate(zip(frame.benchmarks, frame.benchmarks[1:], strict=False)):
        if first < frame.years[t] <= last and frame.exists("domar_tfp", i):
            return i
    return None


def _accumulated_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("year")
    start = _start(frame)
    if start is None:
        return out
    price, gdp = given["gdp_deflator"], given["indicator"][GDP]
    out[start] = given["traditional_compensation"][:, start].sum() / price[start]
    real = given["traditional_gross_ratio"] * gdp / price
    share, theta = given["ict_income_share"], given.parameter("tfp_weight")
    for t in range(start + 1, out.size):
        rate = (share[t - 1] + share[t]) / 2.0 * given["traditional_services_growth"][t]
        i = _tfp_interval(frame, t)
        if i is not None:
            length = frame.benchmarks[i + 1] - frame.benchmarks[i]
            rate = rate + theta * given["domar_tfp"][i] / length
        elif theta > 0:
            rate = np.nan
        out[t] = out[t - 1] + real[t - 1] * rate
    return out


def _accumulated_cell(frame: Frame, t: int) -> Node:
    start = _start(frame)
    if start is None:
        return _why_no_start(frame)
    price = Ref("gdp_deflator", (t,))
    if t < start:
        return Missing(message("cause.before_first_benchmark", year=frame.years[start]))
    if t == start:
        paid = Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1)
        return total(paid) / price
    real = Ref("traditional_gross_ratio", (t - 1,)) * Ref("indicator", (GDP, t - 1))
    mean = (Ref("ict_income_share", (t - 1,)) + Ref("ict_income_share", (t,))) / 2.0
    rate: Node = mean * Ref("traditional_services_growth", (t,))
    i = _tfp_interval(frame, t)
    if i is not None:
        length = frame.benchmarks[i + 1] - frame.benchmarks[i]
        rate = rate + Param("tfp_weight") * Ref("domar_tfp", (i,)) / node(length)
    elif frame.parameters.tfp_weight > 0:
        return Missing(message("needs.tfp", year=frame.years[t]))
    before = Ref("accumulated_scale", (t - 1,))
    return before + real / Ref("gdp_deflator", (t - 1,)) * rate


def _why_no_start(frame: Frame) -> Node:
    for year in frame.benchmarks:
        t = frame.year_position(year)
        if t is not None:
            for a in range(len(frame.assets)):
                if not frame.exists("traditional_compensation", a, t):
                    return Ref("traditional_compensation", (a, t))
            return Ref("gdp_deflator", (t,))
    return _no_table(frame)


ACCUMULATED_SCALE = Quantity(
    key="accumulated_scale",
    axes=("year",),
    unit="money_base",
    symbol="s_t",
    formula="s_t = s_{t−1} + y_{t−1}·[v̄_ICT·Δln K^s_ICT + θ·Δln A^v]",
    source="scale",
    needs=(
        "traditional_compensation",
        "gdp_deflator",
        "traditional_gross_ratio",
        "indicator",
        "ict_income_share",
        "traditional_services_growth",
        "domar_tfp",
        "accumulated_scale",
    ),
    kernel=_accumulated_kernel,
    cell=_accumulated_cell,
)


def _digitalisation_kernel(given: Given) -> FloatArray:
    out = given.empty("rule", "year")
    out[STOCK] = _weighted_industries(given, "industry_stock_current", 0)
    out[COMPENSATION] = given["traditional_compensation"].sum(axis=0)
    out[ACCUMULATED] = given["accumulated_scale"] * given["gdp_deflator"]
    return out


def _digitalisation_cell(frame: Frame, rule: int, t: int) -> Node:
    if rule == STOCK:
        return _traditional(frame, "industry_stock_current", (), (t,))
    if rule == COMPENSATION:
        return total(Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1))
    return Ref("accumulated_scale", (t,)) * Ref("gdp_deflator", (t,))


DIGITALISATION = Quantity(
    key="industry_digitalisation",
    axes=("rule", "year"),
    unit="money",
    symbol="ID_t",
    formula="Σ_j (1−d_j)·Σ_i P·K_{i,j};  Σ_j (1−d_j)·Σ_a c·K^s;  s_t·P^{GDP}_t",
    source="scale",
    needs=(
        "traditional_weight",
        "industry_stock_current",
        "traditional_compensation",
        "accumulated_scale",
        "gdp_deflator",
    ),
    kernel=_digitalisation_kernel,
    cell=_digitalisation_cell,
    sums_over="industry",
)

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
    cell=_growth_cell,
)


def _real_kernel(given: Given) -> FloatArray:
    out = np.full_like(given["nominal_growth"], np.nan)
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
    cell=_real_cell,
)


def _contribution_kernel(given: Given) -> FloatArray:
    out = np.full_like(given["digital_economy"], np.nan)
    gdp = np.diff(given["indicator"][GDP])
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
    cell=_contribution_cell,
)

QUANTITIES = (
    TABLE_TOTAL,
    VINTAGE_BENCHMARK,
    VINTAGE,
    SCALED,
    ICT_COMPENSATION,
    TRADITIONAL_SERVICES,
    TRADITIONAL_COMPENSATION,
    NET_RATIO_BENCHMARK,
    GROSS_RATIO_BENCHMARK,
    NET_RATIO,
    GROSS_RATIO,
    DEFLATOR,
    SERVICES_GROWTH,
    INCOME_SHARE,
    ACCUMULATED_SCALE,
    DIGITALISATION,
    DIGITAL_ECONOMY,
    GDP_SHARE,
    STRUCTURE,
    NOMINAL_GROWTH,
    REAL_GROWTH,
    GROWTH_CONTRIBUTION,
)
