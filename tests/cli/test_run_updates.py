"""run --update-table: a table carried to another year from files alone, told and exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.text import catalogue
from models.io_table import IOTable
from models.units import units_per_yi

YEAR = 2020
NAMES = {"FU101": "农村居民消费支出", "FU102": "城镇居民消费支出", "FU103": "政府消费支出",
         "EX": "出口", "IM": "进口", "OF": "国内省外流出", "IF": "国内省外流入"}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with margins of 2020: all grew from 2017 as its GFCF did."""
    made = tmp_path_factory.mktemp("sample")
    files = write_sample(made)
    reports = [inspect_file(path) for path in files]
    table = next(
        t.io_table
        for report in reports
        for t in report.tables
        if t.io_table is not None and t.io_table.year == 2017 and t.io_table.region != "全国"
    )
    gfcf = next(
        s.at(YEAR)
        for report in reports
        for t in report.tables
        for s in t.series
        if s.name == "固定资本形成总额" and s.region == table.region
    )
    assert gfcf is not None
    divisor = units_per_yi(table.unit) or 1.0
    growth = gfcf * divisor / total(table, "FU201")
    for code, name in (("GO", "总产出"), ("TVA", "增加值")):
        values = table.blocks[code].values
        rows = [
            f"{table.region}:{name}:{sector},亿元,{float(growth * value / divisor)!r}"
            for sector, value in zip(table.names, values, strict=True)
        ]
        write(made / f"{name}.csv", rows)
    rows = [
        f"{table.region}:支出法生产总值:{name},亿元,{growth * abs(total(table, code)) / divisor!r}"
        for code, name in NAMES.items()
        if code in table.blocks
    ]
    write(made / "支出法生产总值.csv", rows)
    return made


def total(table: IOTable, code: str) -> float:
    return float(np.nan_to_num(table.blocks[code].values).sum())


def write(path: Path, rows: list[str]) -> None:
    path.write_text("\n".join([f"指标名称,单位,{YEAR}", *rows]), encoding="utf-8")


def run(folder: Path, target: Path, *options: str) -> int:
    return main(["run", str(folder), "--export", str(target), "--lang", "zh", *options])


def test_a_benchmark_is_carried_told_and_listed_as_frozen(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "结果.xlsx"
    run(folder, target, "--update-table", f"示例省2017:benchmark={YEAR}")
    told = capsys.readouterr().out
    assert "用作基准" in told
    assert "行合计最大差" in told
    book = openpyxl.load_workbook(target)
    known = catalogue("zh")
    assert known["exporting.sheet.updates"] in book.sheetnames
    contents = book[known["exporting.contents"]]
    text = "\n".join(str(c.value) for row in contents.iter_rows() for c in row if c.value)
    assert "推算表（由较早的投入产出表" in text


def test_looked_at_only_it_changes_no_figure(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, tmp_path / "甲.xlsx", "--update-table", f"示例省2017:year={YEAR}")
    told = capsys.readouterr().out
    assert "不用作基准" in told
    run(folder, tmp_path / "乙.xlsx")
    plain = capsys.readouterr().out
    heading = catalogue("zh")["cli.update.heading"]
    assert heading not in plain
    figures = told.split(heading)[0]
    assert figures.splitlines()[:60] == plain.splitlines()[:60]


@pytest.mark.parametrize("text", ["示例省2017", "示例省2017:year=abc", "示例省2017:use=2020"])
def test_what_is_not_understood_is_refused(
    folder: Path, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, tmp_path / "丙.xlsx", "--update-table", text) == 2
    assert text in capsys.readouterr().err


def test_missing_margins_need_a_person(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(folder, tmp_path / "丁.xlsx", "--update-table", "示例省2017:year=2018")
    told = capsys.readouterr().out
    assert status == 1
    assert "2018 年缺" in told
