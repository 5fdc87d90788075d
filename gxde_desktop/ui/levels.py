"""Level of a figure (method, section 7): what had to be given for it.

A: tables, indicator series, prices. B: and value added by component. C: and prices,
employment and non-ICT capital by industry, for total factor productivity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gxde_desktop.text import tr
from models.frame import FACTORS, RULES

if TYPE_CHECKING:
    from gxde_desktop.ui.measures import FigureKey
    from models.measurement import Measurement

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
    }
)
_BY_FACTOR = frozenset({"contribution", "factor_growth", "aggregate_contribution"})
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
    }
)
_B = frozenset(
    {
        "ict_compensation",
        "traditional_compensation",
        "ict_income_share",
        "traditional_net_ratio",
        "accumulated_scale",
    }
)


def level_of(measurement: Measurement, figure: FigureKey) -> str:
    """`A`, `B` or `C`."""
    from models.quantities import REGISTRY

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


def level_text(level: str) -> str:
    """A level in words."""
    return tr("ui.level", level=level)
