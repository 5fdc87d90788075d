"""The help: contents and search on the left, the page on the right; a window of its own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import tr
from gxde_desktop.ui.help_pages import CHAPTERS, HelpPage, found, help_pages
from gxde_desktop.ui.theme import tokens

_KEY = int(Qt.ItemDataRole.UserRole)


class HelpWindow(QDialog):
    """Reads beside the main window; Esc closes it."""

    def __init__(self, parent: QWidget, keys: Mapping[str, str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("ui.help.title"))
        self.resize(860, 600)
        self._pages = help_pages(keys)
        self._by_key = {page.key: page for page in self._pages}
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ui.help.search"))
        self.search.setAccessibleName(tr("ui.help.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.contents = QTreeWidget()
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName(tr("ui.help.contents"))
        self.contents.currentItemChanged.connect(lambda item, _: self._show(item))
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("ui.help.page"))
        self.text.setOpenLinks(False)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.contents, 1)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setSizes([260, 600])
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.addWidget(split)
        self._fill("")
        self.search.setFocus()

    @property
    def pages(self) -> tuple[HelpPage, ...]:
        """Every page there is."""
        return self._pages

    def go_to(self, key: str) -> bool:
        """Show a page; False where there is none of that key."""
        if key not in self._by_key:
            return False
        self.search.clear()
        for item in self._items():
            if item.data(0, _KEY) == key:
                self.contents.setCurrentItem(item)
                self.contents.scrollToItem(item)
        return True

    def shown(self) -> tuple[str, ...]:
        """Keys of the pages listed."""
        return tuple(str(item.data(0, _KEY)) for item in self._items())

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self.contents.topLevelItem(i) for i in range(self.contents.topLevelItemCount()))
        return [top.child(i) for top in tops if top is not None for i in range(top.childCount())]

    def _fill(self, text: str) -> None:
        pages = found(self._pages, text)
        self.contents.clear()
        for chapter in CHAPTERS:
            inside = [page for page in pages if page.chapter == chapter]
            if not inside:
                continue
            top = QTreeWidgetItem([tr(f"ui.help.chapter.{chapter}", count=len(inside))])
            self.contents.addTopLevelItem(top)
            for page in inside:
                item = QTreeWidgetItem([page.title])
                item.setData(0, _KEY, page.key)
                item.setToolTip(0, page.title)
                top.addChild(item)
            top.setExpanded(bool(text.strip()) or chapter in ("window", "method"))
        first = next(iter(self._items()), None)
        if first is not None:
            self.contents.setCurrentItem(first)
        else:
            self.text.setHtml(f"<p>{tr('ui.help.nothing')}</p>")

    def _show(self, item: QTreeWidgetItem | None) -> None:
        page = self._by_key.get(str(item.data(0, _KEY))) if item is not None else None
        if page is None:
            return
        theme = tokens()
        self.text.setHtml(
            f"<style>body{{color:{theme.text}}} p,li{{line-height:150%}} "
            f"code{{background:{theme.background}}}</style>"
            f"<h3>{page.title}</h3>{page.html}"
        )
