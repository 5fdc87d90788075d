"""A spreadsheet program recomputes the exported workbook to the program's own figures."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.text import in_language, tr
from models import measure
from models.dataset import Dataset
from models.parameters import PRESETS, with_value, with_values
from models.series import Basis
from models.sources import address
from tests.support_datasets import dataset, until, with_flows, with_industry_series
from tests.support_recalculation import Spreadsheet, compare, parameter_cell, type_into

DEFAULT = PRESETS["gx2022"]


@pytest.fixture(scope="module")
def spreadsheet(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Spreadsheet:
    return Spreadsheet(soffice, tmp_path_factory.mktemp("soffice"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Dataset]:
    data = dataset(2)  # of all assets there is a stock
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


TYPED = {
    "computers.beta": 0.55,
    "software.service_life": 6.5,
    "communications.max_life_factor": 1.25,
    "computers.sigma": 1.75,
    "software.depreciation": 0.4,
    "alpha": 0.8,
}


@pytest.fixture(scope="module")
def retyped(
    spreadsheet: Spreadsheet,
    exported: tuple[Path, Dataset],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    """The workbook once with each parameter changed, recomputed in one run of the program."""
    path, _ = exported
    folder = tmp_path_factory.mktemp("typed")
    changed = {}
    for name, value in TYPED.items():
        changed[name] = folder / f"{name}.xlsx"
        where = parameter_cell(path, name.replace(".", "_"))
        type_into(openpyxl.load_workbook(path), {where: value}, changed[name])
    recomputed = spreadsheet.converted(list(changed.values()))
    return dict(zip(changed, recomputed, strict=True))


@pytest.mark.parametrize("name", TYPED)
def test_a_changed_parameter_gives_the_programs_figures(
    retyped: dict[str, Path], exported: tuple[Path, Dataset], name: str
) -> None:
    _, data = exported
    value = TYPED[name]
    book = openpyxl.load_workbook(retyped[name], data_only=True)
    expected = measure(data, with_value(DEFAULT, name, value))
    before = measure(data, DEFAULT)
    compared, wrong = compare(book, lay_out(expected), expected)
    assert wrong == []
    # The change must have reached the stock, or nothing was tested.
    assert_moved(before.value("stock_total", 2015), expected.value("stock_total", 2015))
    assert compared > 900


def assert_moved(before: float, after: float) -> None:
    """Both are figures, and they differ: what is missing is never equal to anything."""
    assert math.isfinite(before)
    assert math.isfinite(after)
    assert before != after


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
    place = ("software", 2010)
    assert_moved(before.value("stock", *place), expected.value("stock", *place))


OPTIONS: dict[str, dict[str, object]] = {
    "families": {
        "interpolation": "inverse_distance",
        "distance_power": 1.7,
        "trade_margins": True,
        "gap_reading": "forecast",
        "computers.efficiency": "linear",
        "computers.retirement": "truncated_normal",
        "computers.sigma": 0.25,
        "computers.sigma_basis": "share",
        "computers.initial_year": "observed",
        "communications.retirement": "weibull",
        "communications.initial_method": "backcast",
        "communications.timing": "mid_year",
        "software.efficiency": "one_hoss_shay",
        "software.retirement": "lognormal",
        "software.sigma": 1.5,
        "software.timing": "mid_year",
    },
    "more families": {
        "interpolation": "nearest",
        "gap_equation": "printed_labels",
        "growth_mean": "arithmetic",
        "vintage_scaling": "none",
        "continuation": "gdp_deflator",
        "computers.retirement": "gamma",
        "computers.sigma": 1.5,
        "computers.initial_method": "backcast",
        "communications.retirement": "winfrey",
        "communications.timing": "mid_year",
        "software.efficiency": "geometric",
        "software.retirement": "none",
        "software.initial_method": "backcast",
    },
    "frozen and as printed": {
        "alpha_method": "fitted",
        "computers.profile": "cohort",
        "computers.timing": "mid_year",
        "communications.retirement": "printed",
        "software.retirement": "printed_density",
    },
}
"""Readings whose formulas differ; the numbers typed in afterwards must still reach the stock."""

CHANGES: dict[str, tuple[str, float]] = {
    "families": ("communications.weibull_shape", 3.25),
    "more families": ("computers.sigma", 2.1),
    "frozen and as printed": ("software.service_life", 6.5),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_other_readings_recompute_too(spreadsheet: Spreadsheet, tmp_path: Path, name: str) -> None:
    # Without industries: what these readings change lies before them.
    data = until(replace(dataset(41), industries=()), "price.nonict", 2016)
    if name != "more families":
        data = replace(dataset(41), industries=())
    parameters = DEFAULT
    for option, value in OPTIONS[name].items():
        parameters = with_value(parameters, option, value)
    before = measure(data, parameters)
    path = tmp_path / "readings.xlsx"
    write_workbook(before, path)
    option, value = CHANGES[name]
    where = parameter_cell(path, option.replace(".", "_"))
    expected = measure(data, with_value(parameters, option, value))
    book = spreadsheet.recalculated(path, {where: value})
    compared, wrong = compare(book, lay_out(expected), expected)
    assert wrong == []
    assert compared > 1500
    assert_moved(before.value("stock_total", 2016), expected.value("stock_total", 2016))


ACCOUNTS: dict[str, dict[str, object]] = {
    "yearly, ex ante, later shares": {
        "accounts_steps": "annual",
        "return_reading": "ex_ante",
        "expected_inflation": 0.02,
        "labour_share": "later",
        "services_timing": "closing",
        "nonict_split": "capital_income",
        "all.allocation": "use_printed",
    },
    "broad deflators, adjusted, less product taxes": {
        "value_added_deflation": "broad",
        "labour_share": "adjusted",
        "output_basis": "less_product_taxes",
        "accounts_initial_method": "as_stock",
        "nonmarket": "煤炭",
        "gain_years": 5,
        "software.allocation": "matrix",
    },
}
"""Readings of user costs and growth accounts, on a dataset that has all they ask for."""


@pytest.mark.parametrize("name", ACCOUNTS)
def test_readings_of_the_accounts_recompute_too(
    spreadsheet: Spreadsheet, tmp_path: Path, name: str
) -> None:
    data = with_flows(dataset(42))
    flat = np.ones(22)
    every = {one.key: flat for one in data.industries}
    data = with_industry_series(data, "employment", {"coal": 60 * flat})
    data = with_industry_series(data, "employees", dict.fromkeys(every, 40 * flat))
    data = with_industry_series(
        data, "product_taxes", dict.fromkeys(every, 4000.0 * flat), unit="万元"
    )
    quality = {"coal": 101.0 * flat}
    data = with_industry_series(data, "quality", quality, basis=Basis.INDEX_PREVIOUS_100)
    parameters = with_values(DEFAULT, ACCOUNTS[name])
    before = measure(data, parameters)
    path = tmp_path / "accounts.xlsx"
    write_workbook(before, path)
    where = parameter_cell(path, "nonict_depreciation")
    expected = measure(data, with_value(parameters, "nonict_depreciation", 0.08))
    book = spreadsheet.recalculated(path, {where: 0.08})
    compared, wrong = compare(book, lay_out(expected), expected)
    assert wrong == []
    assert compared > 5000
    assert_moved(before.at("domar_tfp", (0,)), expected.at("domar_tfp", (0,)))


def test_frozen_cells_are_numbers_that_say_why(tmp_path: Path) -> None:
    parameters = with_value(DEFAULT, "computers.profile", "cohort")
    measured = measure(replace(dataset(41), industries=()), parameters)
    path = tmp_path / "frozen.xlsx"
    write_workbook(measured, path)
    book = openpyxl.load_workbook(path)
    sheet, row, column = lay_out(measured).place("profile", (0, 3))
    cell = book[sheet].cell(row + 1, column + 1)
    assert isinstance(cell.value, float)
    assert cell.value == pytest.approx(measured.at("profile", (0, 3)), rel=1e-14)
    said = [str(c.value) for c in book[sheet][row + 1] if isinstance(c.value, str)]
    assert any(tr("flag.frozen_integral") in text for text in said)
    other = book[sheet].cell(row + 2, column + 1)
    assert str(other.value).startswith("=")
    # The first sheet lists them: one profile over all its ages, and the weights are its own.
    ages = measured.frame.size("age")
    listed = {str(line[0].value): str(line[1].value) for line in book.worksheets[0].iter_rows()}
    reason = tr("exporting.frozen_cells", reason=tr("flag.frozen_integral"), count=ages)
    assert listed[tr("quantity.profile.title")] == reason
    assert tr("quantity.stock_weight.title") not in listed
    # The parameter sheet says of which assets the workbook recomputes the profile.
    page = book[tr("exporting.parameters")]
    rows = {str(line[0].value): [str(c.value) for c in line] for line in page.iter_rows()}
    line = rows[tr("parameter.service_life.title")]
    assert tr("exporting.is_live_except", assets=tr("asset.computers")) in line
    assert tr("exporting.is_live") in rows[tr("parameter.depreciation.title")]


def test_english_workbook_recomputes_too(spreadsheet: Spreadsheet, tmp_path: Path) -> None:
    # With keys to industries other than the default, which only these sheets show.
    keys = with_value(DEFAULT, "computers.allocation", "output")
    keys = with_value(keys, "software.allocation", "use_printed")
    expected = measure(dataset(7, drop=("price.reference_ict",)), keys)
    path = tmp_path / "results.xlsx"
    write_workbook(expected, path, language="en")
    with in_language("en"):
        layout = lay_out(expected)
    _, wrong = compare(spreadsheet.recalculated(path), layout, expected)
    assert wrong == []
