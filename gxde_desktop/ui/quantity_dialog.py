"""Which quantities an export holds: chapters with their quantities, each to be ticked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import tr
from gxde_desktop.ui.widgets import button, label
from models.quantities import CHAPTERS, REGISTRY

_KEY = Qt.ItemDataRole.UserRole


def dialog_with_search(
    dialog: QDialog, area: str, look: Callable[[str], None]
) -> tuple[QVBoxLayout, QLineEdit]:
    """Title and text of a dialog that looks for quantities, and its line for what is sought."""
    dialog.setWindowTitle(tr(f"{area}.title"))
    box = QVBoxLayout(dialog)
    box.setContentsMargins(20, 18, 20, 16)
    box.setSpacing(10)
    box.addWidget(label(tr(f"{area}.text"), "muted", wrap=True))
    search = QLineEdit()
    search.setPlaceholderText(tr("ui.quantities.search"))
    search.setAccessibleName(tr("ui.quantities.search"))
    search.setClearButtonEnabled(True)
    search.textChanged.connect(look)
    box.addWidget(search)
    return box, search


class QuantityDialog(QDialog):
    """Ticks quantities; `chosen` are their keys in the method's order, none for all."""

    def __init__(self, parent: QWidget, chosen: tuple[str, ...]) -> None:
        super().__init__(parent)
        self.resize(620, 560)
        box, self.search = dialog_with_search(self, "ui.quantities", self._filter)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([tr("ui.quantities.quantity"), tr("ui.quantities.key")])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.setAccessibleName(tr("ui.quantities.title"))
        wanted = set(chosen)
        for chapter, quantities in CHAPTERS.items():
            top = QTreeWidgetItem([tr(f"chapter.{chapter}"), ""])
            top.setFlags(
                top.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable
            )
            self.tree.addTopLevelItem(top)
            for quantity in quantities:
                item = QTreeWidgetItem([tr(f"quantity.{quantity.key}.title"), quantity.key])
                item.setData(0, _KEY, quantity.key)
                on = quantity.key in wanted
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                top.addChild(item)
            top.setExpanded(any(quantity.key in wanted for quantity in quantities))
        box.addWidget(self.tree, 1)
        row = QHBoxLayout()
        row.addWidget(button(tr("ui.quantities.none"), self._clear))
        row.addStretch(1)
        row.addWidget(button(tr("ui.cancel"), self.reject))
        done = button(tr("ui.quantities.done"), self.accept, "primary")
        done.setDefault(True)
        row.addWidget(done)
        box.addLayout(row)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of what is ticked."""
        ticked = {
            item.data(0, _KEY)
            for item in self._items()
            if item.checkState(0) == Qt.CheckState.Checked
        }
        return tuple(key for key in REGISTRY if key in ticked)

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.tree.topLevelItem(i) for i in range(self.tree.topLevelItemCount()))
        return [top.child(i) for top in tops if top is not None for i in range(top.childCount())]

    def _clear(self) -> None:
        for item in self._items():
            item.setCheckState(0, Qt.CheckState.Unchecked)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._items():
            found = f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(wanted not in found)
        for i in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(i)
            assert top is not None
            shown = [top.child(j) for j in range(top.childCount()) if not top.child(j).isHidden()]
            top.setHidden(not shown)
            top.setExpanded(bool(wanted) or top.isExpanded())
