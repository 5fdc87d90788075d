"""The sample as a whole: labelled, deterministic, consistent, and read without a question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.exporting.sample.economy import HISTORY, NATION, PROVINCE, YEARS, tables
from gxde_desktop.importing.importer import FileReport, inspect_file, to_json
from gxde_desktop.importing.regions import cities_of

LONG = ("固定资产投资价格指数",)
"""Series of both regions that reach back to the first year of capital."""
LABEL = "构造数据，仅供演示，不得引用"


INDUSTRIAL = frozenset(
    [
        "mine",
        "food",
        "textile",
        "wood",
        "petro",
        "chem",
        "mineral",
        "metal",
        "machine",
        "vehicle",
        "electronics",
        "other",
        "power",
        "build",
    ]
)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_sample(tmp_path_factory.mktemp("sample") / "made" / "on demand")


@pytest.fixture(scope="module")
def reports(paths: tuple[Path, ...]) -> tuple[FileReport, ...]:
    return tuple(inspect_file(path) for path in paths)


def test_every_sheet_and_file_says_that_it_is_constructed(paths: tuple[Path, ...]) -> None:
    for path in paths:
        book = openpyxl.load_workbook(path)
        assert LABEL in (book.properties.description or "")
        for sheet in book.worksheets:
            texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
            assert any(LABEL in text for text in texts if isinstance(text, str)), sheet.title


def test_the_same_sample_is_written_every_time(paths: tuple[Path, ...], tmp_path: Path) -> None:
    again = write_sample(tmp_path)
    assert [path.name for path in again] == [path.name for path in paths]
    for first, second in zip(paths, again, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_the_importer_reads_everything_and_asks_nothing(reports: tuple[FileReport, ...]) -> None:
    for report in reports:
        found = to_json(report)
        assert found["problems"] == [], report.file
        assert found["tables"], report.file
        for table in found["tables"]:
            assert table["status"] == "ready", report.file
            assert table["kind"] in ("io_table", "series")


def test_tables_are_read_with_their_totals(reports: tuple[FileReport, ...]) -> None:
    read = {
        (table["region"], table["year"]): table
        for report in reports
        for table in to_json(report)["tables"]
        if table["kind"] == "io_table"
    }
    assert set(read) == {(table.plan.region, table.plan.year) for table in tables()}
    codes = {
        "gross_output": "GO",
        "intermediate_input": "TII",
        "value_added": "TVA",
        "compensation": "VA001",
        "net_taxes": "VA002",
        "depreciation": "VA003",
        "surplus": "VA004",
        "gfcf": "FU201",
        "exports": "EX",
        "imports": "IM",
    }
    for table in tables():
        found = read[table.plan.region, table.plan.year]
        assert found["unit"] == "万元"
        assert found["sectors"] == len(table.plan.sectors)
        assert tuple(found["sector_names"]) == table.plan.sectors.names
        assert {check["status"] for check in found["checks"]} == {"pass"}
        together = table.plan.region == PROVINCE and table.plan.year == 2007
        for total, code in codes.items():
            if together and code in ("EX", "IM"):
                assert found["totals"][total] is None
            else:
                assert found["totals"][total] / 1e4 == pytest.approx(table.total(code), rel=1e-12)


CITY_FILE = f"{PROVINCE}各市主要指标.xlsx"


def _series(
    reports: tuple[FileReport, ...], *, cities: bool = False
) -> dict[tuple[str, str, str | None], dict]:
    """The longest series of each label; of the cities' file or of all the others."""
    return {
        (series["region"], series["name"], series["industry"]): series
        for report in reports
        if (report.file == CITY_FILE) == cities
        for table in to_json(report)["tables"]
        for series in table.get("series", ())
    }


def test_series_cover_every_year_with_unit_and_basis(reports: tuple[FileReport, ...]) -> None:
    found = _series(reports)
    assert {region for region, _, _ in found} == {PROVINCE, NATION}
    for key, series in found.items():
        region, name, _ = key
        long = name in LONG or (region, name) == (PROVINCE, "固定资本形成总额")
        assert series["years"] == list(HISTORY if long else YEARS), key
        assert None not in series["values"], key
        assert series["basis"] in ("value", "index_previous_100"), key
        assert (series["unit"] is None) == (series["basis"] != "value"), key
        assert ("指数" in series["name"]) == (series["basis"] != "value"), key


def test_accounts_meet_the_tables(reports: tuple[FileReport, ...]) -> None:
    """GDP is the tables' value added and GFCF their column, in the years with a table."""
    values = {
        (region, name): dict(zip(series["years"], series["values"], strict=True))
        for (region, name, _), series in _series(reports).items()
    }
    for table in tables():
        region, year = table.plan.region, table.plan.year
        product = "国内生产总值" if region == NATION else "地区生产总值"
        assert values[region, product][year] == pytest.approx(table.total("TVA"), abs=0.005)
        assert values[region, "固定资本形成总额"][year] == pytest.approx(
            table.total("FU201"), abs=0.005
        )
    for table in tables():
        if table.plan.region != PROVINCE:
            continue
        own = dict.fromkeys("一二三", 0.0)
        for kind, amount in zip(
            table.plan.sectors.kinds, table.printed(table.rows["TVA"]), strict=True
        ):
            own["一" if kind == "agri" else "二" if kind in INDUSTRIAL else "三"] += amount / 1e4
        for broad, amount in own.items():
            published = values[PROVINCE, f"第{broad}产业增加值"][table.plan.year]
            assert published == pytest.approx(amount, abs=0.02)
    for year in YEARS:
        parts = sum(values[PROVINCE, f"第{x}产业增加值"][year] for x in "一二三")
        assert parts == pytest.approx(values[PROVINCE, "地区生产总值"][year], abs=1e-9)


def test_cities_make_up_their_province(reports: tuple[FileReport, ...]) -> None:
    """Together a little more than the province until 2017, exactly the province from 2018 on."""
    found = _series(reports, cities=True)
    assert {region for region, _, _ in found} == {PROVINCE, *cities_of(PROVINCE)}
    for name, industry, joint in (
        ("地区生产总值", None, 2018),
        ("计算机、通信和其他电子设备制造业营业收入", None, 2000),
        ("软件业务收入", None, 2000),
    ):
        values = {
            region: np.array(found[region, name, industry]["values"])
            for region in (PROVINCE, *cities_of(PROVINCE))
        }
        whole = values.pop(PROVINCE)
        ratio = sum(values.values()) / whole
        for year, each in zip(YEARS, ratio.tolist(), strict=True):
            if year >= joint:
                assert each == pytest.approx(1.0, abs=2e-5), (name, year)
            else:
                assert 1.005 < each < 1.07, (name, year)


def test_the_yearbook_sheet_of_cities_agrees_with_their_series(paths: tuple[Path, ...]) -> None:
    """One year in the layout of 各市主要指标, with sums and heads that follow from it."""
    book = openpyxl.load_workbook(next(path for path in paths if path.name == CITY_FILE))

    def read(sheet: str, first: int) -> dict[str, list[float]]:
        rows = book[sheet].iter_rows(min_row=first, max_row=first + 6, values_only=True)
        return {str(row[0]): [float(str(value)) for value in row[1:]] for row in rows}

    year, long = read("19-2", 5), read("19-4", 4)
    for name, (product, *parts, _, head, people) in year.items():
        assert product == long[name][-1]
        assert sum(parts) == pytest.approx(product, abs=0.006)
        assert head == pytest.approx(product / people * 1e4, abs=0.51)
    whole, *cities = year.values()
    for column in range(3):
        assert sum(city[column] for city in cities) == pytest.approx(whole[column], abs=0.011)


def test_volume_of_product_is_made_of_the_broad_sectors(reports: tuple[FileReport, ...]) -> None:
    """Growth of the total lies among that of its parts and is their weighted mean."""
    values = {
        name: dict(zip(series["years"], series["values"], strict=True))
        for (region, name, _), series in _series(reports).items()
        if region == PROVINCE
    }
    for year in YEARS[1:]:
        shares = [values[f"第{x}产业增加值"][year - 1] for x in "一二三"]
        growth = [values[f"第{x}产业增加值指数"][year] for x in "一二三"]
        mean = sum(s * g for s, g in zip(shares, growth, strict=True)) / sum(shares)
        assert values["地区生产总值指数"][year] == pytest.approx(mean, abs=0.051)
    deflator = values["地区生产总值"][2017] / values["地区生产总值"][2007]
    for year in range(2008, 2018):
        deflator /= values["地区生产总值指数"][year] / 100
    assert 1.15 < deflator < 1.6


def test_prices_of_electronics_fall_and_of_investment_rise(
    reports: tuple[FileReport, ...],
) -> None:
    chains = {}
    for (region, name, industry), series in _series(reports).items():
        level = 1.0
        for value in series["values"][1:]:
            level *= value / 100
        chains[region, name, industry] = level
    electronics = next(v for k, v in chains.items() if k[2] and k[2].startswith("计算机、通信")
                       and "出厂价格" in k[1])  # fmt: skip
    assert 0.3 < electronics < 0.8
    assert chains[NATION, "固定资产投资价格指数", None] > 1.2
    assert chains[PROVINCE, "固定资产投资价格指数", None] > 1.2
