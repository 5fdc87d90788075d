"""Scale of the digital economy: nothing twice, nothing lost, like with like, a given base."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import measure
from models.concordance import Concordance, SectorRule
from models.dataset import Dataset
from models.evaluation import Evaluation
from models.expression import Op, Ref, walk
from models.frozen import FrozenMap
from models.industries import IndustryLink, common_industries
from models.parameters import PRESETS, with_value, with_values
from models.quantities import REGISTRY
from tests.support_datasets import (
    OWN,
    dataset,
    in_one_table,
    joined_unequally,
    series,
    with_series,
    with_table_value,
)

DEFAULT = PRESETS["gx2022"]
STOCK, COMPENSATION, ACCUMULATED = range(3)


def with_shares(data: Dataset, shares: tuple[dict[str, float], ...]) -> Dataset:
    """The dataset with digital shares by sector, of each table its own."""
    benchmarks = []
    for benchmark, own in zip(data.benchmarks, shares, strict=True):
        rules = {
            name: SectorRule("electronics" if name != "信息" else "software", {}, True, digital)
            for name, digital in own.items()
        }
        known = Concordance(OWN.classification, OWN.title, rules, OWN.sectors)
        benchmarks.append(replace(benchmark, concordance=known))
    return replace(data, benchmarks=tuple(benchmarks))


NAMES = ("农业", "煤炭", "电子", "建筑", "信息", "金融")
SHARES = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1), max_size=6)
PARTITIONS = st.lists(st.integers(0, 3), min_size=6, max_size=6)


@settings(max_examples=25, deadline=None)
@given(st.tuples(SHARES, SHARES), PARTITIONS, st.integers(0, 5))
def test_nothing_counts_twice_and_nothing_is_lost(
    shares: tuple[dict[str, float], dict[str, float]], parts: list[int], seed: int
) -> None:
    """In every table the digital parts and the weighted rest are all of its value added."""
    data = with_shares(dataset(seed), shares)
    links = tuple(
        IndustryLink(
            f"part{part}", tuple(n for n, own in zip(NAMES, parts, strict=True) if own == part)
        )
        for part in sorted(set(parts))
    )
    names = [benchmark.table.names for benchmark in data.benchmarks]
    joined = replace(data, industries=common_industries(names, links), industry_series={})
    m = measure(joined, DEFAULT)
    rest = m.values["traditional_benchmark_weight"] * m.values["industry_value_added"]
    whole = m.values["digital_benchmark"] + rest.sum(axis=0)
    np.testing.assert_allclose(whole, m.values["table_gdp"], rtol=1e-12)


def test_an_industry_of_unequal_sectors_weighs_them_by_value_added() -> None:
    data = joined_unequally(dataset(60))
    m = measure(data, DEFAULT)
    for b, benchmark in enumerate(data.benchmarks):
        added = benchmark.table.blocks["TVA"].values
        place = {name: Fraction(float(added[i])) for i, name in enumerate(benchmark.table.names)}
        digital = place["电子"] + Fraction("0.8") * place["信息"]
        expected = 1 - digital / (place["电子"] + place["信息"] + place["金融"])
        label = next(i for i, one in enumerate(data.industries) if one.key == "joined")
        got = m.at("traditional_benchmark_weight", (label, b))
        assert got == pytest.approx(float(expected), rel=1e-13)


def test_an_industry_of_one_share_needs_no_value_added_to_have_its_weight() -> None:
    data = with_table_value(dataset(60), "VA001", "煤炭", np.nan)
    m = measure(data, DEFAULT)
    j = next(i for i, one in enumerate(data.industries) if one.key == "coal")
    assert np.isnan(m.at("industry_value_added", (j, 1)))
    assert m.at("traditional_benchmark_weight", (j, 1)) == 1.0


@pytest.mark.parametrize(("added", "weight"), [(0.0, None), (-2.0, None), (0.5, 0.5)])
def test_unequal_sectors_that_add_nothing_count_alike(added: float, weight: float | None) -> None:
    """Shares of 1, 0.8 and 0 have the mean 0.6; where there is value added it decides."""
    data = joined_unequally(dataset(60))
    m = measure(data, DEFAULT)
    j = next(i for i, one in enumerate(data.industries) if one.key == "joined")
    values = dict(m.values)
    for key, figure in (("industry_value_added", added), ("industry_digital_value", 0.25)):
        values[key] = np.array(values[key])
        values[key][j, 1] = figure
    changed = replace(m, values=FrozenMap(values))
    found = Evaluation(changed).of(m.tree("traditional_benchmark_weight", j, 1))
    assert found == pytest.approx(0.4 if weight is None else weight, rel=1e-14)


def test_current_and_base_year_prices_are_never_added() -> None:
    """Every sum of two figures of the scale has terms of one unit."""
    m = measure(dataset(61), DEFAULT)
    looked = 0
    for key in ("digital_economy", "industry_digitalisation", "digital_industrialisation_scaled"):
        t = m.frame.year_position(2015)
        assert t is not None
        for index in np.ndindex(m.values[key].shape[:-1]):
            for part in walk(m.tree(key, *index, t)):
                if isinstance(part, Op) and part.symbol in "+-":
                    sides = [s for s in (part.left, part.right) if isinstance(s, Ref)]
                    units = {REGISTRY[side.key].unit for side in sides}
                    assert len(units) <= 1, (key, units)
                    looked += len(sides) == 2
    assert looked == 3  # one sum a rule


def test_scale_at_base_year_prices_by_hand() -> None:
    m = measure(dataset(62), DEFAULT)
    t = m.frame.year_position(2015)
    assert t is not None
    price = m.values["gdp_deflator"][t]
    industrialisation = m.values["digital_industrialisation_scaled"][t] / price
    weight = m.values["traditional_weight"][:, t]
    stock = (m.values["industry_stock"][:, :, t] * weight).sum()
    paid = m.values["industry_digitalisation"][COMPENSATION, t] / price
    real = m.values["digital_economy_real"][:, t]
    assert real[STOCK] == pytest.approx(industrialisation + stock, rel=1e-12)
    assert real[COMPENSATION] == pytest.approx(industrialisation + paid, rel=1e-12)
    accumulated = m.values["industry_digitalisation"][ACCUMULATED, t] / price
    assert real[ACCUMULATED] == pytest.approx(industrialisation + accumulated, rel=1e-12)


def test_in_the_base_year_both_prices_give_one_scale() -> None:
    """Every price is 1 there, so stock, compensation and value added are the same figures."""
    m = measure(dataset(63), with_values(DEFAULT, {"base_year": 2012, "first_year": 2000}))
    t = m.frame.year_position(2012)
    assert t is not None
    current, real = m.values["digital_economy"][:, t], m.values["digital_economy_real"][:, t]
    assert np.isfinite(real).all()
    np.testing.assert_allclose(real, current, rtol=1e-12)


def test_a_given_base_scale_replaces_that_of_rule_two() -> None:
    data = dataset(64)
    own = measure(data, DEFAULT)
    paid = own.value("industry_digitalisation", "compensation", 2007)
    assert own.value("industry_digitalisation", "accumulated", 2007) == pytest.approx(paid)
    given_base = measure(data, with_value(DEFAULT, "accumulated_base", 2 * paid))
    assert given_base.value("industry_digitalisation", "accumulated", 2007) == pytest.approx(
        2 * paid
    )
    # What is added every year does not depend on where it starts.
    steps = [np.diff(m.values["accumulated_scale"][7:18]) for m in (own, given_base)]
    np.testing.assert_allclose(steps[0], steps[1], rtol=1e-12)
    t = own.frame.year_position(2007)
    assert t is not None
    assert "given_base" in {flag.code for flag in given_base.flags("accumulated_scale", t)}


@pytest.mark.parametrize("change", [-5.0, 0.0])
def test_a_contribution_to_no_growth_is_refused(change: float) -> None:
    data = dataset(65)
    years = range(2000, 2022)
    gdp = np.linspace(2000.0, 9000.0, len(years))
    gdp[12] = gdp[11] + change
    m = measure(
        with_series(data, {"indicator.gdp": series("地区生产总值", years, gdp, unit="亿元")}),
        DEFAULT,
    )
    assert np.isnan(m.values["growth_contribution"][:, 12]).all()
    reason = m.reason("growth_contribution", COMPENSATION, 12)
    assert reason is not None
    assert reason.code == "cause.gdp_not_growing"
    assert reason.args["year"] == 2012
    assert np.isfinite(m.values["growth_contribution"][COMPENSATION, 13])


def test_a_table_has_the_digital_shares_of_its_own_sectors() -> None:
    """Shares of 0.2 in 2007 and 0.6 in 2017; where a table lacks the sector, the other's."""
    shares = ({"煤炭": 0.2}, {"煤炭": 0.6})
    both = with_shares(dataset(3), shares)
    coal = next(j for j, one in enumerate(both.industries) if one.key == "coal")
    farming = next(j for j, one in enumerate(both.industries) if one.key == "farming")
    found = measure(both, DEFAULT).values
    assert found["digital_share"][coal].tolist() == [0.2, 0.6]
    assert found["traditional_benchmark_weight"][coal].tolist() == [0.8, 0.4]
    assert found["digital_share"][farming].tolist() == [0.0, 0.0]
    for absent, known in ((0, 0.6), (1, 0.2)):
        lacking = with_shares(in_one_table(dataset(3), "煤炭", absent), shares)
        place = next(j for j, one in enumerate(lacking.industries) if one.key == "coal")
        values = measure(lacking, DEFAULT).values["digital_share"][place]
        assert values[absent] == known
