"""What readings of the accounts ask for, filled into the template: found, measured, and named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gxde_desktop.exporting.template import write_template
from gxde_desktop.exporting.template_series import OPTIONAL_SHEETS, YEARS, industry_keys
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.state import ProjectFile, ProjectState
from models import measure
from models.dataset import INDUSTRY_ROLES
from models.parameters import with_values
from tests.support_sample import sample_state

REGION = "示例省"
FIRST = 6
"""Sheets before those that readings ask for."""
LINES = {
    "flow": "单位：万元",
    "hours": "单位：万小时",
    "employees": "单位：万人",
    "quality": "（上年=100）",
    "product_taxes": "单位：万元",
}


def figure(place: int, row: int, year: int) -> float:
    """A figure of its own for every cell."""
    return 100 + place + row / 8 + (year - 2007) / 16


def filled(path: Path) -> ProjectFile:
    """The template with every industry of every optional sheet, years from 2006 to 2017."""
    write_template(path)
    book = openpyxl.load_workbook(path)
    for place, what in enumerate(OPTIONAL_SHEETS):
        sheet = book.worksheets[FIRST + place]
        sheet["A1"], sheet["A3"] = REGION, LINES[what.split("_c")[0].split("_s")[0]]
        for row in range(len(industry_keys())):
            for year in range(2006, 2018):
                cell = sheet.cell(5 + row, 2 + YEARS.index(year))
                cell.value = figure(place, row, year)
    book.save(path)
    report = inspect_file(path)
    assert not any(table.questions for table in report.tables)
    return ProjectFile(path.name, report.sha256, 1, (), report, report.sha256)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> ProjectState:
    folder = tmp_path_factory.mktemp("sample")
    sample = sample_state(folder)
    # Without the table of 2012 the common industries are the template's 40.
    files = tuple(file for file in sample.files if "2012" not in file.name)
    return replace(sample, files=(*files, filled(folder / "填报.xlsx")))


@pytest.fixture(scope="module")
def assembly(state: ProjectState) -> Assembly:
    return assemble(state)


def test_every_sheet_serves_its_role_for_every_industry(assembly: Assembly) -> None:
    assert assembly.dataset is not None
    assert len(assembly.dataset.industries) == 40
    for role in OPTIONAL_SHEETS:
        assert role in INDUSTRY_ROLES
        held = assembly.dataset.industry_series[role]
        assert set(held) == {one.key for one in assembly.dataset.industries}, role
        for key, one in held.items():
            assert one.years == tuple(range(2006, 2018)), (role, key)


def test_a_given_matrix_allocates_by_its_own_figures(
    state: ProjectState, assembly: Assembly
) -> None:
    assert assembly.dataset is not None
    parameters = with_values(state.parameters, {"all.allocation": "matrix"})
    m = measure(assembly.dataset, parameters)
    links = list(industry_keys())
    keys = [one.key for one in assembly.dataset.industries]
    for place in range(3):
        for b, year in enumerate((2007, 2017)):
            typed = np.array([figure(place, links.index(key), year) for key in keys])
            expected = typed / typed.sum()
            np.testing.assert_allclose(m.values["benchmark_key"][place, :, b], expected, rtol=1e-12)
    t = m.frame.years.index(2017)
    np.testing.assert_allclose(
        m.values["industry_stock"][:, :, t].sum(axis=1), m.values["stock"][:, t]
    )
    origin = m.origin("capital_flow", 0, 0, 0)
    assert origin is not None
    assert (origin.table.file, origin.table.sheet) == ("填报.xlsx", "计算机投资")


def test_labour_and_taxes_are_what_was_typed(state: ProjectState, assembly: Assembly) -> None:
    assert assembly.dataset is not None
    parameters = with_values(
        state.parameters, {"output_basis": "less_product_taxes", "labour_share": "adjusted"}
    )
    m = measure(assembly.dataset, parameters)
    links = list(industry_keys())
    row = links.index(assembly.dataset.industries[3].key)
    hours, quality, taxes = (
        OPTIONAL_SHEETS.index(x) for x in ("hours", "quality", "product_taxes")
    )
    t = m.frame.years.index(2017)
    assert m.at("product_taxes", (3, t)) == figure(taxes, row, 2017) / 1e4
    grown = np.log(figure(hours, row, 2017) / figure(hours, row, 2007)) + sum(
        np.log(figure(quality, row, year) / 100) for year in range(2008, 2018)
    )
    assert m.at("labour_growth", (3, 0)) == pytest.approx(grown, rel=1e-12)
    np.testing.assert_allclose(
        m.values["factor_cost_output"],
        m.values["industry_output"] - m.values["product_taxes"][:, [m.frame.years.index(2007), t]],
    )


def test_a_matrix_that_lacks_an_industry_is_refused_by_name(
    state: ProjectState, assembly: Assembly
) -> None:
    assert assembly.dataset is not None
    data = assembly.dataset
    held = dict(data.industry_series["flow_software"])
    gone = data.industries[7]
    del held[gone.key]
    short = replace(data, industry_series={**data.industry_series, "flow_software": held})
    m = measure(short, with_values(state.parameters, {"software.allocation": "matrix"}))
    reason = m.reason("benchmark_key", 2, 0, 0)
    assert reason is not None
    assert reason.args["series"].code == "role.industry_flow_software"
    assert reason.args["series"].args["industry"] == gone.label
