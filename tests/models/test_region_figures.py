"""What is kept of a region, by key, year and rule; and the classification of its sectors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.concordance import Concordance, SectorRule
from models.messages import message
from models.region_figures import RegionComparison, RegionFigures
from tests.support_datasets import DETAILED, OWN

WHY = message("some.reason")
FIGURES = RegionFigures(
    "测试省",
    (2005, 2006, 2007),
    (2007,),
    {"gdp": np.array([1.0, 2.0, np.nan]), "scale": np.arange(6.0).reshape(2, 3)},
    {("gdp", 2): WHY, ("scale", 1, 0): WHY},
    {"scale": np.array([[[1.0, 2.0], [3.0, np.nan], [np.nan, np.nan]], np.ones((3, 2))])},
)


@pytest.mark.parametrize(
    ("key", "year", "rule", "value"),
    [
        ("gdp", 2005, None, 1.0),
        ("gdp", 2006, None, 2.0),
        ("gdp", 2004, None, math.nan),
        ("gdp", 2008, None, math.nan),
        ("scale", 2005, 1, 3.0),
        ("scale", 2007, 0, 2.0),
        ("scale", 2007, 1, 5.0),
        ("scale", 2004, 1, math.nan),
    ],
)
def test_a_figure_by_year_and_rule(key: str, year: int, rule: int | None, value: float) -> None:
    np.testing.assert_equal(FIGURES.at(key, year, rule), value)


def test_a_reason_by_year_and_rule() -> None:
    assert FIGURES.reason("gdp", 2007) == WHY
    assert FIGURES.reason("gdp", 2006) is None
    assert FIGURES.reason("scale", 2005, 1) == WHY
    assert FIGURES.reason("scale", 2005, 0) is None
    assert FIGURES.reason("gdp", 2010) is None


def test_a_band_is_whole_or_there_is_none() -> None:
    band = FIGURES.band("scale", 2005, 0)
    assert band is not None
    assert band.tolist() == [1.0, 2.0]
    for year in (2006, 2007, 2004, 2008):
        assert FIGURES.band("scale", year, 0) is None
    assert FIGURES.band("scale", 2007, 1) is not None
    assert FIGURES.band("gdp", 2005, 0) is None


def test_a_region_without_years_has_no_figure() -> None:
    nothing = RegionFigures("测试省", (), (), {"gdp": np.array([])})
    assert math.isnan(nothing.at("gdp", 2005))
    assert nothing.reason("gdp", 2005) is None
    assert nothing.band("gdp", 2005, 0) is None


def test_a_table_is_detailed_where_no_sector_mixes_assets() -> None:
    assert DETAILED.detailed
    assert not OWN.detailed
    mixed = Concordance("x", "", {**DETAILED.rules, "电子": SectorRule("electronics", {}, True)}, 9)
    assert not mixed.detailed


def test_a_table_is_of_a_classification_by_count_and_names() -> None:
    names = ("农业", "煤炭", "电子", "建筑", "信息", "金融")
    assert OWN.matches(names)
    assert OWN.matches(tuple(reversed(names)))
    assert not OWN.matches((*names, "零售"))
    assert not OWN.matches(names[:5])
    assert not OWN.matches(("农业", "煤炭", "电子", "建筑", "软件", "金融"))
    assert OWN.rule("电子").digital == 1.0
    assert OWN.rule("农业").group is None


def region(name: str, years: tuple[int, ...], *values: float) -> RegionFigures:
    return RegionFigures(name, years, (), {"scale": np.array([values])})


def test_regions_are_compared_in_the_last_year_that_most_have() -> None:
    """甲 and 乙 share 2006 and 2007; 丙 has no figure in 2007, and 丁 is not measured at all."""
    found = RegionComparison(
        (
            region("甲", (2005, 2006, 2007), 1.0, 2.0, 3.0),
            region("乙", (2006, 2007, 2008), 9.0, 3.0, 8.0),
            region("丙", (2006, 2007), 2.0, math.nan),
        ),
        (("丁", WHY),),
    )
    assert found.years == (2005, 2006, 2007, 2008)
    np.testing.assert_array_equal(found.values("scale", 2006, 0), [2.0, 9.0, 2.0])
    np.testing.assert_array_equal(found.values("scale", 2008, 0), [np.nan, 8.0, np.nan])
    assert found.last_year("scale", 0) == 2006
    assert found.missing("scale", 2007, 0) == ("丙", "丁")
    assert found.missing("scale", 2006, 0) == ("丁",)
    np.testing.assert_array_equal(found.ranks("scale", 2006, 0), [2, 1, 2])
    np.testing.assert_array_equal(found.ranks("scale", 2007, 0), [1, 1, np.nan])
    two = RegionComparison(found.regions[:2])
    assert two.last_year("scale", 0) == 2007  # of years that both have, the last
    nothing = RegionComparison((region("甲", (2005,), math.nan),))
    assert nothing.last_year("scale", 0) is None


def test_a_comparison_has_no_bands_unless_it_is_told_of_draws() -> None:
    found = RegionComparison((FIGURES,))
    assert (found.draws, found.absent) == (0, ())
    assert found.missing("scale", 2006, 0) == ()
