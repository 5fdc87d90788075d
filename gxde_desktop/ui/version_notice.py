"""Says that another version of program or method gave other figures, and shows both."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gxde_desktop.project.summaries import ChangedFigure, VersionChange, version_change
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.figure_card import FigureCard
from gxde_desktop.ui.measures import unit_text
from gxde_desktop.ui.notices import Notice, NoticeBar
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import button, label
from models.measurement import Measurement

KEY = "version"


class VersionNotice(QObject):
    """Follows the measurements of a session; once put away it stays away for that project."""

    def __init__(self, session: Session, bar: NoticeBar) -> None:
        super().__init__(bar)
        self._session = session
        self._bar = bar
        self._away: object = None
        self.dialog: VersionDialog | None = None
        session.measured.connect(self.refresh)
        session.changed.connect(self.refresh)
        bar.put_away.connect(self._put_away)
        self.refresh()

    def refresh(self) -> None:
        """Compare the figures with those that the project kept."""
        change = self._change()
        if change is None:
            self._bar.end(KEY)
            return
        text = tr(
            "ui.version.notice",
            program=change.before.program,
            method=change.before.method,
            count=len(change.figures),
        )
        self._bar.show_notice(Notice(KEY, text, ((tr("ui.version.show"), self._show),)))

    def _change(self) -> VersionChange | None:
        """What the version changed; None where data or parameters changed as well."""
        session = self._session
        made = session.measurement
        if made is None or session.standing != Standing.CURRENT:
            return None
        if self._away is session.project:
            return None
        kept = session.project.results.get(session.state.active)
        change = None if kept is None else version_change(kept, made, session.results.fingerprints)
        if change is None or not change.same_inputs or not change.figures:
            return None
        return change

    def _show(self) -> None:
        change, made = self._change(), self._session.measurement
        if change is None or made is None:
            return
        self.dialog = VersionDialog(self._bar.window(), self._session, change, made)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _put_away(self, key: str) -> None:
        if key == KEY:
            self._away = self._session.project


class VersionDialog(QDialog):
    """The figures of before and of now."""

    def __init__(
        self, parent: QWidget, session: Session, change: VersionChange, now: Measurement
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("ui.version.title"))
        self.resize(860, 480)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(tr("ui.version.title"), "heading"))
        box.addWidget(
            label(
                tr(
                    "ui.version.text",
                    before=_versions(change.before.program, change.before.method),
                    now=_versions(change.now.program, change.now.method),
                ),
                wrap=True,
            )
        )
        self.card = FigureCard(session, tr("ui.version.figures"), hint=False, contents=True)
        self.card.fill(version_table(change, now))
        box.addWidget(self.card, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(tr("ui.close"), self.accept, "primary"))
        box.addLayout(row)


def version_table(change: VersionChange, now: Measurement) -> FixedTable:
    """Figure, year, value then, value now, difference."""
    headers = tuple(tr(f"ui.version.{name}") for name in ("place", "before", "now", "difference"))
    return FixedTable(
        headers,
        tuple(_line(each) for each in change.figures),
        tuple(
            tr(
                "ui.scenarios.row",
                title=say(each.headline.title),
                unit=unit_text(each.headline.unit, now),
            )
            for each in change.figures
        ),
    )


def _line(each: ChangedFigure) -> tuple[Cell, ...]:
    decimals = numbers.decimals_for(each.headline.unit)
    gone = each.now != each.now
    after = Cell(None, tip=tr("ui.version.gone")) if gone else Cell(each.now, decimals)
    change = (
        Cell(None, tip=tr("ui.version.gone"))
        if gone
        else Cell(each.now - each.before, decimals, tone="attention", signed=True)
    )
    return Cell(str(each.place)), Cell(each.before, decimals), after, change


def _versions(program: str, method: str) -> str:
    return tr("ui.version.of", program=program, method=method)
