"""What stands in a window before the project is there: the pages of an empty project, drawn with
what is loaded at once. Each part looks like the one that takes its place (`ui/furniture.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QTabWidget, QToolButton, QVBoxLayout, QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.empty_data import EmptyData
from gxde_desktop.ui.widgets import Scrolled, label


class StartPage(QWidget):
    """The data page of an empty project."""

    def __init__(
        self,
        open_files: Callable[[], object],
        open_sample: Callable[[], object],
        write_template: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.empty = EmptyData()
        self.empty.open_wanted.connect(open_files)
        self.empty.sample_wanted.connect(open_sample)
        self.empty.template_wanted.connect(write_template)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.addWidget(self.empty)


class EmptyContext(QTabWidget):
    """The panel on the right where nothing needs a person; another tab asks for the real one."""

    def __init__(self, wanted: Callable[[int], object]) -> None:
        super().__init__()
        self.setObjectName("context")
        self.setDocumentMode(True)
        self.setAccessibleName(tr("ui.context.name"))
        issues = Scrolled(margin=14, spacing=10)
        issues.box.addWidget(label(tr("ui.issues.none"), "muted", wrap=True))
        self.addTab(issues, tr("ui.context.issues"))
        for name in ("derivation", "help"):
            self.addTab(QWidget(), tr(f"ui.context.{name}"))
        self.currentChanged.connect(wanted)


def empty_picker(wanted: Callable[[], object]) -> QToolButton:
    """The scenario picker of a project without scenarios; its menu is the real one's."""
    picker = QToolButton()
    picker.setMenu(QMenu(picker))  # never shown; a button with a menu has an arrow
    picker.setProperty("arrow", "true")  # in the style too, which looks at how menus open
    title = tr("project.base")
    picker.setText(tr("ui.scenarios.picker", scenario=title))
    picker.setAccessibleName(tr("ui.scenarios.picker_is", scenario=title))
    picker.setToolTip(tr("ui.scenarios.picker_tip", scenario=title))
    picker.clicked.connect(lambda _=False: wanted())
    return picker
