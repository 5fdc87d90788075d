"""Writing the results workbook, beside openpyxl writing the same cells bare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl

from benchmarks.bench import Bench
from benchmarks.timing import Contestant, Row
from gxde_desktop.exporting.workbook import write_workbook
from models import Measurement

Sheets = list[tuple[str, list[list[object]]]]


def rows(bench: Bench) -> Iterator[Row]:
    """The sample's measurement."""
    yield against_openpyxl("export the sample", bench.measurement, bench.folder)


def against_openpyxl(name: str, measured: Measurement, folder: Path) -> Row:
    """A row on the workbook of one measurement, written into a folder."""
    ours, other = folder / "results.xlsx", folder / "bare.xlsx"
    write_workbook(measured, ours, language="zh")
    sheets = _cells(ours)
    count = sum(cell is not None for _, lines in sheets for line in lines for cell in line)
    size = f"{ours.stat().st_size / 1e6:.1f} MB"
    return Row(
        name,
        Contestant("write_workbook", lambda _: write_workbook(measured, ours, language="zh")),
        (Contestant("openpyxl, write-only", lambda _: _write(sheets, other)),),
        f"{count:,} cells, {size}; openpyxl gets formulas ready made, no styles, no cached values",
    )


def _cells(path: Path) -> Sheets:
    """Formulas as text, numbers and text of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [
            (sheet.title, [list(line) for line in sheet.iter_rows(values_only=True)])
            for sheet in book.worksheets
        ]
    finally:
        book.close()


def _write(sheets: Sheets, path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(path)
