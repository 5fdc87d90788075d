"""Update from source: what a newer file changes, cell by cell, and the step that takes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import Answer, inspect_file
from gxde_desktop.jobs.updating import update_task
from gxde_desktop.project.candidates import series_id
from gxde_desktop.project.codec import decode, encode
from gxde_desktop.project.commands import AddFiles, ChooseSeries, NewFile, new_file
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.sheet_difference import CellChange, cell_changes
from gxde_desktop.project.update import FileUpdate, ReplaceFile, use_of
from gxde_desktop.text import say

HEAD = ("地区", "指标", "单位", 2015, 2016, 2017)
GDP = ("示例省", "地区生产总值", "亿元", 100.0, 110.0, 121.0)
GFCF = ("示例省", "固定资本形成总额", "亿元", 40.0, 44.0, 48.4)


def workbook(path: Path, *rows: tuple[object, ...], sheet: str = "年度") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def added(path: Path, *answers: Answer) -> NewFile:
    return new_file(path.name, path.read_bytes(), answers, inspect_file(path, answers))


def update(old: NewFile, old_path_content: bytes, new: Path) -> FileUpdate:
    made = update_task(
        old.file.report,
        old_path_content,
        old.file.answers,
        new,
        progress=lambda *_: None,
        cancelled=lambda: False,
    )
    assert isinstance(made, FileUpdate)
    return made


def grid(rows: list[tuple[object, ...]]) -> Grid:
    return Grid("年度", tuple(rows))  # type: ignore[arg-type]


def test_the_same_workbook_has_no_difference() -> None:
    one = grid([HEAD, GDP, GFCF])
    assert list(cell_changes([one], [one])) == []


def test_a_year_put_in_front_is_one_new_column_and_nothing_else() -> None:
    old = grid([HEAD, GDP, GFCF])
    new = grid([(*row[:3], first, *row[3:]) for row, first in
                ((HEAD, 2018), (GDP, 133.1), (GFCF, 53.24))])  # fmt: skip
    assert [(c.kind, c.cells, c.after) for c in cell_changes([old], [new])] == [
        ("added", ("", "D1"), 2018.0),
        ("added", ("", "D2"), 133.1),
        ("added", ("", "D3"), 53.24),
    ]


def test_a_revised_value_beside_an_inserted_row_has_both_addresses_and_its_difference() -> None:
    other = ("示例省", "社会消费品零售总额", "亿元", 1.0, 2.0, 3.0)
    revised = (*GFCF[:5], 50.0)
    found = list(cell_changes([grid([HEAD, GDP, GFCF])], [grid([HEAD, GDP, other, revised])]))
    changed = [c for c in found if c.kind == "changed"]
    assert [(c.cells, c.before, c.after) for c in changed] == [(("F3", "F4"), 48.4, 50.0)]
    assert changed[0].difference == pytest.approx(1.6)
    assert {c.cells for c in found if c.kind == "added"} == {("", f"{c}3") for c in "ABCDEF"}
    assert not [c for c in found if c.kind == "removed"]


def test_a_corrected_label_is_still_the_same_row() -> None:
    renamed = (GFCF[0], "固定资本形成总额（修订）", *GFCF[2:])
    found = list(cell_changes([grid([HEAD, GDP, GFCF])], [grid([HEAD, GDP, renamed])]))
    assert [(c.kind, c.cells) for c in found] == [("changed", ("B3", "B3"))]


def test_a_number_that_became_a_blank_is_removed_and_not_zero() -> None:
    blank = (*GDP[:4], None, GDP[5])
    (only,) = cell_changes([grid([HEAD, GDP])], [grid([HEAD, blank])])
    assert (only.kind, only.before, only.after, only.difference) == ("removed", 110.0, None, None)


names = st.lists(
    st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3), min_size=1, max_size=7, unique=True
)
years = st.lists(st.integers(1990, 2030), min_size=2, max_size=8, unique=True).map(sorted)


@given(data=st.data(), old_names=names, old_years=years)
def test_lines_taken_out_and_values_revised_are_found_by_their_labels(
    data: st.DataObject, old_names: list[str], old_years: list[int]
) -> None:
    """Against a comparison by (name, year), which knows nothing of rows and columns."""
    kept_names = data.draw(st.lists(st.sampled_from(old_names), min_size=1, unique=True))
    kept_names = [name for name in old_names if name in kept_names]
    kept_years = data.draw(st.lists(st.sampled_from(old_years), min_size=2, unique=True))
    kept_years.sort()
    number = st.floats(-1e6, 1e6).map(lambda x: x + 0.5)
    old_values = {(n, y): data.draw(number) for n in old_names for y in old_years}
    revised = {
        key: data.draw(number)
        for key in data.draw(st.lists(st.sampled_from(sorted(old_values)), unique=True))
        if key[0] in kept_names and key[1] in kept_years
    }
    new_values = {
        (n, y): revised.get((n, y), old_values[n, y]) for n in kept_names for y in kept_years
    }

    def sheet(some_names: list[str], some_years: list[int], values: dict) -> Grid:  # type: ignore[type-arg]
        rows = [("指标", *some_years)]
        rows += [(n, *(values[n, y] for y in some_years)) for n in some_names]
        return grid(rows)

    found = list(cell_changes([sheet(old_names, old_years, old_values)],
                              [sheet(kept_names, kept_years, new_values)]))  # fmt: skip

    def key_of(change: CellChange) -> tuple[str, int]:
        return old_names[change.old[0] - 1], old_years[change.old[1] - 1]

    inside = [c for c in found if c.old[0] > 0 and c.old[1] > 0]
    assert {key_of(c): c.after for c in inside if c.kind == "changed"} == {
        key: value for key, value in revised.items() if value != old_values[key]
    }
    assert {key_of(c) for c in inside if c.kind == "removed"} == set(old_values) - set(new_values)
    assert not [c for c in found if c.kind == "added"]


def test_differences_name_the_figures_they_touch_and_come_first(tmp_path: Path) -> None:
    note = ("说明：初步核算数",)
    old = workbook(tmp_path / "数据.xlsx", HEAD, GDP, GFCF, (), note)
    first, content = added(old), old.read_bytes()
    new = workbook(tmp_path / "数据.xlsx", HEAD, (*GDP[:5], 121.9), GFCF, (), ("说明：修订数",))
    made = decode(encode(update(first, content, new)))  # as it comes from the worker
    assert (made.added, made.removed, made.changed, made.used) == (0, 0, 2, 1)
    top, below = made.difference(0), made.difference(1)
    assert (top.cells[1], top.before, top.after) == ("F2", 121.0, 121.9)
    use = use_of(made.new.file.report, top.sheets[1], top.new)
    assert use is not None
    assert say(use) == "示例省:地区生产总值 2017 年"
    assert (below.before, below.after) == ("说明：初步核算数", "说明：修订数")
    assert use_of(made.new.file.report, below.sheets[1], below.new) is None


def test_a_cell_of_an_input_output_table_is_named_by_its_sectors(
    sample_files: tuple[Path, ...], tmp_path: Path
) -> None:
    sample_table = next(p for p in sample_files if "投入产出" in p.name)
    first, content = added(sample_table), sample_table.read_bytes()
    table = next(t.io_table for t in first.file.report.tables if t.io_table is not None)
    cell = table.blocks["Z"].address(3, 5)
    book = openpyxl.load_workbook(sample_table)
    book[table.source.sheet][cell].value += 7
    target = tmp_path / sample_table.name
    book.save(target)
    made = update(first, content, target)
    only = made.difference(0)
    assert (made.total, made.used, only.cells) == (1, 1, (cell, cell))
    assert only.difference == pytest.approx(7)
    use = use_of(made.new.file.report, only.sheets[1], only.new)
    assert use is not None
    assert table.names[3] in say(use)
    assert table.names[5] in say(use)


def test_answers_and_choices_stay_and_undo_brings_the_old_file_back(tmp_path: Path) -> None:
    plain = [(row[0], row[1], *row[3:]) for row in (HEAD, GDP, GFCF)]  # nobody says the unit
    old = workbook(tmp_path / "数据.xlsx", *plain)
    answers = (Answer("年度", "unit", "亿元"),)
    first, content = added(old, *answers), old.read_bytes()
    gdp = next(s for t in first.file.report.tables for s in t.series if "生产总值" in s.name)
    project = Project.create()
    try:
        project.apply(AddFiles((first,)))
        project.apply(ChooseSeries("indicator.gdp", series_id(gdp)))
        before = project.state
        other = (GDP[0], "财政收入", *GDP[3:])
        new = workbook(tmp_path / "数据.xlsx", plain[0], other, *plain[1:])
        made = update(first, content, new)
        assert made.asked == 0
        assert project.apply(ReplaceFile(first.file.sha256, made.new))
        (file,) = project.state.files
        assert file.sha256 == made.new.file.sha256
        assert file.answers == answers
        assert not [q for t in file.report.tables for q in t.questions]
        moved = next(s for t in file.report.tables for s in t.series if "生产总值" in s.name)
        assert project.state.choices["indicator.gdp"] == series_id(moved)
        assert project.file_bytes(file.sha256) == new.read_bytes()
        assert project.undo_name is not None
        assert project.undo_name.code == "project.command.replace_file"
        project.undo()
        assert project.state == before
        assert project.file_bytes(first.file.sha256) == content
    finally:
        project.close()


def test_a_changed_layout_brings_its_questions_and_names_what_is_lost(tmp_path: Path) -> None:
    old = workbook(tmp_path / "数据.xlsx", HEAD, GDP)
    first, content = added(old), old.read_bytes()
    asks = [(row[0], row[1], *row[3:]) for row in (HEAD, GDP)]
    made = update(first, content, workbook(tmp_path / "数据.xlsx", *asks))
    assert made.asked == 1
    assert made.lost == ()
    made = update(first, content, workbook(tmp_path / "数据.xlsx", ("没有数据",), sheet="年度"))
    assert made.lost == ("年度",)


def test_a_file_that_cannot_be_read_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    old = workbook(tmp_path / "数据.xlsx", HEAD, GDP)
    first, content = added(old), old.read_bytes()
    old.write_bytes(b"no workbook")
    made = update_task(
        first.file.report, content, (), old, progress=lambda *_: None, cancelled=lambda: False
    )
    assert isinstance(made, NewFile)
    project = Project.create()
    try:
        project.apply(AddFiles((first,)))
        with pytest.raises(ProjectError) as refused:
            project.apply(ReplaceFile(first.file.sha256, made))
        assert refused.value.message.code == "project.refused_file"
        assert project.state.files == (first.file,)
    finally:
        project.close()


def test_the_content_of_another_file_of_the_project_is_not_taken_twice(tmp_path: Path) -> None:
    one = added(workbook(tmp_path / "一.xlsx", HEAD, GDP))
    two = added(workbook(tmp_path / "二.xlsx", HEAD, GFCF))
    project = Project.create()
    try:
        project.apply(AddFiles((one, two)))
        with pytest.raises(ProjectError) as refused:
            project.apply(ReplaceFile(one.file.sha256, two))
        assert refused.value.message.code == "project.update.already_there"
    finally:
        project.close()


def test_an_answer_that_names_the_file_follows_a_new_name(tmp_path: Path) -> None:
    plain = [(row[0], row[1], *row[3:]) for row in (HEAD, GDP)]
    old = workbook(tmp_path / "数据2017.xlsx", *plain)
    first, content = added(old, Answer("数据2017", "unit", "亿元")), old.read_bytes()
    made = update(first, content, workbook(tmp_path / "年报.xlsx", *plain, GFCF[:2]))
    assert made.asked == 0
    (series,) = [s for t in made.new.file.report.tables for s in t.series]
    assert (series.unit, series.values) == ("亿元", (100.0, 110.0, 121.0))


def test_ten_thousand_differences_cross_as_columns(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    numbers = rng.uniform(1, 9, (100, 100)).round(3)
    rows = [tuple(row) for row in numbers.tolist()]
    old = workbook(tmp_path / "大.xlsx", *rows)
    first, content = added(old), old.read_bytes()
    new = workbook(tmp_path / "大.xlsx", *(tuple(x + 1 for x in row) for row in rows))
    made = decode(encode(update(first, content, new)))
    assert (made.changed, made.listed) == (10_000, 10_000)
    assert {round(made.difference(i).difference, 9) for i in range(made.listed)} == {1.0}
