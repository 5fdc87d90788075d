"""The data page: drop or open files, see what was recognised on the sheets themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from gxde_desktop.project.commands import RemoveFile
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import tr
from gxde_desktop.ui.correction_bar import CorrectionBar
from gxde_desktop.ui.corrections import confirmation, findings_of
from gxde_desktop.ui.empty_data import EmptyData
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.memory_dialog import MemoryDialog
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.sheet_corrections import SheetCorrections
from gxde_desktop.ui.sheet_data import SheetData
from gxde_desktop.ui.sheet_model import EDGES, SheetDelegate, SheetModel, place_of
from gxde_desktop.ui.sheet_view import fit_widths, painted, span_merged
from gxde_desktop.ui.table_cards import CardRow, shown_tables
from gxde_desktop.ui.tables import TableView
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.widgets import ElidedLabel, button, label

LEGEND = ("header", "code", "total", "unit", "finding", "unused")
_LINES = {"header": "solid", "code": "dashed", "total": "dotted", "unused": "solid"}


class DataPage(QWidget):
    """Cards above, the sheet below; findings and questions stand in the context panel."""

    open_wanted = Signal()
    sample_wanted = Signal()
    template_wanted = Signal()
    sheet_shown = Signal(str)
    """The sheet of a table stands in the view."""
    go_on_wanted = Signal()
    """Every table is confirmed: what follows may begin."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._sheets: dict[str, tuple[SheetData, ...]] = {}
        self._asked: set[str] = set()
        self._shown: tuple[str, str] | None = None
        self._jump: tuple[str, str, str] | None = None
        self._reference = ""
        self._going_on = False
        self.empty = EmptyData()
        self.empty.open_wanted.connect(self.open_wanted)
        self.empty.sample_wanted.connect(self.sample_wanted)
        self.empty.template_wanted.connect(self.template_wanted)
        self.cards = CardRow()
        self.cards.chosen.connect(session.choose_table)
        self.cards.remove_wanted.connect(self._file_menu)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(tr("ui.data.sheets"))
        self.tabs.currentChanged.connect(lambda _: self._show_sheet())
        self.view = TableView()
        self.view.setItemDelegate(SheetDelegate(self.view))
        self.view.setAccessibleName(tr("ui.data.sheet"))
        self.view.horizontalHeader().setDefaultSectionSize(104)
        self.view.verticalHeader().setDefaultSectionSize(24)
        self.view.verticalHeader().setMinimumWidth(44)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.bar = CorrectionBar()
        self.bar.concordance_wanted.connect(self.show_concordance)
        self.bar.carry_wanted.connect(self.show_carry)
        self._corrections = SheetCorrections(session, self.view, self.bar)
        self._waiting = label(tr("ui.data.loading"), "muted")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pane = QStackedWidget()
        self._pane.addWidget(self._waiting)
        self._pane.addWidget(self.view)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._content())
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.addWidget(self._stack)
        session.assembled.connect(self._refresh)
        session.table_chosen.connect(self._choose)
        session.cell_wanted.connect(self.go_to)
        session.importer.finished.connect(self._answered)
        self._refresh()

    def go_to(self, sha256: str, sheet: str, cell: str) -> None:
        """Show a cell of a file of the project."""
        file = self._session.state.file(sha256)
        if file is None:  # the project was read back from a workbook, which keeps no source files
            self._session.told.emit(tr("ui.data.source_absent", place=f"{sheet}!{cell}"))
            return
        tables = [t for t in shown_tables(file.report) if t.sheet == sheet]
        keys = [t.id for t in tables] or [t.id for t in shown_tables(file.report)] or [""]
        self._jump = (sha256, sheet, cell)
        current = self._session.chosen_table
        if current is None or current[0] != sha256 or current[1] not in keys:
            self._session.choose_table(sha256, keys[0])
        self._land()

    def _content(self) -> QWidget:
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.cards)
        legend = QWidget()
        flow = FlowLayout(legend, spacing=8)
        self._chips = []
        for name in LEGEND:
            chip = label(tr(f"ui.recognised.{name}"))
            chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
            chip.setFixedWidth(chip.sizeHint().width() + 18)
            self._chips.append((name, chip))
            flow.addWidget(chip)
        row = QHBoxLayout()
        row.addWidget(legend)
        row.addSpacing(8)
        row.addWidget(ElidedLabel(tr("ui.data.legend_hint"), "muted"), 1)
        self.memory_button = button(tr("ui.memory.open"), self.show_memory, "link")
        row.addWidget(self.memory_button)
        row.addSpacing(8)
        self.add_button = button(tr("ui.data.add_files"), self.open_wanted.emit)
        row.addWidget(self.add_button)
        box.addLayout(row)
        box.addWidget(self.bar)
        frame = QFrame()
        frame.setProperty("card", "plain")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 4)
        inner.setSpacing(0)
        inner.addWidget(self._pane, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 0)
        foot.addWidget(self.tabs)
        foot.addStretch(1)
        self.confirm_button = button(tr("ui.data.confirm"), self.confirm, "primary")
        self.confirm_button.setToolTip(tr("ui.data.confirm.tip"))
        foot.addWidget(self.confirm_button)
        inner.addLayout(foot)
        box.addWidget(frame, 1)
        self._paint_chips()
        return whole

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_chips"):
            self._paint_chips()
        super().changeEvent(event)

    def _paint_chips(self) -> None:
        theme = tokens()
        for name, chip in self._chips:
            edge = {"unit": theme.attention, "finding": theme.wrong}.get(name)
            tone = edge or getattr(theme, EDGES[name][0])
            ground = theme.recognition.get(name, theme.background)
            chip.setStyleSheet(
                f"background:{ground}; border:1px {_LINES.get(name, 'solid')} {tone};"
                "border-radius:4px; padding:2px 0;"
            )

    def _refresh(self) -> None:
        files = self._session.state.files
        self._stack.setCurrentIndex(1 if files else 0)
        present = {file.sha256 for file in files}
        self._sheets = {sha: sheets for sha, sheets in self._sheets.items() if sha in present}
        self._asked &= present
        self.cards.show_files(files)
        keys = self.cards.keys
        if keys and self._session.chosen_table not in keys:
            self._session.choose_table(*(self._same_table() or self._asking() or keys)[0])
        elif found := self._table_called(self._corrections.wanted):
            self._session.choose_table(*found[0])
        self._corrections.wanted = ""
        self._choose(stay=True)

    def _same_table(self) -> list[tuple[str, str]]:
        """The table that was looked at, where a correction gave it another range."""
        return self._table_called(self._reference)

    def _table_called(self, reference: str) -> list[tuple[str, str]]:
        return [
            (file.sha256, table.id)
            for file in self._session.state.files
            for table in shown_tables(file.report)
            if reference and table.reference == reference
        ]

    def _asking(self) -> list[tuple[str, str]]:
        """Tables with an open question, then those with a finding."""
        tables = [(f, t) for f in self._session.state.files for t in shown_tables(f.report)]
        tables.sort(key=lambda each: not each[1].questions)
        return [
            (file.sha256, table.id)
            for file, table in tables
            if table.questions or table.status == "needs_review"
        ]

    def _choose(self, *, stay: bool = False) -> None:
        """Show the table that is chosen; stay: on the sheet that is looked at, if it is there."""
        self.cards.choose(self._session.chosen_table)
        found = self._session.table()
        if found is None:
            return
        file, table = found
        self._reference = table.reference if table else ""
        self._corrections.follow_selection()
        sheets = self._sheets.get(file.sha256)
        if sheets is None:
            self._pane.setCurrentWidget(self._waiting)
            self._ask(file)
            return
        names = [sheet.name for sheet in sheets]
        wanted = table.sheet if table else (names[0] if names else "")
        shown = self.tabs.tabText(self.tabs.currentIndex())
        if stay and self._shown == (file.sha256, shown):
            wanted = shown
        self._fill_tabs(names, wanted)
        self._show_sheet()

    def _ask(self, file: ProjectFile) -> None:
        if file.sha256 in self._asked:
            return
        self._asked.add(file.sha256)

        def receive(sheets: tuple[SheetData, ...]) -> None:
            # Another language makes the pages anew: the one that asked may be gone by now.
            if isValid(self):
                self._sheets[file.sha256] = sheets
                self._choose()
                self._land()

        self._session.importer.sheets(file, receive)

    def _fill_tabs(self, names: Sequence[str], chosen: str) -> None:
        self.tabs.blockSignals(True)
        if [self.tabs.tabText(i) for i in range(self.tabs.count())] != list(names):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for name in names:
                self.tabs.addTab(name)
        if chosen in names:
            self.tabs.setCurrentIndex(list(names).index(chosen))
        self.tabs.blockSignals(False)

    def _show_sheet(self) -> None:
        found = self._session.table()
        if found is None or self.tabs.currentIndex() < 0:
            return
        file = found[0]
        sheets = self._sheets.get(file.sha256, ())
        if self.tabs.currentIndex() >= len(sheets):
            return
        sheet = sheets[self.tabs.currentIndex()]
        key = (file.sha256, sheet.name)
        model = self.view.model()
        if key != self._shown or not isinstance(model, SheetModel):
            old = self.view.model()
            model = SheetModel(sheet, self.view)
            self.view.setModel(model)
            if old is not None:
                old.deleteLater()
            self._shown = key
            fit_widths(self.view, model)
            span_merged(self.view, model)
            self.view.selectionModel().selectionChanged.connect(self._corrections.follow_selection)
        model.paint(*painted(file, sheet.name))
        self._corrections.follow_selection()
        self._pane.setCurrentWidget(self.view)
        self.sheet_shown.emit(sheet.name)

    def _land(self) -> None:
        """Go to the cell that was asked for, once its sheet is there."""
        if self._jump is None:
            return
        sha256, sheet, cell = self._jump
        names = [each.name for each in self._sheets.get(sha256, ())]
        if sheet not in names or self._session.chosen_table is None:
            return
        self._jump = None
        self.tabs.setCurrentIndex(names.index(sheet))
        place = place_of(cell)
        model = self.view.model()
        if place is None or model is None:
            return
        index = model.index(*place)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.view.setFocus()

    def confirm(self) -> None:
        """Confirm the findings of the table looked at, then go to the next that needs a person."""
        found = self._session.table()
        if found is None or self._session.importer.busy:
            return
        file, table = found
        if table is not None and table.questions:
            fields = [tr(f"ui.field.{question.field}") for question in table.questions]
            self._session.told.emit(tr("ui.data.answer_first", fields=tuple(fields)))
            self._session.attention_wanted.emit()
            return
        findings = () if table is None else findings_of(table)
        if table is not None and findings:
            self._going_on = True
            answer = confirmation(table.reference, findings, file.answers)
            self._session.importer.answer(file, (answer,))
            return
        self._go_on()

    def _go_on(self) -> None:
        self._going_on = False
        asking = self._asking()
        if asking:
            self._session.choose_table(*asking[0])
        else:
            self.go_on_wanted.emit()

    def _answered(self, done: bool) -> None:
        if self._going_on and done:
            self._go_on()
        self._going_on = False

    def show_memory(self) -> None:
        """What is remembered of layouts, to be looked through and forgotten."""
        MemoryDialog(self, self._session.remembering).open()

    def show_concordance(self) -> None:
        """Which sectors of the table looked at hold which asset, to be changed."""
        from gxde_desktop.ui.concordance_dialog import ConcordanceDialog

        target = self._corrections.target()
        if target is not None and target[1] is not None and target[1].raw is not None:
            ConcordanceDialog(self, self._session, target[1]).open()

    def show_carry(self) -> None:
        """The table looked at, carried to another year by its margins."""
        from gxde_desktop.ui.carry_dialog import CarryDialog

        target = self._corrections.target()
        if target is not None and target[1] is not None and target[1].io_table is not None:
            CarryDialog(self, self._session, target[0], target[1]).open()

    def _file_menu(self, sha256: str) -> None:
        file = self._session.state.file(sha256)
        if file is None:
            return
        menu = QMenu(self)
        wants = self._session
        menu.addAction(tr("ui.update.menu"), lambda: wants.update_wanted.emit(sha256))
        menu.addAction(tr("ui.update.menu_other"), lambda: wants.update_from_wanted.emit(sha256))
        menu.addSeparator()
        menu.addAction(
            tr("ui.data.remove", file=file.name),
            lambda: self._session.apply(RemoveFile(sha256, file.name)),
        )
        menu.exec(self.cursor().pos())
