"""A sheet of text and tables in the workbook's own look: what every report sheet is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xlsxwriter import Workbook

from gxde_desktop.exporting.cells import MISSING, CellWriter
from gxde_desktop.exporting.formats import WIDE, fit_paper, protect, set_paper
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import say, tr, unit_text
from models.expression import Node, Ref
from models.messages import Message
from models.sources import SourceTable

LONGEST_NAME = 31
"""Characters of a sheet's name that Excel allows."""

ORDINARY = 8.43
"""Width of a column that was given none."""

_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. unit: code of its numbers' unit, named in the head.

    width: in characters; where tables of one page share a column the widest holds.
    figures: whether it holds numbers, so that its head stands at the right as they do; a unit
    says that already.
    """

    title: str
    unit: str = ""
    width: float = 10.0
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """A formula of the sheet's own: a tree over quantities, or text without `=`; value cached."""

    formula: Node | str
    value: float


@dataclass(frozen=True, slots=True)
class In:
    """A value in a unit of its own, where those of one column differ."""

    unit: str
    value: float | Live | Ref | Marked


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a unit."""

    unit: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A number or a text in the look of a kind (`formats.KINDS`: `input`, `flagged`, ...)."""

    value: float | str
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a cell of another sheet, or of this one."""

    text: str
    sheet: str
    cell: str = "A1"


Value = None | str | int | float | Message | Ref | Live | In | Named | Marked | Link
"""What a table's cell may be. A `Ref` is the figure of the method itself, as a live reference;
a `Message` is said in the workbook's language; None and NaN stand as missing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a sheet, what it holds, and the part of the workbook it is in."""

    name: str
    text: str
    group: str


@dataclass(slots=True)
class Book:
    """The workbook being written: its sheets so far, and the writer of the method's cells."""

    workbook: Workbook
    cells: CellWriter
    entries: list[Entry] = field(default_factory=list)
    sources: dict[SourceTable, tuple[int, str]] = field(default_factory=dict)
    """Number of every source table and the cell of the inputs sheet that names it."""
    pages: list[Page] = field(default_factory=list)

    def link(
        self, sheet: Sheet, row: int, column: int, text: str, to: str, cell: str = "A1",
        *, small: bool = False,
    ) -> None:  # fmt: skip
        """A link inside the workbook."""
        style = self.cells.formats.text("small_link" if small else "link")
        sheet.write_url(row, column, f"internal:'{to}'!{cell}", style, text)

    def link_to_source(self, sheet: Sheet, row: int, column: int, *sources: SourceTable) -> None:
        """Numbers and file of source tables, linked to the line that names the first whole."""
        numbers = ", ".join(f"[{self.sources[source][0]}]" for source in sources)
        files = "; ".join(dict.fromkeys(source.file for source in sources))
        where = self.sources[sources[0]][1]
        self.link(sheet, row, column, f"{numbers} {files}", tr("exporting.inputs"), where,
                  small=True)  # fmt: skip

    def add(self, name: str, text: str, group: str) -> Sheet:
        """A new sheet, with its line in the contents. Its name is made fit for Excel."""
        fit = " ".join(name.translate(_NOT_IN_NAMES).split())[:LONGEST_NAME].strip()
        taken = {sheet.get_name().casefold() for sheet in self.workbook.worksheets()}
        number, made = 2, fit
        while made.casefold() in taken:
            tail = f" ({number})"
            made, number = fit[: LONGEST_NAME - len(tail)] + tail, number + 1
        self.entries.append(Entry(made, text, group))
        sheet: Sheet = self.workbook.add_worksheet(made, Sheet)
        return sheet

    def page(self, code: str, group: str) -> Page:
        """A page for `exporting.sheet.<code>` and `exporting.sheet.<code>.help`."""
        name, text = tr(f"exporting.sheet.{code}"), tr(f"exporting.sheet.{code}.help")
        page = Page(self, self.add(name, text, group))
        page.title(name)
        page.link_back()
        page.note(text)
        return page


class Page:
    """One sheet, written from the top down; `row` is the next free one (0-based)."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.book = book
        self.sheet = sheet
        self.row = 0
        self._widths: dict[int, float] = {}
        self._longest = 0.0
        set_paper(sheet)
        protect(sheet)
        book.pages.append(self)

    def title(self, text: str) -> None:
        """The title of the sheet."""
        self._line(text, "title")

    def link_back(self) -> None:
        """A link to the contents."""
        self.book.link(
            self.sheet, self.row, 0, tr("exporting.to_contents"), tr("exporting.contents")
        )
        self.row += 1

    def heading(self, text: str) -> None:
        """A heading, with a blank row above."""
        self.row += 1
        self._line(text, "heading")

    def note(self, text: str) -> None:
        """A line of explanation."""
        self._line(text, "note")

    def formula(self, text: str) -> None:
        """A formula in symbols."""
        self._line(text, "formula")

    def finish(self) -> None:
        """Print what the tables take, and of longer lines no more than a page holds.

        One page wide means as wide as the longest line, which would make the rest illegible.
        """
        wanted = min(self._longest, WIDE)
        columns, width = 0, 0.0
        while columns <= max(self._widths, default=0) or width < wanted:
            width += self._widths.get(columns, ORDINARY)
            columns += 1
        if self.row:
            self.sheet.print_area(0, 0, self.row, columns - 1)

    def widen(self, column: int, width: float) -> None:
        """Give a column a width, and the sheet the paper for it."""
        self._widths[column] = width
        self.sheet.set_column(column, column, width)
        fit_paper(self.sheet, sum(self._widths.values()))

    def freeze(self, row: int, column: int) -> None:
        """Keep what is above a row and left of a column in sight."""
        self.sheet.freeze_panes(row, column)

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, wrapped: bool = False
    ) -> int:
        """A table with its heads at the next free row; returns the row of its first values.

        wrapped: heads and the texts of the last column break into lines.
        """
        base = self.book.cells.measurement.parameters.base_year
        text = self.book.cells.formats.text
        for place, column in enumerate(columns):
            head = f"{column.title} ({unit_text(column.unit, base)})" if column.unit else None
            kind = "header" if column.unit or column.figures else "header_left"
            kind = f"{kind}_wrapped" if wrapped else kind
            self.sheet.write_string(self.row, place, head or column.title, text(kind))
            if column.width > self._widths.get(place, 0.0):
                self.widen(place, column.width)
        if wrapped:
            fit_height(self.sheet, self.row, [(each.title, each.width) for each in columns])
        self.row += 1
        first = self.row
        for values in rows:
            for place, (column, value) in enumerate(zip(columns, values, strict=True)):
                if wrapped and place == len(columns) - 1 and isinstance(value, str):
                    self.sheet.write_string(self.row, place, value, text("wrapped"))
                    fit_height(self.sheet, self.row, [(value, self._widths[place])])
                else:
                    self.write(self.row, place, value, column.unit)
            self.row += 1
        return first

    def write(self, row: int, column: int, value: Value, unit: str = "") -> None:
        """One cell; numbers in the format of a unit."""
        cells, name = self.book.cells, self.sheet.get_name()
        look = cells.formats
        if isinstance(value, In):
            self.write(row, column, value.value, value.unit)
            return
        if isinstance(value, Named):
            value = unit_text(value.unit, cells.measurement.parameters.base_year)
        if isinstance(value, Message):
            value = say(value)
        if isinstance(value, Ref):
            found = cells.measurement.at(value.key, value.index)
            value = None if math.isnan(found) else Live(value, found)
        if isinstance(value, Link):
            self.book.link(self.sheet, row, column, value.text, value.sheet, value.cell)
        elif isinstance(value, Live):
            made = look.number("computed", unit)
            ref = value.formula
            if not cells.live or (isinstance(ref, Ref) and not cells.layout.has(ref.key)):
                self.sheet.write_number(row, column, value.value, made)
            elif isinstance(value.formula, Node):
                cells.write_formula(
                    self.sheet, name, row, column, value.formula, value.value, "computed", unit
                )
            else:
                self.sheet.write_formula(row, column, "=" + value.formula, made, value.value)
        elif isinstance(value, Marked):
            made = look.number(value.kind, unit)
            if isinstance(value.value, str):
                self.sheet.write_string(row, column, value.value, made)
            else:
                self.sheet.write_number(row, column, value.value, made)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, look.text("label"))
        elif value is None or math.isnan(value):
            self.sheet.write_string(row, column, MISSING, look.number("missing", unit))
        else:
            self.sheet.write_number(row, column, value, look.number("computed", unit))

    def _line(self, text: str, kind: str) -> None:
        self.sheet.write_string(self.row, 0, text, self.book.cells.formats.text(kind))
        self._longest = max(self._longest, _width(text))
        self.row += 1


def fit_height(sheet: Sheet, row: int, texts: Iterable[tuple[str, float]]) -> None:
    """Give a row the height of its wrapped texts, each with its column's width.

    Programs differ in whether they fit a row that has no height of its own.
    """
    lines = max((_lines(text, width) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, 15.0 * lines)


def _lines(text: str, width: float) -> int:
    return max(1, math.ceil(_width(text) * 1.1 / max(1.0, width - 1)))


def _width(text: str) -> int:
    """Of a text in characters; a Chinese one is as wide as two Latin ones."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
