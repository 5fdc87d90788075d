"""Marks of figures: which years, tables and readings carry one, and which carry none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.explain import derive
from models.expression import Flag
from models.frame import FACTORS
from models.frozen import FrozenMap
from models.measurement import Measurement
from models.parameters import PRESETS, with_values
from models.quantities import REGISTRY
from tests.support_datasets import dataset, with_series

DEFAULT = PRESETS["gx2022"]


@pytest.fixture(scope="module")
def m() -> Measurement:
    return measure(dataset(1), DEFAULT)


def marked(m: Measurement, code: str, key: str, *outer: int) -> list[int | str]:
    """Years, of the last axis, in which a quantity carries a flag."""
    axis = REGISTRY[key].axes[-1]
    labels = m.frame.labels(axis)
    return [year for t, year in enumerate(labels) if Flag(code) in m.flags(key, *outer, t)]


@pytest.mark.parametrize("method", ["geometric", "linear", "nearest", "inverse_distance"])
def test_a_ratio_is_interpolated_between_its_tables_and_extrapolated_outside(method: str) -> None:
    """Tables of 2007 and 2017, measured from 2000 to 2021."""
    m = measure(dataset(1), with_values(DEFAULT, {"interpolation": method}))
    assert marked(m, "interpolated", "conversion_ratio", 0) == list(range(2008, 2017))
    outside = [*range(2000, 2007), *range(2018, 2022)]
    assert marked(m, "extrapolated", "conversion_ratio", 0) == outside


def test_total_investment_says_where_ict_is_not_taken_off(m: Measurement) -> None:
    """ICT investment is known from 2005, where the goods begin, to 2017, where they end."""
    known = np.isfinite(m.values["investment"]).all(axis=0)
    assert [m.frame.years[t] for t in np.flatnonzero(known)] == list(range(2005, 2018))
    outside = [*range(2000, 2005), *range(2018, 2022)]
    assert marked(m, "ict_not_deducted", "nonict_investment") == outside
    gross, price = m.values["history_gfcf"], m.values["history_price"]
    assert m.values["nonict_investment"][4] == pytest.approx(gross[4] / price[4], rel=1e-14)
    ict = m.values["investment"][:, 5].sum()
    assert m.values["nonict_investment"][5] == pytest.approx((gross[5] - ict) / price[5], rel=1e-14)


def test_a_share_of_another_years_table_says_so(m: Measurement) -> None:
    data = dataset(1)
    first, second = data.benchmarks
    assert second.reference is not None
    older = replace(second, reference=replace(second.reference, year=2012))
    found = measure(replace(data, benchmarks=(first, older)), DEFAULT)
    flags = [Flag("other_year") in found.flags("asset_share", 0, b) for b in (0, 1)]
    assert flags == [False, True]
    assert Flag("other_year") not in m.flags("asset_share", 0, 1)


def test_value_added_of_which_more_is_bought_than_made_is_marked(m: Measurement) -> None:
    """Intermediate inputs of 90 %, 100 % and 110 % of output."""
    share = np.array(m.values["mean_share"])
    bought = FACTORS.index("intermediate")
    share[bought, 0], share[bought, 1], share[bought, 2] = 0.9, 1.0, 1.1
    found = replace(m, values=FrozenMap({**m.values, "mean_share": share}))
    flags = [
        Flag("value_added_not_positive") in found.flags("double_deflated_growth", j, 0)
        for j in range(3)
    ]
    assert flags == [False, True, True]


def test_an_integral_is_frozen_and_a_literal_form_says_so() -> None:
    changes = {
        "computers.profile": "cohort",
        "communications.retirement": "printed",
        "software.retirement": "weibull",
    }
    found = measure(dataset(1), with_values(DEFAULT, changes))
    frozen = [Flag("frozen_integral") in found.flags("profile", a, 1) for a in range(3)]
    assert frozen == [True, False, False]
    literal = [Flag("as_printed") in found.flags("survival", a, 1) for a in range(3)]
    assert literal == [False, True, False]


@pytest.mark.parametrize(
    ("efficiency", "retirement", "names"),
    [
        ("hyperbolic", "normal", {"service_life", "beta", "sigma"}),
        ("hyperbolic", "truncated_normal", {"service_life", "beta", "sigma", "max_life_factor"}),
        ("linear", "lognormal", {"service_life", "sigma"}),
        ("linear", "weibull", {"service_life", "weibull_shape"}),
        ("hyperbolic", "winfrey", {"service_life", "beta", "winfrey_exponent"}),
    ],
)
def test_an_integral_names_the_parameters_that_it_rests_on(
    efficiency: str, retirement: str, names: set[str]
) -> None:
    changes = {
        "computers.profile": "cohort",
        "computers.efficiency": efficiency,
        "computers.retirement": retirement,
    }
    found = derive(measure(dataset(1), with_values(DEFAULT, changes)), "profile", (0, 1))
    assert {one.path for one in found.parameters} == {f"computers.{name}" for name in names}


def test_every_figure_of_a_series_that_a_person_explained_is_marked() -> None:
    data = dataset(1)
    gdp = replace(data.series["indicator.gdp"], assumed=("year",))
    found = measure(with_series(data, {"indicator.gdp": gdp}), DEFAULT)
    place = found.frame.labels("indicator").index("gdp")
    assert marked(found, "assumed", "indicator_printed", place) == list(range(2000, 2022))
    for other in range(place):
        assert marked(found, "assumed", "indicator_printed", other) == []
