"""The export page: where to, in which language, and what the workbook will hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDate, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.exporting.amounts import DECIMALS, MOST_DECIMALS
from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.text import LANGUAGES, language, tr
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.dialogs import ask_export_target, file_name
from gxde_desktop.ui.figure_dialog import Chosen, FigureDialog
from gxde_desktop.ui.quantity_dialog import QuantityDialog
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, Scrolled, button, label
from gxde_desktop.ui.worker_tasks import BESIDE

CONTENTS = ("conclusions", "parameters", "inputs", "steps", "reports")


SHEETS = ("derivation", "long")
"""Sheets that are written on demand."""


class ExportPage(QWidget):
    """Writes the results workbook through the session's exporter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._named = False
        card = Card(margin=24, spacing=14)
        card.setMaximumWidth(760)
        card.box.addWidget(label(tr("ui.export.title"), "heading"))
        card.box.addWidget(label(tr("ui.export.text"), "muted", wrap=True))
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.setColumnStretch(1, 1)
        self.target = QLineEdit()
        self.target.setAccessibleName(tr("ui.export.file"))
        self.target.textEdited.connect(lambda _: self._name_given())
        browse = button(tr("ui.export.browse"), self._browse)
        self.language = QComboBox()
        self.language.setAccessibleName(tr("ui.export.language"))
        for code in LANGUAGES:
            self.language.addItem(tr(f"ui.language.{code}"), code)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.figures = QComboBox()
        self.figures.setAccessibleName(tr("ui.export.figures"))
        for code in ("live", "values"):
            self.figures.addItem(tr(f"ui.export.figures.{code}"), code)
        self.decimals = QComboBox()
        self.decimals.setAccessibleName(tr("ui.export.decimals"))
        for count in range(MOST_DECIMALS + 1):
            self.decimals.addItem(str(count), count)
        self.decimals.setCurrentIndex(self.decimals.findData(DECIMALS))
        self.chosen = label("", wrap=True)
        self._quantities: tuple[str, ...] = ()
        self.sheets = {name: QCheckBox(tr(f"ui.export.{name}")) for name in SHEETS}
        self.also = {name: QCheckBox(tr(f"ui.export.{name}")) for name in BESIDE}
        form.addWidget(label(tr("ui.export.file"), "muted"), 0, 0)
        form.addWidget(self.target, 0, 1)
        form.addWidget(browse, 0, 2)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.language, 1)
        line.addWidget(label(tr("ui.export.decimals"), "muted"))
        line.addWidget(self.decimals)
        form.addWidget(label(tr("ui.export.language"), "muted"), 1, 0)
        form.addLayout(line, 1, 1)
        card.box.addLayout(form)
        form.addWidget(label(tr("ui.export.figures"), "muted"), 2, 0)
        form.addWidget(self.figures, 2, 1)
        form.addWidget(label(tr("ui.export.quantities"), "muted"), 3, 0)
        form.addWidget(self.chosen, 3, 1)
        form.addWidget(button(tr("ui.export.choose"), self._choose), 3, 2)
        self.derived = label("", wrap=True)
        self.derivations: Chosen = ()
        self.derive = button(tr("ui.export.choose"), self._derive)
        form.addWidget(label(tr("ui.export.derivations"), "muted"), 4, 0)
        form.addWidget(self.derived, 4, 1)
        form.addWidget(self.derive, 4, 2)
        for row, (text, boxes) in enumerate(
            ((tr("ui.export.sheets"), self.sheets), (tr("ui.export.also"), self.also)), start=5
        ):
            line = QHBoxLayout()
            line.setSpacing(18)
            for each in boxes.values():
                line.addWidget(each)
            line.addStretch(1)
            form.addWidget(label(text, "muted"), row, 0)
            form.addLayout(line, row, 1, 1, 2)
        contents = Card("formula", spacing=8)
        contents.box.addWidget(label(tr("ui.export.contents"), "title"))
        for name in CONTENTS:
            contents.box.addWidget(label("✓  " + tr(f"ui.export.holds.{name}"), wrap=True))
        card.box.addWidget(contents)
        self._missing = label("", "attention", wrap=True)
        card.box.addWidget(self._missing)
        foot = QHBoxLayout()
        self.start = button(tr("ui.export.start"), self.export, "primary")
        self.stop = button(tr("ui.cancel"), session.exporter.cancel)
        self._done = label("", "good", wrap=True)
        self.folder = button(tr("ui.export.open_folder"), self._open_folder, "link")
        foot.addWidget(self.start)
        foot.addWidget(self.stop)
        foot.addWidget(self._done, 1)
        foot.addWidget(self.folder)
        card.box.addLayout(foot)
        scrolled = Scrolled(margin=20)
        scrolled.box.addWidget(card)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled)
        session.exporter.started.connect(self.refresh)
        session.exporter.finished.connect(self._finished)
        session.measured.connect(self.refresh)
        session.changed.connect(self.refresh)
        self._show_chosen(())
        self._show_derived(())
        self.refresh()

    def refresh(self) -> None:
        """Show what can be exported now."""
        session = self._session
        dataset = session.assembly.dataset if session.assembly else None
        busy = session.exporter.busy
        if not self._named:
            self.target.setText(str(default_target(session)))
        self.start.setEnabled(dataset is not None and not busy)
        self.derive.setEnabled(session.measurement is not None)
        self.stop.setVisible(busy)
        stale = session.standing == Standing.OUTDATED
        text = ""
        if dataset is None:
            text = tr("ui.export.nothing")
        elif stale:
            text = tr("ui.export.fresh")
        self._missing.setText(text)
        self._missing.setVisible(bool(text))
        last = session.exporter.last
        names = tuple(path.name for path in session.exporter.written)
        self._done.setText(tr("ui.export.done", file=names) if last and not busy else "")
        self.folder.setVisible(last is not None and not busy)

    def export(self) -> None:
        """Export to the named file."""
        text = self.target.text().strip()
        if not text:
            self._browse()
            text = self.target.text().strip()
        if not text or not self.start.isEnabled():
            return
        path = Path(text)
        if path.suffix.lower() != ".xlsx":
            path = path.with_name(path.name + ".xlsx")
        options = ExportOptions(
            live=self.figures.currentData() == "live",
            quantities=self._quantities,
            long=self.sheets["long"].isChecked(),
            headlines=self.sheets["derivation"].isChecked(),
            derivations=self.derivations,
            decimals=self.decimals.currentData(),
        )
        also = tuple(name for name, box in self.also.items() if box.isChecked())
        self._session.exporter.export(path, self.language.currentData(), options, also)

    def _choose(self) -> None:
        dialog = QuantityDialog(self, self._quantities)
        dialog.accepted.connect(lambda: self._show_chosen(dialog.chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_chosen(self, quantities: tuple[str, ...]) -> None:
        self._quantities = quantities
        names = tuple(tr(f"quantity.{key}.title") for key in quantities[:3])
        code = "some" if quantities else "all"
        text = tr(f"ui.export.quantities.{code}", count=len(quantities), names=names)
        self.chosen.setText(text)

    def _derive(self) -> None:
        measurement = self._session.measurement
        if measurement is None:
            return
        dialog = FigureDialog(self, measurement, self.derivations)
        dialog.accepted.connect(lambda: self._show_derived(dialog.chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_derived(self, chosen: Chosen) -> None:
        self.derivations = chosen
        names = tuple(tr(f"quantity.{key}.title") for key, _ in chosen[:3])
        code = "some" if chosen else "none"
        self.derived.setText(tr(f"ui.export.derivations.{code}", count=len(chosen), names=names))

    def _finished(self, _: Path | None) -> None:
        self.refresh()

    def _name_given(self) -> None:
        self._named = True

    def _browse(self) -> None:
        name = self.target.text().strip() or str(default_target(self._session))
        path = ask_export_target(self, self._session.settings, name)
        if path is not None:
            self._named = True
            self.target.setText(str(path))

    def _open_folder(self) -> None:
        last = self._session.exporter.last
        if last is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(last.parent)))


def default_target(session: Session) -> Path:
    """A name beside the project, or in the documents folder: region and date."""
    if session.project.path is not None:
        folder = session.project.path.parent
    else:
        where = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(where))
        if not folder.is_dir():
            folder = Path.home()
    dataset = session.assembly.dataset if session.assembly else None
    region = file_name(dataset.region) if dataset else ""
    date = QDate.currentDate().toString("yyyyMMdd")
    return folder / f"{region}{tr('ui.export.default_name')}_{date}.xlsx"
