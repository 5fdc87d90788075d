"""Sheets written without a look at the importer, and what must come out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.importing.results import FileReport

N = None
GX = "广西"
INDEX, FIXED, GROWTH = "index_previous_100", "index_fixed_base", "growth_percent"
Wanted = tuple[str, str | None, str | None, str | None, str, dict[int, float]]
"""Name, industry, region, unit, basis, figures by year."""


class Unseen(NamedTuple):
    """Rows of a sheet, the series that it holds, and what is asked or warned of."""

    kind: str
    rows: list[list[Any]]
    wanted: list[Wanted]
    said: Collection[str] = frozenset()
    merged: Sequence[str] = ()
    sheet: str = "Sheet1"


def ends(*years: int) -> list[dt.date]:
    return [dt.date(year, 12, 31) for year in years]


def report_of(unseen: Unseen, folder: Path) -> FileReport:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = unseen.sheet
    for row in unseen.rows:
        sheet.append(row)
    for area in unseen.merged:
        sheet.merge_cells(area)
    path = folder / "表.xlsx"
    book.save(path)
    return inspect_file(path)


def outcome(unseen: Unseen, folder: Path) -> tuple[list[Wanted], set[str]]:
    """Every series of the sheet in one order, and what is asked and warned of."""
    report = report_of(unseen, folder)
    found = [
        (s.name, s.industry, s.region, s.unit, s.basis.value if s.basis else "",
         dict(zip(s.years, s.values, strict=True)))
        for table in report.tables
        for s in table.series
    ]  # fmt: skip
    said = {q.field for t in report.tables for q in t.questions}
    said |= {
        p.code
        for t in report.tables
        for p in t.problems
        if p.severity in ("warning", "error") or p.code.startswith("kind.")
    }
    return sorted(found, key=repr), said


def expected(unseen: Unseen) -> tuple[list[Wanted], set[str]]:
    """What should come out, in the same order."""
    return sorted(unseen.wanted, key=repr), set(unseen.said)
