"""One sheet a chapter of the method: blocks of quantities, formula above, years across."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gxde_desktop.exporting.cells import CellWriter, remark
from gxde_desktop.exporting.layout import LABEL_COLUMNS, Block, chapter_sheet
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import label_text, tr, unit_text
from models.expression import Flag
from models.messages import Message
from models.quantities import CHAPTERS, Quantity
from models.sources import Origin

Found = list[tuple[str, tuple[Flag, ...], Message | None]]


def write_chapters(book: Book, step: Callable[[], None]) -> None:
    """Write every chapter's sheet; `step` is called after each quantity."""
    cells = book.cells
    for chapter, quantities in CHAPTERS.items():
        name = chapter_sheet(chapter)
        said = tr("exporting.chapter.help", count=len(quantities))
        sheet = book.add(name, said, "steps")
        sheet.write_string(0, 0, tr(f"chapter.{chapter}"), cells.formats.text("title"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 60, 12)
        sheet.freeze_panes(1, LABEL_COLUMNS)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for quantity in quantities:
            block = cells.layout.blocks.get(quantity.key)
            if block is not None:
                _write_block(sheet, cells, quantity, block)
            step()


def _write_block(sheet: Sheet, cells: CellWriter, quantity: Quantity, block: Block) -> None:
    text = cells.formats.text
    measurement = cells.measurement
    base = measurement.parameters.base_year
    top = block.title_row
    title = tr(f"quantity.{quantity.key}.title")
    sheet.write_string(top, 0, f"{title}  {quantity.symbol}", text("heading"))
    source = tr(f"source.{quantity.source}")
    if quantity.formula:
        sheet.write_string(top + 1, 0, quantity.formula, text("formula"))
    sheet.write_string(
        top + 2,
        0,
        tr("exporting.explanation", help=tr(f"quantity.{quantity.key}.help"), source=source),
        text("note"),
    )
    unit = unit_text(quantity.unit, base)
    axis = block.down or block.across
    head = tr(f"axis.{axis}") if axis else ""
    sheet.write_string(top + 3, 0, head, text("header_left"))
    second = tr("exporting.source_file") if quantity.is_input else unit
    sheet.write_string(top + 3, 1, second, text("header_left"))
    across = measurement.frame.labels(block.across) if block.across else (unit,)
    for position, label in enumerate(across):
        if isinstance(label, int):
            sheet.write_number(top + 3, block.column(position), label, text("header"))
        else:
            named = label_text(block.across, label) if block.across else label
            sheet.write_string(top + 3, block.column(position), named, text("header"))
    parts = measurement.frame.labels(block.outer) if block.outer else (None,)
    rows = measurement.frame.labels(block.down) if block.down else (None,)
    for outer, part in enumerate(parts):
        if block.outer and part is not None:
            name = label_text(block.outer, part)
            sheet.write_string(block.row(outer, 0) - 1, 0, name, text("header_left"))
        for down, member in enumerate(rows):
            _write_row(sheet, cells, quantity, block, (outer, down), member)


def _write_row(
    sheet: Sheet,
    cells: CellWriter,
    quantity: Quantity,
    block: Block,
    place: tuple[int, int],
    label: str | int | None,
) -> None:
    text = cells.formats.text
    row = block.row(*place)
    if block.down and label is not None:
        sheet.write_string(row, 0, label_text(block.down, label), text("label"))
    else:
        sheet.write_string(row, 0, tr(f"quantity.{quantity.key}.title"), text("label"))
    before = (*((place[0],) if block.outer else ()), *((place[1],) if block.down else ()))
    labels = cells.measurement.frame.labels(block.across) if block.across else ("",)
    found: Found = []
    origins: dict[int, Origin] = {}
    for position, across in enumerate(labels):
        index = (*before, position) if block.across else before
        flags, reason = cells.write(sheet, quantity, index)
        found.append((str(across), flags, reason))
        origin = cells.measurement.origin(quantity.key, *index) if quantity.is_input else None
        if origin is not None:
            origins[position] = origin
    _write_origins(sheet, cells, block, place, origins)
    said = remark(found)
    if said:
        sheet.write_string(row, LABEL_COLUMNS + block.columns, said, text("flag"))


def _write_origins(
    sheet: Sheet,
    cells: CellWriter,
    block: Block,
    place: tuple[int, int],
    origins: Mapping[int, Origin],
) -> None:
    """File and sheet beside the row; the source cell of each value of a series below.

    A row that comes from several files (a city's, one yearbook a year) names the file of
    every cell.
    """
    if not origins:
        return
    text = cells.formats.text
    files = dict.fromkeys(f"{one.table.file} · {one.table.sheet}" for one in origins.values())
    sheet.write_string(block.row(*place), 1, "; ".join(files), text("note"))
    if not block.origins:
        return
    sheet.write_string(
        block.origin_row(place[0], 0) - 1, 0, tr("exporting.source_cell"), text("note")
    )
    for position, one in origins.items():
        cell = one.cell if len(files) == 1 else f"{one.table.file}!{one.cell}"
        row, column = block.origin_row(*place), block.column(position)
        sheet.write_string(row, column, cell, text("origin"))
