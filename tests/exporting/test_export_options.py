"""What a person may choose of an export: values only, some quantities, long rows, derivations."""

from __future__ import annotations

import csv
import errno
import math
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import openpyxl
import pytest
from openpyxl.cell import Cell
from xlsxwriter.exceptions import FileCreateError

from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.derivation_sheet import MOST_ROWS
from gxde_desktop.exporting.errors import ExportError
from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.long_table import write_csv
from gxde_desktop.exporting.options import ExportOptions, with_needs
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.exporting.xlsx_file import workbook_at
from gxde_desktop.text import tr
from models import Measurement, measure
from models.formula import formula
from models.parameters import PRESETS
from models.quantities import REGISTRY
from models.sources import address
from tests.support_datasets import dataset
from tests.support_recalculation import Spreadsheet, compare


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(dataset(2), PRESETS["gx2022"])


def cells_of(path: Path) -> Iterator[tuple[str, Cell]]:
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell


def test_values_only_holds_no_formula_and_the_same_numbers(
    measured: Measurement, tmp_path: Path
) -> None:
    path = tmp_path / "values.xlsx"
    write_workbook(measured, path, options=ExportOptions(live=False))
    assert [(s, c.coordinate) for s, c in cells_of(path) if c.data_type == "f"] == []
    compared, wrong = compare(openpyxl.load_workbook(path), lay_out(measured), measured)
    assert wrong == []
    assert compared > 900


@pytest.mark.parametrize(
    ("language", "claims"),
    [
        ("zh", ("可修改", "重算全部", "会重算。", "按名称引用")),
        ("en", ("can be changed", "by name")),
    ],
)
def test_values_only_promises_no_recomputing(
    measured: Measurement, tmp_path: Path, language: str, claims: tuple[str, ...]
) -> None:
    """What the live workbook says of itself, the other does not."""
    said = {}
    for live in (True, False):
        path = tmp_path / f"{live}.xlsx"
        write_workbook(measured, path, language=language, options=ExportOptions(live=live))
        said[live] = " ".join(str(c.value) for _, c in cells_of(path) if c.data_type == "s")
    promised = [claim for claim in claims if claim in said[True]]
    assert len(promised) >= 2
    assert [claim for claim in claims if claim in said[False]] == []


def test_amounts_are_shown_with_the_decimals_asked_for_and_keep_their_digits(
    measured: Measurement, tmp_path: Path
) -> None:
    """Every amount of every sheet, and nothing else: an index keeps its four decimals."""
    books = {}
    for decimals in (2, 0, 4):
        path = tmp_path / f"{decimals}.xlsx"
        write_workbook(measured, path, options=ExportOptions(decimals=decimals))
        books[decimals] = {(s, c.coordinate): c for s, c in cells_of(path)}
    usual = books[2]
    changed = [at for at in usual if usual[at].number_format.startswith("#,##0.00")]
    assert len(changed) > 500
    for decimals, start in ((0, "#,##0"), (4, "#,##0.0000")):
        found = books[decimals]
        assert found.keys() == usual.keys()
        for at, cell in usual.items():
            assert found[at].value == cell.value
        amounts = [at for at in changed if found[at].number_format != usual[at].number_format]
        assert len(amounts) > 400
        for at in amounts:
            expected = start + usual[at].number_format.removeprefix("#,##0.00")
            assert found[at].number_format == expected
        for at in usual.keys() - set(amounts):
            assert found[at].number_format == usual[at].number_format


def test_what_a_live_workbook_needs_is_written_with_what_was_chosen(measured: Measurement) -> None:
    """No formula of any quantity leads to a cell that has no place."""
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            continue
        layout = lay_out(measured, with_needs((key,)))
        for index in np.ndindex(measured.values[key].shape):
            if not math.isnan(measured.at(key, index)):
                formula(measured.tree(key, *index), layout)


def test_a_chosen_quantity_alone_recomputes(
    measured: Measurement, tmp_path: Path, soffice: str
) -> None:
    path = tmp_path / "chosen.xlsx"
    options = ExportOptions(quantities=("stock_total",))
    write_workbook(measured, path, options=options)
    layout = lay_out(measured, options.written)
    assert not layout.has("contribution")
    book = Spreadsheet(soffice, tmp_path).recalculated(path)
    compared, wrong = compare(book, layout, measured, keys=options.written)
    assert wrong == []
    assert compared > 500
    everything = tmp_path / "all.xlsx"
    write_workbook(measured, everything)
    assert path.stat().st_size < everything.stat().st_size / 2


def test_long_rows_are_the_figures(measured: Measurement, tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    write_workbook(measured, path, options=ExportOptions(long=True, quantities=("stock", "price")))
    sheet = openpyxl.load_workbook(path)[tr("exporting.sheet.long")]
    head = next(row for row in sheet.iter_rows() if row[0].value == tr("exporting.long.key"))
    rows = [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=head[0].row + 1)
        if row[0].value
    ]
    assert len(rows) == measured.values["stock"].size + measured.values["price"].size
    found = {(row[0], row[3], row[4]): row[5] for row in rows}
    value = measured.value("stock", "software", 2015)
    assert found["stock", tr("asset.software"), 2015] == value


def test_csv_holds_every_digit_and_no_formula(measured: Measurement, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    count = write_csv(measured, path, quantities=("stock", "table_gfcf"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert head[0] == tr("exporting.long.key")
    assert len(rows) == count > measured.values["stock"].size
    values = [float(row[5]) for row in rows if row[0] == "stock" and row[5]]
    kept = measured.values["stock"]
    assert values == list(kept[~np.isnan(kept)])
    assert not any(text[:1] in "=+-@\t" for row in rows for text in (*row[:5], *row[6:]) if text)
    # A missing figure is empty, and says why.
    assert all(row[7] for row in rows if not row[5])


def test_derivations_lead_down_to_source_cells(measured: Measurement, tmp_path: Path) -> None:
    path = tmp_path / "derived.xlsx"
    figure = ("stock", ("software", 2015))
    write_workbook(measured, path, options=ExportOptions(derivations=(figure,)))
    book = openpyxl.load_workbook(path)
    sheet = book[tr("exporting.sheet.derivation")]
    rows = [row for row in sheet.iter_rows() if row[0].hyperlink and row[1].value is not None]
    layout = lay_out(measured)
    place = layout.place("stock", measured.positions("stock", "software", 2015))
    target = f"'{place[0]}'!{address(*place[1:])}"
    assert rows[0][0].hyperlink.location == target
    assert rows[0][1].value == f"={target}"
    # Every line's link and its value are the same cell, and the leaves name file, sheet, cell.
    assert all(str(row[1].value) in (f"={row[0].hyperlink.location}", "—") for row in rows)
    origins = [str(row[4].value) for row in rows if row[4].value]
    price = measured.dataset.series["indicator.software"]
    assert f"← {price.origin(2015)}" in origins
    names = set(book.sheetnames)
    for row in rows:
        name, _, cell = row[0].hyperlink.location.rpartition("!")
        assert name.strip("'") in names
        assert book[name.strip("'")][cell].value is not None


def test_a_figure_that_is_no_more_is_named_and_stops_nothing(
    measured: Measurement, tmp_path: Path
) -> None:
    """Chosen on a page, then another year was measured: the other figures are still derived."""
    path = tmp_path / "derived.xlsx"
    gone, there = ("stock", ("software", 1800)), ("price", ("software", 2015))
    write_workbook(measured, path, options=ExportOptions(derivations=(gone, there, there)))
    sheet = openpyxl.load_workbook(path)[tr("exporting.sheet.derivation")]
    first = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    named = f"{tr('quantity.stock.title')} · software · 1800"
    assert tr("exporting.derivation.gone", figure=named) in first
    assert len([text for text in first if text.startswith(tr("quantity.price.title"))]) >= 1
    tops = [row for row in sheet.iter_rows() if row[0].font.b and row[0].hyperlink]
    assert len(tops) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "full"), (errno.EBUSY, "held_or_read_only"), (errno.EIO, "not_written")],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_why_a_workbook_was_not_written(
    tmp_path: Path, number: int, code: str, wrapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's reason is told with its remedy, also where XlsxWriter wrapped it."""

    def write(path: Path) -> None:
        refused = OSError(number, os.strerror(number))
        if not wrapped:
            raise refused
        with workbook_at(path) as book:
            monkeypatch.setattr(book, "close", Mock(side_effect=FileCreateError(refused)))

    with pytest.raises(ExportError) as told:
        write_atomically(tmp_path / "结果.xlsx", write)
    assert told.value.message.code == f"exporting.{code}"
    assert list(tmp_path.iterdir()) == []


def test_derivations_of_wide_figures_share_the_rows_of_the_sheet(
    measured: Measurement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet takes 65 530 links; what is beyond would be written without its name."""
    assert 2 * MOST_ROWS < 65_530
    most = 300
    monkeypatch.setattr("gxde_desktop.exporting.derivation_sheet.MOST_ROWS", most)
    path = tmp_path / "derived.xlsx"
    short, *wide = (
        ("indicator_printed", ("software", 2015)),
        ("digital_economy", ("stock", 2017)),
        ("digital_economy", ("compensation", 2017)),
    )
    write_workbook(measured, path, options=ExportOptions(derivations=(short, *wide)))
    sheet = openpyxl.load_workbook(path)[tr("exporting.sheet.derivation")]
    rows = [row for row in sheet.iter_rows() if row[0].hyperlink and row[1].value is not None]
    assert most - 5 <= len(rows) <= most
    tops = [row[0].row for row in rows if row[0].font.b]
    assert len(tops) == 3
    assert abs((tops[2] - tops[1]) - (rows[-1][0].row - tops[2])) < 10  # the two have half each
    cut = [str(row[0].value) for row in sheet.iter_rows() if str(row[0].value).startswith("已列")]
    assert len(cut) == 2
