"""What a person corrected in the recognition of one table: where things stand on the sheet.

Corrections travel as answers (`Answer.field` is one of CORRECTION_FIELDS), so they are kept,
undone and remembered like every other answer. The recognisers take them as given: what is None
they find out themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gxde_desktop.importing.grid import Area
from models.sources import address, column_letters, column_number

CORRECTION_FIELDS = (
    "kind", "orientation", "area", "header", "codes", "names", "unused", "years",
)  # fmt: skip
ORIENTATIONS = ("across", "down", "one_year")
"""Years across, years down, or one year for the whole table; of an input-output table:
`across` as printed, `down` with rows and columns exchanged."""
KINDS = ("io_table", "series", "unknown")

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
"""The far corner of a sheet, which whole columns and rows reach to."""

_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


_MEANT = re.compile(r"([A-Za-z]{1,3}\d{1,7})(?:\s+(\S+?))?\s*=\s*((?:19|20)\d\d)年?")


@dataclass(frozen=True, slots=True)
class MeantYear:
    """A heading whose year is a slip. printed: what stands there, None where that was not said."""

    row: int
    column: int
    printed: str | None
    year: int

    def text(self) -> str:
        """As `corrections_of` reads it."""
        printed = "" if self.printed is None else f" {self.printed}"
        return f"{address(self.row, self.column)}{printed}={self.year}"


def meant_year(text: str) -> MeantYear | None:
    """`D3 2091=2019` (D3, which prints 2091, means 2019) or `D3=2019`; None for anything else."""
    found = _MEANT.fullmatch(text.strip())
    cell = area_of(found[1]) if found else None
    if found is None or cell is None:
        return None
    return MeantYear(cell[0], cell[1], found[2], int(found[3]))


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is given of one table; positions 0-based, ends included.

    kind: one of KINDS (`unknown`: not to be used); orientation: one of ORIENTATIONS.
    area: the cells that hold the figures, without headings and labels. header: first and last
    row of the headings. codes, names: the column that holds sector codes, or names of rows.
    unused: cells that are to be taken as empty; the importer blanks them before recognition,
    so the recognisers need not look. The last row or column may lie beyond the sheet (`D:D`).
    years: cells whose printed year is a slip, and the year that is meant.
    """

    kind: str | None = None
    orientation: str | None = None
    area: Area | None = None
    header: tuple[int, int] | None = None
    codes: int | None = None
    names: int | None = None
    unused: tuple[Area, ...] = ()
    years: tuple[MeantYear, ...] = ()


NO_CORRECTIONS = Corrections()


def corrections_of(given: Iterable[tuple[str, str]]) -> tuple[Corrections, tuple[str, ...]]:
    """Corrections from (field, value) pairs, and the fields whose value cannot be read.

    Values as a person types them: area `D6:AS48`, header `3:5` or `4`, codes and names a column
    letter such as `B`; unused one or more of `A57:C60`, `57:60` and `D:E` with commas between;
    years one or more of `D3 2091=2019`. The last of two values for one field counts, but all that
    is unused is, and all years are.
    """
    read: dict[str, Any] = {}
    bad: list[str] = []
    for field, value in given:
        if field not in CORRECTION_FIELDS:
            continue
        found = _read(field, value.strip())
        if found is None:
            bad.append(field)
        elif field in ("unused", "years"):
            read[field] = (*read.get(field, ()), *found)
        else:
            read[field] = found
    return Corrections(**read), tuple(bad)


def _read(field: str, value: str) -> Any:
    if field == "kind":
        return value if value in KINDS else None
    if field == "orientation":
        return value if value in ORIENTATIONS else None
    if field == "area":
        return area_of(value)
    if field == "header":
        first, _, last = value.partition(":")
        if not (first.isascii() and first.isdigit() and (not last or last.isdigit())):
            return None
        rows = (int(first) - 1, int(last or first) - 1)
        return rows if 0 <= rows[0] <= rows[1] else None
    if field == "years":
        meant = [meant_year(part) for part in value.split(",")]
        return None if None in meant else tuple(meant)
    if field == "unused":
        areas = [lines_of(part.strip()) for part in value.split(",")]
        return None if None in areas else tuple(areas)
    return column_of(value)


def column_of(letters: str) -> int | None:
    """0-based column of `A`, `AB` ...; None for anything else."""
    return column_number(letters) if re.fullmatch(r"[A-Za-z]{1,3}", letters) else None


def area_of(text: str) -> Area | None:
    """The area of `D6:AS48` (one cell: `D6`); None for anything else."""
    first, _, last = text.partition(":")
    corners = [_CELL.fullmatch(each) for each in (first, last or first)]
    if None in corners:
        return None
    (left, top), (right, bottom) = (
        (column_of(c[1]), int(c[2]) - 1) for c in corners if c is not None
    )
    if left is None or right is None or not (0 <= top <= bottom and left <= right):
        return None
    return top, left, bottom, right


def lines_of(text: str) -> Area | None:
    """An area, or whole rows `57:60` (`57`), or whole columns `D:E` (`D`)."""
    first, _, last = text.partition(":")
    last = last or first
    if first.isascii() and first.isdigit() and last.isascii() and last.isdigit():
        rows = int(first) - 1, int(last) - 1
        return (rows[0], 0, rows[1], LAST_COLUMN) if 0 <= rows[0] <= rows[1] else None
    left, right = column_of(first), column_of(last)
    if left is not None and right is not None:
        return (0, left, LAST_ROW, right) if left <= right else None
    return area_of(text)


def lines_text(area: Area) -> str:
    """An area as `lines_of` reads it: whole rows and columns without their far ends."""
    first_row, first_col, last_row, last_col = area
    if first_col == 0 and last_col >= LAST_COLUMN:
        return f"{first_row + 1}:{last_row + 1}"
    if first_row == 0 and last_row >= LAST_ROW:
        return f"{column_letters(first_col)}:{column_letters(last_col)}"
    first, last = address(first_row, first_col), address(last_row, last_col)
    return first if first == last else f"{first}:{last}"
