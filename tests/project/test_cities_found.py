"""Which imported series are figures of a province's cities."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gxde_desktop.importing.importer import Problem, inspect_file
from gxde_desktop.importing.regions import cities_of
from gxde_desktop.project.cities import cities_of_region
from models.cities import NO_CITIES
from models.series import AnnualSeries, Basis
from models.sources import SourceTable

YEARBOOK = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "yearbook"


def one(
    region: str, years: range, value: float, *, file: str = "2021.xlsx", unit: str | None = "亿元"
) -> AnnualSeries:
    count = len(years)
    return AnnualSeries(
        "地区生产总值",
        region,
        None,
        unit,
        Basis.VALUE,
        tuple(years),
        tuple(value + year - 2000 for year in years),
        tuple(f"B{i + 6}" for i in range(count)),
        SourceTable(file, file * 4, "19-2"),
    )


def test_yearbooks_of_several_years_are_joined() -> None:
    problems: list[Problem] = []
    found = cities_of_region(
        "广西",
        (
            one("南宁", range(2020, 2021), 4000.0, file="2020.xlsx"),
            one("南宁", range(2021, 2022), 4000.0, file="2021.xlsx"),
            one("柳州", range(2021, 2022), 3000.0, file="2021.xlsx"),
            one("广西", range(2000, 2022), 20000.0),
        ),
        problems,
    )
    assert problems == []
    assert found.names == cities_of("广西")
    assert len(found.names) == 14
    assert len(found.series["gdp"]["南宁"]) == 2
    piece = found.piece("gdp", "南宁", 2020)
    assert piece is not None
    assert piece.source.file == "2020.xlsx"
    assert found.piece("gdp", "柳州", 2020) is None


def test_two_vintages_of_one_year_are_asked_about_and_not_used() -> None:
    problems: list[Problem] = []
    long = one("南宁", range(2018, 2022), 4000.0, file="长.xlsx")
    other = replace(one("南宁", range(2020, 2022), 4000.0, file="短.xlsx"), values=(4100.0, 4021.0))
    found = cities_of_region("广西", (long, other), problems)
    (problem,) = problems
    assert (problem.severity, problem.code) == ("question", "cities_differ")
    assert problem.message.args["cities"] == ("南宁",)
    assert problem.message.args["years"] == ("2020",)
    assert found.piece("gdp", "南宁", 2020) is None
    assert found.piece("gdp", "南宁", 2021) is not None
    assert found.piece("gdp", "南宁", 2019) is not None


def test_the_same_figures_in_two_units_are_no_two_vintages() -> None:
    problems: list[Problem] = []
    yi = one("南宁", range(2020, 2022), 4000.0, file="亿.xlsx")
    wan = replace(
        one("南宁", range(2020, 2022), 0.0, file="万.xlsx", unit="万元"),
        values=tuple(value * 1e4 for value in yi.values),
    )
    cities_of_region("广西", (yi, wan), problems)
    assert problems == []


def test_a_city_of_another_province_and_a_county_are_no_cities_of_it() -> None:
    found = cities_of_region(
        "广西",
        (
            one("广州", range(2021, 2022), 28000.0),
            one("横州市", range(2021, 2022), 400.0),
            one("广西", range(2021, 2022), 24000.0),
        ),
        [],
    )
    assert found is NO_CITIES


def test_places_beside_a_province_that_no_dictionary_knows_are_its_cities() -> None:
    other = one("丙市", range(2021, 2022), 7.0, file="别处.xlsx")
    own = [one(name, range(2021, 2022), 9.0) for name in ("甲县", "乙市", "某某省")]
    found = cities_of_region("某某省", (*own, other), [])
    assert found.names == ("甲县", "乙市")


def test_a_missing_unit_is_asked_about_once_a_table() -> None:
    problems: list[Problem] = []
    bare = tuple(one(name, range(2021, 2022), 9.0, unit=None) for name in ("南宁", "柳州", "桂林"))
    assert cities_of_region("广西", bare, problems) is NO_CITIES
    assert [problem.message.code for problem in problems] == ["project.lacks.unit"]


def test_the_yearbook_table_of_cities_is_used_as_it_is() -> None:
    path = YEARBOOK / "19-2 各市主要指标.xlsx"
    if not path.exists():
        pytest.skip("the shared yearbook workbooks are not there")
    report = inspect_file(path)
    series = tuple(each for table in report.tables for each in table.series)
    problems: list[Problem] = []
    found = cities_of_region("广西", series, problems)
    assert problems == []
    assert set(found.series["gdp"]) == set(found.names) == set(cities_of("广西"))
    piece = found.piece("gdp", "崇左", 2021)
    assert piece is not None
    assert (piece.at(2021), piece.unit, piece.cells) == (986.65, "亿元", ("B20",))
    # The growth column beside it is not an amount, whatever its name.
    assert all(p.basis == Basis.VALUE for p in found.pieces())
