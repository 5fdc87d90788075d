"""Questions to a person: files, unsaved changes, and errors with what can be done."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import tr
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.widgets import button, label

WORKBOOKS = "*.xls *.xlsx *.xlsm *.xlsb *.ods *.csv *.html *.htm *.mht *.mhtml *.xml"


def _start(settings: Settings) -> Path:
    folder = settings.last_folder()
    if folder is not None:
        return folder
    where = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(where))


def _remember(settings: Settings, path: Path) -> Path:
    settings.put("last_folder", str(path.parent))
    return path


def ask_workbooks(parent: QWidget, settings: Settings) -> list[Path]:
    """Workbooks to import; empty when cancelled."""
    filters = f"{tr('ui.filter.workbooks')} ({WORKBOOKS});;{tr('ui.filter.all')} (*)"
    chosen, _ = QFileDialog.getOpenFileNames(
        parent, tr("ui.dialog.open_workbooks"), str(_start(settings)), filters
    )
    return [_remember(settings, Path(path)) for path in chosen]


def ask_source(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """The newer version of an imported file; None when cancelled."""
    filters = f"{tr('ui.filter.workbooks')} ({WORKBOOKS});;{tr('ui.filter.all')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(
        parent, tr("ui.dialog.source", file=name), str(_start(settings)), filters
    )
    return _remember(settings, Path(chosen)) if chosen else None


def ask_set(parent: QWidget, settings: Settings) -> Path | None:
    """A sheet with published figures; None when cancelled."""
    filters = f"{tr('ui.filter.workbooks')} ({WORKBOOKS});;{tr('ui.filter.all')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(
        parent, tr("ui.dialog.open_set"), str(_start(settings)), filters
    )
    return _remember(settings, Path(chosen)) if chosen else None


def ask_project(parent: QWidget, settings: Settings) -> Path | None:
    """A project or workbooks to open; None when cancelled."""
    filters = f"{tr('ui.filter.project')} (*.gxde)"
    chosen, _ = QFileDialog.getOpenFileName(
        parent, tr("ui.dialog.open_project"), str(_start(settings)), filters
    )
    return _remember(settings, Path(chosen)) if chosen else None


def ask_project_target(
    parent: QWidget, settings: Settings, name: str, title: str = ""
) -> Path | None:
    """Where to save the project; None when cancelled. name: without suffix, or a whole path."""
    return _ask_target(
        parent,
        settings,
        title or tr("ui.dialog.save_project"),
        name if name.endswith(".gxde") else f"{name}.gxde",
        f"{tr('ui.filter.project')} (*.gxde)",
        ".gxde",
    )


def ask_export_target(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """Where to write the results workbook; None when cancelled."""
    return _ask_target(
        parent,
        settings,
        tr("ui.dialog.export"),
        name,
        f"{tr('ui.filter.workbook')} (*.xlsx)",
        ".xlsx",
    )


def ask_template_target(parent: QWidget, settings: Settings) -> Path | None:
    """Where to write the blank template; None when cancelled."""
    return _ask_target(
        parent,
        settings,
        tr("ui.dialog.template"),
        f"{tr('ui.template.name')}.xlsx",
        f"{tr('ui.filter.workbook')} (*.xlsx)",
        ".xlsx",
    )


def ask_chart_file(parent: QWidget, settings: Settings, title: str) -> Path | None:
    """Where to save a chart, as SVG or PNG by its suffix; None when cancelled."""
    name = file_name(title) or "chart"
    return _ask_target(
        parent, settings, tr("ui.chart.save"), f"{name}.svg", "SVG (*.svg);;PNG (*.png)", ".svg"
    )


def ask_page_target(parent: QWidget, settings: Settings, title: str) -> Path | None:
    """Where to write a page as PDF; None when cancelled."""
    name = file_name(title) or "page"
    return _ask_target(
        parent, settings, tr("ui.action.print"), f"{name}.pdf", "PDF (*.pdf)", ".pdf"
    )


def file_name(text: str) -> str:
    """Text as part of a file's name on every system."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text).strip("_.")


def _ask_target(
    parent: QWidget, settings: Settings, title: str, name: str, filters: str, suffix: str
) -> Path | None:
    start = name if Path(name).is_absolute() else str(_start(settings) / name)
    chosen, chosen_filter = QFileDialog.getSaveFileName(parent, title, start, filters)
    if not chosen:
        return None
    path = Path(chosen)
    if not path.suffix:
        path = path.with_suffix(".png" if "png" in chosen_filter else suffix)
    return _remember(settings, path)


def ask_save_changes(parent: QWidget, name: str) -> bool | None:
    """Whether to save before closing: True, False, or None to stay."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("ui.app"))
    box.setText(tr("ui.unsaved.text", name=name))
    box.setInformativeText(tr("ui.unsaved.info"))
    save = box.addButton(tr("ui.save"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("ui.unsaved.discard"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(tr("ui.cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.exec()
    if box.clickedButton() is save:
        return True
    return False if box.clickedButton() is discard else None


class TroubleDialog(QDialog):
    """What happened and what can be done; details are one click away and can be copied."""

    def __init__(self, parent: QWidget | None, trouble: Trouble) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("ui.app"))
        self.setMinimumWidth(460)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        self.text = label(trouble.text, wrap=True, selectable=True)
        heading = label(tr("ui.trouble.title"), "heading")
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        box.addWidget(heading)
        box.addWidget(self.text, 1)
        self.details = QPlainTextEdit(trouble.details)
        self.details.setReadOnly(True)
        self.details.setMinimumHeight(160)
        self.details.setAccessibleName(tr("ui.trouble.details"))
        self.details.hide()
        box.addWidget(self.details, 3)
        row = QHBoxLayout()
        if trouble.details:
            self.more = button(tr("ui.trouble.details"), self._toggle, "link")
            row.addWidget(self.more)
            row.addWidget(button(tr("ui.trouble.copy"), self._copy, "link"))
        row.addStretch(1)
        self.choices: list[QPushButton] = []
        for text, do in (
            (trouble.save_copy_text or tr("ui.trouble.save_copy"), trouble.save_copy),
            (tr("ui.trouble.retry"), trouble.retry),
        ):
            if do is not None:
                made = button(text, partial(self._choose, do))
                row.addWidget(made)
                self.choices.append(made)
        close = button(tr("ui.close"), self.reject, "primary")
        close.setDefault(True)
        close.setFocus()
        row.addWidget(close)
        box.addLayout(row)

    def _choose(self, do: Callable[[], object]) -> None:
        self.accept()
        do()

    def _toggle(self) -> None:
        self.details.setVisible(self.details.isHidden())
        self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.text.text()}\n\n{self.details.toPlainText()}")
