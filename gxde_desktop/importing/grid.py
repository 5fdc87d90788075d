"""A sheet as it is: typed cells, merged ranges, what is hidden.

Nothing is interpreted here. A blank is None, never 0 and never "".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Cell = None | str | int | float | bool | dt.date | dt.time | dt.timedelta
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column: 0-based, both ends included."""


_NUMBER_STARTS = frozenset("+-.0123456789(")
_PLAIN_KINDS = frozenset({float, int, str, type(None)})


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows` is rectangular; every position is 0-based from cell A1.

    typed: whether the source stored numbers as numbers (False where all is text: csv, and web
    pages without typed cells). A typed number is never read from its text.
    errors: cells that hold an error value (#N/A ...), None in `rows`.
    uncached: formulas without a result, or with a 0 that was never computed; None in `rows`.
    hidden: the sheet is hidden. hidden_rows, hidden_columns: 0-based, ascending; their cells
    are data like any other and stand in `rows`.
    percents: cells whose number format shows per cent (0.084 as 8.4%); `rows` holds the number
    as stored. A blank or a text may be among them.
    All six are empty where the format does not tell (csv).
    """

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    typed: bool = True
    errors: tuple[tuple[int, int], ...] = ()
    uncached: tuple[tuple[int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
    _anchors: dict[tuple[int, int], tuple[int, int]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _seen: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Merged ranges of real sheets are small; a whole-sheet merge would not be worth a map.
        room = 1_000_000
        for first_row, first_col, last_row, last_col in self.merged:
            last_row = min(last_row, self.n_rows - 1)
            last_col = min(last_col, self.n_cols - 1)
            cells = (last_row - first_row + 1) * (last_col - first_col + 1)
            room -= cells
            if cells > 200_000 or room < 0:
                continue
            for row in range(first_row, last_row + 1):
                for column in range(first_col, last_col + 1):
                    self._anchors[row, column] = (first_row, first_col)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def n_cols(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def at(self, row: int, column: int) -> Cell:
        """The cell as stored; None outside the sheet."""
        if 0 <= row < self.n_rows and 0 <= column < self.n_cols:
            return self.rows[row][column]
        return None

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that shows here: the top left one of a merged range, else itself."""
        return self._anchors.get((row, column), (row, column))

    def shown(self, row: int, column: int) -> Cell:
        """The cell as a person sees it: a merged range shows its first cell everywhere."""
        return self.at(*self.anchor(row, column))

    def filled(self, row: int) -> list[int]:
        """Columns of a row that hold something."""
        return [c for c, cell in enumerate(self.rows[row]) if cell is not None]

    def head(self, count: int) -> Grid:
        """The first rows of a sheet as a sheet of their own; itself where it has no more."""
        if self.n_rows <= count:
            return self
        return replace(self, rows=self.rows[:count], _anchors={}, _seen={})

    def texts(self, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int, str]]:
        """All text cells of a range of rows."""
        stop = self.n_rows if last is None else min(last + 1, self.n_rows)
        if "texts" not in self._seen and (stop - first) * 8 < self.n_rows:
            for row in range(first, stop):
                yield from _texts_of(row, self.rows[row])
            return
        for row in range(first, stop):
            yield from self.row_texts[row]

    @property
    def row_texts(self) -> tuple[tuple[tuple[int, int, str], ...], ...]:
        """Row, column and text of the text cells, by row; made at the first asking and kept.

        A table is mostly numbers: what looks for words should look here, not at every cell.
        """
        found = self._seen.get("texts")
        if found is None:
            found = tuple([_texts_of(r, row) for r, row in enumerate(self.rows)])
            self._seen["texts"] = found
        texts: tuple[tuple[tuple[int, int, str], ...], ...] = found
        return texts

    @property
    def words(self) -> tuple[int, ...]:
        """How many texts that begin like no number stand in each row; kept."""
        found = self._seen.get("words")
        if found is None:
            found = tuple(
                sum(text[:1] not in _NUMBER_STARTS for _, _, text in row) for row in self.row_texts
            )
            self._seen["words"] = found
        words: tuple[int, ...] = found
        return words

    @property
    def figures(self) -> npt.NDArray[np.bool_]:
        """Where something stands that is no text, shape (n_rows, n_cols); read-only, kept."""
        found = self._seen.get("figures")
        if found is None:
            found = np.isfinite(self.numbers)
            for r, row in enumerate(self.rows):
                if not _PLAIN_KINDS.issuperset(map(type, row)):
                    found[r] = [c is not None and type(c) is not str for c in row]
            found.flags.writeable = False
            self._seen["figures"] = found
        figures: npt.NDArray[np.bool_] = found
        return figures

    @property
    def numbers(self) -> npt.NDArray[np.float64]:
        """Numbers stored as numbers, shape (n_rows, n_cols), NaN everywhere else; read-only.

        Made at the first asking and kept: for whole blocks, where a look at every cell costs.
        """
        found = self._seen.get("numbers")
        if found is None:
            nan = float("nan")
            found = np.array(
                [[c if type(c) is float or type(c) is int else nan for c in r] for r in self.rows],
                dtype=np.float64,
            ).reshape(self.n_rows, self.n_cols)
            found.flags.writeable = False
            self._seen["numbers"] = found
        numbers: npt.NDArray[np.float64] = found
        return numbers


def _texts_of(number: int, row: tuple[Cell, ...]) -> tuple[tuple[int, int, str], ...]:
    kinds = list(map(type, row))
    found = []
    place = -1
    for _ in range(kinds.count(str)):
        place = kinds.index(str, place + 1)
        found.append((number, place, row[place]))
    return tuple(found)  # type: ignore[arg-type]


def is_number(cell: Cell) -> bool:
    """A number stored as a number (a truth value is none)."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)
