"""One sheet a chapter of the method: blocks of quantities, formula above, years across."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gxde_desktop.exporting.cells import only_numbers, remark
from gxde_desktop.exporting.formats import protect, set_paper
from gxde_desktop.exporting.layout import INDEX_ROW, LABEL_COLUMNS, Block, chapter_sheet
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.exporting.symbols import write_symbols
from gxde_desktop.text import label_text, tr, unit_text
from models.expression import Flag
from models.messages import Message
from models.quantities import CHAPTERS, Quantity
from models.sources import Origin

REMARK_COLUMNS = 4
"""Columns of a printed page behind the values, for what stands behind them."""

Found = list[tuple[str, tuple[Flag, ...], Message | None]]


def write_chapters(book: Book, step: Callable[[], None]) -> None:
    """Write every chapter's sheet; `step` is called after each quantity."""
    for chapter, all_of_chapter in CHAPTERS.items():
        quantities = tuple(each for each in all_of_chapter if book.cells.layout.has(each.key))
        if not quantities:
            continue
        name = chapter_sheet(chapter)
        said = tr("exporting.chapter.help", count=len(quantities))
        _Chapter(book, book.add(name, said, "steps")).write(chapter, quantities, step)


class _Chapter:
    """The sheet of one chapter."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet
        self.cells = book.cells
        self.text = book.cells.formats.text
        self.frame = book.cells.measurement.frame
        self.base = book.cells.measurement.parameters.base_year

    def write(
        self, chapter: str, quantities: tuple[Quantity, ...], step: Callable[[], None]
    ) -> None:
        sheet = self.sheet
        sheet.write_string(0, 0, tr(f"chapter.{chapter}"), self.text("title"))
        self.book.link(sheet, 1, 0, tr("exporting.to_contents"), tr("exporting.contents"))
        sheet.write_string(1, 1, tr("exporting.chapter.note"), self.text("note"))
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 1, 16)
        sheet.set_column(2, 60, 13)
        sheet.freeze_panes(1, LABEL_COLUMNS)
        set_paper(sheet, wide=True)
        sheet.repeat_columns(0, LABEL_COLUMNS - 1)
        sheet.outline_settings(symbols_below=False)
        protect(sheet)
        self._index(quantities)
        for quantity in quantities:
            block = self.cells.layout.blocks.get(quantity.key)
            if block is not None:
                self._block(quantity, block)
            step()
        self._print_area(quantities)

    def _print_area(self, quantities: tuple[Quantity, ...]) -> None:
        """Values and the beginning of remarks: one long remark would be many pages."""
        places = [self.cells.layout.blocks.get(each.key) for each in quantities]
        blocks = [each for each in places if each is not None]
        last = INDEX_ROW + len(quantities)
        columns = LABEL_COLUMNS + 1
        for block in blocks:
            parts = self.frame.size(block.outer) if block.outer else 1
            last = max(last, block.first_row + parts * block.part)
            columns = max(columns, LABEL_COLUMNS + block.columns)
        self.sheet.print_area(0, 0, last, columns + REMARK_COLUMNS)

    def _index(self, quantities: tuple[Quantity, ...]) -> None:
        """Every quantity of the chapter with a link, its unit and how much of it there is."""
        heads = ("exporting.index.quantity", "exporting.unit", "exporting.index.there")
        for column, code in enumerate(heads):
            self.sheet.write_string(INDEX_ROW - 1, column, tr(code), self.text("header_left"))
        for row, quantity in enumerate(quantities, start=INDEX_ROW):
            title = tr(f"quantity.{quantity.key}.title")
            values = self.cells.measurement.values[quantity.key]
            there = int(np.count_nonzero(~np.isnan(values)))
            self.book.link(self.sheet, row, 0, title, *self.cells.layout.top(quantity.key))
            unit = unit_text(quantity.unit, self.base)
            self.sheet.write_string(row, 1, unit, self.text("note"))
            said = tr("exporting.index.cells", there=there, all=values.size)
            self.sheet.write_string(row, 2, said, self.text("note"))

    def _block(self, quantity: Quantity, block: Block) -> None:
        sheet, text = self.sheet, self.text
        top = block.title_row
        title = tr(f"quantity.{quantity.key}.title")
        formats = self.cells.formats
        write_symbols(sheet, formats, top, 0, f"{title}  {quantity.symbol}", "heading")
        self.book.link(sheet, top, 1, tr("exporting.to_top"), sheet.get_name(), small=True)
        if quantity.formula:
            write_symbols(sheet, formats, top + 1, 0, quantity.formula, "formula")
        said = tr(
            "exporting.explanation",
            help=tr(f"quantity.{quantity.key}.help"),
            source=tr(f"source.{quantity.source}"),
        )
        sheet.write_string(top + 2, 0, said, text("note"))
        self._heads(quantity, block)
        parts = self.frame.labels(block.outer) if block.outer else (None,)
        rows = self.frame.labels(block.down) if block.down else (None,)
        for outer, part in enumerate(parts):
            if block.outer and part is not None:
                name = label_text(block.outer, part)
                sheet.write_string(block.row(outer, 0) - 1, 0, name, text("header_left"))
            for down, member in enumerate(rows):
                self._row(quantity, block, (outer, down), member)
        below = block.members + 1 if block.origins else 0
        last = block.row(len(parts) - 1, len(rows) - 1) + below
        for row in range(top + 1, last + 1):
            sheet.set_row(row, None, None, {"level": 1})
        if quantity.is_input and quantity.unit != "number":
            right = LABEL_COLUMNS + block.columns - 1
            for outer in range(len(parts)):
                area = (block.row(outer, 0), LABEL_COLUMNS, block.row(outer, len(rows) - 1), right)
                only_numbers(sheet, *area)

    def _heads(self, quantity: Quantity, block: Block) -> None:
        sheet, text = self.sheet, self.text
        row = block.title_row + 3
        unit = unit_text(quantity.unit, self.base)
        axis = block.down or block.across
        sheet.write_string(row, 0, tr(f"axis.{axis}") if axis else "", text("header_left"))
        sheet.write_string(row, 1, unit, text("header_left"))
        across = self.frame.labels(block.across) if block.across else (unit,)
        for position, label in enumerate(across):
            column = block.column(position)
            if isinstance(label, int):
                sheet.write_number(row, column, label, text("header"))
            else:
                named = label_text(block.across, label) if block.across else label
                sheet.write_string(row, column, named, text("header"))

    def _row(
        self, quantity: Quantity, block: Block, place: tuple[int, int], label: str | int | None
    ) -> None:
        sheet, row = self.sheet, block.row(*place)
        title = f"quantity.{quantity.key}.title"
        name = label_text(block.down, label) if block.down and label is not None else tr(title)
        sheet.write_string(row, 0, name, self.text("label"))
        before = (*((place[0],) if block.outer else ()), *((place[1],) if block.down else ()))
        labels = self.frame.labels(block.across) if block.across else ("",)
        found: Found = []
        origins: dict[int, Origin] = {}
        for position, across in enumerate(labels):
            index = (*before, position) if block.across else before
            flags, reason = self.cells.write(sheet, quantity, index)
            if flags or reason is not None:
                found.append((str(across), flags, reason))
            if quantity.is_input:
                origin = self.cells.measurement.origin(quantity.key, *index)
                if origin is not None:
                    origins[position] = origin
        self._origins(block, place, origins)
        said = remark(found)
        if said:
            sheet.write_string(row, LABEL_COLUMNS + block.columns, said, self.text("flag"))

    def _origins(self, block: Block, place: tuple[int, int], origins: Mapping[int, Origin]) -> None:
        """The source beside the row, by its number; the source cell of each value below.

        A row that comes from several files (a city's, one yearbook a year) names the file of
        every cell.
        """
        if not origins:
            return
        sheet, text, row = self.sheet, self.text, block.row(*place)
        tables = dict.fromkeys(one.table for one in origins.values())
        self.book.link_to_source(sheet, row, 1, *tables)
        if not block.origins:
            said = "; ".join(dict.fromkeys(map(str, origins.values())))
            sheet.write_string(row, LABEL_COLUMNS + block.columns + 1, said, text("note"))
            return
        head = block.origin_row(place[0], 0) - 1
        sheet.write_string(head, 0, tr("exporting.source_cell"), text("note"))
        several = len({(table.file, table.sheet) for table in tables}) > 1
        for position, one in origins.items():
            cell = f"{one.table.file}!{one.cell}" if several else one.cell
            below, column = block.origin_row(*place), block.column(position)
            sheet.write_string(below, column, cell, text("origin"))
