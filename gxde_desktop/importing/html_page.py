"""A web page -> its tables and the lines of text between them, in the order of the page.

The standard library's parser is fed once and never closed: it then passes over a construct that
does not end, as a browser does, instead of searching the rest of the page again for each of its
characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gxde_desktop.importing.limits import MAX_CELLS
from gxde_desktop.importing.wording import ImportRefused

_SILENT = {"script", "style", "title", "noscript", "template", "select", "object", "svg"}
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "center", "form",
    "section", "article", "header", "footer", "dd", "dt", "pre", "body", "caption",
}  # fmt: skip
_EMPTY = {"br", "img", "hr", "input", "meta", "link", "col", "area", "base", "wbr", "embed"}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DEEPEST = 200
Attributes = dict[str, str]


@dataclass(slots=True)
class PageCell:
    """A cell as printed, with its attributes (colspan, x:num, sdval ...)."""

    attributes: Attributes
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text a browser shows: white space folded, line breaks kept."""
        lines = "".join(self.pieces).split("\v")
        return "\n".join(_SPACE.sub(" ", line).strip(" ") for line in lines).strip("\n")


@dataclass(slots=True)
class PageRow:
    """One row of a table."""

    hidden: bool = False
    cells: list[PageCell] = field(default_factory=list)


@dataclass(slots=True)
class PageTable:
    """One table. hidden_columns: spans of columns that are not shown."""

    rows: list[PageRow] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    columns: int = 0


@dataclass(slots=True)
class PageLine:
    """A line of text outside all tables."""

    text: str


class Page(HTMLParser):
    """Reads a page once: `blocks` in order, `comments` with what Excel writes into them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[PageTable | PageLine] = []
        self.comments: list[str] = []
        self.frames: list[str] = []
        self._tables: list[PageTable] = []
        self._cells: list[PageCell | None] = []
        self._line: list[str] = []
        self._silent: list[str] = []
        self._unseen: list[tuple[str, int]] = []
        self._count = 0
        self.feed(text)
        self._end_line()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._count += 1
        if self._count > 2 * MAX_CELLS:
            raise ImportRefused("refused.too_many_cells", limit=MAX_CELLS // 1_000_000)
        if tag in _SILENT:
            self._silent.append(tag)
        if self._silent:
            return
        given = {name: value or "" for name, value in attrs}
        if tag in ("td", "th"):
            self._start_cell(given)
        elif tag == "tr":
            self._start_row(given)
        elif tag == "table":
            self._start_table()
        elif tag == "col":
            self._column(given)
        elif tag == "frame":
            self.frames.append(given.get("src", ""))
        elif tag == "br":
            self._text("\v")
        elif tag in _BLOCKS:
            self._break()
        if tag not in _EMPTY and tag not in ("td", "th", "tr", "table", "body", "html"):
            self._hide(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        if self._unseen and self._unseen[-1][0] == tag:
            name, depth = self._unseen.pop()
            if depth:
                self._unseen.append((name, depth - 1))
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_table()
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._unseen:
            self._text(data)

    def handle_comment(self, data: str) -> None:
        if len(self.comments) < 100 and "x:" in data:
            self.comments.append(data)

    def _hide(self, tag: str, given: Attributes) -> None:
        """What is not displayed counts until its end tag; tags of its own name nest in it."""
        if self._unseen:
            if self._unseen[-1][0] == tag:
                name, depth = self._unseen.pop()
                self._unseen.append((name, depth + 1))
        elif _NOT_SHOWN.search(given.get("style", "")) or "hidden" in given:
            self._unseen.append((tag, 0))

    def _text(self, data: str) -> None:
        if self._cells and self._cells[-1] is not None:
            self._cells[-1].pieces.append(data)
        elif not self._tables:
            if data == "\v":
                self._end_line()
            else:
                self._line.append(data)

    def _break(self) -> None:
        cell = self._cells[-1] if self._cells else None
        if cell is not None:
            if cell.pieces and cell.pieces[-1] != "\v":
                cell.pieces.append("\v")
        elif not self._tables:
            self._end_line()

    def _end_line(self) -> None:
        text = _SPACE.sub(" ", "".join(self._line)).strip(" \u00a0\u3000")
        self._line.clear()
        if text:
            self.blocks.append(PageLine(text))

    def _start_table(self) -> None:
        self._end_line()
        if len(self._tables) >= _DEEPEST:
            raise ImportRefused("refused.nested_too_deep", limit=_DEEPEST)
        self._unseen.clear()
        table = PageTable()
        self._tables.append(table)
        self._cells.append(None)
        self.blocks.append(table)

    def _end_table(self) -> None:
        self._unseen.clear()
        if self._tables:
            self._tables.pop()
            self._cells.pop()

    def _start_row(self, given: Attributes) -> None:
        self._end_cell()
        if self._tables:
            hidden = bool(_NOT_SHOWN.search(given.get("style", "")))
            self._tables[-1].rows.append(PageRow(hidden))

    def _start_cell(self, given: Attributes) -> None:
        self._end_cell()
        if not self._tables:
            return
        if not self._tables[-1].rows:
            self._tables[-1].rows.append(PageRow())
        cell = PageCell(given)
        self._tables[-1].rows[-1].cells.append(cell)
        self._cells[-1] = cell

    def _end_cell(self) -> None:
        self._unseen.clear()
        if self._cells:
            self._cells[-1] = None

    def _column(self, given: Attributes) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        span = whole(given.get("span"), 1)
        if _NOT_SHOWN.search(given.get("style", "")):
            table.hidden_columns.append((table.columns, table.columns + span - 1))
        table.columns += span


def whole(text: str | None, otherwise: int) -> int:
    """A positive whole number of an attribute, 1 000 000 at most; `otherwise` for anything else."""
    found = re.match(r"\s*\+?(\d{1,12})", text or "")
    return min(max(int(found.group(1)), 1), 1_000_000) if found else otherwise
