"""Draws are measurements; bands, tornado and indices follow from them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Measurement, measure
from models.dataset import Dataset
from models.distributions import (
    SPREADS,
    ParameterRange,
    RatioWander,
    default_ranges,
)
from models.draws import BLOCK, Draws, run_draws
from models.measurement import Cancelled
from models.parameters import ASSET_SPECS, GLOBAL_SPECS, PRESETS, with_value, with_values
from models.quantities import REGISTRY
from models.uncertainty import HEADLINE, Settings, bands, sobol, sobol_indices, tornado
from tests.models.test_kernel_and_cell import VARIANTS
from tests.support_datasets import dataset

PARAMETERS = with_value(PRESETS["gx2022"], "extend_activity", True)


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(dataset(2), PARAMETERS)


def live_ranges(measured: Measurement) -> dict[str, ParameterRange]:
    found = default_ranges(measured)
    return {one.path: one for one in found if isinstance(one, ParameterRange)}


def test_every_live_parameter_with_a_value_is_uncertain(measured: Measurement) -> None:
    names = {path.rpartition(".")[2] for path in live_ranges(measured)}
    numbers = {
        name
        for specs in (ASSET_SPECS, GLOBAL_SPECS)
        for name, spec in specs.items()
        if spec.live and spec.kind == "number" and not spec.optional and name in SPREADS
    }
    assert numbers <= names


@pytest.mark.parametrize("name", VARIANTS)
def test_a_draw_is_the_measurement_with_its_parameters(name: str) -> None:
    """Every quantity under every option, computed in blocks or one by one.

    Structure is that of the measurement it starts from: how far ages and backcasts reach (their
    last terms are below a millionth), and which figures there are.
    """
    data, parameters = VARIANTS[name]
    assert isinstance(data, Dataset)
    base = measure(data, parameters)
    ranges = live_ranges(base)
    share = np.random.default_rng(7).uniform(0.3, 0.7, (len(ranges), 2))
    drawn = {path: one.quantile(share[place]) for place, (path, one) in enumerate(ranges.items())}
    found = run_draws(base, Draws(drawn, {}), tuple(REGISTRY))
    single = measure(data, with_values(parameters, {p: float(v[1]) for p, v in drawn.items()}))
    for key, values in found.items():
        there = ~np.isnan(base.values[key])
        reach = 1e-5 if name in ("families", "cohorts", "without end") else 1e-11
        assert_same(values[..., -1], single.values[key], key, there, reach)


def assert_same(
    drawn: np.ndarray, single: np.ndarray, what: str, there: np.ndarray, reach: float = 1e-11
) -> None:
    inside = tuple(slice(0, min(a, b)) for a, b in zip(drawn.shape, single.shape, strict=True))
    drawn, single, there = drawn[inside], single[inside], there[inside]
    atol = 1e-13 if reach < 1e-6 else 1e-5
    np.testing.assert_allclose(drawn[there], single[there], rtol=reach, atol=atol, err_msg=what)


def test_each_parameter_alone_reaches_all_that_it_changes(measured: Measurement) -> None:
    """What depends on what is recorded; a dependence that escaped would show here."""
    for path, one in live_ranges(measured).items():
        value = one.quantile(np.array([0.9]))
        found = run_draws(measured, Draws({path: value}, {}), tuple(REGISTRY))
        single = measure(measured.dataset, with_values(PARAMETERS, {path: float(value[0])}))
        for key, values in found.items():
            there = ~np.isnan(measured.values[key])
            assert_same(values[..., 0], single.values[key], f"{path} {key}", there)


def test_factors_multiply_a_ratio_and_all_that_rests_on_it(measured: Measurement) -> None:
    shape = measured.values["conversion_ratio"].shape
    factors = {"conversion_ratio": np.full((*shape, 2), [1.0, 2.0])}
    found = run_draws(measured, Draws({}, factors), ("investment", "stock", "user_cost_rate"))
    np.testing.assert_array_equal(found["investment"][..., 0], measured.values["investment"])
    np.testing.assert_allclose(found["investment"][..., 1], 2 * measured.values["investment"])
    # Twice the investment in every year is twice the stock: growth is the same.
    np.testing.assert_allclose(found["stock"][..., 1], 2 * measured.values["stock"], rtol=1e-12)
    assert found["user_cost_rate"].shape[-1] == 1


def test_the_same_seed_gives_the_same_draws_on_any_number_of_threads(
    measured: Measurement,
) -> None:
    count = 2 * BLOCK + 5
    alone, together = (
        bands(measured, Settings(count, seed=3, threads=threads)) for threads in (1, 4)
    )
    other = bands(measured, Settings(count, seed=4))
    for key in HEADLINE:
        np.testing.assert_array_equal(alone.draws[key], together.draws[key])
        np.testing.assert_array_equal(alone.quantiles[key], together.quantiles[key])
    assert not np.array_equal(alone.draws["stock"], other.draws["stock"])


def test_without_ranges_nothing_varies(measured: Measurement) -> None:
    certain = tuple(
        ParameterRange(path, one.value, one.value, one.value)
        for path, one in live_ranges(measured).items()
    )
    found = bands(measured, Settings(20, ranges=certain), ("stock", "aggregate_tfp"))
    for key, quantiles in found.quantiles.items():
        expected = np.broadcast_to(measured.values[key][..., None], quantiles.shape)
        np.testing.assert_allclose(quantiles, expected, rtol=1e-12)


def test_a_figure_that_cannot_be_computed_has_no_band(measured: Measurement) -> None:
    found = bands(measured, Settings(20), ("user_cost",))
    missing = np.isnan(measured.values["user_cost"])
    assert missing.any()
    assert np.isnan(found.quantiles["user_cost"][missing]).all()
    assert not np.isnan(found.quantiles["user_cost"][~missing]).any()


def test_draws_end_when_cancelled(measured: Measurement) -> None:
    asked = iter([False] * 5)
    with pytest.raises(Cancelled):
        bands(measured, Settings(5000), cancelled=lambda: next(asked, True))


def test_progress_goes_to_the_end(measured: Measurement) -> None:
    seen: list[float] = []
    bands(measured, Settings(3 * BLOCK), ("stock",), progress=seen.append)
    assert seen == [pytest.approx(i / 3) for i in (1, 2, 3)]


def test_tornado_bars_are_measurements_with_one_parameter_changed(measured: Measurement) -> None:
    index = measured.positions("stock_total", measured.frame.years[-1])
    path = "computers.service_life"
    bar = next(
        one
        for one in tornado(measured, "stock_total", index)
        if isinstance(one.what, ParameterRange) and one.what.path == path
    )
    # Triangular from 3.2 over 4 to 4.8: a twentieth lies below 3.2 + sqrt(0.05 * 1.6 * 0.8).
    low, high = (4 + sign * (0.8 - math.sqrt(0.05 * 1.6 * 0.8)) for sign in (-1, 1))
    for found, life in ((bar.low, low), (bar.high, high)):
        single = measure(measured.dataset, with_values(PARAMETERS, {path: life}))
        assert found == pytest.approx(single.at("stock_total", index), rel=1e-12)


def test_tornado_is_sorted_by_length(measured: Measurement) -> None:
    index = measured.positions("stock_total", measured.frame.years[-1])
    widths = [bar.width for bar in tornado(measured, "stock_total", index)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 0


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Ishigami & Homma (1990), a = 7, b = 0.1; analytic values: Sobol & Levitan (1999)."""

    def function(x: np.ndarray) -> np.ndarray:
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    generator = np.random.default_rng(11)
    a, b = generator.uniform(-np.pi, np.pi, (2, 3, 200_000))
    mixed = [np.where(np.arange(3)[:, None] == i, b, a) for i in range(3)]
    found = np.array(sobol_indices(np.stack([function(x) for x in (a, b, *mixed)])))
    np.testing.assert_allclose(found[:, 0], [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(found[:, 1], [0.5576, 0.4424, 0.2437], atol=0.01)


def test_a_figure_of_one_parameter_owes_its_variance_to_it(measured: Measurement) -> None:
    """The age-price of computers rests on their own life and no other asset's."""
    ranges = tuple(
        live_ranges(measured)[path] for path in ("computers.service_life", "software.service_life")
    )
    own, other = sobol(measured, "age_price", (0, 0), Settings(400, seed=2, ranges=ranges))
    assert own.first == pytest.approx(1, abs=0.15)
    assert own.total == pytest.approx(1, abs=0.15)
    assert (other.first, other.total) == (0, 0)


@given(st.floats(0, 1), st.floats(0.1, 0.9))
def test_a_triangular_quantile_is_the_inverse_of_its_distribution(
    share: float, peak: float
) -> None:
    one = ParameterRange("x", 0.0, peak, 1.0)
    x = float(one.quantile(np.array([share]))[0])
    below = x * x / peak if x <= peak else 1 - (1 - x) ** 2 / (1 - peak)
    assert below == pytest.approx(share, abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_a_ratio_is_certain_at_its_benchmarks(seed: int) -> None:
    wander = RatioWander("conversion_ratio", 0, "x", tuple(range(2000, 2012)), (2003, 2008))
    steps = np.random.default_rng(seed).standard_normal((12, 5))
    paths = wander.paths(steps)
    np.testing.assert_allclose(paths[[3, 8]], 1.0, rtol=1e-12)


def test_a_ratio_wanders_as_a_bridge_between_and_freely_outside() -> None:
    wander = RatioWander("r", 0, "x", tuple(range(2000, 2012)), (2003, 2008), wander=0.05)
    drawn = np.log(wander.paths(np.random.default_rng(5).standard_normal((12, 40_000))))
    # Bridge: (t - s)(u - t)/(u - s) of the yearly variance; outside: one a year.
    expected = [3, 2, 1, 0, 4 / 5, 6 / 5, 6 / 5, 4 / 5, 0, 1, 2, 3]
    np.testing.assert_allclose(drawn.std(axis=1), 0.05 * np.sqrt(expected), atol=0.002)
    np.testing.assert_allclose(wander.deviation(), 0.05 * np.sqrt(expected), atol=1e-12)
