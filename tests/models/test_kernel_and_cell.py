"""Every quantity is defined twice, as kernel and as cell; here both must agree everywhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.expression import Absent, Evaluation, references
from models.formula import formula
from models.frame import PRICES
from models.measurement import Measurement
from models.parameters import PRESETS, Parameters, with_value
from models.quantities import REGISTRY
from tests.support_datasets import dataset, without_output

DEFAULT = PRESETS["gx2022"]


def _first_table(data: Dataset) -> Dataset:
    industries = tuple(replace(one, members=one.members[:1]) for one in data.industries)
    return replace(data, benchmarks=data.benchmarks[:1], industries=industries)


def _variants() -> dict[str, tuple[object, Parameters]]:
    confirmed = with_value(DEFAULT, "extend_activity", True)
    linear = with_value(with_value(DEFAULT, "interpolation", "linear"), "all.activity", "gfcf")
    proxy = with_value(with_value(DEFAULT, "all.price_method", "proxy"), "all.retirement", "none")
    shares = with_value(with_value(DEFAULT, "computers.share_2007", 0.4), "software.growth", 0.1)
    return {
        "default": (dataset(1), DEFAULT),
        "confirmed extension": (dataset(2), confirmed),
        "linear with total GFCF": (dataset(3), linear),
        "proxies without retirement": (dataset(4), proxy),
        "given share and growth": (dataset(5), shares),
        "no GDP": (dataset(6, drop=("indicator.gdp",)), DEFAULT),
        "no reference price": (dataset(7, drop=("price.reference_ict",)), DEFAULT),
        "no tables": (replace(dataset(8), benchmarks=(), industries=()), DEFAULT),
        "one table": (_first_table(dataset(9)), DEFAULT),
        "index after the base year": (dataset(10, first_price=2003), DEFAULT),
        "base year moved": (dataset(11, first_price=2003), with_value(DEFAULT, "base_year", 2002)),
        "short span": (dataset(12), with_value(DEFAULT, "first_year", 2010)),
        "no industry series": (dataset(14, drop=("price", "employment")), DEFAULT),
        "no total investment": (dataset(15, drop=("indicator.gfcf",)), DEFAULT),
        "no consumer prices": (dataset(16, drop=("price.cpi",)), DEFAULT),
        "no industries": (replace(dataset(17), industries=()), DEFAULT),
        "no output in one industry": (without_output(dataset(21), "煤炭"), DEFAULT),
        "theta": (dataset(18), with_value(DEFAULT, "tfp_weight", 0.3)),
        "theta without TFP": (
            dataset(19, drop=("price", "primary", "price.secondary_volume")),
            with_value(DEFAULT, "tfp_weight", 0.3),
        ),
        "given depreciation": (
            dataset(20),
            with_value(DEFAULT, "all.user_cost_depreciation", "given"),
        ),
        "g + delta below zero": (dataset(13), with_value(DEFAULT, "all.growth", -0.4)),
    }


VARIANTS = _variants()


@pytest.fixture(scope="module", params=VARIANTS, ids=list(VARIANTS))
def measured(request: pytest.FixtureRequest) -> Measurement:
    data, parameters = VARIANTS[request.param]
    return measure(data, parameters)  # type: ignore[arg-type]


def test_kernel_equals_tree_on_every_cell(measured: Measurement) -> None:
    compared = 0
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            continue
        for index in np.ndindex(measured.values[key].shape):
            evaluation = Evaluation(measured)
            result = evaluation.of(measured.tree(key, *index))
            value = measured.at(key, index)
            compared += 1
            if isinstance(result, Absent):
                assert math.isnan(value), f"{key}{index}: kernel {value}, tree {result}"
            else:
                scale = max(1.0, evaluation.largest)
                assert abs(value - result) <= 1e-12 * scale, f"{key}{index}: {value} {result}"
    assert compared > 500


def test_every_missing_cell_has_a_reason_and_every_value_none(measured: Measurement) -> None:
    for key in REGISTRY:
        for index in np.ndindex(measured.values[key].shape):
            reason = measured.reason(key, *index)
            assert (reason is None) == (not math.isnan(measured.at(key, index))), key


def test_cells_read_only_what_their_quantity_declares(measured: Measurement) -> None:
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            continue
        for index in np.ndindex(measured.values[key].shape):
            read = {ref.key for ref in references(measured.tree(key, *index))}
            assert read <= set(quantity.needs), key


def test_no_cell_refers_to_itself_through_others(measured: Measurement) -> None:
    order = {key: place for place, key in enumerate(REGISTRY)}
    for key, quantity in REGISTRY.items():
        # Other quantities come earlier; a recursion names itself and is checked below.
        assert all(order[need] < order[key] or need == key for need in quantity.needs), key
        if key not in quantity.needs:
            continue
        for index in np.ndindex(measured.values[key].shape):
            assert _ends(measured, key, index), f"{key}{index}"


def _ends(measured: Measurement, key: str, index: tuple[int, ...]) -> bool:
    """Whether following a recursion from one cell ends."""
    seen: set[tuple[int, ...]] = set()
    waiting = [index]
    steps = 0
    while waiting:
        steps += 1
        top = waiting.pop()
        own = [ref.index for ref in references(measured.tree(key, *top)) if ref.key == key]
        if index in own:
            return False
        waiting += [one for one in own if one not in seen]
        seen.update(own)
    return steps <= measured.values[key].size


class _Names:
    """A layout that only spells references."""

    def cell(self, ref):
        return "AAA$1000"

    def range(self, run):
        return "Sheet!$AAA$1000:$AAZ$1000"

    def parameter(self, path: str) -> str:
        return path.replace(".", "_")

    def frozen(self, ref) -> float:
        return 0.123456789012345678


def test_formulas_stay_short(measured: Measurement) -> None:
    for key, quantity in REGISTRY.items():
        if not quantity.is_input:
            for index in np.ndindex(measured.values[key].shape):
                assert len(formula(measured.tree(key, *index), _Names())) <= 1000


def test_prices_are_one_in_the_base_year() -> None:
    measured = measure(dataset(20), DEFAULT)
    position = measured.frame.year_position(2000)
    assert position is not None
    for k in range(len(PRICES)):
        level = measured.values["price_level"][k, position]
        assert math.isnan(level) or level == 1.0
