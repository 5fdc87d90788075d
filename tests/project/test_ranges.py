"""Distributions in the project: steps that can be undone, inherited, saved, and refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gxde_desktop.project.commands import (
    AddScenario,
    RemoveScenario,
    ResetRanges,
    SelectScenario,
    SetRange,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import say
from models.distributions import RangeChoice

BETA = "computers.beta"
RATIO = "conversion_ratio.software"
WIDE = RangeChoice("uniform", (0.5, 0.9))
NARROW = RangeChoice("normal", (0.7, 0.85))


@pytest.fixture
def project() -> Iterator[Project]:
    made = Project.create()
    yield made
    made.close()


def test_a_range_is_a_step_that_is_undone_and_reset(project: Project) -> None:
    project.apply(SetRange(BETA, WIDE))
    project.apply(SetRange(RATIO, RangeChoice("wander", (0.1,))))
    assert say(project.undo_name or SetRange(BETA, WIDE).name) == "分布 软件 转化比 ρ：随机游走 0.1"
    assert project.undo()
    assert dict(project.state.ranges) == {BETA: WIDE}
    project.apply(ResetRanges((BETA,)))
    assert dict(project.state.ranges) == {}
    assert project.undo()
    assert dict(project.state.ranges) == {BETA: WIDE}


def test_the_numbers_of_one_edit_are_one_step(project: Project) -> None:
    project.apply(SetRange(BETA, WIDE, "edit"))
    project.apply(SetRange(BETA, NARROW, "edit"))
    assert project.undo()
    assert dict(project.state.ranges) == {}
    assert not project.undo()


def test_a_scenario_has_ranges_of_its_own_over_what_it_inherits(project: Project) -> None:
    project.apply(SetRange(BETA, WIDE))
    project.apply(AddScenario("窄"))
    project.apply(SetRange(BETA, NARROW))
    assert project.state.ranges[BETA] == NARROW
    project.apply(AddScenario("子", "窄"))
    assert project.state.ranges[BETA] == NARROW
    project.apply(RemoveScenario("窄"))
    assert project.state.ranges[BETA] == NARROW  # what held in the child still does
    project.apply(ResetRanges((BETA,)))
    assert project.state.ranges[BETA] == WIDE
    project.apply(SelectScenario(None))
    assert project.state.ranges[BETA] == WIDE


def test_ranges_are_saved(project: Project, tmp_path: Path) -> None:
    project.apply(SetRange(BETA, WIDE))
    project.apply(AddScenario("窄"))
    project.apply(SetRange(RATIO, RangeChoice("fixed")))
    path = project.save(tmp_path / "a.gxde")
    again = Project.open(path, read_only=True)
    try:
        assert again.state == project.state
        assert set(again.state.ranges) == {BETA, RATIO}
    finally:
        again.close()


@pytest.mark.parametrize(
    ("name", "choice", "said"),
    [
        (BETA, RangeChoice("uniform", (0.9, 0.5)), "计算机 役龄效率 β 的下限 0.9 应小于上限 0.5"),
        (BETA, RangeChoice("uniform", (0.5, 1.5)), "计算机 役龄效率 β 的范围 0.5–1.5 超出"),
        ("conversion_ratio.lorries", RangeChoice("wander", (0.1,)), "lorries"),
        ("computers.retirement", WIDE, "没有分布"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    project: Project, name: str, choice: RangeChoice, said: str
) -> None:
    with pytest.raises(ProjectError) as refused:
        project.apply(SetRange(name, choice))
    assert said in say(refused.value.message)
    assert dict(project.state.ranges) == {}
