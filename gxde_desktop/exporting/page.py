"""A sheet of text and tables in the workbook's own look: what every report sheet is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xlsxwriter import Workbook

from gxde_desktop.exporting.cells import MISSING, CellWriter, Computed
from gxde_desktop.exporting.fitting import fit_height, number_width, text_width
from gxde_desktop.exporting.formats import WIDE, fit_paper, protect, set_paper
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import catalogue, language, say, tr, unit_text
from models.expression import Node, Ref
from models.messages import Message
from models.sources import SourceTable
from models.stopping import Asked, Cancelled, never

LONGEST_NAME = 31
"""Characters of a sheet's name that Excel allows."""

ORDINARY = 8.43
"""Width of a column that was given none."""

READABLE = 130.0
"""Width up to which a line of explanation makes a page wider; a longer one breaks."""

BREAKS = 30.0
"""Width from which the last column of a table breaks its texts; a narrower one lets them run."""

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
    cancelled: Asked = never

    def poll(self) -> None:
        """For every line of a long sheet: raises Cancelled where the work is to stop."""
        if self.cancelled():
            raise Cancelled

    def say(self, code: str) -> str:
        """A text of the catalogue; where there are no formulas, its `.values` if there is one."""
        otherwise = f"{code}.values"
        plain = self.cells.live or otherwise not in catalogue(language())
        return tr(code if plain else otherwise)

    def link(
        self, sheet: Sheet, row: int, column: int, text: str, to: str, cell: str = "A1",
        *, small: bool = False,
    ) -> None:  # fmt: skip
        """A link inside the workbook."""
        style = self.cells.formats.text("small_link" if small else "link")
        sheet.write_url(row, column, f"internal:'{to}'!{cell}", style, text)

    def link_to_source(self, sheet: Sheet, row: int, column: int, *sources: SourceTable) -> None:
        """Numbers of source tables, linked to the line that names the first whole."""
        numbers = ", ".join(f"[{self.sources[source][0]}]" for source in sources)
        where = self.sources[sources[0]][1]
        self.link(sheet, row, column, numbers, tr("exporting.inputs"), where, small=True)

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
        name, text = tr(f"exporting.sheet.{code}"), self.say(f"exporting.sheet.{code}.help")
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
        self._ends: list[tuple[int, float]] = []
        self._last_printed: int | None = None
        self._notes: list[tuple[int, str]] = []
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
        """A line of explanation; one longer than the page is wide breaks into lines."""
        self._notes.append((self.row, text))
        self._line(text, "note")

    def formula(self, text: str) -> None:
        """A formula in symbols."""
        self._line(text, "formula")

    def printed_until(self, row: int) -> None:
        """Print no further: what follows is for programs."""
        self._last_printed = row

    def finish(self) -> None:
        """Print what the tables take, and of longer lines no more than a page holds.

        One page wide means as wide as the longest line, which would make the rest illegible.
        """
        wanted = min(self._longest, READABLE)
        columns, width = 0, 0.0
        before = {0: 0.0}
        ends = list(self._ends)
        while columns <= max(self._widths, default=0) or width < wanted:
            width += self._widths.get(columns, ORDINARY)
            columns += 1
            before[columns] = width
            if columns > max(self._widths, default=0) and ends:
                wanted = max(wanted, min(max(before[at] + long for at, long in ends), WIDE))
                ends.clear()
        for row, said in self._notes:
            if text_width(said) + 1 > width:
                style = self.book.cells.formats.text("note", wrapped=True)
                self.sheet.merge_range(row, 0, row, columns - 1, "", style)
                self.sheet.write_string(row, 0, said, style)
                fit_height(self.sheet, row, [(said, width)])
        if self.row:
            last = self.row if self._last_printed is None else self._last_printed
            self.sheet.print_area(0, 0, last, columns - 1)

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

        What is longer than its column breaks into lines, or runs over the empty cells behind
        it; a column becomes as wide as its numbers need. wrapped: the texts of the last column
        break too, however narrow it was declared.
        """
        base = self.book.cells.measurement.parameters.base_year
        text = self.book.cells.formats.text
        given = [list(values) for values in rows]
        lines = [[self._plain(value) for value in values] for values in given]
        for place, column in enumerate(columns):
            needed = max((self._needs(line[place], column.unit) for line in given), default=0)
            if max(column.width, needed) > self._widths.get(place, 0.0):
                self.widen(place, max(column.width, needed))
        heads = [
            f"{each.title} ({unit_text(each.unit, base)})" if each.unit else each.title
            for each in columns
        ]
        long = any(
            text_width(head) + 2 > self._widths[place] for place, head in enumerate(heads[:-1])
        )
        for place, (column, head) in enumerate(zip(columns, heads, strict=True)):
            kind = "header" if column.unit or column.figures else "header_left"
            self.sheet.write_string(self.row, place, head, text(kind, wrapped=wrapped or long))
        if wrapped or long:
            widths = ((head, self._widths[place] - 1) for place, head in enumerate(heads))
            fit_height(self.sheet, self.row, widths)
        self.row += 1
        first = self.row
        for line in lines:
            self._table_row(columns, line, wrapped)
        return first

    def _table_row(self, columns: Sequence[Column], line: Sequence[Value], wrapped: bool) -> None:
        """One line of a table at the next free row; its tallest text gives the height."""
        tall: list[tuple[str, float]] = []
        last = len(columns) - 1
        for place, (column, value) in enumerate(zip(columns, line, strict=True)):
            said = value.text if isinstance(value, Link) else value
            room, until = self._room(place, line, column.width < BREAKS and not wrapped)
            fits = not isinstance(said, str) or text_width(said) + 1 <= room
            if fits or (until >= last and room < BREAKS):
                if said != "":
                    self.write(self.row, place, value, column.unit)
                if isinstance(said, str):
                    self._ends.append((place, text_width(said) + 1.0))
                continue
            assert isinstance(said, str)
            style = self.book.cells.formats.text(
                "link" if isinstance(value, Link) else "label", wrapped=True
            )
            if until > place:
                self.sheet.merge_range(self.row, place, self.row, until, "", style)
            if isinstance(value, Link):
                where = f"internal:'{value.sheet}'!{value.cell}"
                self.sheet.write_url(self.row, place, where, style, said)
            else:
                self.sheet.write_string(self.row, place, said, style)
            tall.append((said, room - 1))
        fit_height(self.sheet, self.row, tall)
        self.row += 1

    def _plain(self, value: Value) -> Value:
        """A value of a table with what is said in words as text."""
        if isinstance(value, Named):
            return unit_text(value.unit, self.book.cells.measurement.parameters.base_year)
        return say(value) if isinstance(value, Message) else value

    def _needs(self, value: Value, unit: str) -> float:
        """Width that a number asks for, or a unit; other texts break into lines."""
        if isinstance(value, Named):
            return text_width(str(self._plain(value))) + 2.0
        if isinstance(value, In):
            return self._needs(value.value, value.unit)
        kind = value.kind if isinstance(value, Marked) else "computed"
        number = value.value if isinstance(value, Live | Marked) else value
        if isinstance(number, Ref):
            number = self.book.cells.measurement.at(number.key, number.index)
        if not isinstance(number, int | float):
            return 0.0
        form = self.book.cells.formats.number(kind, unit).num_format
        return number_width(number, str(form)) + 1.0

    def _room(self, place: int, line: Sequence[Value], beyond: bool) -> tuple[float, int]:
        """Width that a text has over the empty cells behind it, and the last column of them.

        beyond: whether the columns that other tables of the page have behind this one count.
        """
        room, until = self._widths[place], place
        while until < len(line) - 1 and line[until + 1] == "":
            until += 1
            room += self._widths[until]
        if until == len(line) - 1 and (beyond or until > place):
            while until < max(self._widths):
                until += 1
                room += self._widths.get(until, ORDINARY)
        return room, until

    def write(self, row: int, column: int, value: Value, unit: str = "") -> None:
        """One cell; numbers in the format of a unit."""
        cells = self.book.cells
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
                shown = Computed(value.formula, value.value, "computed", unit)
                cells.write_formula(self.sheet, (row, column), shown)
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
        self._longest = max(self._longest, text_width(text))
        self.row += 1
