"""What stands where on a sheet: its numbers, its words, and which words head rows and columns.

Names of sectors stand down the side and across the top. That is how label columns and heading
rows are found: a name of a sector is a word that occurs in both directions.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from gxde_desktop.importing.io_labels import column_role, fold, is_generic, is_name, row_role
from gxde_desktop.importing.io_view import View
from gxde_desktop.importing.numbers import read_text
from models.io_table import FloatArray

MAX_ROWS, MAX_COLUMNS = 6000, 2000
"""No input-output table is larger; a longer list is not looked at word by word."""

_SHARE_OF_LABELS = 0.67
"""A label column holds nearly all names; a column of figures one or two of its headings."""


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet taken in at one glance.

    values: numbers stored as such or as text, NaN elsewhere. rules: (row, column) -> rule of a
    number stored as text. words: texts that are neither number nor missing mark, folded; by_row
    and by_column hold the same, by position. names: words that head rows and columns alike.
    label_columns: columns that hold those names, ascending.
    """

    view: View
    values: FloatArray
    rules: dict[tuple[int, int], str]
    by_row: dict[int, dict[int, str]]
    by_column: dict[int, dict[int, str]]
    names: frozenset[str]
    label_columns: tuple[int, ...]

    def numbers_in(self, row: int, first: int, last: int) -> int:
        """How many numbers a row holds from one column to another."""
        return int(np.count_nonzero(np.isfinite(self.values[row, first : last + 1])))

    def row_anchors(self, column: int) -> set[str]:
        """Headings of value added, total input ... down a column."""
        words = self.by_column.get(column, {})
        return {role for word in words.values() if (role := row_role(word))}

    def column_roles(self, row: int, first: int, last: int) -> set[str]:
        """Headings of final uses, gross output ... across a row."""
        return {
            role
            for column, word in self.by_row.get(row, {}).items()
            if first <= column <= last and (role := column_role(word))
        }


def look_at(view: View) -> Look | None:
    """The sheet as a Look; None of an empty one."""
    grid = view.grid
    if not grid.n_rows:
        return None
    values: FloatArray = grid.numbers
    rules: dict[tuple[int, int], str] = {}
    read: dict[tuple[int, int], float] = {}
    by_row: dict[int, dict[int, str]] = defaultdict(dict)
    by_column: dict[int, dict[int, str]] = defaultdict(dict)
    for r, c, cell in grid.texts():
        reading = read_text(cell)
        if reading.kind == "number" and reading.value is not None:
            read[r, c] = reading.value
            if grid.typed or reading.rule != "plain":
                rules[r, c] = reading.rule
        elif reading.kind == "text" and len(cell) < 200:
            by_row[r][c] = by_column[c][r] = fold(cell)
    if read:
        values = values.copy()
        for place, number in read.items():
            values[place] = number
    names, columns = _names(by_row, by_column)
    return Look(view, values, rules, by_row, by_column, names, columns)


def _names(
    by_row: dict[int, dict[int, str]], by_column: dict[int, dict[int, str]]
) -> tuple[frozenset[str], tuple[int, ...]]:
    """Words that stand both down and across, and the columns that hold them as labels."""
    down, across = _repeated(by_row), _repeated(by_column)
    shared = {word for word in down & across if is_name(word)}
    held = {column: len(set(words.values()) & shared) for column, words in by_column.items()}
    most = max(held.values(), default=0)
    if most < 2:
        return frozenset(), ()
    labels = tuple(
        sorted(
            column
            for column, count in held.items()
            if count >= max(2, _SHARE_OF_LABELS * most)
            or (count >= 2 and len({row_role(w) for w in by_column[column].values()}) > 3)
        )
    )
    return frozenset(shared), labels


def _repeated(lines: dict[int, dict[int, str]]) -> set[str]:
    """Words that stand in more than one of some rows, or columns."""
    seen: set[str] = set()
    again: set[str] = set()
    for words in lines.values():
        own = set(words.values())
        again |= own & seen
        seen |= own
    return again


def uprightness(view: View) -> int:
    """How many headings stand where a printed table has them, less those that stand turned.

    Value added and intermediate input head rows, final uses head columns. Total input and gross
    output are one word in some tables and tell nothing.
    """
    sides: list[dict[int, set[str]]] = [defaultdict(set) for _ in range(4)]
    across, down, across_final, down_final = sides
    for r, c, text in view.grid.texts():
        if len(text) > 40 or is_generic(text):
            continue
        role, final = row_role(text), column_role(text)
        if role and role != "TI":
            across[r].add(role)
            down[c].add(role)
        if final and final != "GO":
            across_final[r].add(final)
            down_final[c].add(final)
    most = [max(map(len, side.values()), default=0) for side in (down, across_final)]
    other = [max(map(len, side.values()), default=0) for side in (across, down_final)]
    return sum(most) - sum(other)
