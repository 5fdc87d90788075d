"""Section 4 of the method: ICT capital stock."""

from __future__ import annotations

from math import sqrt

from models.parameter_specs import RETIREMENTS
from models.reading_points.making import choices, lives, rates
from models.readings import PARTLY, WHOLLY, Point, Reading

CAPITAL = (
    Point(
        "service_lives",
        "4",
        "step3",
        (
            Reading("white_paper", lives(4.0, 7.5, 5.0), ("step3",), WHOLLY),
            Reading("oecd", lives(7.0, 15.0, 3.0), ("oecd2003",)),
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
        choices(
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
        choices(
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
        choices(
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
        choices(
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
            Reading("white_paper", rates(0.3119, 0.2644, 0.315), ("step3",), WHOLLY),
            Reading("double_declining", rates(2 / 4.0, 2 / 7.5, 2 / 5.0), ("oecd2009",)),
        ),
    ),
    Point(
        "t0",
        "4",
        "capital",
        choices("all.initial_year", ("before", "observed"), {"before": ("capital",)}),
    ),
    Point(
        "growth_mean",
        "4",
        "capital",
        choices(
            "growth_mean",
            ("geometric", "arithmetic"),
            {"geometric": ("harberger",), "arithmetic": ("capital",)},
        ),
    ),
    Point(
        "base_stock",
        "4",
        "capital",
        choices(
            "all.initial_method",
            ("growth", "backcast"),
            {"growth": ("capital", "harberger")},
            {"growth": WHOLLY},
        ),
    ),
)
