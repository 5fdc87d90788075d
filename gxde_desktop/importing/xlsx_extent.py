"""How far the cells of a worksheet's XML reach.

Nearly every program writes `<c r="A1"`; then all addresses are read as arrays of bytes at once.
Whatever is written otherwise (another order of attributes, no address at all) is searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gxde_desktop.importing.wording import ImportRefused
from models.sources import address, column_number

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_R = rb"\sr\s*=\s*[\"']"
_TAG = re.compile(rb"<(?:row|c)(?=[\s/>])[^>]*>")
_ROW_NUMBER = re.compile(_R + rb"(\d{1,9})[\"']")
_CELL = re.compile(_R + rb"([A-Za-z]{1,7})(\d{1,18})[\"']")
_STATED = re.compile(_R)
_VALUED = re.compile(rb"<c\b[^>]*?" + _R + rb"([A-Za-z]{1,7})(\d{1,18})[\"'][^>]*(?<!/)>\s*<(?!/)")
_UNPLACED = re.compile(rb"<c(?![^>]*\sr\s*=)[\s/>]")
_PADDING = b" " * 16


class Tags:
    """Where the elements of a piece of XML start."""

    def __init__(self, text: bytes) -> None:
        self._bytes: Bytes = np.frombuffer(text + _PADDING, dtype=np.uint8)
        self._all: Places = np.flatnonzero(self._bytes[: len(text)] == ord("<"))
        self._first: Bytes = self._bytes[self._all + 1]
        self.cells: Places = self.of(b"c")

    def of(self, name: bytes) -> Places:
        """Positions of the opening tags of an element."""
        found = self._all[self._first == name[0]]
        for place, byte in enumerate(name[1:], start=2):
            found = found[self._bytes[found + place] == byte]
        after = self._bytes[found + len(name) + 1]
        return found[(after <= ord(" ")) | (after == ord(">")) | (after == ord("/"))]

    def all_computed(self) -> bool:
        """Whether a value follows every formula (`<f>...</f><v>1</v>`, or `<f/>` before it)."""
        at, starts = self._bytes, np.append(self._all, [self._bytes.size - 8] * 3)
        formulas = np.flatnonzero(self._first == ord("f"))
        after = at[self._all[formulas] + 2]
        formulas = formulas[(after <= ord(" ")) | (after == ord(">")) | (after == ord("/"))]
        following = starts[formulas + 1]
        alone = (at[following - 1] == ord(">")) & (at[following - 2] == ord("/"))
        value = formulas + np.where(alone, 1, 2)
        place = starts[value]
        computed = (at[place + 1] == ord("v")) & (at[place + 2] == ord(">"))
        return bool((computed & (starts[value + 1] > place + 3)).all())

    def addresses(self) -> tuple[int, int] | None:
        """Last row and column (counted from 1) of all cells; None unless all are `<c r="A1"`."""
        at, cells = self._bytes, self.cells
        if not cells.size:
            return 0, 0
        usual = np.ones(cells.shape, dtype=bool)
        for offset, byte in enumerate(b' r="', start=2):
            usual &= at[cells + offset] == byte
        if not usual.all():
            return None
        place = cells + 6
        column = np.zeros(cells.shape, dtype=np.int32)
        open_ones = np.ones(cells.shape, dtype=bool)
        for _ in range(3):
            letter = at[place]
            open_ones &= (letter | 32) - ord("a") < 26  # bytes: what is below wraps far above
            column = np.where(open_ones, column * 26 + (letter & 31), column)
            place = place + open_ones
        row = np.zeros(cells.shape, dtype=np.int32)  # nine digits fit
        open_ones[:] = True
        for _ in range(9):
            digit = at[place] - ord("0")
            open_ones &= digit < 10
            if not open_ones.any():
                break
            row = np.where(open_ones, row * 10 + digit, row)
            place = place + open_ones
        ends = (at[place] == ord('"')) & (row > 0) & (column > 0)
        return (int(row.max()), int(column.max())) if ends.all() else None


def extent(text: bytes) -> tuple[int, int]:
    """Rows and columns that the cells of a piece reach, however their addresses are written."""
    places = set(_CELL.findall(text))
    last_row = max((int(row) for _, row in places), default=0)
    return last_row, max((column_at(letters) + 1 for letters, _ in places), default=0)


@dataclass(slots=True)
class Cursor:
    """Where a cell without an address stands: after the one before it. Counted from 1."""

    row: int = 0
    column: int = 0

    def addressed(self, text: bytes) -> bytes:
        """The same piece of a sheet with an address at every cell."""
        return _TAG.sub(self._tag, text)

    def _tag(self, found: re.Match[bytes]) -> bytes:
        tag = found.group()
        if tag.startswith(b"<row"):
            stated = _ROW_NUMBER.search(tag)
            self.row = int(stated.group(1)) if stated else self.row + 1
            self.column = 0
            return tag
        place = _CELL.search(tag)
        if place:
            self.row, self.column = int(place.group(2)), column_at(place.group(1)) + 1
            return tag
        if _STATED.search(tag):  # an address that is none
            raise ImportRefused("refused.damaged")
        self.column += 1
        place_text = address(max(self.row, 1) - 1, self.column - 1).encode()
        return b'<c r="' + place_text + b'"' + tag[2:]


def valued_extent(text: bytes) -> tuple[int, int] | None:
    """The same for cells that hold something only; None where some have no address."""
    if _UNPLACED.search(text):
        return None
    last_row = last_column = 0
    for letters, row in _VALUED.findall(text):
        last_row = max(last_row, int(row))
        last_column = max(last_column, column_at(letters) + 1)
    return last_row, last_column


def column_at(letters: bytes) -> int:
    """0-based number of a column by its letters as they stand in the XML."""
    return column_number(letters.decode("ascii"))
