"""What the pages of cities and of regions share: rule and year, a ranked table, lines over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import label_text, tr
from gxde_desktop.ui.cells import TableData
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.drawn_cells import DrawnTable, SearchedRows
from gxde_desktop.ui.figure_card import connect_chart, connect_table
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.headline import chosen_rule
from gxde_desktop.ui.region_view import CHARTED, LINES, RANKS
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import TableModel
from gxde_desktop.ui.widgets import Card, ElidedLabel, label, offer_years
from models.frame import RULES

_PATH_WIDTH = 84
_MARGIN, _SORT_ARROW = 14, 26
_WIDEST = {"scale": "° 10 000.00", "share": "° 100.00", "growth": "° −10.00"}
"""Figures that must not be cut; others are amounts of a smaller kind."""


class RankPage(QWidget):
    """A table of places by rule and year above their lines over time.

    Rows that are selected are the lines of the chart; without a choice the largest are.
    """

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        self.rule = chosen_rule(session.settings)
        self.rules = QButtonGroup(self)
        self.what = QButtonGroup(self)
        self.year = QComboBox()
        self.year.setAccessibleName(tr("axis.year"))
        self.model = TableModel()
        self.rows = SearchedRows()
        self.rows.setSourceModel(self.model)
        self.table = DrawnTable()
        self.table.setModel(self.rows)
        self.table.setAccessibleName(tr(f"ui.results.tab.{name}"))
        self.chart = Chart()
        self.note = Card("attention", margin=10)
        self.note_text = label("", wrap=True)
        self.note_line = QHBoxLayout()
        self.note_line.addWidget(self.note_text, 1)
        self.note.box.addLayout(self.note_line)
        self.empty = label("", "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.about = ElidedLabel("", "muted")
        self.bar = QHBoxLayout()
        self.head = QHBoxLayout()
        self._lay_out(name)
        connect_table(self.table, session)
        connect_chart(self.chart, session)
        self.rules.idClicked.connect(self._choose_rule)
        self.what.idClicked.connect(lambda _: self.draw())
        self.year.activated.connect(lambda _: self.again())
        self.table.selectionModel().selectionChanged.connect(self._chosen)

    @property
    def charted(self) -> str:
        """What the lines show."""
        return CHARTED[max(self.what.checkedId(), 0)]

    def again(self) -> None:
        """Fill table and chart anew."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw the lines anew."""
        raise NotImplementedError

    def chosen_rows(self) -> tuple[int, ...]:
        """Rows of the table's data that are selected, where a person selected several."""
        chosen = {
            self.rows.mapToSource(index).row()
            for index in self.table.selectionModel().selectedIndexes()
        }
        return tuple(sorted(chosen)) if len(chosen) > 1 else ()

    def fill(self, content: TableData, columns: Sequence[str]) -> None:
        """Show a table; columns share the width."""
        before = self.model.columnCount()
        self.model.show(content)
        if before != len(columns):
            self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.table.share([self._least(place, name) for place, name in enumerate(columns)])

    def _least(self, place: int, name: str) -> int:
        """Width of a heading and of the widest figure of its kind, so that none is cut."""
        if name == "path":
            return _PATH_WIDTH
        text = self.table.fontMetrics()
        heading = self.model.content.column_header(place).split("\n")
        head = max(text.horizontalAdvance(line) for line in heading)
        head += _SORT_ARROW if name == "scale" else 0  # sorted by it from the start
        figure = "° 00" if name in RANKS else _WIDEST.get(name, "° 1 000.00")
        return max(head, text.horizontalAdvance(figure)) + _MARGIN

    def show_years(self, years: Sequence[int]) -> int | None:
        """Offer years, newest first; the one chosen, which stays where it can."""
        return offer_years(self.year, years)

    def show_empty(self, text: str) -> None:
        """Say why there is nothing to see; an empty text shows table and chart."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))
        self._split.setVisible(not text)
        self.year.setEnabled(not text)

    def say(self, text: str) -> None:
        """A line of attention above the table; an empty one hides it."""
        self.note_text.setText(text)
        self.note.setVisible(bool(text))

    def _choose_rule(self, rule: int) -> None:
        self.rule = rule
        self._session.settings.put("rule", RULES[rule])
        self.again()

    def _chosen(self, _: QItemSelection, __: QItemSelection) -> None:
        self.draw()

    def _lay_out(self, name: str) -> None:
        self.bar.setSpacing(4)
        rules = QWidget()
        flow = FlowLayout(rules)
        flow.addWidget(label(tr("ui.overview.rule"), "muted"))
        for number, each in enumerate(RULES):
            made = _choice(self.rules, number, label_text("rule", each), number == self.rule)
            made.setToolTip(tr(f"ui.overview.rule_help.{each}"))
            flow.addWidget(made)
        self.bar.addWidget(rules)
        self.bar.addSpacing(12)
        self.bar.addWidget(self.about, 1)
        above = Card(margin=14)
        self.head.setSpacing(8)
        self.head.addWidget(label(tr(f"ui.results.table.{name}"), "title"))
        self.head.addWidget(self.year)
        self.head.addWidget(label(tr("ui.regions.unit"), "muted"))
        self.head.addWidget(ElidedLabel(tr("ui.regions.hint", count=len(LINES)), "muted"), 1)
        above.box.addLayout(self.head)
        above.box.addWidget(self.table, 1)
        below = QWidget()
        box = QVBoxLayout(below)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        whats = QHBoxLayout()
        whats.setSpacing(4)
        for number, what in enumerate(CHARTED):
            whats.addWidget(_choice(self.what, number, tr(f"ui.regions.line.{what}"), not number))
        whats.addStretch(1)
        box.addLayout(whats)
        box.addWidget(self.chart, 1)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(above)
        self._split.addWidget(below)
        self._split.setSizes([360, 300])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(self.bar)
        whole.addWidget(self.note)
        whole.addWidget(self._split, 1)
        whole.addWidget(self.empty, 1)
        self.note.hide()


def _choice(group: QButtonGroup, number: int, text: str, checked: bool) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setChecked(checked)
    group.addButton(made, number)
    return made
