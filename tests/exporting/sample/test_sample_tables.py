"""The sample's tables as a reader of the files sees them: every identity, from the cells alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.exporting.sample.economy import PROVINCE, tables

Numbers = Mapping[tuple[str, str], float]

SECTORS = {
    "示例省2007年投入产出表.xlsx": 42,
    "示例省2012年投入产出表.xlsx": 42,
    "示例省2017年投入产出表.xlsx": 42,
    "全国2007年投入产出表（构造）.xlsx": 135,
    "全国2017年投入产出表（构造）.xlsx": 149,
}
EARLY = ("FU302", "FU304")
"""Codes of the edition that prints foreign and domestic trade together."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample")
    write_sample(path)
    return path


def _cells(path: Path) -> tuple[list[str], Numbers]:
    """Sector codes, and every number by the codes of its row and column."""
    (sheet,) = openpyxl.load_workbook(path, data_only=True).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if "GO" in row)
    codes = rows[head]
    sectors = [str(code) for code in codes[3 : codes.index("TIU")]]
    numbers = {
        (str(row[2]), str(codes[column])): float(row[column])
        for row in rows[head + 1 :]
        if row[2] is not None
        for column in range(3, len(codes))
        if isinstance(row[column], int | float)
    }
    return sectors, numbers


@pytest.fixture(scope="module", params=SECTORS)
def table(request: pytest.FixtureRequest, folder: Path) -> tuple[str, list[str], Numbers]:
    sectors, numbers = _cells(folder / request.param)
    return request.param, sectors, numbers


def _close(left: float, right: float) -> bool:
    # Printed to 0.01 万元 at most: a printed digit is never lost.
    return abs(left - right) < 0.001


def test_every_sector_of_the_classification_is_there(
    table: tuple[str, list[str], Numbers],
) -> None:
    name, sectors, _ = table
    assert len(sectors) == len(set(sectors)) == SECTORS[name]


def test_columns_add_up_to_total_input(table: tuple[str, list[str], Numbers]) -> None:
    _, sectors, at = table
    for j in sectors:
        assert _close(sum(at[i, j] for i in sectors), at["TII", j])
        assert _close(sum(at[code, j] for code in ("VA001", "VA002", "VA003", "VA004")),
                      at["TVA", j])  # fmt: skip
        assert _close(at["TII", j] + at["TVA", j], at["TI", j])
        assert _close(at["TI", j], at[j, "GO"])


def test_rows_balance_with_the_printed_signs(table: tuple[str, list[str], Numbers]) -> None:
    _, sectors, at = table
    early = (sectors[0], "FU302") in at
    provincial = early or (sectors[0], "OF") in at
    sold = ("FU302",) if early else ("EX", "OF") if provincial else ("EX",)
    bought = ("FU304",) if early else ("IM", "IF") if provincial else ("IM",)
    for i in sectors:
        final = {code: at[i, code] for code in ("FU101", "FU102", "FU103", "FU201", "FU202")}
        assert _close(sum(at[i, j] for j in sectors), at[i, "TIU"])
        assert _close(final["FU101"] + final["FU102"], at[i, "THC"])
        assert _close(at[i, "THC"] + final["FU103"], at[i, "TC"])
        assert _close(final["FU201"] + final["FU202"], at[i, "GCF"])
        used = at[i, "TC"] + at[i, "GCF"] + sum(at[i, code] for code in sold)
        assert _close(used, at[i, "TFU"])
        supplied = at[i, "TIU"] + used - sum(at[i, code] for code in bought) + at[i, "ERR"]
        assert _close(supplied, at[i, "GO"])


def test_printed_totals_are_sums_over_the_sectors(table: tuple[str, list[str], Numbers]) -> None:
    _, sectors, at = table
    columns = {column for row, column in at if row == "TII"} - {*sectors, "TIU"}
    assert {"FU201", "TFU", "GO"} <= columns
    for column in columns:
        assert at["TII", column] == pytest.approx(sum(at[i, column] for i in sectors), abs=0.01)
    for row in ("TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI"):
        assert at[row, "TIU"] == pytest.approx(sum(at[row, j] for j in sectors), abs=0.01)


def test_flows_are_those_of_a_possible_economy(table: tuple[str, list[str], Numbers]) -> None:
    _, sectors, at = table
    trade = [code for code in ("EX", "OF", "IM", "IF", *EARLY) if (sectors[0], code) in at]
    for i in sectors:
        assert all(at[i, j] >= 0 for j in sectors)
        assert all(at[i, code] >= 0 for code in ("FU101", "FU102", "FU103", "FU201", *trade))
        assert at[i, "GO"] > 0
        assert at["TVA", i] > 0
    assert any(at[i, "FU202"] < 0 for i in sectors), "some stocks are run down"


def test_generator_and_files_agree(folder: Path) -> None:
    for table in tables():
        plan = table.plan
        ending = "" if plan.region == PROVINCE else "（构造）"
        sectors, at = _cells(folder / f"{plan.region}{plan.year}年投入产出表{ending}.xlsx")
        assert tuple(sectors) == plan.sectors.codes
        for code in ("GO", "FU201", "FU202"):
            assert sum(at[i, code] for i in sectors) / 1e4 == pytest.approx(table.total(code))
        for code in ("VA001", "TVA"):
            assert sum(at[code, j] for j in sectors) / 1e4 == pytest.approx(table.total(code))


def test_ict_investment_of_the_province_grows(folder: Path) -> None:
    """The two ICT sectors' GFCF, 亿元, found by name in the written files."""
    found = []
    for year in (2007, 2012, 2017):
        sheet = openpyxl.load_workbook(folder / f"示例省{year}年投入产出表.xlsx").worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        gfcf = next(row for row in rows if "FU201" in row).index("FU201")
        named = {str(row[1]): row[gfcf] for row in rows}
        found.append(
            [
                next(value / 1e4 for name, value in named.items() if name.startswith(start))
                for start in ("通信设备、计算机", "信息传输")
            ]
        )
    electronics, software = zip(*found, strict=True)
    assert 10 < electronics[0] < electronics[1] < electronics[2] < 500
    assert 5 < software[0] < software[1] < software[2] < 500
