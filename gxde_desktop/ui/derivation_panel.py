"""The 溯源 tab: a figure's formula, the same with numbers, and the way down to source cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.levels import level_of
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.formula_text import formula_html
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.measures import FigureKey, figure_title, term_title, unit_text
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.surveys import is_wide
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.widgets import Card, ElidedLabel, label, set_role
from gxde_desktop.ui.words import name_of

if TYPE_CHECKING:
    from models.explain import Derivation
    from models.expression import Flag
    from models.measurement import Measurement
    from models.sources import Origin

_FIGURE = Qt.ItemDataRole.UserRole
_ORIGIN = Qt.ItemDataRole.UserRole + 1
_PARAMETER = Qt.ItemDataRole.UserRole + 2


class DerivationPanel(QWidget):
    """Explains one figure; its tree opens term by term."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 14, 14, 10)
        self.box.setSpacing(8)
        self._session = session
        self._figure: FigureKey | None = None
        self._title = label("", "title", wrap=True)
        self._value = label("", "figure", selectable=True)
        self._unit = ElidedLabel("", "muted")
        self._unit.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._unit.setContentsMargins(0, 0, 0, 6)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._value)
        line.addWidget(self._unit, 1)
        self.interval = label("", "muted", selectable=True)
        self._note = label("", "muted", wrap=True)
        formula = Card("formula", spacing=4)
        self._symbols = label("", wrap=True, selectable=True)
        self._symbols.setTextFormat(Qt.TextFormat.RichText)
        self._numbers = label("", "muted", wrap=True, selectable=True)
        self._source = label("", "muted", wrap=True)
        for part in (self._symbols, self._numbers, self._source):
            formula.box.addWidget(part)
        self._formula = formula
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(12)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setAccessibleName(tr("ui.derivation.tree"))
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemExpanded.connect(self._open)
        self.tree.itemActivated.connect(self._activate)
        self.tree.itemClicked.connect(self._activate)
        self.tree.setMinimumHeight(160)
        self._hint = label(tr("ui.derivation.hint"), "muted", wrap=True)
        self.box.addWidget(self._title)
        self.box.addLayout(line)
        for widget in (self.interval, self._note, formula, self.tree, self._hint):
            self.box.addWidget(widget, 1 if widget is self.tree else 0)
        self._rest = QWidget()
        self.box.addWidget(self._rest, 1)
        self._waiting: FigureKey | None = None
        self._explained: Measurement | None = None
        session.measured.connect(self._again)
        session.survey.found.connect(self._known)
        session.uncertainty.changed.connect(self._show_interval)
        self._show_nothing()

    def explain(self, figure: FigureKey) -> None:
        """Explain a figure of the measurement."""
        measurement = self._session.measurement
        if measurement is None:
            self._show_nothing()
            return
        from models.explain import derive

        key, index = figure
        self._figure = figure
        self._explained = measurement
        survey = self._session.survey
        if is_wide(figure) and not survey.knows(measurement, figure):
            self._wait(measurement, figure)
            return
        found = derive(measurement, key, index)
        decimals = numbers.decimals_for(found.unit)
        self._title.setText(figure_title(measurement, figure))
        shown = numbers.show(found.value, decimals)
        self._value.setText(shown)
        self._unit.setText(unit_text(found.unit, measurement))
        self._value.setToolTip(numbers.exact(found.value))
        below = measurement.inherited_flags(key, *index)
        note, tone = _note(found, below)
        self._note.setText(note)
        set_role(self._note, "role", tone)
        self._note.setVisible(bool(note))
        self._symbols.setText(formula_html(found.formula or found.symbol))
        self._numbers.setText(f"= {found.numbers}" if found.numbers else "")
        self._numbers.setVisible(bool(found.numbers))
        level = level_text(level_of(measurement, figure))
        self._source.setText(f"{name_of(f'source.{found.source}')} · {level}")
        self._formula.show()
        self._value.show()
        self._unit.show()
        self._waiting = None
        self._note.setVisible(bool(note))
        self.tree.clear()
        self._fill(self.tree.invisibleRootItem(), found, figure)
        there = self.tree.topLevelItemCount() > 0
        self.tree.setVisible(there)
        self._hint.setVisible(there)
        self._rest.setVisible(not there)
        self._show_interval()

    def _show_interval(self) -> None:
        """How far the figure is certain, where that is known and current."""
        figure, measurement = self._figure, self._explained
        ends = None
        if figure is not None and measurement is not None:
            ends = self._session.uncertainty.interval(measurement, *figure)
        self.interval.setVisible(ends is not None)
        if ends is not None and figure is not None:
            from models.quantities import REGISTRY

            decimals = numbers.decimals_for(REGISTRY[figure[0]].unit)
            low, high = (numbers.show(end, decimals) for end in ends)
            self.interval.setText(tr("ui.uncertainty.interval", low=low, high=high))

    def _wait(self, measurement: Measurement, figure: FigureKey) -> None:
        """The figure itself; the rest when it is known what it rests on."""
        self._show_nothing()
        self._figure = self._waiting = figure
        self._title.setText(figure_title(measurement, figure))
        self._note.setText(tr("ui.derivation.collecting"))
        set_role(self._note, "role", "muted")
        self._note.show()
        self._session.survey.want(measurement, (figure,), first=True)

    def _known(self) -> None:
        if self._waiting is not None and self._waiting == self._figure:
            measurement = self._session.measurement
            if measurement is None or self._session.survey.knows(measurement, self._waiting):
                self.explain(self._waiting)

    def _again(self) -> None:
        """Explain the same figure of a new measurement, where it still exists."""
        measurement, figure = self._session.measurement, self._figure
        if figure is None or measurement is self._explained:
            return
        if measurement is None or not _inside(measurement, figure):
            self._show_nothing()
        elif self.isVisible():
            self.explain(figure)

    def _show_nothing(self) -> None:
        self._figure = self._explained = None
        self._title.setText(tr("ui.derivation.nothing"))
        shown = (self._value, self._unit, self.interval, self._note, self._formula, self.tree)
        for part in (*shown, self._hint):
            part.hide()
        self._rest.show()

    def _fill(self, parent: QTreeWidgetItem, found: Derivation, above: FigureKey) -> None:
        measurement = self._session.measurement
        assert measurement is not None
        theme = tokens()
        if found.origin is not None:
            self._add_origin(parent, found.origin)
        for use in found.parameters:
            item = QTreeWidgetItem([_parameter_name(use.path), numbers.compact(use.value)])
            item.setData(0, _PARAMETER, use.path)
            item.setForeground(0, QColor(theme.accent))
            _right(item)
            parent.addChild(item)
        for term in found.terms:
            value = measurement.at(term.key, term.index)
            from models.quantities import REGISTRY

            decimals = numbers.decimals_for(REGISTRY[term.key].unit)
            figure = (term.key, term.index)
            item = QTreeWidgetItem(
                [term_title(measurement, figure, above), numbers.show(value, decimals)]
            )
            item.setData(0, _FIGURE, figure)
            item.setToolTip(0, figure_title(measurement, figure))
            item.setToolTip(1, numbers.exact(value))
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            if math.isnan(value):
                item.setForeground(1, QColor(theme.attention))
            _right(item)
            parent.addChild(item)
        if found.zero_terms:
            item = QTreeWidgetItem([tr("ui.derivation.zero_terms", count=found.zero_terms), ""])
            item.setForeground(0, QColor(theme.muted))
            parent.addChild(item)
        if found.reason is not None and not found.terms:
            item = QTreeWidgetItem([tr("ui.derivation.needs", what=say(found.reason)), ""])
            item.setForeground(0, QColor(theme.attention))
            item.setToolTip(0, item.text(0))
            parent.addChild(item)

    def _add_origin(self, parent: QTreeWidgetItem, origin: Origin) -> None:
        # The cell first: of a long line the panel shows the beginning and the end.
        place = f"{origin.table.sheet}!{origin.cell} · {origin.table.file}"
        item = QTreeWidgetItem([place, ""])
        item.setData(0, _ORIGIN, origin)
        item.setForeground(0, QColor(tokens().accent))
        item.setToolTip(0, tr("ui.derivation.open_cell", place=str(origin)))
        parent.addChild(item)
        item.setFirstColumnSpanned(True)

    def _open(self, item: QTreeWidgetItem) -> None:
        figure = item.data(0, _FIGURE)
        measurement = self._session.measurement
        if figure is None or item.childCount() or measurement is None:
            return
        from models.explain import derive

        key, index = figure
        found = derive(measurement, key, tuple(index))
        self._fill(item, found, (key, tuple(index)))
        if not item.childCount():
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicator)

    def _activate(self, item: QTreeWidgetItem, _: int = 0) -> None:
        origin: Any = item.data(0, _ORIGIN)
        if origin is not None:
            self._session.cell_wanted.emit(origin.table.sha256, origin.table.sheet, origin.cell)


def _note(found: Derivation, below: tuple[Flag, ...]) -> tuple[str, str]:
    """Why it is missing, or how it is marked, with the tone that goes with it."""
    if found.reason is not None:
        return tr("ui.derivation.needs", what=say(found.reason)), "attention"
    own = [tr(f"flag.{flag.code}") for flag in found.flags]
    parts = []
    comma = tr("ui.comma")
    if own:
        parts.append(tr("ui.derivation.own_flags", flags=comma.join(own)))
    if below:
        parts.append(
            tr(
                "ui.derivation.inherited_flags",
                flags=comma.join(tr(f"flag.{flag.code}") for flag in below),
            )
        )
    return "\n".join(parts), "attention" if own else "muted"


def _parameter_name(path: str) -> str:
    head, _, name = path.rpartition(".")
    if name.startswith("share_"):
        title = f"{tr('parameter.share.title')} {name.removeprefix('share_')}"
    else:
        title = name_of(f"parameter.{name}.title")
    return f"{title} · {tr(f'asset.{head}')}" if head else title


def _inside(measurement: Any, figure: FigureKey) -> bool:
    key, index = figure
    shape = measurement.values[key].shape
    return all(0 <= i < n for i, n in zip(index, shape, strict=True))


def _right(item: QTreeWidgetItem) -> None:
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
