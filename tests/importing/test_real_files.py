"""The official files themselves: figures quoted in the method, or recomputed from raw cells.

The files stay outside the repository; the tests are skipped where they are absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gxde_desktop.importing.importer import (
    Answer,
    FileReport,
    FoundTable,
    inspect_file,
    read_grids,
)
from models.io_table import IOTable
from models.series import Basis

TABLES, ANNUAL = "投入产出表", "年度数据"


def read(folder: Path, name: str, answers: Sequence[Answer] = ()) -> FileReport:
    return inspect_file(folder / name, answers)


def io_of(table: FoundTable) -> IOTable:
    assert table.io_table is not None
    return table.io_table


def gfcf(io: IOTable, *names: str) -> float:
    """GFCF of some sectors, by name."""
    block = io.blocks["FU201"]
    return sum(float(block.values[io.names.index(name)]) for name in names)


def test_guangxi_2007(real_data: Path) -> None:
    (table,) = read(real_data / TABLES, "广西2007_42部门.xls").tables
    io = io_of(table)
    assert table.status == "ready"
    assert (io.region, io.year, io.unit, io.sectors) == ("广西", 2007, "万元", 42)
    assert (io.codes[0], io.codes[-1]) == ("01", "42")
    # Issue 2: 43.49 + 5.46 = 48.96 in 亿元.
    electronics = gfcf(io, "通信设备、计算机及其他电子设备制造业") / 1e4
    software = gfcf(io, "信息传输、计算机服务和软件业") / 1e4
    assert (round(electronics, 2), round(software, 2)) == (43.49, 5.46)
    assert round(electronics + software, 2) == 48.96
    # Method section 1: combined flows, so foreign trade is unknown, not zero.
    assert {"FU302", "FU304"} <= set(io.blocks)
    assert not {"EX", "IM", "OF", "IF"} & set(io.blocks)
    assert table.raw is not None
    assert table.raw.totals["exports"] is None
    assert table.raw.totals["imports"] is None
    # Method section 8: sum of TVA is 5958.93 亿元.
    assert table.raw.totals["value_added"] == pytest.approx(5958.93e4, abs=50)
    assert {c.status for c in table.checks} <= {"pass", "rounding"}


def test_guangxi_2017(real_data: Path) -> None:
    (table,) = read(real_data / TABLES, "广西2017_42部门.xls").tables
    io = io_of(table)
    assert (table.status, io.region, io.year, io.unit) == ("ready", "广西", 2017, "万元")
    electronics = gfcf(io, "通信设备、计算机和其他电子设备") / 1e4
    software = gfcf(io, "信息传输、软件和信息技术服务") / 1e4
    assert (round(electronics, 2), round(software, 2)) == (84.51, 81.35)
    assert {"EX", "OF", "IM", "IF", "ERR"} <= set(io.blocks)
    assert table.raw is not None
    assert table.raw.totals["value_added"] == pytest.approx(18484.59e4, abs=50)
    assert {c.status for c in table.checks} == {"pass"}
    assert io.blocks["GO"].address(0) == "BI9"


def test_guangxi_2007_rounded_agrees_with_the_full_one(real_data: Path) -> None:
    (full,) = read(real_data / TABLES, "广西2007_42部门.xls").tables
    name = "广西2007_42部门_取整.xlsx"
    (asked,) = read(real_data / TABLES, name).tables
    assert [q.field for q in asked.questions] == ["year", "region", "unit"]
    assert asked.io_table is None
    answers = [
        Answer(name, "year", "2007"), Answer(name, "region", "广西"), Answer(name, "unit", "万元"),
    ]  # fmt: skip
    (table,) = read(real_data / TABLES, name, answers).tables
    io, exact = io_of(table), io_of(full)
    assert io.codes[:3] == ("1", "2", "3")
    assert io.names == exact.names
    for code, block in exact.blocks.items():
        difference = np.nanmax(np.abs(io.blocks[code].values - block.values))
        assert difference <= 0.5 + 1e-9, code
    assert {c.name: c.status for c in table.checks} == {
        "total_input_equals_gross_output": "pass",
        "column_sum_equals_intermediate_input": "rounding",
        "value_added_components_sum": "rounding",
        "row_balance": "rounding",
    }


def test_national_2017_against_the_raw_cells(real_data: Path) -> None:
    name = "全国2017_149部门.xlsx"
    (table,) = read(real_data / TABLES, name).tables
    io = io_of(table)
    assert (table.status, io.region, io.year, io.unit, io.sectors) == (
        "ready", "全国", 2017, "万元", 149,
    )  # fmt: skip
    assert io.codes[0] == "01001"
    # Method section 2, in 亿元.
    assert round(gfcf(io, "计算机") / 1e4, 1) == 2232.4
    assert round(gfcf(io, "通信设备") / 1e4, 1) == 3555.0
    assert round(gfcf(io, "软件服务") / 1e4, 1) == 19575.1
    sheet = openpyxl.load_workbook(real_data / TABLES / name, data_only=True).worksheets[0]
    for block, index in (("Z", (0, 0)), ("Z", (148, 148)), ("GO", (70,)), ("VA003", (5,))):
        cell = io.blocks[block].address(*index)
        assert float(io.blocks[block].values[index]) == sheet[cell].value
    assert {c.status for c in table.checks} == {"pass"}


def test_national_2007_workbook_of_thirteen_sheets(real_data: Path) -> None:
    name = "全国2007_135部门_多表.xls"
    report = read(real_data / TABLES, name)
    kinds = {t.sheet: (t.kind, t.problems[0].code if t.problems else "") for t in report.tables}
    assert kinds == {
        "fu4": ("unknown", "kind.concordance"),
        "fu1": ("unknown", "kind.trade_adjustment"),
        "0403": ("unknown", "kind.complete_coefficients"),
        "0402": ("unknown", "kind.direct_coefficients"),
        "0401": ("io_table", "io.identity"),
        "0303": ("unknown", "kind.market_share"),
        "0302": ("unknown", "kind.product_mix"),
        "0301": ("unknown", "kind.make"),
        "0202": ("unknown", "kind.direct_coefficients"),
        "0201": ("unknown", "kind.use"),
        "0103": ("unknown", "kind.complete_coefficients"),
        "0102": ("unknown", "kind.direct_coefficients"),
        "0101": ("io_table", "io.margin"),  # the printed total of 其他 is off by 0.44
    }
    by_sheet = {t.sheet: t for t in report.tables}
    asked = by_sheet["0401"].questions
    assert [(q.field, q.choices[0]) for q in asked] == [("region", "全国")]
    answers = [Answer("0401", "region", "全国"), Answer("0401", "year", "2007")]
    again = {t.sheet: t for t in read(real_data / TABLES, name, answers).tables}
    assert again["0401"].status == "ready"
    assert again["0101"].status == "needs_review"
    io = io_of(again["0401"])
    assert (io.year, io.region, io.unit, io.sectors) == (2007, "全国", "万元", 135)
    assert round(gfcf(io, "电子计算机制造业") / 1e4, 1) == 1942.1
    assert round(gfcf(io, "通信设备制造业") / 1e4, 1) == 1788.5
    assert round(gfcf(io, "软件业") / 1e4, 1) == 1234.2
    # One sector of the published table is off by 0.44 万元 between total input and output.
    (check,) = [c for c in again["0401"].checks if c.status == "fail"]
    assert check.name == "total_input_equals_gross_output"
    assert [(s, round(d, 2)) for s, d, _ in check.failing] == [("090", -0.44)]


def test_national_2005_in_two_units_and_three_panels(real_data: Path) -> None:
    name = "全国2005_42部门_万元与亿元.xls"
    report = read(real_data / TABLES, name, [Answer(name, "region", "全国")])
    found = [(io.unit, io.sectors) for io in map(io_of, report.tables)]
    assert found == [("万元", 42), ("亿元", 3), ("亿元", 42)]
    wan, three, yi = map(io_of, report.tables)
    assert wan.year == three.year == yi.year == 2005
    for code in ("GO", "FU201", "VA001", "TVA"):
        exact = wan.blocks[code].values / 1e4
        np.testing.assert_allclose(yi.blocks[code].values, exact, atol=0.0051)
        assert three.blocks[code].values.sum() == pytest.approx(exact.sum(), abs=0.2)
    assert three.names == ("农业", "工业", "第三产业")
    left_out = [r.args for t in report.tables for _, r in t.unused if r.code.endswith("rectangle")]
    assert [(a["rows"], a["columns"]) for a in left_out] == [(3, 42)]


def test_the_web_archive_is_read(real_data: Path) -> None:
    report = read(real_data / TABLES, "全国2018_42部门_MHTML.xls")
    assert (report.refused, report.format) == (False, "mhtml")
    (grid,) = read_grids(real_data / TABLES / "全国2018_42部门_MHTML.xls")
    # One line of text, a date, a table of 95 rows (the file has as many tr), two lines below.
    assert (grid.n_rows, grid.n_cols) == (99, 53)
    assert grid.rows[0][0] == "2018年全国42部门非竞争型投入产出表"
    assert grid.shown(2, 52) == "单位：万元"
    assert grid.shown(90, 0) == "中间投入"
    assert grid.rows[96][0] == "总投入"
    # The copy has [**] where every figure should be: named, not read as blanks.
    (table,) = report.tables
    assert [p.code for p in table.problems] == ["io.no_figures"]
    assert table.problems[0].message.args["text"] == "[**]"


def test_revenue_by_industry(real_data: Path) -> None:
    (table,) = read(real_data / ANNUAL, "广西_主营业务收入_分行业.xls").tables
    assert len(table.series) == 46
    assert {s.name for s in table.series} == {"主营业务收入"}
    assert {s.region for s in table.series} == {"广西"}
    assert [s.industry for s in table.series].count(None) == 1
    assert [q.field for q in table.questions] == ["unit"]
    (electronics,) = [s for s in table.series if s.industry and "电子设备" in s.industry]
    # Method section 2: 46.48 亿元 in 2007, printed in 万元.
    assert electronics.at(2007) is not None
    assert round((electronics.at(2007) or 0) / 1e4, 2) == 46.48
    assert electronics.years[-1] == 2016


def test_investment_price_index(real_data: Path) -> None:
    name = "固定资产投资价格指数_分省.xlsx"
    (table,) = read(real_data / ANNUAL, name).tables
    assert len(table.series) == 30
    assert {s.basis for s in table.series} == {None}
    assert [q.field for q in table.questions] == ["basis"]
    answer = Answer("固定资产投资价格指数", "basis", "index_previous_100")
    (done,) = read(real_data / ANNUAL, name, [answer]).tables
    assert done.status == "ready"
    assert {s.basis for s in done.series} == {Basis.INDEX_PREVIOUS_100}
    sheet = openpyxl.load_workbook(real_data / ANNUAL / name, data_only=True).worksheets[0]
    for series in done.series:
        for value, cell in zip(series.values, series.cells, strict=True):
            assert sheet[cell].value == value
    printed = sum(
        isinstance(cell.value, int | float) for row in sheet.iter_rows(min_row=2, min_col=2)
        for cell in row
    )  # fmt: skip
    assert sum(len(s.values) for s in done.series) == printed


def test_fixed_capital_formation(real_data: Path) -> None:
    (table,) = read(real_data / ANNUAL, "固定资本形成总额_分省.xlsx").tables
    assert len(table.series) == 31
    assert {s.name for s in table.series} == {"固定资本形成总额"}
    assert [q.field for q in table.questions] == ["unit"]
    (guangxi,) = [s for s in table.series if s.region == "广西"]
    # Method section 7: 12114.06 (2016), 9034.54 (2017).
    assert (guangxi.at(2016), guangxi.at(2017)) == (12114.06, 9034.54)


def test_retail_prices_state_their_basis(real_data: Path) -> None:
    (table,) = read(real_data / ANNUAL, "商品零售价格指数_分省年度数据.xlsx").tables
    assert table.status == "ready"
    assert len(table.series) == 31
    assert {s.basis for s in table.series} == {Basis.INDEX_PREVIOUS_100}
    assert {s.unit for s in table.series} == {None}
    (guangxi,) = [s for s in table.series if s.region == "广西"]
    assert guangxi.years[-1] == 2018


def test_gdp_without_a_name(real_data: Path) -> None:
    (table,) = read(real_data / ANNUAL, "地区生产总值_分省年度数据.xls").tables
    assert [(q.field, q.choices[0]) for q in table.questions] == [
        ("name", "地区生产总值"), ("unit", "亿元"),
    ]  # fmt: skip
    (guangxi,) = [s for s in table.series if s.region == "广西"]
    # Method section 7: the series' vintage has 17790.7 for 2017.
    assert guangxi.at(2017) == 17790.7
    assert (guangxi.name, guangxi.basis) == ("", None)


def test_the_gbk_csv(real_data: Path) -> None:
    report = read(real_data / ANNUAL, "分省年度数据_GBK.csv")
    (table,) = report.tables
    assert report.format == "csv"
    assert {(s.name, s.unit) for s in table.series} == {("人口数(人口抽样调查)", "人")}
    (beijing,) = [s for s in table.series if s.region == "北京"]
    assert beijing.at(2015) == 335775
    assert beijing.at(2020) is None
    assert [p.code for p in table.problems] == ["series.jump"]
    assert len([1 for _, reason in table.unused if reason.code.endswith("note")]) == 3


def test_yearbook_sheets(real_data: Path) -> None:
    """Years across in two panels, and one year for a whole sheet of cities."""
    folder = real_data.parent / "yearbook"
    if not folder.is_dir():
        pytest.skip("no yearbook set")
    (prices,) = read(folder, "9-6 工业生产者出厂价格指数.xls").tables
    assert len(prices.series) == 29
    assert {(s.name, s.region, s.basis) for s in prices.series} == {
        ("工业生产者出厂价格指数", "广西", Basis.INDEX_PREVIOUS_100)
    }
    (cities,) = read(folder, "19-2 各市主要指标.xlsx").tables
    assert (cities.status, len(cities.series)) == ("ready", 105)
    assert {s.years for s in cities.series} == {(2021,)}
