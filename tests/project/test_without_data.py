"""A copy without data: decisions alone, and the files it was made with are asked for."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from gxde_desktop.importing.importer import Answer, inspect_file
from gxde_desktop.importing.results import Layout
from gxde_desktop.jobs.tasks import inspect_task
from gxde_desktop.project.commands import AddFiles, AddScenario, NewFile, SetParameter, new_file
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.expected import given_answers, still_expected
from gxde_desktop.project.project import Project
from gxde_desktop.project.state import ExpectedFile

TABLE = """某市主要行业营业收入
行业,{years}
计算机制造业,{one}
通信设备制造业,{two}
软件业,{three}
"""


def a_series(folder: Path, name: str, years: tuple[int, ...], factor: float = 1.0) -> Path:
    def line(base: float) -> str:
        return ",".join(f"{factor * base + 3 * n:.1f}" for n in range(len(years)))

    path = folder / name
    text = TABLE.format(
        years=",".join(map(str, years)), one=line(1234.5), two=line(777.25), three=line(98.75)
    )
    path.write_text(text, encoding="utf-8-sig")
    return path


def quiet(*_: object, **__: object) -> bool:
    return False


@pytest.fixture
def answered(tmp_path: Path) -> tuple[Project, Path, tuple[Answer, ...]]:
    """A project with a file, an answer about it, a parameter and a scenario."""
    path = a_series(tmp_path, "营业收入2020.csv", (2018, 2019, 2020))
    (table,) = (each for each in inspect_file(path).tables)
    answers = (Answer(f"{path.name}!{table.sheet}", "unit", "万元"),)
    project = Project.create()
    report = inspect_file(path, answers)
    project.apply(AddFiles((new_file(path.name, path.read_bytes(), answers, report),)))
    project.apply(SetParameter("computers.beta", 0.7))
    project.apply(AddScenario("低折旧"))
    return project, path, answers


def unit_of(new: NewFile) -> str | None:
    (table,) = new.file.report.tables
    assert table.series
    return table.series[0].unit


def test_the_copy_has_the_decisions_and_no_data(
    answered: tuple[Project, Path, tuple[Answer, ...]], tmp_path: Path
) -> None:
    project, path, answers = answered
    own = project.save(tmp_path / "原件.gxde")
    before = own.read_bytes()
    copy = project.save_copy_without_data(tmp_path / "模板")
    assert copy.suffix == ".gxde"
    assert project.path == own
    assert own.read_bytes() == before
    content = copy.read_bytes()
    for figure in ("1234.5", "777.25", "1237.5", "98.75"):
        assert figure.encode() not in content
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM blob").fetchone() == (0,)
        assert connection.execute("SELECT COUNT(*) FROM history").fetchone() == (0,)
        keys = {row[0] for row in connection.execute("SELECT key FROM meta")}
    assert keys <= {"document", "at", "program", "method"}
    again = Project.open(copy)
    assert again.undo_name is None
    assert not again.modified
    state = again.state
    assert state.files == ()
    (expected,) = state.expected
    assert (expected.name, expected.sha256, expected.answers) == (
        path.name, hashlib.sha256(path.read_bytes()).hexdigest(), answers,
    )  # fmt: skip
    assert all(layout.scale is None for layout in expected.layouts)
    assert state.parameters.assets["computers"].beta == 0.7
    assert [each.name for each in state.scenarios] == ["低折旧"]
    again.close()
    project.close()


def test_the_same_file_gets_its_answers_back(
    answered: tuple[Project, Path, tuple[Answer, ...]], tmp_path: Path
) -> None:
    project, path, _ = answered
    copy = project.save_copy_without_data(tmp_path / "模板.gxde")
    project.close()
    again = Project.open(copy)
    assert unit_of(inspect_task(path, progress=quiet, cancelled=quiet)) is None
    renamed = path.rename(path.with_name("另一个名字.csv"))
    new = inspect_task(renamed, expected=again.state.expected, progress=quiet, cancelled=quiet)
    assert unit_of(new) == "万元"
    again.apply(AddFiles((new,)))
    assert again.state.expected == ()
    assert again.state.file(new.file.sha256) is not None
    again.undo()
    assert len(again.state.expected) == 1
    again.redo()
    again.save()
    again.close()
    last = Project.open(copy)
    assert last.state.expected == ()
    assert len(last.state.files) == 1
    last.close()


def test_next_years_file_of_the_same_layout_gets_the_answers_marked_as_remembered(
    answered: tuple[Project, Path, tuple[Answer, ...]], tmp_path: Path
) -> None:
    project, path, _ = answered
    copy = project.save_copy_without_data(tmp_path / "模板.gxde")
    project.close()
    again = Project.open(copy)
    later = a_series(tmp_path, "营业收入2021.csv", (2018, 2019, 2020, 2021), 1.1)
    new = inspect_task(later, expected=again.state.expected, progress=quiet, cancelled=quiet)
    assert unit_of(new) == "万元"
    (answer,) = new.file.answers
    assert path.name in answer.remembered
    again.apply(AddFiles((new,)))
    assert again.state.expected == ()
    again.close()


def test_a_copy_of_a_copy_still_asks(
    answered: tuple[Project, Path, tuple[Answer, ...]], tmp_path: Path
) -> None:
    project, _, _ = answered
    first = project.save_copy_without_data(tmp_path / "一.gxde")
    project.close()
    middle = Project.open(first)
    second = middle.save_copy_without_data(tmp_path / "二.gxde")
    last = Project.open(second)
    assert last.state == middle.state
    last.close()
    middle.close()


def test_a_copy_is_not_written_onto_the_project_itself(
    answered: tuple[Project, Path, tuple[Answer, ...]], tmp_path: Path
) -> None:
    project, _, _ = answered
    own = project.save(tmp_path / "原件.gxde")
    before = own.read_bytes()
    for target in (own, own.with_suffix("")):
        with pytest.raises(ProjectError) as error:
            project.save_copy_without_data(target)
        assert error.value.message.code == "project.copy_onto_itself"
    assert own.read_bytes() == before
    project.close()


def an_expected(name: str, digest: str, *layouts: str) -> ExpectedFile:
    return ExpectedFile(name, digest, 1, (), tuple(Layout("表", each) for each in layouts))


def test_one_file_fulfils_one_expectation_the_closest(
    sample_new_files: tuple[NewFile, ...],
) -> None:
    file = sample_new_files[0].file
    layouts = [each.fingerprint for each in file.report.layouts]
    same = an_expected("甲.xlsx", file.sha256)
    named = an_expected(file.name, "1" * 64)
    like = an_expected("乙.xlsx", "2" * 64, *layouts)
    other = an_expected("丙.xlsx", "3" * 64, "else")
    everything: tuple[ExpectedFile, ...] = (other, like, named, same)
    for gone in (same, named, like):
        rest = tuple(each for each in everything if each != gone)
        assert still_expected(everything, (file,)) == rest
        everything = rest
    assert still_expected(everything, (file,)) == (other,)


def test_answers_follow_a_new_name_only_where_they_mean_the_file() -> None:
    answers = (
        Answer("a.csv!表", "unit", "万元"),
        Answer("a.csv", "region", "广西"),
        Answer("收入", "basis", "value"),
    )
    expected = replace(an_expected("a.csv", "1" * 64), answers=answers)
    given = given_answers((expected,), "1" * 64, "b.csv")
    assert [each.table for each in given] == ["b.csv!表", "b.csv", "收入"]
    assert given_answers((expected,), "2" * 64, "a.csv") == ()
