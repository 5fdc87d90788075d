"""Writing one cell: a live formula with its cached value, an input, or a mark with a reason."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from gxde_desktop.exporting.formats import MARKS, Formats, kind_of
from gxde_desktop.exporting.layout import WorkbookLayout
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import bracketed, clauses, say, tr
from models.evaluation import taken
from models.expression import Flag, Frozen, Node
from models.formula import flags_met, formula
from models.frozen import FrozenMap
from models.measurement import Measurement
from models.messages import Message
from models.quantities import Quantity

MISSING = "—"
"""What stands in a cell without a value: text, because a blank would read as 0."""


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
    flagged: set[str] = field(default_factory=set)
    """Quantities of which a written cell carries a flag."""

    def write(
        self, sheet: Sheet, quantity: Quantity, index: tuple[int, ...]
    ) -> tuple[tuple[Flag, ...], Message | None]:
        """Write one cell in its place; its own flags and, where it has no value, the reason."""
        name, row, column = self.layout.place(quantity.key, index)
        self.layout.home = name
        value = self.measurement.at(quantity.key, index)
        if math.isnan(value):
            reason = self.measurement.reason(quantity.key, *index)
            sheet.write_string(row, column, MISSING, self.formats.number("missing", quantity.unit))
            return (), reason
        if quantity.is_input:
            flags = self._input(sheet, row, column, quantity, index, value)
        elif self.live:
            flags = self._formula(sheet, row, column, quantity, index, value)
        else:
            flags = self.measurement.flags(quantity.key, *index)
            style = self.formats.number(kind_of(flags), quantity.unit)
            sheet.put_number(row, column, value, style)
        if flags:
            self.flagged.add(quantity.key)
        return flags, None

    def _input(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        quantity: Quantity,
        index: tuple[int, ...],
        value: float,
    ) -> tuple[Flag, ...]:
        flags = self.measurement.flags(quantity.key, *index)
        # A code says where a row belongs: structure, not a number to be changed.
        kind = "code" if quantity.unit == "number" else kind_of(flags, is_input=True)
        if flags and any(flag.code == "updated" for flag in flags):  # no print has it: GRAS did
            self.frozen[quantity.key, "updated"] += 1
        sheet.put_number(row, column, value, self.formats.number(kind, quantity.unit))
        return flags

    def _formula(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        quantity: Quantity,
        index: tuple[int, ...],
        value: float,
    ) -> tuple[Flag, ...]:
        tree = self.measurement.tree(quantity.key, *index)
        marks: list[Node] = []
        text = formula(tree, self.layout, marks)
        if not marks:
            sheet.put_formula(
                row, column, text, self.formats.number("computed", quantity.unit), value
            )
            return ()
        flags = flags_met(tree, marks, self.measurement)
        style = self.formats.number(kind_of(flags), quantity.unit)
        if any(isinstance(part, Frozen) for part in marks) and self._is_frozen(tree):
            # A number that nothing recomputes must not look like a formula.
            self.frozen.update(
                (quantity.key, flag.code) for flag in flags if flag.code.startswith("frozen_")
            )
            sheet.put_number(row, column, value, style)
        else:
            sheet.put_formula(row, column, text, style, value)
        return flags

    def met_without_flags(self, key: str) -> bool:
        """Whether a quantity is among those written, and none of its cells carries a flag."""
        return self.layout.has(key) and key not in self.flagged

    def _is_frozen(self, tree: Node) -> bool:
        return any(isinstance(part, Frozen) for part in taken(tree, self.measurement))

    def write_formula(
        self,
        sheet: Sheet,
        name: str,
        row: int,
        column: int,
        tree: Node,
        value: float,
        kind: str,
        unit: str,
    ) -> None:
        """Write a tree as a live formula with its value cached."""
        if not self.live:
            sheet.write_number(row, column, value, self.formats.number(kind, unit))
            return
        self.layout.home = name
        text = formula(tree, self.layout)
        sheet.put_formula(row, column, text, self.formats.number(kind, unit), value)


def only_numbers(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
    """Let input cells take numbers only: a blank or a text would read as zero."""
    sheet.data_validation(
        top,
        left,
        bottom,
        right,
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


def remark(found: list[tuple[str, tuple[Flag, ...], Message | None]]) -> str:
    """What a row says about its cells: flags and reasons with the labels they hold for.

    found: (label, flags, reason) of each cell in order. Reasons that differ in nothing but the
    years they name are one: what 2018, 2019 and 2020 need each is needed for 2018–2020.
    """
    groups: dict[str, tuple[list[str], set[int]]] = {}
    for label, flags, reason in found:
        for flag in flags:
            mark = MARKS.get(kind_of((flag,)))
            said = tr(f"flag.{flag.code}")
            groups.setdefault(f"{mark} {said}" if mark else said, ([], set()))[0].append(label)
        if reason is not None:
            said, named = _without_years(reason)
            labels, years = groups.setdefault(said, ([], set()))
            labels.append(label)
            years |= named
    return clauses(_said(text, *which) for text, which in groups.items())


_YEARS = "\0"
"""Stands for the years that a reason names, until all are known."""


def _said(text: str, labels: list[str], years: set[int]) -> str:
    where = spans(labels)
    named = spans([str(year) for year in sorted(years)])
    text = text.replace(_YEARS, named)
    return text if not where or (years and named == where) else bracketed(text, where)


def _without_years(reason: Message) -> tuple[str, set[int]]:
    """A reason in words with a mark for the years it names, and these years.

    As it is where it names them in several places, which need not be the same ones.
    """
    years: set[int] = set()
    said = _missing(_emptied(reason, years))
    return (said, years) if said.count(_YEARS) == 1 else (_missing(reason), set())


_LIST = re.compile(r"(19|20|21)\d\d(, (19|20|21)\d\d)*")
"""Years in one text, as reasons name several."""


def _emptied(value: Any, years: set[int]) -> Any:
    if isinstance(value, Message):
        args = {name: _emptied(each, years) for name, each in value.args.items()}
        return Message(value.code, FrozenMap(args))
    if isinstance(value, tuple) and value and all(map(_is_year, value)):
        years.update(value)
        return _YEARS
    if isinstance(value, tuple):
        return tuple(_emptied(each, years) for each in value)
    if _is_year(value):
        years.add(value)
        return _YEARS
    if isinstance(value, str) and _LIST.fullmatch(value):
        years.update(map(int, value.split(", ")))
        return _YEARS
    return value


def _is_year(value: object) -> bool:
    return type(value) is int and 1900 <= value <= 2200


def _missing(reason: Message) -> str:
    """What is needed for a figure, or why there can be none."""
    if reason.code.startswith("needs."):
        return tr("exporting.missing", needs=say(reason))
    return tr("exporting.missing_because", why=say(reason))


def spans(labels: list[str]) -> str:
    """Labels in one line, runs of numbers as first–last."""
    parts: list[list[str]] = []
    for label in labels:
        last = parts[-1][-1] if parts else ""
        follows = label.isdigit() and last.isdigit() and int(label) == int(last) + 1
        if parts and follows:
            parts[-1].append(label)
        else:
            parts.append([label])
    return ", ".join(p[0] if len(p) == 1 else f"{p[0]}–{p[-1]}" for p in parts)
