"""Damage to a sheet without any regard for what stands where."""

from __future__ import annotations

import random
from typing import Any

from gxde_desktop.importing.grid import Grid
from tests.support_io import rectangle

_STRAY = ("合计", "x", 3, -1.5, "农业", "2012年", "单位：亿元", "出口", True, "总产出")


def damaged(rng: random.Random, grid: Grid) -> tuple[Grid, list[str]]:
    """A sheet cut, shifted and scribbled on without any regard for what stands where."""
    rows = [list(row) for row in grid.rows]
    done = []
    for _ in range(rng.randrange(1, 4)):
        high, wide = len(rows), len(rows[0]) if rows else 0
        if high < 8 or wide < 8:
            break
        change = rng.choice(_DAMAGE)
        rows = change(rng, rows, high, wide)
        done.append(change.__name__)
    return Grid(grid.sheet, rectangle(rows)), done


Rows = list[list[Any]]


def cut_right(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    keep = wide - rng.randrange(1, wide // 3)
    return [row[:keep] for row in rows]


def cut_left(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    first = rng.randrange(1, 5)
    return [row[first:] for row in rows]


def cut_bottom(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    return rows[: high - rng.randrange(1, high // 3)]


def cut_top(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    return rows[rng.randrange(1, 7) :]


def drop_row(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    gone = rng.randrange(high)
    return rows[:gone] + rows[gone + 1 :]


def drop_column(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    gone = rng.randrange(wide)
    return [row[:gone] + row[gone + 1 :] for row in rows]


def double_row(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    at = rng.randrange(high)
    return [*rows[:at], list(rows[at]), *rows[at:]]


def double_column(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    at = rng.randrange(wide)
    return [[*row[:at], row[at], *row[at:]] for row in rows]


def swap_rows(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    one, other = rng.sample(range(high), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return rows


def swap_columns(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    one, other = rng.sample(range(wide), 2)
    for row in rows:
        row[one], row[other] = row[other], row[one]
    return rows


def swap_cells(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    (a, b), (c, d) = ((rng.randrange(high), rng.randrange(wide)) for _ in range(2))
    rows[a][b], rows[c][d] = rows[c][d], rows[a][b]
    return rows


def blank_cells(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    for _ in range(rng.randrange(1, 20)):
        rows[rng.randrange(high)][rng.randrange(wide)] = None
    return rows


def scribble(rng: random.Random, rows: Rows, high: int, wide: int) -> Rows:
    for _ in range(rng.randrange(1, 8)):
        rows[rng.randrange(high)][rng.randrange(wide)] = rng.choice(_STRAY)
    return rows


_DAMAGE = (
    cut_right, cut_left, cut_bottom, cut_top, drop_row, drop_column, double_row, double_column,
    swap_rows, swap_columns, swap_cells, blank_cells, scribble,
)  # fmt: skip
