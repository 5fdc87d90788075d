"""Where a number stands: the file, the sheet and the cell it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table in a file as found: everything but the cell.

    `file` is the name of the file without its folder (folders are personal),
    `sha256` the digest of its bytes, `sheet` the sheet's name as printed.
    """

    file: str
    sha256: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One source cell. `cell` is an A1 address, or a field for `given` values.

    changed: where a reviewer changed its number, and from what to what; empty: it is as printed.
    """

    table: SourceTable
    cell: str
    changed: str = ""

    def __str__(self) -> str:
        where = f"{self.table.file} · {self.table.sheet}!{self.cell}"
        return f"{where} ({self.changed})" if self.changed else where


Changes = tuple[tuple[str, str], ...]
"""Source cells whose numbers a reviewer changed, with what `Origin.changed` says of them."""


def change_of(changes: Changes, cell: str) -> str:
    """What was changed in a cell; empty for nothing."""
    return next((said for changed, said in changes if changed == cell), "") if changes else ""


@cache
def column_letters(column: int) -> str:
    """Letters of a 0-based column number: 0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """0-based number of a column's letters, of any case: A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def address(row: int, column: int) -> str:
    """A1 address of a 0-based row and column: (0, 0) -> A1."""
    return f"{column_letters(column)}{row + 1}"
