"""Printed units of money: the same amount in any of them is the same figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.parameters import PRESETS
from models.units import units_per_yi
from tests.support_datasets import dataset, series, with_series

# One 亿 is 10^8, one 万 10^4, 千 10^3, 百 10^2.
IN_ONE_YI = {
    "元": 10**8,
    "千元": 10**5,
    "万元": 10**4,
    "百万元": 10**2,
    "千万元": 10,
    "亿元": 1,
}  # fmt: skip


@pytest.mark.parametrize("unit", IN_ONE_YI)
def test_money_in_any_unit(unit: str) -> None:
    assert units_per_yi(unit) == IN_ONE_YI[unit]
    printed = series("投资", range(2005, 2015), np.full(10, 3.0 * IN_ONE_YI[unit]), unit=unit)
    data = with_series(
        dataset(1),
        {"investment.software": printed, "indicator.gdp": replace(printed, name="GDP")},
    )
    m = measure(data, PRESETS["gx2022"])
    assert m.value("investment", "software", 2010) == 3.0
    assert m.value("indicator", "gdp", 2010) == 3.0


@pytest.mark.parametrize("unit", ["美元", "万人", "", "%"])
def test_what_is_no_money_has_no_unit_of_it(unit: str) -> None:
    assert units_per_yi(unit) is None
    assert units_per_yi(None) is None
    own = replace(dataset(1).series["indicator.gdp"], unit=unit or None)
    m = measure(with_series(dataset(1), {"indicator.gdp": own}), PRESETS["gx2022"])
    reason = m.reason("indicator", *m.positions("indicator", "gdp", 2010))
    assert reason is not None
    assert reason.code == "needs.unit"
