"""Commands as JSON: undo and redo, scripts that make the same document, refusals by number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxde_desktop.importing.importer import Answer, FileReport
from gxde_desktop.project import document as documents
from gxde_desktop.project.commands import (
    AddFiles,
    AddScenario,
    ChooseSeries,
    Command,
    NewFile,
    SetParameter,
    UseFile,
    merged,
)
from gxde_desktop.project.commands.plain import from_plain, to_plain
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.script import read_script, recipe, replay, with_paths
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.project.update import ReplaceFile
from gxde_desktop.text import say
from tests.support_commands import GDP, NUMBERS, a_file, a_report, commands, numbered, sha256
from tests.support_sample import sample_state
from tests.support_soak import rounds, soak

BY_DIGEST = {sha256(number): number for number in NUMBERS}


class Contents:
    """The files of `support_commands`, by their digest."""

    def new_file(self, entry: Mapping[str, Any], answers: tuple[Answer, ...]) -> NewFile:
        if "path" in entry:
            raise ProjectError(SetParameter("x", entry["path"]).name)
        return a_file(BY_DIGEST[entry["sha256"]], answers)

    def recognised(self, file: ProjectFile, answers: tuple[Answer, ...]) -> FileReport:
        return a_report(BY_DIGEST[file.sha256], answers)


CONTENTS = Contents()


def through_json(plain: Any) -> Any:
    return json.loads(json.dumps(plain, allow_nan=False))


def done(project: Project, each: list[Command]) -> list[ProjectState]:
    """States after every step: those of commands that are not refused."""
    states = [project.state]
    for command in each:
        merging = merged(command, project._last) is not None
        try:
            changed = project.apply(command)
        except ProjectError:
            assert project.state == states[-1]
            continue
        if changed and merging:
            states.pop()
        if changed and project.state != states[-1]:
            states.append(project.state)
    return states


@soak
@settings(max_examples=rounds(20, in_soak=400))
@given(each=st.lists(commands(), max_size=20))
def test_undo_all_redo_all_and_replay(each: list[Command]) -> None:
    """Any commands: undo goes back through all states, redo forth, the script makes the same."""
    project, again = Project.create(), Project.create()
    try:
        states = done(project, each)
        script = through_json(project.script())
        replay(again, script, CONTENTS)
        assert documents.to_document(again.state) == documents.to_document(project.state)
        for expected in reversed(states[:-1]):
            assert project.undo()
            assert project.state == expected
        assert not project.undo()
        assert project.state == ProjectState()
        assert project.script() == []
        for expected in states[1:]:
            assert project.redo()
            assert project.state == expected
        assert not project.redo()
        assert through_json(project.script()) == script
    finally:
        project.close()
        again.close()


@settings(max_examples=150)
@given(each=st.lists(numbered(), max_size=20))
def test_a_recipe_makes_the_state_without_its_history(each: list[Command]) -> None:
    state = ProjectState()
    for command in each:
        try:
            state = command.next(state)
        except ProjectError:
            continue
    made = ProjectState()
    for plain in through_json(recipe(state)):
        made = from_plain(plain, made, CONTENTS).next(made)
    assert documents.to_document(made) == documents.to_document(state)


@settings(max_examples=200)
@given(before=st.lists(numbered(), max_size=8), command=commands())
def test_a_command_and_its_json_do_the_same(before: list[Command], command: Command) -> None:
    state = ProjectState()
    for each in before:
        try:
            state = each.next(state)
        except ProjectError:
            continue

    def outcome(each: Command) -> Any:
        try:
            return documents.to_document(each.next(state)), say(each.name)
        except ProjectError as error:
            return error.message

    plain = through_json(to_plain(command))
    try:
        read = from_plain(plain, state, CONTENTS)
    except ProjectError:
        assert not isinstance(outcome(command), tuple)  # a file that is not there
    else:
        assert outcome(read) == outcome(command)
        assert to_plain(read) == plain


def test_steps_of_earlier_versions_are_replaced_by_what_they_made(
    project: Project, tmp_path: Path
) -> None:
    """A history that kept patches alone: the script starts with a recipe of what they made."""
    project.apply(AddFiles((a_file(1),)))
    project.apply(SetParameter("computers.beta", 0.7))
    project.apply(SetParameter("computers.beta", 0.6))
    with project._store._transaction():
        for row, patches in project._store._connection.execute(
            "SELECT id, patches FROM history WHERE id <= 2"
        ).fetchall():
            old = json.dumps(json.loads(patches)["patches"], ensure_ascii=False)
            project._store._connection.execute(
                "UPDATE history SET patches = ? WHERE id = ?", (old, row)
            )
    opened = Project.open(project.save(tmp_path / "p.gxde"))
    script = opened.script()
    assert [each["do"] for each in script] == ["add_files", "set_parameters", "set_parameter"]
    again = Project.create()
    replay(again, script, CONTENTS)
    assert again.state == opened.state
    again.close()
    while opened.undo():
        pass
    assert opened.state == ProjectState()
    opened.close()


def test_a_document_without_scenarios_opens(project: Project) -> None:
    project.apply(SetParameter("alpha", 0.3))
    document = documents.to_document(project.state)
    for key in ("left_out", "scenarios", "active"):
        del document[key]
    state = documents.from_document(document, {}.__getitem__)
    assert state == project.state
    assert documents.to_document(state) == documents.completed(document)


def test_a_newer_version_of_a_file_replays_and_moves_every_scenario(project: Project) -> None:
    """`ReplaceFile` by its JSON: the file's place in base and scenarios is the new one's."""
    project.apply(AddFiles((a_file(1), a_file(2))))
    project.apply(AddScenario("甲"))
    project.apply(UseFile(sha256(1), False))
    project.apply(ReplaceFile(sha256(1), a_file(3)))
    assert [each.sha256 for each in project.state.files] == [sha256(3), sha256(2)]
    assert project.state.left_out == {sha256(3)}
    script = through_json(project.script())
    assert with_paths(script, lambda _, digest: digest[:4])[-1]["new"]["path"] == sha256(3)[:4]
    again = Project.create()
    replay(again, script, CONTENTS)
    assert documents.to_document(again.state) == documents.to_document(project.state)
    again.close()


# ------------------------------------------------------------------ scripts by hand


def refusal(project: Project, *steps: Any) -> str:
    with pytest.raises(ProjectError) as refused:
        replay(project, steps, CONTENTS)
    return say(refused.value.message)


def test_undo_and_redo_are_steps(project: Project) -> None:
    steps = json.loads("""[
        {"do": "set_parameter", "path": "computers.beta", "value": 0.7},
        {"do": "add_scenario", "name": "甲"},
        {"do": "set_region", "region": "广西"},
        {"do": "undo"}, {"do": "undo"}, {"do": "redo"}
    ]""")
    replay(project, steps, CONTENTS)
    assert project.state.active == "甲"
    assert project.state.region is None
    assert project.redo()
    assert "第 1 步（undo）：没有可以撤销的步骤" in refusal(Project.create(), {"do": "undo"})
    assert "redo" in refusal(project, {"do": "redo"})


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (7, "do"),
        ({"path": "x"}, "set_parameter"),
        ({"do": "fly"}, "fly"),
        ({"do": "set_parameter", "path": "computers.beta"}, "缺少 value"),
        ({"do": "set_parameter", "path": 3, "value": 1}, "path"),
        ({"do": "set_parameter", "path": "computers.beta", "value": 7}, "computers.beta"),
        ({"do": "set_parameter", "path": "alpha", "value": 1, "vlaue": 2}, "vlaue"),
        ({"do": "set_parameter", "path": "alpha", "value": [1]}, "value"),
        ({"do": "reset_parameters", "paths": 3}, "paths"),
        ({"do": "set_parameters", "values": {"alpha": {}}}, "values"),
        ({"do": "use_file", "file": "没有.xls", "used": False}, "没有.xls"),
        ({"do": "use_file", "file": "文件1.csv", "used": 1}, "used"),
        ({"do": "add_files", "files": "a.xls"}, "files"),
        ({"do": "add_files", "files": [{"name": "a"}]}, "path"),
        ({"do": "answer_file", "file": "文件1.csv", "answers": ["unit=万元"]}, "TABLE:field=value"),
        ({"do": "select_scenario", "scenario": "没有"}, "基准、甲"),
        ({"do": "choose_series", "role": GDP, "like": "没有"}, "没有"),
        ({"do": "choose_series", "role": "x", "like": "a"}, GDP),
        ({"do": "group", "title": {"a": 1}, "steps": []}, "title"),
        ({"do": "group", "steps": [{"do": "fly"}]}, "fly"),
        ({"do": "replace_file", "file": "文件1.csv"}, "path"),
    ],
)
def test_a_refused_step_is_named_with_its_reason(project: Project, step: Any, words: str) -> None:
    project.apply(AddFiles((a_file(1),)))
    project.apply(AddScenario("甲"))
    before = project.state
    said = refusal(project, {"do": "set_region", "region": None}, step)
    assert said.startswith("第 2 步")
    assert words in said
    assert project.state == before


@pytest.mark.parametrize("text", ["", "{", '{"do": "undo"}', "3", "[" * 100_000])
def test_what_is_no_list_of_steps_is_refused_by_name(text: str) -> None:
    with pytest.raises(ProjectError) as refused:
        read_script(text, "步骤.json")
    assert "步骤.json" in say(refused.value.message)


def test_paths_stand_beside_the_script(project: Project) -> None:
    project.apply(AddFiles((a_file(1), a_file(2))))
    made = with_paths(project.script(), lambda name, digest: f"{digest[:4]}/{name}")
    first = made[0]["files"][0]
    assert first["path"] == f"{sha256(1)[:4]}/文件1.csv"
    assert first["sha256"] == sha256(1)


def test_a_series_is_meant_by_part_of_its_label(tmp_path: Path) -> None:
    state = sample_state(tmp_path)
    plain = {"do": "choose_series", "role": GDP, "like": "生产总值"}
    with pytest.raises(ProjectError) as refused:
        from_plain({**plain, "like": "a"}, state, CONTENTS)
    assert "·" in say(refused.value.message)  # those that there are, with their files
    try:
        chosen = from_plain(plain, state, CONTENTS)
    except ProjectError as error:  # several: the first of those listed, with its file, is one
        listed = str(error.message.args["known"]).split("; ")
        assert len(listed) > 1
        chosen = from_plain({**plain, "like": listed[0]}, state, CONTENTS)
    assert isinstance(chosen, ChooseSeries)
    assert chosen.series_id is not None
    assert chosen.next(state).choices == {GDP: chosen.series_id}
