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
    """One source cell. `cell` is an A1 address, or a field for `given` values."""

    table: SourceTable
    cell: str

    def __str__(self) -> str:
        return f"{self.table.file} · {self.table.sheet}!{self.cell}"


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
