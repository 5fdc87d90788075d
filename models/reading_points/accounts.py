"""Sections 5 to 7 of the method: industries, the return on capital, growth accounts."""

from __future__ import annotations

from models.parameter_specs import ALLOCATIONS
from models.reading_points.making import choices
from models.readings import WHOLLY, Point, Reading

INDUSTRIES = (
    Point(
        "allocation",
        "5",
        "allocation",
        choices(
            "all.allocation",
            ALLOCATIONS,
            {"matrix": ("sna2008",), "compensation": ("ours",)},
        ),
    ),
    Point(
        "user_cost_delta",
        "6",
        "user_cost",
        choices(
            "all.user_cost_depreciation",
            ("consistent", "given"),
            {"consistent": ("oecd2009",), "given": ("step3",)},
            {"given": WHOLLY},
        ),
    ),
)

RETURN = (
    Point(
        "services_timing",
        "6",
        "user_cost",
        choices(
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
        choices(
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
        choices(
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

ACCOUNTS = (
    Point(
        "output_basis",
        "7",
        "klems",
        choices(
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
        choices(
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
        choices(
            "labour_quality",
            ("where_given", "ignored"),
            {"where_given": ("oecd2001",), "ignored": ("klems",)},
        ),
    ),
    Point(
        "accounts_steps",
        "7",
        "klems",
        choices(
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
        choices(
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
        choices("nonict_split", ("depreciation", "capital_income", "value_added", "output"), {}),
    ),
)
