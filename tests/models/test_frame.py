"""The frame of a measurement: its years, its ages, and which capital has a cost of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.evaluation import Evaluation
from models.frame import PRICES, Frame, first_gap, leading_span, year_span
from models.messages import MethodError
from models.parameters import PRESETS, Parameters, single_paths, with_values
from models.quantities.industry_inputs import persons_scale
from models.quantities.nonict import history_span
from models.quantities.services import benchmark_position, nonict_paid
from models.series import Basis
from tests.support_datasets import dataset, series, until, with_industry_series, with_series

DEFAULT = PRESETS["gx2022"]
BARE = Dataset("测试省", (), {}, (), {})


def test_a_measurement_goes_to_the_last_year_of_money_and_not_of_prices() -> None:
    data = with_series(
        BARE,
        {
            "indicator.gdp": series("地区生产总值", range(2000, 2019), np.ones(19), unit="亿元"),
            **{
                role: series(role, range(2000, 2031), np.full(31, 101.0), basis=basis)
                for role, basis in (
                    ("price.cpi", Basis.INDEX_PREVIOUS_100),
                    ("link.nonict", Basis.INDEX_PREVIOUS_100),
                    ("rental.software", Basis.VALUE),
                )
            },
        },
    )
    assert year_span(data, DEFAULT) == tuple(range(2000, 2019))


def test_nothing_known_has_no_years() -> None:
    assert year_span(BARE, DEFAULT) == ()
    prices = {"price.cpi": series("cpi", range(2000, 2011), np.full(11, 101.0))}
    assert year_span(with_series(BARE, prices), DEFAULT) == ()


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        ({}, 2000, 2021),
        ({"base_year": 2010}, 2007, 2021),  # the first table is earlier than the base year
        ({"base_year": 2010, "first_year": 2012, "last_year": 2015}, 2010, 2015),
        ({"first_year": 2003, "last_year": 2015}, 2000, 2015),
        ({"base_year": 2018, "first_year": 2012, "last_year": 2015}, 2012, 2018),
    ],
)
def test_the_base_year_is_always_among_the_years(
    values: dict[str, int], first: int, last: int
) -> None:
    """Tables of 2007 and 2017, money to 2021."""
    years = year_span(dataset(1), with_values(DEFAULT, values))
    assert years == tuple(range(first, last + 1))


@pytest.mark.parametrize(
    ("places", "span", "gap"),
    [
        ((), None, None),
        ((3,), (3, 3), None),
        ((3, 4, 5), (3, 5), None),
        ((3, 4, 6, 7), (3, 4), 5),
        ((3, 5), (3, 3), 4),
    ],
)
def test_a_span_ends_before_its_first_gap(
    places: tuple[int, ...], span: tuple[int, int] | None, gap: int | None
) -> None:
    assert leading_span(places) == span
    assert first_gap(places) == gap


def aged(parameters: Parameters) -> int:
    data = dataset(1)
    return Frame(data, parameters, year_span(data, parameters)).size("age")


def test_ages_leave_room_for_a_life_half_as_long_again() -> None:
    """Three years measured and no past: T = 1.5 x 7.5 = 11.25 years, half more 16.875."""
    short = with_values(
        DEFAULT,
        {
            "base_year": 2015,
            "first_year": 2015,
            "last_year": 2017,
            "accounts_initial_method": "as_stock",
        },
    )
    assert aged(short) == 17
    # T = 12 years: 18 ages. T = 2 years: as many ages as years.
    assert aged(with_values(short, {"communications.service_life": 8.0})) == 18
    assert aged(with_values(short, {"all.service_life": 2.0, "all.max_life_factor": 1.0})) == 3


def rentals(**years: range) -> Dataset:
    found = {
        f"rental.{name}": series(f"{name}租赁价格", some, np.full(len(some), 0.2))
        for name, some in years.items()
    }
    return with_series(dataset(60), found)


def test_given_rental_prices_pay_nonict_capital_only_where_it_has_one() -> None:
    """Tables of 2007 and 2017; non-ICT capital has no rental price, one to 2016, or all."""
    given = with_values(DEFAULT, {"return_reading": "given"})
    ict = {name: range(2000, 2022) for name in ("computers", "communications", "software")}
    assert nonict_paid(measure(rentals(), DEFAULT).frame)
    assert not nonict_paid(measure(rentals(**ict), given).frame)
    assert not nonict_paid(measure(rentals(**ict, nonict=range(2000, 2017)), given).frame)
    assert nonict_paid(measure(rentals(**ict, nonict=range(2000, 2022)), given).frame)


@pytest.mark.parametrize(
    ("employment", "employees", "scale"),
    [
        ("万人", "人", 1e4),
        ("百人", "人", 1e2),
        ("千人", "人", 1e3),
        ("万人", "千人", 10.0),
        ("人", "万人", 1e-4),
        ("千人", "百人", 10.0),
        ("万人", "万人", 1.0),
        (None, None, 1.0),
        ("万人", None, None),
        ("户", "万人", None),
    ],
)
def test_persons_are_compared_in_one_unit(
    employment: str | None, employees: str | None, scale: float | None
) -> None:
    flat = np.ones(22)
    data = with_industry_series(dataset(1), "employment", {"farming": flat}, unit=employment)
    data = with_industry_series(data, "employees", {"farming": flat}, unit=employees)
    frame = Frame(data, DEFAULT, year_span(data, DEFAULT))
    j = next(j for j, one in enumerate(data.industries) if one.key == "farming")
    assert persons_scale(frame, j) == scale


def test_a_path_that_means_nothing_is_refused() -> None:
    assert single_paths(DEFAULT, "all.beta") == (
        "computers.beta",
        "communications.beta",
        "software.beta",
    )
    assert single_paths(DEFAULT, "alpha") == ("alpha",)
    for path in ("all.nonsense", "nobody.beta", "nonsense", "computers.alpha"):
        with pytest.raises(MethodError, match=r"parameters\.unknown"):
            single_paths(DEFAULT, path)


def test_no_benchmark_has_no_nonict_capital_to_pay() -> None:
    data = replace(dataset(1), benchmarks=(), industries=(), industry_series={})
    assert not nonict_paid(measure(data, DEFAULT).frame)


@pytest.mark.parametrize(("from_", "first"), [(1985, 0), (1990, 0), (1991, 0), (1995, 4)])
@pytest.mark.parametrize("basis", [Basis.INDEX_PREVIOUS_100, Basis.GROWTH_PERCENT])
def test_non_ict_investment_goes_back_as_far_as_its_price(
    from_: int, first: int, basis: Basis
) -> None:
    """Investment from 1990; a change of 1991 joins 1990, one of 1995 goes back to 1994."""
    printed = {
        "indicator.gfcf": series("固定资本形成总额", range(1990, 2022), np.ones(32), unit="亿元"),
        "price.nonict": series(
            "固定资产投资价格指数", range(from_, 2022), np.full(2022 - from_, 4.0), basis=basis
        ),
    }
    m = measure(with_series(dataset(1), printed), DEFAULT)
    assert m.frame.history[0] == 1990
    assert history_span(m.frame) == (first, 31)


@pytest.mark.parametrize(("from_", "first"), [(1985, 0), (1990, 0), (1995, 5)])
def test_a_price_level_goes_back_to_its_own_first_year(from_: int, first: int) -> None:
    printed = {
        "indicator.gfcf": series("固定资本形成总额", range(1990, 2022), np.ones(32), unit="亿元"),
        "price.nonict": series(
            "固定资产投资价格指数",
            range(from_, 2022),
            np.full(2022 - from_, 4.0),
            basis=Basis.INDEX_FIXED_BASE,
        ),
    }
    m = measure(with_series(dataset(1), printed), DEFAULT)
    assert history_span(m.frame) == (first, 31)


@pytest.mark.parametrize(
    ("basis", "printed", "prices"),
    [
        (Basis.INDEX_FIXED_BASE, {1998: 40.0, 1999: 50.0, 2000: 80.0}, (0.5, 0.625, 1.0)),
        (Basis.GROWTH_PERCENT, {1999: 25.0, 2000: 60.0}, (0.5, 0.625, 1.0)),
        (Basis.INDEX_PREVIOUS_100, {1999: 125.0, 2000: 160.0}, (0.5, 0.625, 1.0)),
    ],
)
def test_prices_before_the_base_year_by_hand(
    basis: Basis, printed: dict[int, float], prices: tuple[float, ...]
) -> None:
    """A quarter more in 1999 and three fifths more in 2000, which is the base: 0.5, 0.625, 1."""
    values = [*printed.values(), *[100.0] * 21]
    years = range(min(printed), 2022)
    data = with_series(
        dataset(1),
        {
            "indicator.gfcf": series("total", range(1998, 2022), np.ones(24), unit="亿元"),
            "price.nonict": series("price", years, np.array(values), basis=basis),
        },
    )
    m = measure(data, DEFAULT)
    assert m.frame.history[:3] == (1998, 1999, 2000)
    assert m.values["history_price"][:3] == pytest.approx(prices, rel=1e-15)


@pytest.mark.parametrize(("last", "years"), [(2000, 1), (2001, 2), (2002, 3), (2003, 4)])
def test_growth_of_non_ict_investment_needs_three_years(last: int, years: int) -> None:
    """Total investment from 2000 on, and to another year."""
    m = measure(until(dataset(1), "indicator.gfcf", last), DEFAULT)
    flow = m.values["nonict_investment"]
    known = flow[~np.isnan(flow)]
    assert len(known) == years
    if years < 3:
        assert np.isnan(m.values["nonict_growth"])
        reason = m.reason("nonict_growth")
        assert reason is not None
        assert reason.code == "needs.growth"
    else:
        growth = (known[-1] / known[0]) ** (1 / (years - 1)) - 1
        assert m.values["nonict_growth"] == pytest.approx(growth, rel=1e-13)
        assert m.reason("nonict_growth") is None
        assert Evaluation(m).of(m.tree("nonict_growth")) == pytest.approx(growth, rel=1e-13)


def test_non_ict_capital_without_investment_has_no_services() -> None:
    m = measure(dataset(1, drop=("indicator.gfcf",)), DEFAULT)
    assert not nonict_paid(m.frame)
    assert [benchmark_position(m.frame, b) for b in (0, 1)] == [7, 17]
    late = measure(dataset(1), with_values(DEFAULT, {"base_year": 2010}))
    assert [benchmark_position(late.frame, b) for b in (0, 1)] == [None, 10]
    short = measure(dataset(1), with_values(DEFAULT, {"last_year": 2012}))
    assert [benchmark_position(short.frame, b) for b in (0, 1)] == [7, None]


def test_a_price_that_ends_early_is_missing_for_its_own_years() -> None:
    """Investment from 1990, prices from 1985 to 2014: what 2016 lacks is not what 2021 lacks."""
    data = with_series(
        dataset(1),
        {
            "indicator.gfcf": series("total", range(1990, 2022), np.ones(32), unit="亿元"),
            "price.nonict": series(
                "price",
                range(1985, 2015),
                np.full(30, 104.0),
                basis=Basis.INDEX_PREVIOUS_100,
            ),
        },
    )
    m = measure(data, DEFAULT)
    for year in (2015, 2016, 2021):
        own = m.reason("price_level", PRICES.index("nonict"), year - 2000)
        assert own is not None
        assert m.reason("history_price", year - 1990) == own
    assert m.reason("history_price", 2016 - 1990) != m.reason("history_price", 2021 - 1990)
    assert m.reason("history_price", 2014 - 1990) is None


def test_what_stands_outside_the_axes_is_not_there() -> None:
    frame = measure(dataset(1), DEFAULT).frame
    last = len(frame.years) - 1
    gdp = frame.labels("indicator").index("gdp")
    assert frame.exists("indicator", gdp, last)
    assert frame.exists("indicator", gdp, 0)
    assert not frame.exists("indicator", gdp, last + 1)
    assert not frame.exists("indicator", gdp, -1)
    assert not frame.exists("indicator", gdp + 1, 0)
