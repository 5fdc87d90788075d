"""Sheets that say in a word what their figures are: constant prices, two bases, units in parts.

Written from what the sheet means, without a look at the importer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.importing.results import Answer
from gxde_desktop.project.candidates import by_rules, role_rules
from tests.support_unseen import FIXED, GROWTH, GX, INDEX, N, Unseen, expected, outcome

GDP = "地区生产总值"
NOMINAL = {2019: 21237.14, 2020: 22156.69}
REAL = {2019: 20811.6, 2020: 21581.6}


KINDS = [
    Unseen(
        "constant prices in brackets beside the unit, before current prices",
        [
            ["广西地区生产总值"],
            ["年份", "地区生产总值(2015年不变价,亿元)", "地区生产总值(当年价,亿元)"],
            *([y, REAL[y], NOMINAL[y]] for y in NOMINAL),
        ],
        [
            ("地区生产总值·2015年不变价", N, GX, "亿元", "value", REAL),
            (GDP, N, GX, "亿元", "value", NOMINAL),
        ],
    ),
    Unseen(
        "constant prices in the title",
        [
            ["广西地区生产总值（按2015年不变价格计算）"], [N, "单位：亿元"], ["年份", GDP],
            *([y, REAL[y]] for y in REAL),
        ],
        [("地区生产总值·按2015年不变价格计算", N, GX, "亿元", "value", REAL)],
    ),
    Unseen(
        "constant prices in a line under the title",
        [
            ["广西地区生产总值"], ["（按可比价格计算）", "单位：亿元"], ["年份", GDP],
            *([y, REAL[y]] for y in REAL),
        ],
        [("地区生产总值·按可比价格计算", N, GX, "亿元", "value", REAL)],
    ),
    Unseen(
        "constant prices in a note on the whole table",
        [
            ["广西地区生产总值"], [N, "单位：亿元"], ["年份", GDP],
            *([y, REAL[y]] for y in REAL), ["注：本表按2015年不变价格计算。"],
        ],
        [("地区生产总值·按2015年不变价格计算", N, GX, "亿元", "value", REAL)],
    ),
    Unseen(
        "constant prices in English",
        [
            ["Gross Regional Product of Guangxi (at constant prices)"],
            [N, "(100 million yuan)"], ["Year", "Gross Regional Product"],
            *([y, REAL[y]] for y in REAL),
        ],
        [("Gross Regional Product·constant prices", N, GX, "亿元", "value", REAL)],
    ),
    Unseen(
        "a note puts another indicator at constant prices",
        [
            ["广西主要指标"], [N, N, "单位：亿元"], ["年份", GDP, "电信业务总量"],
            *([y, NOMINAL[y], y - 1500.5] for y in NOMINAL),
            ["注：电信业务总量按2015年不变价格计算。"],
        ],
        [
            (GDP, N, GX, "亿元", "value", NOMINAL),
            ("电信业务总量", N, GX, "亿元", "value", {2019: 518.5, 2020: 519.5}),
        ],
    ),
    Unseen(
        "a note of current prices and of an index at constant prices",
        [
            ["广西地区生产总值及指数"], ["年份", "绝对数（亿元）", "指数（上年=100）"],
            [2019, 21237.14, 106.0], [2020, 22156.69, 103.7],
            ["注：绝对数按当年价格计算，指数按不变价格计算。"],
        ],
        [
            (GDP, N, GX, "亿元", "value", NOMINAL),
            (GDP, N, GX, N, INDEX, {2019: 106.0, 2020: 103.7}),
        ],
    ),
    Unseen(
        "two bases alone in the second row of the heading",
        [
            ["广西固定资产投资价格指数"], ["年份", "固定资产投资价格指数", N],
            [N, "2000年=100", "上年=100"], [2018, 160.2, 104.4], [2019, 164.0, 102.4],
        ],
        [
            ("固定资产投资价格指数", N, GX, N, FIXED, {2018: 160.2, 2019: 164.0}),
            ("固定资产投资价格指数", N, GX, N, INDEX, {2018: 104.4, 2019: 102.4}),
        ],
    ),
    Unseen(
        "the unit in the cell beside 单位：",
        [["广西主要指标"], [N, "单位：", "万元"], ["年份", GDP, "工业增加值"], [2019, 1.5, 2.5]],
        [
            (GDP, N, GX, "万元", "value", {2019: 1.5}),
            ("工业增加值", N, GX, "万元", "value", {2019: 2.5}),
        ],
    ),
    Unseen(
        "a unit with a space after every sign",
        [["广西地区生产总值"], [N, "单 位 ： 亿 元"], ["年份", GDP], [2019, 21237.14]],
        [(GDP, N, GX, "亿元", "value", {2019: 21237.14})],
    ),
    Unseen(
        "亿 of nobody knows what",
        [["广西地区生产总值"], [N, "单位：亿"], ["年份", GDP], [2019, 21237.14]],
        [(GDP, N, GX, N, "value", {2019: 21237.14})],
        {"unit"},
    ),
    Unseen(
        "a panel in English",
        [
            ["province", "year", "gdp (100 million yuan)"],
            ["Beijing", 2019, 35371.3], ["Beijing", 2020, 36102.6],
            ["Guangxi", 2019, 21237.1], ["Guangxi", 2020, 22156.7],
        ],
        [
            ("gdp", N, "北京", "亿元", "value", {2019: 35371.3, 2020: 36102.6}),
            ("gdp", N, GX, "亿元", "value", {2019: 21237.1, 2020: 22156.7}),
        ],
    ),
    Unseen(
        "figures of several things under one name",
        [
            ["广西地区生产总值（亿元）"], ["年份", GDP],
            [2018, 1.0], [2019, 2.0], [2020, 3.0], [2018, 4.0], [2019, 5.0], [2020, 6.0],
        ],
        [],
        {"series.several"},
    ),
    Unseen(
        "the total of the nation",
        [["2017年各省市主营业务收入（万元）"], ["地区", "主营业务收入"],
         ["全国合计", 300.0], ["广东省", 200.0], ["江苏省", 100.0]],
        [
            ("主营业务收入", N, "全国", "万元", "value", {2017: 300.0}),
            ("主营业务收入", N, "广东", "万元", "value", {2017: 200.0}),
            ("主营业务收入", N, "江苏", "万元", "value", {2017: 100.0}),
        ],
    ),
    Unseen(
        "four quarters are a year",
        [["广西地区生产总值（亿元）"], ["指标", "2019年1-4季度", "2020年1-4季度"],
         [GDP, 21237.14, 22156.69]],
        [(GDP, N, GX, "亿元", "value", NOMINAL)],
    ),
    Unseen(
        "amounts and rates under 绝对额 and 增速",
        [["广西地区生产总值"], [N, N, "单位：亿元，%"], ["年份", "绝对额", "增速"],
         [2019, 21237.14, 6.0], [2020, 22156.69, 3.7]],
        [
            (GDP, N, GX, "亿元", "value", NOMINAL),
            (GDP, N, GX, "%", GROWTH, {2019: 6.0, 2020: 3.7}),
        ],
    ),
    Unseen(
        "a change against the year before is of the title's indicator",
        [["广西居民消费价格"], ["年份", "比上年涨跌幅（%）"], [2019, 3.7], [2020, 2.8]],
        [("居民消费价格", N, GX, "%", GROWTH, {2019: 3.7, 2020: 2.8})],
    ),
    Unseen(
        "rows that are bases",
        [["广西地区生产总值指数"], ["指标", 2018, 2019, 2020],
         ["1978年=100", 2301.5, 2439.6, 2529.9],
         ["上年=100", 106.8, 106.0, 103.7]],
        [
            ("地区生产总值指数", N, GX, N, FIXED, {2018: 2301.5, 2019: 2439.6, 2020: 2529.9}),
            ("地区生产总值指数", N, GX, N, INDEX, {2018: 106.8, 2019: 106.0, 2020: 103.7}),
        ],
    ),
    Unseen(
        "years that say how final they are",
        [["广西地区生产总值（亿元）"], ["年份", GDP], ["2018（第四次经济普查修订）", 19627.81],
         ["2019年（初步核实数）", 21237.14], ["2020（年快报）", 22156.69]],
        [(GDP, N, GX, "亿元", "value", {2018: 19627.81, **NOMINAL})],
    ),
    Unseen(
        "output at 1990 and at current prices",
        [["广西工业总产值"], [N, N, N, N, "单位：万元"],
         ["行业", "1990年不变价", N, "当年价", N], [N, 2000, 2001, 2000, 2001],
         ["电子及通信设备制造业", 500, 600, 700, 800], ["纺织业", 50, 60, 70, 80]],
        [
            ("1990年不变价", "电子及通信设备制造业", GX, "万元", "value", {2000: 500, 2001: 600}),
            ("1990年不变价", "纺织业", GX, "万元", "value", {2000: 50, 2001: 60}),
            ("工业总产值", "电子及通信设备制造业", GX, "万元", "value", {2000: 700, 2001: 800}),
            ("工业总产值", "纺织业", GX, "万元", "value", {2000: 70, 2001: 80}),
        ],
        merged=("B3:C3", "D3:E3"),
    ),
    Unseen(
        "text alone",
        [["编者说明"], ["一、《广西统计年鉴—2021》收录了2020年的统计数据。"]],
        [],
        {"series.only_text"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("unseen", KINDS, ids=[each.kind for each in KINDS])
def test_what_a_word_says(unseen: Unseen, tmp_path: Path) -> None:
    assert outcome(unseen, tmp_path) == expected(unseen)


def sheet(folder: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "表.xlsx")
    return folder / "表.xlsx"


@pytest.mark.parametrize(
    "heading",
    [
        "地区生产总值（2015年不变价）",
        "地区生产总值（可比价，亿元）",
        "按可比价格计算的地区生产总值",
    ],
)
def test_constant_prices_never_serve_as_current_ones(heading: str, tmp_path: Path) -> None:
    rows = [["广西地区生产总值（亿元）"], ["年份", heading], [2019, 20811.6], [2020, 21581.6]]
    (series,) = inspect_file(sheet(tmp_path, rows)).tables[0].series
    assert series.values == (20811.6, 21581.6)
    found = by_rules(role_rules()["indicator.gdp"], GX, [series])
    assert not any(found)


def test_the_region_of_a_sheet_is_asked_for_its_own_column_too(tmp_path: Path) -> None:
    """全区 beside 城市 and 农村: one answer tells where all three are."""
    rows = [
        ["9-3 居民消费价格分类指数(2019年)"], [N, N, N, "(上年=100)"],
        ["项目", "全区", "城市", "农村"],
        ["居民消费价格指数", 103.7, 103.5, 104.2],
    ]  # fmt: skip
    path = sheet(tmp_path, rows)
    (question,) = inspect_file(path).tables[0].questions
    assert question.field == "region"
    answered = inspect_file(path, [Answer("表.xlsx", "region", "广西")]).tables[0]
    assert {(s.region, s.values) for s in answered.series} == {
        (GX, (103.7,)), (GX, (103.5,)), (GX, (104.2,)),
    }  # fmt: skip
    assert answered.status == "ready"


def test_a_basis_that_the_figures_contradict_is_not_used_before_an_answer(tmp_path: Path) -> None:
    rows = [
        ["广西居民消费价格指数（上年=100）"], ["年份", "居民消费价格指数"],
        [2018, 1.023], [2019, 1.037],
    ]  # fmt: skip
    path = sheet(tmp_path, rows)
    (series,) = inspect_file(path).tables[0].series
    candidates = [c for rule in by_rules(role_rules()["price.cpi"], GX, [series]) for c in rule]
    assert [c.lacks is not None for c in candidates] == [True]
    given = Answer("表.xlsx", "basis", "index_fixed_base")
    (answered,) = inspect_file(path, [given]).tables[0].series
    assert str(answered.basis and answered.basis.value) == FIXED


def test_rows_of_part_of_a_year_are_named_where_they_are_left_out(tmp_path: Path) -> None:
    rows = [
        ["广西地区生产总值（亿元）"], ["年份", GDP], [2018, 19627.8], ["2019年1-9月", 15000.0],
        [2019, 21237.1],
    ]  # fmt: skip
    table = inspect_file(sheet(tmp_path, rows)).tables[0]
    assert table.series[0].years == (2018, 2019)
    labels = [str(why.args.get("label")) for _, why in table.unused]
    assert "2019年1-9月" in labels
