"""Writing cells: live formulas with their cached values, inputs, or a mark with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from xlsxwriter.format import Format

from gxde_desktop.exporting.formats import Formats, kind_of
from gxde_desktop.exporting.layout import WorkbookLayout
from gxde_desktop.exporting.remarks import Remarks
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import tr
from models.evaluation import taken
from models.expression import Flag, Frozen, Node
from models.formula import FormulaWriter, Met, flags_met
from models.measurement import Measurement
from models.messages import Message
from models.quantities import Quantity

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
    formulas: FormulaWriter = field(init=False)

    def __post_init__(self) -> None:
        self.formulas = FormulaWriter(self.layout)

    def write(self, sheet: Sheet, quantity: Quantity, indices: Iterable[Index]) -> list[Said]:
        """Write cells of a quantity that stand on one sheet, each in its place.

        Returns what those have to say that say something.
        """
        self.layout.home = sheet.get_name()
        return _Line(self, sheet, quantity).write(indices)

    def write_formula(self, sheet: Sheet, spot: Spot, computed: Computed) -> None:
        """Write a tree as a live formula with its value cached."""
        style = self.formats.number(computed.kind, computed.unit)
        if not self.live:
            sheet.write_number(*spot, computed.value, style)
            return
        self.layout.home = sheet.get_name()
        self.formulas.met.clear()
        sheet.put_formula(*spot, self.formulas.text(computed.tree), style, computed.value)


class _Line:
    """Cells of one quantity on one sheet; what is the same for all of them is found once."""

    def __init__(self, cells: CellWriter, sheet: Sheet, quantity: Quantity) -> None:
        self.cells = cells
        self.sheet = sheet
        self.quantity = quantity
        self.measurement = cells.measurement
        self.plain = cells.formats.number("computed", quantity.unit)
        self.flags = cells.flags.setdefault(quantity.key, set())

    def write(self, indices: Iterable[Index]) -> list[Said]:
        key, layout = self.quantity.key, self.cells.layout
        block = layout.blocks.get(key)
        read = self.measurement.values[key].item
        write = self._writer()
        said: list[Said] = []
        for position, index in enumerate(indices):
            spot = layout.place(key, index)[1:] if block is None else block.place(index)
            value = read(*index)
            if value != value:  # NaN
                said.append((position, (), self._missing(spot, index)))
                continue
            flags = write(spot, index, value)
            if flags:
                self.flags.update(flags)
                said.append((position, flags, None))
        return said

    def _writer(self) -> Callable[[Spot, Index, float], tuple[Flag, ...]]:
        if self.quantity.is_input:
            return self._input
        return self._formula if self.cells.live else self._value

    def _missing(self, spot: Spot, index: Index) -> Message | None:
        style = self.cells.formats.number("missing", self.quantity.unit)
        self.sheet.write_string(*spot, MISSING, style)
        return self.measurement.reason(self.quantity.key, *index)

    def _style(self, flags: tuple[Flag, ...]) -> Format:
        return self.cells.formats.number(kind_of(flags), self.quantity.unit)

    def _input(self, spot: Spot, index: Index, value: float) -> tuple[Flag, ...]:
        key, unit = self.quantity.key, self.quantity.unit
        flags = self.measurement.flags(key, *index)
        # A code says where a row belongs: structure, not a number to be changed.
        kind = "code" if unit == "number" else kind_of(flags, is_input=True)
        if flags and any(flag.code == "updated" for flag in flags):  # no print has it: GRAS did
            self.cells.frozen[key, "updated"] += 1
        self.sheet.put_number(*spot, value, self.cells.formats.number(kind, unit))
        return flags

    def _value(self, spot: Spot, index: Index, value: float) -> tuple[Flag, ...]:
        flags = self.measurement.flags(self.quantity.key, *index)
        self.sheet.put_number(*spot, value, self._style(flags))
        return flags

    def _formula(self, spot: Spot, index: Index, value: float) -> tuple[Flag, ...]:
        tree = self.quantity.tree(self.measurement.frame, *index)
        formulas = self.cells.formulas
        text = formulas.text(tree)
        if not formulas.met:
            self.sheet.put_formula(*spot, text, self.plain, value)
            return ()
        met = formulas.met.copy()
        formulas.met.clear()
        flags = flags_met(met, self.measurement)
        if self._is_frozen(tree, met):
            # A number that nothing recomputes must not look like a formula.
            self.cells.frozen.update(
                (self.quantity.key, flag.code) for flag in flags if flag.code.startswith("frozen_")
            )
            self.sheet.put_number(*spot, value, self._style(flags))
        else:
            self.sheet.put_formula(*spot, text, self._style(flags) if flags else self.plain, value)
        return flags

    def _is_frozen(self, tree: Node, met: list[Met]) -> bool:
        if not any(isinstance(each.node, Frozen) for each in met):
            return False
        return any(isinstance(part, Frozen) for part in taken(tree, self.measurement))


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
