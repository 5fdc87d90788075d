"""Money in another unit changes no ratio, no rate and no growth, and every amount alike."""

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
from tests.support_datasets import dataset, with_cities, with_third_table

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
