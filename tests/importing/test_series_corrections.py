"""Where a person said that things stand, the recogniser of series takes it as given."""

from __future__ import annotations

from typing import Any

from gxde_desktop.importing.annual_series import find_series
from gxde_desktop.importing.corrections import Corrections
from gxde_desktop.importing.grid import Grid


def grid(rows: list[list[Any]]) -> Grid:
    width = max(map(len, rows))
    return Grid("Sheet1", tuple(tuple(row) + (None,) * (width - len(row)) for row in rows))


TWO = grid(
    [
        ["广西软件业务收入（亿元）"],
        ["年份", "软件业务收入", "其中：嵌入式"],
        [2019, 451.1, 20.0],
        [2020, 597.4, 30.0],
        ["核对", 1048.5, 50.0],
    ]
)


def test_an_area_leaves_the_rest_out() -> None:
    blocks, _ = find_series(TWO, Corrections(area=(2, 1, 3, 1)))
    (series,) = blocks[0].series
    assert series.name == "软件业务收入"
    assert series.points == {2019: (451.1, 2, 1), 2020: (597.4, 3, 1)}


def test_header_rows_as_given() -> None:
    rows = grid(
        [
            ["广西（亿元）"],
            ["甲类", "某项收入", "另项收入"],
            ["指标", "2019年", "2020年"],
            ["营业收入", 1.0, 2.0],
        ]
    )
    blocks, _ = find_series(rows, Corrections(header=(2, 2)))
    (series,) = blocks[0].series
    assert (series.name, sorted(series.points)) == ("营业收入", [2019, 2020])


def test_names_from_the_column_that_was_given() -> None:
    rows = grid(
        [
            ["广西产值（亿元）"],
            ["部门", "行业", "2019年", "2020年"],
            ["一部", "采矿业", 1.0, 2.0],
            ["二部", "制造业", 3.0, 4.0],
        ]
    )
    blocks, _ = find_series(rows, Corrections(names=1))
    assert [s.industry for s in blocks[0].series] == ["采矿业", "制造业"]
    assert [s.path for s in blocks[0].series] == [("采矿业",), ("制造业",)]


def test_one_year_for_the_whole_table() -> None:
    """Figures that look like years in the first column are no axis when a person says so."""
    rows = grid(
        [
            ["2020年广西企业（个）"],
            ["编号", "企业单位数", "从业单位数"],
            [2018, 5.0, 6.0],
            [2019, 7.0, 8.0],
        ]
    )
    across, _ = find_series(rows)
    assert {year for s in across[0].series for year in s.points} == {2018, 2019}
    blocks, _ = find_series(rows, Corrections(orientation="one_year", area=(2, 1, 2, 2)))
    assert [s.points for s in blocks[0].series] == [{2020: (5.0, 2, 1)}, {2020: (6.0, 2, 2)}]
