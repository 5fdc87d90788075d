"""A published series has ascending years, each with its value and cell; the paper's own values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.messages import MethodError
from models.parameters import PRESETS, validate, with_value
from tests.support_datasets import series

ONE = series("some", range(2000, 2004), np.arange(4.0))


@pytest.mark.parametrize(
    "years", [(2001, 2000, 2002, 2003), (2000, 2001, 2003, 2002), (2000, 2001, 2001, 2003)]
)
def test_years_ascend_to_the_last(years: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        replace(ONE, years=years)


def test_every_value_has_its_year_and_cell() -> None:
    for change in ({"years": (2000, 2001)}, {"values": (1.0,)}, {"cells": ("A1",)}):
        with pytest.raises(ValueError, match="one length"):
            replace(ONE, **change)  # type: ignore[arg-type]
    assert [ONE.at(year) for year in (1999, 2000, 2003, 2004)] == [None, 0.0, 3.0, None]


def test_the_values_of_the_white_paper() -> None:
    """Service lives of 4, 7.5 and 5 years, depreciation, beta 0.8, T = 1.5 lives (appendix)."""
    found = PRESETS["gx2022"].assets
    lives = {name: (one.service_life, one.depreciation) for name, one in found.items()}
    assert lives == {
        "computers": (4.0, 0.3119),
        "communications": (7.5, 0.2644),
        "software": (5.0, 0.315),
    }
    assert {(one.beta, one.max_life_factor, one.sigma**2) for one in found.values()} == {
        (0.8, 1.5, 0.25)
    }


@pytest.mark.parametrize(
    ("path", "low", "high"), [("alpha", 0.01, 1.0), ("computers.beta", 0.0, 1.0)]
)
def test_a_range_holds_its_ends_and_nothing_beyond(path: str, low: float, high: float) -> None:
    parameters = PRESETS["gx2022"]
    for value in (low, high):
        assert validate(with_value(parameters, path, value)) is not None
    for value in (low - 1e-9, high + 1e-9, float("nan")):
        with pytest.raises(MethodError, match=r"out_of_range"):
            with_value(parameters, path, value)
