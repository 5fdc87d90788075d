"""Level of a figure (method, section 7): what had to be given for it, and where it is reached.

A: tables, indicator series, prices. B: and value added by component. C: and prices,
employment and non-ICT capital by industry, for total factor productivity. The window and the
command line both say the level of what they show; it is decided here once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.frame import FACTORS, RULES
from models.measurement import Measurement
from models.quantities import REGISTRY

STOCK, COMPENSATION, ACCUMULATED = (
    RULES.index(rule) for rule in ("stock", "compensation", "accumulated")
)
ICT = FACTORS.index("ict")

_BY_RULE = frozenset(
    {
        "industry_digitalisation",
        "digital_economy",
        "gdp_share",
        "digitalisation_share",
        "nominal_growth",
        "real_growth",
        "growth_contribution",
        "industry_digitalisation_real",
        "digital_economy_real",
        "city_digitalisation",
        "city_digital_economy",
        "city_gdp_share",
        "city_growth",
        "city_scale_rank",
        "city_share_rank",
        "city_growth_rank",
    }
)
_BY_FACTOR = frozenset(
    {
        "contribution",
        "factor_growth",
        "aggregate_contribution",
        "contribution_a_year",
        "aggregate_contribution_a_year",
        "value_added_contribution",
        "annual_growth",
        "annual_contribution",
    }
)
_B_SOURCES = frozenset({"user_cost", "klems"})
_C = frozenset(
    {
        "tfp",
        "domar_tfp",
        "aggregate_growth",
        "output_growth",
        "value_added_growth",
        "labour_growth",
        "intermediate_growth",
        "output_price_growth",
        "input_price_growth",
        "double_deflated_growth",
        "single_deflated_growth",
        "value_added_tfp",
        "output_growth_a_year",
        "value_added_growth_a_year",
        "tfp_a_year",
        "aggregate_growth_a_year",
        "domar_tfp_a_year",
    }
)
_B = frozenset(
    {
        "ict_compensation",
        "traditional_compensation",
        "ict_income_share",
        "traditional_net_ratio",
        "accumulated_scale",
        "city_compensation",
        "city_services_share",
        "city_services_growth",
        "city_accumulated",
        "city_accumulated_factor",
    }
)


@dataclass(frozen=True, slots=True)
class Block:
    """Figures that are reached together.

    name: part of the code of its title. key: the quantity that stands for the block.
    outer: its first indices; the last axis is the year or the interval.
    """

    name: str
    key: str
    outer: tuple[int, ...] = ()


BLOCKS = (
    Block("stock", "stock_total"),
    Block("rule_stock", "gdp_share", (STOCK,)),
    Block("rule_compensation", "gdp_share", (COMPENSATION,)),
    Block("rule_accumulated", "gdp_share", (ACCUMULATED,)),
    Block("ict_contribution", "aggregate_contribution", (ICT,)),
    Block("tfp", "tfp"),
)


def level_of(measurement: Measurement, figure: tuple[str, tuple[int, ...]]) -> str:
    """`A`, `B` or `C`. figure: key and index; of the index the first position is enough."""
    key, index = figure
    if key in _BY_RULE:
        return rule_level(measurement, index[0])
    if key in _BY_FACTOR:
        return "B" if index[0] == ICT else "C"
    if key in _C:
        return "C"
    return "B" if key in _B or REGISTRY[key].source in _B_SOURCES else "A"


def rule_level(measurement: Measurement, rule: int) -> str:
    """Level of the scale by a rule; the third takes TFP where it is given a weight."""
    if rule == STOCK:
        return "A"
    with_tfp = rule == ACCUMULATED and measurement.parameters.tfp_weight > 0
    return "C" if with_tfp else "B"


def reached_at(measurement: Measurement, block: Block) -> tuple[int, ...]:
    """Positions on the block's last axis (years or intervals) that have a figure.

    Of industries one is enough: how many have it is `counts_of`.
    """
    return tuple(int(i) for i in np.flatnonzero(counts_of(measurement, block)))


def counts_of(measurement: Measurement, block: Block) -> np.ndarray:
    """How many cells have a figure, by position on the last axis; shape (years or intervals,)."""
    there = ~np.isnan(measurement.values[block.key][block.outer])
    return there.reshape(-1, there.shape[-1]).sum(axis=0) if there.size else np.zeros(0, int)
