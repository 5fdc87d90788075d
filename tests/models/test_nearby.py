"""A measurement that follows another is the one made from nothing, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Measurement, measure
from models.dataset import Dataset
from models.messages import MethodError
from models.nearby import changed_numbers, measure_near
from models.parameters import (
    PRESETS,
    Parameters,
    paths,
    spec_of,
    value_of,
    with_value,
    with_values,
)
from tests.models.test_kernel_and_cell import VARIANTS
from tests.support_datasets import dataset

DEFAULT = with_value(PRESETS["gx2022"], "extend_activity", True)


def live(parameters: Parameters) -> list[str]:
    """Numbers that are there and may move."""
    return [
        path
        for path in paths(parameters)
        if spec_of(path).live and value_of(parameters, path) is not None
    ]


def moved(parameters: Parameters, path: str, share: float) -> Parameters:
    """One number somewhere else in its range."""
    spec = spec_of(path)
    low, high = spec.low or 0.0, spec.high if spec.high is not None else 1.0
    return with_value(parameters, path, low + (high - low) * share)


def assert_same_bits(found: Measurement, expected: Measurement, what: str) -> None:
    assert found.parameters == expected.parameters
    assert found.frame.years == expected.frame.years
    for key, values in expected.values.items():
        assert found.values[key].shape == values.shape, f"{what}: {key}"
        assert found.values[key].tobytes() == values.tobytes(), f"{what}: {key}"
        present = found.frame.present[key]
        np.testing.assert_array_equal(present, expected.frame.present[key], f"{what}: {key}")
    assert dict(found.reads) == dict(expected.reads), what


@pytest.fixture(scope="module")
def base() -> Measurement:
    return measure(dataset(2), DEFAULT)


@pytest.mark.parametrize("path", live(DEFAULT))
def test_each_number_alone(base: Measurement, path: str) -> None:
    for share in (0.37, 0.0):
        now = moved(DEFAULT, path, share)
        assert_same_bits(measure_near(base, now), measure(base.dataset, now), f"{path} {share}")


@pytest.mark.parametrize("name", VARIANTS)
def test_under_every_reading(name: str) -> None:
    data, parameters = VARIANTS[name]
    assert isinstance(data, Dataset)
    rng = np.random.default_rng(sum(map(ord, name)))
    near = measure(data, parameters)
    # Two steps, the second from the first: what was read is kept along the way.
    for _ in range(2):
        chosen = rng.choice(live(parameters), 3, replace=False)
        values = {p: value_of(parameters, p) * (1 + 0.03 * rng.random()) for p in chosen}
        try:
            parameters = with_values(parameters, values)
        except MethodError:  # at the end of its range already
            continue
        near = measure_near(near, parameters)
        assert_same_bits(near, measure(data, parameters), f"{name}: {', '.join(chosen)}")


@settings(max_examples=12, deadline=None)
@given(steps=st.data())
def test_any_walk_through_the_parameters(base: Measurement, steps: st.DataObject) -> None:
    near, parameters = base, DEFAULT
    for _ in range(3):
        path = steps.draw(st.sampled_from(paths(parameters)))
        spec = spec_of(path)
        try:
            if spec.kind == "choice":
                value: object = steps.draw(st.sampled_from(spec.choices))
                parameters = with_value(parameters, path, value)
            elif spec.kind == "flag":
                parameters = with_value(parameters, path, steps.draw(st.booleans()))
            elif spec.kind == "number":
                parameters = moved(parameters, path, steps.draw(st.floats(0.0, 1.0)))
            elif path == "base_year":
                parameters = with_value(parameters, path, steps.draw(st.integers(1998, 2014)))
        except MethodError:
            continue
        near = measure_near(near, parameters)
    assert_same_bits(near, measure(base.dataset, parameters), str(parameters))


def test_what_a_number_does_not_reach_is_the_same_array(base: Measurement) -> None:
    found = measure_near(base, with_value(DEFAULT, "software.beta", 0.7))
    kept = [key for key in base.values if found.values[key] is base.values[key]]
    assert {"capital_price", "investment", "industry_output"} <= set(kept)
    assert not {"stock", "scale", "user_cost"} & set(kept)


def test_only_numbers_that_are_there_are_followed() -> None:
    follow: list[tuple[dict[str, object], bool]] = [
        ({"alpha": 0.4, "software.beta": 0.7}, True),
        ({"tfp_weight": 0.2}, False),  # without a weight no year lacks TFP
        ({"computers.growth": 0.1}, False),  # measured until it is given
        ({"computers.share_2017": 0.3}, False),
        ({"inflation_years": 4}, False),
        ({"software.retirement": "gamma"}, False),
    ]
    for values, followed in follow:
        found = changed_numbers(DEFAULT, with_values(DEFAULT, values))
        assert found == (frozenset(values) if followed else None), values


def test_a_weight_of_tfp_that_stays_one_is_followed() -> None:
    half, more, none = (with_value(DEFAULT, "tfp_weight", w) for w in (0.5, 0.9, 0.0))
    assert changed_numbers(half, more) == {"tfp_weight"}
    assert changed_numbers(half, none) is None
    assert changed_numbers(none, half) is None
    assert changed_numbers(none, none) == frozenset()


def test_a_value_out_of_range_is_refused_as_ever(base: Measurement) -> None:
    with pytest.raises(MethodError):
        measure_near(base, replace(DEFAULT, alpha=2.0))
