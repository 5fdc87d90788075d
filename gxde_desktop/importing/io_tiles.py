"""A sheet cut into tiles: one heading across, one label column down, the figures between.

A sheet may hold several tables beside or below one another, or one table pasted in parts with
its labels repeated. Every heading band of every label column makes a tile; what the tiles are
parts of is decided later, by their labels.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gxde_desktop.importing.corrections import NO_CORRECTIONS, Corrections
from gxde_desktop.importing.io_labels import (
    code_text,
    column_role,
    is_heading,
    part_said,
    row_role,
    standard_codes,
)
from gxde_desktop.importing.io_lines import Tile, read_lines
from gxde_desktop.importing.io_look import Look
from gxde_desktop.importing.labels import has_han

_BAND = 6
"""Heading rows at most above the one that names the sectors."""


def tiles_of(look: Look, given: Corrections = NO_CORRECTIONS) -> list[Tile]:
    """All tiles of a sheet in reading order, their lines read."""
    strips = _strips(look, given)
    found: list[Tile] = []
    for left, name_column, first_column, last_column in strips:
        found += _tiles_of_strip(look, left, name_column, first_column, last_column, given)
    found.sort(key=lambda tile: (tile.header[0], tile.left))
    for tile in found:
        tile.told = given.kind == "io_table"
        read_lines(tile, given)
    return found


def _strips(look: Look, given: Corrections) -> list[tuple[int, int, int, int]]:
    """(left, name column, first and last column of figures) of every label column."""
    width = look.view.grid.n_cols
    if given.area is not None:
        left = given.area[1]
        name = given.names
        if name is None:
            name = next((c for c in reversed(look.label_columns) if c < left), max(left - 1, 0))
        return [(0, name, left, min(given.area[3], width - 1))]
    labels = [given.names] if given.names is not None else list(look.label_columns)
    if not labels:
        return []
    groups: list[list[int]] = [[labels[0]]]
    for before, column in pairwise(labels):
        if _headed_between(look, before, column):
            groups.append([column])
        else:
            groups[-1].append(column)
    chosen = [max(group, key=lambda c: _worth(look, c)) for group in groups]
    strips = []
    for place, column in enumerate(chosen):
        left = 0 if place == 0 else _left_of(look, groups[place][0], chosen[place - 1])
        last = width - 1
        if place + 1 < len(chosen):
            last = _left_of(look, groups[place + 1][0], column) - 1
        strips.append((left, column, max(groups[place][-1], column) + 1, last))
    return strips


def _worth(look: Look, column: int) -> tuple[int, bool, int]:
    words = look.by_column.get(column, {})
    held = len(set(words.values()) & look.names)
    return held + len(look.row_anchors(column)), any(map(has_han, words.values())), -column


def _headed_between(look: Look, first: int, last: int) -> bool:
    """Whether columns of figures stand between two label columns."""
    return any(
        word in look.names or column_role(word)
        for column in range(first + 1, last)
        for word in look.by_column.get(column, {}).values()
    )


def _left_of(look: Look, name_column: int, before: int) -> int:
    """First column of the labels around a name column: side headings and codes left of it."""
    column = name_column
    while column - 1 > before:
        words = look.by_column.get(column - 1, {})
        headed = any(word in look.names or column_role(word) for word in words.values())
        numbers = np.isfinite(look.values[:, column - 1]).any()
        if headed or (numbers and not any(map(is_heading, words.values()))):
            break
        column -= 1
    return column


def _tiles_of_strip(
    look: Look, left: int, name_column: int, first_column: int, last_column: int, given: Corrections
) -> list[Tile]:
    labelled = {
        row
        for row, word in look.by_column.get(name_column, {}).items()
        if word in look.names or row_role(word)
    }
    if given.area is not None:
        header = given.header or (_top_above(look, given.area[0]), given.area[0] - 1)
        last = min(given.area[2], look.view.grid.n_rows - 1)
        return [
            Tile(look, name_column, left, first_column, last_column, header, given.area[0], last)
        ]
    heads: list[int] = []
    bands: list[list[int]] = []
    if given.header is not None:
        bands.append(list(range(given.header[0], given.header[1] + 1)))
    else:
        heads = _heading_rows(look, first_column, last_column)
    for row in heads:
        if row in labelled and _is_body(look, row, first_column, last_column):
            continue
        if bands and not any(r in labelled for r in range(bands[-1][-1] + 1, row)):
            bands[-1].append(row)
        else:
            bands.append([row])
    found: list[Tile] = []
    for place, band in enumerate(bands):
        stop = bands[place + 1][0] if place + 1 < len(bands) else look.view.grid.n_rows
        first = next((r for r in range(band[-1] + 1, stop) if r in labelled), None)
        if first is None:
            continue
        first = _unnamed_before(look, first, band[-1], name_column, first_column, last_column)
        first = _part_before(look, first, band[-1], left, name_column)
        top = band[0]
        if given.header is None:
            floor = found[-1].last + 1 if found else 0
            top = _band_top(look, band[0], floor, first_column, last_column)
        if found and found[-1].last >= top:
            found[-1].last = top - 1
        found.append(
            Tile(look, name_column, left, first_column, last_column, (top, first - 1), first,
                 stop - 1)
        )  # fmt: skip
    return found


def _top_above(look: Look, row: int) -> int:
    top = row
    while top > 0 and row - top < _BAND and len(look.by_row.get(top - 1, {})) >= 2:
        top -= 1
    return min(top, max(row - 1, 0))


def _heading_rows(look: Look, first: int, last: int) -> list[int]:
    """Rows that name at least two sectors, or two final uses, across."""
    found = []
    for row in sorted(look.by_row):
        words = [w for c, w in look.by_row[row].items() if first <= c <= last]
        sectors = len({word for word in words if word in look.names})
        if sectors >= 2 or len({role for word in words if (role := column_role(word))}) >= 2:
            found.append(row)
    return found


def _is_body(look: Look, row: int, first: int, last: int) -> bool:
    return look.numbers_in(row, first, last) >= 2


def _unnamed_before(
    look: Look, first: int, heading: int, name_column: int, left: int, right: int
) -> int:
    """Rows of figures over the first known name belong to the body: a name may be misspelt."""
    row = first
    while row - 1 > heading and _is_body(look, row - 1, left, right):
        if _prints_codes(look, row - 1, name_column, left, right):
            break
        row -= 1
    return row


def _part_before(look: Look, first: int, heading: int, left: int, name_column: int) -> int:
    """The row over the first sector that says whether domestic or imported goods follow."""
    words = look.by_row.get(first - 1, {})
    if first - 1 <= heading or not words or max(words) > name_column or min(words) < left:
        return first
    texts = [str(look.view.grid.at(first - 1, column)) for column in words]
    return first - 1 if any(map(part_said, texts)) else first


def _prints_codes(look: Look, row: int, name_column: int, left: int, right: int) -> bool:
    """A row without a name whose cells are whole numbers, all different: codes of the columns."""
    name = look.by_row.get(row, {}).get(name_column)
    if name is not None and not is_heading(name):
        return False
    cells = [cell for cell in look.view.grid.rows[row][left : right + 1] if cell is not None]
    printed = [code for cell in cells if (code := code_text(cell)) and "." not in code]
    if any(code in standard_codes() for code in printed):
        return True
    return len(printed) >= 0.7 * len(cells) and len(set(printed)) >= 0.95 * len(printed)


def _band_top(look: Look, head: int, floor: int, first: int, last: int) -> int:
    """First row of the heading: upwards while something stands over the columns."""
    top = head
    while top > floor and head - top < _BAND:
        if _heads(look, top - 1, first, last):
            top -= 1
        elif top - 1 > floor and _part_of_a_name(look, top - 1, first, last):
            if not _heads(look, top - 2, first, last):
                break
            top -= 2
        else:
            break
    return top


def _heads(look: Look, row: int, first: int, last: int) -> bool:
    """Whether a row belongs to the heading: words of the frame, or two over the columns."""
    words = look.by_row.get(row, {})
    if any("单位" in word or "unit:" in word for word in words.values()):
        return False
    cells = look.view.grid.rows[row]
    framed = any(is_heading(str(cells[c])) for c in words)
    return framed or sum(first <= c <= last for c in words) >= 2


def _part_of_a_name(look: Look, row: int, first: int, last: int) -> bool:
    """One short word over the columns: the beginning of a name that runs over two cells."""
    words = look.by_row.get(row, {})
    return len(words) == 1 and all(
        first <= c <= last and len(word) <= 8 and "表" not in word and "单位" not in word
        for c, word in words.items()
    )
