"""What is remembered of layouts: looked through, forgotten one by one or all, switched off."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.importing.memory import Entry, Kept
from gxde_desktop.text import tr
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.remembering import Remembering
from gxde_desktop.ui.tables import TableModel, TableView
from gxde_desktop.ui.values import choice_text
from gxde_desktop.ui.widgets import button, label


class MemoryDialog(QDialog):
    """One line a layout: file, sheet, date, and what was answered."""

    def __init__(self, parent: QWidget, remembering: Remembering) -> None:
        super().__init__(parent)
        self._remembering = remembering
        self._entries: tuple[Entry, ...] = ()
        self.setWindowTitle(tr("ui.memory.title"))
        self.resize(760, 420)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(tr("ui.memory.text"), "muted", wrap=True))
        self.enabled = QCheckBox(tr("ui.memory.enabled"))
        self.enabled.setChecked(remembering.enabled)
        self.enabled.toggled.connect(remembering.set_enabled)
        box.addWidget(self.enabled)
        self.table = TableView()
        self.table.setAccessibleName(tr("ui.memory.title"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.model = TableModel(parent=self)
        self.table.setModel(self.model)
        box.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.forget = button(tr("ui.memory.forget"), self._forget)
        self.forget_all = button(tr("ui.memory.forget_all"), remembering.forget_all)
        row.addWidget(self.forget)
        row.addWidget(self.forget_all)
        row.addStretch(1)
        close = button(tr("ui.close"), self.accept, "primary")
        close.setDefault(True)
        row.addWidget(close)
        box.addLayout(row)
        remembering.changed.connect(self.refresh)
        self.finished.connect(self.deleteLater)
        self.refresh()

    def refresh(self) -> None:
        """Show what is remembered now."""
        self._entries = self._remembering.load().entries
        heads = tuple(tr(f"ui.memory.{name}") for name in ("file", "sheet", "date", "answers"))
        lines = tuple(
            tuple(Cell(text, tip=text) for text in (e.file, e.layout.sheet, e.date, _said(e)))
            for e in self._entries
        )
        self.model.show(FixedTable(heads, lines))
        for column, width in enumerate((210, 110, 90, 290)):
            self.table.setColumnWidth(column, width)
        self.forget.setEnabled(bool(lines))
        self.forget_all.setEnabled(bool(lines))
        if lines and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _forget(self) -> None:
        rows = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        for row in rows:
            if row < len(self._entries):
                self._remembering.forget(self._entries[row].layout.fingerprint)


def _said(entry: Entry) -> str:
    return "；".join(kept_text(kept) for kept in entry.answers)


def kept_text(kept: Kept) -> str:
    """An answer as a person reads it."""
    return answer_text(kept.field, kept.value)


def answer_text(field: str, value: str) -> str:
    """Field and value of an answer as a person reads them."""
    overrules = field.endswith("!")
    name = tr(f"ui.field.{field.removesuffix('!')}")
    shown = tr("ui.memory.by_file") if value == "@file" else choice_text(field, value)
    if value.startswith("@") and value != "@file":
        shown = tr("ui.memory.by_cell", cell=value[1:])
    text = f"{name} {shown}"
    return tr("ui.correct.overrules", what=text) if overrules else text
