"""The scenario picker, and what can be done with scenarios from anywhere in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gxde_desktop.project.commands import (
    AddScenario,
    DuplicateScenario,
    RemoveScenario,
    RenameScenario,
    SelectScenario,
)
from gxde_desktop.project.scenarios import names_of
from gxde_desktop.project.settings import chain_of
from gxde_desktop.text import tr
from gxde_desktop.ui.scenario_dialog import ScenarioDialog
from gxde_desktop.ui.scenario_figures import scenario_title
from gxde_desktop.ui.session import Session

LONGEST = 18


class ScenarioActions(QObject):
    """Add, duplicate, rename, remove, select: each one undoable step; `parent` asks for names."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self.dialog: ScenarioDialog | None = None
        """The question for a name that is shown now."""

    def select(self, name: str | None) -> None:
        """Look at another scenario and decide in it."""
        self._session.apply(SelectScenario(name))

    def add(self) -> None:
        """Ask for a name and make a scenario that inherits from the active one."""
        dialog = ScenarioDialog(
            self._parent,
            self._session.state,
            tr("ui.scenarios.add_title"),
            name=self._free(tr("ui.scenarios.new_name")),
            inherits=self._session.state.active,
            choose_parent=True,
        )
        self._ask(dialog, lambda: AddScenario(dialog.name, dialog.chosen_parent))

    def duplicate(self) -> None:
        """Ask for a name and make a scenario like the active one."""
        active = self._session.state.active
        title = scenario_title(active)
        dialog = ScenarioDialog(
            self._parent,
            self._session.state,
            tr("ui.scenarios.duplicate_title", scenario=title),
            name=self._free(tr("ui.scenarios.copy_name", scenario=title)),
        )
        self._ask(dialog, lambda: DuplicateScenario(active, dialog.name))

    def rename(self) -> None:
        """Ask for another name of the active scenario; the base keeps its own."""
        active = self._session.state.active
        if active is None:
            return
        dialog = ScenarioDialog(
            self._parent,
            self._session.state,
            tr("ui.scenarios.rename_title", scenario=active),
            name=active,
            but=active,
        )
        self._ask(dialog, lambda: RenameScenario(active, dialog.name))

    def remove(self) -> None:
        """Take the active scenario away; undo brings it back, so nothing is asked."""
        active = self._session.state.active
        if active is not None and self._session.apply(RemoveScenario(active)):
            self._session.told.emit(tr("ui.scenarios.removed", scenario=active))

    def _ask(self, dialog: ScenarioDialog, command: Callable[[], object]) -> None:
        dialog.setModal(True)

        def answered(code: int) -> None:
            self.dialog = None
            if code:
                self._session.apply(command())  # type: ignore[arg-type]

        dialog.finished.connect(answered)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _free(self, stem: str) -> str:
        """A name that is not taken: the stem, else with the first free number."""
        taken = {each.name for each in self._session.state.scenarios}
        number = 2
        name = stem
        while name in taken:
            name = f"{stem} {number}"
            number += 1
        return name


class ScenarioPicker(QToolButton):
    """Shows the active scenario; its menu changes to another and manages them."""

    def __init__(
        self, session: Session, actions: ScenarioActions, compare: Callable[[], object]
    ) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._compare = compare
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show which scenario is active."""
        title = scenario_title(self._session.state.active)
        shown = title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"
        self.setText(tr("ui.scenarios.picker", scenario=shown))
        self.setAccessibleName(tr("ui.scenarios.picker_is", scenario=title))
        self.setToolTip(tr("ui.scenarios.picker_tip", scenario=title))

    def filled_menu(self) -> QMenu:
        """The menu as it would be shown now."""
        self._fill()
        return self._menu

    def _fill(self) -> None:
        menu, state = self._menu, self._session.state
        menu.clear()
        group = QActionGroup(menu)
        for name in names_of(state):
            depth = len(chain_of(state.scenarios, name))
            action = menu.addAction("    " * max(depth - 1, 0) + scenario_title(name))
            action.setCheckable(True)
            action.setChecked(name == state.active)
            action.triggered.connect(lambda _=False, name=name: self._actions.select(name))
            group.addAction(action)
        menu.addSeparator()
        menu.addAction(tr("ui.scenarios.add"), self._actions.add)
        menu.addAction(tr("ui.scenarios.duplicate"), self._actions.duplicate)
        rename = menu.addAction(tr("ui.scenarios.rename"), self._actions.rename)
        remove = menu.addAction(tr("ui.scenarios.remove"), self._actions.remove)
        for action in (rename, remove):
            action.setEnabled(state.active is not None)
        menu.addSeparator()
        menu.addAction(tr("ui.scenarios.compare"), self._compare)
