"""How large a file may be, so that every file is answered in bounded time and memory.

All bounds of the importer stand here. What they add up to is promised in MAX_SECONDS and
MAX_MEMORY, which tests hold for hostile files of every format (tests/importing/test_fuzzing.py,
test_reading_bounds.py).
"""

from __future__ import annotations

from gxde_desktop.importing.wording import ImportRefused
from models.sources import address

MAX_SECONDS = 15.0
"""Of one processor, for any file within the bounds below; beyond them a file is refused at once."""

MAX_MEMORY = 1 << 30
"""Bytes beyond what the program itself takes, for any file."""

MAX_FILE_BYTES = 200_000_000
MAX_REAL_BYTES = 400_000_000
"""Bytes of all parts of a zipped workbook, unpacked."""

MAX_TEXT_BYTES = 100_000_000
"""A csv, a web page or an XML spreadsheet."""

MAX_CELLS = 8_000_000
"""Cells of the rectangle from A1 to the last filled one: what a grid of them holds in memory
stays below a gigabyte. 300 000 rows of 26 columns pass."""

MAX_TEXT = 200_000_000
"""Characters of all cells of a workbook: a shared text counts as often as it is shown."""

MAX_SHEETS = 2_000
MAX_MARKS = 10_000
"""Error cells and formulas without a result that are listed by address for one sheet."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
ALL_CELLS = MAX_ROWS * MAX_COLUMNS
"""No spreadsheet program goes further; what does is no slip of formatting."""

LONGEST = 20_000
"""Rows of a sheet in which tables of any kind are looked for. What is longer is read only where
its first rows show annual series: else it lists single firms or transactions."""

_LARGEST = 1_000_000
"""Cells of such a sheet; a table of 153 sectors has 30 000."""

MOST_WORDS = 60_000
"""Texts of a sheet that are no numbers, up to which headings of an input-output table are looked
for among them, and which make its layout: a table of 153 sectors has a thousand."""

MOST_POINTS = 1_000_000
"""Figures of the series of one sheet, for the memory that they take once they are named."""

Place = tuple[int, int]


class Extents:
    """Cells of all sheets of a workbook so far."""

    def __init__(self) -> None:
        self._cells = 0

    def add(self, sheet: str, rows: int, columns: int) -> None:
        """Refuses a sheet whose last filled cell is too far out, naming that cell.

        A workbook whose sheets together hold too many cells is refused too.
        """
        if rows * columns > MAX_CELLS or rows > MAX_ROWS or columns > MAX_COLUMNS:
            raise ImportRefused(
                "refused.far_cell",
                sheet=sheet,
                cell=address(rows - 1, columns - 1),
                limit=MAX_CELLS // 1_000_000,
            )
        self._cells += rows * columns
        if self._cells > MAX_CELLS:
            raise ImportRefused("refused.too_many_cells", limit=MAX_CELLS // 1_000_000)


def check_text(characters: int) -> None:
    """Refuses a workbook whose cells hold more text than any table does."""
    if characters > MAX_TEXT:
        raise ImportRefused("refused.too_much_text", limit=MAX_TEXT // 1_000_000)


def check_sheets(count: int) -> None:
    """Refuses a workbook of more sheets than a person could look at."""
    if count > MAX_SHEETS:
        raise ImportRefused("refused.too_many_sheets", limit=MAX_SHEETS, count=count)


def is_long(rows: int, columns: int) -> bool:
    """Whether a sheet is larger than nearly all annual tables and any input-output table."""
    return rows > LONGEST or rows * columns > _LARGEST
