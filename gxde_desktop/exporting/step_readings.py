"""Which readings a step follows: named above it, beside the formula that lists them all."""

from __future__ import annotations

from collections.abc import Mapping

from gxde_desktop.exporting.conclusions import readings_of
from gxde_desktop.text import tr
from models.frozen import FrozenMap
from models.measurement import Measurement

STEP_READINGS: Mapping[str, tuple[str, ...]] = FrozenMap(
    {
        "benchmark_investment": ("trade_margins",),
        "indicator": ("extend_activity",),
        "activity": ("activity",),
        "conversion_ratio": ("interpolation",),
        "price_relative": ("continuation",),
        "price_gap": ("gap_equation",),
        "smoothing_weight": ("alpha_method",),
        "harmonised_chain": ("gap_equation", "gap_reading"),
        "price": ("price_method",),
        "age_efficiency": ("efficiency",),
        "survival": ("retirement", "sigma_basis"),
        "profile": ("profile",),
        "stock_weight": ("timing",),
        "investment_growth": ("growth_mean",),
        "initial_stock": ("initial_method", "initial_year"),
        "initial_remaining": ("initial_method",),
        "accounts_remaining": ("accounts_initial_method",),
        "relative_price": ("timing",),
        "initial_wealth": ("initial_method",),
        "digital_ratio": ("interpolation",),
        "primary_income": ("output_basis",),
        "labour_income": ("labour_share",),
        "capital_income": ("output_basis",),
        "benchmark_key": ("allocation",),
        "nonict_benchmark_key": ("nonict_split",),
        "capital_services": ("services_timing",),
        "user_cost_rate": ("user_cost_depreciation",),
        "candidate_rate": ("return_reading",),
        "user_cost": ("return_reading",),
        "labour_growth": ("labour_quality",),
        "contribution": ("accounts_steps",),
        "value_added_growth": ("value_added_deflation",),
        "vintage_benchmark": ("vintage_scaling",),
        "city_share": ("hold_city_shares",),
        "city_investment": ("city_activity",),
    }
)
"""Choices that a quantity's own formula turns on, by its key; what it rests on has its own."""


def step_text(m: Measurement, key: str, source: str) -> str:
    """What stands below a step's formula: its meaning, its place in the appendix, its readings."""
    said = tr(
        "exporting.explanation",
        help=tr(f"quantity.{key}.help"),
        source=tr(f"source.{source}"),
    )
    used = [
        tr("exporting.step_reading_of", title=each.title, whose=each.whose, chosen=each.chosen)
        if each.some
        else tr("exporting.step_reading", title=each.title, chosen=each.chosen)
        for each in readings_of(m, STEP_READINGS.get(key, ()))
    ]
    return tr("exporting.step_readings", said=said, all=tuple(used)) if used else said
