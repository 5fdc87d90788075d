"""A measurement as a whole: told as it goes on, stopped at any step, asked by labels."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.expression import Flag
from models.frame import FACTORS
from models.frozen import FrozenMap
from models.measurement import Cancelled, Measurement
from models.parameters import PRESETS, changed_paths, with_values
from models.quantities import REGISTRY
from tests.support_datasets import dataset, with_cities

DEFAULT = PRESETS["gx2022"]
LIGHT = replace(dataset(1), industries=())


@pytest.fixture(scope="module")
def m() -> Measurement:
    return measure(LIGHT, DEFAULT)


def test_it_is_told_in_equal_steps_how_much_is_done() -> None:
    told: list[float] = []
    measure(LIGHT, DEFAULT, progress=told.append)
    np.testing.assert_allclose(told, np.arange(1, len(REGISTRY) + 1) / len(REGISTRY), rtol=1e-14)


@pytest.mark.parametrize("steps", [0, 1, 30])
def test_it_is_stopped_before_the_next_quantity(steps: int) -> None:
    told: list[float] = []
    with pytest.raises(Cancelled):
        measure(LIGHT, DEFAULT, progress=told.append, cancelled=lambda: len(told) >= steps)
    assert len(told) == steps


def test_figures_are_found_by_labels(m: Measurement) -> None:
    assert m.positions("stock", "software", 2010) == (2, 10)
    assert m.value("stock", "software", 2010) == m.values["stock"][2, 10]
    sector = m.frame.labels("sector", 1)[3]
    assert m.positions("table_gfcf", 2017, sector) == (1, 3)
    for labels in (("software",), ("software", 2010, 1), ("hardware", 2010), ("software", 1999)):
        with pytest.raises(KeyError):
            m.positions("stock", *labels)


def test_a_figure_has_no_reason_and_what_is_missing_without_one_is_an_error(m: Measurement) -> None:
    assert m.reason("stock", 2, 10) is None
    stock = np.array(m.values["stock"])
    stock[2, 10] = math.nan
    broken = replace(m, values=FrozenMap({**m.values, "stock": stock}), _reasons={})
    with pytest.raises(AssertionError, match="stock"):
        broken.reason("stock", 2, 10)


def test_leaves_have_a_cell_and_what_is_computed_has_none(m: Measurement) -> None:
    gdp = m.frame.labels("indicator").index("gdp")
    origin = m.origin("indicator_printed", gdp, 3)
    assert origin is not None
    assert origin.cell == "E5"  # the fourth year in row 5, whose name stands in column A
    assert m.origin("indicator", gdp, 3) is None
    bare = measure(dataset(1, drop=("indicator.gdp",)), DEFAULT)
    assert bare.origin("indicator_printed", gdp, 3) is None
    assert bare.flags("indicator_printed", gdp, 3) == ()


def test_flags_below_are_sorted_and_without_those_of_the_figure_itself(m: Measurement) -> None:
    own, below = m.flags("investment", 2, 12), m.inherited_flags("stock", 2, 12)
    assert own == ()
    assert list(below) == sorted(below, key=lambda flag: flag.code)
    assert Flag("interpolated") in below
    ratio = m.positions("conversion_ratio", "software", 2012)
    assert m.flags("conversion_ratio", *ratio) == (Flag("interpolated"),)
    assert Flag("interpolated") not in m.inherited_flags("conversion_ratio", *ratio)


def test_the_paths_that_differ_are_named_in_their_order() -> None:
    now = with_values(
        DEFAULT,
        {"software.beta": 0.7, "alpha": 0.4, "computers.share_2017": 0.3, "first_year": 1999},
    )
    assert changed_paths(DEFAULT, DEFAULT) == ()
    found = changed_paths(now, DEFAULT)
    assert set(found) == {"software.beta", "alpha", "computers.share_2017", "first_year"}
    assert found.index("alpha") < found.index("first_year") < found.index("software.beta")
    assert set(changed_paths(DEFAULT, now)) == set(found)


def test_without_industries_nothing_that_rests_on_them_has_a_figure() -> None:
    """A sum over none of them would be zero. (The rest of income has no quantity: growth zero.)"""
    rests: set[str] = set()
    for key, quantity in REGISTRY.items():
        if {"industry", "buyer"} & set(quantity.axes) or rests & (set(quantity.needs) - {key}):
            rests.add(key)
    bare = measure(replace(with_cities(dataset(1)), industries=()), DEFAULT)
    there = {key for key in rests if np.isfinite(bare.values[key]).any()}
    assert there == {"aggregate_input_growth"}
    growth = bare.values["aggregate_input_growth"]
    residual = FACTORS.index("residual")
    assert np.isnan(np.delete(growth, residual, axis=0)).all()
    np.testing.assert_array_equal(growth[residual], 0.0)
    for key in ("allocation_total", "regional_rate", "domar_tfp", "traditional_stock"):
        reason = bare.reason(key, *np.zeros(bare.values[key].ndim, dtype=int))
        assert reason is not None
        assert reason.code == "needs.axis.industry"
    assert len(rests) > 80
