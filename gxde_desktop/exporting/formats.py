"""Cell formats: colour and a mark say what is input, computed, assumed or extrapolated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from gxde_desktop.exporting.sheet import Sheet

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}

NUMBER_OF_UNIT = {
    "money": "#,##0.00",
    "money_base": "#,##0.00",
    "as_printed": "#,##0.00",
    "units_per_yi": "#,##0",
    "share": "0.0000",
    "ratio": "0.000000",
    "index": "0.0000",
    "index_one": "0.0000",
    "log_points": "0.000000",
    "rate": "0.0000",
}
"""Number formats by a quantity's unit; full precision stays in the cell."""

KINDS: dict[str, dict[str, Any]] = {
    "computed": {},
    "input": {"font_color": "#0F6CBD", "bg_color": "#E8F1FA"},
    "assumed": {"font_color": "#B45309", "bg_color": "#FEF3E2"},
    "marked": {"font_color": "#B45309", "italic": True},
    "missing": {"font_color": "#66727F", "align": "right"},
}
"""What a cell is, and how it looks."""


@dataclass(slots=True)
class Formats:
    """The formats of one workbook, made once each."""

    workbook: xlsxwriter.Workbook
    _made: dict[tuple[str, str], Format] = field(default_factory=dict)
    _looks: dict[str, Format] = field(default_factory=dict)

    def number(self, kind: str, unit: str) -> Format:
        """Format of a value cell."""
        found = self._made.get((kind, unit))
        if found is not None:
            return found
        return self._get(kind, unit, {**KINDS[kind], "num_format": _number(unit)})

    def text(self, kind: str) -> Format:
        """Format of text: title, heading, header, label, note, formula or link."""
        return self._get("text", kind, _TEXT[kind])

    def _get(self, kind: str, name: str, properties: dict[str, Any]) -> Format:
        found = self._made.get((kind, name))
        if found is None:
            made = {**_FONT, "valign": "vcenter", **properties}
            # One format a look: XlsxWriter compares those that are alike at every cell.
            look = repr(sorted(made.items()))
            found = self._looks.get(look)
            if found is None:
                found = self._looks[look] = self.workbook.add_format(made)
            self._made[kind, name] = found
        return found


def formats(workbook: xlsxwriter.Workbook) -> Formats:
    """The formats of a new workbook."""
    return Formats(workbook)


def set_paper(sheet: Sheet) -> None:
    """Print landscape on A4, one page wide, with the sheet's name and page number."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _number(unit: str) -> str:
    return NUMBER_OF_UNIT.get(unit, "General")


_TEXT: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1D2733"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#0F6CBD"},
    "header": {"bold": True, "align": "right", "bottom": 1, "bottom_color": "#AAB4C0"},
    "header_left": {"bold": True, "bottom": 1, "bottom_color": "#AAB4C0"},
    "label": {},
    "choice": {"align": "right"},
    "note": {"font_color": "#66727F"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "formula": {"font_color": "#1D2733", "bg_color": "#F6F7F9", "font_name": "Cambria Math"},
    "origin": {"font_color": "#66727F", "font_size": 8, "align": "right"},
    "flag": {"font_color": "#B45309", "font_size": 9},
    "link": {"font_color": "#0F6CBD", "underline": 1},
}
