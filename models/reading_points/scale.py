"""Sections 8 and 9 of the method: the scale of the digital economy, its cities."""

from __future__ import annotations

from models.parameter_specs import CITY_ACTIVITIES
from models.reading_points.making import choices
from models.readings import WHOLLY, Point, Reading

SCALE = (
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
        choices(
            "vintage_scaling",
            ("scaled", "none"),
            {"none": ("digital",)},
            {"none": WHOLLY},
        ),
    ),
)

CITIES = (
    Point(
        "city_activity",
        "8",
        "step2",
        choices(
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
