"""Draws are measurements; bands follow from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Measurement, measure, uncertainty
from models.dataset import Dataset
from models.distributions import (
    ParameterRange,
    RangeChoice,
    RatioWander,
    chosen_ranges,
    default_ranges,
    problems_of,
    with_choice,
)
from models.draws import DrawnModel, Draws, run_draws
from models.frame import INDICATORS
from models.io_table import IOTable
from models.measurement import Cancelled
from models.messages import MethodError
from models.parameters import ASSETS, PRESETS, paths, spec_of, value_of, with_value, with_values
from models.quantities import REGISTRY
from models.series import Basis
from models.uncertainty import Bands, Settings, bands
from tests.models.test_kernel_and_cell import VARIANTS
from tests.support_datasets import dataset

COUNT = 1100
PARAMETERS = with_value(PRESETS["gx2022"], "extend_activity", True)


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(dataset(2), PARAMETERS)


def live_ranges(measured: Measurement) -> dict[str, ParameterRange]:
    found = default_ranges(measured)
    return {one.path: one for one in found if isinstance(one, ParameterRange)}


def test_every_live_parameter_has_a_range_and_no_reading_has(measured: Measurement) -> None:
    expected = {
        path
        for path in paths(PARAMETERS)
        if spec_of(path).live and value_of(PARAMETERS, path) is not None
    }
    assert set(live_ranges(measured)) == expected
    assert all(spec_of(path).kind == "number" for path in expected)


def test_what_is_zero_by_choice_is_certain_until_a_person_gives_it_a_range(
    measured: Measurement,
) -> None:
    assert live_ranges(measured)["tfp_weight"].certain
    chosen = {"tfp_weight": RangeChoice("uniform", (0.0, 0.2))}
    found = {one.name: one for one in chosen_ranges(measured, chosen)}
    assert not found["tfp_weight"].certain


def test_default_ranges_are_those_that_the_method_describes() -> None:
    """docs/method.md, section 11: by hand from the white paper's values, as a person types them."""
    given = {
        "computers.growth": 0.05,
        "expected_inflation": 0.02,
        "software.share_2017": 0.4,
        "tfp_weight": 1.0,
        "computers.beta": 0.95,
    }
    found = live_ranges(measure(dataset(2), with_values(PARAMETERS, given)))
    assert {path: (one.low, one.high) for path, one in found.items()} == {
        "alpha": (0.3, 0.7),
        "distance_power": (1.8, 2.2),
        "real_return": (0.02, 0.06),
        "nonict_depreciation": (0.0768, 0.1152),
        "tfp_weight": (0.9, 1),  # 1.1 would be more than whole
        "expected_inflation": (0.01, 0.03),
        "margin_2007": (0.0405, 0.0495),
        "margin_2017": (0.1305, 0.1595),
        "computers.service_life": (3.2, 4.8),
        "communications.service_life": (6, 9),
        "software.service_life": (4, 6),
        "computers.depreciation": (0.24952, 0.37428),
        "communications.depreciation": (0.21152, 0.31728),
        "software.depreciation": (0.252, 0.378),
        "computers.beta": (0.85, 1),
        "communications.beta": (0.7, 0.9),
        "software.beta": (0.7, 0.9),
        "computers.growth": (0.02, 0.08),
        "software.share_2017": (0.36, 0.44),
        **{f"{asset}.max_life_factor": (1.25, 1.75) for asset in ASSETS},
        **{f"{asset}.sigma": (0.25, 0.75) for asset in ASSETS},
        **{f"{asset}.weibull_shape": (1.8, 2.2) for asset in ASSETS},
        **{f"{asset}.winfrey_exponent": (6.2118, 7.5922) for asset in ASSETS},
    }
    assert {one.family for one in found.values()} == {"triangular"}


def test_default_ratios_wander_as_the_method_describes(measured: Measurement) -> None:
    """5 % in the first year away from a table, the vintage 1 %, shares of other industries 2 %."""
    found = {
        one.name: one.wander for one in default_ranges(measured) if isinstance(one, RatioWander)
    }
    assert found == {
        **{f"conversion_ratio.{asset}": 0.05 for asset in ASSETS},
        "digital_ratio.electronics": 0.05,
        "digital_ratio.software": 0.05,
        "vintage_factor": 0.01,
        "traditional_net_ratio": 0.02,
        "traditional_gross_ratio": 0.02,
    }


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


@pytest.fixture(scope="module")
def whole(measured: Measurement) -> Bands:
    return bands(measured, Settings(COUNT, seed=3), tuple(REGISTRY))


@pytest.mark.parametrize("threads", [2, 3])
def test_the_same_seed_gives_the_same_bands_on_any_number_of_threads(
    measured: Measurement, whole: Bands, threads: int
) -> None:
    assert 2 * DrawnModel(measured).block < COUNT  # three blocks
    again = bands(measured, Settings(COUNT, seed=3, threads=threads), tuple(REGISTRY))
    for key in REGISTRY:
        np.testing.assert_array_equal(whole.quantiles[key], again.quantiles[key], err_msg=key)


def test_another_seed_gives_other_bands(measured: Measurement, whole: Bands) -> None:
    other = bands(measured, Settings(COUNT, seed=4), ("stock",))
    assert not np.array_equal(whole.quantiles["stock"], other.quantiles["stock"])


def test_every_figure_has_a_band_in_order_and_nothing_else_has(
    measured: Measurement, whole: Bands
) -> None:
    for key in REGISTRY:
        there = ~np.isnan(measured.values[key])
        found = whole.quantiles[key]
        # A figure may lack a value in every draw only where it lacks one when measured.
        assert not np.isnan(found[there]).any(), key
        assert np.isnan(found[~there]).all(), key
        assert (np.diff(found[there], axis=-1) >= 0).all(), key


def test_many_figures_in_several_passes_are_the_same(
    measured: Measurement, whole: Bands, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    monkeypatch.setattr(uncertainty, "MOST_BYTES", COUNT * 8 * 100)  # a hundred figures at a time
    keep = ("stock", "user_cost", "stock_total")
    again = bands(measured, Settings(COUNT, seed=3), keep, progress=seen.append)
    for key in keep:
        np.testing.assert_array_equal(whole.quantiles[key], again.quantiles[key])
        np.testing.assert_array_equal(whole.without[key], again.without[key])
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_part_of_a_quantity_has_the_bands_of_the_whole_and_nothing_else_has(
    measured: Measurement, whole: Bands
) -> None:
    outer = (1, 2)
    found = bands(measured, Settings(COUNT, seed=3), ("user_cost",), parts={"user_cost": outer})
    np.testing.assert_array_equal(
        found.quantiles["user_cost"][outer], whole.quantiles["user_cost"][outer]
    )
    elsewhere = found.quantiles["user_cost"].copy()
    elsewhere[outer] = np.nan
    assert np.isnan(elsewhere).all()


def test_without_ranges_the_band_is_the_measurement(measured: Measurement) -> None:
    certain = tuple(
        ParameterRange(path, one.value, one.value, one.value)
        for path, one in live_ranges(measured).items()
    )
    found = bands(measured, Settings(20, ranges=certain), tuple(REGISTRY))
    for key, quantiles in found.quantiles.items():
        expected = np.broadcast_to(measured.values[key][..., None], quantiles.shape)
        np.testing.assert_array_equal(quantiles, expected)


def test_a_fixed_range_leaves_the_draws_of_the_others_as_they_were(measured: Measurement) -> None:
    chosen = {"real_return": RangeChoice("fixed")}
    ranges = chosen_ranges(measured, chosen)
    keep = ("stock", "user_cost")
    before = bands(measured, Settings(50), keep)
    after = bands(measured, Settings(50, ranges=ranges), keep)
    np.testing.assert_array_equal(before.quantiles["stock"], after.quantiles["stock"])
    assert not np.array_equal(before.quantiles["user_cost"], after.quantiles["user_cost"])


def with_money(data: Dataset, factor: float) -> Dataset:
    """Every table and series of money times a number; wages are per person and stay apart."""

    def table(old: IOTable) -> IOTable:
        blocks = {
            code: replace(block, values=block.values * factor) for code, block in old.blocks.items()
        }
        return replace(old, blocks=blocks)

    benchmarks = tuple(
        replace(each, table=table(each.table), reference=each.reference and table(each.reference))
        for each in data.benchmarks
    )
    series = {
        role: replace(one, values=tuple(factor * value for value in one.values))
        if one.basis is Basis.VALUE
        else one
        for role, one in data.series.items()
    }
    return replace(data, benchmarks=benchmarks, series=series)


@pytest.mark.parametrize("factor", [0.25, 8.0])
def test_money_times_a_number_is_bands_times_it(whole: Bands, factor: float) -> None:
    """A power of two, so that nothing is rounded differently."""
    scaled = measure(with_money(dataset(2), factor), PARAMETERS)
    found = bands(scaled, Settings(COUNT, seed=3), ("stock", "digital_economy", "gdp_share"))
    for key, times in (("stock", factor), ("digital_economy", factor), ("gdp_share", 1.0)):
        np.testing.assert_allclose(found.quantiles[key], times * whole.quantiles[key], rtol=1e-12)


def test_quantiles_go_through_what_only_rises(measured: Measurement, whole: Bands) -> None:
    """GDP is certain, so that the ratio to it has the bands of the scale over GDP."""
    gdp = measured.values["indicator"][INDICATORS.index("gdp")]
    expected = whole.quantiles["digital_economy"] / gdp[:, None]
    np.testing.assert_allclose(whole.quantiles["gdp_share"], expected, rtol=1e-12)


def test_a_band_of_a_factor_is_that_of_its_distribution(measured: Measurement) -> None:
    """The first year's investment is the ratio times output, and the ratio is known there."""
    wander = next(
        one for one in default_ranges(measured) if one.name == "conversion_ratio.computers"
    )
    assert isinstance(wander, RatioWander)
    found = bands(measured, Settings(20_000, ranges=(wander,)), ("investment",))
    reach = 1.6448536269514722 * wander.deviation()
    plain = measured.values["investment"][0]
    np.testing.assert_allclose(
        found.quantiles["investment"][0][:, [0, -1]],
        plain[:, None] * np.exp(np.stack([-reach, reach], axis=1)),
        rtol=0.01,
    )


def test_a_value_outside_of_its_range_is_refused_by_name(measured: Measurement) -> None:
    chosen = {"computers.service_life": RangeChoice("uniform", (10.0, 12.0))}
    ranges = chosen_ranges(measured, chosen)
    with pytest.raises(MethodError) as refused:
        bands(measured, Settings(20, ranges=ranges), ("stock",))
    assert refused.value.message.code == "uncertainty.value_outside"
    assert refused.value.message.args["name"] == "computers.service_life"


@pytest.mark.parametrize("name", VARIANTS)
def test_default_ranges_can_be_drawn_from_under_every_option(name: str) -> None:
    data, parameters = VARIANTS[name]
    assert isinstance(data, Dataset)
    base = measure(data, parameters)
    assert problems_of(base, default_ranges(base)) == ()


def test_lives_beyond_the_structure_are_refused_rather_than_cut_off(measured: Measurement) -> None:
    fits = chosen_ranges(measured, {"software.service_life": RangeChoice("uniform", (4.0, 7.0))})
    assert bands(measured, Settings(4, ranges=fits), ("stock",))
    wide = chosen_ranges(measured, {"software.service_life": RangeChoice("uniform", (4.0, 30.0))})
    with pytest.raises(MethodError) as refused:
        bands(measured, Settings(4, ranges=wide), ("stock",))
    assert refused.value.message.code == "uncertainty.too_long"


def test_draws_without_a_value_are_counted_and_left_out_of_the_quantiles() -> None:
    """Where g + delta is not above zero there is no base-year stock (method, section 4)."""
    measured = measure(dataset(2), with_value(PARAMETERS, "computers.growth", -0.1))
    chosen = {
        "computers.growth": RangeChoice("uniform", (-0.5, 0.3)),
        "computers.depreciation": RangeChoice("fixed"),
    }
    settings = Settings(2000, ranges=chosen_ranges(measured, chosen))
    found = bands(measured, settings, ("stock",))
    first = measured.frame.existing_years("stock", 0)[0]
    below = (0.5 - 0.3119) / 0.8  # g below minus delta
    assert found.without["stock"][0, first] == pytest.approx(below, abs=0.04)
    quantiles = found.of("stock", (0, first))
    assert quantiles is not None
    assert (np.diff(quantiles) > 0).all()


def test_draws_end_when_cancelled(measured: Measurement) -> None:
    asked = iter([False] * 50)
    with pytest.raises(Cancelled):
        bands(measured, Settings(5000), cancelled=lambda: next(asked, True))


def test_progress_goes_to_the_end(measured: Measurement) -> None:
    seen: list[float] = []
    block = DrawnModel(measured).block
    bands(measured, Settings(3 * block), ("stock",), progress=seen.append)
    assert seen == [pytest.approx(i / 3) for i in (1, 2, 3)]


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


@pytest.mark.parametrize(
    ("bytes_", "passes"),
    [
        (8, [{"a": slice(0, 1)}, {"a": slice(1, 2)}, {"b": slice(3, 4)}]),
        (32, [{"a": slice(0, 2)}, {"b": slice(3, 4)}]),
        (48, [{"a": slice(0, 2), "b": slice(3, 4)}]),
        (480, [{"a": slice(0, 2), "b": slice(3, 4)}]),
    ],
)
def test_no_more_is_drawn_together_than_memory_is_given(
    monkeypatch: pytest.MonkeyPatch, bytes_: int, passes: list[dict[str, slice]]
) -> None:
    """Two draws of eight bytes: one cell at least, and else as many as there is room for."""
    monkeypatch.setattr(uncertainty, "MOST_BYTES", bytes_)
    assert list(uncertainty._passes({"a": slice(0, 2), "b": slice(3, 4)}, 2)) == passes


def test_a_ratio_has_its_place_among_those_of_its_key() -> None:
    alone = RatioWander("some", None, "", (2000, 2001), (2000,))
    assert alone.place() == ()
    assert replace(alone, member=2).place() == (2,)
    assert replace(alone, member=0).place() == (0,)


def test_quantiles_are_of_the_draws_that_have_a_value() -> None:
    """0 to 20 have their p-quantile at 20 p; of 0, 1, 2 alone the median is 1."""
    whole = np.arange(21.0)
    some, none = np.full(21, np.nan), np.full(21, np.nan)
    some[[3, 9, 15]] = [2.0, 0.0, 1.0]
    drawn = np.array([whole, some, none, whole])
    known = np.array([True, True, True, False])
    found, without = uncertainty._quantiles(drawn, known, None)
    np.testing.assert_allclose(found[0], [1, 5, 10, 15, 19], rtol=1e-14)
    np.testing.assert_allclose(found[1], [0.1, 0.5, 1.0, 1.5, 1.9], rtol=1e-14)
    assert np.isnan(found[2:]).all()
    np.testing.assert_allclose(without, [0, 18 / 21, 1, 0], rtol=1e-15)


def test_a_ratio_that_cannot_wander_is_certain() -> None:
    one = RatioWander("some", None, "", (2000, 2001, 2002), (2000,), 0.1)
    assert not one.certain
    assert replace(one, wander=0.0).certain
    assert replace(one, benchmarks=(1990,)).certain  # nothing pins it


def test_a_person_may_fix_a_range_or_say_its_own() -> None:
    ratio = RatioWander("some", None, "", (2000, 2001), (2000,), 0.1)
    wider = with_choice(ratio, RangeChoice("wander", (0.3,)))
    assert isinstance(wider, RatioWander)
    assert wider.wander == 0.3
    fixed = with_choice(ratio, RangeChoice("fixed"))
    assert isinstance(fixed, RatioWander)
    assert fixed.wander == 0.0
    beta = ParameterRange("computers.beta", 0.6, 0.8, 0.9, "triangular")
    held = with_choice(beta, RangeChoice("fixed"))
    assert isinstance(held, ParameterRange)
    assert (held.value, held.low, held.high, held.family) == (0.8, 0.8, 0.8, "fixed")
    own = with_choice(beta, RangeChoice("uniform", (0.5, 1.0)))
    assert isinstance(own, ParameterRange)
    assert (own.value, own.low, own.high, own.family) == (0.8, 0.5, 1.0, "uniform")
