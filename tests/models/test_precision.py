"""Rounding: against thirty digits, in any order of summing, on any processor and any threads."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from models import measure
from models.dataset import Dataset
from models.industries import common_industries
from models.io_table import Block, IOTable
from models.measurement import Measurement
from models.parameters import PRESETS
from models.quantities import REGISTRY
from tests.models.test_kernel_and_cell import VARIANTS
from tests.support_datasets import LINKS, dataset, with_cities
from tests.support_precise import Loss, Precise

DEFAULT = PRESETS["gx2022"]
PROJECT = Path(__file__).resolve().parents[2]

LEFT_OVER = {"factor_value", "factor_share", "mean_share", "value_added_share"}
"""They hold the residual, which is zero but for rounding where the rate of return is ex post."""
DIFFERENCES = {"reallocation"}
"""What is left of nearly equal sums: digits of the sums, not of their difference, are kept."""


@cache
def measured() -> Measurement:
    return measure(with_cities(dataset(2)), DEFAULT)


@pytest.mark.parametrize("step", [True, False], ids=["each step", "the whole chain"])
def test_rounding_stays_in_the_last_digits(step: bool) -> None:
    """Every cell beside its own value with thirty digits, from its inputs on or step by step."""
    losses: dict[str, Loss] = {one.key: one for one in Precise(measured(), step=step).losses()}
    assert set(losses) == {key for key, one in REGISTRY.items() if not one.is_input}
    for key, loss in losses.items():
        assert not loss.apart, key
        assert loss.of_terms <= (1e-15 if step else 1e-14), (key, loss)
        if key not in LEFT_OVER | DIFFERENCES:
            assert loss.relative <= 1e-11, (key, loss)


@pytest.mark.parametrize("name", ["families", "more families", "cohorts"])
def test_rounding_of_other_readings_stays_in_the_last_digits(name: str) -> None:
    data, parameters = VARIANTS[name]
    for loss in Precise(measure(data, parameters), step=True).losses():  # type: ignore[arg-type]
        assert not loss.apart, loss
        # Distribution functions of gamma and beta lives are good to 1e-13.
        assert loss.of_terms <= 2e-13, loss


def _permuted(data: Dataset, order: np.ndarray) -> Dataset:
    """The same economy with the sectors of the region's tables in another order."""

    def moved(table: IOTable) -> IOTable:
        blocks = {}
        for code, block in table.blocks.items():
            if code == "Z":
                blocks[code] = Block(
                    block.values[np.ix_(order, order)],
                    np.asarray(block.rows)[order],
                    np.asarray(block.columns)[:, order],
                    block.label,
                )
            else:
                blocks[code] = Block(
                    block.values[order], block.rows[order], block.columns[order], block.label
                )
        names = tuple(table.names[i] for i in order)
        codes = tuple(table.codes[i] for i in order)
        return replace(table, names=names, codes=codes, blocks=blocks)

    benchmarks = tuple(replace(one, table=moved(one.table)) for one in data.benchmarks)
    industries = common_industries([one.table.names for one in benchmarks], LINKS)
    return replace(data, benchmarks=benchmarks, industries=industries)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_order_of_sectors_changes_only_the_last_digits(seed: int) -> None:
    plain = measured()
    sectors = plain.dataset.benchmarks[0].table.sectors
    order = np.random.default_rng(seed).permutation(sectors)
    moved = measure(_permuted(plain.dataset, order), DEFAULT)
    for key, quantity in REGISTRY.items():
        if {"sector", "user"} & set(quantity.axes):
            continue
        values = moved.values[key]
        for place, axis in enumerate(quantity.axes):
            if axis in ("industry", "buyer"):
                labels = moved.frame.labels(axis)
                there = [labels.index(label) for label in plain.frame.labels(axis)]
                values = values.take(there, axis=place)
        assert_equal_to_rounding(values, plain.values[key], key)


def assert_equal_to_rounding(found: np.ndarray, expected: np.ndarray, what: str) -> None:
    """To 1e-12 of the largest figure of the quantity, or of one."""
    scale = max(1.0, float(np.nanmax(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * scale, err_msg=what)


_PRINT = """
import sys
import numpy as np
from models import measure
from models.quantities import REGISTRY
from models.uncertainty import Settings, bands
from tests.models.test_precision import measured
m = measured()
found = bands(m, Settings(130, seed=5, threads=int(sys.argv[2])))
np.savez(sys.argv[1], **m.values, **{f"band {k}": v for k, v in found.quantiles.items()})
"""
_umath = import_module("numpy._core._multiarray_umath")  # numpy tells it nowhere else
_WIDE = ",".join(name for name in _umath.__cpu_dispatch__ if _umath.__cpu_features__.get(name))
SETTINGS: dict[str, dict[str, str]] = {
    "as it comes": {},
    "an older processor, one thread": {
        "NPY_DISABLE_CPU_FEATURES": _WIDE,
        "OPENBLAS_CORETYPE": "Prescott",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    },
    "two threads": {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"},
}


def _run(folder: Path, name: str, threads: int) -> dict[str, np.ndarray]:
    target = folder / f"{len(name)}.npz"
    subprocess.run(
        [sys.executable, "-c", _PRINT, str(target), str(threads)],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)} | SETTINGS[name],
        check=True,
        timeout=250,
    )
    with np.load(target, allow_pickle=False) as kept:
        return dict(kept)


def test_processors_and_threads_change_only_the_last_digits(tmp_path: Path) -> None:
    """Measurement and bands by other instructions of the processor and other numbers of threads."""
    runs = {name: _run(tmp_path, name, 1 + place % 3) for place, name in enumerate(SETTINGS)}
    plain = runs.pop("as it comes")
    assert len(plain) > len(REGISTRY)
    for name, found in runs.items():
        assert set(found) == set(plain)
        for key, values in plain.items():
            assert_equal_to_rounding(found[key], values, f"{name}: {key}")


def test_a_warning_of_numpy_is_an_error_here_and_in_threads() -> None:
    """Without this a NaN that nobody meant could pass unseen through any test."""

    def negative() -> object:
        return np.log(np.array(-1.0))

    with pytest.raises(RuntimeWarning):
        negative()
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeWarning):
        pool.submit(negative).result()
