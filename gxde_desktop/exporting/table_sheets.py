"""One sheet an input-output table: its sectors down, printed columns with their cells beside."""

from __future__ import annotations

import numpy as np

from gxde_desktop.exporting.cells import CellWriter, only_numbers
from gxde_desktop.exporting.fitting import fit_height, lines_of, number_width
from gxde_desktop.exporting.formats import TITLE_HEIGHT, protect, set_paper
from gxde_desktop.exporting.layout import (
    TABLE_AXES,
    TABLE_FIRST_ROW,
    TABLE_LABEL_COLUMNS,
    TABLE_USER_ROW,
    USER_ROWS,
    column_count,
    table_sheet,
)
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.exporting.symbols import write_symbols
from gxde_desktop.text import label_text, tr
from models.every import along
from models.io_table import IOTable
from models.quantities import REGISTRY, Quantity

CODE_WIDTH, NAME_WIDTH, COLUMN_WIDTH = 9.0, 36.0, 17.0
"""Of the code and the name of a sector and at least of a column of numbers, in characters."""

TITLE_LETTERS = 1.6
"""Width of the larger letters of the title, as part of ordinary ones'."""


def write_tables(book: Book) -> None:
    """Write the sheets of the region's tables and of the tables that split them."""
    cells = book.cells
    for axis in TABLE_AXES:
        for b, benchmark in enumerate(cells.measurement.dataset.benchmarks):
            table = benchmark.table if axis == "sector" else benchmark.reference
            if table is not None:
                name = table_sheet(cells.measurement, axis, b)
                said = tr(
                    "exporting.table_title", region=table.region, year=table.year, n=table.sectors
                )
                _write_table(book, book.add(name, said, "inputs"), axis, b, table)


def _write_table(book: Book, sheet: Sheet, axis: str, b: int, table: IOTable) -> None:
    cells = book.cells
    text = cells.formats.text
    title = tr("exporting.table_title", region=table.region, year=table.year, n=table.sectors)
    # Within the columns that every printed page repeats.
    sheet.merge_range(0, 0, 0, TABLE_LABEL_COLUMNS - 1, "", text("title", wrapped=True))
    sheet.write_string(0, 0, title, text("title", wrapped=True))
    book.link(sheet, 1, 0, tr("exporting.to_contents"), tr("exporting.contents"))
    book.link_to_source(sheet, 1, 1, table.source)
    unit = tr("exporting.table_unit", unit=table.unit)
    if "unit" in table.assumed:
        unit = f"{unit} ({tr('flag.assumed')})"
    sheet.write_string(2, 0, unit, text("note"))
    benchmark = cells.measurement.dataset.benchmarks[b]
    used = benchmark.concordance if axis == "sector" else benchmark.reference_concordance
    if used is not None:
        said = tr("exporting.table_concordance", title=used.title)
        sheet.write_string(1, 2, said, text("note"))
    where = f"{table.source.file} · {table.source.sheet}"
    sheet.write_string(2, 2, tr("exporting.table_source", where=where), text("note"))
    height = TITLE_HEIGHT * lines_of(title, (CODE_WIDTH + NAME_WIDTH) / TITLE_LETTERS)
    set_paper(sheet, wide=True, title=height)
    sheet.repeat_rows(TABLE_FIRST_ROW - 2, TABLE_FIRST_ROW - 1)
    sheet.repeat_columns(0, TABLE_LABEL_COLUMNS - 1)
    protect(sheet)
    sheet.set_column(0, 0, CODE_WIDTH)
    sheet.set_column(1, 1, NAME_WIDTH)
    sheet.freeze_panes(TABLE_FIRST_ROW, TABLE_LABEL_COLUMNS)
    header = TABLE_FIRST_ROW - 1
    sheet.write_string(header, 0, tr("exporting.code"), text("header_left"))
    sheet.write_string(header, 1, tr("axis.sector"), text("header_left"))
    for sector, (code, name) in enumerate(zip(table.codes, table.names, strict=True)):
        sheet.write_string(TABLE_FIRST_ROW + sector, 0, code, text("label"))
        sheet.write_string(TABLE_FIRST_ROW + sector, 1, name, text("label"))
    here = [
        quantity
        for quantity in REGISTRY.values()
        if len(quantity.axes) > 1
        and quantity.axes[1] == axis
        and (quantity.key, b) in cells.layout.tables
    ]
    across = max([COLUMN_WIDTH, *(_needs(cells, each, b) for each in here)])
    sheet.set_column(2, 400, across)
    heads = (name for each in here for name in _member_names(cells, each, b))
    fit_height(sheet, header, [(name, across) for name in heads])
    counts = ((each, column_count(cells.measurement, each)) for each in here)
    titles = [(tr(f"quantity.{each.key}.title"), n * across) for each, n in counts if 0 < n < 3]
    fit_height(sheet, header - 1, titles)
    for quantity in here:
        _write_columns(sheet, cells, quantity, b, table)
    ends = (
        cells.layout.tables[each.key, b].first_column + column_count(cells.measurement, each)
        for each in here
    )
    sheet.print_area(0, 0, TABLE_FIRST_ROW + table.sectors - 1, max(ends, default=2) - 1)
    if axis == "sector":
        _write_user_rows(sheet, cells, b, table)


def _needs(cells: CellWriter, quantity: Quantity, b: int) -> float:
    """Width that the longest number of a quantity takes."""
    values = cells.measurement.values[quantity.key][b]
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0
    form = str(cells.formats.number("input", quantity.unit).num_format)
    return max(number_width(float(each), form) for each in (known.min(), known.max())) + 1.0


def _member_names(cells: CellWriter, quantity: Quantity, b: int) -> list[str]:
    """Names of a quantity's columns, where it has several."""
    if len(quantity.axes) < 3:
        return []
    axis = quantity.axes[2]
    labels = cells.measurement.frame.labels(axis, b)
    return [label_text(axis, label) for label in labels]


def _write_user_rows(sheet: Sheet, cells: CellWriter, b: int, table: IOTable) -> None:
    """The row above the flows: the industry of each using sector."""
    for key, below in USER_ROWS.items():
        if not cells.layout.has(key):
            continue
        column = cells.layout.tables[below, b].first_column
        if column > 0:
            sheet.write_string(
                TABLE_USER_ROW,
                column - 1,
                tr(f"quantity.{key}.title"),
                cells.formats.text("note_right"),
            )
        cells.write(sheet, REGISTRY[key], along((b, 0), 1, table.sectors))


def _write_columns(
    sheet: Sheet, cells: CellWriter, quantity: Quantity, b: int, table: IOTable
) -> None:
    text = cells.formats.text
    column = cells.layout.tables[quantity.key, b].first_column
    top = TABLE_FIRST_ROW - 2
    title = tr(f"quantity.{quantity.key}.title")
    until = column + column_count(cells.measurement, quantity) - 1
    if until - column == 1:
        sheet.merge_range(top, column, top, until, "", text("note", wrapped=True))
    sheet.write_string(top, column, title, text("note", wrapped=until < column + 2))
    # Columns side by side have no room for it: the formula is a note on their title.
    words = tr(
        "exporting.explanation",
        help=tr(f"quantity.{quantity.key}.help"),
        source=tr(f"source.{quantity.source}"),
    )
    said = f"{quantity.formula}\n{words}" if quantity.formula else words
    sheet.write_comment(top, column, said, {"author": "", "width": 340, "height": 90})
    bottom = TABLE_FIRST_ROW + table.sectors - 1
    width = max(1, len(_member_names(cells, quantity, b)))
    if quantity.is_input and quantity.unit != "number" and table.sectors:
        only_numbers(sheet, (TABLE_FIRST_ROW, column, bottom, column + width - 1))
    if len(quantity.axes) > 2:
        members = _member_names(cells, quantity, b)
        if quantity.is_input and quantity.unit == "as_printed":
            first, last = (
                cells.measurement.origin(quantity.key, b, i, i) for i in (0, table.sectors - 1)
            )
            if first is not None and last is not None:
                # A flow that was added of two cells gives two areas.
                corners = zip(first.cell.split("+"), last.cell.split("+"), strict=True)
                area = "+".join(f"{one}:{other}" for one, other in corners)
                where = tr("exporting.cells_of", title=title, cells=area)
                sheet.write_string(top, column, where, text("note"))
        for m, member in enumerate(members):
            sheet.write_string(top + 1, column + m, member, text("header", wrapped=True))
            cells.write(sheet, quantity, along((b, 0, m), 1, table.sectors))
        return
    write_symbols(sheet, cells.formats, top + 1, column, quantity.symbol, "header")
    if quantity.unit != "as_printed":
        cells.write(sheet, quantity, along((b, 0), 1, table.sectors))
        return
    sheet.write_string(top + 1, column + 1, tr("exporting.source_cell"), text("header"))
    for sector in range(table.sectors):
        cells.write(sheet, quantity, (b, sector))
        origin = cells.measurement.origin(quantity.key, b, sector)
        if origin is not None:
            sheet.write_string(TABLE_FIRST_ROW + sector, column + 1, origin.cell, text("origin"))
