"""Headline figures: a sum needs all its members, and what is not there says why."""

from __future__ import annotations

import math

import pytest

from models import measure
from models.headlines import HEADLINES, SINGLE, figure_at, last_place, places
from models.measurement import Measurement
from models.messages import message
from models.parameters import PRESETS
from tests.support_datasets import dataset

INVESTMENT = next(one for one in HEADLINES if one.name == "investment")


@pytest.fixture(scope="module")
def m() -> Measurement:
    """Software from 2000 to 2021; the goods from 2005 to 2015, carried to the table of 2017."""
    return measure(dataset(1), PRESETS["gx2022"])


def test_a_sum_is_there_where_every_member_is(m: Measurement) -> None:
    assert places(m, INVESTMENT) == list(range(2005, 2018))
    assert last_place(m, INVESTMENT) == 2017


def test_a_sum_is_that_of_its_members(m: Measurement) -> None:
    parts = [m.value("investment", asset, 2010) for asset in m.frame.assets]
    value, reason = figure_at(m, INVESTMENT, 2010)
    assert reason is None
    assert value == pytest.approx(math.fsum(parts), rel=1e-14)
    assert len(parts) == 3


def test_a_sum_that_lacks_a_member_has_its_reason(m: Measurement) -> None:
    value, reason = figure_at(m, INVESTMENT, 2003)
    assert math.isnan(value)
    lacking = m.frame.assets.index("computers")
    assert reason == m.reason("investment", lacking, 3)
    assert not math.isnan(m.value("investment", "software", 2003))


def test_a_year_that_is_not_measured_is_said(m: Measurement) -> None:
    value, reason = figure_at(m, INVESTMENT, 1990)
    assert math.isnan(value)
    assert reason is not None
    assert reason.code == "project.not_in_span"


def test_a_stock_over_gdp_has_another_name_than_a_share() -> None:
    titles = {one.name: one.title for one in HEADLINES}
    assert titles["stock"] == message("project.headline.stock")
    for rule in ("stock", "compensation", "accumulated"):
        what = "equivalent" if rule == "stock" else "gdp_share"
        assert titles[f"gdp_share.{rule}"] == message(
            "project.headline.by_rule",
            title=message(f"project.headline.{what}"),
            rule=message(f"rule.{rule}"),
        )
        assert titles[f"digital_economy.{rule}"].args["title"] == message(
            "project.headline.digital_economy"
        )
    units = {one.name: one.unit for one in HEADLINES}
    assert (units["investment"], units["tfp"]) == ("money", "log_points")


def test_each_headline_is_the_row_that_its_name_says() -> None:
    """Rules stand as stock, compensation, accumulated; ICT is the first of the factors."""
    rows = {one.name: (one.key, one.outer) for one in HEADLINES}
    for number, rule in enumerate(("stock", "compensation", "accumulated")):
        assert rows[f"digital_economy.{rule}"] == ("digital_economy", (number,))
    assert rows["ict_contribution"] == ("aggregate_contribution", (0,))
    assert len(SINGLE) == len(HEADLINES) - 1
    assert INVESTMENT not in SINGLE
