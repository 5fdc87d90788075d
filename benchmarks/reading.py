"""Reading and recognising a workbook, beside pandas that merely reads it; and large sheets."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter

from benchmarks.bench import REAL_DATA, ROOT, Bench
from benchmarks.timing import Contestant, NotHere, Row
from gxde_desktop.importing.importer import inspect_file

REAL_TABLE = REAL_DATA / "投入产出表" / "全国2017_149部门.xlsx"
LARGE_ROWS = 300_000


def constructed(bench: Bench) -> Iterator[Row]:
    """The sample's national table."""
    yield _row("inspect 149 sectors, sample", bench.national_table)


def official(bench: Bench) -> Iterator[Row]:
    """The official table of the same classification."""
    if not REAL_TABLE.exists():
        raise NotHere("no official files beside the repository")
    yield _row("inspect 149 sectors, official", REAL_TABLE)


def large(bench: Bench) -> Iterator[Row]:
    """A sheet of many rows and one with a far cell, by the command line in a process of its own.

    Beside each, the same process start that reads nothing, so that what the file costs is seen.
    """
    rows = 30_000 if bench.quick else LARGE_ROWS
    for name, path in (
        (f"inspect {rows:,} rows, xlsx", _many_rows(bench.folder / "rows.xlsx", rows)),
        (f"inspect {rows:,} rows, csv", _many_rows(bench.folder / "rows.csv", rows)),
        (f"inspect {rows:,} rows of a long table", _long_table(bench.folder / "long.xlsx", rows)),
        ("inspect a cell at XFD1048576", _far_cell(bench.folder / "far.xlsx")),
    ):
        yield Row(
            name,
            _command("inspect", str(path)),
            (_command("start alone", "--help"),),
            "a process of its own; the long table is read, records of firms are only named",
            rounds=3,
        )


def _command(name: str, *arguments: str) -> Contestant:
    """`inspect` of the command line, in a process of its own."""
    command = [sys.executable, str(ROOT / "main.py"), "inspect", *arguments]

    def run(_: object) -> None:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True)
        if ended.returncode not in (0, 1, 2):
            raise RuntimeError(f"{name} ends with {ended.returncode}")

    return Contestant(name, run, apart=True)


def _row(name: str, path: Path) -> Row:
    def inspect(_: object) -> None:
        report = inspect_file(path)
        if not any(table.kind == "io_table" for table in report.tables):
            raise RuntimeError(f"no input-output table found in {path.name}")

    def read(_: object) -> None:
        pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")

    return Row(
        name,
        Contestant("inspect_file", inspect),
        (Contestant("pandas + openpyxl", read),),
        "pandas recognises, checks and remembers nothing",
    )


def _many_rows(path: Path, count: int) -> Path:
    """Records of firms: no annual table, but what an office may drop on the window."""
    rng = random.Random(20170101)
    rows: Iterator[list[object]] = (
        [number, f"企业{number}", "制造业", "南宁市",
         *(round(rng.random() * 1e5, 2) for _ in range(4))]
        for number in range(1, count + 1)
    )  # fmt: skip
    head: list[object] = ["序号", "企业名称", "行业", "市", "产值", "利润", "税金", "人数"]
    if path.suffix == ".csv":
        lines = [",".join(str(cell) for cell in row) for row in (head, *rows)]
        path.write_text("\n".join(lines), encoding="gb18030")
        return path
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        for number, row in enumerate((head, *rows)):
            sheet.write_row(number, 0, row)
    return path


def _long_table(path: Path, count: int) -> Path:
    """Indicator, region, year, figure, unit: a database's export of all it has."""
    rng = random.Random(20180101)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["指标", "地区", "年份", "数值", "单位"])
        for number in range(count):
            series, year = divmod(number, 30)
            row = [f"产品{series}产量", "广西", 1991 + year, round(rng.random() * 1e4, 2), "万吨"]
            sheet.write_row(number + 1, 0, row)
    return path


def _far_cell(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet["A1"] = sheet["XFD1048576"] = 1
    book.save(path)
    return path
