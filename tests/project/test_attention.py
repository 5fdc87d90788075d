"""A person sees what figures come from first; whole workbooks that serve nothing are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import openpyxl
import pytest
from hypothesis import given

from gxde_desktop.importing.importer import Problem, inspect_file
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.attention import SHOWN, Attention, Use, findings_of, grouped
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.ui.issues import issues_of
from models.messages import message
from tests.support_sample import sample_state

SHEETS = 6


def unrelated(path: Path) -> Path:
    """Passengers carried, without unit and region, on several sheets: no role takes them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number in range(SHEETS):
        sheet = book.create_sheet(f"表{number}")
        sheet.append(["指标", *(f"{year}年" for year in range(2000, 2012))])
        # One slip each: a year that is a thousand times its neighbours.
        sheet.append(["旅客周转量", *(1000.0 * (1000 if k == 6 else 1) + k for k in range(12))])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> ProjectState:
    folder = tmp_path_factory.mktemp("attention")
    found = sample_state(folder)
    report = inspect_file(unrelated(folder / "客运.xlsx"))
    file = ProjectFile("客运.xlsx", report.sha256, 1, (), report, "")
    return replace(found, files=(*found.files, file))


@pytest.fixture(scope="module")
def assembly(state: ProjectState) -> Assembly:
    return assemble(state)


def test_what_serves_is_told_from_what_no_role_takes(
    state: ProjectState, assembly: Assembly
) -> None:
    attention = Attention(assembly)
    assert assembly.dataset is not None
    for benchmark in assembly.dataset.benchmarks:
        (table,) = [
            each
            for file in state.files
            for each in file.report.tables
            if each.io_table is benchmark.table
        ]
        assert attention.use(table) == Use.SERVES
    other = state.files[-1].report
    assert len(other.tables) == SHEETS
    assert {attention.use(each) for each in other.tables} == {Use.NONE}
    assert {q.field for each in other.tables for q in each.questions} >= {"unit"}
    assert findings_of(other, attention, Use.SERVES) == ()
    assert len(findings_of(other, attention, Use.NONE)) == SHEETS


def test_an_open_name_says_which_role_waits_for_it(assembly: Assembly, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["地区", *(f"{year}年" for year in range(2000, 2012))])
    for region in ("广西", "广东", "湖南"):
        sheet.append([region, *(5000.0 + 100 * k for k in range(12))])
    path = tmp_path / "地区生产总值_分省.xlsx"
    book.save(path)
    (table,) = inspect_file(path).tables
    assert "name" in {each.field for each in table.questions}
    waiting = tuple(
        replace(each, chosen=None, candidates=(), missing=message("project.no_series"))
        if each.role == "indicator.gdp"
        else each
        for each in assembly.roles
    )
    dataset = replace(assembly.dataset, region="广西")  # type: ignore[type-var]
    attention = Attention(replace(assembly, dataset=dataset, roles=waiting))
    assert attention.use(table) == Use.COULD
    assert [each.code for each in attention.unlocks(table)] == ["role.indicator.gdp"]
    assert Attention(assembly).unlocks(table) == ()  # the sample has its own


def test_the_window_counts_what_serves_nothing_and_shows_it_when_looked_at(
    state: ProjectState, assembly: Assembly
) -> None:
    issues = issues_of(state.files, assembly)
    without = issues_of(state.files[:-1], assembly)
    assert issues.count == without.count
    (folded,) = [each for each in issues.folded if each.file.name == "客运.xlsx"]
    assert (folded.sheets, folded.findings) == (SHEETS, SHEETS)
    looked_at = state.files[-1].report.tables[0]
    mine = issues_of(state.files, assembly, looked_at)
    assert [each.question for each in mine.mine] == list(looked_at.questions)
    assert len(mine.own) == 1


@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from("abc")), max_size=30))
def test_no_finding_is_lost_in_groups(kinds: list[tuple[str, str]]) -> None:
    problems = [
        Problem("warning", code, message(f"x.{code}"), sheet, f"A{k}", "f.xlsx")
        for k, (sheet, code) in enumerate(kinds)
    ]
    groups = grouped(problems)
    assert Counter({(g.first.sheet, g.first.code): len(g.shown) + g.more for g in groups}) == (
        Counter(kinds)
    )
    assert all(len(g.shown) == SHOWN or (g.more == 0 and len(g.shown) < SHOWN) for g in groups)
