"""The page of readings: every ambiguous point, and what its other readings would change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.project.published import published_beside
from gxde_desktop.reading_words import headline_of, unit_of
from gxde_desktop.text import tr
from gxde_desktop.ui.cells import EMPTY, Cell
from gxde_desktop.ui.choices import choice, refill
from gxde_desktop.ui.drawn_cells import DrawnTable, SearchedRows
from gxde_desktop.ui.figure_card import FigureCard
from gxde_desktop.ui.reading_view import (
    WIDTHS,
    ReadingKey,
    headline_title,
    reading_table,
    sections,
    together_table,
)
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import TableModel
from gxde_desktop.ui.widgets import Card, ElidedLabel, button, label
from models.headlines import HEADLINES

DEFAULT = "digital_economy.compensation"
NAMES_WIDTH = 184


class ReadingsTab(QWidget):
    """Nothing is measured while the page is hidden."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.work = session.readings
        self._selected: ReadingKey | None = None
        self.headline = choice(tr("ui.readings.headline"), 360)
        self.place = choice(tr("ui.chart.year"))
        self.section = choice(tr("ui.readings.section"))
        self.section.addItem(tr("ui.readings.every_section"), "")
        for each in sections():
            self.section.addItem(tr(f"readings.section.{each}"), each)
        for box in (self.headline, self.place, self.section):
            box.activated.connect(lambda _: self._fill())
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ui.readings.search"))
        self.search.setAccessibleName(tr("ui.readings.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(150)
        self.model = TableModel()
        self.rows = SearchedRows()
        self.rows.setSourceModel(self.model)
        self.search.textChanged.connect(self.rows.search)
        self.table = DrawnTable()
        self.table.setModel(self.rows)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().setFixedWidth(NAMES_WIDTH)
        self.table.setAccessibleName(tr("ui.results.tab.readings"))
        self.table.chosen.connect(self._choose)
        self.together = FigureCard(session, tr("ui.readings.together"), hint=False, contents=True)
        self._unit = label("", "muted")
        self._count = ElidedLabel("", "muted")
        self._why = label("", "muted", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again = button(tr("ui.readings.compute"), self._compute, "primary")
        self._lay_out()
        session.changed.connect(self.refresh)
        session.assembled.connect(self.refresh)
        self.work.arrived.connect(self._arrived)
        self.refresh()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(label(tr("ui.readings.headline"), "muted"))
        bar.addWidget(self.headline)
        bar.addWidget(self.place)
        bar.addWidget(self._unit)
        bar.addStretch(1)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self._count, 1)
        filters.addWidget(self.section)
        filters.addWidget(self.search)
        card = Card(margin=14)
        self._above = QWidget()
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.addLayout(bar)
        above.addLayout(filters)
        card.box.addWidget(self._above)
        card.box.addWidget(self.table, 1)
        self._empty = QWidget()
        inside = QVBoxLayout(self._empty)
        inside.addStretch(1)
        inside.addWidget(self._why)
        inside.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        card.box.addWidget(self._empty, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(self.together)
        split.setSizes([440, 260])
        self.together.setMinimumHeight(150)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    # ------------------------------------------------------------ following the document

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Follow the document: make its report where the page is in sight."""
        if not self.isVisible():
            return
        assembly = self._session.assembly
        if assembly is not None and assembly.dataset is not None:
            self.work.want()
        self._fill()

    def _compute(self) -> None:
        self.work.want(again=True)

    def _arrived(self) -> None:
        if self.isVisible():
            self._fill()
            if self._selected is not None and self.work.current:
                self._explain(self._selected)

    # ------------------------------------------------------------ filling

    @property
    def column(self) -> int | None:
        """Position of the figure that is shown among those of the report."""
        report, name = self.work.report, self.headline.currentData()
        if report is None or name is None:
            return None
        return report.column(name, self.place.currentData())

    def _fill(self) -> None:
        report = self.work.report
        self.table.setVisible(report is not None)
        self.together.setVisible(report is not None)
        self._above.setVisible(report is not None)
        self._empty.setVisible(report is None)
        self.again.setVisible(report is None and bool(self.work.why) and not self.work.busy)
        if report is None:
            self.model.show(EMPTY)
            self._why.setText(self._why_none())
            self._unit.setText("")
            self._count.setText("")
            return
        with_figures = [
            each.name
            for each in HEADLINES
            if report.base.values[report.column(each.name)] is not None
        ]
        names = with_figures or [each.name for each in HEADLINES]
        chosen = self.headline.currentData()
        wanted = chosen if chosen in names else DEFAULT if DEFAULT in names else names[0]
        refill(self.headline, [(headline_title(name), name) for name in names], wanted)
        places = [c.place for c in report.columns if c.headline == wanted][::-1]
        place = self.place.currentData()
        refill(
            self.place,
            [(str(each), each) for each in places],
            place if place in places else places[0],
        )
        column = self.column
        assert column is not None
        parameters = self._session.state.parameters
        self._unit.setText(unit_of(headline_of(wanted), parameters.base_year))
        self.model.show(reading_table(report, parameters, column, self.section.currentData() or ""))
        self.table.share(WIDTHS)
        published = published_beside(self._session.state, report.region)
        self.together.fill(together_table(report, column, published))
        differing = sum(each.differs for each in report.standings)
        self._count.setText(
            tr("ui.readings.outdated")
            if not self.work.current
            else tr("ui.readings.differing", count=differing)
            if differing
            else tr("ui.readings.all_default")
        )

    def _why_none(self) -> str:
        if self.work.busy:
            return tr("ui.readings.working")
        return self.work.why or tr("ui.results.nothing")

    def _choose(self, cell: Cell) -> None:
        if isinstance(cell.key, ReadingKey):
            self._selected = cell.key
            self._explain(cell.key)

    def _explain(self, key: ReadingKey) -> None:
        place = "" if self.column is None else str(self.column)
        self._session.help_wanted.emit(f"reading.{key.point}.{key.reading}.{place}")
