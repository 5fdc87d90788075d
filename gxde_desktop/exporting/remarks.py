"""What a row says behind its numbers: flags and reasons with the labels they hold for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from gxde_desktop.exporting.formats import MARKS, kind_of
from gxde_desktop.text import bracketed, clauses, say, spans, tr
from models.expression import Flag
from models.frozen import FrozenMap
from models.messages import Message

Found = Iterable[tuple[str, tuple[Flag, ...], Message | None]]
"""Label, own flags and reason of cells in order."""


class Remarks:
    """Remarks of one workbook in one language; what is said again and again is said once."""

    def __init__(self) -> None:
        self._words: dict[object, str] = {}
        self._marks: dict[Flag, str] = {}

    def of(self, found: Found) -> str:
        """What a row says about its cells.

        Reasons that differ in nothing but the years they name are one: what 2018, 2019 and 2020
        need each is needed for 2018–2020.
        """
        groups: dict[str, tuple[list[str], set[int]]] = {}
        last, said, named = None, "", set[int]()
        for label, flags, reason in found:
            for flag in flags:
                groups.setdefault(self._marked(flag), ([], set()))[0].append(label)
            if reason is not None:
                if reason is not last:  # a line mostly lacks one thing
                    last = reason
                    said, named = self._reason(reason)
                labels, years = groups.setdefault(said, ([], set()))
                labels.append(label)
                years |= named
        return clauses(_said(text, *which) for text, which in groups.items())

    def _marked(self, flag: Flag) -> str:
        known = self._marks.get(flag)
        if known is None:
            mark, said = MARKS.get(kind_of((flag,))), tr(f"flag.{flag.code}")
            known = self._marks[flag] = f"{mark} {said}" if mark else said
        return known

    def _reason(self, reason: Message) -> tuple[str, set[int]]:
        """A reason in words with a mark for the years it names, and these years.

        As it is where it names them in several places, which need not be the same ones.
        """
        years: set[int] = set()
        said = self._missing(_emptied(reason, years))
        return (said, years) if said.count(_YEARS) == 1 else (self._missing(reason), set())

    def _missing(self, reason: Message) -> str:
        """What is needed for a figure, or why there can be none."""
        what = (reason.code, *reason.args.items())
        said = self._words.get(what)
        if said is None:
            said = self._words[what] = _missing(reason)
        return said


_YEARS = "\0"
"""Stands for the years that a reason names, until all are known."""


def _said(text: str, labels: list[str], years: set[int]) -> str:
    where = spans(labels)
    named = spans([str(year) for year in sorted(years)])
    text = text.replace(_YEARS, named)
    return text if not where or (years and named == where) else bracketed(text, where)


_LIST = re.compile(r"(19|20|21)\d\d(, (19|20|21)\d\d)*")
"""Years in one text, as reasons name several."""


def _emptied(value: Any, years: set[int]) -> Any:
    if isinstance(value, Message):
        args = {name: _emptied(each, years) for name, each in value.args.items()}
        return Message(value.code, FrozenMap(args))
    if isinstance(value, tuple) and value and all(map(_is_year, value)):
        years.update(value)
        return _YEARS
    if isinstance(value, tuple):
        return tuple(_emptied(each, years) for each in value)
    if _is_year(value):
        years.add(value)
        return _YEARS
    if isinstance(value, str) and _LIST.fullmatch(value):
        years.update(map(int, value.split(", ")))
        return _YEARS
    return value


def _is_year(value: object) -> bool:
    return type(value) is int and 1900 <= value <= 2200


def _missing(reason: Message) -> str:
    """What is needed for a figure, or why there can be none."""
    if reason.code.startswith("needs."):
        return tr("exporting.missing", needs=say(reason))
    return tr("exporting.missing_because", why=say(reason))
