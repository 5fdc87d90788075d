"""A report of readings: places, differences and combinations of one made by hand."""

from __future__ import annotations

import pytest

from models.messages import message
from models.reading_report import (
    DOWN,
    PRINTED,
    UP,
    FigureColumn,
    OtherReading,
    PointStanding,
    ReadingFigures,
    ReadingsReport,
    ReadingsTogether,
)

COLUMNS = tuple(
    FigureColumn(*one)
    for one in (
        ("stock", 2007),
        ("stock", 2010),
        ("stock", 2017),
        ("stock", 2021),
        ("tfp", "2007–2012"),
        ("tfp", "2012–2017"),
    )
)
WHY = message("some.code")
BASE = ReadingFigures((10.0, 20.0, None, -40.0, 0.0, 0.5), (None, None, WHY, None, None, None))
OTHER = ReadingFigures((12.0, 15.0, 3.0, -30.0, 0.1, None), (None,) * 5 + (WHY,))
LOWER = ReadingsTogether(DOWN, "stock", (), (), OTHER)
ALL = ReadingsTogether(PRINTED, "", (), (), BASE)
REPORT = ReadingsReport(
    "测试省",
    (2007, 2017),
    COLUMNS,
    BASE,
    (PointStanding("one", "a", "a"), PointStanding("two", "b", "a"), PointStanding("x", None, "a")),
    (OtherReading("one", "b", OTHER),),
    (LOWER, ALL),
)


def test_places_are_those_of_tables_all_intervals_and_the_last() -> None:
    assert REPORT.main_places("stock") == (2007, 2017, 2021)
    assert REPORT.main_places("tfp") == ("2007–2012", "2012–2017")
    assert REPORT.main_places("nothing") == ()


def test_a_column_is_that_of_its_place_or_the_last() -> None:
    assert REPORT.column("stock") == 3
    assert REPORT.column("stock", 2010) == 1
    assert REPORT.column("stock", 2007) == 0
    assert REPORT.column("tfp") == 5
    assert REPORT.column("tfp", "2007–2012") == 4
    for headline, place in (("stock", 2011), ("nothing", None), ("tfp", 2007)):
        with pytest.raises(KeyError):
            REPORT.column(headline, place)


def test_differences_are_from_the_figure_as_it_is() -> None:
    deltas = [REPORT.delta(OTHER, i) for i in range(6)]
    assert deltas == [2.0, -5.0, None, 10.0, 0.1, None]
    # A rise of a negative figure is a rise; of nothing there is no share.
    shares = [REPORT.relative(OTHER, i) for i in range(6)]
    assert shares == [0.2, -0.25, None, 0.25, None, None]


def test_standings_and_combinations_are_found_by_name() -> None:
    assert [REPORT.standing(one).differs for one in ("one", "two", "x")] == [False, True, True]
    assert REPORT.combined(DOWN, "stock") is LOWER
    assert REPORT.combined(PRINTED) is ALL
    assert REPORT.combined(UP, "stock") is None
    assert REPORT.combined(DOWN, "tfp") is None
