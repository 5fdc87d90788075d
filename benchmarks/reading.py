"""Reading and recognising a workbook, beside pandas that merely reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.bench import REAL_DATA, Bench
from benchmarks.timing import Contestant, NotHere, Row
from gxde_desktop.importing.importer import inspect_file

REAL_TABLE = REAL_DATA / "投入产出表" / "全国2017_149部门.xlsx"


def constructed(bench: Bench) -> Iterator[Row]:
    """The sample's national table."""
    yield _row("inspect 149 sectors, sample", bench.national_table)


def official(bench: Bench) -> Iterator[Row]:
    """The official table of the same classification."""
    if not REAL_TABLE.exists():
        raise NotHere("no official files beside the repository")
    yield _row("inspect 149 sectors, official", REAL_TABLE)


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
