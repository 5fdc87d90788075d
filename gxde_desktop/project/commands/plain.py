"""Commands as plain JSON and back: what the history keeps and what a script holds.

A command is an object: `do` names it, the other keys are its facts. Large content stands
in it by digest, or in a script by a path; whoever reads it back brings the content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Protocol

from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.project.choosing import series_meant
from gxde_desktop.project.commands.base import Command, Group
from gxde_desktop.project.commands.concordances import ResetConcordance, SetConcordance
from gxde_desktop.project.commands.decisions import (
    ChooseSeries,
    ResetChoices,
    ResetParameters,
    SetParameter,
    SetParameters,
    SetPreset,
    SetRegion,
    UseFile,
)
from gxde_desktop.project.commands.files import AddFiles, AnswerFile, NewFile, RemoveFile
from gxde_desktop.project.commands.plain_values import (
    Json,
    Key,
    answer_out,
    answers_in,
    file_meant,
    keyed,
    list_in,
    message_in,
    message_out,
    only,
    range_choice_in,
    rule_in,
    rule_out,
    value_in,
    value_out,
    wrong,
)
from gxde_desktop.project.commands.published import (
    RemoveCheck,
    RemoveFigure,
    SetCheck,
    SetFigure,
    SetPublished,
    SetTolerance,
)
from gxde_desktop.project.commands.ranges import ResetRanges, SetRange
from gxde_desktop.project.commands.updating import RemoveTableUpdate, UpdateTable
from gxde_desktop.project.commands.variants import (
    AddScenario,
    DuplicateScenario,
    RemoveScenario,
    RenameScenario,
    SelectScenario,
)
from gxde_desktop.project.concordances import Edits
from gxde_desktop.project.published import example, set_out, set_read
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.messages import Message, message


class Contents(Protocol):
    """Brings the large content that a plain command only names."""

    def new_file(self, entry: Mapping[str, Json], answers: tuple[Answer, ...]) -> NewFile:
        """The file that an entry means by `path` or `sha256`. Raises ProjectError."""

    def recognised(self, file: ProjectFile, answers: tuple[Answer, ...]) -> FileReport:
        """A file of the project recognised with other answers. Raises ProjectError."""


_SIMPLE: Mapping[str, tuple[Callable[..., Command], tuple[Key, ...]]] = {
    "set_parameter": (SetParameter, keyed("path:text", "value:scalar")),
    "set_parameters": (SetParameters, keyed("values:values")),
    "reset_parameters": (ResetParameters, keyed("paths:texts")),
    "set_preset": (SetPreset, keyed("preset:text_or_null")),
    "set_region": (SetRegion, keyed("region:text_or_null")),
    "choose_series": (ChooseSeries, keyed("role:text", "series=series_id:text_or_null")),
    "reset_choices": (ResetChoices, keyed("roles:texts")),
    "use_file": (
        UseFile,
        keyed("file=sha256:file", "used:flag_or_null", "name=file_name:text?"),
    ),
    "remove_file": (RemoveFile, keyed("file=sha256:file", "name=file_name:text?")),
    "add_scenario": (AddScenario, keyed("name=scenario:text", "parent:scenario?")),
    "duplicate_scenario": (
        DuplicateScenario,
        keyed("source:scenario", "name=scenario:text"),
    ),
    "rename_scenario": (RenameScenario, keyed("scenario=source:text", "name=scenario:text")),
    "reset_concordance": (ResetConcordance, keyed("classification:text")),
    "remove_scenario": (RemoveScenario, keyed("scenario:text")),
    "select_scenario": (SelectScenario, keyed("scenario:scenario")),
    "set_figure": (
        SetFigure,
        keyed(
            "figure=key:text",
            "year:scalar",
            "value=text:text",
            "unit:text?",
            "where:text?",
            "quote:text?",
            "derived:flag_or_null?",
        ),
    ),
    "remove_figure": (RemoveFigure, keyed("figure=key:text", "year:scalar")),
    "set_check": (
        SetCheck,
        keyed("check=key:text", "formula:text", "target:text", "title:text?"),
    ),
    "remove_check": (RemoveCheck, keyed("check=key:text")),
    "remove_table_update": (
        RemoveTableUpdate,
        keyed("file=sha256:file", "table:text", "year:scalar"),
    ),
    "set_tolerance": (SetTolerance, keyed("tolerance:scalar")),
    "reset_ranges": (ResetRanges, keyed("names=ranges:texts")),
}

COMMANDS = (
    *_SIMPLE,
    "add_files",
    "answer_file",
    "replace_file",
    "set_concordance",
    "set_published",
    "update_table",
    "set_range",
    "take_decisions",
    "group",
)
"""Every name that `do` may be."""


def to_plain(command: Command) -> Json:
    """The command as JSON. Raises TypeError for a class that has no plain form."""
    for do, (made, keys) in _SIMPLE.items():
        if type(command) is made:
            return {"do": do, **{each.key: value_out(command, each.field) for each in keys}}
    if isinstance(command, AddFiles):
        return {"do": "add_files", "files": [entry_out(new.file) for new in command.files]}
    if isinstance(command, AnswerFile):
        answers = [answer_out(each) for each in command.answers]
        return {
            "do": "answer_file",
            "file": command.sha256,
            "name": command.file_name,
            "answers": answers,
        }
    if isinstance(command, SetConcordance):
        sector = {"classification": command.classification, "sector": command.sector}
        return {"do": "set_concordance", **sector, "rule": rule_out(command.rule)}
    if isinstance(command, UpdateTable):
        return {
            "do": "update_table",
            "file": command.sha256,
            "table": command.table,
            "year": command.year,
            "use": command.use,
            "name": command.file_name,
        }
    if isinstance(command, SetPublished):
        plain_set = None if command.published is None else set_out(command.published)
        return {"do": "set_published", "set": plain_set}
    if isinstance(command, Group):
        steps = [to_plain(each) for each in command.commands]
        return {"do": "group", "title": message_out(command.title), "steps": steps}
    plain = getattr(command, "plain", None)  # a command that a module of its own brings
    if plain is None:
        raise TypeError(type(command).__name__)
    return plain()


def from_plain(plain: Json, state: ProjectState, contents: Contents) -> Command:
    """The command of a plain object. state: the project before it, to find its files in.

    Raises ProjectError that says what is wrong with the object.
    """
    if not isinstance(plain, Mapping) or not isinstance(plain.get("do"), str):
        raise wrong("project.script.no_do", known=", ".join(COMMANDS))
    do = plain["do"]
    if do == "choose_series" and isinstance(plain.get("like"), str):
        only(plain, {"role", "like"})
        role = value_in(plain, Key("role", "", "text"), state)
        return ChooseSeries(role, series_meant(state, role, plain["like"]))
    if do in _SIMPLE:
        made, keys = _SIMPLE[do]
        only(plain, {each.key for each in keys})
        facts = {
            e.field: value_in(plain, e, state) for e in keys if e.key in plain or not e.optional
        }
        return made(**facts)
    if do == "add_files":
        only(plain, {"files", "answers"})
        shared = answers_in(plain.get("answers", []))
        files = [_entry_in(each, shared, contents) for each in list_in(plain, "files")]
        return AddFiles(tuple(files))
    if do == "answer_file":
        only(plain, {"file", "answers", "name"})
        file = file_meant(state, value_in(plain, Key("file", "", "text"), state))
        answers = answers_in(list_in(plain, "answers"))
        return AnswerFile(file.sha256, answers, contents.recognised(file, answers), file.name)
    if do == "replace_file":
        from gxde_desktop.project.update import ReplaceFile  # which is built on these commands

        only(plain, {"file", "new"})
        file = file_meant(state, value_in(plain, Key("file", "", "text"), state))
        return ReplaceFile(file.sha256, _entry_in(plain.get("new"), (), contents))
    if do == "set_concordance":
        only(plain, {"classification", "sector", "rule"})
        classification, sector = (
            value_in(plain, Key(key, "", "text"), state) for key in ("classification", "sector")
        )
        return SetConcordance(classification, sector, rule_in(plain.get("rule")))
    if do == "update_table":
        return _update_table(plain, state)
    if do == "set_published":
        only(plain, {"set"})
        given = plain.get("set")
        if given is None:
            return SetPublished(None)
        return SetPublished(example(given) if isinstance(given, str) else set_read(given))
    if do == "set_range":
        only(plain, {"name", "range"})
        return SetRange(value_in(plain, Key("name", "", "text"), state), range_choice_in(plain))
    if do == "take_decisions":
        from gxde_desktop.project.own_workbook import TakeDecisions  # built on these commands

        only(plain, {"document"})
        return TakeDecisions(json.dumps(plain.get("document"), ensure_ascii=False))
    if do == "group":
        only(plain, {"title", "steps"})
        commands: list[Command] = []
        for each in list_in(plain, "steps"):
            commands.append(from_plain(each, state, contents))
            state = commands[-1].next(state)
        title = _title_in(plain.get("title"), len(commands))
        return Group(tuple(commands), title)
    raise wrong("project.script.unknown_do", do=do, known=", ".join(COMMANDS))


def _update_table(plain: Mapping[str, Json], state: ProjectState) -> UpdateTable:
    """By file and table, or by `table` alone: part of the name of a file, sheet or region."""
    from gxde_desktop.project.updates import table_meant  # which needs the state of all commands

    only(plain, {"file", "table", "year", "use", "name"})
    text = value_in(plain, Key("table", "", "text"), state)
    year = value_in(plain, Key("year", "", "scalar"), state)
    use = bool(plain.get("use", False))
    if "file" in plain:
        file = file_meant(state, value_in(plain, Key("file", "", "text"), state))
        return UpdateTable(file.sha256, text, year, use, file.name)
    file, table = table_meant(state, text)
    return UpdateTable(file.sha256, table.id, year, use, file.name)


def concordance_steps(edits: Edits) -> list[Json]:
    """The commands that make edits of concordances."""
    return [
        to_plain(SetConcordance(classification, sector, rule))
        for classification, rules in edits.items()
        for sector, rule in rules.items()
    ]


def entry_out(file: ProjectFile) -> Json:
    """A file in a plain command: its name, its digest and what was answered."""
    answers = [answer_out(each) for each in file.answers]
    return {"name": file.name, "sha256": file.sha256, "answers": answers}


def _entry_in(entry: Json, shared: tuple[Answer, ...], contents: Contents) -> NewFile:
    if isinstance(entry, str):
        entry = {"path": entry}
    if not isinstance(entry, Mapping) or not {"path", "sha256"} & set(entry):
        raise wrong("project.script.bad_entry", entry=str(entry))
    only(entry, {"path", "name", "sha256", "answers"})
    own = answers_in(entry.get("answers", []))
    return contents.new_file(entry, tuple(dict.fromkeys((*own, *shared))))


def _title_in(plain: Json, count: int) -> Message:
    if isinstance(plain, str):
        return message("project.command.named", name=plain)
    if plain is None:
        return message("project.command.group", count=count)
    try:
        return message_in(plain)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise wrong("project.script.wrong_kind", key="title", value=str(plain)) from None
