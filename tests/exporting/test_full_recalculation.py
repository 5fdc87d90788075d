"""The whole workbook: each numeric parameter in turn, random inputs, 42 and 139 industries.

A fixed part in `make test`, all of it in `make soak`.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.synthetic_accounts import accounts_dataset
from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.parameter_sheet import parameter_places
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.project.assemble import assemble
from gxde_desktop.text import tr
from models import Measurement, measure
from models.dataset import Dataset
from models.live import is_live
from models.parameters import PRESETS, spec_of, value_of, with_value
from models.quantities import REGISTRY
from models.sources import Origin, address
from tests.support_recalculation import (
    Spreadsheet,
    compare_fast,
    dataset_with,
    errors_in,
    typed_into,
    values_of,
)
from tests.support_sample import sample_state
from tests.support_soak import SOAK, soak

DEFAULT = PRESETS["gx2022"]
INPUTS = 10
MANY = 139
IN_TESTS = ("software.beta", "communications.depreciation", "nonict_depreciation")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    found = assemble(sample_state(tmp_path_factory.mktemp("sample"))).dataset
    assert found is not None
    return found


def numeric_paths() -> list[str]:
    """Parameters that the workbook recomputes and that have a value."""
    places = parameter_places(DEFAULT)
    return [p for p in places if is_live(DEFAULT, p) and value_of(DEFAULT, p) is not None]


def moved(path: str) -> float:
    """Another value within the parameter's range."""
    spec, value = spec_of(path), float(value_of(DEFAULT, path))
    low, high = spec.low or 0.0, spec.high if spec.high is not None else math.inf
    up = value * 1.15 if value else 0.05
    return up if low <= up <= high else value * 0.85


def random_inputs(m: Measurement, seed: int) -> list[tuple[str, tuple[int, ...]]]:
    """Cells of different quantities that come from one source cell each."""
    rng = random.Random(seed)
    printed: dict[Origin, set[float]] = {}
    for key, quantity in REGISTRY.items():
        for place in np.argwhere(~np.isnan(m.values[key])) if quantity.is_input else ():
            index = tuple(int(i) for i in place)
            origin = m.origin(key, *index)
            if origin is not None:
                printed.setdefault(origin, set()).add(m.at(key, index))
    by_key: dict[str, list[tuple[int, ...]]] = {}
    for key, quantity in REGISTRY.items():
        if not quantity.is_input or quantity.unit not in ("as_printed", "index"):
            continue
        for place in np.argwhere(m.values[key] > 0):
            index = tuple(int(i) for i in place)
            origin = m.origin(key, *index)
            # Made-up series may share a cell: what is typed into it would be several numbers.
            if origin is not None and "+" not in origin.cell and len(printed[origin]) == 1:
                by_key.setdefault(key, []).append(index)
    chosen = (rng.choice(sorted(by_key)) for _ in range(INPUTS))
    return [(key, rng.choice(by_key[key])) for key in chosen]


def with_inputs(m: Measurement, seed: int) -> tuple[dict[tuple[str, str], float], Dataset]:
    """What is typed into cells, and the dataset that says the same."""
    layout, data, typed = lay_out(m), m.dataset, {}
    for key, index in random_inputs(m, seed):
        origin = m.origin(key, *index)
        assert origin is not None
        value = round(m.at(key, index) * 1.07, 6)
        data = dataset_with(data, origin, value)
        typed[origin] = value
    after = measure(data, m.parameters)
    cells = {}
    # One source cell may stand in several places; a person who changes it changes all.
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            for place in np.argwhere(m.values[key] != after.values[key]):
                at = tuple(int(i) for i in place)
                if not math.isnan(after.at(key, at)):
                    sheet, row, column = layout.place(key, at)
                    cells[sheet, address(row, column)] = after.at(key, at)
    assert len(cells) >= len(typed)
    return cells, data


def check(
    data: Dataset, paths: list[str], seed: int, soffice: str, tmp_path: Path, least: int
) -> None:
    before = measure(data, DEFAULT)
    original = tmp_path / "全部.xlsx"
    write_workbook(before, original)
    expected: list[Measurement] = []
    changed: list[Path] = []
    sheet, places = tr("exporting.parameters"), parameter_places(DEFAULT)
    for path in paths:
        cell = {(sheet, address(*places[path])): moved(path)}
        changed.append(typed_into(original, cell, tmp_path / f"{path}.xlsx"))
        expected.append(measure(data, with_value(DEFAULT, path, moved(path))))
    cells, other = with_inputs(before, seed)
    changed.append(typed_into(original, cells, tmp_path / "inputs.xlsx"))
    expected.append(measure(other, DEFAULT))
    total = 0
    for made, wanted in zip(
        Spreadsheet(soffice, tmp_path / "office").converted(changed), expected, strict=True
    ):
        sheets = values_of(made)
        compared, wrong = compare_fast(sheets, lay_out(wanted), wanted)
        assert wrong == [], made.stem
        assert errors_in(sheets) == []
        assert compared > least
        total += compared
    # The inputs must have reached something, or nothing was tested.
    after = expected[-1]
    assert any(
        not np.array_equal(after.values[key], before.values[key], equal_nan=True)
        for key, quantity in REGISTRY.items()
        if not quantity.is_input
    )
    print(f"{len(paths)} parameters and {len(cells)} input cells: {total} cells compared")


def test_a_weight_of_nothing_is_structure() -> None:
    """With θ = 0 a year without TFP has a figure; with any other it has none."""
    assert "tfp_weight" not in numeric_paths()
    assert is_live(with_value(DEFAULT, "tfp_weight", 0.2), "tfp_weight")


@soak
@pytest.mark.timeout(7200 if SOAK else 600)
def test_every_numeric_parameter_and_ten_inputs_of_the_sample(
    sample: Dataset, soffice: str, tmp_path: Path
) -> None:
    paths = numeric_paths()
    assert set(IN_TESTS) <= set(paths)
    check(sample, paths if SOAK else list(IN_TESTS), 7, soffice, tmp_path, 80_000)


@soak
@pytest.mark.timeout(7200 if SOAK else 600)
@pytest.mark.skipif(not SOAK, reason="139 industries are recalculated in `make soak`")
def test_139_industries(soffice: str, tmp_path: Path) -> None:
    check(accounts_dataset(MANY), list(IN_TESTS), 11, soffice, tmp_path, 250_000)
