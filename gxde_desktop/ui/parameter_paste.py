"""A block copied in Excel and pasted onto parameters: looked at first, then one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.parameter_table import editor_name, refusal, value_text
from gxde_desktop.ui.tables import TableModel, TableView
from gxde_desktop.ui.widgets import label
from gxde_desktop.ui.words import name_of, parameter_words
from models.messages import MethodError
from models.parameters import Parameters, spec_of, value_of, with_value, with_values


@dataclass(frozen=True, slots=True)
class PastedValue:
    """One cell of a block. problem: why it cannot be taken, empty where it can."""

    path: str
    text: str
    value: Any = None
    problem: str = ""


def pasted_values(
    text: str, start: str, rows: Sequence[Sequence[str]], parameters: Parameters
) -> tuple[PastedValue, ...]:
    """What a block means that is pasted at the path `start`.

    rows: the paths of the table as it is shown, row by row. A line that begins with the name
    of a parameter goes to that parameter; lines of headings are left out; what would stand
    outside the table is told.
    """
    by_name = {parameter_words(_name(row[0]), "title"): row for row in rows if row}
    first = next(i for i, row in enumerate(rows) if start in row)
    column = list(rows[first]).index(start)
    found: list[PastedValue] = []
    place = first
    for line in text.strip("\r\n").replace("\r", "").split("\n"):
        cells = [each.strip() for each in line.split("\t")]
        named = by_name.get(cells[0])
        if named is None and place == first and not any(_number_or_choice(c, start) for c in cells):
            continue
        if named is not None:
            row, cells, offset = named, cells[1:], 0
        else:
            row, offset = (rows[place] if place < len(rows) else ()), column
            place += 1
        for position, cell in enumerate(cells):
            if not cell:
                continue
            if offset + position >= len(row):
                found.append(PastedValue("", cell, problem=tr("ui.paste.outside")))
            else:
                found.append(_value(row[offset + position], cell, parameters))
    return tuple(found)


def _name(path: str) -> str:
    return path.rpartition(".")[2]


def _number_or_choice(text: str, path: str) -> bool:
    try:
        _read(path, text)
    except ValueError:
        return False
    return bool(text)


def _read(path: str, text: str) -> Any:
    """The value of a cell; a choice by its words or its code. Raises ValueError."""
    spec = spec_of(path)
    if spec.kind in ("number", "integer"):
        percent = text.endswith(("%", "％"))
        number = numbers.read(text[:-1] if percent else text)
        return number / 100 if percent else number
    if spec.kind in ("choice", "flag"):
        codes = ("true", "false") if spec.kind == "flag" else spec.choices
        words = {name_of(f"choice.{spec.name}.{code}"): code for code in codes}
        code = words.get(text, text)
        if code not in codes:
            raise ValueError(text)
        return code == "true" if spec.kind == "flag" else code
    return text


def _value(path: str, text: str, parameters: Parameters) -> PastedValue:
    try:
        value = _read(path, text)
    except ValueError:
        return PastedValue(path, text, problem=tr("ui.paste.unread", text=text))
    try:
        with_value(parameters, path, value)
    except MethodError as error:
        return PastedValue(path, text, problem=refusal(path, error))
    return PastedValue(path, text, value)


class PasteDialog(QDialog):
    """Every value with what it replaces; what cannot be taken says why."""

    def __init__(
        self, parent: QWidget, values: Sequence[PastedValue], parameters: Parameters
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("ui.paste.title"))
        self.resize(620, 420)
        self.taken = {
            each.path: each.value
            for each in values
            if not each.problem and value_of(parameters, each.path) != each.value
        }
        problem = _together(parameters, self.taken)
        wrong = sum(1 for each in values if each.problem)
        self.model = TableModel(_table(values, parameters), parent=self)
        table = TableView()
        table.setModel(self.model)
        table.setAccessibleName(tr("ui.paste.title"))
        for column, width in enumerate((170, 90, 90, 200)):
            table.setColumnWidth(column, width)
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        said = tr("ui.paste.text", count=len(self.taken), wrong=wrong)
        self.said = label(f"{said}\n{problem}" if problem else said, wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accepting = self.buttons.addButton(
            tr("ui.paste.accept", count=len(self.taken)), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accepting.setProperty("kind", "primary")
        self.accepting.setEnabled(bool(self.taken) and not problem)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(self.said)
        box.addWidget(table, 1)
        box.addWidget(self.buttons)


def _together(parameters: Parameters, values: dict[str, Any]) -> str:
    """Why the values cannot hold at once; empty where they can."""
    try:
        with_values(parameters, values)
    except MethodError as error:
        return say(error.message)
    return ""


def _table(values: Sequence[PastedValue], parameters: Parameters) -> FixedTable:
    lines = []
    for each in values:
        before = value_of(parameters, each.path) if each.path else None
        same = not each.problem and before == each.value
        after = each.text if each.problem else value_text(each.path, each.value)
        note = each.problem or (tr("ui.paste.same") if same else "")
        tone = "wrong" if each.problem else ("muted" if same else "")
        lines.append(
            (
                Cell(editor_name(each.path) if each.path else "", tone=tone),
                Cell(value_text(each.path, before) if each.path else "", tone="muted"),
                Cell(after, tone=tone, bold=not note),
                Cell(note, tone=tone, tip=note),
            )
        )
    headers = ("ui.parameters.name", "ui.paste.before", "ui.paste.after", "ui.paste.note")
    return FixedTable(tuple(tr(code) for code in headers), tuple(lines))
