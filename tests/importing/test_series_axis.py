"""Which years of an axis cannot be right, and that all others are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.importing.series_axis import doubtful
from gxde_desktop.importing.years import part_of_year_in

plausible = st.sets(st.integers(1949, 2020), min_size=1, max_size=40)


@given(plausible, st.booleans())
def test_years_that_run_one_way_are_never_doubted(years: set[int], down: bool) -> None:
    assert doubtful(sorted(years, reverse=down)) == {}


@given(st.integers(1960, 2015), st.integers(5, 20), st.data())
def test_one_year_far_from_its_neighbours_is_the_only_one_doubted(
    first: int, count: int, data: st.DataObject
) -> None:
    years = [first + i for i in range(count) if first + i <= 2020]
    if len(years) < 5:
        return
    place = data.draw(st.integers(1, len(years) - 2))
    right = years[place]
    years[place] = data.draw(st.sampled_from([right - 100, right + 80]))
    found = doubtful(years)
    assert list(found) == [place]
    assert found[place].likely == right


@pytest.mark.parametrize(
    ("years", "doubted"),
    [
        ([2016, 2017, 2018, 2016, 2017, 2018], []),  # a panel, its labels told apart elsewhere
        ([2019, 2015, 2016, 2017, 2018], []),  # the latest year in front
        ([2019, 2020, 2019, 2020], []),
        ([1953, 1964, 1982, 1990, 2000, 2010, 2020], []),
        ([1917, 2018, 2019], [0]),
        ([2016, 2017, 2010, 2019, 2020], [2]),
        ([2020, 2019, 2081, 2017], [2]),
        ([2018, 2019, 2091], [2]),
        ([2091, 2109], [0, 1]),
    ],
)
def test_an_axis(years: list[int], doubted: list[int]) -> None:
    assert sorted(doubtful(years)) == doubted


@pytest.mark.parametrize(
    ("title", "in_part"),
    [
        ("2020年1-9月规模以上工业", True),
        ("1—11月工业利润", True),
        ("2020年上半年地区生产总值", True),
        ("2020年前三季度居民收入", True),
        ("6月末贷款余额", True),
        ("2020年1-12月规模以上工业", False),
        ("2020年12月末移动电话用户", False),
        ("2020年末移动电话用户", False),
        ("城镇居民月平均消费支出", False),
        ("常住人口（居住半年以上）", False),
        ("2021年3月发布", False),
        ("2020年12月31日移动电话用户", False),
        ("第七次人口普查（2020年11月1日零时）", False),
    ],
)
def test_a_title_of_part_of_a_year(title: str, in_part: bool) -> None:
    assert part_of_year_in(title) is in_part
