"""The ambiguous points of the appendix and their readings, as data.

A point that is added here is in the report, the workbook, the window and the page of the
documentation (`docs/readings.md`, written by `packaging/readings_page.py`). Its words are
`readings.POINT.*` in the catalogues: `title`, `text` (what is printed and why it is
ambiguous), `why` (why the default is the default), and for every reading `READING.means`,
with `READING.title` where it sets more than one choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Any

from models.frozen import FrozenMap
from models.parameter_specs import (
    ALLOCATIONS,
    CITY_ACTIVITIES,
    CONTINUATIONS,
    GAP_EQUATIONS,
    RETIREMENTS,
)
from models.readings import FIRST_TABLE, FIRST_YEAR, LAST_TABLE, PARTLY, WHOLLY, Point, Reading


def _choices(
    path: str,
    values: Iterable[str],
    sources: Mapping[str, tuple[str, ...]],
    printed: Mapping[str, str] = FrozenMap(),
    literal: tuple[str, ...] = (),
) -> tuple[Reading, ...]:
    """A reading for each value of one parameter."""
    return tuple(
        Reading(
            value,
            {path: value},
            sources.get(value, ("ours",)),
            printed.get(value, ""),
            value in literal,
        )
        for value in values
    )


def _of_hardware(name: str, value: str) -> Mapping[str, Any]:
    return FrozenMap({f"{asset}.{name}": value for asset in ("computers", "communications")})


def _lives(*years: float) -> Mapping[str, Any]:
    assets = ("computers", "communications", "software")
    return FrozenMap(
        {f"{asset}.service_life": life for asset, life in zip(assets, years, strict=True)}
    )


def _rates(*rates: float) -> Mapping[str, Any]:
    assets = ("computers", "communications", "software")
    return FrozenMap(
        {f"{asset}.depreciation": rate for asset, rate in zip(assets, rates, strict=True)}
    )


_TABLES = (Point("industries", "1", "klems", (Reading("by_name", sources=("ours",)),)),)

_STEP2 = (
    Point(
        "it_services",
        "2",
        "step1",
        (
            Reading("left_out", sectors={"信息技术服务": {}}, sources=("table1",)),
            Reading(
                "software",
                sectors={"信息技术服务": {"software": 1.0}},
                sources=("table1", "sna2008"),
            ),
        ),
    ),
    Point("split", "2", "step1", (Reading("national_share", sources=("table1",)),)),
    Point(
        "margins",
        "2",
        "step2",
        (
            Reading("producers", {"trade_margins": False}, ("step2",), WHOLLY),
            Reading("purchasers", {"trade_margins": True}, ("sna2008",)),
        ),
    ),
    *(
        Point(
            f"activity_{group}",
            "2",
            "step2",
            tuple(
                Reading(
                    value,
                    FrozenMap({f"{asset}.activity": value for asset in assets}),
                    sources,
                    WHOLLY if value == "output" else "",
                )
                for value, sources in (
                    ("output", ("step2",)),
                    ("gfcf", ("ours",)),
                    ("gdp", ("ours",)),
                    ("output_benchmarked", ("ours",)),
                )
            ),
        )
        for group, assets in (
            ("hardware", ("computers", "communications")),
            ("software", ("software",)),
        )
    ),
    Point(
        "interpolation",
        "2",
        "step2",
        _choices(
            "interpolation",
            ("geometric", "linear", "inverse_distance", "nearest"),
            {"inverse_distance": ("step2",), "nearest": ("step2",)},
            {"inverse_distance": WHOLLY, "nearest": PARTLY},
        ),
    ),
    Point(
        "extension",
        "2",
        "step2",
        (
            Reading("two_years", {"extension_years": 2}, ("ours",)),
            Reading("refused", {"extension_years": 0}, ("ours",)),
        ),
    ),
    Point(
        "after_last_table",
        "2",
        "step2",
        (
            Reading("refused", {"extend_activity": False}, ("ours",)),
            Reading("by_gdp", {"extend_activity": True}, ("ours",)),
        ),
    ),
    Point("given_investment", "2", "step2", (Reading("overrides", sources=("ours",)),)),
)

_STEP4 = (
    Point(
        "base_year",
        "3",
        "step4",
        (
            Reading("white_paper", {"base_year": 2000}, ("step4",), WHOLLY),
            *(
                Reading(key, {"base_year": year, "first_year": FIRST_YEAR}, ("ours",))
                for key, year in (("first_table", FIRST_TABLE), ("last_table", LAST_TABLE))
            ),
        ),
    ),
    Point(
        "price_hardware",
        "3",
        "step4",
        tuple(
            Reading(value, _of_hardware("price_method", value), sources, printed)
            for value, sources, printed in (
                ("harmonised", ("schreyer2002", "colecchia2002"), WHOLLY),
                ("direct", ("step4",), PARTLY),
                ("proxy", ("ours",), ""),
            )
        ),
    ),
    Point("reference_price", "3", "step4", (Reading("shared", sources=("step4",)),)),
    Point(
        "price_software",
        "3",
        "step4",
        _choices(
            "software.price_method",
            ("proxy", "harmonised", "direct"),
            {
                "proxy": ("step4",),
                "harmonised": ("colecchia2002",),
                "direct": ("oecd2009",),
            },
            {"proxy": WHOLLY},
        ),
    ),
    Point(
        "gap_equation",
        "3",
        "step4",
        _choices(
            "gap_equation",
            GAP_EQUATIONS,
            {
                "schreyer": ("schreyer2002", "colecchia2002"),
                **dict.fromkeys(GAP_EQUATIONS[1:], ("step4",)),
            },
            {
                "printed_superscript": PARTLY,
                "printed_labels": PARTLY,
                "printed": WHOLLY,
            },
            GAP_EQUATIONS[1:],
        ),
    ),
    Point(
        "alpha",
        "3",
        "step4",
        (
            Reading("half", {"alpha_method": "given", "alpha": 0.5}, ("ours",)),
            Reading("fitted", {"alpha_method": "fitted"}, ("hyndman",)),
            Reading("none", {"alpha_method": "given", "alpha": 1.0}, ("colecchia2002",)),
        ),
    ),
    Point(
        "forecast",
        "3",
        "step4",
        _choices(
            "gap_reading",
            ("smoothed", "forecast"),
            {"smoothed": ("schreyer2002",), "forecast": ("step4",)},
            {"forecast": WHOLLY},
        ),
    ),
    Point(
        "continuation",
        "3",
        "step4",
        _choices("continuation", CONTINUATIONS, {"none": ("ours",)}),
    ),
)

_CAPITAL = (
    Point(
        "service_lives",
        "4",
        "step3",
        (
            Reading("white_paper", _lives(4.0, 7.5, 5.0), ("step3",), WHOLLY),
            Reading("oecd", _lives(7.0, 15.0, 3.0), ("oecd2003",)),
        ),
    ),
    Point(
        "max_life",
        "4",
        "capital",
        (
            Reading("white_paper", {"all.max_life_factor": 1.5}, ("capital",), WHOLLY),
            Reading("winfrey", {"all.max_life_factor": 2.0}, ("abs",)),
        ),
    ),
    Point(
        "efficiency",
        "4",
        "capital",
        _choices(
            "all.efficiency",
            ("hyperbolic", "linear", "geometric", "one_hoss_shay"),
            {
                "hyperbolic": ("capital", "oecd2009"),
                "linear": ("oecd2009",),
                "geometric": ("oecd2009", "bea"),
                "one_hoss_shay": ("oecd2009",),
            },
            {"hyperbolic": WHOLLY},
        ),
    ),
    Point(
        "beta",
        "4",
        "capital",
        (
            Reading("white_paper", {"all.beta": 0.8}, ("capital",), WHOLLY),
            Reading("half", {"all.beta": 0.5}, ("abs", "bls")),
        ),
    ),
    Point(
        "retirement",
        "4",
        "capital",
        _choices(
            "all.retirement",
            RETIREMENTS,
            {
                "normal": ("schreyer2004", "oecd2009"),
                "truncated_normal": ("oecd2009", "ons"),
                "lognormal": ("oecd2009",),
                "weibull": ("oecd2009", "cbs"),
                "gamma": ("oecd2009",),
                "winfrey": ("oecd2009", "abs"),
                "sudden": ("oecd2009",),
                "none": ("ours",),
                "printed": ("capital",),
                "printed_share": ("capital",),
                "printed_density": ("capital",),
            },
            {"printed": WHOLLY, "printed_share": PARTLY, "printed_density": PARTLY},
            ("printed", "printed_share", "printed_density"),
        ),
    ),
    Point(
        "sigma",
        "4",
        "capital",
        (
            Reading(
                "half_year",
                {"all.sigma": 0.5, "all.sigma_basis": "years"},
                ("capital",),
                WHOLLY,
            ),
            Reading(
                "factor",
                {"all.sigma": sqrt(0.5), "all.sigma_basis": "years"},
                ("capital",),
                PARTLY,
                literal=True,
            ),
            Reading(
                "quarter_of_life",
                {"all.sigma": 0.25, "all.sigma_basis": "share"},
                ("schreyer2004", "oecd2003"),
            ),
        ),
    ),
    Point(
        "profile",
        "4",
        "capital",
        _choices(
            "all.profile",
            ("combined", "cohort"),
            {"combined": ("capital",), "cohort": ("oecd2009", "abs", "ons")},
            {"combined": WHOLLY},
        ),
    ),
    Point(
        "timing",
        "4",
        "capital",
        _choices(
            "all.timing",
            ("end_year", "mid_year"),
            {"end_year": ("capital",), "mid_year": ("oecd2009", "abs")},
            {"end_year": WHOLLY},
        ),
    ),
    Point(
        "delta",
        "4",
        "step3",
        (
            Reading("white_paper", _rates(0.3119, 0.2644, 0.315), ("step3",), WHOLLY),
            Reading("double_declining", _rates(2 / 4.0, 2 / 7.5, 2 / 5.0), ("oecd2009",)),
        ),
    ),
    Point(
        "t0",
        "4",
        "capital",
        _choices("all.initial_year", ("before", "observed"), {"before": ("capital",)}),
    ),
    Point(
        "growth_mean",
        "4",
        "capital",
        _choices(
            "growth_mean",
            ("geometric", "arithmetic"),
            {"geometric": ("harberger",), "arithmetic": ("capital",)},
        ),
    ),
    Point(
        "base_stock",
        "4",
        "capital",
        _choices(
            "all.initial_method",
            ("growth", "backcast"),
            {"growth": ("capital", "harberger")},
            {"growth": WHOLLY},
        ),
    ),
)

_INDUSTRIES = (
    Point(
        "allocation",
        "5",
        "allocation",
        _choices(
            "all.allocation",
            ALLOCATIONS,
            {"matrix": ("sna2008",), "compensation": ("ours",)},
        ),
    ),
    Point(
        "user_cost_delta",
        "6",
        "user_cost",
        _choices(
            "all.user_cost_depreciation",
            ("consistent", "given"),
            {"consistent": ("oecd2009",), "given": ("step3",)},
            {"given": WHOLLY},
        ),
    ),
)

_RETURN = (
    Point(
        "services_timing",
        "6",
        "user_cost",
        _choices(
            "services_timing",
            ("average", "opening", "closing"),
            {"average": ("oecd2009",), "opening": ("jorgenson",), "closing": ("klems",)},
            {"closing": WHOLLY},
        ),
    ),
    Point(
        "accounts_base_stock",
        "6",
        "capital",
        _choices(
            "accounts_initial_method",
            ("backcast", "as_stock"),
            {"as_stock": ("capital",)},
            {"as_stock": WHOLLY},
        ),
    ),
    Point(
        "rate_of_return",
        "6",
        "user_cost",
        _choices(
            "return_reading",
            ("ex_post", "ex_ante", "given"),
            {
                "ex_post": ("klems", "jorgenson"),
                "ex_ante": ("oecd2009", "schreyer2004"),
                "given": ("klems",),
            },
            {"ex_post": WHOLLY},
        ),
    ),
    Point(
        "expected_inflation",
        "6",
        "user_cost",
        (
            Reading("three_years", {"inflation_years": 3}, ("oecd2009",)),
            Reading("same_year", {"inflation_years": 1}, ("ours",)),
        ),
    ),
    Point(
        "holding_gain",
        "6",
        "user_cost",
        (
            Reading("three_years", {"gain_years": 3}, ("oecd2009",)),
            Reading("five_years", {"gain_years": 5}, ("oecd2009",)),
        ),
    ),
    Point(
        "nonmarket",
        "6",
        "user_cost",
        (
            Reading("listed", {"nonmarket": None}, ("ours", "oecd2009")),
            Reading("nobody", {"nonmarket": "none"}, ("klems",)),
        ),
    ),
)

_ACCOUNTS = (
    Point(
        "output_basis",
        "7",
        "klems",
        _choices(
            "output_basis",
            ("factor_cost", "less_product_taxes"),
            {"less_product_taxes": ("klems",)},
            {"less_product_taxes": WHOLLY},
        ),
    ),
    Point(
        "labour_share",
        "7",
        "klems",
        _choices(
            "labour_share",
            ("published", "adjusted", "later"),
            {"published": ("klems",), "adjusted": ("oecd2001",)},
            {"published": WHOLLY},
        ),
    ),
    Point(
        "labour_quality",
        "7",
        "klems",
        _choices(
            "labour_quality",
            ("where_given", "ignored"),
            {"where_given": ("oecd2001",), "ignored": ("klems",)},
        ),
    ),
    Point(
        "accounts_steps",
        "7",
        "klems",
        _choices(
            "accounts_steps",
            ("tables", "annual"),
            {"tables": ("ours",), "annual": ("klems",)},
            {"annual": WHOLLY},
        ),
    ),
    Point(
        "value_added_deflation",
        "7",
        "klems",
        _choices(
            "value_added_deflation",
            ("double", "broad"),
            {"double": ("sna2008", "oecd2001")},
        ),
    ),
    Point(
        "nonict_delta",
        "7",
        "nonict",
        (
            Reading("zhang", {"nonict_depreciation": 0.096}, ("zhang2004",)),
            Reading("shan", {"nonict_depreciation": 0.1096}, ("shan2008",)),
            Reading("wang", {"nonict_depreciation": 0.05}, ("wang2000",)),
        ),
    ),
    Point(
        "nonict_split",
        "7",
        "nonict",
        _choices("nonict_split", ("depreciation", "capital_income", "value_added", "output"), {}),
    ),
)

_SCALE = (
    Point("rule", "8", "scale", (Reading("side_by_side", sources=("step5",)),)),
    Point("digital_years", "8", "digital", (Reading("in_order", sources=("ours",)),)),
    Point("accumulated_start", "8", "scale", (Reading("rule_two", sources=("ours",)),)),
    Point("digital_list", "8", "digital", (Reading("listed", sources=("digital",)),)),
    Point(
        "theta",
        "8",
        "scale",
        (
            Reading("none", {"tfp_weight": 0.0}, ("ours",)),
            Reading("whole", {"tfp_weight": 1.0}, ("ours",)),
        ),
    ),
    Point(
        "vintage",
        "8",
        "scale",
        _choices(
            "vintage_scaling",
            ("scaled", "none"),
            {"none": ("digital",)},
            {"none": WHOLLY},
        ),
    ),
)

_CITIES = (
    Point(
        "city_activity",
        "8",
        "step2",
        _choices(
            "city_activity",
            CITY_ACTIVITIES,
            {"output": ("step2",)},
            {"output": WHOLLY},
        ),
    ),
    Point(
        "city_shares",
        "8",
        "step2",
        (
            Reading("refused", {"hold_city_shares": False}, ("ours",)),
            Reading("held", {"hold_city_shares": True}, ("ours",)),
        ),
    ),
)

POINTS: tuple[Point, ...] = (
    *_TABLES,
    *_STEP2,
    *_STEP4,
    *_CAPITAL,
    *_INDUSTRIES,
    *_RETURN,
    *_ACCOUNTS,
    *_SCALE,
    *_CITIES,
)
"""Every ambiguous point, in the order of the method."""

NOT_READINGS: Mapping[str, str] = FrozenMap()
"""Choices among the parameters that are no reading of the appendix, with the reason."""
