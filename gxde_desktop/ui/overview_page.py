"""The overview tab: the rule, the headline figures, two charts and table 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.project.published import published_beside
from gxde_desktop.text import label_text, tr
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.figure_card import FigureCard, connect_chart
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.headline import chosen_rule
from gxde_desktop.ui.measures import FigureTable
from gxde_desktop.ui.overview_view import (
    headlines,
    interval_text,
    overview_charts,
    rule_and_level,
    rule_table,
    year_table,
)
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import ElidedLabel, Figure, FigureRow, ScrolledPage, label
from models.frame import RULES

if TYPE_CHECKING:
    from gxde_desktop.ui.uncertainty import Drawn
    from models.measurement import Measurement


class OverviewTab(QWidget):
    """Scale of the digital economy by the chosen rule, the three rules side by side."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._survey = session.survey
        self._shown: Measurement | None = None
        self.rule = chosen_rule(session.settings)
        self.figures = [Figure() for _ in range(4)]
        self.charts = [Chart(), Chart()]
        self.rules = FigureCard(session, tr("ui.overview.rules"), hint=False)
        self.card = FigureCard(session, tr("ui.results.table.overview"))
        self.table, self.model = self.card.table, self.card.model
        self.rule_buttons = QButtonGroup(self)
        self.rule_buttons.setExclusive(True)
        self._lay_out()
        self.rule_buttons.idClicked.connect(self.choose_rule)
        self._survey.found.connect(self._more_known)
        self._intervals: Drawn | None = None
        session.uncertainty.changed.connect(self._intervals_changed)

    def _lay_out(self) -> None:
        cards = FigureRow(self.figures)
        for figure in self.figures:
            figure.chosen.connect(self._session.derive_wanted)
        charts = QHBoxLayout()
        charts.setContentsMargins(0, 0, 0, 0)
        charts.setSpacing(10)
        for chart, stretch in zip(self.charts, (5, 4), strict=True):
            connect_chart(chart, self._session)
            charts.addWidget(chart, stretch)
        above = QWidget()
        above.setLayout(charts)
        above.setMinimumHeight(190)
        self.rules.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rules.table.setFixedHeight(3 * 26 + 38)
        self.rules.setMaximumHeight(3 * 26 + 38 + 52)
        self.rules.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.card.setMinimumHeight(170)
        below = QWidget()
        tables = QVBoxLayout(below)
        tables.setContentsMargins(0, 0, 0, 0)
        tables.setSpacing(10)
        tables.addWidget(self.rules)
        tables.addWidget(self.card, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(below)
        split.setSizes([230, 360])
        scroll = ScrolledPage()
        scroll.box.addWidget(cards)
        scroll.box.addWidget(split, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(self._rule_bar())
        outer.addWidget(scroll, 1)

    def _rule_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        rules = QWidget()
        flow = FlowLayout(rules)
        flow.addWidget(label(tr("ui.overview.rule"), "muted"))
        for number, rule in enumerate(RULES):
            made = QToolButton()
            made.setText(label_text("rule", rule))
            made.setCheckable(True)
            made.setChecked(number == self.rule)
            made.setToolTip(tr(f"ui.overview.rule_help.{rule}"))
            self.rule_buttons.addButton(made, number)
            flow.addWidget(made)
        self._about = ElidedLabel("", "muted")
        bar.addWidget(rules, 0)
        bar.addSpacing(8)
        bar.addWidget(self._about, 1)
        return bar

    def choose_rule(self, rule: int) -> None:
        """Show another rule; it is remembered."""
        self.rule = rule
        self.rule_buttons.button(rule).setChecked(True)
        self._session.settings.put("rule", RULES[rule])
        if self._shown is not None:
            self._fill(self._shown)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show the figures of a measurement."""
        if measurement is not self._shown:
            self._shown = measurement
            self._fill(measurement)

    def _fill(self, m: Measurement) -> None:
        published = published_beside(self._session.state, m.dataset.region)
        self._about.setText(tr(f"ui.overview.rule_help.{RULES[self.rule]}"))
        for chart, spec in zip(self.charts, overview_charts(m, self.rule, published), strict=True):
            chart.show_spec(spec)
        resting = self._resting(m)
        rules = rule_table(m, self.rule, resting)
        years = year_table(m, self.rule, published, resting)
        t_text = str(m.frame.years[-1]) if m.frame.years else ""
        found = [f for f in rules.figure_keys() if f[0] == "digital_economy"]
        if found:
            t_text = str(m.frame.years[found[self.rule][1][1]])
        self.rules.fill(rules, tr("ui.overview.rules_unit", year=t_text))
        self.card.fill(years, f"{tr('ui.overview.unit')} · {rule_and_level(m, self.rule)}")
        self._cards(m)
        self._survey.want(m, [*rules.figure_keys(), *years.figure_keys()])

    def _cards(self, m: Measurement) -> None:
        self._intervals = self._session.uncertainty.current
        published = published_beside(self._session.state, m.dataset.region)
        shown = headlines(m, self.rule, published, self._resting(m))
        for figure, each in zip(self.figures, shown, strict=False):
            at = each.figure
            ends = None if at is None else self._session.uncertainty.interval(m, *at)
            figure.show_figure(
                each.caption, each.number, each.unit, each.note, key=at, tip=each.tip,
                interval=interval_text(at, ends) if at is not None and ends else "",
            )  # fmt: skip

    def _intervals_changed(self) -> None:
        drawn = self._session.uncertainty.current
        if self._shown is not None and drawn is not self._intervals:
            self._cards(self._shown)

    def _resting(self, m: Measurement) -> dict[tuple[str, tuple[int, ...]], frozenset[str]]:
        self._survey.want(m, ())
        return self._survey.resting

    def _more_known(self) -> None:
        if self._shown is None:
            return
        self._cards(self._shown)
        for card in (self.rules, self.card):
            content = card.model.content
            if isinstance(content, FigureTable):
                content.forget()
                card.model.show(content)
