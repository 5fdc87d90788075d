"""Naming a scenario: what is wrong with a name is said while it is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.scenarios import LONGEST_NAME, names_of, new_name
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr
from gxde_desktop.ui.scenario_figures import scenario_title
from gxde_desktop.ui.widgets import button, label


class ScenarioDialog(QDialog):
    """Asks for a name, and for a new scenario what it inherits from."""

    def __init__(
        self,
        parent: QWidget | None,
        state: ProjectState,
        title: str,
        *,
        name: str = "",
        but: str | None = None,
        inherits: str | None = None,
        choose_parent: bool = False,
    ) -> None:
        """but: the scenario to be renamed, which may keep its name. inherits: the parent that
        is proposed where one is to be chosen.
        """
        super().__init__(parent)
        self._state, self._but = state, but
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(8)
        box.addWidget(label(title, "heading"))
        self.field = QLineEdit(name)
        self.field.setMaxLength(2 * LONGEST_NAME)
        self.field.setAccessibleName(tr("ui.scenarios.name"))
        self.field.setPlaceholderText(tr("ui.scenarios.name_hint"))
        self.field.textChanged.connect(lambda _: self._check())
        box.addWidget(label(tr("ui.scenarios.name"), "muted"))
        box.addWidget(self.field)
        self.wrong = label("", "wrong", wrap=True)
        self.wrong.setMinimumHeight(20)
        box.addWidget(self.wrong)
        self.parent_box: QComboBox | None = None
        if choose_parent:
            self.parent_box = QComboBox()
            self.parent_box.setAccessibleName(tr("ui.scenarios.parent"))
            for each in names_of(state):
                self.parent_box.addItem(scenario_title(each), each)
            self.parent_box.setCurrentIndex(max(self.parent_box.findData(inherits), 0))
            box.addWidget(label(tr("ui.scenarios.parent"), "muted"))
            box.addWidget(self.parent_box)
            box.addWidget(label(tr("ui.scenarios.parent_help"), "muted", wrap=True))
            box.addSpacing(6)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(tr("ui.cancel"), self.reject))
        self.fine = button(tr("ui.scenarios.fine"), self.accept, "primary")
        self.fine.setDefault(True)
        row.addWidget(self.fine)
        box.addLayout(row)
        self.field.selectAll()
        self._check()

    @property
    def name(self) -> str:
        """The name as typed."""
        return self.field.text()

    @property
    def chosen_parent(self) -> str | None:
        """The scenario that was chosen to inherit from; None: the base."""
        chosen = self.parent_box.currentData() if self.parent_box is not None else None
        return None if chosen is None else str(chosen)

    def _check(self) -> None:
        try:
            new_name(self._state, self.name, but=self._but)
            wrong = ""
        except ProjectError as error:
            wrong = say(error.message)
        self.fine.setEnabled(not wrong)
        # An empty field is no mistake yet.
        self.wrong.setText(wrong if self.name.strip() else "")
