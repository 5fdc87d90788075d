"""Rental prices given in a workbook stand for user costs; a unit of money is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.state import ProjectFile, ProjectState
from models import measure
from models.parameters import with_values
from tests.support_sample import sample_state

PRICES = {
    "计算机租赁价格": 0.31,
    "通信设备租赁价格": 0.19,
    "软件租赁价格": 0.24,
    "非ICT资本租赁价格": 0.11,
}


def given(folder: Path, prices: Mapping[str, float], unit: str | None) -> ProjectFile:
    """A sheet with one row a kind of capital, 2005 to 2021."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["示例省资本租赁价格"])
    sheet.append([f"单位：{unit}" if unit else "每元存量"])
    sheet.append(["指标", *(f"{year}年" for year in range(2005, 2022))])
    for name, price in prices.items():
        sheet.append([name, *([price] * 17)])
    path = folder / "租赁价格.xlsx"
    book.save(path)
    report = inspect_file(path)
    return ProjectFile(path.name, report.sha256, 1, (), report, report.sha256)


def project(folder: Path, own: ProjectFile) -> ProjectState:
    sample = sample_state(folder)
    parameters = with_values(sample.parameters, {"return_reading": "given"})
    return replace(sample, files=(*sample.files, own), parameters=parameters)


@pytest.mark.parametrize(("unit", "scale"), [(None, 1.0), ("%", 100.0)])
def test_rows_of_rental_prices_serve_their_roles(
    tmp_path: Path, unit: str | None, scale: float
) -> None:
    own = given(tmp_path, {name: price * scale for name, price in PRICES.items()}, unit)
    state = project(tmp_path, own)
    dataset = assemble(state).dataset
    assert dataset is not None
    m = measure(dataset, state.parameters)
    t = m.frame.years.index(2017)
    assert m.values["user_cost"][:, 0, t] == pytest.approx(list(PRICES.values()), rel=1e-12)
    origin = m.origin("rental_printed", 0, t)
    assert origin is not None
    assert origin.table.file == "租赁价格.xlsx"


def test_a_rental_price_in_money_is_refused_and_asked_for(tmp_path: Path) -> None:
    state = project(tmp_path, given(tmp_path, PRICES, "万元"))
    choice = assemble(state).role("rental.computers")
    assert choice.needed
    assert choice.chosen is None
    assert choice.missing is not None
    assert choice.missing.code == "project.lacks.not_rate"


def test_rental_prices_are_asked_for_only_where_they_are_the_reading(tmp_path: Path) -> None:
    sample = sample_state(tmp_path)
    assert not assemble(sample).role("rental.software").needed
    wanted = replace(sample, parameters=with_values(sample.parameters, {"return_reading": "given"}))
    choice = assemble(wanted).role("rental.software")
    assert choice.needed
    assert choice.missing is not None
