"""The cards on the data page: one for each table found, with what it is and how it stands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.importing.results import FileReport, FoundTable
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import from_to, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.soon import Soon
from gxde_desktop.ui.widgets import ElidedLabel, clear

CARD = QSize(224, 92)
AT_ONCE = 8
"""Cards made in one turn: as many as a wide screen has room for."""
BETWEEN_MS = 30


def table_line(table: FoundTable) -> str:
    """Region, year, size and unit in one line; what is not known is left out."""
    parts = []
    if table.kind == "io_table" and table.raw is not None:
        raw = table.raw
        parts += [str(part) for part in (raw.region, raw.year) if part]
        parts.append(tr("ui.data.sectors", count=len(raw.names)))
        if raw.unit:
            parts.append(raw.unit)
    elif table.kind == "series":
        # What tells one sheet from another comes first: a card is narrow.
        regions = {one.region for one in table.series if one.region}
        if len(regions) == 1:
            parts.append(*regions)
        years = [year for one in table.series for year in (one.years[:1] + one.years[-1:])]
        if years:
            parts.append(from_to(min(years), max(years)))
        units = {one.unit for one in table.series if one.unit}
        if len(units) == 1:
            parts.append(units.pop())
        if len(regions) > 1:
            parts.append(tr("ui.data.regions", count=len(regions)))
        if len(table.series) != len(regions):
            parts.append(tr("ui.data.series", count=len(table.series)))
    if table.remembered:
        parts.append(tr("ui.data.remembered"))
    if table.overruled or table.corrected:
        parts.append(tr("ui.data.set_by_person"))
    return " · ".join(parts)


def table_standing(table: FoundTable) -> tuple[str, str]:
    """How a table stands, as tone and text."""
    if table.kind == "unknown":
        return "muted", tr("ui.data.not_used")
    if table.questions:
        fields = [tr(f"ui.field.{question.field}") for question in table.questions]
        return "attention", tr("ui.data.asks", fields=tuple(dict.fromkeys(fields)))
    if table.status == "refused":
        return "wrong", tr("ui.data.refused")
    if table.status == "needs_review":
        return "attention", tr("ui.data.review")
    worst = [c.max_abs for c in table.checks if c.status != "skipped" and c.max_abs is not None]
    if worst:
        return "good", tr("ui.data.identities_hold", largest=numbers.compact(round(max(worst), 4)))
    return "good", tr("ui.data.ready")


def shown_tables(report: FileReport) -> tuple[FoundTable, ...]:
    """Tables that get a card of their own; sheets of another kind share the file's last card."""
    return tuple(table for table in report.tables if table.kind != "unknown")


class TableCard(QPushButton):
    """One table; checked while it is the one looked at."""

    def __init__(self, file: ProjectFile, table: FoundTable | None) -> None:
        super().__init__()
        self.key = _key(file, table)
        self.setProperty("kind", "card")
        self.setCheckable(True)
        self.setFixedSize(CARD)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(3)
        if table is None:
            line, (tone, standing) = tr("ui.data.no_table"), ("muted", tr("ui.data.not_used"))
        else:
            line, (tone, standing) = table_line(table), table_standing(table)
        name = ElidedLabel(file.name, "title")
        sheet = ElidedLabel(line, "muted")
        kind = f"{tr(f'ui.kind.{table.kind}')} · {table.sheet}" if table else ""
        where = ElidedLabel(kind, "muted")
        sign = {"good": "✓", "attention": "?", "wrong": "✕", "muted": "–"}[tone]
        state = ElidedLabel(f"{sign} {standing}", tone)
        for part in (name, where, sheet, state):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(part)
        self.setAccessibleName(f"{file.name}: {kind} {line}; {standing}")
        self.setToolTip(f"{file.name}\n{kind}\n{line}\n{standing}")


class CardRow(QScrollArea):
    """All cards in a row that scrolls sideways."""

    chosen = Signal(str, str)
    remove_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(CARD.height() + 14)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._box = QHBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self._box.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setWidget(inner)
        self._group = QButtonGroup(self)
        self._keys: tuple[tuple[str, str], ...] = ()
        self._cards: dict[tuple[str, str], TableCard] = {}
        self._left: list[tuple[ProjectFile, FoundTable | None]] = []
        self._soon = Soon(self, self._make, BETWEEN_MS)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """(digest, table) of every card, in order."""
        return self._keys

    def show_files(self, files: tuple[ProjectFile, ...]) -> None:
        """Show the cards of all files: the first at once, the others in the turns to come."""
        for card in self._cards.values():
            self._group.removeButton(card)
        clear(self._box)
        self._cards = {}
        self._left = [
            (file, table) for file in files for table in (shown_tables(file.report) or (None,))
        ]
        self._keys = tuple(_key(*each) for each in self._left)
        self._make()

    def choose(self, key: tuple[str, str] | None) -> None:
        """Mark one card and bring it into view."""
        if key in self._keys:
            card = self.card(key)
            card.setChecked(True)
            self.ensureWidgetVisible(card, 20, 0)

    def card(self, key: tuple[str, str]) -> TableCard:
        """One card."""
        while key not in self._cards and self._left:
            self._make()
        return self._cards[key]

    def _make(self) -> None:
        """Make the next cards."""
        for file, table in self._left[:AT_ONCE]:
            card = TableCard(file, table)
            card.clicked.connect(lambda _=False, key=card.key: self.chosen.emit(*key))
            card.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            card.customContextMenuRequested.connect(
                lambda _, key=card.key: self.remove_wanted.emit(key[0])
            )
            self._group.addButton(card)
            self._box.addWidget(card)
            self._cards[card.key] = card
        del self._left[:AT_ONCE]
        if self._left:
            self._soon.ask()


def _key(file: ProjectFile, table: FoundTable | None) -> tuple[str, str]:
    return file.sha256, table.id if table else ""
