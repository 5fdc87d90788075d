"""Which parameters stand together: those asked about first, rarely used ones folded below.

A parameter that is in no group stands in the last one, so that none is out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

COMMON = "common"
REST = "rest"

ASSET_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        COMMON: (
            "service_life",
            "max_life_factor",
            "depreciation",
            "beta",
            "sigma",
            "efficiency",
            "retirement",
            "price_method",
        ),
        "lives": ("sigma_basis", "weibull_shape", "winfrey_exponent", "profile", "timing"),
        "start": ("initial_year", "initial_method", "growth"),
        "series": ("price_series", "activity"),
        "industries": ("allocation", "user_cost_depreciation"),
    }
)
"""Parameters of the assets by group, in order."""

GLOBAL_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "prices": (
            "base_year",
            "alpha",
            "alpha_method",
            "gap_reading",
            "gap_equation",
            "continuation",
            "cpi_series",
        ),
        "years": (
            "first_year",
            "last_year",
            "interpolation",
            "distance_power",
            "extension_years",
            "extend_activity",
            "trade_margins",
            "vintage_scaling",
        ),
        "returns": (
            "return_reading",
            "real_return",
            "inflation_years",
            "expected_inflation",
            "gain_years",
            "nonmarket",
            "nonict_depreciation",
            "accounts_initial_method",
            "services_timing",
        ),
        "accounts": (
            "labour_share",
            "labour_quality",
            "output_basis",
            "accounts_steps",
            "value_added_deflation",
            "nonict_split",
        ),
        "rules": ("tfp_weight", "accumulated_base", "city_activity", "hold_city_shares"),
    }
)
"""Parameters of the whole measurement by group, in order."""

OPEN = frozenset({COMMON})
"""Groups that are open until a person folds them."""


def grouped(
    groups: Mapping[str, tuple[str, ...]], names: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The names in their groups, those of none in `rest`; yearly ones (`margin_2017`) by stem."""
    there = tuple(names)
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for group, members in groups.items():
        inside = tuple(name for name in members if name in there)
        taken.update(inside)
        if inside:
            found[group] = inside
    rest = tuple(name for name in there if name not in taken)
    yearly = tuple(name for name in rest if name.rpartition("_")[2].isdigit())
    if yearly and "years" in found:
        found["years"] = (*found["years"], *yearly)
        rest = tuple(name for name in rest if name not in yearly)
    if rest:
        found[REST] = rest
    return found
