"""Benchmarks, ratios and the annual series of investment."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import measure
from models.expression import Flag
from models.investment import ACTIVITIES, INTERPOLATIONS, interpolate_ratio, weighted_total
from models.messages import message
from models.parameters import PRESETS, with_value
from models.paths import investment_paths
from models.sources import Origin
from tests.support_datasets import dataset, series, with_series, with_third_table

DEFAULT = PRESETS["gx2022"]


def test_geometric_interpolation_by_hand() -> None:
    """0.08 to 0.01 over nine years: after three years 0.08 * (1/8)^(1/3) = 0.04."""
    found = interpolate_ratio([0.08, 0.01], [2008, 2017], range(2006, 2020))
    assert found[0] == found[1] == found[2] == 0.08  # held before the first benchmark
    assert found[5] == pytest.approx(0.04, rel=1e-14)
    assert found[8] == pytest.approx(0.02, rel=1e-14)
    assert found[11] == found[13] == 0.01


def test_linear_where_one_benchmark_is_zero() -> None:
    found = interpolate_ratio([0.0, 0.1], [2007, 2017], [2007, 2012, 2017])
    np.testing.assert_allclose(found, [0.0, 0.05, 0.1], rtol=1e-14)


def test_a_benchmark_without_ratio_leaves_the_years_that_need_it_without() -> None:
    found = interpolate_ratio([0.1, np.nan], [2007, 2017], [2005, 2007, 2012, 2017, 2019])
    assert found[0] == found[1] == 0.1
    assert np.isnan(found[2:]).all()


@given(
    st.floats(1e-4, 1),
    st.floats(1e-4, 1),
    st.integers(2, 15),
    st.sampled_from(INTERPOLATIONS),
)
def test_interpolated_ratios_stay_between_their_benchmarks(
    start: float, end: float, span: int, method: str
) -> None:
    found = interpolate_ratio([start, end], [2000, 2000 + span], range(2000, 2001 + span), method)
    assert found[0] == start
    assert found[-1] == end
    assert np.all(found >= min(start, end) * (1 - 1e-12))
    assert np.all(found <= max(start, end) * (1 + 1e-12))


def test_a_blank_outside_the_frame_spoils_nothing() -> None:
    assert weighted_total([np.nan, 2.0, 3.0], [0.0, 1.0, 0.5]) == 3.5
    assert np.isnan(weighted_total([np.nan, 2.0], [1.0, 1.0]))


@pytest.mark.parametrize("seed", range(5))
def test_every_benchmark_is_reproduced(seed: int) -> None:
    measured = measure(dataset(seed), DEFAULT)
    for asset in measured.frame.assets:
        for year in measured.frame.benchmarks:
            assert measured.value("investment", asset, year) == pytest.approx(
                measured.value("benchmark_investment", asset, year), rel=1e-13
            )


def test_assets_and_what_is_left_out_exhaust_the_group() -> None:
    """Shares of a group: assets + sectors left out + unweighted rest = 1 (allocation law)."""
    data = dataset(4)
    measured = measure(data, DEFAULT)
    for b, benchmark in enumerate(data.benchmarks):
        assert benchmark.reference is not None
        gfcf = benchmark.reference.blocks["FU201"].values
        names = benchmark.reference.names
        total = sum(gfcf[names.index(n)] for n in ("计算机", "通信设备", "雷达", "元件"))
        out = gfcf[names.index("元件")] + 0.3 * gfcf[names.index("雷达")]
        shares = measured.values["asset_share"][:2, b].sum()
        assert shares + out / total == pytest.approx(1.0, rel=1e-12)


def test_a_given_share_replaces_the_tables() -> None:
    measured = measure(dataset(1), with_value(DEFAULT, "computers.share_2007", 0.25))
    assert measured.value("asset_share", "computers", 2007) == 0.25
    b = measured.frame.benchmarks.index(2007)
    assert measured.value("benchmark_investment", "computers", 2007) == pytest.approx(
        0.25 * measured.values["group_gfcf"][0, b]
    )


def test_a_series_is_carried_to_the_benchmark_by_gdp_and_marked() -> None:
    measured = measure(dataset(1), DEFAULT)  # electronics output ends in 2015, table of 2017
    gdp = measured.dataset.series["indicator.gdp"]
    output = measured.dataset.series["indicator.electronics"]
    expected = output.at(2015) / 1e4 * gdp.at(2017) / gdp.at(2015)  # type: ignore[operator]
    assert measured.value("activity", "computers", 2017) == pytest.approx(expected, rel=1e-13)
    place = measured.positions("indicator", "electronics", 2017)
    assert measured.flags("indicator", *place) == (Flag("extended"),)


def test_no_year_after_the_last_table_without_a_series_or_a_confirmation() -> None:
    measured = measure(dataset(1), DEFAULT)
    place = measured.positions("investment", "computers", 2018)
    assert math.isnan(measured.at("investment", place))
    reason = measured.reason("investment", *place)
    assert reason is not None
    assert reason.code == "needs.series_year_or_confirmation"
    confirmed = measure(dataset(1), with_value(DEFAULT, "extend_activity", True))
    assert confirmed.value("investment", "computers", 2018) > 0


def test_a_series_that_ends_too_early_is_not_carried_further_than_allowed() -> None:
    measured = measure(dataset(1), with_value(DEFAULT, "extension_years", 1))
    assert math.isnan(measured.value("benchmark_ratio", "computers", 2017))
    reason = measured.reason("investment", *measured.positions("investment", "computers", 2012))
    assert reason is not None
    assert reason.code == "needs.series_year"


def test_missing_gdp_is_what_a_carried_year_needs() -> None:
    measured = measure(dataset(6, drop=("indicator.gdp",)), DEFAULT)
    reason = measured.reason("investment", *measured.positions("investment", "computers", 2017))
    assert reason == message("needs.series", series=message("role.indicator.gdp"))


def test_every_printed_figure_knows_its_cell() -> None:
    measured = measure(dataset(1), DEFAULT)
    table = measured.dataset.benchmarks[0].table
    place = measured.positions("table_gfcf", 2007, "电子")
    assert measured.origin("table_gfcf", *place) == Origin(table.source, "AY11")


def test_flags_of_sources_reach_the_results() -> None:
    data = dataset(1)
    answered = replace(data.series["indicator.software"], assumed=("unit",))
    series = {**data.series, "indicator.software": answered}
    measured = measure(replace(data, series=series), DEFAULT)
    place = measured.positions("stock", "software", 2012)
    codes = {flag.code for flag in measured.inherited_flags("stock", *place)}
    assert {"assumed", "proxy", "extrapolated"} <= codes


def test_inverse_distance_by_hand() -> None:
    """2010 between 2007, 2012 and 2017: weights 1/9, 1/4, 1/49 at p = 2."""
    found = interpolate_ratio([0.1, 0.2, 0.4], [2007, 2012, 2017], [2010], "inverse_distance", 2)
    weights = [1 / 9, 1 / 4, 1 / 49]
    expected = (0.1 * weights[0] + 0.2 * weights[1] + 0.4 * weights[2]) / sum(weights)
    assert found[0] == pytest.approx(expected, rel=1e-14)
    held = interpolate_ratio([0.1, 0.2], [2007, 2012], [2000, 2007, 2012, 2020], "inverse_distance")
    np.testing.assert_array_equal(held, [0.1, 0.1, 0.2, 0.2])


def test_nearest_takes_the_earlier_of_two_equally_close() -> None:
    found = interpolate_ratio([1.0, 2.0], [2008, 2012], range(2007, 2014), "nearest")
    np.testing.assert_array_equal(found, [1, 1, 1, 1, 2, 2, 2])


@given(st.floats(0.01, 1), st.floats(0.01, 1), st.integers(2, 12))
def test_inverse_distance_to_the_first_power_is_linear_between_two(
    start: float, end: float, span: int
) -> None:
    years, marks = range(2000, 2001 + span), [2000, 2000 + span]
    straight = interpolate_ratio([start, end], marks, years, "linear")
    by_distance = interpolate_ratio([start, end], marks, years, "inverse_distance", 1)
    np.testing.assert_allclose(by_distance, straight, rtol=1e-12)


def test_margins_are_added_to_goods_at_their_years_rate() -> None:
    plain = measure(dataset(1), DEFAULT)
    added = measure(dataset(1), with_value(DEFAULT, "trade_margins", True))
    for year, margin in ((2007, 0.045), (2017, 0.145)):
        for asset, factor in (("computers", 1 + margin), ("software", 1.0)):
            assert added.value("benchmark_investment", asset, year) == pytest.approx(
                plain.value("benchmark_investment", asset, year) * factor, rel=1e-14
            )
    place = added.positions("investment", "computers", 2012)
    assert Flag("margins") in added.inherited_flags("investment", *place)
    without = with_value(with_value(DEFAULT, "trade_margins", True), "margin_2017", None)
    measured = measure(dataset(1), without)
    reason = measured.reason("investment", *measured.positions("investment", "computers", 2012))
    assert reason == message("needs.margin", year=2017)


@pytest.mark.parametrize("seed", [1, 2])
def test_paths_side_by_side_are_what_each_choice_measures(seed: int) -> None:
    data = dataset(seed)
    paths = investment_paths(measure(data, DEFAULT))
    for x, activity in enumerate(ACTIVITIES):
        for m, method in enumerate(INTERPOLATIONS):
            chosen = with_value(
                with_value(DEFAULT, "all.activity", activity), "interpolation", method
            )
            expected = measure(data, chosen).values["investment"]
            np.testing.assert_allclose(paths.values[:, x, m], expected, rtol=1e-13)
    np.testing.assert_array_equal(paths.chosen, paths.values[:, 0, 0])
    assert np.isnan(paths.given).all()


@pytest.mark.parametrize("tables", [(2007, 2017), (2007, 2012, 2017)])
def test_paths_say_where_they_leave_the_band(tables: tuple[int, ...]) -> None:
    data = dataset(1) if len(tables) == 2 else with_third_table(dataset(1))
    measured = measure(data, DEFAULT)
    paths = investment_paths(measured)
    years = np.array(paths.years)
    for b, (first, last) in enumerate(pairwise(tables)):
        between = (years > first) & (years < last)
        for a in range(3):
            ends = measured.values["benchmark_investment"][a, b : b + 2]
            low, high = ends.min() / 1.5, ends.max() * 1.5
            np.testing.assert_array_equal(paths.low[a, between], low)
            np.testing.assert_array_equal(paths.high[a, between], high)
            found = paths.values[a][..., between]
            outside = (found < low) | (found > high)
            np.testing.assert_array_equal(paths.outside[a][..., between], outside)
    alone = np.isin(years, tables) | (years < tables[0]) | (years > tables[-1])
    assert np.isnan(paths.low[:, alone]).all()
    assert np.isnan(paths.high[:, alone]).all()
    assert not paths.outside[..., alone].any()
    assert paths.outside.any() or len(tables) > 2  # nearer tables, narrower ways
    for place in np.ndindex(paths.outside.shape):
        a, x, m, t = place
        flags = measured.flags("investment_path", a, x * len(INTERPOLATIONS) + m, t)
        assert (Flag("leaves_band") in flags) == paths.outside[place]


def test_a_given_series_overrides_every_path() -> None:
    data = dataset(1)
    own = series("软件投资", range(2005, 2015), np.arange(10.0) + 1, unit="万元")
    paths = investment_paths(measure(with_series(data, {"investment.software": own}), DEFAULT))
    years = list(paths.years)
    assert paths.given[2, years.index(2008)] == pytest.approx(4e-4)
    np.testing.assert_array_equal(paths.given[2], paths.chosen[2])
    assert np.isnan(paths.given[:2]).all()
