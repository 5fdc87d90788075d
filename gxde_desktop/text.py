"""The one place where text meets a person: Chinese and English, by message code.

Catalogues are `resources/translations/<area>.<language>.json`: flat objects from a
code (`importing.unit_missing`) to a sentence with `{named}` fields. An area is one
part of the program, so that parts can be written apart; codes start with the area.
Code never holds a sentence: it calls `tr("area.code", name=value)` or hands on a
`models.messages.Message`. A test holds all catalogues complete in both languages.
"""

from __future__ import annotations

import json
import locale
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from gxde_desktop.resources import resource_folder
from models.messages import Message

LANGUAGES = ("zh", "en")

COMMAND = ".command"
"""Ending of the code of a sentence for who types commands: it says which option answers."""

_current = ["zh"]
_typed = [False]


def language() -> str:
    """The language in use: `zh` or `en`."""
    return _current[0]


def set_language(code: str) -> None:
    """Choose the language of everything that is translated from now on."""
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}")
    _current[0] = code


def system_language(*, neutral: str) -> str:
    """Language that the system asks for; `neutral` where it names none (C, POSIX, unset).

    GXDE_LANG comes first. Chinese offices run zh_CN; anything else named gets English.
    """
    asked = os.environ.get("GXDE_LANG", "")
    if asked in LANGUAGES:
        return asked
    name = ""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        name = os.environ.get(variable, "")
        if name:
            break
    if not name:
        name = locale.getlocale()[0] or ""
    if name.lower().startswith(("zh", "chinese")):
        return "zh"
    return neutral if name.split(".")[0] in ("", "C", "POSIX") else "en"


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """All sentences of a language, of every area."""
    sentences: dict[str, str] = {}
    for path in sorted((resource_folder() / "translations").glob(f"*.{code}.json")):
        sentences.update(json.loads(path.read_text(encoding="utf-8")))
    return sentences


def tr(code: str, **args: Any) -> str:
    """The sentence of `code` in the language in use, its fields filled.

    Messages among the arguments are translated first; a tuple of them is joined.
    """
    sentences = catalogue(language())
    if _typed[0]:
        code = code + COMMAND if code + COMMAND in sentences else code
    return _fill(sentences[code], args)


def say(what: Message) -> str:
    """A message in the language in use."""
    return tr(what.code, **what.args)


def _fill(sentence: str, args: Mapping[str, Any]) -> str:
    return sentence.format(**{name: _text(value, name) for name, value in args.items()})


def _text(value: Any, field: str) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, tuple | list):
        comma = "、" if language() == "zh" else "; " if field in _INDUSTRY_FIELDS else ", "
        return comma.join(str(_text(item, field)) for item in value)
    if field in _INDUSTRY_FIELDS and isinstance(value, str):
        return industry_text(value)
    if field == "years" and isinstance(value, str) and _YEARS.fullmatch(value):
        return spans(value.split(", "))
    return value


_YEARS = re.compile(r"\d{4}(, \d{4})+")
"""Years one by one, as messages carry them."""


def listed(parts: Iterable[str]) -> str:
    """Names in a line, with the commas of the language in use."""
    return ("、" if language() == "zh" else ", ").join(parts)


def from_to(first: object, last: object) -> str:
    """first–last, or only one of them where they are the same."""
    return str(first) if first == last else f"{first}–{last}"


def spans(labels: Iterable[str]) -> str:
    """Labels in one line, runs of numbers as first–last."""
    parts: list[list[str]] = []
    for label in labels:
        last = parts[-1][-1] if parts else ""
        follows = label.isdigit() and last.isdigit() and int(label) == int(last) + 1
        if parts and follows:
            parts[-1].append(label)
        else:
            parts.append([label])
    return listed(from_to(p[0], p[-1]) for p in parts)


def clauses(parts: Iterable[str]) -> str:
    """What is said of one thing, in a line, with the semicolons of the language in use."""
    return ("；" if language() == "zh" else "; ").join(parts)


def bracketed(said: str, aside: str) -> str:
    """A text with another in brackets behind it, in those of the language in use."""
    return f"{said}（{aside}）" if language() == "zh" else f"{said} ({aside})"


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Translate into another language for a while (a workbook in English from a Chinese window)."""
    before = language()
    set_language(code)
    try:
        yield
    finally:
        set_language(before)


@contextmanager
def on_command_line() -> Iterator[None]:
    """Speak to somebody who types commands, for a while: name the options that answer."""
    before, _typed[0] = _typed[0], True
    try:
        yield
    finally:
        _typed[0] = before


NAMED_AXES = (
    "asset",
    "group",
    "indicator",
    "price",
    "capital",
    "variant",
    "factor",
    "annual_factor",
    "rule",
    "broad",
    "activity",
    "path",
    "city_indicator",
)
"""Axes whose labels are keys to be translated; the labels of others are shown as they are."""


_INDUSTRY_AXES = ("industry", "buyer")
_INDUSTRY_FIELDS = ("industry", "industries")
"""Fields of a sentence that hold names of industries; their English names hold commas."""


def label_text(axis: str, label: str | int) -> str:
    """A label of an axis as a person reads it: `computers` on `asset` is 计算机."""
    if axis in _INDUSTRY_AXES:
        return industry_text(str(label))
    return tr(f"{axis}.{label}") if axis in NAMED_AXES else str(label)


def label_texts(axis: str, labels: Iterable[str | int]) -> tuple[str, ...]:
    """The labels of an axis, each as a person reads it."""
    return tuple(label_text(axis, label) for label in labels)


def industry_text(label: str) -> str:
    """The name of an industry: as its tables print it, in English by the classification."""
    if language() == "zh":
        return label
    from gxde_desktop.industry_names import keys_of

    return "; ".join(tr(f"template.industry.{key}") for key in keys_of(label)) or label


def unit_text(unit: str, base_year: int) -> str:
    """The name of a quantity's unit; units at constant prices name the base year."""
    return tr(f"unit.{unit}", base=base_year)
