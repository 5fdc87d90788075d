"""Names of rows in English, right of the figures, or nowhere: read where they say it, else not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support_unseen import GX, N, Unseen, expected, outcome, report_of

VALUE = "value"
GDP = {2015: 14797.8, 2016: 16116.6}
PRIMARY = {2015: 2565.4, 2016: 2796.8}
YEARS = [2015, 2016]
FIGURES = [list(GDP.values()), list(PRIMARY.values())]

KINDS = [
    Unseen(
        "English names under Indicator, with a column of units",
        [
            ["2-1 Gross Domestic Product of Guangxi"],
            ["Indicator", "Unit", *YEARS],
            ["Gross Domestic Product", "100 million yuan", *GDP.values()],
            ["Primary Industry", "100 million yuan", *PRIMARY.values()],
        ],
        [
            ("Gross Domestic Product", N, GX, "亿元", VALUE, GDP),
            ("Primary Industry", N, GX, "亿元", VALUE, PRIMARY),
        ],
    ),
    Unseen(
        "English names with their unit in brackets",
        [
            ["Main Indicators of Guangxi"],
            ["Item", *YEARS],
            ["Gross Domestic Product (100 million yuan)", *GDP.values()],
            ["Population (10 000 persons)", 4796, 4838],
        ],
        [
            ("Gross Domestic Product", N, GX, "亿元", VALUE, GDP),
            ("Population", N, GX, "万人", VALUE, {2015: 4796, 2016: 4838}),
        ],
    ),
    Unseen(
        "English names that nothing introduces",
        [
            ["Main Indicators of Guangxi"],
            [N, *YEARS],
            ["Gross Domestic Product", *GDP.values()],
            ["Primary Industry", *PRIMARY.values()],
        ],
        [],
        {"series.no_labels"},
    ),
    Unseen(
        "English rows under a Chinese title are not one series",
        [
            ["广西地区生产总值"], ["单位：亿元"],
            ["Item", *YEARS],
            ["Total", *GDP.values()], ["Primary", *PRIMARY.values()],
            ["Secondary", 6359.8, 6816.6],
        ],
        [
            ("地区生产总值", N, GX, "亿元", VALUE, GDP),
            ("地区生产总值·Primary", N, GX, "亿元", VALUE, PRIMARY),
            ("地区生产总值·Secondary", N, GX, "亿元", VALUE, {2015: 6359.8, 2016: 6816.6}),
        ],
    ),
    Unseen(
        "names right of the figures",
        [
            ["广西地区生产总值"], ["单位：亿元"],
            [*YEARS, "指标"],
            [*FIGURES[0], "地区生产总值"], [*FIGURES[1], "第一产业"],
        ],
        [
            ("地区生产总值", N, GX, "亿元", VALUE, GDP),
            ("地区生产总值", "第一产业", GX, "亿元", VALUE, PRIMARY),
        ],
    ),
    Unseen(
        "remarks right of figures name no rows",
        [
            ["广西地区生产总值"], ["单位：亿元"],
            [*YEARS, "备注"],
            [*FIGURES[0], "最终核实"], [*FIGURES[1], "初步核算"],
        ],
        [],
        {"series.no_labels"},
    ),
    Unseen(
        "a title names one row",
        [["广西地区生产总值"], ["单位：亿元"], YEARS, FIGURES[0]],
        [("地区生产总值", N, GX, "亿元", VALUE, GDP)],
    ),
    Unseen(
        "a title does not say which of two rows it names",
        [["广西地区生产总值"], ["单位：亿元"], YEARS, *FIGURES],
        [],
        {"series.no_labels"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("unseen", KINDS, ids=[each.kind for each in KINDS])
def test_a_layout(unseen: Unseen, tmp_path: Path) -> None:
    assert outcome(unseen, tmp_path) == expected(unseen)


def test_names_right_of_figures_are_painted_where_they_stand(tmp_path: Path) -> None:
    right = next(each for each in KINDS if each.kind == "names right of the figures")
    (table,) = report_of(right, tmp_path).tables
    painted = {
        p.role: (p.first_row, p.first_col, p.last_row, p.last_col) for p in table.recognition
    }
    assert painted["name"] == (3, 2, 4, 2)
    assert painted["data"] == (3, 0, 4, 1)
