"""Layouts of terminals, databases and yearbooks that once were misread: what must come out.

Each was written without a look at the importer and read wrong, asked needlessly or missed at
first. All figures are constructed; every series of a sheet must be exactly what is listed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.support_unseen import FIXED, GROWTH, GX, INDEX, N, Unseen, ends, expected, outcome

SECTORS = ["农林牧渔业", "采矿业", "制造业", "建筑业", "批发和零售业"]

KINDS = [
    Unseen(
        "a mistyped year across",
        [
            ["广西主要经济指标（2017-2020年）"],
            ["单位：亿元"],
            ["指标", 2017, 2018, 2091, 2020],
            ["地区生产总值", 17790.7, 19627.8, 21237.1, 22156.7],
        ],
        [("地区生产总值", N, GX, "亿元", "value", {2017: 17790.7, 2018: 19627.8, 2020: 22156.7})],
        {"series.year_likely"},
    ),
    Unseen(
        "a mistyped year down",
        [
            ["广西地区生产总值（亿元）"],
            ["年份", "地区生产总值"],
            *[[y, v] for y, v in ((2016, 1.6), (2017, 1.7), (1918, 1.8), (2019, 1.9), (2020, 2.0))],
        ],
        [("地区生产总值", N, GX, "亿元", "value", {2016: 1.6, 2017: 1.7, 2019: 1.9, 2020: 2.0})],
        {"series.year_likely"},
    ),
    Unseen(
        "digits of a year exchanged",
        [
            ["广西工业总产值（万元）"],
            ["年份", "工业总产值"],
            *[[y, v] for y, v in ((2011, 1.1), (2012, 1.2), (2103, 1.3), (2014, 1.4), (2015, 1.5))],
        ],
        [("工业总产值", N, GX, "万元", "value", {2011: 1.1, 2012: 1.2, 2014: 1.4, 2015: 1.5})],
        {"series.row_no_year"},
    ),
    Unseen(
        "a year that has not come, at the end",
        [
            ["广西软件业务收入（亿元）"],
            ["年份", "2017年", "2018年", "2109年", "2091年"],
            ["软件业务收入", 1.7, 1.8, 1.9, 2.0],
        ],
        [("软件业务收入", N, GX, "亿元", "value", {2017: 1.7, 2018: 1.8})],
        {"series.year_to_come", "series.no_year"},
    ),
    Unseen(
        "years of a panel start again with every region",
        [
            ["年份", "地区", "地区生产总值（亿元）"],
            [2018, "广西", 1.8], [2019, "广西", 1.9], [2020, "广西", 2.0],
            [2018, "云南", 2.8], [2019, "云南", 2.9], [2020, "云南", 3.0],
        ],
        [
            ("地区生产总值", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9, 2020: 2.0}),
            ("地区生产总值", N, "云南", "亿元", "value", {2018: 2.8, 2019: 2.9, 2020: 3.0}),
        ],
    ),
    Unseen(
        "years of two digits",
        [
            ["广西社会消费品零售总额（亿元）"],
            ["指标", "98年", "99年", "00年"],
            ["社会消费品零售总额", 1.8, 1.9, 2.0],
        ],
        [("社会消费品零售总额", N, GX, "亿元", "value", {1998: 1.8, 1999: 1.9, 2000: 2.0})],
    ),
    Unseen(
        "spans of time are no years of two digits",
        [["广西就业人员（万人）"], ["指标", "10年", "11年", "12年"], ["受教育年限", 1.8, 1.9, 2.0]],
        [],
        {"series.no_years"},
    ),
    Unseen(
        "January to December is the year",
        [
            ["广西规模以上工业（亿元）"],
            ["指标", "2018年1-12月", "2019年1-12月"],
            ["营业收入", 1.8, 1.9],
        ],
        [("营业收入", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9})],
    ),
    Unseen(
        "dates of 1 January",
        [
            ["广西固定资产投资（亿元）"],
            ["年份", "固定资产投资"],
            *[[dt.date(y, 1, 1), y / 1000] for y in (2017, 2018, 2019)],
        ],
        [("固定资产投资", N, GX, "亿元", "value", {2017: 2.017, 2018: 2.018, 2019: 2.019})],
        {"series.first_days"},
    ),
    Unseen(
        "growth over several years below the years",
        [
            ["广西地区生产总值（亿元）"],
            ["年份", "地区生产总值"],
            [2018, 1.8], [2019, 1.9], [2020, 2.0],
            ["平均每年增长（%）"],
            ["2001-2020", 9.9],
        ],
        [("地区生产总值", N, GX, "亿元", "value", {2018: 1.8, 2019: 1.9, 2020: 2.0})],
    ),
    Unseen(
        "the translation says another unit than the line above",
        [
            ["广西工业主要指标"],
            [N, N, "单位：亿元"],
            ["指标 Item", 2018, 2019],
            ["工业总产值\nGross Output Value (10 000 yuan)", 1.8, 1.9],
        ],
        [("工业总产值", N, GX, N, "value", {2018: 1.8, 2019: 1.9})],
        {"unit"},
    ),
    Unseen(
        "the translation of a heading says another unit than the line above",
        [
            ["广西电子信息制造业"],
            [N, N, "单位：亿元"],
            ["年份", "主营业务收入", "从业人员"],
            ["Year", "Revenue (10000 yuan)", "Employees (person)"],
            [2018, 1.8, 18], [2019, 1.9, 19],
        ],
        [
            ("主营业务收入", N, GX, N, "value", {2018: 1.8, 2019: 1.9}),
            ("从业人员", N, GX, "人", "value", {2018: 18.0, 2019: 19.0}),
        ],
        {"unit"},
    ),
    Unseen(
        "two lines say two units",
        [
            ["广西软件业务收入"],
            ["单位：亿元", "(10 000 yuan)"],
            ["年份", "软件业务收入"],
            [2018, 1.8], [2019, 1.9],
        ],
        [("软件业务收入", N, GX, N, "value", {2018: 1.8, 2019: 1.9})],
        {"unit"},
    ),
    Unseen(
        "a line that says which unit is whose",
        [
            ["广西电子信息产业"],
            ["单位：收入：亿元，人员：万人"],
            ["指标", 2018, 2019],
            ["主营业务收入", 1.8, 1.9],
        ],
        [("主营业务收入", N, GX, N, "value", {2018: 1.8, 2019: 1.9})],
        {"unit"},
    ),
    Unseen(
        "Wind with one 上年=100 among its units",
        [
            ["指标名称", "广西:GDP", "广西:CPI"],
            ["频率", "年", "年"],
            ["单位", "亿元", "上年=100"],
            ["指标ID", "M001", "M002"],
            [ends(2020)[0], 2.0, 102.0], [ends(2019)[0], 1.9, 103.7],
            ["数据来源：Wind"],
        ],
        [
            ("GDP", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0}),
            ("CPI", N, GX, N, INDEX, {2019: 103.7, 2020: 102.0}),
        ],
    ),
    Unseen(
        "months beside years, each column with its frequency",
        [
            ["指标名称", "广西:GDP", "广西:工业增加值:累计同比"],
            ["频率", "年", "月"],
            ["单位", "亿元", "%"],
            ["2019-11-30", N, 4.1], ["2019-12-31", 1.9, 4.5],
            ["2020-11-30", N, 0.8], ["2020-12-31", 2.0, 1.2],
        ],
        [("GDP", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0})],
    ),
    Unseen(
        "the region in a name comes before the country of an export",
        [
            ["指标名称", "地区生产总值:广西"],
            ["国家/地区", "中国"],
            ["频率", "年"],
            ["单位", "亿元"],
            ["2019年", 1.9], ["2020年", 2.0],
        ],
        [("地区生产总值", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0})],
    ),
    Unseen(
        "CEIC, English",
        [
            [N, "CN: GDP: Guangxi", "CN: Consumer Price Index: Guangxi"],
            ["Region", "Guangxi", "Guangxi"],
            ["Frequency", "Yearly", "Yearly"],
            ["Unit", "RMB bn", "Prev Year=100"],
            ["Status", "Active", "Active"],
            ["Series Code", "CAAAA", "CAAAB"],
            ["Function Description"],
            ["First Obs. Date", "12/2019", "12/2019"],
            ["12/2019", 1.9, 103.7], ["12/2020", 2.0, 102.0],
        ],
        [
            ("GDP", N, GX, "十亿元", "value", {2019: 1.9, 2020: 2.0}),
            ("Consumer Price Index", N, GX, N, INDEX, {2019: 103.7, 2020: 102.0}),
        ],
    ),
    Unseen(
        "CEIC, Chinese, dates across",
        [
            [N, "国家", "频率", "单位", "来源", "状态", "序列代码", "12/2019", "12/2020"],
            ["国内生产总值：广西", "中国", "年度", "人民币百万", "统计局", "有效", 1001, 1.9, 2.0],
            ["固定资产投资：广西", "中国", "年度", "人民币百万", "统计局", "有效", 1003, 0.9, 1.0],
        ],
        [
            ("国内生产总值", N, GX, "百万元", "value", {2019: 1.9, 2020: 2.0}),
            ("固定资产投资", N, GX, "百万元", "value", {2019: 0.9, 2020: 1.0}),
        ],
    ),
    Unseen(
        "a city beside a column that names its province",
        [
            ["年份", "行政区划代码", "城市", "所属省份", "地区生产总值(万元)"],
            [2019, 450100, "南宁市", "广西壮族自治区", 19.0],
            [2020, 450100, "南宁市", "广西壮族自治区", 20.0],
            [2019, 450200, "柳州市", "广西壮族自治区", 9.0],
            [2020, 450200, "柳州市", "广西壮族自治区", 10.0],
        ],
        [
            ("地区生产总值", N, "南宁", "万元", "value", {2019: 19.0, 2020: 20.0}),
            ("地区生产总值", N, "柳州", "万元", "value", {2019: 9.0, 2020: 10.0}),
        ],
    ),
    Unseen(
        "a basis that only a note says",
        [
            ["9-5 广西工业生产者价格指数"],
            ["年份", "工业生产者出厂价格指数", "工业生产者购进价格指数"],
            [2019, 99.1, 98.2], [2020, 97.0, 96.1],
            ["注：本表以上年价格为100。"],
        ],
        [
            ("工业生产者出厂价格指数", N, GX, N, INDEX, {2019: 99.1, 2020: 97.0}),
            ("工业生产者购进价格指数", N, GX, N, INDEX, {2019: 98.2, 2020: 96.1}),
        ],
    ),
    Unseen(
        "a note that says the basis of each index",
        [
            ["广西主要指标"],
            ["年份", "居民消费价格指数", "地区生产总值指数", "常住人口（万人）"],
            [2019, 103.7, 6123.4, 4982.0], [2020, 102.8, 6350.0, 5019.0],
            ["注：居民消费价格指数以上年为100；地区生产总值指数以1978年为100。"],
        ],
        [
            ("居民消费价格指数", N, GX, N, INDEX, {2019: 103.7, 2020: 102.8}),
            ("地区生产总值指数", N, GX, N, FIXED, {2019: 6123.4, 2020: 6350.0}),
            ("常住人口", N, GX, "万人", "value", {2019: 4982.0, 2020: 5019.0}),
        ],
    ),
    Unseen(
        "two tables side by side, each with its title and unit",
        [
            ["广西地区生产总值", N, N, "广西常住人口"],
            ["单位：亿元", N, N, "单位：万人"],
            ["年份", "地区生产总值", N, "年份", "常住人口"],
            [2019, 1.9, N, 2019, 4982.0], [2020, 2.0, N, 2020, 5019.0],
        ],
        [
            ("地区生产总值", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0}),
            ("常住人口", N, GX, "万人", "value", {2019: 4982.0, 2020: 5019.0}),
        ],
    ),
    Unseen(
        "this year, last year and the growth between them",
        [
            ["2020年广西国民经济主要指标"],
            ["指标", "单位", "本年", "上年", "本年比上年增长（%）"],
            ["地区生产总值", "亿元", 22.1, 21.2, 3.7],
            ["财政收入", "亿元", 2.8, 2.7, 1.1],
        ],
        [
            ("地区生产总值", N, GX, "亿元", "value", {2019: 21.2, 2020: 22.1}),
            ("地区生产总值", N, GX, "%", GROWTH, {2020: 3.7}),
            ("财政收入", N, GX, "亿元", "value", {2019: 2.7, 2020: 2.8}),
            ("财政收入", N, GX, "%", GROWTH, {2020: 1.1}),
        ],
    ),
    Unseen(
        "numbers of the lines of a form",
        [
            ["广西工业企业财务状况（千元）"],
            ["指标", "行次", 2019, 2020],
            ["营业收入", 1, 5.0, 6.0],
            ["营业成本", 2, 4.0, 5.0],
        ],
        [
            ("营业收入", N, GX, "千元", "value", {2019: 5.0, 2020: 6.0}),
            ("营业成本", N, GX, "千元", "value", {2019: 4.0, 2020: 5.0}),
        ],
    ),
    Unseen(
        "a title of growth without the indicator's own heading",
        [
            ["固定资产投资（不含农户）比上年增长情况"],
            ["单位：%"],
            ["地区", 2019, 2020],
            ["广西", 9.5, 4.2], ["贵州", 1.0, 3.2],
        ],
        [
            ("固定资产投资（不含农户）", N, GX, "%", GROWTH, {2019: 9.5, 2020: 4.2}),
            ("固定资产投资（不含农户）", N, "贵州", "%", GROWTH, {2019: 1.0, 2020: 3.2}),
        ],
    ),
    Unseen(
        "the quadrant of final uses alone",
        [
            ["2017年广西投入产出表（最终使用部分）"],
            ["单位：万元"],
            ["部门", "农村居民消费", "城镇居民消费", "政府消费", "固定资本形成总额", "出口"],
            *[[sector, 1 + i, 2, 3, 4 + i, 5] for i, sector in enumerate(SECTORS)],
        ],
        [],
        {"kind.final_use_alone"},
    ),
    Unseen(
        "final uses alone, by codes and without a word of them above",
        [
            ["2012年  单位：万元"],
            ["部门", "代码", "FU101", "FU103", "FU201", "FU202", "EX"],
            *[[sector, f"0{i}", 1 + i, 2, 3, 4 + i, 5] for i, sector in enumerate(SECTORS)],
        ],
        [],
        {"kind.final_use_alone"},
    ),
    Unseen(
        "the quadrant of intermediate uses alone",
        [
            ["广西2012年部门间流量"],
            ["单位：万元"],
            ["投入\\产出", *SECTORS],
            *[[sector, 1, 2 + i, 3, 4, 5 * i] for i, sector in enumerate(SECTORS)],
        ],
        [],
        {"kind.flows_alone"},
    ),
    Unseen(
        "headings cut in two beside a merged group",
        [
            ["3-11 地区生产总值及构成 (2019年)"],
            ["地  区", "地区生产", "第一产业", "构成（%）", N, "人均地区"],
            [N, "总 值", N, "第一产业", "第二产业", "生产总值"],
            [N, "(亿元)", "(亿元)", N, N, "(元)"],
            ["广西", 21.2, 3.3, 15.9, 33.3, 42964.0],
            ["贵州", 16.7, 2.2, 13.6, 36.1, 46433.0],
        ],
        [
            *[
                each
                for region, a, b, c, d, e in (
                    (GX, 21.2, 3.3, 15.9, 33.3, 42964.0),
                    ("贵州", 16.7, 2.2, 13.6, 36.1, 46433.0),
                )
                for each in (
                    ("地区生产总值", N, region, "亿元", "value", {2019: a}),
                    ("地区生产总值", "第一产业", region, "亿元", "value", {2019: b}),
                    ("地区生产总值·构成", "第一产业", region, "%", "value", {2019: c}),
                    ("地区生产总值·构成", "第二产业", region, "%", "value", {2019: d}),
                    ("人均地区生产总值", N, region, "元", "value", {2019: e}),
                )
            ],
        ],
        merged=("D2:E2",),
    ),
    Unseen(
        "growth beside each of two years",
        [
            ["广西主要产业营业收入（亿元）"],
            ["行业", "2020年", "同比增长（%）", "2019年", "同比增长（%）"],
            ["制造业", 6.6, 2.2, 5.5, 1.7],
            ["建筑业", 4.4, 7.1, 3.3, 10.7],
        ],
        [
            ("主要产业营业收入", "制造业", GX, "亿元", "value", {2019: 5.5, 2020: 6.6}),
            ("主要产业营业收入", "制造业", GX, "%", GROWTH, {2019: 1.7, 2020: 2.2}),
            ("主要产业营业收入", "建筑业", GX, "亿元", "value", {2019: 3.3, 2020: 4.4}),
            ("主要产业营业收入", "建筑业", GX, "%", GROWTH, {2019: 10.7, 2020: 7.1}),
        ],
    ),
    Unseen(
        "the sheet's name says the region",
        [["指标", 2019, 2020], ["地区生产总值（亿元）", 1.9, 2.0]],
        [("地区生产总值", N, "云南", "亿元", "value", {2019: 1.9, 2020: 2.0})],
        sheet="云南",
    ),
    Unseen(
        "the sheet's name says indicator and unit",
        [["地区", 2019, 2020], ["广西", 1.9, 2.0]],
        [("年末常住人口", N, GX, "万人", "value", {2019: 1.9, 2020: 2.0})],
        sheet="年末常住人口(万人)",
    ),
    Unseen(
        "titles side by side over headings that name nothing",
        [
            ["广西电信业务收入（亿元）", N, N, "贵州快递业务量（万件）"],
            ["年份", "数值", N, "年份", "数值"],
            [2019, 1.9, N, 2019, 190], [2020, 2.0, N, 2020, 200],
        ],
        [
            ("电信业务收入", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0}),
            ("快递业务量", N, "贵州", "万件", "value", {2019: 190.0, 2020: 200.0}),
        ],
    ),
    Unseen(
        "the column of years stands last",
        [
            ["省份", "省份代码", "地区生产总值，亿元", "年份"],
            ["广西", 45, 1.9, 2019], ["广西", 45, 2.0, 2020],
            ["云南", 53, 2.9, 2019], ["云南", 53, 3.0, 2020],
        ],
        [
            ("地区生产总值", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0}),
            ("地区生产总值", N, "云南", "亿元", "value", {2019: 2.9, 2020: 3.0}),
        ],
    ),
    Unseen(
        "years as text with a decimal, a unit after a comma, a price base in brackets",
        [
            ["广西工业（2015年可比价，亿元）"],
            ["年份", "工业增加值", "GDP，万元"],
            ["2019.0", 1.9, 19.0], ["2020.0", 2.0, 20.0],
        ],
        [
            ("工业增加值·2015年可比价", N, GX, "亿元", "value", {2019: 1.9, 2020: 2.0}),
            ("GDP·2015年可比价", N, GX, "万元", "value", {2019: 19.0, 2020: 20.0}),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize("unseen", KINDS, ids=[each.kind for each in KINDS])
def test_a_layout(unseen: Unseen, tmp_path: Path) -> None:
    assert outcome(unseen, tmp_path) == expected(unseen)
