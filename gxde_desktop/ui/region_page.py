"""The page of regions: every region of the project measured on demand, compared and ranked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex

from gxde_desktop.project.candidates import same_region
from gxde_desktop.project.commands import SetRegion
from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui.cells import EMPTY
from gxde_desktop.ui.rank_page import RankPage
from gxde_desktop.ui.region_view import REGION_COLUMNS, RegionTable, chosen_lines, region_chart
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import button
from models.frame import RULES
from models.region_figures import RegionComparison

if TYPE_CHECKING:
    from models.measurement import Measurement


class RegionsTab(RankPage):
    """Regions of the document beside one another."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "regions")
        self._measured = session.regions
        self._year: int | None = None
        self.measure = button(tr("ui.regions.measure"), self._measured.compute, "primary")
        self.again_button = button(tr("ui.regions.measure_again"), self._measured.compute)
        self.look_at = button("", self._look_at)
        self.bar.addWidget(self.measure)
        self.note_line.addWidget(self.again_button)
        self.head.addWidget(self.look_at)
        self._measured.changed.connect(self.again)
        session.measured.connect(self.again)
        self.table.selectionModel().currentChanged.connect(self._offer)
        self.again()

    def again(self) -> None:
        """Fill table and chart anew."""
        found, regions = self._measured.comparison, self._measured.regions
        several = len(regions) > 1
        self.measure.setVisible(several and found is None)
        self.measure.setEnabled(not self._measured.busy)
        self.again_button.setEnabled(not self._measured.busy)
        self.about.setText(tr("ui.regions.about", count=len(regions)) if several else "")
        if not several or found is None:
            self.model.show(EMPTY)
            self.say("")
            self.show_empty(_why_none(regions))
            return
        outdated = not self._measured.current
        self.again_button.setVisible(outdated)
        self.say(
            "\n".join(
                ([tr("ui.regions.outdated")] if outdated else []) + _missing(found, self.rule)
            )
        )
        years = [y for y in found.years if _any(found, y, self.rule)][::-1]
        self._year = self.show_years(years)
        if self._year is None:
            self.model.show(EMPTY)
            self.show_empty(tr("exporting.regions.nothing"))
            return
        self.show_empty("")
        content = RegionTable(
            tuple(each.region for each in found.regions),
            REGION_COLUMNS,
            self.rule,
            tuple(years[::-1]),
            found=found,
            year=self._year,
            own=self._own(),
        )
        self.fill(content, REGION_COLUMNS)
        self._offer(self.table.currentIndex(), QModelIndex())
        self.draw()

    def draw(self) -> None:
        """Draw the lines anew."""
        found, year = self._measured.comparison, self._year
        if found is None or year is None or not found.regions:
            return
        scale = found.values("digital_economy", year, self.rule)
        rows = chosen_lines(scale.tolist(), self.chosen_rows())
        self.chart.show_spec(region_chart(found, self.rule, self.charted, rows, self._own()))

    def _own(self) -> Measurement | None:
        """The measurement shown elsewhere, where the comparison still holds for it."""
        return self._session.measurement if self._measured.current else None

    def _offer(self, current: QModelIndex, _: QModelIndex) -> None:
        """Offer to look at the region of the current row, whose figures then have derivations."""
        region = self._region(current)
        own = self._session.measurement
        other = region is not None and (own is None or not same_region(own.dataset.region, region))
        self.look_at.setVisible(other)
        if other:
            self.look_at.setText(tr("ui.regions.look_at", region=region))

    def _region(self, current: QModelIndex) -> str | None:
        content = self.model.content
        if not current.isValid() or not isinstance(content, RegionTable):
            return None
        return content.row_header(self.rows.mapToSource(current).row())

    def _look_at(self) -> None:
        region = self._region(self.table.currentIndex())
        if region is not None:
            self._session.apply(SetRegion(region))


def _any(found: RegionComparison, year: int, rule: int) -> bool:
    return any(not math.isnan(each.at("digital_economy", year, rule)) for each in found.regions)


def _missing(found: RegionComparison, rule: int) -> list[str]:
    """Regions without a rank in the year that most have, and what they need."""
    year = found.last_year("digital_economy", rule)
    lines = [f"{region}: {say(why)}" for region, why in found.absent]
    for each in found.regions:
        why = None if year is None else each.reason("digital_economy", year, rule)
        if why is not None:
            needs = tr("ui.derivation.needs", what=say(why))
            lines.append(f"{each.region} · {label_text('rule', RULES[rule])} {year}: {needs}")
    return lines


def _why_none(regions: tuple[str, ...]) -> str:
    if len(regions) > 1:
        return tr("ui.regions.ready", regions=tuple(regions), count=len(regions))
    return tr("ui.regions.one", regions=tuple(regions)) if regions else tr("ui.regions.none")
