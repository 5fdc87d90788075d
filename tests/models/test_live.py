"""What an exported workbook recomputes: parameters whose cells its formulas read."""

from __future__ import annotations

import pytest

from models.live import is_live
from models.parameters import PRESETS, with_values

DEFAULT = PRESETS["gx2022"]


@pytest.mark.parametrize(
    ("path", "changes", "live"),
    [
        ("alpha", {}, True),
        ("alpha", {"alpha_method": "fitted"}, False),  # its value is a fit, which is frozen
        ("real_return", {}, True),
        ("real_return", {"alpha_method": "fitted"}, True),
        ("tfp_weight", {}, False),
        ("tfp_weight", {"tfp_weight": 0.2}, True),
        ("base_year", {}, False),
        ("computers.beta", {}, True),
        ("computers.beta", {"computers.profile": "cohort"}, False),  # an integral over lives
        ("computers.beta", {"software.profile": "cohort"}, True),
        ("computers.service_life", {"computers.profile": "cohort"}, False),
        ("computers.depreciation", {"computers.profile": "cohort"}, True),
        ("computers.profile", {}, False),
    ],
)
def test_a_parameter_is_live_where_a_formula_reads_it(
    path: str, changes: dict[str, object], live: bool
) -> None:
    assert is_live(with_values(DEFAULT, changes), path) is live
