"""Annual series in the layouts of databases, terminals and yearbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.importing.importer import Answer, FoundTable, inspect_file, to_json, unmatched
from models.series import AnnualSeries, Basis


def only(path: Path, *answers: Answer) -> FoundTable:
    report = inspect_file(path, answers)
    assert len(report.tables) == 1
    return report.tables[0]


def by_label(table: FoundTable) -> dict[str, AnnualSeries]:
    return {series.label: series for series in table.series}


DATABASE = [
    ["数据库：分省年度数据"],
    ["指标：商品零售价格指数(上年=100)"],
    ["时间：2016-"],
    ["地区", "2019年", "2018年", "2017年"],
    ["北京市", None, 101.1, 99.2],
    ["广西壮族自治区", 102.0, 101.6, 100.8],
    ["西藏自治区", None, None, None],
    ["数据来源：国家统计局"],
]


def test_a_database_export(workbook: Any) -> None:
    table = only(workbook({"分省年度数据": DATABASE}))
    assert table.status == "ready"
    series = by_label(table)
    assert list(series) == ["北京:商品零售价格指数", "广西:商品零售价格指数"]
    guangxi = series["广西:商品零售价格指数"]
    assert guangxi.basis is Basis.INDEX_PREVIOUS_100
    assert guangxi.unit is None
    assert guangxi.years == (2017, 2018, 2019)
    assert guangxi.values == (100.8, 101.6, 102.0)
    assert guangxi.cells == ("D6", "C6", "B6")
    assert series["北京:商品零售价格指数"].years == (2017, 2018)
    assert to_json(inspect_file(workbook({"a": DATABASE})))["tables"][0]["series"][1]["cells"] == (
        "D6:B6"
    )


def test_rows_not_used_are_listed(workbook: Any) -> None:
    table = only(workbook({"分省年度数据": DATABASE}))
    reasons = {cells: reason.code.removeprefix("importing.") for cells, reason in table.unused}
    assert reasons["A7:D7"] == "unused.no_values"
    assert reasons["A8:D8"] == "unused.note"
    assert reasons["A1"] == "unused.title"


TERMINAL: list[list[Any]] = [
    [
        "指标名称",
        "广西:主营业务收入:合计",
        "广西:主营业务收入:煤炭开采和洗选业",
        "广西:主营业务收入:水力发电",
    ],
    [dt.date(2005, 12, 31), 300.5, 132001, None],
    [dt.date(2006, 12, 31), 317.5, 122479, 12.5],
]


def test_a_terminal_export_with_dates_down(workbook: Any, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for row in TERMINAL:
        book.active.append(row)
    path = tmp_path / "收入.xlsx"
    book.save(path)
    table = only(path)
    assert [(s.region, s.name, s.industry) for s in table.series] == [
        ("广西", "主营业务收入", None),
        ("广西", "主营业务收入", "煤炭开采和洗选业"),
        ("广西", "主营业务收入", "水力发电"),
    ]
    assert table.series[2].years == (2006,)
    assert table.series[1].cells == ("C2", "C3")
    assert [(q.field, q.sheet) for q in table.questions] == [("unit", "Sheet")]
    assert table.series[0].basis is Basis.VALUE


def test_a_terminal_export_across_with_unit_rows(workbook: Any) -> None:
    rows = [
        ["指标名称", "广西:地区生产总值", "北京:地区生产总值"],
        ["频率", "年", "年"],
        ["单位", "亿元", "亿元"],
        ["来源", "国家统计局", "国家统计局"],
        [2019, 21237.1, 35445.1],
        [2020, 22156.7, 35943.3],
    ]
    table = only(workbook({"Sheet1": rows}))
    assert table.status == "ready"
    assert [(s.region, s.unit, s.values) for s in table.series] == [
        ("广西", "亿元", (21237.1, 22156.7)),
        ("北京", "亿元", (35445.1, 35943.3)),
    ]


def test_a_sub_indicator_is_the_name(workbook: Any) -> None:
    rows = [
        ["指标名称", "北京:资本形成总额:固定资本形成总额", "广西:资本形成总额:固定资本形成总额"],
        [2016, 1.0, 2.0],
        [2017, 1.5, 2.5],
    ]
    table = only(workbook({"Sheet1": rows}))
    assert {(s.name, s.region, s.industry) for s in table.series} == {
        ("固定资本形成总额", "北京", None),
        ("固定资本形成总额", "广西", None),
    }


INDEX = [
    ["指标名称", "固定资产投资价格指数:山西", "固定资产投资价格指数:广西"],
    [2016, 100.04, 99.2],
    [2017, 106.29, 103.1],
    [2018, 104.49, None],
]


def test_an_index_without_a_stated_basis_is_asked_with_its_evidence(workbook: Any) -> None:
    table = only(workbook({"Sheet1": INDEX}))
    assert [s.basis for s in table.series] == [None, None]
    (question,) = table.questions
    assert question.field == "basis"
    assert question.choices[0] == "index_previous_100"
    assert question.message.args["share"] == 100
    assert table.status == "needs_review"


def test_levels_far_from_100_suggest_nothing(workbook: Any) -> None:
    rows = [["指标名称", "居民消费价格指数:广西"], [2016, 512.4], [2017, 530.1], [2018, 541.0]]
    (question,) = only(workbook({"Sheet1": rows})).questions
    assert question.message.code == "importing.ask.series.basis"


def test_an_answer_by_series_name_settles_it(workbook: Any) -> None:
    answer = Answer("固定资产投资价格指数", "basis", "index_previous_100")
    path = workbook({"Sheet1": INDEX}, "x.xlsx")
    report = inspect_file(path, [answer])
    table = report.tables[0]
    assert table.status == "ready"
    assert {s.basis for s in table.series} == {Basis.INDEX_PREVIOUS_100}
    assert {s.assumed for s in table.series} == {("basis",)}
    stray = Answer("没有这张表", "unit", "万元")
    assert unmatched([answer, stray], [report]) == (stray,)


def test_an_answer_for_one_series_leaves_the_others_open(workbook: Any) -> None:
    answer = Answer("固定资产投资价格指数:山西", "basis", "index_previous_100")
    table = only(workbook({"Sheet1": INDEX}, "x.xlsx"), answer)
    assert [s.basis for s in table.series] == [Basis.INDEX_PREVIOUS_100, None]
    assert table.status == "needs_review"


def test_an_invalid_answer_is_a_problem(workbook: Any) -> None:
    table = only(workbook({"Sheet1": INDEX}, "x.xlsx"), Answer("Sheet1", "basis", "上年"))
    assert "answer.invalid" in [p.code for p in table.problems]
    assert table.series[0].basis is None


def test_a_stripped_heading_asks_for_indicator_and_unit(workbook: Any) -> None:
    rows = [["地区", "2018年", "2017年"], ["北京市", 33106.0, 29883.0], ["广西", 19627.8, 17790.7]]
    path = workbook({"分省年度数据": rows}, "地区生产总值_分省.xlsx")
    table = only(path)
    assert [q.field for q in table.questions] == ["name", "unit"]
    assert table.questions[0].choices == ("地区生产总值",)
    assert to_json(inspect_file(path))["tables"][0]["series"][0]["name"] is None
    done = only(
        path, Answer("地区生产总值", "name", "地区生产总值"), Answer("分省", "unit", "亿元")
    )
    assert done.status == "ready"
    assert (done.series[1].name, done.series[1].unit) == ("地区生产总值", "亿元")
    assert done.series[1].basis is Basis.VALUE


def test_a_yearbook_sheet_with_a_price_base_in_its_title(workbook: Any) -> None:
    rows = [
        ["9-2 广西居民消费价格分类指数"],
        ["(上年=100)"],
        ["项  目\nItem", "2016年", "2017年", "2018年"],
        ["居民消费价格指数\nConsumer Price Index", 101.6, 101.6, 102.3],
        ["一、食品烟酒", 104.0, "…", 101.1],
        ["\u3000\u3000其中：粮食", 100.9, "－", 101.2],
        ["注：数据为城乡合计。"],
    ]
    table = only(workbook({"9-2": rows}))
    assert [s.name for s in table.series] == ["居民消费价格指数", "食品烟酒", "粮食"]
    assert {s.basis for s in table.series} == {Basis.INDEX_PREVIOUS_100}
    assert {s.region for s in table.series} == {"广西"}
    assert table.series[1].years == (2016, 2018)


def test_the_year_column_of_a_yearbook_with_gaps_and_groups(workbook: Any) -> None:
    rows = [
        ["2-2 广西地区生产总值指数", None, None, None, None],
        ["年份", "以上年为100", None, "以1978年为100", None],
        [None, "地区生产总值", "第一产业", "地区生产总值", "第一产业"],
        [1978, "…", "…", 100, 100],
        [1980, 108.3, 103.9, 119.0, 109.9],
        [None, None, None, None, None],
        [1981, 108.0, 105.0, 128.5, 115.4],
    ]
    table = only(workbook({"2-2": rows}, merged=[(1, 1, 1, 2), (1, 3, 1, 4)]))
    found = [(s.name, s.industry, s.basis, s.years) for s in table.series]
    assert found == [
        ("地区生产总值指数", None, Basis.INDEX_PREVIOUS_100, (1980, 1981)),
        ("地区生产总值指数", "第一产业", Basis.INDEX_PREVIOUS_100, (1980, 1981)),
        ("地区生产总值指数", None, Basis.INDEX_FIXED_BASE, (1978, 1980, 1981)),
        ("地区生产总值指数", "第一产业", Basis.INDEX_FIXED_BASE, (1978, 1980, 1981)),
    ]


def test_two_tables_one_above_the_other(workbook: Any) -> None:
    rows: list[list[Any]] = [["9-8 广西固定资产投资价格指数"], ["（一）以上年价格为100"]]
    rows += [
        ["年份", "固定资产投资价格指数", "其他费用"],
        [2001, 100.6, 105.8],
        [2002, 101.7, 105.8],
    ]
    rows += [[None], ["（二）以2000年价格为100"]]
    rows += [["年份", "固定资产投资价格指数", "其他费用"], [2000, 100, 100], [2001, 100.6, 105.8]]
    report = inspect_file(workbook({"9-8": rows}))
    assert [[s.basis for s in t.series] for t in report.tables] == [
        [Basis.INDEX_PREVIOUS_100] * 2,
        [Basis.INDEX_FIXED_BASE] * 2,
    ]
    assert report.tables[1].series[0].years == (2000, 2001)


def test_a_unit_column_beats_the_unit_above(workbook: Any) -> None:
    rows = [
        ["16-7 广西信息产业主要指标", None, None, "单位：万元"],
        ["指标", "计量单位", 2019, 2020],
        ["软件业务收入", "亿元", 428.0, 597.4],
        ["移动电话用户", "万户", 5330.9, 5507.8],
        ["#信息技术服务收入", None, 251.7, 343.5],
    ]
    table = only(workbook({"16-7": rows}))
    assert [(s.name, s.unit) for s in table.series] == [
        ("软件业务收入", "亿元"), ("移动电话用户", "万户"), ("信息技术服务收入", "万元"),
    ]  # fmt: skip


def test_a_continued_table_gives_one_series(workbook: Any) -> None:
    rows = [
        ["2-9 广西用电量（万千瓦时）"],
        ["项目", 2015, 2016],
        ["全社会用电量", 10, 11],
        [None],
        ["2-9 续表"],
        ["项目", 2017, 2018],
        ["全社会用电量", 12, 13],
    ]
    table = only(workbook({"2-9": rows}))
    assert [(s.name, s.years) for s in table.series] == [("全社会用电量", (2015, 2016, 2017, 2018))]


def test_monthly_dates_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "月.csv"
    path.write_text(
        "指标名称,广西:用电量\n2019-01-31,1\n2019-02-28,2\n2019-03-31,3\n", encoding="utf-8"
    )
    table = only(path)
    assert (table.kind, table.status) == ("unknown", "refused")
    assert table.problems[0].code == "series.not_annual"


def test_a_repeated_year_is_refused(workbook: Any) -> None:
    rows = [["地区", "2018年", "2018年"], ["广西", 1.0, 2.0]]
    assert only(workbook({"Sheet1": rows})).problems[0].code == "series.year_twice"


def test_a_sheet_without_years_is_named_with_the_reason(workbook: Any) -> None:
    table = only(workbook({"目录": [["名称", "页"], ["综合", 1]]}))
    assert (table.kind, table.status) == ("unknown", "refused")
    assert table.problems[0].code == "series.no_years"
    assert table.unused[0][0] == "A1:B2"


def test_a_jump_is_a_finding_with_its_cell(workbook: Any) -> None:
    rows = [
        ["指标：人口数(人)"],
        ["地区", "2017年", "2016年", "2015年", "2014年"],
        ["北京市", 17801, 18132, 335775, 17757],
        ["广西", 38420, 38020, 38010, 38000],
    ]
    table = only(workbook({"Sheet1": rows}))
    (problem,) = table.problems
    assert (problem.code, problem.cell, problem.message.args["year"]) == (
        "series.jump", "D3", 2015,
    )  # fmt: skip
    assert table.status == "needs_review"
    assert table.series[0].at(2015) == 335775


def test_text_among_the_figures_is_missing_and_reported(workbook: Any) -> None:
    rows = [["指标：产值(亿元)"], ["地区", "2017年", "2018年"], ["广西", "约12万", 13]]
    table = only(workbook({"Sheet1": rows}))
    assert table.series[0].years == (2018,)
    assert [(p.code, p.cell) for p in table.problems] == [("series.text_in_data", "B3")]
    assert table.status == "needs_review"


@pytest.mark.parametrize("name", ["地区生产总值（亿元）", "地区生产总值 (亿元)"])
def test_the_unit_in_the_heading(workbook: Any, name: str) -> None:
    rows = [["年份", name, "广西人口(万人)"], [2019, 1.0, 2.0], [2020, 1.5, 2.5]]
    table = only(workbook({"Sheet1": rows}))
    assert [(s.name, s.unit) for s in table.series] == [
        ("地区生产总值", "亿元"), ("广西人口", "万人"),
    ]  # fmt: skip


def test_figures_that_look_like_years_are_no_axis(workbook: Any) -> None:
    rows = [["名称", "数值"], *[[f"第{n}项", 1890 + 4.5 * n] for n in range(40)]]
    table = only(workbook({"Sheet1": rows}))
    assert (table.kind, table.problems[0].code) == ("unknown", "series.no_years")


def test_a_row_of_figures_below_a_heading_is_data(workbook: Any) -> None:
    rows = [["地区", "2017年", "2018年", "2019年"], ["广西", 2001, 2002, 2003], ["北京", 1, 2, 3]]
    table = only(workbook({"Sheet1": rows}))
    assert [s.values for s in table.series] == [(2001.0, 2002.0, 2003.0), (1.0, 2.0, 3.0)]
