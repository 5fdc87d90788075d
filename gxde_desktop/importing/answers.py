"""Answers of a person, where they fit, and the likeliest choices of a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gxde_desktop.importing.corrections import CORRECTION_FIELDS, Corrections, corrections_of
from gxde_desktop.importing.regions import region_choices, region_in, region_named
from gxde_desktop.importing.results import (
    BASIS_CHOICES,
    CONFIRM,
    OVERRULE,
    QUESTION_FIELDS,
    Answer,
    FileReport,
    Overruled,
)
from gxde_desktop.importing.units import canonical_unit, unit_in_brackets
from gxde_desktop.importing.years import year_in, year_label
from models.series import Basis

ANSWER_FIELDS = (
    *QUESTION_FIELDS,
    *(f"{name}{OVERRULE}" for name in QUESTION_FIELDS),
    *CORRECTION_FIELDS,
    CONFIRM,
)
"""Every field that an answer may have."""

UNIT_CHOICES = ("亿元", "万元", "百万元", "千元", "元")


def reach(answer: Answer, file: str, sheet: str, area: str = "", extra: Iterable[str] = ()) -> int:
    """How surely an answer means a table; 0: not at all.

    4: it names the table exactly (`FILE!SHEET!RANGE`); 3: the sheet (`FILE!SHEET`); 2: it is
    the whole name of the file, the sheet or a series (extra); 1: it is part of one of them.
    """
    said = answer.table.strip()
    if not said:
        return 0
    if area and said == f"{file}!{sheet}!{area}":
        return 4
    if said == f"{file}!{sheet}":
        return 3
    # What names one table of this file exactly must not reach another by being part of a name.
    if said.startswith(f"{file}!"):
        return 0
    names = [name for name in (file, sheet, *extra) if name]
    if said in names:
        return 2
    return 1 if any(said in name for name in names) else 0


def value_of(answer: Answer) -> str | None:
    """The answer in the program's spelling; None when it is no valid value of its field."""
    text = answer.value.strip()
    name = answer.field.removesuffix(OVERRULE)
    if not text or name not in QUESTION_FIELDS:
        return None
    if name == "year":
        year = year_label(text)
        return None if year is None else str(year)
    if name == "region":
        return region_named(text) or text
    if name == "unit":
        return canonical_unit(text)
    if name == "basis":
        return text if text in BASIS_CHOICES else None
    return text


Read = Callable[[str, str], str | None]
"""(field, place) -> what a place that an answer points to says (`@B2`, `@file`)."""


@dataclass(slots=True)
class Answers:
    """The answers that reach one table, and what became of each.

    area: the table's range as recognised without corrections. read: see `Read`.
    """

    given: Sequence[Answer]
    file: str
    sheet: str
    area: str = ""
    read: Read | None = None
    used: list[Answer] = field(default_factory=list)
    against: list[tuple[Answer, str]] = field(default_factory=list)
    invalid: list[Answer] = field(default_factory=list)
    overruled: list[Overruled] = field(default_factory=list)

    def ask(
        self,
        name: str,
        said: str | None,
        extra: Iterable[str] = (),
        valid: Callable[[str], bool] | None = None,
    ) -> str | None:
        """What a person says of one field, None where nothing is to be taken from an answer.

        said: what the file says; extra: further names of the table; valid: a test that the
        value must pass. The file's own word stands, and an answer that differs from it is
        noted in `against`; only an answer whose field ends with `!` goes before it, and is
        noted in `overruled`. A person's answer goes before a remembered one, a surer one
        before one that means more tables, the last one before those given earlier.
        """
        extra = tuple(extra)
        found: tuple[bool, bool, int] | None = None
        value_found = None
        for answer in self.given:
            overrules = answer.field == name + OVERRULE
            sure = reach(answer, self.file, self.sheet, self.area, extra)
            if not (overrules or answer.field == name) or not sure:
                continue
            if answer.remembered and said is not None:
                continue  # this year's file says it: there is nothing to remember
            if answer not in self.used:
                self.used.append(answer)
            value = self._value(answer)
            if value is None or (valid is not None and not valid(value)):
                if answer not in self.invalid:
                    self.invalid.append(answer)
            elif said is None or overrules or value == said:
                rank = (not answer.remembered, overrules, sure)
                if (said is None or overrules) and (found is None or rank >= found):
                    found, value_found = rank, value
            elif (answer, said) not in self.against:
                self.against.append((answer, said))
        if said is not None and value_found is not None:
            self.against = [each for each in self.against if each[0].field != name]
            if value_found == said:
                return None
            gone = Overruled(name, said, value_found)
            if gone not in self.overruled:
                self.overruled.append(gone)
        return value_found

    def _value(self, answer: Answer) -> str | None:
        text = answer.value.strip()
        if text.startswith("@"):
            name = answer.field.removesuffix(OVERRULE)
            return None if self.read is None else self.read(name, text[1:])
        return value_of(answer)

    def corrections(self) -> tuple[Corrections, tuple[Answer, ...]]:
        """What a person set of the recognition of exactly this table, and with which answers."""
        mine = [
            (reach(answer, self.file, self.sheet, self.area), answer)
            for answer in self.given
            if answer.field in CORRECTION_FIELDS
        ]
        mine = [each for each in mine if each[0]]
        # The surest last: of two values for one field the last one counts.
        mine.sort(key=lambda each: (not each[1].remembered, each[0]))
        found, bad = corrections_of((each.field, each.value) for _, each in mine)
        for _, each in mine:
            if each not in self.used:
                self.used.append(each)
            if each.field in bad and each not in self.invalid:
                self.invalid.append(each)
        return found, tuple(each for _, each in mine if each.field not in bad)

    def confirmed(self) -> frozenset[str]:
        """Findings that a person looked at and found right, as `code@cell`."""
        found: set[str] = set()
        for answer in self.given:
            sure = reach(answer, self.file, self.sheet, self.area)
            if answer.field == CONFIRM and sure:
                found.update(part.strip() for part in answer.value.split(","))
                if answer not in self.used:
                    self.used.append(answer)
        return frozenset(found)


def unmatched(answers: Sequence[Answer], reports: Sequence[FileReport]) -> tuple[Answer, ...]:
    """Answers that no table of any file was meant by: a slip in a name, most likely."""
    used = {answer for report in reports for table in report.tables for answer in table.answered}
    return tuple(answer for answer in answers if answer not in used)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file's name and its other sheets suggest; offered in questions, never used.

    stem: the file's name without its ending; texts: titles of its sheets; units: those that its
    sheets state. They are searched only where something is asked.
    """

    stem: str = ""
    texts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def choices(self, name: str) -> tuple[str, ...]:
        """Choices of a question, the suggested ones first."""
        first: Iterable[str] = ()
        rest: tuple[str, ...] = ()
        if name == "region":
            found = (region_in(text) for text in (*self.texts, self.stem))
            first, rest = filter(None, found), region_choices()
        elif name == "year":
            years = (year_in(text) or _year_of_stem(text) for text in (*self.texts, self.stem))
            first = (str(year) for year in years if year)
        elif name == "unit":
            of_file = unit_in_brackets(self.stem)  # 2017年广西投入产出表（万元）
            first, rest = (*((of_file,) if of_file else ()), *self.units), UNIT_CHOICES
        elif name == "basis":
            rest = BASIS_CHOICES
        elif name == "name":
            own = self.stem.split("_")[0].strip()
            first = (own,) if own else ()
        return tuple(dict.fromkeys((*first, *rest)))


def _year_of_stem(text: str) -> int | None:
    found = re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)
    return int(found[0]) if len(set(found)) == 1 else None


def basis_of(value: str | None) -> Basis | None:
    """A basis by its contract name."""
    return None if value is None else Basis(value)
