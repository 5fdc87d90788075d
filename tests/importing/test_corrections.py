"""What a person says of a table reaches that table alone; what cannot be is said precisely."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gxde_desktop.importing.corrections import (
    LAST_COLUMN,
    LAST_ROW,
    Corrections,
    MeantYear,
    area_of,
    corrections_of,
    lines_of,
    lines_text,
)
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import (
    Answer,
    FileReport,
    FoundTable,
    inspect_file,
    read_grids,
)
from gxde_desktop.importing.memory import Memory, entry_of
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.results import finding_key
from gxde_desktop.text import say
from tests.support_soak import rounds, soak

from .conftest import MadeTable, _write

Workbook = Callable[..., Path]

REVENUE = [
    ["主营业务收入"],
    ["行业", "2015年", "2016年", "2017年"],
    ["广西:煤炭开采", 10.5, 11.5, 12.5],
    ["广西:食品制造", 20.5, 21.5, 22.5],
]
TWO = [
    ["表一 地区生产总值"],
    ["地区", "2015年", "2016年", "2017年"],
    ["南宁市", 10.5, 11.5, 12.5],
    ["柳州市", 20.5, 21.5, 22.5],
    [None],
    ["表二 固定资产投资"],
    ["地区", "2015年", "2016年", "2017年"],
    ["南宁市", 30.5, 31.5, 32.5],
    ["柳州市", 40.5, 41.5, 42.5],
]


def only(report: FileReport) -> FoundTable:
    (table,) = report.tables
    return table


def units(table: FoundTable) -> set[str | None]:
    return {series.unit for series in table.series}


# ------------------------------------------------------------ which table is meant


def test_an_exact_answer_does_not_reach_the_same_sheet_of_another_file(workbook: Workbook) -> None:
    here = workbook({"Sheet1": REVENUE}, "甲.xlsx")
    there = workbook({"Sheet1": REVENUE}, "乙甲.xlsx")  # even where one name holds the other
    answer = Answer("甲.xlsx!Sheet1", "unit", "万元")
    assert units(only(inspect_file(here, [answer]))) == {"万元"}
    assert units(only(inspect_file(there, [answer]))) == {None}


def test_an_exact_answer_reaches_one_of_two_tables_of_a_sheet(workbook: Workbook) -> None:
    path = workbook({"Sheet1": TWO}, "两表.xlsx")
    first, second = inspect_file(path).tables
    assert first.reference != second.reference
    again = inspect_file(path, [Answer(second.reference, "unit", "万元")])
    assert [units(table) for table in again.tables] == [{None}, {"万元"}]
    both = inspect_file(path, [Answer("两表.xlsx!Sheet1", "unit", "亿元")])
    assert [units(table) for table in both.tables] == [{"亿元"}, {"亿元"}]


def test_the_surer_answer_wins_over_the_later_one(workbook: Workbook) -> None:
    path = workbook({"Sheet1": REVENUE}, "甲.xlsx")
    exact, part = Answer("甲.xlsx!Sheet1", "unit", "万元"), Answer("Sheet", "unit", "亿元")
    assert units(only(inspect_file(path, [exact, part]))) == {"万元"}
    assert units(only(inspect_file(path, [part, exact]))) == {"万元"}


# ------------------------------------------------------------ overruling the file


def test_the_file_is_overruled_only_where_it_is_asked_for_and_never_in_silence(
    workbook: Workbook, made_table: Any
) -> None:
    path = workbook({"Sheet1": made_table().rows()}, "表.xlsx")
    plain = only(inspect_file(path, [Answer("表.xlsx", "unit", "亿元")]))
    assert plain.raw is not None
    assert plain.raw.unit == "万元"
    assert [p.code for p in plain.problems if p.severity == "warning"] == ["answer.against"]
    given = [Answer("表.xlsx", "unit!", "亿元"), Answer("表.xlsx", "year!", "2018")]
    table = only(inspect_file(path, given))
    assert table.raw is not None
    assert (table.raw.unit, table.raw.year) == ("亿元", 2018)
    assert table.raw.places["unit"] == "answer"
    assert table.io_table is not None
    assert set(table.io_table.assumed) == {"unit", "year"}
    assert {(g.field, g.said, g.used) for g in table.overruled} == {
        ("unit", "万元", "亿元"), ("year", "2017", "2018"),
    }  # fmt: skip
    said = [say(p.message) for p in table.problems if p.code == "answer.overruled"]
    assert any("万元" in text and "亿元" in text for text in said)


def test_overruling_with_what_the_file_says_changes_nothing(
    workbook: Workbook, made_table: Any
) -> None:
    path = workbook({"Sheet1": made_table().rows()}, "表.xlsx")
    table = only(inspect_file(path, [Answer("表.xlsx", "unit!", "万元")]))
    assert table.overruled == ()
    assert table.assumed == ()


def test_a_series_is_overruled_too(workbook: Workbook) -> None:
    rows = [["主营业务收入（单位：亿元）"], *REVENUE[1:]]
    table = only(inspect_file(workbook({"a": rows}), [Answer("a", "unit!", "万元")]))
    assert units(table) == {"万元"}
    assert all("unit" in series.assumed for series in table.series)


# ------------------------------------------------------------ pointing at a cell


def test_an_answer_may_point_at_the_cell_that_says_it(workbook: Workbook, made_table: Any) -> None:
    rows = made_table().rows(title=None, unit=None)
    notes = [["制表说明"], ["附注：本表为2012年数，广西，计量单位为", None, None, "万元"]]
    rows = [*rows, [None], *notes]
    path = workbook({"Sheet1": rows}, "表.xlsx")
    last = len(rows)
    at = {"year": f"@A{last}", "region": f"@A{last}", "unit": f"@D{last}"}
    given = [Answer("表.xlsx!Sheet1", field, place) for field, place in at.items()]
    table = only(inspect_file(path, given))
    assert table.raw is not None
    assert (table.raw.year, table.raw.region, table.raw.unit) == (2012, "广西", "万元")
    nothing = only(inspect_file(path, [Answer("表.xlsx!Sheet1", "unit", "@B2")]))
    assert [p.code for p in nothing.problems if p.severity == "error"] == ["answer.invalid"]


# ------------------------------------------------------------ confirming findings


def test_a_confirmed_finding_is_kept_and_no_longer_asks(workbook: Workbook) -> None:
    rows: list[list[Any]] = [
        ["主营业务收入（单位：万元）"],
        ["行业", "2013年", "2014年", "2015年", "2016年", "2017年"],
        ["广西:煤炭开采", 10.5, 11.5, 125.5, 12.5, 13.5],
        ["广西:食品制造", 20.5, 21.5, 22.5, 23.5, 24.5],
    ]
    path = workbook({"Sheet1": rows}, "跳.xlsx")
    table = only(inspect_file(path))
    (jump,) = [p for p in table.problems if p.severity == "warning"]
    assert table.status == "needs_review"
    done = Answer(table.reference, "confirm", f"{jump.code}@{jump.cell}")
    again = only(inspect_file(path, [done]))
    assert again.status == "ready"
    (note,) = [p for p in again.problems if p.code == jump.code]
    assert note.severity == "info"
    assert say(jump.message) in say(note.message)
    other = Answer(table.reference, "confirm", f"{jump.code}@Z99")
    assert only(inspect_file(path, [other])).status == "needs_review"
    # Confirmed by what it says: another slip in the same cell is another finding.
    exact = Answer(table.reference, "confirm", finding_key(jump))
    assert only(inspect_file(path, [exact])).status == "ready"
    rows[2][3] = 1255.0
    newer = workbook({"Sheet1": rows}, "跳.xlsx")
    assert only(inspect_file(newer, [done])).status == "ready"
    assert only(inspect_file(newer, [exact])).status == "needs_review"


# ------------------------------------------------------------ corrections of recognition


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("header", "3:5", Corrections(header=(2, 4))),
        ("header", "4", Corrections(header=(3, 3))),
        ("area", "b2:d9", Corrections(area=(1, 1, 8, 3))),
        ("codes", "AB", Corrections(codes=27)),
        ("names", "A", Corrections(names=0)),
        ("unused", "7:8, D, B2:C3", Corrections(
            unused=((6, 0, 7, LAST_COLUMN), (0, 3, LAST_ROW, 3), (1, 1, 2, 2)))),
        ("years", "D3 2091=2019, e3=2020年", Corrections(
            years=(MeantYear(2, 3, "2091", 2019), MeantYear(2, 4, None, 2020)))),
    ],
)  # fmt: skip
def test_corrections_as_they_are_typed(field: str, value: str, expected: Corrections) -> None:
    assert corrections_of([(field, value)]) == (expected, ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("header", "0"), ("header", "5:3"), ("area", "D9:B2"), ("area", "x"), ("codes", "7"),
     ("kind", "tabelle"), ("orientation", "schräg"), ("unused", "3,7x"), ("names", "")],
)  # fmt: skip
def test_what_cannot_be_read_is_named(field: str, value: str) -> None:
    assert corrections_of([(field, value)]) == (Corrections(), (field,))


@pytest.mark.parametrize("text", ["3:5", "7:7", "D:E", "D:D", "B2:C3", "B2"])
def test_lines_are_written_as_they_are_read(text: str) -> None:
    found = lines_of(text)
    assert found is not None
    assert lines_text(found) == text


def test_a_table_that_is_not_to_be_used_is_not(workbook: Workbook) -> None:
    path = workbook({"Sheet1": TWO}, "两表.xlsx")
    first = inspect_file(path).tables[0]
    found = inspect_file(path, [Answer(first.reference, "kind", "unknown")]).tables
    assert [table.kind for table in found] == ["unknown", "series"]
    assert found[0].corrected == ("kind",)
    assert found[0].reference == first.reference
    (problem,) = found[0].problems
    assert problem.code == "correction.not_used"


def test_rows_and_columns_taken_out_leave_the_others_where_they_are(workbook: Workbook) -> None:
    path = workbook({"Sheet1": REVENUE}, "甲.xlsx")
    table = only(inspect_file(path, [Answer("甲.xlsx!Sheet1", "unused", "3:3,C:C")]))
    (series,) = table.series
    assert series.years == (2015, 2017)
    assert series.values == (20.5, 22.5)
    assert series.cells == ("B4", "D4")
    assert [cells for cells, why in table.unused if why.code.endswith("by_person")] == [
        "3:3", "C:C",
    ]  # fmt: skip
    assert [p.role for p in table.recognition].count("unused") == 2


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("area", "B3:Z9", "correction.outside"),
        ("header", "90:91", "correction.outside"),
        ("names", "ZZ", "correction.outside"),
        ("area", "A1:A2", "correction.no_figures"),
        ("area", "哪里", "answer.invalid"),
        ("kind", "table", "answer.invalid"),
        ("unused", "A1:D9", "correction.nothing"),
    ],
)
def test_a_correction_that_cannot_be_is_said_with_its_place(
    workbook: Workbook, field: str, value: str, code: str
) -> None:
    path = workbook({"Sheet1": REVENUE}, "甲.xlsx")
    report = inspect_file(path, [Answer("甲.xlsx!Sheet1", field, value)])
    assert not report.refused
    (problem,) = [p for t in report.tables for p in t.problems if p.severity == "error"]
    assert problem.code == code
    assert value.upper() in say(problem.message).upper()
    assert only(report).status != "ready"


def test_header_and_names_inside_the_figures_are_refused_together(workbook: Workbook) -> None:
    path = workbook({"Sheet1": REVENUE}, "甲.xlsx")
    given = [Answer("甲", "area", "B3:D4"), Answer("甲", "header", "3"), Answer("甲", "names", "C")]
    errors = [p.code for p in only(inspect_file(path, given)).problems if p.severity == "error"]
    assert errors == ["correction.header_in_area", "correction.column_in_area"]


# ------------------------------------------------------------ whatever a person chooses

LETTERS = st.sampled_from("ABCDEFGH")
ROWS = st.integers(1, 14)


def _area(top: int, left: str, bottom: int, right: str) -> str:
    (left, right), (top, bottom) = sorted((left, right)), sorted((top, bottom))
    return f"{left}{top}:{right}{bottom}"


ANYTHING = st.one_of(
    st.tuples(st.just("area"), st.builds(_area, ROWS, LETTERS, ROWS, LETTERS)),
    st.tuples(st.just("header"), st.builds(lambda a, b: f"{a}:{a + b}", ROWS, st.integers(0, 3))),
    st.tuples(st.sampled_from(("codes", "names")), LETTERS),
    st.tuples(st.just("kind"), st.sampled_from(("io_table", "series"))),
    st.tuples(st.just("orientation"), st.sampled_from(("across", "down", "one_year"))),
    st.tuples(st.just("unused"), st.builds(_area, ROWS, LETTERS, ROWS, LETTERS)),
    st.tuples(st.just("year!"), st.sampled_from(("2003", "@A1", "@C2"))),
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Grid]:
    """Sheets of each kind, as files and as the cells that they hold."""
    folder = tmp_path_factory.mktemp("books")
    down = [list(row) for row in zip(*REVENUE[1:], strict=True)]
    sheets: dict[str, Any] = {
        "横": REVENUE,
        "竖": [["主营业务收入"], *down],
        "两表": TWO,
        "表": MadeTable().rows(),
    }
    paths = [_write(folder / f"{name}.xlsx", {"Sheet1": rows}) for name, rows in sheets.items()]
    return {path: read_grids(path)[0] for path in paths}


@soak
@settings(max_examples=rounds(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(ANYTHING, min_size=1, max_size=4), place=st.integers(0, 3))
def test_whatever_is_chosen_ends_in_a_table_or_a_reason(
    books: dict[Path, Grid], given: list[tuple[str, str]], place: int
) -> None:
    """Never an exception, and never a figure that is not in the cell it is said to come from."""
    path, grid = list(books.items())[place]
    report = inspect_file(path, [Answer(f"{path.name}!Sheet1", *each) for each in given])
    assert not report.refused
    assert report.tables
    for table in report.tables:
        assert table.kind != "unknown" or table.problems
        for series in table.series:
            for value, cell in zip(series.values, series.cells, strict=True):
                (top, left, _, _) = _cell_area(cell)
                assert read_cell(grid.at(top, left)).value == value  # "01" is printed text
        if table.io_table is not None:
            for block in table.io_table.blocks.values():
                flat = [block.address(*index) for index in np.ndindex(*block.values.shape)]
                for cell, value in zip(flat, block.values.ravel(), strict=True):
                    (top, left, _, _) = _cell_area(cell)
                    found = grid.at(top, left)
                    assert found == value or (found is None and np.isnan(value)) or _masked(given)


def _masked(given: list[tuple[str, str]]) -> bool:
    return any(field == "unused" for field, _ in given)


def _cell_area(cell: str) -> tuple[int, int, int, int]:
    area = area_of(cell)
    assert area is not None
    return area


# ------------------------------------------------------------ corrections that help

SLIP: list[list[Any]] = [
    ["广西主要经济指标", None, None, None, None],
    ["单位：亿元", None, None, None, None],
    ["指标", 2017, 2018, 2091, 2020],
    ["地区生产总值", 17790.7, 19627.8, 21237.1, 22156.7],
]


@pytest.mark.parametrize(
    "heads", [[2017, 2018, 2091, 2020], ["2017年", "2018年", "2091年", "2020年"]]
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_person_says_which_year_a_slip_means(
    workbook: Workbook, heads: list[Any], turned: bool
) -> None:
    rows = [*SLIP[:2], [SLIP[2][0], *heads], SLIP[3]]
    cell, figure = "D3", "D4"
    if turned:
        rows = [*rows[:2], *(list(row) for row in zip(*rows[2:], strict=True))]
        rows[2][0] = "年份"
        cell, figure = "A6", "B6"
    path = workbook({"Sheet1": rows}, "表.xlsx")
    before = only(inspect_file(path))
    assert 2019 not in before.series[0].years
    assert [p.cell for p in before.problems if p.code == "series.year_likely"] == [cell]
    said = Answer("表.xlsx!Sheet1", "years", f"{cell} 2091=2019")
    table = only(inspect_file(path, [said]))
    (series,) = table.series
    assert dict(zip(series.years, series.values, strict=True))[2019] == 21237.1
    assert series.cells[series.years.index(2019)] == figure
    assert (table.status, table.corrected) == ("ready", ("years",))


def test_a_meant_year_is_remembered_where_the_slip_stands_again(workbook: Workbook) -> None:
    path = workbook({"Sheet1": SLIP}, "2020年主要指标.xlsx")
    said = Answer("2020年主要指标.xlsx!Sheet1", "years", "D3 2091=2019")
    report = inspect_file(path, [said])
    memory = Memory().with_entry(entry_of([said], path.name, report.layouts[0]))
    assert only(inspect_file(path, remembered=memory)).series[0].years == (2017, 2018, 2019, 2020)
    # Next year's file has a 2021 there, which the answer does not speak of.
    mended = [*SLIP[:2], ["指标", 2018, 2019, 2020, 2021], SLIP[3]]
    newer = only(
        inspect_file(workbook({"Sheet1": mended}, "2021年主要指标.xlsx"), remembered=memory)
    )
    assert newer.series[0].years == (2018, 2019, 2020, 2021)
    assert newer.status == "ready"
    # Without what is printed there nobody could tell.
    loose = Answer(said.table, "years", "D3=2019")
    assert not entry_of([loose], "2020年主要指标.xlsx", report.layouts[0]).answers


# ------------------------------------------------------------ corrections that help


def test_header_names_and_area_are_taken_as_given(workbook: Workbook) -> None:
    """Notes above and beside the figures, which hold years and numbers of their own."""
    rows = [
        ["主营业务收入（单位：万元）"],
        ["口径", 2011, 2012, 2013],
        ["序号", "行业", "2015年", "2016年", "2017年"],
        [1, "广西:煤炭开采", 10.5, 11.5, 12.5],
        [2, "广西:食品制造", 20.5, 21.5, 22.5],
        [3, "广西:核对数", 31.0, 33.0, 35.0],
    ]
    path = workbook({"Sheet1": rows}, "甲.xlsx")
    said = {"header": "3:3", "names": "B", "area": "C4:E5"}
    table = only(inspect_file(path, [Answer("甲.xlsx!Sheet1", *each) for each in said.items()]))
    assert [series.industry or series.name for series in table.series] == ["煤炭开采", "食品制造"]
    assert [series.years for series in table.series] == [(2015, 2016, 2017)] * 2
    assert [series.values for series in table.series] == [(10.5, 11.5, 12.5), (20.5, 21.5, 22.5)]
    assert set(table.corrected) == {"header", "names", "area"}
    assert table.status != "refused"
