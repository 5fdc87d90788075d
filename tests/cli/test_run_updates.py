"""run --update-table: a table carried to another year from files alone, told and exported."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.text import catalogue
from tests.support_margins import base_table, growth_of_gfcf, write_margins

YEAR = 2020


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with margins of 2020: all grew from 2017 as its GFCF did."""
    made = tmp_path_factory.mktemp("sample")
    reports = [inspect_file(path) for path in write_sample(made)]
    table = base_table(reports)
    write_margins(made, table, growth_of_gfcf(reports, table, YEAR), YEAR)
    return made


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
