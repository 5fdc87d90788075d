"""A sample workbook on disk: cell styles, properties, and the line that says it is constructed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from gxde_desktop.exporting.xlsx_file import workbook_at
from gxde_desktop.text import catalogue

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a workbook's date has no zone

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"},
    "line": {"align": "left"},
    "right": {"align": "right"},
    "head": {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "code": {"border": 1, "align": "center"},
    "label": {"border": 1, "align": "left"},
    "whole": {"border": 1, "num_format": "0"},
    "two": {"border": 1, "num_format": "0.00"},
    "one": {"border": 1, "num_format": "0.0"},
    "year": {"border": 1, "num_format": "0", "align": "center"},
    "date": {"border": 1, "num_format": "yyyy-mm-dd"},
}


def constructed_note() -> str:
    """The annotation of every sheet. Chinese in every language: it is part of the sheet."""
    return catalogue("zh")["sample.note"]


class Book:
    """A workbook being written; used as a context, closed at its end.

    The same content gives the same bytes: the date of creation is fixed.
    """

    def __init__(self, path: Path) -> None:
        self._file = workbook_at(path, {})
        self._book = self._file.__enter__()
        zh, en = catalogue("zh"), catalogue("en")
        self._book.set_properties(
            {
                "title": path.stem,
                "subject": zh["sample.subject"],
                "author": "gxde_desktop",
                "category": zh["sample.category"],
                "keywords": f"{zh['sample.category']}, {en['sample.category']}",
                "comments": f"{zh['sample.warning']} {en['sample.warning']}",
                "created": _CREATED,
            }
        )
        self._styles = {name: self._book.add_format(style) for name, style in STYLES.items()}

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.__exit__(kind, error, trace)

    def sheet(self, name: str) -> Sheet:
        """A new sheet."""
        return Sheet(self._book.add_worksheet(name), self._styles)


class Sheet:
    """A sheet with named styles; rows and columns count from 0."""

    def __init__(self, inner: Any, styles: dict[str, Any]) -> None:
        self._inner = inner
        self._styles = styles

    def put(self, row: int, column: int, value: str | float | dt.date, style: str) -> None:
        """One cell."""
        if isinstance(value, dt.date):
            self._inner.write_datetime(row, column, value, self._styles[style])
        elif isinstance(value, str):
            self._inner.write_string(row, column, value, self._styles[style])
        else:
            self._inner.write_number(row, column, float(value), self._styles[style])

    def run(self, row: int, column: int, values: Sequence[float], style: str) -> None:
        """Numbers to the right."""
        for place, value in enumerate(values):
            self.put(row, column + place, float(value), style)

    def span(self, box: tuple[int, int, int, int], text: str, style: str) -> None:
        """A text over a range (first row, first column, last row, last column), merged."""
        if box[:2] == box[2:]:
            self.put(box[0], box[1], text, style)
        else:
            self._inner.merge_range(*box, text, self._styles[style])

    def note(self, row: int) -> None:
        """The annotation that the sheet's numbers are constructed, as its last line."""
        self.put(row, 0, constructed_note(), "line")

    def widths(self, *columns: tuple[int, int, float]) -> None:
        """Widths of ranges of columns: (first, last, characters)."""
        for first, last, width in columns:
            self._inner.set_column(first, last, width)

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns left of a cell in sight."""
        self._inner.freeze_panes(row, column)
