"""Tornado bars are measurements; Sobol indices are those of functions whose indices are known."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from models import Measurement, measure
from models.distributions import ParameterRange, default_ranges
from models.measurement import Cancelled
from models.parameters import with_values
from models.sensitivity import Swing, sobol, sobol_indices, tornado
from models.uncertainty import Settings, bands
from tests.models.test_uncertainty import PARAMETERS, live_ranges
from tests.support_datasets import dataset

LIVES = ("computers.service_life", "software.service_life")


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(dataset(2), PARAMETERS)


def test_tornado_bars_are_measurements_with_one_parameter_changed(measured: Measurement) -> None:
    index = measured.positions("stock_total", measured.frame.years[-1])
    path = "computers.service_life"
    bar = next(
        one
        for one in tornado(measured, Settings()).of("stock_total", index)
        if one.what.name == path
    )
    # Triangular from 3.2 over 4 to 4.8: a twentieth lies below 3.2 + sqrt(0.05 * 1.6 * 0.8).
    low, high = (4 + sign * (0.8 - math.sqrt(0.05 * 1.6 * 0.8)) for sign in (-1, 1))
    for found, life in ((bar.low, low), (bar.high, high)):
        single = measure(measured.dataset, with_values(PARAMETERS, {path: life}))
        assert found == pytest.approx(single.at("stock_total", index), rel=1e-12)


def test_a_ratio_swings_by_its_quantiles_away_from_its_benchmark(measured: Measurement) -> None:
    last = measured.frame.years[-1]
    index = measured.positions("investment", "software", last)
    bar = next(
        one
        for one in tornado(measured, Settings()).of("investment", index)
        if one.what.name == "conversion_ratio.software"
    )
    # A walk of 5 % a year from the table of 2017 to 2021: two deviations of one year.
    reach = math.exp(1.6448536269514722 * 0.05 * 2)
    assert bar.high / measured.at("investment", index) == pytest.approx(reach, rel=1e-12)
    assert bar.low / measured.at("investment", index) == pytest.approx(1 / reach, rel=1e-12)


def test_bars_are_sorted_by_length_and_only_what_matters_has_one(measured: Measurement) -> None:
    index = measured.positions("stock_total", measured.frame.years[-1])
    bars = tornado(measured, Settings()).of("stock_total", index)
    widths = [bar.width for bar in bars]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] > 0
    # The rate of return prices capital services and no stock.
    assert "real_return" not in {bar.what.name for bar in bars}


def samples(function: Callable[[np.ndarray], np.ndarray], size: int, seed: int) -> np.ndarray:
    """Indices of a function of uniform variates on (0, 1), (size, 4)."""
    a, b = np.random.default_rng(seed).random((2, size, 400_000))
    mixed = [np.where(np.arange(size)[:, None] == i, b, a) for i in range(size)]
    return np.array([sobol_indices(function(a), function(b), function(m)) for m in mixed])


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Ishigami & Homma (1990), a = 7, b = 0.1; analytic values: Sobol & Levitan (1999)."""

    def function(u: np.ndarray) -> np.ndarray:
        x = np.pi * (2 * u - 1)
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    found = samples(function, 3, 11)
    np.testing.assert_allclose(found[:, 0], [0.3139, 0.4424, 0.0], atol=0.008)
    np.testing.assert_allclose(found[:, 1], [0.5576, 0.4424, 0.2437], atol=0.008)


def test_sobol_indices_of_the_g_function() -> None:
    """Sobol's g with a = (0, 1, 4.5, 9, 99, ...): Saltelli et al. (2008), Global Sensitivity
    Analysis: The Primer, tables 4.5 and 5.2: first 0.716, 0.179, 0.024, 0.007; total 0.788, 0.242,
    0.034, 0.010.
    """
    weights = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])[:, None]

    def function(u: np.ndarray) -> np.ndarray:
        return np.prod((np.abs(4 * u - 2) + weights) / (1 + weights), axis=0)

    found = samples(function, 8, 5)
    np.testing.assert_allclose(found[:4, 0], [0.716, 0.179, 0.024, 0.007], atol=0.008)
    np.testing.assert_allclose(found[:4, 1], [0.788, 0.242, 0.034, 0.010], atol=0.008)


def test_the_standard_errors_are_those_of_repeated_samples() -> None:
    found = []
    for seed in range(200):
        a, b = np.random.default_rng(seed).random((2, 2, 500))
        mixed = np.stack([b[0], a[1]])
        found.append(sobol_indices(*(x[0] + 2 * x[1] * x[0] for x in (a, b, mixed))))
    errors = np.std(found, axis=0)[:2]
    # The error of the variance below the line is not part of it.
    np.testing.assert_allclose(np.mean(found, axis=0)[2:], errors, rtol=0.35)


def test_a_figure_of_one_parameter_owes_its_variance_to_it(measured: Measurement) -> None:
    """The age-price of computers rests on their own life and no other asset's."""
    ranges = tuple(live_ranges(measured)[path] for path in LIVES)
    found = sobol(measured, Settings(1000, seed=2, ranges=ranges), ("age_price",))
    own, other = found.of("age_price", (0, 0))
    assert own.what.name == LIVES[0]
    assert own.first == pytest.approx(1, abs=4 * own.first_error + 0.05)
    assert own.total == pytest.approx(1, abs=4 * own.total_error + 0.05)
    assert (other.first, other.total) == (0, 0)


def test_a_figure_that_does_not_vary_has_no_indices(measured: Measurement) -> None:
    index = measured.positions("benchmark_investment", "software", 2017)
    found = sobol(measured, Settings(16), ("benchmark_investment",))
    assert found.of("benchmark_investment", index) == ()


@pytest.mark.parametrize("threads", [2, 3])
def test_the_same_seed_gives_the_same_indices_on_any_number_of_threads(
    measured: Measurement, threads: int
) -> None:
    ranges = tuple(
        one
        for one in default_ranges(measured)
        if isinstance(one, ParameterRange) and one.path.endswith("service_life")
    )
    keep = ("stock_total", "digital_economy")
    alone, together = (
        sobol(measured, Settings(600, seed=5, ranges=ranges, threads=each), keep)
        for each in (1, threads)
    )
    for key in keep:
        np.testing.assert_array_equal(alone.values[key], together.values[key])


def test_a_part_of_a_quantity_has_the_indices_of_the_whole(measured: Measurement) -> None:
    ranges = tuple(live_ranges(measured)[path] for path in LIVES)
    few, outer = Settings(30, ranges=ranges), (0, 2)
    whole = sobol(measured, few, ("user_cost",)).values["user_cost"]
    part = sobol(measured, few, ("user_cost",), parts={"user_cost": outer}).values["user_cost"]
    np.testing.assert_array_equal(part[outer], whole[outer])
    assert np.isfinite(part[outer]).any()
    assert np.isnan(part[1]).all()


def test_total_effects_of_what_adds_up_are_the_shares_of_its_variance(
    measured: Measurement,
) -> None:
    """Stocks of two assets add up: their lives share the variance as the stocks' own variances."""
    ranges = tuple(live_ranges(measured)[path] for path in LIVES)
    last = measured.frame.years[-1]
    index = measured.positions("stock_total", last)
    found = {
        each.what.name: each
        for each in sobol(measured, Settings(4000, ranges=ranges), ("stock_total",)).of(
            "stock_total", index
        )
    }
    widths = {}
    for one in ranges:
        alone = bands(measured, Settings(4000, ranges=(one,)), ("stock_total",))
        low, *_, high = alone.quantiles["stock_total"][index]
        widths[one.name] = (high - low) ** 2
    whole = sum(widths.values())
    for name, each in found.items():
        assert each.total == pytest.approx(widths[name] / whole, abs=0.05), name
        assert each.first == pytest.approx(each.total, abs=4 * each.first_error + 0.02)


def test_indices_end_when_cancelled(measured: Measurement) -> None:
    asked = iter([False] * 400)
    with pytest.raises(Cancelled):
        sobol(measured, Settings(2000), cancelled=lambda: next(asked, True))


def test_progress_of_indices_counts_every_sample(measured: Measurement) -> None:
    """Two ranges take four samples, and each ends a quarter further."""
    seen: list[float] = []
    ranges = live_ranges(measured)
    chosen = Settings(16, ranges=tuple(ranges[one] for one in LIVES))
    sobol(measured, chosen, ("stock_total",), progress=seen.append)
    assert seen == sorted(seen)
    assert {0.25, 0.5, 0.75, 1.0} <= set(seen)


def test_a_constant_on_top_of_a_figure_changes_no_index_and_no_error() -> None:
    """Variances know no level: exact numbers, so that the mean is taken off exactly."""
    rng = np.random.default_rng(5)
    a, b, mixed = (rng.integers(-64, 64, 256) / 64.0 for _ in range(3))
    plain = sobol_indices(a, b, mixed)
    assert np.isfinite(plain).all()
    np.testing.assert_allclose(sobol_indices(a + 8, b + 8, mixed + 8), plain, rtol=1e-9)
    np.testing.assert_allclose(sobol_indices(4 * a, 4 * b, 4 * mixed), plain, rtol=1e-12)


def test_a_bar_of_rounding_alone_has_no_length() -> None:
    def width(low: float, high: float) -> float:
        return Swing(ParameterRange("alpha", 0.3, 0.5, 0.7), low, high).width

    assert width(1.0, 3.0) == 2.0
    assert width(3.0, 1.0) == 2.0
    for size in (1e-6, 1.0, 1e6):
        assert width(size, size * (1 + 1e-14)) == 0.0
        assert width(size, size * (1 + 1e-6)) == pytest.approx(size * 1e-6, rel=1e-6)
    assert math.isnan(width(math.nan, 1.0))
