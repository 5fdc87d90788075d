"""Layouts are known again next year and only then; answers come back with their source."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.importing.fingerprint import Alignment, layout_of, runs_of, stem_of
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.importer import Answer, FileReport, inspect_file, read_grids
from gxde_desktop.importing.memory import (
    MOST_LAYOUTS,
    Entry,
    Kept,
    Memory,
    MemoryFile,
    entry_of,
)
from gxde_desktop.importing.results import Layout

REGIONS = ("北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省")
NAMES = ("煤炭开采和洗选业", "食品制造业", "医药制造业", "汽车制造业", "电力生产和供应业")


Rows = Sequence[Sequence[Cell]]


def sheet(rows: Rows, name: str = "Sheet1") -> Grid:
    width = max(len(row) for row in rows)
    return Grid(name, tuple((*row, *[None] * (width - len(row))) for row in rows))


def fingerprint(rows: Rows, name: str = "Sheet1", stem: str = "") -> str:
    return layout_of(sheet(rows, name), stem).fingerprint


figures = st.floats(0.1, 1e7, allow_nan=False).map(lambda x: round(x, 2))


@st.composite
def across(draw: st.DrawFn) -> tuple[list[str], int, int, bool]:
    """Names of the rows, first and last year, whether the years fall."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    first = draw(st.integers(1990, 2010))
    return names, first, first + draw(st.integers(2, 8)), draw(st.booleans())


def printed(
    names: list[str], first: int, last: int, falling: bool, draw: Callable[[], float], down: bool
) -> list[list[Cell]]:
    years = list(range(first, last + 1))
    if falling:
        years.reverse()
    rows: list[list[Cell]] = [["项目", *(f"{year}年" for year in years)]]
    rows += [[name, *(draw() for _ in years)] for name in names]
    if down:
        rows = [list(row) for row in zip(*rows, strict=True)]
    blank: list[Cell] = [None]
    title: list[Cell] = [f"分行业主营业务收入（{first}—{last}年）"]
    return [title, ["单位见注"], *rows, blank, ["资料来源：统计局"]]


@given(across(), st.booleans(), st.data())
def test_another_year_and_other_figures_leave_the_layout(
    table: tuple[list[str], int, int, bool], down: bool, data: st.DataObject
) -> None:
    names, first, last, falling = table
    draw = lambda: data.draw(figures)  # noqa: E731
    before = printed(names, first, last, falling, draw, down)
    after = printed(names, first, last + 1, falling, draw, down)
    moved = printed(names, first + 1, last + 1, falling, draw, down)
    known = fingerprint(before, "2016年")
    assert fingerprint(after, "2017年") == known
    assert fingerprint(moved, "2017年") == known


@given(across(), st.booleans(), st.data())
def test_other_rows_or_another_orientation_are_another_layout(
    table: tuple[list[str], int, int, bool], down: bool, data: st.DataObject
) -> None:
    names, first, last, falling = table
    draw = lambda: data.draw(figures)  # noqa: E731
    known = fingerprint(printed(names, first, last, falling, draw, down))
    turned = printed(names, first, last, falling, draw, not down)
    shorter = printed(names[:-1], first, last, falling, draw, down)
    mixed = printed([*names[1:], names[0]], first, last, falling, draw, down)
    assert len({known, fingerprint(turned), fingerprint(shorter), fingerprint(mixed)}) == 4


def test_a_sheet_that_does_not_name_its_subject_is_known_by_its_file() -> None:
    """Regions and years alone: GDP of the provinces looks like their population."""
    head: list[Cell] = ["地区", "2019年", "2018年"]
    body: list[list[Cell]] = [[region, 1.5, 2.5] for region in REGIONS]
    rows = [head, *body]
    gdp = fingerprint(rows, "分省年度数据", "地区生产总值_分省年度数据")
    assert fingerprint(rows, "分省年度数据", "年末人口_分省年度数据") != gdp
    assert fingerprint(rows, "分省年度数据", "地区生产总值_分省年度数据 2020 (1)") == gdp
    title: list[Cell] = ["指标：地区生产总值"]
    titled = [title, *rows]
    assert fingerprint(titled, "分省年度数据", "甲") == fingerprint(titled, "分省年度数据", "乙")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("广西_主营业务收入_2016", "广西_主营业务收入"),
        ("广西_主营业务收入_2005-2017年", "广西_主营业务收入"),
        ("广西 主营业务收入（2018年度）(1)", "广西主营业务收入()"),
        ("2017-12-31 主要指标", "主要指标"),
    ],
)
def test_names_of_files_without_their_years(name: str, stem: str) -> None:
    assert stem_of(name) == stem


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 5), st.integers(0, 3))
def test_places_are_carried_to_where_the_labels_stand(
    years_before: int, years_after: int, above: int, below: int
) -> None:
    """Rows of a sheet with years down; new blank lines above and years more or fewer."""

    def lines(years: int, top: int) -> Rows:
        blank: list[Cell] = [None]
        head: list[list[Cell]] = [["标题一"], *[blank] * (1 + top), ["年份", "收入"]]
        body: list[list[Cell]] = [[f"{2000 + k}年", 1.0 + k] for k in range(years)]
        total: list[Cell] = ["合计", 9.0]
        return [*head, *body, *[total] * min(below, 1)]

    old = layout_of(sheet(lines(years_before, 0)))
    new = layout_of(sheet(lines(years_after, above)))
    assert old.fingerprint == new.fingerprint
    carried = Alignment(old, new).rows(3, 3 + years_before - 1)
    assert carried == (3 + above, 3 + above + years_after - 1)
    assert Alignment(old, new).rows(2, 2) == (2 + above, 2 + above)


def test_runs_take_blank_lines_among_figures_as_figures() -> None:
    assert runs_of(["x", "d", "d", "b", "d", "y", "b", "b"]) == (("x", 1), ("d", 4), ("y", 1))
    assert runs_of(["b", "b"]) == ()


# ------------------------------------------------------------ the store


def entry(name: str, *answers: Kept, stem: str = "表") -> Entry:
    return Entry(Layout("Sheet1", name, (("x", 1),), (("x", 1),), 2.0), stem, "表.xls",
                 "2026-03-01", answers)  # fmt: skip


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    store = MemoryFile(tmp_path / "deep" / "memory.json")
    assert store.load() == Memory()
    one = entry("a", Kept("unit", "万元"), Kept("header", "3:5", "B4:D9"))
    store.update(lambda memory: memory.with_entry(one))
    store.update(lambda memory: memory.with_entry(entry("b", Kept("basis", "value"))))
    assert [each.layout.fingerprint for each in store.load().entries] == ["b", "a"]
    assert store.load().entry("a") == one
    store.update(lambda memory: memory.without("a"))
    assert store.load().entry("a") is None
    assert [path.name for path in store.path.parent.iterdir()] == ["memory.json"]


def test_the_store_is_bounded_and_the_newest_stay(tmp_path: Path) -> None:
    memory = Memory()
    for number in range(MOST_LAYOUTS + 20):
        memory = memory.with_entry(entry(str(number), Kept("unit", "万元")))
    assert len(memory.entries) == MOST_LAYOUTS
    assert memory.entries[0].layout.fingerprint == str(MOST_LAYOUTS + 19)


DAMAGE = (
    b"", b"{", b"[]", b'{"version": 1}', b'{"version": 9, "layouts": []}', b"\xff\xfe\x00",
    b'{"version": 1, "layouts": [{"layout": "a"}]}', b"[" * 100_000,
    json.dumps({"version": 1, "layouts": [{
        "layout": "a", "sheet": "s", "scale": None, "rows": [["x", -1]], "columns": [],
        "stem": "", "file": "f", "date": "2026-01-01", "answers": []}]}).encode(),
    json.dumps({"version": 1, "layouts": [{
        "layout": "a", "sheet": "s", "scale": None, "rows": [], "columns": [],
        "stem": "", "file": "f", "date": "2026-01-01",
        "answers": [["header", "x", ""]]}]}).encode(),
)  # fmt: skip


@pytest.mark.parametrize("data", DAMAGE)
def test_a_damaged_store_is_put_aside_and_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "memory.json"
    path.write_bytes(data)
    found = MemoryFile(path).load()
    assert found.entries == ()
    assert found.notice is not None
    assert found.notice.code == "importing.memory.damaged"
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("memory.damaged-")
    assert aside.read_bytes() == data
    assert MemoryFile(path).load() == Memory()


def _add(path: str, names: list[str]) -> None:
    for name in names:
        change = partial(_with, entry(name, Kept("unit", "万元")))
        MemoryFile(Path(path)).update(change)


def _with(made: Entry, memory: Memory) -> Memory:
    return memory.with_entry(made)


def test_several_programs_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "memory.json"
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=_add, args=(str(path), [f"{k}-{i}" for i in range(8)]))
        for k in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    known = {each.layout.fingerprint for each in MemoryFile(path).load().entries}
    assert known == {f"{k}-{i}" for k in range(3) for i in range(8)}


# ------------------------------------------------------------ next year's file

Workbook = Callable[..., Path]


def revenue(years: range, factor: float = 1.0, title: str = "广西分行业主营业务收入") -> Any:
    return [
        [title],
        ["行业", *(f"{year}年" for year in years)],
        *([n, *((100.0 + 7 * k + y % 10) * factor for y in years)] for k, n in enumerate(NAMES)),
    ]


def learnt(report: FileReport, *given: tuple[str, str]) -> Memory:
    """The memory after these answers to the only table of a report."""
    (table,) = report.tables
    answers = [Answer(table.reference, field, value) for field, value in given]
    layout = report.layout(table.sheet)
    assert layout is not None
    made = entry_of(answers, report.file, layout, today=dt.date(2026, 3, 1))
    return Memory().with_entry(made)


def test_next_year_asks_nothing_that_was_answered(workbook: Workbook) -> None:
    first = inspect_file(workbook({"2016年": revenue(range(2010, 2017))}, "收入2016.xlsx"))
    assert [q.field for q in first.tables[0].questions] == ["unit"]
    memory = learnt(first, ("unit", "万元"))
    path = workbook({"2017年": revenue(range(2010, 2018), 1.1)}, "收入2017.xlsx")
    assert inspect_file(path).tables[0].questions != ()
    again = inspect_file(path, remembered=memory)
    (table,) = again.tables
    assert table.questions == ()
    assert {series.unit for series in table.series} == {"万元"}
    assert all("unit" in series.assumed for series in table.series)
    assert [(a.field, a.remembered) for a in table.remembered] == [
        ("unit", "收入2016.xlsx, 2026-03-01")
    ]
    (note,) = [p for p in table.problems if p.code == "remembered.applied"]
    assert note.message.args["origin"] == "收入2016.xlsx, 2026-03-01"


def test_a_person_and_the_file_go_before_memory(workbook: Workbook) -> None:
    first = inspect_file(workbook({"a": revenue(range(2010, 2017))}, "收入2016.xlsx"))
    memory = learnt(first, ("unit", "万元"))
    path = workbook({"a": revenue(range(2010, 2018))}, "收入2017.xlsx")
    own = inspect_file(path, [Answer("收入", "unit", "亿元")], remembered=memory).tables[0]
    assert {series.unit for series in own.series} == {"亿元"}
    said = revenue(range(2010, 2018))
    said[1][0] = "行业（单位：亿元）"
    stated = inspect_file(workbook({"a": said}, "收入2018.xlsx"), remembered=memory).tables[0]
    assert stated.remembered == ()


def test_a_unit_is_asked_again_when_the_figures_are_of_another_size(workbook: Workbook) -> None:
    """An office that turns from 万元 to 元 without a word must not be read as before."""
    first = inspect_file(workbook({"a": revenue(range(2010, 2017))}, "收入2016.xlsx"))
    memory = learnt(first, ("unit", "万元"))
    path = workbook({"a": revenue(range(2010, 2018), 10_000)}, "收入2017.xlsx")
    report = inspect_file(path, remembered=memory)
    assert [q.field for q in report.tables[0].questions] == ["unit"]
    assert [p.code for p in report.problems] == ["remembered.magnitude"]


def test_a_region_is_remembered_only_for_the_same_files_name(
    workbook: Workbook, made_table: Any
) -> None:
    """The standard table without a title is every province's."""
    rows = made_table().rows(title="2012年投入产出表")
    first = inspect_file(workbook({"表": rows}, "甲省投入产出表.xlsx"))
    memory = learnt(first, ("region", "广西"))
    rows = made_table().rows(title="2017年投入产出表")
    other = inspect_file(workbook({"表": rows}, "乙省投入产出表.xlsx"), remembered=memory)
    assert [q.field for q in other.tables[0].questions] == ["region"]
    same = inspect_file(workbook({"表": rows}, "甲省投入产出表2017.xlsx"), remembered=memory)
    assert same.tables[0].questions == ()
    assert same.tables[0].raw is not None
    assert same.tables[0].raw.region == "广西"


def test_a_year_is_remembered_as_a_rule_and_never_as_a_number(
    workbook: Workbook, made_table: Any
) -> None:
    rows = made_table().rows(title="广西投入产出表")
    first = inspect_file(workbook({"表": rows}, "广西投入产出表2012.xlsx"))
    assert learnt(first, ("year", "2012")).entries == ()
    memory = learnt(first, ("year", "@file"))
    again = inspect_file(workbook({"表": rows}, "广西投入产出表2017.xlsx"), remembered=memory)
    assert again.tables[0].raw is not None
    assert again.tables[0].raw.year == 2017
    assert again.tables[0].questions == ()
    nameless = inspect_file(workbook({"表": rows}, "广西投入产出表.xlsx"), remembered=memory)
    assert [q.field for q in nameless.tables[0].questions] == ["year"]


def test_another_layout_gets_nothing(workbook: Workbook) -> None:
    first = inspect_file(workbook({"a": revenue(range(2010, 2017))}, "收入2016.xlsx"))
    memory = learnt(first, ("unit", "万元"))
    other = revenue(range(2010, 2018), title="广西分行业利润总额")
    report = inspect_file(workbook({"a": other}, "收入2017.xlsx"), remembered=memory)
    assert [q.field for q in report.tables[0].questions] == ["unit"]


def test_each_of_two_tables_on_a_sheet_keeps_its_own_answer(workbook: Workbook) -> None:
    def rows(last: int) -> Any:
        head = ["地区", *(f"{year}年" for year in range(2012, last + 1))]
        body = [[n, *(10.5 + y % 7 for y in range(2012, last + 1))] for n in ("南宁市", "柳州市")]
        return [["表一 地区生产总值"], head, *body, [None], ["表二 固定资产投资"], head, *body]

    first = inspect_file(workbook({"表": rows(2016)}, "两表2016.xlsx"))
    one, two = first.tables
    answers = [Answer(one.reference, "unit", "亿元"), Answer(two.reference, "unit", "万元")]
    layout = first.layout("表")
    assert layout is not None
    memory = Memory().with_entry(entry_of(answers, first.file, layout))
    again = inspect_file(workbook({"表": rows(2017)}, "两表2017.xlsx"), remembered=memory)
    assert [{s.unit for s in table.series} for table in again.tables] == [{"亿元"}, {"万元"}]
    assert [len(table.remembered) for table in again.tables] == [1, 1]


# ------------------------------------------------------------ the official files


def grids_of_all(real_data: Path) -> list[tuple[Path, Grid]]:
    found = []
    for path in sorted(
        [*(real_data / "年度数据").iterdir(), *(real_data / "投入产出表").iterdir()]
    ):
        found += [(path, grid) for grid in read_grids(path) if grid.n_rows]
    return found


def later(cell: Cell) -> Cell:
    """A cell of next year's edition: years in words and headings one more, figures 3 % more."""
    if isinstance(cell, str):
        return re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", lambda m: str(int(m.group()) + 1), cell)
    if isinstance(cell, dt.date):
        return cell.replace(year=cell.year + 1, day=28 if cell.month == 2 else cell.day)
    if isinstance(cell, float) and cell != int(cell):
        return cell * 1.03
    return cell


def test_official_sheets_differ_and_stay_themselves_next_year(real_data: Path) -> None:
    known: dict[str, str] = {}
    for path, grid in grids_of_all(real_data):
        layout = layout_of(grid, path.stem)
        name = f"{path.name}!{grid.sheet}"
        assert layout.fingerprint not in known, (name, known.get(layout.fingerprint))
        known[layout.fingerprint] = name
        moved = Grid(
            str(later(grid.sheet)),
            tuple(tuple(map(later, row)) for row in grid.rows),
            grid.merged,
            typed=grid.typed,
        )
        assert layout_of(moved, str(later(path.stem))).fingerprint == layout.fingerprint, name
    assert len(known) > 20


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("年度数据/广西_主营业务收入_分行业.xls", {"unit": "万元"}),
        ("年度数据/固定资本形成总额_分省.xlsx", {"unit": "亿元"}),
        ("年度数据/固定资产投资价格指数_分省.xlsx", {"basis": "index_previous_100"}),
        ("年度数据/地区生产总值_分省年度数据.xls", {"name": "地区生产总值", "unit": "亿元"}),
        ("投入产出表/广西2007_42部门_取整.xlsx", {"year": "@file", "region": "广西",
                                          "unit": "万元"}),
    ],
)  # fmt: skip
def test_next_years_edition_of_an_official_file_asks_nothing(
    real_data: Path, workbook: Workbook, name: str, answers: dict[str, str]
) -> None:
    path = real_data / name
    asked = [q.field for table in inspect_file(path).tables for q in table.questions]
    assert set(asked) <= set(answers)
    (grid,) = (grid for grid in read_grids(path) if grid.n_rows)
    layout = layout_of(grid, path.stem)
    given = [Answer(f"{path.name}!{grid.sheet}", *each) for each in answers.items()]
    memory = Memory().with_entry(entry_of(given, path.name, layout))
    rows = [[later(cell) for cell in row] for row in grid.rows]
    rows = [[c.isoformat() if isinstance(c, dt.date) else c for c in row] for row in rows]
    # What merges a heading keeps it where it is: here the first of its cells prints it.
    made = workbook({str(later(grid.sheet)): rows}, f"{later(path.stem)}.xlsx", grid.merged)
    report = inspect_file(made, remembered=memory)
    assert [q.field for table in report.tables for q in table.questions] == []
    assert {a.field for table in report.tables for a in table.remembered} >= set(asked)
