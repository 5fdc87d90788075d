"""Corrections made on the sheet: what is selected, which table is meant, and the answer to it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from gxde_desktop.importing.corrections import lines_text
from gxde_desktop.importing.grid import Area
from gxde_desktop.importing.results import Answer, FoundTable
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.ui.correction_bar import CorrectionBar
from gxde_desktop.ui.corrections import (
    cells_are,
    corrections_in,
    field_to_set,
    reference_of,
    whole_lines,
)
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.sheet_model import SheetModel
from gxde_desktop.ui.tables import TableView
from gxde_desktop.ui.values import ask_value


class SheetCorrections(QObject):
    """Joins the sheet, the bar above it and the session. wanted: the table last corrected."""

    def __init__(self, session: Session, view: TableView, bar: CorrectionBar) -> None:
        super().__init__(view)
        self._session, self._view, self._bar = session, view, bar
        self.wanted = ""
        bar.cells_wanted.connect(self._cells_are)
        bar.field_set.connect(self._set_field)
        bar.value_wanted.connect(self._ask_value)
        bar.reset_wanted.connect(self._reset)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._cell_menu)

    def target(self) -> tuple[ProjectFile, FoundTable | None, str] | None:
        """File, table and sheet that a correction is about: the table looked at, or the sheet's."""
        found = self._session.table()
        model = self._view.model()
        if found is None or not isinstance(model, SheetModel):
            return None
        file, table = found
        sheet = model.sheet.name
        if table is None or table.sheet != sheet:
            here = [each for each in file.report.tables if each.sheet == sheet]
            table = here[0] if here else None
        return file, table, sheet

    def _areas(self) -> list[Area]:
        """Selected ranges, whole rows and columns as such."""
        model = self._view.model()
        chosen = self._view.selectionModel()
        if not isinstance(model, SheetModel) or chosen is None:
            return []
        selection = chosen.selection()
        ranges = [selection.at(i) for i in range(selection.count())]
        return [
            whole_lines((r.top(), r.left(), r.bottom(), r.right()), model.rows, model.columns)
            for r in ranges
        ]

    def follow_selection(self) -> None:
        target = self.target()
        file, table = (target[0], target[1]) if target else (None, None)
        corrected = bool(file and table and corrections_in(file.answers, table))
        text = " ".join(lines_text(area) for area in self._areas()[:3])
        self._bar.show_selection(text, table, corrected=corrected)

    def _cells_are(self, role: str) -> None:
        target, areas = self.target(), self._areas()
        if target is not None and areas:
            file, table, sheet = target
            reference = reference_of(file, table, sheet)
            self._answer(file, cells_are(role, areas, reference, table, file.answers))

    def _set_field(self, field: str, value: str) -> None:
        target = self.target()
        if target is not None:
            file, table, sheet = target
            self._answer(file, Answer(reference_of(file, table, sheet), field, value))

    def _ask_value(self, field: str) -> None:
        target = self.target()
        if target is None:
            return
        file, table, sheet = target
        value = ask_value(self._view, field)
        if value:
            reference = reference_of(file, table, sheet)
            self._answer(file, Answer(reference, field_to_set(field, table), value))

    def _reset(self) -> None:
        target = self.target()
        if target is None:
            return
        file, table, _ = target
        if table is None:
            return
        gone = set(corrections_in(file.answers, table))
        self._session.importer.set_answers(file, [a for a in file.answers if a not in gone])

    def _answer(self, file: ProjectFile, answer: Answer) -> None:
        self.wanted = answer.table
        self._session.importer.answer(file, (answer,))

    def _cell_menu(self, at: QPoint) -> None:
        menu = QMenu(self._view)
        menu.addActions(self._view.actions())
        menu.addSeparator()
        menu.addActions(self._bar.menu.actions())
        menu.exec(self._view.viewport().mapToGlobal(at))
