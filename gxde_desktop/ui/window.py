"""The main window: steps, pages, context, status; open, save, undo, close.

It is shown before the project and what shows it are loaded: `furnish` brings them, in turns
after the first paint (`ui/loading.py`), or at once when something is asked that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QWidget,
)

from gxde_desktop.text import language, set_language, tr
from gxde_desktop.ui import dialogs
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.ahead import Ahead
from gxde_desktop.ui.collecting import Collector
from gxde_desktop.ui.empty_data import files_dropped
from gxde_desktop.ui.empty_window import EmptyContext, StartPage, empty_picker
from gxde_desktop.ui.guide import Guide
from gxde_desktop.ui.language import install_qt_language
from gxde_desktop.ui.loading import Loading
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.notices import NoticeBar
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.status import StatusLine
from gxde_desktop.ui.steps import StepRail
from gxde_desktop.ui.theme import apply_theme
from gxde_desktop.ui.topbar import TopBar
from gxde_desktop.ui.window_actions import fill_open_menu, make_actions
from gxde_desktop.ui.window_frame import WindowFrame

if TYPE_CHECKING:
    from gxde_desktop.ui.context import ContextPanel
    from gxde_desktop.ui.desk import Desk
    from gxde_desktop.ui.furniture import Furniture
    from gxde_desktop.ui.recovering import Recovering
    from gxde_desktop.ui.scenario_menu import ScenarioActions
    from gxde_desktop.ui.session import Session
    from gxde_desktop.ui.updates import Updater
    from gxde_desktop.ui.version_notice import VersionNotice

SUFFIX = ".gxde"
_FURNITURE = frozenset(
    ("session", "desk", "recovering", "updater", "scenarios", "context", "version_notice")
)


class MainWindow(QMainWindow):
    """One project's window. Everything inside is built anew when the language changes."""

    painted = Signal()
    """The first paint is done: what is slow may begin."""
    ready = Signal()
    """Painted, and furnished too."""

    # Parts of the furniture, which come when they are first asked for.
    session: Session
    desk: Desk
    recovering: Recovering
    updater: Updater
    scenarios: ScenarioActions
    context: ContextPanel
    version_notice: VersionNotice

    def __init__(self, settings: Settings, *, log_path: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.collector = Collector(self)
        self.loading = Loading(self)
        self.ahead = Ahead(self)
        self._furniture: Furniture | None = None
        self._log_path = log_path
        self._page = "data"
        self._was_painted = False
        self._session_ends = False
        self._pages: dict[str, QWidget] = {}
        self._troubles: list[dialogs.TroubleDialog] = []
        self.setAcceptDrops(True)
        self.setMinimumSize(880, 500)
        self.resize(1440, 900)
        self._build()
        self.restoreGeometry(settings.blob("geometry"))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part of the furniture, loaded now if need be."""
            if name not in _FURNITURE:
                raise AttributeError(f"{type(self).__name__} has no {name!r}")
            return getattr(self.furnish(), name)

    def furnish(self) -> Furniture:
        """The project and all that shows it, brought the first time.

        Raises ProjectError where no private copy can be made: the disk is full or locked.
        """
        if self._furniture is None:
            from gxde_desktop.ui.furniture import Furniture

            self._furniture = Furniture(self)
            self._place_furniture()
            if self._was_painted:
                self.ready.emit()
        return self._furniture

    @property
    def furnished(self) -> bool:
        """Whether the project is there."""
        return self._furniture is not None

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        """Everything that shows text."""
        old = self.centralWidget()
        for action in self.actions():
            self.removeAction(action)
        self._actions = make_actions(self, self._log_path)
        self._pages = {}
        self.top = TopBar(
            self._actions,
            live=self.settings.flag("live", True),
            mode=self.settings.text("theme", "system"),
            set_live=self._set_live,
            set_mode=self.set_theme,
            set_language=self.set_language,
            picker=empty_picker(self._show_scenarios),
        )
        self.top.open_menu.aboutToShow.connect(partial(fill_open_menu, self))
        self.rail = StepRail()
        self.rail.chosen.connect(self.show_page)
        self.notices = NoticeBar()
        self.guide = Guide(self, self.notices)
        self.status = StatusLine()
        self.frame = WindowFrame(self.settings, self.top, self.notices, self.rail, self.status)
        self.stack = self.frame.stack
        self.setCentralWidget(self.frame)
        if old is not None:
            old.deleteLater()
        if self._furniture is not None:
            self._place_furniture()
        else:
            self._place_nothing()

    def _place_nothing(self) -> None:
        """What an empty project would show."""
        self.setWindowTitle(
            tr("ui.window.title", name=tr("ui.window.untitled"), state=tr("ui.window.saved"))
        )
        for name in ("undo", "redo", "compute"):
            self._actions[name].setEnabled(False)
        self.stack.addWidget(StartPage(self.import_files, self.open_sample, self.write_template))
        self.frame.beside.put(EmptyContext(lambda tab: self.context.setCurrentIndex(tab)))
        self.rail.choose(self._page)
        self.status.say(tr("ui.status.ready"))

    def _place_furniture(self) -> None:
        """The project's pages and panels, where those of an empty window may stand."""
        furniture = self.furnish()
        furniture.place()
        self.frame.beside.put(furniture.context)
        empty = self.stack.currentWidget()
        self.show_page(self._page)
        if empty is not None:
            self.stack.removeWidget(empty)
            empty.deleteLater()
        furniture.refresh()

    def _show_scenarios(self) -> None:
        """The menu of scenarios, asked of a window that was empty."""
        self.furnish()
        QTimer.singleShot(0, self, lambda: self.top.picker.showMenu())

    @property
    def shown(self) -> str:
        """The step whose page is shown."""
        return self._page

    def named_actions(self) -> Mapping[str, QAction]:
        """Every action of the window by its name."""
        return MappingProxyType(self._actions.by_name)

    def search(self) -> None:
        """The command search."""
        from gxde_desktop.ui.finding import open_search

        open_search(self)

    def show_help(self) -> None:
        """The help, at what is explained beside the page now."""
        from gxde_desktop.ui.finding import open_help

        open_help(self, self.context.help.topic)

    def page(self, name: str) -> QWidget:
        """A page, made when it is first shown: charts are slow to load."""
        furniture = self.furnish()
        made = self._pages.get(name)
        if made is None:
            made = furniture.make_page(name)
            self._pages[name] = made
            self.stack.addWidget(made)
        return made

    def made(self, name: str) -> bool:
        """Whether a page is there already."""
        return name in self._pages

    def show_page(self, name: str) -> None:
        """Show one of the steps."""
        self._page = name
        self.stack.setCurrentWidget(self.page(name))
        self.rail.choose(name)
        self.context.show_page(name)
        self.furnish().refresh_status()

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

    # ------------------------------------------------------------ trouble

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
        if back and self.furnished and not self.session.closed:
            self.session.sources.look()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._tell_painted)

    def _tell_painted(self) -> None:
        self.painted.emit()
        if self.furnished:
            self.ready.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        # Qt closes the windows that are left when the application quits.
        there = self.furnished and not self.session.closed
        if there and not self._session_ends and self.session.filing.busy:
            # Closed as soon as what is being saved is safe; a project is no longer to be opened.
            once = Qt.ConnectionType.SingleShotConnection
            self.session.filing.idle.connect(self.close, once)
            event.ignore()
            return
        leaving = self._session_ends or not there or self.desk.may_leave()
        if not leaving:
            event.ignore()
            return
        self.settings.put("geometry", self.saveGeometry())
        self.frame.remember()
        self.settings.save()
        if self.furnished:
            self.session.close(keep=self._session_ends)
        super().closeEvent(event)
        LOG.info("closed")


def centre_on_screen(window: QWidget) -> None:
    """Fit a first window on the screen it opens on."""
    screen = QGuiApplication.primaryScreen()
    if screen is not None:
        room = screen.availableGeometry()
        window.resize(min(window.width(), room.width()), min(window.height(), room.height()))
