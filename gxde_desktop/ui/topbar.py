"""The bar at the top, and every action of the window with its shortcut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton

from gxde_desktop.text import LANGUAGES, language, tr
from gxde_desktop.ui.theme import MODES
from gxde_desktop.ui.widgets import rule, tool


@dataclass(slots=True)
class Actions:
    """What can be done from anywhere; built anew when the language changes."""

    owner: QObject
    by_name: dict[str, QAction] = field(default_factory=dict)

    def add(self, name: str, do: Callable[[], object], *keys: str) -> QAction:
        """An action by its catalogue name, with its shortcuts shown in the tool tip."""
        action = QAction(tr(f"ui.action.{name}"), self.owner)
        if keys:
            action.setShortcuts([QKeySequence(key) for key in keys])
            native = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{action.text()} ({native})")
        action.triggered.connect(lambda _=False: do())
        self.by_name[name] = action
        return action

    def __getitem__(self, name: str) -> QAction:
        return self.by_name[name]


class TopBar(QFrame):
    """Open, save, undo on the left; live, compute, export and the menu on the right."""

    def __init__(
        self,
        actions: Actions,
        *,
        live: bool,
        mode: str,
        set_live: Callable[[bool], None],
        set_mode: Callable[[str], None],
        set_language: Callable[[str], None],
        picker: QToolButton,
    ) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(46)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 12, 0)
        row.setSpacing(2)
        self.open = tool(actions["open"])
        self.open.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.open_menu = QMenu(self.open)
        self.open.setMenu(self.open_menu)
        row.addWidget(self.open)
        row.addWidget(tool(actions["save"]))
        row.addSpacing(6)
        row.addWidget(rule(vertical=True))
        row.addSpacing(6)
        row.addWidget(tool(actions["undo"]))
        row.addWidget(tool(actions["redo"]))
        row.addSpacing(6)
        row.addWidget(rule(vertical=True))
        row.addSpacing(6)
        self.picker = picker
        row.addWidget(picker)
        row.addStretch(1)
        self.live = QCheckBox(tr("ui.action.live"))
        self.live.setToolTip(tr("ui.action.live_tip"))
        self.live.setChecked(live)
        self.live.toggled.connect(set_live)
        row.addWidget(self.live)
        row.addSpacing(8)
        self.compute = tool(actions["compute"])
        row.addWidget(self.compute)
        row.addSpacing(6)
        self.export = QPushButton(tr("ui.action.export"))
        self.export.setProperty("kind", "primary")
        self.export.setToolTip(actions["export"].toolTip())
        self.export.clicked.connect(lambda _=False: actions["export"].trigger())
        row.addWidget(self.export)
        row.addSpacing(4)
        self.menu_button = QToolButton()
        self.menu_button.setText("…")
        self.menu_button.setProperty("kind", "more")
        self.menu_button.setToolTip(tr("ui.action.menu"))
        self.menu_button.setAccessibleName(tr("ui.action.menu"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.menu_button)
        self._choices(
            menu, tr("ui.menu.language"), LANGUAGES, "ui.language", language(), set_language
        )
        self._choices(menu, tr("ui.menu.theme"), MODES, "ui.theme", mode, set_mode)
        menu.addSeparator()
        menu.addAction(actions["save_as"])
        menu.addAction(actions["save_without_data"])
        menu.addAction(actions["unsaved_work"])
        menu.addSeparator()
        menu.addAction(actions["search"])
        menu.addAction(actions["help"])
        menu.addAction(actions["guide"])
        menu.addSeparator()
        menu.addAction(actions["print"])
        menu.addAction(actions["template"])
        menu.addAction(actions["log"])
        menu.addAction(actions["diagnostics"])
        menu.addAction(actions["about"])
        self.menu_button.setMenu(menu)
        row.addWidget(self.menu_button)

    def put_picker(self, picker: QToolButton) -> None:
        """Another scenario picker in place of the one that is there."""
        self._row.replaceWidget(self.picker, picker)
        self.picker.hide()
        self.picker.deleteLater()
        self.picker = picker
        picker.show()  # now: by itself it would come a turn later

    def _choices(
        self,
        menu: QMenu,
        title: str,
        names: tuple[str, ...],
        stem: str,
        current: str,
        choose: Callable[[str], None],
    ) -> None:
        inner = menu.addMenu(title)
        group = QActionGroup(inner)
        for name in names:
            action = inner.addAction(tr(f"{stem}.{name}"))
            action.setCheckable(True)
            action.setChecked(name == current)
            action.triggered.connect(lambda _=False, name=name: choose(name))
            group.addAction(action)
