"""The main window: steps, pages, context, status; open, save, undo, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import language, say, set_language, tr
from gxde_desktop.ui import dialogs, standings
from gxde_desktop.ui.activity import Standing, Trouble
from gxde_desktop.ui.context import ContextPanel
from gxde_desktop.ui.data_page import files_dropped
from gxde_desktop.ui.desk import Desk
from gxde_desktop.ui.finding import open_help, open_search
from gxde_desktop.ui.guide import Guide
from gxde_desktop.ui.language import install_qt_language
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.notices import NoticeBar
from gxde_desktop.ui.own_notice import OwnNotice
from gxde_desktop.ui.pages import make_page
from gxde_desktop.ui.project_notice import ProjectNotice
from gxde_desktop.ui.recovering import Recovering
from gxde_desktop.ui.scenario_menu import ScenarioActions, ScenarioPicker
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.source_notice import SourceNotice
from gxde_desktop.ui.status import StatusLine
from gxde_desktop.ui.steps import STEPS, StepRail
from gxde_desktop.ui.theme import apply_theme
from gxde_desktop.ui.topbar import Actions, TopBar
from gxde_desktop.ui.updates import Updater
from gxde_desktop.ui.version_notice import VersionNotice

SUFFIX = ".gxde"


class MainWindow(QMainWindow):
    """One project's window. Everything inside is built anew when the language changes."""

    painted = Signal()
    """The first paint is done: what is slow may begin."""

    def __init__(self, settings: Settings, *, log_path: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session(settings, self)
        self.session.live = settings.flag("live", True)
        self.desk = Desk(self.session, self)
        self.desk.emptied.connect(lambda: self.show_page("data"))
        self.recovering = Recovering(self.session, self.desk, self)
        self.updater = Updater(self.session, self)
        self.scenarios = ScenarioActions(self.session, self)
        self._log_path = log_path
        self._page = "data"
        self._was_painted = False
        self._session_ends = False
        self._pages: dict[str, QWidget] = {}
        self._troubles: list[dialogs.TroubleDialog] = []
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.resize(1440, 900)
        session = self.session
        session.changed.connect(self._refresh)
        session.measured.connect(self._measured)
        session.trouble.connect(self.show_trouble)
        session.cell_wanted.connect(lambda *_: self.show_page("data"))
        session.save_as_wanted.connect(self.desk.save_as)
        session.update_wanted.connect(self.updater.start)
        session.update_from_wanted.connect(self.updater.choose)
        session.exporter.finished.connect(lambda _: self._refresh())
        session.exporter.started.connect(self._refresh)
        self._build()
        self.restoreGeometry(settings.blob("geometry"))

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        """Everything that shows text."""
        old = self.centralWidget()
        for action in self.actions():
            self.removeAction(action)
        self._actions = self._make_actions()
        self._pages = {}
        self.top = TopBar(
            self._actions,
            live=self.session.live,
            mode=self.settings.text("theme", "system"),
            set_live=self._set_live,
            set_mode=self.set_theme,
            set_language=self.set_language,
            picker=ScenarioPicker(
                self.session, self.scenarios, lambda: self.show_page("scenarios")
            ),
        )
        self.top.open_menu.aboutToShow.connect(self._fill_open_menu)
        self.rail = StepRail()
        self.rail.chosen.connect(self.show_page)
        self.stack = QStackedWidget()
        self.stack.setObjectName("centre")
        self.context = ContextPanel(self.session)
        frame = QFrame()
        frame.setObjectName("contextFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(0, 6, 0, 0)
        inner.addWidget(self.context)
        self.split = QSplitter()
        self.split.setHandleWidth(5)
        self.split.addWidget(self.stack)
        self.split.addWidget(frame)
        self.split.setStretchFactor(0, 1)
        self.split.setCollapsible(0, False)
        frame.setMinimumWidth(300)
        self.split.setSizes([920, 340])
        if not self.settings.blob("splitter").isEmpty():
            self.split.restoreState(self.settings.blob("splitter"))
        self.notices = NoticeBar()
        self._source_notice = SourceNotice(self.session, self.notices)
        self._own_notice = OwnNotice(self.session, self.notices)
        self.version_notice = VersionNotice(self.session, self.notices)
        self._project_notice = ProjectNotice(self.session, self.desk, self.notices)
        self._project_notice.import_wanted.connect(self.import_files)
        self.guide = Guide(self, self.notices)
        self.status = StatusLine()
        self.session.told.connect(self.status.say)
        self.session.activity.connect(self.status.show_activity)
        self.session.activity.connect(self._refresh)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.split, 1)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.top)
        box.addWidget(self.notices)
        box.addLayout(middle, 1)
        box.addWidget(self.status)
        self.setCentralWidget(whole)
        if old is not None:
            old.deleteLater()
        self.show_page(self._page)
        self._refresh()

    def _make_actions(self) -> Actions:
        actions = Actions(self)
        session = self.session
        for name, do, keys in (
            ("open", self.open_any, ("Ctrl+O",)),
            ("new", self.desk.new_project, ("Ctrl+N",)),
            ("open_project", self.open_any, ()),
            ("import", self.import_files, ("Ctrl+I",)),
            ("sample", self.open_sample, ()),
            ("save", self.desk.save, ("Ctrl+S",)),
            ("save_as", self.desk.save_as, ("Ctrl+Shift+S",)),
            ("save_without_data", self.desk.save_without_data, ()),
            ("unsaved_work", lambda: self.recovering.look(asked=True), ()),
            ("undo", session.undo, ("Ctrl+Z",)),
            ("redo", session.redo, ("Ctrl+Y", "Ctrl+Shift+Z")),
            ("compute", session.compute, ("F5",)),
            ("export", self.export, ("Ctrl+E",)),
            ("template", self.write_template, ()),
            ("log", self._open_log, ()),
            ("diagnostics", self._copy_diagnostics, ()),
            ("about", self._about, ()),
            ("search", lambda: open_search(self), ("Ctrl+K",)),
            ("help", self.show_help, ("F1",)),
            ("guide", lambda: self.guide.begin(), ()),
            ("print", self.print_page, ("Ctrl+P",)),
        ):
            self.addAction(actions.add(name, do, *keys))
        for number, step in enumerate(STEPS, 1):
            show = partial(self.show_page, step)
            self.addAction(actions.add(f"step_{step}", show, f"Ctrl+{number}"))
        return actions

    def named_actions(self) -> Mapping[str, QAction]:
        """Every action of the window by its name."""
        return MappingProxyType(self._actions.by_name)

    def show_help(self) -> None:
        """The help, at what is explained beside the page now."""
        open_help(self, self.context.help.topic)

    def print_page(self) -> None:
        """Ask for a file and write the page that is shown as a PDF."""
        title = f"{self.desk.name} · {tr(f'ui.step.{self._page}')}"
        path = dialogs.ask_page_target(self, self.settings, title)
        if path is None:
            return
        from gxde_desktop.ui.page_print import print_page  # charts are slow to load

        if print_page(self.page(self._page), path, title, standings.facts(self.session)):
            self.session.told.emit(tr("ui.print.done", file=path.name))
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        else:
            self.show_trouble(Trouble(tr("ui.print.failed", file=str(path))))

    def page(self, name: str) -> QWidget:
        """A page, made when it is first shown: charts are slow to load."""
        made = self._pages.get(name)
        if made is None:
            made = make_page(name, self)
            self._pages[name] = made
            self.stack.addWidget(made)
        return made

    def show_page(self, name: str) -> None:
        """Show one of the steps."""
        self._page = name
        self.stack.setCurrentWidget(self.page(name))
        self.rail.choose(name)
        self.context.show_page(name)
        self._refresh_status()

    # ------------------------------------------------------------ look and language

    def set_language(self, code: str) -> None:
        """Speak another language from now on."""
        set_language(code)
        self.settings.put("language", code)
        install_qt_language(QApplication.instance(), code)
        self._build()

    def set_theme(self, mode: str) -> None:
        """Wear another theme from now on."""
        self.settings.put("theme", mode)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, mode)

    def _set_live(self, live: bool) -> None:
        self.settings.put("live", live)
        self.session.set_live(live)

    # ------------------------------------------------------------ files

    def import_files(self) -> None:
        """Ask for workbooks and import them."""
        self.session.importer.add(dialogs.ask_workbooks(self, self.settings))

    def open_sample(self) -> None:
        """Import the constructed sample."""
        self.show_page("data")
        self.session.importer.open_sample()
        self.guide.first_time()

    def open_any(self) -> None:
        """Ask for a project and open it."""
        path = self.desk.ask_project()
        if path is not None:
            self.take_files([path])

    def take_files(self, paths: Sequence[Path]) -> None:
        """Open a project, or import workbooks, as a drop or the command line hands them."""
        projects = [path for path in paths if path.suffix.lower() == SUFFIX]
        if projects:
            self.open_project(projects[0])
        workbooks = [path for path in paths if path not in projects]
        if workbooks:
            self.show_page("data")
            self.session.importer.add(workbooks)

    def open_project(self, path: Path) -> bool:
        """Open a project in place of the present one."""
        return self.desk.open_project(path)

    def export(self) -> None:
        """Show the export page."""
        self.show_page("export")

    def write_template(self) -> None:
        """Ask for a place and write the blank template there."""
        path = dialogs.ask_template_target(self, self.settings)
        if path is not None:
            self.session.exporter.write_template(path, language())

    def _fill_open_menu(self) -> None:
        menu = self.top.open_menu
        menu.clear()
        for name in ("import", "open_project", "new", "sample"):
            menu.addAction(self._actions[name])
        recent = self.settings.recent()
        if recent:
            menu.addSeparator()
            for entry in recent:
                action = menu.addAction(Path(entry).stem)
                action.setToolTip(entry)
                action.triggered.connect(lambda _=False, e=entry: self.take_files([Path(e)]))

    # ------------------------------------------------------------ following the session

    def _refresh(self) -> None:
        session = self.session
        project = session.project
        self.setWindowTitle(
            tr(
                "ui.window.title",
                name=self.desk.name,
                state=self.desk.standing,
            )
        )
        for name, step in (("undo", project.undo_name), ("redo", project.redo_name)):
            action = self._actions[name]
            action.setEnabled(step is not None)
            text = tr(f"ui.action.{name}")
            action.setToolTip(f"{text}: {say(step)}" if step else text)
        has_data = session.assembly is not None and session.assembly.dataset is not None
        self._actions["compute"].setEnabled(has_data)
        for name in STEPS:
            self.rail.step(name).show_state(*standings.of_step(session, name))
        self.status.show_facts(standings.facts(session))
        self._refresh_status()

    def _measured(self) -> None:
        """Figures are new, or on their way: then nothing but their state is another."""
        if self.session.standing == Standing.RUNNING:
            self.rail.step("results").show_state(*standings.of_step(self.session, "results"))
            self._refresh_status()
        else:
            self._refresh()

    def _refresh_status(self) -> None:
        """What the figures are like, unless long work has the line."""
        session = self.session
        working = (session.importer, session.exporter, session.uncertainty, session.readings)
        if not any(each.busy for each in working):
            self.status.show_activity(None)
            self.status.say(standings.last_line(session))

    def show_trouble(self, trouble: Trouble) -> None:
        """Show an error without stopping anything."""
        dialog = dialogs.TroubleDialog(self, trouble)
        dialog.setModal(True)
        self._troubles.append(dialog)
        dialog.finished.connect(lambda _: self._troubles.remove(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def troubles(self) -> tuple[dialogs.TroubleDialog, ...]:
        """Errors that are shown now."""
        return tuple(self._troubles)

    def _open_log(self) -> None:
        if self._log_path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_path)))

    def _about(self) -> None:
        from gxde_desktop.ui.about_dialog import AboutDialog

        dialog = AboutDialog(self, self._log_path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _copy_diagnostics(self) -> None:
        from gxde_desktop.ui import diagnostics

        QGuiApplication.clipboard().setText(diagnostics.report(self._log_path))
        self.status.say(tr("ui.diagnostics.copied"))

    # ------------------------------------------------------------ Qt's own events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_dropped(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = files_dropped(event.mimeData().urls())
        event.acceptProposedAction()
        # After the drop is answered: the other program waits for it.
        QTimer.singleShot(0, lambda: self.take_files(paths))

    def session_ends(self) -> None:
        """The computer is shut down or the person logs out: ask nothing, keep everything.

        The private copy stays, and the next start offers what was not saved.
        """
        self._session_ends = True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Back from the program that the workbook was changed in: look at the sources again.
        back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if back and not self.session.closed:
            self.session.sources.look()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        # Qt closes the windows that are left when the application quits.
        leaving = self._session_ends or self.session.closed or self.desk.may_leave()
        if not leaving:
            event.ignore()
            return
        self.settings.put("geometry", self.saveGeometry())
        self.settings.put("splitter", self.split.saveState())
        self.settings.save()
        self.session.close(keep=self._session_ends)
        super().closeEvent(event)
        LOG.info("closed")


def centre_on_screen(window: QWidget) -> None:
    """Fit a first window on the screen it opens on."""
    screen = QGuiApplication.primaryScreen()
    if screen is not None:
        room = screen.availableGeometry()
        window.resize(min(window.width(), room.width()), min(window.height(), room.height()))
