"""The industries tab: one table of all of them, sorted by a click, searched by a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.cells import EMPTY
from gxde_desktop.ui.drawn_cells import DrawnTable, SearchedRows
from gxde_desktop.ui.figure_card import connect_table
from gxde_desktop.ui.industry_view import NAMES, IndustryTable, years_shown
from gxde_desktop.ui.measures import unit_text
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import TableModel
from gxde_desktop.ui.widgets import Card, ElidedLabel, label, offer_years

if TYPE_CHECKING:
    from models.measurement import Measurement

HEADING_SIDES = 34
"""Margins of a heading and its sort arrow."""
_WIDTHS = {"value_added": 92, "stock": 92, "path": 88, "compensation": 92, "rate": 70,
           "remedy": 138, "tfp": 84}  # fmt: skip


class IndustriesTab(QWidget):
    """Every industry of the common classification."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._survey = session.survey
        self._shown: Measurement | None = None
        self.year = QComboBox()
        self.year.setAccessibleName(tr("axis.year"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ui.industries.search"))
        self.search.setAccessibleName(tr("ui.industries.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(200)
        self._count = label("", "muted")
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.model = TableModel()
        self.rows = SearchedRows()
        self.rows.setSourceModel(self.model)
        self.table = DrawnTable()
        self.table.setModel(self.rows)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setAccessibleName(tr("ui.results.tab.industries"))
        connect_table(self.table, session)
        card = Card(margin=14)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(tr("ui.results.table.industries"), "title"))
        head.addWidget(self.year)
        self._unit = ElidedLabel("", "muted")
        self._unit.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head.addWidget(self._unit)
        self._hint = ElidedLabel(tr("ui.industries.hint"), "muted")
        head.addWidget(self._hint, 1)
        head.addWidget(self._count)
        head.addWidget(self.search)
        card.box.addLayout(head)
        card.box.addWidget(self.table, 1)
        card.box.addWidget(self._empty, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        self.year.activated.connect(lambda _: self._again())
        self.search.textChanged.connect(self._search)
        self._survey.found.connect(self._more_known)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show the figures of a measurement."""
        if measurement is not self._shown:
            self._shown = measurement
            self._fill(measurement)

    def _again(self) -> None:
        if self._shown is not None:
            self._fill(self._shown)

    def _fill(self, m: Measurement) -> None:
        self._survey.want(m, ())
        year = self._years(m)
        self.table.setVisible(year is not None)
        self._empty.setVisible(year is None)
        for part in (self.year, self._hint, self._count, self._unit, self.search):
            part.setVisible(year is not None)
        if year is None:
            self.model.show(EMPTY)
            self._empty.setText(_why_empty(m))
            return
        content = IndustryTable(m, year, self._survey.resting)
        before = self.model.columnCount()
        self.model.show(content)
        if not before:
            header = self.table.horizontalHeader()
            for column, name in enumerate(NAMES):
                lines = content.column_header(column).split("\n")
                heading = max(header.fontMetrics().horizontalAdvance(line) for line in lines)
                header.resizeSection(column, max(_WIDTHS[name], heading + HEADING_SIDES))
            header.setStretchLastSection(True)
        self._unit.setText(tr("ui.industries.unit", unit=unit_text("money", m)))
        self._told()
        self._survey.want(m, content.figure_keys())

    def _years(self, m: Measurement) -> int | None:
        shown = years_shown(m)
        year = offer_years(self.year, [m.frame.years[t] for t in shown])
        return None if year is None else m.frame.years.index(year)

    def _search(self, text: str) -> None:
        self.rows.search(text)
        self._told()

    def _told(self) -> None:
        self._count.setText(
            tr("ui.industries.count", shown=self.rows.rowCount(), count=self.model.rowCount())
        )

    def _more_known(self) -> None:
        content = self.model.content
        if isinstance(content, IndustryTable):
            content.forget()
            self.model.show(content)


def _why_empty(m: Measurement) -> str:
    from gxde_desktop.text import say

    if not m.frame.size("industry") or not m.frame.years:
        return tr("ui.derivation.needs", what=tr("needs.axis.industry"))
    reason = m.reason("industry_stock_current", 0, len(m.frame.years) - 1)
    return tr("ui.derivation.needs", what=say(reason)) if reason else ""
