"""An assessment is its parts: bands, tornado and indices as each gives them alone."""

from __future__ import annotations

import numpy as np
import pytest

from models import Measurement, measure
from models.assessment import assess
from models.measurement import Cancelled
from models.sensitivity import sobol, tornado
from models.uncertainty import Settings, bands
from tests.models.test_sensitivity import LIVES
from tests.models.test_uncertainty import PARAMETERS, live_ranges
from tests.support_cancels import Asked
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


def test_only_the_parts_that_are_wanted_are_assessed(
    measured: Measurement, settings: Settings
) -> None:
    """The share of the first of three rules: the others have no band and no index."""
    keep, parts = ("gdp_share",), {"gdp_share": (0,)}
    found = assess(measured, settings, sobol_count=16, keep=keep, parts=parts)
    assert found.sobol is not None
    for values in (found.bands.quantiles["gdp_share"], found.sobol.values["gdp_share"]):
        assert np.isfinite(values[0]).any()
        assert not np.isfinite(values[1:]).any()


def test_an_assessment_is_cancelled_in_each_of_its_parts(
    measured: Measurement, settings: Settings
) -> None:
    """It asks as often as its parts ask alone, and at whichever answer is yes it ends."""
    count = Asked()
    few = Settings(16, settings.seed, settings.ranges)
    bands(measured, settings, KEEP, cancelled=count)
    tornado(measured, settings, KEEP, cancelled=count)
    sobol(measured, few, KEEP, cancelled=count)
    together = Asked()
    assess(measured, settings, sobol_count=16, keep=KEEP, cancelled=together)
    assert together.times == count.times > 3
    for allowed in range(together.times):
        with pytest.raises(Cancelled):
            assess(measured, settings, sobol_count=16, keep=KEEP, cancelled=Asked(allowed))
