"""Sets of published figures as sheets: what is exported is read back, mistakes are named."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gxde_desktop.exporting.published_book import write_published
from gxde_desktop.importing.published_sheet import published_set
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.project.published import example
from gxde_desktop.text import LANGUAGES, say
from models.audit import Printed, Verdict
from models.published import Claim, PublishedSet, results

FIGURES = ["指标", "年份", "公布的数字", "单位"]
CHECKS = ["公式", "应得的公布值"]


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exported_set_is_read_back_the_same(tmp_path: Path, language: str) -> None:
    path = tmp_path / "核对.xlsx"
    whole = example("gx2022")
    write_published(whole, path, language=language)
    assert published_set(path) == whole


def test_text_that_a_spreadsheet_would_run_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "核对.xlsx"
    figure = Printed("x", 2021, "-5", "one", "=1+1", "@SUM(A1)")
    claims = (Claim("c", "x[2021]*-1+0", "y[2021]", "=HYPERLINK(1)"),)
    write_published(PublishedSet("=2", "", 0.5, (figure,), claims), path)
    read = published_set(path)
    assert (read.title, read.figures) == ("=2", (figure,))
    assert read.claims[0].title == "=HYPERLINK(1)"


def test_a_sheet_of_a_persons_own_with_names_numbers_and_per_cent(tmp_path: Path) -> None:
    path = book(
        tmp_path / "甲.xlsx",
        {
            "数": [FIGURES, ["地区生产总值", 2021, 24740.86, "亿元"],
                   ["数字经济规模", "2021年", "8,512", ""], ["占比", 2021, "34.4%", ""]],
            "核对": [CHECKS, ["100×数字经济规模［2021］÷地区生产总值[2021]", "占比[2021]"]],
            "别的": [["不相干"]],
        },
    )  # fmt: skip
    read = published_set(path)
    assert [(each.key, each.year, each.text, each.unit) for each in read.figures] == [
        ("gdp", 2021, "24740.86", "money"),
        ("digital_economy", 2021, "8512", "money"),
        ("占比", 2021, "34.4", "percent"),
    ]
    assert read.title == "甲"
    assert results(read, None)[0].verdict is Verdict.FOLLOWS


def test_figures_alone_in_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "数.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([FIGURES, ["gdp", "2021", "6.0", "亿元"]])
    (figure,) = published_set(path).figures
    assert figure.text == "6.0"


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"数": [FIGURES, ["gdp", 2021, "多少", ""]]}, ("数", "C2", "多少")),
        ({"数": [FIGURES, ["gdp", "去年", 1, ""]]}, ("数", "B2", "去年")),
        ({"数": [FIGURES, ["gdp", 2021, 1, "斤"]]}, ("数", "D2", "斤")),
        ({"数": [FIGURES, ["g p", 2021, 1, ""]]}, ("数", "A2", "g p")),
        ({"数": [FIGURES, ["gdp", 2021, 1, ""], ["gdp", 2021, 2, ""]]}, ("A3", "两次")),
        ({"核": [CHECKS, ["1+", "x[2021]"]]}, ("核", "A2", "第 3 个字符")),
        ({"核": [CHECKS, ["x[2021]*2", "y"]]}, ("核", "B2")),
        ({"核": [CHECKS, ["x[2021]", "x[2021]"]]}, ("核", "A2")),
        ({"核": [["别的", "表头"], ["a", "b"]]}, ("表头",)),
        ({"数": [["容差（末位单位的倍数）", "很多"], FIGURES, ["gdp", 2021, 1, ""]]}, ("很多",)),
    ],
)
def test_a_mistake_is_named_with_its_sheet_and_cell(
    tmp_path: Path, sheets: dict[str, list[list[Any]]], told: tuple[str, ...]
) -> None:
    with pytest.raises(ImportRefused) as refused:
        published_set(book(tmp_path / "错.xlsx", sheets))
    text = say(refused.value.message)
    assert "错.xlsx" in text
    for part in told:
        assert part in text
