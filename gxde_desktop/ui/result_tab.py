"""A chapter of the results: its charts side by side above its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.figure_card import FigureCard, connect_chart
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.result_views import VIEWS
from gxde_desktop.ui.session import Session

if TYPE_CHECKING:
    from models.measurement import Measurement


class ResultTab(QWidget):
    """One chapter: its charts side by side above its table."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        self._name = name
        self._shown: Measurement | None = None
        self.charts = [Chart()]
        self.card = FigureCard(session, tr(f"ui.results.table.{name}"))
        self.table, self.model = self.card.table, self.card.model
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._add_chart(self.charts[0])
        above = QWidget()
        above.setLayout(self._row)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(self.card)
        split.setSizes([340, 300])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show the figures of a measurement."""
        if measurement is self._shown:
            return
        self._shown = measurement
        view = VIEWS[self._name](measurement)
        while len(self.charts) < len(view.charts):
            chart = Chart()
            self._add_chart(chart)
            self.charts.append(chart)
        for chart, spec in zip(self.charts, view.charts, strict=False):
            chart.show_spec(spec)
        level = level_text("A")  # stocks, prices and digital industrialisation
        unit = view.table.unit
        self.card.fill(view.table, f"{unit} · {level}" if unit else level)

    def _add_chart(self, chart: Chart) -> None:
        connect_chart(chart, self._session)
        self._row.addWidget(chart, 1)
