"""The export page: what is ticked is written, beside the workbook and in it."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.text import tr
from gxde_desktop.ui.figure_dialog import FigureDialog
from gxde_desktop.ui.quantity_dialog import QuantityDialog
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, add_and_measure

LEFT = Qt.MouseButton.LeftButton


def test_everything_that_is_ticked_is_written(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path
) -> None:
    add_and_measure(qtbot, window, recognised)
    window.show_page("export")
    page = window.page("export")
    for box in (*page.sheets.values(), *page.also.values()):  # type: ignore[attr-defined]
        box.setChecked(True)
    page.figures.setCurrentIndex(1)  # type: ignore[attr-defined]
    page._show_chosen(("stock_total", "digital_economy"))  # type: ignore[attr-defined]
    page.decimals.setCurrentIndex(page.decimals.findData(4))  # type: ignore[attr-defined]
    target = tmp_path / "结果.xlsx"
    page.target.setText(str(target))  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.session.exporter.finished, timeout=2 * SLOW) as ended:
        qtbot.mouseClick(page.start, LEFT)  # type: ignore[attr-defined]
    assert ended.args == [target]
    assert window.session.exporter.written == (
        target,
        tmp_path / "结果.csv",
        tmp_path / "结果.pdf",
        tmp_path / "结果_charts",
    )
    book = openpyxl.load_workbook(target)
    names = book.sheetnames
    shown = {c.number_format for row in book[tr("exporting.results")].iter_rows() for c in row}
    assert any(each.startswith("#,##0.0000") for each in shown)
    assert {tr("exporting.sheet.derivation"), tr("exporting.sheet.long")} <= set(names)
    assert not any(tr("chapter.accounts") in name for name in names)  # nothing chosen of it
    with (tmp_path / "结果.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row[0] for row in csv.reader(file)} == {
            tr("exporting.long.key"), "stock_total", "digital_economy"
        }  # fmt: skip
    assert (tmp_path / "结果.pdf").read_bytes().startswith(b"%PDF")
    assert list((tmp_path / "结果_charts").glob("overview_*.svg"))
    assert "结果.pdf" in page._done.text()  # type: ignore[attr-defined]


def test_any_figure_is_chosen_and_derived(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path
) -> None:
    add_and_measure(qtbot, window, recognised)
    measurement = window.session.measurement
    assert measurement is not None
    window.show_page("export")
    page = window.page("export")
    dialog = FigureDialog(window, measurement, (("stock", ("computers", 2010)),))
    qtbot.addWidget(dialog)
    dialog.search.setText(tr("quantity.table_gfcf.title"))
    dialog.choose("table_gfcf")
    year, sector = dialog.axes
    year.setCurrentIndex(year.findData(2017))
    # Sectors are those of the table that was chosen.
    names = measurement.frame.labels("sector", year.currentIndex())
    assert [sector.itemData(i) for i in range(sector.count())] == list(names)
    name = next(n for n in names if measurement.value("table_gfcf", 2017, n) > 0)
    sector.setCurrentIndex(sector.findData(name))
    assert dialog.value.text().startswith("= ")
    qtbot.mouseClick(dialog.add, LEFT)
    qtbot.mouseClick(dialog.add, LEFT)  # once is enough
    assert dialog.chosen == (("stock", ("computers", 2010)), ("table_gfcf", (2017, name)))
    dialog.list.setCurrentRow(0)
    qtbot.mouseClick(dialog.remove, LEFT)
    page._show_derived((*dialog.chosen, ("stock", ("software", 2012))))  # type: ignore[attr-defined]
    assert tr("quantity.stock.title") in page.derived.text()  # type: ignore[attr-defined]
    target = tmp_path / "推导.xlsx"
    page.target.setText(str(target))  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.session.exporter.finished, timeout=2 * SLOW) as ended:
        qtbot.mouseClick(page.start, LEFT)  # type: ignore[attr-defined]
    assert ended.args == [target]
    sheet = openpyxl.load_workbook(target)[tr("exporting.sheet.derivation")]
    tops = [row[0].value for row in sheet.iter_rows() if row[0].font.b and row[0].value]
    assert f"{tr('quantity.table_gfcf.title')} · 2017 · {name}" in tops
    stock = f"{tr('quantity.stock.title')} · {tr('asset.software')} · 2012"
    assert stock in tops
    origin = measurement.origin("table_gfcf", *measurement.positions("table_gfcf", 2017, name))
    assert any(cell.value == f"← {origin}" for row in sheet.iter_rows() for cell in row)


def test_quantities_are_found_and_ticked(qtbot: QtBot, window: MainWindow) -> None:
    dialog = QuantityDialog(window, ("stock",))
    qtbot.addWidget(dialog)
    assert dialog.chosen == ("stock",)
    dialog.search.setText(tr("quantity.domar_tfp.title"))
    shown = [item for item in dialog._items() if not item.isHidden()]
    assert [item.text(1) for item in shown] == ["domar_tfp"]
    shown[0].setCheckState(0, Qt.CheckState.Checked)
    assert dialog.chosen == ("stock", "domar_tfp")
    chapter = shown[0].parent()
    assert chapter is not None
    assert chapter.checkState(0) == Qt.CheckState.PartiallyChecked
    dialog._clear()
    assert dialog.chosen == ()
