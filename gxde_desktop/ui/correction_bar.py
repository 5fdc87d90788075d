"""Above the sheet: what the selected cells are, and what the whole table is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from gxde_desktop.importing.corrections import KINDS, ORIENTATIONS
from gxde_desktop.importing.results import FoundTable
from gxde_desktop.text import tr
from gxde_desktop.ui.corrections import CELL_ROLES
from gxde_desktop.ui.widgets import ElidedLabel

SET_FIELDS = ("unit", "year", "region", "name", "basis")


class CorrectionBar(QWidget):
    """Buttons for the selected cells and a menu for the table.

    cells_wanted: the selected cells have a role. value_wanted: a field of the table is to be
    set. field_set: kind or orientation with its value. reset_wanted: recognise without
    corrections. The same actions are in `menu`, for the sheet's context menu.
    """

    cells_wanted = Signal(str)
    value_wanted = Signal(str)
    field_set = Signal(str, str)
    reset_wanted = Signal()
    concordance_wanted = Signal()
    carry_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.place = ElidedLabel("", "muted")
        self.place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.place.setFixedWidth(116)
        box.addWidget(self.place)
        self.menu = QMenu(self)
        self.menu.setAccessibleName(tr("ui.correct.menu"))
        self.buttons: dict[str, QToolButton] = {}
        for number, role in enumerate(CELL_ROLES, 1):
            text = tr(f"ui.correct.cells.{role}")
            tip = tr(f"ui.correct.tip.{role}")
            made = QToolButton()
            made.setText(text)
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            made.setProperty("kind", "small")
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.setToolTip(f"{tip} (Alt+{number})")
            made.setAccessibleName(tip)
            made.clicked.connect(partial(self.cells_wanted.emit, role))
            box.addWidget(made)
            self.buttons[role] = made
            action = QAction(tip, self)
            action.setShortcut(f"Alt+{number}")
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(partial(self._shortcut, role))
            self.menu.addAction(action)
            self.addAction(action)
        self.menu_button = self._menu_button(tr("ui.correct.cells"), self.menu)
        box.addWidget(self.menu_button)
        box.addStretch(1)
        self.table_menu = QMenu(self)
        self.table_button = self._menu_button(tr("ui.correct.table"), self.table_menu)
        box.addWidget(self.table_button)
        # Where there is no room for the buttons their menu stands instead.
        self._needed = self.sizeHint().width() - self.menu_button.sizeHint().width()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._show_wide(True)
        self._fill()
        self.show_selection("", None)

    def _menu_button(self, text: str, menu: QMenu) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setAccessibleName(text)
        made.setProperty("kind", "small")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setMenu(menu)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_wide(self.width() >= self._needed)

    def _show_wide(self, wide: bool) -> None:
        for made in self.buttons.values():
            made.setVisible(wide)
        self.menu_button.setVisible(not wide)

    def _fill(self) -> None:
        kinds = self.table_menu.addMenu(tr("ui.correct.kind"))
        for kind in KINDS:
            kinds.addAction(
                tr(f"ui.correct.kind.{kind}"), partial(self.field_set.emit, "kind", kind)
            )
        ways = self.table_menu.addMenu(tr("ui.correct.orientation"))
        for way in ORIENTATIONS:
            ways.addAction(
                tr(f"ui.correct.orientation.{way}"),
                partial(self.field_set.emit, "orientation", way),
            )
        for field in SET_FIELDS:
            self.table_menu.addAction(
                tr("ui.correct.set", field=tr(f"ui.field.{field}")),
                partial(self.value_wanted.emit, field),
            )
        self.table_menu.addSeparator()
        self.concordance = self.table_menu.addAction(
            tr("ui.concordance.open"), self.concordance_wanted.emit
        )
        self.carry = self.table_menu.addAction(tr("ui.carry.open"), self.carry_wanted.emit)
        self.reset = self.table_menu.addAction(tr("ui.correct.reset"), self.reset_wanted.emit)

    def _shortcut(self, role: str) -> None:
        if self.buttons[role].isEnabled():
            self.cells_wanted.emit(role)

    def show_selection(
        self, text: str, table: FoundTable | None, *, corrected: bool = False
    ) -> None:
        """Say what is selected; nothing can be said of nothing."""
        self.place.setText(tr("ui.correct.selected", cells=text) if text else tr("ui.correct.none"))
        for role, made in self.buttons.items():
            made.setEnabled(bool(text))
            self.menu.actions()[CELL_ROLES.index(role)].setEnabled(bool(text))
        self.reset.setEnabled(corrected)
        self.concordance.setEnabled(table is not None and table.kind == "io_table")
        self.carry.setEnabled(table is not None and table.io_table is not None)
