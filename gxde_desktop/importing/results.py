"""What the importer hands back: plain frozen values that travel between processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from models.io_table import IdentityCheck, IOTable
from models.messages import Message
from models.series import AnnualSeries

QUESTION_FIELDS = ("unit", "basis", "year", "region", "name")
BASIS_CHOICES = ("value", "index_previous_100", "index_fixed_base", "growth_percent")


OVERRULE = "!"
"""At the end of a field: the answer counts even where the file says otherwise (`unit!`)."""
CONFIRM = "confirm"
"""Field of an answer that a finding was looked at and is right: `code@cell`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a table: `--assume TABLE:field=value`.

    table: part of a file, sheet or series name, or exactly one table: `FILE!SHEET` or
    `FILE!SHEET!RANGE` (`FoundTable.reference`). field: one of `answers.ANSWER_FIELDS`.
    value: as a person types it; `@B2` reads it from a cell of the sheet, `@file` a year from
    the file's name. remembered: where it was first given (file and date), empty where a
    person gave it for this very file.
    """

    table: str
    field: str
    value: str
    remembered: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out, without its figures and years (`importing.fingerprint`).

    fingerprint: the same for next year's file. rows, columns: runs of (signature, count) that
    cover the sheet from its first row and column, for carrying a place over to another file;
    empty where the sheet is too large for that. scale: log10 of the median absolute figure.
    """

    sheet: str
    fingerprint: str
    rows: tuple[tuple[str, int], ...] = ()
    columns: tuple[tuple[str, int], ...] = ()
    scale: float | None = None


@dataclass(frozen=True, slots=True)
class Overruled:
    """A field of which a person said otherwise than the file. said: what the file says."""

    field: str
    said: str
    used: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person may have to know or do.

    severity: `error`, `warning`, `info` or `question`; code: key of the message's catalogue
    entry without its area; cell: A1 address or range, None where none is meant.
    """

    severity: str
    code: str
    message: Message
    sheet: str | None
    cell: str | None
    file: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a file does not say. field: one of QUESTION_FIELDS; choices: the likeliest first."""

    table_id: str
    field: str
    message: Message
    choices: tuple[str, ...]
    sheet: str
    cell: str | None


@dataclass(frozen=True, slots=True)
class Painted:
    """An area of the sheet and what it was recognised as.

    role: header, code, name, total, unit, title, data, note or unused; 0-based, ends included.
    """

    role: str
    first_row: int
    first_col: int
    last_row: int
    last_col: int


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """An input-output table as far as the file says it; an `IOTable` once nothing is asked.

    year, region, unit: None until read or answered. places: field -> where it was read (A1
    address, `sheet` for the sheet's name, `answer`). totals: contract name -> sum over the
    sectors in the sheet's unit, None where the table has no such row or column.
    """

    year: int | None
    region: str | None
    unit: str | None
    places: dict[str, str]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    totals: dict[str, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class FoundTable:
    """One table of a file.

    id: digest of the file, sheet and place: the same for the same bytes. kind: `io_table`,
    `series` or `unknown`; status: `ready`, `needs_review` or `refused`. recognition: what to
    paint; unused: (range, reason) of rows and columns that no figure comes from; converted:
    rule -> how many cells of text were read as numbers; assumed: fields a person answered.
    reference: what `Answer.table` is to mean exactly this table. answered: every answer that
    reached it, remembered ones too; overruled: where an answer went before the file's word.
    corrected: fields of recognition that a person set.
    """

    id: str
    sheet: str
    kind: str
    status: str
    title: str
    io_table: IOTable | None = None
    raw: RawTable | None = None
    series: tuple[AnnualSeries, ...] = ()
    checks: tuple[IdentityCheck, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    recognition: tuple[Painted, ...] = ()
    unused: tuple[tuple[str, Message], ...] = ()
    layout_fingerprint: str = ""
    converted: tuple[tuple[str, int], ...] = ()
    assumed: tuple[str, ...] = ()
    answered: tuple[Answer, ...] = ()
    reference: str = ""
    overruled: tuple[Overruled, ...] = ()
    corrected: tuple[str, ...] = ()

    @property
    def remembered(self) -> tuple[Answer, ...]:
        """Answers that were given for an earlier file of the same layout."""
        return tuple(answer for answer in self.answered if answer.remembered)


@dataclass(frozen=True, slots=True, eq=False)
class FileReport:
    """All that was found in one file. format: what the bytes are, None when nobody knows.

    layouts: one a sheet that holds something.
    """

    file: str
    sha256: str
    format: str | None
    tables: tuple[FoundTable, ...]
    problems: tuple[Problem, ...]
    refused: bool
    layouts: tuple[Layout, ...] = ()

    def layout(self, sheet: str) -> Layout | None:
        """The layout of a sheet."""
        return next((each for each in self.layouts if each.sheet == sheet), None)


def finding_key(problem: Problem) -> str:
    """How a confirmed finding is named in an answer: `code@cell~digest` of what it says.

    Without the digest any finding of that kind in that cell is meant. The window writes it,
    so that another figure in the same cell of a newer version is a new finding.
    """
    said = repr(sorted(problem.message.args.items(), key=lambda item: item[0]))
    return f"{_finding_place(problem)}~{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def is_confirmed(problem: Problem, confirmed: frozenset[str]) -> bool:
    """Whether a person has said that a finding is as it should be."""
    return _finding_place(problem) in confirmed or finding_key(problem) in confirmed


def _finding_place(problem: Problem) -> str:
    return f"{problem.code}@{problem.cell or ''}"
