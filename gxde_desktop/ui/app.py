"""Starting the window: application, fonts, language, theme, log, then everything slow."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.resources import resource_folder
from gxde_desktop.text import say, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from gxde_desktop.ui.settings import Settings
    from gxde_desktop.ui.window import MainWindow

STARTED = time.perf_counter()
REFUSED = 2
"""Exit status, as of the command line."""

SWITCH_S = 0.001
"""After so long a thread beside the window gives the interpreter up if the window asks for it;
Python's own 5 ms would be paid again after every call that lets go of it for a moment."""


def run(project_path: Path | None, *, smoke: Path | None = None, files: Sequence[Path] = ()) -> int:
    """Open the window on a project or on files, and stay until it is closed.

    smoke: do the main job with `files` without a person, write pictures, workbook and
    timings into this folder, and quit (0: all done; 1: the reason is on standard error).
    """
    from PySide6.QtCore import QLibraryInfo
    from PySide6.QtWidgets import QApplication

    from gxde_desktop.ui import logs
    from gxde_desktop.ui.input_method import choose_input_method
    from gxde_desktop.ui.language import asked_language
    from gxde_desktop.ui.settings import Settings, config_folder
    from gxde_desktop.ui.theme import apply_theme

    gc.disable()  # see `ui/collecting.py`
    plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    fcitx = choose_input_method(os.environ, Path(plugins))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("gxde-desktop")
    app.setOrganizationName("gxde")
    app.setDesktopFileName("gxde-desktop")  # Wayland and docks take the icon from the menu entry
    app.setWindowIcon(_icon())
    # A smoke run neither reads nor changes what a person has set.
    folder = smoke / "config" if smoke is not None else config_folder()
    settings = Settings(folder)
    logs.start_log(folder)
    logs.watch_for_crashes(folder)
    window = open_window(app, settings, folder, language=asked_language(sys.argv[1:]))

    def refused(error: ProjectError) -> None:
        # No private copy can be made: the disk is full or locked.
        _cannot_start(say(error.message), ask=smoke is None)
        app.exit(REFUSED)

    window.loading.refused.connect(refused)
    apply_theme(app, "light" if smoke is not None else settings.text("theme", "system"))
    app.styleHints().colorSchemeChanged.connect(
        lambda _: (
            apply_theme(app, settings.text("theme", "system"))
            if settings.text("theme", "system") == "system"
            else None
        )
    )
    if smoke is not None:
        from gxde_desktop.ui.smoke import Smoke

        job = Smoke(window, smoke, files, started=STARTED)
        job.begin(project_path)
        window.show()
        code = app.exec()
        let_go(window)
        return job.status if job.ended else (code or 1)
    todo = [path for path in (project_path, *files) if path is not None]
    window.ready.connect(lambda: window.take_files(todo) if todo else None)
    window.ready.connect(lambda: window.recovering.look())
    if fcitx:
        window.ready.connect(lambda: _type_through_fcitx(app))
    app.commitDataRequest.connect(lambda _: window.session_ends())
    window.show()
    code = app.exec()
    let_go(window)
    return code


def _type_through_fcitx(app: QApplication) -> None:
    from gxde_desktop.ui.fcitx4 import begin_typing

    begin_typing(app)


def _icon() -> QIcon:
    from PySide6.QtGui import QIcon

    icon = QIcon()
    for path in sorted((resource_folder() / "icons").glob("gxde-*.png")):
        icon.addFile(str(path))
    return icon


def _cannot_start(text: str, *, ask: bool) -> None:
    """Say why there can be no window."""
    from PySide6.QtWidgets import QMessageBox

    if ask:
        QMessageBox.critical(None, tr("ui.app"), text)
    print(text, file=sys.stderr)


def let_go(window: MainWindow) -> None:
    """Delete the window while the application still stands: Qt wants it in this order."""
    from PySide6.QtCore import QCoreApplication, QEvent

    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.enable()


def open_window(
    app: QApplication, settings: Settings, folder: Path, *, language: str | None = None
) -> MainWindow:
    """The main window with everything around it, not yet shown.

    language: asked for on the command line; it wins over the one remembered.
    """
    from gxde_desktop.ui import fonts, logs
    from gxde_desktop.ui.activity import Trouble
    from gxde_desktop.ui.emitter import Emitter
    from gxde_desktop.ui.language import start_language
    from gxde_desktop.ui.window import MainWindow, centre_on_screen

    log_path = logs.start_log(folder)
    family = fonts.apply_font()
    code = start_language(app, settings, language)
    logs.LOG.info("start: font %s, language %s", family, code)
    sys.setswitchinterval(SWITCH_S)
    window = MainWindow(settings, log_path=log_path)
    centre_on_screen(window)
    tell = Emitter(window).carry(
        lambda details: window.show_trouble(Trouble(tr("ui.trouble.unexpected"), details))
    )
    logs.catch_everything(tell)
    window.painted.connect(window.loading.begin)
    window.ready.connect(lambda: window.session.worker.start())
    return window
