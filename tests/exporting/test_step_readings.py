"""The reading named above a step is one that its figures turn on."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest

from gxde_desktop.exporting.step_readings import STEP_READINGS, step_text
from gxde_desktop.project.assemble import assemble
from gxde_desktop.text import in_language
from models import Measurement, measure
from models.frame import Frame, year_span
from models.measurement import compute
from models.parameters import ASSET_SPECS, GLOBAL_SPECS, PRESETS, Parameters, with_values
from models.quantities import REGISTRY
from models.quantities.base import Given
from tests.support_sample import sample_state

IDLE = frozenset({"extend_activity", "continuation", "hold_city_shares", "labour_quality"})
"""Choices that change nothing in the sample: its series neither end early nor have quality."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    found = assemble(sample_state(tmp_path_factory.mktemp("sample"))).dataset
    assert found is not None
    return measure(found, PRESETS["gx2022"])


def others(name: str) -> list[Parameters]:
    """Parameters with every value of one choice."""
    specs = ASSET_SPECS if name in ASSET_SPECS else GLOBAL_SPECS
    path = f"all.{name}" if name in ASSET_SPECS else name
    values = (True, False) if specs[name].kind == "flag" else specs[name].choices
    return [with_values(PRESETS["gx2022"], {path: value}) for value in values]


def changes(measured: Measurement, key: str, parameters: Parameters) -> bool:
    """Whether other parameters change a quantity where all that it reads stays as it was."""
    frame = Frame(measured.dataset, parameters, year_span(measured.dataset, parameters))
    for each, values in measured.values.items():
        frame.present[each] = ~np.isnan(values)
    quantity = REGISTRY[key]
    given = Given(MappingProxyType(dict(measured.values)), frame, draws=1 if quantity.draws else 0)
    found = compute(quantity, given)
    found = found[..., 0] if quantity.draws else found
    return not np.array_equal(found, measured.values[key], equal_nan=True)


@pytest.mark.parametrize("key", STEP_READINGS)
def test_a_step_turns_on_the_readings_named_above_it(measured: Measurement, key: str) -> None:
    for name in STEP_READINGS[key]:
        turns = any(changes(measured, key, each) for each in others(name))
        assert turns == (name not in IDLE), name


def test_a_step_says_its_reading_once_or_by_asset(measured: Measurement) -> None:
    with in_language("en"):
        assert "Reading used: Retirement = normal" in step_text(measured, "survival", "capital")
        price = step_text(measured, "price", "step4")
        assert "(Software) = proxy" in price
        assert "(Computers, Communications equipment) = " in price
        assert "Reading used" not in step_text(measured, "stock", "capital")
