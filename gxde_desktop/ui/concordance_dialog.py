"""Which sectors of a table hold which asset and how digital they are: to look at and to change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.project.commands import ResetConcordance, SetConcordance
from gxde_desktop.project.concordances import concordance_for, shipped, title_of
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.widgets import button, label
from models.concordance import GROUP_OF_ASSET, GROUPS, Concordance, SectorRule, normal_name
from models.frozen import FrozenMap

ASSETS = tuple(GROUP_OF_ASSET)
GROUP_COLUMN, FIRST_ASSET, DIGITAL = 1, 2, 2 + len(ASSETS)
RESET = DIGITAL + 1
MANY = 60
"""With more sectors than this, only those of interest are shown at first."""


class ConcordanceDialog(QDialog):
    """One line a sector of the table; every change is one undoable step of the project.

    Asset shares stand only where the table itself tells assets apart: the sectors of a coarse
    table are split by a detailed one.
    """

    def __init__(self, parent: QWidget, session: Session, table: FoundTable) -> None:
        super().__init__(parent)
        self._session = session
        self._names = table.raw.names if table.raw is not None else ()
        self._filling = False
        self.setWindowTitle(tr("ui.concordance.title"))
        self.resize(960, 620)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        self.heading = label("", "title")
        self.note = label("", "muted", wrap=True)
        box.addWidget(self.heading)
        box.addWidget(self.note)
        row = QHBoxLayout()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ui.concordance.search"))
        self.search.setAccessibleName(tr("ui.concordance.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._filter())
        row.addWidget(self.search, 1)
        self.only_used = QCheckBox(tr("ui.concordance.only_used"))
        self.only_used.setChecked(len(self._names) > MANY)
        self.only_used.toggled.connect(lambda _: self._filter())
        row.addWidget(self.only_used)
        box.addLayout(row)
        heads = ["sector", "group", *(f"share.{asset}" for asset in ASSETS), "digital", "reset"]
        self.table = QTableWidget(len(self._names), len(heads))
        self.table.setHorizontalHeaderLabels([tr(f"ui.concordance.{head}") for head in heads])
        self.table.setAccessibleName(tr("ui.concordance.title"))
        self.table.verticalHeader().setDefaultSectionSize(32)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((0, 216, 96, 96, 96, 104, 84)):
            if width:
                self.table.setColumnWidth(column, width)
        self.table.itemChanged.connect(self._typed)
        box.addWidget(self.table, 1)
        self.wrong = label("", "wrong", wrap=True)
        box.addWidget(self.wrong)
        foot = QHBoxLayout()
        self.reset_all = button(tr("ui.concordance.reset_all"), self._reset_all)
        foot.addWidget(self.reset_all)
        foot.addStretch(1)
        close = button(tr("ui.close"), self.accept, "primary")
        close.setAutoDefault(False)
        foot.addWidget(close)
        box.addLayout(foot)
        session.changed.connect(self.refresh)
        self.finished.connect(self._leave)
        self.refresh()

    @property
    def concordance(self) -> Concordance | None:
        """The rules of the table's classification as the project has them now."""
        return concordance_for(self._names, self._session.state.concordances)

    def refresh(self) -> None:
        """Show the rules as they are now."""
        found = self.concordance
        if found is None:
            self.heading.setText(tr("ui.concordance.unknown", count=len(self._names)))
            self.table.hide()
            self.reset_all.setEnabled(False)
            return
        edits = self._session.state.concordances.get(found.classification, {})
        self.heading.setText(tr("ui.concordance.of", title=title_of(found), count=len(edits)))
        self.note.setText(
            tr("ui.concordance.detailed" if found.detailed else "ui.concordance.coarse")
        )
        self.reset_all.setEnabled(bool(edits))
        self._filling = True
        for row, name in enumerate(self._names):
            self._line(row, name, found, changed=normal_name(name) in edits)
        self._filling = False
        self._filter()

    def _line(self, row: int, name: str, found: Concordance, *, changed: bool) -> None:
        rule = found.rule(name)
        put = partial(self._put, row)
        put(0, f"● {name}" if changed else name, editable=False, changed=changed)
        self.table.setCellWidget(row, GROUP_COLUMN, self._group_box(row, name, rule))
        for column, asset in enumerate(ASSETS, FIRST_ASSET):
            fits = found.detailed and rule.group == GROUP_OF_ASSET[asset]
            text = numbers.compact(rule.assets.get(asset, 0.0)) if fits else "—"
            put(column, text, editable=fits, changed=changed and fits)
        inside = rule.group is not None
        text = numbers.compact(rule.digital) if inside else "—"
        put(DIGITAL, text, editable=inside, changed=changed and inside)
        if changed:
            reset = button(tr("ui.concordance.reset_one"), partial(self._reset, name), "link")
            self.table.setCellWidget(row, RESET, reset)
        else:
            self.table.removeCellWidget(row, RESET)

    def _put(self, row: int, column: int, text: str, *, editable: bool, changed: bool) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.table.setItem(row, column, item)
        item.setText(text)
        item.setToolTip(text)
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
        theme = tokens()
        tone = theme.attention if changed else theme.text if editable or not column else theme.muted
        item.setForeground(QColor(tone))
        if column:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _group_box(self, row: int, name: str, rule: SectorRule) -> QComboBox:
        made: Any = self.table.cellWidget(row, GROUP_COLUMN)
        if made is None:
            made = QComboBox()
            made.setAccessibleName(f"{name} {tr('ui.concordance.group')}")
            made.addItem(tr("ui.concordance.no_group"), None)
            for group in GROUPS:
                made.addItem(tr(f"group.{group}"), group)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.activated.connect(lambda place, box=made: self._moved(name, box.itemData(place)))
        made.setCurrentIndex(max(made.findData(rule.group), 0))
        return made

    def _moved(self, name: str, group: str | None) -> None:
        """A sector into another product group: a first asset of it in full, wholly digital."""
        found = self.concordance
        if found is None or found.rule(name).group == group:
            return
        assets = [asset for asset in ASSETS if GROUP_OF_ASSET[asset] == group]
        shares = {assets[0]: 1.0} if assets and found.detailed else {}
        rule = SectorRule(group, FrozenMap(shares), digital=1.0 if group else 0.0)
        self._apply(name, rule)

    def _typed(self, item: QTableWidgetItem) -> None:
        found = self.concordance
        if self._filling or found is None:
            return
        name, column = self._names[item.row()], item.column()
        rule = found.rule(name)
        try:
            value = float(item.text().replace("％", "%").rstrip("%").strip())
        except ValueError:
            self.wrong.setText(tr("ui.concordance.no_number", text=item.text()))
            self.refresh()
            return
        if item.text().strip().endswith(("%", "％")):
            value /= 100
        if column == DIGITAL:
            rule = replace(rule, digital=value)
        else:
            shares = {**rule.assets, ASSETS[column - FIRST_ASSET]: value}
            rule = replace(rule, assets=FrozenMap({k: v for k, v in shares.items() if v}))
        self._apply(name, rule)

    def _apply(self, name: str, rule: SectorRule | None) -> None:
        found = self.concordance
        if found is None:
            return
        try:
            self._session.project.apply(SetConcordance(found.classification, name, rule))
            self.wrong.setText("")
        except ProjectError as error:
            # Said here, where it was typed, and not in a dialog of its own.
            self.wrong.setText(say(error.message))
        self.refresh()

    def _reset(self, name: str) -> None:
        self._apply(name, None)

    def _reset_all(self) -> None:
        found = self.concordance
        if found is not None:
            self._session.apply(ResetConcordance(found.classification))

    def _filter(self) -> None:
        found = self.concordance
        words = self.search.text().casefold().split()
        for row, name in enumerate(self._names):
            used = found is not None and found.rule(name).group is not None
            if found is not None and shipped(found.classification).rule(name).group is not None:
                used = True
            there = all(word in name.casefold() for word in words)
            self.table.setRowHidden(row, not there or (self.only_used.isChecked() and not used))

    def _leave(self) -> None:
        self._session.changed.disconnect(self.refresh)
        self.deleteLater()
