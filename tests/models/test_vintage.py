"""Table figures are brought to the GDP series; published ones are of its vintage already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.measurement import Measurement
from models.parameters import PRESETS, with_value
from tests.support_datasets import dataset, series

PRINTED = {2015: 310.0, 2016: 330.0, 2017: 350.0}
DATA = dataset(4)


def measured(scaling: str = "scaled") -> Measurement:
    published = series("增加值", range(2015, 2018), np.array(list(PRINTED.values())), unit="亿元")
    data = replace(DATA, series={**DATA.series, "value_added.electronics": published})
    return measure(data, with_value(PRESETS["gx2022"], "vintage_scaling", scaling))


def factor(year: int) -> float:
    """GDP of a table's year over the sum of its value added, both in 亿元."""
    gdp = DATA.series["indicator.gdp"]
    table = next(each.table for each in DATA.benchmarks if each.year == year)
    added = sum(table.blocks["TVA"].values.tolist()) / 10_000
    return gdp.values[gdp.years.index(year)] / added


def test_the_factor_is_that_of_the_tables_and_straight_between_them() -> None:
    m = measured()
    first, last = factor(2007), factor(2017)
    assert abs(first - 1) > 0.05
    assert abs(last - first) > 0.05
    for year, expected in (
        (2007, first),
        (2017, last),
        (2010, (7 * first + 3 * last) / 10),
        (2016, (first + 9 * last) / 10),
    ):
        assert m.value("vintage_factor", year) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("year", [2015, 2016])
def test_a_published_figure_between_tables_is_taken_as_it_is(year: int) -> None:
    m = measured()
    scaled = m.value("digital_value_added_scaled", "electronics", year)
    assert scaled == pytest.approx(PRINTED[year], rel=1e-12)
    # Of the other group nothing is published: it is brought to the series.
    other = m.value("digital_value_added", "software", year)
    expected = other * m.value("vintage_factor", year)
    assert m.value("digital_value_added_scaled", "software", year) == pytest.approx(expected)


def test_the_year_of_a_table_has_the_figure_of_the_table_brought_to_the_series() -> None:
    m = measured()
    table = DATA.benchmarks[1].table
    own = table.blocks["TVA"].values[table.names.index("电子")] / 10_000
    assert m.value("digital_value_added", "electronics", 2017) == pytest.approx(own, rel=1e-12)
    scaled = m.value("digital_value_added_scaled", "electronics", 2017)
    assert scaled == pytest.approx(own * factor(2017), rel=1e-12)


def test_what_is_published_in_no_unit_of_money_is_not_published() -> None:
    tons = series("增加值", range(2015, 2018), np.array(list(PRINTED.values())), unit="吨")
    m = measure(
        replace(DATA, series={**DATA.series, "value_added.electronics": tons}), PRESETS["gx2022"]
    )
    own = m.value("digital_value_added", "electronics", 2015)
    assert own != pytest.approx(PRINTED[2015])
    scaled = m.value("digital_value_added_scaled", "electronics", 2015)
    assert scaled == pytest.approx(own * m.value("vintage_factor", 2015), rel=1e-12)


def test_without_scaling_every_factor_is_one() -> None:
    m = measured("none")
    found = m.values["vintage_factor"]
    assert set(found[~np.isnan(found)].tolist()) == {1.0}
