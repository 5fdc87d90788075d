"""The sheets of regions and of cities: what stands there, and that a spreadsheet ranks alike."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.text import tr
from models import measure
from models.comparison import RegionCase, measure_regions
from models.dataset import Dataset
from models.messages import Message, message
from models.parameters import PRESETS
from models.region_figures import RegionComparison
from models.uncertainty import Settings
from tests.support_datasets import dataset, with_cities
from tests.support_recalculation import Spreadsheet

DEFAULT = PRESETS["gx2022"]


def case(name: str, data: Dataset | Message) -> RegionCase:
    return RegionCase(name, lambda: data, DEFAULT)


@pytest.fixture(scope="module")
def found() -> RegionComparison:
    given = [case(f"省{i}", dataset(110 + i)) for i in range(4)]
    same = case("同省2", dataset(112))
    without = case("无表", message("project.no_table"))
    poor = case("缺省", dataset(116, drop=("indicator.gdp",)))
    return measure_regions([*given, same, poor, without], draws=Settings(20, 3))


@pytest.fixture(scope="module")
def exported(found: RegionComparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("regions") / "地区.xlsx"
    write_workbook(measure(with_cities(dataset(110)), DEFAULT), path, extras={"regions": found})
    return path


def rows_below(sheet: object, head: str) -> list[list[object]]:
    """Rows of the table whose first head follows a heading, up to the next blank one."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]  # type: ignore[attr-defined]
    start = next(i for i, row in enumerate(rows) if row[0] == head)
    axis = (tr("axis.region"), tr("axis.city"))
    first = next(i for i in range(start, len(rows)) if rows[i][0] in axis) + 1
    last = next((i for i in range(first, len(rows)) if rows[i][0] is None), len(rows))
    return rows[first:last]


def test_a_spreadsheet_computes_the_same_shares_growth_and_ranks(
    soffice: str, exported: Path, found: RegionComparison, tmp_path: Path
) -> None:
    book = Spreadsheet(soffice, tmp_path).recalculated(exported)
    sheet = book[tr("exporting.sheet.regions")]
    for rule, name in enumerate(("stock", "compensation", "accumulated")):
        year = found.last_year("digital_economy", rule)
        assert year is not None
        rows = rows_below(sheet, tr(f"rule.{name}"))
        assert [row[0] for row in rows] == [each.region for each in found.regions]
        ranks = [
            found.ranks(key, year, rule)
            for key in ("digital_economy", "gdp_share", "nominal_growth")
        ]
        for place, (row, region) in enumerate(zip(rows, found.regions, strict=True)):
            for column, key in enumerate(("digital_economy", "gdp_share", "nominal_growth")):
                value, rank = row[1 + 2 * column], row[2 + 2 * column]
                expected = region.at(key, year, rule)
                if math.isnan(expected):
                    assert (value, rank) == ("—", "—")
                else:
                    assert value == pytest.approx(expected, rel=1e-12)
                    assert rank == ranks[column][place], (name, key, region.region)


def test_a_changed_figure_of_one_region_moves_its_rank(
    soffice: str, exported: Path, found: RegionComparison, tmp_path: Path
) -> None:
    name = tr("exporting.sheet.regions")
    sheet = openpyxl.load_workbook(exported)[name]
    year = found.last_year("digital_economy", 1)
    assert year is not None
    lowest = max(range(5), key=lambda i: found.ranks("digital_economy", year, 1)[i])
    rows = list(sheet.iter_rows())
    start = next(i for i, row in enumerate(rows) if row[0].value == tr("rule.compensation"))
    head = next(
        i
        for i in range(start, len(rows))
        if rows[i][0].value == tr("axis.region") and str(rows[i][1].value) == str(found.years[0])
    )
    cell = rows[head + 1 + lowest][1 + found.years.index(year)]
    assert cell.value == found.regions[lowest].at("digital_economy", year, 1)
    changed = Spreadsheet(soffice, tmp_path).recalculated(exported, {(name, cell.coordinate): 1e9})
    after = rows_below(changed[name], tr("rule.compensation"))
    assert [row[2] for row in after][lowest] == 1
    assert sorted(float(str(row[2])) for row in after if row[2] != "—")[:3] == [1, 2, 3]


def test_regions_without_a_rank_are_listed_with_what_they_need(exported: Path) -> None:
    sheet = openpyxl.load_workbook(exported)[tr("exporting.sheet.regions")]
    lines = {
        (str(row[0]), str(row[1])) for row in rows_below(sheet, tr("exporting.regions.missing"))
    }
    assert {region for region, _ in lines} == {"无表", "缺省"}
    assert all(needs not in ("", "None") for _, needs in lines)


def test_the_sheet_of_cities_refers_to_the_steps(exported: Path) -> None:
    sheet = openpyxl.load_workbook(exported)[tr("exporting.sheet.cities")]
    rows = rows_below(sheet, tr("rule.compensation"))
    assert [row[0] for row in rows] == ["甲市", "乙市", "丙市"]
    assert all(str(value).startswith("='") for row in rows for value in row[1:7])


def test_without_cities_and_regions_there_is_no_such_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(measure(dataset(111), DEFAULT), path)
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert tr("exporting.sheet.regions") not in names
    assert tr("exporting.sheet.cities") not in names
