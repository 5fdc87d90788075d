"""Which series carries the value added of the digital industries between the tables.

One for all years: output of the group where it reaches every table, else GDP (method, section 8).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.expression import Flag
from models.measurement import Measurement
from models.parameters import PRESETS, with_values
from tests.support_datasets import dataset, series, until, with_series, without_years

DEFAULT = PRESETS["gx2022"]
GROUP = {"electronics": 0, "software": 1}


def driver(m: Measurement, group: str) -> np.ndarray:
    return np.asarray(m.values["digital_driver"][GROUP[group]])


def indicator(m: Measurement, name: str) -> np.ndarray:
    return np.asarray(m.values["indicator"][m.frame.labels("indicator").index(name)])


@pytest.mark.parametrize(
    ("data", "own"),
    [
        (dataset(31), True),  # output of 2005 to 2015, carried to the table of 2017
        (until(dataset(31), "indicator.electronics", 2014), False),  # too far from 2017
        (without_years(dataset(31), "indicator.electronics", range(2005, 2010)), False),
        (without_years(dataset(31), "indicator.electronics", range(2009, 2011)), True),
        (dataset(31, drop=("indicator.electronics",)), False),
        (replace(dataset(31), benchmarks=(), industries=()), False),  # nothing to reach
    ],
    ids=["reaches both", "ends early", "starts late", "a gap between", "none", "no table"],
)
def test_output_of_the_group_carries_where_it_reaches_every_table(data: Dataset, own: bool) -> None:
    m = measure(data, DEFAULT)
    name = "electronics" if own else "gdp"
    np.testing.assert_array_equal(driver(m, "electronics"), indicator(m, name))
    t = m.frame.years.index(2012)
    expected = () if own else (Flag("proxy"),)
    assert m.flags("digital_driver", GROUP["electronics"], t) == expected
    # The other group is asked for itself.
    other = indicator(m, "software" if data.benchmarks else "gdp")
    np.testing.assert_array_equal(driver(m, "software"), other)


def test_a_table_before_the_years_measured_is_not_reached() -> None:
    m = measure(dataset(31), with_values(DEFAULT, {"first_year": 2010, "base_year": 2010}))
    np.testing.assert_array_equal(driver(m, "software"), indicator(m, "gdp"))


def test_carried_by_gdp_value_added_keeps_the_tables_and_moves_between_them() -> None:
    """Halfway between the tables: GDP times the geometric mean of both ratios, by hand."""
    data = until(dataset(31), "indicator.electronics", 2014)
    gdp = series("地区生产总值", range(2000, 2022), 1000.0 + 50.0 * np.arange(22), unit="亿元")
    m = measure(with_series(data, {"indicator.gdp": gdp}), DEFAULT)
    added = []
    for one in data.benchmarks:
        place = one.table.names.index("电子")
        added.append(one.table.blocks["TVA"].values[place] / 10_000)
    # GDP of 2007, 2012 and 2017 is 1350, 1600 and 1850.
    expected = 1600 * (added[0] / 1350 * added[1] / 1850) ** 0.5
    assert m.value("digital_value_added", "electronics", 2012) == pytest.approx(expected, rel=1e-12)
    assert m.value("digital_value_added", "electronics", 2007) == pytest.approx(added[0], rel=1e-12)
    # Beyond the last table its ratio is held: GDP of 2021 is 2050.
    assert m.value("digital_value_added", "electronics", 2021) == pytest.approx(
        2050 * added[1] / 1850, rel=1e-12
    )
