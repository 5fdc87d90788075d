"""A spreadsheet program recomputes the exported workbook to the program's own figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.text import in_language
from models import measure
from models.dataset import Dataset
from models.parameters import PRESETS, with_value
from models.sources import address
from tests.support_datasets import dataset
from tests.support_recalculation import Spreadsheet, compare, parameter_cell

DEFAULT = PRESETS["gx2022"]


@pytest.fixture(scope="module")
def spreadsheet(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Spreadsheet:
    return Spreadsheet(soffice, tmp_path_factory.mktemp("soffice"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Dataset]:
    data = dataset(1)
    path = tmp_path_factory.mktemp("export") / "结果.xlsx"
    write_workbook(measure(data, DEFAULT), path)
    return path, data


def test_the_harness_itself_recalculates(spreadsheet: Spreadsheet, tmp_path: Path) -> None:
    path = tmp_path / "wrong.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    sheet.write_number(0, 0, 20)
    sheet.write_formula(0, 1, "=A1+1", None, 999)  # a wrong cached value
    book.close()
    assert spreadsheet.recalculated(path)["S"]["B1"].value == 21


def test_unchanged_workbook_recomputes_to_the_same_figures(
    spreadsheet: Spreadsheet, exported: tuple[Path, Dataset]
) -> None:
    path, data = exported
    expected = measure(data, DEFAULT)
    book = spreadsheet.recalculated(path)
    compared, wrong = compare(book, lay_out(expected), expected)
    print(f"compared {compared} cells")
    assert compared > 900
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("computers.beta", 0.55),
        ("software.service_life", 6.5),
        ("communications.max_life_factor", 1.25),
        ("computers.sigma", 1.75),
        ("software.depreciation", 0.2),
        ("alpha", 0.8),
    ],
)
def test_a_changed_parameter_gives_the_programs_figures(
    spreadsheet: Spreadsheet, exported: tuple[Path, Dataset], name: str, value: float
) -> None:
    path, data = exported
    where = parameter_cell(path, name.replace(".", "_"))
    book = spreadsheet.recalculated(path, {where: value})
    expected = measure(data, with_value(DEFAULT, name, value))
    before = measure(data, DEFAULT)
    compared, wrong = compare(book, lay_out(expected), expected)
    assert wrong == []
    # The change must have reached the stock, or nothing was tested.
    assert expected.value("stock_total", 2021) != before.value("stock_total", 2021)
    assert compared > 900


def test_a_changed_input_cell_gives_the_programs_figures(
    spreadsheet: Spreadsheet, exported: tuple[Path, Dataset]
) -> None:
    path, data = exported
    before = measure(data, DEFAULT)
    key, labels = "indicator_printed", ("software", 2010)
    index = before.positions(key, *labels)
    sheet, row, column = lay_out(before).place(key, index)
    changed = before.value(key, *labels) * 1.5

    old = data.series["indicator.software"]
    values = tuple(
        changed if year == 2010 else value
        for year, value in zip(old.years, old.values, strict=True)
    )
    series = {**data.series, "indicator.software": replace(old, values=values)}
    expected = measure(replace(data, series=series), DEFAULT)
    book = spreadsheet.recalculated(path, {(sheet, address(row, column)): changed})
    _, wrong = compare(book, lay_out(expected), expected)
    assert wrong == []
    assert expected.value("stock", "software", 2010) != before.value("stock", "software", 2010)


def test_english_workbook_recomputes_too(spreadsheet: Spreadsheet, tmp_path: Path) -> None:
    expected = measure(dataset(7, drop=("price.reference_ict",)), DEFAULT)
    path = tmp_path / "results.xlsx"
    write_workbook(expected, path, language="en")
    with in_language("en"):
        layout = lay_out(expected)
    _, wrong = compare(spreadsheet.recalculated(path), layout, expected)
    assert wrong == []
