"""Commands, undo and redo: the project does what a plain list of states would do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gxde_desktop.importing.importer import Answer, FileReport
from gxde_desktop.project.commands import (
    AddFiles,
    AnswerFile,
    ChooseSeries,
    Command,
    NewFile,
    RemoveFile,
    ResetParameters,
    SetParameter,
    SetPreset,
    SetRegion,
    new_file,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.state import ProjectState
from models.dataset import ROLES
from models.parameters import PRESETS, value_of
from tests.support_soak import rounds, soak


def a_file(number: int, answers: tuple[Answer, ...] = ()) -> NewFile:
    content = f"content {number}".encode()
    digest = hashlib.sha256(content).hexdigest()
    return new_file(f"文件{number}.csv", content, answers, a_report(number, digest, answers))


def a_report(number: int, digest: str, answers: tuple[Answer, ...]) -> FileReport:
    return FileReport(f"文件{number}-{len(answers)}.csv", digest, "csv", (), (), refused=False)


class ProjectMachine(RuleBasedStateMachine):
    """A project beside its model: states done and states taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.project = Project.create()
        self.done: list[ProjectState] = [ProjectState()]
        self.undone: list[ProjectState] = []
        self.heard: list[ProjectState] = []
        self.project.subscribe(self.heard.append)
        self.folder = Path(self.project._store.folder)

    def do(self, command: Command) -> None:
        try:
            expected = command.next(self.done[-1])
        except ProjectError:
            with pytest.raises(ProjectError):
                self.project.apply(command)
            return
        changed = self.project.apply(command)
        assert changed == (expected != self.done[-1])
        if changed:
            self.done.append(expected)
            self.undone.clear()
            assert self.heard[-1] == expected
            assert self.project.undo_name == command.name

    @rule(numbers=st.lists(st.integers(0, 4), min_size=1, max_size=3))
    def add_files(self, numbers: list[int]) -> None:
        self.do(AddFiles(tuple(a_file(number) for number in numbers)))

    @rule(number=st.integers(0, 4))
    def remove_file(self, number: int) -> None:
        self.do(RemoveFile(a_file(number).file.sha256))

    @rule(number=st.integers(0, 4), unit=st.sampled_from(["万元", "亿元"]))
    def answer(self, number: int, unit: str) -> None:
        answers = (Answer("表", "unit", unit),)
        digest = a_file(number).file.sha256
        self.do(AnswerFile(digest, answers, a_report(number, digest, answers)))

    @rule(
        path=st.sampled_from(
            ["computers.beta", "all.sigma", "base_year", "software.price_series", "nothing.here"]
        ),
        value=st.sampled_from([0.5, 1, "0.7", "2005", None, "价格", 99999]),
    )
    def set_parameter(self, path: str, value: object) -> None:
        self.do(SetParameter(path, value))

    @rule(value=st.floats(0, 1), year=st.integers(2000, 2003))
    def set_share(self, value: float, year: int) -> None:
        self.do(SetParameter(f"computers.share_{year}", value))

    @rule(paths=st.sets(st.sampled_from(["computers.beta", "base_year", "software.sigma"])))
    def reset(self, paths: set[str]) -> None:
        self.do(ResetParameters(tuple(sorted(paths))))

    @rule(name=st.sampled_from(["gx2022", "unknown"]))
    def set_preset(self, name: str) -> None:
        self.do(SetPreset(name))

    @rule(region=st.sampled_from(["广西", "全国", None, " "]))
    def set_region(self, region: str | None) -> None:
        self.do(SetRegion(region))

    @rule(role=st.sampled_from([*ROLES[:4], "no.role"]), chosen=st.sampled_from(["a", "b", None]))
    def choose(self, role: str, chosen: str | None) -> None:
        self.do(ChooseSeries(role, chosen))

    @rule()
    def undo(self) -> None:
        assert self.project.undo() == (len(self.done) > 1)
        if len(self.done) > 1:
            self.undone.append(self.done.pop())

    @rule()
    def redo(self) -> None:
        assert self.project.redo() == bool(self.undone)
        if self.undone:
            self.done.append(self.undone.pop())

    @precondition(lambda self: self.project is not None)
    @rule()
    def save_and_open_again(self) -> None:
        target = self.project.save(self.folder.parent / f"{self.folder.name}.gxde")
        assert not self.project.modified
        self.project.close()
        self.project = Project.open(target)
        self.project.subscribe(self.heard.append)

    @invariant()
    def same_as_the_model(self) -> None:
        assert self.project.state == self.done[-1]
        assert [f.report.file for f in self.project.state.files] == [
            f.report.file for f in self.done[-1].files
        ]
        assert (self.project.undo_name is None) == (len(self.done) == 1)
        assert (self.project.redo_name is None) == (not self.undone)

    def teardown(self) -> None:
        self.project.close()
        self.folder.parent.joinpath(f"{self.folder.name}.gxde").unlink(missing_ok=True)


TestProjectHistory = soak(ProjectMachine.TestCase)
TestProjectHistory.settings = settings(
    max_examples=rounds(10, in_soak=250), stateful_step_count=25, deadline=None
)


def test_a_saved_step_undone_is_a_change_and_redone_is_none(
    project: Project, tmp_path: Path
) -> None:
    project.apply(SetParameter("computers.beta", 0.5))
    project.save(tmp_path / "p.gxde")
    seen = [project.modified]
    project.undo()
    seen.append(project.modified)
    project.redo()
    seen.append(project.modified)
    project.undo()
    project.apply(SetParameter("computers.beta", 0.5))  # the same value by another way
    seen.append(project.modified)
    assert seen == [False, True, False, True]


def test_reset_goes_back_to_the_preset(project: Project) -> None:
    project.apply(SetParameter("all.beta", 0.3))
    project.apply(SetParameter("computers.share_2017", 0.2))
    project.apply(ResetParameters(("computers.beta", "computers.share_2017")))
    assert value_of(project.state.parameters, "computers.beta") == 0.8
    assert value_of(project.state.parameters, "software.beta") == 0.3
    assert project.state.parameters.assets["computers"] == PRESETS["gx2022"].assets["computers"]


def test_a_refused_value_changes_nothing_and_says_why(project: Project) -> None:
    with pytest.raises(ProjectError) as refused:
        project.apply(SetParameter("computers.beta", 7))
    assert refused.value.message.code == "parameters.out_of_range"
    assert project.undo_name is None


def test_a_listener_that_left_hears_nothing(project: Project) -> None:
    heard: list[ProjectState] = []
    leave = project.subscribe(heard.append)
    project.apply(SetRegion("广西"))
    leave()
    project.apply(SetRegion("全国"))
    assert [state.region for state in heard] == ["广西"]


def test_file_bytes_are_kept_through_removal_and_reopening(
    project: Project, tmp_path: Path
) -> None:
    new = a_file(1)
    project.apply(AddFiles((new,)))
    project.apply(RemoveFile(new.file.sha256))
    path = project.save(tmp_path / "p.gxde")
    again = Project.open(path)
    names = [each.name for each in again.state.files]
    again.undo()
    names += [each.name for each in again.state.files]
    assert names == ["文件1.csv"]
    assert again.file_bytes(new.file.sha256) == b"content 1"
    again.close()


def test_what_no_step_refers_to_is_not_saved(project: Project, tmp_path: Path) -> None:
    new = a_file(1)
    project.apply(AddFiles((new,)))
    project.undo()
    project.apply(SetRegion("广西"))  # the undone import is gone for good
    again = Project.open(project.save(tmp_path / "p.gxde"))
    with pytest.raises(ProjectError):
        again.file_bytes(new.file.sha256)
    again.close()
