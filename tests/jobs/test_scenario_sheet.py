"""Scenarios side by side in the exported workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.jobs.extras import scenario_comparison
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import AddScenario, SelectScenario, SetParameter
from gxde_desktop.project.compare import compare, outcomes
from gxde_desktop.project.results import ResultCache
from gxde_desktop.text import tr
from models import measure
from tests.support_sample import sample_state


def test_figures_differences_and_decisions_stand_side_by_side(tmp_path: Path) -> None:
    state = sample_state(tmp_path)
    assert scenario_comparison(state, {}) is None
    state = SetParameter("software.beta", 0.6).next(AddScenario("低效率").next(state))
    state = SelectScenario(None).next(state)
    found = outcomes(state, ResultCache())
    target = tmp_path / "结果.xlsx"
    dataset = assemble(state).dataset
    assert dataset is not None
    write_workbook(
        measure(dataset, state.parameters), target, options=ExportOptions(quantities=("price",)),
        extras={"scenarios": scenario_comparison(state, found)},
    )  # fmt: skip
    sheet = openpyxl.load_workbook(target)[tr("exporting.sheet.scenarios")]
    cached = openpyxl.load_workbook(target, data_only=True)[tr("exporting.sheet.scenarios")]
    row = next(r for r in range(1, 60) if "存量" in str(sheet.cell(r, 1).value))
    expected = compare(found).row("stock").cells
    values = [cached.cell(row, column).value for column in range(4, 8)]
    assert values == pytest.approx(
        [expected[0].value, expected[1].value, expected[1].delta, expected[1].relative]
    )
    assert sheet.cell(row, 6).value == f"=E{row}-D{row}"
    assert sheet.cell(row, 7).value == f"=(E{row}-D{row})/ABS(D{row})"
    decided = next(r for r in range(row, 60) if "β" in str(sheet.cell(r, 1).value))
    assert [sheet.cell(decided, column).value for column in (4, 5)] == ["0.8", "0.6"]
