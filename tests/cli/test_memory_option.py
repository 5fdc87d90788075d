"""Headless memory: only where it is asked for, and then next year's file asks nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gxde_desktop.cli import main

NAMES = ("煤炭开采和洗选业", "食品制造业", "医药制造业")


def write(path: Path, last: int) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(f"{last}年")
    sheet.write_row(0, 0, [f"广西分行业主营业务收入（{last}年止）"])
    years = range(2010, last + 1)
    sheet.write_row(1, 0, ["行业", *(f"{year}年" for year in years)])
    for k, name in enumerate(NAMES):
        sheet.write_row(2 + k, 0, [name, *(100.0 + 10 * k + year % 5 for year in years)])
    book.close()
    return path


Inspect = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def inspect(capsys: pytest.CaptureFixture[str]) -> Inspect:
    def run(*arguments: object) -> tuple[int, dict[str, Any], str]:
        status = main(["inspect", "--json", "--lang", "zh", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return run


def asked(report: dict[str, Any]) -> list[str]:
    return [each["field"] for each in report["problems"] if each["severity"] == "question"]


def test_the_second_file_asks_nothing_and_says_from_where(tmp_path: Path, inspect: Inspect) -> None:
    first, second = write(tmp_path / "收入2016.xlsx", 2016), write(tmp_path / "收入2017.xlsx", 2017)
    memory = tmp_path / "memory.json"
    status, report, _ = inspect(first, "--memory", memory, "--assume", "收入:unit=万元")
    assert (status, asked(report)) == (0, [])
    status, report, _ = inspect(second)
    assert (status, asked(report)) == (1, ["unit"])  # not asked for: nothing is remembered
    status, report, _ = inspect(second, "--memory", memory)
    assert (status, asked(report)) == (0, [])
    (table,) = report["tables"]
    (known,) = table["remembered"]
    assert (known["field"], known["value"]) == ("unit", "万元")
    assert known["from"].startswith("收入2016.xlsx, ")
    assert {series["unit"] for series in table["series"]} == {"万元"}
    assert all(series["assumed"] == ["unit"] for series in table["series"])
    # 24 figures of 2010 to 2017, in 亿元: 3 rows of 100, 110, 120 and the years' last digits.
    (used,) = [each for each in table["used"] if each["name"].endswith(NAMES[1])]
    expected = [110.0 + year % 5 for year in range(2010, 2018)]
    assert used["count"] == 8
    assert used["sum"] == pytest.approx(sum(expected) / 1e4, rel=1e-12)
    assert (used["min"], used["max"]) == (min(expected) / 1e4, max(expected) / 1e4)


def test_corrections_are_typed_and_remembered_too(tmp_path: Path, inspect: Inspect) -> None:
    first, second = write(tmp_path / "收入2016.xlsx", 2016), write(tmp_path / "收入2017.xlsx", 2017)
    memory = tmp_path / "memory.json"
    given = ("--assume", "收入:unit=万元", "--assume", "收入2016.xlsx:unused=4:4")
    _, report, _ = inspect(first, "--memory", memory, *given)
    assert report["tables"][0]["corrected"] == ["unused"]
    _, report, _ = inspect(second, "--memory", memory)
    (table,) = report["tables"]
    assert [series["industry"] for series in table["series"]] == [NAMES[0], NAMES[2]]
    assert {each["field"] for each in table["remembered"]} == {"unit", "unused"}
    assert {"cells": "4:4", "reason": "人工指定不使用"} in table["unused"]


def test_overruling_is_typed_with_a_mark_and_shown(tmp_path: Path, inspect: Inspect) -> None:
    path = write(tmp_path / "收入2016.xlsx", 2016)
    _, report, _ = inspect(path, "--assume", "收入:unit=万元", "--assume", "收入:region!=全国")
    (table,) = report["tables"]
    assert table["overruled"] == [{"field": "region", "said": "广西", "used": "全国"}]
    assert {series["region"] for series in table["series"]} == {"全国"}


def test_an_answer_that_reaches_nothing_is_told(tmp_path: Path, inspect: Inspect) -> None:
    path = write(tmp_path / "收入2016.xlsx", 2016)
    _, _, err = inspect(path, "--assume", "别的表:unit=万元")
    assert "别的表:unit=万元" in err
