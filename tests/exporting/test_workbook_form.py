"""What a reviewer's program finds in the file: caches, origins, names, locks, nothing foreign."""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.workbook import Workbook

from gxde_desktop.exporting.conclusions import FIGURES
from gxde_desktop.exporting.formats import MARKS
from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.remarks import Remarks
from gxde_desktop.exporting.results_sheet import RESULTS
from gxde_desktop.exporting.symbols import parts_of
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.project.assemble import assemble
from gxde_desktop.text import in_language, say, tr
from models import Measurement, measure
from models.dataset import Dataset
from models.expression import Flag
from models.headlines import HEADLINES
from models.messages import Message, message
from models.parameters import PRESETS
from models.quantities import REGISTRY
from models.sources import SourceTable
from models.uncertainty import HEADLINE
from tests.support_formulas import LONGEST, SHARED
from tests.support_sample import sample_state


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    found = assemble(sample_state(tmp_path_factory.mktemp("sample"))).dataset
    assert found is not None
    return measure(found, PRESETS["gx2022"])


@pytest.fixture(scope="module")
def path(measured: Measurement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("export") / "结果.xlsx"
    write_workbook(measured, made)
    return made


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def cached(path: Path) -> Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def test_every_formula_is_short_shared_and_has_its_value(book: Workbook, cached: Workbook) -> None:
    count = 0
    for sheet in book.worksheets:
        values = cached[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                text = str(cell.value)
                where = f"{sheet.title}!{cell.coordinate}"
                assert len(text) <= LONGEST, where
                assert values[cell.coordinate].value is not None, where
                assert set(re.findall(r"([A-Z][A-Z0-9.]+)\(", text)) <= SHARED, text
                assert "[" not in text, where  # no other workbook
    print(f"{count} formulas")
    assert count > 60_000


def test_every_named_range_is_one_cell_with_its_parameter(book: Workbook, cached: Workbook) -> None:
    assert len(book.defined_names) > 25
    for name, defined in book.defined_names.items():
        ((sheet, cell),) = defined.destinations
        assert isinstance(cached[sheet][cell.replace("$", "")].value, int | float), name


def test_every_input_cell_says_where_it_comes_from(book: Workbook, measured: Measurement) -> None:
    """By its own source cell beside or below it; weights of a concordance are named as such."""
    layout = lay_out(measured)
    checked = 0
    with in_language("zh"):
        listed = book[tr("exporting.inputs")].iter_rows(min_row=7)
    files = {str(row[0].value): str(row[1].value) for row in reversed(list(listed))}
    for key, quantity in REGISTRY.items():
        if not quantity.is_input:
            continue
        for place in np.argwhere(~np.isnan(measured.values[key])):
            index = tuple(int(i) for i in place)
            origin = measured.origin(key, *index)
            if origin is None:
                assert quantity.unit in ("share", "number"), key
                continue
            sheet, row, column = layout.place(key, index)
            page = book[sheet]
            if (key, index[0]) in layout.tables:
                beside = str(page.cell(row + 1, column + 2).value)
                area = str(page.cell(5, layout.tables[key, index[0]].first_column + 1).value)
                # Flows say the area that they fill; a column has its cells beside it.
                assert origin.cell == beside or ":" in area, (key, index)
                assert origin.table.file in str(page["C3"].value)
            else:
                block = layout.blocks[key]
                numbers = str(page.cell(row + 1, 2).value).split(", ")
                assert origin.table.file in [files[each] for each in numbers], (key, index)
                if block.origins:
                    down = index[-2] if len(index) > 1 else 0
                    outer = index[0] if block.outer else 0
                    below = page.cell(block.origin_row(outer, down) + 1, column + 1).value
                    assert str(below).endswith(origin.cell), (key, index)
                    named = page.cell(block.origin_row(outer, down) + 1, 2).value
                    assert origin.table.file in f"{named} {below}", (key, index)
                else:
                    said = [str(c.value) for c in page[row + 1] if c.value is not None]
                    assert any(str(origin) in text for text in said), (key, index)
            checked += 1
    print(f"{checked} input cells")
    assert checked > 9_000


def test_only_inputs_can_be_changed_and_a_mark_stands_with_every_colour(
    book: Workbook, measured: Measurement
) -> None:
    layout = lay_out(measured)
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert not any(sheet.protection.password for sheet in book.worksheets)
    marks = 0
    for key, quantity in REGISTRY.items():
        for place in np.argwhere(~np.isnan(measured.values[key])):
            index = tuple(int(i) for i in place)
            sheet, row, column = layout.place(key, index)
            cell = book[sheet].cell(row + 1, column + 1)
            live = quantity.is_input and quantity.unit != "number"
            assert cell.protection.locked != live, (key, index)
            codes = {flag.code for flag in measured.flags(key, *index)}
            if "extrapolated" in codes:
                assert MARKS["extrapolated"] in cell.number_format, (key, index)
                marks += 1
    assert marks > 0
    for name in book.defined_names:
        ((sheet, where),) = book.defined_names[name].destinations
        cell = book[sheet][where.replace("$", "")]
        assert not cell.protection.locked or not cell.border.left.style, name


def test_what_can_be_changed_takes_numbers_only(book: Workbook) -> None:
    """A blank or a text in an input would be read as zero by the formulas."""
    unlocked = 0
    for sheet in book.worksheets:
        guarded = [each.sqref for each in sheet.data_validations.dataValidation]
        assert all(each.type == "decimal" for each in sheet.data_validations.dataValidation)
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked and isinstance(cell.value, int | float):
                    assert any(cell.coordinate in area for area in guarded), (
                        sheet.title,
                        cell.coordinate,
                    )
                    unlocked += 1
    assert unlocked > 5_000


def test_years_of_one_reason_are_said_together() -> None:
    def lacks(*years: int) -> Message:
        return message(
            "needs.price_or_link", key="software", years=", ".join(map(str, years)),
            series=message("role.price.software"),
        )  # fmt: skip

    year = message("needs.series_year", series=message("role.indicator.gdp"), year=2001)
    other = message("needs.series_year", series=message("role.indicator.gdp"), year=2002)
    with in_language("en"):
        same = Remarks().of([("2001", (), year), ("2002", (), other)])
        assert same.count(say(message("role.indicator.gdp"))) == 1
        assert "2001–2002" in same
        assert not same.endswith(")")  # the reason names the years already
        growing = Remarks().of(
            [
                ("2018", (Flag("proxy"),), None),
                ("2019", (), lacks(2019)),
                ("2020", (), lacks(2019, 2020)),
            ]
        )
        assert growing.count("software") == 2  # the series and what would replace it, once each
        assert "2019–2020" in growing
        # Two different years in one reason are no list.
        span = message("needs.price_or_link", key="x", years="2001", series="since 2001")
        apart = Remarks().of(
            [("2001", (), span), ("2002", (), replace(span, args={**span.args, "years": "2002"}))]
        )
        assert "2001, 2002" not in apart


def test_results_and_conclusions_hold_every_headline_figure() -> None:
    """What scenarios and readings are compared by is found in the workbook too."""
    assert {each.key for each in HEADLINES} <= set(RESULTS)
    by_rule = {each.key for each in HEADLINES if REGISTRY[each.key].axes[0] == "rule"}
    assert by_rule <= {key for key, _ in FIGURES}
    assert {each.key for each in HEADLINES} <= set(HEADLINE)  # and has a band where there are draws


def test_links_lead_to_cells_that_exist(book: Workbook) -> None:
    count = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is None:
                    continue
                assert cell.hyperlink.target is None, cell.coordinate  # nothing outside
                name, _, where = cell.hyperlink.location.rpartition("!")
                target = book[name.strip("'")]
                if where != "A1":
                    assert target[where].value is not None, (sheet.title, cell.coordinate)
                count += 1
    assert count > 500


def test_the_file_says_versions_and_hashes_and_nobody(path: Path, measured: Measurement) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        core = archive.read("docProps/core.xml").decode()
        custom = archive.read("docProps/custom.xml").decode()
        everything = b"".join(archive.read(each) for each in names).decode("utf-8", "replace")
    assert not any("externalLink" in name or "vba" in name.lower() for name in names)
    assert re.search(r"<dc:creator>(.*?)</dc:creator>", core) is None or "<dc:creator></" in core
    assert "gxde program" in custom
    for benchmark in measured.dataset.benchmarks:
        assert benchmark.table.source.sha256 in custom
    assert str(Path.home()) not in everything
    assert "TargetMode" not in everything


def test_text_from_a_file_stays_text(measured: Measurement, tmp_path: Path) -> None:
    data: Dataset = measured.dataset
    bad = '=HYPERLINK("http://x")'
    old = data.series["indicator.gdp"]
    source = SourceTable("+cmd|'/C calc'!A0.xlsx", old.source.sha256, "@SUM(A1)")
    series = {**data.series, "indicator.gdp": replace(old, name=bad, source=source)}
    target = tmp_path / "hostile.xlsx"
    write_workbook(measure(replace(data, series=series), PRESETS["gx2022"]), target)
    found = 0
    for sheet in openpyxl.load_workbook(target).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value)
                if "HYPERLINK" in text or "calc" in text or text == "@SUM(A1)":
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
                    found += 1
    assert found > 3


def test_formulas_stand_above_their_figures_with_real_scripts(
    path: Path, measured: Measurement
) -> None:
    assert list(parts_of("K_{i,t} = w^2·I_t")) == [
        ("K", ""), ("i,t", "sub"), (" = w", ""), ("2", "sup"), ("·I", ""), ("t", "sub")
    ]  # fmt: skip
    assert list(parts_of("P^{ref}_{n,t−x_{0}}")) == [("P", ""), ("ref", "sup"), ("n,t−x0", "sub")]
    assert list(parts_of("Σ a")) == [("Σ a", "")]
    assert list(parts_of("∫_x^∞ f")) == [("∫", ""), ("x", "sub"), ("∞", "sup"), (" f", "")]
    book = openpyxl.load_workbook(path, rich_text=True)
    texts = [c.value for sheet in book for c in sheet["A"] if isinstance(c.value, CellRichText)]
    quantities = [q for q in REGISTRY.values() if q.formula and not q.is_input]
    plain = {str(text) for text in texts}
    notes = [c.comment.text for sheet in book for c in sheet[5] if c.comment is not None]
    blocks = lay_out(measured).blocks
    for quantity in quantities:
        shown = "".join(piece for piece, _ in parts_of(quantity.formula))
        if quantity.key in blocks:
            assert len(list(parts_of(quantity.formula))) < 2 or shown in plain, quantity.key
        elif lay_out(measured).has(quantity.key):  # a column of a table: a note on its title
            assert any(quantity.formula in note for note in notes), quantity.key
    assert any(run.font.vertAlign == "subscript" for text in texts for run in text
               if isinstance(run, TextBlock))  # fmt: skip


def test_missing_is_a_gap_in_charts_and_text_in_steps(
    book: Workbook, measured: Measurement
) -> None:
    missing = np.argwhere(np.isnan(measured.values["digital_economy"]))
    assert len(missing)
    rule, year = (int(i) for i in missing[0])
    sheet, row, column = lay_out(measured).place("digital_economy", (rule, year))
    assert book[sheet].cell(row + 1, column + 1).value == "—"
    with in_language("zh"):
        page = book[tr("exporting.results")]
        title = tr("quantity.digital_economy.title")
    top = next(row[0].row for row in page.iter_rows() if row[0].value == title)
    assert page.cell(top + 2 + rule, 3 + year).value is None
    first = next(
        i for i, v in enumerate(measured.values["digital_economy"][rule]) if not math.isnan(v)
    )
    assert str(page.cell(top + 2 + rule, 3 + first).value).startswith("=")
