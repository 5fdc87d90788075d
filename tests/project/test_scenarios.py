"""Scenarios: what a scenario says of its own, what it inherits, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from gxde_desktop.project import document as documents
from gxde_desktop.project.commands import (
    AddFiles,
    AddScenario,
    ChooseSeries,
    Command,
    DuplicateScenario,
    Group,
    RemoveFile,
    RemoveScenario,
    RenameScenario,
    ResetChoices,
    ResetParameters,
    SelectScenario,
    SetParameter,
    SetParameters,
    SetPreset,
    SetRegion,
    UseFile,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.scenarios import (
    differences,
    effective,
    inherited,
    meant,
    names_of,
    own_paths,
    scenario,
    viewed,
)
from gxde_desktop.project.settings import Settings
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say
from models.messages import message
from models.parameters import PRESETS, value_of
from tests.support_commands import GDP, a_file, numbered

BETA, SIGMA = "computers.beta", "software.sigma"


def after(state: ProjectState, *commands: Command) -> ProjectState:
    for each in commands:
        state = each.next(state)
    return state


def value(state: ProjectState, name: str | None, path: str = BETA) -> object:
    return value_of(effective(state, name).parameters, path)


def refusal(state: ProjectState, command: Command) -> str:
    with pytest.raises(ProjectError) as refused:
        command.next(state)
    return refused.value.message.code


@pytest.fixture
def family() -> ProjectState:
    """Base, 父 with β = 0.6, and 子 of 父 with σ = 1; the child is active."""
    return after(
        ProjectState(),
        AddScenario("父"),
        SetParameter(BETA, 0.6),
        AddScenario("子", "父"),
        SetParameter(SIGMA, 1.0),
    )


# ------------------------------------------------------------------ inheritance


def test_the_document_shows_what_holds_in_the_active_scenario(family: ProjectState) -> None:
    assert (family.active, value_of(family.parameters, BETA)) == ("子", 0.6)
    base = viewed(family, None)
    assert base.parameters == PRESETS["gx2022"]
    assert base.scenarios == family.scenarios
    assert viewed(base, "子") == family


def test_a_scenario_keeps_differences_alone(family: ProjectState) -> None:
    assert scenario(family, "子").values == {SIGMA: 1.0}
    assert own_paths(family, "父") == (BETA,)
    assert own_paths(after(ProjectState(), SetParameter(BETA, 0.5)), None) == (BETA,)


def test_a_change_of_the_parent_shows_where_the_child_says_nothing(family: ProjectState) -> None:
    changed = after(
        family,
        SelectScenario("父"),
        SetParameters({BETA: 0.5, SIGMA: 2.0}),
        SelectScenario(None),
        SetParameter("alpha", 0.3),
    )
    assert value(changed, "子", BETA) == 0.5
    assert value(changed, "子", SIGMA) == 1.0
    assert value(changed, "子", "alpha") == 0.3
    assert value(changed, None, BETA) == 0.8


def test_reset_in_a_child_is_to_inherit_again(family: ProjectState) -> None:
    own = after(family, SetParameter(BETA, 0.9))
    again = after(own, ResetParameters((BETA, SIGMA)))
    assert scenario(again, "子").values == {}
    assert value(again, "子") == 0.6
    assert inherited(again, "子") == effective(again, "父").parameters
    assert inherited(again, None) == PRESETS["gx2022"]


def test_what_a_child_sets_stays_its_own_where_the_parent_says_the_same(
    family: ProjectState,
) -> None:
    pinned = after(family, SetParameter(BETA, 0.6), SelectScenario("父"), SetParameter(BETA, 0.5))
    assert value(pinned, "子") == 0.6


def test_a_preset_of_its_own_hides_the_parents_parameters(family: ProjectState) -> None:
    own = after(family, SetPreset("gx2022"))
    assert effective(own, "子").parameters == PRESETS["gx2022"]
    assert value(after(own, SetPreset(None)), "子") == 0.6


def test_series_region_and_files_are_inherited_and_overridden(family: ProjectState) -> None:
    one, two = a_file(1), a_file(2)
    state = after(
        family,
        AddFiles((one, two)),
        SelectScenario(None),
        ChooseSeries(GDP, "a"),
        SetRegion("广西"),
        UseFile(one.file.sha256, False),
        SelectScenario("父"),
        ChooseSeries(GDP, None),
        UseFile(one.file.sha256, True),
        UseFile(two.file.sha256, False),
    )
    child = effective(state, "子")
    assert (child.region, dict(child.choices)) == ("广西", {})
    assert child.left_out == {two.file.sha256}
    assert [f.name for f in viewed(state, "子").used_files] == [one.file.name]
    state = after(state, ResetChoices((GDP,)), UseFile(two.file.sha256, None), SetRegion("全国"))
    child = effective(state, "子")
    assert (child.region, dict(child.choices)) == ("全国", {GDP: "a"})
    assert child.left_out == set()
    assert effective(state, None).left_out == {one.file.sha256}
    assert effective(after(state, SetRegion(None)), "子").region == "广西"


def test_a_removed_file_is_forgotten_by_every_scenario(family: ProjectState) -> None:
    one = a_file(1)
    state = after(
        family,
        AddFiles((one,)),
        UseFile(one.file.sha256, False),
        SelectScenario(None),
        UseFile(one.file.sha256, False),
        RemoveFile(one.file.sha256),
    )
    assert not any(effective(state, name).left_out for name in names_of(state))
    assert scenario(state, "子").files == {}


# ------------------------------------------------------------------ commands


def test_removing_a_scenario_leaves_its_children_as_they_are(family: ProjectState) -> None:
    before = effective(family, "子")
    gone = after(family, SelectScenario("父"), RemoveScenario("父"))
    assert gone.active is None
    assert scenario(gone, "子").parent is None
    assert effective(gone, "子") == before


def test_a_renamed_scenario_keeps_its_children(family: ProjectState) -> None:
    renamed = after(family, RenameScenario("父", "  新 名 "), RenameScenario("子", "子"))
    assert names_of(renamed) == (None, "新 名", "子")
    assert scenario(renamed, "子").parent == "新 名"
    assert effective(renamed, "子") == effective(family, "子")
    assert after(renamed, RenameScenario("子", "孙")).active == "孙"


def test_a_duplicate_has_parent_and_differences_and_is_selected(family: ProjectState) -> None:
    twice = after(family, DuplicateScenario("子", "子二"))
    assert twice.active == "子二"
    assert replace(scenario(twice, "子二"), name="子") == scenario(twice, "子")
    of_base = after(twice, DuplicateScenario(None, "同基准"))
    assert effective(of_base, "同基准") == of_base.base
    assert names_of(of_base) == (None, "父", "子", "子二", "同基准")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "project.scenario_unnamed"),
        (" \t\n", "project.scenario_unnamed"),
        ("父", "project.scenario_name_taken"),
        (" 父　", "project.scenario_name_taken"),
        ("基准", "project.scenario_name_taken"),
        ("BASE", "project.scenario_name_taken"),
        ("x" * 61, "project.scenario_name_long"),
        ("a\u202eb", "project.scenario_name_characters"),
    ],
)
def test_names_are_told_apart(family: ProjectState, name: str, code: str) -> None:
    for command in (AddScenario(name), DuplicateScenario("子", name), RenameScenario("子", name)):
        assert refusal(family, command) == code


def test_a_scenario_that_is_not_there_is_refused_with_those_that_are(
    family: ProjectState,
) -> None:
    for command in (
        AddScenario("x", "没有"),
        DuplicateScenario("没有", "x"),
        RenameScenario("没有", "x"),
        RemoveScenario("没有"),
        SelectScenario("没有"),
    ):
        with pytest.raises(ProjectError) as refused:
            command.next(family)
        assert refused.value.message.args["known"][1:] == ("父", "子")
        assert "基准、父、子" in say(refused.value.message)
    assert meant(family, " Base ") is None
    assert meant(family, "子") == "子"


def test_a_parent_cannot_be_set_against_its_children(family: ProjectState) -> None:
    state = after(family, SetParameter("first_year", 2010), SelectScenario(None))
    with pytest.raises(ProjectError) as refused:
        SetParameter("last_year", 2005).next(state)
    assert refused.value.message.code == "project.scenario_invalid"
    assert refused.value.message.args["scenario"] == "子"
    # Both years at once may lie beyond the old ones.
    both = after(state, SetParameters({"first_year": 2001, "last_year": 2012}))
    assert value(both, "子", "first_year") == 2010
    assert refusal(viewed(both, "子"), SetParameter("last_year", 2009)) == (
        "parameters.years_reversed"
    )


def test_differences_are_those_of_what_holds(family: ProjectState) -> None:
    one = a_file(1)
    state = after(
        family,
        AddFiles((one,)),
        SetParameter("alpha", 0.5),  # as everywhere: no difference
        UseFile(one.file.sha256, False),
        ChooseSeries(GDP, "a"),
        SetRegion("广西"),
    )
    found = {(d.kind, d.key): (d.left, d.right) for d in differences(state, None, "子")}
    assert found == {
        ("region", ""): (None, "广西"),
        ("parameter", BETA): (0.8, 0.6),
        ("parameter", SIGMA): (0.5, 1.0),
        ("choice", GDP): (None, "a"),
        ("file", one.file.sha256): (True, False),
    }
    assert differences(state, "子", "子") == ()


# ------------------------------------------------------------------ merging and grouping


def test_values_of_one_edit_are_one_step(project: Project) -> None:
    for each in (0.7, 0.65, 0.6):
        assert project.apply(SetParameter(BETA, each, edit="1"))
    assert not project.apply(SetParameter(BETA, 0.6, edit="1"))
    project.undo()
    assert value_of(project.state.parameters, BETA) == 0.8
    assert project.undo_name is None
    project.redo()
    assert value_of(project.state.parameters, BETA) == 0.6


def test_an_edit_that_ends_where_it_began_leaves_no_step(project: Project) -> None:
    project.apply(SetRegion("广西"))
    project.apply(SetParameter(BETA, 0.7, edit="1"))
    project.apply(SetParameter(BETA, 0.8, edit="1"))
    assert project.undo_name == SetRegion("广西").name
    assert project.redo_name is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SetParameter(BETA, 0.7), SetParameter(BETA, 0.6)),
        (SetParameter(BETA, 0.7, edit="1"), SetParameter(BETA, 0.6, edit="2")),
        (SetParameter(BETA, 0.7, edit="1"), SetParameter(SIGMA, 0.6, edit="1")),
    ],
)
def test_other_edits_are_steps_of_their_own(
    project: Project, first: Command, second: Command
) -> None:
    project.apply(first)
    project.apply(second)
    project.undo()
    assert project.undo_name == first.name


def test_what_was_saved_or_undone_is_not_merged_into(project: Project, tmp_path: object) -> None:
    project.apply(SetParameter(BETA, 0.7, edit="1"))
    project.save(tmp_path / "p.gxde")
    project.apply(SetParameter(BETA, 0.6, edit="1"))
    assert project.modified
    project.undo()
    assert not project.modified
    project.apply(SetParameter(BETA, 0.5, edit="1"))
    project.undo()
    assert value_of(project.state.parameters, BETA) == 0.7


def test_looking_through_scenarios_is_one_step(project: Project) -> None:
    for name in ("甲", "乙", "丙"):
        project.apply(AddScenario(name))
    for looked_at in ("甲", "乙", None):
        project.apply(SelectScenario(looked_at))
    project.undo()
    assert project.state.active == "丙"
    project.undo()
    assert [each.name for each in project.state.scenarios] == ["甲", "乙"]


def test_a_group_is_one_step_or_none(project: Project) -> None:
    title = message("project.command.named", name="一起")
    files = tuple(AddFiles((a_file(number),)) for number in range(3))
    project.apply(Group((*files, SetRegion("广西")), title))
    assert len(project.state.files) == 3
    assert project.file_bytes(a_file(2).file.sha256) == a_file(2).content.data
    assert project.undo_name == title
    with pytest.raises(ProjectError):
        project.apply(Group((SetRegion("全国"), SetParameter(BETA, 7)), title))
    assert project.state.region == "广西"
    project.undo()
    assert project.state == ProjectState()


# ------------------------------------------------------------------ laws


def apply_all(commands: Iterable[Command]) -> ProjectState:
    """The state after those commands that are not refused."""
    state = ProjectState()
    for each in commands:
        try:
            state = each.next(state)
        except ProjectError:
            continue
    return state


@settings(max_examples=150)
@given(commands=st.lists(numbered(), max_size=25), data=st.data())
def test_what_holds_in_a_scenario_is_its_own_or_its_parents(
    commands: list[Command], data: st.DataObject
) -> None:
    state = apply_all(commands)
    for each in state.scenarios:
        now, parent = effective(state, each.name), effective(state, each.parent)
        for path in (BETA, SIGMA, "alpha", "base_year", "computers.share_2017"):
            expected = parent.parameters if each.preset is None else PRESETS[each.preset]
            assert value_of(now.parameters, path) == each.values.get(path, value_of(expected, path))
        assert now.region == (each.region or parent.region)
        for role in (GDP, "price.cpi"):
            assert now.choices.get(role) == each.choices.get(role, parent.choices.get(role))
        for file in state.files:
            used = each.files.get(file.sha256, file.sha256 not in parent.left_out)
            assert (file.sha256 not in now.left_out) == used
    assert (
        documents.from_document(
            documents.to_document(state),
            {f.report_sha256: f.report for f in state.files}.__getitem__,
        )
        == state
    )
    if state.scenarios:
        gone = data.draw(st.sampled_from([each.name for each in state.scenarios]))
        held = {name: effective(state, name) for name in names_of(state) if name != gone}
        without = RemoveScenario(gone).next(state)
        assert {name: effective(without, name) for name in names_of(without)} == held


@settings(max_examples=150)
@given(commands=st.lists(numbered(), max_size=25), beta=st.floats(0, 1), data=st.data())
def test_a_parents_value_reaches_exactly_those_who_say_nothing(
    commands: list[Command], beta: float, data: st.DataObject
) -> None:
    state = apply_all(commands)
    top = data.draw(st.sampled_from(names_of(state)))
    changed = after(viewed(state, top), SetParameter(BETA, beta))

    def reached(name: str | None) -> bool:
        if name == top:
            return True
        if name is None:
            return False
        own = scenario(state, name)
        return BETA not in own.values and own.preset is None and reached(own.parent)

    for name in names_of(state):
        before, now = effective(state, name), effective(changed, name)
        wanted = beta if reached(name) else value_of(before.parameters, BETA)
        assert value_of(now.parameters, BETA) == wanted
        assert _without_beta(now) == _without_beta(before)


def _without_beta(held: Settings) -> Settings:
    computers = replace(held.parameters.assets["computers"], beta=0.0)
    assets = {**held.parameters.assets, "computers": computers}
    return replace(held, parameters=replace(held.parameters, assets=assets))
