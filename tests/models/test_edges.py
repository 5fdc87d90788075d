"""Limits, guards and refusals at their very value: where mutants showed that nobody had stood.

Expected numbers are worked out by hand or by mpmath.
"""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from models import efficiency
from models.age_price import age_price, relative_price
from models.balancing import gras, ras
from models.benchmarking import denton_cholette
from models.capital import (
    backcast_remaining,
    backcast_years,
    ends,
    initial_stock,
    productive_stock,
    profile_at,
    reach,
)
from models.cohort import cohort_profile
from models.growth import growth_accounts
from models.investment import interpolate_ratio
from models.lives import life_density
from models.messages import MethodError
from models.parameters import AssetParameters
from models.prices import chain_index, harmonised_price_index, hold_ends, rebase, splice
from models.quantiles import normal_quantile
from models.retirement import truncation
from models.series import Basis
from models.special import gamma_distribution, gamma_survival


def asset(life: float, **values: object) -> AssetParameters:
    return AssetParameters(**{"service_life": life, "depreciation": 0.3, **values})  # type: ignore[arg-type]


# ---------------------------------------------------------------- age-efficiency


def test_an_asset_that_never_tires_is_gone_at_its_life() -> None:
    """beta = 1: h = 1 while x < T, and at T nothing, not 0/0."""
    found = efficiency.hyperbolic([0.0, 5.9, 6.0, 7.0], 6.0, 1.0)
    np.testing.assert_array_equal(found, [1.0, 1.0, 0.0, 0.0])


def test_no_age_beyond_the_life_divides_by_zero() -> None:
    """T - beta x is zero at x = T/beta; numpy would warn, which is an error here."""
    assert efficiency.hyperbolic(8.0, 6.0, 0.75) == 0.0


# ---------------------------------------------------------------- reach of a profile


@pytest.mark.parametrize(
    ("one", "years"),
    [
        (asset(4.0), 6.0),  # T = 1.5 mu
        (asset(7.5, efficiency="linear"), 11.25),
        (asset(7.5, efficiency="one_hoss_shay"), 11.25),
        # (1 - d)^6 Phi(-4) = 1.50e-6 is more than a millionth; a year on nothing is left.
        (asset(4.0, efficiency="geometric", depreciation=0.3985), 7.0),
        # (1 - d)^6 Phi(-4) = 0.9e-6 is less.
        (asset(4.0, efficiency="geometric", depreciation=0.4475), 6.0),
        # A cohort goes on where T would end it: with sigma = 1.5 Phi(-(x - 4)/1.5) < 1e-6
        # from x = 4 + 4.754 * 1.5 = 11.13 on, and years are counted from 6.
        (asset(4.0, profile="cohort", sigma=1.5), 12.0),
        # exp(-sqrt(x Gamma(3)/4)) is 0.018 at 8 mu, where it is cut.
        (asset(4.0, profile="cohort", retirement="weibull", weibull_shape=0.5), 32.0),
        (
            asset(
                4.0,
                profile="cohort",
                retirement="weibull",
                weibull_shape=0.5,
                max_life_factor=1.3,
            ),
            32.0,
        ),
        # Nothing retires, so T alone could end it.
        (asset(4.0, efficiency="geometric", retirement="none"), 6.0),
    ],
)
def test_a_profile_reaches_until_a_millionth_is_left(one: AssetParameters, years: float) -> None:
    assert reach(one) == pytest.approx(years, rel=1e-12)


def test_a_backcast_goes_half_as_far_again_in_whole_years() -> None:
    assert backcast_years(asset(4.0)) == 9
    assert backcast_years(asset(7.5)) == 17  # 16.875


def test_only_a_geometric_asset_that_never_retires_never_ends() -> None:
    assert ends(asset(4.0))
    assert ends(asset(4.0, retirement="none"))
    assert ends(asset(4.0, efficiency="geometric"))
    assert not ends(asset(4.0, efficiency="geometric", retirement="none"))


# ---------------------------------------------------------------- cohorts

_MU, _SIGMA, _B = 5, mpf("1.5"), mpf("0.8")
_SHAPE = (mpf(_MU) / _SIGMA) ** 2
_LOG = mpmath.log(1 + (_SIGMA / _MU) ** 2)


def _normal_density(life: mpf) -> mpf:
    return mpmath.npdf(life, _MU, _SIGMA)


def _weibull_density(life: mpf) -> mpf:
    k = mpf("1.7")
    scale = _MU / mpmath.gamma(1 + 1 / k)
    return k / scale * (life / scale) ** (k - 1) * mpmath.exp(-((life / scale) ** k))


DENSITIES = {
    "normal": _normal_density,
    "truncated_normal": lambda life: (
        _normal_density(life) / mpmath.erf(mpf("2.5") / _SIGMA / mpmath.sqrt(2))
        if mpf("2.5") <= life <= mpf("7.5")
        else mpf(0)
    ),
    "lognormal": lambda life: (
        mpmath.npdf(mpmath.log(life), mpmath.log(_MU) - _LOG / 2, mpmath.sqrt(_LOG)) / life
    ),
    "weibull": _weibull_density,
    "gamma": lambda life: (
        (life * _SHAPE / _MU) ** (_SHAPE - 1)
        * mpmath.exp(-life * _SHAPE / _MU)
        / mpmath.gamma(_SHAPE)
        * _SHAPE
        / _MU
    ),
    "winfrey": lambda life: (
        (1 - (life / _MU - 1) ** 2) ** mpf("3.7") / _MU / mpmath.beta(mpf("0.5"), mpf("4.7"))
        if life < 2 * _MU
        else mpf(0)
    ),
}


def test_a_cohort_of_assets_that_wear_evenly_is_its_integral_too() -> None:
    one = asset(5.0, profile="cohort", efficiency="linear", sigma=1.5)
    with mpmath.workdps(20):
        exact = mpmath.quad(lambda life: (life - 3) / life * _normal_density(life), [3, 5, 9, 20])
    assert profile_at(one, 3.0) == pytest.approx(float(exact), rel=1e-11)


def test_no_life_of_winfrey_is_below_zero_or_above_two_mean_lives() -> None:
    one = asset(5.0, retirement="winfrey")
    np.testing.assert_array_equal(life_density(one, np.array([-1.0, 0.0, 10.0, 12.0])), 0.0)


@pytest.mark.parametrize("family", DENSITIES)
def test_a_cohort_is_its_integral_over_lives_to_twelve_digits(family: str) -> None:
    """w(x) = integral over L > x of (L - x)/(L - beta x) f(L) dL, by mpmath's own quadrature."""
    one = asset(
        5.0,
        profile="cohort",
        retirement=family,
        sigma=1.5,
        weibull_shape=1.7,
        winfrey_exponent=3.7,
    )
    ages = [0.5, 3.0, 7.0]
    found = profile_at(one, np.array(ages))
    with mpmath.workdps(20):
        for age, weight in zip(ages, found, strict=True):
            x = mpf(age)
            marks = [m for m in map(mpf, ("2.5", "5", "7.5", "10", "14", "20", "40")) if m > x]
            near = [x + (marks[0] - x) * mpf(2) ** -k for k in range(12, 0, -1)]

            def integrand(life: mpf, x: mpf = x) -> mpf:
                return (life - x) / (life - _B * x) * DENSITIES[family](life)

            exact = mpmath.quad(integrand, [x, *near, *marks])
            assert weight == pytest.approx(float(exact), rel=1e-11, abs=1e-13), (family, age)


def test_a_cohort_of_several_draws_is_that_of_each() -> None:
    """Ages of two rows and three columns, a last axis for the draws."""
    drawn = asset(5.0, profile="cohort", sigma=1.5, beta=np.array([0.8, 0.5]))
    ages = np.arange(6.0).reshape(2, 3, 1)
    found = cohort_profile(drawn, ages)
    assert found.shape == (2, 3, 2)
    for d, beta in enumerate((0.8, 0.5)):
        one = asset(5.0, profile="cohort", sigma=1.5, beta=beta)
        np.testing.assert_array_equal(found[..., d], cohort_profile(one, ages[..., 0]))


@pytest.mark.parametrize("retirement", ["normal", "weibull"])
def test_at_the_last_life_of_all_nothing_of_a_cohort_is_left(retirement: str) -> None:
    one = asset(5.0, profile="cohort", retirement=retirement, max_life_factor=1.0)
    assert profile_at(one, 1e4) == 0.0
    assert 0.5 < profile_at(one, 3.0) < 1.0  # lives are random although T = mu


def test_lives_that_may_only_be_the_mean_make_a_cohort_of_that_life() -> None:
    one = asset(5.0, profile="cohort", retirement="truncated_normal", max_life_factor=1.0)
    np.testing.assert_allclose(profile_at(one, [1.0, 4.0, 5.0]), [4 / 4.2, 1 / 1.8, 0.0])


def test_a_truncated_life_is_as_far_below_the_mean_as_above_but_not_negative() -> None:
    assert truncation(asset(4.0)) == (2.0, 6.0)
    assert truncation(asset(4.0, max_life_factor=3.0)) == (0.0, 12.0)
    assert truncation(asset(4.0, max_life_factor=1.9)) == pytest.approx((0.4, 7.6))


# ---------------------------------------------------------------- stocks


def test_decay_of_more_years_than_investment_is_cut() -> None:
    stock = productive_stock([1.0, 1.0], [1.0], initial=10.0, initial_decay=[0.5, 0.25, 0.125])
    np.testing.assert_array_equal(stock, [6.0, 3.5])


def test_a_base_year_stock_without_growth_and_depreciation_is_refused() -> None:
    with pytest.raises(MethodError):
        initial_stock(1.0, -0.3, 0.3)
    assert initial_stock(1.0, -0.25, 0.5) == 4.0


def test_one_base_year_stock_of_several_without_rate_is_refused() -> None:
    with pytest.raises(MethodError):
        initial_stock([1.0, 1.0], [0.1, -0.3], [0.3, 0.3])


def test_an_initial_stock_needs_its_decay() -> None:
    with pytest.raises(ValueError, match="decay"):
        productive_stock([1.0], [1.0], initial=10.0)


def test_what_no_longer_works_adds_nothing_known_or_not() -> None:
    """Investment of two years back is not known, and by then nothing of it is left."""
    left = backcast_remaining([[2.0], [math.nan]], [[1.0], [0.5], [0.0], [0.0]], 2)
    assert np.isnan(left[0, 0])
    np.testing.assert_array_equal(left[1:, 0], [1.0, 0.0])


def test_half_a_year_later_is_the_mean_with_the_following_age() -> None:
    np.testing.assert_allclose(
        relative_price([4.0, 2.0, 1.0], half_year=True), [0.75, 0.375, 0.125]
    )
    assert age_price(np.zeros((2, 0)), np.zeros(2)).shape == (2, 0)


def test_age_prices_of_profiles_on_two_axes_are_those_of_each() -> None:
    profiles = np.random.default_rng(3).uniform(0.0, 1.0, (2, 3, 5))
    rates = np.array([[0.1], [0.2]])
    found = age_price(profiles, rates)
    for i, j in np.ndindex(2, 3):
        np.testing.assert_array_equal(found[i, j], age_price(profiles[i, j], rates[i, 0]))
    alone = age_price(profiles, 0.1)
    assert alone.shape == profiles.shape
    np.testing.assert_array_equal(alone[0], found[0])


# ---------------------------------------------------------------- investment


def test_where_a_benchmark_is_zero_the_ratio_runs_straight() -> None:
    """0.4 in 2007 and nothing in 2017: 0.28 in 2010; and the other way round 0.12."""
    assert interpolate_ratio([0.4, 0.0], [2007, 2017], [2010])[0] == pytest.approx(0.28)
    assert interpolate_ratio([0.0, 0.4], [2007, 2017], [2010])[0] == pytest.approx(0.12)
    assert interpolate_ratio([-0.4, 0.1], [2007, 2017], [2010])[0] == pytest.approx(-0.25)


def test_benchmarks_in_neighbouring_years_have_no_distance_of_zero() -> None:
    found = interpolate_ratio([0.2, 0.4, 0.8], [2007, 2008, 2010], [2006, 2007, 2008, 2009],
                              "inverse_distance")  # fmt: skip
    # 2009: squares of distances 4, 1, 1.
    assert found == pytest.approx([0.2, 0.2, 0.4, (0.2 / 4 + 0.4 + 0.8) / 2.25])


def test_a_single_benchmark_holds_everywhere_and_an_unknown_method_is_refused() -> None:
    np.testing.assert_array_equal(interpolate_ratio([0.3], [2010], [2005, 2010, 2015]), 0.3)
    with pytest.raises(ValueError, match="unknown"):
        interpolate_ratio([0.3], [2010], [2005], "cubic")


# ---------------------------------------------------------------- prices


def test_one_bad_index_of_several_is_refused() -> None:
    with pytest.raises(MethodError):
        chain_index([[101.0, 102.0], [101.0, 0.0]])
    with pytest.raises(MethodError):
        chain_index([3.0, -100.0], Basis.GROWTH_PERCENT)
    np.testing.assert_allclose(chain_index([[110.0], [90.0]]), [[1.0, 1.1], [1.0, 0.9]])


def test_one_level_of_several_that_is_not_positive_is_no_base() -> None:
    with pytest.raises(MethodError):
        rebase([[1.0, 2.0], [0.0, 2.0]], 0)
    np.testing.assert_array_equal(rebase([[1.0, 2.0], [0.0, 4.0]], 1), [[0.5, 1.0], [0.0, 1.0]])


def test_ends_are_held_in_each_row_by_itself() -> None:
    nan = math.nan
    found = hold_ends([[nan, nan, 2.0, 3.0, nan], [1.0, nan, 5.0, nan, nan], [nan] * 5])
    np.testing.assert_array_equal(
        found, [[2.0, 2.0, 2.0, 3.0, 3.0], [1.0, nan, 5.0, 5.0, 5.0], [nan] * 5]
    )


def test_an_index_is_spliced_at_both_ends_and_not_over_what_the_other_lacks() -> None:
    nan = math.nan
    own = [nan, nan, 2.0, 3.0, nan, nan]
    other = [nan, 4.0, 8.0, 9.0, 18.0, 27.0]
    np.testing.assert_array_equal(splice(own, other), [nan, 1.0, 2.0, 3.0, 6.0, 9.0])
    np.testing.assert_array_equal(splice([nan, nan, 6.0, 5.0], [1.0, 2.0, 3.0, 9.0]), [2, 4, 6, 5])
    kept = np.array(own)
    splice(kept, other)
    np.testing.assert_array_equal(kept, own)  # what was given is left alone
    np.testing.assert_array_equal(splice([nan, nan], [1.0, 2.0]), [nan, nan])


@pytest.mark.parametrize("forecast", [False, True])
def test_regions_side_by_side_have_the_price_that_each_has_alone(forecast: bool) -> None:
    rng = np.random.default_rng(5)
    ict, nonict, regional = np.cumprod(rng.uniform(0.9, 1.1, (3, 2, 8)), axis=-1)
    regional[0, :2] = np.nan
    regional[1, :2] = np.nan
    nonict[1, 6:] = np.nan
    both = harmonised_price_index(ict, nonict, regional, base=3, forecast=forecast)
    for place in range(2):
        alone = harmonised_price_index(
            ict[place], nonict[place], regional[place], base=3, forecast=forecast
        )
        np.testing.assert_allclose(both[place], alone, rtol=1e-15)
        assert np.isnan(alone[:2]).all()
        assert not np.isnan(alone[2:]).any()


def test_the_places_of_a_gap_are_named_in_order() -> None:
    nan = math.nan
    levels = [nan, 1.0, nan, nan, 1.0, 1.0, nan]
    with pytest.raises(MethodError) as caught:
        harmonised_price_index(levels, np.ones(7), np.ones(7))
    assert caught.value.message.args["positions"] == "2, 3"


@pytest.mark.parametrize(
    ("levels", "positions"),
    [([1.0, 1.0, math.nan, 1.0], "2"), ([1.0, math.nan, 1.0, math.nan, math.nan, 1.0], "1, 3, 4")],
)
def test_every_place_of_every_gap_is_named(levels: list[float], positions: str) -> None:
    whole = np.ones(len(levels))
    with pytest.raises(MethodError) as caught:
        harmonised_price_index(whole, whole, levels)
    assert caught.value.message.args["positions"] == positions


# ---------------------------------------------------------------- growth accounts


def _contribution(volumes: list[float]) -> np.ndarray:
    one = np.ones((len(volumes), 1))
    found = growth_accounts(one, one, {"ict": one}, {"ict": np.array(volumes)[:, None]})
    return found.contributions["ict"][:, 0]


def test_an_input_that_stays_zero_contributes_nothing() -> None:
    np.testing.assert_array_equal(_contribution([0.0, 0.0, 0.0]), [0.0, 0.0])


def test_a_zero_forgives_no_unknown_or_negative_year_beside_it() -> None:
    found = _contribution([1.0, math.nan, 0.0, 1.0, -1.0, 0.0])
    np.testing.assert_array_equal(np.isnan(found), [True, True, False, True, True])


# ---------------------------------------------------------------- balancing


def test_a_row_that_must_vanish_vanishes() -> None:
    """Margins of zero over entries of one sign, which only the limit of the factors meets."""
    found = gras(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.0, 7.0]), np.array([3.0, 4.0]))
    np.testing.assert_allclose(found.matrix, [[0.0, 0.0], [3.0, 4.0]], atol=1e-9)
    negative = gras(
        np.array([[-1.0, -2.0], [3.0, 4.0]]), np.array([0.0, 7.0]), np.array([3.0, 4.0])
    )
    np.testing.assert_allclose(negative.matrix, [[0.0, 0.0], [3.0, 4.0]], atol=1e-9)


def test_a_row_of_both_signs_may_add_up_to_zero_or_less() -> None:
    matrix = np.array([[2.0, -1.0], [3.0, 4.0]])
    for rows, columns in (([0.0, 8.0], [5.0, 3.0]), ([-1.0, 9.0], [5.0, 3.0])):
        found = gras(matrix, np.array(rows), np.array(columns)).matrix
        np.testing.assert_allclose(found.sum(axis=1), rows, atol=1e-8)
        np.testing.assert_allclose(found.sum(axis=0), columns, atol=1e-8)
        assert (np.sign(found) == np.sign(matrix)).all()


def test_the_mirror_image_of_a_table_is_balanced_to_the_mirror_image() -> None:
    """All flows and margins with the other sign."""
    matrix = np.array([[1.0, 2.0, 4.0], [3.0, 4.0, 0.0]])
    rows, columns = np.array([9.0, 8.0]), np.array([5.0, 6.0, 6.0])
    plain, mirrored = ras(matrix, rows, columns), gras(-matrix, -rows, -columns)
    np.testing.assert_allclose(mirrored.matrix, -plain.matrix, rtol=1e-8, atol=1e-12)
    assert mirrored.rounds < 100


def test_a_sign_that_a_row_or_column_has_not_is_refused_by_its_number() -> None:
    matrix = np.array([[1.0, -2.0], [3.0, 0.0]])
    for rows, columns, code in (
        ([4.0, -2.0], [4.0, -2.0], "balancing.empty_row"),
        ([-3.0, 3.0], [-1.0, 1.0], "balancing.empty_column"),
    ):
        with pytest.raises(MethodError) as caught:
            gras(matrix, np.array(rows), np.array(columns))
        assert caught.value.message.code == code
        assert caught.value.message.args["number"] == (2 if code.endswith("row") else 1)


def test_an_empty_matrix_is_balanced() -> None:
    assert gras(np.zeros((0, 0)), np.zeros(0), np.zeros(0)).matrix.shape == (0, 0)


@pytest.mark.parametrize("place", [(0, 0), (1, 1)])
def test_one_missing_number_is_enough_to_refuse(place: tuple[int, int]) -> None:
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    matrix[place] = math.inf
    with pytest.raises(MethodError) as caught:
        gras(matrix, np.array([3.0, 7.0]), np.array([4.0, 6.0]))
    assert caught.value.message.code == "balancing.missing"


def test_totals_may_differ_by_rounding_and_no_more() -> None:
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    rows = np.array([3.0, 7.0])
    found = ras(matrix, rows, np.array([4.0, 6.0 + 5e-9])).matrix
    np.testing.assert_allclose(found.sum(axis=1), rows, rtol=2e-9)
    with pytest.raises(MethodError) as caught:
        ras(matrix, rows, np.array([4.0, 6.0 + 1.5e-8]))
    assert caught.value.message.code == "balancing.totals"


# ---------------------------------------------------------------- benchmarking


def test_benchmarks_that_say_nothing_are_refused_one_by_one() -> None:
    weights = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    with pytest.raises(MethodError) as caught:
        denton_cholette(np.ones(4), np.array([2.0, 1.0]), weights)
    assert caught.value.message.code == "benchmarking.dependent"
    with pytest.raises(MethodError) as caught:
        denton_cholette(np.ones(4), np.array([math.nan]), weights[:1])
    assert caught.value.message.code == "benchmarking.missing"
    with pytest.raises(MethodError) as caught:
        denton_cholette(np.ones(4), np.array([1.0]), np.array([[1.0, 1.0, 0.0, math.inf]]))
    assert caught.value.message.code == "benchmarking.missing"


def test_an_indicator_below_zero_is_benchmarked_as_its_mirror_image() -> None:
    z, b, w = np.array([4.0, 5.0, 7.0]), np.array([10.0, 6.0]), np.array([[1.0, 1, 0], [0, 0, 1.0]])
    found = denton_cholette(-z, -b, w)
    np.testing.assert_allclose(found, -denton_cholette(z, b, w), rtol=1e-12)
    np.testing.assert_allclose(w @ found, -b, rtol=1e-12)


# ---------------------------------------------------------------- distributions


def test_below_zero_there_is_nothing_of_a_gamma_variate() -> None:
    assert gamma_distribution(-1.0, 2.0) == 0.0
    assert gamma_survival(-1.0, 2.0) == 1.0


@pytest.mark.parametrize("share", [0.5, 0.075, 0.925, 1.4e-11, 1e-11, 1e-200, 1 - 1e-12])
def test_normal_quantiles_at_the_seams_of_the_approximation(share: float) -> None:
    """Centre to |q| = 0.425, then sqrt(-ln p) = 5, where p = 1.39e-11."""
    with mpmath.workdps(40):
        exact = mpmath.findroot(
            lambda z: mpmath.log(mpmath.ncdf(z)) - mpmath.log(mpf(share)),
            float(normal_quantile(share)) + 1e-3,
        )
    assert normal_quantile(share) == pytest.approx(float(exact), rel=1e-13, abs=1e-15)
