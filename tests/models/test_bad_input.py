"""What is wrong in the data is named, and marks every figure that it touches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.expression import Flag
from models.frame import FACTORS
from models.measurement import Measurement
from models.parameters import PRESETS, Parameters, with_values
from tests.support_datasets import (
    dataset,
    series,
    with_flows,
    with_series,
    with_table_value,
    without_years,
)

DEFAULT = PRESETS["gx2022"]
ICT, NONICT, LABOUR, INTERMEDIATE, RESIDUAL = range(len(FACTORS))
YEARS = range(2000, 2022)


def with_(**values: object) -> Parameters:
    return with_values(DEFAULT, {path.replace("__", "."): value for path, value in values.items()})


def marked(m: Measurement, code: str, key: str, *index: int) -> bool:
    """Whether a figure carries a mark, its own or of what it rests on."""
    flag = Flag(code)
    return flag in m.flags(key, *index) or flag in m.inherited_flags(key, *index)


def label(data: Dataset, name: str) -> int:
    return [one.label for one in data.industries].index(name)


# ------------------------------------------------------------------- g + delta, missing years


def test_growth_and_depreciation_below_zero_stop_all_that_rests_on_the_formula() -> None:
    m = measure(dataset(110), with_(all__growth=-0.4, accounts_initial_method="as_stock"))
    t = m.frame.years.index(2012)
    for key, index in (
        ("initial_stock", (0,)),
        ("stock", (0, t)),
        ("stock_total", (t,)),
        ("industry_digitalisation", (0, t)),
        ("user_cost", (0, 0, t)),
        ("contribution", (ICT, 0, 0)),
        ("tfp", (0, 0)),
    ):
        reason = m.reason(key, *index)
        assert reason is not None, key
        # User costs miss the rate of return first, which misses the stock.
        assert reason.code == "cause.growth_plus_depreciation", key


def test_other_capital_with_growth_and_depreciation_below_zero_is_named() -> None:
    falling = series("固定资本形成总额", YEARS, 900 * 0.7 ** np.arange(22.0), unit="亿元")
    data = with_series(dataset(110, drop=("indicator.electronics",)), {"indicator.gfcf": falling})
    m = measure(data, with_(nonict_depreciation=0.001))
    reason = m.reason("nonict_stock", 10)
    assert reason is not None
    assert reason.code == "cause.growth_plus_depreciation"


@pytest.mark.parametrize(
    ("role", "figure"),
    [
        ("price.nonict", ("price", 0)),
        ("price.software", ("price", 2)),
        ("indicator.gdp", ("gdp_deflator",)),
        ("price.cpi", ("ex_ante_rate",)),
        ("indicator.gfcf", ("nonict_stock",)),
    ],
)
def test_a_missing_year_is_named_with_its_series(role: str, figure: tuple[object, ...]) -> None:
    """2010 is gone: a later figure that rests on it says which series lacks which year."""
    m = measure(without_years(dataset(111), role, range(2010, 2011)), DEFAULT)
    key, *outer = figure
    year = 2011 if role in ("price.cpi", "price.nonict", "price.software") else 2010
    reason = m.reason(str(key), *map(int, outer), m.frame.years.index(year))  # type: ignore[call-overload]
    assert reason is not None
    assert reason.args["series"].code == f"role.{role}"
    assert "2010" in str(reason.args.get("year", reason.args.get("years")))


# ------------------------------------------------------------------------ stocks, investment


def test_a_stock_that_is_not_positive_marks_all_that_rests_on_it() -> None:
    flow = np.r_[np.full(8, 20.0), np.full(14, -9.0)]
    data = with_series(
        dataset(112), {"investment.computers": series("计算机投资", YEARS, flow, unit="亿元")}
    )
    m = measure(data, with_(computers__growth=0.05))
    t = m.frame.years.index(2016)
    assert m.at("stock", (0, t)) < 0
    for key, index in (
        ("stock", (0, t)),
        ("stock_total", (t,)),
        ("industry_stock", (0, 1, t)),
        ("industry_digitalisation", (0, t)),
        ("digital_economy", (0, t)),
    ):
        assert marked(m, "not_positive", key, *index), key
        assert marked(m, "negative_investment", key, *index), key
    assert marked(m, "not_positive", "capital_services", 0, 1, t)
    (told,) = [one for one in m.findings if one.code == "stock_not_positive"]
    assert told.message.args["asset"].code == "asset.computers"
    # Its services shrank below nothing: no growth, and so no contribution, but a reason.
    reason = m.reason("contribution", ICT, 1, 0)
    assert reason is not None
    assert reason.code == "cause.negative_quantity"


def test_investment_beyond_all_that_was_invested_is_marked() -> None:
    flow = series("软件投资", YEARS, np.full(22, 5e4), unit="亿元")
    m = measure(with_series(dataset(113), {"investment.software": flow}), DEFAULT)
    t = m.frame.history.index(2012)
    assert Flag("negative_investment") in m.flags("nonict_investment", t)
    assert marked(m, "negative_investment", "nonict_stock", m.frame.years.index(2012))


def test_a_stock_of_other_capital_below_zero_is_marked() -> None:
    """ICT investment above all investment in some years eats up what there was."""
    flow = np.full(22, 10.0)
    flow[8:16] = 3e4
    data = with_series(
        dataset(113), {"investment.software": series("软件投资", YEARS, flow, unit="亿元")}
    )
    m = measure(data, DEFAULT)
    t = m.frame.history.index(2014)
    assert m.at("nonict_stock_history", (t,)) < 0
    assert Flag("not_positive") in m.flags("nonict_stock_history", t)
    assert marked(m, "not_positive", "nonict_industry_stock", 0, m.frame.years.index(2014))


def test_less_than_nothing_counts_as_nothing_in_a_key_and_says_so() -> None:
    data = with_flows(dataset(114))
    held = dict(data.industry_series["flow_computers"])
    held["coal"] = replace(held["coal"], values=tuple(-one for one in held["coal"].values))
    data = replace(data, industry_series={**data.industry_series, "flow_computers": held})
    m = measure(data, with_(computers__allocation="matrix"))
    j = [one.key for one in data.industries].index("coal")
    assert m.at("benchmark_key", (0, j, 0)) == 0
    assert Flag("negative_as_zero") in m.flags("benchmark_key", 0, j, 0)
    assert marked(m, "negative_as_zero", "industry_stock", 0, j, 12)
    assert m.values["benchmark_key"][0, :, 0].sum() == pytest.approx(1.0)


def test_persons_in_several_units_are_not_added() -> None:
    data = dataset(118)
    held = dict(data.industry_series["employment"])
    held["finance"] = replace(held["finance"], unit="万人")
    data = replace(data, industry_series={**data.industry_series, "employment": held})
    reason = measure(data, DEFAULT).reason("total_employment", 10)
    assert reason is not None
    assert reason.code == "needs.one_persons_unit"


# -------------------------------------------------------------------- shares, rates, user cost


def test_a_negative_share_is_shown_and_marked() -> None:
    data = dataset(115)
    table = data.benchmarks[1].table
    worn = float(table.blocks["VA003"].values[table.names.index("金融")])
    data = with_table_value(data, "VA004", "金融", -worn - 1e5)
    m = measure(data, with_(return_reading="ex_ante"))
    j = label(data, "金融")
    assert m.at("capital_income", (j, 1)) < 0
    assert m.at("factor_share", (RESIDUAL, j, 1)) < 0
    assert Flag("negative_share") in m.flags("factor_share", RESIDUAL, j, 1)
    for key, index in (
        ("mean_share", (RESIDUAL, j, 0)),
        ("contribution", (RESIDUAL, j, 0)),
        ("tfp", (j, 0)),
        ("domar_tfp", (0,)),
    ):
        assert marked(m, "negative_share", key, *index), key


def test_a_rate_outside_its_range_gives_way_to_the_regions() -> None:
    data = with_table_value(dataset(116), "VA004", "煤炭", 9e8)
    m = measure(data, DEFAULT)
    j = label(data, "煤炭")
    assert m.at("own_rate", (0, j, 1)) > 0.5
    assert m.at("candidate_rate", (0, j, 1)) == m.at("regional_rate", (0, 1))
    assert Flag("regional_rate") in m.flags("candidate_rate", 0, j, 1)
    t = m.frame.years.index(2017)
    for key, index in (
        ("user_cost", (0, j, t)),
        ("capital_compensation", (0, j, t)),
        ("factor_share", (ICT, j, 1)),
        ("tfp", (j, 0)),
        ("industry_digitalisation", (1, t)),
    ):
        assert marked(m, "regional_rate", key, *index), key
    # The region's own rate is out of range too here; nothing stands in its place.
    assert m.at("regional_rate", (0, 1)) > 0.5
    assert marked(m, "rate_out_of_range", "user_cost", 0, j, t)


def test_a_negative_user_cost_is_smoothed_then_dropped_then_floored_with_a_mark_each() -> None:
    """A price that leaps by half makes a gain above every cost; the rate is given below zero."""
    leap = np.full(len(YEARS), 100.0)
    leap[12] = 150.0
    price = series("价格", YEARS, np.cumprod(leap / 100) * 100)
    data = with_series(dataset(117), {"price.software": price})
    m = measure(data, with_(gain_years=5))
    choice = m.values["gain_choice"][:, 12]
    assert (choice >= 1).any()
    for j in map(int, np.flatnonzero(choice >= 1)):
        code = "gain_smoothed" if choice[j] == 1 else "gain_dropped"
        assert marked(m, code, "user_cost", 2, j, 12)
        assert marked(m, code, "capital_compensation", 2, j, 12)
        assert marked(m, code, "industry_digitalisation", 1, 12)
    below = measure(
        dataset(117), with_(return_reading="ex_ante", expected_inflation=-0.2, real_return=0.0)
    )
    floored = np.argwhere(below.values["user_cost"] == 0)
    assert len(floored)
    place = tuple(map(int, floored[0]))
    assert {Flag("gain_dropped"), Flag("cost_floored")} <= set(below.flags("user_cost", *place))
    assert np.nanmin(below.values["user_cost"]) == 0


def test_without_any_gain_a_cost_is_rate_and_wear_and_never_below_zero() -> None:
    """By hand, at the rate 1.0 x 0.8 - 1 = -0.2: c = max(0, d P_t - 0.2 P_{t-1})."""
    m = measure(
        dataset(117), with_(return_reading="ex_ante", expected_inflation=-0.2, real_return=0.0)
    )
    price, wear = m.values["capital_price"], m.values["user_cost_rate"]
    bare = wear[:, None] * price[:, 1:] - 0.2 * price[:, :-1]
    dropped = m.values["gain_choice"][:, 1:] == 2
    assert dropped.any()
    by_hand = np.broadcast_to(np.maximum(bare, 0)[:, None], m.values["user_cost"][:, :, 1:].shape)
    np.testing.assert_allclose(
        m.values["user_cost"][:, :, 1:][:, dropped], by_hand[:, dropped], atol=1e-12
    )
    assert (bare < 0).any()
    assert (bare > 0).any()


def test_a_smoothed_gain_is_the_mean_of_its_years() -> None:
    """By hand, the year of the leap at the rate 1.0 x 1.05 - 1: c = 0.05 P_{t-1} + d P_t - mean."""
    leap = np.full(len(YEARS), 100.0)
    leap[12] = 150.0
    software = series("价格", YEARS, np.cumprod(leap / 100) * 100)
    m = measure(
        with_series(dataset(117), {"price.software": software}),
        with_(gain_years=5, return_reading="ex_ante", expected_inflation=0.05, real_return=0.0),
    )
    price, wear = m.values["capital_price"], m.values["user_cost_rate"]
    smoothed = np.flatnonzero(m.values["gain_choice"][:, 12] == 1)
    assert len(smoothed)
    mean = (price[:, 12] - price[:, 7]) / 5
    by_hand = 0.05 * price[:, 11] + wear * price[:, 12] - mean
    assert (by_hand > 0).all()
    assert (
        by_hand + mean - (price[:, 12] - price[:, 11])
    ).min() < 0  # this year's gain is too much
    for j in smoothed:
        np.testing.assert_allclose(m.values["user_cost"][:, j, 12], by_hand, atol=1e-12)
