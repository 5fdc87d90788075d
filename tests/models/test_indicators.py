"""Series carried to a benchmark by the growth of GDP, and never further."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.measurement import Measurement
from models.parameters import PRESETS, with_values
from tests.support_datasets import dataset, series, with_series

DEFAULT = PRESETS["gx2022"]
GDP = 1000.0 + 10.0 * np.arange(22) ** 2
"""2000 to 2021: 1000, 1010, 1040, 1090, ..."""


def measured(first: int, last: int, **parameters: object) -> Measurement:
    """Software from one year to another, 50 in every one; tables of 2007 and 2017."""
    years = range(first, last + 1)
    own = {
        "indicator.gdp": series("地区生产总值", range(2000, 2022), GDP, unit="亿元"),
        "indicator.software": series("软件", years, np.full(len(years), 50.0), unit="亿元"),
    }
    return measure(with_series(dataset(1), own), with_values(DEFAULT, parameters))


def values(m: Measurement) -> np.ndarray:
    k = m.frame.labels("indicator").index("software")
    return np.asarray(m.values["indicator"][k])


def known(m: Measurement) -> tuple[int, int]:
    there = np.flatnonzero(~np.isnan(values(m)))
    assert there.size == there[-1] - there[0] + 1
    return 2000 + int(there[0]), 2000 + int(there[-1])


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (2000, 2015, (2000, 2017)),  # two years before the table: carried to it, not beyond
        (2000, 2016, (2000, 2017)),
        (2000, 2017, (2000, 2017)),
        (2000, 2014, (2000, 2014)),  # three years before it: too far
        (2000, 2018, (2000, 2018)),
        (2008, 2021, (2007, 2021)),
        (2009, 2021, (2007, 2021)),
        (2010, 2021, (2010, 2021)),
        (2007, 2021, (2007, 2021)),
        (2005, 2021, (2005, 2021)),
    ],
)
def test_a_series_is_carried_two_years_to_a_table(
    first: int, last: int, span: tuple[int, int]
) -> None:
    assert known(measured(first, last)) == span


def test_what_is_carried_moves_with_gdp() -> None:
    """From 2015 on GDP is 3250, 3560, 3890; back from 2009 it is 1810, 1640, 1490."""
    forwards = values(measured(2000, 2015))
    assert forwards[15] == 50.0
    assert forwards[16] == pytest.approx(50 * 3560 / 3250, rel=1e-14)
    assert forwards[17] == pytest.approx(50 * 3890 / 3250, rel=1e-14)
    backwards = values(measured(2009, 2021))
    assert backwards[9] == 50.0
    assert backwards[8] == pytest.approx(50 * 1640 / 1810, rel=1e-14)
    assert backwards[7] == pytest.approx(50 * 1490 / 1810, rel=1e-14)


def test_how_far_it_is_carried_is_a_parameter() -> None:
    assert known(measured(2000, 2014, extension_years=3)) == (2000, 2017)
    assert known(measured(2000, 2015, extension_years=1)) == (2000, 2015)
    assert known(measured(2010, 2021, extension_years=3)) == (2007, 2021)
    assert known(measured(2000, 2016, extension_years=0)) == (2000, 2016)


def test_a_person_may_carry_it_on_beyond_the_last_table_and_not_before_the_first() -> None:
    assert known(measured(2000, 2014, extend_activity=True)) == (2000, 2021)
    assert known(measured(2000, 2018, extend_activity=True)) == (2000, 2021)
    assert known(measured(2010, 2021, extend_activity=True)) == (2010, 2021)


@pytest.mark.parametrize("last", [2000, 2010, 2020])
def test_without_a_table_a_person_may_carry_a_series_on_from_any_year(last: int) -> None:
    years = range(2000, last + 1)
    own = {
        "indicator.gdp": series("地区生产总值", range(2000, 2022), GDP, unit="亿元"),
        "indicator.software": series("软件", years, np.full(len(years), 50.0), unit="亿元"),
    }
    m = measure(with_series(replace(dataset(1), benchmarks=(), industries=()), own), DEFAULT)
    k = m.frame.labels("indicator").index("software")
    reason = m.reason("indicator", k, last + 1 - 2000)
    assert reason is not None
    assert reason.code == "needs.series_year_or_confirmation"
    assert reason.args["year"] == last + 1
