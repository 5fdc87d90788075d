"""Scripts: lists of commands as JSON, replayed on a project; and a project's own as one.

A script is a list of objects as `commands.plain` reads them, and `{"do": "undo"}` and
`{"do": "redo"}` among them. Paths in it are relative to the script.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from gxde_desktop.project import document as documents
from gxde_desktop.project.commands import Command, SetPublished, UpdateTable
from gxde_desktop.project.commands.plain import (
    Contents,
    concordance_steps,
    entry_out,
    from_plain,
    to_plain,
)
from gxde_desktop.project.document import Report
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.ranges import range_out
from gxde_desktop.project.scenarios import own_paths
from gxde_desktop.project.settings import DEFAULT_PRESET
from gxde_desktop.project.state import ProjectState
from models.distributions import RangeChoice
from models.messages import message
from models.parameters import value_of

Json = Any

MOST_STEPS = 100_000


class Replayed(Protocol):
    """What replaying needs of a project."""

    @property
    def state(self) -> ProjectState: ...

    def apply(self, command: Command) -> bool: ...

    def undo(self) -> bool: ...

    def redo(self) -> bool: ...


class KeptStep(Protocol):
    """What a project keeps of a step that was done."""

    @property
    def patches(self) -> Json: ...

    @property
    def command(self) -> Json: ...


def read_script(text: str, name: str) -> tuple[Json, ...]:
    """The steps of a script. name: of the file, for what is refused. Raises ProjectError."""
    try:
        steps = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProjectError(
            message("project.script.not_json", file=name, line=error.lineno, column=error.colno)
        ) from error
    except RecursionError as error:
        raise ProjectError(message("project.script.not_a_list", file=name)) from error
    if not isinstance(steps, list):
        raise ProjectError(message("project.script.not_a_list", file=name))
    if len(steps) > MOST_STEPS:
        raise ProjectError(message("project.script.too_long", file=name, most=MOST_STEPS))
    return tuple(steps)


def replay(project: Replayed, steps: Sequence[Json], contents: Contents) -> None:
    """Do every step of a script.

    Raises ProjectError at the first that is refused, naming its number and why; those before
    it are done, so that a caller who wants all or nothing replays on a copy.
    """
    for number, plain in enumerate(steps, 1):
        try:
            _do(project, plain, contents)
        except ProjectError as error:
            do = plain.get("do", "") if isinstance(plain, Mapping) else ""
            raise ProjectError(
                message("project.script.step", number=number, do=str(do), reason=error.message)
            ) from error


def _do(project: Replayed, plain: Json, contents: Contents) -> None:
    do = plain.get("do") if isinstance(plain, Mapping) else None
    if do in ("undo", "redo"):
        if not (project.undo() if do == "undo" else project.redo()):
            raise ProjectError(message(f"project.script.nothing_to_{do}"))
        return
    project.apply(from_plain(plain, project.state, contents))


def script_of(document: Json, steps: Iterable[KeptStep], report: Report) -> list[Json]:
    """The script that makes a document from an empty project.

    steps: all that were done, the first one first. Their commands are the script; what was
    there before the first of them (by a version that kept no commands) is made by `recipe`.
    Files are named by their digest (`with_paths`).
    """
    following: list[Json] = []
    for step in reversed(list(steps)):
        if step.command is None:
            break
        following.append(step.command)
        document = documents.patched(document, documents.patches_in(step.patches), back=True)
    return [*recipe(documents.from_document(document, report)), *reversed(following)]


def recipe(state: ProjectState) -> list[Json]:
    """The shortest script that makes a state: nothing of how it came about.

    Files that a copy without data only expects are no part of it: there are no bytes to add.
    """
    steps: list[Json] = []
    if state.files:
        steps.append({"do": "add_files", "files": [entry_out(each) for each in state.files]})
    steps += concordance_steps(state.concordances)
    for update in state.updates:
        file = state.file(update.sha256)
        if file is not None:
            carry = UpdateTable(update.sha256, update.table, update.year, update.use, file.name)
            steps.append(to_plain(carry))
    if state.published is not None:
        steps.append(to_plain(SetPublished(state.published)))
    base = state.base
    if base.preset != DEFAULT_PRESET:
        steps.append({"do": "set_preset", "preset": base.preset})
    values = {path: value_of(base.parameters, path) for path in own_paths(state, None)}
    steps += _decisions(values, base.region, base.choices, dict.fromkeys(base.left_out, False))
    steps += _ranges(base.ranges)
    for each in state.scenarios:
        steps.append({"do": "add_scenario", "name": each.name, "parent": each.parent})
        if each.preset is not None:
            steps.append({"do": "set_preset", "preset": each.preset})
        steps += _decisions(each.values, each.region, each.choices, each.files)
        steps += _ranges(each.ranges)
    made = state.scenarios[-1].name if state.scenarios else None
    if made != state.active:
        steps.append({"do": "select_scenario", "scenario": state.active})
    return steps


def _ranges(ranges: Mapping[str, RangeChoice]) -> list[Json]:
    return [
        {"do": "set_range", "name": name, "range": range_out(one)} for name, one in ranges.items()
    ]


def _decisions(
    values: Mapping[str, Any],
    region: str | None,
    choices: Mapping[str, str | None],
    files: Mapping[str, bool],
) -> list[Json]:
    steps: list[Json] = []
    if values:
        steps.append({"do": "set_parameters", "values": dict(values)})
    if region is not None:
        steps.append({"do": "set_region", "region": region})
    for role, series in choices.items():
        steps.append({"do": "choose_series", "role": role, "series": series})
    for sha256, used in sorted(files.items()):
        steps.append({"do": "use_file", "file": sha256, "used": used})
    return steps


def with_paths(steps: Sequence[Json], path_of: Callable[[str, str], str]) -> list[Json]:
    """A script whose files have paths. path_of: name and digest -> path beside the script."""
    return [_with_paths(step, path_of) for step in steps]


def _with_paths(step: Json, path_of: Callable[[str, str], str]) -> Json:
    if not isinstance(step, Mapping):
        return step

    def entry(each: Json) -> Json:
        if not isinstance(each, Mapping) or "sha256" not in each:
            return each
        return {"path": path_of(str(each.get("name", "")), str(each["sha256"])), **each}

    made = dict(step)
    if step.get("do") == "add_files":
        made["files"] = [entry(each) for each in step["files"]]
    elif step.get("do") == "replace_file":
        made["new"] = entry(step["new"])
    elif step.get("do") == "group":
        made["steps"] = with_paths(step["steps"], path_of)
    return made
