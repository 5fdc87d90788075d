"""A table carried to another year: what there is, what is missing, what comes of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.project.assemble import all_series
from gxde_desktop.project.commands import RemoveTableUpdate, UpdateTable
from gxde_desktop.project.state import ProjectFile, TableUpdate
from gxde_desktop.project.updates import Outcome, margin_years, outcome
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.figure_card import FigureCard
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, button, label


class CarryDialog(QDialog):
    """Choose a year; the outcome is shown before anything is kept. Each change is one step."""

    def __init__(
        self, parent: QWidget, session: Session, file: ProjectFile, table: FoundTable
    ) -> None:
        super().__init__(parent)
        self._session, self._file, self._table = session, file, table
        self.setWindowTitle(tr("ui.carry.title"))
        self.resize(720, 520)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        base = table.io_table
        place = f"{base.region} {base.year}" if base is not None else ""
        box.addWidget(label(tr("ui.carry.heading", table=place), "heading"))
        box.addWidget(label(tr("ui.carry.about"), "muted", wrap=True))
        row = QHBoxLayout()
        row.addWidget(label(tr("ui.carry.year"), "muted"))
        self.year = QComboBox()
        self.year.setEditable(True)
        self.year.setAccessibleName(tr("ui.carry.year"))
        self.year.setMinimumWidth(110)
        if base is not None:
            years = margin_years(base, all_series(session.state))
            self.year.addItems([str(year) for year in years])
            self.year.setCurrentText(str(years[-1] if years else base.year + 1))
        row.addWidget(self.year)
        self.use = QCheckBox(tr("ui.carry.use"))
        row.addSpacing(12)
        row.addWidget(self.use)
        row.addStretch(1)
        box.addLayout(row)
        self.said = Card("attention", margin=12)
        self.text = label("", wrap=True, selectable=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.box.addWidget(self.text)
        box.addWidget(self.said)
        self.card = FigureCard(session, tr("ui.carry.margins"), hint=False, contents=True)
        box.addWidget(self.card, 1)
        foot = QHBoxLayout()
        self.remove = button(tr("ui.carry.remove"), self._remove)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(button(tr("ui.close"), self.reject))
        self.keep = button(tr("ui.carry.keep"), self._keep, "primary")
        self.keep.setDefault(True)
        foot.addWidget(self.keep)
        box.addLayout(foot)
        self.year.currentTextChanged.connect(lambda _: self.refresh())
        session.changed.connect(self.refresh)
        self.finished.connect(self._leave)
        kept = self._kept()
        self.use.setChecked(kept is not None and kept.use)
        self.refresh()

    @property
    def wanted(self) -> TableUpdate | None:
        """The update as chosen, None where the year is none."""
        text = self.year.currentText().strip()
        if not (text.isascii() and text.isdecimal() and len(text) == 4):
            return None
        return TableUpdate(self._file.sha256, self._table.id, int(text), self.use.isChecked())

    def refresh(self) -> None:
        """Show what comes of the year chosen."""
        wanted, kept = self.wanted, self._kept()
        self.remove.setEnabled(kept is not None)
        if wanted is None:
            self._show(None, tr("ui.carry.no_year"))
            return
        found = outcome(self._session.state, wanted, all_series(self._session.state))
        if found.found is None:
            self._show(found, "\n".join(say(what) for what in found.lacks))
            return
        made = found.found
        text = tr(
            "ui.carry.done",
            rounds=made.rounds,
            gap=f"{made.gap:.1g}",
            apart=numbers.show(made.discrepancy, 2),
        )
        if kept is not None:
            text += "\n" + tr("ui.carry.kept_use" if kept.use else "ui.carry.kept")
        self._show(found, text)

    def _show(self, found: Outcome | None, text: str) -> None:
        made = None if found is None else found.found
        self.text.setText(text)
        self.said.setVisible(bool(text))
        self.keep.setEnabled(made is not None)
        lines = () if made is None else made.misses
        heads = tuple(tr(f"ui.carry.{head}") for head in ("final", "asked", "met", "miss"))
        self.card.fill(
            FixedTable(
                heads,
                tuple(
                    (
                        Cell(tr(f"block.{each.code}")),
                        Cell(each.asked),
                        Cell(each.met),
                        Cell(each.met - each.asked, signed=True),
                    )
                    for each in lines
                ),
            ),
            tr("unit.money", base=""),
        )

    def _kept(self) -> TableUpdate | None:
        wanted = self.wanted
        if wanted is None:
            return None
        return next(
            (
                each
                for each in self._session.state.updates
                if (each.sha256, each.table, each.year)
                == (wanted.sha256, wanted.table, wanted.year)
            ),
            None,
        )

    def _keep(self) -> None:
        wanted = self.wanted
        if wanted is None:
            return
        step = UpdateTable(wanted.sha256, wanted.table, wanted.year, wanted.use, self._file.name)
        self._session.apply(step)
        self.accept()

    def _remove(self) -> None:
        kept = self._kept()
        if kept is not None:
            self._session.apply(RemoveTableUpdate(kept.sha256, kept.table, kept.year))

    def _leave(self) -> None:
        self._session.changed.disconnect(self.refresh)
        self.deleteLater()
