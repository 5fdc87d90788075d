"""Commands as plain JSON and back: what the history keeps and what a script holds.

A command is an object: `do` names it, the other keys are its facts. Large content stands
in it by digest, or in a script by a path; whoever reads it back brings the content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

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
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.published import example, set_out, set_read
from gxde_desktop.project.ranges import range_in
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.concordance import SectorRule
from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.messages import Message, message

Json = Any


class Contents(Protocol):
    """Brings the large content that a plain command only names."""

    def new_file(self, entry: Mapping[str, Json], answers: tuple[Answer, ...]) -> NewFile:
        """The file that an entry means by `path` or `sha256`. Raises ProjectError."""

    def recognised(self, file: ProjectFile, answers: tuple[Answer, ...]) -> FileReport:
        """A file of the project recognised with other answers. Raises ProjectError."""


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of a plain command: the field it fills and what it may be."""

    key: str
    field: str
    kind: str
    optional: bool = False


def _keys(*specs: str) -> tuple[_Key, ...]:
    """`key[=field]:kind`, a question mark after the kind where the key may be absent."""
    made = []
    for spec in specs:
        names, _, kind = spec.partition(":")
        key, _, field = names.partition("=")
        made.append(_Key(key, field or key, kind.rstrip("?"), kind.endswith("?")))
    return tuple(made)


_SIMPLE: Mapping[str, tuple[Callable[..., Command], tuple[_Key, ...]]] = {
    "set_parameter": (SetParameter, _keys("path:text", "value:scalar")),
    "set_parameters": (SetParameters, _keys("values:values")),
    "reset_parameters": (ResetParameters, _keys("paths:texts")),
    "set_preset": (SetPreset, _keys("preset:text_or_null")),
    "set_region": (SetRegion, _keys("region:text_or_null")),
    "choose_series": (ChooseSeries, _keys("role:text", "series=series_id:text_or_null")),
    "reset_choices": (ResetChoices, _keys("roles:texts")),
    "use_file": (UseFile, _keys("file=sha256:file", "used:flag_or_null", "name=file_name:text?")),
    "remove_file": (RemoveFile, _keys("file=sha256:file", "name=file_name:text?")),
    "add_scenario": (AddScenario, _keys("name=scenario:text", "parent:scenario?")),
    "duplicate_scenario": (
        DuplicateScenario,
        _keys("source:scenario", "name=scenario:text"),
    ),
    "rename_scenario": (RenameScenario, _keys("scenario=source:text", "name=scenario:text")),
    "reset_concordance": (ResetConcordance, _keys("classification:text")),
    "remove_scenario": (RemoveScenario, _keys("scenario:text")),
    "select_scenario": (SelectScenario, _keys("scenario:scenario")),
    "set_figure": (
        SetFigure,
        _keys(
            "figure=key:text",
            "year:scalar",
            "value=text:text",
            "unit:text?",
            "where:text?",
            "quote:text?",
            "derived:flag_or_null?",
        ),
    ),
    "remove_figure": (RemoveFigure, _keys("figure=key:text", "year:scalar")),
    "set_check": (SetCheck, _keys("check=key:text", "formula:text", "target:text", "title:text?")),
    "remove_check": (RemoveCheck, _keys("check=key:text")),
    "remove_table_update": (
        RemoveTableUpdate,
        _keys("file=sha256:file", "table:text", "year:scalar"),
    ),
    "set_tolerance": (SetTolerance, _keys("tolerance:scalar")),
    "reset_ranges": (ResetRanges, _keys("names=ranges:texts")),
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
            return {"do": do, **{each.key: _value_out(command, each.field) for each in keys}}
    if isinstance(command, AddFiles):
        return {"do": "add_files", "files": [entry_out(new.file) for new in command.files]}
    if isinstance(command, AnswerFile):
        answers = [_answer_out(each) for each in command.answers]
        return {
            "do": "answer_file",
            "file": command.sha256,
            "name": command.file_name,
            "answers": answers,
        }
    if isinstance(command, SetConcordance):
        sector = {"classification": command.classification, "sector": command.sector}
        return {"do": "set_concordance", **sector, "rule": _rule_out(command.rule)}
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
        raise _wrong("project.script.no_do", known=", ".join(COMMANDS))
    do = plain["do"]
    if do == "choose_series" and isinstance(plain.get("like"), str):
        _only(plain, {"role", "like"})
        role = _value_in(plain, _Key("role", "", "text"), state)
        return ChooseSeries(role, series_meant(state, role, plain["like"]))
    if do in _SIMPLE:
        made, keys = _SIMPLE[do]
        _only(plain, {each.key for each in keys})
        facts = {
            e.field: _value_in(plain, e, state) for e in keys if e.key in plain or not e.optional
        }
        return made(**facts)
    if do == "add_files":
        _only(plain, {"files", "answers"})
        shared = answers_in(plain.get("answers", []))
        files = [_entry_in(each, shared, contents) for each in _list(plain, "files")]
        return AddFiles(tuple(files))
    if do == "answer_file":
        _only(plain, {"file", "answers", "name"})
        file = file_meant(state, _value_in(plain, _Key("file", "", "text"), state))
        answers = answers_in(_list(plain, "answers"))
        return AnswerFile(file.sha256, answers, contents.recognised(file, answers), file.name)
    if do == "replace_file":
        from gxde_desktop.project.update import ReplaceFile  # which is built on these commands

        _only(plain, {"file", "new"})
        file = file_meant(state, _value_in(plain, _Key("file", "", "text"), state))
        return ReplaceFile(file.sha256, _entry_in(plain.get("new"), (), contents))
    if do == "set_concordance":
        _only(plain, {"classification", "sector", "rule"})
        classification, sector = (
            _value_in(plain, _Key(key, "", "text"), state) for key in ("classification", "sector")
        )
        return SetConcordance(classification, sector, _rule_in(plain.get("rule")))
    if do == "update_table":
        return _update_table(plain, state)
    if do == "set_published":
        _only(plain, {"set"})
        given = plain.get("set")
        if given is None:
            return SetPublished(None)
        return SetPublished(example(given) if isinstance(given, str) else set_read(given))
    if do == "set_range":
        _only(plain, {"name", "range"})
        return SetRange(_value_in(plain, _Key("name", "", "text"), state), _range_in(plain))
    if do == "take_decisions":
        from gxde_desktop.project.own_workbook import TakeDecisions  # built on these commands

        _only(plain, {"document"})
        return TakeDecisions(json.dumps(plain.get("document"), ensure_ascii=False))
    if do == "group":
        _only(plain, {"title", "steps"})
        commands: list[Command] = []
        for each in _list(plain, "steps"):
            commands.append(from_plain(each, state, contents))
            state = commands[-1].next(state)
        title = _title_in(plain.get("title"), len(commands))
        return Group(tuple(commands), title)
    raise _wrong("project.script.unknown_do", do=do, known=", ".join(COMMANDS))


def _update_table(plain: Mapping[str, Json], state: ProjectState) -> UpdateTable:
    """By file and table, or by `table` alone: part of the name of a file, sheet or region."""
    from gxde_desktop.project.updates import table_meant  # which needs the state of all commands

    _only(plain, {"file", "table", "year", "use", "name"})
    text = _value_in(plain, _Key("table", "", "text"), state)
    year = _value_in(plain, _Key("year", "", "scalar"), state)
    use = bool(plain.get("use", False))
    if "file" in plain:
        file = file_meant(state, _value_in(plain, _Key("file", "", "text"), state))
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
    answers = [_answer_out(each) for each in file.answers]
    return {"name": file.name, "sha256": file.sha256, "answers": answers}


def answers_in(plain: Json) -> tuple[Answer, ...]:
    """Answers, as objects or as `TABLE:field=value`. Raises ProjectError."""
    found = []
    for each in plain if isinstance(plain, list | tuple) else [plain]:
        if isinstance(each, str):
            left, equals, value = each.partition("=")
            table, colon, field = left.rpartition(":")
            if not (equals and colon and table.strip() and value.strip()):
                raise _wrong("project.script.bad_answer", text=each)
            found.append(Answer(table.strip(), field.strip(), value.strip()))
        elif isinstance(each, Mapping) and set(each) == {"table", "field", "value"}:
            found.append(Answer(*(str(each[key]) for key in ("table", "field", "value"))))
        else:
            raise _wrong("project.script.bad_answer", text=str(each))
    return tuple(found)


def file_meant(state: ProjectState, text: str) -> ProjectFile:
    """The file of the project with this name, or this beginning of its digest."""
    found = [
        each
        for each in state.files
        if each.name == text or (len(text) >= 8 and each.sha256.startswith(text.lower()))
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(each.name for each in state.files)
    code = "project.script.file_twice" if found else "project.script.no_such_file"
    raise _wrong(code, file=text, known=known)


def message_out(what: Message) -> Json:
    """A message as JSON: code and arguments."""

    def plain(value: Any) -> Json:
        if isinstance(value, Message):
            return message_out(value)
        return {"all": [plain(each) for each in value]} if isinstance(value, tuple) else value

    return [what.code, {key: plain(value) for key, value in what.args.items()}]


def message_in(plain: Json) -> Message:
    """The message of `message_out`."""

    def value(each: Json) -> Any:
        if isinstance(each, list):
            return message_in(each)
        return tuple(map(value, each["all"])) if isinstance(each, Mapping) else each

    code, args = plain
    return message(str(code), **{str(key): value(each) for key, each in args.items()})


def _entry_in(entry: Json, shared: tuple[Answer, ...], contents: Contents) -> NewFile:
    if isinstance(entry, str):
        entry = {"path": entry}
    if not isinstance(entry, Mapping) or not {"path", "sha256"} & set(entry):
        raise _wrong("project.script.bad_entry", entry=str(entry))
    _only(entry, {"path", "name", "sha256", "answers"})
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
        raise _wrong("project.script.wrong_kind", key="title", value=str(plain)) from None


def _rule_out(rule: SectorRule | None) -> Json:
    if rule is None:
        return None
    return {"group": rule.group, "assets": dict(rule.assets), "digital": rule.digital}


def _rule_in(plain: Json) -> SectorRule | None:
    if plain is None:
        return None
    try:
        assets = {str(asset): float(share) for asset, share in plain["assets"].items()}
        group = plain["group"]
        return SectorRule(
            None if group is None else str(group),
            FrozenMap(assets),
            digital=float(plain.get("digital", 0.0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _wrong("project.script.wrong_kind", key="rule", value=str(plain)) from None


def _range_in(plain: Mapping[str, Json]) -> RangeChoice:
    try:
        return range_in(plain["range"])
    except (KeyError, TypeError, ValueError):
        raise _wrong(
            "project.script.wrong_kind", key="range", value=str(plain.get("range"))
        ) from None


def _answer_out(answer: Answer) -> Json:
    return {"table": answer.table, "field": answer.field, "value": answer.value}


def _value_out(command: Command, field: str) -> Json:
    value = getattr(command, field)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: _scalar_out(each) for key, each in value.items()}
    return _scalar_out(value)


def _scalar_out(value: Any) -> Json:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    item = getattr(value, "item", None)  # a number of numpy
    return str(value) if item is None else item()


def _value_in(plain: Mapping[str, Json], key: _Key, state: ProjectState) -> Any:
    if key.key not in plain:
        raise _wrong("project.script.missing_key", key=key.key)
    value = plain[key.key]
    if key.kind == "file" and isinstance(value, str):
        return file_meant(state, value).sha256
    if key.kind == "texts" and isinstance(value, str):
        return (value,)
    if not _KINDS[key.kind](value):
        raise _wrong("project.script.wrong_kind", key=key.key, value=str(value))
    if key.kind == "texts":
        return tuple(value)
    return FrozenMap(value) if key.kind == "values" else value


def _scalar(value: Json) -> bool:
    return value is None or isinstance(value, str | bool | int | float)


_KINDS: Mapping[str, Callable[[Json], bool]] = {
    "text": lambda value: isinstance(value, str),
    "file": lambda value: isinstance(value, str),
    "text_or_null": lambda value: value is None or isinstance(value, str),
    "scenario": lambda value: value is None or isinstance(value, str),
    "flag_or_null": lambda value: value is None or isinstance(value, bool),
    "scalar": _scalar,
    "texts": lambda value: isinstance(value, list) and all(isinstance(e, str) for e in value),
    "values": lambda value: isinstance(value, Mapping) and all(map(_scalar, value.values())),
}


def _list(plain: Mapping[str, Json], key: str) -> list[Json]:
    if not isinstance(plain.get(key), list):
        raise _wrong("project.script.list_needed", key=key)
    return list(plain[key])


def _only(plain: Mapping[str, Json], known: set[str]) -> None:
    unknown = sorted(set(map(str, plain)) - known - {"do"})
    if unknown:
        raise _wrong(
            "project.script.unknown_key", key=", ".join(unknown), known=", ".join(sorted(known))
        )


def _wrong(code: str, **facts: Any) -> ProjectError:
    return ProjectError(message(code, **facts))
