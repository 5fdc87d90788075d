"""Which parameters an exported workbook recomputes, under the readings it was written with."""

from __future__ import annotations

from models.capital import is_integral
from models.parameters import Parameters, spec_of

INTEGRATED = (
    "service_life",
    "max_life_factor",
    "beta",
    "sigma",
    "weibull_shape",
    "winfrey_exponent",
)
"""Parameters of a profile; where it is an integral its values are frozen."""


def is_live(parameters: Parameters, path: str) -> bool:
    """Whether another value typed into the workbook has all its effect there."""
    if not spec_of(path).live:
        return False
    head, _, name = path.rpartition(".")
    if head:
        return name not in INTEGRATED or not is_integral(parameters.assets[head])
    if name == "tfp_weight":
        # Without a weight a year lacks no TFP: the formulas of such years know of none.
        return parameters.tfp_weight > 0
    return name != "alpha" or parameters.alpha_method == "given"
