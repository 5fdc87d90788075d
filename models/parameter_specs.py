"""What every parameter may be: the one place of kinds, ranges, choices and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.frozen import FrozenMap
from models.investment import ACTIVITIES, INTERPOLATIONS

EFFICIENCIES = ("hyperbolic", "linear", "geometric", "one_hoss_shay")
"""Families of age-efficiency."""

RETIREMENTS = (
    "normal",
    "truncated_normal",
    "lognormal",
    "weibull",
    "gamma",
    "winfrey",
    "sudden",
    "none",
    "printed",
    "printed_share",
    "printed_density",
)
"""Families of retirement. As the appendix prints it: `printed_share` takes F as the share in
service, `printed_density` keeps 1 - F but the printed factor of the density, `printed` both.
"""

ALLOCATIONS = (
    "use",
    "use_printed",
    "output",
    "value_added",
    "compensation",
    "depreciation",
    "matrix",
)
"""Keys by which an asset's stock goes to industries (method, section 5)."""

GAP_EQUATIONS = ("schreyer", "printed_superscript", "printed_labels", "printed")
"""Readings of the two equations of the price gap, whose labels and superscript are garbled.

`schreyer`: d = dln P_ICT - dln P_n of the reference, added to the region's P_n. As the appendix
prints them: `printed_superscript` adds to the reference's P_n, `printed_labels` takes the
difference the other way round, `printed` does both: P_K is then the reference's ICT price.
"""
CITY_ACTIVITIES = ("gdp", "output")
"""Series X by which investment goes to cities (method, section 2)."""

CONTINUATIONS = ("none", "gfcf_deflator", "gdp_deflator", "ppi")
"""What may continue an investment price index that ends early."""


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """What a parameter may be: kind, range, choices, unit and source.

    kind: `number`, `integer`, `choice`, `text` or `flag`. low and high are the allowed
    range, both included; `slider` says that a slider makes sense. optional: may be empty.
    live: its value is a named cell of the exported workbook; others fix its structure.
    source: where the appendix gives it (`ours` for what it does not give).
    """

    name: str
    kind: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = "one"
    source: str = "ours"
    optional: bool = False
    live: bool = False

    @property
    def slider(self) -> bool:
        """Whether a slider over the whole range makes sense."""
        return self.kind == "number" and self.live and not self.optional


ASSET_SPECS: Mapping[str, ParameterSpec] = FrozenMap(
    {
        spec.name: spec
        for spec in (
            ParameterSpec("service_life", "number", 1, 40, unit="years", source="step3", live=True),
            ParameterSpec("max_life_factor", "number", 1, 3, source="capital", live=True),
            ParameterSpec("depreciation", "number", 0, 1, unit="rate", source="step3", live=True),
            ParameterSpec("beta", "number", 0, 1, source="capital", live=True),
            ParameterSpec("sigma", "number", 0.05, 5, unit="years", source="capital", live=True),
            ParameterSpec("sigma_basis", "choice", choices=("years", "share"), source="capital"),
            ParameterSpec("efficiency", "choice", choices=EFFICIENCIES, source="capital"),
            ParameterSpec("retirement", "choice", choices=RETIREMENTS, source="capital"),
            ParameterSpec("weibull_shape", "number", 0.5, 10, live=True),
            ParameterSpec("winfrey_exponent", "number", 0, 40, live=True),
            ParameterSpec("profile", "choice", choices=("combined", "cohort"), source="capital"),
            ParameterSpec("timing", "choice", choices=("end_year", "mid_year"), source="capital"),
            ParameterSpec(
                "initial_year", "choice", choices=("before", "observed"), source="capital"
            ),
            ParameterSpec(
                "initial_method", "choice", choices=("growth", "backcast"), source="capital"
            ),
            ParameterSpec(
                "price_method", "choice", choices=("harmonised", "proxy", "direct"), source="step4"
            ),
            ParameterSpec("price_series", "text", optional=True, source="step4"),
            ParameterSpec("activity", "choice", choices=ACTIVITIES, source="step2"),
            ParameterSpec("allocation", "choice", choices=ALLOCATIONS),
            ParameterSpec(
                "user_cost_depreciation", "choice", choices=("consistent", "given"), source="ours"
            ),
            ParameterSpec("growth", "number", -0.5, 2, unit="rate", optional=True, live=True),
        )
    }
)
"""Specifications of the fields of `AssetParameters`; `share_YYYY` stands apart."""

SHARE_SPEC = ParameterSpec("share", "number", 0, 1, source="step1", optional=True, live=True)

GLOBAL_SPECS: Mapping[str, ParameterSpec] = FrozenMap(
    {
        spec.name: spec
        for spec in (
            ParameterSpec("base_year", "integer", 1950, 2100, unit="year", source="step4"),
            ParameterSpec("alpha", "number", 0.01, 1, source="step4", live=True),
            ParameterSpec("alpha_method", "choice", choices=("given", "fitted"), source="step4"),
            ParameterSpec(
                "gap_reading", "choice", choices=("smoothed", "forecast"), source="step4"
            ),
            ParameterSpec("gap_equation", "choice", choices=GAP_EQUATIONS, source="step4"),
            ParameterSpec("continuation", "choice", choices=CONTINUATIONS, source="step4"),
            ParameterSpec("interpolation", "choice", choices=INTERPOLATIONS, source="step2"),
            ParameterSpec("distance_power", "number", 0.5, 10, source="step2", live=True),
            ParameterSpec("trade_margins", "flag", source="step2"),
            ParameterSpec("first_year", "integer", 1950, 2100, unit="year", optional=True),
            ParameterSpec("last_year", "integer", 1950, 2100, unit="year", optional=True),
            ParameterSpec("extension_years", "integer", 0, 10, unit="years"),
            ParameterSpec("extend_activity", "flag"),
            ParameterSpec("real_return", "number", 0, 0.3, unit="rate", live=True),
            ParameterSpec("nonict_depreciation", "number", 0.001, 0.5, unit="rate", live=True),
            ParameterSpec("tfp_weight", "number", 0, 1, live=True),
            ParameterSpec(
                "growth_mean", "choice", choices=("geometric", "arithmetic"), source="capital"
            ),
            ParameterSpec("vintage_scaling", "choice", choices=("scaled", "none")),
            ParameterSpec(
                "accumulated_base", "number", 0, 1e6, unit="money", optional=True, live=True
            ),
            ParameterSpec("city_activity", "choice", choices=CITY_ACTIVITIES, source="step2"),
            ParameterSpec("hold_city_shares", "flag"),
            ParameterSpec("cpi_series", "text", optional=True),
            ParameterSpec("accounts_initial_method", "choice", choices=("backcast", "as_stock")),
            ParameterSpec(
                "return_reading",
                "choice",
                choices=("ex_post", "ex_ante", "given"),
                source="user_cost",
            ),
            ParameterSpec("services_timing", "choice", choices=("average", "opening", "closing")),
            ParameterSpec("inflation_years", "integer", 1, 10, unit="years"),
            ParameterSpec(
                "expected_inflation", "number", -0.2, 1, unit="rate", optional=True, live=True
            ),
            ParameterSpec("gain_years", "integer", 3, 5, unit="years"),
            ParameterSpec("nonmarket", "text", optional=True),
            ParameterSpec(
                "labour_share",
                "choice",
                choices=("published", "adjusted", "later"),
            ),
            ParameterSpec(
                "output_basis",
                "choice",
                choices=("factor_cost", "less_product_taxes"),
                source="klems",
            ),
            ParameterSpec("labour_quality", "choice", choices=("where_given", "ignored")),
            ParameterSpec("accounts_steps", "choice", choices=("tables", "annual")),
            ParameterSpec("value_added_deflation", "choice", choices=("double", "broad")),
            ParameterSpec(
                "nonict_split",
                "choice",
                choices=("depreciation", "capital_income", "value_added", "output"),
            ),
        )
    }
)
"""Specifications of the fields of `Parameters` other than its assets."""

MARGIN_SPEC = ParameterSpec("margin", "number", 0, 1, source="step2", optional=True, live=True)

YEARLY_SPECS: Mapping[str, ParameterSpec] = FrozenMap({"share": SHARE_SPEC, "margin": MARGIN_SPEC})
"""Parameters that a benchmark year has of its own: `computers.share_2017`, `margin_2017`."""


def yearly_name(name: str) -> tuple[str, int] | None:
    """Stem and year of `share_2017` or `margin_2017`, None for another name."""
    stem, _, year = name.rpartition("_")
    return (stem, int(year)) if stem in YEARLY_SPECS and _is_year(year) else None


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit()
