"""Which project lies on the desk: open, new, save, leave, and the questions that go with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gxde_desktop.jobs.aside import Asked
from gxde_desktop.project import recovery
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import say, tr
from gxde_desktop.ui import dialogs, file_questions
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.session import Session
from models.measurement import Cancelled

ELSEWHERE = ("project.open_elsewhere", "project.maybe_open_elsewhere")

PASSING = tuple(
    f"project.{code}" for code in ("not_found", "no_permission", "cannot_read", "no_private_copy")
)
"""Why a project was not opened, where trying again may help."""


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

    @property
    def standing(self) -> str:
        """Whether it is saved, in words for the title."""
        project = self._session.project
        if project.read_only:
            return tr("ui.window.read_only_modified" if project.modified else "ui.window.read_only")
        return tr("ui.window.modified" if project.modified else "ui.window.saved")

    def ask_project(self) -> Path | None:
        """Ask for a project's file."""
        return dialogs.ask_project(self._parent, self._settings)

    # ------------------------------------------------------------ another project

    def open_project(self, path: Path) -> bool:
        """Open a project in place of the present one; False where that was not done.

        One that is open elsewhere is opened for looking, or as a copy, if a person says so.
        """
        if not self._free():
            return False
        if not self.may_leave():
            return False
        return self._open(path, partial(Project.open, path))

    def reopen(self) -> bool:
        """Open the file of a read-only project again, to be changed."""
        path = self._session.project.path
        return path is not None and self.open_project(path)

    def recover(self, found: recovery.Unsaved) -> bool:
        """Open what a crash left, in place of the present project; False where it was not."""
        if not self._free():
            return False
        if not self.may_leave():
            return False
        return self._place(lambda: Project.recover(found)) is not None

    def new_project(self) -> bool:
        """Start an empty project."""
        if not self._free():
            return False
        if not self.may_leave() or self._place(Project.create) is None:
            return False
        self.emptied.emit()
        return True

    def _open(self, path: Path, make: Callable[[], Project]) -> bool:
        session, before = self._session, self._session.state

        def work(_: Asked) -> Project:
            project = make()
            session.foresee(lambda: project.state)
            return project

        try:
            text = tr("ui.filing.opening", file=path.name)
            project = session.filing.wait(text, work, dispose=Project.close)
        except Cancelled:
            session.told.emit(tr("ui.filing.not_opened"))
            return False
        except ProjectError as error:
            if error.message.code in ELSEWHERE:
                return self._open_elsewhere(path, error)
            again = partial(self._open, path, make)
            passing = error.message.code in PASSING
            self._session.trouble.emit(
                Trouble(say(error.message), retry=again if passing else None)
            )
            return False
        if session.closed or (session.state is not before and not self.may_leave()):
            project.close()  # meanwhile something was done that a person does not want to lose
            return False
        self._settings.add_recent(path)
        session.replace_project(project)
        return True

    def _open_elsewhere(self, path: Path, why: ProjectError) -> bool:
        sure = why.message.code == ELSEWHERE[0]
        way = file_questions.ask_open_elsewhere(self._parent, say(why.message), sure=sure)
        if way == "read_only":
            return self._open(path, partial(Project.open, path, read_only=True))
        if way == "take_over":
            return self._open(path, partial(Project.open, path, take_over=True))
        if way == "copy":
            return self._open_copy(path)
        return False

    def _open_copy(self, path: Path) -> bool:
        """Open for looking, then save to another file, which is ours to change."""
        stem = tr("ui.elsewhere.copy_name", name=path.stem)
        target = dialogs.ask_project_target(
            self._parent, self._settings, str(path.with_name(f"{stem}.gxde").absolute())
        )
        if target is None or not self._open(path, partial(Project.open, path, read_only=True)):
            return False
        return self._save(target)

    def _place(self, make: Callable[[], Project]) -> Project | None:
        """Put a project on the desk, or tell why it cannot be made."""
        try:
            text = tr("ui.filing.opening_copy")
            project = self._session.filing.wait(text, lambda _: make(), dispose=Project.close)
        except Cancelled:
            return None
        except ProjectError as error:
            self._session.trouble.emit(Trouble(say(error.message)))
            return None
        self._session.replace_project(project)
        return project

    # ------------------------------------------------------------ saving

    def save(self) -> bool:
        """Save; asks for a place the first time, and where the file is another's."""
        if not self._free():
            return False
        project = self._session.project
        if project.path is None or project.read_only:
            return self.save_as()
        return self._save(None)

    def save_as(self) -> bool:
        """Save to another place, which becomes the project's."""
        if not self._free():
            return False
        path = dialogs.ask_project_target(self._parent, self._settings, self._default_name())
        return path is not None and self._save(path)

    def save_without_data(self) -> bool:
        """Write parameters, scenarios and answers alone to another file; ours stays ours."""
        if not self._free():
            return False
        stem = tr("ui.without_data.name", name=self._default_name())
        path = dialogs.ask_project_target(
            self._parent, self._settings, stem, tr("ui.dialog.without_data")
        )
        return path is not None and self._write_without_data(path)

    def may_leave(self) -> bool:
        """Whether the present project may be closed: saved, discarded or unchanged."""
        if not self._free():
            return False
        if not self._session.project.modified:
            return True
        answer = dialogs.ask_save_changes(self._parent, self.name)
        return answer is not None and (not answer or self.save())

    def _free(self) -> bool:
        """Whether no project is being opened or saved; else a person is told to wait."""
        if self._session.filing.busy:
            self._session.told.emit(tr("ui.filing.wait"))
            return False
        return True

    def _save(self, path: Path | None, *, overwrite: bool = False) -> bool:
        session = self._session
        target = path or session.project.path
        text = tr("ui.filing.saving", file=target.name if target is not None else "")
        try:
            session.save(path, overwrite_changed=overwrite, text=text)
        except Cancelled:
            session.told.emit(tr("ui.filing.not_saved"))
            return False
        except ProjectError as error:
            if error.message.code == "project.changed_on_disk":
                way = file_questions.ask_changed_on_disk(self._parent, say(error.message))
                if way == "overwrite":
                    return self._save(path, overwrite=True)
                return way == "elsewhere" and self.save_as()
            self._not_saved(error, partial(self._save, path, overwrite=overwrite), self.save_as)
            return False
        saved = session.project.path
        if saved is not None:
            self._settings.add_recent(saved)
            session.told.emit(tr("ui.status.saved", file=saved.name))
        return True

    def _write_without_data(self, path: Path) -> bool:
        session = self._session
        try:
            text = tr("ui.filing.saving", file=path.name)
            written = session.save_without_data(path, text=text)
        except Cancelled:
            session.told.emit(tr("ui.filing.not_saved"))
            return False
        except ProjectError as error:
            self._not_saved(error, partial(self._write_without_data, path), self.save_without_data)
            return False
        session.told.emit(tr("ui.without_data.saved", file=written.name))
        return True

    def _not_saved(
        self, error: ProjectError, retry: Callable[[], object], elsewhere: Callable[[], object]
    ) -> None:
        """What happened with its remedy, and both ways out of it."""
        self._session.trouble.emit(
            Trouble(
                say(error.message),
                retry=retry,
                save_copy=elsewhere,
                save_copy_text=tr("ui.trouble.save_elsewhere"),
            )
        )

    def _default_name(self) -> str:
        path = self._session.project.path
        if path is not None:
            return path.stem
        assembly = self._session.assembly
        dataset = assembly.dataset if assembly else None
        return dialogs.file_name(dataset.region) if dataset else tr("ui.window.untitled")
