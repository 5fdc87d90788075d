"""The uncertainty page: bands of a figure over the years, what moves it, distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.fields import ValueField
from gxde_desktop.ui.figure_card import FigureCard, connect_chart
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.measures import FigureKey, needs_text
from gxde_desktop.ui.overview_view import DEFAULT_RULE
from gxde_desktop.ui.range_editor import RangeEditor
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.uncertainty import COUNT, SEED, SOBOL
from gxde_desktop.ui.uncertainty_view import (
    FigureChoice,
    chosen_figure,
    drawn_for,
    fan_chart,
    figure_choices,
    nothing_drawn,
    places_of,
    range_table,
    sobol_chart,
    tornado_chart,
    without_value,
)
from gxde_desktop.ui.widgets import Card, ElidedLabel, ScrolledPage, button, label
from models.frame import RULES

if TYPE_CHECKING:
    from gxde_desktop.ui.uncertainty import Drawn
    from models.measurement import Measurement

LEAST_DRAWS, MOST_DRAWS = 50, 100_000
MOST_SOBOL = 8192
LEAST_WIDTH = 640
"""In a narrower window the charts stand below one another."""
LEAST_HEIGHTS = 295, 210
"""Of both rows; in a lower window the page scrolls: a dozen bars need room for their names."""
MOST_SEED = 2**63 - 1


class UncertaintyPage(QWidget):
    """Follows the session's measurement and its draws; nothing out of date is shown unsaid."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._draws = session.uncertainty
        self._shown: Measurement | None = None
        self._choices: tuple[FigureChoice, ...] = ()
        self._clicked: FigureChoice | None = None
        self._limits: dict[ValueField, tuple[int, int]] = {}
        self.figure = QComboBox()
        self.figure.setAccessibleName(tr("ui.uncertainty.figure"))
        self.figure.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.place = QComboBox()
        self.place.setAccessibleName(tr("ui.uncertainty.place"))
        self.place.setMinimumWidth(124)
        self.count = self._field("draws", COUNT, LEAST_DRAWS, MOST_DRAWS)
        self.seed = self._field("seed", SEED, 0, MOST_SEED)
        self.sobol = self._field("sobol_size", SOBOL, 0, MOST_SOBOL)
        self.start = button(tr("ui.uncertainty.start"), self.run, "primary")
        self.stop = button(tr("ui.cancel"), self._draws.cancel)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setFixedWidth(120)
        self.bar.setAccessibleName(tr("ui.uncertainty.drawing"))
        self.said = ElidedLabel("", "muted")
        self.said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.banner = Card("attention", margin=10)
        self.banner_text = label("", wrap=True)
        self.banner.box.addWidget(self.banner_text)
        self.fan = Chart()
        self.tornado = Chart(sideways=True)
        self.indices = Chart(sideways=True)
        for chart in (self.fan, self.tornado, self.indices):
            connect_chart(chart, session)
        self.ranges = FigureCard(
            session, tr("ui.uncertainty.ranges"), hint=False, contents=True, names=44
        )
        self.editor = RangeEditor(session)
        self.ranges.box.addWidget(self.editor)
        self.ranges.table.horizontalHeader().setMinimumSectionSize(56)
        self.ranges.table.setSelectionBehavior(self.ranges.table.SelectionBehavior.SelectRows)
        self._lay_out()
        self.figure.activated.connect(lambda _: self._figure_chosen())
        self.place.activated.connect(lambda _: self._draw())
        chosen = self.ranges.table.selectionModel()
        chosen.currentRowChanged.connect(self._range_chosen)
        self._draws.changed.connect(self._refresh)
        self._draws.progressed.connect(self._progress)
        session.derive_wanted.connect(self._figure_clicked)

    def run(self) -> None:
        """Draw with the numbers that stand in the fields."""
        fields = (self.count, self.seed, self.sobol)
        if all(_wrong(field.text(), *self._limits[field]) is None for field in fields):
            clicked = self._clicked
            also = None if clicked is None else (clicked.key, clicked.outer)
            count, seed, sobol = (int(numbers.read(field.text())) for field in fields)
            self._draws.run(count, seed, sobol, also)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show what is known of the figures of a measurement."""
        if measurement is not self._shown:
            self._shown = measurement
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # ------------------------------------------------------------ building

    def _field(self, name: str, default: int, least: int, most: int) -> ValueField:
        made = ValueField(lambda text: _wrong(text, least, most))
        made.setFixedWidth(76)
        made.setAccessibleName(tr(f"ui.uncertainty.{name}"))
        key = f"uncertainty_{name}"
        kept = self._session.settings.text(key, str(default))
        text = kept if _wrong(kept, least, most) is None else str(default)
        tip = tr(f"ui.uncertainty.{name}_help")
        made.show_value(text, changed=False, tip=tip)

        def committed(text: str) -> None:
            plain = str(int(numbers.read(text)))
            made.show_value(plain, changed=False, tip=tip)
            self._session.settings.put(key, plain)

        made.committed.connect(committed)
        made.refused.connect(self._session.told)
        self._limits[made] = (least, most)
        return made

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        self._of = label(tr("ui.uncertainty.figure"), "muted")
        first.addWidget(self._of)
        first.addWidget(self.figure, 1)
        first.addWidget(self.place)
        second = FlowLayout(spacing=8)
        second.addWidget(self.start)
        second.addWidget(self.stop)
        second.addWidget(self.bar)
        for name, field in (("draws", self.count), ("seed", self.seed), ("sobol_size", self.sobol)):
            named = QWidget()
            row = QHBoxLayout(named)
            row.setContentsMargins(4, 0, 0, 0)
            row.addWidget(label(tr(f"ui.uncertainty.{name}"), "muted"))
            row.addWidget(field)
            second.addWidget(named)
        second.addWidget(self.said)
        self._pairs = (
            _side_by_side((self.fan, 5), (self.tornado, 4)),
            _side_by_side((self.indices, 4), (self.ranges, 5)),
        )
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        for pair in self._pairs:
            split.addWidget(pair)
        split.setSizes([300, 320])
        # What charts would like does not make the page scroll, only what they need.
        split.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        scroll = ScrolledPage()
        scroll.box.addLayout(first)
        scroll.box.addLayout(second)
        scroll.box.addWidget(self.banner)
        scroll.box.addWidget(split, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < LEAST_WIDTH
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for pair, least in zip(self._pairs, LEAST_HEIGHTS, strict=True):
            row = pair.layout()
            assert isinstance(row, QBoxLayout)
            row.setDirection(down if narrow else across)
            pair.setMinimumHeight(2 * LEAST_HEIGHTS[0] if narrow else least)

    # ------------------------------------------------------------ following the session

    def _refresh(self) -> None:
        """Everything anew; nothing is drawn while the page is hidden."""
        standing = self._draws.standing
        self.start.setVisible(standing != Standing.RUNNING)
        self.stop.setVisible(standing == Standing.RUNNING)
        self.bar.setVisible(standing == Standing.RUNNING)
        if standing != Standing.RUNNING:
            self.bar.setValue(0)
        if not self.isVisible() or self._shown is None:
            return
        self._fill_figures()
        self._say_standing(standing)
        self._fill_ranges()
        self._draw()

    def _say_standing(self, standing: Standing) -> None:
        drawn = self._draws.drawn
        self.start.setText(tr("ui.uncertainty.start" if drawn is None else "ui.uncertainty.again"))
        stale = drawn is not None and self._draws.current is None
        text = ""
        if standing == Standing.FAILED:
            text = self._draws.failure
        elif stale:
            text = tr("ui.uncertainty.stale")
        elif not self._choices and self._shown is not None and self._shown.frame.years:
            last = len(self._shown.frame.years) - 1
            text = needs_text(self._shown, ("stock_total", (last,)))
        self.start.setEnabled(bool(self._choices))
        self.banner.setVisible(bool(text))
        self.banner_text.setText(text)

    def _say_drawn(self, drawn: Drawn | None, choice: FigureChoice | None) -> None:
        """What was drawn, and whether the figure lacked a value in some draws."""
        said = [tr("ui.uncertainty.readings")]
        if drawn is not None:
            found = drawn.assessment
            seconds = numbers.show(drawn.seconds, 1)
            count = numbers.show(found.count, 0)
            said.insert(
                0, tr("ui.uncertainty.drawn", count=count, seed=found.seed, seconds=seconds)
            )
            lacking = 0.0 if choice is None else without_value(drawn, choice)
            if lacking:
                percent = numbers.show(100 * lacking, 1)
                said.insert(0, tr("ui.uncertainty.without", percent=percent))
        self.said.setText(" · ".join(said))

    def _fill_figures(self) -> None:
        m = self._figures_of()
        choices = figure_choices(m, self._clicked)
        for part in (self._of, self.figure, self.place):
            part.setVisible(bool(choices))
        if choices == self._choices:
            return
        before = self.choice
        self._choices = choices
        with QSignalBlocker(self.figure):
            self.figure.clear()
            self.figure.addItems([each.title for each in choices])
            wanted = before if before in choices else self._usual_choice()
            if wanted is not None:
                self.figure.setCurrentIndex(choices.index(wanted))
        self._fill_places()

    def _usual_choice(self) -> FigureChoice | None:
        """The scale by the rule of the overview."""
        rule = self._session.settings.text("rule", DEFAULT_RULE)
        place = RULES.index(rule if rule in RULES else DEFAULT_RULE)
        wanted = ("digital_economy", (place,))
        found = (each for each in self._choices if (each.key, each.outer) == wanted)
        return next(found, self._choices[0] if self._choices else None)

    @property
    def choice(self) -> FigureChoice | None:
        """The figure looked at."""
        place = self.figure.currentIndex()
        return self._choices[place] if 0 <= place < len(self._choices) else None

    def _figure_clicked(self, figure: FigureKey) -> None:
        """Offer a figure that was clicked anywhere, beside those that always are."""
        m = self._session.measurement
        clicked = None if m is None else chosen_figure(m, figure)
        if clicked is not None:
            self._clicked = clicked
            if self.isVisible() and self._shown is not None:
                self._fill_figures()

    def _figure_chosen(self) -> None:
        self._fill_places()
        self._draw()

    def _fill_places(self) -> None:
        choice = self.choice
        places = () if choice is None else places_of(self._figures_of(), choice)
        before = self.place.currentText()
        with QSignalBlocker(self.place):
            self.place.clear()
            for t, text in places:
                self.place.addItem(text, t)
            found = self.place.findText(before)
            self.place.setCurrentIndex(found if found >= 0 else len(places) - 1)

    def _figures_of(self) -> Measurement:
        """The measurement that what is shown is of: the draws', while they are out of date."""
        drawn = self._draws.drawn
        found = self._shown if drawn is None else drawn.measurement
        assert found is not None
        return found

    def _draw(self) -> None:
        drawn, choice = self._draws.drawn, self.choice
        place = self.place.currentData()
        self._say_drawn(drawn, choice)
        if drawn is None or choice is None or place is None:
            title = "" if choice is None else choice.title
            self.fan.show_spec(nothing_drawn(title, tr("ui.uncertainty.not_yet")))
            for chart, name in ((self.tornado, "tornado"), (self.indices, "sobol")):
                chart.show_spec(
                    nothing_drawn(
                        tr(f"ui.uncertainty.{name}_short"), tr(f"ui.uncertainty.{name}_empty")
                    )
                )
            return
        old = self._draws.current is None
        if not drawn_for(drawn, choice):
            empty = tr("ui.uncertainty.not_drawn")
            for chart in (self.fan, self.tornado, self.indices):
                chart.show_spec(nothing_drawn(choice.title, empty))
            return
        self.fan.show_spec(fan_chart(drawn, choice, old))
        self.tornado.show_spec(tornado_chart(drawn, choice, place, old))
        self.indices.show_spec(sobol_chart(drawn, choice, place, old))

    def _fill_ranges(self) -> None:
        ranges, choices = self._draws.ranges(), self._session.state.ranges
        drawn = self._draws.current
        idle: set[str] = set()
        if drawn is not None:
            varying = {one.name for one in drawn.assessment.varying}
            idle = {
                one.name for one in drawn.assessment.ranges
                if not one.certain and one.name not in varying
            }  # fmt: skip
        self.ranges.fill(range_table(ranges, choices, idle), tr("ui.uncertainty.ranges_note"))
        self._range_chosen(self.ranges.table.currentIndex())

    def _range_chosen(self, current: QModelIndex, _: QModelIndex | None = None) -> None:
        ranges = self._draws.ranges()
        one = ranges[current.row()] if 0 <= current.row() < len(ranges) else None
        changed = one is not None and one.name in self._session.state.ranges
        self.editor.show_range(one, changed=changed)

    def _progress(self, fraction: float) -> None:
        self.bar.setValue(round(1000 * fraction))


def _side_by_side(*parts: tuple[QWidget, int]) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for part, stretch in parts:
        row.addWidget(part, stretch)
    return made


def _wrong(text: str, least: int, most: int) -> str | None:
    try:
        value = numbers.read(text)
    except ValueError:
        value = float("nan")
    if value == value and value.is_integer() and least <= value <= most:
        return None
    return tr("ui.uncertainty.whole_number", least=least, most=most)
