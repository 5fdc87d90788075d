"""Metamorphic tests: the same sheet laid out otherwise gives the same series, or a question.

Counted and printed: how many variants were tried, and how many gave other figures without a
word. None may. Ten times as many run in `make soak`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import inspect_file, read_grids
from gxde_desktop.importing.results import FoundTable
from tests.support_layouts import LAYOUTS
from tests.support_soak import rounds, soak
from tests.support_variants import (
    CHANGES,
    figures,
    sheet_of,
    tables_of,
    transpose,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def made_grids() -> list[Grid]:
    """The sheets of `support_layouts`."""
    found = []
    for made in LAYOUTS:
        width = max(map(len, made.rows))
        rows = tuple(tuple(row) + (None,) * (width - len(row)) for row in made.rows)
        found.append(Grid(made.sheet, rows, made.merged))
    return found


def official_grids(real_data: Path) -> list[Grid]:
    """Sheets of the yearbook set and of the official annual files."""
    files = [*(real_data.parent / "yearbook").glob("*.xls*"), *(real_data / "年度数据").glob("*")]
    return [grid for file in sorted(files) for grid in read_grids(file) if not grid.hidden]


def asked(tables: list[FoundTable]) -> set[str]:
    """What a person is asked or warned of."""
    return {
        *(p.code for t in tables for p in t.problems if p.severity != "info"),
        *(q.field for t in tables for q in t.questions),
    }


def outcome(grid: Grid, seed: int) -> tuple[str, list[str]]:
    """`same`, `asked`, `refused`, `fewer` or `silently wrong`, and the changes made."""
    random = Random(seed)
    before = tables_of(grid)
    sheet = sheet_of(grid, random.choice(before))
    changes = random.sample(CHANGES, random.randrange(1, 4))
    if random.random() < 0.08:
        changes = [*changes[:1], transpose]
    for change in changes:
        change(sheet, random)
    after = tables_of(sheet.grid())
    names = [change.__name__ for change in changes]
    more = figures(after) - figures(before)
    if figures(after) == figures(before):
        return "same", names
    if not more:
        return ("fewer" if after else "refused"), names
    return ("asked" if asked(after) - asked(before) else "silently wrong"), names


def tried(grids: list[Grid], seeds: range) -> Iterator[tuple[str, int, list[str]]]:
    for seed in seeds:
        word, names = outcome(grids[seed % len(grids)], seed)
        yield word, seed, names


@soak
def test_variants_of_made_sheets() -> None:
    found = list(tried(made_grids(), range(rounds(500))))
    counts = Counter(word for word, _, _ in found)
    print(f"variants of made sheets: {len(found)} tried, {dict(counts)}")
    assert [each for each in found if each[0] == "silently wrong"] == []
    assert counts["same"] >= 0.85 * len(found)


@soak
def test_variants_of_official_sheets(real_data: Path) -> None:
    found = list(tried(official_grids(real_data), range(rounds(150))))
    counts = Counter(word for word, _, _ in found)
    print(f"variants of official sheets: {len(found)} tried, {dict(counts)}")
    assert [each for each in found if each[0] == "silently wrong"] == []
    assert counts["same"] >= 0.85 * len(found)


def in_ten_thousands(grid: Grid, tables: list[FoundTable]) -> Grid | None:
    """The grid with every figure in 亿元 printed in 万元; None where it has none."""
    cells = {
        cell: value
        for table in tables
        for s in table.series
        if s.unit == "亿元"
        for cell, value in zip(s.cells, s.values, strict=True)
    }
    if not cells:
        return None
    rows = [list(row) for row in grid.rows]
    for row in rows:
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                row[c] = cell.replace("亿元", "万元").replace("100 million", "10 000")
    for cell, value in cells.items():
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - 64
        rows[int(cell[len(letters) :]) - 1][column - 1] = round(value * 10000, 6)
    return replace(grid, rows=tuple(tuple(row) for row in rows))


def _scaled(tables: list[FoundTable]) -> set[tuple[object, ...]]:
    """Every series with its amounts in 万元, rounded to what a float keeps."""
    found: set[tuple[object, ...]] = set()
    for s in (s for table in tables for s in table.series):
        factor = 1e4 if s.unit == "亿元" else 1.0
        unit = "万元" if s.unit == "亿元" else s.unit
        values = tuple(float(f"{v * factor:.9g}") for v in s.values)
        found.add((s.name, s.region, s.industry, unit, s.basis, s.years, values))
    return found


IN_YI = [place for place, made in enumerate(LAYOUTS) if "亿元" in str(made.rows)]


@pytest.mark.parametrize("place", IN_YI, ids=[LAYOUTS[place].about for place in IN_YI])
def test_another_unit_gives_the_same_amounts(place: int) -> None:
    grid = made_grids()[place]
    other = in_ten_thousands(grid, tables_of(grid))
    assert other is not None
    assert _scaled(tables_of(other)) == _scaled(tables_of(grid))


def test_an_old_workbook_says_the_same_as_xlsx(real_data: Path, tmp_path: Path) -> None:
    """.xls written again as .xlsx: the same figures, hidden columns among them."""
    folder = real_data.parent / "yearbook"
    if not folder.is_dir():
        pytest.skip("no yearbook set")
    for file in sorted(folder.glob("*.xls")):
        book = openpyxl.Workbook()
        assert book.active is not None
        book.remove(book.active)
        shown = [grid for grid in read_grids(file) if not grid.hidden]
        for grid in shown:
            sheet: Any = book.create_sheet(grid.sheet)
            for r, row in enumerate(grid.rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        sheet.cell(r + 1, c + 1, cell)
            for top, left, bottom, right in grid.merged:
                sheet.merge_cells(
                    start_row=top + 1, start_column=left + 1,
                    end_row=bottom + 1, end_column=right + 1,
                )  # fmt: skip
            sheet.column_dimensions["C"].hidden = True
        path = tmp_path / (file.stem + ".xlsx")
        book.save(path)
        names = {grid.sheet for grid in shown}
        old = [t for t in inspect_file(file).tables if t.sheet in names]
        assert figures(list(inspect_file(path).tables)) == figures(old)
