"""Marks that hold under a condition, with the figures put at the very limit and beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.expression import Flag
from models.frozen import FrozenMap
from models.measurement import Measurement
from models.parameters import PRESETS, Parameters, with_values
from models.paths import investment_paths
from tests.support_datasets import dataset, series, with_flows, with_series

DEFAULT = PRESETS["gx2022"]
RENTAL = with_values(DEFAULT, {"return_reading": "given"})
MATRIX = with_values(DEFAULT, {"all.allocation": "matrix"})
A_LITTLE = 1e-9
Place = tuple[str, tuple[int, ...]]
BELOW_ZERO = {-1.0: True, -A_LITTLE: True, 0.0: False, A_LITTLE: False, 1.0: False}
ZERO_OR_BELOW = {-1.0: True, 0.0: True, A_LITTLE: False, 1.0: False}


@pytest.fixture(scope="module")
def measured() -> Mapping[Parameters, Measurement]:
    rental = {
        f"rental.{name}": series("租赁价格", range(2000, 2022), np.full(22, 0.2))
        for name in ("computers", "communications", "software", "nonict")
    }
    data = with_flows(with_series(dataset(1), rental))
    return {one: measure(data, one) for one in (DEFAULT, RENTAL, MATRIX)}


def marked(m: Measurement, code: str, cell: Place, given: Mapping[Place, float]) -> bool:
    """Whether a cell carries a flag where some figures are others."""
    return Flag(code) in changed(m, given).flags(cell[0], *cell[1])


def changed(m: Measurement, given: Mapping[Place, float]) -> Measurement:
    """The measurement with some figures put in place of its own."""
    arrays = dict(m.values)
    for (key, index), value in given.items():
        arrays[key] = np.array(arrays[key])
        arrays[key][index] = value
    return replace(m, values=FrozenMap(arrays))


# Software in 2012, the second industry, the first table; half way along every axis.
A, J, T, B = 2, 1, 12, 0


@pytest.mark.parametrize(
    ("code", "cell", "on", "limits"),
    [
        ("not_positive", ("stock", (A, T)), None, ZERO_OR_BELOW),
        ("not_positive", ("accounts_stock", (A, T)), None, ZERO_OR_BELOW),
        ("not_positive", ("wealth_stock", (A, T)), None, ZERO_OR_BELOW),
        ("not_positive", ("nonict_stock_history", (T,)), None, ZERO_OR_BELOW),
        ("not_positive", ("nonict_stock_history", (0,)), None, ZERO_OR_BELOW),
        ("negative_investment", ("real_investment", (A, T)), ("investment", (A, T)), BELOW_ZERO),
        ("negative_share", ("factor_share", (4, J, B)), ("factor_value", (4, J, B)), BELOW_ZERO),
        (
            "rate_out_of_range",
            ("regional_rate", (0, B)),
            None,
            {-A_LITTLE: True, 0.0: False, 0.3: False, 0.5: False, 0.5 + A_LITTLE: True},
        ),
        (
            "negative_as_zero",
            ("allocation_value_added", (J, B)),
            ("industry_value_added", (J, B)),
            BELOW_ZERO,
        ),
        (
            "negative_as_zero",
            ("nonict_benchmark_key", (J, B)),
            ("industry_depreciation_value", (J, B)),
            BELOW_ZERO,
        ),
    ],
)
def test_a_mark_holds_from_its_limit_on(
    measured: Mapping[Parameters, Measurement],
    code: str,
    cell: Place,
    on: Place | None,
    limits: Mapping[float, bool],
) -> None:
    m = measured[DEFAULT]
    assert np.isfinite(m.at(*cell))
    for value, holds in limits.items():
        assert marked(m, code, cell, {on or cell: value}) == holds, value


def test_a_rental_price_below_zero_is_marked(measured: Mapping[Parameters, Measurement]) -> None:
    for value, holds in BELOW_ZERO.items():
        given = {("rental_price", (A, T)): value}
        assert marked(measured[RENTAL], "negative_cost", ("user_cost", (A, J, T)), given) == holds


def test_investment_beside_ict_is_marked_where_ict_is_more_than_all(
    measured: Mapping[Parameters, Measurement],
) -> None:
    """ICT of 30 in three assets, of all investment of 30, a little less, and more."""
    ict: dict[Place, float] = {("investment", (a, T)): 10.0 for a in range(3)}
    gfcf = measured[DEFAULT].frame.labels("indicator").index("gfcf")
    for whole, holds in ((30.0, False), (29.999, True), (31.0, False), (-1.0, True)):
        given: dict[Place, float] = {("history_gfcf", (T,)): whole, **ict}
        given["indicator_unit", (gfcf,)] = 1.0
        cell = ("nonict_investment", (T,))
        assert marked(measured[DEFAULT], "negative_investment", cell, given) == holds, whole


@pytest.mark.parametrize(("low", "own", "high", "leaves"), [
    (20.0, 20.0 / 1.5, 30.0, False),
    (20.0, 20.0 / 1.5 - A_LITTLE, 30.0, True),
    (20.0, 45.0, 30.0, False),
    (20.0, 45.0 + A_LITTLE, 30.0, True),
    (30.0, 20.0 / 1.5 - A_LITTLE, 20.0, True),
    (30.0, 45.0 + A_LITTLE, 20.0, True),
    (30.0, 25.0, 20.0, False),
])  # fmt: skip
def test_a_path_leaves_the_band_of_its_tables(
    measured: Mapping[Parameters, Measurement], low: float, own: float, high: float, leaves: bool
) -> None:
    """From the smaller table's investment over 1.5 to 1.5 times the larger's."""
    cell = ("investment_path", (A, 0, T))
    given = {cell: own, ("benchmark_investment", (A, 0)): low}
    given[("benchmark_investment", (A, 1))] = high
    assert marked(measured[DEFAULT], "leaves_band", cell, given) == leaves
    assert investment_paths(changed(measured[DEFAULT], given)).outside[A, 0, 0, T] == leaves
