"""Writing cells: live formulas with their cached values, inputs, or a mark with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlsxwriter.format import Format

from gxde_desktop.exporting.formats import Formats, kind_of
from gxde_desktop.exporting.formula_parts import formula_part
from gxde_desktop.exporting.layout import WorkbookLayout
from gxde_desktop.exporting.remarks import Remarks
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import tr
from models.columns import input_flags, reasons
from models.every import listed, positions
from models.expression import Flag, Node
from models.formula import formula
from models.measurement import Measurement
from models.messages import Message
from models.quantities import Input, Quantity

MISSING = "—"
"""What stands in a cell without a value: text, because a blank would read as 0."""

Spot = tuple[int, int]
"""0-based row and column on a sheet."""

Index = tuple[int, ...]
"""Positions of a cell along its quantity's axes."""

Said = tuple[int, tuple[Flag, ...], Message | None]
"""What a cell has to say beside its number: its place in the line, its own flags, why it has no
value."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A cell of a sheet's own: the tree it computes, its value, and how it looks."""

    tree: Node
    value: float
    kind: str
    unit: str


@dataclass(slots=True)
class CellWriter:
    """Writes cells of quantities onto sheets and remembers what their rows must say."""

    measurement: Measurement
    layout: WorkbookLayout
    formats: Formats
    live: bool = True
    """Whether what is computed is written as formulas; else as numbers."""
    frozen: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Frozen cells written, by key of their quantity and code of the reason."""
    flags: dict[str, set[Flag]] = field(default_factory=dict)
    """Flags that written cells carry, by key of every quantity written."""
    remarks: Remarks = field(default_factory=Remarks)
    _part: _Part | None = None

    def write(self, sheet: Sheet, quantity: Quantity, line: Index) -> list[Said]:
        """Write cells of a quantity that stand on one sheet, each in its place.

        line: their positions, of which one is `Every` along the line. Returns what those have
        to say that say something.
        """
        part = self._part
        if part is None or not part.holds(sheet, quantity, line):
            part = self._part = _Part(self, sheet, quantity, line)
        return part.write(line)

    def write_formula(self, sheet: Sheet, spot: Spot, computed: Computed) -> None:
        """Write a tree as a live formula with its value cached."""
        style = self.formats.number(computed.kind, computed.unit)
        if not self.live:
            sheet.write_number(*spot, computed.value, style)
            return
        self.layout.home = sheet.get_name()
        sheet.put_formula(*spot, formula(computed.tree, self.layout), style, computed.value)


class _Part:
    """Cells of one quantity on one sheet, all of them or those with the same first position.

    What is the same for all of them is found once, and their formulas are found together.
    """

    def __init__(self, cells: CellWriter, sheet: Sheet, quantity: Quantity, line: Index) -> None:
        self.cells = cells
        self.sheet = sheet
        self.quantity = quantity
        self.measurement = cells.measurement
        self.flags = cells.flags.setdefault(quantity.key, set())
        self.styles: dict[tuple[Flag, ...], Format] = {}
        # Each input-output table has a sheet of its own, each block of three axes its parts.
        depth = max(0, len(line) - 2) if quantity.key in cells.layout.blocks else 1
        self.outer = line[:depth]
        if not quantity.is_input:
            layout = cells.layout if cells.live else None
            self.formulas = formula_part(quantity, self.outer, self.measurement, layout)

    def holds(self, sheet: Sheet, quantity: Quantity, line: Index) -> bool:
        """Whether the cells of a line are among these."""
        same = sheet is self.sheet and quantity is self.quantity
        return same and line[: len(self.outer)] == self.outer

    def write(self, line: Index) -> list[Said]:
        """Write the cells of a line."""
        key = self.quantity.key
        _, row, column = self.cells.layout.place(key, line)
        values = listed(self.measurement.values[key], line)
        if not values:
            return []
        flags, texts = self._carried(line, len(values))
        for each in set(flags) - self.styles.keys():
            self.styles[each] = self._style(each)
        said: list[Said] = []
        cells: list[object] = []
        missing = [value != value for value in values]  # NaN
        why = reasons(self.measurement, key, line, missing) if True in missing else ()
        for at, (value, own, text) in enumerate(zip(values, flags, texts, strict=True)):
            if missing[at]:
                cells.append(self._missing())
                said.append((at, (), why[at]))
                continue
            # A number that nothing recomputes must not look like a formula.
            style = self.styles[own]
            cells.append((value, style) if text is None else (text, style, value))
            if own:
                said.append((at, own, None))
                self.flags.update(own)
                self._count(own, text)
        self.sheet.put(positions(row), positions(column), cells)
        return said

    def _carried(
        self, line: Index, count: int
    ) -> tuple[Sequence[tuple[Flag, ...]], Sequence[str | None]]:
        """Own flags of the cells of a line, and their formulas, None for a number."""
        if isinstance(self.quantity, Input):
            return input_flags(self.measurement, self.quantity, line, count), (None,) * count
        place = line[len(self.outer) :]
        return listed(self.formulas.flags, place), listed(self.formulas.texts, place)

    def _style(self, flags: tuple[Flag, ...]) -> Format:
        unit = self.quantity.unit
        # A code says where a row belongs: structure, not a number to be changed.
        code = self.quantity.is_input and unit == "number"
        kind = "code" if code else kind_of(flags, is_input=self.quantity.is_input)
        return self.cells.formats.number(kind, unit)

    def _missing(self) -> object:
        style = self.cells.formats.number("missing", self.quantity.unit)
        return self.sheet.shared_text(MISSING, style)

    def _count(self, flags: tuple[Flag, ...], text: str | None) -> None:
        """Count a cell that stands as a number though no print has it, by why."""
        if self.quantity.is_input:
            codes = ["updated"] if any(flag.code == "updated" for flag in flags) else []
        elif text is None and self.cells.live:
            codes = [flag.code for flag in flags if flag.code.startswith("frozen_")]
        else:
            return
        self.cells.frozen.update((self.quantity.key, code) for code in codes)


def only_numbers(sheet: Sheet, area: tuple[int, int, int, int]) -> None:
    """Let input cells take numbers only: a blank or a text would read as zero.

    area: first row, first column, last row, last column.
    """
    sheet.data_validation(
        *area,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -1e15,
            "maximum": 1e15,
            "ignore_blank": False,
            "error_title": tr("exporting.numbers_only.title"),
            "error_message": tr("exporting.numbers_only"),
        },
    )
