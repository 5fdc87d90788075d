"""Rule 3: the accumulated contribution of ICT capital 先贡献度、后增量、再总量 (method, section 8).

s_t = s_{t-1} + y_{t-1} [v_ICT dln K^s_ICT + theta dln A^v] at constant prices, from a base scale
that is rule 2's at the first benchmark or given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.expression import Missing, Node, Param, Ref, Run, ln, mark, node, plus, total
from models.frame import Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.ratios import no_table
from models.quantities.vintage import GDP

FloatArray = NDArray[np.float64]


def weighted_growth(given: Given, volume: FloatArray) -> FloatArray:
    """Log growth of capital services, assets weighted by two-year shares in compensation.

    volume: (asset, ..., year, draw). Returns (..., year, draw), NaN in the first year.
    """
    paid = given["traditional_compensation"]
    weight = paid / paid.sum(axis=0)
    means = (weight[:, 1:] + weight[:, :-1]) / 2.0
    between = volume.ndim - weight.ndim
    means = means[(slice(None), *[None] * between)]
    grown = (means * np.log(volume[..., 1:, :] / volume[..., :-1, :])).sum(axis=0)
    first = np.full((*grown.shape[:-2], 1, grown.shape[-1]), np.nan)
    # Of no years at all there is no first one either.
    return np.concatenate([first, grown], axis=-2)[..., : volume.shape[-2], :]


def weighted_growth_tree(frame: Frame, t: int, volume: Callable[[int, int], Node]) -> Node:
    """The tree of `weighted_growth`. volume: (asset, year position) -> services."""
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
        parts.append((weights[0] + weights[1]) / 2.0 * ln(volume(a, t) / volume(a, t - 1)))
    return plus(parts)


SERVICES_GROWTH = Quantity(
    key="traditional_services_growth",
    axes=("year",),
    unit="log_points",
    symbol="Δln K^s_ICT",
    formula="Δln K^s_ICT = Σ_a w̄_a · Δln K^s_a",
    source="scale",
    needs=("traditional_compensation", "traditional_services"),
    kernel=lambda given: weighted_growth(given, given["traditional_services"]),
    draws=True,
    cell=lambda frame, t: weighted_growth_tree(
        frame, t, lambda a, s: Ref("traditional_services", (a, s))
    ),
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
    draws=True,
    cell=_income_share_cell,
)


def is_base_given(frame: Frame) -> bool:
    """Whether a person gives the base scale of rule 3, which else is rule 2's."""
    return frame.parameters.accumulated_base is not None


def start_of(frame: Frame) -> int | None:
    """Position of the first benchmark at which rule 3 has its base scale."""
    for year in frame.benchmarks:
        t = frame.year_position(year)
        if t is not None and (
            is_base_given(frame)
            or all(frame.exists("traditional_compensation", a, t) for a in range(len(frame.assets)))
        ):
            return t if frame.exists("gdp_deflator", t) else None
    return None


def tfp_interval(frame: Frame, t: int) -> int | None:
    """The interval of benchmarks that holds the step from t - 1 to t and has a known TFP."""
    for i, (first, last) in enumerate(zip(frame.benchmarks, frame.benchmarks[1:], strict=False)):
        if first < frame.years[t] <= last and frame.exists("domar_tfp", i):
            return i
    return None


def contribution_rate(given: Given, t: int, growth: FloatArray) -> FloatArray:
    """What a year adds to the scale of rule 3, as a share of last year's real value added.

    growth: of capital services, (..., draw): v̄_ICT·Δln K^s_ICT + θ·Δln A^v.
    """
    frame = given.frame
    share, theta = given["ict_income_share"], given.parameter("tfp_weight")
    rate = (share[t - 1] + share[t]) / 2.0 * growth
    i = tfp_interval(frame, t)
    if i is None:
        return np.where(theta > 0, np.nan, rate)
    length = frame.benchmarks[i + 1] - frame.benchmarks[i]
    return np.asarray(rate + theta * given["domar_tfp"][i] / length)


def contribution_rate_tree(frame: Frame, t: int, growth: Node) -> Node:
    """The tree of `contribution_rate`; what TFP lacks where it is given a weight."""
    mean = (Ref("ict_income_share", (t - 1,)) + Ref("ict_income_share", (t,))) / 2.0
    rate: Node = mean * growth
    i = tfp_interval(frame, t)
    if i is not None:
        length = frame.benchmarks[i + 1] - frame.benchmarks[i]
        return rate + Param("tfp_weight") * Ref("domar_tfp", (i,)) / node(length)
    if frame.parameters.tfp_weight > 0:
        return Missing(message("needs.tfp", year=frame.years[t]))
    return rate


def _accumulated_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("year")
    start = start_of(frame)
    if start is None:
        return out
    price, gdp = given["gdp_deflator"], given["indicator"][GDP]
    base = given["traditional_compensation"][:, start].sum(axis=0)
    if is_base_given(frame):
        base = given.parameter("accumulated_base")
    out[start] = base / price[start]
    real = given["traditional_gross_ratio"] * gdp / price
    for t in range(start + 1, out.shape[0]):
        rate = contribution_rate(given, t, given["traditional_services_growth"][t])
        out[t] = out[t - 1] + real[t - 1] * rate
    return out


def _accumulated_cell(frame: Frame, t: int) -> Node:
    start = start_of(frame)
    if start is None:
        return _why_no_start(frame)
    price = Ref("gdp_deflator", (t,))
    if t < start:
        return Missing(message("cause.before_first_benchmark", year=frame.years[start]))
    if t == start and is_base_given(frame):
        return mark(Param("accumulated_base") / price, "given_base")
    if t == start:
        paid = Run("traditional_compensation", (0, t), 0, 0, len(frame.assets) - 1)
        return total(paid) / price
    real = Ref("traditional_gross_ratio", (t - 1,)) * Ref("indicator", (GDP, t - 1))
    rate = contribution_rate_tree(frame, t, Ref("traditional_services_growth", (t,)))
    if isinstance(rate, Missing):
        return rate
    before = Ref("accumulated_scale", (t - 1,))
    return before + real / Ref("gdp_deflator", (t - 1,)) * rate


def _why_no_start(frame: Frame) -> Node:
    for year in frame.benchmarks:
        t = frame.year_position(year)
        if t is not None:
            for a in range(len(frame.assets)):
                if not is_base_given(frame) and not frame.exists("traditional_compensation", a, t):
                    return Ref("traditional_compensation", (a, t))
            return Ref("gdp_deflator", (t,))
    return no_table(frame)


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
    draws=True,
    cell=_accumulated_cell,
)


QUANTITIES = (SERVICES_GROWTH, INCOME_SHARE, ACCUMULATED_SCALE)
