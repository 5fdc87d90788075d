"""What can be done from anywhere in the window: its actions by name, with their shortcuts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from gxde_desktop.text import tr
from gxde_desktop.ui import dialogs
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.steps import STEPS
from gxde_desktop.ui.topbar import Actions

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow


def make_actions(window: MainWindow, log_path: Path | None) -> Actions:
    """All actions of a window, added to it. What they need of its project comes when asked."""
    actions = Actions(window)
    for name, do, keys in (
        ("open", window.open_any, ("Ctrl+O",)),
        ("new", lambda: window.desk.new_project(), ("Ctrl+N",)),
        ("open_project", window.open_any, ()),
        ("import", window.import_files, ("Ctrl+I",)),
        ("sample", window.open_sample, ()),
        ("save", lambda: window.desk.save(), ("Ctrl+S",)),
        ("save_as", lambda: window.desk.save_as(), ("Ctrl+Shift+S",)),
        ("save_without_data", lambda: window.desk.save_without_data(), ()),
        ("unsaved_work", lambda: window.recovering.look(asked=True), ()),
        ("undo", lambda: window.session.undo(), ("Ctrl+Z",)),
        ("redo", lambda: window.session.redo(), ("Ctrl+Y", "Ctrl+Shift+Z")),
        ("compute", lambda: window.session.compute(), ("F5",)),
        ("export", window.export, ("Ctrl+E",)),
        ("template", window.write_template, ()),
        ("log", partial(_open_log, log_path), ()),
        ("diagnostics", partial(_copy_diagnostics, window, log_path), ()),
        ("about", partial(_about, window, log_path), ()),
        ("search", window.search, ("Ctrl+K",)),
        ("help", window.show_help, ("F1",)),
        ("guide", lambda: window.guide.begin(), ()),
        ("print", partial(_print_page, window), ("Ctrl+P",)),
    ):
        window.addAction(actions.add(name, do, *keys))
    for number, step in enumerate(STEPS, 1):
        show = partial(window.show_page, step)
        window.addAction(actions.add(f"step_{step}", show, f"Ctrl+{number}"))
    return actions


def fill_open_menu(window: MainWindow) -> None:
    """What can be opened: files, projects, the sample, and what was open lately."""
    menu = window.top.open_menu
    menu.clear()
    for name in ("import", "open_project", "new", "sample"):
        menu.addAction(window.named_actions()[name])
    recent = window.settings.recent()
    if recent:
        menu.addSeparator()
        for entry in recent:
            action = menu.addAction(Path(entry).stem)
            action.setToolTip(entry)
            action.triggered.connect(lambda _=False, e=entry: window.take_files([Path(e)]))


def _print_page(window: MainWindow) -> None:
    """Ask for a file and write the page that is shown as a PDF."""
    title = f"{window.desk.name} · {tr(f'ui.step.{window.shown}')}"
    path = dialogs.ask_page_target(window, window.settings, title)
    if path is None:
        return
    from gxde_desktop.ui.page_print import print_page  # charts are slow to load
    from gxde_desktop.ui.standings import facts

    if print_page(window.page(window.shown), path, title, facts(window.session)):
        window.session.told.emit(tr("ui.print.done", file=path.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    else:
        window.show_trouble(Trouble(tr("ui.print.failed", file=str(path))))


def _open_log(log_path: Path | None) -> None:
    if log_path is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path)))


def _about(window: MainWindow, log_path: Path | None) -> None:
    from gxde_desktop.ui.about_dialog import AboutDialog

    dialog = AboutDialog(window, log_path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _copy_diagnostics(window: MainWindow, log_path: Path | None) -> None:
    from gxde_desktop.ui import diagnostics

    QGuiApplication.clipboard().setText(diagnostics.report(log_path))
    window.status.say(tr("ui.diagnostics.copied"))
