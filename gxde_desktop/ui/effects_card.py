"""What the headline figure becomes with other values of the parameter that is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.effects import Effect
from gxde_desktop.ui.headline import (
    HeadlineFigure,
    chosen_headline,
    chosen_rule,
    headline_figure,
)
from gxde_desktop.ui.parameter_table import editor_name, value_text
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.tables import TableModel, TableView
from gxde_desktop.ui.widgets import label
from models.parameters import value_of

ROW = 26


class EffectsCard(QWidget):
    """A small table: value, figure, change. Hidden where nothing can be tried."""

    def __init__(self, session: Session, path: str) -> None:
        super().__init__()
        self._session = session
        self._path = path
        self._caption = label("", "muted", wrap=True)
        self.model = TableModel(parent=self)
        self.table = TableView()
        self.table.setProperty("kind", "plain")
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("ui.effects.title"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across = self.table.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setStretchLastSection(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.setSpacing(4)
        box.addWidget(label(tr("ui.effects.title"), "title"))
        if path.rpartition(".")[0]:
            box.addWidget(label(editor_name(path), wrap=True))
        box.addWidget(self._caption)
        box.addWidget(self.table)
        session.effects.arrived.connect(self.refresh)
        session.headline_chosen.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what has arrived so far."""
        effects = self._session.effects
        entries = effects.entries if effects.path == self._path else ()
        self.setVisible(bool(entries))
        if not entries:
            return
        settings = self._session.settings
        headline, rule = chosen_headline(settings), chosen_rule(settings)
        now = headline_figure(self._session.measurement, headline, rule)
        year = now.year if now is not None else None
        found = [headline_figure(each.measurement, headline, rule, year=year) for each in entries]
        self._caption.setText(now.caption + f" · {now.unit}" if now is not None else "")
        self.model.show(self._table(entries, found, now))
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + ROW * len(entries) + 2)

    def _table(
        self,
        entries: tuple[Effect, ...],
        found: list[HeadlineFigure | None],
        now: HeadlineFigure | None,
    ) -> FixedTable:
        session = self._session
        present = value_of(session.state.parameters, self._path)
        default = value_of(session.preset, self._path)
        lines = []
        for entry, figure in zip(entries, found, strict=True):
            bold = entry.value == present
            words = value_text(self._path, entry.value)
            if entry.value == default and not bold:
                words = tr("ui.effects.default", value=words)
            waiting = entry.measurement is None and not entry.failed
            why = tr("ui.effects.measuring") if waiting else tr("ui.effects.cannot")
            if figure is None:
                mark = Cell("…", tip=why, tone="muted") if waiting else Cell(None, tip=why)
                lines.append((Cell(words, bold=bold, tip=words), mark, Cell("")))
                continue
            change = figure.value - now.value if now is not None else None
            lines.append(
                (
                    Cell(words, bold=bold, tip=words),
                    Cell(figure.value, figure.decimals, bold=bold),
                    Cell("" if bold else change, figure.decimals, signed=True, tone="muted"),
                )
            )
        headers = (tr("ui.parameters.value"), tr("ui.effects.figure"), numbers.DELTA)
        return FixedTable(headers, tuple(lines))
