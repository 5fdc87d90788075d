"""The differences of a file and its source, cell by cell, before they are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gxde_desktop.importing.results import FileReport
from gxde_desktop.project.sheet_difference import CellChange, Value
from gxde_desktop.project.update import FileUpdate, use_of
from gxde_desktop.text import say, tr
from gxde_desktop.ui.cells import Cell
from gxde_desktop.ui.figure_card import connect_table
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import TableModel, TableView
from gxde_desktop.ui.widgets import Card, ElidedLabel, button, label
from models.messages import Message

COLUMNS = ("sheet", "cell", "before", "after", "difference", "use")
WIDTHS = (96, 84, 124, 124, 112, 200)
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceTable:
    """Differences as a table; what a cell is for is looked up when it is first drawn."""

    update: FileUpdate
    old: FileReport
    count: int
    """How many of the listed ones are shown: those of recognised values come first."""
    _uses: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.count

    @property
    def columns(self) -> int:
        return len(COLUMNS)

    def cell(self, row: int, column: int) -> Cell:
        change = self.update.difference(row)
        name = COLUMNS[column]
        if name == "sheet":
            return Cell(change.sheets[1] or change.sheets[0])
        if name == "cell":
            return Cell(_places(change), tip=_where(change))
        if name == "before":
            return _value(change.before, change)
        if name == "after":
            return _value(change.after, change)
        if name == "difference":
            return _difference(change)
        used = self._use(row, change)
        if not used:
            return Cell(tr("ui.update.unused"), tone="muted")
        return Cell(used, tip=used)

    def _use(self, row: int, change: CellChange) -> str:
        found = self._uses.get(row)
        if found is None:
            used = use_of(self.update.new.file.report, change.sheets[1], change.new)
            if used is None or isinstance(used.args.get("series"), Message):
                # Read no more, or without its name: the old version may say what it was.
                used = use_of(self.old, change.sheets[0], change.old) or used
            found = self._uses[row] = say(used) if used is not None else ""
        return found

    def column_header(self, column: int) -> str:
        return tr(f"ui.update.column.{COLUMNS[column]}")

    def row_header(self, row: int) -> str:
        return str(row + 1)


class UpdateDialog(QDialog):
    """Shows an update; accepted where it is to be applied."""

    def __init__(
        self,
        parent: QWidget | None,
        session: Session,
        old: FileReport,
        update: FileUpdate,
        source: Path,
    ) -> None:
        super().__init__(parent)
        name = old.file
        self._same_bytes = update.new.file.sha256 == old.sha256
        self.setWindowTitle(tr("ui.update.title", file=name))
        self.resize(1000, 580)
        self._update, self._old = update, old
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(tr("ui.update.title", file=name), "heading"))
        where = ElidedLabel(tr("ui.update.source", path=str(source)), "muted")
        box.addWidget(where)
        self.summary = label(self._summary(), wrap=True)
        box.addWidget(self.summary)
        self.notes = [text for text in self._notes() if text]
        for text in self.notes:
            card = Card("attention", margin=10)
            card.box.addWidget(label(text, wrap=True))
            box.addWidget(card)
        self.model = TableModel()
        self.table = TableView(self)
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("ui.update.differences"))
        connect_table(self.table, session)
        self.only_used = QCheckBox(tr("ui.update.only_used", count=update.used), self)
        self.only_used.setEnabled(0 < update.used < update.total)
        self.only_used.toggled.connect(lambda _: self._fill())
        for part in (self.only_used, self.table):
            part.setVisible(bool(update.total))
        if update.total:
            box.addWidget(self.only_used)
            frame = Card("plain", margin=3)
            frame.box.addWidget(self.table)
            box.addWidget(frame, 1)
            self._fill()
            for column, width in enumerate(WIDTHS):
                self.table.setColumnWidth(column, width)
            self.table.horizontalHeader().setStretchLastSection(True)
        else:
            box.addStretch(1)
            self.resize(560, 220)
        row = QHBoxLayout()
        self.hint = label(tr("ui.update.undo_hint"), "muted")
        self.hint.setVisible(not self._same_bytes)
        row.addWidget(self.hint, 1)
        self.cancel = button(tr("ui.close" if self._same_bytes else "ui.cancel"), self.reject)
        self.apply = button(tr("ui.update.apply"), self.accept, "primary")
        self.apply.setVisible(not self._same_bytes)
        self.apply.setDefault(True)
        row.addWidget(self.cancel)
        row.addWidget(self.apply)
        box.addLayout(row)

    def _fill(self) -> None:
        update = self._update
        used = min(update.used, update.listed)
        count = used if self.only_used.isChecked() else update.listed
        self.model.show(DifferenceTable(update, self._old, count))

    def _summary(self) -> str:
        update = self._update
        if self._same_bytes:
            return tr("ui.update.same")
        if not update.total:
            return tr("ui.update.no_cell")
        return tr(
            "ui.update.summary",
            total=update.total,
            changed=update.changed,
            added=update.added,
            removed=update.removed,
            used=update.used,
        )

    def _notes(self) -> list[str]:
        update = self._update
        return [
            tr("ui.update.asked", count=update.asked) if update.asked else "",
            tr("ui.update.lost", sheets=update.lost) if update.lost else "",
            tr("ui.update.listed", count=update.listed) if update.listed < update.total else "",
        ]


def _places(change: CellChange) -> str:
    """One address where it is the same in both versions, else both."""
    old, new = change.cells
    if old and new and old != new:
        return f"{old} → {new}"
    return new or old


def _where(change: CellChange) -> str:
    old, new = change.cells
    return tr("ui.update.moved", old=old, new=new) if old and new and old != new else ""


def _value(value: Value, change: CellChange) -> Cell:
    if isinstance(value, float):
        return Cell(value, _decimals(change))
    if value is None:
        return Cell("")
    return Cell(value, tip=value)


def _difference(change: CellChange) -> Cell:
    if change.difference is not None:
        return Cell(change.difference, _decimals(change), tone="attention")
    return Cell(tr(f"ui.update.kind.{change.kind}"), tone="muted")


def _decimals(change: CellChange) -> int:
    """As many as the longer of both numbers has: a difference must not be rounded away."""
    most = 0
    for value in (change.before, change.after):
        if isinstance(value, float):
            text = np.format_float_positional(value, trim="-")
            most = max(most, len(text.partition(".")[2]))
    return min(most, MOST_DECIMALS)
