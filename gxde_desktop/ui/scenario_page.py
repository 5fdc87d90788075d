"""The scenarios page: figures of all scenarios with their changes, one series, what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.project.scenarios import names_of
from gxde_desktop.text import label_text, tr
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.choices import choice, refill
from gxde_desktop.ui.figure_card import FigureCard, connect_chart
from gxde_desktop.ui.headline import chosen_rule
from gxde_desktop.ui.scenario_differences import difference_table
from gxde_desktop.ui.scenario_figures import ScenarioFigures, Variant, scenario_title
from gxde_desktop.ui.scenario_menu import ScenarioActions
from gxde_desktop.ui.scenario_view import (
    SERIES,
    default_year,
    headline_table,
    headline_title,
    lacking,
    series_chart,
    years_of,
)
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, ScrolledPage, button, label
from models.frame import RULES

if TYPE_CHECKING:
    from models.measurement import Measurement

NARROW = 640
"""Page width from which chart and settings stand side by side."""
SOON_MS = 15
LACKING = 3
"""Reasons of missing figures that are written below the table; all are tool tips."""


class ScenarioPage(QWidget):
    """Nothing is measured or drawn while the page is hidden."""

    def __init__(self, session: Session, actions: ScenarioActions) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._actions = actions
        self._against: str | None = None
        self._year: int | None = None
        self._hidden: set[str | None] = set()
        # A switch of scenario brings several news at once: they are shown together.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._fill)
        self.figures: ScenarioFigures = session.scenario_figures
        self.against = choice(tr("ui.scenarios.against"))
        self.against.activated.connect(self._choose_against)
        self.year = choice(tr("ui.chart.year"))
        self.year.activated.connect(self._choose_year)
        self.shown = QToolButton()
        self.shown.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._shown_menu = QMenu(self.shown)
        self._shown_menu.aboutToShow.connect(self._fill_shown)
        self.shown.setMenu(self._shown_menu)
        self.series = choice(tr("ui.scenarios.series"))
        self.series.activated.connect(lambda _: self._draw())
        self.kind = choice(tr("ui.scenarios.kind"))
        for kind in ("value", "delta"):
            self.kind.addItem(tr(f"ui.scenarios.kind.{kind}"), kind)
        self.kind.activated.connect(lambda _: self._draw())
        self.card = FigureCard(session, tr("ui.scenarios.headlines"), hint=False)
        self.table, self.model = self.card.table, self.card.model
        self._lacking = label("", "muted", wrap=True)
        self.card.box.addWidget(self._lacking)
        self.decisions = FigureCard(
            session, tr("ui.scenarios.differing"), hint=False, contents=True
        )
        self._same = label("", "muted", wrap=True)
        self._same.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.decisions.box.addWidget(self._same, 1)
        self.chart = Chart()
        self._filled = False
        connect_chart(self.chart, session)
        self._lay_out()
        session.changed.connect(self.refresh)
        session.measured.connect(self.refresh)
        self.figures.arrived.connect(self._arrived)
        self.refresh()

    # ------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        actions = self._actions
        bar = QHBoxLayout()
        bar.setSpacing(6)
        self.add = button(tr("ui.scenarios.add"), actions.add, "primary")
        self.duplicate = button(tr("ui.scenarios.duplicate"), actions.duplicate)
        self.rename = button(tr("ui.scenarios.rename"), actions.rename)
        self.remove = button(tr("ui.scenarios.remove"), actions.remove)
        for made in (self.add, self.duplicate, self.rename, self.remove):
            bar.addWidget(made)
        bar.addStretch(1)
        self._compare = QWidget()
        compare = QHBoxLayout(self._compare)
        compare.setContentsMargins(0, 0, 0, 0)
        compare.setSpacing(8)
        for text, listed in (("ui.scenarios.against", self.against), ("ui.chart.year", self.year)):
            compare.addWidget(label(tr(text), "muted"))
            compare.addWidget(listed)
        compare.addWidget(self.shown)
        compare.addStretch(1)
        self.intro = Card("plain", margin=14)
        self.intro.box.addWidget(label(tr("ui.scenarios.intro_title"), "title"))
        self.intro.box.addWidget(label(tr("ui.scenarios.intro"), "muted", wrap=True))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        pick = QHBoxLayout()
        pick.addWidget(label(tr("ui.scenarios.series"), "muted"))
        pick.addWidget(self.series)
        pick.addWidget(self.kind)
        pick.addStretch(1)
        column.addLayout(pick)
        column.addWidget(self.chart, 1)
        self._below = QSplitter()
        self._below.setChildrenCollapsible(False)
        self._below.addWidget(left)
        self._below.addWidget(self.decisions)
        self._below.setSizes([460, 460])
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.card)
        split.addWidget(self._below)
        split.setSizes([370, 330])
        self.card.setMinimumHeight(300)
        self._below.setMinimumHeight(240)
        scroll = ScrolledPage()
        scroll.box.addLayout(bar)
        scroll.box.addWidget(self.intro)
        scroll.box.addWidget(self._compare)
        scroll.box.addWidget(split, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 12, 20, 16)
        outer.addWidget(scroll)

    # ------------------------------------------------------------ what is asked for

    @property
    def rule(self) -> int:
        """The rule that the overview shows, so that both pages speak of the same scale."""
        return chosen_rule(self._session.settings)

    def variants(self) -> tuple[Variant, ...]:
        """The scenarios that are shown; the one compared against always is."""
        return tuple(
            each
            for each in self.figures.variants
            if each.name not in self._hidden or each.name == self._against
        )

    def compare_with(self, name: str | None) -> None:
        """Compare all scenarios with another one."""
        self._against = name
        self._fill()

    def show_scenario(self, name: str | None, shown: bool) -> None:
        """Whether a scenario takes part in the comparison."""
        (self._hidden.discard if shown else self._hidden.add)(name)
        self._fill()

    def refresh(self) -> None:
        """Follow the document; nothing happens while the page is hidden."""
        if not self.isVisible():
            return
        state = self._session.state
        known = set(names_of(state))
        self._hidden &= known
        if self._against not in known:
            self._against = None
        self.figures.want(state)
        self._fill_soon()

    @property
    def settled(self) -> bool:
        """Whether everything that arrived is shown."""
        return not self._soon.isActive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Side by side they need room; below it one stands under the other.
        narrow = self.width() < NARROW
        self._below.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self._below.setMinimumHeight(500 if narrow else 240)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        if self.settled or not self._filled:
            self._fill()  # nothing unfilled is seen, not even until the first figures arrive

    # ------------------------------------------------------------ filling

    def _arrived(self) -> None:
        # A method and not a lambda: Qt ends its connection with the page.
        if self.isVisible():
            self._fill_soon()

    def _fill_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _fill(self) -> None:
        self._filled = True
        session, state = self._session, self._session.state
        variants = self.variants()
        current = self._current(variants)
        several = bool(state.scenarios)
        self.intro.setVisible(not several)
        self._compare.setVisible(several)
        self.kind.setVisible(several)
        for made in (self.rename, self.remove):
            made.setEnabled(state.active is not None)
        self._fill_choices(variants)
        year = self._year_shown(variants)
        resting = session.survey.resting if current is session.measurement else {}
        self.card.fill(
            headline_table(
                variants, self._against, year, self.rule, current=current, resting=resting
            ),
            tr(
                "ui.scenarios.table_unit",
                year=year or "—",
                rule=label_text("rule", RULES[self.rule]),
            ),
        )
        missing = lacking(variants, year, self.rule)
        self._lacking.setText("\n".join(f"— {text}" for text in missing[:LACKING]))
        self._lacking.setVisible(bool(missing))
        names = [each.name for each in variants]
        decisions = difference_table(state, names, self._against)
        self.decisions.fill(decisions)
        self.decisions.table.setVisible(bool(decisions.rows))
        self._same.setVisible(not decisions.rows)
        self._same.setText(tr("ui.scenarios.same" if several else "ui.scenarios.only_base"))
        self._draw()

    def _draw(self) -> None:
        variants = self.variants()
        headline = SERIES[max(self.series.currentIndex(), 0)]
        against = self._against if self.kind.currentData() == "delta" else ""
        self.chart.show_spec(
            series_chart(variants, headline, self.rule, self._current(variants), against)
        )

    def _current(self, variants: tuple[Variant, ...]) -> Measurement | None:
        """The measurement that the derivation panel explains, if it is among those shown."""
        now = self._session.measurement
        return now if any(each.measurement is now for each in variants) else None

    def _year_shown(self, variants: tuple[Variant, ...]) -> int | None:
        years = years_of(variants)
        return self._year if self._year in years else default_year(variants, self.rule)

    def _fill_choices(self, variants: tuple[Variant, ...]) -> None:
        state = self._session.state
        names = [(scenario_title(name), name) for name in names_of(state)]
        refill(self.against, names, self._against)
        years = [(str(year), year) for year in years_of(variants)]
        refill(self.year, years, self._year_shown(variants))
        rule = self.rule
        series = [(headline_title(each, rule), each.key) for each in SERIES]
        refill(self.series, series, self.series.currentData() or SERIES[0].key)
        self.shown.setText(tr("ui.scenarios.shown", count=len(variants), all=len(names)))
        self.shown.setVisible(len(names) > 2)

    def _fill_shown(self) -> None:
        self._shown_menu.clear()
        for name in names_of(self._session.state):
            action = self._shown_menu.addAction(scenario_title(name))
            action.setCheckable(True)
            action.setChecked(name not in self._hidden or name == self._against)
            action.setEnabled(name != self._against)
            action.toggled.connect(lambda on, name=name: self.show_scenario(name, on))

    def _choose_against(self, place: int) -> None:
        self.compare_with(self.against.itemData(place))

    def _choose_year(self, place: int) -> None:
        self._year = self.year.itemData(place)
        self._fill()
