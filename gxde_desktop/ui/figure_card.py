"""Cards that results are shown in: a titled table, and a chart that knows its session."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.cells import Cell, TableData
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.dialogs import ask_chart_file
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import COPY_LIMIT, TableModel, TableView
from gxde_desktop.ui.widgets import ElidedLabel, label

MOST_WIDTH = 320
"""A column is no wider for the sake of one long text."""


LEAST_TEXT = 150
"""And no narrower, where a table of contents has no room."""

MOST_ROWS = 60
"""Rows that are looked at for how wide numbers are."""
CELL_SIDES = 18
MOST_NAMES = 45
"""Per cent of a table's width that the names of its rows may take."""


class FigureCard(QFrame):
    """A table in a card: title and unit above, columns that share the width.

    contents: columns are as wide as their cells need, for tables of few rows. names: per cent
    of the width that the names of rows may take.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        *,
        hint: bool = True,
        contents: bool = False,
        names: int = MOST_NAMES,
    ) -> None:
        super().__init__()
        self._contents = contents
        self._names = names
        self.setProperty("card", "plain")
        self._session = session
        self.model = TableModel()
        self.table = TableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(title)
        self.table.horizontalHeader().setMinimumSectionSize(72)
        self.table.verticalHeader().setMinimumWidth(52)
        self.table.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.installEventFilter(self)
        self._fitted: tuple[int, tuple[str, ...]] = (0, ())
        connect_table(self.table, session)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 10, 14, 10)
        self.box.setSpacing(6)
        self.head = QHBoxLayout()
        self.title = label(title, "title")
        self.head.addWidget(self.title)
        self.unit = ElidedLabel("", "muted")
        self.unit.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.head.addWidget(self.unit)
        said = ElidedLabel(tr("ui.results.table_hint") if hint else "", "muted")
        said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(said, 1)
        self.box.addLayout(self.head)
        self.box.addWidget(self.table, 1)

    def fill(self, data: TableData, unit: str = "") -> None:
        """Show a table."""
        self.model.show(data)
        self.unit.setText(unit)
        if self._contents:
            self._fitted = (0, ())
        self.fit_columns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit_columns()
        return super().eventFilter(watched, event)

    def fit_columns(self) -> None:
        """Columns share the width; where their headings need more, the table scrolls."""
        header = self.table.horizontalHeader()
        count = self.model.columnCount()
        if not count:
            return
        # Not the viewport's width: it changes with the scroll bars, which change with the
        # columns, and Qt would lay out for ever.
        bar = self.table.verticalScrollBar()
        policy = self.table.verticalScrollBarPolicy()
        off = policy == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        names = self.table.verticalHeader()
        # Long names must leave room for figures; their tool tips say them in full.
        names.setMaximumWidth(max(self._names * self.table.width() // 100, names.minimumWidth()))
        wide = min(max(names.sizeHint().width(), names.minimumWidth()), names.maximumWidth())
        if names.isHidden():
            wide = 0
        whole = self.table.width() - wide - (0 if off else bar.sizeHint().width()) - 12
        headings = tuple(self.model.content.column_header(c) for c in range(count))
        if self._fitted == (whole, headings):
            return
        self._fitted = (whole, headings)
        needed = [max(header.sectionSizeHint(c), self._figures_width(c)) for c in range(count)]
        if self._contents:
            cells = (min(self.table.sizeHintForColumn(c) + 12, MOST_WIDTH) for c in range(count))
            needed = [max(pair) for pair in zip(needed, cells, strict=True)]
            spare = whole - sum(needed)
            widths = [each + max(spare, 0) // count for each in needed]
            if spare < 0:  # the longest texts give way before figures go out of sight
                longest = widths.index(max(widths))
                widths[longest] = max(widths[longest] + spare, min(widths[longest], LEAST_TEXT))
        else:
            widths = [max(whole // count, each) for each in needed]
        for column, width in enumerate(widths):
            header.resizeSection(column, width)

    def _figures_width(self, column: int) -> int:
        """What the widest number of a column needs, with room for a mark and one more digit."""
        content = self.model.content
        bold = QFont(self.table.font())
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        cells = (content.cell(row, column) for row in range(min(content.rows, MOST_ROWS)))
        texts = [each.text for each in cells if isinstance(each.value, float)]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return widest + metrics.horizontalAdvance("° 0") + CELL_SIDES if texts else 0


def connect_table(table: TableView, session: Session) -> None:
    """A click explains the figure, a copy is told."""

    def chosen(cell: Cell) -> None:
        if cell.key is not None:
            session.derive_wanted.emit(cell.key)

    table.chosen.connect(chosen)
    table.copied.connect(lambda count: session.told.emit(tr("ui.table.copied", count=count)))
    table.refused.connect(
        lambda count: session.told.emit(tr("ui.table.too_much", count=count, limit=COPY_LIMIT))
    )


def connect_chart(chart: Chart, session: Session) -> None:
    """A click on a point explains it; the menu saves the chart."""
    chart.chosen.connect(session.derive_wanted)
    chart.save_wanted.connect(lambda: save_chart(chart, session))


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
