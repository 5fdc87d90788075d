"""Rules of single kernels at their edges, on numbers that can be reckoned in the head."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from models import measure
from models.evaluation import Absent, Evaluation, own_flags
from models.expression import Const, Flag
from models.frozen import FrozenMap
from models.measurement import compute
from models.messages import message
from models.parameters import PRESETS, with_values
from models.quantities import city_ranks
from models.quantities.base import Quantity
from models.quantities.drawn import weighted_sum, yearly
from models.quantities.factor_income import definition_changed, one_definition
from models.quantities.observed_growth import observed_growth, observed_growth_cell
from models.quantities.rates import CANDIDATE_RATE
from models.quantities.ratios import interpolated_ratio
from models.quantities.section_labour import SPLIT
from models.quantities.services_growth import index_growth, index_growth_cell
from models.quantities.user_cost import GAIN_CHOICE, RATE
from tests.support_datasets import dataset, series, with_series

DEFAULT = PRESETS["gx2022"]


class Given(dict[str, np.ndarray]):
    """Arrays by key, and the one choice that the kernel asks the frame for."""

    frame = SimpleNamespace(parameters=SimpleNamespace(return_reading="ex_post"))


@pytest.mark.parametrize(
    ("actual", "smoothed", "choice"),
    [
        (0.1, 0.2, 0.0),
        (0.0, -0.2, 0.0),  # a cost of zero is no negative one
        (0.1, np.nan, 0.0),  # the remedy is not needed
        (-0.1, 0.2, 1.0),
        (-0.1, 0.0, 1.0),
        (-0.1, -0.2, 2.0),
        (-0.1, np.nan, np.nan),
        (np.nan, 0.2, np.nan),
    ],
)
def test_a_remedy_is_taken_only_where_a_cost_is_negative(
    actual: float, smoothed: float, choice: float
) -> None:
    lowest = np.array([actual, smoothed, 0.5]).reshape(3, 1, 1)
    found = GAIN_CHOICE.kernel(Given(lowest_cost=lowest))  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, [[choice]])
    values = SimpleNamespace(at=lambda _, index: float(lowest[index]))
    result = Evaluation(values).of(GAIN_CHOICE.cell(Given.frame, 0, 0))  # type: ignore[arg-type]
    assert isinstance(result, Absent) if np.isnan(choice) else result == choice


@pytest.mark.parametrize(("choice", "rate"), [(0.0, 0.1), (1.0, 0.2), (2.0, 0.3), (np.nan, np.nan)])
def test_the_rate_of_return_is_that_of_the_remedy_taken(choice: float, rate: float) -> None:
    given = Given(
        gain_choice=np.array([[choice]]), variant_rate=np.array([[[0.1]], [[0.2]], [[0.3]]])
    )
    np.testing.assert_array_equal(RATE.kernel(given), [[rate]])  # type: ignore[arg-type]
    values = SimpleNamespace(at=lambda key, index: float(given[key][index]))
    result = Evaluation(values).of(RATE.cell(Given.frame, 0, 0))  # type: ignore[arg-type]
    assert isinstance(result, Absent) if np.isnan(rate) else result == rate


@pytest.mark.parametrize(
    ("flow", "growth"),
    [
        ([1.0, 2.0, 4.0], 1.0),
        ([1.0, 7.0, 7.0, 8.0], 1.0),
        ([8.0, 1.0, 1.0, 1.0], -0.5),
        ([1.0, -3.0, 2.0, 8.0], 1.0),  # three positive years are enough
        ([1.0, 0.0, 8.0], np.nan),
        ([1.0, -1.0, 0.0, 8.0], np.nan),
        ([0.0, 1.0, 2.0, 4.0], np.nan),
        ([1.0, 2.0, 4.0, 0.0], np.nan),
        ([1.0, 2.0, 4.0, -1.0], np.nan),
    ],
)
def test_mean_growth_of_investment_needs_its_ends_and_three_years(
    flow: list[float], growth: float
) -> None:
    found = observed_growth(np.array(flow)[:, None])
    np.testing.assert_allclose(found, [growth], rtol=1e-15)
    cell = observed_growth_cell("x", (), (0, len(flow) - 1), message("some.asset"))
    values = SimpleNamespace(at=lambda _, index: flow[index[0]])
    result = Evaluation(values).of(cell)  # type: ignore[arg-type]
    if np.isnan(growth):
        assert isinstance(result, Absent)
        assert result.reason.code == "needs.positive_investment"
    else:
        assert result == pytest.approx(growth, rel=1e-15)


@pytest.mark.parametrize(
    ("income", "value", "net", "rate"),
    [
        (10.0, 100.0, 5.0, "own"),
        (0.5, 0.8, 0.2, "own"),
        (10.0, 100.0, 0.0, "own"),
        (10.0, 100.0, 50.0, "own"),  # half of the capital a year, and no more
        (10.0, 100.0, 50.001, "regional"),
        (10.0, 100.0, -0.001, "regional"),
        (0.0, 100.0, 5.0, "regional"),
        (-1.0, 100.0, 5.0, "regional"),
        (10.0, 0.0, 0.0, "regional"),
        (10.0, -100.0, 0.0, "regional"),
        (0.0, 0.0, 0.0, "regional"),
        (np.nan, 100.0, 5.0, ""),
        (10.0, np.nan, 5.0, ""),
        (10.0, 100.0, np.nan, ""),
    ],
)
def test_an_industry_has_its_own_rate_of_return_where_that_can_be_one(
    income: float, value: float, net: float, rate: str
) -> None:
    """Income, capital, and income after wear and gains: r = N/W within 0 and 0.5, else regional."""
    given = Given(
        ex_ante_rate=np.array([[0.04], [0.05]]),
        net_capital_income=np.full((3, 1, 1, 1), net),
        capital_value=np.full((1, 1, 1), value),
        capital_income=np.full((1, 1, 1), income),
        own_rate=np.full((3, 1, 1, 1), 0.25),
        regional_rate=np.full((3, 1, 1), 0.125),
    )
    frame = SimpleNamespace(
        benchmarks=(2007,),
        year_position=lambda _: 1,
        parameters=SimpleNamespace(return_reading="ex_post"),
        known=lambda *_: True,
        market=lambda _: True,
    )
    given.frame = frame
    given.empty = lambda *_: np.full((3, 1, 1, 1), np.nan)  # type: ignore[attr-defined]
    expected = {"own": 0.25, "regional": 0.125}.get(rate, np.nan)
    found = CANDIDATE_RATE.kernel(given)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, np.full((3, 1, 1, 1), expected))
    values = SimpleNamespace(at=lambda key, index: float(given[key][index].item()))
    cell = CANDIDATE_RATE.cell(frame, 2, 0, 0)
    result = Evaluation(values).of(cell)  # type: ignore[arg-type]
    assert result == expected if rate else isinstance(result, Absent)
    frame.market = lambda _: False  # who does not sell earns the ex ante rate
    np.testing.assert_array_equal(CANDIDATE_RATE.kernel(given), np.full((3, 1, 1, 1), 0.05))  # type: ignore[arg-type]


def test_growth_of_services_by_hand() -> None:
    """Two kinds paid 30 and 20, then 40 and 10: weights 0.7 and 0.3 of ln 1.1 and ln 1.2."""
    volume = np.array([[[100.0, 110.0]], [[50.0, 60.0]]])
    paid = np.array([[[30.0, 40.0]], [[20.0, 10.0]]])
    given = Given(capital_services=volume, capital_compensation=paid, paid=paid.sum(axis=0))
    found = index_growth(given, "paid", (0, 1), 0, 1)  # type: ignore[arg-type]
    assert found == pytest.approx([0.7 * np.log(1.1) + 0.3 * np.log(1.2)], rel=1e-15)
    alone = Given(capital_services=volume, capital_compensation=paid, paid=paid[0])
    found = index_growth(alone, "paid", (0,), 0, 1)  # type: ignore[arg-type]
    assert found == pytest.approx([np.log(1.1)], rel=1e-15)


@pytest.mark.parametrize(
    ("early", "late", "growth"),
    [(50.0, 0.0, 0.0), (0.0, 50.0, 0.0), (-1.0, 50.0, 0.0), (np.nan, 50.0, np.nan)],
)
def test_capital_that_is_paid_nothing_in_a_year_has_no_growth(
    early: float, late: float, growth: float
) -> None:
    volume = np.array([[[100.0, 110.0]]])
    paid = np.array([[[early, late]]])
    given = Given(capital_services=volume, capital_compensation=paid, paid=paid[0])
    with np.errstate(all="ignore"):
        found = index_growth(given, "paid", (0,), 0, 1)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, [growth])
    values = SimpleNamespace(at=lambda key, index: float(given[key][index]))
    cell = index_growth_cell("paid", (0,), 0, 0, 1)
    result = Evaluation(values).of(cell)  # type: ignore[arg-type]
    assert isinstance(result, Absent) if np.isnan(growth) else result == growth
    marks = own_flags(cell, values)  # type: ignore[arg-type]
    assert Flag("zero_quantity") in marks


@pytest.mark.parametrize(
    ("tables", "changed"),
    [
        ((2007, 2012), True),
        ((2004, 2009), True),
        ((2002, 2007, 2012), True),
        ((2008,), False),
        ((2002, 2007), False),  # earlier tables are compared pair by pair
        ((2002, 2012), False),
        ((2012, 2017), False),
        ((), False),
    ],
)
def test_the_definition_of_labour_income_changed_after_2008(
    tables: tuple[int, ...], changed: bool
) -> None:
    """Tables of 2004 to 2008 hold the income of the self-employed in operating surplus."""
    frame = SimpleNamespace(benchmarks=tables)
    assert definition_changed(frame) is changed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "reading", "same"),
    [
        (2007, 2012, "published", False),
        (2007, 2012, "adjusted", True),
        (2007, 2012, "later", True),
        (2012, 2017, "published", True),
        (2004, 2008, "published", True),
        (2003, 2004, "published", False),
        (2008, 2009, "published", False),
    ],
)
def test_two_tables_have_one_definition_on_one_side_of_the_change(
    one: int, other: int, reading: str, same: bool
) -> None:
    frame = SimpleNamespace(
        benchmarks=(one, other), parameters=SimpleNamespace(labour_share=reading)
    )
    assert one_definition(frame, 0, 1) is same  # type: ignore[arg-type]
    assert one_definition(frame, 1, 0) is same  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pay", "whole", "persons"),
    [(30.0, 60.0, 50.0), (0.25, 0.5, 50.0), (0.0, 60.0, 0.0), (-1.0, 60.0, np.nan),
     (30.0, 0.0, np.nan), (30.0, -5.0, np.nan), (np.nan, 60.0, np.nan)],
)  # fmt: skip
def test_persons_of_a_section_are_split_by_pay(pay: float, whole: float, persons: float) -> None:
    """Of 100 persons half go to who is paid half; who is paid nothing has nobody."""
    given = Given(
        industry_compensation=np.array([[pay]]),
        section_compensation=np.array([[whole]]),
        section_employment=np.array([[100.0]]),
    )
    given.frame = SimpleNamespace(benchmarks=(2007,), year_position=lambda _: 0)
    given.empty = lambda *_: np.full((1, 1), np.nan)  # type: ignore[attr-defined]
    with np.errstate(all="ignore"):
        found = SPLIT.kernel(given)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, [[persons]])
    frame = SimpleNamespace(
        benchmarks=(2007,),
        year_position=lambda _: 0,
        exists=lambda *_: True,
        dataset=SimpleNamespace(industries=(SimpleNamespace(label="some"),)),
    )
    values = SimpleNamespace(at=lambda key, _: float(given[key].item()))
    result = Evaluation(values).of(SPLIT.cell(frame, 0, 0))  # type: ignore[arg-type]
    if np.isnan(persons):
        assert isinstance(result, Absent)
        assert np.isnan(pay) or result.reason.code == "cause.negative_labour"
    else:
        assert result == persons


def test_what_a_kernel_reads_is_known() -> None:
    """Draws follow a parameter only to where it is read."""
    reads = measure(dataset(1), DEFAULT).reads
    assert "real_return" in reads["age_price"]
    assert {"profile", "real_return"} <= reads["age_price"]
    assert "real_return" not in reads["real_investment"]


def test_a_deflator_in_place_of_an_industrys_own_price_is_marked() -> None:
    """Finance has no price of its own."""
    m = measure(dataset(1), DEFAULT)
    places = {one.key: j for j, one in enumerate(m.dataset.industries)}
    assert Flag("proxy") in m.flags("output_price_growth", places["finance"], 0)
    assert Flag("proxy") not in m.flags("output_price_growth", places["farming"], 0)


@pytest.mark.parametrize(("unit", "printed"), [("%", 30.0), (None, 0.3)])
def test_a_rental_price_may_be_printed_in_per_cent(unit: str | None, printed: float) -> None:
    own = series("租赁价格", range(2000, 2022), np.full(22, printed), unit=unit)
    data = with_series(dataset(1), {"rental.software": own})
    m = measure(data, with_values(DEFAULT, {"return_reading": "given"}))
    assert m.value("rental_price", "software", 2010) == pytest.approx(0.3, rel=1e-15)


def test_a_unit_is_read_where_the_series_says_it() -> None:
    m = measure(dataset(1), DEFAULT)
    k = m.frame.labels("indicator").index("software")
    origin = m.origin("indicator_unit", k)
    assert origin is not None
    assert (origin.table.file, origin.cell) == ("软件业务收入.xlsx", "亿元")
    assert m.values["indicator_unit"][k] == 1.0
    goods = m.frame.labels("indicator").index("electronics")
    assert m.values["indicator_unit"][goods] == 1e4


def test_what_is_no_number_is_missing_and_nobody_may_change_a_result() -> None:
    frame = SimpleNamespace(size=lambda _: 4)
    quantity = Quantity(
        "some", ("year",), "ratio", "", "", "", (), lambda _: np.array([1.0, 2.0, 0.0, 0.0])
        / np.array([2.0, 0.0, 0.0, -1.0]), lambda *_: Const(0.0),
    )  # fmt: skip
    found = compute(quantity, SimpleNamespace(draws=0, frame=frame))  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, [0.5, np.nan, np.nan, 0.0])
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1.0


def test_a_kernel_of_another_shape_is_an_error_of_the_program() -> None:
    frame = SimpleNamespace(size=lambda _: 3)
    quantity = Quantity(
        "some", ("year",), "ratio", "", "", "", (), lambda _: np.zeros(4), lambda *_: Const(0.0)
    )
    with pytest.raises(AssertionError, match="some"):
        compute(quantity, SimpleNamespace(draws=0, frame=frame))  # type: ignore[arg-type]


def test_a_unit_that_a_person_said_is_marked() -> None:
    data = dataset(1)
    first, *rest = data.benchmarks
    said = replace(first, table=replace(first.table, assumed=("unit",)))
    m = measure(replace(data, benchmarks=(said, *rest)), DEFAULT)
    assert [m.flags("table_unit", b) for b in (0, 1)] == [(Flag("assumed"),), ()]
    gdp = replace(data.series["indicator.gdp"], assumed=("unit",))
    m = measure(with_series(data, {"indicator.gdp": gdp}), DEFAULT)
    k = m.frame.labels("indicator").index("gdp")
    assert m.flags("indicator_unit", k) == (Flag("assumed"),)
    assert m.flags("indicator_unit", m.frame.labels("indicator").index("software")) == ()
    year = replace(data.series["indicator.gdp"], assumed=("year",))
    m = measure(with_series(data, {"indicator.gdp": year}), DEFAULT)
    assert m.flags("indicator_unit", k) == ()


def test_what_is_unknown_spoils_only_the_sums_in_which_it_has_a_weight() -> None:
    """Two kinds in three draws: 1 x 2 + unknown x 0, and 1 x 2 + unknown x 1."""
    values = np.array([[1.0, 1.0, 1.0], [np.nan, np.nan, 5.0]])
    weights = np.array([[2.0, 2.0, 2.0], [0.0, 1.0, 1.0]])
    np.testing.assert_array_equal(weighted_sum(values, weights, 0), [2.0, np.nan, 7.0])
    np.testing.assert_array_equal(weighted_sum(values, weights[:, :1], 0), [2.0, 2.0, 2.0])
    # Along another axis, (kind, member, draw).
    found = weighted_sum(values[None], weights[None], 1)
    np.testing.assert_array_equal(found, [[2.0, np.nan, 7.0]])


@pytest.mark.parametrize(
    ("start", "end", "ratio"),
    [
        (0.4, 0.1, 0.4**0.7 * 0.1**0.3),  # between what is positive the way is geometric
        (0.4, 0.0, 0.28),
        (0.0, 0.4, 0.12),
        (0.4, -0.1, 0.25),
        (-0.4, 0.1, -0.25),
        (0.0, 0.0, 0.0),
    ],
)
def test_where_a_table_has_nothing_the_cell_runs_straight(
    start: float, end: float, ratio: float
) -> None:
    """2010 between 2007 and 2017: seven tenths of the one and three tenths of the other."""
    frame = SimpleNamespace(benchmarks=(2007, 2017), years=(2010,))
    values = SimpleNamespace(at=lambda _, index: (start, end)[index[0]])
    cell = interpolated_ratio(frame, "x", (), 0, "geometric")  # type: ignore[arg-type]
    assert Evaluation(values).of(cell) == pytest.approx(ratio, rel=1e-14)  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", [1e-10, 1.0, 1e10])
def test_a_city_is_ranked_by_its_cell_whatever_the_size_of_its_figures(scale: float) -> None:
    """3, 2, 2 and a hair less, 1, 0, -1 and -1 less a hair; one city has no figure."""
    figures = scale * np.array([1.0, 2.0, np.nan, 3.0, 2.0 - 1e-12, -1.0, -1.0 - 1e-12, 0.0])
    ranked = [4.0, 2.0, None, 1.0, 2.0, 6.0, 6.0, 5.0]
    frame = SimpleNamespace(size=lambda _: len(figures))
    values = SimpleNamespace(at=lambda _, index: float(figures[index[1]]))
    (quantity,) = (one for one in city_ranks.QUANTITIES if one.key == "city_scale_rank")
    for c, rank in enumerate(ranked):
        found = Evaluation(values).of(quantity.cell(frame, 0, c, 0))  # type: ignore[arg-type]
        assert isinstance(found, Absent) if rank is None else found == rank


@pytest.mark.parametrize("power", [None, np.array([1.0, 1.0, 1.0])])
def test_ratios_of_several_draws_are_weighted_by_distance(power: np.ndarray | None) -> None:
    """2010 is three years from 2007 and seven from 2017: 7/10 of the one and 3/10 of the other."""
    frame = SimpleNamespace(benchmarks=(2007, 2017), years=(2007, 2010, 2017))
    values = np.array([[[1.0, 2.0, 4.0], [3.0, 2.0, 14.0]]])  # (asset, benchmark, draw)
    found = yearly(values, frame, "inverse_distance", power)  # type: ignore[arg-type]
    np.testing.assert_allclose(
        found, [[[1.0, 2.0, 4.0], [1.6, 2.0, 7.0], [3.0, 2.0, 14.0]]], rtol=1e-14
    )


@pytest.mark.parametrize(("growth", "known"), [(0.1, True), (-0.095, True), (-0.1, False)])
def test_a_base_stock_needs_growth_and_depreciation_above_nothing(
    growth: float, known: bool
) -> None:
    """Depreciation of 9.6 %: I/(g + d) is no stock where investment falls by more."""
    m = measure(dataset(1), DEFAULT)
    values = FrozenMap({**m.values, "nonict_growth": np.array(growth)})
    result = Evaluation(replace(m, values=values)).of(m.tree("nonict_stock_history", 0))
    if known:
        first = float(m.values["nonict_investment"][0])
        assert result == pytest.approx(0.904 * first / (growth + 0.096) + first, rel=1e-12)
    else:
        assert isinstance(result, Absent)
        assert result.reason.code == "cause.growth_plus_depreciation"
