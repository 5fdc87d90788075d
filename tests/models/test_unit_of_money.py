"""The same amount in another unit of money is the same figure; ratios and growth are no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.dataset import Benchmark, Dataset
from models.io_table import IOTable
from models.parameters import PRESETS, Parameters, with_values
from models.quantities import REGISTRY
from models.series import AnnualSeries
from models.units import units_per_yi
from tests.support_datasets import dataset, series, with_cities, with_series, with_third_table

DEFAULT = PRESETS["gx2022"]
AMOUNTS = ("money", "money_base")
PURE = ("share", "rate", "log_points", "index", "index_one")


def scaled(data: Dataset, factor: float) -> Dataset:
    """Every amount of money times a factor, printed in the same unit."""

    def table(one: IOTable) -> IOTable:
        blocks = {
            code: replace(block, values=block.values * factor) for code, block in one.blocks.items()
        }
        return replace(one, blocks=blocks)

    def series(one: AnnualSeries) -> AnnualSeries:
        return replace(one, values=tuple(value * factor for value in one.values))

    def benchmark(one: Benchmark) -> Benchmark:
        assert one.reference is not None
        return replace(one, table=table(one.table), reference=table(one.reference))

    held = {
        role: series(one) if role.startswith(("indicator.", "broad_value.")) else one
        for role, one in data.series.items()
    }
    cities = {
        indicator: {name: tuple(map(series, pieces)) for name, pieces in each.items()}
        for indicator, each in data.cities.series.items()
    }
    return replace(
        data,
        benchmarks=tuple(map(benchmark, data.benchmarks)),
        series=held,
        cities=replace(data.cities, series=cities),
    )


@pytest.mark.parametrize("factor", [1e-7, 1e5])
@pytest.mark.parametrize(
    "parameters",
    [
        DEFAULT,
        with_values(
            DEFAULT,
            {
                "accounts_steps": "annual",
                "all.initial_method": "backcast",
                "all.allocation": "output",
                "tfp_weight": 0.2,
                "interpolation": "inverse_distance",
            },
        ),
        with_values(DEFAULT, {"return_reading": "ex_ante", "all.activity": "gfcf"}),
    ],
    ids=["default", "other ways", "ex ante"],
)
def test_the_unit_of_money_changes_amounts_alone(parameters: Parameters, factor: float) -> None:
    data = with_third_table(with_cities(dataset(7)))
    whole, other = (measure(one, parameters).values for one in (data, scaled(data, factor)))
    compared = 0
    for key, quantity in REGISTRY.items():
        if quantity.unit not in (*AMOUNTS, *PURE):
            continue
        expected = whole[key] * (factor if quantity.unit in AMOUNTS else 1.0)
        largest = np.nanmax(np.abs(expected), initial=0.0)
        np.testing.assert_allclose(
            other[key], expected, rtol=1e-9, atol=1e-9 * largest, err_msg=key
        )
        compared += bool(np.isfinite(expected).any())
    assert compared > 100


# One 亿 is 10^8, one 万 10^4, 千 10^3, 百 10^2.
IN_ONE_YI = {
    "元": 10**8,
    "千元": 10**5,
    "万元": 10**4,
    "百万元": 10**2,
    "千万元": 10,
    "亿元": 1,
    "万亿元": 1e-4,
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
    assert m.value("investment", "software", 2010) == pytest.approx(3.0, rel=1e-15)
    assert m.value("indicator", "gdp", 2010) == pytest.approx(3.0, rel=1e-15)


@pytest.mark.parametrize("unit", ["美元", "万人", "", "%"])
def test_what_is_no_money_has_no_unit_of_it(unit: str) -> None:
    assert units_per_yi(unit) is None
    assert units_per_yi(None) is None
    own = replace(dataset(1).series["indicator.gdp"], unit=unit or None)
    m = measure(with_series(dataset(1), {"indicator.gdp": own}), PRESETS["gx2022"])
    reason = m.reason("indicator", *m.positions("indicator", "gdp", 2010))
    assert reason is not None
    assert reason.code == "needs.unit"
