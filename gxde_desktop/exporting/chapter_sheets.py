"""One sheet a chapter of the method: blocks of quantities, formula above, years across."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gxde_desktop.exporting.cells import Index, only_numbers
from gxde_desktop.exporting.fitting import LINE, lines_of, number_width, page_breaks, text_width
from gxde_desktop.exporting.formats import protect, set_paper
from gxde_desktop.exporting.layout import INDEX_ROW, LABEL_COLUMNS, Block, chapter_sheet
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.exporting.step_readings import step_text
from gxde_desktop.exporting.symbols import write_symbols
from gxde_desktop.text import label_text, tr, unit_text
from models.every import along, one_of
from models.quantities import CHAPTERS, Quantity
from models.sources import Origin

LABEL_WIDTH, UNIT_WIDTH, WIDTH = 42.0, 18.0, 13.0
"""Of the labels, of the units and origins, and at least of a column of values, in characters."""

INDEX_COLUMNS = (0, 3, 6)
"""Of title, unit and count in the index: each runs over the empty cells behind it."""

TITLE_COLUMNS = 5
"""Columns that the title of a block has before the link to the index."""

PAGE_WIDTH = 177.0
"""Characters that a printed page holds across with the fonts of every program."""

NARROW = 6
"""Columns of values up to which a remark has room beside them on the page."""

REMARK_COLUMNS = 8
"""Columns that a longer remark behind wider blocks breaks into lines over, on a page of its own."""

PLAIN_AXES = ("year", "benchmark", "history", "interval")
"""Axes across whose labels say themselves what they are."""

_SMALL, _TINY = 0.9, 0.8
"""Width of the smaller letters of remarks and of names of files, as part of ordinary ones'."""


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
        self.heights: dict[int, float] = {}
        self.width = WIDTH
        self.page = self.right = 0
        self.breaks: set[int] = set()
        self.parts: list[int] = []
        self.said = ""

    def write(
        self, chapter: str, quantities: tuple[Quantity, ...], step: Callable[[], None]
    ) -> None:
        sheet = self.sheet
        self.width = max([WIDTH, *(self._needs(each) for each in quantities)])
        self.page = LABEL_COLUMNS + int((PAGE_WIDTH - LABEL_WIDTH - UNIT_WIDTH) / self.width)
        self.right = self.page - 1
        sheet.write_string(0, 0, tr(f"chapter.{chapter}"), self.text("title"))
        self.book.link(sheet, 1, 0, tr("exporting.to_contents"), tr("exporting.contents"))
        # Behind the labels, which every printed page repeats.
        self._across(1, LABEL_COLUMNS, self.page - 1, tr("exporting.chapter.note"), "note")
        sheet.set_column(0, 0, LABEL_WIDTH)
        sheet.set_column(1, 1, UNIT_WIDTH)
        sheet.set_column(2, 400, self.width)
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
        self._set_pages(quantities)

    def _needs(self, quantity: Quantity) -> float:
        """Width that the longest number of a block takes."""
        values = self.cells.measurement.values[quantity.key]
        known = values[np.isfinite(values)]
        if quantity.key not in self.cells.layout.blocks or not known.size:
            return 0.0
        form = str(self.cells.formats.number("frozen", quantity.unit).num_format)
        return max(number_width(float(each), form) for each in (known.min(), known.max())) + 1.0

    def _set_pages(self, quantities: tuple[Quantity, ...]) -> None:
        """What is printed: pages end before a block or a part, remarks are pages of their own."""
        places = [self.cells.layout.blocks.get(each.key) for each in quantities]
        last = INDEX_ROW + len(quantities)
        for block in filter(None, places):
            parts = self.frame.size(block.outer) if block.outer else 1
            last = max(last, block.first_row + parts * block.part)
            self.right = max(self.right, LABEL_COLUMNS + block.columns - 1)
        self.sheet.print_area(0, 0, last, self.right)
        self.sheet.set_h_pagebreaks(page_breaks(self.parts, last + 1, self.heights))
        self.sheet.set_v_pagebreaks(sorted(self.breaks))

    def _index(self, quantities: tuple[Quantity, ...]) -> None:
        """Every quantity of the chapter with a link, its unit and how much of it there is."""
        heads = ("exporting.index.quantity", "exporting.unit", "exporting.index.there")
        for column in range(max(INDEX_COLUMNS) + 1):
            self.sheet.write_blank(INDEX_ROW - 1, column, None, self.text("header_left"))
        for column, code in zip(INDEX_COLUMNS, heads, strict=True):
            self.sheet.write_string(INDEX_ROW - 1, column, tr(code), self.text("header_left"))
        for row, quantity in enumerate(quantities, start=INDEX_ROW):
            title = tr(f"quantity.{quantity.key}.title")
            values = self.cells.measurement.values[quantity.key]
            there = int(np.count_nonzero(~np.isnan(values)))
            self.book.link(self.sheet, row, 0, title, *self.cells.layout.top(quantity.key))
            unit = unit_text(quantity.unit, self.base)
            self.sheet.write_string(row, INDEX_COLUMNS[1], unit, self.text("label"))
            said = tr("exporting.index.cells", there=there, all=values.size)
            self.sheet.write_string(row, INDEX_COLUMNS[2], said, self.text("label"))

    def _block(self, quantity: Quantity, block: Block) -> None:
        sheet, text = self.sheet, self.text
        top = block.title_row
        title = tr(f"quantity.{quantity.key}.title")
        formats = self.cells.formats
        sheet.merge_range(top, 0, top, TITLE_COLUMNS - 1, "", text("heading"))
        write_symbols(sheet, formats, top, 0, f"{title}  {quantity.symbol}", "heading")
        to_top = tr("exporting.to_top")
        self.book.link(sheet, top, TITLE_COLUMNS, to_top, sheet.get_name(), small=True)
        if quantity.formula:
            sheet.merge_range(top + 1, 0, top + 1, self.page - 1, "", text("formula"))
            write_symbols(sheet, formats, top + 1, 0, quantity.formula, "formula")
        said = step_text(self.cells.measurement, quantity.key, quantity.source)
        self._across(top + 2, 0, self.page - 1, said, "note")
        self.parts.append(top)
        self._heads(quantity, block)
        parts = self.frame.labels(block.outer) if block.outer else (None,)
        rows = self.frame.labels(block.down) if block.down else (None,)
        for outer, part in enumerate(parts):
            if block.outer and part is not None:
                name = label_text(block.outer, part)
                sheet.write_string(block.row(outer, 0) - 1, 0, name, text("header_left"))
                if outer:  # the first has the heads of the block right above
                    self._labels(quantity, block, block.row(outer, 0) - 1)
                    self.parts.append(block.row(outer, 0) - 1)
            for down, member in enumerate(rows):
                self._row(quantity, block, (outer, down), member)
        below = block.members + 1 if block.origins else 0
        last = block.row(len(parts) - 1, len(rows) - 1) + below
        for row in range(top + 1, last + 1):
            sheet.set_row(row, self.heights.get(row), None, {"level": 1})
        if quantity.is_input and quantity.unit != "number":
            right = LABEL_COLUMNS + block.columns - 1
            for outer in range(len(parts)):
                area = (block.row(outer, 0), LABEL_COLUMNS, block.row(outer, len(rows) - 1), right)
                only_numbers(sheet, area)

    def _heads(self, quantity: Quantity, block: Block) -> None:
        sheet, text = self.sheet, self.text
        row = block.title_row + 3
        unit = unit_text(quantity.unit, self.base)
        axis = block.down or block.across
        named = tr(f"axis.{axis}") if axis else ""
        if block.down and block.across and block.across not in PLAIN_AXES:
            named = tr("exporting.axes", down=named, across=tr(f"axis.{block.across}"))
        sheet.write_string(row, 0, named, text("header_left"))
        self._broken(row, 1, unit, "header_left")
        self._labels(quantity, block, row)

    def _labels(self, quantity: Quantity, block: Block, row: int) -> None:
        """What the columns of a block hold, above them."""
        unit = unit_text(quantity.unit, self.base)
        across = self.frame.labels(block.across) if block.across else (unit,)
        for position, label in enumerate(across):
            column = block.column(position)
            if isinstance(label, int):
                self.sheet.write_number(row, column, label, self.text("header"))
            else:
                named = label_text(block.across, label) if block.across else label
                self._broken(row, column, named, "header")

    def _broken(self, row: int, column: int, said: str, kind: str) -> None:
        """A text that breaks into lines where it is longer than its column."""
        width = (LABEL_WIDTH, UNIT_WIDTH, self.width)[min(column, 2)]
        if text_width(said) + 1 <= width:
            self.sheet.write_string(row, column, said, self.text(kind))
            return
        self.sheet.write_string(row, column, said, self.text(kind, wrapped=True))
        self._heighten(row, said, width)

    def _across(self, row: int, first: int, last: int, said: str, kind: str) -> None:
        """A text over several columns, in lines where they do not hold it."""
        widths = (LABEL_WIDTH, UNIT_WIDTH)[first:LABEL_COLUMNS]
        width = sum(widths) + self.width * (last + 1 - first - len(widths))
        small = _SMALL if kind == "flag" else 1.0
        if text_width(said) * small + 1 <= width:
            self.sheet.write_string(row, first, said, self.text(kind))
            return
        style = self.text(kind, wrapped=True)
        self.sheet.merge_range(row, first, row, last, "", style)
        self.sheet.write_string(row, first, said, style)
        self._heighten(row, said, width / small)

    def _heighten(self, row: int, said: str, width: float) -> None:
        """Give a row the height of a text that breaks into lines."""
        lines = lines_of(said, width)
        if lines > 1:
            self.heights[row] = max(self.heights.get(row, 0.0), min(LINE * lines, 400.0))
            self.sheet.set_row(row, self.heights[row])

    def _row(
        self, quantity: Quantity, block: Block, place: tuple[int, int], label: str | int | None
    ) -> None:
        sheet, row = self.sheet, block.row(*place)
        title = f"quantity.{quantity.key}.title"
        name = label_text(block.down, label) if block.down and label is not None else tr(title)
        before = (*((place[0],) if block.outer else ()), *((place[1],) if block.down else ()))
        labels = self.frame.labels(block.across) if block.across else ("",)
        line = along((*before, 0), len(before), len(labels)) if block.across else before
        met = self.cells.write(sheet, quantity, line)
        origins = self._where(quantity, line, len(labels)) if quantity.is_input else {}
        if origins or text_width(name) + 1 > LABEL_WIDTH + UNIT_WIDTH:
            self._broken(row, 0, name, "label")
        else:  # runs over the empty cell beside it
            sheet.write_string(row, 0, name, self.text("label"))
        self._origins(block, place, origins, name)
        said = self.cells.remarks.of((str(labels[at]), flags, why) for at, flags, why in met)
        if said:
            # Forty industries that lack one series say so once.
            above = place[1] > 0 and said == self.said
            self._remark(block, row, tr("exporting.as_above") if above else said, bool(origins))
        self.said = said

    def _where(self, quantity: Quantity, line: Index, count: int) -> dict[int, Origin]:
        """Source cells of a line of inputs, by their places in it."""
        origin = self.cells.measurement.origin
        found = {at: origin(quantity.key, *one_of(line, at)) for at in range(count)}
        return {at: where for at, where in found.items() if where is not None}

    def _remark(self, block: Block, row: int, said: str, sourced: bool) -> None:
        """What a row says about its cells, behind them. sourced: whether its source follows."""
        first = LABEL_COLUMNS + block.columns
        if sourced and not block.origins:
            last = first + 1  # the source stands behind
        elif block.columns <= NARROW:
            last = self.page - 1
        else:
            last = first + REMARK_COLUMNS - 1
            self.breaks.add(first)
        self.right = max(self.right, last)
        self._across(row, first, last, said, "flag")

    def _origins(
        self, block: Block, place: tuple[int, int], origins: Mapping[int, Origin], name: str
    ) -> None:
        """The source's number beside the row; below its file and the source cell of each value.

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
            first = LABEL_COLUMNS + block.columns + 2
            self._across(row, first, max(first, self.page - 1), said, "note")
            return
        head = block.origin_row(place[0], 0) - 1
        sheet.write_string(head, 0, tr("exporting.source_cell"), text("note"))
        several = len({(table.file, table.sheet) for table in tables}) > 1
        below = block.origin_row(*place)
        self._broken(below, 0, name, "detail")
        if not several:
            file = next(iter(tables)).file
            sheet.write_string(below, 1, file, text("small"))
            self._heighten(below, file, UNIT_WIDTH / _TINY)
        for position, one in origins.items():
            cell = f"{one.table.file}!{one.cell}" if several else one.cell
            sheet.write_string(below, block.column(position), cell, text("origin"))
