"""The blank template: filled as a person would, it is read back figure by figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gxde_desktop.exporting.errors import ExportError
from gxde_desktop.exporting.sample.economy import PROVINCE, tables
from gxde_desktop.exporting.sample.sectors import PROVINCIAL_2017
from gxde_desktop.exporting.template import write_template
from gxde_desktop.exporting.template_series import READING_ROLES
from gxde_desktop.importing.importer import FileReport, inspect_file
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.candidates import role_rules
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.resources import resource_folder
from gxde_desktop.text import catalogue
from models.concordance import normal_name
from models.dataset import ROLES
from models.series import AnnualSeries, Basis
from tests.support_recalculation import Spreadsheet

LANGUAGES = ("zh", "en")
UNITS = {
    "zh": {"wan": "万元", "persons": "单位：万人"},
    "en": {"wan": "10000 yuan", "persons": "Unit: 10000 persons"},
}
REGION = "广西"
ANNUAL, EMPLOYMENT, PRICES, TABLE, READINGS = 1, 2, 3, 4, 5


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def blank(language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(language) / "template.xlsx"
    write_template(path, language=language)
    return path


@pytest.fixture
def filled(blank: Path, tmp_path: Path) -> Callable[[Callable[[Workbook], None]], FileReport]:
    def fill(write: Callable[[Workbook], None]) -> FileReport:
        book = openpyxl.load_workbook(blank)
        write(book)
        book.save(tmp_path / "filled.xlsx")
        return inspect_file(tmp_path / "filled.xlsx")

    return fill


def _head(sheet: Worksheet) -> int:
    """The row that prints the years."""
    return next(row for row in range(1, 10) if "2000年" in _texts(sheet, row))


def _texts(sheet: Worksheet, row: int) -> list[str]:
    return [str(cell.value) for cell in sheet[row]]


def _year(sheet: Worksheet, year: int) -> int:
    return _texts(sheet, _head(sheet)).index(f"{year}年") + 1


def _rows(sheet: Worksheet) -> range:
    return range(_head(sheet) + 1, sheet.max_row + 1)


def _fill_roles(
    sheet: Worksheet,
    basis: str,
    unit: str | None,
    years: Sequence[int],
    value: Callable[[int, int], float],
) -> None:
    """Every row of a sheet by role, with the basis or the unit that it leaves open.

    value: figure of the row's place and a year.
    """
    sheet["A1"] = REGION
    for place, row in enumerate(_rows(sheet)):
        if sheet.cell(row, 1).value is None:
            sheet.cell(row, 1).value = basis
        elif sheet.cell(row, 4).value is None:
            sheet.cell(row, 4).value = unit
        for year in years:
            sheet.cell(row, _year(sheet, year)).value = value(place, year)


def _series(report: FileReport) -> list[AnnualSeries]:
    return [series for table in report.tables for series in table.series]


def _ready(report: FileReport) -> list[str]:
    """Sheets that hold something, all of which must be ready."""
    used = [table for table in report.tables if table.status != "refused"]
    assert [table.status for table in used] == ["ready"] * len(used)
    assert not any(table.questions for table in report.tables)
    return [table.sheet for table in used]


def test_an_empty_template_holds_nothing(blank: Path) -> None:
    report = inspect_file(blank)
    assert len(report.tables) == 13
    assert {table.status for table in report.tables} == {"refused"}
    assert _series(report) == []
    assert all(table.io_table is None for table in report.tables)
    assert not any(problem.severity == "error" for problem in report.problems)


def test_every_year_is_there(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    for place in (ANNUAL, EMPLOYMENT, PRICES):
        sheet = book.worksheets[place]
        years = [text for text in _texts(sheet, _head(sheet)) if text.endswith("年")]
        assert years == [f"{year}年" for year in range(1990, 2031)]


def test_annual_indicators_come_back_by_role(
    filled: Callable[[Callable[[Workbook], None]], FileReport], language: str
) -> None:
    """Every role is filled with its own figures; the project then finds each by its rule."""
    years = (2005, 2006, 2009)

    def value(place: int, year: int) -> float:
        """Another for every cell, and one that an index of 上年=100 may have."""
        return 100 + place / 64 + (year - 2005) / 1024

    def fill(book: Workbook) -> None:
        _fill_roles(book.worksheets[ANNUAL], "上年=100", UNITS[language]["wan"], years, value)

    report = filled(fill)
    assert len(_ready(report)) == 1
    found = _series(report)
    assert len(found) == len(ROLES)
    labels = catalogue("zh")
    for place, (role, series) in enumerate(zip(ROLES, found, strict=True)):
        amount = not role.startswith("price.") or role == "price.wage"
        assert series.name == labels[f"template.role.{role}"]
        assert series.region == ("全国" if "reference" in role else REGION)
        assert series.industry is None
        assert series.basis is (Basis.VALUE if amount else Basis.INDEX_PREVIOUS_100)
        assert series.unit == ("元" if role == "price.wage" else "万元" if amount else None)
        assert series.years == years
        assert series.values == tuple(value(place, year) for year in years)


def test_rules_find_the_rows_that_they_look_for(
    filled: Callable[[Callable[[Workbook], None]], FileReport], language: str
) -> None:
    def fill(book: Workbook) -> None:
        sheet, wan = book.worksheets[ANNUAL], UNITS[language]["wan"]
        _fill_roles(sheet, "2010年=100", wan, (2010, 2011), lambda _, year: 100.0 + year)

    report = filled(fill)
    assert {s.basis for s in _series(report)} == {Basis.VALUE, Basis.INDEX_FIXED_BASE}
    file = ProjectFile("t.xlsx", report.sha256, 1, (), report, report.sha256)
    chosen = {
        each.role: each.chosen.series.name
        for each in assemble(ProjectState(files=(file,), region=REGION)).roles
        if each.chosen is not None
    }
    labels = catalogue("zh")
    assert chosen == {
        # A direct price of hardware has no rule: a person names it in the parameters.
        role: labels[f"template.role.{role}"]
        for role, rule in role_rules().items()
        if rule.patterns and role in ROLES
    }


def test_series_of_readings_are_found_by_name(
    filled: Callable[[Callable[[Workbook], None]], FileReport],
) -> None:
    """Rental prices in per cent, real GFCF and producer prices: each serves as what it is."""

    def fill(book: Workbook) -> None:
        def value(place: int, year: int) -> float:
            return 100 + place + (year - 2016) / 8

        _fill_roles(book.worksheets[READINGS], "上年=100", None, (2016, 2017), value)

    report = filled(fill)
    assert len(_ready(report)) == 1
    found = _series(report)
    assert len(found) == len(READING_ROLES)
    file = ProjectFile("t.xlsx", report.sha256, 1, (), report, report.sha256)
    chosen = {
        each.role: each.chosen.series
        for each in assemble(ProjectState(files=(file,), region=REGION)).roles
        if each.chosen is not None
    }
    assert set(chosen) == set(READING_ROLES)
    for place, role in enumerate(READING_ROLES):
        rental = role.startswith("rental.")
        assert chosen[role].values == (100 + place, 100 + place + 1 / 8)
        assert chosen[role].unit == ("%" if rental else None)
        assert chosen[role].basis is (Basis.VALUE if rental else Basis.INDEX_PREVIOUS_100)


def test_rows_left_empty_are_not_zero(
    filled: Callable[[Callable[[Workbook], None]], FileReport], language: str
) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[ANNUAL]
        sheet["A1"] = REGION
        row = next(
            r for r in _rows(sheet) if str(sheet.cell(r, 2).value).startswith("地区生产总值")
        )
        sheet.cell(row, 4).value = UNITS[language]["wan"]
        for year, value in ((1990, 0.0), (2025, 5.5)):
            sheet.cell(row, _year(sheet, year)).value = value

    report = filled(fill)
    (series,) = _series(report)
    assert (series.name, series.unit, series.region) == ("地区生产总值", "万元", REGION)
    assert (series.years, series.values) == ((1990, 2025), (0.0, 5.5))


def test_what_is_not_chosen_is_asked(
    filled: Callable[[Callable[[Workbook], None]], FileReport],
) -> None:
    """No region, no unit, no basis: three questions, nothing assumed."""

    def fill(book: Workbook) -> None:
        sheet = book.worksheets[ANNUAL]
        for row in _rows(sheet):
            if str(sheet.cell(row, 2).value).startswith(("固定资本形成总额", "居民消费价格指数")):
                sheet.cell(row, _year(sheet, 2010)).value = 103.0

    report = filled(fill)
    fields = {question.field for table in report.tables for question in table.questions}
    assert fields == {"region", "unit", "basis"}
    assert {series.unit for series in _series(report)} == {None}


@pytest.mark.parametrize("rows", ["all", "few"])
def test_industries_come_back_by_name(
    filled: Callable[[Callable[[Workbook], None]], FileReport], language: str, rows: str
) -> None:
    keys = [
        link["key"]
        for link in json.loads(
            (resource_folder() / "industries" / "42.json").read_text(encoding="utf-8")
        )
    ]
    wanted = keys if rows == "all" else ["machinery", "education", "other_manufacturing"]

    def fill(book: Workbook) -> None:
        for place, stated in ((EMPLOYMENT, UNITS[language]["persons"]), (PRICES, "（上年=100）")):
            sheet = book.worksheets[place]
            sheet["A1"], sheet["A3"] = REGION, stated
            for i, row in enumerate(_rows(sheet)):
                if keys[i] in wanted:
                    for year in (2007, 2008):
                        sheet.cell(row, _year(sheet, year)).value = 90 + place + i / 8

    report = filled(fill)
    assert len(_ready(report)) == 2
    found = _series(report)
    assert len(found) == 2 * len(wanted)
    labels = catalogue("zh")
    for place, name, unit, basis in (
        (EMPLOYMENT, "年末就业人员", "万人", Basis.VALUE),
        (PRICES, "产出价格指数", None, Basis.INDEX_PREVIOUS_100),
    ):
        series = {one.industry: one for one in found if one.name == name}
        assert set(series) == {labels[f"template.industry.{key}"] for key in wanted}
        for key in wanted:
            one = series[labels[f"template.industry.{key}"]]
            assert (one.region, one.unit, one.basis) == (REGION, unit, basis)
            assert one.values == (90 + place + keys.index(key) / 8,) * 2


def _fill_table(book: Workbook, language: str, slip: float = 0.0) -> tuple[int, int]:
    """Enter the sample's table of 2017; returns row and column of the first figure."""
    table = next(t for t in tables() if (t.plan.region, t.plan.year) == (PROVINCE, 2017))
    sheet = book.worksheets[TABLE]
    sheet["A1"], sheet["A2"], sheet["A3"] = REGION, "2017年", UNITS[language]["wan"]
    head = next(row for row in range(1, 12) if "GO" in _texts(sheet, row))
    columns = {text: i + 1 for i, text in enumerate(_texts(sheet, head))}
    side = columns["01"] - 1
    rows = {str(sheet.cell(r, side).value): r for r in range(head + 1, head + 50)}
    codes = PROVINCIAL_2017.codes
    for i, code in enumerate(codes):
        for j, other in enumerate(codes):
            sheet.cell(rows[code], columns[other]).value = float(table.printed(table.flows[i, j]))
        for name, units in table.columns.items():
            if name in columns:
                sheet.cell(rows[code], columns[name]).value = float(table.printed(units[i]))
        for name, units in table.rows.items():
            sheet.cell(rows[name], columns[code]).value = float(table.printed(units[i]))
    first = (rows["01"], columns["01"])
    sheet.cell(*first).value += slip
    return first


def test_a_table_typed_in_is_read_with_its_identities(
    filled: Callable[[Callable[[Workbook], None]], FileReport], language: str
) -> None:
    report = filled(lambda book: _fill_table(book, language))
    assert len(_ready(report)) == 1
    assert _series(report) == []
    (table,) = (found.io_table for found in report.tables if found.io_table is not None)
    (checks,) = (found.checks for found in report.tables if found.checks)
    assert (table.region, table.year, table.unit) == (REGION, 2017, "万元")
    assert table.names == PROVINCIAL_2017.names
    assert table.codes == PROVINCIAL_2017.codes
    assert {check.status for check in checks} == {"pass"}
    source = next(t for t in tables() if (t.plan.region, t.plan.year) == (PROVINCE, 2017))
    for code in ("GO", "FU201", "EX", "OF", "IM", "IF", "TVA", "VA004"):
        assert table.blocks[code].values.sum() / 1e4 == pytest.approx(source.total(code))
    assert table.blocks["Z"].values.shape == (42, 42)


def test_a_template_filled_on_every_sheet_asks_nothing(
    filled: Callable[[Callable[[Workbook], None]], FileReport], language: str
) -> None:
    """Every third row only, as offices fill forms: what was entered comes back, nothing else."""
    entered: dict[tuple[int, str], float] = {}

    def fill(book: Workbook) -> None:
        _fill_table(book, language)
        for place, stated in (
            (ANNUAL, None), (EMPLOYMENT, UNITS[language]["persons"]), (PRICES, "（上年=100）"),
        ):  # fmt: skip
            sheet = book.worksheets[place]
            sheet["A1"] = REGION
            if stated is not None:
                sheet["A3"] = stated
            column = _year(sheet, 2011)
            for row in list(_rows(sheet))[::3]:
                if place == ANNUAL and sheet.cell(row, 1).value is None:
                    sheet.cell(row, 1).value = "上年=100"
                elif place == ANNUAL and sheet.cell(row, 4).value is None:
                    sheet.cell(row, 4).value = UNITS[language]["wan"]
                for year in (0, 1, 2):
                    value = 100 + row / 8 + year / 4
                    sheet.cell(row, column + year).value = value
                    entered[place, sheet.cell(row, column + year).coordinate] = value

    report = filled(fill)
    assert len(_ready(report)) == 4
    places = {sheet: n for n, sheet in enumerate(dict.fromkeys(t.sheet for t in report.tables))}
    found = {
        (places[one.source.sheet], cell): value
        for one in _series(report)
        for cell, value in zip(one.cells, one.values, strict=True)
    }
    assert found == entered
    assert all(one.years == (2011, 2012, 2013) for one in _series(report))
    assert all(one.region in (REGION, "全国") for one in _series(report))


def test_live_checks_show_a_slip(blank: Path, language: str, tmp_path: Path, soffice: str) -> None:
    """Recalculated by a spreadsheet program: one wrong flow shows in its row and its column."""
    book = openpyxl.load_workbook(blank)
    row, column = _fill_table(book, language, slip=1000.0)
    book.save(tmp_path / "slip.xlsx")
    spreadsheet = Spreadsheet(soffice, tmp_path)
    sheet = spreadsheet.recalculated(tmp_path / "slip.xlsx").worksheets[TABLE]
    right = next(
        c for c in range(column, sheet.max_column + 1)
        if str(sheet.cell(row - 2, c).value).startswith(("核对", "Check"))
    )  # fmt: skip
    below = next(
        r for r in range(row, sheet.max_row + 1)
        if str(sheet.cell(r, 2).value).startswith(("核对", "Check"))
    )  # fmt: skip
    for i in range(42):
        misses = [sheet.cell(row + i, right + k).value for k in range(3)]
        assert misses == pytest.approx([1000.0 if i == 0 else 0.0, 0.0, 0.0], abs=1e-6)
        misses = [sheet.cell(below + k, column + i).value for k in range(4)]
        assert misses == pytest.approx([1000.0 if i == 0 else 0.0, 0.0, 0.0, 0.0], abs=1e-6)


def test_checks_of_an_empty_table_stay_empty(
    blank: Path, language: str, tmp_path: Path, soffice: str
) -> None:
    sheet = Spreadsheet(soffice, tmp_path).recalculated(blank).worksheets[TABLE]
    numbers = [
        cell.coordinate for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, int | float)
    ]  # fmt: skip
    assert numbers == []


def test_labels_are_those_of_the_classification() -> None:
    labels = catalogue("zh")
    for code, name in zip(PROVINCIAL_2017.codes, PROVINCIAL_2017.names, strict=True):
        assert labels[f"template.sector.{code}"] == name
    links = json.loads((resource_folder() / "industries" / "42.json").read_text(encoding="utf-8"))
    for link in links:
        known = {normal_name(name) for name in link["names"]}
        assert normal_name(labels[f"template.industry.{link['key']}"]) in known


def test_the_same_template_every_time_and_nothing_in_between(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_template(first)
    write_template(second, language="zh")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(tmp_path.iterdir()) == [first, second]
    with pytest.raises(ExportError):
        write_template(tmp_path / "absent" / "c.xlsx")
    with pytest.raises(ValueError, match="fr"):
        write_template(first, language="fr")
    assert first.read_bytes() == second.read_bytes()
