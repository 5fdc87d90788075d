"""Which project lies on the desk: open, new, save, leave, and the questions that go with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import say, tr
from gxde_desktop.ui import dialogs
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.session import Session


class Desk(QObject):
    """Opens and saves the project of one window; `parent` is what its questions stand on."""

    emptied = Signal()
    """Another, empty project lies there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = session.settings
        self._parent = parent

    @property
    def name(self) -> str:
        """What the project is called in titles and questions."""
        path = self._session.project.path
        return path.stem if path else tr("ui.window.untitled")

    def ask_project(self) -> Path | None:
        """Ask for a project's file."""
        return dialogs.ask_project(self._parent, self._settings)

    def open_project(self, path: Path) -> bool:
        """Open a project in place of the present one; False where that was not done."""
        if not self.may_leave():
            return False
        try:
            project = Project.open(path)
        except ProjectError as error:
            self._session.trouble.emit(Trouble(say(error.message)))
            return False
        self._settings.add_recent(path)
        self._session.replace_project(project)
        return True

    def new_project(self) -> bool:
        """Start an empty project."""
        if not self.may_leave():
            return False
        self._session.replace_project(Project.create())
        self.emptied.emit()
        return True

    def save(self) -> bool:
        """Save; asks for a place the first time."""
        if self._session.project.path is None:
            return self.save_as()
        return self._save(None)

    def save_as(self) -> bool:
        """Save to another place, which becomes the project's."""
        path = dialogs.ask_project_target(self._parent, self._settings, self._default_name())
        return path is not None and self._save(path)

    def may_leave(self) -> bool:
        """Whether the present project may be closed: saved, discarded or unchanged."""
        if not self._session.project.modified:
            return True
        answer = dialogs.ask_save_changes(self._parent, self.name)
        return answer is not None and (not answer or self.save())

    def _save(self, path: Path | None, *, overwrite: bool = False) -> bool:
        session = self._session
        try:
            session.save(path, overwrite_changed=overwrite)
        except ProjectError as error:
            if error.message.code == "project.changed_on_disk":
                again = dialogs.ask_overwrite_changed(self._parent, say(error.message))
                return again and self._save(path, overwrite=True)
            session.trouble.emit(
                Trouble(say(error.message), retry=self.save, save_copy=self.save_as)
            )
            return False
        saved = session.project.path
        if saved is not None:
            self._settings.add_recent(saved)
            session.told.emit(tr("ui.status.saved", file=saved.name))
        return True

    def _default_name(self) -> str:
        assembly = self._session.assembly
        dataset = assembly.dataset if assembly else None
        return dialogs.file_name(dataset.region) if dataset else tr("ui.window.untitled")
