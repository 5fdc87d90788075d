"""Printed index numbers chained: which years join an anchor, and what cuts the others off."""

from __future__ import annotations

import numpy as np
import pytest

from models import measure
from models.parameters import PRESETS
from models.quantities.chains import chained, linked_span
from models.series import Basis
from tests.support_datasets import dataset, with_industry_series

LEVELS = (Basis.VALUE, Basis.INDEX_FIXED_BASE)
CHANGES = (Basis.INDEX_PREVIOUS_100, Basis.GROWTH_PERCENT)


def years(text: str) -> np.ndarray:
    """`.##.` as a mask of printed years."""
    return np.array([mark == "#" for mark in text])


@pytest.mark.parametrize("basis", LEVELS)
@pytest.mark.parametrize(
    ("printed", "anchor", "span"),
    [
        (".###.", 2, (1, 3)),
        ("#.##.", 3, (2, 3)),
        ("##.##", 0, (0, 1)),
        (".#...", 1, (1, 1)),  # one level alone is a level
        (".###.", 0, None),
        (".###.", 4, None),
        ("#####", 2, (0, 4)),
    ],
)
def test_levels_join_where_neighbours_are_printed(
    basis: Basis, printed: str, anchor: int, span: tuple[int, int] | None
) -> None:
    assert linked_span(years(printed), basis, anchor) == span


@pytest.mark.parametrize("basis", CHANGES)
@pytest.mark.parametrize(
    ("printed", "anchor", "span"),
    [
        (".###.", 2, (0, 3)),  # the first change starts a year before
        ("#.##.", 3, (1, 3)),
        ("..#..", 1, (1, 2)),
        ("..#..", 2, (1, 2)),
        ("..#..", 0, None),
        ("..#..", 3, None),
        ("#....", 0, None),  # a change from a year outside links nothing inside
        ("#####", 2, (0, 4)),
    ],
)
def test_a_change_joins_its_year_and_the_one_before(
    basis: Basis, printed: str, anchor: int, span: tuple[int, int] | None
) -> None:
    assert linked_span(years(printed), basis, anchor) == span


@pytest.mark.parametrize(
    ("basis", "printed"),
    [
        (Basis.VALUE, [40.0, 50.0, 60.0]),
        (Basis.INDEX_FIXED_BASE, [80.0, 100.0, 120.0]),
        (Basis.INDEX_PREVIOUS_100, [np.nan, 125.0, 120.0]),
        (Basis.GROWTH_PERCENT, [np.nan, 25.0, 20.0]),
    ],
)
def test_every_basis_says_the_same_movement(basis: Basis, printed: list[float]) -> None:
    """1, then a quarter more, then a fifth more: 1, 1.25, 1.5; years outside stay as they are."""
    out = np.full(5, np.nan)
    chained(np.array([np.nan, *printed, np.nan]), basis, (1, 3), out)
    np.testing.assert_allclose(out, [np.nan, 1.0, 1.25, 1.5, np.nan], rtol=1e-15)


def test_without_a_span_nothing_is_written() -> None:
    out = np.full(3, np.nan)
    chained(np.array([1.0, 2.0, 3.0]), Basis.VALUE, None, out)
    assert np.isnan(out).all()


@pytest.mark.parametrize("basis", [Basis.INDEX_FIXED_BASE, Basis.INDEX_PREVIOUS_100])
@pytest.mark.parametrize(("year", "cut"), [(2001, 2003), (2020, 2012)])
def test_the_year_that_cuts_a_price_off_is_named(basis: Basis, year: int, cut: int) -> None:
    """Printed but for 2003 and 2012, the tables of 2007 and 2017: the nearer gap is to blame."""
    flat = np.full(22, 100.0)
    flat[[3, 12]] = np.nan
    data = with_industry_series(dataset(7), "price", {"farming": flat}, basis=basis)
    m = measure(data, PRESETS["gx2022"])
    j = next(j for j, one in enumerate(data.industries) if one.key == "farming")
    reason = m.reason("industry_price", j, year - 2000)
    assert reason is not None
    assert reason.code == "needs.series_year"
    assert reason.args["year"] == cut
    assert np.isfinite(m.values["industry_price"][j, 7])


@pytest.mark.parametrize("basis", [Basis.INDEX_FIXED_BASE, Basis.INDEX_PREVIOUS_100])
def test_a_price_that_misses_the_first_table_lacks_its_year(basis: Basis) -> None:
    """Printed from 2010 on, the tables of 2007 and 2017: nothing joins 2007."""
    late = np.full(22, 100.0)
    late[:10] = np.nan
    data = with_industry_series(dataset(7), "price", {"farming": late}, basis=basis)
    m = measure(data, PRESETS["gx2022"])
    j = next(j for j, one in enumerate(data.industries) if one.key == "farming")
    for year in (2005, 2012, 2020):
        reason = m.reason("industry_price", j, year - 2000)
        assert reason is not None
        assert reason.args["year"] == 2007
