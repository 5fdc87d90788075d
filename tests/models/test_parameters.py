"""Parameters: the white paper's values, ranges, and messages for what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.messages import MethodError
from models.parameters import (
    ASSET_SPECS,
    GLOBAL_SPECS,
    PRESETS,
    paths,
    spec_of,
    validate,
    value_of,
    with_value,
)

DEFAULT = PRESETS["gx2022"]


def test_the_white_papers_values() -> None:
    """Appendix: step 3 (lives, rates), ICT capital (beta, 1.5, variance 0.25)."""
    found = {
        name: (asset.service_life, asset.depreciation) for name, asset in DEFAULT.assets.items()
    }
    assert found == {
        "computers": (4, 0.3119),
        "communications": (7.5, 0.2644),
        "software": (5, 0.315),
    }
    for asset in DEFAULT.assets.values():
        assert (asset.beta, asset.max_life_factor, asset.sigma**2) == (0.8, 1.5, 0.25)
    assert [asset.price_method for asset in DEFAULT.assets.values()] == [
        "harmonised",
        "harmonised",
        "proxy",
    ]
    assert DEFAULT.base_year == 2000


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("computers.beta", "1.2", "parameters.out_of_range"),
        ("computers.beta", "nan", "parameters.out_of_range"),
        ("computers.beta", "viel", "parameters.not_number"),
        ("computers.beta", "", "parameters.empty"),
        ("computers.gamma", "1", "parameters.unknown"),
        ("tablets.beta", "0.5", "parameters.unknown"),
        ("base_year", "2000.5", "parameters.not_integer"),
        ("base_year", "inf", "parameters.not_integer"),
        ("interpolation", "cubic", "parameters.not_choice"),
        ("extend_activity", "maybe", "parameters.not_flag"),
        ("computers.share_2017", "1.5", "parameters.out_of_range"),
    ],
)
def test_refused_values_say_why(path: str, value: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        with_value(DEFAULT, path, value)
    assert caught.value.message.code == code


def test_years_in_reverse_are_refused() -> None:
    with pytest.raises(MethodError) as caught:
        with_value(with_value(DEFAULT, "first_year", 2010), "last_year", 2005)
    assert caught.value.message.code == "parameters.years_reversed"


def test_all_sets_every_asset_and_clearing_restores() -> None:
    changed = with_value(DEFAULT, "all.growth", "0.1")
    assert [asset.growth for asset in changed.assets.values()] == [0.1, 0.1, 0.1]
    assert with_value(changed, "all.growth", "") == DEFAULT


@given(st.data())
def test_setting_a_value_and_setting_it_back_is_the_identity(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(DEFAULT)))
    spec = spec_of(path)
    if spec.kind == "number":
        value: object = data.draw(st.floats(spec.low, spec.high))
    elif spec.kind == "integer":
        value = data.draw(st.integers(int(spec.low or 0), int(spec.high or 0)))
    elif spec.kind == "choice":
        value = data.draw(st.sampled_from(spec.choices))
    elif spec.kind == "flag":
        value = data.draw(st.booleans())
    else:
        value = data.draw(st.text(min_size=1).filter(str.strip)).strip()
    changed = with_value(DEFAULT, path, value)
    assert value_of(changed, path) == value
    assert validate(changed) is changed
    assert with_value(changed, path, value_of(DEFAULT, path)) == DEFAULT


def test_every_default_is_within_its_range() -> None:
    assert validate(DEFAULT) is DEFAULT
    assert set(GLOBAL_SPECS) | {f"computers.{name}" for name in ASSET_SPECS} <= set(paths(DEFAULT))


def test_a_slider_is_offered_for_numbers_that_are_never_empty_and_recompute() -> None:
    assert spec_of("alpha").slider
    assert spec_of("computers.beta").slider
    assert not spec_of("computers.growth").slider  # empty is the growth observed
    assert not spec_of("base_year").slider  # another structure, no recomputation
    assert not spec_of("interpolation").slider


LIMITS = {
    # Shares and weights of a whole.
    "computers.depreciation": (0, 1),
    "computers.beta": (0, 1),
    "computers.share_2017": (0, 1),
    "tfp_weight": (0, 1),
    "margin_2007": (0, 1),
    "alpha": (0.01, 1),  # a weight of nothing would smooth nothing
    # Rates.
    "real_return": (0, 0.3),
    "expected_inflation": (-0.2, 1),
    "nonict_depreciation": (0.001, 0.5),
    "computers.growth": (-0.5, 2),
    # Lives and their spread, in years; shapes of their distributions.
    "computers.service_life": (1, 40),
    "computers.max_life_factor": (1, 3),
    "computers.sigma": (0.05, 5),
    "computers.weibull_shape": (0.5, 10),
    "computers.winfrey_exponent": (0, 40),
    "distance_power": (0.5, 10),
    "accumulated_base": (0, 1e6),
    # Years.
    "base_year": (1950, 2100),
    "first_year": (1950, 2100),
    "last_year": (1950, 2100),
    "extension_years": (0, 10),
    "inflation_years": (1, 10),
    "gain_years": (3, 5),
}


@pytest.mark.parametrize("path", LIMITS)
def test_a_number_may_be_its_limits_and_nothing_beyond(path: str) -> None:
    low, high = LIMITS[path]
    whole = spec_of(path).kind == "integer"
    step = 1 if whole else 1e-6 * max(abs(low), abs(high), 1)
    for value in (low, high):
        assert value_of(with_value(DEFAULT, path, value), path) == value
    for value in (low - step, high + step):
        with pytest.raises(MethodError) as refused:
            with_value(DEFAULT, path, value)
        assert refused.value.message.code == "parameters.out_of_range"


def test_every_number_has_limits_that_are_tried() -> None:
    """Those of one asset stand for all three, those of one year for every year."""
    numbers = {path for path in paths(DEFAULT) if spec_of(path).kind in ("number", "integer")}
    tried = {path.replace("computers", asset) for path in LIMITS for asset in DEFAULT.assets}
    assert numbers - tried == {"margin_2017"}
