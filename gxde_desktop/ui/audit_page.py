"""The page of published figures: checks with their verdicts, the figures, one check in full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.project.commands import (
    Command,
    Group,
    RemoveCheck,
    RemoveFigure,
    SetCheck,
    SetFigure,
    SetPublished,
    SetTolerance,
)
from gxde_desktop.project.published import examples, published_of
from gxde_desktop.text import tr
from gxde_desktop.ui.audit_dialogs import CheckDialog, FigureDialog
from gxde_desktop.ui.audit_files import export_set, import_set
from gxde_desktop.ui.audit_view import account, check_table, figure_table, tally
from gxde_desktop.ui.cells import TableData
from gxde_desktop.ui.figure_card import FigureCard
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, ElidedLabel, Scrolled, button, clear, label, set_role
from models.audit import Printed, Result
from models.published import TOLERANCES, Claim, PublishedSet, free_key, results

if TYPE_CHECKING:
    from models.measurement import Measurement

EMPTY = PublishedSet()


class AuditTab(QWidget):
    """What follows from what; every change is one undoable step of the project."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._results: tuple[Result, ...] = ()
        self._shown: tuple[PublishedSet | None, Measurement | None] | None = None
        self.about = ElidedLabel("", "muted")
        self.tolerance = QComboBox()
        self.tolerance.setAccessibleName(tr("ui.audit.tolerance"))
        for value in TOLERANCES:
            self.tolerance.addItem(tr("ui.audit.units", value=f"{value:g}"), value)
        self.tolerance.activated.connect(self._choose_tolerance)
        self.part = QButtonGroup(self)
        self.checks = FigureCard(session, tr("ui.audit.checks"), hint=False, contents=True)
        self.figures = FigureCard(session, tr("ui.audit.figures"), hint=False, contents=True)
        self.detail = Card(margin=14)
        self._lay_out()
        self.part.idClicked.connect(lambda _: self.refresh())
        for card in (self.checks, self.figures):
            card.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
            card.table.doubleClicked.connect(lambda _: self.edit())
            card.table.setSelectionBehavior(card.table.SelectionBehavior.SelectRows)
            card.table.verticalHeader().hide()  # the room is the figures'
        session.changed.connect(self.refresh)
        self.refresh()

    # ------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        for number, code in enumerate(("ui.audit.checks", "ui.audit.figures")):
            made = QToolButton()
            made.setText(tr(code))
            made.setCheckable(True)
            made.setChecked(number == 0)
            self.part.addButton(made, number)
            bar.addWidget(made)
        bar.addSpacing(8)
        bar.addWidget(self.about, 1)
        bar.addWidget(label(tr("ui.audit.tolerance"), "muted"))
        bar.addWidget(self.tolerance)
        self.add = button("", self.add_new, "primary")
        bar.addWidget(self.add)
        self.more = QToolButton()
        self.more.setText(tr("ui.audit.more"))
        self.more.setProperty("kind", "small")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.addAction(tr("ui.audit.import"), self.import_file)
        menu.addAction(tr("ui.audit.export"), self.export_file)
        menu.addAction(tr("ui.audit.template"), self.export_template)
        menu.addSeparator()
        for name, published in examples().items():
            menu.addAction(tr("ui.audit.take", title=published.title), partial(self.take, name))
        self._drop = menu.addAction(tr("ui.audit.drop"), self.drop)
        self.more.setMenu(menu)
        bar.addWidget(self.more)
        self.tables = QStackedWidget()
        self.tables.addWidget(self.checks)
        self.tables.addWidget(self.figures)
        self.title = label("", "title", wrap=True)
        self.verdict = label("", "muted")
        self.modify = button(tr("ui.audit.modify"), self.edit)
        self.remove = button(tr("ui.audit.remove"), self.delete)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.verdict)
        head.addWidget(self.title, 1)
        head.addWidget(self.modify)
        head.addWidget(self.remove)
        self.lines = Scrolled(spacing=6)
        self.detail.box.addLayout(head)
        self.detail.box.addWidget(self.lines, 1)
        self.detail.setMinimumHeight(150)
        self.nothing = Card(margin=20)
        self.nothing.box.addWidget(label(tr("ui.audit.nothing_title"), "title"))
        self.nothing.box.addWidget(label(tr("ui.audit.nothing"), "muted", wrap=True))
        row = QHBoxLayout()
        for name, published in examples().items():
            text = tr("ui.audit.take", title=published.title)
            taking = button(tr("ui.audit.take_short"), partial(self.take, name), "primary")
            taking.setToolTip(text)
            row.addWidget(taking)
        row.addWidget(button(tr("ui.audit.import"), self.import_file))
        row.addWidget(button(tr("ui.audit.template"), self.export_template))
        row.addStretch(1)
        self.nothing.box.addSpacing(6)
        self.nothing.box.addLayout(row)
        self.nothing.box.addStretch(1)
        self.whole = QSplitter(Qt.Orientation.Vertical)
        self.whole.setChildrenCollapsible(False)
        self.whole.addWidget(self.tables)
        self.whole.addWidget(self.detail)
        self.whole.setSizes([380, 240])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(bar)
        box.addWidget(self.nothing, 1)
        box.addWidget(self.whole, 1)

    # ------------------------------------------------------------ what is shown

    @property
    def published(self) -> PublishedSet | None:
        """The set in use: the project's own or the example of its region."""
        m = self._session.measurement
        region = m.dataset.region if m is not None else self._session.state.region
        return published_of(self._session.state, region)

    @property
    def looks_at_figures(self) -> bool:
        """Whether the figures are shown and not the checks."""
        return self.part.checkedId() == 1

    def show_measurement(self, measurement: Measurement | None) -> None:
        """Show the audit with the figures of a measurement."""
        self.refresh()

    def refresh(self) -> None:
        """Show the set as it is now; nothing is drawn while the page is hidden."""
        published, m = self.published, self._session.measurement
        if not self.isVisible() and self._shown is not None:
            return
        own = self._session.state.published is not None
        self.add.setText(tr("ui.audit.add_figure" if self.looks_at_figures else "ui.audit.add"))
        self._drop.setEnabled(own)
        there = published is not None and bool(published.figures or published.claims)
        self.nothing.setVisible(not there)
        self.whole.setVisible(there)
        self.tolerance.setEnabled(there)
        self.tables.setCurrentIndex(self.part.checkedId())
        shown = published or EMPTY
        if self._shown != (published, m):
            self._shown = (published, m)
            self._results = results(shown, m)
            self._fill(self.checks, check_table(shown, self._results), tally(self._results))
            self._fill(self.figures, figure_table(shown))
            self._show_tolerance(shown.tolerance)
        origin = tr("ui.audit.own" if own else "ui.audit.example", title=shown.title or "—")
        self.about.setText(origin if there else "")
        self._show_chosen()

    def _fill(self, card: FigureCard, data: TableData, said: str = "") -> None:
        row = card.table.currentIndex().row()
        card.fill(data, said)
        row = min(max(row, 0), card.model.rowCount() - 1)
        if row >= 0:
            flags = QItemSelectionModel.SelectionFlag
            card.table.selectionModel().setCurrentIndex(
                card.model.index(row, 0), flags.ClearAndSelect | flags.Rows
            )

    def _show_tolerance(self, value: float) -> None:
        with QSignalBlocker(self.tolerance):
            place = self.tolerance.findData(value)
            if place < 0:
                self.tolerance.addItem(tr("ui.audit.units", value=f"{value:g}"), value)
                place = self.tolerance.count() - 1
            self.tolerance.setCurrentIndex(place)

    def _chosen(self) -> tuple[Claim, Result] | Printed | None:
        """The check or the figure of the row looked at."""
        published = self.published or EMPTY
        card = self.figures if self.looks_at_figures else self.checks
        row = card.table.currentIndex().row()
        if self.looks_at_figures:
            return published.figures[row] if 0 <= row < len(published.figures) else None
        fits = 0 <= row < len(published.claims) == len(self._results)
        return (published.claims[row], self._results[row]) if fits else None

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        clear(self.lines.box)
        for made in (self.modify, self.remove):
            made.setEnabled(chosen is not None)
        if chosen is None:
            self.title.setText("")
            self.verdict.setText("")
            return
        published = self.published or EMPTY
        if isinstance(chosen, Printed):
            self.verdict.setText("")
            self.title.setText(f"{chosen.text}   {chosen.where}")
            self.lines.box.addWidget(label(chosen.quote, "muted", wrap=True, selectable=True))
            return
        said = account(published, *chosen, self._session.measurement)
        self.title.setText(said.title)
        self.verdict.setText(said.verdict)
        set_role(self.verdict, "role", said.tone)
        self.lines.box.addWidget(label(said.formula, wrap=True, selectable=True))
        if said.numbers:
            self.lines.box.addWidget(label(f"= {said.numbers}", wrap=True, selectable=True))
        self.lines.box.addWidget(label(said.outcome, "title", wrap=True, selectable=True))
        for figure in said.figures:
            text = f"{figure.name} = {figure.value}"
            if figure.key is not None:
                derive = partial(self._session.derive_wanted.emit, figure.key)
                self.lines.box.addWidget(button(text, derive, "link"))
            else:
                line = f"{text}   {figure.place}"
                self.lines.box.addWidget(label(line, "muted", wrap=True, selectable=True))

    # ------------------------------------------------------------ what a person does

    def add_new(self) -> None:
        """Type a new check, or a new figure where the figures are shown."""
        published = self.published or EMPTY
        if self.looks_at_figures:
            self.ask_figure(None)
        else:
            self.ask_check(Claim(free_key(published), "", ""))

    def edit(self) -> None:
        """Change what is chosen."""
        chosen = self._chosen()
        if isinstance(chosen, Printed):
            self.ask_figure(chosen)
        elif chosen is not None:
            self.ask_check(chosen[0])

    def delete(self) -> None:
        """Take what is chosen away."""
        chosen = self._chosen()
        if isinstance(chosen, Printed):
            self.change(RemoveFigure(chosen.key, chosen.year))
        elif chosen is not None:
            self.change(RemoveCheck(chosen[0].key))

    def ask_figure(self, figure: Printed | None) -> None:
        """The dialog of one figure."""
        dialog = FigureDialog(self, self.published or EMPTY, figure)
        if dialog.exec():
            made = dialog.figure
            step = SetFigure(made.key, made.year, made.text, made.unit, made.where, made.quote,
                             made.derived)  # fmt: skip
            moved = figure is not None and (figure.key, figure.year) != (made.key, made.year)
            if figure is not None and moved:
                old = RemoveFigure(figure.key, figure.year)
                self.change(Group((old, step), step.name))
            else:
                self.change(step)
        dialog.deleteLater()

    def ask_check(self, claim: Claim) -> None:
        """The dialog of one check."""
        dialog = CheckDialog(self, self.published or EMPTY, self._session.measurement, claim)
        if dialog.exec():
            made = dialog.claim
            self.change(SetCheck(made.key, made.formula, made.target, made.title))
        dialog.deleteLater()

    def change(self, command: Command) -> None:
        """Do a command; the example becomes the project's own set with the first change."""
        if self._session.state.published is None and self.published is not None:
            command = Group((SetPublished(self.published), command), command.name)
        self._session.apply(command)

    def take(self, name: str) -> None:
        """Make an example the project's own set."""
        self._session.apply(SetPublished(examples()[name]))

    def drop(self) -> None:
        """Keep no set of its own: the example of the region is shown again."""
        self._session.apply(SetPublished(None))

    def import_file(self) -> None:
        """Take a set from a sheet."""
        import_set(self, self._session)

    def export_file(self) -> None:
        """Write the set as a workbook."""
        export_set(self, self._session, self.published or EMPTY)

    def export_template(self) -> None:
        """Write an empty sheet to fill in."""
        export_set(self, self._session, EMPTY)

    def _choose_tolerance(self, place: int) -> None:
        value = float(self.tolerance.itemData(place))
        if self.published is not None and self.published.tolerance != value:
            self.change(SetTolerance(value))
