"""What a window is furnished with once it stands: the project, and all that shows it.

Loading this takes several times as long as showing the window, so the window is shown first
(`ui/loading.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gxde_desktop.text import say, tr
from gxde_desktop.ui import standings
from gxde_desktop.ui.activity import Activity, Standing
from gxde_desktop.ui.context import ContextPanel
from gxde_desktop.ui.desk import Desk
from gxde_desktop.ui.own_notice import OwnNotice
from gxde_desktop.ui.pages import make_page
from gxde_desktop.ui.project_notice import ProjectNotice
from gxde_desktop.ui.recovering import Recovering
from gxde_desktop.ui.scenario_menu import ScenarioActions, ScenarioPicker
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.source_notice import SourceNotice
from gxde_desktop.ui.steps import STEPS
from gxde_desktop.ui.updates import Updater
from gxde_desktop.ui.version_notice import VersionNotice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gxde_desktop.ui.window import MainWindow


class Furniture:
    """The project of a window and its parts; `place` builds anew whatever shows text."""

    def __init__(self, window: MainWindow) -> None:
        """Raises ProjectError where no private copy can be made."""
        self._window = window
        self.session = session = Session(window.settings, window)
        self._busy = False
        session.live = window.settings.flag("live", True)
        self.desk = Desk(session, window)
        self.desk.emptied.connect(lambda: window.show_page("data"))
        self.recovering = Recovering(session, self.desk, window)
        self.updater = Updater(session, window)
        self.scenarios = ScenarioActions(session, window)
        session.changed.connect(self.refresh)
        session.measured.connect(self._measured)
        session.trouble.connect(window.show_trouble)
        session.cell_wanted.connect(lambda *_: window.show_page("data"))
        session.save_as_wanted.connect(self.desk.save_as)
        session.update_wanted.connect(self.updater.start)
        session.update_from_wanted.connect(self.updater.choose)
        session.exporter.finished.connect(lambda _: self.refresh())
        session.exporter.started.connect(self.refresh)
        session.told.connect(lambda text: window.status.say(text))
        session.activity.connect(self._show_activity)

    def place(self) -> None:
        """Put the parts into the window as it is now."""
        window, session, bar = self._window, self.session, self._window.notices
        window.top.put_picker(
            ScenarioPicker(session, self.scenarios, lambda: window.show_page("scenarios"))
        )
        self.context = ContextPanel(session)
        self.context.wanted.connect(window.frame.show_beside)
        self.source_notice = SourceNotice(session, bar)
        self.own_notice = OwnNotice(session, bar)
        self.version_notice = VersionNotice(session, bar)
        self.project_notice = ProjectNotice(session, self.desk, bar)
        self.project_notice.import_wanted.connect(window.import_files)

    def make_page(self, name: str) -> QWidget:
        """The page of a step."""
        return make_page(name, self._window)

    # ------------------------------------------------------------ following the session

    def refresh(self) -> None:
        """Title, actions, steps and status line say what the session is like."""
        window, session = self._window, self.session
        project = session.project
        window.setWindowTitle(tr("ui.window.title", name=self.desk.name, state=self.desk.standing))
        actions = window.named_actions()
        for name, step in (("undo", project.undo_name), ("redo", project.redo_name)):
            actions[name].setEnabled(step is not None)
            text = tr(f"ui.action.{name}")
            actions[name].setToolTip(f"{text}: {say(step)}" if step else text)
        has_data = session.assembly is not None and session.assembly.dataset is not None
        actions["compute"].setEnabled(has_data)
        for name in STEPS:
            window.rail.step(name).show_state(*standings.of_step(session, name))
        window.status.show_facts(standings.facts(session))
        self.refresh_status()

    def refresh_status(self) -> None:
        """What the figures are like, unless long work has the line."""
        session, status = self.session, self._window.status
        if not session.working:
            status.show_activity(None)
            status.say(standings.last_line(session))

    def _show_activity(self, activity: Activity | None) -> None:
        """How far work has come; the rest is the same at its next steps as at its first."""
        self._window.status.show_activity(activity)
        busy = activity is not None
        if busy != self._busy:
            self._busy = busy
            self._window.collector.wait(busy)
            self.refresh()

    def _measured(self) -> None:
        """Figures are new, or on their way: then nothing but their state is another."""
        if self.session.standing == Standing.RUNNING:
            results = self._window.rail.step("results")
            results.show_state(*standings.of_step(self.session, "results"))
            self.refresh_status()
        else:
            self.refresh()
