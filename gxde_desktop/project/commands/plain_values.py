"""The facts of a plain command, one by one: texts, files, answers, messages, rules.

Whatever is not what its key may be is refused with a sentence that names the key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gxde_desktop.importing.results import Answer
from gxde_desktop.project.commands.base import Command
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.ranges import range_in
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.concordance import SectorRule
from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.messages import Message, message

Json = Any


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a plain command: the field it fills and what it may be."""

    key: str
    field: str
    kind: str
    optional: bool = False


def keyed(*specs: str) -> tuple[Key, ...]:
    """`key[=field]:kind`, a question mark after the kind where the key may be absent."""
    made = []
    for spec in specs:
        names, _, kind = spec.partition(":")
        key, _, field = names.partition("=")
        made.append(Key(key, field or key, kind.rstrip("?"), kind.endswith("?")))
    return tuple(made)


def answers_in(plain: Json) -> tuple[Answer, ...]:
    """Answers, as objects or as `TABLE:field=value`. Raises ProjectError."""
    found = []
    for each in plain if isinstance(plain, list | tuple) else [plain]:
        if isinstance(each, str):
            left, equals, value = each.partition("=")
            table, colon, field = left.rpartition(":")
            if not (equals and colon and table.strip() and value.strip()):
                raise wrong("project.script.bad_answer", text=each)
            found.append(Answer(table.strip(), field.strip(), value.strip()))
        elif isinstance(each, Mapping) and set(each) == {"table", "field", "value"}:
            found.append(Answer(*(str(each[key]) for key in ("table", "field", "value"))))
        else:
            raise wrong("project.script.bad_answer", text=str(each))
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
    raise wrong(code, file=text, known=known)


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


def rule_out(rule: SectorRule | None) -> Json:
    """A rule of a concordance as JSON."""
    if rule is None:
        return None
    return {"group": rule.group, "assets": dict(rule.assets), "digital": rule.digital}


def rule_in(plain: Json) -> SectorRule | None:
    """The rule of `rule_out`. Raises ProjectError."""
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
        raise wrong("project.script.wrong_kind", key="rule", value=str(plain)) from None


def range_choice_in(plain: Mapping[str, Json]) -> RangeChoice:
    """The distribution under `range`. Raises ProjectError."""
    try:
        return range_in(plain["range"])
    except (KeyError, TypeError, ValueError):
        raise wrong(
            "project.script.wrong_kind", key="range", value=str(plain.get("range"))
        ) from None


def answer_out(answer: Answer) -> Json:
    """An answer as JSON."""
    return {"table": answer.table, "field": answer.field, "value": answer.value}


def value_out(command: Command, field: str) -> Json:
    """A field of a command as JSON."""
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


def value_in(plain: Mapping[str, Json], key: Key, state: ProjectState) -> Any:
    """The value under a key. Raises ProjectError where it is absent or of another kind."""
    if key.key not in plain:
        raise wrong("project.script.missing_key", key=key.key)
    value = plain[key.key]
    if key.kind == "file" and isinstance(value, str):
        return file_meant(state, value).sha256
    if key.kind == "texts" and isinstance(value, str):
        return (value,)
    if not _KINDS[key.kind](value):
        raise wrong("project.script.wrong_kind", key=key.key, value=str(value))
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


def list_in(plain: Mapping[str, Json], key: str) -> list[Json]:
    """The list under a key. Raises ProjectError where there is none."""
    if not isinstance(plain.get(key), list):
        raise wrong("project.script.list_needed", key=key)
    return list(plain[key])


def only(plain: Mapping[str, Json], known: set[str]) -> None:
    """Refuse keys that a command does not have. Raises ProjectError."""
    unknown = sorted(set(map(str, plain)) - known - {"do"})
    if unknown:
        raise wrong(
            "project.script.unknown_key", key=", ".join(unknown), known=", ".join(sorted(known))
        )


def wrong(code: str, **facts: Any) -> ProjectError:
    """What is wrong with a plain command, as an error."""
    return ProjectError(message(code, **facts))
