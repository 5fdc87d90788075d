"""The stock behind growth accounts: without a seam by default, or that of rule 1."""

from __future__ import annotations

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.expression import Flag
from models.measurement import Measurement
from models.parameters import PRESETS, with_value, with_values
from models.series import Basis
from tests.support_datasets import dataset, series, with_series

DEFAULT = PRESETS["gx2022"]
ONE_STOCK = with_value(DEFAULT, "accounts_initial_method", "as_stock")
YEARS = range(2000, 2021)


def growing(rate: float) -> Dataset:
    """Investment that grows at one rate at unchanged prices."""
    flow = 10 * (1 + rate) ** np.arange(len(YEARS))
    assets = ("computers", "communications", "software")
    found = {f"investment.{a}": series(f"{a}投资", YEARS, flow, unit="亿元") for a in assets}
    flat = np.full(len(YEARS), 100.0)
    price = series("不变价格", YEARS, flat, basis=Basis.INDEX_PREVIOUS_100)
    prices = {f"price.{a}": price for a in assets}
    return with_series(dataset(70), {**found, **prices})


def measured(rate: float, **values: object) -> Measurement:
    direct = with_values(DEFAULT, {"all.price_method": "direct", "last_year": 2020, **values})
    return measure(growing(rate), direct)


def test_under_constant_investment_it_is_constant_from_the_first_year() -> None:
    """K/I of the methods' profiles, section 4: 4.0535, 7.1871 and 4.9499 (30 digits)."""
    v = measured(0.0).values
    expected = np.array([4.0535, 7.1871, 4.9499]) * 10
    np.testing.assert_allclose(v["accounts_stock"], np.repeat(expected[:, None], 21, 1), rtol=2e-5)
    # The formula's stock starts lower and grows by itself.
    assert (v["stock"][:, 0] < 0.95 * v["stock"][:, -1]).all()


@pytest.mark.parametrize("rate", [-0.1, 0.08, 0.25])
def test_it_grows_as_investment_does(rate: float) -> None:
    stock = measured(rate).values["accounts_stock"]
    np.testing.assert_allclose(stock[:, 1:] / stock[:, :-1], 1 + rate, rtol=1e-10)


def test_the_two_stocks_meet_once_all_of_the_base_is_gone() -> None:
    """Their difference is what is left of the base: it is shown, marked and told."""
    m = measure(dataset(71), DEFAULT)
    v = m.values
    apart = v["accounts_stock"] - v["stock"]
    left = v["accounts_remaining"] - v["initial_remaining"]
    np.testing.assert_allclose(apart, left, atol=1e-9)
    t = m.frame.years.index(2006)
    assert Flag("backcast_base") in m.flags("accounts_remaining", 0, t)
    assert Flag("backcast_base") in m.inherited_flags("capital_services", 0, 0, t)
    told = {one.message.args["asset"].code for one in m.findings if one.code.startswith("accounts")}
    assert told == {f"asset.{name}" for name in m.frame.assets}


def test_with_one_stock_chosen_there_is_one() -> None:
    m = measure(dataset(71), ONE_STOCK)
    np.testing.assert_array_equal(m.values["accounts_stock"], m.values["stock"])
    known = ~np.isnan(m.values["stock"])
    assert (m.values["accounts_stock_ratio"][known] == 1).all()
    assert not any(one.code == "accounts_stock_differs" for one in m.findings)
    stock, services = m.values["industry_stock"], m.values["capital_services"][:3]
    np.testing.assert_array_equal(services[:, :, 1:], (stock[:, :, 1:] + stock[:, :, :-1]) / 2)


def test_a_stock_that_is_carried_back_itself_is_the_accounts_too() -> None:
    m = measure(dataset(71), with_value(DEFAULT, "all.initial_method", "backcast"))
    np.testing.assert_array_equal(m.values["accounts_stock"], m.values["stock"])


def test_rule_one_keeps_the_stock_of_the_appendix() -> None:
    """Only rules 2 and 3 and the accounts rest on the stock that is carried back."""
    both, one = measure(dataset(71), DEFAULT), measure(dataset(71), ONE_STOCK)
    scale = [m.values["industry_digitalisation"] for m in (both, one)]
    np.testing.assert_array_equal(scale[0][0], scale[1][0])
    known = ~np.isnan(scale[0][1])
    assert known.any()
    assert (scale[0][1][known] != scale[1][1][known]).any()


def test_where_the_formula_does_not_hold_the_accounts_still_have_a_stock() -> None:
    """g + delta <= 0 is an error of the formula, not of investment carried back."""
    m = measure(dataset(71), with_value(DEFAULT, "all.growth", -0.4))
    t = m.frame.years.index(2010)
    reason = m.reason("stock", 0, t)
    assert reason is not None
    assert reason.code == "cause.growth_plus_depreciation"
    assert m.at("accounts_stock", (0, t)) > 0
