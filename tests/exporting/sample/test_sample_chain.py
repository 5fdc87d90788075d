"""From the sample's files to the stock: nothing missing, nothing asked, a plausible province."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.state import ProjectState
from models import Measurement, measure
from tests.support_sample import sample_state


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> ProjectState:
    return sample_state(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def assembly(state: ProjectState) -> Assembly:
    return assemble(state)


@pytest.fixture(scope="module")
def measured(state: ProjectState, assembly: Assembly) -> Measurement:
    assert assembly.dataset is not None
    return measure(assembly.dataset, state.parameters)


def test_every_role_that_is_needed_finds_its_one_series(assembly: Assembly) -> None:
    # The province's own row in the cities' tables repeats its accounts, and is told to.
    assert {problem.code for problem in assembly.problems} <= {"series_repeated"}
    assert assembly.dataset is not None
    assert assembly.dataset.region == "示例省"
    assert [benchmark.year for benchmark in assembly.dataset.benchmarks] == [2007, 2012, 2017]
    assert all(benchmark.reference is not None for benchmark in assembly.dataset.benchmarks)
    assert [role.role for role in assembly.roles if role.needed and role.chosen is None] == []


def test_every_year_can_be_computed(measured: Measurement) -> None:
    assert measured.frame.labels("year") == tuple(range(2000, 2022))
    for key in ("investment", "price", "real_investment", "stock", "stock_total", "stock_current",
                "digital_industrialisation"):  # fmt: skip
        assert not np.isnan(measured.values[key]).any(), key
    assert all(finding.severity == "info" for finding in measured.findings)


def test_every_industry_has_its_inputs_and_its_productivity(
    assembly: Assembly, measured: Measurement
) -> None:
    assert assembly.dataset is not None
    keys = {industry.key for industry in assembly.dataset.industries}
    assert len(keys) == 39
    for role in ("price", "employment"):
        assert set(assembly.dataset.industry_series[role]) == keys, role
    prices = assembly.dataset.industry_series["price"]
    assert prices["machinery"].industry == "通用、专用设备制造业"
    assert prices["research+technical_services"].industry == "科学研究和技术服务业"
    tfp = measured.values["tfp"]
    assert tfp.shape == (39, 2)
    assert not np.isnan(tfp).any()


def test_benchmark_investment_follows_from_the_plans(measured: Measurement) -> None:
    """Worked by hand: the group's GFCF times the asset's share in the national table."""
    computers, communications, software = measured.values["benchmark_investment"][:, [0, 2]]
    national_2007 = 1520 + 140 + 1640 + 0 + 95 + 260
    national_2017 = 2480 + 3310 + 1190 + 470 + 350 + 420
    expected = [58.4 * 1640 / national_2007, 213.8 * 2480 / national_2017]
    assert computers == pytest.approx(expected, rel=1e-8)
    expected = [58.4 * (1520 + 140) / national_2007, 213.8 * (3310 + 1190) / national_2017]
    assert communications == pytest.approx(expected, rel=1e-8)
    assert software == pytest.approx([12.6, 131.5], rel=1e-8)


def test_the_province_is_one_to_believe_in(measured: Measurement) -> None:
    assert (np.diff(measured.values["stock"], axis=1) > 0).all()
    computers = measured.values["price"][0]
    assert (np.diff(computers) < 0).all()
    assert 0.3 < computers[-1] < 0.7
    digital = measured.values["digital_industrialisation"]
    assert 100 < digital[7] < digital[12] < digital[17] < 1500


def test_the_sample_is_written_where_asked_and_nowhere_else(tmp_path: Path) -> None:
    paths = write_sample(tmp_path / "a")
    assert sorted(tmp_path.rglob("*.*")) == sorted(paths)
