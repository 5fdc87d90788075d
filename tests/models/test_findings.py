"""What a measurement finds about itself, on figures set by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.expression import Flag, Ref
from models.findings import Finding, findings
from models.frozen import FrozenMap
from models.measurement import Measurement
from models.messages import message
from models.parameters import PRESETS, with_values
from tests.support_datasets import dataset, series, with_cities, with_series

DEFAULT = PRESETS["gx2022"]
SOFTWARE = 2


@pytest.fixture(scope="module")
def m() -> Measurement:
    return measure(dataset(1), DEFAULT)


def with_(m: Measurement, **changes: np.ndarray) -> Measurement:
    return replace(m, values=FrozenMap({**m.values, **changes}))


def of(m: Measurement, code: str) -> list[Finding]:
    return [one for one in findings(m) if one.code == code]


def between(m: Measurement, ends: tuple[float, float], years: dict[int, float]) -> Measurement:
    """Software investment of `ends` in the two tables, 20 between them but for some years."""
    benchmark = np.array(m.values["benchmark_investment"])
    benchmark[:] = 20.0
    benchmark[SOFTWARE] = ends
    investment = np.full_like(m.values["investment"], 20.0)
    for year, value in years.items():
        investment[SOFTWARE, year - 2000] = value
    return with_(m, benchmark_investment=benchmark, investment=investment)


@pytest.mark.parametrize("ends", [(10.0, 40.0), (40.0, 10.0)])
def test_investment_may_leave_the_band_of_its_tables_by_half(
    m: Measurement, ends: tuple[float, float]
) -> None:
    """From 10/1.5 = 6.67 to 40 x 1.5 = 60; 5 is a quarter of the middle of 20, 65 is 3.25 of it."""
    inside = between(m, ends, {2008: 59.9, 2016: 6.7, 2007: 1e3, 2017: 1e3, 2018: 1e3})
    assert of(inside, "investment_leaves_band") == []
    (found,) = of(between(m, ends, {2008: 65.0, 2012: 5.0, 2016: 60.1}), "investment_leaves_band")
    assert found.ref == Ref("investment", (SOFTWARE, 12))
    assert found.message == message(
        "finding.investment_leaves_band",
        asset=message("asset.software"),
        years="2008, 2012, 2016",
        worst=2012,
        value=5.0,
        low=10.0,
        high=40.0,
    )


def test_given_investment_has_no_band(m: Measurement) -> None:
    own = series("软件投资", range(2000, 2022), np.full(22, 5.0), unit="亿元")
    given = measure(with_series(dataset(1), {"investment.software": own}), DEFAULT)
    assert of(between(given, (10.0, 40.0), {2012: 5.0}), "investment_leaves_band") == []


def test_cities_that_lack_years_and_shares_of_other_years_are_found() -> None:
    """甲市 has no GDP to 2003, 丙市 none in 2009 and 2010."""
    some = {"甲市": range(2000, 2004), "丙市": range(2009, 2011)}
    data = with_cities(dataset(48), without=some)
    (found,) = of(measure(data, DEFAULT), "cities_incomplete")
    assert found.message.args["cities"] == ("甲市", "丙市")
    assert found.message.args["years"] == "2000–2003, 2009–2010"
    assert found.ref == Ref("city_own_share", (0, 1, 0))  # the first city that has one
    assert of(measure(data, DEFAULT), "cities_held") == []
    held = measure(data, with_values(DEFAULT, {"hold_city_shares": True}))
    (found,) = of(held, "cities_held")
    assert found.message.args["years"] == "2000–2003, 2009–2010"
    assert found.ref.key == "city_share"
    assert found.ref.index[2] == 0
    assert of(measure(with_cities(dataset(48)), DEFAULT), "cities_incomplete") == []


def test_cities_far_from_their_province_are_found(m: Measurement) -> None:
    """A fifth too much in 2005 and a third too little in 2010: the worse is named."""
    whole = measure(with_cities(dataset(48)), DEFAULT)
    factor = np.ones_like(whole.values["city_factor"])
    factor[0, 5], factor[0, 10] = 1.2, 0.67
    (found,) = of(with_(whole, city_factor=factor), "cities_far")
    assert found.message.args["years"] == "2005, 2010"
    assert found.message.args["worst"] == 2010
    assert found.message.args["factor"] == "0.6700"
    assert found.ref == Ref("city_factor", (0, 10))
    assert of(with_(whole, city_factor=np.ones_like(factor)), "cities_far") == []


def test_a_base_stock_that_weighs_more_than_a_tenth_is_found(m: Measurement) -> None:
    share = np.zeros_like(m.values["base_share"])
    share[1, 3:6] = [0.51234, 0.2, 0.1001]
    share[1, 6] = 0.1
    (found,) = of(with_(m, base_share=share), next(iter(_codes(m, share))))
    assert found.ref == Ref("base_share", (1, 3))
    told = found.message.args
    assert (told["first"], told["last"], told["percent"]) == (2003, 2005, 51.2)
    assert told["asset"] == message("asset.communications")
    assert of(with_(m, base_share=np.full_like(share, 0.1)), found.code) == []


def test_stocks_of_the_accounts_that_are_others_than_those_of_rule_one_are_found(
    m: Measurement,
) -> None:
    ratio = np.ones_like(m.values["accounts_stock_ratio"])
    assert of(with_(m, accounts_stock_ratio=ratio), "accounts_stock_differs") == []
    ratio[1, [4, 6, 9]] = [1.25, 1.5, 0.75]
    (found,) = of(with_(m, accounts_stock_ratio=ratio), "accounts_stock_differs")
    told = found.message.args
    assert (told["first"], told["last"]) == (2004, 2009)
    assert (told["first_percent"], told["last_percent"]) == ("+25.0", "-25.0")
    assert found.ref == Ref("accounts_stock_ratio", (1, 4))


def _codes(m: Measurement, share: np.ndarray) -> set[str]:
    """Codes that a weighty base stock adds."""
    without = {one.code for one in findings(with_(m, base_share=np.zeros_like(share)))}
    return {one.code for one in findings(with_(m, base_share=share))} - without


def test_numbers_of_a_reviewer_are_counted_and_named() -> None:
    data = dataset(1)
    gdp = data.series["indicator.gdp"]
    said = tuple((gdp.cells[i], f"reviewed {i}") for i in range(7))
    changed = with_series(data, {"indicator.gdp": replace(gdp, changes=said)})
    assert of(measure(data, DEFAULT), "reviewed") == []
    (found,) = of(measure(changed, DEFAULT), "reviewed")
    assert found.severity == "warning"
    assert found.message.args["count"] == 7
    assert len(found.message.args["cells"]) == 5
    assert found.ref.index[-1] == 0


@pytest.mark.parametrize("ends", [(10.0, 40.0), (40.0, 10.0)])
def test_a_path_is_marked_where_it_leaves_the_band_of_its_tables(
    m: Measurement, ends: tuple[float, float]
) -> None:
    """From 10/1.5 to 40 x 1.5 between the tables of 2007 and 2017, both ends included."""
    benchmark = np.array(m.values["benchmark_investment"])
    benchmark[SOFTWARE] = ends
    for value, marked in ((6.6, True), (6.7, False), (59.9, False), (60.1, True), (60.0, False)):
        path = np.full_like(m.values["investment_path"], value)
        found = with_(m, benchmark_investment=benchmark, investment_path=path)
        for year in (2006, 2007, 2008, 2016, 2017, 2018):
            flags = found.flags("investment_path", SOFTWARE, 0, year - 2000)
            between = year in (2008, 2016)
            assert (Flag("leaves_band") in flags) == (marked and between), (value, year)
