"""Mutants of sheets as grids, past all readers: what recognition makes of any cells at all."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gxde_desktop.importing.answers import Evidence
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.results import Answer, FileReport, FoundTable
from gxde_desktop.importing.sheet_tables import Sheet
from models.series import AnnualSeries
from models.sources import SourceTable, column_number
from tests.support_io import grid_of, made_doc
from tests.support_layouts import LAYOUTS

FILE = "表.xlsx"
NASTY: tuple[Cell, ...] = (
    None, 0.0, -1.0, 1e300, 5e-324, 100.0, 2017.0, 2017, 17.0, 99, 201712.0, 43100.0, True,
    "2017", "2017年", "2018①", "2018(修订)", "1978-2020", "二〇一七年", "98年", "2017年1-6月",
    "单位：万元", "单位:%", "万元", "%", "(亿元)", "上年=100", "1978年=100", "2015=100", "续表",
    "（续）", "合计", "总计", "小计", "#工业", "其中：", "…", "-", "(12.84)", "1,234.5", "12.3*",
    "１２３", "1.234,5", "注：本表", "数据来源：", "广西", "南宁市", "全国", "地区", "指标", "年份",
    "代码", "频率", "来源", "总产出", "总投入", "中间投入合计", "增加值合计", "最终使用合计",
    "固定资本形成总额", "劳动者报酬", "制造业", "采矿业", "地区生产总值", "　　", "A" * 300,
    "=1+1", "@x", "#REF!", "\U0001f600", "\u202e2017", dt.date(2019, 12, 31), dt.date(1900, 1, 1),
    dt.timedelta(days=1), dt.time(1, 2),
)  # fmt: skip
ANSWERS = ("万元", "亿元", "%", "2017", "广西", "index_previous_100", "value", "", "不知道", "B2")
FIELDS = ("unit", "basis", "year", "region", "kind", "orientation", "area", "header", "codes",
          "names", "unused")  # fmt: skip
PLACES = ("B2:D5", "A1", "3:5", "2", "B", "D:E", "io_table", "series", "across", "down",
          "one_year")  # fmt: skip

Given = tuple[Grid, tuple[tuple[str, str], ...]]


def seeds(kind: str) -> list[Given]:
    del kind
    sheets = [_grid(made.rows, made.merged, made.sheet) for made in LAYOUTS]
    sheets += [grid_of(made_doc(count, decimals=1)) for count in (2, 3, 17)]
    return [(sheet, ()) for sheet in sheets]


def _grid(rows: Any, merged: Any, name: str) -> Grid:
    width = max(map(len, rows))
    filled = tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)
    return Grid(name, filled, tuple(merged))


def mutant(given: Given, other: Given, rng: random.Random) -> Given:
    """The sheet with changes of cells, rows, columns and marks; sometimes with answers."""
    grid, answers = given
    rows = [list(row) for row in grid.rows]
    merged = list(grid.merged)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 12))):
        rows = _changed(rows, other[0], rng) or [[None]]
    height, width = len(rows), max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]

    def places(most: int) -> tuple[tuple[int, int], ...]:
        if rng.random() < 0.8:
            return ()
        count = rng.randint(1, most)
        return tuple(sorted({(rng.randrange(height), rng.randrange(width)) for _ in range(count)}))

    if rng.random() < 0.2:
        top, left = rng.randrange(height), rng.randrange(width)
        merged.append((top, left, top + rng.randrange(3), left + rng.randrange(4)))
    if rng.random() < 0.2:
        answers = (*answers[-3:], (rng.choice(FIELDS), rng.choice((*ANSWERS, *PLACES))))
    lost = places(3)
    for row, column in lost:
        rows[row][column] = None
    made = Grid(
        grid.sheet, tuple(map(tuple, rows)), tuple(merged),
        typed=rng.random() < 0.9, errors=lost, percents=frozenset(places(6)),
        hidden_rows=tuple(sorted({row for row, _ in places(2)})),
    )  # fmt: skip
    return made, answers


def _changed(rows: list[list[Any]], other: Grid, rng: random.Random) -> list[list[Any]]:
    height, width = len(rows), max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]
    r, c, kind = rng.randrange(height), rng.randrange(width), rng.randrange(14)
    r2, c2 = rng.randrange(height), rng.randrange(width)
    if kind <= 2:
        rows[r][c] = rng.choice(NASTY)
    elif kind == 3:
        rows[r][c], rows[r2][c2] = rows[r2][c2], rows[r][c]
    elif kind == 4:
        rows[r], rows[r2] = rows[r2], rows[r]
    elif kind == 5:
        for row in rows:
            row[c], row[c2] = row[c2], row[c]
    elif kind == 6:
        rows.insert(r, list(rows[r2]) if rng.random() < 0.7 else [None] * width)
    elif kind == 7:
        for row in rows:
            row.insert(c, row[c2] if rng.random() < 0.5 else None)
    elif kind == 8 and height > 1:
        del rows[r]
    elif kind == 9 and width > 1:
        for row in rows:
            del row[c]
    elif kind == 10 and rng.random() < 0.3:
        rows = [list(column) for column in zip(*rows, strict=True)]
    elif kind == 11 and height * width < 4000:
        more = [list(row) for row in other.rows[:30]]
        if rng.random() < 0.5:
            rows = rows + [[None]] * rng.randrange(2) + more
        else:
            most = max(len(rows), len(more))
            gap: list[Any] = [None] * rng.randrange(2)
            blank: list[Any] = [None] * width
            rows = [
                (rows[k] if k < len(rows) else blank) + gap + (more[k] if k < len(more) else [])
                for k in range(most)
            ]
    elif kind == 12:
        for row in rows[r:]:
            if isinstance(row[c], float | int) and not isinstance(row[c], bool):
                row[c] = rng.choice((str, lambda v: v * 1000.0, lambda v: -v, round))(row[c])
    else:
        rows[r] = [rng.choice(NASTY) if rng.random() < 0.3 else cell for cell in rows[r]]
    return rows[:400]


def keep(given: Given, folder: Path) -> None:
    (folder / "input.txt").write_text(repr(given), encoding="utf-8", errors="backslashreplace")


def report(given: Given, folder: Path) -> FileReport:
    del folder
    grid, answers = given
    source = SourceTable(FILE, "0" * 64, grid.sheet)
    stated = tuple(Answer(f"{FILE}!{grid.sheet}", field, value) for field, value in answers)
    tables = Sheet(grid, source, stated, Evidence(), "表").tables()
    if not answers:  # as a person who takes the first choice of everything that is asked
        chosen = tuple(
            Answer(question.table_id, question.field, question.choices[0])
            for table in tables for question in table.questions if question.choices
        )  # fmt: skip
        Sheet(grid, source, chosen, Evidence(), "表").tables()
    return FileReport(FILE, "0" * 64, "xlsx", tuple(tables), (), False)


def grids(given: Given) -> Iterator[Grid]:
    yield given[0]


def size(given: Given) -> int:
    return given[0].n_rows * given[0].n_cols


def wrong(given: Given, found: FileReport) -> list[str]:
    """Figures that are not what their cells say."""
    return [
        f"{series.label} {year}: {value} from {cell}"
        for table in found.tables
        for series in table.series
        for year, value, cell in zip(series.years, series.values, series.cells, strict=True)
        if not _says(given[0], table, series, cell, value)
    ]


def _says(grid: Grid, table: FoundTable, series: AnnualSeries, cell: str, value: float) -> bool:
    del table, series
    letters = cell.rstrip("0123456789")
    row, column = int(cell[len(letters) :]) - 1, column_number(letters)
    printed = read_cell(grid.at(row, column)).value
    if printed is None:
        return False
    return value == printed or (
        (row, column) in grid.percents and abs(value - 100 * printed) <= 1e-12 * abs(value)
    )
