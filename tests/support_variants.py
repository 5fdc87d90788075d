"""Variants of a sheet that say the same: moved, renamed, split, in other units, as text.

Every variant is a grid with the same figures. What the recogniser makes of it must be the
same series, or it must ask or refuse: never other figures without a word.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from gxde_desktop.importing.annual_series import find_series
from gxde_desktop.importing.answers import Answers, Evidence
from gxde_desktop.importing.build_series import build_series_table
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.results import FoundTable
from models.sources import SourceTable

Rows = list[list[Any]]


@dataclass
class Sheet:
    """A grid taken apart for changing, with the place of one of its tables."""

    rows: Rows
    merged: list[tuple[int, int, int, int]]
    name: str
    body: tuple[int, int]
    header: tuple[int, int]
    data: tuple[int, int]
    hidden_columns: tuple[int, ...] = ()
    typed: bool = True

    def grid(self) -> Grid:
        width = max(map(len, self.rows))
        rows = tuple(tuple(row) + (None,) * (width - len(row)) for row in self.rows)
        return Grid(
            self.name,
            rows,
            tuple(self.merged),
            typed=self.typed,
            hidden_columns=tuple(c for c in self.hidden_columns if c < width),
        )


def tables_of(grid: Grid) -> list[FoundTable]:
    """The tables of series that a grid gives, with their questions and findings."""
    source = SourceTable("表.xlsx", "0" * 64, grid.sheet)
    blocks, _ = find_series(grid)
    return [
        build_series_table(grid, block, source, Answers((), "表.xlsx", grid.sheet), Evidence())
        for block in blocks
    ]


def figures(tables: list[FoundTable]) -> set[tuple[object, ...]]:
    """Every series as what it is and what it says, without its cells."""
    return {
        (s.name, s.region, s.industry, s.unit, s.basis, s.years, s.values)
        for table in tables
        for s in table.series
    }


def sheet_of(grid: Grid, table: FoundTable) -> Sheet:
    """A grid ready for changing, with the place of one of its tables."""
    painted = {p.role: p for p in table.recognition}
    head, data = painted["header"], painted["data"]
    return Sheet(
        [list(row) for row in grid.rows],
        list(grid.merged),
        grid.sheet,
        (data.first_row, data.last_row),
        (head.first_row, head.last_row),
        (data.first_col, data.last_col),
        grid.hidden_columns,
        grid.typed,
    )


def _shift(sheet: Sheet, row: int, column: int, rows: int, columns: int) -> None:
    """Makes room for rows at `row` and columns at `column` in merged ranges and places."""

    def down(r: int) -> int:
        return r + rows if rows and r >= row else r

    def right(c: int) -> int:
        return c + columns if columns and c >= column else c

    sheet.merged = [(down(a), right(b), down(c), right(d)) for a, b, c, d in sheet.merged]
    sheet.body = (down(sheet.body[0]), down(sheet.body[1]))
    sheet.header = (down(sheet.header[0]), down(sheet.header[1]))
    sheet.data = (right(sheet.data[0]), right(sheet.data[1]))
    sheet.hidden_columns = tuple(map(right, sheet.hidden_columns))


def move(sheet: Sheet, random: Random) -> None:
    """Blank rows above, blank columns to the left."""
    rows, columns = random.randrange(4), random.randrange(4)
    sheet.rows = [[None] * len(sheet.rows[0]) for _ in range(rows)] + [
        [None] * columns + row for row in sheet.rows
    ]
    _shift(sheet, 0, 0, rows, columns)


def title(sheet: Sheet, random: Random) -> None:
    """A line of the yearbook above everything, with its own year."""
    text = random.choice(
        ["中国统计年鉴—2023", "广西统计年鉴2022", "统计资料汇编", "第二篇　国民经济"]
    )
    sheet.rows.insert(0, [text])
    _shift(sheet, 0, 0, 1, 0)


def footnote(sheet: Sheet, random: Random) -> None:
    """Notes and a source at the bottom."""
    notes = [
        "注：本表数据为快报数。",
        "资料来源：自治区统计局。",
        "   2.部分数据因四舍五入，合计与分项之和略有差异。",
        "注：2018年数据根据第四次经济普查结果进行了修订。",
    ]
    sheet.rows += [[None], *([note] for note in random.sample(notes, random.randrange(1, 4)))]


def blank_rows(sheet: Sheet, random: Random) -> None:
    """Blank rows among the figures."""
    for _ in range(random.randrange(1, 4)):
        first, last = sheet.body
        at = random.randrange(first + 1, last + 2) if last > first else last + 1
        sheet.rows.insert(at, [None] * len(sheet.rows[0]))
        _stretch(sheet, at)


def _stretch(sheet: Sheet, at: int) -> None:
    sheet.merged = [(a + (a >= at), b, c + (c >= at), d) for a, b, c, d in sheet.merged]
    sheet.body = (sheet.body[0], sheet.body[1] + 1)


def blank_column(sheet: Sheet, random: Random) -> None:
    """A blank column to the right of the labels."""
    at = sheet.data[0]
    sheet.rows = [[*row[:at], None, *row[at:]] for row in sheet.rows]
    sheet.merged = [(a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in sheet.merged]
    sheet.data = (sheet.data[0] + 1, sheet.data[1] + 1)
    sheet.hidden_columns = tuple(c + (c >= at) for c in sheet.hidden_columns)


def hide(sheet: Sheet, random: Random) -> None:
    """A hidden column of figures is data all the same."""
    sheet.hidden_columns = (random.randint(*sheet.data),)


def _figures(sheet: Sheet) -> list[tuple[int, int]]:
    return [
        (r, c)
        for r in range(sheet.body[0], sheet.body[1] + 1)
        for c in range(sheet.data[0], min(sheet.data[1] + 1, len(sheet.rows[r])))
        if isinstance(sheet.rows[r][c], int | float)
        and not _is_year(sheet.rows[r][c])  # the heading of a second panel, the years of a half
    ]


def as_text(sheet: Sheet, random: Random) -> None:
    """Figures as text: thousands separators, no-break spaces, full-width digits, parentheses."""
    share = random.choice([0.2, 1.0])
    full = str.maketrans("0123456789.", "０１２３４５６７８９．")
    for r, c in _figures(sheet):
        if random.random() > share:
            continue
        value = float(sheet.rows[r][c])
        text = f"{int(value):,}" if value == int(value) else f"{int(abs(value)):,}" + (
            repr(abs(value))[repr(abs(value)).index(".") :]
        )  # fmt: skip
        if "e" in repr(value):
            continue
        if value < 0:
            text = (
                f"({text.removeprefix('-')})"
                if random.random() < 0.5
                else "-" + text.removeprefix("-")
            )
        elif random.random() < 0.2:
            text = text.replace(",", "").translate(full)
        elif random.random() < 0.2:
            text = f"\u00a0{text}\u3000"
        sheet.rows[r][c] = text


def marks(sheet: Sheet, random: Random) -> None:
    """Blanks among the figures as missing marks, and the other way round."""
    from gxde_desktop.importing.numbers import read_cell

    for r in range(sheet.body[0], sheet.body[1] + 1):
        row = sheet.rows[r]
        if not any(cell is not None for cell in row):
            continue
        for c in range(sheet.data[0], min(sheet.data[1] + 1, len(row))):
            if isinstance(row[c], str) and read_cell(row[c]).kind == "missing":
                row[c] = random.choice(["…", "...", "-", "－", "—", "#", "空格", None])


def years(sheet: Sheet, random: Random) -> None:
    """Years in another spelling."""
    spell = random.choice(
        [
            lambda y: f"{y}年",
            lambda y: str(y),
            lambda y: float(y),
            lambda y: int(y),
            lambda y: dt.date(y, 12, 31),
            lambda y: f"{y}年①",
            lambda y: f" {y} 年",
            lambda y: f"{y}-12-31",
        ]
    )
    spots = [
        (r, c)
        for r in range(sheet.header[0], sheet.body[1] + 1)
        for c in range(min(sheet.data[1] + 1, len(sheet.rows[r])))
        if _is_year(sheet.rows[r][c]) and (r <= sheet.header[1] or c < sheet.data[0])
    ]
    for r, c in spots:
        sheet.rows[r][c] = spell(_is_year(sheet.rows[r][c]))


def _is_year(cell: Any) -> int:
    if isinstance(cell, dt.date):
        return cell.year
    if isinstance(cell, int | float) and 1900 <= cell <= 2099 and cell == int(cell):
        return int(cell)
    found = re.fullmatch(r"\s*((?:19|20)\d\d)\s*年?\s*", cell) if isinstance(cell, str) else None
    return int(found.group(1)) if found else 0


def labels(sheet: Sheet, random: Random) -> None:
    """Spaces inside short labels, note marks and English behind long ones."""
    for r in range(sheet.body[0], sheet.body[1] + 1):
        for c in range(sheet.data[0]):
            cell = sheet.rows[r][c] if c < len(sheet.rows[r]) else None
            if (
                not isinstance(cell, str)
                or not re.search(r"[\u3400-\u9fff]$", cell)
                or _is_year(cell)
            ):
                continue
            if re.search(r"[\u3400-\u9fff] +[\u3400-\u9fff]", cell) or len(cell) < 2:
                continue
            kind = random.randrange(4)
            if kind == 0 and len(cell.strip()) <= 3:
                lead = cell[: len(cell) - len(cell.lstrip())]
                sheet.rows[r][c] = lead + "  ".join(cell.strip())
            elif kind == 1:
                sheet.rows[r][c] = cell + "①"
            elif kind == 2 and len(cell) > 4:
                sheet.rows[r][c] = cell + "\n  Some English words"


def descending(sheet: Sheet, random: Random) -> None:
    """Years across from the last to the first."""
    heads = range(sheet.header[0], sheet.header[1] + 1)
    columns = range(sheet.data[0], sheet.data[1] + 1)
    if len(list(heads)) != 1 or not all(_is_year(_cell(sheet, heads[0], c)) for c in columns):
        return
    for r in (*heads, *range(sheet.body[0], sheet.body[1] + 1)):
        row = sheet.rows[r] + [None] * (sheet.data[1] + 1 - len(sheet.rows[r]))
        row[sheet.data[0] : sheet.data[1] + 1] = row[sheet.data[0] : sheet.data[1] + 1][::-1]
        sheet.rows[r] = row


def _cell(sheet: Sheet, row: int, column: int) -> Any:
    return sheet.rows[row][column] if column < len(sheet.rows[row]) else None


def continued(sheet: Sheet, random: Random) -> None:
    """Cut into two panels, the second headed 续表 with the headings again."""
    first, last = sheet.body
    if last - first < 3 or any(a <= last and c > sheet.header[1] for a, _, c, _ in sheet.merged):
        return
    at = random.randrange(first + 2, last)
    head = [list(row) for row in sheet.rows[sheet.header[0] : sheet.header[1] + 1]]
    more: Rows = [[random.choice(["续表", "续表1", "2-1 续表 continued"])], *head]
    if random.random() < 0.5:
        more.insert(0, [None])
    size = len(more)
    shift = at + size - len(head) - sheet.header[0]
    copies = [
        (a + shift, b, c + shift, d)
        for a, b, c, d in sheet.merged
        if sheet.header[0] <= a and c <= sheet.header[1]
    ]
    sheet.rows[at:at] = more
    sheet.merged = [
        (a + size * (a >= at), b, c + size * (c >= at), d) for a, b, c, d in sheet.merged
    ] + copies
    sheet.body = (first, last + size)


def halves(sheet: Sheet, random: Random) -> None:
    """The lower half of the rows to the right of the upper half, headings repeated."""
    first, last = sheet.body
    size = last - first + 1
    if size < 4 or any(c > sheet.header[1] and a <= last for a, _, c, _ in sheet.merged):
        return
    if any(not any(x is not None for x in sheet.rows[r]) for r in range(first, last + 1)):
        return
    width = sheet.data[1] + 1
    half = (size + 1) // 2
    if any(len(row) > width and any(x is not None for x in row[width:]) for row in sheet.rows):
        return

    def wide(row: list[Any]) -> list[Any]:
        return row[:width] + [None] * (width - len(row))

    heads = sheet.rows[sheet.header[0] : sheet.header[1] + 1]
    for place, row in enumerate(heads):
        sheet.rows[sheet.header[0] + place] = wide(row) * 2
    lower = sheet.rows[first + half : last + 1]
    for place in range(half):
        right = wide(lower[place]) if place < len(lower) else [None] * width
        sheet.rows[first + place] = wide(sheet.rows[first + place]) + right
    del sheet.rows[first + half : last + 1]
    gone = size - half
    copies = [
        (a, b + width, c, d + width)
        for a, b, c, d in sheet.merged
        if sheet.header[0] <= a and c <= sheet.header[1]
    ]
    sheet.merged = [
        (a - gone * (a > last), b, c - gone * (c > last), d) for a, b, c, d in sheet.merged
    ] + copies
    sheet.body = (first, first + half - 1)
    sheet.data = (sheet.data[0], 2 * width - 1)


def transpose(sheet: Sheet, random: Random) -> None:
    """Rows and columns exchanged, titles and all."""
    width = max(map(len, sheet.rows))
    rows = [row + [None] * (width - len(row)) for row in sheet.rows]
    sheet.rows = [list(column) for column in zip(*rows, strict=True)]
    sheet.merged = [(b, a, d, c) for a, b, c, d in sheet.merged]
    sheet.hidden_columns = ()
    sheet.header, sheet.body = (0, sheet.data[0] - 1 if sheet.data[0] else 0), sheet.data


def unmerged(sheet: Sheet, random: Random) -> None:
    """No merged ranges: a text page or a csv has none."""
    sheet.merged = []


def turned(sheet: Sheet, random: Random) -> None:
    """The table alone transposed under its title: labels across, headings down."""
    left = 0
    top, bottom = sheet.header[0], sheet.body[1]
    width = sheet.data[1] + 1
    if sheet.header[0] != sheet.header[1] or any(
        c >= top and a <= bottom for a, _, c, _ in sheet.merged
    ):
        return
    block = [
        row[left:width] + [None] * (width - left - len(row[left:width]))
        for row in sheet.rows[top : bottom + 1]
    ]
    made = [list(column) for column in zip(*block, strict=True)]
    sheet.rows[top : bottom + 1] = made
    moved = len(made) - len(block)
    sheet.merged = [
        (a + moved * (a > bottom), b, c + moved * (c > bottom), d) for a, b, c, d in sheet.merged
    ]
    first = sheet.data[0]
    sheet.header = (top, top + first - 1)
    sheet.body = (top + first, top + len(made) - 1)
    sheet.data = (1, len(made[0]) - 1)


CHANGES: tuple[Callable[[Sheet, Random], None], ...] = (
    move, title, footnote, blank_rows, blank_column, hide, as_text, marks, years, labels,
    descending, continued, halves, unmerged, turned,
)  # fmt: skip
