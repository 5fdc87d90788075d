"""X brought to the tables' gross output: the live cells are Denton-Cholette's solution."""

from __future__ import annotations

import numpy as np
import pytest

from models import measure
from models.benchmarking import denton_cholette
from models.expression import Flag
from models.frame import INDICATORS
from models.measurement import Measurement
from models.parameters import PRESETS, with_value
from tests.support_datasets import dataset

CHOSEN = with_value(PRESETS["gx2022"], "all.activity", "output_benchmarked")


@pytest.fixture(scope="module", params=[1, 2])
def measured(request: pytest.FixtureRequest) -> Measurement:
    return measure(dataset(request.param), CHOSEN)


def test_the_cells_are_the_solution_of_the_least_squares_problem(measured: Measurement) -> None:
    m = measured
    compared = 0
    for g, group in enumerate(m.frame.labels("group")):
        z = m.values["indicator"][INDICATORS.index(str(group))]
        there = np.flatnonzero(np.isfinite(z))
        marks = [m.frame.year_position(year) for year in m.frame.benchmarks]
        weights = np.array([[float(t == mark) for t in there] for mark in marks])
        expected = denton_cholette(z[there], m.values["group_output"][g], weights)
        found = m.values["benchmarked_output"][g][there]
        np.testing.assert_allclose(found, expected, rtol=1e-9)
        compared += len(there)
    assert compared > 10


def test_benchmarks_are_the_tables_and_investment_meets_its_own(measured: Measurement) -> None:
    m = measured
    for b, year in enumerate(m.frame.benchmarks):
        t = m.frame.year_position(year)
        assert t is not None
        np.testing.assert_allclose(
            m.values["benchmarked_output"][:, t], m.values["group_output"][:, b], rtol=1e-12
        )
        np.testing.assert_allclose(
            m.values["investment"][:, t], m.values["benchmark_investment"][:, b], rtol=1e-12
        )


def test_every_year_is_marked(measured: Measurement) -> None:
    m = measured
    for g, t in np.argwhere(np.isfinite(m.values["benchmarked_output"])):
        assert Flag("benchmarked") in m.flags("benchmarked_output", int(g), int(t))


def test_without_the_series_it_says_what_it_needs(measured: Measurement) -> None:
    empty = dataset(1)
    series = {k: v for k, v in empty.series.items() if k != "indicator.software"}
    m = measure(type(empty)(empty.region, empty.benchmarks, series), CHOSEN)
    software = list(m.frame.labels("group")).index("software")
    reason = m.reason("benchmarked_output", software, len(m.frame.years) - 1)
    assert reason is not None
    assert reason.code.startswith("needs.")
