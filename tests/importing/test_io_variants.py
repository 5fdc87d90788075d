"""The same table printed otherwise gives the same figures, or a question; never other figures.

The official tables are rearranged by one to four changes at random (a third of them harmed as
well) and read again. Target: none silently wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import Answer, inspect_file, read_grids
from gxde_desktop.importing.io_tables import find_panels
from tests.support_io import (
    Doc,
    doc_of,
    findings,
    grid_of,
    read_grid,
    truth_of,
    verdict,
)
from tests.support_io_damage import damaged
from tests.support_io_variants import HARM, made_bases, variant
from tests.support_soak import SOAK, rounds, soak

TABLES = "投入产出表"
FILES = ("广西2007_42部门.xls", "广西2017_42部门.xls", "全国2005_42部门_万元与亿元.xls")
LARGE = ("全国2017_149部门.xlsx",)


def base_of(path: Path) -> Doc:
    """The first table of an official file as a document."""
    grid = read_grids(path)[0]
    frame = find_panels(grid)
    assert frame is not None
    (panel,) = frame.panels
    (table,) = read_grid(grid, [Answer("表.xlsx", "region", "全国")])
    assert table.io_table is not None
    doc = doc_of(grid, panel, truth_of(table), table.io_table.unit)
    if "region" in table.assumed:  # the sheet of 2005 does not name its region
        title = next(c for c, cell in enumerate(doc.titles[0]) if cell)
        doc.titles[0][title] = f"全国{doc.titles[0][title]}"
    doc.known = findings(read_grid(grid_of(doc)))
    return doc


@pytest.fixture(scope="module")
def bases(real_data: Path) -> list[Doc]:
    names = FILES + (LARGE if SOAK else ())
    found = [base_of(real_data / TABLES / name) for name in names] + made_bases()
    for doc in found:
        assert verdict(read_grid(grid_of(doc)), doc.truths, doc.known) == "same"
    return found


def write(path: Path, grid: Grid) -> Path:
    """The grid as a workbook."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(grid.sheet)
    for r, row in enumerate(grid.rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    for column in grid.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for a, b, c, d in grid.merged:
        if (a, b) != (c, d):
            sheet.merge_range(a, b, c, d, grid.rows[a][b])
    book.close()
    return path


HARMFUL = {change.__name__ for change in HARM}


def tried(bases: list[Doc], count: int, folder: Path | None) -> tuple[Counter[str], list[object]]:
    """Verdicts of variants, and those that are wrong; with a folder, through real files."""
    counts: Counter[str] = Counter()
    wrong: list[object] = []
    for seed in range(count):
        rng = random.Random(20260_000 + seed + (10**9 if folder else 0))
        base = rng.choice(bases)
        grid, doc, done = variant(rng, base, harm=rng.random() < 0.3)
        if folder is None:
            tables = read_grid(grid)
        else:
            report = inspect_file(write(folder / f"{seed}.xlsx", grid))
            tables = [t for t in report.tables if t.kind == "io_table"]
        found = verdict(tables, doc.truths, doc.known)
        harmed = bool(HARMFUL & set(done))
        counts["harmed " * harmed + found] += 1
        if found == "wrong":
            wrong.append((seed, bases.index(base), done))
    return counts, wrong


@soak
def test_no_variant_is_silently_wrong(bases: list[Doc]) -> None:
    count = rounds(120, in_soak=6000)
    counts, wrong = tried(bases, count, None)
    print(f"\n{count} variants of input-output tables: {dict(counts)}, {len(wrong)} silently wrong")
    assert wrong == []
    harmless = counts["same"] + counts["asked"]
    # A reader that asks about everything would be right as well, and of no use.
    assert counts["same"] >= 0.9 * harmless


@soak
def test_no_variant_is_silently_wrong_through_real_files(bases: list[Doc], tmp_path: Path) -> None:
    count = rounds(20, in_soak=600)
    counts, wrong = tried(bases, count, tmp_path)
    print(f"\n{count} variants through xlsx: {dict(counts)}, {len(wrong)} silently wrong")
    assert wrong == []


@soak
def test_a_damaged_sheet_gives_no_other_figures(bases: list[Doc]) -> None:
    """Rows, columns and cells lost, doubled, exchanged and scribbled over at random."""
    count = rounds(80, in_soak=4000)
    counts: Counter[str] = Counter()
    wrong = []
    for seed in range(count):
        rng = random.Random(777_000 + seed)
        base = rng.choice(bases)
        grid, done = damaged(rng, grid_of(base))
        found = verdict(read_grid(grid), base.truths, base.known, cut=True)
        counts[found] += 1
        if found == "wrong":
            wrong.append((seed, bases.index(base), done))
    print(f"\n{count} damaged sheets: {dict(counts)}, {len(wrong)} silently wrong")
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_xls_and_xlsx_are_read_alike(real_data: Path, tmp_path: Path, name: str) -> None:
    """The official .xls, written again as .xlsx with its merged ranges."""
    old = inspect_file(real_data / TABLES / name).tables[0]
    grid = read_grids(real_data / TABLES / name)[0]
    (new,) = inspect_file(write(tmp_path / "新.xlsx", grid)).tables
    assert old.raw is not None
    assert new.raw is not None
    assert new.raw.names == old.raw.names
    assert new.raw.codes == old.raw.codes
    assert (new.raw.year, new.raw.unit) == (old.raw.year, old.raw.unit)
    assert {k for k, v in new.raw.totals.items() if v is None} == {
        k for k, v in old.raw.totals.items() if v is None
    }
    for total, value in old.raw.totals.items():
        if value is not None:
            assert new.raw.totals[total] == pytest.approx(value, rel=1e-14)
    assert [c.status for c in new.checks] == [c.status for c in old.checks]
