"""Where the tables of a sheet stand: rows of headings, rows of figures, lines between them.

A panel is a run of rows with figures under the headings that belong to it. Blank rows cut
nothing; a line of text alone in a row belongs to the figures below it unless headings follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from gxde_desktop.importing.facets import is_bare_year, read_label, words
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.labels import chinese, is_note, key
from gxde_desktop.importing.numbers import read_text
from gxde_desktop.importing.series_axis import doubtful
from gxde_desktop.importing.series_cells import (
    BARE_YEAR,
    MARK,
    NUMBER,
    TEXT,
    YEAR,
    filled_in,
    kind_of,
)
from gxde_desktop.importing.series_lines import (
    is_context_line,
    is_continued,
    is_head_word,
    is_lone,
    is_remark,
)
from gxde_desktop.importing.units import canonical_unit
from gxde_desktop.importing.years import looks_like_axis, year_label


@dataclass(slots=True)
class Panel:
    """Rows of one table: lines above, headings, figures, headings between figures, lines below.

    continued: headed 续表; inherited: has no headings of its own, those of the panel before.
    """

    context: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    lone: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    continued: bool = False
    inherited: bool = False

    @property
    def top(self) -> int:
        """First row of all that belongs to it."""
        return min([*self.context, *self.header, *self.body[:1]])


def find_panels_of_series(grid: Grid) -> list[Panel]:
    """The panels of a sheet from top to bottom."""
    bad = {row for row, _ in (*grid.errors, *grid.uncached)}
    panels: list[Panel] = []
    pending: list[int] = []
    for row, cells in enumerate(grid.rows):
        if cells.count(None) == len(cells):
            continue
        kinds = [kind_of(cell) for cell in cells]
        if not any(kinds):
            continue
        here = panels[-1] if panels else None
        if not _holds_figures(grid, row, kinds, here, pending, row in bad):
            pending.append(row)
            continue
        cut = 0 if here is None else _cut(grid, here, pending)
        if cut is None:
            assert here is not None
            here.lone += pending
        else:
            if here is not None:
                _close(grid, here, pending[:cut])
            panels.append(_opened(grid, pending[cut:]))
        panels[-1].body.append(row)
        pending = []
    if panels:
        _close(grid, panels[-1], pending)
    return panels


def _close(grid: Grid, panel: Panel, lines: list[int]) -> None:
    """Lines after the last figures: labels without figures still belong to the table."""
    last = panel.body[-1]
    for place, row in enumerate(lines):
        cells = filled_in(grid, row)
        text = grid.rows[row][cells[0]]
        label = isinstance(text, str) and read_label(text).role in (
            "region", "own_region", "industry", "total", "indicator", "year", "member",
        ) and not is_note(text) and len(text) < 40  # fmt: skip
        if row != last + 1 or not label:
            panel.tail += lines[place:]
            return
        panel.lone.append(row)
        last = row


def _holds_figures(
    grid: Grid, row: int, kinds: list[int], here: Panel | None, pending: list[int], bad: bool
) -> bool:
    numbers, years = kinds.count(NUMBER), kinds.count(BARE_YEAR)
    words_, named = kinds.count(TEXT), kinds.count(YEAR)
    first = next(c for c, k in enumerate(kinds) if k)
    head = grid.rows[row][first]
    if words_ and isinstance(head, str) and key(chinese(head)) in words("metadata"):
        return False
    if numbers:
        return not _enumerates(grid, row, kinds) and not (
            numbers == 1 and not years and words_ >= 3 and here is None and named >= 2
        )
    if kinds.count(MARK) or bad:
        return words_ + named + years > 0 and not (named >= 2 and not kinds.count(MARK))
    if not years:
        return False
    return _bare_years_are_figures(grid, row, kinds, here, pending)


def _enumerates(grid: Grid, row: int, kinds: list[int]) -> bool:
    """A row 甲 1 2 3 … that numbers the columns."""
    values = []
    for cell, kind in zip(grid.rows[row], kinds, strict=True):
        if kind == NUMBER:
            reading = read_text(cell) if isinstance(cell, str) else None
            value = reading.value if reading else float(cell)  # type: ignore[arg-type]
            values.append(abs(value or 0))
        elif kind in (TEXT, YEAR) and not (
            isinstance(cell, str) and key(cell) in ("甲", "乙", "丙", "丁", "a", "b")
        ):
            return False
    return (
        len(values) >= 3
        and values == [values[0] + i for i in range(len(values))]
        and (values[0] in (0, 1, 2))
    )


def _bare_years_are_figures(
    grid: Grid, row: int, kinds: list[int], here: Panel | None, pending: list[int]
) -> bool:
    """Whether 2015 2016 2017 … are figures and no heading."""
    columns = [c for c, k in enumerate(kinds) if k == BARE_YEAR]
    filled = [c for c, k in enumerate(kinds) if k]
    down = here is not None and is_bare_year(grid.rows[here.body[-1]][filled[0]])
    if len(filled) == 1:
        return down and not pending
    label = grid.rows[row][filled[0]]
    is_head = filled[0] in columns or (
        isinstance(label, str)
        and (is_head_word(label) or read_label(label).role in ("foreign", "class"))
    )
    above = [r for r in pending if not is_lone(grid, r)]
    if any(len(_years_of(grid, r, columns)) >= 2 for r in above):
        return True
    if here is not None and down and filled[0] in columns and not above:
        return True
    values = [year_label(grid.rows[row][c]) or 0 for c in columns]
    if len(columns) >= 2:
        steps = [b - a for a, b in pairwise(values)]
        selected = here is None and is_head and filled[0] not in columns and min(steps) > 0
        if (
            not looks_like_axis(_without_slips(values)) and not selected
        ):  # selected: 1978 1990 2000 2010 2021
            return True
        return here is not None and not pending and not is_head
    if filled[0] == columns[0]:
        return here is not None or not kinds.count(TEXT)
    if here is not None and not pending:
        return True
    return not is_head


def _without_slips(years: list[int]) -> list[int]:
    """The years of a heading without one that is mistyped; all of a short one."""
    if len(years) >= 4 and looks_like_axis(years[1:]):
        return years[1:]  # the latest year put in front
    doubted = doubtful(years)
    kept = [year for place, year in enumerate(years) if place not in doubted]
    return kept if len(kept) >= 3 else years


def _years_of(grid: Grid, row: int, columns: list[int]) -> list[int]:
    return [c for c in columns if kind_of(grid.shown(row, c)) in (YEAR, BARE_YEAR)]


def _cut(grid: Grid, here: Panel, pending: list[int]) -> int | None:
    """Where in the pending lines a new panel starts; None where they belong to this one."""
    if not pending:
        return None
    opens = any(_is_heading(grid, row, here, pending) for row in pending)
    fresh = any(_restarts(grid, row) for row in pending)
    if not opens and not fresh:
        return None
    for place, row in enumerate(pending):
        texts = [t for c in filled_in(grid, row) if isinstance(t := grid.rows[row][c], str)]
        if not (texts and (is_note(texts[0]) or _goes_on(texts[0], place))):
            return place
    return None


def _goes_on(text: str, place: int) -> bool:
    """A second line of footnotes: spaces and 2. in front, or a sentence."""
    return place > 0 and (
        re.match(r"^[\s\u3000]*[(（]?\d+[.、)）]", text) is not None
        and text.rstrip().endswith("。")
    )


def _restarts(grid: Grid, row: int) -> bool:
    cells = filled_in(grid, row)
    if len(cells) > 2:
        return False
    return any(isinstance(t := grid.rows[row][c], str) and is_continued(t) for c in cells)


def _is_heading(grid: Grid, row: int, here: Panel, pending: list[int]) -> bool:
    """Whether a line below figures is a new row of headings."""
    filled = filled_in(grid, row)
    if len(filled) < 2 or is_context_line(grid, row):
        return False
    cells = [grid.rows[row][c] for c in filled]
    if any(kind_of(cell) in (YEAR, BARE_YEAR) for cell in cells[1:]):
        return True
    if filled[-1] < _first_figures(grid, here):
        return False  # labels of a row that has no figures yet, as in a form filled in part
    texts = [cell for cell in cells if isinstance(cell, str)]
    if texts and is_note(texts[0]):
        return False
    if any(is_head_word(t) for t in texts):
        return True
    for known in here.header:
        same = sum(grid.rows[known][c] == grid.rows[row][c] for c in filled)
        if same * 2 >= len(filled):
            return True
    alone = any(is_lone(grid, r) and r < row for r in pending)
    return len(texts) >= 3 and (alone or row - here.body[-1] > 1)


def _first_figures(grid: Grid, panel: Panel) -> int:
    """The column where figures or the years over them begin."""
    found = [
        column
        for row in (*panel.header, *panel.body[:1])
        for column in filled_in(grid, row)
        if kind_of(grid.rows[row][column]) in (NUMBER, YEAR, BARE_YEAR)
    ]
    return min(found, default=0)


def _opened(grid: Grid, lines: list[int]) -> Panel:
    """A new panel from the lines above its first figures."""
    panel = Panel()
    rest = list(lines)
    between: list[int] = []
    while rest and is_lone(grid, rest[-1]) and not _heads_column(grid, rest[-1], rest):
        between.insert(0, rest.pop())
    while rest:
        row = rest[-1]
        lone = is_lone(grid, row) and not _heads_column(grid, row, rest)
        if (lone and not _is_metadata(grid, row)) or is_context_line(grid, row):
            break
        texts = [t for c in filled_in(grid, row) if isinstance(t := grid.rows[row][c], str)]
        if texts and is_note(texts[0]) and key(chinese(texts[0])) not in words("metadata"):
            break
        panel.header.insert(0, rest.pop())
    if not panel.header:
        panel.context, panel.lone = rest + between, []
        panel.inherited = True
    else:
        panel.context, panel.lone = rest, between
    panel.continued = any(_restarts(grid, row) for row in panel.context)
    return panel


def _is_metadata(grid: Grid, row: int) -> bool:
    """A row of an export that is headed 频率, Status ..., filled or not."""
    head = grid.rows[row][_first_filled(grid.rows[row])]
    return isinstance(head, str) and key(chinese(head)) in words("metadata")


def _goes_with(grid: Grid, cell: str, column: int, above: list[int]) -> bool:
    """Whether a lone cell is the unit, or the other half, of the heading right above it.

    A row of units in which one cell is filled is no unit of the whole table.
    """
    over = [grid.rows[r] for r in above if not is_lone(grid, r) and not is_context_line(grid, r)]
    here = [cells[column] for cells in over if isinstance(cells[column], str)]
    if not here or column == _first_filled(over[-1]):
        return False
    if canonical_unit(cell) is not None:
        return True
    return key(str(here[-1])) in ("人均地区", "人均国内", "人均国民") or (
        key(str(here[-1])).startswith("人均") and len(key(str(here[-1]))) <= 4
    )


def _first_filled(cells: tuple[Cell, ...]) -> int:
    return next(c for c, cell in enumerate(cells) if cell is not None)


def _heads_column(grid: Grid, row: int, lines: list[int]) -> bool:
    """A single cell that is the heading of a column: beside the labels, no remark, no title."""
    (column,) = filled_in(grid, row) or (0,)
    cell = grid.rows[row][column]
    below = next((r for r in range(row + 1, grid.n_rows) if filled_in(grid, r)), None)
    if column == 0 or row != lines[-1] or below is None:
        return False
    if isinstance(cell, str) and _goes_with(grid, cell, column, [r for r in lines if r < row]):
        return True
    if kind_of(grid.at(below, column)) not in (NUMBER, MARK, BARE_YEAR):
        return False
    if kind_of(cell) in (YEAR, BARE_YEAR):
        return True
    return isinstance(cell, str) and not is_remark(cell) and len(chinese(cell)) <= 30
