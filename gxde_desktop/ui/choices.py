"""Drop-down lists that a page fills anew as the document changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox


def choice(name: str, width: int = 240) -> QComboBox:
    """A list as wide as its entries, up to a width. name: for those who do not see it."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMaximumWidth(width)
    made.setMinimumWidth(64)
    return made


def refill(box: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    """Show other entries without telling anybody; nothing where they are the same."""
    with QSignalBlocker(box):
        if [(box.itemText(i), box.itemData(i)) for i in range(box.count())] != [*entries]:
            box.clear()
            for text, data in entries:
                box.addItem(text, data)
        place = next((i for i, (_, data) in enumerate(entries) if data == chosen), -1)
        box.setCurrentIndex(place)
