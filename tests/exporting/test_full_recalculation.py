"""The whole workbook: each numeric parameter in turn, random inputs, 42 and 139 industries.

A fixed part in `make test`, all of it in `make soak`.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
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
from models.parameters import (
    PRESETS,
    Parameters,
    spec_of,
    value_of,
    with_value,
    with_values,
)
from models.quantities import REGISTRY
from models.sources import Origin, address
from tests.support_recalculation import (
    Spreadsheet,
    compare_fast,
    dataset_with,
    errors_in,
    typed_into,
    values_of,
    with_wrong_results,
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


def numeric_paths(parameters: Parameters) -> list[str]:
    """Parameters that the workbook recomputes and that have a value."""
    places = parameter_places(parameters)
    return [p for p in places if is_live(parameters, p) and value_of(parameters, p) is not None]


def live_paths() -> set[str]:
    """Parameters that a workbook recomputes under some reading."""
    return {path for path in parameter_places(DEFAULT) if spec_of(path).live}


def moved(parameters: Parameters, path: str) -> float:
    """Another value within the parameter's range."""
    spec, value = spec_of(path), float(value_of(parameters, path))
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


AT_ONCE = 6
"""Workbooks of one run of the spreadsheet program; all are deleted before the next."""

BASES: tuple[dict[str, object], ...] = (
    {},
    {
        "all.retirement": "weibull",
        "trade_margins": True,
        "return_reading": "ex_ante",
        "expected_inflation": 0.02,
        "accumulated_base": 100.0,
    },
    {
        "all.retirement": "winfrey",
        "tfp_weight": 0.2,
        "computers.growth": 0.11,
        "communications.growth": 0.12,
        "software.growth": 0.13,
    },
)
"""Readings under which parameters are moved: each under the first where it has an effect."""


@dataclass
class Rounds:
    """Changed workbooks with what the program gives for each, compared as they come back."""

    soffice: str
    folder: Path
    before: Measurement
    least: int
    compared: int = 0
    moved: dict[str, int] = field(default_factory=dict)
    _waiting: list[tuple[Path, Measurement]] = field(default_factory=list)

    def add(self, changed: Path, expected: Measurement) -> None:
        """One more workbook; every so many are recalculated."""
        self._waiting.append((changed, expected))
        if len(self._waiting) == AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Recalculate and compare what waits."""
        office = Spreadsheet(self.soffice, self.folder / "office")
        made = office.converted([changed for changed, _ in self._waiting]) if self._waiting else []
        for path, (changed, expected) in zip(made, self._waiting, strict=True):
            sheets = values_of(path)
            compared, wrong = compare_fast(sheets, lay_out(expected), expected)
            assert wrong == [], (path.stem, wrong[:20])
            assert errors_in(sheets) == []
            assert compared > self.least
            self.compared += compared
            self.moved[path.stem] = moved_cells(self.before, expected)
            path.unlink()
            changed.unlink()
        self._waiting.clear()


def moved_cells(before: Measurement, after: Measurement) -> int:
    """Computed cells that are another number now."""
    return sum(
        int(np.count_nonzero(~np.isclose(before.values[key], after.values[key], 1e-9, 0, True)))
        for key, quantity in REGISTRY.items()
        if not quantity.is_input
    )


def check_parameters(
    data: Dataset, base: Parameters, paths: list[str], soffice: str, folder: Path, least: int
) -> Rounds:
    """Each parameter in turn, after the workbook with wrong results everywhere."""
    folder.mkdir()
    before = measure(data, base)
    original = folder / "全部.xlsx"
    write_workbook(before, original)
    rounds = Rounds(soffice, folder, before, least)
    # A program that kept stored values would give these: every one of them is wrong.
    rounds.add(with_wrong_results(original, folder / "unchanged.xlsx"), before)
    sheet, places = tr("exporting.parameters"), parameter_places(base)
    for path in paths:
        value = moved(base, path)
        changed = typed_into(
            original, {(sheet, address(*places[path])): value}, folder / f"{path}.xlsx"
        )
        rounds.add(changed, measure(data, with_value(base, path, value)))
    rounds.finish()
    said = f"{len(paths)} parameters in turn: {rounds.compared} cells compared"
    print(f"{said}, {sum(rounds.moved.values())} of them moved")
    return rounds


def check_inputs(data: Dataset, seed: int, soffice: str, folder: Path, least: int) -> None:
    """Ten random inputs at once."""
    folder.mkdir()
    before = measure(data, DEFAULT)
    original = folder / "全部.xlsx"
    write_workbook(before, original)
    cells, other = with_inputs(before, seed)
    rounds = Rounds(soffice, folder, before, least)
    rounds.add(typed_into(original, cells, folder / "inputs.xlsx"), measure(other, DEFAULT))
    rounds.finish()
    # The inputs must have reached something, or nothing was tested.
    assert rounds.moved["inputs"] > 0
    said = f"{INPUTS} inputs in {len(cells)} cells: {rounds.compared} cells compared"
    print(f"{said}, {rounds.moved['inputs']} of them moved")


def check_all(data: Dataset, seed: int, soffice: str, folder: Path, least: int) -> None:
    """Every numeric parameter under a reading that reads it, and random inputs."""
    left = live_paths()
    for number, readings in enumerate(BASES):
        base = with_values(DEFAULT, readings)
        before = measure(data, base)
        reached = [
            path
            for path in numeric_paths(base)
            if path in left
            and moved_cells(before, measure(data, with_value(base, path, moved(base, path))))
        ]
        check_parameters(data, base, reached, soffice, folder / f"base{number}", least)
        left -= set(reached)
    assert not left
    check_inputs(data, seed, soffice, folder / "inputs", least)


def test_a_weight_of_nothing_is_structure() -> None:
    """With θ = 0 a year without TFP has a figure; with any other it has none."""
    assert "tfp_weight" not in numeric_paths(DEFAULT)
    assert is_live(with_value(DEFAULT, "tfp_weight", 0.2), "tfp_weight")


@soak
@pytest.mark.timeout(7200 if SOAK else 600)
def test_every_numeric_parameter_and_ten_inputs_of_the_sample(
    sample: Dataset, soffice: str, tmp_path: Path
) -> None:
    if SOAK:
        check_all(sample, 7, soffice, tmp_path, 80_000)
        return
    rounds = check_parameters(sample, DEFAULT, list(IN_TESTS), soffice, tmp_path / "base", 80_000)
    assert all(rounds.moved[path] for path in IN_TESTS)
    check_inputs(sample, 7, soffice, tmp_path / "inputs", 80_000)


@soak
@pytest.mark.timeout(7200 if SOAK else 600)
@pytest.mark.skipif(not SOAK, reason="139 industries are recalculated in `make soak`")
def test_139_industries(soffice: str, tmp_path: Path) -> None:
    check_all(accounts_dataset(MANY), 11, soffice, tmp_path, 250_000)
