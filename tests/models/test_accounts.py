"""Laws of allocation, user cost and growth accounts on datasets with industries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import inspect_file
from models import measure
from models.concordance import GROUPS, Concordance
from models.dataset import Benchmark, Dataset
from models.expression import Flag
from models.frame import FACTORS, RULES
from models.frozen import FrozenMap
from models.growth import growth_accounts
from models.industries import IndustryLink, common_industries
from models.io_table import Block
from models.measurement import Measurement
from models.parameters import PRESETS, with_value, with_values
from tests.support_datasets import LINKS, dataset, with_cities, with_third_table, without_output

DEFAULT = PRESETS["gx2022"]
SEEDS = range(30, 35)
ICT, NONICT, LABOUR, INTERMEDIATE, RESIDUAL = range(len(FACTORS))


@pytest.fixture(scope="module", params=SEEDS)
def measured(request: pytest.FixtureRequest) -> Measurement:
    return measure(dataset(request.param), DEFAULT)


def test_allocation_preserves_totals(measured: Measurement) -> None:
    keys, stocks = measured.values["allocation_key"], measured.values["industry_stock"]
    np.testing.assert_allclose(keys.sum(axis=1), 1.0, rtol=1e-12)
    assert np.nanmin(keys) >= 0
    np.testing.assert_allclose(stocks.sum(axis=1), measured.values["stock"], rtol=1e-12)


def test_factor_shares_sum_to_one(measured: Measurement) -> None:
    """产品分配竞尽定理: what the factors are paid exhausts output."""
    np.testing.assert_allclose(measured.values["factor_share"].sum(axis=0), 1.0, rtol=1e-11)


def test_contributions_and_tfp_make_up_growth(measured: Measurement) -> None:
    explained = measured.values["contribution"].sum(axis=0) + measured.values["tfp"]
    np.testing.assert_allclose(explained, measured.values["output_growth"], atol=1e-12)


def test_aggregation_loses_nothing(measured: Measurement) -> None:
    """Domar-weighted contributions of primary factors + Domar TFP = aggregate value added."""
    parts = measured.values["aggregate_contribution"][[ICT, NONICT, LABOUR, RESIDUAL]].sum(axis=0)
    total = parts + measured.values["domar_tfp"]
    np.testing.assert_allclose(total, measured.values["aggregate_growth"], atol=1e-12)


def test_domar_tfp_and_reallocation_make_the_aggregate() -> None:
    data = dataset(30)
    known = {**data.industry_series["employment"]}
    known["coal"] = known["finance"]  # the dataset leaves one industry without
    measured = measure(
        replace(data, industry_series={**data.industry_series, "employment": known}), DEFAULT
    )
    v = measured.values
    moved = v["reallocation"][[ICT, NONICT, LABOUR, RESIDUAL]].sum(axis=0)
    assert not np.isnan(moved).any()
    np.testing.assert_allclose(v["domar_tfp"] + moved, v["aggregate_tfp"], atol=1e-12)
    assert np.abs(moved).max() > 1e-6  # something does move in a random dataset


def test_quantities_agree_with_the_pure_growth_accounts(measured: Measurement) -> None:
    """The same accounts by `growth_accounts` on volumes built from the growth rates."""
    v = measured.values
    ends = slice(0, 2)
    volumes = {
        name: np.exp(np.stack([np.zeros_like(g), g]))
        for name, g in zip(FACTORS, v["factor_growth"][:, :, 0], strict=True)
    }
    values = {name: v["factor_value"][f, :, ends].T for f, name in enumerate(FACTORS)}
    output = np.exp(np.stack([np.zeros(len(v["tfp"])), v["output_growth"][:, 0]]))
    found = growth_accounts(v["factor_cost_output"][:, ends].T, output, values, volumes)
    np.testing.assert_allclose(found.tfp[0], v["tfp"][:, 0], atol=1e-12)
    np.testing.assert_allclose(found.residual_share, 0.0, atol=1e-12)


def test_ex_post_capital_compensation_exhausts_capital_income(measured: Measurement) -> None:
    """Where an industry's own rate is used with the actual gain, sum c K = CC."""
    v, frame = measured.values, measured.frame
    checked = 0
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        assert t is not None
        for j in range(frame.size("industry")):
            own = v["own_rate"][0, j, b]
            if v["candidate_rate"][0, j, b] == own and v["gain_choice"][j, t] == 0:
                paid = v["capital_compensation"][:, j, t].sum()
                assert paid == pytest.approx(v["capital_income"][j, b], rel=1e-10)
                checked += 1
    if checked == 0:
        pytest.skip("no industry of this seed keeps its own rate")


def test_no_user_cost_is_negative(measured: Measurement) -> None:
    assert np.nanmin(measured.values["user_cost"]) >= 0


def test_all_three_rules_are_given_and_rule_three_starts_from_rule_two(
    measured: Measurement,
) -> None:
    scale = measured.values["industry_digitalisation"]
    start = measured.frame.year_position(2007)
    assert start is not None
    last = measured.frame.year_position(2015)  # electronics output of the dataset ends there
    assert last is not None
    assert not np.isnan(scale[:, start : last + 1]).any()
    rule = {name: position for position, name in enumerate(RULES)}
    assert scale[rule["accumulated"], start] == pytest.approx(scale[rule["compensation"], start])


@pytest.mark.parametrize("key", ["gdp_share", "growth_contribution", "city_gdp_share"])
def test_the_ratio_of_a_stock_to_gdp_is_marked_arithmetical(key: str) -> None:
    measured = measure(with_cities(dataset(30)), DEFAULT)
    city = ("甲市",) if key.startswith("city") else ()
    for rule in RULES:
        place = measured.positions(key, rule, *city, 2010)
        assert np.isfinite(measured.at(key, place))
        assert (Flag("arithmetical") in measured.flags(key, *place)) == (rule == "stock")


def test_a_share_that_moves_by_a_tenth_is_steady_and_by_more_is_not(measured: Measurement) -> None:
    shares = measured.values["factor_share"].copy()
    moved = [(0.0, 0.1), (0.1, 0.0), (0.0, 0.1 + 1e-12), (0.1 + 1e-12, 0.0), (0.5, 0.5)]
    shares[0, : len(moved), :2] = moved
    values = FrozenMap({**measured.values, "factor_share": shares})
    found = replace(measured, values=values)
    flags = [Flag("share_moved") in found.flags("mean_share", 0, j, 0) for j in range(len(moved))]
    assert flags == [False, False, True, True, False]


def test_depreciation_consistent_with_the_profile_is_the_methods() -> None:
    """0.233 / 0.124 / 0.188 for computers / communications / software (method, section 6)."""
    rates = measure(dataset(31), DEFAULT).values["user_cost_rate"]
    assert [f"{rate:.3f}" for rate in rates] == ["0.233", "0.124", "0.188", "0.096"]


def test_given_depreciation_raises_the_user_cost_as_the_method_says() -> None:
    """c is 29 / 85 / 56 % higher at r = 4 % and unchanged prices (method, section 6)."""
    consistent = measure(dataset(31), DEFAULT).values["user_cost_rate"][:3]
    given = np.array([asset.depreciation for asset in DEFAULT.assets.values()])
    higher = (0.04 + given) / (0.04 + consistent) - 1
    # Exactly 28.70, 85.51 and 55.74 (30 digits); the method prints whole per cents.
    np.testing.assert_allclose(100 * higher, [29, 85, 56], atol=0.6)
    np.testing.assert_allclose(100 * higher, [28.70, 85.51, 55.74], atol=0.005)


def test_money_unit_and_price_base_change_no_real_growth() -> None:
    data = dataset(33)
    before = measure(data, DEFAULT)
    # Ten times the tables and series of money: everything nominal in a tenth of the unit.
    tables = tuple(
        replace(
            benchmark,
            table=replace(
                benchmark.table,
                unit="千元",
                blocks={
                    code: Block(block.values * 10, block.rows, block.columns, block.label)
                    for code, block in benchmark.table.blocks.items()
                },
            ),
        )
        for benchmark in data.benchmarks
    )
    after = measure(replace(data, benchmarks=tables), DEFAULT)
    for key in ("tfp", "contribution", "output_growth", "domar_tfp"):
        np.testing.assert_allclose(after.values[key], before.values[key], atol=1e-11)
    moved = with_value(with_value(DEFAULT, "base_year", 2010), "first_year", 2000)
    rebased = measure(data, moved)
    for key in ("output_growth", "intermediate_growth", "labour_growth"):
        np.testing.assert_allclose(rebased.values[key], before.values[key], atol=1e-11)
    # By rule 1 assets are added at base-year prices, whose relations are another year's now.
    np.testing.assert_allclose(
        rebased.values["real_growth"][1:], before.values["real_growth"][1:], atol=1e-10
    )
    np.testing.assert_allclose(
        rebased.values["industry_digitalisation"][0],
        before.values["industry_digitalisation"][0],
        rtol=1e-10,
    )


def test_merging_then_allocating_equals_allocating_then_merging() -> None:
    """Two industries outside ICT: their keys add up to that of the merged one."""
    data = dataset(34)
    merged_links = (*LINKS, IndustryLink("coal+building", ("煤炭", "建筑"), market=False))
    names = [benchmark.table.names for benchmark in data.benchmarks]
    merged = replace(data, industries=common_industries(names, merged_links), industry_series={})
    apart = measure(replace(data, industry_series={}), DEFAULT)
    joint = measure(merged, DEFAULT)
    place = {one.label: j for j, one in enumerate(data.industries)}
    both = next(j for j, one in enumerate(merged.industries) if len(one.members[0]) == 2)
    for key in ("benchmark_key", "allocation_key", "industry_stock"):
        sums = apart.values[key][:, place["煤炭"]] + apart.values[key][:, place["建筑"]]
        np.testing.assert_allclose(joint.values[key][:, both], sums, rtol=1e-11)


def test_an_industry_without_output_is_left_out_with_its_name() -> None:
    data = without_output(dataset(35), "煤炭")
    measured = measure(data, DEFAULT)
    j = [one.label for one in data.industries].index("煤炭")
    reason = measured.reason("factor_share", ICT, j, 0)
    assert reason is not None
    assert reason.code == "cause.no_output"
    assert reason.args["industry"] == "煤炭"


def test_negative_capital_income_takes_the_regions_rate_and_says_so() -> None:
    data = dataset(36)
    table = data.benchmarks[1].table
    blocks = dict(table.blocks)
    finance = table.names.index("金融")
    surplus = blocks["VA004"].values.copy()
    surplus[finance] = -blocks["VA003"].values[finance] - 1e5
    blocks["VA004"] = replace(blocks["VA004"], values=surplus)
    loss = replace(data.benchmarks[1], table=replace(table, blocks=blocks))
    measured = measure(replace(data, benchmarks=(data.benchmarks[0], loss)), DEFAULT)
    j = [one.label for one in data.industries].index("金融")
    assert measured.values["capital_income"][j, 1] < 0
    assert measured.at("candidate_rate", (0, j, 1)) == measured.at("regional_rate", (0, 1))
    assert Flag("regional_rate") in measured.flags("candidate_rate", 0, j, 1)


def test_every_group_of_ict_products_has_an_industry(measured: Measurement) -> None:
    assert (measured.values["industry_group"].sum(axis=0) == 1).all()
    assert len(GROUPS) == measured.values["industry_group"].shape[1]


def test_an_industry_without_output_stops_no_aggregate() -> None:
    """GO = 0 in 2007: left out of the accounts, its name on what it touches, the rest given."""
    full = dataset(35)
    series = {**full.industry_series["employment"]}
    series["coal"] = series["finance"]
    data = replace(full, industry_series={**full.industry_series, "employment": series})
    measured = measure(without_output(data, "煤炭"), DEFAULT)
    j = [one.label for one in data.industries].index("煤炭")
    reason = measured.reason("tfp", j, 0)
    assert reason is not None
    assert reason.code == "cause.no_output"
    assert measured.at("in_accounts", (j, 0)) == 0
    assert Flag("left_out") in measured.flags("in_accounts", j, 0)
    v = measured.values
    for key in ("domar_tfp", "aggregate_growth", "aggregate_tfp", "regional_rate"):
        assert not np.isnan(v[key]).any(), key
    parts = v["aggregate_contribution"][[ICT, NONICT, LABOUR, RESIDUAL]].sum(axis=0)
    np.testing.assert_allclose(parts + v["domar_tfp"], v["aggregate_growth"], atol=1e-12)
    place = measured.frame.year_position(2010)
    assert not np.isnan(v["industry_digitalisation"][:, place]).any()


@pytest.mark.parametrize(
    ("third", "long"), [(2012, [False, False]), (2010, [False, True]), (2013, [True, False])]
)
def test_shares_of_tables_more_than_five_years_apart_are_marked(
    third: int, long: list[bool]
) -> None:
    m = measure(with_third_table(dataset(30), third), DEFAULT)
    found = [Flag("long_interval") in m.flags("mean_share", LABOUR, 0, i) for i in (0, 1)]
    assert found == long


def test_doubtful_shares_are_marked() -> None:
    measured = measure(dataset(30), DEFAULT)  # tables of 2007 and 2017
    assert Flag("long_interval") in measured.flags("mean_share", LABOUR, 0, 0)
    assert Flag("labour_as_published") in measured.flags("labour_income", 0, 0)
    shares = measured.values["factor_share"]
    moved = np.abs(shares[..., 1] - shares[..., 0]) > 0.1
    assert moved.any()
    assert not moved.all()
    for f, j in np.ndindex(moved.shape):
        assert (Flag("share_moved") in measured.flags("mean_share", f, j, 0)) == moved[f, j]


def test_sectors_without_capital_income_are_named_by_their_table(real_data: Path) -> None:
    """Method, section 6: 邮政, 信息传输 and 石油天然气 in 2007, 仪器仪表 in 2017."""
    reports = {
        year: inspect_file(real_data / f"投入产出表/广西{year}_42部门.xls") for year in (2007, 2017)
    }
    tables = [report.tables[0].io_table for report in reports.values()]
    nothing = Concordance("none", "none", {}, 42)
    data = Dataset(
        "广西", tuple(Benchmark(table, nothing) for table in tables if table is not None)
    )
    found = {
        one.message.args["year"]: [part.args["sector"] for part in one.message.args["sectors"]]
        for one in measure(data, DEFAULT).findings
        if one.code == "capital_income_not_positive"
    }
    assert found == {
        2007: ["石油和天然气开采业", "邮政业", "信息传输、计算机服务和软件业"],
        2017: ["仪器仪表"],
    }


def test_a_table_of_the_first_year_asks_for_the_year_before_it() -> None:
    m = measure(dataset(30), with_values(DEFAULT, {"first_year": 2007, "base_year": 2007}))
    reason = m.reason("capital_value", 0, 0)
    assert reason is not None
    assert (reason.code, reason.args["year"]) == ("needs.year_in_span", 2006)
    assert np.isfinite(m.at("capital_value", (0, 1)))
