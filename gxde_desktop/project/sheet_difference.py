"""The difference of two versions of a workbook, cell by cell, rows and columns aligned.

A year that was inserted moves every cell beside it; compared by address alone, the whole
sheet would seem to have changed. So rows and columns are first paired by their labels
(texts, and the numbers of a line that holds years), then the cells of the pairs compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from gxde_desktop.importing.grid import Cell, Grid, is_number
from models.sources import address

Value = None | str | float
"""A cell as it is compared and shown: a number, a text, or nothing."""

Pairs = tuple[tuple[int, int], ...]
"""Positions that belong together, old and new; NOWHERE on the side that has none."""

ALIGN_MOST = 4000
"""Lines that are aligned by their labels; longer sheets are compared place by place."""

YEARS = range(1900, 2101)


Place = tuple[int, int]
"""Row and column, 0-based; -1 where the version has no such line."""

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs. sheets: its name in each version; old, new: where it stands.

    before, after: None where the cell is blank or its line absent.
    """

    sheets: tuple[str, str]
    old: Place
    new: Place
    before: Value
    after: Value

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def difference(self) -> float | None:
        """New less old where both are numbers."""
        if isinstance(self.before, float) and isinstance(self.after, float):
            return self.after - self.before
        return None

    @property
    def cells(self) -> tuple[str, str]:
        """A1 address in each version, empty where it has no such line."""
        old, new = ("" if NOWHERE in place else address(*place) for place in (self.old, self.new))
        return old, new


def cell_changes(
    old: Sequence[Grid], new: Sequence[Grid], asked: Callable[[], None] = lambda: None
) -> Iterator[CellChange]:
    """Every cell that differs, sheet by sheet in the order of the new version, then what only
    the old one has. asked: called for every row; may raise to stop.
    """
    for before, after in paired_sheets(old, new):
        yield from _sheet_changes(before, after, asked)


def paired_sheets(
    old: Sequence[Grid], new: Sequence[Grid]
) -> Iterator[tuple[Grid | None, Grid | None]]:
    """Sheets by name; two single sheets in any case (a csv file's is called like the file)."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    known = {grid.sheet: grid for grid in old}
    for grid in new:
        yield known.pop(grid.sheet, None), grid
    for grid in known.values():
        yield grid, None


def _sheet_changes(
    old: Grid | None, new: Grid | None, asked: Callable[[], None]
) -> Iterator[CellChange]:
    before, after = _values(old), _values(new)
    sheets = (old.sheet if old else "", new.sheet if new else "")
    rows = aligned(_labels(before), _labels(after))
    columns = aligned(_labels(_turned(before)), _labels(_turned(after)))
    for old_row, new_row in rows:
        asked()
        for old_column, new_column in columns:
            was = _at(before, old_row, old_column)
            now = _at(after, new_row, new_column)
            if was != now:
                yield CellChange(sheets, (old_row, old_column), (new_row, new_column), was, now)


def aligned(old: Sequence[Any], new: Sequence[Any]) -> Pairs:
    """Which line of `old` is which of `new`, by their labels; every line stands in one pair.

    Between lines whose labels agree, lines are paired in order: a label that was corrected
    is still the same line.
    """
    if len(old) == len(new) and (old == new or len(old) > ALIGN_MOST):
        return tuple((i, i) for i in range(len(old)))
    if max(len(old), len(new)) > ALIGN_MOST:
        return tuple(_in_order(range(len(old)), range(len(new))))
    pairs: list[tuple[int, int]] = []
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs.extend(_in_order(range(i1, i2), range(j1, j2)))
    return tuple(pairs)


def _in_order(old: range, new: range) -> Iterator[tuple[int, int]]:
    for place in range(max(len(old), len(new))):
        yield (
            old[place] if place < len(old) else NOWHERE,
            new[place] if place < len(new) else NOWHERE,
        )


def _labels(lines: Sequence[Sequence[Value]]) -> list[tuple[str, ...]]:
    """What names each line: its texts, and its numbers where it crosses a line of years."""
    years = [_is_year_line(crossing) for crossing in _turned(lines)]
    labels = []
    for line in lines:
        found = []
        for value, crosses in zip(line, years, strict=True):
            if isinstance(value, str):
                found.append(value)
            elif crosses and value is not None:
                found.append(f"{value:g}")
        labels.append(tuple(found))
    return labels


def _is_year_line(values: Sequence[Value]) -> bool:
    numbers = [value for value in values if isinstance(value, float)]
    return len(numbers) > 1 and all(n.is_integer() and int(n) in YEARS for n in numbers)


def _values(grid: Grid | None) -> list[list[Value]]:
    if grid is None:
        return []
    return [[shown(cell, typed=grid.typed) for cell in row] for row in grid.rows]


def _turned(lines: Sequence[Sequence[Value]]) -> list[tuple[Value, ...]]:
    return list(zip(*lines, strict=True))


def _at(lines: Sequence[Sequence[Value]], row: int, column: int) -> Value:
    return None if NOWHERE in (row, column) else lines[row][column]


def shown(cell: Cell, *, typed: bool = True) -> Value:
    """A cell as it is compared: numbers as floats, blanks in a text are no difference.

    typed: False where the source stores everything as text (csv): what reads as a number is
    one there.
    """
    if cell is None:
        return None
    if is_number(cell):
        return float(cell)  # type: ignore[arg-type]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    text = " ".join(str(cell).split())
    if not typed:
        try:
            return float(text.replace(",", ""))
        except ValueError:
            pass
    return text or None
