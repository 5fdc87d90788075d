"""Which figures an export derives: any figure, found by its quantity and its labels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.exporting.options import Labels
from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.choices import choice, refill
from gxde_desktop.ui.measures import figure_title, unit_text
from gxde_desktop.ui.quantity_dialog import dialog_with_search
from gxde_desktop.ui.widgets import button, clear, label
from models.quantities import CHAPTERS, REGISTRY

if TYPE_CHECKING:
    from models.measurement import Measurement

Chosen = tuple[tuple[str, Labels], ...]
"""Figures by key and labels (`ExportOptions.derivations`)."""

_KEY = Qt.ItemDataRole.UserRole
_WIDTH = 300


class FigureDialog(QDialog):
    """Collects figures of a measurement; `chosen` is what stands in the list below."""

    def __init__(self, parent: QWidget, measurement: Measurement, chosen: Chosen) -> None:
        super().__init__(parent)
        self._measurement = measurement
        self.resize(760, 600)
        box, self.search = dialog_with_search(self, "ui.figures", self._filter)
        self.quantities = QListWidget()
        self.quantities.setAccessibleName(tr("ui.quantities.quantity"))
        for chapter, quantities in CHAPTERS.items():
            for quantity in quantities:
                title = tr(f"quantity.{quantity.key}.title")
                item = QListWidgetItem(f"{title}  ·  {tr(f'chapter.{chapter}')}")
                item.setData(_KEY, quantity.key)
                self.quantities.addItem(item)
        self.quantities.currentItemChanged.connect(lambda *_: self._quantity_chosen())
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        right.addLayout(self._form)
        self.value = label("", wrap=True, selectable=True)
        right.addWidget(self.value)
        self.add = button(tr("ui.figures.add"), self._add)
        right.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        side.setFixedWidth(_WIDTH)
        upper = QHBoxLayout()
        upper.setSpacing(14)
        upper.addWidget(self.quantities, 1)
        upper.addWidget(side)
        box.addLayout(upper, 3)
        box.addWidget(label(tr("ui.figures.chosen"), "muted"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("ui.figures.chosen"))
        self.list.itemSelectionChanged.connect(self._show_buttons)
        box.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.remove = button(tr("ui.figures.remove"), self._remove)
        row.addWidget(self.remove)
        row.addStretch(1)
        row.addWidget(button(tr("ui.cancel"), self.reject))
        done = button(tr("ui.quantities.done"), self.accept, "primary")
        row.addWidget(done)
        box.addLayout(row)
        self.axes: list[QComboBox] = []
        for key, labels in chosen:
            self._append(key, labels)
        self.quantities.setCurrentRow(0)
        self._show_buttons()

    @property
    def chosen(self) -> Chosen:
        """The figures of the list, in its order."""
        return tuple(self.list.item(i).data(_KEY) for i in range(self.list.count()))

    def choose(self, key: str) -> None:
        """Look at a quantity, as a click on it does."""
        rows = range(self.quantities.count())
        self.quantities.setCurrentRow(
            next(i for i in rows if self.quantities.item(i).data(_KEY) == key)
        )

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        first = None
        for i in range(self.quantities.count()):
            item = self.quantities.item(i)
            hidden = wanted not in f"{item.text()} {item.data(_KEY)}".casefold()
            item.setHidden(hidden)
            if not hidden and first is None:
                first = item
        current = self.quantities.currentItem()
        if first is not None and (current is None or current.isHidden()):
            self.quantities.setCurrentItem(first)

    def _quantity_chosen(self) -> None:
        clear(self._form)
        self.axes = []
        key = self._key()
        for axis in REGISTRY[key].axes if key else ():
            box = choice(tr(f"axis.{axis}"), _WIDTH)
            box.currentIndexChanged.connect(lambda _: self._refill())
            self.axes.append(box)
            self._form.addRow(label(tr(f"axis.{axis}"), "muted"), box)
        self._refill()

    def _refill(self) -> None:
        """Offer the labels of every axis; those of sectors depend on the table before them."""
        key, frame = self._key(), self._measurement.frame
        outer: list[int] = []
        for axis, box in zip(REGISTRY[key].axes if key else (), self.axes, strict=True):
            labels = frame.labels(axis, *outer)
            entries = [(label_text(axis, one), one) for one in labels]
            # The newest year, the first of anything else.
            usual = labels[-1] if labels and isinstance(labels[0], int) else (labels or (None,))[0]
            held = box.currentData()
            refill(box, entries, held if held in labels else usual)
            if box.currentIndex() < 0:
                break
            outer.append(box.currentIndex())
        self._show_value(tuple(outer))

    def _show_value(self, index: tuple[int, ...]) -> None:
        key, m = self._key(), self._measurement
        there = bool(key) and len(index) == len(REGISTRY[key].axes)
        self.add.setEnabled(there)
        text = ""
        if there:
            value, unit = m.at(key, index), REGISTRY[key].unit
            if math.isnan(value):
                reason = m.reason(key, *index)
                text = say(reason) if reason is not None else "—"
            else:
                shown = numbers.show(value, numbers.decimals_for(unit))
                text = f"= {shown} {unit_text(unit, m)}"
        self.value.setText(text)

    def _key(self) -> str:
        item = self.quantities.currentItem()
        return str(item.data(_KEY)) if item is not None and not item.isHidden() else ""

    def _add(self) -> None:
        labels: Labels = tuple(box.currentData() for box in self.axes)
        figure = (self._key(), labels)
        if figure not in self.chosen:
            self._append(*figure)
            self._show_buttons()

    def _append(self, key: str, labels: Labels) -> None:
        m = self._measurement
        try:
            title = figure_title(m, (key, m.positions(key, *labels)))
        except KeyError:
            return  # of a measurement before this one; it is not there any more
        item = QListWidgetItem(title)
        item.setData(_KEY, (key, labels))
        self.list.addItem(item)

    def _remove(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))
