"""Sheets that a reader takes for something else without a word: each is asked or warned of.

What is said of the figures and what they are do not agree, or two places say two things.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support_unseen import GROWTH, GX, N, Unseen, expected, outcome

YEARS = ["年份", "地区生产总值"]

KINDS = [
    Unseen(
        "an index that is a growth rate",
        [
            ["广西地区生产总值指数（上年=100）"],
            ["年份", "地区生产总值指数"],
            [2018, 6.8],
            [2019, 6.0],
        ],
        [("地区生产总值指数", N, GX, N, "", {2018: 6.8, 2019: 6.0})],
        {"series.index_scale", "basis"},
    ),
    Unseen(
        "an index that is a ratio",
        [
            ["广西居民消费价格指数（上年=100）"],
            ["年份", "居民消费价格指数"],
            [2018, 1.02],
            [2019, 1.04],
        ],
        [("居民消费价格指数", N, GX, N, "", {2018: 1.02, 2019: 1.04})],
        {"series.index_scale", "basis"},
    ),
    Unseen(
        "growth that is an index",
        [
            ["广西工业增加值增长速度（%）"],
            ["年份", "工业增加值增长速度"],
            [2018, 106.8],
            [2019, 106.0],
        ],
        [("工业增加值增长速度", N, GX, "%", "", {2018: 106.8, 2019: 106.0})],
        {"series.growth_scale", "basis"},
    ),
    Unseen(
        "growth that is a fraction",
        [
            ["广西工业增加值增长速度（%）"],
            ["年份", "工业增加值增长速度"],
            [2018, 0.068],
            [2019, 0.061],
        ],
        [("工业增加值增长速度", N, GX, "%", "", {2018: 0.068, 2019: 0.061})],
        {"series.growth_scale", "basis"},
    ),
    Unseen(
        "small growth is growth",
        [["广西居民消费价格涨幅（%）"], ["年份", "居民消费价格涨幅"], [2018, 0.3], [2019, -0.2]],
        [("居民消费价格涨幅", N, GX, "%", GROWTH, {2018: 0.3, 2019: -0.2})],
    ),
    Unseen(
        "shares that add up to 1",
        [
            ["广西三次产业构成（%）"],
            ["年份", "第一产业", "第二产业", "第三产业"],
            [2018, 0.148, 0.397, 0.455], [2019, 0.16, 0.333, 0.507],
        ],
        [
            ("三次产业构成", "第一产业", GX, "%", "value", {2018: 0.148, 2019: 0.16}),
            ("三次产业构成", "第二产业", GX, "%", "value", {2018: 0.397, 2019: 0.333}),
            ("三次产业构成", "第三产业", GX, "%", "value", {2018: 0.455, 2019: 0.507}),
        ],
        {"series.share_scale"},
    ),
    Unseen(
        "a per cent among amounts",
        [["广西营业收入（亿元）"], ["指标", 2018, 2019], ["营业收入", 1.8, "5.6%"]],
        [("营业收入", N, GX, "亿元", "value", {2018: 1.8, 2019: 5.6})],
        {"series.percent_among"},
    ),
    Unseen(
        "figures that have not been observed",
        [
            ["广西数字经济规模（亿元）"],
            ["指标", "2018年", "2019年预计"],
            ["数字经济规模", 1.8, 1.9],
        ],
        [
            ("数字经济规模", N, GX, "亿元", "value", {2018: 1.8}),
            ("数字经济规模·预计", N, GX, "亿元", "value", {2019: 1.9}),
        ],
        {"series.forecast"},
    ),
    Unseen(
        "the sheet's name says another region",
        [["广西地区生产总值（亿元）"], YEARS, [2018, 1.8], [2019, 1.9]],
        [("地区生产总值", N, N, "亿元", "value", {2018: 1.8, 2019: 1.9})],
        {"region"},
        sheet="云南",
    ),
    Unseen(
        "a city's sheet in a province's table",
        [["广西地区生产总值（亿元）"], YEARS, [2018, 1.8], [2019, 1.9]],
        [("地区生产总值", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9})],
        sheet="南宁",
    ),
    Unseen(
        "the sheet's name says another year",
        [["2019年广西营业收入（亿元）"], ["行业", "营业收入"], ["制造业", 1.8], ["建筑业", 1.9]],
        [
            ("营业收入", "制造业", GX, "亿元", "value", {}),
            ("营业收入", "建筑业", GX, "亿元", "value", {}),
        ],
        {"year"},
        sheet="2020年",
    ),
    Unseen(
        "title and unit line say two units",
        [["广西地区生产总值（亿元）"], ["单位：万元"], YEARS, [2018, 1.8], [2019, 1.9]],
        [("地区生产总值", N, GX, N, "value", {2018: 1.8, 2019: 1.9})],
        {"unit"},
    ),
    Unseen(
        "the first nine months of a year",
        [
            ["2020年1-9月广西工业利润（亿元）"],
            ["行业", "利润总额"],
            ["制造业", 1.8],
            ["采矿业", 1.9],
        ],
        [],
        {"series.not_annual"},
    ),
    Unseen(
        "a quarter below the title",
        [
            ["广西各市地区生产总值（亿元）"],
            ["（2020年一季度）"],
            ["城市", "地区生产总值"],
            ["南宁市", 1.8], ["柳州市", 1.9],
        ],
        [],
        {"series.not_annual"},
    ),
    Unseen(
        "a line of an export that tells a month",
        [
            ["广西工业利润（亿元）"],
            ["时间：2020年9月"],
            ["行业", "利润总额"],
            ["制造业", 1.8],
            ["采矿业", 1.9],
        ],
        [],
        {"series.not_annual"},
    ),
    Unseen(
        "rows for years to come are blank",
        [
            ["广西地区生产总值（亿元）"],
            YEARS,
            [2018, 1.8],
            [2019, 1.9],
            [2098, N],
            [2099, N],
        ],
        [("地区生产总值", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9})],
    ),
    Unseen(
        "a month alone on a line: its period, or when it was printed",
        [
            ["广西地区生产总值（亿元）"],
            ["2020年3月"],
            ["城市", "地区生产总值"],
            ["南宁市", 1.8],
        ],
        [("地区生产总值", N, "南宁", "亿元", "value", {})],
        {"year"},
    ),
    Unseen(
        "when a table was published is no period",
        [["广西地区生产总值（亿元）"], ["2020年3月发布"], YEARS, [2018, 1.8], [2019, 1.9]],
        [("地区生产总值", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9})],
    ),
    Unseen(
        "eleven months beside years",
        [
            ["广西工业利润（亿元）"],
            ["指标", "2018年", "2019年", "2020年1-11月"],
            ["利润总额", 1.8, 1.9, 1.7],
        ],
        [("利润总额", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9})],
    ),
    Unseen(
        "a year that has not come, in the title",
        [["广西2071年营业收入（亿元）"], ["行业", "营业收入"], ["制造业", 1.8], ["建筑业", 1.9]],
        [
            ("营业收入", "制造业", GX, "亿元", "value", {}),
            ("营业收入", "建筑业", GX, "亿元", "value", {}),
        ],
        {"year"},
    ),
    Unseen(
        "sectors of input-output tables by the word over them",
        [["广西固定资本形成总额（亿元）"], ["部门", 2012, 2017], ["农林牧渔产品和服务", 1.2, 1.7]],
        [("固定资本形成总额", "农林牧渔产品和服务", GX, "亿元", "value", {2012: 1.2, 2017: 1.7})],
    ),
    Unseen(
        "flows between regions",
        [
            ["2017年区域间贸易流量（亿元）"],
            ["流出\\流入", "北京", "广西", "广东"],
            ["北京", 1, 2, 3], ["广西", 4, 5, 6], ["广东", 7, 8, 9],
        ],
        [],
        {"series.region_by_region"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("unseen", KINDS, ids=[each.kind for each in KINDS])
def test_it_is_told(unseen: Unseen, tmp_path: Path) -> None:
    assert outcome(unseen, tmp_path) == expected(unseen)
