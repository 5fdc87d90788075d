"""The list of equations in the documentation points where it says."""

from __future__ import annotations

import re
from pathlib import Path

from models.quantities import REGISTRY

PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
LINE = re.compile(r"^\| .+ \| `(\w+)` \| `(\w+)\.py` \|$", re.M)


def test_every_equation_is_where_the_list_says() -> None:
    """By the module that holds the function which computes it."""
    listed = dict(LINE.findall(PAGE.read_text("utf-8")))
    assert {"tfp", "stock", "age_efficiency", "smoothed_gap", "digital_economy"} <= set(listed)
    found = {key: REGISTRY[key].kernel.__module__.rpartition(".")[2] for key in listed}
    assert found == listed
