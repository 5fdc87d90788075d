"""Cities: a share of the province by X, scaled to it, never filled in; ranks of what there is."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import measure
from models.cities import Cities
from models.dataset import Dataset
from models.expression import Flag
from models.measurement import Measurement
from models.parameters import PRESETS, Parameters, with_value, with_values
from models.ranks import ranks
from tests.support_datasets import CITY_NAMES, city_pieces, dataset, with_cities

DEFAULT = PRESETS["gx2022"]
HELD = with_value(DEFAULT, "hold_city_shares", True)


def printed(data: Dataset, name: str, year: int) -> Fraction:
    """A city's GDP in 亿元, from what is printed."""
    piece = data.cities.piece("gdp", name, year)
    assert piece is not None
    value = piece.at(year)
    assert value is not None
    return Fraction(value) / (10_000 if piece.unit == "万元" else 1)


def flags(m: Measurement, key: str, *index: int) -> set[str]:
    return {flag.code for flag in m.flags(key, *index)}


def test_investment_of_a_city_by_hand() -> None:
    """I_c = I · (X / ΣX) · X_c / X, by exact fractions."""
    data = with_cities(dataset(70))
    m = measure(data, DEFAULT)
    for year in (2011, 2012, 2016):  # in 亿元, then in 万元
        own = {name: printed(data, name, year) for name in CITY_NAMES}
        whole = sum(own.values())
        gdp = Fraction(m.value("indicator", "gdp", year))
        assert m.value("city_factor", "gdp", year) == pytest.approx(float(gdp / whole), rel=1e-14)
        for asset in DEFAULT.assets:
            total = Fraction(m.value("investment", asset, year))
            for name in CITY_NAMES:
                expected = float(total * (gdp / whole) * own[name] / gdp)
                got = m.value("city_investment", asset, name, year)
                assert got == pytest.approx(expected, rel=1e-13)


def test_stock_of_a_city_by_hand() -> None:
    """Perpetual inventory of one city with 30 digits, without the program's own profile."""
    data = with_cities(dataset(71))
    m = measure(data, DEFAULT)
    asset, name, last = "communications", "乙市", 2016
    mpmath.mp.dps = 30
    mu, beta, sigma = mpmath.mpf("7.5"), mpmath.mpf("0.8"), mpmath.mpf("0.5")
    life = mpmath.mpf("1.5") * mu
    kept = 1 - mpmath.mpf("0.2644")

    def weight(age: int) -> mpmath.mpf:
        if age >= life:
            return mpmath.mpf(0)
        retired = mpmath.ncdf((age - mu) / sigma)
        return (life - age) / (life - beta * age) * (1 - retired)

    years = [year for year in m.frame.years if year <= last]
    first = next(y for y in years if not math.isnan(m.value("investment", asset, y)))
    real = {
        year: mpmath.mpf(m.value("investment", asset, year))
        / mpmath.mpf(m.value("price", asset, year))
        * mpmath.mpf(float(printed(data, name, year)))
        / mpmath.mpf(float(sum(printed(data, each, year) for each in CITY_NAMES)))
        for year in years
        if year >= first
    }
    growth = mpmath.mpf(m.value("investment_growth", asset))
    base = real[first] / (growth + 1 - kept)
    expected = base * kept ** (last - first + 1) + sum(
        weight(last - year) * flow for year, flow in real.items()
    )
    got = m.value("city_stock", asset, name, last)
    assert got == pytest.approx(float(expected), rel=1e-11)


@pytest.mark.parametrize("parameters", [DEFAULT, with_value(DEFAULT, "city_activity", "output")])
def test_cities_add_up_to_their_province(parameters: Parameters) -> None:
    m = measure(with_cities(dataset(72), output=True), parameters)
    for own, whole in (
        ("city_investment", "investment"),
        ("city_stock", "stock"),
        ("city_stock_current", "stock_current"),
        ("city_value_added", "digital_value_added_scaled"),
        ("city_digitalisation", "industry_digitalisation"),
        ("city_digital_economy", "digital_economy"),
    ):
        expected = m.values[whole]
        assert np.isfinite(expected).any(), whole
        np.testing.assert_allclose(m.values[own].sum(axis=1), expected, rtol=1e-9, err_msg=own)


def test_a_province_of_one_city_is_that_city() -> None:
    """Rule 3 too, which is not linear: the only city accumulates what the province does."""
    data = dataset(73)
    own = city_pieces("甲市", "地区生产总值", range(2000, 2022), np.linspace(50.0, 90.0, 22))
    m = measure(replace(data, cities=Cities(("甲市",), {"gdp": {"甲市": (own,)}})), DEFAULT)
    np.testing.assert_allclose(m.values["city_accumulated"][0], m.values["accumulated_scale"])
    known = np.isfinite(m.values["gdp_share"])
    assert known.any()
    np.testing.assert_allclose(
        m.values["city_gdp_share"][:, 0][known], m.values["gdp_share"][known]
    )


def test_rule_three_of_a_city_by_hand() -> None:
    m = measure(with_cities(dataset(74)), DEFAULT)
    c, t = 1, m.frame.year_position(2010)
    assert t is not None
    paid = m.values["traditional_compensation"]
    weight = paid / paid.sum(axis=0)
    growth = sum(
        (weight[a, t] + weight[a, t - 1])
        / 2
        * math.log(
            m.values["traditional_services"][a, t]
            * m.values["city_services_share"][a, c, t]
            / m.values["traditional_services"][a, t - 1]
            / m.values["city_services_share"][a, c, t - 1]
        )
        for a in range(3)
    )
    share = m.values["ict_income_share"]
    product = m.values["indicator"][3, t - 1] * m.values["city_share"][0, c, t - 1]
    real = m.values["traditional_gross_ratio"][t - 1] * product / m.values["gdp_deflator"][t - 1]
    step = real * (share[t] + share[t - 1]) / 2 * growth
    got = m.values["city_accumulated"][c, t] - m.values["city_accumulated"][c, t - 1]
    assert got == pytest.approx(step, rel=1e-9)


def test_a_missing_city_is_named_and_its_part_goes_to_nobody() -> None:
    data = with_cities(dataset(75), without={"丙市": range(2010, 2012)})
    m = measure(data, DEFAULT)
    t = m.frame.year_position(2010)
    assert t is not None
    reason = m.reason("city_investment", 0, 2, t)
    assert reason is not None
    assert reason.code == "needs.city_year"
    assert (reason.args["city"], reason.args["year"]) == ("丙市", 2010)
    assert math.isnan(m.values["city_factor"][0, t])
    assert "city_unscaled" in flags(m, "city_own_share", 0, 0, t)
    gdp = m.values["indicator"][3, t]
    expected = m.values["city_indicator"][0, 0, t] / gdp
    assert m.values["city_share"][0, 0, t] == pytest.approx(expected, rel=1e-14)
    # A stock needs every year of investment: what it lacks is the same year.
    later = m.reason("city_stock_total", 2, t + 2)
    assert later is not None
    assert later.code == "needs.city_year"
    # Complete years are scaled as ever.
    assert flags(m, "city_own_share", 0, 0, t - 1) == set()


def test_shares_are_held_only_when_a_person_confirms_it() -> None:
    data = with_cities(dataset(76), without={name: range(2000, 2021) for name in CITY_NAMES})
    refused, held = measure(data, DEFAULT), measure(data, HELD)
    assert np.isfinite(refused.values["city_investment"]).any(axis=2).sum() <= 9
    assert np.isnan(refused.values["city_stock"]).all()
    t = held.frame.year_position(2017)
    assert t is not None
    share = held.values["city_share"][0, 1, t]
    assert share == held.values["city_own_share"][0, 1, t + 4]
    assert "extrapolated" in flags(held, "city_share", 0, 1, t)
    # Of one share for all years the stock is that share of the province's.
    expected = share * held.values["stock"][:, t]
    np.testing.assert_allclose(held.values["city_stock"][:, 1, t], expected, rtol=1e-12)
    np.testing.assert_allclose(
        held.values["city_stock"][:, :, t].sum(axis=1), held.values["stock"][:, t], rtol=1e-12
    )


def test_a_gap_is_interpolated_between_its_neighbours() -> None:
    data = with_cities(dataset(77), without={"甲市": range(2009, 2011)})
    m = measure(data, HELD)
    share = {year: m.value("city_share", "gdp", "甲市", year) for year in range(2008, 2012)}
    third = (share[2011] - share[2008]) / 3
    assert share[2009] == pytest.approx(share[2008] + third, rel=1e-12)
    assert share[2010] == pytest.approx(share[2008] + 2 * third, rel=1e-12)


def test_one_share_for_all_gives_one_rank_for_all() -> None:
    """Cities whose shares never change have one ratio to GDP: rounding must not rank them."""
    data = dataset(78)
    years = range(2000, 2022)
    growing = 1.09 ** np.arange(22.0)
    found = {
        name: (city_pieces(name, "地区生产总值", years, growing * part),)
        for name, part in zip(CITY_NAMES, (31.7, 11.3, 57.1), strict=True)
    }
    m = measure(replace(data, cities=Cities(CITY_NAMES, {"gdp": found})), DEFAULT)
    t = m.frame.year_position(2016)
    assert t is not None
    assert m.values["city_share_rank"][1, :, t].tolist() == [1.0, 1.0, 1.0]
    assert m.values["city_growth_rank"][1, :, t].tolist() == [1.0, 1.0, 1.0]
    assert m.values["city_scale_rank"][1, :, t].tolist() == [2.0, 3.0, 1.0]


def test_ranks_with_ties_and_missing() -> None:
    assert ranks([3.0, math.nan, 5.0, 3.0, -1.0])[[0, 2, 3, 4]].tolist() == [2.0, 1.0, 2.0, 4.0]
    assert math.isnan(ranks([3.0, math.nan])[1])


@given(arrays(float, st.integers(1, 12), elements=st.sampled_from([-2.0, 0.0, 1.5, 7.0, math.nan])))
def test_ranks_are_those_of_a_sorted_list(values: np.ndarray) -> None:
    present = sorted((v for v in values.tolist() if not math.isnan(v)), reverse=True)
    for value, rank in zip(values.tolist(), ranks(values).tolist(), strict=True):
        if math.isnan(value):
            assert math.isnan(rank)
        else:
            assert rank == present.index(value) + 1


def test_by_output_of_the_producing_industries() -> None:
    """The appendix's reading: every asset goes by the output of the industry that makes it."""
    m = measure(
        with_cities(dataset(79), output=True),
        with_values(DEFAULT, {"city_activity": "output"}),
    )
    t = m.frame.year_position(2014)
    assert t is not None
    for a, k in ((0, 1), (1, 1), (2, 2)):
        own = m.values["city_indicator"][k, :, t]
        expected = m.values["investment"][a, t] * own / own.sum()
        np.testing.assert_allclose(m.values["city_investment"][a, :, t], expected, rtol=1e-12)


def test_without_any_data_there_is_no_figure_and_no_error() -> None:
    m = measure(Dataset("广西"), DEFAULT)
    assert m.frame.years == ()
    assert all(m.values[key].size == 0 for key in ("city_stock", "city_growth", "city_scale_rank"))


def test_series_of_unknown_indicators_or_of_unnamed_cities_are_an_error() -> None:
    own = with_cities(dataset(1)).cities
    with pytest.raises(ValueError, match="population"):
        Cities(own.names, {"population": own.series["gdp"]})
    with pytest.raises(ValueError, match="甲市"):
        Cities(own.names[1:], own.series)


@pytest.mark.parametrize("output", [True, False])
def test_value_added_goes_to_cities_by_output_where_that_reaches_as_far_as_gdp(
    output: bool,
) -> None:
    """Output of electronics ends in 2015 and GDP in 2021: one series for all years, so GDP."""
    m = measure(with_cities(dataset(48), output=output), DEFAULT)
    t = m.frame.years.index(2010)
    names = m.frame.labels("city_indicator")
    for g, group in enumerate(("electronics", "software")):
        by_gdp = group == "electronics" or not output
        own = m.values["city_indicator"][names.index("gdp" if by_gdp else group), :, t]
        whole = m.values["digital_value_added_scaled"][g, t]
        found = m.values["city_value_added"][g, :, t]
        np.testing.assert_allclose(found, whole * own / own.sum(), rtol=1e-12)
        for c in range(len(CITY_NAMES)):
            assert (Flag("proxy") in m.flags("city_value_added", g, c, t)) == by_gdp


def test_a_figure_of_a_city_stands_in_the_file_that_prints_its_year() -> None:
    m = measure(with_cities(dataset(48)), DEFAULT)
    for city, year, cell in (("甲市", 2003, "E5"), ("乙市", 2012, "B5"), ("丙市", 2021, "K5")):
        origin = m.origin("city_printed", *m.positions("city_printed", "gdp", city, year))
        assert origin is not None
        assert (origin.table.file, origin.cell) == (
            f"{city}{2000 if year < 2012 else 2012}.xlsx",
            cell,
        )
    assert m.origin("city_printed", 1, 0, 3) is None  # no output of cities


def test_of_two_pieces_the_one_that_prints_a_year_is_read() -> None:
    """GDP to 2011 in 亿元, from 2012 in 万元."""
    own = with_cities(dataset(1)).cities
    name = own.names[0]
    first, second = own.series["gdp"][name]
    assert own.piece("gdp", name, 2011) is first
    assert own.piece("gdp", name, 2012) is second
    assert own.piece("gdp", name, 1999) is None
    assert own.piece("software", name, 2011) is None
    assert own.piece("gdp", "丁市", 2011) is None


def test_a_figure_of_a_city_that_a_person_explained_is_marked() -> None:
    data = with_cities(dataset(48))
    first, second = data.cities.series["gdp"]["甲市"]
    held = {**data.cities.series["gdp"], "甲市": (replace(first, assumed=("year",)), second)}
    cities = replace(data.cities, series={"gdp": held})
    m = measure(replace(data, cities=cities), DEFAULT)
    for city, year, marked in (("甲市", 2005, True), ("甲市", 2015, False), ("乙市", 2005, False)):
        place = m.positions("city_printed", "gdp", city, year)
        assert (Flag("assumed") in m.flags("city_printed", *place)) == marked
