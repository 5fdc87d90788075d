"""The page of cities: each city of the province, ranked, with what its figures need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import EMPTY
from gxde_desktop.ui.rank_page import RankPage
from gxde_desktop.ui.region_view import (
    CITY_COLUMNS,
    CityTable,
    chosen_lines,
    city_chart,
    city_years,
)
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import button
from models.cities import CITY_INDICATORS
from models.city_findings import city_findings

if TYPE_CHECKING:
    from models.measurement import Measurement


TOLD = ("cities_incomplete", "cities_held")
"""Findings that stand above the figures: those that change what the figures are."""


class CitiesTab(RankPage):
    """Cities of the province of the measurement shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "cities")
        self._shown: Measurement | None = None
        self._t: int | None = None
        self.factor = button("", self._explain_factor, "link")
        self.factor.setToolTip(tr("quantity.city_factor.help"))
        self.bar.addWidget(self.factor)
        session.survey.found.connect(self._more_known)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show the figures of a measurement."""
        if measurement is not self._shown:
            self._shown = measurement
            self.again()

    def again(self) -> None:
        """Fill table and chart anew."""
        m = self._shown
        if m is None:
            return
        self._session.survey.want(m, ())
        years = city_years(m, self.rule)
        year = self.show_years([m.frame.years[t] for t in years])
        self._t = None if year is None else m.frame.year_position(year)
        if self._t is None:
            self.model.show(EMPTY)
            self.factor.hide()
            self.about.setText("")
            self.say("")
            self.show_empty(_why_none(m, self.rule))
            return
        self.show_empty("")
        self.about.setText(tr(f"ui.cities.by_{m.parameters.city_activity}"))
        self._show_factor(m, self._t)
        self.say("\n".join(say(each.message) for each in city_findings(m) if each.code in TOLD))
        span = tuple(m.frame.years[t] for t in years[::-1])
        content = CityTable(
            m.dataset.cities.names,
            CITY_COLUMNS,
            self.rule,
            span,
            m=m,
            year=self._t,
            resting=self._session.survey.resting,
        )
        self.fill(content, CITY_COLUMNS)
        self.draw()
        self._session.survey.want(m, content.figure_keys())

    def draw(self) -> None:
        """Draw the lines anew."""
        m, t = self._shown, self._t
        if m is None or t is None:
            return
        scale = m.values["city_digital_economy"][self.rule, :, t]
        rows = chosen_lines(scale.tolist(), self.chosen_rows())
        self.chart.show_spec(city_chart(m, self.rule, self.charted, rows))

    def _show_factor(self, m: Measurement, t: int) -> None:
        found = m.at("city_factor", (self._series(m), t))
        known = np.isfinite(found)
        self.factor.setVisible(True)
        self.factor.setText(
            tr("ui.cities.factor", factor=numbers.show(found, 4))
            if known
            else tr("ui.cities.no_factor")
        )

    def _series(self, m: Measurement) -> int:
        """The series whose factor is shown: that of the first asset's investment."""
        from models.quantities.city_capital import series_for

        return series_for(m.frame, 0)

    def _explain_factor(self) -> None:
        if self._shown is not None and self._t is not None:
            figure = ("city_factor", (self._series(self._shown), self._t))
            self._session.derive_wanted.emit(figure)

    def _more_known(self) -> None:
        content = self.model.content
        if isinstance(content, CityTable):
            content.forget()
            self.model.show(content)


def _why_none(m: Measurement, rule: int) -> str:
    """What the figures of cities need: data of any city, or the first thing that lacks."""
    if not m.dataset.cities.names:
        indicators = tuple(label_text("city_indicator", name) for name in CITY_INDICATORS)
        return tr("ui.cities.none", region=m.dataset.region, gdp=indicators[0])
    reasons = dict.fromkeys(
        say(reason)
        for c in range(len(m.dataset.cities.names))
        if (reason := m.reason("city_digital_economy", rule, c, len(m.frame.years) - 1)) is not None
    )
    lines = [tr("ui.derivation.needs", what=each) for each in list(reasons)[:6]]
    return "\n".join((*lines, tr("ui.cities.hold")))
