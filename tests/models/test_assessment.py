"""An assessment is its parts: bands, tornado and indices as each gives them alone."""

from __future__ import annotations

import numpy as np
import pytest

from models import Measurement, measure
from models.assessment import assess
from models.sensitivity import sobol, tornado
from models.uncertainty import Settings, bands
from tests.models.test_sensitivity import LIVES
from tests.models.test_uncertainty import PARAMETERS, live_ranges
from tests.support_datasets import dataset

KEEP = ("stock_total",)


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(dataset(2), PARAMETERS)


@pytest.fixture(scope="module")
def settings(measured: Measurement) -> Settings:
    ranges = live_ranges(measured)
    return Settings(32, seed=5, ranges=tuple(ranges[one] for one in LIVES))


def test_an_assessment_is_its_parts(measured: Measurement, settings: Settings) -> None:
    found = assess(measured, settings, sobol_count=16, keep=KEEP)
    drawn = bands(measured, settings, KEEP)
    np.testing.assert_array_equal(
        found.bands.quantiles["stock_total"], drawn.quantiles["stock_total"]
    )
    few = sobol(measured, Settings(16, 5, settings.ranges), KEEP)
    assert found.sobol is not None
    np.testing.assert_array_equal(found.sobol.values["stock_total"], few.values["stock_total"])
    swings = tornado(measured, settings, KEEP)
    np.testing.assert_array_equal(found.tornado.ends["stock_total"], swings.ends["stock_total"])
    assert (found.count, found.seed) == (32, 5)


def test_without_indices_there_are_none(measured: Measurement, settings: Settings) -> None:
    assert assess(measured, settings, keep=KEEP).sobol is None


@pytest.mark.parametrize(("indices", "share"), [(16, 32 / (32 + 16 * 4)), (0, 1.0)])
def test_progress_is_the_share_of_all_draws(
    measured: Measurement, settings: Settings, indices: int, share: float
) -> None:
    """32 draws of bands; 16 draws of indices for each of two ranges and two samples."""
    seen: list[float] = []
    assess(measured, settings, sobol_count=indices, keep=KEEP, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0, abs=1e-12)
    assert any(one == pytest.approx(share, abs=1e-12) for one in seen)
