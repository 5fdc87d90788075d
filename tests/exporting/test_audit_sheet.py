"""The sheet of published figures recomputes to the program's audit, also when figures change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.audit_text import verdict_text
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.project.published import example
from gxde_desktop.text import tr
from models import measure
from models.audit import Printed, Verdict
from models.measurement import Measurement
from models.parameters import PRESETS
from models.published import Claim, PublishedSet, results, with_claim, with_figure
from tests.support_datasets import dataset
from tests.support_recalculation import Spreadsheet

SHEET = tr("exporting.sheet.audit")


@pytest.fixture(scope="module")
def spreadsheet(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Spreadsheet:
    return Spreadsheet(soffice, tmp_path_factory.mktemp("soffice"))


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(dataset(2), PRESETS["gx2022"])


@pytest.fixture(scope="module")
def published(measured: Measurement) -> PublishedSet:
    """The example, and a check of the project's own stock against a printed one."""
    year = measured.frame.years[12]
    stock = measured.value("stock", "software", year)
    made = with_figure(example("gx2022"), Printed("printed_stock", year, f"{stock:.1f}"))
    formula = f"computed.stock.software[{year}]/2*2"
    return with_claim(made, Claim("own", formula, f"printed_stock[{year}]"))


@pytest.fixture(scope="module")
def path(
    measured: Measurement, published: PublishedSet, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    made = tmp_path_factory.mktemp("export") / "结果.xlsx"
    write_workbook(measured, made, extras={"audit": published})
    return made


def lines(sheet: Any) -> dict[str, tuple[Any, ...]]:
    """Lines of the first table by their titles: computed, low, high, printed, digit, verdict."""
    found: dict[str, tuple[Any, ...]] = {}
    rows = list(sheet.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[7] == tr("exporting.audit.verdict"))
    for row in rows[head + 1 :]:
        if row[0] is None:
            break
        found[f"{len(found)}"] = row[2:8]
    return found


def agree(sheet: Any, published: PublishedSet, m: Measurement) -> int:
    compared = 0
    shown = lines(sheet)
    for place, result in enumerate(results(published, m)):
        computed, low, high, printed, digit, verdict = shown[str(place)]
        assert verdict == verdict_text(result)
        if result.verdict is Verdict.NOT_COMPUTABLE:
            assert not isinstance(computed, int | float)
            continue
        assert computed == pytest.approx(result.computed, rel=1e-12)
        assert low == pytest.approx(result.low, rel=1e-12)
        assert high == pytest.approx(result.high, rel=1e-12)
        assert printed == result.printed
        assert digit > 0
        compared += 1
    return compared


def test_the_sheet_recomputes_to_the_audit(
    spreadsheet: Spreadsheet, path: Path, published: PublishedSet, measured: Measurement
) -> None:
    book = spreadsheet.recalculated(path)
    assert agree(book[SHEET], published, measured) >= 13


def cell_of(sheet: Any, text: str, column: str) -> str:
    row = next(r[0].row for r in sheet.iter_rows() if r[0].value == text)
    return f"{column}{row}"


def test_a_changed_figure_and_tolerance_change_the_verdicts(
    spreadsheet: Spreadsheet, path: Path, published: PublishedSet, measured: Measurement
) -> None:
    sheet = spreadsheet.recalculated(path)[SHEET]
    gdp = cell_of(sheet, "地区生产总值[2017]", "C")
    tolerance = cell_of(sheet, tr("audit.sheet.about.tolerance"), "B")
    book = spreadsheet.recalculated(path, {(SHEET, gdp): 20396.25, (SHEET, tolerance): 1})
    changed = with_figure(published, Printed("gdp", 2017, "20396.25"))
    changed = PublishedSet(changed.title, changed.region, 1.0, changed.figures, changed.claims)
    agree(book[SHEET], changed, measured)
    before = {r.check.key: r.verdict for r in results(published, measured)}
    after = {r.check.key: r.verdict for r in results(changed, measured)}
    assert before["share_2017"] is Verdict.CONTRADICTS
    assert after["share_2017"] is Verdict.FOLLOWS
    assert after["share_change"] is Verdict.WITHIN_ROUNDING


def test_without_a_set_there_is_no_sheet(measured: Measurement, tmp_path: Path) -> None:
    import openpyxl

    made = tmp_path / "结果.xlsx"
    write_workbook(measured, made)
    assert SHEET not in openpyxl.load_workbook(made).sheetnames


def test_no_formula_is_longer_than_a_person_can_read(path: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(path)[SHEET]
    formulas = [c.value for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")]
    assert len(formulas) > 100
    assert max(map(len, formulas)) < 400
