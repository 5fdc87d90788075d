"""What labour and capital earn by each reading; sectors of one table only; quantities of zero."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import measure
from models.concordance import Concordance
from models.dataset import Benchmark, Dataset
from models.expression import Flag
from models.frame import FACTORS
from models.industries import common_industries
from models.io_table import Block, IOTable
from models.parameters import PRESETS, Parameters, with_values
from models.series import AnnualSeries, Basis
from models.sources import SourceTable
from tests.support_datasets import (
    dataset,
    in_one_table,
    series,
    with_industry_series,
    with_table_value,
    without_inputs,
    without_output,
)
from tests.support_klems import Accounts, read_accounts

DEFAULT = PRESETS["gx2022"]
ICT, NONICT, LABOUR, INTERMEDIATE, RESIDUAL = range(len(FACTORS))
FLAT = np.ones(22)


def with_(**values: object) -> Parameters:
    return with_values(DEFAULT, values)


def place(data: Dataset, label: str) -> int:
    return [one.label for one in data.industries].index(label)


def employees(data: Dataset, **numbers: float) -> Dataset:
    """Employees in the unit of the persons employed; the others are all employees."""
    found = {key: np.array(one.values) for key, one in data.industry_series["employment"].items()}
    found["coal"] = FLAT
    data = with_industry_series(data, "employment", {"coal": FLAT})
    return with_industry_series(
        data, "employees", {**found, **{key: FLAT * one for key, one in numbers.items()}}
    )


# ------------------------------------------------------------------------------ labour shares


def test_compensation_is_raised_by_the_self_employed_where_their_income_is_in_surplus() -> None:
    data = with_table_value(employees(dataset(90), finance=1.0), "VA004", "金融", 5e6, 0)
    j = place(data, "金融")
    persons = data.industry_series["employment"]["finance"].at(2007)
    assert persons is not None
    # Four in five are paid a wage: their pay is raised by a quarter.
    data = with_industry_series(data, "employees", {"finance": FLAT * persons * 0.8})
    v = measure(data, with_(labour_share="adjusted")).values
    assert v["labour_income"][j, 0] == pytest.approx(1.25 * v["industry_compensation"][j, 0])
    income = v["industry_depreciation_value"] + v["industry_surplus"]
    moved = 0.25 * v["industry_compensation"][j, 0]
    assert v["capital_income"][j, 0] == pytest.approx(income[j, 0] - moved)
    # Compensation of 2017 holds the labour of the self-employed already.
    np.testing.assert_array_equal(v["labour_income"][:, 1], v["industry_compensation"][:, 1])


def test_no_more_than_compensation_and_surplus_is_labour() -> None:
    data = with_table_value(
        employees(dataset(90), finance=1e-3, farming=1e-3), "VA004", "金融", 100.0, 0
    )
    data = with_table_value(data, "VA004", "农业", -5e4, 0)
    m = measure(data, with_(labour_share="adjusted"))
    for label, surplus in (("金融", 0.01), ("农业", 0.0)):
        j = place(data, label)
        paid = m.at("industry_compensation", (j, 0))
        assert m.at("labour_income", (j, 0)) == pytest.approx(paid + surplus)
        assert Flag("labour_capped") in m.flags("labour_income", j, 0)
        assert Flag("labour_capped") in m.inherited_flags("factor_share", LABOUR, j, 0)


def test_where_nobody_is_paid_a_wage_surplus_is_labour() -> None:
    data = with_table_value(employees(dataset(90), farming=0.0), "VA004", "农业", 1e4, 0)
    m = measure(data, with_(labour_share="adjusted"))
    j = place(data, "农业")
    assert m.at("labour_income", (j, 0)) == pytest.approx(
        m.at("industry_compensation", (j, 0)) + 1.0
    )


def test_more_employees_than_persons_change_nothing_and_are_marked() -> None:
    data = employees(dataset(90), finance=1e9)
    m = measure(data, with_(labour_share="adjusted"))
    j = place(data, "金融")
    assert m.at("labour_income", (j, 0)) == m.at("industry_compensation", (j, 0))
    assert Flag("employees_exceed") in m.flags("labour_income", j, 0)


def test_persons_in_units_that_cannot_be_compared_are_refused() -> None:
    data = employees(dataset(90), finance=1.0)
    held = dict(data.industry_series["employees"])
    held["finance"] = replace(held["finance"], unit="户")
    data = replace(data, industry_series={**data.industry_series, "employees": held})
    reason = measure(data, with_(labour_share="adjusted")).reason(
        "labour_income", place(data, "金融"), 0
    )
    assert reason is not None
    assert reason.code == "needs.persons_unit"


def test_adjusting_needs_employees_by_name() -> None:
    data = dataset(90)
    reason = measure(data, with_(labour_share="adjusted")).reason("labour_income", 0, 0)
    assert reason is not None
    assert reason.args["series"].code == "role.industry_employees"


def test_later_shares_are_the_last_tables_in_every_year() -> None:
    m = measure(dataset(90), with_(labour_share="later"))
    v = m.values
    share = v["labour_income"] / v["primary_income"]
    np.testing.assert_allclose(share[:, 0], share[:, 1], rtol=1e-14)
    np.testing.assert_array_equal(v["labour_income"][:, 1], v["industry_compensation"][:, 1])
    assert Flag("labour_later") in m.flags("labour_income", 0, 0)


@pytest.mark.parametrize("reading", ["published", "adjusted", "later"])
def test_whatever_labour_earns_factors_exhaust_output(reading: str) -> None:
    data = employees(dataset(91), finance=40.0)
    v = measure(data, with_(labour_share=reading)).values
    np.testing.assert_allclose(v["labour_income"] + v["capital_income"], v["primary_income"])
    np.testing.assert_allclose(v["factor_share"].sum(axis=0), 1.0, rtol=1e-11)


def test_pay_over_wages_is_labour_only_under_one_definition() -> None:
    """Method, section 7: as a proxy only where VA001 keeps one definition."""
    data = dataset(92)
    data = replace(data, industry_series={"price": data.industry_series["price"]})
    refused = measure(data, DEFAULT)
    reason = refused.reason("labour_growth", 0, 0)
    assert reason is not None
    assert reason.args["series"].code == "role.industry_employment"
    allowed = measure(data, with_(labour_share="later"))
    assert Flag("proxy") in allowed.flags("labour_growth", 0, 0)
    growth = np.log(allowed.values["labour_income"][0])
    wage = [data.series["price.wage"].at(year) or 0 for year in (2007, 2017)]
    expected = growth[1] - growth[0] - np.log(wage[1] / wage[0])
    assert allowed.at("labour_growth", (0, 0)) == pytest.approx(expected, rel=1e-12)


# ----------------------------------------------------------------- output less product taxes


def test_output_less_product_taxes_is_gross_output_less_them() -> None:
    """GO = TII + TVA in a balanced table: Y = GO - T, the rest of VA002 earned by capital."""
    data = dataset(93)
    taxes = {one.key: FLAT * 4e3 * (k + 1) for k, one in enumerate(data.industries)}
    given = with_industry_series(data, "product_taxes", taxes, unit="万元")
    v = measure(given, with_(output_basis="less_product_taxes")).values
    t = v["product_taxes"][:, [7, 17]]  # 2007 and 2017
    np.testing.assert_allclose(t[:, 0], 0.4 * np.arange(1, 7), rtol=1e-14)
    np.testing.assert_allclose(v["factor_cost_output"], v["industry_output"] - t, rtol=1e-12)
    usual = measure(given, DEFAULT).values
    more = v["capital_income"] - usual["capital_income"]
    np.testing.assert_allclose(more, v["industry_net_taxes"] - t, rtol=1e-9)
    np.testing.assert_allclose(v["factor_share"].sum(axis=0), 1.0, rtol=1e-11)
    # At factor cost all of VA002 is off output.
    np.testing.assert_allclose(
        usual["factor_cost_output"], usual["industry_output"] - usual["industry_net_taxes"]
    )


@pytest.mark.parametrize(
    ("unit", "code"), [("万元", ""), ("吨", "needs.unit"), (None, "needs.unit")]
)
def test_product_taxes_need_a_unit_of_money(unit: str | None, code: str) -> None:
    data = with_industry_series(dataset(93), "product_taxes", {"coal": FLAT * 4e3}, unit=unit)
    m = measure(data, with_(output_basis="less_product_taxes"))
    coal, farming = place(data, "煤炭"), place(data, "农业")
    for j, expected in ((coal, code), (farming, "needs.series")):
        reason = m.reason("product_taxes", j, 7)
        assert (reason.code if reason is not None else "") == expected
    said = with_industry_series(data, "product_taxes", {"coal": FLAT * 4e3}, unit=unit)
    one = said.industry_series["product_taxes"]["coal"]
    for assumed, flags in ((("unit",), (Flag("assumed"),)), (("year",), ())):
        held = {"product_taxes": {"coal": replace(one, assumed=assumed)}}
        found = measure(replace(said, industry_series=held), DEFAULT)
        assert found.flags("product_taxes_unit", coal) == (flags if not code else ())
        assert found.flags("product_taxes_unit", farming) == ()


def test_without_product_taxes_there_is_no_such_output() -> None:
    reason = measure(dataset(93), with_(output_basis="less_product_taxes")).reason(
        "factor_share", LABOUR, 0, 0
    )
    assert reason is not None
    assert reason.args["series"].code == "role.industry_product_taxes"


@pytest.mark.parametrize(
    ("employees", "flags"),
    [
        (99.0, {"labour_adjusted"}),  # a hundredth more for who is no employee
        (101.0, {"labour_adjusted", "employees_exceed"}),
        (1.0, {"labour_adjusted", "labour_capped"}),  # all that capital earned, and no more
        (0.0, {"labour_adjusted", "labour_capped"}),
    ],
)
def test_what_was_done_to_compensation_is_said(employees: float, flags: set[str]) -> None:
    data = with_industry_series(dataset(94), "employment", {"farming": FLAT * 100.0})
    data = with_industry_series(data, "employees", {"farming": FLAT * employees})
    m = measure(data, with_(labour_share="adjusted"))
    j = place(data, "农业")
    assert {flag.code for flag in m.flags("labour_income", j, 0)} == flags
    paid = m.at("industry_compensation", (j, 0))
    highest = paid + max(0.0, m.at("industry_surplus", (j, 0)))
    expected = {99.0: min(paid * 100 / 99, highest), 101.0: paid}.get(employees, highest)
    assert m.at("labour_income", (j, 0)) == pytest.approx(expected, rel=1e-12)
    # The table of 2017 holds what is earned by working for oneself in compensation.
    assert m.flags("labour_income", j, 1) == ()
    assert m.at("labour_income", (j, 1)) == m.at("industry_compensation", (j, 1))


# ------------------------------------------------------------------- labour quality and capital


def test_labour_is_hours_times_quality_where_it_is_given() -> None:
    data = with_industry_series(
        dataset(94), "quality", {"coal": FLAT * 101.5}, basis=Basis.INDEX_PREVIOUS_100
    )
    j = place(data, "煤炭")
    m, plain = measure(data, DEFAULT), measure(data, with_(labour_quality="ignored"))
    gained = m.at("labour_growth", (j, 0)) - plain.at("labour_growth", (j, 0))
    assert gained == pytest.approx(10 * 0.014888612493750654, rel=1e-12)  # ln 1.015, 30 digits
    assert Flag("quality_adjusted") in m.flags("labour_growth", j, 0)
    others = [k for k in range(6) if k != j]
    np.testing.assert_array_equal(
        m.values["labour_growth"][others], plain.values["labour_growth"][others]
    )


@pytest.mark.parametrize(
    ("split", "column"),
    [
        ("depreciation", "industry_depreciation_value"),
        ("capital_income", "capital_income"),
        ("value_added", "industry_value_added"),
        ("output", "industry_output"),
    ],
)
def test_other_capital_is_split_by_the_column_chosen(split: str, column: str) -> None:
    v = measure(dataset(95), with_(nonict_split=split)).values
    expected = v[column] / v[column].sum(axis=0)
    np.testing.assert_allclose(v["nonict_benchmark_key"], expected, rtol=1e-13)
    np.testing.assert_allclose(v["nonict_industry_stock"].sum(axis=0), v["nonict_stock"])


def test_persons_of_each_section_are_split_by_pay_among_its_own_industries() -> None:
    """Coal and electronics share 300, finance and information 90 growing to 120; no others."""
    years = range(2000, 2022)
    goods = series("工业就业人员", years, np.full(22, 300.0))
    services = series("服务业就业人员", years, np.r_[np.full(10, 90.0), np.full(12, 120.0)])
    held = {"coal": goods, "electronics": goods, "finance": services, "信息": services}
    data = replace(dataset(97), industry_series={"section_employment": held})
    m = measure(data, DEFAULT)
    paid = m.values["industry_compensation"]
    places = {one.key: j for j, one in enumerate(data.industries)}
    for keys, persons in ((("coal", "electronics"), [300, 300]), (("finance", "信息"), [90, 120])):
        members = [places[key] for key in keys]
        split = m.values["split_employment"][members]
        expected = persons * paid[members] / paid[members].sum(axis=0)
        np.testing.assert_allclose(split, expected, rtol=1e-13)
        np.testing.assert_allclose(split.sum(axis=0), persons, rtol=1e-13)
    others = [places["farming"], places["building"]]
    assert np.isnan(m.values["split_employment"][others]).all()


# ------------------------------------------------- sectors of one table, quantities of zero


@pytest.mark.parametrize("absent", [0, 1])
def test_a_sector_of_one_table_is_left_out_by_name_and_stops_nothing(absent: int) -> None:
    data = in_one_table(dataset(96), "煤炭", absent)
    m = measure(data, DEFAULT)
    j = place(data, "煤炭")
    assert Flag("one_year") in m.flags("industry_output", j, absent)
    reason = m.reason("tfp", j, 0)
    assert reason is not None
    assert (reason.code, reason.args["industry"]) == ("needs.partner", "煤炭")
    assert Flag("left_out") in m.flags("in_accounts", j, 0)
    v = m.values
    for key in ("domar_tfp", "aggregate_growth", "regional_rate"):
        assert not np.isnan(v[key]).any(), key
    parts = v["aggregate_contribution"][[ICT, NONICT, LABOUR, RESIDUAL]].sum(axis=0)
    np.testing.assert_allclose(parts + v["domar_tfp"], v["aggregate_growth"], atol=1e-12)
    np.testing.assert_allclose(v["allocation_key"].sum(axis=1), 1.0, rtol=1e-12)
    assert v["benchmark_key"][0, j, absent] == 0
    t = m.frame.years.index(2010)
    assert not np.isnan(v["industry_digitalisation"][:, t]).any()
    (told,) = [one for one in m.findings if one.code == "left_out_of_accounts"]
    assert "煤炭" in told.message.args["industries"]


def test_no_output_in_one_table_is_told_by_name_too() -> None:
    m = measure(without_output(dataset(96), "煤炭"), DEFAULT)
    (told,) = [one for one in m.findings if one.code == "left_out_of_accounts"]
    assert told.message.args["industries"] == ("煤炭",)


def test_an_input_of_zero_contributes_zero_and_is_marked() -> None:
    data = without_inputs(dataset(97), "煤炭")
    data = with_industry_series(data, "employment", {"farming": FLAT * 0})
    m = measure(data, DEFAULT)
    j, k = place(data, "煤炭"), place(data, "农业")
    for key, at, factor in (("intermediate_growth", j, INTERMEDIATE), ("labour_growth", k, LABOUR)):
        assert m.at(key, (at, 0)) == 0
        assert Flag("zero_quantity") in m.flags(key, at, 0)
        assert m.at("contribution", (factor, at, 0)) == 0
        assert Flag("zero_quantity") in m.inherited_flags("contribution", factor, at, 0)
        assert Flag("zero_quantity") in m.inherited_flags("tfp", at, 0)
    assert m.at("tfp", (j, 0)) == pytest.approx(
        m.at("output_growth", (j, 0)) - m.values["contribution"][:, j, 0].sum(), abs=1e-12
    )


def test_a_negative_quantity_is_refused_by_name() -> None:
    data = with_industry_series(dataset(97), "employment", {"farming": -FLAT})
    reason = measure(data, DEFAULT).reason("labour_growth", place(data, "农业"), 0)
    assert reason is not None
    assert (reason.code, reason.args["industry"]) == ("cause.negative_labour", "农业")


# --------------------------------------------------------------------- numbers from outside


@pytest.fixture(scope="module")
def spain(real_data: Path) -> Accounts:
    return read_accounts(real_data)


KNOWN = ("A", "B", "C10-C12", "D", "E", "F", "G", "H", "I", "K", "M", "N", "P", "Q", "R", "S")
YEARS = (2007, 2017)


def spanish(spain: Accounts) -> Dataset:
    """Two tables of totals by industry (million euro as 百万元), with hours of both kinds."""
    columns = [spain.column(code) for code in KNOWN]

    def benchmark(year: int) -> Benchmark:
        row = spain.years.index(year)
        at = {name: spain[name][row, columns] for name in ("VA_CP", "COMP", "II_CP")}
        n = len(KNOWN)
        line = {
            "TII": at["II_CP"],
            "VA001": at["COMP"],
            "VA002": np.zeros(n),
            "VA003": np.zeros(n),
            "VA004": at["VA_CP"] - at["COMP"],
            "TVA": at["VA_CP"],
            "TI": at["II_CP"] + at["VA_CP"],
            "GO": at["II_CP"] + at["VA_CP"],
        }
        across = np.arange(n)
        blocks = {
            code: Block(values, np.full(n, 40 + i), across, code)
            for i, (code, values) in enumerate(line.items())
        }
        blocks["Z"] = Block(np.diag(at["II_CP"]), across[:, None], across[None, :], "Z")
        source = SourceTable(f"ES{year}.xlsx", "0" * 64, "sheet")
        table = IOTable("ES", year, "百万元", KNOWN, KNOWN, blocks, source)
        return Benchmark(table, Concordance("none", "none", {}, n))

    tables = tuple(benchmark(year) for year in YEARS)
    industries = common_industries([one.table.names for one in tables], ())
    data = Dataset("ES", tables, {}, industries)
    composition = _composition(spain)
    roles = {"employment": spain["H_EMP"], "employees": spain["H_EMPE"], "hours": spain["H_EMP"]}
    held = {
        role: {one.key: _annual(spain, values[:, spain.column(one.key)]) for one in industries}
        for role, values in {**roles, "quality": composition}.items()
    }
    return replace(data, industry_series=held)


def _annual(spain: Accounts, values: np.ndarray) -> AnnualSeries:
    cells = tuple("A1" for _ in spain.years)
    source = SourceTable("ES.xlsx", "0" * 64, "sheet")
    return AnnualSeries(
        "", "ES", None, "千小时", Basis.VALUE, spain.years, tuple(map(float, values)), cells, source
    )


def _composition(spain: Accounts) -> np.ndarray:
    """Levels of labour composition behind the published contribution VAConLC."""
    share = spain["LAB"] / spain["VA_CP"]
    growth = spain.growth("VAConLC") / 100 / ((share[1:] + share[:-1]) / 2)
    return np.exp(np.vstack([np.zeros(growth.shape[1]), np.cumsum(growth, axis=0)]))


def test_adjusted_compensation_is_what_eu_klems_publishes_as_labour(spain: Accounts) -> None:
    """LAB = COMP x hours of all / hours of employees, as the source has it for Spain."""
    m = measure(spanish(spain), with_(labour_share="adjusted", base_year=2007))
    row = spain.years.index(2007)
    published = spain["LAB"][row, [spain.column(code) for code in KNOWN]] / 100  # 亿
    ours = m.values["labour_income"][:, 0]
    for j in range(len(KNOWN)):  # every one is adjusted, none at the limit
        assert m.flags("labour_income", j, 0) == (Flag("labour_adjusted"),)
    np.testing.assert_allclose(ours, published, rtol=1e-6)


def test_labour_with_quality_grows_as_the_published_index(spain: Accounts) -> None:
    """Hours and composition together are LAB_QI but for 2011, whose index differs."""
    m = measure(spanish(spain), with_(base_year=2007))
    rows = [spain.years.index(year) for year in YEARS]
    columns = [spain.column(code) for code in KNOWN]
    index = np.log(spain["LAB_QI"][:, columns])
    hours = np.log(spain["H_EMP"][:, columns])
    quality = np.log(_composition(spain)[:, columns])
    odd = spain.years.index(2011)
    gap = (index[odd] - index[odd - 1]) - (hours + quality)[odd] + (hours + quality)[odd - 1]
    expected = index[rows[1]] - index[rows[0]] - gap
    np.testing.assert_allclose(m.values["labour_growth"][:, 0], expected, atol=2e-5)
