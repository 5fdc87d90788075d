"""Answers of a person, where they fit, and the likeliest choices of a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gxde_desktop.importing.regions import region_choices, region_in, region_named
from gxde_desktop.importing.results import BASIS_CHOICES, QUESTION_FIELDS, Answer, FileReport
from gxde_desktop.importing.units import canonical_unit
from gxde_desktop.importing.years import year_in, year_label
from models.series import Basis

UNIT_CHOICES = ("亿元", "万元", "百万元", "千元", "元")


def matches(answer: Answer, names: Iterable[str]) -> bool:
    """Whether an answer speaks of one of these names (file, sheet, series)."""
    part = answer.table.strip()
    return bool(part) and any(part in name for name in names if name)


def value_of(answer: Answer) -> str | None:
    """The answer in the program's spelling; None when it is no valid value of its field."""
    text = answer.value.strip()
    if not text or answer.field not in QUESTION_FIELDS:
        return None
    if answer.field == "year":
        year = year_label(text)
        return None if year is None else str(year)
    if answer.field == "region":
        return region_named(text) or text
    if answer.field == "unit":
        return canonical_unit(text)
    if answer.field == "basis":
        return text if text in BASIS_CHOICES else None
    return text


@dataclass(slots=True)
class Answers:
    """The answers that reach one table, and what became of each."""

    given: Sequence[Answer]
    file: str
    sheet: str
    used: list[Answer] = field(default_factory=list)
    against: list[tuple[Answer, str]] = field(default_factory=list)
    invalid: list[Answer] = field(default_factory=list)

    def ask(
        self,
        name: str,
        said: str | None,
        extra: Iterable[str] = (),
        valid: Callable[[str], bool] | None = None,
    ) -> str | None:
        """What a person says of one field; the file's own word is never overruled.

        said: what the file says; extra: further names of the table; valid: a test that the
        value must pass. Returns a value only where the file says nothing.
        """
        found = None
        for answer in self.given:
            if answer.field != name or not matches(answer, (self.file, self.sheet, *extra)):
                continue
            if answer not in self.used:
                self.used.append(answer)
            value = value_of(answer)
            if value is None or (valid is not None and not valid(value)):
                if answer not in self.invalid:
                    self.invalid.append(answer)
            elif said is None:
                found = value
            elif value != said and (answer, said) not in self.against:
                self.against.append((answer, said))
        return found


def unmatched(answers: Sequence[Answer], reports: Sequence[FileReport]) -> tuple[Answer, ...]:
    """Answers that no table of any file was meant by: a slip in a name, most likely."""
    used = {answer for report in reports for table in report.tables for answer in table.answered}
    return tuple(answer for answer in answers if answer not in used)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file's name and its other sheets suggest; offered in questions, never used."""

    regions: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def choices(self, name: str) -> tuple[str, ...]:
        """Choices of a question, the suggested ones first."""
        offered: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
            "region": (self.regions, region_choices()),
            "year": (self.years, ()),
            "unit": (self.units, UNIT_CHOICES),
            "basis": ((), BASIS_CHOICES),
            "name": (self.names, ()),
        }
        first, rest = offered[name]
        return tuple(dict.fromkeys((*first, *rest)))


def evidence_of(stem: str, texts: Iterable[str], units: Iterable[str]) -> Evidence:
    """Evidence from a file's name, then from titles of other sheets."""
    regions: list[str] = []
    years: list[str] = []
    for text in (*texts, stem):
        if (region := region_in(text)) and region not in regions:
            regions.append(region)
        year = year_in(text) or _year_of_stem(text)
        if year and str(year) not in years:
            years.append(str(year))
    name = stem.split("_")[0].strip()
    return Evidence(
        tuple(regions), tuple(years), tuple(dict.fromkeys(units)), (name,) if name else ()
    )


def _year_of_stem(text: str) -> int | None:
    found = re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)
    return int(found[0]) if len(set(found)) == 1 else None


def basis_of(value: str | None) -> Basis | None:
    """A basis by its contract name."""
    return None if value is None else Basis(value)
