"""The results page: headline figures, and for each chapter its charts and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing, Trouble
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.dialogs import ask_chart_file
from gxde_desktop.ui.measures import last_year, unit_text
from gxde_desktop.ui.result_views import VIEWS
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import COPY_LIMIT, Cell, TableModel, TableView
from gxde_desktop.ui.widgets import Card, ElidedLabel, Figure, button, label

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
        self.model = TableModel()
        self.table = TableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr(f"ui.results.tab.{name}"))
        self.table.horizontalHeader().setMinimumSectionSize(88)
        self.table.verticalHeader().setMinimumWidth(52)
        self.table.setAlternatingRowColors(False)
        self.table.viewport().installEventFilter(self)
        self.table.chosen.connect(self._chosen)
        self.table.copied.connect(
            lambda count: session.told.emit(tr("ui.table.copied", count=count))
        )
        self.table.refused.connect(
            lambda count: session.told.emit(tr("ui.table.too_much", count=count, limit=COPY_LIMIT))
        )
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._add_chart(self.charts[0])
        above = QWidget()
        above.setLayout(self._row)
        below = QFrame()
        below.setProperty("card", "plain")
        inner = QVBoxLayout(below)
        inner.setContentsMargins(14, 10, 14, 10)
        inner.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(tr(f"ui.results.table.{name}"), "title"))
        self._unit = label("", "muted")
        head.addWidget(self._unit)
        hint = ElidedLabel(tr("ui.results.table_hint"), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.addWidget(hint, 1)
        inner.addLayout(head)
        inner.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(below)
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
        self.model.show(view.table)
        self._unit.setText(view.table.unit)
        self._fit_columns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return super().eventFilter(watched, event)

    def _fit_columns(self) -> None:
        """Columns share the width; where their headings need more, the table scrolls."""
        header = self.table.horizontalHeader()
        count = self.model.columnCount()
        if not count:
            return
        room = self.table.viewport().width() // count
        for column in range(count):
            header.resizeSection(column, max(room, header.sectionSizeHint(column)))

    def _add_chart(self, chart: Chart) -> None:
        chart.chosen.connect(self._session.derive_wanted)
        chart.save_wanted.connect(lambda: save_chart(chart, self._session))
        self._row.addWidget(chart, 1)

    def _chosen(self, cell: Cell) -> None:
        if cell.key is not None:
            self._session.derive_wanted.emit(cell.key)


class ResultsPage(QWidget):
    """Tabs of results; only the visible one is drawn when a measurement arrives."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("ui.step.results"))
        self._names = tuple(VIEWS)
        self._pages: dict[str, ResultTab] = {}
        self._stack = QStackedWidget()
        for name in self._names:
            self.tabs.addTab(tr(f"ui.results.tab.{name}"))
        self.figures = [Figure() for _ in range(4)]
        row = QHBoxLayout()
        row.setSpacing(10)
        for figure in self.figures:
            row.addWidget(figure, 1)
        self._banner = Card("attention", margin=10)
        self._banner_text = label("", wrap=True)
        self._banner_button = button(tr("ui.results.compute"), session.compute, "primary")
        line = QHBoxLayout()
        line.addWidget(self._banner_text, 1)
        line.addWidget(self._banner_button)
        self._banner.box.addLayout(line)
        self._nothing = label(tr("ui.results.nothing"), "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._whole = QWidget()
        inner = QVBoxLayout(self._whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addLayout(row)
        inner.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 20, 16)
        box.setSpacing(10)
        box.addWidget(self.tabs)
        box.addWidget(self._banner)
        box.addWidget(self._whole, 1)
        box.addWidget(self._nothing, 1)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        session.measured.connect(self.refresh)
        session.previewed.connect(self._preview_ended)
        self.refresh()

    def tab(self, name: str) -> ResultTab:
        """One tab, made when it is first looked at."""
        page = self._pages.get(name)
        if page is None:
            page = ResultTab(self._session, name)
            self._pages[name] = page
            self._stack.addWidget(page)
        return page

    def open_tab(self, name: str) -> None:
        """Show one tab."""
        self.tabs.setCurrentIndex(self._names.index(name))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A headline that does not fit says nothing: the last ones give way.
        fitting = max(1, (self.width() - 40) // 176)
        for place, figure in enumerate(self.figures):
            figure.setVisible(place < fitting)

    def refresh(self) -> None:
        """Show what the session has; nothing is drawn while the page is hidden."""
        measurement = self._session.measurement
        self._whole.setVisible(measurement is not None)
        self._nothing.setVisible(measurement is None)
        self._nothing.setText(self._why_nothing())
        self._show_banner()
        if measurement is None or not self.isVisible():
            return
        self._headlines(measurement)
        page = self.tab(self._names[max(self.tabs.currentIndex(), 0)])
        self._stack.setCurrentWidget(page)
        page.show_measurement(measurement)

    def _preview_ended(self, shown: Measurement | None) -> None:
        # A method and not a lambda: Qt ends its connection with the page.
        if shown is None:
            self.refresh()

    def _why_nothing(self) -> str:
        assembly = self._session.assembly
        if not self._session.state.files or assembly is None:
            return tr("ui.results.nothing")
        reasons = [say(problem.message) for problem in assembly.problems]
        return "\n".join((tr("ui.results.not_yet"), *reasons[:3]))

    def _show_banner(self) -> None:
        standing = self._session.standing
        self._banner.setVisible(standing in (Standing.OUTDATED, Standing.FAILED))
        self._banner_text.setText(
            tr("ui.results.outdated")
            if standing == Standing.OUTDATED
            else tr("ui.results.failed", reason=self._session.failure)
        )

    def _headlines(self, measurement: Measurement) -> None:
        keys = ("stock_total", "stock_current_total", "digital_industrialisation")
        units = ("money_base", "money", "money")
        for figure, key, unit in zip(self.figures, keys, units, strict=False):
            _headline(figure, measurement, key, unit)
        _investment_headline(self.figures[3], measurement)


def _headline(figure: Figure, measurement: Measurement, key: str, unit: str) -> None:
    position = last_year(measurement, key)
    caption = tr(f"ui.results.headline.{key}")
    if position is None:
        reason = measurement.reason(key, len(measurement.frame.years) - 1)
        needs = tr("ui.derivation.needs", what=say(reason)) if reason else ""
        figure.show_figure(caption, numbers.MISSING, "", needs)
        return
    year = measurement.frame.years[position]
    value = measurement.at(key, (position,))
    before = measurement.at(key, (position - 1,)) if position else float("nan")
    growth = 100 * (value / before - 1) if before == before and before else None
    note = "" if growth is None else growth_text(growth)
    if unit == "money_base":  # the card has no room for a unit that names its year
        prices = tr("ui.results.at_prices", year=measurement.parameters.base_year)
        note = f"{prices} · {note}" if note else prices
    text = unit_text("money", measurement)
    figure.show_figure(f"{caption} {year}", numbers.show(value, 1), text, note)


def growth_text(percent: float) -> str:
    """Growth on the year before, in words."""
    return tr("ui.results.growth", percent=numbers.show_signed(percent, 1))


def _investment_headline(figure: Figure, measurement: Measurement) -> None:
    """Total ICT investment of the last year in which all assets have one."""
    values = measurement.values["investment"].sum(axis=0)
    positions = [t for t, value in enumerate(values) if value == value]
    caption = tr("ui.results.headline.investment")
    if not positions:
        figure.show_figure(caption, numbers.MISSING, "", "")
        return
    t = positions[-1]
    before = values[t - 1] if t else float("nan")
    growth = 100 * (float(values[t]) / before - 1) if before == before and before else None
    figure.show_figure(
        f"{caption} {measurement.frame.years[t]}",
        numbers.show(float(values[t]), 1),
        unit_text("money", measurement),
        "" if growth is None else growth_text(growth),
    )


def save_chart(chart: Chart, session: Session) -> None:
    """Ask for a file and save the chart as its suffix says."""
    title = chart.spec.title if chart.spec else ""
    target = ask_chart_file(chart, session.settings, title)
    if target is None:
        return
    saved = chart.save_svg(target) if target.suffix == ".svg" else chart.save_png(target)
    if saved:
        session.told.emit(tr("ui.chart.saved", file=target.name))
    else:
        session.trouble.emit(Trouble(tr("ui.chart.not_saved", file=str(target))))
