"""Sections 1 to 3 of the method: the tables, ICT investment, its prices."""

from __future__ import annotations

from models.frozen import FrozenMap
from models.parameter_specs import CONTINUATIONS, GAP_EQUATIONS
from models.reading_points.making import choices, of_hardware
from models.readings import FIRST_TABLE, FIRST_YEAR, LAST_TABLE, PARTLY, WHOLLY, Point, Reading

TABLES = (Point("industries", "1", "klems", (Reading("by_name", sources=("ours",)),)),)

STEP2 = (
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
        choices(
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

STEP4 = (
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
            Reading(value, of_hardware("price_method", value), sources, printed)
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
        choices(
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
        choices(
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
        choices(
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
        choices("continuation", CONTINUATIONS, {"none": ("ours",)}),
    ),
)
