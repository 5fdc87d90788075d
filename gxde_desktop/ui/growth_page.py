"""The growth accounts tab: the aggregate by interval, the industries of one, shares, TFP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import label_text, tr
from gxde_desktop.ui.charts import Chart, swatch
from gxde_desktop.ui.drawn_cells import DrawnTable, SearchedRows
from gxde_desktop.ui.figure_card import FigureCard, connect_chart, connect_table
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.growth_view import (
    GROSS_OUTPUT,
    VALUE_ADDED,
    IndustryAccounts,
    aggregate_chart,
    aggregate_table,
    not_separated,
    share_table,
    unit_of,
    yearly_table,
)
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.measures import FigureTable
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import TableModel
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.widgets import Card, ElidedLabel, label
from models.frame import ANNUAL_FACTORS

if TYPE_CHECKING:
    from models.measurement import Measurement

PARTS = ("by_industry", "shares", "value_added_form", "yearly")
"""What the table of industries shows, in the order of the buttons."""
LEGEND = ("ict", "nonict", "labour", "intermediate")
BAR_WIDTH = 72
"""Of the drawn column, at least."""
CELL_MARGIN, SORT_ARROW = 11, 13
WIDEST = "° −100.00"


class GrowthTab(QWidget):
    """Where growth comes from; log points over the interval, or a year."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._survey = session.survey
        self._shown: Measurement | None = None
        self.interval = QComboBox()
        self.interval.setAccessibleName(tr("ui.growth.interval_axis"))
        self.interval.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.factor = QComboBox()
        self.factor.setAccessibleName(tr("ui.growth.factor"))
        self.factor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.factor.addItems([label_text("annual_factor", each) for each in ANNUAL_FACTORS])
        self.factor.hide()
        self.annual = QButtonGroup(self)
        self.charts = [Chart()]
        self.card = FigureCard(session, tr("ui.results.table.growth"), hint=False, names=58)
        self.table, self.model = self.card.table, self.card.model
        self.note = Card("attention", margin=10)
        self.note_text = label("", wrap=True)
        self.note.box.addWidget(self.note_text)
        self.part = QButtonGroup(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ui.industries.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("ui.industries.search"))
        self.search.setMinimumWidth(90)
        self.search.setMaximumWidth(140)
        self.industry_model = TableModel()
        self.industry_rows = SearchedRows()
        self.industry_rows.setSourceModel(self.industry_model)
        self.industries = DrawnTable()
        self.industries.setModel(self.industry_rows)
        self.industries.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        self.industries.setAccessibleName(tr("ui.growth.by_industry"))
        self._lay_out()
        connect_chart(self.charts[0], session)
        connect_table(self.industries, session)
        self.interval.activated.connect(lambda _: self._again())
        self.factor.activated.connect(lambda _: self._again())
        self.annual.idClicked.connect(lambda _: self._again())
        self.part.idClicked.connect(lambda _: self._again())
        self.search.textChanged.connect(self.industry_rows.search)
        self._survey.found.connect(self._more_known)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for number, code in enumerate(("unit.log_points", "ui.growth.annual_points")):
            bar.addWidget(_choice(self.annual, number, tr(code)))
        bar.addSpacing(12)
        bar.addWidget(ElidedLabel(tr("ui.growth.note"), "muted"), 1)
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.charts[0], 3)
        row.addWidget(self.card, 2)
        above.setMinimumHeight(180)
        below = Card(margin=14)
        head = QHBoxLayout()
        head.setSpacing(4)
        for number, name in enumerate(PARTS):
            head.addWidget(_choice(self.part, number, tr(f"ui.growth.{name}")))
        head.addSpacing(8)
        head.addWidget(self.interval)
        head.addWidget(self.factor)
        head.addSpacing(8)
        self._unit = ElidedLabel("", "muted")
        head.addWidget(self._unit, 1)
        head.addWidget(self.search)
        below.box.addLayout(head)
        self._legend = FlowLayout()
        self._swatches: list[tuple[QToolButton, str]] = []
        for factor in (*LEGEND, "tfp"):
            chip = QToolButton()
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.setText(tr("ui.growth.tfp") if factor == "tfp" else label_text("factor", factor))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._swatches.append((chip, factor))
            self._legend.addWidget(chip)
        below.box.addLayout(self._legend)
        below.box.addWidget(self.industries, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(below)
        split.setSizes([270, 400])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(bar)
        box.addWidget(self.note)
        box.addWidget(split, 1)

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
        resting = self._survey.resting
        annual = self.annual.checkedId() == 1
        place = self._intervals(m)
        self.charts[0].show_spec(aggregate_chart(m, annual))
        table = aggregate_table(m, annual, resting)
        self.card.fill(table, table.unit)
        missing = not_separated(m, place)
        self.note.setVisible(bool(missing))
        self.note_text.setText(missing)
        self._colour()
        wanted = table.figure_keys()
        if place is not None:
            part = PARTS[self.part.checkedId()]
            self.interval.setVisible(part != "yearly")
            self.factor.setVisible(part == "yearly")
            content: FigureTable | IndustryAccounts
            coloured: tuple[str, ...] = ()
            if part == "shares":
                content, text = share_table(m, place, resting), f"% · {level_text('B')}"
            elif part == "yearly":
                content = yearly_table(m, max(self.factor.currentIndex(), 0), resting)
                text = content.unit
            else:
                form = VALUE_ADDED if part == "value_added_form" else GROSS_OUTPUT
                content = IndustryAccounts(m, place, annual, resting, form)
                text = f"{unit_of(annual)} · {level_text('C')}"
                coloured = (*form.factors, "tfp")
            self.industry_model.show(content)
            self._unit.setText(text)
            for chip, factor in self._swatches:
                chip.setVisible(factor in coloured)
            self._fit()
            wanted += content.figure_keys()
        self._survey.want(m, wanted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        for chip, factor in self._swatches:
            chip.setIcon(swatch(tokens().asset(factor)))

    def _intervals(self, m: Measurement) -> int | None:
        """The interval looked at; the last one where the choice is gone."""
        labels = [str(label) for label in m.frame.labels("interval")]
        known = [self.interval.itemText(i) for i in range(self.interval.count())]
        if labels != known:
            with QSignalBlocker(self.interval):
                self.interval.clear()
                self.interval.addItems(labels)
                self.interval.setCurrentIndex(len(labels) - 1)
        if not labels:
            self.interval.hide()
        return self.interval.currentIndex() if labels else None

    def _fit(self) -> None:
        """Least widths: a heading and the widest figure of its kind, so that none is cut."""
        content = self.industry_model.content
        text = self.industries.fontMetrics()
        figures = content.widest() if isinstance(content, IndustryAccounts) else {}
        least = []
        for column in range(self.industry_model.columnCount()):
            widest = text.horizontalAdvance(content.column_header(column)) + SORT_ARROW
            widest = max(widest, text.horizontalAdvance(figures.get(column, WIDEST)))
            drawn = column == 0 and bool(figures)
            least.append(BAR_WIDTH if drawn else widest + 2 * CELL_MARGIN)
        self.industries.share(least)

    def _more_known(self) -> None:
        for model in (self.card.model, self.industry_model):
            content = model.content
            if isinstance(content, FigureTable | IndustryAccounts):
                content.forget()
                model.show(content)
        self._fit()  # marks take room


def _choice(group: QButtonGroup, number: int, text: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setChecked(number == 0)
    group.addButton(made, number)
    return made
