"""The results page: tabs of groups, the pages of each group, headline figures of capital."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.fitting_tabs import FittingTabs
from gxde_desktop.ui.measures import last_year, needs_text, unit_text
from gxde_desktop.ui.result_pages import PAGES, group_title, groups
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, Figure, button, label

if TYPE_CHECKING:
    from models.measurement import Measurement


LEAST_HEIGHT = 500
LATE_MS = 400
"""A measurement that takes longer is told on the page, as its figures are of the step before."""


class ResultsPage(QWidget):
    """Groups and pages of results; only the one in sight is drawn when a measurement arrives."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._survey = session.survey
        self._groups = groups()
        self._places = {page.key: page for page in PAGES}
        self._last = {group: pages[0].key for group, pages in self._groups.items()}
        self._pages: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self.tabs = FittingTabs(tr("ui.step.results"))
        for group, pages in self._groups.items():
            self.tabs.add(group, group_title(group, pages))
        self.parts: dict[str, QToolButton] = {}
        self._part_row = self._make_parts()
        self.figures = [Figure() for _ in range(4)]
        self._cards = QWidget()
        row = QHBoxLayout(self._cards)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for figure in self.figures:
            figure.chosen.connect(session.derive_wanted)
            row.addWidget(figure, 1)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(self._say_late)
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
        inner.addWidget(self._part_row)
        inner.addWidget(self._cards)
        inner.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 20, 16)
        box.setSpacing(10)
        box.addWidget(self.tabs)
        box.addWidget(self._banner)
        box.addWidget(self._whole, 1)
        box.addWidget(self._nothing, 1)
        self.tabs.chosen.connect(lambda _: self.refresh())
        session.measured.connect(self.refresh)
        session.previewed.connect(self._preview_ended)
        self.refresh()

    def _make_parts(self) -> QWidget:
        """A button for each page of the groups with more than one; those of one are shown."""
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for pages in self._groups.values():
            if len(pages) == 1:
                continue
            among = QButtonGroup(row)
            for page in pages:
                made = QToolButton()
                made.setText(page.title)
                made.setCheckable(True)
                made.setChecked(page is pages[0])
                made.clicked.connect(partial(self.open_tab, page.key))
                among.addButton(made)
                box.addWidget(made)
                self.parts[page.key] = made
        box.addStretch(1)
        return row

    def tab(self, name: str) -> Any:
        """One page, made when it is first looked at."""
        page = self._pages.get(name)
        if page is None:
            page = self._places[name].make(self._session)
            self._pages[name] = page
            self._stack.addWidget(page)
        return page

    def open_tab(self, name: str) -> None:
        """Show one page."""
        group = self._places[name].group
        self._last[group] = name
        if name in self.parts:
            self.parts[name].setChecked(True)
        if self.tabs.current == group:
            self.refresh()
        else:
            self.tabs.choose(group)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A headline that does not fit says nothing: the last ones give way.
        fitting = max(1, (self.width() - 40) // 176)
        for place, figure in enumerate(self.figures):
            figure.setVisible(place < fitting)
        page = self._places[self._last[self.tabs.current]]
        self._cards.setVisible(page.headlines and self.height() > LEAST_HEIGHT)

    def refresh(self) -> None:
        """Show what the session has; nothing is drawn while the page is hidden."""
        measurement = self._session.measurement
        group = self.tabs.current
        place = self._places[self._last[group]]
        shows = measurement is not None or place.alone
        self._whole.setVisible(shows)
        self._nothing.setVisible(not shows)
        self._nothing.setText(self._why_nothing())
        self._show_banner()
        if not shows or not self.isVisible():
            return
        shown = {page.key for page in self._groups[group]}
        for key, part in self.parts.items():
            part.setVisible(key in shown)
        self._part_row.setVisible(len(shown) > 1)
        # In a low window what a page is about goes before what stands above every page.
        self._cards.setVisible(place.headlines and self.height() > LEAST_HEIGHT)
        if place.headlines and measurement is not None:
            self._headlines(measurement)
        page = self.tab(place.key)
        self._stack.setCurrentWidget(page)
        if hasattr(page, "show_measurement"):
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
        if standing != Standing.RUNNING:
            self._late.stop()
        elif not self._late.isActive() and not self._banner.isVisibleTo(self):
            self._late.start()
        if standing == Standing.RUNNING:
            return
        self._banner.setVisible(standing in (Standing.OUTDATED, Standing.FAILED))
        self._banner_button.show()
        self._banner_text.setText(
            tr("ui.results.outdated")
            if standing == Standing.OUTDATED
            else tr("ui.results.failed", reason=self._session.failure)
        )

    def _say_late(self) -> None:
        """What is shown is of the step before for longer than an eye overlooks."""
        self._banner_text.setText(tr("ui.results.recomputing"))
        self._banner_button.hide()
        self._banner.setVisible(self._session.measurement is not None)

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
        needs = needs_text(measurement, (key, (len(measurement.frame.years) - 1,)))
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
        last = len(measurement.frame.years) - 1
        lacking = np.flatnonzero(np.isnan(measurement.values["investment"][:, last]))
        needs = needs_text(measurement, ("investment", (int(lacking[0]), last)))
        figure.show_figure(caption, numbers.MISSING, "", needs)
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
