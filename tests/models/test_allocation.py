"""Keys by which capital goes to industries: by hand, their laws, and the official tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.concordances import concordance_for
from gxde_desktop.project.industries import common_of
from models import measure
from models.concordance import GROUPS
from models.dataset import Benchmark, Dataset
from models.measurement import Measurement
from models.parameter_specs import ALLOCATIONS
from models.parameters import PRESETS, with_value
from tests.support_datasets import dataset, with_flows

DEFAULT = PRESETS["gx2022"]


def allocated(choice: str, seed: int = 42) -> Measurement:
    return measure(with_flows(dataset(seed)), with_value(DEFAULT, "all.allocation", choice))


@pytest.mark.parametrize("choice", ALLOCATIONS)
def test_every_key_shares_out_the_whole_stock(choice: str) -> None:
    measured = allocated(choice)
    keys = measured.values["allocation_key"]
    np.testing.assert_allclose(keys.sum(axis=1), 1.0, rtol=1e-12)
    assert keys.min() >= 0
    shared = measured.values["industry_stock"].sum(axis=1)
    np.testing.assert_allclose(shared, measured.values["stock"], rtol=1e-12)


@pytest.mark.parametrize(
    ("choice", "block"),
    [
        ("output", "GO"),
        ("value_added", "TVA"),
        ("compensation", "VA001"),
        ("depreciation", "VA003"),
    ],
)
def test_a_simple_key_is_a_share_of_the_tables_column(choice: str, block: str) -> None:
    measured = allocated(choice)
    for b, benchmark in enumerate(measured.dataset.benchmarks):
        printed = benchmark.table.blocks[block].values
        for j, industry in enumerate(measured.dataset.industries):
            own = printed[list(industry.members[b])].sum()
            found = measured.values["benchmark_key"][:, j, b]
            np.testing.assert_allclose(found, own / printed.sum(), rtol=1e-12)


def test_use_as_printed_is_the_row_of_the_table() -> None:
    measured = allocated("use_printed")
    benchmark = measured.dataset.benchmarks[0]
    row = benchmark.table.blocks["Z"].values[benchmark.table.names.index("电子")]
    for j, industry in enumerate(measured.dataset.industries):
        bought = row[list(industry.members[0])].sum()
        assert measured.values["benchmark_key"][0, j, 0] == pytest.approx(bought / row.sum())


def test_a_capital_flow_matrix_is_used_as_shares_of_its_benchmark_years() -> None:
    measured = allocated("matrix")
    for a, asset in enumerate(measured.frame.assets):
        rows = measured.dataset.industry_series[f"flow_{asset}"]
        for b, year in enumerate(measured.frame.benchmarks):
            values = [rows[one.key].at(year) for one in measured.dataset.industries]
            expected = np.array(values, dtype=float) / sum(v or 0.0 for v in values)
            np.testing.assert_allclose(measured.values["benchmark_key"][a, :, b], expected)


def test_a_matrix_with_a_row_missing_or_in_another_unit_is_named() -> None:
    full = with_flows(dataset(42))
    flows = dict(full.industry_series["flow_software"])
    lost = {**flows}
    del lost["coal"]
    other = {**flows, "coal": replace(flows["coal"], unit="亿元")}
    chosen = with_value(DEFAULT, "software.allocation", "matrix")
    for rows, code in ((lost, "needs.series"), (other, "needs.one_unit")):
        series = {**full.industry_series, "flow_software": rows}
        measured = measure(replace(full, industry_series=series), chosen)
        place = measured.positions(
            "industry_stock", "software", measured.frame.labels("industry")[0], 2010
        )
        reason = measured.reason("industry_stock", *place)
        assert reason is not None
        assert reason.code == code
        assert measured.value("industry_stock", "computers", "农业", 2010) > 0


def test_assets_may_have_keys_of_their_own() -> None:
    mixed = measure(dataset(42), with_value(DEFAULT, "software.allocation", "compensation"))
    plain, paid = allocated("use"), allocated("compensation")
    for a, expected in enumerate((plain, plain, paid)):
        np.testing.assert_array_equal(
            mixed.values["benchmark_key"][a], expected.values["benchmark_key"][a]
        )


def test_printed_use_leaves_more_than_half_of_electronics_with_its_makers(real_data: Path) -> None:
    """54 % (2007) and 64 % (2017) of Guangxi's electronics row (method, section 5)."""
    tables = [
        table.io_table
        for year in (2007, 2017)
        for table in inspect_file(real_data / f"投入产出表/广西{year}_42部门.xls").tables
        if table.kind == "io_table"
    ]
    held = [(one, concordance_for(one.names)) for one in tables if one is not None]
    benchmarks = tuple(Benchmark(one, rules) for one, rules in held if rules is not None)
    data = Dataset("广西", benchmarks, {}, common_of(benchmarks))
    measured = measure(data, with_value(DEFAULT, "all.allocation", "use_printed"))
    makers = measured.values["ict_industry"] == 1
    kept = measured.values["benchmark_key"][0, makers].sum(axis=0)
    assert GROUPS[measured.frame.group(0)] == "electronics"
    assert [round(100 * float(share)) for share in kept] == [54, 64]
