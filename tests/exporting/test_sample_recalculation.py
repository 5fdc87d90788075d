"""The sample's workbook, all rules and accounts, recomputed by a spreadsheet program."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.project.assemble import assemble
from models import measure
from models.dataset import Dataset
from models.evaluation import Absent, Evaluation
from models.parameters import PRESETS, with_value
from models.quantities import REGISTRY
from tests.support_recalculation import Spreadsheet, compare, parameter_cell
from tests.support_sample import sample_state

DEFAULT = PRESETS["gx2022"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    found = assemble(sample_state(tmp_path_factory.mktemp("sample"))).dataset
    assert found is not None
    return found


def test_three_rules_and_the_accounts_recompute_after_a_change(
    data: Dataset, soffice: str, tmp_path: Path
) -> None:
    path = tmp_path / "示例.xlsx"
    before = measure(data, DEFAULT)
    write_workbook(before, path)
    changes = {
        "computers.beta": 0.6,
        "software.service_life": 6.0,
        "real_return": 0.06,
        "nonict_depreciation": 0.08,
    }
    parameters = DEFAULT
    typed = {}
    for name, value in changes.items():
        parameters = with_value(parameters, name, value)
        typed[parameter_cell(path, name.replace(".", "_"))] = value
    expected = measure(data, parameters)
    book = Spreadsheet(soffice, tmp_path / "office").recalculated(path, typed)
    compared, wrong = compare(book, lay_out(expected), expected)
    print(f"compared {compared} cells")
    assert wrong == []
    assert compared > 50_000
    for rule in expected.frame.labels("rule"):
        assert expected.value("digital_economy", rule, 2021) != before.value(
            "digital_economy", rule, 2021
        )


def test_kernel_equals_tree_on_every_cell_of_the_sample(data: Dataset) -> None:
    measured = measure(data, DEFAULT)
    compared, wrong = 0, []
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            continue
        for index in np.ndindex(measured.values[key].shape):
            evaluation = Evaluation(measured)
            found = evaluation.of(measured.tree(key, *index))
            value = measured.at(key, index)
            compared += 1
            if isinstance(found, Absent) or math.isnan(value):
                same = isinstance(found, Absent) and math.isnan(value)
            else:
                same = abs(value - found) <= 1e-12 * max(1.0, evaluation.largest)
            if not same:
                wrong.append((key, index, value, found))
    print(f"compared {compared} cells")
    assert wrong == []
    assert compared > 40_000
