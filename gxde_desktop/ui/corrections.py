"""What a person says of selected cells, as answers: the one place that words them."""

from __future__ import annotations

from collections.abc import Sequence

from gxde_desktop.importing.corrections import (
    CORRECTION_FIELDS,
    LAST_COLUMN,
    LAST_ROW,
    MeantYear,
    area_of,
    lines_text,
)
from gxde_desktop.importing.grid import Area
from gxde_desktop.importing.results import CONFIRM, OVERRULE, Answer, FoundTable, Problem
from gxde_desktop.importing.results import finding_key as key_of
from gxde_desktop.project.state import ProjectFile
from models.sources import address, column_letters

CELL_ROLES = ("header", "names", "codes", "area", "unit", "year", "region", "unused")
"""What selected cells can be said to be."""

YEAR_SLIPS = ("series.year_likely", "series.year_slip", "series.year_to_come")
"""Findings on a year that a person can say."""

POINTED = ("unit", "year", "region")
"""Roles of one cell, which is read for what it says."""


def reference_of(file: ProjectFile, table: FoundTable | None, sheet: str) -> str:
    """What an answer names to mean exactly this table, or the sheet where there is none."""
    if table is not None and table.sheet == sheet and table.reference:
        return table.reference
    return f"{file.report.file}!{sheet}"


def cells_are(
    role: str,
    areas: Sequence[Area],
    reference: str,
    table: FoundTable | None,
    given: Sequence[Answer],
) -> Answer:
    """The answer that selected areas have a role. areas: whole lines reach the sheet's end.

    Not to be used: joined to what is not used already. A cell with the unit, year or region
    goes before what the file says elsewhere, since a person pointed at it.
    """
    top, left = min(a[0] for a in areas), min(a[1] for a in areas)
    bottom, right = max(a[2] for a in areas), max(a[3] for a in areas)
    if role == "header":
        return Answer(reference, "header", f"{top + 1}:{bottom + 1}")
    if role in ("names", "codes"):
        return Answer(reference, role, column_letters(left))
    if role == "area":
        return Answer(reference, "area", f"{address(top, left)}:{address(bottom, right)}")
    if role == "unused":
        before = [a.value for a in given if (a.table, a.field) == (reference, "unused")]
        new = ",".join(lines_text(area) for area in areas)
        return Answer(reference, "unused", ",".join([*before, new]))
    return Answer(reference, field_to_set(role, table), f"@{address(top, left)}")


def field_to_set(field: str, table: FoundTable | None) -> str:
    """The field of an answer that counts: marked as overruling where the file says it."""
    if table is None or table.kind == "unknown":
        return field
    asked = any(question.field == field for question in table.questions)
    answered = any(a.field == field and field in table.assumed for a in table.answered)
    return field if asked or answered else field + OVERRULE


def whole_lines(area: Area, rows: int, columns: int) -> Area:
    """An area that covers the sheet across or down, as whole rows or columns."""
    first_row, first_col, last_row, last_col = area
    if first_col == 0 and last_col >= columns - 1:
        return first_row, 0, last_row, LAST_COLUMN
    if first_row == 0 and last_row >= rows - 1:
        return 0, first_col, LAST_ROW, last_col
    return area


def corrections_in(answers: Sequence[Answer], table: FoundTable) -> tuple[Answer, ...]:
    """What a person set of this table: recognition, and fields before the file's word."""
    return tuple(
        answer
        for answer in answers
        if answer in table.answered
        and (answer.field in CORRECTION_FIELDS or answer.field.endswith(OVERRULE))
    )


def year_meant(
    file: ProjectFile, problem: Problem, year: int, given: Sequence[Answer]
) -> Answer | None:
    """The answer that a heading found to be a slip means this year, joined to those before."""
    area = area_of(problem.cell or "")
    if area is None or problem.sheet is None:
        return None
    reference = reference_of(file, None, problem.sheet)
    printed = str(problem.message.args.get("year", "")) or None
    before = [a.value for a in given if (a.table, a.field) == (reference, "years")]
    new = MeantYear(area[0], area[1], printed, year).text()
    return Answer(reference, "years", ",".join([*before, new]))


def confirmation(reference: str, problems: Sequence[Problem], given: Sequence[Answer]) -> Answer:
    """The answer that findings are right, joined to those confirmed before."""
    before = [a.value for a in given if (a.table, a.field) == (reference, CONFIRM)]
    keys = [part for value in before for part in value.split(",")]
    keys += [key_of(problem) for problem in problems]
    return Answer(reference, CONFIRM, ",".join(dict.fromkeys(keys)))


def findings_of(table: FoundTable) -> tuple[Problem, ...]:
    """Findings of a table that a person has not confirmed."""
    return tuple(p for p in table.problems if p.severity in ("error", "warning"))
