"""Nasty sheets of annual series, one kind a line: what is read, asked, or found."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.results import FoundTable
from tests.support_variants import tables_of

N = None
YEARS = ["指标", "2018年", "2019年", "2020年"]
GDP = ["地区生产总值（亿元）", 19627.8, 21237.1, 22156.7]


class Nasty(NamedTuple):
    """A kind: rows, what must be found (codes and asked fields), what must be read."""

    kind: str
    rows: list[list[Any]]
    found: set[str]
    read: dict[tuple[str, int], float | None]


def titled(*rows: list[Any], title: str = "广西主要指标") -> list[list[Any]]:
    return [[title], *rows]


KINDS = [
    Nasty(
        "figures whose ratios are no numbers are read as they are",
        titled(
            YEARS,
            ["产值（亿元）", 5e-324, 1e308, 1.7e308],
            ["产量（万吨）", 1e-300, 2e-300, 3e-300],
            ["销量（万吨）", 1.2e308, 5e-324, 1.2e308],
        ),
        set(),
        {("产值", 2019): 1e308, ("产量", 2020): 3e-300, ("销量", 2019): 5e-324},
    ),
    Nasty(
        "a dash is missing, not zero",
        titled(YEARS, ["产值（亿元）", "-", 2.0, "…"]),
        set(),
        {("产值", 2018): N, ("产值", 2019): 2.0, ("产值", 2020): N},
    ),
    Nasty(
        "空格 and # are missing",
        titled(YEARS, ["产值（亿元）", "空格", 2.0, "#"]),
        set(),
        {("产值", 2018): N, ("产值", 2020): N},
    ),
    Nasty(
        "a zero is a zero",
        titled(YEARS, ["产值（亿元）", 0, 2.0, 3.0]),
        set(),
        {("产值", 2018): 0.0},
    ),
    Nasty(
        "words among figures",
        titled(YEARS, ["产值（亿元）", "见附注", 2.0, 3.0]),
        {"series.text_in_data"},
        {("产值", 2018): N, ("产值", 2019): 2.0},
    ),
    Nasty(
        "a formula as a label",
        titled(YEARS, ["=cmd()", 1.0, 2.0, 3.0], GDP),
        {"series.formula_label"},
        {("地区生产总值", 2018): 19627.8},
    ),
    Nasty(
        "a year twice in the heading",
        titled(["指标", "2018年", "2018年"], ["产值", 1, 2]),
        {"none"},
        {},
    ),
    Nasty("months", titled(["指标", "2019年1月", "2019年2月"], ["用电量", 1, 2]), {"none"}, {}),
    Nasty("quarters", titled(["指标", "2019Q1", "2019Q2"], ["用电量", 1, 2]), {"none"}, {}),
    Nasty(
        "a quarter beside years",
        titled(["指标", "2019年", "2020年一季度", "2020年"], ["产值（亿元）", 1.0, 9.0, 2.0]),
        set(),
        {("产值", 2019): 1.0, ("产值", 2020): 2.0},
    ),
    Nasty(
        "an average over years",
        titled([*YEARS[:3], "2016-2020年平均"], ["产值（亿元）", 1.0, 2.0, 9.0]),
        set(),
        {("产值", 2018): 1.0, ("产值", 2019): 2.0},
    ),
    Nasty(
        "a plan period",
        titled([*YEARS[:3], "“十三五”时期年均增长（%）"], ["产值（亿元）", 1.0, 2.0, 9.0]),
        set(),
        {("产值", 2019): 2.0},
    ),
    Nasty(
        "years with note marks",
        titled(["指标", "2018年①", "2019(p)"], ["产值（亿元）", 1.0, 2.0]),
        set(),
        {("产值", 2018): 1.0, ("产值", 2019): 2.0},
    ),
    Nasty("no unit", titled(YEARS, ["产值", 1.0, 2.0, 3.0]), {"unit"}, {}),
    Nasty("no region", titled(YEARS, GDP, title="主要指标"), {"region"}, {}),
    Nasty("no basis", titled(YEARS, ["居民消费价格指数", 101.1, 102.1, 103.1]), {"basis"}, {}),
    Nasty(
        "no year",
        [
            ["广西主要指标"],
            ["指标", "数值"],
            ["地区生产总值（亿元）", 5.0],
            ["常住人口（万人）", 6.0],
        ],
        {"year"},
        {},
    ),
    Nasty(
        "two units in the line above",
        titled([N, N, N, "单位：万元、人"], YEARS, ["营业收入", 1.0, 2.0, 3.0]),
        {"unit"},
        {},
    ),
    Nasty(
        "unit of the row against unit of the column",
        titled(["指标", "2018年（万元）", "2019年（万元）"], ["产值（亿元）", 1.0, 2.0]),
        {"series.two_units", "unit"},
        {},
    ),
    Nasty(
        "a region nobody knows",
        titled(
            ["地区", "2018年", "2019年"],
            ["广西", 1.0, 2.0],
            ["贵州", 2.0, 3.0],
            ["某某园", 3.0, 4.0],
            title="各地区用电量（亿千瓦时）",
        ),
        {"series.region_unknown"},
        {("用电量", 2018): 1.0},
    ),
    Nasty(
        "全区 of nobody knows where",
        titled(["地区", "2018年", "2019年"], ["全区", 1.0, 2.0], title="用电量（亿千瓦时）"),
        {"region"},
        {("用电量", 2018): 1.0},
    ),
    Nasty(
        "ten thousand times its neighbours",
        titled(["年份", "产值（亿元）"], [2017, 1.1], [2018, 11000.0], [2019, 1.2], [2020, 1.3]),
        {"series.jump"},
        {("产值", 2018): 11000.0},
    ),
    Nasty(
        "ten thousand times from one year on",
        titled(
            ["年份", "产值（亿元）"], [2017, 1.1], [2018, 1.2], [2019, 12000.0], [2020, 13000.0]
        ),
        {"series.step"},
        {},
    ),
    Nasty(
        "a last year of another unit",
        titled(
            ["年份", "产值（亿元）"], [2017, 11000.0], [2018, 12000.0], [2019, 12500.0], [2020, 1.3]
        ),
        {"series.step"},
        {},
    ),
    Nasty(
        "parts that miss their total in one year",
        titled(
            ["行业", "2018年", "2019年"],
            ["合计", 60.0, 90.0],
            ["采矿业", 10.0, 20.0],
            ["制造业", 20.0, 30.0],
            ["建筑业", 30.0, 50.0],
            title="广西分行业产值（亿元）",
        ),
        {"series.sum"},
        {("产值", 2019): 90.0},
    ),
    Nasty(
        "parts that add up",
        titled(
            ["行业", "2018年", "2019年"],
            ["合计", 6.0, 10.0],
            ["采矿业", 1.0, 2.0],
            ["制造业", 2.0, 3.0],
            ["建筑业", 3.0, 5.0],
            title="广西分行业产值（亿元）",
        ),
        set(),
        {("产值", 2019): 10.0},
    ),
    Nasty(
        "the main parts only",
        titled(
            ["行业", "2018年", "2019年"],
            ["合计", 60.0, 100.0],
            ["采矿业", 1.0, 2.0],
            ["制造业", 2.0, 3.0],
            ["建筑业", 3.0, 5.0],
            title="广西主要行业产值（亿元）",
        ),
        set(),
        {("产值", 2019): 100.0},
    ),
    Nasty(
        "the same series twice, otherwise",
        titled(YEARS, GDP, [*GDP[:3], 9.0]),
        {"series.twice"},
        {("地区生产总值", 2020): 22156.7},
    ),
    Nasty(
        "a unit that changes by a plain note",
        titled(
            ["年份", "产值（亿元）"],
            [1989, 10100],
            [1990, 10200],
            [1991, 1.1],
            [1992, 1.2],
            ["注：1990年及以前单位为万元。"],
        ),
        set(),
        {("产值", 1990): 1.02, ("产值", 1991): 1.1},
    ),
    Nasty(
        "a unit by a note that figures decide",
        titled(
            ["年份", "产值（亿元）"],
            [1989, 10100],
            [1990, 10200],
            [1991, 1.1],
            [1992, 1.2],
            ["注：1991年以前单位为万元。"],
        ),
        set(),
        {("产值", 1990): 1.02, ("产值", 1991): 1.1},
    ),
    Nasty(
        "a note on units that the figures deny",
        titled(
            ["年份", "产值（亿元）"],
            [1989, 1.0],
            [1990, 1.05],
            [1991, 1.1],
            [1992, 1.2],
            ["注：1990年及以前单位为万元。"],
        ),
        {"series.unit_note"},
        {("产值", 1990): 1.05},
    ),
    Nasty(
        "a block of figures without a heading",
        titled(YEARS, GDP, [N], ["附表"], ["备注一", "备注二", "备注三"], [5, 6, 7], [6, 7, 8]),
        {"series.left_out"},
        {("地区生产总值", 2018): 19627.8},
    ),
    Nasty("figures without any name", [["广西产值"], [1, 2, 3], [4, 5, 6]], {"none"}, {}),
    Nasty(
        "two years for one row",
        titled(["年份", "年份", "产值（亿元）"], [2018, 2019, 5.0], [2019, 2020, 6.0]),
        {"none"},
        {},
    ),
    Nasty(
        "a row without a name",
        titled(
            ["行业", "2018年", "2019年"],
            ["采矿业", 1.0, 2.0],
            [N, 5.0, 6.0],
            ["制造业", 2.0, 3.0],
            title="广西分行业产值（亿元）",
        ),
        {"series.row_unnamed"},
        {("产值", 2018): 1.0},
    ),
    Nasty(
        "text figures of every kind",
        titled(YEARS, ["利润（亿元）", "1,234.5", "(12.84)", "１２．５"]),
        set(),
        {("利润", 2018): 1234.5, ("利润", 2019): -12.84, ("利润", 2020): 12.5},
    ),
    Nasty(
        "an index whose levels chain its changes",
        titled(
            ["年份", "价格指数", "价格指数 "],
            [2015, 101.0, 120.0],
            [2016, 102.0, 122.4],
            [2017, 103.0, 126.1],
            [2018, 98.0, 123.6],
            [2019, 105.0, 129.7],
            title="广西价格指数",
        ),
        {"twice or basis"},
        {},
    ),
    Nasty(
        "a rank is no figure",
        titled(
            ["地区", "产值（亿元）", "位次"],
            ["广西", 5.0, 19],
            ["贵州", 4.0, 22],
            title="2020年各地区产值",
        ),
        set(),
        {("产值", 2020): 5.0},
    ),
    Nasty(
        "columns numbered under the heading",
        titled(
            ["行业", "产值（亿元）", "人数（人）", "户数（户）"],
            ["甲", 1, 2, 3],
            ["采矿业", 5.0, 6, 7],
            ["制造业", 8.0, 9, 10],
            title="广西2020年工业",
        ),
        set(),
        {("产值", 2020): 5.0},
    ),
    Nasty(
        "figures that look like years",
        titled(["年份", "工时（小时）"], [2018, 2001], [2019, 2010], [2020, 1998]),
        set(),
        {("工时", 2018): 2001.0, ("工时", 2020): 1998.0},
    ),
    Nasty(
        "a share is no amount",
        titled(["年份", "产值（亿元）", "占GDP比重（%）"], [2019, 5.0, 7.1], [2020, 6.0, 7.3]),
        set(),
        {("产值", 2019): 5.0, ("占GDP比重", 2019): 7.1},
    ),
    Nasty(
        "a row of units with one cell is no unit of the table",
        [
            ["广西国民经济核算"],
            ["单位：亿元"],
            ["年份", "地区生产总值", "第一产业", "人均地区生产总值"],
            [N, N, N, "（元）"],
            [2019, 21237.0, 3387.0, 42964.0],
            [2020, 22157.0, 3556.0, 44309.0],
        ],
        set(),
        {("人均地区生产总值", 2019): 42964.0},
    ),
    Nasty(
        "a heading cut in two is one name",
        [
            ["广西主要指标"],
            ["单位：亿元"],
            ["年份", "国民总", "第一产业", "人均地区"],
            [N, "收入", N, "生产总值"],
            [N, N, N, "（元）"],
            [2019, 20000.0, 3387.0, 42964.0],
            [2020, 21000.0, 3556.0, 44309.0],
        ],
        set(),
        {("国民总收入", 2019): 20000.0, ("人均地区生产总值", 2020): 44309.0},
    ),
    Nasty(
        "selected years across",
        titled(["指标", 1978, 1990, 2010, 2020], ["产值（亿元）", 75.0, 449.0, 9570.0, 22157.0]),
        set(),
        {("产值", 1978): 75.0, ("产值", 2020): 22157.0},
    ),
    Nasty(
        "a ditto mark among units",
        titled(
            ["指标", "单位", 2019, 2020],
            ["地区生产总值", "亿元", 21237.0, 22157.0],
            ["第一产业", "〃", 3387.0, 3556.0],
        ),
        set(),
        {("地区生产总值", 2019): 21237.0},
    ),
    Nasty(
        "what is aligned with the name after 其中 is its like",
        titled(
            ["项目", 2019, 2020],
            ["城镇人口", 2500.0, 2600.0],
            ["    其中：男", 1300.0, 1350.0],
            ["          女", 1200.0, 1250.0],
            title="广西常住人口（万人）",
        ),
        set(),
        {("城镇人口·女", 2019): 1200.0},
    ),
    Nasty(
        "a terminal's growth keeps its indicator",
        [
            ["时间", "广西:CPI:当年同比(%)", "广西:GDP:不变价:同比(%)"],
            ["2019-12-31", 3.7, 6.0],
            ["2020-12-31", 2.8, 3.7],
        ],
        set(),
        {("CPI", 2019): 3.7, ("GDP", 2020): 3.7},
    ),
    Nasty(
        "one year by two standards",
        [
            ["广西第三产业增加值（亿元）"],
            ["行业", "2017年", "2018年（旧口径）", "2018年（新口径）"],
            ["金融业", 416.0, 452.0, 473.0],
            ["房地产业", 447.0, 480.0, 539.0],
        ],
        {"series.vintages"},
        {
            ("第三产业增加值", 2017): 416.0,
            ("第三产业增加值（旧口径）", 2018): 452.0,
            ("第三产业增加值（新口径）", 2018): 473.0,
        },
    ),
]


def said(tables: list[FoundTable]) -> set[str]:
    found = {p.code for t in tables for p in t.problems if p.severity in ("warning", "error")}
    return (found | {q.field for t in tables for q in t.questions}) if tables else {"none"}


@pytest.mark.parametrize("nasty", KINDS, ids=[each.kind for each in KINDS])
def test_a_kind(nasty: Nasty) -> None:
    width = max(map(len, nasty.rows))
    rows = tuple(tuple(row) + (None,) * (width - len(row)) for row in nasty.rows)
    tables = tables_of(Grid("Sheet1", rows))
    if nasty.found == {"twice or basis"}:
        assert said(tables) & {"basis", "series.twice", "none"}
    else:
        assert said(tables) == nasty.found
    for (name, year), value in nasty.read.items():
        series = next(s for t in tables for s in t.series if name in s.name)
        assert series.at(year) == value
    assert all((t.status == "ready") == (not said([t])) for t in tables)


def test_the_unit_of_one_column_and_of_a_ditto_mark() -> None:
    by_kind = {nasty.kind: nasty.rows for nasty in KINDS}
    expected = {
        "a row of units with one cell is no unit of the table": ["亿元", "亿元", "元"],
        "a heading cut in two is one name": ["亿元", "亿元", "元"],
        "a ditto mark among units": ["亿元", "亿元"],
    }
    for kind, units in expected.items():
        width = max(map(len, by_kind[kind]))
        rows = tuple(tuple(row) + (None,) * (width - len(row)) for row in by_kind[kind])
        (table,) = tables_of(Grid("Sheet1", rows))
        assert [series.unit for series in table.series] == units
