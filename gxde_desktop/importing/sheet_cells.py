"""Cells as the workbook reader gives them -> rows of a grid, with its numbers and texts at once.

A table is mostly numbers. Telling kinds apart by whole rows, and taking all numbers into one
array, costs a third of looking at every cell three times.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gxde_desktop.importing.grid import Cell

AT_ONCE = 500_000
"""Cells up to which rows and numbers are held side by side; larger sheets go row by row."""

_NAN = float("nan")
_BLANKS = "\u3000\u00a0 \t\r\n"

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows of a sheet from A1 on; `seen`: the kept views of `Grid` that came with them."""

    rows: tuple[Row, ...]
    seen: dict[str, Any]


def cells_of(rows: Iterable[Sequence[object]], left: int, size: int) -> Cells:
    """The cells of all rows. left: blank columns before the first; size: how many cells."""
    blank: Row = (None,) * left
    if size > AT_ONCE:
        return Cells(tuple([blank + _row(row) for row in rows]), {})
    found: list[Row] = []
    texts: list[tuple[tuple[int, int, str], ...]] = []
    numbers = array("d")  # takes a row of floats three times as fast as numpy takes a list
    others: list[tuple[int, int]] = []  # neither number nor text: dates, truth values
    expected = 0
    for place, given in enumerate(rows):
        row: list[Any] = list(given)
        kinds = list(map(type, row))
        plain, said = row.copy(), []
        count, at = kinds.count(str), -1
        for _ in range(count):
            at = kinds.index(str, at + 1)
            plain[at] = _NAN
            if row[at].strip(_BLANKS):
                said.append((place, left + at, row[at]))
            else:
                row[at] = None
        expected += count
        if count + kinds.count(float) != len(row):
            for at, kind in enumerate(kinds):
                if kind is not str and kind is not float:
                    value = row[at] = _cell(row[at])
                    plain[at] = float(value) if type(value) is int else _NAN
                    expected += type(value) is not int
                    if value is not None and type(value) is not int:
                        others.append((place, left + at))
        found.append((*blank, *row) if left else tuple(row))
        texts.append(tuple(said))
        numbers.fromlist(plain)
    width = len(found[0]) - left if found else 0
    held = np.frombuffer(numbers or array("d", [0.0]), dtype=np.float64)
    held = held[: len(numbers)].reshape(len(found), width)
    figures = np.isfinite(held)
    if np.count_nonzero(figures) + expected != held.size:
        # A cell that holds no finite number is blank: rows and array are to agree.
        found = [
            tuple([None if type(c) is float and c - c != 0.0 else c for c in row]) for row in found
        ]
        held[~figures] = _NAN
    if left:
        held = np.concatenate([np.full((len(held), left), _NAN), held], axis=1)
        figures = np.concatenate([np.zeros((len(held), left), dtype=bool), figures], axis=1)
    held.flags.writeable = False
    for at_row, at_column in others:
        figures[at_row, at_column] = True
    figures.flags.writeable = False
    return Cells(tuple(found), {"numbers": held, "texts": tuple(texts), "figures": figures})


def _row(row: Sequence[object]) -> Row:
    # Nearly all cells are blank or plain numbers; x - x is 0 only for a finite one.
    return tuple([
        c if type(c) is float and c - c == 0.0 else None if c == "" else _cell(c) for c in row
    ])  # fmt: skip


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value if value.strip(_BLANKS) else None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, float) or value is None:
        return None  # not a finite number
    return value  # type: ignore[return-value]
