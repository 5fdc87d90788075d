"""The parameters page: the table, the profiles it means, and the figure that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.project.commands import ResetParameters, SetParameters, SetPreset
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.figure_card import connect_chart, save_chart
from gxde_desktop.ui.headline import (
    HeadlineFigure,
    chosen_headline,
    chosen_rule,
    headline_figure,
)
from gxde_desktop.ui.measures import needs_text, unit_text
from gxde_desktop.ui.parameter_list import ParameterList
from gxde_desktop.ui.parameter_paste import PasteDialog, pasted_values
from gxde_desktop.ui.parameter_table import Editor
from gxde_desktop.ui.scenario_figures import scenario_title
from gxde_desktop.ui.scenario_view import SERIES, headline_title
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import ElidedLabel, button, label, set_role
from models.capital import efficiency_at, profile_at, reach
from models.frozen import FrozenMap
from models.messages import MethodError
from models.parameters import (
    ASSETS,
    PRESETS,
    AssetParameters,
    Parameters,
    changed_paths,
    with_value,
)
from models.retirement import survival_at

if TYPE_CHECKING:
    from models.measurement import Measurement


class ParametersPage(QWidget):
    """Edits parameters; every edit is one command, a drag is one command when it ends."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._asset = "computers"
        self._previewed: Parameters | None = None
        self._due = False
        self.preset = QComboBox()
        self.preset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.preset.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.preset.setAccessibleName(tr("ui.parameters.preset"))
        for name in PRESETS:
            self.preset.addItem(tr("ui.parameters.preset_is", name=tr(f"preset.{name}")), name)
        self.preset.activated.connect(
            lambda place: session.apply(SetPreset(self.preset.itemData(place)))
        )
        self._changed = label("", "muted")
        self.reset_all = button(tr("ui.parameters.reset_all"), self._reset_all, "link")
        self._caption = ElidedLabel("", "muted")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.figure = label(numbers.MISSING, "figure")
        self._unit = label("", "muted")
        self._delta = label("", "attention")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ui.parameters.search"))
        self.search.setAccessibleName(tr("ui.parameters.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(170)
        self.search.setMaximumWidth(260)
        self.headline = QComboBox()
        self.headline.setAccessibleName(tr("ui.parameters.headline"))
        self.headline.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.headline.setMaximumWidth(210)
        self.list = ParameterList(session)
        self.list.selected.connect(self._select)
        self.list.moved.connect(self._moved)
        self.list.pasted.connect(self._paste)
        self.profile = Chart()
        self.path = Chart()
        connect_chart(self.path, session)
        self.profile.save_wanted.connect(lambda: save_chart(self.profile, session))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 16)
        box.setSpacing(8)
        box.addLayout(self._top())
        box.addLayout(self._bar())
        box.addWidget(self._middle(), 1)
        self.search.textChanged.connect(self.list.search)
        self.headline.activated.connect(self._choose_headline)
        session.changed.connect(self._refresh)
        session.measured.connect(self._figures)
        session.baseline_measured.connect(self._figures)
        session.previewed.connect(self._preview)
        self._show_all()

    def editor(self, path: str) -> Editor:
        """The editor of one value."""
        return self.list.editor(path)

    def go_to(self, path: str) -> None:
        """Show the editor of a value, whatever was searched or folded."""
        self.search.clear()
        self.list.go_to(path)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.preset)
        row.addWidget(self._changed)
        row.addWidget(self.reset_all)
        bottom = Qt.AlignmentFlag.AlignBottom
        for part in (self._caption, self._unit, self._delta):
            part.setContentsMargins(0, 0, 0, 5)
        row.addWidget(self._caption, 1)
        row.addWidget(self.figure, 0, bottom)
        row.addWidget(self._unit, 0, bottom)
        row.addWidget(self._delta, 0, bottom)
        return row

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(ElidedLabel(tr("ui.parameters.paste_hint"), "muted"), 1)
        row.addWidget(label(tr("ui.parameters.headline"), "muted"))
        row.addWidget(self.headline)
        return row

    def _middle(self) -> QWidget:
        charts = QWidget()
        row = QHBoxLayout(charts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.profile, 1)
        row.addWidget(self.path, 1)
        charts.setMinimumHeight(200)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(charts)
        split.setSizes([470, 270])
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        return split

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The figure itself must never be cut off; its unit stands in the status line too.
        self._unit.setVisible(self.width() > 700)
        self.list.show_sources(self.width() > 820)

    # ------------------------------------------------------------ following the document

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._due:
            self._show_all()

    def _refresh(self) -> None:
        """Show the document, now or when the page is looked at again."""
        self._due = not self.isVisible()
        if not self._due:
            self._show_all()

    def _show_all(self) -> None:
        self._due = False
        state = self._session.state
        self.preset.setCurrentIndex(self.preset.findData(state.preset))
        self.list.refresh()
        count = len(changed_paths(state.parameters, self._session.preset))
        self._changed.setText(tr("ui.parameters.changed", count=count) if count else "")
        set_role(self._changed, "role", "attention" if count else "muted")
        self.reset_all.setVisible(count > 0)
        self._previewed = None
        self._fill_headlines()
        self._show_figures()

    def _select(self, path: str) -> None:
        head = path.rpartition(".")[0]
        self._session.help_wanted.emit(f"parameter.{path}")
        if head in ASSETS and head != self._asset:
            self._asset = head
            self._charts(self._session.measurement)

    def _moved(self, path: str, value: Any) -> None:
        try:
            self._previewed = with_value(self._session.state.parameters, path, value)
        except MethodError:
            return
        head = path.rpartition(".")[0]
        if head in ASSETS:
            self._asset = head
        self._profile(self._previewed)

    def _paste(self, path: str, text: str) -> None:
        parameters = self._session.state.parameters
        values = pasted_values(text, path, self.list.rows_from(path), parameters)
        dialog = PasteDialog(self, values, parameters)
        dialog.accepted.connect(lambda: self._session.apply(SetParameters(FrozenMap(dialog.taken))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _preview(self, measurement: Measurement | None) -> None:
        if measurement is None:
            self._previewed = None
            self._figures()
        else:
            self._headline(measurement, stale=False)
            self._path(measurement)

    def _figures(self) -> None:
        if not self.isVisible():
            self._due = True
            return
        if self._previewed is not None or self._session.standing == Standing.RUNNING:
            return  # what is on its way comes in a moment; until then nothing is another
        self._show_figures()

    def _show_figures(self) -> None:
        stale = self._session.standing in (Standing.OUTDATED, Standing.FAILED)
        self._headline(self._session.measurement, stale=stale)
        self._charts(self._session.measurement)

    def _charts(self, measurement: Measurement | None) -> None:
        self._profile(self._session.state.parameters)
        self._path(measurement)

    def _fill_headlines(self) -> None:
        rule = chosen_rule(self._session.settings)
        titles = [headline_title(each, rule) for each in SERIES]
        if titles != [self.headline.itemText(i) for i in range(self.headline.count())]:
            self.headline.clear()
            for each, title in zip(SERIES, titles, strict=True):
                self.headline.addItem(title, each.key)
        chosen = chosen_headline(self._session.settings)
        self.headline.setCurrentIndex(self.headline.findData(chosen.key))
        self.headline.setToolTip(self.headline.currentText())

    def _choose_headline(self, place: int) -> None:
        self._session.settings.put("headline", self.headline.itemData(place))
        self._session.headline_chosen.emit()
        self._figures()

    def _headline(self, measurement: Measurement | None, *, stale: bool) -> None:
        settings = self._session.settings
        headline, rule = chosen_headline(settings), chosen_rule(settings)
        found = headline_figure(measurement, headline, rule)
        if found is None:
            self._caption.setText(headline_title(headline, rule))
            self.figure.setText(numbers.MISSING)
            self._unit.setText("")
            self._delta.setText("")
            return
        outdated = f"（{tr('ui.state.outdated')}）" if stale else ""
        self._caption.setText(f"{found.caption}{outdated}")
        self.figure.setText(found.text)
        self._unit.setText(found.unit)
        before = headline_figure(self._session.baseline, headline, rule, year=found.year)
        self._delta.setText(change_text(before, found))
        against = scenario_parent(self._session.state)
        self._delta.setToolTip(tr("ui.parameters.delta_tip", against=against))

    # ------------------------------------------------------------ charts

    def _profile(self, parameters: Parameters) -> None:
        self.profile.show_spec(profile_chart(self._asset, parameters.assets[self._asset]))

    def _path(self, measurement: Measurement | None) -> None:
        self.path.show_spec(stock_chart(self._asset, measurement, self._session.baseline))

    def _reset_all(self) -> None:
        paths = changed_paths(self._session.state.parameters, self._session.preset)
        self._session.apply(ResetParameters(paths))


def profile_chart(asset: str, values: AssetParameters) -> ChartSpec:
    """Survival, efficiency and both together by age, as smooth curves."""
    ages = np.linspace(0.0, reach(values) * 1.08, 160)
    efficiency, survival = efficiency_at(values, ages), survival_at(values, ages)
    return ChartSpec(
        title=tr("ui.parameters.profile", asset=tr(f"asset.{asset}")),
        kind="line",
        x=np.round(ages, 4),
        x_title=tr("ui.chart.age"),
        y_title=tr("ui.chart.relative"),
        curves=(
            Curve(tr("ui.parameters.curve.survival"), "survival", survival, dashed=True, width=1.5),
            Curve(
                tr("ui.parameters.curve.efficiency"),
                "age_efficiency",
                efficiency,
                dashed=True,
                width=1.5,
            ),
            Curve(tr("ui.parameters.curve.profile"), "profile", profile_at(values, ages)),
        ),
        decimals=3,
    )


def stock_chart(
    asset: str, measurement: Measurement | None, baseline: Measurement | None
) -> ChartSpec:
    """The asset's stock now, and with the preset's parameters."""
    title = tr("ui.parameters.stock", asset=tr(f"asset.{asset}"))
    nothing = np.zeros(0)
    if measurement is None:
        empty = tr("ui.parameters.no_data")
        return ChartSpec(title, "line", nothing, "", "", (), empty=empty)
    a = measurement.frame.assets.index(asset)
    years = np.array(measurement.frame.years, dtype=float)
    values = measurement.values["stock"][a]
    finite = np.flatnonzero(np.isfinite(values))
    if not len(finite):
        last = len(measurement.frame.years) - 1
        needs = needs_text(measurement, ("stock", (a, last))) if last >= 0 else ""
        return ChartSpec(title, "line", nothing, "", "", (), empty=needs)
    span = slice(int(finite[0]), int(finite[-1]) + 1)
    curves = [
        Curve(
            tr("ui.parameters.now"),
            asset,
            values[span],
            cells=tuple(("stock", (a, t)) for t in range(span.start, span.stop)),
        )
    ]
    if baseline is not None and baseline.parameters != measurement.parameters:
        known = dict(zip(baseline.frame.years, baseline.values["stock"][a], strict=True))
        before = np.array([known.get(int(year), np.nan) for year in years[span]])
        curves.append(Curve(tr("ui.parameters.before"), "survival", before, dashed=True, width=1.5))
    return ChartSpec(
        title=title,
        kind="line",
        x=years[span],
        x_title=tr("ui.chart.year"),
        y_title=unit_text("money_base", measurement),
        curves=tuple(curves),
        decimals=2,
    )


def change_text(before: HeadlineFigure | None, now: HeadlineFigure) -> str:
    """A change for the eye, with its share where that means something; empty for none."""
    if before is None or abs(now.value - before.value) < 0.5 * 10.0**-now.decimals:
        return ""
    change = numbers.show_signed(now.value - before.value, now.decimals)
    if now.unit == "%" or before.value <= 0:
        return change
    share = numbers.show_signed(100 * (now.value / before.value - 1), 1)
    return tr("ui.parameters.delta", change=change, percent=share)


def scenario_parent(state: ProjectState) -> str:
    """What changes are told against: the scenario's parent, or the preset."""
    active = next((each for each in state.scenarios if each.name == state.active), None)
    if active is None:
        return tr(f"preset.{state.preset}")
    return scenario_title(active.parent)
