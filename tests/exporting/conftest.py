"""The sample's whole workbook, written once a language for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.exporting.scenario_sheet import (
    ScenarioComparison,
    ScenarioDecision,
    ScenarioFigure,
)
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.project.assemble import assemble
from models import Measurement, measure
from models.messages import message
from models.parameters import PRESETS
from tests.support_sample import sample_state


@pytest.fixture(scope="session")
def sample_measured(tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    """The sample with the white paper's preset."""
    found = assemble(sample_state(tmp_path_factory.mktemp("sample"))).dataset
    assert found is not None
    return measure(found, PRESETS["gx2022"])


@pytest.fixture(scope="session")
def whole_workbook(
    sample_measured: Measurement, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Path of the workbook in a language, with all that it can hold and long texts in it."""
    folder = tmp_path_factory.mktemp("whole")
    figure = sample_measured.frame.years[-1]
    options = ExportOptions(long=True, derivations=(("stock", ("software", figure)),))

    def written(language: str) -> Path:
        path = folder / f"{language}.xlsx"
        if not path.exists():
            write_workbook(
                sample_measured,
                path,
                language=language,
                options=options,
                extras={"scenarios": _scenarios()},
            )
        return path

    return written


def _scenarios() -> ScenarioComparison:
    lacks = message("needs.series_year", series=message("role.price.software"), year=2001)
    return ScenarioComparison(
        (message("project.base"), "一个名字很长的情景：产出按固定资本形成总额推算，价格取代理"),
        0,
        0,
        (
            ScenarioFigure(
                message("quantity.stock_total.title"), "money_base", "2021", (1234567.8, None),
                (None, lacks),
            ),
            ScenarioFigure(
                message("quantity.stock_current_total.title"), "money", "2021", (12.0, None),
                (None, lacks),
            ),
        ),
        (ScenarioDecision("全国规模以上工业企业主要行业出厂价格指数.xlsx" * 3, ("1", "2")),),
    )  # fmt: skip
